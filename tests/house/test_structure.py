"""Rules of the house that only the assembled portal shows: relations, jobs, addresses."""

import tomllib
from functools import partial

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver, path
from ninja import NinjaAPI
from ninja.operation import PathView
from procrastinate.contrib.django import app

from motcua.shell import access
from tests.house import sources

ACCESS = {"public", "signed_in", "officer"}


def layers():
    """Room → height, from the import contract: beside each other is not below."""
    project = tomllib.loads((sources.ROOT / "pyproject.toml").read_text())
    rows = next(c["layers"] for c in project["tool"]["importlinter"]["contracts"] if c["id"] == "house")
    return {room.strip(" ()"): height for height, row in enumerate(reversed(rows)) for room in row.split("|")}


def upward(room, relations, heights):
    """The relations (field, room of its target) that do not point to the room itself or to one below."""
    return [field for field, there in relations if there != room and not heights[there] < heights[room]]


def relations_of(room):
    for model in apps.get_app_config(room).get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            target = field.related_model if field.is_relation and field.concrete else None
            if target and target._meta.app_config.name.startswith("motcua."):
                yield f"{model.__name__}.{field.name}", target._meta.app_config.name.split(".")[1]


@pytest.mark.parametrize("room", sources.ROOMS)
def test_foreign_keys_point_down(room):
    assert upward(room, relations_of(room), layers()) == []


def test_an_upward_key_is_found():
    heights = {"kernel": 0, "calendar": 1, "journal": 1, "identity": 2}
    relations = [("Entry.person", "identity"), ("Entry.day", "calendar"), ("Entry.seal", "journal")]
    assert upward("journal", relations, heights) == ["Entry.person", "Entry.day"]
    assert upward("identity", relations, heights) == []


@pytest.mark.parametrize("room", sources.ROOMS)
def test_every_room_is_installed_and_has_a_place(room):
    assert room in settings.ROOMS
    assert room in layers()


@pytest.mark.parametrize("room", sources.ROOMS)
def test_foreign_keys_are_indexed(room):
    for model in apps.get_app_config(room).get_models():
        keys = [field for field in model._meta.fields if isinstance(field, models.ForeignKey)]
        assert [field.name for field in keys if not covered(model, field)] == []


def covered(model, field):
    """By its own index, or as the first column of another."""
    lists = [list(index.fields) for index in model._meta.indexes]
    lists += [list(c.fields) for c in model._meta.constraints if isinstance(c, models.UniqueConstraint)]
    return field.db_index or field.unique or any(fields[:1] == [field.name] for fields in lists)


# ── jobs ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def misplaced(tasks):
    """The jobs (name, module) that are not named after the room in whose jobs file they stand."""
    ours = [(name, module) for name, module in tasks if module.startswith("motcua.")]
    return [name for name, module in ours if module.split(".")[1:3] != [name.split(".")[0], "jobs"]]


def all_tasks():
    app.perform_import_paths()
    return {(name, task.func.__module__) for name, task in app.tasks.items()}


def test_every_job_stands_in_its_room_s_jobs():
    tasks = all_tasks()
    assert ("journal.seal", "motcua.journal.jobs") in tasks
    assert misplaced(tasks) == []


def test_a_misplaced_job_is_found():
    tasks = [("a.do", "motcua.a.jobs"), ("a.go", "motcua.a.jobs.nightly"), ("builtin", "procrastinate.builtin_tasks")]
    assert misplaced(tasks) == []
    assert misplaced([("a.do", "motcua.b.jobs"), ("a.go", "motcua.a.commands")]) == ["a.do", "a.go"]


@pytest.mark.parametrize("room", [*sources.ROOMS, "shell"])
def test_every_deferred_job_exists(room):
    sources_of_room = [file.read_text() for file in (sources.SOURCE / room).rglob("*.py")]
    deferred = set().union(*map(sources.deferred_names, sources_of_room))
    assert deferred - {name for name, _ in all_tasks()} == set()


# ── addresses ───────────────────────────────────────────────────────────────────────────────────────────────────────


def routes(patterns, before=""):
    for pattern in patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, address)
        elif isinstance(pattern, URLPattern):
            yield address, pattern.callback


def declared(view):
    """What the view says of itself; for an address of the API, what each of its operations says."""
    if isinstance(view, partial) and view.func.__module__.startswith("ninja.openapi"):
        return {"public"}  # the interface's own description
    if view.__module__ == "ninja.operation":
        (address,) = (cell.cell_contents for cell in view.__closure__ if isinstance(cell.cell_contents, PathView))
        return {getattr(operation.view_func, "access", None) for operation in address.operations}
    return {getattr(view, "access", None)}


def undeclared(found):
    return [address for address, view in found if not declared(view) <= ACCESS]


def test_every_route_declares_who_may_call_it():
    found = list(routes(get_resolver().url_patterns))
    assert len(found) > 5
    assert undeclared(found) == []


def test_an_undeclared_route_is_found():
    def view(request):
        return None

    planted = [path("a/", access.public(view)), path("b/", lambda request: None), path("c/", access.officer(view))]
    assert undeclared(routes(planted)) == ["b/"]


def test_an_undeclared_operation_is_found():
    api = NinjaAPI(urls_namespace="planted")

    @api.get("/a")
    @access.public
    def sound(request):
        return None

    @api.get("/b")
    @access.public
    def half(request):
        return None

    @api.post("/b")
    def planted(request):
        return None

    assert set(undeclared(routes(api.urls[0]))) == {"b"}


@pytest.mark.parametrize("address", sorted({address for address, _ in routes(get_resolver().url_patterns)}))
def test_addresses_are_plain(address):
    """Lower case, no accents: people read them aloud and type them."""
    literal = "".join(part.split(">")[-1] for part in address.split("<"))
    assert literal.isascii()
    assert literal == literal.lower()
