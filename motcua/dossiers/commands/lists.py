"""The worker list: uploaded whole, or typed row by row."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial

import psycopg.types.json
from django.db import connection, transaction
from django.db.models import F, Max, Q

from motcua.catalogue.queries import service_of
from motcua.catalogue.rules import lists
from motcua.catalogue.rules.claims import months_later
from motcua.catalogue.rules.service import ListSpec
from motcua.dossiers import queries
from motcua.dossiers.models import Dossier, Row
from motcua.dossiers.rules import NotNow, Status, check_filer
from motcua.files.commands import keep
from motcua.files.rules import tables
from motcua.journal.commands import record
from motcua.kernel.actor import Actor
from motcua.kernel.errors import Invalid, Missing, Refusal
from motcua.kernel.text import fold
from motcua.shell.vault import blind_all, seal_json

_COLUMNS = (
    "dossier_id, n, line, name, name_fold, sealed, id_index, bhxh_index, since, until, months, amount, problems, "
    "verdict, reason, verdict_by, struck, granted, corrected"
)


class NoListHere(Missing):
    """Dịch vụ này không có danh sách kèm theo."""


class ListFull(Refusal):
    """Danh sách đã có {most} người, là mức nhiều nhất của một hồ sơ. Hãy lập thêm một hồ sơ cho những người còn lại."""


def upload_list(pk: int, name: str, content: bytes, *, by: Actor, at: datetime) -> Dossier:
    """Read, check and keep a filled template (Mẫu 01) in place of the draft's list; rows with problems are kept too.

    Reading and checking happen before the transaction. Refusals: those of files.rules.tables and of the header search;
    NotNow when the dossier is no longer a draft. On a refusal the former list stands.
    """
    check_filer(by)
    dossier = Dossier.objects.select_related("version").get(pk=pk)
    _check_draft(dossier)
    spec = list_spec(dossier)
    looks = partial(lists.looks_right, spec=spec)
    table = tables.read(content, name, max_rows=spec.max_rows, max_bytes=spec.max_mb * 1024 * 1024, wanted=looks)
    checked = lists.check(table.rows, spec, remarks=table.remarks)
    lines = _renumbered(checked, spec)
    with transaction.atomic():
        dossier = queries.locked(pk)
        _check_draft(dossier)
        dossier.list_file = keep(name, content, by=by, at=at, allowed=("xlsx", "xls", "ods", "csv"))
        dossier.list_remarks = list(checked.remarks)
        Row.objects.filter(dossier=dossier).delete()
        _insert(dossier, spec, checked.rows, lines)
        _summarise(dossier, at)
        record(
            "dossier.list_uploaded", dossier.subject, by=by, at=at,
            sha256=dossier.list_file.sha256, people=dossier.people, problems=dossier.list_problems,
        )  # fmt: skip
    return dossier


@transaction.atomic
def save_row(pk: int, n: int | None, values: Mapping[str, str], *, by: Actor, at: datetime) -> Row:
    """Correct row `n`, or add one at the end when None. A corrected row that still has problems is kept with them.

    While a supplement that asks for the list is awaited, rows that were not confirmed may be corrected: they are to be
    confirmed anew. Raises NotNow, NoSuchRow, ListFull, Invalid (column → what is wrong with a new row, not kept).
    """
    check_filer(by)
    dossier = queries.locked(pk)
    spec = list_spec(dossier)
    before = queries.row(dossier, n).row if n is not None else None
    round_ = _editable_in(dossier, before)
    if before is None and dossier.people >= spec.max_rows:
        raise ListFull(most=f"{spec.max_rows:,}".replace(",", "."))
    number = n or (Row.objects.filter(dossier=dossier).aggregate(last=Max("n"))["last"] or 0) + 1
    checked = lists.check_row(dict(values), spec, n=number)
    if before is None and checked.problems:
        raise Invalid({p.column: p.message for p in reversed(checked.problems)})
    Row.objects.filter(dossier=dossier, n=number).delete()
    _insert(dossier, spec, [checked], [before.line if before else None], corrected=round_)
    now = Row.objects.get(dossier=dossier, n=number)
    _recheck_duplicates(dossier, spec, [found for found in (before, now) if found])
    _summarise(dossier, at)
    record("dossier.row_saved", dossier.subject, by=by, at=at, row=number)
    return Row.objects.get(dossier=dossier, n=number)


@transaction.atomic
def remove_row(pk: int, n: int, *, by: Actor, at: datetime) -> None:
    """Take a row out of the draft's list. Twice is as good as once.

    Raises NotNow once the list was handed in: a person who was not confirmed stays there, with the reason.
    """
    check_filer(by)
    dossier = queries.locked(pk)
    _check_draft(dossier)
    gone = Row.objects.filter(dossier=dossier, n=n).first()
    if gone is not None:
        Row.objects.filter(dossier=dossier, n=n).delete()
        _recheck_duplicates(dossier, list_spec(dossier), [gone])
        _summarise(dossier, at)
        record("dossier.row_removed", dossier.subject, by=by, at=at, row=n)


@transaction.atomic
def clear_list(pk: int, *, by: Actor, at: datetime) -> None:
    """Empty the draft's list, to begin anew."""
    check_filer(by)
    dossier = queries.locked(pk)
    _check_draft(dossier)
    Row.objects.filter(dossier=dossier).delete()
    dossier.list_file = None
    dossier.list_remarks = []
    _summarise(dossier, at)
    record("dossier.list_cleared", dossier.subject, by=by, at=at)


