"""Why this person sees this thing: each place of theirs, each right with its conditions and the chain behind it.

What lies outside the asker's subtrees is named by agency and level, never by person.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from allauth.mfa.models import Authenticator
from django.db.models import Q

from motcua.administration.queries.chains import Name, Step, fact, name_of, scope_of, steps, within_any
from motcua.administration.queries.things import own_thing
from motcua.administration.queries.users import managed
from motcua.administration.rules import explaining as rules
from motcua.administration.rules.explaining import ACT, SEE, Condition, Lacking, Thing
from motcua.administration.rules.users import check_users
from motcua.agencies.models import Agency, Grant, Membership
from motcua.agencies.queries import actor_for, chains, held, in_force, seat_of
from motcua.agencies.rules.delegation import Wanted
from motcua.agencies.rules.rights import SUBSYSTEMS, named, powers_on, uses
from motcua.agencies.rules.units import trail
from motcua.identity.models import Person
from motcua.kernel.actor import Actor, Held

_PROVEN = {"proof": {"methods": ["totp"]}}  # explained as after signing in with a second factor
_MOST = 200
_SYSTEM_WORDS = {key: right.name for key, right in SUBSYSTEMS["system"].rights.items()}


@dataclass(frozen=True)
class Explained:
    """A right of theirs with respect to the thing. `chain` only of what lets them in."""

    grant: Grant
    right: str
    scope: str
    conditions: tuple[Condition, ...]
    lets_in: bool
    chain: tuple[Step, ...]


@dataclass(frozen=True)
class Need:
    """A right that would let them in, and who could give it."""

    right: str
    scope: str
    givers: tuple[Name, ...]


@dataclass(frozen=True)
class Verdict:
    """`words`: what is asked, "Xem hồ sơ này"; whether they may now, by which rights, or what is missing."""

    words: str
    yes: bool
    rights: tuple[Explained, ...]
    needs: tuple[Need, ...]


@dataclass(frozen=True)
class PlaceSays:
    """The answer for one of the person's places. Of one outside the asker's subtrees, yes or no is all there is."""

    place: Membership
    known: bool
    verdicts: tuple[Verdict, ...]
    others: int  # rights that have nothing to do with it


@dataclass(frozen=True)
class Answer:
    """`second_factor`: whether the person has one at all, without which nobody acts as an officer."""

    person: Person
    thing: Thing
    places: tuple[PlaceSays, ...]
    second_factor: bool

    @property
    def sees(self) -> bool:
        return any(says.verdicts[0].yes for says in self.places if says.verdicts)


@dataclass(frozen=True)
class Viewer:
    """An officer who can see a dossier now, and by which rights."""

    name: Name
    membership: int
    rights: tuple[str, ...]
    scopes: tuple[str, ...]


def explain(actor: Actor, membership: int, thing: Thing, on: date) -> Answer:
    """Why the person of a place sees a thing, or does not. Raises NoUsersRight, NoSuchMembership."""
    person = managed(actor, membership).person
    return _answer(person, thing, _trees_or_own(actor, person), on)


def viewers(actor: Actor, code: str, on: date) -> tuple[Thing, tuple[Viewer, ...]]:
    """Who can see a dossier of the asker's subtrees now, and by what; at most 200. Raises as `own_thing`."""
    trees = check_users(actor)
    thing = own_thing(actor, "dossier", code)
    subsystem, _, service = thing.topic.partition("/")
    over = {pk for path in thing.paths for pk in trail(path)}
    wanted = Q(subsystem__in=(subsystem, "office"), level=None) & (Q(scope=None) | Q(scope__in=over))
    of_service = Q(services=None) | Q(services__contains=[service])
    found = Grant.objects.filter(in_force(on), wanted & of_service, membership__person__is_active=True)
    by_place: dict[int, list[Grant]] = {}
    for grant in found.select_related("membership__person", "membership__agency", "scope").order_by(
        "membership__agency__path", "membership__person__name_fold", "membership", "pk"
    ):
        if rules.of_thing(held(grant), thing):
            by_place.setdefault(grant.membership_id, []).append(grant)
    return thing, tuple(_viewer(grants, trees) for grants in list(by_place.values())[:_MOST])


def _viewer(grants: Sequence[Grant], trees: Sequence[str]) -> Viewer:
    place = grants[0].membership
    rights = tuple(dict.fromkeys(named(grant.right) for grant in grants))
    scopes = tuple(dict.fromkeys(scope_of(grant) for grant in grants))
    return Viewer(name_of(place, trees), place.pk, rights, scopes)


def _answer(person: Person, thing: Thing, trees: Sequence[str], on: date) -> Answer:
    places = Membership.objects.select_related("agency", "person").filter(person=person).order_by("agency__path", "pk")
    factor = Authenticator.objects.filter(user_id=person.pk).exists()
    return Answer(person, thing, tuple(_says(place, thing, trees, on) for place in places), factor)


