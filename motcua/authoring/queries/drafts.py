"""Drafts by gate, and what stands beside them: the live version, who wrote, who may publish."""

from collections.abc import Sequence
from datetime import date

from motcua.agencies.models import Agency, Role
from motcua.agencies.queries import officers_of
from motcua.authoring.models import ServiceDraft
from motcua.authoring.rules import PUBLISH, WRITE, NoDraft, NotAnAuthor, may
from motcua.catalogue import queries as catalogue
from motcua.catalogue import rules as services
from motcua.catalogue.models import ServiceVersion
from motcua.kernel.actor import Actor

_WHOLE = ("owner", "uploaded_by", "saved_by", "submitted_by", "decided_by", "published")
MOST = 200


def _gate(actor: Actor) -> None:
    if not (may(actor, WRITE) or may(actor, PUBLISH)):
        raise NotAnAuthor


def draft(actor: Actor, pk: int) -> ServiceDraft:
    """Of the actor's agency or of one below it. Refuses with NotAnAuthor, NoDraft."""
    _gate(actor)
    found = ServiceDraft.objects.select_related(*_WHOLE).filter(pk=pk).first()
    if found is None or not found.owner.path.startswith(actor.agency_path):
        raise NoDraft
    return found


def locked(pk: int) -> ServiceDraft:
    """The fresh row, locked; then read, so that who did what while this waited is known. Refuses with NoDraft."""
    if not ServiceDraft.objects.select_for_update().filter(pk=pk).values_list("pk", flat=True):
        raise NoDraft
    return ServiceDraft.objects.select_related(*_WHOLE).get(pk=pk)


def drafts(actor: Actor) -> list[ServiceDraft]:
    """What waits or is being written, then what is done with, newest first; without their texts. One query."""
    _gate(actor)
    found = ServiceDraft.objects.defer("text").select_related(*_WHOLE)
    return list(found.filter(owner__path__startswith=actor.agency_path).order_by("-saved_at", "-pk")[:MOST])


def live_here(actor: Actor) -> list[ServiceVersion]:
    """The newest version of each service of the actor's agency and those below it. One query."""
    _gate(actor)
    return catalogue.services_below(actor.agency_path, state=_for_the_state(actor))


def published_text(actor: Actor, pk: int) -> ServiceVersion:
    """A version with its text, of the actor's agency or below. Refuses with NotAnAuthor, NoVersion."""
    _gate(actor)
    found = catalogue.version(pk)
    mine = found.owner.path.startswith(actor.agency_path) if found.owner else _for_the_state(actor)
    if not mine:
        raise catalogue.NoVersion
    return found


def newest(slug: str) -> ServiceVersion | None:
    """The version that a draft of this slug would follow."""
    return catalogue.owner_of(slug) if slug else None


def read(draft: ServiceDraft) -> services.Parsed:
    """What the text says, and what is wrong in it."""
    return services.parse(draft.text)


def comparison(draft: ServiceDraft) -> tuple[ServiceVersion | None, services.Service | None]:
    """The version that the draft would follow, and what that means; nothing for a new service."""
    before = newest(draft.slug)
    return before, catalogue.service_of(before) if before else None


def hands(draft: ServiceDraft) -> set[int | None]:
    """Everybody who had a hand in the text, or handed it in."""
    wrote = draft.texts.order_by().values_list("person", flat=True)
    return {draft.uploaded_by_id, draft.submitted_by_id, *wrote}


def publishers(owner: Agency, on: date, *, but: Sequence[int | None]) -> list[int]:
    """Who else may publish for an agency, by person."""
    return [person for person, _, _ in officers_of(owner.pk, on, PUBLISH) if person not in but]


def _for_the_state(actor: Actor) -> bool:
    return Agency.objects.filter(pk=actor.agency or 0, role=Role.GOVERNMENT_OFFICE).exists()
