"""The database of a bench: real people and dossiers made by the portal's commands, then copied a thousandfold in SQL.

Every copy has eight-digit numbers that follow from its place k in the row (dossier 71000000 + k, its case 72000000 + k
and so on), so that a captured statement shows whose it is and can be replayed for any other k.
"""

import csv
import io
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection, transaction

from motcua.agencies.models import Membership
from motcua.agencies.queries import actor_for
from motcua.catalogue.queries import service_of
from motcua.dossiers import commands, queries
from motcua.dossiers.models import Dossier
from motcua.identity.models import Person, Session
from motcua.identity.queries import id_number
from motcua.identity.rules.proofs import PROOF, Proof
from motcua.identity.sessions import SessionStore, stored_key
from motcua.journal.commands import record_many
from motcua.kernel.actor import Actor
from motcua.ops import demo, demo_data, reference
from motcua.workflow.models import Turn
from motcua.workflow.queries import open_turn

DOSSIER, CASE, TURN, BUSINESS, DOCUMENT, PAPER = (n * 1_000_000 for n in (71, 72, 73, 74, 75, 76))
ISSUED = {
    "workflow_case": 81, "workflow_turn": 82, "documents_document": 83, "notices_notice": 84, "notices_delivery": 85,
}  # fmt: skip
FIRMS = 100
ROWS = 5  # people in a list: most firms are small

_CODE = "000.00.00.H48-200512-"

_COPY = """
INSERT INTO {table} SELECT c.* FROM {table} t
CROSS JOIN generate_series(%(first)s::int, %(last)s::int, %(step)s::int) AS k
CROSS JOIN LATERAL jsonb_populate_record(t, jsonb_build_object({changes})) AS c
WHERE {where}
"""


@dataclass(frozen=True)
class Span:
    """Copies first … last, each `step`-th of them."""

    first: int
    last: int
    step: int = 1

    def __iter__(self) -> Iterator[int]:
        return iter(range(self.first, self.last + 1, self.step))

    def of(self, place: int, places: int) -> "Span":
        """Those of one place, when they are dealt out in turn."""
        return Span(self.first + (place - self.first) % places, self.last, places)


@dataclass(frozen=True)
class World:
    """`submitted` are with their first officer; each of `saved` is a draft for many saves; each of `drafts` can be
    handed in once. `officers` are sessions of officers with a full queue; `last4` digits go with a submitted one."""

    submitted: Span
    saved: Span
    drafts: Span
    officers: tuple[str, ...]
    last4: Mapping[int, str]
    answers: Mapping[str, Any]
    applicant: Actor
    at: datetime


def code(k: int) -> str:
    return f"{_CODE}{DOSSIER + k}"


def ref(k: int) -> str:
    return f"B{DOSSIER + k}"


def session(k: int) -> str:
    """The session key of who files dossier k."""
    return f"bench{BUSINESS + k % FIRMS}"


def filer(made: World, k: int) -> Actor:
    """Who files dossier k, as the portal sees them."""
    return replace(made.applicant, business=BUSINESS + k % FIRMS)


def officer_of(agency: int, *, at: datetime) -> Actor:
    """Somebody who may process what the agency holds."""
    held = _membership(agency)
    return actor_for(held.person, {"proof": {"methods": ["totp"]}, "capacity": f"member:{held.pk}"}, at.date())


def build(submitted: int, saved: int, drafts: int, *, at: datetime) -> World:
    """Load everything into an empty database. `at` is the portal's now."""
    for _ in reference.load():
        pass
    for _ in demo.load(len(demo_data.PLACES)):
        pass
    models = list(_models())
    spans = _spans(submitted, saved, drafts)
    applicants = [_applicant(model) for model in models]
    _firms(models[0])
    last4: dict[int, str] = {}
    for place, (model, by) in enumerate(zip(models, applicants, strict=True)):
        own = [span.of(place, len(models)) for span in spans]
        handed = commands.submit(_draft(model, by, at=at).pk, by=by, at=at)
        _copy_submitted(handed, own[0], by=by, at=at)
        draft = _draft(model, by, at=at)
        for span in own[1:]:
            _copy_draft(draft, span)
        last4 |= dict.fromkeys(own[0], id_number(Person.objects.get(pk=by.person))[-4:])
    _look_ups(last4)
    _sessions(applicants[0])
    _number_from(ISSUED)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return World(spans[0], spans[1], spans[2], _officers(), last4, queries.answers(models[0]), applicants[0], at)


