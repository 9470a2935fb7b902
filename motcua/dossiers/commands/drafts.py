"""Before submission: beginning, answering, attaching."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.agencies.rules.rights import powers_on, uses
from motcua.catalogue.models import ServiceVersion
from motcua.catalogue.queries import service_of
from motcua.dossiers import queries
from motcua.dossiers.commands.lists import price_anew
from motcua.dossiers.models import Dossier, Paper
from motcua.dossiers.rules import (
    NotAnOffice,
    NotAssisted,
    NotCounter,
    NotNow,
    Seen,
    Status,
    check_filer,
    one_more_save,
)
from motcua.files.models import StoredFile
from motcua.identity.models import Affiliation
from motcua.identity.queries import person as the_person
from motcua.journal.commands import record
from motcua.kernel.actor import Actor, Capacity
from motcua.kernel.errors import NotAllowed, Refusal
from motcua.kernel.text import fold
from motcua.shell.vault import seal_json


class WrongCapacity(NotAllowed):
    """Dịch vụ này dành cho {whom}. Hãy chọn tư cách {whom} ở đầu trang rồi bắt đầu lại."""


_WHOM = {Capacity.CITIZEN: "công dân", Capacity.BUSINESS: "doanh nghiệp", Capacity.OFFICER: "cán bộ"}


class TooManyFiles(Refusal):
    """Mục “{paper}” chỉ nhận tối đa {most} tệp. Hãy xóa bớt tệp, hoặc ghép các trang vào một tệp PDF."""


@transaction.atomic
def begin(version: ServiceVersion, *, by: Actor, at: datetime) -> Dossier:
    """A draft of this version of a service: a new one, or the actor's own that is still empty (a second click).

    For a service whose lists an office draws up itself, the draft is the officer's agency's. Raises WrongCapacity when
    the service is not for this capacity, ViewerOnly, NotAnOffice for an officer without the right to process it.
    """
    check_filer(by)
    service = service_of(version)
    if by.capacity not in service.audience:
        raise WrongCapacity(whom=_WHOM[Capacity(service_of(version).audience[0])])
    if by.officer and "process" not in powers_on(by, service.topic, by.agency_path):
        raise NotAnOffice
    if untouched := _untouched(version, by):
        return untouched
    name = by.agency_name if by.officer else by.business_name or by.name
    topic = service.topic if by.officer else ""
    return _begin(
        version, name, by=by, at=at, applicant_id=by.person, business_id=by.business, agency_id=by.agency, topic=topic
    )


@transaction.atomic
def begin_for(
    version: ServiceVersion, person_id: int, *, business: Affiliation | None = None, by: Actor, at: datetime
) -> Dossier:
    """A clerk at a counter begins a draft for a person, or for a business that the person may file for.

    The dossier is the person's; the clerk may fill it in until it is handed in (`queries.own`). Raises NotCounter,
    WrongCapacity when the service is not for the person.
    """
    if not (by.officer and uses(by, "office", "counter", by.agency_path)):
        raise NotCounter
    wanted = Capacity.BUSINESS if business else Capacity.CITIZEN
    if wanted not in service_of(version).audience:
        raise WrongCapacity(whom=_WHOM[Capacity(service_of(version).audience[0])])
    person = the_person(person_id)
    name = business.business.name if business else person.name
    return _begin(
        version, name, by=by, at=at, applicant_id=person.pk, business_id=business.business_id if business else None,
        assisted_by_id=by.person, assisted_at_id=by.agency,
    )  # fmt: skip


@transaction.atomic
def consent(pk: int, *, by: Actor, at: datetime) -> Dossier:
    """The person has confirmed by code what a clerk filled in for them. Any later change takes it back.

    That the code was right is checked by the room that sent it. Raises NotNow unless it is a draft, NotAssisted.
    """
    dossier = _draft(pk)
    if dossier.assisted_by_id is None or by.person != dossier.assisted_by_id:
        raise NotAssisted
    dossier.consented_at = at
    dossier.save(update_fields=["consented_at"])
    record("dossier.consented", dossier.subject, by=by, at=at)
    return dossier


@transaction.atomic
def save_answers(
    pk: int, page: str, answers: Mapping[str, Any], *, seen: Seen | None = None, by: Actor, at: datetime
) -> Dossier:
    """Keep the answers of one page ("section/page"), complete or not, over those kept before.

    `seen` is what the page knew when it was opened; raises StalePage when it was saved since in another window, NotNow
    when the dossier is no longer a draft.
    """
    check_filer(by)
    dossier = _draft(pk)
    saved = dossier.saves.get(page, 0)
    dossier.visits = {**dossier.visits, page: one_more_save(saved, dossier.visits.get(page, ()), seen)}
    dossier.saves = {**dossier.saves, page: saved + 1}
    given = {**queries.answers(dossier), **answers}
    place = service_of(dossier.version).place
    if place in answers:
        dossier.unit_id = given[place] or None
    dossier.answers_sealed = seal_json(given, purpose="answers")
    dossier.saved_at, dossier.consented_at = at, None
    if service_of(dossier.version).lists:
        price_anew(dossier)
    dossier.save(update_fields=["answers_sealed", "saves", "visits", "saved_at", "unit", "amount", "consented_at"])
    record("dossier.saved", dossier.subject, by=by, at=at, page=page)
    return dossier


@transaction.atomic
def add_paper(pk: int, key: str, file: StoredFile, *, name: str, by: Actor, at: datetime) -> Paper:
    """Attach a stored file as one of the service's papers, to a draft or in answer to a request for supplement."""
    check_filer(by)
    dossier = queries.locked(pk)
    current = queries.current_supplement(dossier)
    if dossier.status != Status.DRAFT and not (current and key in current.wanted):
        raise NotNow(status=Status(dossier.status).label.lower())
    spec = service_of(dossier.version).paper(key)
    turn = current.n if current else 0
    if dossier.papers.filter(key=key, round=turn).count() >= spec.max_files:
        raise TooManyFiles(paper=spec.name, most=spec.max_files)
    paper = Paper.objects.create(dossier=dossier, key=key, file=file, name=name, round=turn, added_at=at)
    _touch(dossier, at)
    record("dossier.paper_added", dossier.subject, by=by, at=at, paper=key, sha256=file.sha256)
    return paper


