"""From the statements of one request to a pgbench script that runs them for other dossiers. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence

_LITERAL = re.compile(r"(?:\bE)?'(?:[^']|'')*'")
_NUMBER = re.compile(r"(?<![\w.])\d{8}(?![\w.])")
_RETURNING = re.compile(r"^\s*INSERT INTO \"?(\w+)\"?.*RETURNING \"?\1\"?\.\"?id\"?\s*$", re.DOTALL)
_VARIABLE_LIKE = re.compile(r"(?<=:)(?=[A-Za-z_])")


def script(statements: Iterable[str], names: Mapping[str, str], settings: Sequence[str] = ()) -> str:
    """`names`: eight-digit number → pgbench variable that stands for it, alone or inside a text.

    `settings` are pgbench's own commands in front. An id that the database gives (RETURNING id) is kept in the
    variable `<table>_id`, so that later statements can use it.
    """
    lines = list(settings)
    for sql in statements:
        table = _RETURNING.match(sql)
        lines.append(statement(sql, names) + (f" \\gset {table[1]}_" if table else ";"))
    return "\n".join(lines) + "\n"


def statement(sql: str, names: Mapping[str, str]) -> str:
    """One statement without its semicolon. A colon inside a text must not look like a variable to pgbench."""
    parts: list[str] = []
    end = 0
    for literal in _LITERAL.finditer(sql):
        parts += [_numbers(sql[end : literal.start()], names), _text(literal[0], names)]
        end = literal.end()
    return "".join([*parts, _numbers(sql[end:], names)]).strip().rstrip(";")


def _numbers(code: str, names: Mapping[str, str]) -> str:
    return _NUMBER.sub(lambda found: f":{names[found[0]]}" if found[0] in names else found[0], code)


def _text(literal: str, names: Mapping[str, str]) -> str:
    """'dossier:71000017' → ('dossier:' || :d); a text that needs nothing stays as it is."""
    known = re.compile("|".join(map(re.escape, names)) or "(?!)")
    pieces: list[str] = []
    end = 0
    mark, body = literal[: literal.index("'")], literal[literal.index("'") + 1 : -1]
    if body in names:
        return f":{names[body]}"
    for found in known.finditer(body):
        pieces += [*_split(mark, body[end : found.start()]), f":{names[found[0]]}"]
        end = found.end()
    pieces += _split(mark, body[end:])
    return pieces[0] if len(pieces) == 1 else f"({' || '.join(pieces)})" if pieces else "''"


def _split(mark: str, text: str) -> list[str]:
    return [f"{mark}'{piece}'" for piece in _VARIABLE_LIKE.split(text) if piece]
