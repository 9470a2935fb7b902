"""A small country in which rights are given by the real commands, each act judged by the oracle before and after."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import count

from django.db import connection

from motcua.agencies import commands, queries
from motcua.agencies.commands import Asked
from motcua.agencies.models import Agency, Grant, Membership
from motcua.identity.models import Person
from motcua.kernel.actor import SYSTEM, Actor, Capacity
from motcua.kernel.errors import Refusal
from motcua.shell.clock import VIETNAM
from tests.agencies.delegation_oracle import KINDS, MANAGING, Ledger, Place, Right, Unit, at_work, takes_two

FIRST_DAY = date(2020, 5, 12)
RANKS = {None: "to use", 0: "national", 1: "senior", 2: "first", 3: "second", 4: "third"}
_ROWS = (
    "pk", "membership", "subsystem", "right", "services", "scope", "level", "since", "until", "under", "stands_for",
    "falls", "approved_at", "approved_by", "ended_at",
)  # fmt: skip
_numbers = count(1)


class Escape(AssertionError):  # noqa: N818 - what the oracle says
    """A right counts that may not."""


class Allowed(AssertionError):  # noqa: N818 - what the oracle says
    """What may not be done was done."""


class Refused(AssertionError):  # noqa: N818 - what the oracle says
    """What may be done was refused, or for a reason that is not one."""


class Untrue(AssertionError):  # noqa: N818 - what the oracle says
    """The rows, or what the portal says is in force, are not what the facts are."""


class World:
    """A country.

    `shape`: for each agency below or beside the Government Office, the number of the one
    above (the Office is 1); 0: it is a top."""

    def __init__(self, shape, people):
        self.ledger, self.minutes, self.log = Ledger(FIRST_DAY), 0, []
        self.outcomes: list[tuple[str, str]] = []
        numbers = [next(_numbers) for _ in range(people)]
        self.people = Person.objects.bulk_create(
            Person(name=f"P{n}", name_fold=f"p{n}", id_number_sealed=b"x", id_number_index=b"%032d" % number,
                   joined_at=self.at)
            for n, number in enumerate(numbers)
        )  # fmt: skip
        self.units, self.gone = [], []
        for n, above in enumerate([0, *shape]):
            self._found(n, self.units[above - 1] if above else None)
        Agency.objects.bulk_create(self._rows)

    _rows: list[Agency]

    def _found(self, n, above):
        if n == 0:
            self._rows, self._first = (
                [],
                (Agency.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1000,
            )
        pk = self._first + n
        tops = sum(unit.above is None for unit in self.units)
        below = sum(unit.above is above for unit in self.units)
        name = f"{above.name}{below + 1}" if above else "GABCDEFHK"[tops]
        path = next((row.path for row in self._rows if above and row.pk == above.pk), "/") + f"{pk}/"
        role = "ministry" if n else "government_office"
        self._rows.append(
            Agency(pk=pk, identifier=f"Z{n:02d}", name=name, name_fold=name.lower(), role=role, level="central",
                   sector=f"{n}", parent_id=above.pk if above else None, path=path, valid_from=date(2019, 1, 1))
        )  # fmt: skip
        unit = Unit(pk, name, above, date(2019, 1, 1), office=not n)
        self.units.append(unit)
        self.ledger.units[pk] = unit

    @property
    def today(self):
        return self.ledger.today

    @property
    def at(self):
        return datetime.combine(self.today, time(8), VIETNAM) + timedelta(minutes=self.minutes)

    @property
    def places(self):
        return list(self.ledger.places.values())

    @property
    def rights(self):
        return list(self.ledger.rights.values())

    # Who begins: the portal itself gives. Rows at once; that the commands do it too is one of the acts.
    def staff(self, person, unit, rank, kinds=KINDS, services=None, *, ends=None):
        """A place, with rights that the portal gave: to use them, or to pass them on and to manage users."""
        row = Membership.objects.create(
            person=self.people[person], agency_id=self.units[unit].pk, since=self.today, active=True
        )
        place = Place(row.pk, row.person_id, self.units[unit], works=True, begins=self.today)
        self.ledger.places[row.pk] = place
        top = self.units[unit] if rank != 0 else None
        wishes = [
            Right(place, kind, top, services if KINDS[kind][1] else None, rank, self.today, ends)
            for kind in kinds
            if rank is not None or kind != MANAGING
        ]
        if rank is not None:
            wishes.append(Right(place, MANAGING, top, None, None, self.today))
        rows = Grant.objects.bulk_create(
            Grant(membership_id=row.pk, subsystem=one.what[0], right=one.what[1], scope_id=one.where and one.where.pk,
                  services=sorted(one.services) if one.services else None, level=one.rank, since=one.begins,
                  until=one.ends, falls=one.falls, given_at=self.at, approved_at=self.at)
            for one in wishes
        )  # fmt: skip
        for one, given in zip(wishes, rows, strict=True):
            one.pk = given.pk
            self.ledger.rights[given.pk] = one
        self.log.append(f"the portal makes {self.word(place)} {RANKS[rank]} of {', '.join(k[1] for k in kinds)}")
        return place

    # The acts. Each returns the refusal, or None when it was done.
    def give(self, by, wish, *, reason=""):
        asked = Asked(
            *wish.what, wish.where and wish.where.pk, wish.services, wish.rank,
            None if wish.begins == date.min else wish.begins, wish.ends,
        )  # fmt: skip
        if wish.begins == date.min:
            wish = replace(wish, begins=self.today)
        if by is not None:
            wish = self.ledger.as_long_as_carried(by, wish)
        new = replace(wish, giver=by and by.person, services=wish.services)
        return self._act(
            "give", f"gives {self.words(wish)}", by, self.ledger.against_giving(by, wish),
            lambda actor: commands.give(wish.place.pk, [asked], reason=reason, by=actor, at=self.at),
            lambda: [new],
        )  # fmt: skip

    def approve(self, by, right):
        def effect():
            right.approved, right.approver = True, by and by.person

        return self._act(
            "approve", f"approves {self.words(right)}", by, self.ledger.against_approving(by, right),
            lambda actor: commands.approve(right.pk, by=actor, at=self.at), effect,
        )  # fmt: skip

    def end(self, by, right, why="Nghỉ."):
        def effect():
            right.ended = True

        against = self.ledger.against_ruling_on(by, right) | (set() if why else {"Invalid"})
        return self._act(
            "end", f"ends {self.words(right)}", by, against,
            lambda actor: commands.end(right.pk, why=why, by=actor, at=self.at), effect,
        )  # fmt: skip

    def place(self, by, person, unit):
        person, row = self.people[person], Agency.objects.get(pk=unit.pk)
        return self._act(
            "place", f"places {person.name} at {unit.name}", by, self.ledger.against_placing(by, person.pk, unit),
            lambda actor: commands.place(person, row, by=actor, at=self.at),
            lambda: self._begins(person.pk, unit, works=False),
        )  # fmt: skip

    def switch(self, by, place, *, works):
        def effect():
            place.works = works

        kind = "activate" if works else "deactivate"
        command = commands.activate if works else commands.deactivate
        return self._act(
            kind, f"{kind}s {self.word(place)}", by, self.ledger.against_managing(by, place),
            lambda actor: command(place.pk, by=actor, at=self.at), effect,
        )  # fmt: skip

    def move(self, by, place, unit):
        def effect():
            self._ends(place)
            self._begins(place.person, unit, works=place.works)

        row = Agency.objects.get(pk=unit.pk)
        return self._act(
            "move", f"moves {self.word(place)} to {unit.name}", by, self.ledger.against_moving(by, place, unit),
            lambda actor: commands.move(place.pk, row, by=actor, at=self.at), effect,
        )  # fmt: skip

    def end_membership(self, by, place, why="Nghỉ."):
        against = self.ledger.against_managing(by, place) | (set() if why else {"Invalid"})
        return self._act(
            "end_membership", f"ends the place of {self.word(place)}", by, against,
            lambda actor: commands.end_membership(place.pk, why=why, by=actor, at=self.at), lambda: self._ends(place),
        )  # fmt: skip

    def stand_in(self, by, absent, colleague, begins, ends):
        wishes = self.ledger.covered_by(absent, colleague, begins, ends)
        against = self.ledger.against_standing_in(by, absent, colleague, begins, ends)
        new = [replace(one, instead_of=theirs, giver=by.person) for theirs, one in wishes]
        words = (
            f"lets {self.word(colleague)} stand in for {self.word(absent)} from {self.day(begins)} to {self.day(ends)}"
        )
        return self._act(
            "stand_in", words, by, against,
            lambda actor: commands.stand_in(
                absent.pk, colleague.pk, since=begins, until=ends, reason="Nghỉ phép.", by=actor, at=self.at
            ),
            lambda: list(new),
            leaves_out=True,
        )  # fmt: skip

    def pass_days(self, days):
        self.ledger.today += timedelta(days)
        self.log.append(f"{days} days pass")
        self._end_agencies()

    def abolish(self, unit, days):
        """From a day on the agency is not there. What rests on rights that need it falls on that day."""
        unit.ends = self.today + timedelta(days)
        self.log.append(f"{unit.name} is abolished from {self.day(unit.ends)}")
        Agency.objects.filter(pk=unit.pk).update(valid_to=unit.ends)
        self._end_agencies()

    def _end_agencies(self):
        for unit in self.units:
            if unit.ends is not None and unit.ends <= self.today and unit not in self.gone:
                self.gone.append(unit)
                commands.fall_with_agency(Agency.objects.get(pk=unit.pk), by=SYSTEM, at=self.at)
        self._judge(None, [])

    # Judging.
    def actor(self, place):
        if place is None:
            return SYSTEM
        return Actor(
            person=place.person, name=self.name(place.person), capacity=Capacity.OFFICER, membership=place.pk,
            agency=place.unit.pk, agency_name=place.unit.name,
        )  # fmt: skip

    def _act(self, kind, words, by, against, run, effect, *, leaves_out=False):  # noqa: PLR0917
        self.minutes += 1
        words = f"{self.word(by) if by else 'the portal'} {words}"
        before = _entries()
        try:
            run(self.actor(by))
        except Refusal as refusal:
            name = type(refusal).__name__
            self.log.append(f"{words}: {name}")
            self.outcomes.append((kind, name))
            if name not in against:
                raise Refused(f"{name}, although {sorted(against) or 'nothing speaks against it'}") from refusal
            self._judge(by, [])
            if _entries() != before:
                raise Untrue("A refused act is in the journal") from refusal
            return refusal
        self.log.append(f"{words}: done")
        self.outcomes.append((kind, "done"))
        self._judge(by, effect() or [], leaves_out=leaves_out)
        if against:
            raise Allowed(f"{', '.join(sorted(against))} speak against it")
        if _entries() == before and kind not in ("activate", "deactivate"):  # what is so already is no news
            raise Untrue("The journal does not know of it")
        return None

    def _judge(self, by, new, *, leaves_out=False):
        """The rows are the facts, what is new was rightly given, and what counts may count."""
        rows = {row[0]: row for row in Grant.objects.order_by("pk").values_list(*_ROWS)}
        added = [row for pk, row in rows.items() if pk not in self.ledger.rights]
        if leaves_out:  # what a colleague holds already needs no standing in
            covered = {row[10] for row in added}
            new = [one for one in new if one.instead_of.pk in covered or not self.ledger.has_already(one)]
        if len(added) != len(new):
            raise Untrue(f"{len(added)} rights were given, not {len(new)}")
        for row in added:
            self._enter(row, by, new)
        self.ledger.fall()
        for one in self.rights:
            if (facts := _facts(one)) != (row := _told(rows[one.pk])):
                if (one.ended and not row[-1]) or (one.falls and not row[10]):
                    raise Escape(f"{self.words(one)} goes on when what it rests on ends")
                raise Untrue(f"{self.words(one)} is {facts}, not {row}")
        places = {pk: (p.person, p.unit.pk, p.works, p.begins, p.ends) for pk, p in self.ledger.places.items()}
        told = {
            r[0]: r[1:]
            for r in Membership.objects.order_by("pk").values_list("pk", "person", "agency", "active", "since", "until")
        }
        if told != places:
            raise Untrue(f"Places are {places}, not {told}")
        for one, why in self.ledger.escapes():
            raise Escape(f"{self.words(one)} counts: {why}")
        self._judge_force(by, new)

    def _enter(self, row, by, new):
        """A right that was just given is one of those asked for, and one that may be given."""
        one = next((one for one in new if not one.pk and row[10] in (None, one.instead_of and one.instead_of.pk)), None)
        if one is None:
            raise Untrue(f"Nobody asked for {row}")
        one.pk, one.under, one.approved = row[0], self.ledger.rights.get(row[9]), row[12] is not None
        self.ledger.rights[one.pk] = one
        if why := self.ledger.escape_of(one, by):
            raise Escape(f"{self.words(one)}: {why}")
        if not one.approved and (by is None or not takes_two(one)):
            raise Refused(f"{self.words(one)} waits for nobody")

    def _judge_force(self, by, new):
        """What the portal takes to be in force is what counts: in SQL for many, and for one who signs in."""
        counting = {one.pk for place in self.places for one in self.ledger.held(place)}
        force = set(Grant.objects.filter(queries.in_force(self.today)).order_by("pk").values_list("pk", flat=True))
        for pk in sorted(force ^ counting):
            words = self.words(self.ledger.rights[pk])
            raise Escape(f"{words} counts for the portal") if pk in force else Refused(f"{words} does not count")
        asked = self.places if self.minutes % 10 == 0 or by is None else [by, *(one.place for one in new)]
        for place in asked:
            person = next(one for one in self.people if one.pk == place.person)
            session = {"proof": {"methods": ["totp"]}, "capacity": f"member:{place.pk}"}
            actor = queries.actor_for(person, session, self.today)
            told = {held.grant for held in actor.held}
            if wrong := told ^ {one.pk for one in self.ledger.held(place)}:
                raise Escape(f"Signed in, {self.word(place)} holds {sorted(told)}: wrong are {sorted(wrong)}")
            if actor.officer != at_work(place, self.today):
                raise Escape(f"Signed in, {self.word(place)} is {actor.capacity}")

    def _begins(self, person, unit, *, works):
        for place in self.places:
            if (place.person, place.unit) == (person, unit):
                place.begins, place.ends, place.works = self.today, None, works
                return
        pk = Membership.objects.values_list("pk", flat=True).get(person=person, agency=unit.pk)
        self.ledger.places[pk] = Place(pk, person, unit, works, self.today)

    def _ends(self, place):
        place.ends = self.today
        for right in self.ledger.open(place):
            right.ended = True

    # In words.
    def name(self, person):
        return next(one.name for one in self.people if one.pk == person)

    def word(self, place):
        return f"{self.name(place.person)}@{place.unit.name}"

    def day(self, on):
        return f"day {(on - FIRST_DAY).days}" if on else "ever"

    def words(self, right):
        services = "" if right.services is None else f" of {'+'.join(sorted(right.services)) or 'nothing'}"
        where = right.where.name if right.where else "the whole state"
        span = (f" from {self.day(right.begins)}" if right.begins > self.today else "") + (
            f" until {self.day(right.ends)}" if right.ends else "")  # fmt: skip
        rank = RANKS.get(right.rank, right.rank)
        return f"{self.word(right.place)} {right.what[1]}{services} ({rank}) in {where}{span}"


def _facts(one):
    return (
        one.place.pk, *one.what, sorted(one.services) if one.services is not None else None, one.where and one.where.pk,
        one.rank, one.begins, one.ends, one.under and one.under.pk, one.instead_of and one.instead_of.pk, one.falls,
        one.approved, one.approver, one.ended,
    )  # fmt: skip


def _told(row):
    return (*row[1:12], row[12] is not None, row[13], row[14] is not None)


def _entries():
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM journal_entry")
        return cursor.fetchone()[0]
