"""Who holds what in a subtree now, in the letters' layouts."""

from datetime import date

from django.db.models import Q

from motcua.administration.rules.rosters import Kind, Line
from motcua.administration.rules.users import check_users
from motcua.agencies.models import Grant
from motcua.agencies.queries import in_force
from motcua.agencies.rules.rights import STATE, SYSTEM
from motcua.identity.queries import id_number
from motcua.kernel.actor import Actor
from motcua.kernel.text import masked

MOST = 5000


def current(actor: Actor, kind: Kind, on: date) -> list[Line]:
    """Everybody in the actor's subtrees who holds a right now: administrators (focal), or rights to work, by unit.

    In the layout of additions one line for each subsystem. Numbers are masked.
    """
    where = Q(pk__in=[])
    for tree in check_users(actor):
        where |= Q() if tree == STATE else Q(membership__agency__path__startswith=tree)
        if tree == STATE:
            where = Q()
            break
    rows = Grant.objects.filter(in_force(on), where, level__isnull=kind != "focal")
    if kind == "focal":
        rows = rows.exclude(subsystem=SYSTEM)
    rows = rows.select_related("membership__person", "membership__agency")
    found: dict[tuple[int, str], Line] = {}
    for grant in rows.order_by("membership__agency__path", "membership__person__name_fold", "membership", "subsystem"):
        subsystem = grant.subsystem if kind == "add" else ""
        key = (grant.membership_id, subsystem)
        if key not in found and len(found) < MOST:
            found[key] = _line(grant, kind, subsystem, len(found) + 1)
    return list(found.values())


def _line(grant: Grant, kind: Kind, subsystem: str, n: int) -> Line:
    place = grant.membership
    return Line(
        n=n,
        body=place.agency.name if kind == "focal" else "",
        subsystem=subsystem,
        name=place.person.name,
        unit=place.office if kind == "focal" else place.agency.name,
        title=place.title,
        id_number=masked(id_number(place.person)),
        granted=kind == "focal",
    )