@transaction.atomic
def remove_paper(pk: int, paper: int, *, by: Actor, at: datetime) -> None:
    """Take back a file that was not handed in yet; what was handed in stays. Twice is as good as once."""
    check_filer(by)
    dossier = queries.locked(pk)
    current = queries.current_supplement(dossier)
    if dossier.status != Status.DRAFT and current is None:
        raise NotNow(status=Status(dossier.status).label.lower())
    removed, _ = dossier.papers.filter(pk=paper, round=current.n if current else 0).delete()
    if removed:
        _touch(dossier, at)
        record("dossier.paper_removed", dossier.subject, by=by, at=at, paper=paper)


@transaction.atomic
def discard(pk: int, *, by: Actor, at: datetime) -> None:
    """Throw a draft away, with its list and papers. The journal keeps that it was there."""
    check_filer(by)
    dossier = _draft(pk)
    record("dossier.discarded", dossier.subject, by=by, at=at)
    dossier.delete()


def _begin(version: ServiceVersion, name: str, *, by: Actor, at: datetime, **whose: int | str | None) -> Dossier:
    dossier = Dossier.objects.create(
        version=version, applicant_name=name, applicant_fold=fold(name), created_at=at, saved_at=at, **whose
    )
    record("dossier.begun", dossier.subject, by=by, at=at, service=version.slug, version=version.number)
    return dossier


def _untouched(version: ServiceVersion, by: Actor) -> Dossier | None:
    mine = queries.own(by).filter(version=version, applicant=by.person, status=Status.DRAFT, saves={}, people=0)
    mine = mine.filter(assisted_by=None)
    return mine.exclude(papers__isnull=False).order_by("-pk").first()


def _draft(pk: int, allowed: Collection[str] = (Status.DRAFT,)) -> Dossier:
    dossier = queries.locked(pk)
    if dossier.status not in allowed:
        raise NotNow(status=Status(dossier.status).label.lower())
    return dossier


def _touch(dossier: Dossier, at: datetime) -> None:
    dossier.saved_at, dossier.consented_at = at, None
    dossier.save(update_fields=["saved_at", "consented_at"])
