"""The access matrix of the officers' rooms; and holes, planted in its gates, that it must find."""

import pytest
from django.template.backends.jinja2 import Template
from django.urls import reverse

from motcua.agencies.models import Membership
from motcua.agencies.rules import NoSuchMembership
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries.gates import NoSuchDossier
from motcua.kernel.errors import Missing
from motcua.notices.models import Notice
from tests.dossiers.conftest import NOON
from tests.house.matrix.asking import faults
from tests.house.matrix.cast import CAST
from tests.house.matrix.routes import Route, of_officers, routes
from tests.house.matrix.stage import stage
from tests.house.matrix.table import undeclared
from tests.house.matrix.walking import DRAW, faceless

__all__ = ["stage"]
ROUTES = {route.name: route for route in routes() if of_officers(route.name)}


@pytest.mark.parametrize("name", sorted(ROUTES))
def test_who_gets_in(stage, db, name):
    assert faults(ROUTES[name], stage) == []


@pytest.mark.parametrize(
    ("name", "who", "kind", "family"),
    [
        ("dossiers:dossier", "citizen", "filed", "first"),
        ("dossiers:page", "other", "draft", "first"),
        ("desk:dossier", "ben", "handled", "first"),
        ("desk:dossier", "het", "handled", "first"),
        ("identity:business", "citizen", "business", "first"),
        ("transparency:view", "other", "view", "citizen"),
        ("administration:person", "tinh2", "membership", "district"),
        ("administration:end_grant", "huyen1", "grant", "province"),
        ("administration:unit_page", "tinh1", "unit", "there"),
        ("openid:client", "tinh2", "client", "province"),
    ],
)
def test_a_foreign_object_s_page_is_that_of_a_missing_one(stage, db, monkeypatch, name, who, kind, family):  # noqa: PLR0917
    """To the letter."""
    monkeypatch.setattr(Template, "render", DRAW)
    route = next(route for route in routes() if route.name == name)
    drawn = []
    for one in (family, "missing"):
        address = reverse(name, kwargs={key: stage.objects[kind][one][key] for key in route.parameters})
        answer, _ = stage.walker.ask(who, "GET", address, {})
        drawn.append((answer.status_code, faceless(answer, address)))
    assert drawn[0] == drawn[1]
    assert drawn[0][0] == 404
    assert "<h1" in drawn[0][1]


# ── the matrix sees what it is there to see ─────────────────────────────────────────────────────────────────────────


def holes(stage, name):
    return faults(ROUTES[name], stage)


def test_a_page_without_its_gate_is_found(stage, db, monkeypatch):
    monkeypatch.setattr("motcua.dossiers.queries.gates.handled", lambda actor: Dossier.objects.all())
    found = holes(stage, "desk:dossier")
    strangers = {who.key for who in CAST if who.officer and not who.sees}
    assert strangers <= {fault.split(" as ")[1].split(":")[0] for fault in found}
    assert all("opens (200), not 404" in fault for fault in found)


def test_a_gate_that_forgets_the_subtree_is_found(stage, db, monkeypatch):
    monkeypatch.setattr("motcua.administration.queries.users.inside", lambda path, tree: True)
    found = holes(stage, "administration:person")
    assert any("(there) as tinh1: opens (200), not 404" in fault for fault in found)
    assert any("(district) as tinh2: opens (200), not 404" in fault for fault in found)


def test_a_refusal_that_tells_of_the_object_is_found(stage, db, monkeypatch):
    def telling(actor, membership):
        found = Membership.objects.filter(pk=membership).first()
        raise NoSuchMembership if found is None else PlaceMissing

    monkeypatch.setattr("motcua.administration.views.person.users.managed", telling)
    assert any("tells that the object exists" in fault for fault in holes(stage, "administration:person"))


def test_a_refusal_that_has_written_is_found(stage, db, monkeypatch):
    def hasty(actor, code):
        Notice.objects.create(person_id=actor.person, title="Thử", body="Thử", at=NOON)
        raise NoSuchDossier

    monkeypatch.setattr("motcua.desk.queries.opening.dossiers.handled_dossier", hasty)
    found = holes(stage, "desk:claim")
    assert any("refused, and wrote ['notices_notice']" in fault for fault in found)


def test_a_page_that_opens_for_nobody_is_found(stage, db, monkeypatch):
    monkeypatch.setattr("motcua.dossiers.queries.gates.handled", lambda actor: Dossier.objects.none())
    assert "desk:steps opens for nobody" in holes(stage, "desk:steps")


def test_a_route_of_which_nothing_is_said_is_found():
    planted = Route("desk:planted", "ban-lam-viec/moi/", (), "officer", free=False)
    named = Route("portal:planted", "x/<int:pk>/", ("pk",), "public", free=False)
    plain = Route("portal:plain", "x/", (), "public", free=False)
    assert [fault.split(" ")[0] for fault in undeclared([planted, named, plain])] == ["desk:planted", "portal:planted"]


class PlaceMissing(Missing):
    """Không tìm thấy cán bộ này ở tỉnh bạn."""
