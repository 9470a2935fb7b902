"""What may flow down a tree of agencies, said as naively as it can be: the judge of the commands in the proof.

Written from the text of the letters and of the issue, over facts that it keeps itself. It shares no code with
motcua.agencies: where both agree, two people who did not speak to each other mean the same.
"""

from dataclasses import dataclass, field, replace
from datetime import date

# Each right of the test's small country: is it exercised at one's own desk alone, is it given for chosen services?
KINDS = {
    ("covid", "process"): (True, True),
    ("covid", "view"): (False, True),
    ("office", "counter"): (True, False),
    ("system", "users"): (False, False),
}
MANAGING = ("system", "users")
NATIONAL, SENIOR, LOWEST = 0, 1, 4
AUTHORITY = frozenset(
    {"NotHeldByYou", "OutsideYourScope", "SeatOutside", "NotYourServices", "NotBelowYou", "LongerThanYours"}
)


@dataclass(eq=False)
class Unit:
    """An agency. `ends`: the first day without it. `office`: from there, rights may reach the whole state."""

    pk: int
    name: str
    above: "Unit | None"
    begins: date
    ends: date | None = None
    office: bool = False


@dataclass(eq=False)
class Place:
    pk: int
    person: int
    unit: Unit
    works: bool
    begins: date
    ends: date | None = None


@dataclass(eq=False)
class Right:
    """A right that somebody was given; or, without `pk`, one that is asked for."""

    place: Place
    what: tuple[str, str]
    where: Unit | None
    services: frozenset[str] | None = None
    rank: int | None = None
    begins: date = date.min
    ends: date | None = None
    under: "Right | None" = None
    instead_of: "Right | None" = None
    giver: int | None = None
    approved: bool = True
    approver: int | None = None
    ended: bool = False
    pk: int = 0

    @property
    def falls(self):
        """What is passed on ends with the right of whoever gave it, and so does standing in. Working rights stay."""
        return self.rank is not None or self.instead_of is not None


def lies(unit, tree):
    """Whether a unit is the top of a tree or somewhere below it; no tree is the whole state, and so is no unit."""
    if tree is None:
        return True
    while unit is not None and unit is not tree:
        unit = unit.above
    return unit is tree


def depth(unit):
    return 0 if unit is None else 1 + depth(unit.above)


def exists(unit, on):
    return unit is None or (unit.begins <= on and (unit.ends is None or on < unit.ends))


def earliest(*days):
    return min((day for day in days if day is not None), default=None)


def last(right):
    """The first day on which it cannot count any more: its own end, or that of an agency that it needs."""
    return earliest(right.ends, right.where and right.where.ends, right.place.unit.ends)


def at_work(place, on):
    return place.works and place.begins <= on and (place.ends is None or on < place.ends) and exists(place.unit, on)


def counts(right, on):
    """Nothing that is ended, over, not yet begun or not approved counts, nor anything of who does not work there."""
    return (
        not right.ended
        and right.approved
        and right.begins <= on
        and (right.ends is None or on < right.ends)
        and at_work(right.place, on)
        and exists(right.where, on)
    )


def no_longer(ends, limit):
    return limit is None or (ends is not None and ends <= limit)


def within_services(some, all_of):
    return all_of is None or (some is not None and some <= all_of)


def carries(mine, wish, *, longer=False):
    """Whether a right is one to pass on of which the wished one is a part, for somebody who works within it."""
    return (
        mine.rank is not None
        and mine.what == wish.what
        and lies(wish.where, mine.where)
        and lies(wish.place.unit, mine.where)
        and within_services(wish.services, mine.services)
        and (wish.rank is None or wish.rank > mine.rank)
        and (longer or no_longer(wish.ends, last(mine)))
    )


def takes_two(right):
    """Whether somebody comes to stand over a whole ministry or province by the word of those above it: a senior, or
    whoever passes anything on there whom the centre itself put there. One person alone must not do that."""
    whole = right.where is not None and right.where.above is None
    from_above = right.under is not None and right.under.rank == NATIONAL
    return right.rank == SENIOR or (right.rank not in (None, NATIONAL) and whole and from_above)


