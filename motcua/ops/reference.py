"""Reference data and the file checks behind the command line."""

import csv
from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from pathlib import Path

from motcua.calendar import rules as calendar
from motcua.catalogue import rules as catalogue_rules
from motcua.catalogue.rules import lists
from motcua.catalogue.rules.service import Service
from motcua.files.rules import tables
from motcua.kernel.errors import Refusal
from motcua.shell.clock import VIETNAM

ROOT = Path(__file__).resolve().parent.parent.parent
DATA = ROOT / "data"
SERVICES = ROOT / "services"


class UnknownAgency(Refusal):
    """Không có cơ quan nào mang mã định danh “{identifier}”. Mã có dạng H48.01 hoặc 000.00.01.H48."""


class UnknownService(Refusal):
    """Không có dịch vụ “{code}”. Các dịch vụ hiện có: {known}."""


def load() -> Iterator[tuple[str, object]]:
    """Load everything, lowest room first; yields the name and counts of each part as it is done."""
    from django.db import connection

    from motcua.agencies import commands as agencies
    from motcua.calendar import commands as holidays
    from motcua.catalogue import commands as catalogue
    from motcua.kernel.actor import SYSTEM
    from motcua.procedures.commands import loading
    from motcua.shell.clock import now
    from motcua.territory import commands as territory

    yield "calendar", holidays.load(DATA / "calendar")
    yield "territory", territory.load(DATA / "territory")
    yield "agencies", agencies.load(DATA / "agencies")
    with connection.cursor() as cursor:  # plans made while the tables were empty would read them row by row
        cursor.execute("ANALYZE territory_unit, agencies_agency")
    yield "services", len(catalogue.load(SERVICES, by=SYSTEM, at=now()))
    yield "procedures", loading.load(DATA / "procedures", at=now())


def due(start: datetime, term: str, agency: str | None) -> tuple[datetime, list[str]]:
    """The due time of a term and a line for each day. Without an agency no database is needed."""
    hours = calendar.STANDARD
    if agency:
        from motcua.agencies.queries import agency_by_identifier

        found_agency = agency_by_identifier(agency)
        if found_agency is None:
            raise UnknownAgency(identifier=agency)
        hours = calendar.hours_from(found_agency.hours)
    moment = start.replace(tzinfo=VIETNAM) if start.tzinfo is None else start
    found = calendar.due(moment, calendar.Term.parse(term), working_calendar(hours))
    days = [f"{d.day:%Y-%m-%d}  {'counted' if d.counted else 'skipped'}  {d.why}" for d in found.days]
    return found.at, days


def check_list(file: Path, code: str) -> lists.Checked:
    """The rows and problems of a worker list, as the portal would find them. Raises the reader's refusals."""
    spec = _service(code).lists[0]
    content = file.read_bytes()
    looks = partial(lists.looks_right, spec=spec)
    most = spec.max_mb * 1024 * 1024
    table = tables.read(content, file.name, max_rows=spec.max_rows, max_bytes=most, wanted=looks)
    return lists.check(table.rows, spec, remarks=table.remarks)


def _service(code: str) -> Service:
    known = []
    for path in sorted(SERVICES.glob("*.yaml")):
        service = catalogue_rules.parse(path.read_text(encoding="utf-8")).service
        if service and code in (service.slug, service.procedure.code):
            return service
        known.append(service.slug if service else path.stem)
    raise UnknownService(code=code, known=", ".join(known))


def working_calendar(hours: calendar.Hours) -> calendar.Calendar:
    """The calendar of the files, for agencies with these hours; no database is needed."""
    return calendar.Calendar(holidays=_days("holidays.csv"), worked=_days("worked_days.csv"), hours=hours)


def _days(name: str) -> dict[date, str]:
    with (DATA / "calendar" / name).open(encoding="utf-8", newline="") as lines:
        return {date.fromisoformat(line["day"]): line["name"] for line in csv.DictReader(lines)}
