"""Finding agencies: by identifier, by name, by role over a place; and what is below one."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from motcua.agencies.models import Agency, Role, Succession
from motcua.agencies.rules import NoAgency, NoSuchAgency
from motcua.kernel.codes import canonical_identifier
from motcua.kernel.text import fold
from motcua.territory.models import Level
from motcua.territory.queries import ancestor, unit

_MOST_STEPS = 10  # successors of successors
_SHORT = {
    "ubnd": "uy ban nhan dan",
    "bhxh": "bao hiem xa hoi",
    "nhcsxh": "ngan hang chinh sach xa hoi",
    "vpcp": "van phong chinh phu",
    "ldtbxh": "lao dong - thuong binh va xa hoi",
}


def agency(pk: int) -> Agency:
    """Raises NoSuchAgency."""
    found = Agency.objects.select_related("unit").filter(pk=pk).first()
    if found is None:
        raise NoSuchAgency
    return found


def agency_by_identifier(text: str) -> Agency | None:
    """By identifier in either spelling: 'H48' and '000.00.00.H48' are one agency. None for anything else."""
    try:
        identifier = canonical_identifier(text)
    except ValueError:
        return None
    return Agency.objects.select_related("unit").filter(identifier=identifier).first()


def resolve(role: str, level: str, unit_id: int, on: date) -> Agency:
    """The agency that has that role at that level, over the place: up from the unit to the level. Two queries.

    Of one that no longer exists, who took over its work: what began before a merger does not stop there.
    A role may name its sector: "department:labour", "ministry:finance". At "central" the place does not matter.
    Raises NoAgency, NoUnit.
    """
    role, _, sector = role.partition(":")
    here = unit(unit_id)
    over = None if level == Level.CENTRAL else ancestor(here, level)
    found = None
    if over is not None or level == Level.CENTRAL:
        wanted = {"role": role, "level": level, "unit": over, "sector": sector}
        found = existing(on).filter(**wanted).select_related("unit").order_by("pk").first()
        found = found or _heir_of(wanted, on)
    if found is None:
        raise NoAgency(
            role=_label(Role, role), level=_label(Level, level).lower(), place=here.name, day=f"{on:%d/%m/%Y}"
        )
    return found


def heir(agency: Agency, on: date) -> Agency | None:
    """Who has the work of an agency on a day: itself, its successor, that one's successor; None when nobody has."""
    for _ in range(_MOST_STEPS):
        if agency.valid_to is None or agency.valid_to > on:
            return agency
        step = Succession.objects.filter(former=agency, takes_work=True).select_related("successor__unit").first()
        if step is None:
            return None
        agency = step.successor
    return None


def search(text: str, on: date, limit: int = 20) -> list[Agency]:
    """Agencies whose identifier (either spelling) or name holds the text, accents or not: 'bhxh mo duc', 'H48.5'."""
    words = fold(text).split()
    if not words:
        return []
    folded = " ".join(_SHORT.get(word, word) for word in words)
    try:
        identifier = canonical_identifier(text)
    except ValueError:
        identifier = ""
    named = Q()
    for word in folded.split():
        named &= Q(name_fold__contains=word)
    coded = Q(identifier__startswith=text.strip().upper()) | Q(identifier=identifier)
    rank = Case(
        When(identifier=identifier, then=Value(0)),
        When(name_fold=folded, then=Value(1)),
        When(name_fold__endswith=folded, then=Value(2)),
        When(name_fold__contains=folded, then=Value(3)),
        default=Value(4),
        output_field=IntegerField(),
    )
    return list(existing(on).filter(coded | named).order_by(rank, "path")[:limit])


def subtree_ids(agency_id: int) -> list[int]:
    """The agency and all below it. Empty when there is no such agency."""
    path = Agency.objects.filter(pk=agency_id).values_list("path", flat=True).first()
    if path is None:
        return []
    return list(Agency.objects.filter(path__startswith=path).order_by("path").values_list("pk", flat=True))


def existing(on: date) -> QuerySet[Agency]:
    """The agencies that exist on a day."""
    return Agency.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on)


def _heir_of(wanted: Mapping[str, object], on: date) -> Agency | None:
    former = Agency.objects.filter(**wanted, valid_to__lte=on).order_by("-valid_to", "pk").first()
    return heir(former, on) if former else None


def _label(choices: type[Role] | type[Level], value: str) -> str:
    return str(dict(choices.choices).get(value, value))
