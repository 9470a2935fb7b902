"""One province in which every service can be walked: its officers at four levels, its bank, tax office and people."""

import csv
import io
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from motcua.agencies import commands as agencies
from motcua.agencies.queries import actor_for, resolve
from motcua.calendar import queries as calendar_queries
from motcua.catalogue import commands as catalogue
from motcua.catalogue.queries import live_service, service_of
from motcua.catalogue.rules.examples import Act, Example
from motcua.catalogue.rules.service import ListSpec, Service
from motcua.dossiers import commands as dossiers
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import RowFilter
from motcua.files.commands import keep
from motcua.identity import commands as identity
from motcua.kernel.actor import SYSTEM, Actor
from motcua.ops import demo_data
from motcua.shell.clock import VIETNAM
from motcua.territory.queries import unit_by_code
from motcua.workflow import commands as workflow
from motcua.workflow.models import Turn
from motcua.workflow.queries import open_turn, opinions
from tests.dossiers.conftest import HASHERS, PDF, assured, fresh, load_reference
from tests.services.files import SERVICES, service, text

BEFORE = datetime(2020, 4, 24, 7, 30, tzinfo=VIETNAM)
# key → (name, role, level, commune or '', powers)
SEATS = {
    "insurance": ("Lê Thị Thu Mẫu", "social_insurance", "district", "", ("process", "view")),
    "district": ("Ngô Văn Huyện Thử", "committee", "district", "", ("process", "view")),
    "province": ("Đinh Văn Tỉnh Mẫu", "committee", "province", "", ("process", "decide", "view")),
    "commune": ("Mai Văn Xã Thử", "committee", "commune", "21409", ("process", "view")),
    "other_commune": ("Kiều Thị Thắng Mẫu", "committee", "commune", "21406", ("process", "view")),
    "tax": ("Quách Văn Thuế Thử", "tax", "district", "", ("process", "view")),
    "bank": ("Phùng Thị Ngân Mẫu", "policy_bank", "district", "", ("process", "decide", "view")),
}
_SEAT_OF = {
    ("social_insurance", "district"): "insurance", ("committee", "district"): "district",
    ("committee", "province"): "province", ("committee", "commune"): "commune", ("tax", "district"): "tax",
    ("policy_bank", "district"): "bank",
}  # fmt: skip
_PLACES = {1: "21409", 2: "21406"}  # the communes of the numbers that examples write for places


