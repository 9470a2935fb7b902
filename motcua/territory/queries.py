"""Reads of administrative units. Every list asks for a date: units and their codes change."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from motcua.kernel.text import fold, tidy
from motcua.territory.models import Level, Unit
from motcua.territory.rules import NoUnit, NoUnitWithCode


def units_at(level: str, parent: int | None, on: date) -> list[Unit]:
    """The units of a level on that day, in alphabetical order; only those directly under `parent`, if given."""
    found = _on(on).filter(level=level)
    return list(found.filter(parent=parent) if parent is not None else found)


def units_within(level: str, province_id: int, on: date) -> list[Unit]:
    """The units of a level in a province, whatever lies between them."""
    return list(_on(on).filter(Q(parent=province_id) | Q(parent__parent=province_id), level=level))


def provinces(on: date) -> list[Unit]:
    """63 before 1/7/2025, 34 since."""
    return units_at(Level.PROVINCE, None, on)


def districts_of(province_id: int, on: date) -> list[Unit]:
    """Empty since 1/7/2025, when the level was abolished."""
    return units_at(Level.DISTRICT, province_id, on)


def communes_of(parent_id: int, on: date) -> list[Unit]:
    """Those of a district; since 1/7/2025, of a province."""
    return units_at(Level.COMMUNE, parent_id, on)


def unit(pk: int) -> Unit:
    """With its parents loaded. Raises NoUnit."""
    found = Unit.objects.select_related("parent__parent").filter(pk=pk).first()
    if found is None:
        raise NoUnit
    return found


def unit_by_code(level: str, code: str, on: date) -> Unit:
    """A code means something only on a day: 15 was Yên Bái, since 1/7/2025 it is Lào Cai. Raises NoUnitWithCode."""
    found = _on(on).filter(level=level, code=code).first()
    if found is None:
        raise NoUnitWithCode(code=code, day=f"{on:%d/%m/%Y}")
    return found


def search(text: str, level: str, on: date, limit: int = 20) -> list[Unit]:
    """Units whose name contains the text, with or without accents and kind. Exact names first, then beginnings."""
    typed, folded = tidy(text), fold(text)
    if not folded:
        return []
    rank = Case(
        When(Q(name__iexact=typed) | Q(short_fold=folded, name__iendswith=typed), then=Value(0)),
        When(Q(name_fold=folded) | Q(short_fold=folded), then=Value(1)),
        When(name__icontains=typed, short_fold__startswith=folded, then=Value(2)),
        When(short_fold__startswith=folded, then=Value(3)),
        When(name__icontains=typed, then=Value(4)),
        default=Value(5),
        output_field=IntegerField(),
    )
    found = _on(on).filter(level=level, name_fold__contains=folded)
    return list(found.order_by(rank, "short_fold", "code")[:limit])


def ancestor(unit: Unit, level: str) -> Unit | None:
    """The unit itself or the one above it at that level. No query for units that come from this module."""
    here: Unit | None = unit
    while here is not None and here.level != level:
        here = here.parent
    return here


def province_of(unit: Unit) -> Unit:
    """Raises NoUnit when nothing above it is a province."""
    found = ancestor(unit, Level.PROVINCE)
    if found is None:
        raise NoUnit
    return found


def paths(unit_ids: Iterable[int]) -> dict[int, str]:
    """id → 'Xã Đức Nhuận, Huyện Mộ Đức, Tỉnh Quảng Ngãi', in one query."""
    found = Unit.objects.select_related("parent__parent").filter(pk__in=set(unit_ids)).order_by("pk")
    return {u.pk: path(u) for u in found}


def path(unit: Unit) -> str:
    """The address below the country, smallest unit first."""
    names: list[str] = []
    here: Unit | None = unit
    while here is not None:
        names.append(here.name)
        here = here.parent
    return ", ".join(names)


def successors(unit_id: int) -> list[Unit]:
    """What the unit became (provinces only; a province that went on alone became its own new row)."""
    return list(Unit.objects.filter(origins__predecessor=unit_id).order_by("short_fold"))


def predecessors(unit_id: int) -> list[Unit]:
    """The units that became (part of) this one."""
    return list(Unit.objects.filter(successions__successor=unit_id).order_by("short_fold"))


def _on(day: date) -> QuerySet[Unit]:
    lasts = Q(valid_to__isnull=True) | Q(valid_to__gt=day)
    in_force = Unit.objects.filter(lasts, valid_from__lte=day)
    return in_force.select_related("parent__parent").order_by("short_fold", "code")