def contains(mine, wish):
    """Whether who holds the one gains nothing by the other."""
    return (
        mine.what == wish.what
        and (mine.rank is None) == (wish.rank is None)
        and (mine.rank is None or mine.rank <= wish.rank)
        and lies(wish.where, mine.where)
        and within_services(wish.services, mine.services)
        and no_longer(wish.ends, last(mine))
    )


def faults(wish, today):
    """What is wrong with a right itself, whoever gives it."""
    seat, services = KINDS.get(wish.what, (False, True))
    home, where = wish.place.unit, wish.where
    return [
        fault
        for fault, there in {
            "no such right": wish.what not in KINDS,
            "no such rank": wish.rank is not None and not NATIONAL <= wish.rank <= LOWEST,
            "outside of where one works": not home.office and not lies(where, home),
            "exercised away from one's desk": seat and wish.rank is None and where is not home,
            "a senior of a part": wish.rank == SENIOR and where is not None and where.above is not None,
            "the state for who is not national": where is None and wish.rank not in (None, NATIONAL),
            "services of a right without": wish.services is not None and not services,
            "for no service": wish.services is not None and not wish.services,
            "begins in the past": wish.begins < today,
            "over before it begins": wish.ends is not None and wish.ends <= max(today, wish.begins),
        }.items()
        if there
    ]


def homeless(wish):
    """Whether an agency that it needs is gone when it begins."""
    return not exists(wish.where, wish.begins) or not exists(wish.place.unit, wish.begins)