@dataclass
class World:
    """Actors by key: those of SEATS, `business` and `citizen`; everybody at level 2."""

    actors: dict[str, Actor] = field(default_factory=dict)
    people: int = 0
    workers: int = 0
    district: int = 0

    def __getitem__(self, key: str) -> Actor:
        return self.actors[key]

    def settle(self) -> None:
        self.district = unit_by_code("district", "533", BEFORE.date()).pk
        for key, (name, role, level, commune, powers) in SEATS.items():
            place = commune_of(commune) if commune else self.district
            held = agencies.appoint(
                self._person(name), resolve(role, level, place, BEFORE.date()), "Chuyên viên", powers, at=BEFORE
            )
            session = {"proof": {"methods": ["totp"]}, "capacity": f"member:{held.pk}"}
            self.actors[key] = actor_for(held.person, session, BEFORE.date())
        self.actors["citizen"] = actor_for(self._person("Võ Thị Nghỉ Mẫu"), {"capacity": "citizen"}, BEFORE.date())
        owner = self._person("Trần Thị Mẫu")
        firm = identity.open_business(demo_data.tax_code(1), "Công ty TNHH Ví Dụ", representative=owner, at=BEFORE)
        self.actors["business"] = actor_for(owner, {"capacity": f"business:{firm.pk}"}, BEFORE.date())

    def _person(self, name: str):
        self.people += 1
        number, phone = f"0{51099000000 + self.people}", f"0900000{self.people:03d}"
        return assured(identity.register(name, number, phone, BEFORE.date(), "mot-cua-2020", at=BEFORE))

    def applicant(self, found: Service) -> Actor:
        return self["commune" if "officer" in found.audience else found.audience[0]]

    def draft(self, slug: str, example: Example, at: datetime | None = None) -> Dossier:
        """A draft of what an example answers, lists and hands in, under the version of its day."""
        at = at or example.at
        version = live_service(slug, at.date())
        found = service_of(version)
        by = self.applicant(found)
        draft = dossiers.begin(version, by=by, at=at)
        for section in found.sections:
            for page in section.pages:
                given = {q.key: example.answers[q.key] for q in page.questions if q.key in example.answers}
                places = {
                    q.key: commune_of(_PLACES[given[q.key]]) if q.level == "commune" else self.district
                    for q in page.questions
                    if q.kind == "unit" and q.key in given
                }
                dossiers.save_answers(draft.pk, f"{section.key}/{page.key}", given | places, by=by, at=at)
        if example.people:
            sheet = self.listed(found.lists[0], example)
            dossiers.upload_list(draft.pk, "danh-sach.csv", sheet, by=by, at=at)
        needed = [paper.key for paper in found.papers if paper.required] if example.papers is None else example.papers
        for key in needed:
            kept = keep("giay-to.pdf", PDF, by=by, at=at, allowed=("pdf",))
            dossiers.add_paper(draft.pk, key, kept, name="giay-to.pdf", by=by, at=at)
        return draft

    def filed(self, slug: str, example: Example, at: datetime | None = None) -> Dossier:
        draft = self.draft(slug, example, at)
        return dossiers.submit(draft.pk, by=self.applicant(service_of(draft.version)), at=at or example.at)

    def listed(self, spec: ListSpec, example: Example) -> bytes:
        """A list of people nobody listed before, with the months that the example says."""
        sheet = io.StringIO()
        rows = csv.writer(sheet)
        rows.writerow([column.title for column in spec.columns])
        for person in example.people:
            self.workers += 1
            rows.writerow([_cell(spec, column.key, self.workers, person["months"]) for column in spec.columns])
        return sheet.getvalue().encode("utf-8-sig")

    def does(self, dossier: Dossier, act: Act, at: datetime | None = None) -> Dossier:
        """One act of an example, by whoever sits at the step, with what goes before it."""
        at = at or act.at
        turn = open_turn(fresh(dossier).case_id)
        step = workflow.step_of(turn)
        by = self[_SEAT_OF[step.role, step.level]]
        for opinion in opinions(turn.case):
            if opinion.key in act.opinions:
                workflow.give_opinion(
                    opinion.pk, act.opinions[opinion.key], "Ý kiến ví dụ.", by=self[opinion.key], at=turn.opened_at
                )
        if act.posted:
            dossiers.post_publicly(dossier.pk, by=by, at=turn.opened_at)
        if step.extra.get("rows") == "confirm":
            self.judged(dossier, act.refused, by, at)
        return dossiers.act(
            dossier.pk, act.action, turn=turn.n, note="Lý do ví dụ.", findings=act.findings, by=by, at=at
        )

    def judged(self, dossier: Dossier, refused: int, by: Actor, at: datetime) -> None:
        dossiers.confirm_rows(dossier.pk, "confirmed", wanted=RowFilter(), by=by, at=at)
        if refused:
            last = list(range(dossier.people - refused + 1, dossier.people + 1))
            dossiers.confirm_rows(dossier.pk, "refused", rows=last, reason="Lý do ví dụ.", by=by, at=at)

    def walked(self, slug: str, example: Example) -> Dossier:
        dossier = self.filed(slug, example)
        for act in example.does:
            self.does(dossier, act)
        return fresh(dossier)


def commune_of(code: str) -> int:
    return unit_by_code("commune", code, BEFORE.date()).pk


def turns(dossier: Dossier) -> list[tuple[str, datetime]]:
    """The steps in their order with their due times."""
    return list(Turn.objects.filter(case=dossier.case_id).order_by("n").values_list("step", "due_at"))


def _cell(spec: ListSpec, key: str, n: int, months: int) -> str:
    """What the n-th person's row holds in a column."""
    period = spec.period
    own: dict[str, Any] = {
        spec.name: demo_data.invented(20000 + n).name,
        spec.identity: f"0{51299000000 + n}",
        spec.birth: "02/09/1950",
        "contract_start": "01/03/2016",
        "bhxh_number": f"{5120000000 + n}",
    }
    if period is not None:
        end = {1: "30/04/2020", 2: "31/05/2020", 3: "30/06/2020"}[months]
        own |= {period.start: "01/04/2020", period.end: end}
    return str(own.get(key, spec.column(key).example))


def settled() -> World:
    for path in sorted(SERVICES.glob("*.yaml"), key=lambda path: service(path.stem).valid_from):
        catalogue.publish(text(path.stem), by=SYSTEM, at=BEFORE)
    world = World()
    world.settle()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    return world


@pytest.fixture(scope="module")
def _peopled(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), override_settings(PASSWORD_HASHERS=HASHERS):
        load_reference()
        yield settled()
        calendar_queries.forget()
        call_command("flush", verbosity=0, interactive=False)


@pytest.fixture
def world(_peopled, db, settings, tmp_path) -> World:
    settings.FILES_ROOT = tmp_path
    return deepcopy(_peopled)


def later(at: datetime, **more: int) -> datetime:
    return at + timedelta(**more)
