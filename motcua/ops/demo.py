"""The demo: the people of the story, and dossiers in every state, made by the portal's own commands."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from django.conf import settings
from django.db import connection

from motcua.calendar.queries import calendar_for
from motcua.calendar.rules import add_working_minutes
from motcua.catalogue.queries import live_service
from motcua.dossiers import commands as dossiers
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import RowFilter, overlaps
from motcua.dossiers.rules import Status
from motcua.files.commands import keep
from motcua.identity.models import Business
from motcua.kernel.actor import Actor
from motcua.ops import demo_data as data
from motcua.ops.demo_people import BEFORE, PASSWORD, World, other_portal, people
from motcua.ops.reference import DATA
from motcua.shell.clock import VIETNAM
from motcua.workflow import commands as workflow
from motcua.workflow.queries import open_turn

__all__ = ["BEFORE", "PASSWORD", "load", "loaded"]
PORTAL_FILE = settings.VAR / "demo-openid-client.json"  # id and secret of the demo's other portal, to try it

SERVICE = "tam-hoan-hop-dong"

# state → (how many of a hundred, first and last day on which such a dossier was handed in)
STATES: dict[str, tuple[int, date, date]] = {
    "draft": (5, date(2020, 5, 4), date(2020, 5, 11)),
    "new": (13, date(2020, 5, 8), date(2020, 5, 11)),
    "claimed": (8, date(2020, 5, 7), date(2020, 5, 11)),
    "late": (4, date(2020, 4, 28), date(2020, 5, 5)),
    "awaiting_insurance": (4, date(2020, 5, 5), date(2020, 5, 8)),
    "appraising": (13, date(2020, 5, 5), date(2020, 5, 7)),
    "awaiting_district": (7, date(2020, 4, 28), date(2020, 5, 6)),
    "supplemented": (4, date(2020, 4, 27), date(2020, 5, 5)),
    "deciding": (11, date(2020, 4, 28), date(2020, 5, 4)),
    "granted": (17, date(2020, 4, 24), date(2020, 4, 29)),
    "partly_granted": (7, date(2020, 4, 24), date(2020, 4, 28)),
    "refused": (4, date(2020, 4, 24), date(2020, 4, 28)),
    "withdrawn": (3, date(2020, 4, 27), date(2020, 5, 8)),
}


_COMMITMENT = {"truthful": True, "single_claim": True}


def loaded() -> bool:
    """Is the demo's data there?"""
    return Dossier.objects.exists()


