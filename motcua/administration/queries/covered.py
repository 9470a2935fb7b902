"""The pages of coverage: the units of a board with their figures, and the lists behind the figures."""

from collections.abc import Mapping, Sequence
from csv import DictReader
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache

from django.conf import settings
from django.db.models import Max
from django.urls import reverse

from motcua.administration.models import Reminder
from motcua.administration.queries import coverage
from motcua.administration.queries.coverage import NOTHING, Figures
from motcua.administration.rules.covering import IDLE, NONE, PART, state
from motcua.administration.rules.users import check_users
from motcua.agencies.models import Agency, Role
from motcua.agencies.queries import agency_by_identifier, existing
from motcua.agencies.rules import NoSuchAgency
from motcua.agencies.rules.rights import COVID, LEVEL_WORDS, STATE, inside
from motcua.catalogue.queries import live_services
from motcua.kernel.actor import Actor
from motcua.kernel.text import fold
from motcua.shell.clock import VIETNAM
from motcua.territory.models import Level


@dataclass(frozen=True)
class Asked:
    """Of one subsystem; `service` narrows the lack of officers; `gaps`: only units where something is missing."""

    subsystem: str = COVID
    service: str = ""
    gaps: bool = False
    text: str = ""


@dataclass(frozen=True)
class Row:
    """A unit with all below it; `alone`: the unit itself without what is below; `address`: its page."""

    agency: Agency
    figures: Figures
    state: str
    lacking: int
    reminded: datetime | None = None
    alone: bool = False
    address: str = ""

    @property
    def gap(self) -> bool:
        return self.state in (NONE, PART)


@dataclass(frozen=True)
class Tile:
    """A province on the map."""

    column: int
    row: int
    lines: tuple[str, ...]
    at: Row


@dataclass(frozen=True)
class Board:
    """`unit` None: the top of the state, counted at `counted_at`. `provinces` and `others` are in the order of a list.

    `all_rows`: before the filters, for what stands on top of the page.
    """

    unit: Agency | None
    rows: tuple[Row, ...]
    all_rows: tuple[Row, ...]
    counted_at: datetime
    above: tuple[Agency, ...] = ()
    tiles: tuple[Tile, ...] = ()
    levels: Mapping[int, str] = field(default_factory=lambda: LEVEL_WORDS)

    @property
    def provinces(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if is_province(row.agency))

    @property
    def others(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if not is_province(row.agency))

    @property
    def off_map(self) -> tuple[Row, ...]:
        on = {tile.at.agency.pk for tile in self.tiles}
        return tuple(row for row in self.all_rows if is_province(row.agency) and row.agency.pk not in on)

    def top(self) -> "Top":
        """The line on top: of the provinces at the top of the state, elsewhere of all rows."""
        rows = [row for row in self.all_rows if self.unit or is_province(row.agency)]
        return Top(
            len(rows), sum(r.figures.named for r in rows), sum(r.figures.granted for r in rows),
            sum(r.figures.own for r in rows), tuple(r for r in rows if r.state == NONE),
            sum(r.figures.bare for r in rows if r.state != IDLE), sum(r.lacking for r in rows),
        )  # fmt: skip


@dataclass(frozen=True)
class Top:
    """Units, focal points named and granted, administrators of the units themselves, units without anybody; in all
    that lies below too: units that nobody administers, and those that lack an officer."""

    units: int
    named: int
    granted: int
    admins: int
    without: tuple[Row, ...]
    bare: int
    lacking: int


def is_province(agency: Agency) -> bool:
    return agency.parent_id is None and (agency.role, agency.level) == (Role.COMMITTEE, Level.PROVINCE)


def own_trees(actor: Actor, on: date) -> tuple[bool, tuple[Agency, ...]]:
    """Whether the actor sees the whole state, and else the agencies whose subtrees they see. Raises NoUsersRight."""
    trees = check_users(actor)
    if STATE in trees:
        return True, ()
    return False, tuple(existing(on).filter(path__in=trees).order_by("path"))


def unit_of(actor: Actor, identifier: str, on: date) -> Agency:
    """A unit that the actor may see. Raises NoUsersRight, NoSuchAgency."""
    trees = check_users(actor)
    found = agency_by_identifier(identifier)
    there = found and found.valid_from <= on and (found.valid_to is None or found.valid_to > on)
    if found is None or not there or not any(inside(found.path, one) for one in trees):
        raise NoSuchAgency
    return found


