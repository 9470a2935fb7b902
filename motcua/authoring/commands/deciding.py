"""The second person: publishes, or returns with a reason."""

from datetime import date, datetime

from django.db import transaction

from motcua.authoring import queries
from motcua.authoring.commands.guarding import allowed, same_text, still
from motcua.authoring.models import ServiceDraft
from motcua.authoring.rules import PUBLISH, PUBLISHED, RETURNED, SUBMITTED, LiveChanged, dated, second_person
from motcua.catalogue import commands as catalogue
from motcua.catalogue import rules as services
from motcua.catalogue.models import ServiceVersion
from motcua.journal import commands as journal
from motcua.kernel.actor import Actor
from motcua.notices.commands import tell


@transaction.atomic
def publish(pk: int, *, seen: str, against: int, valid_from: date, by: Actor, at: datetime) -> ServiceVersion:
    """The draft becomes the next version of its service, from a day on.

    `seen`: the digest of the text that the actor read; `against`: the version that it was compared with, 0 for none.
    Refuses with OthersDraft, SameHands, MovedOn, TextChanged, LiveChanged, NotTakenYet, and as catalogue.publish does.
    """
    draft = _to_decide(pk, seen, by)
    catalogue.hold(draft.slug)
    before = queries.newest(draft.slug)
    if before is not None and before.pk != against:
        raise LiveChanged(who=before.published_by, number=before.number)
    text = dated(draft.text, valid_from)
    service = services.parse(text).service
    if service is not None:
        queries.check_procedure(service, valid_from)
    version = catalogue.publish(text, by=by, at=at, name=draft.file_name or draft.name, owner=draft.owner)
    draft.state, draft.decided_by_id, draft.decided_at = PUBLISHED, by.person, at
    draft.valid_from, draft.published = version.valid_from, version
    draft.save()
    journal.record(
        "authoring.published", _subject(draft), by=by, at=at, slug=draft.slug, digest=draft.digest, version=version.pk
    )
    told = f"{by.name} đã công bố dịch vụ “{draft.name}”, có hiệu lực từ ngày {version.valid_from:%d/%m/%Y}."
    _tell_writers(draft, "Dịch vụ đã được công bố", told, at)
    return version


@transaction.atomic
def give_back(pk: int, reason: str, *, seen: str, by: Actor, at: datetime) -> ServiceDraft:
    """Back to its writers, with the reason. Refuses with OthersDraft, SameHands, MovedOn, TextChanged."""
    draft = _to_decide(pk, seen, by)
    draft.state, draft.decided_by_id, draft.decided_at, draft.reason = RETURNED, by.person, at, reason
    draft.save()
    journal.record("authoring.returned", _subject(draft), by=by, at=at, slug=draft.slug, reason=reason)
    _tell_writers(draft, "Dịch vụ bị trả lại để sửa", f"{by.name} trả lại “{draft.name}”: {reason}", at)
    return draft


def _to_decide(pk: int, seen: str, by: Actor) -> ServiceDraft:
    draft = queries.locked(pk)
    allowed(draft, PUBLISH, by)
    second_person(by.person, queries.hands(draft))
    still(draft, (SUBMITTED,))
    same_text(draft, seen)
    return draft


def _tell_writers(draft: ServiceDraft, title: str, body: str, at: datetime) -> None:
    for person in sorted(person for person in queries.hands(draft) if person):
        tell(person, title=title, body=body, link=f"/quan-tri/dich-vu/{draft.pk}/", subject=_subject(draft), at=at)


def _subject(draft: ServiceDraft) -> str:
    return f"draft:{draft.pk}"
