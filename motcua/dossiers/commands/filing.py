"""Handing in, answering a request for supplement, withdrawing."""

from dataclasses import replace
from datetime import date, datetime

from django.db import connection, transaction

from motcua.agencies import rules as codes
from motcua.agencies.models import Agency
from motcua.agencies.queries import resolve
from motcua.catalogue.models import ServiceVersion
from motcua.catalogue.queries import NoService, check_place, live_service, service_of
from motcua.catalogue.rules.answers import problems, visible
from motcua.dossiers import queries, rules
from motcua.dossiers.commands import claiming, papers, telling
from motcua.dossiers.models import Dossier
from motcua.files.models import StoredFile
from motcua.identity.models import Person
from motcua.identity.queries import id_number
from motcua.identity.queries import person as the_person
from motcua.journal.commands import record
from motcua.kernel.actor import Actor
from motcua.kernel.errors import Invalid, Refusal
from motcua.shell.clock import VIETNAM
from motcua.territory.models import Unit
from motcua.workflow import commands as workflow

# The counter's row lock orders the submissions to one agency on one day: numbers are issued once, without gaps.
_NEXT = """
INSERT INTO dossiers_codecounter AS c (agency_id, day, last) VALUES (%s, %s, 1)
ON CONFLICT (agency_id, day) DO UPDATE SET last = c.last + 1 RETURNING last
"""


class NothingAdded(Refusal):
    """Bạn chưa bổ sung gì. Hãy thêm giấy tờ hoặc sửa phần được yêu cầu, hay viết lời giải trình, rồi gửi."""


@transaction.atomic
def submit(pk: int, *, by: Actor, at: datetime) -> Dossier:
    """The applicant hands in a draft: it gets its code, its receipt (Mẫu 01 TT 01/2018), and its first holder.

    Raises NotReady naming what is missing, Invalid for answers that no longer fit, NotNow on a second click,
    NeedsAssurance when the service asks for more than this visit's level, ServiceEnded when it takes no more dossiers,
    NoAgency when no agency is competent for the place.
    """
    rules.check_filer(by)
    dossier = queries.locked(pk)
    status = rules.after(dossier.status, "submit")
    service = service_of(dossier.version)
    rules.check_assurance(_whose(dossier, by), service.assurance)
    _still_open(dossier.version, at)
    given = queries.answers(dossier)
    if found := problems(service, given):
        raise Invalid(found)
    rules.ready(queries.task_list(dossier))
    assert dossier.unit_id is not None
    assert dossier.unit is not None
    check_place(dossier.version, dossier.unit)
    _checked_by_hand(dossier, by)

    day = at.astimezone(VIETNAM).date()
    if service.claim is not None:
        claiming.claim_row(dossier, service, given, at=at)
    claiming.vouch(dossier, service, at=at)
    claiming.charge(dossier, service, given)
    dossier.amount = claiming.asked_for(dossier, service, given)
    shown = visible(service, given)
    case = workflow.open_case(
        dict(service.flow),
        subject=dossier.subject,
        topic=service.topic,
        unit_id=dossier.unit_id,
        places=claiming.places(service, shown),
        skipped=claiming.skipped(service, shown),
        by=by,
        at=at,
    )
    issuer = resolve(service.issuer.role, service.issuer.level, dossier.unit_id, day)
    dossier.code = _issue_code(issuer, day)
    number = id_number(Person.objects.get(pk=dossier.applicant_id))
    dossier.look_up = queries.look_up_index(dossier.code, number[-4:])
    dossier.status, dossier.case, dossier.submitted_at, dossier.saved_at = status, case, at, at
    dossier.save()

    papers.receipt(dossier, case, issuer, by=by, at=at)
    told = {"code": dossier.code, "people": dossier.people, "level": by.assurance}
    record("dossier.submitted", dossier.subject, by=by, at=at, **told)
    telling.applicant(dossier, "accepted", at=at)
    return dossier