def _spans(*counts: int) -> list[Span]:
    found, end = [], 0
    for count in counts:
        found.append(Span(end + 1, end + count))
        end += count
    return found


def _models() -> Iterator[Dossier]:
    """A dossier of each place that was handed in."""
    seen: set[int] = set()
    for dossier in Dossier.objects.exclude(code=None).select_related("version").order_by("pk"):
        if dossier.unit_id not in seen:
            seen.add(dossier.unit_id or 0)
            yield dossier


def _applicant(model: Dossier) -> Actor:
    person = Person.objects.get(pk=model.applicant_id)
    assert model.submitted_at is not None
    return actor_for(person, {"capacity": f"business:{model.business_id}"}, model.submitted_at.date())


def _draft(model: Dossier, by: Actor, *, at: datetime) -> Dossier:
    """A draft that can be handed in, with the answers and papers of `model` and a list of its own."""
    given = queries.answers(model)
    draft = commands.begin(model.version, by=by, at=at)
    for section in service_of(model.version).sections:
        for page in section.pages:
            answers = {q.key: given[q.key] for q in page.questions if q.key in given}
            commands.save_answers(draft.pk, f"{section.key}/{page.key}", answers, by=by, at=at)
    commands.upload_list(draft.pk, "danh-sach.csv", worker_csv(draft.pk * 1000, ROWS), by=by, at=at)
    for paper in model.papers.select_related("file"):
        commands.add_paper(draft.pk, paper.key, paper.file, name=paper.name, by=by, at=at)
    return Dossier.objects.get(pk=draft.pk)


def worker_csv(first: int, count: int) -> bytes:
    sheet = io.StringIO()
    csv.writer(sheet).writerows([demo_data.COLUMNS, *demo_data.workers(first, count)])
    return sheet.getvalue().encode("utf-8-sig")


def _copy(table: str, where: str, changes: Mapping[str, str], to: Span, **values: str | int | None) -> None:
    """Copy the rows of `table` that match, once for each k."""
    said = ", ".join(f"'{column}', {value}" for column, value in changes.items())
    sql = _COPY.format(table=table, changes=said, where=where)
    with connection.cursor() as cursor:
        cursor.execute(sql, values | {"first": to.first, "last": to.last, "step": to.step})


def _copy_draft(draft: Dossier, to: Span) -> None:
    changes = {"id": f"{DOSSIER} + k", "ref": f"'B' || {DOSSIER} + k", "business_id": f"{BUSINESS} + k %% {FIRMS}"}
    _copy("dossiers_dossier", "t.id = %(pk)s", changes, to, pk=draft.pk)
    _copy_content(draft, to)


def _copy_content(model: Dossier, to: Span) -> None:
    owner = {"dossier_id": f"{DOSSIER} + k"}
    _copy("dossiers_row", "t.dossier_id = %(pk)s", owner, to, pk=model.pk)
    _copy("dossiers_paper", "t.dossier_id = %(pk)s", owner | {"id": f"{PAPER} + k"}, to, pk=model.pk)