def _says(place: Membership, thing: Thing, trees: Sequence[str], on: date) -> PlaceSays:
    """What one place lets its holder do, decided by the functions that the gates ask."""
    known = within_any(place.agency.path, trees)
    actor = actor_for(place.person, {"capacity": f"member:{place.pk}", **_PROVEN}, on)
    rows = Grant.objects.filter(membership=place).select_related("scope", "membership__agency", "membership__person")
    grants = list(rows.order_by("ended_at", "pk"))
    asked = [(SEE, "")] + ([(ACT, "")] if thing.step else []) if thing.topic else [(need, need) for need in thing.needs]
    verdicts = []
    for what, need in asked:
        yes = _may(actor, thing, what) and place.person.is_active
        told = _rights(grants, thing, need, on, trees) if known else ()
        if what == ACT:  # to see it is told above; here only what works on the step, when it does
            told = tuple(one for one in told if yes and one.lets_in and one.grant.right in thing.step)
        needs = () if yes or not known else _needs(place, thing, what, on, trees)
        verdicts.append(Verdict(_words(thing, what), yes, told, needs))
    apart = {need for _, need in asked}
    live = [held(one) for one in grants if one.ended_at is None]
    others = sum(not any(rules.relevant(one, thing, need) for need in apart) for one in live)
    return PlaceSays(place, known, tuple(verdicts), others)


def _may(actor: Actor, thing: Thing, what: str) -> bool:
    """Exactly what the gates ask: of a dossier `handled_dossier` and workflow's `check_officer`, else `uses`."""
    if not actor.officer:
        return False
    if not thing.topic:
        return any(uses(actor, "system", what, path) for path in thing.paths)
    if what == ACT:
        return actor.agency_path == thing.path and bool(powers_on(actor, thing.topic, thing.path) & thing.step)
    return any("view" in powers_on(actor, thing.topic, path) for path in thing.paths)


def _words(thing: Thing, what: str) -> str:
    if what == SEE:
        return "Xem hồ sơ này"
    return f"Làm bước “{thing.doing}” của hồ sơ" if what == ACT else _SYSTEM_WORDS[what]


def _rights(grants: Iterable[Grant], thing: Thing, need: str, on: date, trees: Sequence[str]) -> tuple[Explained, ...]:
    """Those that have to do with it: what lets in first, then what comes nearest."""
    near = [grant for grant in grants if rules.relevant(held(grant), thing, need)]
    told = {grant.pk: rules.conditions(fact(grant, on), thing, need, on) for grant in near}
    ways = chains(pk for pk, conditions in told.items() if rules.holds(conditions))
    found = [
        Explained(
            grant, named(grant.right), scope_of(grant), told[grant.pk], grant.pk in ways,
            steps(ways.get(grant.pk, ()), trees),
        )
        for grant in near
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (not one.lets_in, sum(not c.ok for c in one.conditions), one.grant.pk)))


def _needs(place: Membership, thing: Thing, what: str, on: date, trees: Sequence[str]) -> tuple[Need, ...]:
    seat = seat_of(place)
    found = []
    for lack in rules.lacking(thing, seat, what, on):
        candidates = _administrators(lack.wanted, on)
        able = rules.givers(lack, seat, {pk: (m.person_id, rights) for pk, (m, rights) in candidates.items()})
        names = dict.fromkeys(name_of(candidates[pk][0], trees) for pk in able)
        found.append(Need(named(lack.wanted.right), _agency_name(lack), tuple(names)))
    return tuple(found)


def _administrators(wanted: Wanted, on: date) -> dict[int, tuple[Membership, list[Held]]]:
    """Who holds the right to pass on over that path: those whom `authority` may find able. One query."""
    over = Q(scope=None) | Q(scope__in=trail(wanted.path))
    rows = Grant.objects.filter(in_force(on), over, subsystem=wanted.subsystem, right=wanted.right, level__isnull=False)
    found: dict[int, tuple[Membership, list[Held]]] = {}
    for grant in rows.select_related("scope", "membership__person", "membership__agency").order_by("-level", "pk"):
        if grant.membership.person.is_active:
            found.setdefault(grant.membership_id, (grant.membership, []))[1].append(held(grant))
    return found


def _agency_name(lack: Lacking) -> str:
    ids = trail(lack.wanted.path)
    found = Agency.objects.filter(pk=ids[-1]).values_list("name", flat=True).first() if ids else None
    return found or "Cả nước"


def _trees_or_own(actor: Actor, person: Person) -> tuple[str, ...]:
    """Who asks about themself may know all of their own places."""
    own = tuple(Membership.objects.filter(person=person).values_list("agency__path", flat=True))
    return (*check_users(actor), *(own if person.pk == actor.person else ()))
