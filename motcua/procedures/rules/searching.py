"""Words of a search and of what is searched: folding, marks, misspellings, codes. Pure.

A word is looked up folded ("khai"), so that accents need not be typed; those that were typed only rank. Misspellings
are found by deletion: two words within one edit share themselves or what is left when one letter is taken from either.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from motcua.kernel.text import fold, tidy

LONGEST, MOST = 100, 12  # characters of a question, words that count
_WORD = re.compile(r"[^\W_]+")
_CODE = re.compile(r"[123]\.[0-9]{1,6}(\.[0-9A-Z]{0,3}){0,6}")
_NUMBER = re.compile(r"[0-9]{6}")
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_LAST_Y = re.compile(r"^(h|k|l|m|s|t|qu)y$")  # "kỹ" and "kĩ", "quy" and "qui" are one word
_SAFE = re.compile(r"['\\\s]")
_BEGUN = 3  # letters, of a word that is not finished
_FEW = 2  # words, among which a wrong one leaves too little to look for
_SPLIT = 2  # the shortest half of two words that were typed as one


@dataclass(frozen=True, slots=True)
class Word:
    """As it was typed, small; folded; and with its marks, the tone at the end: "hòa" and "hoà" are one word."""

    said: str
    plain: str
    marked: str

    @property
    def accented(self) -> bool:
        return self.said != fold(self.said)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the search. With `codes`, beginnings of procedures' codes, there are no words."""

    text: str
    words: tuple[Word, ...] = ()
    codes: tuple[str, ...] = ()

    @property
    def plain(self) -> tuple[str, ...]:
        return tuple(word.plain for word in self.words)


@dataclass(frozen=True, slots=True)
class Mend:
    """The words from `first` up to, not with, `last`, which are to be read as `words`."""

    first: int
    last: int
    words: tuple[str, ...]


def words(text: str) -> list[Word]:
    """The words of a text, in their order."""
    return [Word(said, plain(said), marked(said)) for said in _WORD.findall(tidy(text).lower())]


def plain(word: str) -> str:
    """Folded, the two spellings of a last i as one."""
    return _LAST_Y.sub(r"\1i", fold(word))


def marked(word: str) -> str:
    """With its marks: letters as they are, tones as a number at the end, wherever they were written."""
    told = unicodedata.normalize("NFD", word)
    tone = "".join(_TONES[c] for c in told if c in _TONES)
    bare = unicodedata.normalize("NFC", "".join(c for c in told if c not in _TONES))
    return _LAST_Y.sub(r"\1i", bare) + tone


def question(text: str) -> Question:
    """What somebody typed."""
    text = tidy(text)[:LONGEST]
    code = "".join(text.split()).upper()
    if _CODE.fullmatch(code):
        return Question(text, codes=(code,))
    if _NUMBER.fullmatch(code):
        return Question(text, codes=tuple(f"{group}.{code}" for group in "123"))
    return Question(text, tuple(words(text)[:MOST]))


def deletions(word: str) -> set[str]:
    """The word, and the word without each of its letters."""
    return {word} | {word[:n] + word[n + 1 :] for n in range(len(word))} - {""}


def near(one: str, other: str) -> bool:
    """Is one made of the other by at most one letter more, less, changed, or exchanged with its neighbour?"""
    if abs(len(one) - len(other)) > 1:
        return False
    same = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    a, b = one[same:], other[same:]
    exchanged = len(a) > 1 and len(b) > 1 and a[:2] == b[1::-1] and a[2:] == b[2:]
    return a == b or a[1:] == b[1:] or a[1:] == b or a == b[1:] or exchanged


def asked_of_vocabulary(asked: Sequence[str]) -> set[str]:
    """All that the vocabulary is asked, to mend any one of these words: what is left of each, halves, two as one."""
    found: set[str] = set()
    for word in asked:
        found |= deletions(word) | {part for pair in _halves(word) for part in pair}
    return found | {a + b for a, b in pairwise(asked)}


