"""The only ways from an address to a dossier. Who may not see it learns nothing, not even that it exists."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from motcua.agencies.queries import seen_through
from motcua.agencies.rules.rights import reach, uses
from motcua.dossiers.models import Dossier, Paper
from motcua.dossiers.rules import Status, check_filer
from motcua.kernel.actor import Actor, Capacity
from motcua.kernel.errors import Missing
from motcua.workflow.models import Turn
from motcua.workflow.queries import asked_through

# The service's own file, forty thousand characters: `service_of` reads it once in a process.
_FILE = ("version__text", "version__search")


class NoSuchDossier(Missing):
    """Không tìm thấy hồ sơ này. Có thể đường dẫn sai, hoặc bạn đang ở tư cách khác: hãy xem lại tư cách ở đầu trang."""


def own(actor: Actor) -> QuerySet[Dossier]:
    """The dossiers of the person, or of the business for which the person now acts.

    Of an officer: the lists that their agency draws up itself, if they may process the service there; and the drafts
    that they fill in for somebody at the counter, until these are handed in.
    """
    found = _whole()
    if actor.officer:
        return found.filter(_drawn_up(actor) | _helped(actor))
    if actor.capacity is Capacity.BUSINESS:
        return found.filter(business=actor.business)
    if actor.capacity is Capacity.CITIZEN:
        return found.filter(applicant=actor.person, business=None, agency=None)
    return found.none()


def own_dossier(actor: Actor, ref: str) -> Dossier:
    """The gate of the applicant's pages. Raises NoSuchDossier."""
    return _one(own(actor).filter(ref=ref))


def own_draft(actor: Actor, ref: str) -> Dossier:
    """An own dossier that is not handed in yet. Raises NoSuchDossier."""
    return _one(own(actor).filter(ref=ref, status=Status.DRAFT))


def own_to_fill(actor: Actor, ref: str) -> Dossier:
    """An own draft that the actor may also fill in. Raises NoSuchDossier; ViewerOnly."""
    found = own_draft(actor, ref)
    check_filer(actor)
    return found


def handled(actor: Actor) -> QuerySet[Dossier]:
    """The dossiers that came through an agency where the officer may see this service: it holds them, or held them,
    or it was asked for an opinion on them.
    """
    if not actor.officer:
        return Dossier.objects.none()
    turns = Turn.objects.filter(seen_through(actor, "agency", "case__topic"), case=OuterRef("case"))
    asked = asked_through(actor).filter(case=OuterRef("case"))
    return _whole().filter(Exists(turns) | Exists(asked))


def handled_dossier(actor: Actor, code: str) -> Dossier:
    """The gate of the officer's pages. Raises NoSuchDossier."""
    return _one(handled(actor).filter(code=code))


def own_paper(actor: Actor, ref: str, pk: int) -> Paper:
    """A paper of an own dossier. Raises NoSuchDossier."""
    return paper_of(own_dossier(actor, ref), pk)


def paper_of(dossier: Dossier, pk: int) -> Paper:
    """A paper of this dossier. Raises NoSuchDossier."""
    paper = dossier.papers.select_related("file").filter(pk=pk).first()
    if paper is None:
        raise NoSuchDossier
    return paper


def locked(pk: int) -> Dossier:
    """A fresh row, locked for the rest of the transaction. First in the locking order."""
    found = Dossier.objects.select_related("version").defer(*_FILE)
    return found.select_for_update(of=("self",), no_key=True).get(pk=pk)


def _drawn_up(actor: Actor) -> Q:
    """The lists of the actor's agency of which they may process the service."""
    found = Q(pk__in=[])
    for one in reach(actor.held, ("process",)):
        if one.path == actor.agency_path:
            about = Q(topic__startswith=f"{one.subsystem}/")
            if one.services is not None:
                about = Q(topic__in=[f"{one.subsystem}/{slug}" for slug in sorted(one.services)])
            found |= Q(agency=actor.agency) & about
    return found


def _helped(actor: Actor) -> Q:
    if not uses(actor, "office", "counter", actor.agency_path):
        return Q(pk__in=[])
    return Q(assisted_by=actor.person, assisted_at=actor.agency, status=Status.DRAFT)


def _whole() -> QuerySet[Dossier]:
    return Dossier.objects.select_related("version", "case", "unit", "business").defer(*_FILE)


def _one(found: QuerySet[Dossier]) -> Dossier:
    dossier = found.first()
    if dossier is None:
        raise NoSuchDossier
    return dossier
