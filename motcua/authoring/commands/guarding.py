"""What each command asks before it changes a draft."""

from collections.abc import Collection
from datetime import datetime

from motcua.agencies.rules import clock
from motcua.agencies.rules.rights import named
from motcua.authoring.models import ServiceDraft
from motcua.authoring.rules import DID, SUBMITTED, MovedOn, OthersDraft, TextChanged, may
from motcua.kernel.actor import Actor


def allowed(draft: ServiceDraft, right: str, by: Actor) -> None:
    """The right counts at the agency whose service it is. Raises OthersDraft."""
    if draft.owner_id != by.agency or not may(by, right):
        raise OthersDraft(owner=draft.owner.name, right=named(right))


def still(draft: ServiceDraft, states: Collection[str]) -> None:
    """Raises MovedOn, which names who did what meanwhile."""
    if draft.state not in states:
        who, did, when = last_move(draft)
        raise MovedOn(who=who, did=did, when=clock(when))


def last_move(draft: ServiceDraft) -> tuple[str, str, datetime]:
    """Who did what last, and when: in the words of a refusal."""
    if draft.state == SUBMITTED and draft.submitted_by and draft.submitted_at:
        return draft.submitted_by.name, DID[SUBMITTED], draft.submitted_at
    if draft.decided_by and draft.decided_at and draft.decided_at >= draft.saved_at:
        return draft.decided_by.name, DID[draft.state], draft.decided_at
    return draft.saved_by.name, "lưu", draft.saved_at


def same_text(draft: ServiceDraft, digest: str) -> None:
    """What the actor had before their eyes. Raises TextChanged."""
    if draft.digest != digest:
        raise TextChanged(who=draft.saved_by.name, when=clock(draft.saved_at))
