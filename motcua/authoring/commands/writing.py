"""Writing a draft, handing it in, taking it back."""

from datetime import datetime

from django.db import transaction

from motcua.authoring import queries
from motcua.authoring.commands.guarding import allowed, same_text, still
from motcua.authoring.models import DraftText, ServiceDraft
from motcua.authoring.rules import (
    EDITABLE,
    OPEN,
    RETURNED,
    SUBMITTED,
    WITHDRAWN,
    WRITE,
    ExampleFails,
    NotAnAuthor,
    StillFaulty,
    dated,
    digest_of,
    may,
    plain,
)
from motcua.catalogue import rules as services
from motcua.catalogue.models import ServiceVersion
from motcua.journal import commands as journal
from motcua.kernel.actor import Actor
from motcua.notices.commands import tell
from motcua.shell.clock import VIETNAM


@transaction.atomic
def begin(text: str, *, name: str = "", by: Actor, at: datetime) -> ServiceDraft:
    """A new draft of the actor's agency, faulty or not. `name`: the uploaded file's. Refuses with NotAnAuthor."""
    if by.agency is None or not may(by, WRITE):
        raise NotAnAuthor
    draft = ServiceDraft(owner_id=by.agency, file_name=name[:120], uploaded_by_id=by.person, uploaded_at=at)
    _write(draft, text, by=by, at=at)
    return draft


def follow_up(version: ServiceVersion, *, by: Actor, at: datetime) -> ServiceDraft:
    """A new draft with the text of a published version, valid from today at the earliest. Refuses with NotAnAuthor."""
    first = max(at.astimezone(VIETNAM).date(), version.valid_from)
    return begin(dated(version.text, first), by=by, at=at)


@transaction.atomic
def rewrite(pk: int, text: str, *, seen: str, name: str = "", by: Actor, at: datetime) -> ServiceDraft:
    """Another text. `seen`: the digest of the one that it was made from; the same text again changes nothing.

    Refuses with OthersDraft, MovedOn, TextChanged.
    """
    draft = queries.locked(pk)
    allowed(draft, WRITE, by)
    still(draft, EDITABLE)
    same_text(draft, seen)
    if digest_of(plain(text)) == draft.digest:
        return draft
    draft.file_name = name[:120] or draft.file_name
    _write(draft, text, by=by, at=at)
    return draft


@transaction.atomic
def submit(pk: int, *, seen: str, by: Actor, at: datetime) -> ServiceDraft:
    """Hand it in, to be published by somebody else. All examples of the file must come out as it says.

    Refuses with OthersDraft, MovedOn, TextChanged, StillFaulty, ExampleFails.
    """
    draft = queries.locked(pk)
    allowed(draft, WRITE, by)
    still(draft, EDITABLE)
    same_text(draft, seen)
    _sound(draft)
    draft.state, draft.submitted_by_id, draft.submitted_at = SUBMITTED, by.person, at
    draft.decided_by, draft.decided_at, draft.reason = None, None, ""
    draft.save()
    journal.record("authoring.submitted", _subject(draft), by=by, at=at, slug=draft.slug, digest=draft.digest)
    on = at.astimezone(VIETNAM).date()
    for person in queries.publishers(draft.owner, on, but=[*queries.hands(draft)]):
        tell(
            person, title="Có dịch vụ chờ công bố", link=f"/quan-tri/dich-vu/{draft.pk}/", subject=_subject(draft),
            body=f"{by.name} trình công bố dịch vụ “{draft.name}”. Hãy xem khác biệt rồi công bố hoặc trả lại.", at=at,
        )  # fmt: skip
    return draft


@transaction.atomic
def take_back(pk: int, *, by: Actor, at: datetime) -> ServiceDraft:
    """Not handed in any more, to be written further. Refuses with OthersDraft, MovedOn."""
    draft = queries.locked(pk)
    allowed(draft, WRITE, by)
    still(draft, (SUBMITTED,))
    draft.state, draft.submitted_by, draft.submitted_at = OPEN, None, None
    draft.decided_by_id, draft.decided_at = by.person, at
    draft.save()
    journal.record("authoring.taken_back", _subject(draft), by=by, at=at, slug=draft.slug)
    return draft


@transaction.atomic
def withdraw(pk: int, *, by: Actor, at: datetime) -> ServiceDraft:
    """Drop it; it stays to be read. Refuses with OthersDraft, MovedOn."""
    draft = queries.locked(pk)
    allowed(draft, WRITE, by)
    still(draft, EDITABLE)
    draft.state, draft.decided_by_id, draft.decided_at = WITHDRAWN, by.person, at
    draft.save()
    journal.record("authoring.withdrawn", _subject(draft), by=by, at=at, slug=draft.slug)
    return draft


def _write(draft: ServiceDraft, text: str, *, by: Actor, at: datetime) -> None:
    draft.text = plain(text)
    draft.digest = digest_of(draft.text)
    parsed = services.parse(draft.text)
    draft.faults = len(parsed.faults)
    if parsed.service is not None:
        draft.slug, draft.name = parsed.service.slug[:80], parsed.service.short_name[:200]
    draft.saved_by_id, draft.saved_at = by.person, at
    if draft.state == RETURNED:
        draft.state = OPEN
    draft.save()
    DraftText.objects.create(draft=draft, person_id=by.person, digest=draft.digest, at=at)
    journal.record(
        "authoring.saved", _subject(draft), by=by, at=at, slug=draft.slug, digest=draft.digest, faults=draft.faults
    )


def _sound(draft: ServiceDraft) -> None:
    parsed = services.parse(draft.text)
    if parsed.service is None:
        raise StillFaulty(n=len(parsed.faults))
    for example in queries.simulated(parsed.service):
        if not example.ok:
            raise ExampleFails(name=example.name, told=" ".join(example.told))


def _subject(draft: ServiceDraft) -> str:
    return f"draft:{draft.pk}"
