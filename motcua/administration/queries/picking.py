"""Picking a unit: by identifier or name, or walking the tree; what lies outside the actor's subtrees says why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from motcua.administration.rules.users import check_users
from motcua.agencies.models import Agency
from motcua.agencies.queries import existing, search
from motcua.agencies.rules import NotYourAgency
from motcua.agencies.rules.rights import STATE, inside
from motcua.kernel.actor import Actor

MOST = 30


@dataclass(frozen=True)
class Unit:
    """An agency to pick. `why`: why the actor may not; `below`: whether there are others under it."""

    agency: Agency
    why: str = ""
    below: bool = False


@dataclass(frozen=True)
class Picking:
    """What the search found, or the children of the agency at which the tree stands, and the way to it."""

    text: str
    units: tuple[Unit, ...]
    at: Agency | None
    way: tuple[Agency, ...]
    more: bool


def picking(actor: Actor, on: date, *, text: str = "", under: int = 0) -> Picking:
    """Raises NoUsersRight. Four queries or fewer."""
    trees = check_users(actor)
    if text:
        found = search(text, on, MOST + 1)
        return Picking(text, _units(found[:MOST], trees, on), None, (), len(found) > MOST)
    here = existing(on).filter(pk=under).first() if under else None
    if here is None or not _mine(here, trees):
        roots = existing(on).filter(parent=None) if STATE in trees else existing(on).filter(path__in=trees)
        return Picking("", _units(list(roots.order_by("identifier")), trees, on), None, (), False)
    above = [int(part) for part in here.path.split("/") if part]
    way = [one for one in Agency.objects.filter(pk__in=above).order_by("path") if _mine(one, trees)]
    children = existing(on).filter(parent=here).order_by("role", "identifier")
    return Picking("", _units([here, *children], trees, on), here, tuple(way), False)


def _units(found: Sequence[Agency], trees: Sequence[str], on: date) -> tuple[Unit, ...]:
    parents = set(existing(on).filter(parent__in=[one.pk for one in found]).values_list("parent", flat=True))
    return tuple(
        Unit(one, "" if _mine(one, trees) else str(NotYourAgency(agency=one.name)), one.pk in parents) for one in found
    )


def _mine(agency: Agency, trees: Sequence[str]) -> bool:
    return any(inside(agency.path, tree) for tree in trees)
