"""Words of a search: folding, marks, codes, and every single typing error."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from motcua.procedures.rules import searching
from motcua.procedures.rules.searching import Mend

WORDS = st.text("abcdeghiklmnopqrstuvxy", min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Đăng ký kết hôn", ["dang", "ki", "ket", "hon"]),
        ("dang ki ket hon", ["dang", "ki", "ket", "hon"]),
        ("  Giấy phép,  lái xe (A1) ", ["giay", "phep", "lai", "xe", "a1"]),
        ("quy định - qui định", ["qui", "dinh", "qui", "dinh"]),
        ("Thúy máy yến", ["thuy", "may", "yen"]),
        ("ĐẤT đai đa\u0302\u0301t", ["dat", "dai", "dat"]),
        ("'); DROP TABLE x; --", ["drop", "table", "x"]),
        ("!&|:*'\\", []),
    ],
)
def test_words_are_folded_and_two_spellings_of_i_are_one(text, plain):
    assert [word.plain for word in searching.words(text)] == plain


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("hòa", "hoà", True), ("thuỷ", "thủy", True), ("kỹ", "kĩ", True), ("hộ", "hồ", False), ("ho", "hộ", False),
     ("đất", "dất", False), ("ký", "kí", True), ("máy", "mái", False)],
)  # fmt: skip
def test_marks_do_not_depend_on_where_the_tone_is_written(one, other, same):
    assert (searching.marked(one) == searching.marked(other)) is same


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("1.008360", ("1.008360",)),
        (" 1.008360.000.00.00.h48 ", ("1.008360.000.00.00.H48",)),
        ("1. 008360", ("1.008360",)),
        ("2.0006", ("2.0006",)),
        ("008360", ("1.008360", "2.008360", "3.008360")),
        ("1.008360 covid", ()),
        ("4.008360", ()),
        ("2020", ()),
    ],
)
def test_codes_are_seen(text, codes):
    assert searching.question(text).codes == codes


def test_a_question_ends():
    asked = searching.question("từ " * 90)
    assert (len(asked.text), len(asked.words)) == (searching.LONGEST, searching.MOST)


@pytest.mark.parametrize(
    ("one", "other", "is_near"),
    [("sinh", "sinh", True), ("snh", "sinh", True), ("sinhh", "sinh", True), ("sing", "sinh", True),
     ("sihn", "sinh", True), ("isnh", "sinh", True), ("sin", "sinh", True), ("si", "sinh", False),
     ("hnis", "sinh", False), ("sang", "sinh", False), ("a", "b", True), ("", "a", True), ("shni", "sinh", False)],
)  # fmt: skip
def test_within_one_edit(one, other, is_near):
    assert searching.near(one, other) is is_near
    assert searching.near(other, one) is is_near


def edits(word: str):
    """All that one typing error makes of a word."""
    for n in range(len(word) + 1):
        yield from (word[:n] + letter + word[n:] for letter in "aehx")
        if n < len(word):
            yield word[:n] + word[n + 1 :]
            yield from (word[:n] + letter + word[n + 1 :] for letter in "aehx")
            yield word[:n] + word[n + 1 : n + 2] + word[n : n + 1] + word[n + 2 :]


def known(*words: str) -> list[tuple[str, str]]:
    return [(rest, word) for word in words for rest in searching.deletions(word)]


@given(WORDS, st.data())
def test_one_error_in_a_known_word_is_mended(word, data):
    wrong = data.draw(st.sampled_from(sorted({edit for edit in edits(word) if edit and edit != word})))
    assume(searching.deletions(wrong) & searching.deletions(word))  # a word of one letter leaves nothing to share
    asked = ("khai", wrong)
    wanted = searching.asked_of_vocabulary(asked)
    pairs = [(rest, of) for rest, of in known(word, "khai") if rest in wanted]
    assert Mend(1, 2, (word,)) in searching.mends(asked, pairs)


@given(WORDS, WORDS)
def test_nothing_further_than_one_error_is_offered(asked, word):
    for mend in searching.mends([asked], known(word)):
        if len(mend.words) == 1:
            assert searching.near(asked, mend.words[0])
            assert mend.words[0] != asked


@given(
    st.text("abcdeghiklmnopqrstuvxy", min_size=2, max_size=6), st.text("abcdeghiklmnopqrstuvxy", min_size=2, max_size=6)
)
def test_a_missing_and_a_needless_space(a, b):
    joined = searching.mends([a + b], known(a, b))
    assert Mend(0, 1, (a, b)) in joined
    assert Mend(0, 2, (a + b,)) in searching.mends([a, b], known(a + b))


def test_a_reading_takes_the_place_of_what_was_asked():
    assert searching.mended(("dang", "ki", "kha", "i"), Mend(2, 4, ("khai",))) == ("dang", "ki", "khai")


def test_of_three_right_words_two_are_looked_for_by_their_rarest():
    many = {"cap": 900, "giay": 800, "phep": 700, "ruou": 3}
    assert searching.near_to(("cap", "giay", "phep", "ruou"), [], many) == (
        "('ruou' & 'phep') | ('ruou' & 'giay') | ('phep' & 'giay')"
    )


def test_a_word_that_nobody_has_is_the_wrong_one():
    many = {"cap": 900, "giay": 800, "phep": 700}
    way = Mend(3, 4, ("ruou",))
    assert searching.near_to(("cap", "giay", "phep", "ruu"), [way], many) == "('phep' & 'giay' & 'cap')"
    assert searching.near_to(("cap", "ruu"), [Mend(1, 2, ("ruou",))], {"cap": 900}) == "('cap' & (('ruou') | 'ruu':*))"


def test_filters_are_words_that_nobody_can_type():
    facets = {"field": ["Việc làm"], "level": ["province"], "owner": []}
    assert searching.narrowed("'khai'", facets) == "('khai') & ('field:việc-làm') & ('level:province')"
    assert searching.facet("field", "O'Neil \\ x") == "field:o-neil---x"
    assert not any(":" in word.plain for word in searching.words("level:province"))
