from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.agencies.rules import BadCodeTemplate, check_template, issue_code
from motcua.kernel.codes import canonical_identifier, legacy_identifier

parts = st.lists(st.integers(0, 999), max_size=3)
heads = st.from_regex(r"[A-Z][0-9]{2}", fullmatch=True)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("000.00.00.H48", "H48"),
        ("000.00.01.H48", "H48.01"),
        (" 000.00.01.h48\n", "H48.01"),
        ("000.02.01.H48", "H48.01.02"),
        ("003.02.01.H48", "H48.01.02.03"),
        ("001.00.05.H48", "H48.05.00.01"),
        ("000.00.242.H55", "H55.242"),
        ("H48", "H48"),
        ("h48.1", "H48.01"),
        ("H48.001", "H48.01"),
        ("H48.00.00", "H48"),
        ("H48.533.21403", "H48.533.21403"),
        ("G09.20", "G09.20"),
    ],
)
def test_one_spelling(text, canonical):
    assert canonical_identifier(text) == canonical


@pytest.mark.parametrize(
    "text",
    [
        "",
        "48",
        "H4",
        "H48.",
        "H48.1.2.3.4.5",
        "H48.123456",
        "00.00.00.H48",
        "000.00.00.HH8",
        "H48.x",
        "H48;",
        "H４８",
        "H48.٣",
    ],
)
def test_what_is_no_identifier(text):
    with pytest.raises(ValueError, match="không phải mã định danh cơ quan"):
        canonical_identifier(text)


@pytest.mark.parametrize(
    ("canonical", "legacy"),
    [
        ("H48", "000.00.00.H48"),
        ("H48.01", "000.00.01.H48"),
        ("H48.01.02.03", "003.02.01.H48"),
        ("H48.533", "000.00.533.H48"),
        ("H48.533.21403", ""),
        ("H48.01.02.03.04", ""),
    ],
)
def test_the_old_spelling(canonical, legacy):
    assert legacy_identifier(canonical) == legacy


@given(heads, parts)
def test_round_trip(head, numbers):
    """To the old spelling and back is the same agency; canonical is canonical."""
    canonical = canonical_identifier(".".join([head, *map(str, numbers)]))
    assert canonical_identifier(canonical) == canonical
    assert canonical_identifier(legacy_identifier(canonical)) == canonical


@given(heads, st.integers(0, 999), st.integers(0, 99), st.integers(0, 99))
def test_round_trip_from_the_old_spelling(head, fourth, third, second):
    legacy = f"{fourth:03d}.{third:02d}.{second:02d}.{head}"
    assert legacy_identifier(canonical_identifier(legacy)) == legacy


DAY = date(2020, 5, 12)


@pytest.mark.parametrize(
    ("template", "identifier", "day", "n", "code"),
    [
        ("{legacy}-{yymmdd}-{n:04d}", "H48", DAY, 1, "000.00.00.H48-200512-0001"),
        ("", "H48", DAY, 37, "000.00.00.H48-200512-0037"),
        ("{legacy}-{yymmdd}-{n:04d}", "H48.11", DAY, 9999, "000.00.11.H48-200512-9999"),
        ("{legacy}-{yymmdd}-{n:04d}", "H48", DAY, 10_000, "000.00.00.H48-200512-10000"),
        ("{legacy}-{yymmdd}-{n:04d}", "H48.533.21403", DAY, 2, "H48.533.21403-200512-0002"),
        ("{identifier}-{yyyymmdd}-{n:07d}", "G09.20", date(2026, 6, 9), 92_637, "G09.20-20260609-0092637"),
        ("{identifier}/{yymmdd}/{n}", "H48", DAY, 5, "H48/200512/5"),
    ],
)
def test_codes(template, identifier, day, n, code):
    assert issue_code(template, identifier, day, n) == code


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ("{legacy}-{yymmdd}", "phải có đúng một số thứ tự {n}"),
        ("{legacy}-{yymmdd}-{n}{n}", "phải có đúng một số thứ tự {n}"),
        ("{legacy}-{ymd}-{n}", "không có ô nào tên là “ymd”"),
        ("{legacy}-{yymmdd}-{n.real}", "không có ô nào tên là “n.real”"),
        ("{legacy}-{yymmdd}-{}", "không có ô nào tên là “”"),
        ("{legacy}-{yymmdd}-{n:x}", "cách viết ô “n” không đúng"),
        ("{legacy}-{yymmdd}-{n!r}", "cách viết ô “n” không đúng"),
        ("{legacy:>5}-{yymmdd}-{n}", "cách viết ô “legacy” không đúng"),
        ("{yymmdd}-{n:04d}", "thiếu mã cơ quan {identifier} hoặc {legacy}"),
        ("{legacy}-{n:04d}", "thiếu ngày {yymmdd} hoặc {yyyymmdd}, vì số thứ tự bắt đầu lại mỗi ngày"),
        ("{legacy-{yymmdd}-{n}", "dấu ngoặc nhọn không khớp nhau"),
        ("", "phải có đúng một số thứ tự {n}"),
    ],
)
def test_bad_templates(template, why):
    with pytest.raises(BadCodeTemplate) as refusal:
        check_template(template)
    assert refusal.value.data["why"] == why


@given(
    st.sampled_from(["{legacy}-{yymmdd}-{n:04d}", "{identifier}-{yyyymmdd}-{n:07d}"]),
    st.tuples(st.dates(date(2020, 1, 1), date(2099, 12, 31)), st.integers(1, 10**6)),
    st.tuples(st.dates(date(2020, 1, 1), date(2099, 12, 31)), st.integers(1, 10**6)),
)
def test_two_dossiers_never_share_a_code(template, one, other):
    assert (issue_code(template, "H48", *one) == issue_code(template, "H48", *other)) == (one == other)


def test_running_numbers_start_at_one():
    with pytest.raises(ValueError, match="start at 1"):
        issue_code("", "H48", DAY, 0)
