"""One person's place: each right and how it ends, the open work, what would fall, who may take over."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from motcua.administration.queries.preview import services
from motcua.administration.queries.users import managed, within
from motcua.administration.rules.users import check_users
from motcua.agencies.models import Grant, Membership
from motcua.agencies.queries import held, in_force, seat_of
from motcua.agencies.rules import NoSuchGrant
from motcua.agencies.rules.delegation import Wanted, authority
from motcua.agencies.rules.rights import STATE
from motcua.kernel.actor import Actor
from motcua.kernel.errors import Refusal
from motcua.workflow.models import Turn

_RIGHTS = ("scope", "under__membership__person", "under__membership__agency", "approved_by", "ended_by",
           "stands_for__membership__person", "membership__agency", "membership__person")  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A right as the page shows it. `why`: why the actor may not end it; `orphan`: whoever gave it has left."""

    grant: Grant
    counts: bool
    waits: bool
    last: date | None
    why: str = ""
    orphan: bool = False


@dataclass(frozen=True)
class Rights:
    """Those that go on, in force or to come, and the past ones, the last first."""

    now: tuple[Row, ...]
    past: tuple[Row, ...]


@dataclass(frozen=True)
class Work:
    """Open dossiers that somebody holds, of one service. `topic`: "covid/tam-hoan-hop-dong"."""

    topic: str
    name: str
    turns: tuple[Turn, ...]

    @property
    def first_due(self) -> datetime:
        return min(turn.pressing_at for turn in self.turns)


@dataclass(frozen=True)
class Fall:
    """What ends with rights: the fallen themselves, and whose places then hold nothing."""

    grants: tuple[Grant, ...]
    bare: tuple[Membership, ...]


def rights(actor: Actor, place: Membership, on: date) -> Rights:
    """All rights of a place. Two queries, whatever their number."""
    grants = list(Grant.objects.filter(membership=place).select_related(*_RIGHTS).order_by("-pk"))
    counting = set(Grant.objects.filter(in_force(on), membership=place).values_list("pk", flat=True))
    rows = [_row(actor, grant, on, counts=grant.pk in counting) for grant in grants]
    now = [row for row in rows if row.grant.ended_at is None and (row.grant.until is None or row.grant.until > on)]
    now.sort(
        key=lambda row: (row.grant.subsystem == "system", row.grant.subsystem, row.grant.level or -1, row.grant.pk)
    )
    return Rights(tuple(now), tuple(row for row in rows if row not in now))


def may_end(actor: Actor, grant: Grant) -> str:
    """Why the actor may not end a right; '' when they may: what the command asks."""
    try:
        authority(actor.person, actor.held, _wanted(grant), seat_of(grant.membership), without=frozenset({"span"}))
    except Refusal as no:
        return str(no)
    return ""


def grant_of(actor: Actor, pk: int) -> Grant:
    """A right of a place that the actor manages. Raises NoUsersRight, NoSuchGrant."""
    check_users(actor)
    grant = Grant.objects.select_related(*_RIGHTS).filter(pk=pk).first()
    if grant is None:
        raise NoSuchGrant
    try:
        managed(actor, grant.membership_id)
    except Refusal as no:
        if no.status == NoSuchGrant.status:
            raise NoSuchGrant from None
        raise
    return grant


def would_fall(ids: Collection[int]) -> Fall:
    """What `agencies.commands.close` would end besides these, and who would hold nothing then. A query a level."""
    fallen: dict[int, Grant] = {}
    level = set(ids)
    while level:
        rests = Q(under__in=level, falls=True) | Q(stands_for__in=level)
        rows = Grant.objects.filter(rests, ended_at=None).exclude(pk__in=[*ids, *fallen])
        found = {grant.pk: grant for grant in rows.select_related(*_RIGHTS).order_by("pk")}
        fallen |= found
        level = set(found)
    places = {grant.membership_id: grant.membership for grant in fallen.values()}
    kept = Grant.objects.filter(membership__in=places, ended_at=None).exclude(pk__in=[*ids, *fallen])
    still = set(kept.values_list("membership", flat=True))
    return Fall(tuple(fallen.values()), tuple(place for pk, place in places.items() if pk not in still))