@transaction.atomic
def supplement(pk: int, reply: str, *, by: Actor, at: datetime) -> Dossier:
    """The applicant has completed the dossier: the clock of the agency that asked runs on.

    Raises NothingAdded when nothing came, NotReady when corrected rows still have problems, NotNow out of turn,
    NeedsAssurance and HeldFile as `submit` does.
    """
    rules.check_filer(by)
    dossier = queries.locked(pk)
    status = rules.after(dossier.status, "supplement")
    rules.check_assurance(by, service_of(dossier.version).assurance)
    asked = queries.current_supplement(dossier)
    assert asked is not None
    assert dossier.case_id is not None
    if (
        not reply.strip()
        and not queries.corrected_count(dossier, asked)
        and not dossier.papers.filter(round=asked.n).exists()
    ):
        raise NothingAdded
    if dossier.list_problems:
        title = service_of(dossier.version).lists[0].title
        raise rules.NotReady(what=f"{title[:1].lower()}{title[1:]} còn dòng cần sửa")
    _free_of_harm(dossier)
    asked.reply, asked.answered_at = reply.strip(), at
    asked.save(update_fields=["reply", "answered_at"])
    workflow.resume(dossier.case_id, own=dossier.agency_id is not None, by=by, at=at)
    dossier.status, dossier.saved_at = status, at
    dossier.save(update_fields=["status", "saved_at"])
    record("dossier.supplemented", dossier.subject, by=by, at=at, request=asked.n, level=by.assurance)
    telling.applicant(dossier, "resubmitted", at=at)
    return dossier


@transaction.atomic
def keep_reply(pk: int, reply: str, *, by: Actor, at: datetime) -> None:
    """Keep what was typed for the supplement, without sending it: who must first prove who they are loses nothing.

    The agency does not see it before it is sent. Raises NotNow out of turn.
    """
    rules.check_filer(by)
    dossier = queries.locked(pk)
    rules.after(dossier.status, "supplement")
    asked = queries.current_supplement(dossier)
    assert asked is not None
    asked.reply = reply.strip()
    asked.save(update_fields=["reply"])
    record("dossier.reply_kept", dossier.subject, by=by, at=at, request=asked.n)


@transaction.atomic
def withdraw(pk: int, reason: str, *, by: Actor, at: datetime) -> Dossier:
    """The applicant takes the dossier back, as long as nothing is decided. Raises NotNow after that."""
    rules.check_filer(by)
    dossier = queries.locked(pk)
    status = rules.after(dossier.status, "withdraw")
    assert dossier.case_id is not None
    workflow.withdraw(dossier.case_id, own=dossier.agency_id is not None, by=by, at=at)
    dossier.status, dossier.finished_at, dossier.reason = status, at, reason.strip()
    dossier.save(update_fields=["status", "finished_at", "reason"])
    dossier.supplements.filter(answered_at=None).update(answered_at=at, reply="")
    record("dossier.withdrawn", dossier.subject, by=by, at=at)
    telling.applicant(dossier, "withdrawn", at=at)
    return dossier


def _whose(dossier: Dossier, by: Actor) -> Actor:
    """Who must be known surely enough: of what a clerk filled in, the person, whose papers the clerk has at hand."""
    if dossier.assisted_by_id is None or not by.officer:
        return by
    return replace(by, assurance=the_person(dossier.applicant_id).assurance)


def _checked_by_hand(dossier: Dossier, by: Actor) -> None:
    """What only this way of filing asks for: the person's code at a counter, files free of harm, an office's place."""
    if dossier.assisted_by_id is not None and by.officer and dossier.consented_at is None:
        raise rules.NotConfirmed
    _free_of_harm(dossier)
    if dossier.agency is not None and dossier.unit is not None and not _within(dossier.unit, dossier.agency.unit_id):
        raise rules.ElsewhereThan(agency=by.agency_name)


def _free_of_harm(dossier: Dossier) -> None:
    """Raises HeldFile while a scanner holds a file, or has not passed it yet."""
    files = StoredFile.objects.filter(pk__in=dossier.papers.values("file"))
    if held := files.filter(scan__in=("waiting", "held")).first():
        raise rules.HeldFile(name=held.name)


def _within(unit: Unit, area: int | None) -> bool:
    """Whether a place lies in an area, or is it."""
    here: Unit | None = unit
    while here is not None and here.pk != area:
        here = here.parent
    return here is not None


def _still_open(version: ServiceVersion, at: datetime) -> None:
    """A draft stays under its own version, as long as some version of the service takes dossiers."""
    try:
        live_service(version.slug, at.astimezone(VIETNAM).date())
    except NoService:
        assert version.valid_to is not None
        raise rules.ServiceEnded(last=f"{version.valid_to:%d/%m/%Y}") from None


def _issue_code(issuer: Agency, day: date) -> str:
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [issuer.pk, day])
        (n,) = cursor.fetchone()
    return codes.issue_code(issuer.code_template, issuer.identifier, day, n)
