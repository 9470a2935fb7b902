"""The grammar of expressions, with the place and the cure of whatever does not fit.

Only what passes here reaches the library that works expressions out: comparisons, sums, a few functions, names. There
is no word for a loop, a method, a pattern or a clock, and all of it is bounded: characters, brackets, operations.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from motcua.catalogue.rules.expression_functions import FUNCTIONS, TAKES
from motcua.catalogue.rules.expression_kinds import called, compared, joined, same, summed
from motcua.catalogue.rules.expression_words import ANY, FLAG, NUMBER, RESERVED, Flaw, Kind, Token, is_day, tokens
from motcua.catalogue.rules.nodes import near

MAX_LENGTH = 500  # characters
MAX_DEPTH = 20  # of brackets, choices (? :) and signs
MAX_OPERATIONS = 80
_MOST_CONTAINS = 4  # it folds whole texts
_SYNTAX_CURE = "Kiểm tra dấu ngoặc, dấu nháy và các phép ==, !=, <, >, &&, ||, ? :."
_SHORTER = "Tách thành các câu hỏi computed nhỏ hơn."
_Judge = Callable[[str, Kind, Kind, int], Kind]
_COMPARING = ("==", "!=", "<", "<=", ">", ">=", "in")


@dataclass
class Form:
    """What an expression reads and calls, once each in their order; `given` are the names asked for by given(…)."""

    names: dict[str, None] = field(default_factory=dict)
    calls: dict[str, None] = field(default_factory=dict)
    given: dict[str, None] = field(default_factory=dict)
    kind: Kind = ANY
    flaws: list[Flaw] = field(default_factory=list)


def read(text: str, known: Mapping[str, Kind] | None = None) -> Form:
    """The form of an expression; with `known`, what it may read, its kinds are worked out too.

    Raises Flaw for what cannot be read at all; `Form.flaws` are unknown names and functions, and kinds that clash.
    """
    if not text.strip():
        raise Flaw("Biểu thức đang để trống.", "Viết biểu thức, hoặc xóa dòng này.")
    if len(text) > MAX_LENGTH:
        raise Flaw(f"Biểu thức dài quá {MAX_LENGTH} ký tự.", _SHORTER)
    return _Reader(tokens(text), known).form


class _Reader:
    """Reads by descent; each method returns the kind of what it has read."""

    def __init__(self, words: list[Token], known: Mapping[str, Kind] | None) -> None:
        self.words, self.at, self.known = words, 0, known
        self.depth = self.operations = self.searches = 0
        self.form = Form()
        self.form.kind = self._choice()
        if self.word.sort != "end":
            raise self._unexpected()

    @property
    def word(self) -> Token:
        return self.words[self.at]

    def _take(self, mark: str = "") -> Token:
        word = self.word
        if mark and (word.text != mark or word.sort != "mark"):
            raise self._unexpected()
        self.at += 1
        return word

    def _is(self, *marks: str) -> bool:
        return self.word.sort in ("mark", "name") and self.word.text in marks

    def _unexpected(self) -> Flaw:
        word = self.word
        if word.sort == "end":
            return Flaw(f"Biểu thức dừng giữa chừng ở ký tự thứ {word.at}.", _SYNTAX_CURE)
        return Flaw(f"Biểu thức sai cú pháp ở ký tự thứ {word.at}: “{word.text[:20]}”.", _SYNTAX_CURE)

    def _inside(self, part: Callable[[], Kind]) -> Kind:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Flaw(f"Biểu thức lồng quá {MAX_DEPTH} lớp.", _SHORTER)
        kind = part()
        self.depth -= 1
        return kind

    def _count(self, call: str = "") -> None:
        self.operations += 1
        self.searches += call == "contains"
        if self.operations > MAX_OPERATIONS:
            raise Flaw(f"Biểu thức có quá {MAX_OPERATIONS} phép tính.", _SHORTER)
        if self.searches > _MOST_CONTAINS:
            raise Flaw(f"Biểu thức gọi contains quá {_MOST_CONTAINS} lần.", _SHORTER)

    def _judged(self, judge: Callable[[], Kind]) -> Kind:
        """What the kinds come to; a clash is told, and then counts as anything, so that it is told once."""
        try:
            return judge()
        except Flaw as flaw:
            if self.known is not None:
                self.form.flaws.append(flaw)
            return ANY

    def _choice(self) -> Kind:
        kind = self._either()
        if not self._is("?"):
            return kind
        at = self._take().at
        self._count()
        self._judged(lambda: joined("?", kind, FLAG, at))
        first = self._inside(self._either)
        self._take(":")
        second = self._inside(self._choice)
        return self._judged(lambda: same(first, second, at))

    def _row(self, marks: tuple[str, ...], part: Callable[[], Kind], judge: _Judge) -> Kind:
        kind = part()
        while self._is(*marks):
            mark = self._take()
            kind = self._judged(partial(judge, mark.text, kind, part(), mark.at))
            self._count()
        return kind

    def _either(self) -> Kind:
        return self._row(("||",), self._both, joined)

    def _both(self) -> Kind:
        return self._row(("&&",), self._compared, joined)

    def _compared(self) -> Kind:
        return self._row(_COMPARING, self._added, compared)

    def _added(self) -> Kind:
        return self._row(("+", "-"), self._multiplied, summed)

    def _multiplied(self) -> Kind:
        return self._row(("*", "/", "%"), self._signed, summed)

    def _signed(self) -> Kind:
        if not self._is("!", "-"):
            return self._single()
        mark = self._take()
        self._count()
        kind = self._inside(self._signed)
        if mark.text == "!":
            return self._judged(lambda: joined("!", kind, FLAG, mark.at))
        return self._judged(lambda: summed("-", NUMBER, kind, mark.at))

    def _single(self) -> Kind:
        word = self.word
        if word.sort == "number":
            self._take()
            return Kind("number", said=word.text, literal=True)
        if word.sort == "string":
            self._take()
            return Kind("date" if is_day(word.text[1:-1]) else "text", (word.text[1:-1],), word.text, literal=True)
        if self._is("("):
            self._take()
            kind = self._inside(self._choice)
            self._take(")")
            return kind
        if self._is("["):
            return self._several()
        if word.sort == "name" and word.text != "in":
            self._take()
            return self._call(word) if self._is("(") else self._name(word)
        raise self._unexpected()

    def _several(self) -> Kind:
        parts = self._listed("[", "]")
        values = tuple(value for part in parts for value in part.values or ())
        sort = next((part.sort for part in parts), "any")
        return Kind("several", values if sort in ("text", "date") else None, literal=True)

    def _listed(self, opening: str, closing: str) -> list[Kind]:
        self._take(opening)
        parts: list[Kind] = []
        while not self._is(closing):
            if parts:
                self._take(",")
            parts.append(self._inside(self._choice))
            self._count()
        self._take(closing)
        return parts

    def _name(self, word: Token) -> Kind:
        if word.text in ("true", "false"):
            return FLAG
        for part in word.text.split("."):
            if part in RESERVED:
                raise Flaw(f"“{part}” là từ riêng của biểu thức, không đọc được như một khóa.", "Đổi khóa đó.")
        self.form.names[word.text] = None
        return self._known(word.text)

    def _known(self, name: str) -> Kind:
        if self.known is None:
            return ANY
        if name in self.known:
            kind = self.known[name]
            return Kind(kind.sort, kind.values, name)
        if name in self.form.given and any(other.startswith(f"{name}.") for other in self.known):
            return ANY
        cure = near(name, self.known) if self.known else "Bỏ tên này."
        self.form.flaws.append(Flaw(f"Biểu thức đọc “{name}”, không có câu trả lời này.", cure))
        return ANY

    def _call(self, word: Token) -> Kind:
        if word.text not in FUNCTIONS:
            raise Flaw(f"Biểu thức không có hàm “{word.text}”.", near(word.text, FUNCTIONS))
        self._count(word.text)
        self.form.calls[word.text] = None
        if word.text == "given":
            return self._given()
        parts = self._listed("(", ")")
        takes = TAKES.get(word.text, (("number",),) * len(parts))
        return self._judged(lambda: called(word.text, parts, takes, word.at))

    def _given(self) -> Kind:
        self._take("(")
        word = self._take()
        if word.sort != "name":
            raise Flaw(f"given ở ký tự thứ {word.at} cần khóa của một câu hỏi.", "Viết như: given(ngay_sinh).")
        self._take(")")
        self.form.given[word.text] = None
        self._name(word)
        return FLAG