def mends(asked: Sequence[str], known: Iterable[tuple[str, str]]) -> list[Mend]:
    """Every way to read one of the words otherwise. `known` are (what is left, word) pairs of the vocabulary.

    One word has one typing error, lacks the space in its middle, or has a space too many.
    """
    left: dict[str, set[str]] = {}
    for rest, word in known:
        left.setdefault(rest, set()).add(word)
    vocabulary = {word for rest, of in left.items() for word in of if rest == word}
    found = []
    for n, word in enumerate(asked):
        close = {other for rest in deletions(word) for other in left.get(rest, ()) if near(word, other)}
        found += [Mend(n, n + 1, (other,)) for other in sorted(close - {word})]
        found += [Mend(n, n + 1, pair) for pair in _halves(word) if vocabulary.issuperset(pair)]
    for n, (a, b) in enumerate(pairwise(asked)):
        if a + b in vocabulary:
            found.append(Mend(n, n + 2, (a + b,)))
    return found


def _halves(word: str) -> list[tuple[str, str]]:
    return [(word[:n], word[n:]) for n in range(_SPLIT, len(word) - _SPLIT + 1)]


def mended(asked: Sequence[str], mend: Mend) -> tuple[str, ...]:
    return (*asked[: mend.first], *mend.words, *asked[mend.last :])


# ── what the database is asked ──────────────────────────────────────────────────────────────────────────────────────


def all_of(asked: Iterable[str]) -> str:
    """A tsquery: every word."""
    return " & ".join(f"'{word}'" for word in asked)


def any_of(asked: Iterable[str]) -> str:
    return " | ".join(f"'{word}'" for word in asked)


def rarest(asked: Iterable[str], many: Mapping[str, int], most: int = 3) -> list[str]:
    """Of the words that procedures have, those that the fewest have: `many` says how many."""
    return sorted({word for word in asked if word in many}, key=lambda word: (many[word], word))[:most]


def near_to(asked: Sequence[str], ways: Sequence[Mend], many: Mapping[str, int]) -> str:
    """A tsquery for what may be meant when at most one word is wrong: rare words find few candidates to look at.

    A word that nobody has is the wrong one; else, of any three words two are right.
    """
    wrong = {n for n, word in enumerate(asked) if word not in many}
    places = sorted({(mend.first, mend.last) for mend in ways})
    if len(asked) > _FEW and not wrong:
        a, b, c = [*rarest(asked, many), *[""] * 2][:3]
        pairs = [all_of(word for word in pair if word) for pair in ((a, b), (a, c), (b, c)) if all(pair)]
        return " | ".join(f"({pair})" for pair in pairs) or all_of([a])
    parts = []
    for first, last in places or ([(len(asked) - 1, len(asked))] if wrong <= {len(asked) - 1} else []):
        others = rarest([*asked[:first], *asked[last:]], many)
        options = [f"({all_of(mend.words)})" for mend in ways if (mend.first, mend.last) == (first, last)]
        if last == len(asked) and last - first == 1 and len(asked[-1]) >= _BEGUN:
            options.append(f"'{asked[-1]}':*")
        either = f"({' | '.join(options)})" if options and len(others) < _FEW else ""
        parts.append(" & ".join(part for part in (all_of(others), either) if part))
    return " | ".join(f"({part})" for part in parts if part)


def facet(kind: str, value: str) -> str:
    """A filter's value as a word of the index; no typed word has a colon."""
    return f"{kind}:{_SAFE.sub('-', value).lower()}"


def narrowed(query: str, facets: Mapping[str, Sequence[str]]) -> str:
    """The tsquery within the filters: of each kind one of its values. Without words, the filters alone."""
    parts = [f"({query})"] if query else []
    parts += [f"({any_of(facet(kind, value) for value in values)})" for kind, values in facets.items() if values]
    return " & ".join(parts)
