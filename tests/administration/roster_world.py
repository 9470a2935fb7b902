"""One province, an administrator of the state and one of the province; officers; the clock stands on 12 May 2020."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import pytest
from django.db import connection

from motcua.administration.commands import rosters as commands
from motcua.administration.models import Roster, RosterLine
from motcua.administration.rules.ground import Plan
from motcua.agencies import commands as agencies
from motcua.agencies.commands import Asked
from motcua.agencies.models import Agency, Membership
from motcua.agencies.rules.rights import SUBSYSTEMS, AdminLevel, bundle
from motcua.identity import commands as identity
from motcua.identity.commands.assurance import confirm
from motcua.identity.models import Person
from motcua.kernel.actor import SYSTEM, Actor
from motcua.shell import clock
from motcua.shell.clock import VIETNAM
from motcua.territory import commands as territory
from tests.pages import PageClient

ROOT = Path(__file__).parents[2]
EARLY = datetime(2020, 5, 1, 7, 30, tzinfo=VIETNAM)
AT = datetime(2020, 5, 12, 9, 0, tzinfo=VIETNAM)
TODAY = AT.date()
PROVINCE, DISTRICT, OTHER = "H48", "H48.533", "H48.534"


def agency(identifier: str) -> Agency:
    return Agency.objects.get(identifier=identifier)


@dataclass
class World:
    """`actors` by key; numbers of people are invented and run on."""

    actors: dict[str, Actor] = field(default_factory=dict)
    people: int = 0

    def numbers(self) -> tuple[str, str]:
        self.people += 1
        return f"0{51099000000 + self.people}", f"09001{self.people:05d}"

    def person(self, name: str, id_number: str = "", phone: str = "") -> Person:
        """Whose identity was confirmed; who comes with an ID number of a test has only typed it (`prove`)."""
        number, called = self.numbers()
        found = identity.register(
            name, id_number or number, phone or called, date(1980, 1, 2), "mot-cua-2020", at=EARLY
        )
        return found if id_number else self.prove(found, EARLY)

    def prove(self, person: Person, at: datetime) -> Person:
        confirm(person, assured_by="counter", by=SYSTEM, at=at)
        return person

    def number(self, person: Person) -> str:
        return identity_number(person)

    def administrator(
        self, key: str, name: str, where: str, level: AdminLevel, subsystems: tuple[str, ...] = ("system", "covid"),
        **more: object,
    ) -> Actor:  # fmt: skip
        place = self.seat(self.person(name), where)
        scope = None if level == AdminLevel.NATIONAL else place.agency_id
        asked = [
            Asked(subsystem, right, scope, level=None if used is None else int(used), **more)
            for subsystem, right, used in dict.fromkeys(b for s in subsystems for b in bundle(s, level))
        ]
        agencies.give(place.pk, asked, reason="Thiết lập", by=SYSTEM, at=EARLY)
        return self.acts(key, place)

    def seat(self, person: Person, where: str, *rights: str, **more: object) -> Membership:
        place = agencies.place(person, agency(where), "Chuyên viên", by=SYSTEM, at=EARLY)
        agencies.activate(place.pk, by=SYSTEM, at=EARLY)
        asked = [
            Asked(*right.split("/"), None if where == "G22" and "view" in right else place.agency_id, **more)
            for right in rights
        ]
        if asked:
            agencies.give(place.pk, asked, reason="", by=SYSTEM, at=EARLY)
        return place

    def acts(self, key: str, place: Membership) -> Actor:
        from motcua.administration.queries.inviters import acting

        found = acting(place.pk, AT.date())
        assert found is not None
        self.actors[key] = found
        return found


def identity_number(person: Person) -> str:
    from motcua.identity.queries import id_number

    return id_number(person)


OFFICERS = Plan("officers", rights=("covid/process", "covid/view"))


def paste(
    rows: list[tuple[object, ...]], plan: Plan, by: Actor, home: str | None = PROVINCE, at: datetime = AT
) -> Roster:
    """A list pasted with tabs, as from a spreadsheet; the first row holds the titles."""
    text = "\n".join("\t".join(map(str, row)) for row in rows)
    body = agency(home).pk if home else None
    (roster,) = commands.upload(commands.Source(text=text), plan, body, "", by=by, at=at)
    return roster


OFFICER_TITLES = ("STT", "Họ và tên", "Số CMND/CCCD", "Điện thoại", "Đơn vị công tác")
ADD_TITLES = ("STT", "Phân hệ cần bổ sung CCVC xử lý", "Họ và tên CCVC", "Số CMND", "Ghi chú")
CHANGE_TITLES = (
    "STT", "Phân hệ có thay đổi", "CCVC không còn tham gia: Họ và tên", "CCVC không còn tham gia: Số CMND",
    "CCVC thay thế: Họ và tên", "CCVC thay thế: Số CMND", "Ghi chú",
)  # fmt: skip


def verdicts(roster: Roster) -> dict[str, str]:
    """Name → verdict."""
    return dict(RosterLine.objects.filter(roster=roster).order_by("n").values_list("name", "verdict"))


def said(roster: Roster, name: str) -> str:
    from motcua.administration.queries.rosters import lines

    found, _ = lines(roster)
    (one,) = [view for view in found if view.row.name == name]
    return one.said.format_map({**one.words})


def rights(person: Person, where: str, on: date = TODAY) -> set[tuple[str, str, int | None]]:
    from motcua.agencies.queries import grants_of

    place = Membership.objects.filter(person=person, agency=agency(where)).first()
    return {(g.subsystem, g.right, g.level) for g in grants_of(place.pk, on)} if place else set()


@pytest.fixture(scope="module")
def _tree(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Loaded once for a module, gone after it; each test's own changes are rolled back."""
    with django_db_blocker.unblock():
        territory.load(ROOT / "data" / "territory", provinces={"51"})
        agencies.load(ROOT / "data" / "agencies", provinces={PROVINCE})
        yield
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM agencies_agency; DELETE FROM territory_succession; DELETE FROM territory_unit")


def peopled(settings, monkeypatch) -> World:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(clock, "now", lambda: AT)
    world = World()
    everything = tuple(SUBSYSTEMS)
    world.administrator("state", "Trần Văn Quốc Thử", "G22", AdminLevel.NATIONAL, everything)
    world.administrator("second", "Lê Thị Nhì Mẫu", "G22", AdminLevel.NATIONAL, everything)
    mine = ("system", "covid", "pakn", "office")
    world.administrator("province", "Đinh Văn Tỉnh Thử", PROVINCE, AdminLevel.SENIOR, mine)
    world.administrator("district", "Ngô Thị Huyện Mẫu", DISTRICT, AdminLevel.SECOND)
    return world


@pytest.fixture
def world(_tree, db, settings, monkeypatch) -> World:
    return peopled(settings, monkeypatch)


@pytest.fixture
def office(world):
    """Signs an actor of the world in: office("province").get(…). Each page is checked."""

    def signed_in(key: str) -> PageClient:
        client = PageClient()
        actor = world.actors[key]
        client.force_login(Person.objects.get(pk=actor.person))
        session = client.session
        session["proof"] = {"methods": ["password", "totp"]}
        session["capacity"] = f"member:{actor.membership}"
        session.save()
        return client

    return signed_in


__all__ = ["_tree", "office", "world"]
