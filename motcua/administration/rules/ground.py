"""What lines of a list are judged by, and what a judgement is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from motcua.administration.rules.matching import Account, Granter, Place, Right, Said, Wish
from motcua.administration.rules.rosters import Line
from motcua.administration.rules.units import Book, Unit
from motcua.agencies.rules.rights import STATE, AdminLevel, bundle, inside, right_of


@dataclass(frozen=True)
class Plan:
    """What a list grants: rights to be used ("subsystem/right"), or those of an administrator of a level.

    `until`: the first day without them; None: as long as the right of whoever gives them.
    """

    kind: str
    subsystem: str = ""
    rights: tuple[str, ...] = ()
    level: int | None = None
    services: tuple[str, ...] | None = None
    until: date | None = None

    def wishes(self, line: Line, seat: Unit) -> tuple[Wish, ...]:
        """What the line is to be granted where its person works."""
        found: list[tuple[str, str, int | None]] = [
            (subsystem, right, None) for subsystem, _, right in (one.partition("/") for one in self.rights)
        ]
        if self.level is not None:
            found += bundle(line.subsystem or self.subsystem, AdminLevel(self.level))
        if self.kind == "add":
            found = [one for one in found if one[0] == line.subsystem or self.level is not None]
        day = line.until and date.fromordinal(line.until.toordinal() + 1)
        ends = [end for end in (self.until, day) if end is not None]
        last = min(ends, default=None)
        return tuple(
            Wish(subsystem, right, seat.pk, seat.path, self._services(subsystem, right), level, last)
            for subsystem, right, level in dict.fromkeys(found)
        )

    def _services(self, subsystem: str, right: str) -> tuple[str, ...] | None:
        known = right_of(subsystem, right)
        return self.services if known and known.services else None


@dataclass(frozen=True)
class Entry:
    """A line as it was read, and what the officer decided about it. Without `line` it was not read: `fault` says so."""

    n: int
    line: Line | None
    fault: tuple[str, str] = ("unread", "")  # verdict, sentence
    id_index: bytes | None = None
    phone_index: bytes | None = None
    leaving_index: bytes | None = None
    chosen: int | None = None
    accepted: bool = False
    same: bool = False
    left_out: bool = False
    vouched: int | None = None  # the person whose unproved account the officer says it is


@dataclass
class Ground:
    """All that lines are judged by, asked before. `home`: the body that the list is for; None: the state.

    `namesakes`: who works where, by folded name; only for lines without any number. `waiting`: (index of a number,
    agency, wishes) of invitations that wait. `trees`: where the uploader manages users. `seen`: in which line somebody
    stood first.
    """

    on: date
    plan: Plan
    granter: Granter
    book: Book
    seat: Unit
    home: Unit | None = None
    by_id: Mapping[bytes, Account] = field(default_factory=dict)
    by_phone: Mapping[bytes, Account] = field(default_factory=dict)
    namesakes: Mapping[str, Sequence[tuple[Account, str]]] = field(default_factory=dict)
    places: Mapping[int, Sequence[Place]] = field(default_factory=dict)
    waiting: frozenset[tuple[bytes, int, frozenset[tuple[str, str, int | None]]]] = frozenset()
    trees: Sequence[str] = ()
    seen: dict[tuple[int | bytes, str], int] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return self.home.path if self.home else STATE

    @property
    def home_name(self) -> str:
        return self.home.name if self.home else "cả nước"

    def knows(self, person: int) -> bool:
        """Whether somebody has a place where the uploader manages users: then they may see whose account it is."""
        return any(
            place.lasts and inside(place.path, tree) for place in self.places.get(person, ()) for tree in self.trees
        )

    def called(self, account: Account, written: str) -> str:
        """The account's name for whoever may know it, else the name that the list has anyway."""
        return account.name if self.knows(account.person) else written

    def strangers(self) -> set[int]:
        """Those of whom the list asks whose a number is, and who work nowhere that the uploader manages."""
        people = {account.person for found in (self.by_id, self.by_phone) for account in found.values()}
        return {person for person in people - {self.granter.person} if not self.knows(person)}

    def place(self, person: int, agency: int) -> Place | None:
        """Where somebody works in that agency, also when that has ended."""
        return next((place for place in self.places.get(person, ()) if place.agency == agency), None)


@dataclass(frozen=True)
class Step:
    """Seat whoever comes in `unit`, with these rights."""

    unit: Unit
    wishes: tuple[Wish, ...]


@dataclass(frozen=True)
class Judged:
    """The verdict, whom it is about, and what would be done: rights that end, and the steps for who comes."""

    said: Said
    person: int | None = None
    body: Unit | None = None
    unit: Unit | None = None
    leaving: int | None = None
    ends: tuple[Right, ...] = ()
    steps: tuple[Step, ...] = ()


class Stop(Exception):  # noqa: N818 - no error: the verdict stands
    def __init__(self, said: Said, **found: object) -> None:
        self.judged = Judged(said, **found)  # type: ignore[arg-type]
