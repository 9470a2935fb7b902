"""The list of users: everybody who has a place in a subtree, found by number or name, filtered, in pages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from motcua.administration.rules.users import check_users
from motcua.agencies.models import Agency, Grant, Membership
from motcua.agencies.queries import agency_by_identifier, search
from motcua.agencies.rules import NoSuchMembership, in_force
from motcua.agencies.rules.rights import LEVEL_WORDS, STATE, SUBSYSTEMS, inside, named
from motcua.catalogue.queries import live_services
from motcua.identity.queries import by_number, id_number
from motcua.kernel.actor import Actor
from motcua.kernel.text import fold, masked
from motcua.shell.clock import VIETNAM

PAGE = 50
EXPORT = 5000
NOBODY = "0"
_WORDS = 6
_OFFERED = 8
_SEEN = 400  # agencies that a search looks through for those in the subtree


@dataclass(frozen=True)
class Asked:
    """What is wanted of the list. `person`: an account's subject, or NOBODY; `agency`: an identifier or words.

    `state`: "" for everybody who has not left. `after`: the place behind which the page begins.
    """

    text: str = ""
    person: str = ""
    agency: str = ""
    state: str = ""
    subsystem: str = ""
    right: str = ""
    service: str = ""
    administrators: bool = False
    after: str = ""


@dataclass(frozen=True)
class Line:
    """Somebody's place. `rights`: in short, as people read them; `own`: it is the actor's."""

    place: Membership
    number: str
    state: str
    rights: tuple[str, ...]
    signed_in: datetime | None
    own: bool


@dataclass(frozen=True)
class UsersPage:
    """`further`: where the next page begins, '' at the end. `agency`: by which it is filtered; `agencies`: what the
    words may have meant when they name more than one."""

    lines: tuple[Line, ...]
    further: str
    agency: Agency | None = None
    agencies: Sequence[Agency] = ()


def users_page(actor: Actor, asked: Asked, *, at: datetime) -> UsersPage:
    """One page of the list, agency by agency from the top down. Raises NoUsersRight. Five queries or fewer."""
    trees = check_users(actor)
    chosen, meant = _agency(asked.agency, trees, _day(at))
    if asked.agency and chosen is None:
        return UsersPage((), "", None, meant)
    found = list(_placed(_found(asked, trees, chosen, _day(at)), asked)[: PAGE + 1])
    further = f"{found[PAGE - 1].pk}{found[PAGE - 1].agency.path}" if len(found) > PAGE else ""
    return UsersPage(_lines(actor, found[:PAGE], _day(at)), further, chosen, meant)


def users_export(actor: Actor, asked: Asked, *, at: datetime) -> tuple[Line, ...]:
    """What the list shows, all pages at once, at most EXPORT. Raises NoUsersRight."""
    trees = check_users(actor)
    chosen, _ = _agency(asked.agency, trees, _day(at))
    if asked.agency and chosen is None:
        return ()
    return _lines(actor, list(_placed(_found(asked, trees, chosen, _day(at)), asked)[:EXPORT]), _day(at))


def managed(actor: Actor, membership: int) -> Membership:
    """A place in the actor's subtrees, or their own: the gate of its pages.

    Raises NoUsersRight; NoSuchMembership, the same for one of another subtree as for none at all.
    """
    trees = check_users(actor)
    found = Membership.objects.select_related("agency", "person").filter(pk=membership).first()
    if found is None or not (found.person_id == actor.person or any(inside(found.agency.path, t) for t in trees)):
        raise NoSuchMembership
    return found


def subject_of(actor: Actor, number: str) -> str:
    """The subject of whoever has this ID number or phone and a place in the actor's subtrees; NOBODY for all others.

    So the number itself never stands in an address. Raises NoUsersRight.
    """
    trees = check_users(actor)
    person = by_number(number)
    if person is None or not Membership.objects.filter(within(trees), person=person).exists():
        return NOBODY
    return str(person.subject)


def within(trees: Iterable[str], prefix: str = "agency__") -> Q:
    """The condition that an agency lies in one of the subtrees."""
    found = Q(pk__in=[])
    for tree in trees:
        if tree == STATE:
            return Q()
        found |= Q(**{f"{prefix}path__startswith": tree})
    return found


def state_of(place: Membership, on: date) -> str:
    """A key of rules.users.STATES."""
    if place.until is not None and place.until <= on:
        return "ended"
    return "active" if place.active else "inactive"


def in_short(grants: Iterable[Grant], on: date) -> tuple[str, ...]:
    """Rights as a list says them: those to be used by name, an administrator's by level and subsystem."""
    used: dict[str, None] = {}
    levels: dict[int, set[str]] = {}
    for grant in grants:
        if grant.ended_at is not None or grant.approved_at is None or not in_force(grant.since, grant.until, on):
            continue
        if grant.level is None:
            used[grant.right] = None
        else:
            levels.setdefault(grant.level, set()).add(grant.subsystem)
    hidden = {"users", "journal"} if levels else set()
    told = [f"{LEVEL_WORDS[level]}: {_count(levels[level])}" for level in sorted(levels)]
    return (*told, *(named(right) for right in used if right not in hidden))