def list_spec(dossier: Dossier) -> ListSpec:
    """The one list of the dossier's service, with the đồng per month of this dossier's answers. Raises NoListHere."""
    specs = service_of(dossier.version).lists
    if not specs:
        raise NoListHere
    return queries.spec_for(dossier, specs[0])


def price_anew(dossier: Dossier) -> None:
    """After an answer that the rate hangs on was changed: every sound row, in one statement."""
    spec = list_spec(dossier)
    if spec.amount_by and dossier.people:
        sound = Row.objects.filter(dossier=dossier, problems=[])
        sound.update(amount=F("months") * spec.amount_per_month)
        dossier.amount = queries.counts(dossier)["asked"]


def _check_draft(dossier: Dossier) -> None:
    if dossier.status != Status.DRAFT:
        raise NotNow(status=Status(dossier.status).label.lower())


def _editable_in(dossier: Dossier, row: Row | None) -> int:
    """The supplement in which the row (None: a new one) may be changed, 0 for a draft. Raises NotNow."""
    if dossier.status == Status.DRAFT:
        return 0
    asked = queries.current_supplement(dossier)
    if row is None or asked is None or not queries.correctable(row, asked):
        raise NotNow(status=Status(dossier.status).label.lower())
    return asked.n


def _renumbered(checked: lists.Checked, spec: ListSpec) -> list[int | None]:
    """Count the rows 1, 2, 3 … as the pages show them, messages about duplicates too; returns their lines in it."""
    lines: list[int | None] = [row.n for row in checked.rows]
    for n, row in enumerate(checked.rows, start=1):
        row.n = n
    if any(code == "duplicate" for _, code in checked.counts):
        lists.recheck_duplicates(checked.rows, spec)
    return lines


def _insert(
    dossier: Dossier, spec: ListSpec, rows: Sequence[lists.Row], lines: Sequence[int | None], *, corrected: int = 0
) -> None:
    """COPY, because a list may have 20,000 rows: an INSERT of that size costs several times as much."""
    ids = _indexes([row.values.get(spec.identity, "") for row in rows], "id")
    books = _indexes([row.values.get(spec.secondary, "") for row in rows], "bhxh")
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY dossiers_row ({_COLUMNS}) FROM STDIN (FORMAT BINARY)") as copy,
    ):
        copy.set_types(
            ["int8", "int4", "int4", "varchar", "varchar", "bytea", "bytea", "bytea", "date", "date", "int2", "int8",
             "jsonb", "varchar", "varchar", "varchar", "bool", "bool", "int2"]
        )  # fmt: skip
        for row, line, id_index, book in zip(rows, lines, ids, books, strict=True):
            copy.write_row((*_record(dossier, spec, row, line, id_index, book), corrected))


