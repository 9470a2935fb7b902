"""The worker list on the desk: a page of it, what a bulk act would touch, and the whole of it for Excel."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from motcua.catalogue.rules.service import ListSpec
from motcua.desk import rules
from motcua.desk.queries.opening import Opened
from motcua.dossiers import queries as dossiers
from motcua.dossiers.queries import RowFilter, RowView
from motcua.files.rules.sheets import Extra
from motcua.kernel.errors import Missing

VERDICTS: Mapping[str, str] = {"": "Chưa xác nhận", "confirmed": "Đã xác nhận", "refused": "Từ chối"}


class NoList(Missing):
    """Hồ sơ này không có danh sách người lao động."""


@dataclass(frozen=True)
class RowsPage:
    """`matching`: rows of all pages that match the filter."""

    spec: ListSpec
    rows: list[RowView]
    further: int | None
    counts: Mapping[str, Any]
    matching: int


def spec_of(file: Opened) -> ListSpec:
    """The list of the dossier's service. Raises NoList."""
    if not file.service.lists:
        raise NoList
    return file.service.lists[0]


def rows_page(file: Opened, wanted: RowFilter, *, after: int = 0) -> RowsPage:
    """A page of rows with the same people's other dossiers. Raises NoList."""
    spec = spec_of(file)
    rows, further = dossiers.rows_page(file.dossier, wanted, after=after, overlapping=True)
    counts = dossiers.counts(file.dossier)
    whole = wanted == RowFilter()
    matching = counts["people"] if whole else dossiers.filtered(file.dossier, wanted).order_by().count()
    return RowsPage(spec, rows, further, counts, matching)


def verdicts(file: Opened, wanted: RowFilter) -> dict[str, int]:
    """Verdict ("pending", "confirmed", "refused") → how many of the matching rows have it: what a bulk act changes."""
    found = dossiers.filtered(file.dossier, wanted).order_by().values_list("verdict").annotate(n=Count("n"))
    return {verdict or "pending": n for verdict, n in found}


EXTRA = (
    Extra("months", "Số tháng", 9),
    Extra("amount", "Số tiền (đồng)"),
    Extra("verdict", "Xác nhận", 16),
    Extra("reason", "Lý do", 30),
    Extra("struck", "Quyết định", 20),
)


def export_rows(file: Opened, wanted: RowFilter) -> tuple[ListSpec, list[dict[str, object]]]:
    """The matching rows as cells; personal numbers masked for who is not at work on them. Raises NoList."""
    spec = spec_of(file)
    private = () if file.at_work else [column for column in spec.columns if column.private]
    rows: list[dict[str, object]] = []
    for row in dossiers.filtered(file.dossier, wanted).iterator():
        values = dossiers.values_of(row)
        hidden = {column.key: rules.hidden(column.kind, values.get(column.key, "")) for column in private}
        rows.append(
            {
                **values, **hidden, "months": row.months, "amount": row.amount, "verdict": VERDICTS[row.verdict],
                "reason": row.reason,
                "struck": "Không hỗ trợ" if row.struck else "Được hỗ trợ" if row.granted else "",
            }
        )  # fmt: skip
    return spec, rows
