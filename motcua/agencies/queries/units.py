"""Agencies as they change: what is below one, what is ordered, who follows it, whose rights a change touches."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Length

from motcua.agencies.models import Agency, Grant, Role, Succession, UnitChange
from motcua.agencies.queries.finding import existing
from motcua.agencies.queries.rights import held
from motcua.agencies.rules.rights import STATE
from motcua.agencies.rules.units import Reaching, Shift, shift, trail


@dataclass(frozen=True)
class Effects:
    """What a move does to rights: who gains the moved agencies, who loses them, whose right must end.

    `agencies`: how many move. `digest` names exactly this.
    """

    gain: tuple[Grant, ...]
    lose: tuple[Grant, ...]
    stranded: tuple[Grant, ...]
    agencies: int
    digest: str


def below(agency: Agency, on: date) -> list[Agency]:
    """What stands directly under it on a day, by name."""
    return list(existing(on).filter(parent=agency).order_by("name_fold", "pk"))


def above(agency: Agency) -> list[Agency]:
    """From the top body down to what it stands under."""
    found = Agency.objects.in_bulk([pk for pk in trail(agency.path) if pk != agency.pk])
    return [found[pk] for pk in trail(agency.path) if pk in found]


def longest_path(path: str) -> int:
    """How long the longest path in a subtree is."""
    longest = Agency.objects.filter(path__startswith=path).aggregate(longest=Max(Length("path")))["longest"]
    return int(longest or 0)


def changes_of(agency: Agency) -> list[UnitChange]:
    """Its orders, the latest first."""
    whole = UnitChange.objects.filter(agency=agency).select_related("parent", "former_parent", "ordered_by")
    return list(whole.order_by("-on", "-pk"))


def name_on(agency: Agency, on: date) -> str:
    """How the agency was called on a day."""
    later = UnitChange.objects.filter(agency=agency, kind=UnitChange.Kind.RENAME, done_at__isnull=False, on__gt=on)
    first = later.order_by("on", "pk").first()
    return first.former_name if first else agency.name


def due_changes(on: date) -> list[int]:
    """The orders whose day has come, in the order in which they take effect."""
    found = UnitChange.objects.filter(done_at=None, dropped_at=None, on__lte=on)
    return list(found.order_by("on", "pk").values_list("pk", flat=True))


def successors(agency: Agency) -> list[Succession]:
    """Who takes its place; first the one that takes over the work."""
    found = Succession.objects.filter(former=agency).select_related("successor")
    return list(found.order_by("-takes_work", "pk"))


def predecessors(agency: Agency) -> list[Succession]:
    """In whose place it stands."""
    return list(Succession.objects.filter(successor=agency).select_related("former").order_by("on", "pk"))


def touched(paths: Sequence[str]) -> list[Grant]:
    """The rights that have not ended whose scope lies in one of the subtrees or above it, with all that they name."""
    over = {pk for path in paths for pk in trail(path)}
    inside = Q(scope__in=over)
    for path in paths:
        inside |= Q(scope__path__startswith=path)
    return list(whole(Grant.objects.filter(inside, ended_at=None)).order_by("pk"))


def reaching(grant: Grant) -> Reaching:
    """A right as the rules of moving know it."""
    right, agency = held(grant), grant.membership.agency
    far = STATE if agency.role == Role.GOVERNMENT_OFFICE else agency.path
    return Reaching(grant.pk, right.subsystem, right.right, right.level, right.path, far)


def rights_at(formers: Collection[int]) -> list[Grant]:
    """The rights that have not ended of whoever works in one of these agencies, or over one of them."""
    there = Q(scope__in=formers) | Q(membership__agency__in=formers)
    return list(whole(Grant.objects.filter(there, ended_at=None, stands_for=None)).order_by("membership", "pk"))


def until_of(grant: Grant, former: Agency) -> date | None:
    """The first day without a right at a successor: what ended only because its agency does, has no end there."""
    return None if grant.until == former.valid_to else grant.until


def whole(grants: QuerySet[Grant]) -> QuerySet[Grant]:
    """With all that is said of a right."""
    return grants.select_related("membership__person", "membership__agency", "scope")


def effects(agency: Agency, parent: Agency, today: date) -> Effects:
    """What it would do to the rights that count now or later if the agency came under the parent. Two queries."""
    found = {grant.pk: grant for grant in touched([agency.path, parent.path]) if not _past(grant, today)}
    done: Shift = shift(map(reaching, found.values()), agency.path, parent.path)
    count = Agency.objects.filter(path__startswith=agency.path).count()
    text = f"{agency.path} {parent.path} {done} {count}"
    gain, lose, stranded = (tuple(found[pk] for pk in ids) for ids in (done.gain, done.lose, done.stranded))
    return Effects(gain, lose, stranded, count, sha256(text.encode()).hexdigest()[:16])


def _past(grant: Grant, today: date) -> bool:
    ends = [day for day in (grant.until, grant.membership.until) if day is not None]
    return any(day <= today for day in ends)
