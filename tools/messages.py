"""The English of the pages: python tools/messages.py extract | check | compile.

extract   brings locale/en/LC_MESSAGES/django.po up to date with the code; new sentences come in without their English
check     says what is missing, wrong or no longer needed; exit code 1 when anything is
compile   writes the .mo that the portal reads (it is not kept in git)

Sentences are found in three ways: what templates and programs pass to gettext; every Vietnamese text in a program,
because many reach gettext as a value (labels, messages of rules); and the docstrings of refusals, their messages.
Texts of service files are not here: their English stands in the file.
"""

import ast
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract as extracted
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
CATALOGUE = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
TEMPLATES = {"extensions": "jinja2.ext.do", "newstyle_gettext": "true", "silent": "false"}
KEYWORDS = {"_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2)}
HOLE = re.compile(r"\{[^{}]*\}|%\(\w+\)[sd]|%%")
VIETNAMESE = re.compile(
    "[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]", re.IGNORECASE
)  # fmt: skip

# Not read by people who chose English, each with why. Refusals are always told.
VIETNAMESE_ONLY = {
    "motcua/agencies/rules/tree.py": "names of agencies",
    "motcua/agencies/queries.py": "abbreviations that people search by",
    "motcua/calendar/commands.py": "faults of data files",
    "motcua/calendar/rules/counting.py": "reasons for the command line",
    "motcua/calendar/rules/days.py": "reasons for the command line",
    "motcua/catalogue/rules/checking": "faults of service files, for who writes them",
    "motcua/catalogue/rules/faults.py": "faults of service files",
    "motcua/catalogue/rules/list_header.py": "words by which a header is known",
    "motcua/catalogue/rules/nodes.py": "faults of service files",
    "motcua/catalogue/rules/particulars.py": "faults of service files",
    "motcua/catalogue/rules/reading": "faults of service files",
    "motcua/documents/rules/decisions.py": "papers are Vietnamese",
    "motcua/documents/rules/papers.py": "papers are Vietnamese",
    "motcua/documents/rules/rendering.py": "papers are Vietnamese",
    "motcua/documents/rules/wording.py": "papers are Vietnamese",
    "motcua/dossiers/commands/papers.py": "papers are Vietnamese",
    "motcua/files/rules/sheets.py": "the form to be filled in is Vietnamese",
    "motcua/kernel/": "values",
    "motcua/ops/": "the terminal of who runs the portal, and invented data",
    "motcua/territory/": "names of units, faults of data files",
    "motcua/workflow/rules/faults.py": "faults of service files",
}
# Texts inside calls of these are no sentences: patterns, letters, notes on columns.
NO_SENTENCES = {"compile", "sub", "maketrans", "CharField", "TextField", "PositiveBigIntegerField", "JSONField"}

Found = Iterator[tuple[str, str | tuple[str, str]]]


@cache
def messages() -> Mapping[str | tuple[str, str], list[str]]:
    """Message (or singular and plural) → the files in which it stands."""
    found: dict[str | tuple[str, str], list[str]] = {}
    for path, message in sorted(_all(), key=lambda pair: pair[0]):
        files = found.setdefault(message, [])
        if path not in files:
            files.append(path)
    plurals = {pair[0] for pair in found if isinstance(pair, tuple)}
    return {message: files for message, files in found.items() if message not in plurals}


def _all() -> Found:
    for path in sorted((ROOT / "motcua").rglob("templates/**/*.html")):
        yield from _from_template(path)
    for path in sorted((ROOT / "motcua").rglob("*.py")):
        if "migrations" not in path.parts:
            yield from _from_program(path)
    yield from _refusals()


def _from_template(path: Path) -> Found:
    name = _name(path)
    with path.open("rb") as file:
        for _line, message, _comments, _context in extracted("jinja2", file, KEYWORDS, (), TEMPLATES):
            yield name, _message(message)
    # Texts that a template hands to gettext as a value: {% set titles = ["Hồ sơ", …] %}.
    from jinja2 import Environment, nodes

    tree = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"]).parse(path.read_text(encoding="utf-8"))
    yield from ((name, const.value) for const in tree.find_all(nodes.Const) if _is_sentence(const.value))


def _from_program(path: Path) -> Found:
    name, text = _name(path), path.read_text(encoding="utf-8")
    if any(name.startswith(prefix) for prefix in VIETNAMESE_ONLY):
        return
    for _line, message, _comments, _context in extracted("python", BytesIO(text.encode()), KEYWORDS, (), {}):
        yield name, _message(message)
    tree = ast.parse(text)
    passed_over = _docstrings(tree) | _pieces(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node not in passed_over and _is_sentence(node.value):
            yield name, node.value


def _refusals() -> Found:
    """Every refusal that is written down, with its message."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    for path in sorted((ROOT / "motcua").rglob("*.py")):
        if not {"migrations", "__main__.py"} & set(path.parts):
            import_module(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
    from motcua.kernel.errors import Refusal

    todo: list[type[Refusal]] = [Refusal]
    for refusal in todo:
        todo += [
            below for below in refusal.__subclasses__() if below not in todo and below.__module__.startswith("motcua.")
        ]
        path = sys.modules[refusal.__module__].__file__
        if refusal.__doc__ and path:
            yield _name(Path(path)), refusal.__doc__.strip()


def _docstrings(tree: ast.AST) -> set[ast.AST]:
    return {
        node.value for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def _pieces(tree: ast.AST) -> set[ast.AST]:
    """What stands in f-strings and in calls that take no sentences."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    others = [call for call in calls if isinstance(call.func, ast.Attribute) and _no_sentences(call)]
    strings = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    return {part for node in (*others, *strings) for part in ast.walk(node)}


def _no_sentences(call: ast.Call) -> bool:
    assert isinstance(call.func, ast.Attribute)
    of_models = isinstance(call.func.value, ast.Name) and call.func.value.id == "models"
    return call.func.attr in NO_SENTENCES and (of_models or call.func.attr in ("compile", "sub", "maketrans"))


def _is_sentence(value: object) -> bool:
    """Vietnamese text; not a pattern ("A-ZĐ"), not a symbol ("QĐ-UBND")."""
    return isinstance(value, str) and "A-Z" not in value and value != value.upper() and bool(VIETNAMESE.search(value))


def _message(message: str | tuple[str, ...]) -> str | tuple[str, str]:
    if isinstance(message, str):
        return message
    return (message[0], message[1]) if len(message) > 1 and message[1] else message[0]


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


def extract() -> None:
    """What had its English keeps it; what is no longer in the code goes."""
    before = catalogue() if CATALOGUE.exists() else Catalog(locale="en")
    after = Catalog(
        locale="en", project="Motcua", version="0.1", fuzzy=False, charset="utf-8",
        msgid_bugs_address="", last_translator="", language_team="English",
    )  # fmt: skip
    after.header_comment = (
        "# English of Motcua. The keys are the Vietnamese sentences: see docs/adr/ and tools/messages.py."
    )
    for message, files in messages().items():
        known = before.get(message[0] if isinstance(message, tuple) else message)
        string = known.string if known else ""
        after.add(message, string=_fitting(message, string), locations=[(file, 0) for file in files])
    after.creation_date = after.revision_date = before.creation_date  # no change of date without a change of words
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as file:
        write_po(
            file, after, width=120, sort_output=True, include_lineno=False, omit_header=False, ignore_obsolete=True
        )


def _fitting(message: str | tuple[str, str], string: object) -> str | tuple[str, ...]:
    if isinstance(message, tuple):
        return string if isinstance(string, tuple) else (str(string or ""), str(string or ""))
    return str(string[0] if isinstance(string, (tuple, list)) else string or "")


def faults() -> list[str]:
    """What is wrong with the catalogue, a line each."""
    needed, there = messages(), {message.id: message for message in catalogue() if message.id}
    told = [
        f"not in the catalogue: {_short(message)} ({', '.join(files)})"
        for message, files in needed.items()
        if message not in there
    ]
    told += [f"no longer in the code: {_short(message)}" for message in there if message not in needed]
    for message in there.values():
        told += [f"{fault}: {_short(message.id)}" for fault in _wrong(message)]
    return told


def _wrong(message: Message) -> Iterator[str]:
    if message.fuzzy:
        yield "marked as unsure"
    strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    ids = message.id if isinstance(message.id, (tuple, list)) else (message.id,) * len(strings)
    for key, string in zip(ids, strings, strict=True):
        if not string.strip():
            yield "without English"
        elif Counter(HOLE.findall(key)) != Counter(HOLE.findall(string)):
            yield "other holes than the Vietnamese"
        elif string == key and VIETNAMESE.search(key):
            yield "still Vietnamese"
        elif (string[:1].isspace(), string[-1:].isspace()) != (key[:1].isspace(), key[-1:].isspace()):
            yield "other spaces at its ends"


def _short(message: str | tuple[str, ...]) -> str:
    text = message if isinstance(message, str) else message[0]
    return repr(text if len(text) <= 100 else f"{text[:99]}…")  # noqa: PLR2004


def compile_all() -> None:
    with CATALOGUE.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalogue())


def main(arguments: list[str]) -> int:
    match arguments:
        case ["extract"]:
            extract()
            left = sum(1 for message in catalogue() if message.id and not any(message.string))
            print(f"{len(messages())} messages, {left} without English")
        case ["check"]:
            told = faults()
            print("\n".join(told) or "The English is complete.")
            return 1 if told else 0
        case ["compile"]:
            compile_all()
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
