"""The words of an expression, the sorts of values it knows, and how a flaw is told."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple, cast

from motcua.catalogue.rules.expression_functions import FUNCTIONS

Sort = Literal["number", "text", "date", "flag", "several", "any"]
SAID: Mapping[str, str] = {
    "number": "số", "text": "chữ", "date": "ngày", "flag": "điều kiện", "several": "danh sách", "any": "giá trị",
}  # fmt: skip
RESERVED = frozenset({
    "as", "break", "const", "continue", "else", "false", "for", "function", "if", "import", "in", "let", "loop",
    "namespace", "null", "package", "return", "true", "var", "void", "while",
})  # fmt: skip
"""Words of the library's own language: no key that an expression reads may be one."""


@dataclass(frozen=True)
class Kind:
    """What a part comes to. `values`: the only texts that it can be, where known; `said`: how it is named in a fault;
    `literal`: written out in the expression."""

    sort: Sort
    values: tuple[str, ...] | None = None
    said: str = ""
    literal: bool = False

    def __str__(self) -> str:
        return f"{self.said} ({SAID[self.sort]})" if self.said else SAID[self.sort]


NUMBER, TEXT, DATE, FLAG, ANY = Kind("number"), Kind("text"), Kind("date"), Kind("flag"), Kind("any")


class Flaw(Exception):  # noqa: N818 - what is wrong with a text, not an error of the program
    """What is wrong with an expression, and how to mend it."""

    def __init__(self, message: str, cure: str) -> None:
        super().__init__(message)
        self.message, self.cure = message, cure


class Token(NamedTuple):
    sort: Literal["number", "string", "name", "mark", "end"]
    text: str
    at: int  # its first character, from 1


_TOKEN = re.compile(
    r"[ \t\r\n]*(?:"
    r"(?P<number>[0-9]{1,15}(?![0-9A-Za-z_.]))"
    r"|(?P<string>\"[^\"\\\x00-\x1f\x7f\ud800-\udfff]*\"|'[^'\\\x00-\x1f\x7f\ud800-\udfff]*')"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)"
    r"|(?P<mark>&&|\|\||==|!=|<=|>=|[<>!+\-*/%?:,()\[\]])"
    r"|(?P<end>\Z))"
)
_SPACES = " \t\r\n"
_QUOTED = ("Dấu nháy {where} không đóng, hoặc bên trong có dấu “\\”.", "Đóng dấu nháy, bỏ dấu “\\”.")
_LOGIC = ("Biểu thức sai cú pháp {where}.", "“Và” viết &&, “hoặc” viết ||.")
_NEVER = (
    "Biểu thức không dùng được dấu “{mark}” {where}.",
    f"Chỉ dùng phép so sánh, phép tính và các hàm: {', '.join(FUNCTIONS)}.",
)
_STRAY: Mapping[str, tuple[str, str]] = {
    '"': _QUOTED, "'": _QUOTED, "&": _LOGIC, "|": _LOGIC, ".": _NEVER, "{": _NEVER, "}": _NEVER,
    "=": ("Biểu thức sai cú pháp {where}.", "So bằng viết hai dấu bằng: ==."),
}  # fmt: skip
_NUMBER = re.compile(r"[0-9]+(\.[0-9])?")


def tokens(text: str) -> list[Token]:
    """The words of an expression, "end" last. Raises Flaw at the first that is none."""
    found: list[Token] = []
    at = 0
    while not found or found[-1].sort != "end":
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise _stray(text, at)
        sort = cast('Literal["number", "string", "name", "mark", "end"]', match.lastgroup)
        found.append(Token(sort, match[sort], match.start(sort) + 1))
        at = match.end()
    return found


def is_day(text: str) -> bool:
    """Is this a date as expressions write it: 2020-04-01?"""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _stray(text: str, at: int) -> Flaw:
    while text[at] in _SPACES:
        at += 1
    where, mark = f"ở ký tự thứ {at + 1}", text[at]
    if number := _NUMBER.match(text, at):
        if number[1]:
            return Flaw(f"Biểu thức chỉ dùng số nguyên, {where} có số lẻ.", "Viết phần trăm thành: so_tien * 8 / 100.")
        return Flaw(f"Số {where} viết không đúng.", "Viết số liền nhau, tối đa 15 chữ số: 1800000.")
    if mark in _STRAY:
        message, cure = _STRAY[mark]
        return Flaw(message.format(where=where, mark=mark), cure)
    shown = mark if mark.isprintable() else f"U+{ord(mark):04X}"
    cure = "Chữ có dấu đặt trong dấu nháy; khóa viết không dấu."
    return Flaw(f"Biểu thức không dùng được ký tự “{shown}” {where}.", cure)
