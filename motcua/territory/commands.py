"""Loading the reference data."""

import csv
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import connection, transaction

from motcua.kernel.text import fold
from motcua.territory.models import Level, Succession, Unit
from motcua.territory.rules import short_name

# A parent is at the level that its code's length says: '51' a province, '533' a district.
_LEVEL_OF_LENGTH = {2: Level.PROVINCE, 3: Level.DISTRICT}
_FILES = ((Level.PROVINCE, "provinces.csv"), (Level.DISTRICT, "districts.csv"), (Level.COMMUNE, "communes.csv"))
_FIELDS = ("name", "name_fold", "short_fold", "kind", "parent", "valid_to")
_LOCK = 5_201_001

Key = tuple[str, str, date]


@dataclass(frozen=True)
class Counts:
    """Rows in force in the files after a load, and what the load changed."""

    provinces: int
    districts: int
    communes: int
    successions: int
    created: int
    updated: int


@transaction.atomic
def load(directory: Path, *, provinces: Collection[str] | None = None) -> Counts:
    """Brings units and successions to what the CSV files of `directory` say; ids stay, a second load changes nothing.

    `provinces`: codes before 1/7/2025; only they, their successors and what lies in them (for tests).
    Units that left the files are kept: dossiers may point to them.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    edges = [e for e in _rows(directory / "successions.csv") if provinces is None or e["predecessor"] in provinces]
    wanted = None if provinces is None else _chosen(edges)
    known: dict[Key, Unit] = {(u.level, u.code, u.valid_from): u for u in Unit.objects.order_by("pk")}
    counts: dict[str, int] = {}
    created = updated = 0
    for level, name in _FILES:
        units = list(_units(level, directory / name, known, wanted))
        new, changed = _sorted_out(units, known)
        Unit.objects.bulk_create(new, batch_size=2000)
        Unit.objects.bulk_update(changed, _FIELDS, batch_size=500)
        known.update(((u.level, u.code, u.valid_from), u) for u in new)
        counts[level], created, updated = len(units), created + len(new), updated + len(changed)
    _link(edges, known)
    return Counts(
        provinces=counts[Level.PROVINCE],
        districts=counts[Level.DISTRICT],
        communes=counts[Level.COMMUNE],
        successions=len(edges),
        created=created,
        updated=updated,
    )


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _chosen(edges: list[dict[str, str]]) -> set[Key]:
    before = {(Level.PROVINCE.value, e["predecessor"], date.fromisoformat(e["predecessor_from"])) for e in edges}
    after = {(Level.PROVINCE.value, e["successor"], date.fromisoformat(e["on"])) for e in edges}
    return before | after


def _units(level: str, path: Path, known: dict[Key, Unit], wanted: set[Key] | None) -> Iterator[Unit]:
    for row in _rows(path):
        since = date.fromisoformat(row["valid_from"])
        above: Key | None = (_LEVEL_OF_LENGTH[len(row["parent"])], row["parent"], since) if row["parent"] else None
        if wanted is not None:
            if (above or (level, row["code"], since)) not in wanted:
                continue
            wanted.add((level, row["code"], since))
        yield Unit(
            code=row["code"],
            name=row["name"],
            name_fold=fold(row["name"]),
            short_fold=fold(short_name(row["name"], row["kind"])),
            kind=row["kind"],
            level=level,
            parent=known[above] if above else None,
            valid_from=since,
            valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        )


def _sorted_out(units: list[Unit], known: dict[Key, Unit]) -> tuple[list[Unit], list[Unit]]:
    """(new, changed): rows of the files that the table lacks, and those that it has otherwise, with their ids."""
    new, changed = [], []
    for unit in units:
        old = known.get((unit.level, unit.code, unit.valid_from))
        if old is None:
            new.append(unit)
        elif _content(old) != _content(unit):
            unit.pk = old.pk
            changed.append(unit)
    return new, changed


def _content(unit: Unit) -> tuple[object, ...]:
    return unit.name, unit.name_fold, unit.short_fold, unit.kind, unit.parent_id, unit.valid_to


def _link(edges: list[dict[str, str]], known: dict[Key, Unit]) -> None:
    rows = []
    for edge in edges:
        on = date.fromisoformat(edge["on"])
        before = known[Level.PROVINCE, edge["predecessor"], date.fromisoformat(edge["predecessor_from"])]
        rows.append(Succession(predecessor=before, successor=known[Level.PROVINCE, edge["successor"], on], on=on))
    Succession.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["predecessor", "successor"], update_fields=["on"]
    )
