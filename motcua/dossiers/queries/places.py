"""Choosing an administrative unit, its province first: seven hundred districts are no list for a phone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from motcua.kernel.text import fold
from motcua.territory import queries as territory
from motcua.territory.models import Level, Unit
from motcua.territory.rules import NoUnit

_LONGEST = 18  # digits of an id


@dataclass(frozen=True)
class Places:
    """What can be chosen. `province`: the chosen one; `units` are those within it, of all provinces at that level.

    `changed`: the province is another one than that whose units the page showed, so they are still to be chosen from.
    """

    level: str
    provinces: Sequence[Unit]
    province: int | None
    units: Sequence[Unit]
    changed: bool = False

    @property
    def groups(self) -> list[tuple[str, list[Unit]]]:
        """The units under what lies between them and the province: communes by district; '' when nothing does."""
        found: dict[str, list[Unit]] = {}
        for unit in self.units:
            between = unit.parent if unit.parent_id != self.province else None
            found.setdefault(between.name if between else "", []).append(unit)
        return sorted(found.items(), key=lambda group: fold(group[0]))


def places(level: str, key: str, given: Mapping[str, Any], answer: object, *, on: date) -> Places:
    """What a page offers for the question `key`, after what was `given` on it, or else `answered` before.

    `given` has the unit under `key`, its province under `key`_tinh, and under `key`_cua the province whose units were
    shown. A unit alone is enough: its province follows from it.
    """
    provinces = territory.provinces(on)
    if level == Level.PROVINCE:
        return Places(level, provinces, None, provinces)
    known = {province.pk for province in provinces}
    if f"{key}_tinh" in given:
        province = _id(given[f"{key}_tinh"])
        shown = _id(given.get(f"{key}_cua")) if f"{key}_cua" in given else province
    else:
        province = shown = _province_of(_id(given.get(key) or answer))
    if province not in known:
        return Places(level, provinces, None, ())
    units = territory.units_within(level, province, on) if province else ()
    return Places(level, provinces, province, units, changed=shown != province)


def _id(value: object) -> int | None:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST else None


def _province_of(unit: int | None) -> int | None:
    try:
        return territory.province_of(territory.unit(unit)).pk if unit else None
    except NoUnit:
        return None
