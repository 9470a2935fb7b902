"""Letter 3623's list of the whole state: 63 provinces, 245 named, 118 granted, 7 without anybody."""

import pytest
from django.db import connection
from django.db.models import Count

from motcua.administration.commands import applying, rosters
from motcua.administration.models import Invitation, RosterLine
from motcua.administration.rules.ground import Plan
from motcua.administration.rules.rosters import write_docx, write_xlsx
from motcua.agencies import commands as agencies
from motcua.agencies.commands import approve
from motcua.agencies.models import Agency, Grant
from motcua.agencies.queries import in_force
from motcua.identity.commands import register
from motcua.territory import commands as territory
from tests.administration.roster_world import AT, EARLY, ROOT, peopled
from tests.administration.rosters import WITHOUT, focal_roster

FOCAL = Plan("focal", subsystem="covid", level=1)


@pytest.fixture(scope="module")
def _state(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        territory.load(ROOT / "data" / "territory", provinces={"51"})
        agencies.load(ROOT / "data" / "agencies", provinces={"H48"})
        _heads()
        yield
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM agencies_agency; DELETE FROM territory_succession; DELETE FROM territory_unit")


def _heads():
    """The committees of the other 62 provinces, without what lies below them."""
    import csv

    model = Agency.objects.get(identifier="H48")
    with (ROOT / "data/agencies/provinces.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if row["identifier"] == "H48":
                continue
            name = f"Ủy ban nhân dân {row['name'][0].lower()}{row['name'][1:]}"
            new = Agency.objects.create(
                identifier=row["identifier"], name=name, name_fold=name, role="ministry", level="province",
                sector=row["identifier"], valid_from=model.valid_from, path="/",
            )  # fmt: skip
            new.path = f"/{new.pk}/"
            new.save()


@pytest.fixture
def state(_state, db, settings, monkeypatch):
    return peopled(settings, monkeypatch)


def told_of(roster):
    lines = RosterLine.objects.filter(roster=roster).order_by("verdict")
    return dict(lines.values_list("verdict").annotate(Count("pk")))


@pytest.mark.parametrize("write", [write_xlsx, write_docx])
def test_the_whole_list(state, write):
    people = focal_roster()
    accounts = [
        register(line.name, line.id_number, line.phone, None, "mot-cua-2020", at=EARLY)
        for line in people if line.granted
    ]  # fmt: skip
    name = f"phu-luc-1.{'xlsx' if write is write_xlsx else 'docx'}"
    (roster,) = rosters.upload(
        rosters.Source(name, write("focal", people)), FOCAL, None, "", by=state.actors["state"], at=AT
    )
    told = dict(
        RosterLine.objects.filter(roster=roster).order_by("verdict").values_list("verdict").annotate(Count("pk"))
    )
    assert told == {"ready": 118, "nominated": 127}
    assert applying.apply(roster.pk, by=state.actors["state"], at=AT) is None  # so many are the worker's
    assert applying.apply_queued(roster.pk, at=AT) == applying.Applied(245, 0)
    waiting = Grant.objects.filter(level=1, approved_at=None).order_by("pk")
    assert waiting.values("membership").distinct().count() == 118
    for grant in waiting:
        approve(grant.pk, by=state.actors["second"], at=AT)

    named = RosterLine.objects.filter(named=True)
    assert named.count() == 245
    assert named.values("body").distinct().count() == 63
    holding = (
        Grant.objects.filter(in_force(AT.date()), level=1, subsystem="covid").values("membership__person").distinct()
    )
    granted = named.filter(person__in=holding)
    assert granted.count() == 118
    assert {line.person_id for line in granted} == {account.pk for account in accounts}
    without = set(named.values_list("body__name", flat=True)) - set(granted.values_list("body__name", flat=True))
    assert without == {f"Ủy ban nhân dân {name[0].lower()}{name[1:]}" for name in WITHOUT}
    # Those without an X are named with a number: they are invited to register, and to nothing more.
    assert Invitation.objects.count() == 127
    assert not Invitation.objects.exclude(wishes=[]).exists()


def test_names_alone_as_in_the_letter(state):
    """Nobody has a number there: who is marked needs one, who is not marked is named."""
    people = focal_roster(numbers=False)
    (roster,) = rosters.upload(
        rosters.Source("a.xlsx", write_xlsx("focal", people)), FOCAL, None, "", by=state.actors["state"], at=AT
    )
    told = dict(
        RosterLine.objects.filter(roster=roster).order_by("verdict").values_list("verdict").annotate(Count("pk"))
    )
    assert told == {"needs_id": 118, "nominated": 127}
    assert applying.apply(roster.pk, by=state.actors["state"], at=AT) is None
    assert applying.apply_queued(roster.pk, at=AT) == applying.Applied(127, 0)
    assert RosterLine.objects.filter(named=True).count() == 245