def _count(subsystems: set[str]) -> str:
    names = [SUBSYSTEMS[key].name for key in SUBSYSTEMS if key in subsystems - {"system"}] or ["Quản trị hệ thống"]
    return names[0] if len(names) == 1 else f"{len(names)} phân hệ"


def _day(at: datetime) -> date:
    return at.astimezone(VIETNAM).date()


def _agency(text: str, trees: Sequence[str], on: date) -> tuple[Agency | None, list[Agency]]:
    """The one agency of the subtrees that is meant, else those that may be."""
    if not text:
        return None, []
    exact = agency_by_identifier(text)
    if exact is not None and any(inside(exact.path, tree) for tree in trees):
        return exact, []
    found = [one for one in search(text, on, _SEEN) if any(inside(one.path, tree) for tree in trees)]
    alike = [one for one in found if one.name_fold == fold(text)]
    if len(found) == 1 or len(alike) == 1:
        return (alike or found)[0], []
    return None, found[:_OFFERED]


def agencies_like(actor: Actor, text: str, *, at: datetime) -> list[Agency]:
    """What the search box suggests: agencies of the actor's subtrees. Raises NoUsersRight."""
    trees = check_users(actor)
    chosen, meant = _agency(text, trees, _day(at))
    return [chosen] if chosen else meant


def _found(asked: Asked, trees: Sequence[str], chosen: Agency | None, on: date) -> QuerySet[Membership]:
    """The memberships that match, in no order."""
    found = Membership.objects.select_related("agency", "person").filter(
        within((chosen.path,) if chosen else trees), *_state(asked.state, on)
    )
    if asked.person:
        found = found.none() if asked.person == NOBODY else found.filter(person__subject=asked.person)
    for word in fold(asked.text).split()[:_WORDS]:
        found = found.filter(name_fold__contains=word)
    if asked.subsystem or asked.right or asked.service or asked.administrators:
        found = found.filter(Exists(_grants(asked, on)))
    return found


def _state(state: str, on: date) -> tuple[Q, ...]:
    lasts = Q(until=None) | Q(until__gt=on)
    if state == "inactive":
        return lasts, Q(active=False)
    if state == "active":
        return lasts, Q(active=True)
    if state == "ended":
        # A place that was left on its first day is a slip, or the way by which somebody came in.
        return Q(until__lte=on), Q(until__gt=F("since"))
    return (lasts,)


def _grants(asked: Asked, on: date) -> QuerySet[Grant]:
    """The rights in force of a membership that make it match."""
    lasts = Q(until=None) | Q(until__gt=on)
    found = Grant.objects.filter(lasts, membership=OuterRef("pk"), ended_at=None, since__lte=on)
    if asked.subsystem:
        found = found.filter(subsystem=asked.subsystem)
    if asked.right:
        found = found.filter(right=asked.right, level=None)
    if asked.service:
        found = found.filter(Q(services=None) | Q(services__contains=[asked.service]), level=None)
        found = found.filter(right__in=("process", "view", "decide"))
    if asked.administrators:
        found = found.filter(level__isnull=False)
    return found


def _placed(found: QuerySet[Membership], asked: Asked) -> QuerySet[Membership]:
    """From the top of the tree down; behind `after`."""
    pk, slash, rest = asked.after.partition("/")
    if slash and pk.isascii() and pk.isdigit() and len(pk) < 18:  # noqa: PLR2004 - of a bigint
        path = f"/{rest}"
        later = Q(agency__path__gt=path) | Q(agency__path=path, pk__gt=int(pk))
        found = found.filter(later, agency__path__gte=path)
    return found.order_by("agency__path", "pk")


def _lines(actor: Actor, places: Sequence[Membership], on: date) -> tuple[Line, ...]:
    grants = _grants_by_place(places)
    return tuple(
        Line(
            place, masked(id_number(place.person)), state_of(place, on), in_short(grants.get(place.pk, ()), on),
            place.person.last_login, place.person_id == actor.person,
        )
        for place in places
    )  # fmt: skip


def _grants_by_place(places: Sequence[Membership]) -> Mapping[int, list[Grant]]:
    found: dict[int, list[Grant]] = {}
    rows = Grant.objects.filter(membership__in=[place.pk for place in places], ended_at=None)
    for grant in rows.order_by("membership", "level", "subsystem", "pk"):
        found.setdefault(grant.membership_id, []).append(grant)
    return found


def choices(on: date) -> list[tuple[str, str]]:
    """The services that the filter offers: slug and short name."""
    return [(version.slug, version.short_name) for version in live_services(on)]