@dataclass
class Ledger:
    """The facts: who works where, and every right that was ever given."""

    today: date
    units: dict[int, Unit] = field(default_factory=dict)
    places: dict[int, Place] = field(default_factory=dict)
    rights: dict[int, Right] = field(default_factory=dict)

    def held(self, place):
        return [right for right in self.rights.values() if right.place is place and counts(right, self.today)]

    def open(self, place):
        return [right for right in self.rights.values() if right.place is place and not right.ended]

    def could_give(self, giver, wish, *, longer=False):
        return any(carries(mine, wish, longer=longer) for mine in self.held(giver))

    def as_long_as_carried(self, giver, wish):
        """A wish that names no end lasts as long as what carries it: the highest, then the widest, then the longest."""
        carriers = [mine for mine in self.held(giver) if carries(mine, wish, longer=True)]
        if wish.ends is not None or not carriers:
            return wish
        ends = last(min(carriers, key=lambda r: (r.rank, depth(r.where), date.max - (last(r) or date.max))))
        return wish if ends is not None and ends <= wish.begins else replace(wish, ends=ends)

    def manages(self, giver, unit):
        return any(r.what == MANAGING and r.rank is None and lies(unit, r.where) for r in self.held(giver))

    # What speaks against an act, as the names of refusals. Nothing: it must be done. `by` is None for the portal.
    def against_giving(self, by, wish):
        found = set()
        if wish.place.ends is not None and wish.place.ends <= self.today:
            found.add("MembershipEnded")
        if homeless(wish):
            found.add("AgencyClosed")
        if by is not None:
            if by.person == wish.place.person:
                found.add("OwnRights")
            if not self.could_give(by, wish):
                found |= AUTHORITY
        if faults(wish, self.today):
            found.add("Invalid")
        for held in self.open(wish.place):
            runs = held.begins <= wish.begins and not no_longer(held.ends, wish.begins)
            if runs and contains(held, wish):
                found.add("AlreadyHolds")
        return found

    def against_ruling_on(self, by, right):
        """Approving or ending a right."""
        found = {"GrantEnded"} if right.ended else set()
        if by is not None:
            if by.person == right.place.person:
                found.add("OwnRights")
            if not self.could_give(by, right, longer=True):
                found |= AUTHORITY
        return found

    def against_approving(self, by, right):
        found = self.against_ruling_on(by, right)
        if right.approved:
            found.add("AlreadyApproved")
        if by is not None and right.giver == by.person:
            found.add("SecondPerson")
        return found

    def against_placing(self, by, person, unit):
        found = set()
        if by.person == person:
            found.add("OwnRights")
        if not self.manages(by, unit):
            found.add("NotYourAgency")
        if not exists(unit, self.today):
            found.add("AgencyClosed")
        for place in self.places.values():
            if (place.person, place.unit) == (person, unit) and (place.ends is None or place.ends > self.today):
                found.add("AlreadyThere")
        return found

    def against_managing(self, by, place):
        found = set()
        if by.person == place.person:
            found.add("OwnRights")
        if not self.manages(by, place.unit):
            found.add("NotYourAgency")
        if place.ends is not None and place.ends <= self.today:
            found.add("MembershipEnded")
        to_come = [right for right in self.open(place) if right.ends is None or self.today < right.ends]
        if any(not self.could_give(by, right, longer=True) for right in to_come):
            found.add("HoldsMoreThanYou")
        return found

    def against_moving(self, by, place, unit):
        found = self.against_managing(by, place)
        if place.unit is unit:
            return found | {"SameAgency"}
        return found | self.against_placing(by, place.person, unit)

    def covered_by(self, absent, colleague, begins, ends):
        """The wishes that standing in consists of, each with the absent one's right."""
        return [
            (theirs, Right(colleague, theirs.what, theirs.where, theirs.services, None, begins, ends))
            for theirs in self.held(absent)
            if theirs.rank is None
        ]

    def against_standing_in(self, by, absent, colleague, begins, ends):
        found = set()
        for one in (absent, colleague):
            if one.ends is not None and one.ends <= self.today:
                found.add("MembershipEnded")
        if absent.unit is not colleague.unit or absent is colleague:
            found.add("OtherAgency")
        if not colleague.works:
            found.add("MembershipInactive")
        wishes = self.covered_by(absent, colleague, begins, ends)
        for theirs, wish in wishes:
            if faults(wish, self.today) or not no_longer(ends, theirs.ends):
                found.add("Invalid")
            if by.person == colleague.person:
                found.add("OwnRights")
            if not self.could_give(by, wish):
                found |= AUTHORITY
        if all(self.has_already(wish) for _, wish in wishes):
            found.add("NothingToCover")
        return found

    def has_already(self, wish):
        return any(counts(r, wish.begins) and contains(r, wish) for r in self.open(wish.place))

    # What follows by itself.
    def fall(self):
        """What rests on a right that has ended, or whose agency is gone, ends."""
        for right in sorted(self.rights.values(), key=lambda one: one.pk):
            for one in (right.under if right.falls else None, right.instead_of):
                if one is not None and (one.ended or self.gone(one.where) or self.gone(one.place.unit)):
                    right.ended = True

    def gone(self, unit):
        return unit is not None and unit.ends is not None and unit.ends <= self.today

    # What must hold of every right, whatever was done.
    def escapes(self):
        """Each right that counts today and may not, and why."""
        return [
            (right, why) for right in self.rights.values() if counts(right, self.today) for why in self._escape(right)
        ]

    def _escape(self, right):
        chain, link = [], right
        while link is not None and link not in chain:
            chain.append(link)
            link = link.under
        if link is not None:
            yield "its chain is a circle"
        if chain[-1].giver is not None:
            yield "its chain does not begin with the portal"
        if takes_two(right) and right.giver is not None and right.approver in (None, right.giver, right.place.person):
            yield "no second person approved it"
        rests_on = chain[1:] if right.falls else []
        if right.instead_of is not None:
            rests_on.append(right.instead_of)
        if any(one.ended or not exists(one.where, self.today) or not exists(one.place.unit, self.today) or (
            one.ends is not None and one.ends <= self.today) for one in rests_on):  # fmt: skip
            yield "it falls with a right that has ended"

    def escape_of(self, right, by):
        """Why a right that was just given should not have been."""
        if by is None:
            return None if right.under is None else "the portal gave it under a right"
        if right.under is None:
            return "it has no giver"
        for why, wrong in {
            "given to oneself": right.place.person == by.person,
            "given under a right of somebody else": right.under.place is not by,
            "given under a right that does not count": not counts(right.under, self.today),
            "more than the giver held to pass on": not carries(right.under, right),
            "approved by nobody": takes_two(right) and right.approved,
        }.items():
            if wrong:
                return why
        return next(iter(faults(right, self.today)), None)