def board(actor: Actor, unit: Agency | None, asked: Asked, *, at: datetime) -> Board:
    """The children of a unit, itself first; without a unit the top bodies, as they were last counted.

    Raises NoUsersRight, NoSuchAgency. Queries: the figures, the agencies, the reminders, the services.
    """
    on = at.astimezone(VIETNAM).date()
    trees = check_users(actor)
    if not any(inside(unit.path if unit else STATE, one) for one in trees):
        raise NoSuchAgency
    found, counted = coverage.kept(asked.subsystem) if unit is None else ({}, None)
    if counted is None:
        found, counted = coverage.count(unit, on, asked.subsystem), at
    agencies = _agencies(unit, on)
    if unit is None and not {one.pk for one in agencies} <= set(found):  # a body of today that nobody has counted yet
        found, counted = coverage.count(None, on, asked.subsystem), at
    rows = _rows(agencies, unit, found, asked)
    kept = tuple(row for row in rows if _wanted(row, asked))
    above = _above(unit, trees) if unit else ()
    return Board(unit, kept, rows, counted, above, () if unit else _tiles(rows))


def _agencies(unit: Agency | None, on: date) -> list[Agency]:
    below = existing(on).filter(parent=unit).select_related("unit").order_by("role", "level", "name_fold")
    return [*([unit] if unit else []), *below]


def _rows(
    agencies: Sequence[Agency], unit: Agency | None, found: Mapping[int, Figures], asked: Asked
) -> tuple[Row, ...]:
    sent = dict(
        Reminder.objects.filter(subsystem=asked.subsystem, agency__in=agencies)
        .values_list("agency")
        .annotate(last=Max("sent_at"))
    )
    return tuple(_row(one, found, asked, sent, alone=unit is not None and one.pk == unit.pk) for one in agencies)


def _row(
    agency: Agency, found: Mapping[int, Figures], asked: Asked, sent: Mapping[int, datetime], *, alone: bool
) -> Row:
    figures = found.get(0 if alone else agency.pk, NOTHING)
    address = reverse("administration:coverage_unit", args=[agency.identifier])
    lacking = figures.lacking(asked.service)
    needed = bool(figures.must) or agency.role != Role.MINISTRY
    said = state(own=figures.own, bare=figures.bare, lacking=lacking, needed=needed)
    return Row(agency, figures, said, lacking, sent.get(agency.pk), alone, address)


def _wanted(row: Row, asked: Asked) -> bool:
    words = fold(asked.text).split()
    named = f"{row.agency.name_fold} {row.agency.identifier.lower()}"
    return (not asked.gaps or row.gap) and all(word in named for word in words)


def _above(unit: Agency, trees: Sequence[str]) -> tuple[Agency, ...]:
    """The way down to a unit, as far as the actor sees it."""
    parts = [int(part) for part in unit.path.strip("/").split("/")[:-1]]
    found = Agency.objects.filter(pk__in=parts).order_by("path") if parts else ()
    return tuple(one for one in found if any(inside(one.path, tree_) for tree_ in trees))


@cache
def _places() -> Mapping[str, tuple[int, int, tuple[str, ...]]]:
    """Province code → column, row, label by lines, of the provinces of 2020."""
    path = settings.BASE_DIR / "data" / "administration" / "province_tiles.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        return {
            line["code"]: (int(line["column"]), int(line["row"]), tuple(line["label"].split("|")))
            for line in DictReader(lines)
        }


def _tiles(rows: Sequence[Row]) -> tuple[Tile, ...]:
    """The provinces that have a tile: those of before 1/7/2025. Codes were used again for others since."""
    places = _places()
    found = []
    for row in rows:
        unit = row.agency.unit
        if is_province(row.agency) and unit and unit.valid_to == date(2025, 7, 1) and unit.code in places:
            column, line, label = places[unit.code]
            found.append(Tile(column, line, label, row))
    return tuple(sorted(found, key=lambda tile: (tile.row, tile.column)))


def services(on: date, subsystem: str) -> list[tuple[str, str]]:
    """(slug, name) of the services that ask something of agencies in a subsystem."""
    wanted = {duty.service for duty in coverage.duties(on, subsystem=subsystem)}
    return [(version.slug, version.short_name) for version in live_services(on) if version.slug in wanted]
