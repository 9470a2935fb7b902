"""One province with its agencies, officers at three levels, employers who file lists; the clock stands where told."""

import csv
import io
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from motcua.agencies import commands as agencies
from motcua.agencies.models import Membership
from motcua.agencies.queries import actor_for, resolve
from motcua.calendar import commands as calendar
from motcua.calendar import queries as calendar_queries
from motcua.catalogue import commands as catalogue
from motcua.catalogue.queries import live_service
from motcua.dossiers import commands as dossiers
from motcua.dossiers.models import Dossier, Row
from motcua.dossiers.queries import RowFilter
from motcua.files.commands import keep
from motcua.identity import commands as identity
from motcua.identity.models import Person
from motcua.journal.models import Entry
from motcua.kernel.actor import SYSTEM, Actor
from motcua.ops import demo_data
from motcua.shell import clock
from motcua.shell.clock import VIETNAM
from motcua.territory import commands as territory
from motcua.territory.queries import unit_by_code
from motcua.workflow import commands as workflow
from motcua.workflow.models import Turn
from motcua.workflow.queries import open_turn
from tests.grants import acting, seated
from tests.pages import PageClient

ROOT = Path(__file__).parents[2]
FILED = datetime(2020, 5, 12, 8, 32, tzinfo=VIETNAM)
NOON = datetime(2020, 5, 12, 11, 0, tzinfo=VIETNAM)
EARLY = datetime(2020, 5, 1, 7, 30, tzinfo=VIETNAM)
HERE = "533"
HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

SEATS = {
    "thu": ("Lê Thị Thu Mẫu", "social_insurance", "district", ("process", "view")),
    "bao": ("Phan Văn Bảo Thử", "social_insurance", "district", ("process",)),
    "xem": ("Hồ Thị Xem Mẫu", "social_insurance", "district", ("view",)),
    "quyen": ("Đỗ Văn Quyền Thử", "social_insurance", "district", ("grant",)),
    "huyen": ("Ngô Văn Huyện Thử", "committee", "district", ("process", "view")),
    "tinh": ("Đinh Văn Tỉnh Mẫu", "committee", "province", ("process", "decide", "view")),
    "chuyen": ("Hà Thị Chuyên Mẫu", "committee", "province", ("process", "view")),
}


@dataclass
class World:
    """Actors by key; `file` hands in a dossier with some workers."""

    actors: dict[str, Actor] = field(default_factory=dict)
    workers: int = 0
    people: int = 0
    firms: int = 0

    def person(self, name: str) -> Person:
        self.people += 1
        number, phone = f"0{51099000000 + self.people}", f"0900000{self.people:03d}"
        person = identity.register(name, number, phone, date(1980, 1, 2), "mot-cua-2020", at=EARLY)
        person.assurance, person.assured_by, person.assured_at = 2, "counter", EARLY  # sure enough to hand in
        person.save(update_fields=["assurance", "assured_by", "assured_at"])
        return person

    def officer(self, key: str, seat: tuple[str, str, str, tuple[str, ...]], district: str = HERE) -> None:
        name, role, level, powers = seat
        person = self.person(name)
        agency = resolve(role, level, unit_by_code("district", district, EARLY.date()).pk, EARLY.date())
        held = agencies.appoint(person, agency, "Chuyên viên", powers, at=EARLY)
        self.actors[key] = actor_for(
            person, {"proof": {"methods": ["totp"]}, "capacity": f"member:{held.pk}"}, EARLY.date()
        )

    def limited(self, key: str, role: str, level: str, *powers: str, services=None, scope=None) -> Membership:
        """An officer with rights for some services only, or in a part of the tree: "committee", "district", "534"."""
        place = unit_by_code("district", HERE, EARLY.date()).pk
        held = seated(
            self.person("Võ Thị Hẹp Mẫu"), resolve(role, level, place, EARLY.date()), *powers,
            services=services, scope=scope, since=EARLY.date(),
        )  # fmt: skip
        self.actors[key] = acting(held)
        return held

    def firm(self, name: str) -> Actor:
        self.firms += 1
        person = self.person("Trần Thị Mẫu")
        business = identity.open_business(demo_data.tax_code(self.firms), name, representative=person, at=EARLY)
        return actor_for(person, {"capacity": f"business:{business.pk}"}, EARLY.date())

    def file(
        self, people: int = 5, *, at: datetime = FILED, firm: str = "Công ty TNHH Ví Dụ", district: str = HERE,
        first: int | None = None, service: str = "tam-hoan-hop-dong",
    ) -> Dossier:  # fmt: skip
        """A dossier just handed in; its workers follow those of the last one, or begin at `first`."""
        by = self.actors.get(firm) or self.actors.setdefault(firm, self.firm(firm))
        draft = dossiers.begin(live_service(service, at.date()), by=by, at=at)
        for page, answers in _answers(by, unit_by_code("district", district, at.date()).pk).items():
            dossiers.save_answers(draft.pk, page, answers, by=by, at=at)
        sheet = io.StringIO()
        csv.writer(sheet).writerows(
            [demo_data.COLUMNS, *demo_data.workers(self.workers if first is None else first, people)]
        )
        self.workers += people
        dossiers.upload_list(draft.pk, "danh-sach.csv", sheet.getvalue().encode("utf-8-sig"), by=by, at=at)
        sample = keep("thoa-thuan.pdf", b"%PDF-1.4\n%%EOF\n", by=by, at=at, allowed=("pdf",))
        dossiers.add_paper(draft.pk, "agreements", sample, name="thoa-thuan.pdf", by=by, at=at)
        return dossiers.submit(draft.pk, by=by, at=at)

    def act(self, dossier: Dossier, action: str, who: str, *, at: datetime, note: str = "", wanted=()) -> None:
        dossiers.act(dossier.pk, action, turn=turn_of(dossier).n, note=note, wanted=wanted, by=self.actors[who], at=at)

    def confirm(self, dossier: Dossier, *, at: datetime = NOON) -> None:
        dossiers.confirm_rows(dossier.pk, "confirmed", wanted=RowFilter(), by=self.actors["thu"], at=at)

    def to_district(self, dossier: Dossier) -> None:
        self.confirm(dossier)
        self.act(dossier, "pass", "thu", at=NOON)

    def to_province(self, dossier: Dossier) -> None:
        self.to_district(dossier)
        self.act(dossier, "pass", "huyen", at=NOON + timedelta(minutes=30))


