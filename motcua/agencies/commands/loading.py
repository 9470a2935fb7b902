"""Loading the agency tree."""

import csv
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import connection, transaction
from django.db.models import Q

from motcua.agencies.commands.tree import lock_tree
from motcua.agencies.models import Agency, UnitChange
from motcua.agencies.rules import Central, Department, Draft, Place, Province, drafts
from motcua.kernel.codes import canonical_identifier, legacy_identifier
from motcua.kernel.text import fold
from motcua.territory.models import Unit

Key = tuple[object, ...]
# What the files say. Hours and the template of dossier codes belong to the agency once it exists.
_FIELDS = (
    "identifier", "legacy_identifier", "name", "name_fold", "role", "level", "sector", "unit", "parent", "path",
    "place", "confirmed", "valid_from", "valid_to",
)  # fmt: skip

_COMPARED = tuple(f"{name}_id" if name in ("unit", "parent") else name for name in _FIELDS)


@dataclass(frozen=True)
class Counts:
    """Agencies by role and level after a load, and what the load changed."""

    agencies: dict[str, int]
    created: int
    updated: int

    @property
    def total(self) -> int:
        return sum(self.agencies.values())


@transaction.atomic
def load(directory: Path, *, provinces: Collection[str] | None = None) -> Counts:
    """Brings the tree to what the lists of `directory` and the units say; ids stay, a second load changes nothing.

    `provinces`: identifiers ("H48") of the provinces wanted, with the whole centre (for tests). Agencies that left the
    lists are kept: dossiers may point to them. What was changed by order stays as ordered. Raises TerritoryFirst.
    """
    lock_tree()
    wanted = [p for p in _provinces(directory / "provinces.csv") if provinces is None or p.identifier in provinces]
    plan = list(
        drafts(
            _central(directory / "central.csv"),
            wanted,
            [Department(**row) for row in _rows(directory / "departments.csv")],
            _places({p.code for p in wanted}, {p.valid_from for p in wanted}),
        )
    )
    known = {_key(a): a for a in Agency.objects.order_by("pk")}
    new, changed = _sorted_out(plan, known)
    Agency.objects.bulk_create(new, batch_size=2000)
    Agency.objects.bulk_update(changed, _FIELDS, batch_size=500)
    return Counts(agencies=_counted(plan), created=len(new), updated=len(changed))


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _central(path: Path) -> Iterator[Central]:
    for row in _rows(path):
        yield Central(
            identifier=canonical_identifier(row["identifier"]),
            name=row["name"],
            role=row["role"],
            sector=row["sector"],
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            confirmed=row["confirmed"] == "yes",
        )


def _provinces(path: Path) -> Iterator[Province]:
    for row in _rows(path):
        yield Province(
            identifier=canonical_identifier(row["identifier"]),
            code=row["province"],
            valid_from=date.fromisoformat(row["valid_from"]),
            name=row["name"],
            confirmed=row["confirmed"] == "yes",
        )


def _places(codes: set[str], since: set[date]) -> list[Place]:
    """The wanted provinces and all that lies in them, by code."""
    roots = Unit.objects.filter(level="province", code__in=codes, valid_from__in=since).values("pk")
    inside = Q(pk__in=roots) | Q(parent__in=roots) | Q(parent__parent__in=roots)
    fields = ("pk", "code", "name", "kind", "parent_id", "valid_from", "valid_to")
    return [Place(*row) for row in Unit.objects.filter(inside).order_by("code", "pk").values_list(*fields)]


def _key(agency: Agency) -> Key:
    """What makes it the same agency: role and place, so that an identifier can be corrected; at the centre, that."""
    if agency.unit_id is None:
        return (agency.identifier,)
    return agency.role, agency.level, agency.unit_id, agency.sector, agency.valid_from


def _sorted_out(plan: list[Draft], known: dict[Key, Agency]) -> tuple[list[Agency], list[Agency]]:
    """(new, changed), with ids: a path is made of ids, so those of new agencies are drawn beforehand."""
    planned = [(draft, _built(draft)) for draft in plan]
    fresh = _new_ids(sum(_key(agency) not in known for _, agency in planned))
    ordered = set(UnitChange.objects.filter(dropped_at=None).values_list("agency", flat=True))
    trail: dict[str, Agency] = {}
    new, changed = [], []
    for draft, agency in planned:
        old, parent = known.get(_key(agency)), trail.get(draft.parent)
        if old is not None and old.pk in ordered:
            trail[draft.identifier] = old
            continue
        agency.pk = old.pk if old else next(fresh)
        agency.parent_id = parent.pk if parent else None
        agency.path = f"{parent.path if parent else '/'}{agency.pk}/"
        trail[draft.identifier] = agency
        if old is None:
            new.append(agency)
        elif _content(old) != _content(agency):
            changed.append(agency)
    return new, changed


def _new_ids(n: int) -> Iterator[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('agencies_agency', 'id')) FROM generate_series(1, %s)", [n]
        )
        return iter([pk for (pk,) in cursor.fetchall()])


def _built(draft: Draft) -> Agency:
    return Agency(
        identifier=draft.identifier,
        legacy_identifier=legacy_identifier(draft.identifier),
        name=draft.name,
        name_fold=fold(draft.name),
        role=draft.role,
        level=draft.level,
        sector=draft.sector,
        unit_id=draft.unit,
        place=draft.place,
        code_template=draft.code_template,
        confirmed=draft.confirmed,
        valid_from=draft.valid_from,
        valid_to=draft.valid_to,
    )


def _content(agency: Agency) -> tuple[object, ...]:
    return tuple(getattr(agency, name) for name in _COMPARED)


def _counted(plan: list[Draft]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for draft in plan:
        key = f"{draft.role}/{draft.level}"
        counts[key] = counts.get(key, 0) + 1
    return counts
