"""Everything on the public page of a procedure, and the stamp that says when that page has changed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db import connection

from motcua.catalogue.models import ServiceVersion
from motcua.catalogue.queries import live_services
from motcua.kernel.errors import Missing
from motcua.procedures.models import AcceptanceOrder, DecisionItem, Procedure, ProcedureVersion
from motcua.procedures.queries.records import SHOWN, Whole, orders_in_force, public_of, public_versions, whole
from motcua.procedures.rules import codes, content
from motcua.procedures.rules.content import Content

# One statement tells whether a page that was made before still holds: a crowd asks for few procedures.
_STAMP = """
SELECT p.id, p.state,
  (SELECT string_agg(v.id || ':' || coalesce(v.public_to::text, ''), ',' ORDER BY v.id)
   FROM procedures_procedureversion v WHERE v.procedure_id IN (p.id, p.parent_id) AND v.public_from <= %(on)s),
  (SELECT max(i.id) || ':' || count(i.done_at) FROM procedures_decisionitem i WHERE i.procedure_id = p.id),
  (SELECT string_agg(o.id || coalesce(o.ended_at::text, ''), ',' ORDER BY o.id) FROM procedures_acceptanceorder o
   WHERE o.procedure_id IN (p.id, p.parent_id)),
  (SELECT count(*) || ':' || max(e.version_id) FROM procedures_searchentry e WHERE e.parent_id = p.id
   AND e.public_from <= %(on)s AND (e.public_to IS NULL OR e.public_to > %(on)s)),
  (SELECT string_agg(s.id || ':' || coalesce(s.valid_to::text, ''), ',' ORDER BY s.id) FROM catalogue_serviceversion s
   JOIN catalogue_procedure c ON c.id = s.procedure_id WHERE c.code = ANY(%(codes)s))
FROM procedures_procedure p WHERE p.code = %(code)s
"""
_PROVINCES = """
SELECT e.code, a.name FROM procedures_searchentry e
JOIN procedures_procedure p ON p.id = e.procedure_id JOIN agencies_agency a ON a.id = p.owner_id
WHERE e.parent_id = %s AND e.public_from <= %s AND (e.public_to IS NULL OR e.public_to > %s)
ORDER BY a.name_fold, e.code
"""


class NoProcedure(Missing):
    """Không có thủ tục mang mã {code} đang được công khai. Hãy xem lại mã, hoặc tìm bằng tên thủ tục."""


@dataclass(frozen=True)
class Wording:
    """One line of the history: a version, the decision that published it, and the fields in which it differs."""

    version: ProcedureVersion
    item: DecisionItem | None
    changed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """`version` is None while dossiers are only accepted under `order`. `current`: it is the wording of that day.

    `base`: the national content under a specialisation; `whole.own` names the fields that are the province's own.
    """

    record: Procedure
    version: ProcedureVersion | None
    whole: Whole
    current: bool
    base: Content | None = None
    order: AcceptanceOrder | None = None
    services: tuple[ServiceVersion, ...] = ()
    history: tuple[Wording, ...] = ()
    provinces: tuple[tuple[str, str], ...] = field(default=())


def stamp(code: str, on: date) -> str:
    """Changes when the page of that procedure does; empty for a code that nobody has."""
    with connection.cursor() as cursor:
        cursor.execute(_STAMP, {"code": code, "codes": _served(code), "on": on})
        row = cursor.fetchone()
    return "" if row is None else f"{on:%Y%m%d}|" + "|".join(str(part or "") for part in row)


def page(code: str, on: date, n: int | None = None) -> Page:
    """The wording of a day, or the n-th; after abolition the last one. Refuses with NoProcedure."""
    record = Procedure.objects.select_related("owner", "parent").filter(code=code).first()
    version = _version(record, on, n) if record else None
    order = orders_in_force(on).filter(procedure=record).order_by("id").first() if record else None
    if record is None or (version is None and (order is None or n is not None)):
        raise NoProcedure(code=code)
    if version is None:
        draft = Content(name=record.name, field_name=record.field_name)
        return Page(record, None, Whole(draft), current=True, order=order, services=_services(code, on))
    version.procedure = record
    shown = whole(version, on)
    return Page(
        record, version, shown, current=version.public_to is None or version.public_to > on,
        base=content.from_json(shown.parent.content) if shown.parent else None, order=None,
        services=_services(code, on), history=tuple(_history(record, on)), provinces=_provinces(record, on),
    )  # fmt: skip


def national(code: str, on: date) -> str:
    """The national procedure that stands for a province's code without a record of its own; empty for none."""
    parent = codes.parse(code).parent
    return parent if parent and public_of(parent, on) else ""


def _version(record: Procedure, on: date, n: int | None) -> ProcedureVersion | None:
    known = record.versions.filter(state__in=SHOWN, public_from__lte=on)
    if n is not None:
        return known.filter(n=n).first()
    shown = public_versions(on).filter(procedure=record).order_by("-n").first()
    if shown is None and record.state == Procedure.State.ABOLISHED:
        return known.order_by("-n").first()
    return shown


def _history(record: Procedure, on: date) -> Iterator[Wording]:
    """The newest first, from what is or was public."""
    versions = list(record.versions.filter(state__in=SHOWN, public_from__lte=on).order_by("-n"))
    items = DecisionItem.objects.filter(procedure=record, version__in=versions).select_related("decision__issued_by")
    by_version: dict[int, list[DecisionItem]] = {}
    for item in items.order_by("id"):
        by_version.setdefault(item.version_id or 0, []).append(item)
    told = [content.from_json(version.content) for version in versions]
    for place, version in enumerate(versions):
        before = told[place + 1] if place + 1 < len(told) else None
        changed = content.differences(before, told[place]) if before else ()
        published = [item for item in by_version.get(version.pk, []) if item.kind != "abolish"]
        ended = [item for item in by_version.get(version.pk, []) if item.kind == "abolish"]
        if ended:
            yield Wording(version, ended[-1])
        yield Wording(version, published[0] if published else None, changed)


def _services(code: str, on: date) -> tuple[ServiceVersion, ...]:
    wanted = set(_served(code))
    return tuple(version for version in live_services(on) if version.procedure.code in wanted)


def _served(code: str) -> list[str]:
    """A service of the national procedure serves the provinces too."""
    parent = codes.parse(code).parent
    return [code, parent] if parent else [code]


def _provinces(record: Procedure, on: date) -> tuple[tuple[str, str], ...]:
    if record.parent_id is not None:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(_PROVINCES, [record.pk, on, on])
        return tuple(cursor.fetchall())


def served_codes(on: date) -> dict[str, str]:
    """The codes of procedures that a service of this portal puts online on a day, and its slug."""
    return {version.procedure.code: version.slug for version in live_services(on)}
