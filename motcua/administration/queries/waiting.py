"""What waits for an administrator: seniors to approve, rights that nobody uses, colleagues who stand in."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from motcua.administration.queries.person import may_end
from motcua.administration.queries.users import within
from motcua.administration.rules.users import UNUSED_DAYS, check_users
from motcua.agencies.models import Grant
from motcua.agencies.queries import in_force
from motcua.agencies.rules import SecondPerson
from motcua.kernel.actor import Actor

MOST = 200
_WHOLE = (
    "membership__person",
    "membership__agency",
    "scope",
    "under__membership__person",
    "stands_for__membership__person",
)


@dataclass(frozen=True)
class Waiting:
    """A right that waits for the second person. `why`: why the actor is not that person."""

    grant: Grant
    why: str


@dataclass(frozen=True)
class Unused:
    """A right that was not used since `last` (None: never since it was given)."""

    grant: Grant
    last: date | None
    why: str


def approvals(actor: Actor) -> tuple[Waiting, ...]:
    """Rights in the actor's subtrees that wait for approval, the oldest first. Raises NoUsersRight."""
    rows = Grant.objects.filter(within(check_users(actor), "membership__agency__"), approved_at=None, ended_at=None)
    rows = rows.select_related(*_WHOLE).order_by("given_at", "pk")[:MOST]
    return tuple(Waiting(grant, _approval_refused(actor, grant)) for grant in rows)


def unused(actor: Actor, on: date, *, after: int = 0) -> tuple[Unused, ...]:
    """Rights to be used in the actor's subtrees that nobody used for UNUSED_DAYS, at most MOST behind a row.

    Raises NoUsersRight.
    """
    limit = on - timedelta(days=UNUSED_DAYS)
    rows = Grant.objects.filter(
        within(check_users(actor), "membership__agency__"), in_force(on), level=None, since__lte=limit, pk__gt=after,
    ).exclude(membership__person=actor.person)  # fmt: skip
    rows = rows.filter(Q(used_on=None) | Q(used_on__lte=limit)).select_related(*_WHOLE).order_by("pk")[:MOST]
    return tuple(Unused(grant, grant.used_on, may_end(actor, grant)) for grant in rows)


def stand_ins(actor: Actor, on: date) -> tuple[Grant, ...]:
    """Who stands in for whom now or soon, in the actor's subtrees. Raises NoUsersRight."""
    rows = Grant.objects.filter(
        Q(until=None) | Q(until__gt=on), within(check_users(actor), "membership__agency__"),
        ended_at=None, stands_for__isnull=False,
    )  # fmt: skip
    return tuple(rows.select_related(*_WHOLE).order_by("until", "membership", "pk")[:MOST])


def _approval_refused(actor: Actor, grant: Grant) -> str:
    if grant.under and grant.under.membership.person_id == actor.person:
        return str(SecondPerson())
    return may_end(actor, grant)
