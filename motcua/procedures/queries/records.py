"""What is published of a procedure on a day, whole, and whether dossiers of it may be accepted."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from motcua.procedures.models import AcceptanceOrder, Procedure, ProcedureVersion
from motcua.procedures.rules import codes, content
from motcua.procedures.rules.content import Content

SHOWN = (ProcedureVersion.State.PUBLISHED, ProcedureVersion.State.AMENDED, ProcedureVersion.State.ABOLISHED)


@dataclass(frozen=True)
class Whole:
    """The full content of a version. Of a province's specialisation, `parent` is the national version that it was laid
    over and `own` the fields in which it differs; else None and nothing."""

    content: Content
    own: frozenset[str] = frozenset()
    parent: ProcedureVersion | None = None


@dataclass(frozen=True)
class Public:
    """Dossiers are accepted because the procedure is published."""

    version: ProcedureVersion


@dataclass(frozen=True)
class Order:
    """Dossiers are accepted before publication, because a named order says so."""

    order: AcceptanceOrder


def public_versions(on: date) -> QuerySet[ProcedureVersion]:
    """The versions shown on a day. At most two of one procedure, then the higher `n` counts."""
    return ProcedureVersion.objects.filter(
        Q(public_to=None) | Q(public_to__gt=on), state__in=SHOWN, public_from__lte=on
    ).select_related("procedure__owner", "procedure__parent")


def public_of(code: str, on: date) -> ProcedureVersion | None:
    """What is published under exactly that code on that day; None before publication and after abolition."""
    return public_versions(on).filter(procedure__code=code).order_by("-n").first()


def whole(version: ProcedureVersion, on: date) -> Whole:
    """Everything that the version says, a specialisation laid over the national procedure as it stands on that day.

    When the national one is not published then, over its latest wording that ever was.
    """
    parent_id = version.procedure.parent_id
    if parent_id is None:
        return Whole(content.from_json(version.content))
    parent = parent_version(parent_id, on)
    base = content.from_json(parent.content) if parent else Content()
    return Whole(content.merged(base, version.content), frozenset(version.content), parent)


def parent_version(procedure: int, on: date) -> ProcedureVersion | None:
    """The national wording under a specialisation: of that day, else the latest that was ever published."""
    shown = public_versions(on).filter(procedure=procedure).order_by("-n").first()
    if shown is not None:
        return shown
    return ProcedureVersion.objects.filter(procedure=procedure, state__in=SHOWN).order_by("-n").first()


def orders_in_force(on: date) -> QuerySet[AcceptanceOrder]:
    """The orders under which dossiers are accepted on a day."""
    return AcceptanceOrder.objects.filter(Q(until=None) | Q(until__gt=on), since__lte=on, ended_at=None).select_related(
        "agency", "procedure"
    )


def may_accept(code: str, on: date) -> Public | Order | None:
    """Why dossiers of a procedure may be accepted on a day; None when they may not.

    A province that has no record of its own works under the national one.
    """
    for wanted in _with_national(code):
        if version := public_of(wanted, on):
            return Public(version)
        if order := orders_in_force(on).filter(procedure__code=wanted).order_by("id").first():
            return Order(order)
        if Procedure.objects.filter(code=wanted, state=Procedure.State.ABOLISHED).exists():
            return None
    return None


def _with_national(code: str) -> list[str]:
    try:
        parent = codes.parse(code).parent
    except ValueError:
        parent = ""
    return [code, parent] if parent else [code]
