"""What an administrator may offer somebody, and why not the rest: asked of `authority`, right by right."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from motcua.agencies.models import Membership
from motcua.agencies.queries import held, seat_of
from motcua.agencies.queries.rights import grants_of
from motcua.agencies.rules.delegation import Seat, Wanted, authority, check_right, contains
from motcua.agencies.rules.rights import LEVEL_WORDS, STATE, SUBSYSTEMS, SYSTEM, AdminLevel, Right, bundle
from motcua.kernel.actor import Actor, Held
from motcua.kernel.errors import Invalid, Refusal

# Asked later, of what was chosen: for which services, until when.
_LATER = frozenset({"services", "span"})


@dataclass(frozen=True)
class Offer:
    """A right, or a level with all its rights, as it is offered. `key`: "covid.process", "covid.2".

    `why`: why it is not; `until`, `services`: the bounds of the right that carries it; `held`: they have it.
    """

    key: str
    name: str
    why: str = ""
    until: date | None = None
    services: frozenset[str] | None = None
    held: bool = False

    @property
    def open(self) -> bool:
        return not self.why and not self.held


@dataclass(frozen=True)
class Card:
    """A subsystem with its rights and its levels of administrators."""

    key: str
    name: str
    host: str
    rights: tuple[Offer, ...]
    levels: tuple[Offer, ...]

    @property
    def open(self) -> bool:
        """Whether any of it can be given, or is held."""
        return any(offer.open or offer.held for offer in (*self.rights, *self.levels))


def cards(actor: Actor, place: Membership, on: date) -> tuple[Card, ...]:
    """All subsystems, those of which something can be given first. One query."""
    seat = seat_of(place)
    theirs = tuple(held(grant) for grant in grants_of(place.pk, on))
    found = [_card(actor, seat, key, theirs, on) for key in SUBSYSTEMS]
    # An administrator gives the rights to dossiers a hundred times for each right to administer.
    return tuple(sorted(found, key=lambda card: (not card.open, card.key == SYSTEM)))


def _card(actor: Actor, seat: Seat, key: str, theirs: Sequence[Held], on: date) -> Card:
    subsystem = SUBSYSTEMS[key]
    rights = tuple(_right(actor, seat, key, name, right, theirs, on) for name, right in subsystem.rights.items())
    levels = tuple(_level(actor, seat, key, level, theirs, on) for level in AdminLevel)
    return Card(key, subsystem.name, subsystem.host, rights, levels)


def _right(  # noqa: PLR0917 - the parts of a wish
    actor: Actor, seat: Seat, subsystem: str, name: str, right: Right, theirs: Sequence[Held], on: date
) -> Offer:
    key = f"{subsystem}.{name}"
    wanted = Wanted(subsystem, name, seat.path, since=on)
    has = any(h.level is None and (h.subsystem, h.right) == (subsystem, name) for h in theirs)
    try:
        check_right(wanted, seat, today=on)
        carrier = authority(actor.person, actor.held, wanted, seat, without=_LATER)
    except Refusal as no:
        return Offer(key, right.name, why=said(no), held=has)
    return Offer(key, right.name, "", carrier.until, carrier.services if right.services else None, has)


def _level(  # noqa: PLR0917 - the parts of a wish
    actor: Actor, seat: Seat, subsystem: str, level: AdminLevel, theirs: Sequence[Held], on: date
) -> Offer:
    """An administrator's level is offered when each of its rights is."""
    key, name = f"{subsystem}.{int(level)}", LEVEL_WORDS[level]
    path = STATE if level == AdminLevel.NATIONAL and seat.reach == STATE else seat.path
    parts = [Wanted(part, right, path, level=given, since=on) for part, right, given in bundle(subsystem, level)]
    held_all = all(_has(theirs, wanted) for wanted in parts)
    until: date | None = None
    for wanted in parts:
        if _has(theirs, wanted):
            continue
        try:
            check_right(wanted, seat, today=on)
            carrier = authority(actor.person, actor.held, wanted, seat, without=_LATER)
        except Refusal as no:
            return Offer(key, name, why=said(no), held=held_all)
        until = min((day for day in (until, carrier.until) if day is not None), default=None)
    return Offer(key, name, until=until, held=held_all)


def _has(theirs: Sequence[Held], wanted: Wanted) -> bool:
    """Whether they hold it already, however long."""
    return any(contains(one, replace(wanted, until=one.until)) for one in theirs)


def said(no: Refusal) -> str:
    """The sentence of a refusal; of Invalid the first problem."""
    return next(iter(no.problems.values())) if isinstance(no, Invalid) else str(no)
