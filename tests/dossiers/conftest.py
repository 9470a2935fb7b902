"""One province with its agencies, officers at three levels, employers who file lists; the clock stands at NOON."""

import csv
import io
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from motcua.agencies import commands as agencies
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
from motcua.identity.models import Business, Person
from motcua.journal.models import Entry
from motcua.kernel.actor import SYSTEM, Actor
from motcua.ops import demo_data
from motcua.shell import clock
from motcua.shell.clock import VIETNAM
from motcua.territory import commands as territory
from motcua.territory.queries import unit_by_code
from motcua.workflow.models import Case, Turn
from motcua.workflow.queries import open_turn
from tests.catalogue import list_samples
from tests.pages import PageClient

ROOT = Path(__file__).parents[2]
EARLY = datetime(2020, 5, 1, 7, 30, tzinfo=VIETNAM)
NOON = datetime(2020, 5, 12, 11, 0, tzinfo=VIETNAM)
LATER = NOON + timedelta(hours=3)
HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
SEATS = {
    "thu": ("Lê Thị Thu Mẫu", "social_insurance", "district", ("process", "view")),
    "bao": ("Phan Văn Bảo Thử", "social_insurance", "district", ("process",)),
    "huyen": ("Ngô Văn Huyện Thử", "committee", "district", ("process", "view")),
    "tinh": ("Đinh Văn Tỉnh Mẫu", "committee", "province", ("process", "decide", "view")),
    "pho": ("Hà Thị Phó Mẫu", "committee", "province", ("process", "decide", "view")),
}