def load(count: int) -> Iterator[int]:
    """Make people and `count` dossiers; yields after each dossier."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")  # invented data may be lost with the machine
    world = people(count)
    client, secret = other_portal(world)
    if settings.DEMO:
        PORTAL_FILE.write_text(json.dumps({"client_id": client, "client_secret": secret, "at": data.OTHER_PORTAL}))
    mix = [state for state, (share, _, _) in STATES.items() for _ in range(share)]
    random = Random(2020)
    for n in range(count):
        state = mix[n % len(mix)] if count >= len(mix) else random.choice(mix)
        _dossier(world, n, state, random)
        yield n


def _dossier(world: World, n: int, state: str, random: Random) -> None:
    _, district = data.PLACES[n % len(data.PLACES)]
    firm = random.choice(world.firms[district])
    _, first, last = STATES[state]
    day = first + timedelta(days=random.randrange((last - first).days + 1))
    at = datetime(day.year, day.month, day.day, 7, 30, tzinfo=VIETNAM) + timedelta(minutes=random.randrange(540))
    people = random.choice((2, 3, 5, 8, 12, 20, 34))
    draft = _filled(world, district, firm, people, at=at)
    if state != "draft":
        dossiers.save_answers(draft.pk, "commitment/commitment", _COMMITMENT, by=firm, at=at)
    if state != "draft":
        at += timedelta(minutes=20)
        dossier = dossiers.submit(draft.pk, by=firm, at=at)
        _Walk(world, district, dossier, firm, at, random).to(state)


def _filled(world: World, district: str, firm: Actor, people: int, *, at: datetime) -> Dossier:
    version = live_service(SERVICE, at.date())
    dossier = dossiers.begin(version, by=firm, at=at)
    for page, answers in _answers(firm, world.units[district]).items():
        dossiers.save_answers(dossier.pk, page, answers, by=firm, at=at)
    sheet = io.StringIO()
    rows = csv.writer(sheet)
    rows.writerow(data.COLUMNS)
    # Now and then two firms list the same person: officers see it, the firms do not.
    first = world.workers if world.workers % 7 else max(0, world.workers - 1)
    rows.writerows(data.workers(first, people))
    world.workers += people
    dossiers.upload_list(dossier.pk, "danh-sach.csv", sheet.getvalue().encode("utf-8-sig"), by=firm, at=at)
    sample = (DATA / "demo" / "thoa-thuan-mau.pdf").read_bytes()
    stored = keep("thoa-thuan-mau.pdf", sample, by=firm, at=at, allowed=("pdf",))
    dossiers.add_paper(dossier.pk, "agreements", stored, name="thoa-thuan-mau.pdf", by=firm, at=at)
    return dossier


def _answers(firm: Actor, unit: int) -> dict[str, dict[str, object]]:
    assert firm.business is not None
    business = Business.objects.get(pk=firm.business)
    return {
        "company/identity": {
            "company_name": business.name, "tax_code": business.tax_code, "business_line": "Ngành nghề ví dụ",
            "company_type": "limited", "head_office": unit, "street": "Số 1, đường Ví Dụ",
            "company_phone": "0900000999", "company_email": "",
            "contact_name": firm.name, "contact_phone": "0900000998",
        },
        "finance/difficulty": {
            "no_funds": "yes", "revenue": 0, "wage_reserve": 0, "profit_left": 0, "other_funds": 0,
            "insured_workers": 60, "union": "no",
        },
    }  # fmt: skip


@dataclass
class _Walk:
    """One dossier on its way to its state; one to six hours of working time pass between two acts."""

    world: World
    district: str
    dossier: Dossier
    firm: Actor
    at: datetime
    random: Random

    @property
    def pk(self) -> int:
        return self.dossier.pk

    def who(self, seat: str) -> Actor:
        return self.world.actors[self.district, seat]

    def later(self) -> datetime:
        self.at = add_working_minutes(self.at, self.random.randrange(60, 360), calendar_for())
        return self.at

    def act(self, action: str, seat: str, note: str = "", wanted: list[str] | None = None) -> None:
        assert self.dossier.case_id is not None
        turn = open_turn(self.dossier.case_id)
        assert turn is not None
        by, at = self.who(seat), self.later()
        dossiers.act(self.pk, action, turn=turn.n, note=note, wanted=wanted or [], by=by, at=at)

    def to(self, state: str) -> None:
        """Walk as far as the state asks for, as its people would."""
        if state == "withdrawn":
            dossiers.withdraw(self.pk, "Doanh nghiệp nộp lại hồ sơ khác.", by=self.firm, at=self.later())
        elif state in ("claimed", "late", "awaiting_insurance"):
            self.begin_confirming(state)
        elif state != "new":
            self.confirm(state)
            self.appraise(state)
            self.decide(state)

    def begin_confirming(self, state: str) -> None:
        if state == "late" and self.random.choice((True, False)):
            return
        assert self.dossier.case_id is not None
        workflow.claim(self.dossier.case_id, by=self.who("insurance"), at=self.later())
        if state == "awaiting_insurance":
            reason = "Gửi lại thỏa thuận có đủ chữ ký của người lao động."
            self.act("return", "insurance", reason, ["agreements"])
        else:
            dossiers.confirm_rows(self.pk, "confirmed", rows=[1], by=self.who("insurance"), at=self.later())

    def confirm(self, state: str) -> None:
        by = self.who("insurance")
        dossiers.confirm_rows(self.pk, "confirmed", wanted=RowFilter(), by=by, at=self.later())
        if state == "partly_granted":
            reason = "Đã báo giảm từ tháng 02/2020."
            dossiers.confirm_rows(self.pk, "refused", rows=[1], reason=reason, by=by, at=self.later())
        self.act("pass", "insurance")

    def appraise(self, state: str) -> None:
        if state in ("awaiting_district", "supplemented"):
            self.act("return", "district", "Bổ sung báo cáo tài chính quý I năm 2020.", ["accounts_q1_2020"])
        if state == "supplemented":
            reply = "Doanh nghiệp không lập báo cáo quý; xin gửi giải trình."
            dossiers.supplement(self.pk, reply, by=self.firm, at=self.later())
        if state == "refused":
            self.act("advise_refusal", "district", "Doanh nghiệp vẫn còn nguồn trả lương.")
        if state in ("deciding", "granted", "partly_granted"):
            self.act("pass", "district")

    def decide(self, state: str) -> None:
        if state == "refused":
            self.act("refuse", "chair", "Doanh nghiệp chưa thuộc trường hợp gặp khó khăn về tài chính.")
        if state in ("granted", "partly_granted"):
            self.strike_claimed()
            self.act("approve", "chair")

    def strike_claimed(self) -> None:
        """Whoever was granted the support elsewhere is left out."""
        done = {Status.GRANTED, Status.PARTLY_GRANTED}
        twice = [n for n, others in overlaps(self.pk).items() if any(other.status in done for other in others)]
        if twice:
            reason = "Đã được hỗ trợ theo hồ sơ khác."
            dossiers.strike_rows(self.pk, struck=True, rows=twice, reason=reason, by=self.who("chair"), at=self.later())
