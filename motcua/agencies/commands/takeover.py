"""An administrator takes over what another one gave, so that it does not fall when the other leaves."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from motcua.agencies import rules
from motcua.agencies.commands.grants import check_lasts
from motcua.agencies.commands.locks import (
    check_manages,
    check_may_end,
    day,
    held_now,
    lock_with_what_falls,
    locked_places,
    locked_rights,
    wanted_of,
)
from motcua.agencies.models import Grant, Membership
from motcua.agencies.queries import held_of, seat_of
from motcua.agencies.rules.delegation import authority
from motcua.journal.commands import record
from motcua.kernel.actor import Actor, Held
from motcua.kernel.errors import NotAllowed


@dataclass(frozen=True)
class TakenOver:
    """What hangs on the other administrator now; what waits for approval, or their own rights do not carry, stays."""

    moved: tuple[Grant, ...]
    left: tuple[Grant, ...]


@transaction.atomic
def take_over(former: int, to: int, *, by: Actor, at: datetime) -> TakenOver:
    """Each right that `former` gave and that goes on hangs on a right of `to` from now on, if `authority` finds one.
    What waits for approval stays with who gave it.

    Nobody gains or loses anything by it; only who answers for the right changes. A chain cannot close on itself: what
    is passed on always has a lower level than what carries it. The actor could end the place of `former`.
    Raises NoSuchMembership, OwnRights, NotYourAgency, HoldsMoreThanYou, MembershipInactive, MembershipEnded.
    """
    places = locked_places([former, to], by=by)
    gone, heir = places[former], places[to]
    mine = held_now(by, at)
    check_manages(by, mine, gone.agency, gone.person_id)
    own = Grant.objects.filter(membership=gone, ended_at=None).select_related("scope").order_by("pk")
    check_may_end(by, mine, list(own), seat_of(gone), day(at))
    check_lasts(heir, day(at))
    if not heir.active:
        raise rules.MembershipInactive(who=heir.person.name, agency=heir.agency.name)
    carriers = _carriers(gone, heir, held_of(heir.pk, day(at)))
    bearing = {carrier.grant for carrier in carriers.values()}
    # Also what falls when the place ends in the same transaction: one set, so that all is locked in one order.
    lock_with_what_falls({*(grant.pk for grant in own), *carriers, *bearing})
    kept = locked_rights({*carriers, *bearing})
    moved, left = [], []
    for grant in _given_by(gone, lock=True):
        carrier = carriers.get(grant.pk)
        if carrier is None or carrier.grant not in kept:
            left.append(grant)
            continue
        _hang(grant, carrier.grant, heir, by=by, at=at)
        moved.append(grant)
    return TakenOver(tuple(moved), tuple(left))


def _carriers(gone: Membership, heir: Membership, held: tuple[Held, ...]) -> dict[int, Held]:
    """Grant → the right of the heir that carries it; none for what they could not have given.

    Nor for what waits for approval: the second person is another than who gave it, and that must not change.
    """
    found: dict[int, Held] = {}
    for grant in (one for one in _given_by(gone) if one.approved_at is not None):
        try:
            found[grant.pk] = authority(heir.person_id, held, wanted_of(grant), seat_of(grant.membership))
        except NotAllowed:
            continue
    return found


def _given_by(gone: Membership, *, lock: bool = False) -> list[Grant]:
    rows = Grant.objects.filter(under__membership=gone, ended_at=None).order_by("pk")
    rows = rows.select_related("scope", "membership__agency", "membership__person")
    return list(rows.select_for_update(no_key=True, of=("self",)) if lock else rows)


def _hang(grant: Grant, under: int, heir: Membership, *, by: Actor, at: datetime) -> None:
    before, grant.under_id = grant.under_id, under
    grant.save(update_fields=["under"])
    record(
        "grant.taken_over", f"agency:{grant.membership.agency_id}", by=by, at=at, grant=grant.pk,
        membership=grant.membership_id, person=grant.membership.person_id, subsystem=grant.subsystem, right=grant.right,
        under=under, before=before, granter=heir.pk,
    )  # fmt: skip
