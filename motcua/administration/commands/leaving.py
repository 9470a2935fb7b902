"""Somebody leaves: their open work and what they gave go to others, their place and its rights end."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from motcua.administration.queries.users import managed
from motcua.administration.rules.users import NotToColleague
from motcua.agencies import commands as agencies
from motcua.agencies.commands.takeover import TakenOver, take_over
from motcua.agencies.models import Grant, Membership
from motcua.agencies.rules import in_force
from motcua.kernel.actor import Actor
from motcua.shell.clock import VIETNAM
from motcua.workflow.commands.handing import HandedOver, hand_over


@dataclass(frozen=True)
class Left:
    """What became of all that somebody held in a place."""

    place: Membership
    fallen: tuple[Grant, ...]
    handed: HandedOver
    taken: TakenOver


@transaction.atomic
def end(
    membership: int, *, why: str, colleague: int | None, heir: int | None, by: Actor, at: datetime
) -> Left:  # fmt: skip
    """[Kết thúc]: the place ends at once, with all that goes with it, or nothing does.

    `colleague`: the membership that takes the open work on as far as it may, None: back to the queue. `heir`: the
    administrator's membership that takes over what this one gave, None: it falls where the policy says so.
    Raises NoSuchMembership (a foreign one too), NotToColleague, NotColleague, Invalid (no reason), and as
    `agencies.end_membership` and `take_over`.
    """
    place = managed(by, membership)
    taken = TakenOver((), ())
    if heir is not None:
        taken = take_over(place.pk, heir, by=by, at=at)
    fallen = agencies.end_membership(place.pk, why=why, by=by, at=at)
    to = None if colleague is None else _colleague(place, colleague, at)
    handed = hand_over(place.person_id, place.agency_id, to, by=by, at=at)
    return Left(place, fallen, handed, taken)


def _colleague(place: Membership, membership: int, at: datetime) -> int:
    """The person of a place in the same agency. Raises NotToColleague."""
    found = Membership.objects.filter(pk=membership, agency=place.agency_id, active=True).first()
    today = at.astimezone(VIETNAM).date()
    if found is None or found.person_id == place.person_id or not in_force(found.since, found.until, today):
        raise NotToColleague(agency=place.agency.name)
    return found.person_id