def _record(  # noqa: PLR0917 - the parts of a row
    dossier: Dossier, spec: ListSpec, row: lists.Row, line: int | None, id_index: bytes | None, book: bytes | None
) -> tuple[object, ...]:
    name = row.values.get(spec.name, "")[:200]
    since, until = _period(row, spec)
    months, amount = (0, 0) if row.problems else (row.months, row.amount)
    return (
        dossier.pk, row.n, line, name, fold(name), seal_json(row.values, purpose="row"), id_index, book, since, until,
        months, amount, psycopg.types.json.Jsonb(_problems(row)),
        "", "", "", False, False,
    )  # fmt: skip


def _indexes(numbers: Sequence[str], purpose: str) -> list[bytes | None]:
    """Blind indexes, None for what is not a whole number."""
    found = blind_all(numbers, purpose=purpose)
    return [index if number.isdigit() else None for number, index in zip(numbers, found, strict=True)]


def _recheck_duplicates(dossier: Dossier, spec: ListSpec, changed: Sequence[Row]) -> None:
    """After a change of one row (`changed`: as it was, as it is), who stands in the list twice is found anew.

    Only the rows that share a number with it, or were duplicates, can be concerned: a list may have 20,000 rows, and
    each looked at must be unsealed.
    """
    numbers = Q(problems__contains=[["duplicate"]])
    for row in changed:
        numbers |= Q(id_index=row.id_index) if row.id_index else Q()
        numbers |= Q(bhxh_index=row.bhxh_index) if row.bhxh_index else Q()
    stored = list(Row.objects.filter(numbers, dossier=dossier).order_by("n"))
    rows = [lists.Row(row.n, _cells(row, spec)) for row in stored]
    lists.recheck_duplicates(rows, spec)
    order = [column.key for column in spec.columns]
    for row, now in zip(stored, rows, strict=True):
        others = [problem for problem in row.problems if problem[1] != "duplicate"]
        problems = sorted([*others, *_problems(now)], key=lambda problem: order.index(problem[0]))
        if problems != row.problems:
            row.problems = problems
            judged = lists.check_row(now.values, spec, n=row.n)
            row.since, row.until = (None, None) if problems else _period(judged, spec)
            row.months, row.amount = (0, 0) if problems else (judged.months, judged.amount)
            row.save(update_fields=["problems", "since", "until", "months", "amount"])


def _cells(row: Row, spec: ListSpec) -> dict[str, str]:
    values = queries.values_of(row)
    return {column.key: values.get(column.key, "") for column in spec.columns}


def _problems(row: lists.Row) -> list[list[str]]:
    return [[p.column, p.code, p.message] for p in row.problems]


def _period(row: lists.Row, spec: ListSpec) -> tuple[date | None, date | None]:
    if row.problems:
        return None, None
    if spec.period is None:
        return (spec.months_from, months_later(spec.months_from, spec.months)) if spec.months_from else (None, None)
    return date.fromisoformat(row.values[spec.period.start]), date.fromisoformat(row.values[spec.period.end])


def _summarise(dossier: Dossier, at: datetime) -> None:
    found = queries.counts(dossier)
    dossier.people = found["people"]
    dossier.amount = found["asked"]
    dossier.list_problems = Row.objects.filter(dossier=dossier).exclude(problems=[]).count()
    dossier.saved_at, dossier.consented_at = at, None
    dossier.save(
        update_fields=[
            "people", "amount", "list_problems", "list_file", "list_remarks", "saved_at", "consented_at",
        ]
    )  # fmt: skip
