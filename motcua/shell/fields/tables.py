"""A table of rows that people fill in cell by cell, without script too."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext as _

from motcua.kernel.text import tidy
from motcua.shell.fields.dates import DateField, date_parts
from motcua.shell.fields.named import Named

COUNT, ADD, REMOVE = "-rows", "_them", "_bo"
"""Where a page says how many rows it shows, and the names of the buttons that add one (value: the field) and take one
out (value: the field, a colon, the row from 0)."""
CELL = "cell:"  # begins the code of an error that belongs to one cell; behind it, row and column: "0-price"
Make = Callable[[], Mapping[str, forms.Field]]


class DayField(DateField):
    """A day in one box, where three are too wide: 27/3/2020."""

    widget = forms.TextInput  # type: ignore[assignment]

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%d/%m/%Y}" if isinstance(value, date) else value

    def clean(self, value: Any) -> date | None:
        text = tidy(str(value or ""))
        if not text:
            return super().clean(["", "", ""])
        if parts := date_parts(text):
            return super().clean(parts)
        raise self.says("{noun} phải viết đủ ngày/tháng/năm, ví dụ 27/03/2020.", "incomplete")


class _Rows(forms.Widget):
    """Its value: for each row of the page, a form over what was typed there."""

    def __init__(self, make: Make, most: int) -> None:
        super().__init__()
        self.make, self.most = make, most

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[forms.Form]:  # noqa: ARG002
        return [self.row(f"{name}-{n}", data=data) for n in range(min(shown(data, name), self.most + 1))]

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:  # noqa: ARG002
        return f"{name}{COUNT}" not in data

    def row(self, prefix: str, **kwargs: Any) -> forms.Form:
        form = forms.Form(prefix=prefix, **kwargs)
        form.fields.update(self.make())
        return form

    def id_for_label(self, id_: str) -> str:
        return id_


class RowsField(Named, forms.Field):
    """Rows of the same fields, at most `most`. Out: [{key: value}, …]; what is empty is left out, rows and cells alike.

    `make` gives fresh fields by key. Each wrong cell is an error of its own, which names row and column.
    """

    missing = "Nhập ít nhất một dòng: {noun}."
    first_part = "-0"

    def __init__(self, *, make: Make, most: int, noun: str = "", **kwargs: Any) -> None:
        self.noun, self.most = noun, most
        self.columns = make()
        super().__init__(widget=_Rows(make, most), **kwargs)
        self.first_part = f"-0-{next(iter(self.columns))}"

    def clean(self, value: Any) -> list[dict[str, Any]]:
        typed = [(n, row) for n, row in enumerate(value or []) if not blank(row)]
        if not typed and self.required:
            raise self.absent()
        if len(typed) > self.most:
            raise self.says("{noun}: nhập tối đa {most} dòng.", "most", most=self.most)
        if wrong := [self._wrong(n, key, row) for n, row in typed for key in row.errors]:
            raise ValidationError(wrong)
        return [_given(row) for _n, row in typed]

    def understood(self, value: Any) -> list[dict[str, Any]]:
        """The cells that are right, of the rows that have any; the others are left out."""
        rows = (_given(row) for row in (value or [])[: self.most] if not blank(row))
        return [row for row in rows if row]

    def rows(self, bound: BoundField) -> list[forms.Form]:
        """What the page shows: the rows as typed, or those kept; one empty row where there is none."""
        widget: _Rows = self.widget
        value = bound.value() or []
        if not bound.form.is_bound:
            value = [widget.row(f"{bound.html_name}-{n}", initial=_dated(row, self)) for n, row in enumerate(value)]
        return value or [widget.row(f"{bound.html_name}-0")]

    def _wrong(self, n: int, key: str, row: forms.Form) -> ValidationError:
        text = _("Dòng {n}, {column}: {told}").format(
            n=n + 1, column=self.columns[key].label, told=" ".join(str(text) for text in row.errors[key])
        )
        return ValidationError(text, code=f"{CELL}{n}-{key}")


def shown(data: Mapping[str, Any], name: str) -> int:
    """How many rows the page had."""
    text = str(data.get(f"{name}{COUNT}") or "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0  # noqa: PLR2004


def another(data: Any, name: str) -> None:
    """One more empty row at the end of a (mutable) QueryDict."""
    data[f"{name}{COUNT}"] = str(max(shown(data, name), 1) + 1)


def without(data: Any, name: str, n: int) -> None:
    """Take row `n`, from 0, out of a (mutable) QueryDict; those below move up."""
    count = shown(data, name)
    if not 0 <= n < count:
        return
    cells = {key: data.getlist(key) for key in list(data) if key.startswith(f"{name}-") and key != f"{name}{COUNT}"}
    for key in cells:
        del data[key]
    for key, values in cells.items():
        row, _dash, rest = key.removeprefix(f"{name}-").partition("-")
        if row.isdecimal() and int(row) != n:
            data.setlist(f"{name}-{int(row) - (int(row) > n)}-{rest}", values)
    data[f"{name}{COUNT}"] = str(count - 1)


def blank(row: forms.Form) -> bool:
    """Nothing was typed in it."""
    return not any(tidy(str(row[key].data or "")) for key in row.fields)


def _given(row: forms.Form) -> dict[str, Any]:
    row.is_valid()
    return {key: value for key, value in row.cleaned_data.items() if value not in (None, "")}


def _dated(row: Mapping[str, Any], field: RowsField) -> dict[str, Any]:
    """Days are kept as ISO text."""
    return {
        key: date.fromisoformat(value) if isinstance(field.columns.get(key), DayField) and value else value
        for key, value in row.items()
    }