def given_by(place: Membership) -> list[Grant]:
    """What this place gave and that goes on."""
    rows = Grant.objects.filter(under__membership=place, ended_at=None).select_related(*_RIGHTS)
    return list(rows.order_by("membership__person__name_fold", "pk"))


def open_ids(place: Membership) -> list[int]:
    """The rights of a place that are not ended."""
    return list(Grant.objects.filter(membership=place, ended_at=None).order_by("pk").values_list("pk", flat=True))


def open_work(place: Membership, on: date) -> tuple[Work, ...]:
    """The turns that the person holds in the agency, by service, the most urgent first."""
    turns = Turn.objects.filter(agency=place.agency_id, holder=place.person_id, closed_at=None)
    found: dict[str, list[Turn]] = {}
    for turn in turns.select_related("case").order_by("due_at", "pk"):
        found.setdefault(turn.case.topic, []).append(turn)
    names = {service.topic: service.short_name for service in services(on)} if found else {}
    works = [Work(topic, names.get(topic, topic), tuple(turns)) for topic, turns in found.items()]
    return tuple(sorted(works, key=lambda work: work.first_due))


def colleagues(place: Membership, on: date) -> list[Membership]:
    """The others who are at work in the same agency, by name."""
    lasts = Q(until=None) | Q(until__gt=on)
    rows = Membership.objects.filter(lasts, agency=place.agency_id, active=True, since__lte=on).exclude(pk=place.pk)
    rows = rows.filter(person__is_active=True).exclude(person=place.person_id).select_related("person", "agency")
    return list(rows.order_by("person__name_fold", "pk"))


def heirs(place: Membership, on: date) -> list[Membership]:
    """Administrators who may take over what this place gave: in its agency, or in one above it."""
    above = [int(part) for part in place.agency.path.split("/") if part]
    rows = Membership.objects.filter(
        agency__in=above, active=True, grants__in=Grant.objects.filter(in_force(on), level__isnull=False)
    )
    rows = rows.exclude(person=place.person_id).select_related("person", "agency").distinct()
    return sorted(rows, key=lambda one: (-len(one.agency.path), one.person.name_fold, one.pk))


def places_of(actor: Actor, person: int) -> list[Membership]:
    """Somebody's places in the actor's subtrees, the lasting ones first."""
    rows = Membership.objects.filter(within(check_users(actor)), person=person).select_related("agency", "person")
    return list(rows.order_by("-until", "pk"))


def _row(actor: Actor, grant: Grant, on: date, *, counts: bool) -> Row:
    giver = grant.under.membership if grant.under else None
    gone = giver is not None and (not giver.active or (giver.until is not None and giver.until <= on))
    why = may_end(actor, grant) if grant.ended_at is None else ""
    last = grant.until - timedelta(days=1) if grant.until else None
    return Row(grant, counts, grant.approved_at is None and grant.ended_at is None, last, why, gone)


def _wanted(grant: Grant) -> Wanted:
    one = held(grant)
    return Wanted(one.subsystem, one.right, one.path or STATE, one.services, one.level, grant.since, one.until)


def copied(place: Membership, on: date) -> tuple[Sequence[str], dict[str, frozenset[str] | None]]:
    """A colleague's working rights as the forms have them: keys of rights, and the services of each."""
    rows = Grant.objects.filter(in_force(on), membership=place, level=None).exclude(subsystem="system").order_by("pk")
    kinds = {f"{g.subsystem}.{g.right}": None if g.services is None else frozenset(g.services) for g in rows}
    return tuple(kinds), kinds


def working(place: Membership, on: date) -> list[Grant]:
    """The rights to be used that go on, in force or to come, but those that stand in for somebody."""
    lasts = Q(until=None) | Q(until__gt=on)
    rows = Grant.objects.filter(lasts, membership=place, level=None, ended_at=None, stands_for=None)
    return list(rows.select_related("scope").order_by("subsystem", "right", "pk"))