def _copy_submitted(model: Dossier, to: Span, *, by: Actor, at: datetime) -> None:
    assert model.case_id is not None
    turn = open_turn(model.case_id)
    assert turn is not None
    subject = {"subject": f"'dossier:' || {DOSSIER} + k"}
    _copy("workflow_case", "t.id = %(pk)s", {"id": f"{CASE} + k", **subject}, to, pk=model.case_id)
    own = {"id": f"{TURN} + k", "case_id": f"{CASE} + k"}
    _copy("workflow_turn", "t.id = %(pk)s", own, to, pk=turn.pk)
    changes = {
        "id": f"{DOSSIER} + k", "ref": f"'B' || {DOSSIER} + k", "business_id": f"{BUSINESS} + k %% {FIRMS}",
        "case_id": f"{CASE} + k", "code": f"'{_CODE}' || {DOSSIER} + k",
    }  # fmt: skip
    _copy("dossiers_dossier", "t.id = %(pk)s", changes, to, pk=model.pk)
    _copy_content(model, to)
    papers = {"id": f"{DOCUMENT} + k", "number": "''", "n": "NULL", **subject}
    _copy("documents_document", "t.subject = %(subject)s", papers, to, subject=model.subject)
    for action in ("dossier.begun", "dossier.submitted"):
        record_many(action, [(f"dossier:{DOSSIER + k}", {"people": ROWS}) for k in to], by=by, at=at)


def _firms(model: Dossier) -> None:
    """The applicant of `model` may file for a hundred firms."""
    span = Span(0, FIRMS - 1)
    firm = {"id": f"{BUSINESS} + k", "tax_code": "'BENCH' || k"}
    _copy("identity_business", "t.id = %(pk)s", firm, span, pk=model.business_id)
    held = {"id": f"{BUSINESS} + k", "business_id": f"{BUSINESS} + k"}
    _copy("identity_affiliation", "t.business_id = %(pk)s", held, span, pk=model.business_id)


def _look_ups(last4: Mapping[int, str]) -> None:
    indexes = [(DOSSIER + k, queries.look_up_index(code(k), digits)) for k, digits in last4.items()]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE dossiers_dossier d SET look_up = v.look_up "
            "FROM unnest(%s::bigint[], %s::bytea[]) AS v (id, look_up) WHERE d.id = v.id",
            [[pk for pk, _ in indexes], [index for _, index in indexes]],
        )


def _sessions(applicant: Actor) -> None:
    person = Person.objects.get(pk=applicant.person)
    with transaction.atomic():
        for k in range(FIRMS):
            sign_in(person, f"business:{BUSINESS + k}", session(k))


def sign_in(person: Person, capacity: str, key: str) -> None:
    """A session under a key of our choice."""
    said = {
        SESSION_KEY: str(person.pk),
        BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
        HASH_SESSION_KEY: person.get_session_auth_hash(),
        "capacity": capacity,
        PROOF: Proof(("password", "totp"), int(time.time())).kept(),
    }
    now = datetime.now(UTC)
    Session.objects.create(
        session_key=stored_key(key),
        session_data=SessionStore().encode(said),
        expire_date=now + timedelta(days=1),
        person=person,
        seen_at=now
        + timedelta(hours=1),  # a visit is noted as seen once in minutes, not with the page that is measured
    )


def _officers() -> tuple[str, ...]:
    """A session for an officer of each agency that has the first turn of the copies."""
    first = Turn.objects.filter(pk__gt=TURN, pk__lt=TURN + 1_000_000).order_by().values_list("agency_id", flat=True)
    keys = []
    for agency in sorted(set(first)):
        held = _membership(agency)
        keys.append(f"benchofficer{held.pk}")
        sign_in(held.person, f"member:{held.pk}", keys[-1])
    return tuple(keys)


def _membership(agency: int) -> Membership:
    return Membership.objects.filter(agency=agency).select_related("person").order_by("pk")[0]


def _number_from(millions: Mapping[str, int]) -> None:
    """Ids that the database gives from now on are told apart by their first digits."""
    with connection.cursor() as cursor:
        for table, start in millions.items():
            cursor.execute(f"ALTER SEQUENCE {table}_id_seq RESTART WITH {start}000001")
        cursor.execute("UPDATE dossiers_codecounter SET last = 86000000")
        cursor.execute("UPDATE documents_counter SET last = 87000000")
