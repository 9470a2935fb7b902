"""What a source text must not contain. Each checker returns what is wrong: (line, what), none for a sound text."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "motcua"
# The shell is plumbing: its middleware wraps the connection, its clock is the clock.
ROOMS = sorted(path.name for path in SOURCE.iterdir() if (path / "apps.py").exists() and path.name != "shell")
Faults = list[tuple[int, str]]

_ORM = {"objects", "save", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "atomic", "on_commit"}
_CLOCKS = {"now", "today", "utcnow", "localdate", "localtime", "time_ns", "monotonic", "fromtimestamp"}
_SQL_CLOCK = re.compile(r"\b(?:now|\w+_timestamp)\(\)|\bcurrent_(?:date|timestamp)\b", re.IGNORECASE)
_INLINE = (
    (re.compile(r"<script(?![^>]*\bsrc=)", re.IGNORECASE), "inline script"),
    (re.compile(r"<style\b", re.IGNORECASE), "inline style sheet"),
    (re.compile(r"<[a-z][^<>]*\sstyle\s*=", re.IGNORECASE), "style attribute"),
    (re.compile(r"<[a-z][^<>]*\s(?:on[a-z]+|hx-on[^\s=]*)\s*=", re.IGNORECASE), "event handler attribute"),
    (re.compile(r"javascript:", re.IGNORECASE), "script address"),
    (re.compile(r"""["']style["']\s*:"""), "style attribute"),
)
# Written in pieces, so that this file passes its own check.
_HOSTS = re.compile("py" + r"pi\.(?:org|python)|python" + r"hosted|registry\." + r"npm|deb\." + "debian")
_PLACES = re.compile(r"(?<![\w.~}])/" + "(?:work/|" + r"root\b|" + r"home/\w|Users/\w)")


def files(*kinds: str) -> list[Path]:
    """The rooms' files of these kinds: views.py, or the package views/. New rooms are included by themselves."""
    found = [path for room in ROOMS for kind in kinds for path in _of_kind(SOURCE / room, kind)]
    return sorted(path.relative_to(ROOT) for path in found)


def _of_kind(room: Path, kind: str) -> Iterator[Path]:
    if (room / f"{kind}.py").exists():
        yield room / f"{kind}.py"
    yield from (room / kind).rglob("*.py")


def orm_at_the_edge(text: str) -> Faults:
    """Edges reach the database through queries and commands only."""
    faults = []
    for node in _running_code(text):
        if isinstance(node, ast.Attribute) and node.attr in _ORM and not _of_session(node):
            faults.append((node.lineno, node.attr))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django.db"):
            faults += [(node.lineno, f"imports {name.name}") for name in node.names if not name.name.endswith("Error")]
    return faults


def clock_below_the_edge(text: str) -> Faults:
    """Time comes from outside: no clock of Python's, of the portal's or of the database's."""
    faults = []
    for node in _running_code(text):
        if isinstance(node, ast.Attribute) and node.attr in _CLOCKS:
            faults.append((node.lineno, node.attr))
        if isinstance(node, ast.ImportFrom) and node.module in ("motcua.shell", "motcua.shell.clock"):
            faults += [(node.lineno, "imports the clock") for name in node.names if name.name in ("clock", *_CLOCKS)]
        if isinstance(node, ast.keyword) and node.arg in ("auto_now", "auto_now_add"):
            faults.append((node.value.lineno, node.arg))
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            faults += [(node.lineno, found[0]) for found in _SQL_CLOCK.finditer(node.value)]
    said = _docstring_lines(text)
    return [fault for fault in faults if fault[0] not in said]


def undocumented_commands(text: str) -> Faults:
    """A command says what it means and which refusals it raises."""
    functions = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    return [(f.lineno, f.name) for f in functions if not f.name.startswith("_") and not ast.get_docstring(f)]


def inline_code(text: str) -> Faults:
    """The content policy allows neither script nor style inside a page."""
    return _matches(text, _INLINE)


def places(text: str) -> Faults:
    """Nothing may depend on one machine's folders, or name a package registry's host."""
    return _matches(text, ((_HOSTS, "registry host"), (_PLACES, "machine path")))


def length(text: str, most: int = 400) -> Faults:
    lines = len(text.splitlines())
    return [(lines, f"{lines} lines")] if lines > most else []


def deferred_names(text: str) -> set[str]:
    """The jobs that a source defers by name, at once or as what follows a bill's payment and the like."""
    return set(re.findall(r"""\b(?:defer\(|then=)\s*["']([a-z_]+\.[a-z_.]+)["']""", text))


def _matches(text: str, patterns: tuple[tuple[re.Pattern[str], str], ...]) -> Faults:
    found = [(match.start(), what) for pattern, what in patterns for match in pattern.finditer(text)]
    return sorted((text.count("\n", 0, start) + 1, what) for start, what in found)


def _running_code(text: str) -> Iterator[ast.AST]:
    """All nodes but those that only the type checker sees."""
    waiting: list[ast.AST] = [ast.parse(text)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            waiting += node.orelse
            continue
        yield node
        waiting += ast.iter_child_nodes(node)


def _of_session(node: ast.Attribute) -> bool:
    """`session.save()` is the session's affair, not the ORM's."""
    return isinstance(node.value, ast.Attribute) and node.value.attr == "session"


def _docstring_lines(text: str) -> set[int]:
    lines: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        body = getattr(node, "body", None)
        if (
            isinstance(body, list)
            and body
            and isinstance(body[0], ast.Expr)
            and isinstance(body[0].value, ast.Constant)
        ):
            lines |= {*range(body[0].lineno, (body[0].end_lineno or 0) + 1)}
    return lines