@dataclass
class World:
    """Actors by key: the officers of SEATS, `firm` and `other` (employers), `viewer` (of firm), `citizen`.

    All at level 2, but `unsure`: may file for firm, and only their phone is known.
    """

    actors: dict[str, Actor] = field(default_factory=dict)
    people: int = 0
    workers: int = 0
    unit: int = 0

    def __getitem__(self, key: str) -> Actor:
        return self.actors[key]

    def person(self, name: str) -> Person:
        self.people += 1
        number = f"0{51099000000 + self.people}"
        phone = f"0900000{self.people:03d}"
        return assured(identity.register(name, number, phone, date(1980, 1, 2), "mot-cua-2020", at=EARLY))

    def officer(self, key: str, name: str, role: str, level: str, powers: Sequence[str]) -> None:
        person = self.person(name)
        agency = resolve(role, level, self.unit, EARLY.date())
        held = agencies.appoint(person, agency, "Chuyên viên", powers, at=EARLY)
        self.actors[key] = actor_for(
            person, {"proof": {"methods": ["totp"]}, "capacity": f"member:{held.pk}"}, EARLY.date()
        )

    def firm(self, key: str, name: str) -> None:
        person = self.person("Trần Thị Mẫu")
        business = identity.open_business(demo_data.tax_code(self.people), name, representative=person, at=EARLY)
        self.actors[key] = actor_for(person, {"capacity": f"business:{business.pk}"}, EARLY.date())

    def settle(self) -> None:
        for key, (name, role, level, powers) in SEATS.items():
            self.officer(key, name, role, level, powers)
        self.firm("firm", "Công ty TNHH Ví Dụ")
        self.firm("other", "Công ty Cổ phần Giả Định")
        viewer, citizen = self.person("Lý Văn Xem Thử"), self.person("Mai Thị Dân Mẫu")
        business = Business.objects.get(pk=self["firm"].business)
        identity.admit(viewer, business, "viewer", by=self["firm"], at=EARLY)
        self.actors["viewer"] = actor_for(viewer, {"capacity": f"business:{business.pk}"}, EARLY.date())
        self.actors["citizen"] = actor_for(citizen, {"capacity": "citizen"}, EARLY.date())
        unsure = assured(self.person("Đặng Thị Mới Thử"), 1)
        identity.admit(unsure, business, "filer", by=self["firm"], at=EARLY)
        self.actors["unsure"] = actor_for(unsure, {"capacity": f"business:{business.pk}"}, EARLY.date())

    def draft(self, people: int = 3, *, who: str = "firm", first: int | None = None, at: datetime = NOON) -> Dossier:
        """A draft that is ready to be handed in; its workers follow those of the last one, or begin at `first`."""
        by = self[who]
        draft = dossiers.begin(live_service("tam-hoan-hop-dong", at.date()), by=by, at=at)
        for page, answers in answered(by, self.unit).items():
            dossiers.save_answers(draft.pk, page, answers, by=by, at=at)
        sheet = listed(self.workers if first is None else first, people)
        self.workers += people
        dossiers.upload_list(draft.pk, "danh-sach.csv", sheet, by=by, at=at)
        self.attach(draft, who=who, at=at)
        return fresh(draft)

    def attach(self, dossier: Dossier, key: str = "agreements", *, who: str = "firm", at: datetime = NOON):
        kept = keep("thoa-thuan.pdf", PDF, by=self[who], at=at, allowed=("pdf",))
        return dossiers.add_paper(dossier.pk, key, kept, name="thoa-thuan.pdf", by=self[who], at=at)

    def filed(self, people: int = 3, *, who: str = "firm", first: int | None = None, at: datetime = NOON) -> Dossier:
        return dossiers.submit(self.draft(people, who=who, first=first, at=at).pk, by=self[who], at=at)

    def act(
        self, dossier: Dossier, action: str, who: str, *, note: str = "", wanted=(), at: datetime = LATER
    ) -> Dossier:
        turn = open_turn(fresh(dossier).case_id)
        n = turn.n if turn else 1
        return dossiers.act(dossier.pk, action, turn=n, note=note, wanted=wanted, by=self[who], at=at)

    def confirm(
        self, dossier: Dossier, verdict: str = "confirmed", *, rows=None, reason: str = "", who: str = "thu"
    ) -> int:
        wanted = None if rows else RowFilter()
        return dossiers.confirm_rows(
            dossier.pk, verdict, rows=rows, wanted=wanted, reason=reason, by=self[who], at=LATER
        )

    def returned(self, people: int = 3, wanted: Sequence[str] = ("agreements", "list")) -> Dossier:
        """A dossier whose first row was refused and that waits for its employer."""
        dossier = self.filed(people)
        self.confirm(dossier)
        self.confirm(dossier, "refused", rows=[1], reason="Đã báo giảm từ tháng 02/2020.")
        return self.act(dossier, "return", "thu", note="Gửi lại thỏa thuận.", wanted=wanted)

    def at_province(self, people: int = 3, *, who: str = "firm", first: int | None = None) -> Dossier:
        dossier = self.filed(people, who=who, first=first)
        self.confirm(dossier)
        self.act(dossier, "pass", "thu")
        return self.act(dossier, "pass", "huyen")


def assured(person: Person, level: int = 2) -> Person:
    """The same person, identified at a counter, or not any more."""
    person.assurance, person.assured_by, person.assured_at = level, "counter" if level > 1 else "", EARLY
    person.save(update_fields=["assurance", "assured_by", "assured_at"])
    return person


def answered(by: Actor, unit: int) -> dict[str, dict[str, object]]:
    return {
        "company/identity": {
            "company_name": by.business_name, "tax_code": "0399000013", "business_line": "Ngành nghề ví dụ",
            "company_type": "limited", "head_office": unit, "street": "Số 1, đường Ví Dụ",
            "company_phone": "0900000999", "company_email": "", "contact_name": by.name, "contact_phone": "0900000998",
        },
        "finance/difficulty": {
            "no_funds": "yes", "revenue": 0, "wage_reserve": 0, "profit_left": 0, "other_funds": 0,
            "insured_workers": 60, "union": "no",
        },
        "commitment/commitment": {"truthful": True, "single_claim": True},
    }  # fmt: skip


def listed(first: int, count: int) -> bytes:
    sheet = io.StringIO()
    csv.writer(sheet).writerows([demo_data.COLUMNS, *demo_data.workers(first, count)])
    return sheet.getvalue().encode("utf-8-sig")


