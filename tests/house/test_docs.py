"""What the pages name is there: functions, files, links, commands, make targets, settings, acts of the journal."""

import re
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import Resolver404, resolve
from procrastinate.contrib.django import app as queue
from typer.main import get_command

from motcua.ops.cli import app

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "services" / "README.md"])
FOLDERS = ("config", "data", "docs", "locale", "motcua", "requirements", "services", "tests", "tools")
_FENCE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
_CODE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
_NAME = re.compile(rf"(?:motcua\.)?({'|'.join(settings.ROOMS)})((?:\.\w+)+)(?:\(.*\))?")
_ACT = re.compile(r"(?:dossier|file)\.[a-z_]+")
_FILE = re.compile(rf"(?:{'|'.join(FOLDERS)})/[\w./*-]*")
_VARIABLE = re.compile(r"MOTCUA(?:_[A-Z]+)+")


def spans(page: Path) -> list[str]:
    """What stands in backticks in running text."""
    return _CODE.findall(_FENCE.sub("", page.read_text(encoding="utf-8")))


@cache
def source() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "motcua").rglob("*.py")))


def resolves(room: str, rest: str) -> bool:
    """A module, or what is reached from the longest module by attributes."""
    parts = ["motcua", room, *rest.strip(".").split(".")]
    for known in range(len(parts), 1, -1):
        try:
            found = import_module(".".join(parts[:known]))
        except ModuleNotFoundError:
            continue
        for name in parts[known:]:
            if not hasattr(found, name):
                return False
            found = getattr(found, name)
        return True
    return False


def is_act_or_job(name: str) -> bool:
    """The name of a job, or of an act as the journal calls it."""
    return name in queue.tasks or f'"{name}"' in source()


def known(span: str) -> bool:
    """False for what looks like a name of ours and is none."""
    if match := _NAME.fullmatch(span):
        room, rest = match.groups()
        return resolves(room, rest) or (rest.count(".") == 1 and is_act_or_job(f"{room}{rest}"))
    if _ACT.fullmatch(span):
        return is_act_or_job(span)
    if _FILE.fullmatch(span):
        return any(ROOT.glob(span.rstrip("/"))) if "*" in span else (ROOT / span).exists()
    if span.startswith("make "):
        targets = (ROOT / "Makefile").read_text()
        return all(re.search(rf"^{re.escape(word)}:", targets, re.MULTILINE) for word in span.split()[1:])
    if span.startswith("/") and span.endswith("/"):
        return is_address(span)
    return not span.startswith("motcua ") or is_command(span.split()[1:])


def is_address(path: str) -> bool:
    """A page of the portal, or a folder of the system."""
    try:
        resolve(path)
    except Resolver404:
        return path.startswith(("/var/", "/usr/"))
    return True


def is_command(words: list[str]) -> bool:
    here = get_command(app)
    while hasattr(here, "commands"):
        if not words or words[0] not in here.commands:
            return False
        here, words = here.commands[words[0]], words[1:]
    options = {name for parameter in here.params for name in parameter.opts}
    return all(word in options for word in words if word.startswith("--"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_names_is_there(page):
    assert [span for span in spans(page) if not known(span)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    links = [link for link in _LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize(
    "span",
    [
        "motcua.dossiers.commands.submitt", "dossiers.nothing.here", "workflow.never_done", "dossier.never_done",
        "motcua/dossiers/nothing.py", "motcua nothing", "motcua journal nothing", "motcua due --nothing",
        "make nothing", "/nothing/",
    ],
)  # fmt: skip
def test_a_wrong_name_is_noticed(span):
    assert not known(span)


def test_every_variable_is_explained():
    files = [
        ROOT / "Makefile",
        ROOT / "config" / "settings.py",
        *(ROOT / "motcua").rglob("*.py"),
        *(ROOT / "tools").glob("*.*"),
    ]
    read = {name for path in files if path.suffix in ("", ".py", ".sh") for name in _VARIABLE.findall(path.read_text())}
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert sorted(read) == sorted(re.findall(r"^\| `(MOTCUA_\w+)` \|", page, re.MULTILINE))
