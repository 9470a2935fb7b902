"""Keeping answers for the next dossier, with consent; using them again; taking them and the consent back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.catalogue.queries import service_of
from motcua.catalogue.rules import answers as asked
from motcua.dossiers import queries
from motcua.dossiers.commands.drafts import save_answers
from motcua.dossiers.models import Dossier, Keeping, KeptAnswer
from motcua.dossiers.queries import keeping as kept
from motcua.dossiers.rules import NotNow, Seen, Status, check_filer
from motcua.journal.commands import record
from motcua.kernel.actor import Actor, Capacity
from motcua.kernel.errors import Missing, NotAllowed
from motcua.shell.clock import VIETNAM
from motcua.shell.vault import seal_json


class NothingKept(Missing):
    """Cổng không giữ câu trả lời này. Có thể nó vừa được xóa; hãy tải lại trang."""


class NotKeptHere(NotAllowed):
    """Chỉ người nộp mới đồng ý cho Cổng giữ câu trả lời của mình. Hồ sơ do cán bộ lập thì không giữ."""


@transaction.atomic
def keep_answers(dossier_pk: int, *, by: Actor, at: datetime) -> int:
    """The applicant agrees that the shared answers of a dossier they handed in are kept. Returns how many are kept.

    Under one consent for the person, or for the business; a later answer takes the place of an earlier one of its name.
    Raises ViewerOnly, NotKeptHere for what an officer filled in, NotNow for a draft.
    """
    check_filer(by)
    dossier = queries.locked(dossier_pk)
    if by.officer or not kept.may_keep(dossier):
        raise NotKeptHere
    if dossier.status == Status.DRAFT:
        raise NotNow(status=Status.DRAFT.label.lower())
    service = service_of(dossier.version)
    shown = asked.visible(service, queries.answers(dossier))
    found = kept.to_keep([q for q in service.questions() if q.key in shown], shown)
    if not found:
        return 0
    consent = _consent(dossier, by, at)
    by_name = {question.shared: (question, told) for question, told in found}
    KeptAnswer.objects.bulk_create(
        [
            KeptAnswer(
                keeping=consent,
                name=name,
                label=(f"{question.group}: {question.label}" if question.group else question.label)[:300],
                sealed=seal_json(told, purpose=kept.PURPOSE),
                dossier=dossier,
                kept_at=at,
            )
            for name, (question, told) in sorted(by_name.items())
        ],
        update_conflicts=True,
        unique_fields=["keeping", "name"],
        update_fields=["label", "sealed", "dossier", "kept_at"],
    )
    record("dossier.answers_kept", dossier.subject, by=by, at=at, names=sorted(by_name))
    return len(by_name)


@transaction.atomic
def save_page(
    pk: int, page: str, answers: Mapping[str, Any], *, seen: Seen | None = None, by: Actor, at: datetime
) -> Dossier:
    """Keep the answers of a page as `save_answers` does, and note in the journal which of them were used again."""
    dossier = queries.locked(pk)
    service = service_of(dossier.version)
    questions = [q for q in service.questions() if q.shared and q.key in answers]
    offered = kept.offers(dossier, questions, queries.answers(dossier), on=at.astimezone(VIETNAM).date())
    dossier = save_answers(pk, page, answers, seen=seen, by=by, at=at)
    if used := sorted(offer.name for key, offer in offered.items() if answers[key] == offer.value):
        record("dossier.answers_reused", dossier.subject, by=by, at=at, page=page, names=used)
    return dossier


@transaction.atomic
def forget(name: str, *, by: Actor, at: datetime) -> None:
    """Delete one kept answer of the person, or of the business acted for. Raises ViewerOnly, NothingKept."""
    consent = _own(by)
    found = KeptAnswer.objects.filter(keeping=consent, name=name).first() if consent else None
    if found is None:
        raise NothingKept
    found.delete()
    record("dossier.kept_forgotten", _subject(by), by=by, at=at, name=name)


@transaction.atomic
def withdraw_keeping(*, by: Actor, at: datetime) -> int:
    """Take the consent back: all that was kept under it is deleted. Returns how many answers; twice is as good as once.

    Dossiers handed in are not touched. Raises ViewerOnly.
    """
    consent = _own(by)
    if consent is None:
        return 0
    removed, _ = KeptAnswer.objects.filter(keeping=consent).delete()
    consent.withdrawn_at = at
    consent.save(update_fields=["withdrawn_at"])
    record("dossier.keeping_withdrawn", _subject(by), by=by, at=at, answers=removed)
    return removed


def _own(by: Actor) -> Keeping | None:
    """The actor's consent in force, locked."""
    check_filer(by)
    found = kept.active(by)
    return _locked(found.pk) if found else None


def _consent(dossier: Dossier, by: Actor, at: datetime) -> Keeping:
    """The consent in force, given now if there is none; locked, so that it is not withdrawn meanwhile."""
    while True:
        owner = (
            {"business_id": dossier.business_id} if dossier.business_id else {"person_id": by.person, "business": None}
        )
        given = {"given_at": at, "person_id": by.person}
        found, _ = Keeping.objects.get_or_create(**owner, withdrawn_at=None, defaults=given)
        if locked := _locked(found.pk):
            return locked


def _locked(pk: int) -> Keeping | None:
    """None when it was withdrawn before the lock was ours."""
    return Keeping.objects.select_for_update(no_key=True).filter(pk=pk, withdrawn_at=None).first()


def _subject(by: Actor) -> str:
    return f"business:{by.business}" if by.capacity is Capacity.BUSINESS else f"person:{by.person}"