def _answers(firm: Actor, unit: int) -> dict[str, dict[str, object]]:
    return {
        "company/identity": {
            "company_name": firm.business_name, "tax_code": "0399000013", "business_line": "Ngành nghề ví dụ",
            "company_type": "limited", "head_office": unit, "street": "Số 1, đường Ví Dụ",
            "company_phone": "0900000999", "company_email": "", "contact_name": firm.name,
            "contact_phone": "0900000998",
        },
        "finance/difficulty": {
            "no_funds": "yes", "revenue": 0, "wage_reserve": 0, "profit_left": 0, "other_funds": 0,
            "insured_workers": 60, "union": "no",
        },
        "commitment/commitment": {"truthful": True, "single_claim": True},
    }  # fmt: skip


def turn_of(dossier: Dossier) -> Turn:
    turn = open_turn(Dossier.objects.get(pk=dossier.pk).case_id)
    assert turn is not None
    return turn


def verdicts(dossier: Dossier) -> list[str]:
    return list(Row.objects.filter(dossier=dossier).order_by("n").values_list("verdict", flat=True))


def journal(dossier: Dossier) -> list[str]:
    return list(Entry.objects.filter(subject=dossier.subject).order_by("id").values_list("action", flat=True))


@pytest.fixture(scope="module")
def _reference(django_db_setup, django_db_blocker):
    """Loaded and peopled once for a module, gone after it; each test's own changes are rolled back as ever."""
    with django_db_blocker.unblock(), override_settings(PASSWORD_HASHERS=HASHERS):
        territory.load(ROOT / "data" / "territory", provinces={"51"})
        agencies.load(ROOT / "data" / "agencies", provinces={"H48"})
        calendar.load(ROOT / "data" / "calendar")
        catalogue.load(ROOT / "services", by=SYSTEM, at=EARLY)
        world = World()
        for key, seat in SEATS.items():
            world.officer(key, seat)
        world.officer("xa", ("Vũ Thị Xa Thử", "social_insurance", "district", ("process", "view")), district="534")
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs")  # what the people were told of themselves
        yield world
        calendar_queries.forget()
        call_command("flush", verbosity=0, interactive=False)


@pytest.fixture
def world(_reference, db, settings, tmp_path, monkeypatch) -> World:
    settings.FILES_ROOT = tmp_path
    settings.PASSWORD_HASHERS = HASHERS
    monkeypatch.setattr(clock, "now", lambda: NOON)
    return deepcopy(_reference)


@pytest.fixture
def desk(world):
    """Signs an officer of the world in: desk("thu").get(…). Each page is checked."""

    def signed_in(key: str) -> PageClient:
        client = PageClient()
        actor = world.actors[key]
        client.force_login(Person.objects.get(pk=actor.person))
        session = client.session
        session["proof"] = {"methods": ["password", "totp"]}
        session["capacity"] = f"member:{actor.membership}" if actor.officer else f"business:{actor.business}"
        session.save()
        return client

    return signed_in


@pytest.fixture
def at(monkeypatch):
    """Moves the clock: at(datetime)."""
    return lambda moment: monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.fixture
def dossier(world) -> Dossier:
    return world.file()


def claim(world: World, dossier: Dossier, who: str, *, moment: datetime = NOON) -> None:
    workflow.claim(dossier.case_id, by=world.actors[who], at=moment)