def worker(n: int, **cells: str) -> dict[str, str]:
    """The n-th invented worker as typed into the page's form."""
    keys = [column.key for column in list_samples.spec().columns]
    row = next(iter(demo_data.workers(n, 1)))
    return {**dict(zip(keys, row, strict=True)), **cells}


def fresh(dossier: Dossier) -> Dossier:
    return Dossier.objects.get(pk=dossier.pk)


def journal(dossier: Dossier) -> list[str]:
    """The actions noted on it in order, without those of other rooms on files."""
    return list(Entry.objects.filter(subject=dossier.subject).order_by("id").values_list("action", flat=True))


def jobs() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name FROM procrastinate_jobs ORDER BY id")
        return [name for (name,) in cursor.fetchall()]


def picture(dossier: Dossier) -> dict[str, Any]:
    """All of a dossier: what must be equal before and after a refusal."""
    rows = Row.objects.filter(dossier=dossier).order_by("n")
    return {
        "dossier": [*Dossier.objects.filter(pk=dossier.pk).values()],
        "rows": [*rows.values("n", "verdict", "reason", "struck", "granted", "problems", "name", "corrected")],
        "papers": [*dossier.papers.order_by("pk").values_list("key", "round")],
        "supplements": [*dossier.supplements.order_by("n").values_list("n", "answered_at")],
        "turns": [*Turn.objects.filter(case=fresh(dossier).case_id).order_by("n").values()],
        "case": [*Case.objects.filter(pk=fresh(dossier).case_id).values()],
        "journal": journal(dossier),
        "jobs": jobs(),
    }


def load_reference(provinces: Mapping[str, str] = MappingProxyType({"51": "H48"})) -> None:
    """`provinces`: code of the territory → identifier of the agency."""
    territory.load(ROOT / "data" / "territory", provinces=set(provinces))
    agencies.load(ROOT / "data" / "agencies", provinces=set(provinces.values()))
    calendar.load(ROOT / "data" / "calendar")


def settled() -> World:
    """Publishes the services and peoples the world."""
    catalogue.publish((ROOT / "services/tam-hoan-hop-dong.yaml").read_text(encoding="utf-8"), by=SYSTEM, at=EARLY)
    world = World(unit=unit_by_code("district", "533", EARLY.date()).pk)
    world.settle()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")  # what the people were told of themselves
    return world


@pytest.fixture(scope="module")
def _peopled(django_db_setup, django_db_blocker):
    """Made once for a module, gone after it; each test's own changes are rolled back as ever."""
    with django_db_blocker.unblock(), override_settings(PASSWORD_HASHERS=HASHERS):
        load_reference()
        yield settled()
        calendar_queries.forget()
        call_command("flush", verbosity=0, interactive=False)


@pytest.fixture
def _house(settings, tmp_path, monkeypatch):
    settings.FILES_ROOT = tmp_path
    settings.PASSWORD_HASHERS = HASHERS
    # It looks at each of six thousand static files anew for each client of a test.
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture
def world(_peopled, db, _house) -> World:
    return deepcopy(_peopled)


@pytest.fixture
def hard_world(transactional_db, _house) -> World:
    """The same for threads: everything is committed, and everything is gone afterwards."""
    load_reference()
    yield settled()
    calendar_queries.forget()


@pytest.fixture
def clock_at(monkeypatch):
    """Moves the clock: clock_at(datetime)."""
    return lambda moment: monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.fixture
def sign_in(world):
    """A client of one of the world's people: sign_in("firm").get(…). Each page is checked."""

    def signed_in(key: str, **more: Any) -> PageClient:
        client = PageClient(**more)
        actor = world[key]
        client.force_login(Person.objects.get(pk=actor.person))
        session = client.session
        session["proof"] = {"methods": ["password", "totp"]}
        session["capacity"] = (
            f"member:{actor.membership}"
            if actor.officer
            else f"business:{actor.business}"
            if actor.business
            else "citizen"
        )
        session.save()
        return client

    return signed_in


@pytest.fixture
def firm(sign_in) -> PageClient:
    return sign_in("firm")
