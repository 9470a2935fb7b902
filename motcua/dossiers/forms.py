"""Fields built from a service's questions and columns: text → typed answers, as catalogue.rules.answers wants them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from motcua.catalogue.rules.service import Column, ListSpec, Page, Question
from motcua.dossiers.queries import Places
from motcua.dossiers.rules import Seen
from motcua.shell import fields

LIST_TYPES = (".xlsx", ".xls", ".ods", ".csv")
PAPER_TYPES: Mapping[str, Sequence[str]] = {"jpg": (".jpg", ".jpeg")}  # where they are not the kind itself


Say = Callable[[str], str]  # a text of the service file in the reader's language


class PageForm(forms.Form):
    """One question page. `places`: by question, the units to choose from; `seen` catches a page saved elsewhere."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, page: Page, places: Mapping[str, Places], say: Say, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.page = page
        for question in page.questions:
            if question.kind != "computed":
                self.fields[question.key] = _field(question, places.get(question.key), say)
        self.choosing = self.is_bound and any(place.changed for place in places.values())  # their units come next

    def answers(self) -> dict[str, Any]:
        """The answers that were understood, as JSON; what was not understood is left out."""
        return {key: _plain(value) for key, value in self.cleaned_data.items() if key not in ("seen", "shown")}

    def new(self) -> set[str]:
        """The questions that the page did not show yet: an answer kept meanwhile brought them up, so none is missed."""
        shown = str(self.data.get("shown") or "").split()
        return {key for key in self.fields if shown and key not in shown} - {"seen", "shown"}

    def partial(self) -> dict[str, Any]:
        """The same, and of tables with mistakes the cells that were understood."""
        tables = {key: field for key, field in self.fields.items() if isinstance(field, fields.RowsField)}
        found = {key: field.understood(self[key].data) for key, field in tables.items() if key in self.errors}
        return self.answers() | {key: _plain(rows) for key, rows in found.items() if rows}

    def emptied(self) -> dict[str, None]:
        """The questions whose answer was taken away: as good as not given."""
        return {key: None for key in self.errors if key in self.fields and self._empty(key)}

    def _empty(self, key: str) -> bool:
        told = self[key].data
        if isinstance(self.fields[key], fields.RowsField):
            return all(fields.tables.blank(row) for row in told or [])
        return not str(told or "").strip()

    def seen_before(self) -> Seen | None:
        """What the page knew when it was opened."""
        return Seen.parse(self.cleaned_data.get("seen") or "")


def _plain(value: Any) -> Any:
    """As it is kept: days as ISO text."""
    if isinstance(value, list):
        return [{k: _plain(v) for k, v in row.items()} if isinstance(row, dict) else row for row in value]
    return value.isoformat() if isinstance(value, date) else value


class _YesNo(fields.YesNoField):
    """A yes or no kept as the service file's conditions name it: "yes", "no"."""

    def clean(self, value: Any) -> Any:
        said = super().clean(value)
        return None if said is None else "yes" if said else "no"


_LEVELS = {"province": "tỉnh, thành phố", "district": "quận, huyện", "commune": "xã, phường"}


class _Place(fields.ChoiceField):
    """An administrative unit by its id, out of those of the chosen province."""

    def __init__(self, places: Places, **kwargs: Any) -> None:
        self.places = places
        self.first_part = "_tinh" if places.province is None and places.level != "province" else ""
        noun = _(_LEVELS["province" if self.first_part else places.level])
        super().__init__(choices=[(str(u.pk), u.name) for u in places.units], listed=True, noun=noun, **kwargs)

    def clean(self, value: Any) -> Any:
        chosen = super().clean(value)
        return int(chosen) if chosen else None


Maker = Callable[[Question, dict[str, Any], Say], forms.Field]


def _text(question: Question, said: dict[str, Any], _say: Say) -> forms.Field:
    return fields.TextField(max_length=question.max_length, **said)


def _date(question: Question, said: dict[str, Any], _say: Say) -> forms.Field:
    earliest, latest = question.earliest or date(1900, 1, 1), question.latest or date(2100, 12, 31)
    return fields.DateField(earliest=earliest, latest=latest, **said)


def _number(question: Question, said: dict[str, Any], _say: Say) -> forms.Field:
    return fields.IntegerField(least=question.least or 0, most=question.most or 999_999_999, **said)


def _choice(question: Question, said: dict[str, Any], say: Say) -> forms.Field:
    hints = {c.key: say(c.hint) for c in question.choices if c.hint}
    return fields.ChoiceField(choices=[(c.key, say(c.label)) for c in question.choices], hints=hints, **said)


def _choices(question: Question, said: dict[str, Any], say: Say) -> forms.Field:
    return fields.ManyField(choices=[(c.key, say(c.label)) for c in question.choices], **said)


def _rows(question: Question, said: dict[str, Any], say: Say) -> forms.Field:
    return fields.RowsField(
        make=lambda: {q.key: _cell_of(q, say) for q in question.fields}, most=question.max_rows, **said
    )


def _cell_of(question: Question, say: Say) -> forms.Field:
    """A field of a table: as on a page, but narrower."""
    said = _said(question, say)
    if question.kind == "choice":
        return fields.ChoiceField(choices=[(c.key, say(c.label)) for c in question.choices], listed=True, **said)
    if question.kind == "date":
        earliest, latest = question.earliest or date(1900, 1, 1), question.latest or date(2100, 12, 31)
        return fields.DayField(earliest=earliest, latest=latest, **said)
    return _MAKERS[question.kind](question, said, say)


_MAKERS: Mapping[str, Maker] = {
    "text": _text,
    "long_text": lambda q, said, _say: fields.TextField(rows=6, max_length=q.max_length, **said),
    "number": _number,
    "money": lambda q, said, _say: fields.MoneyField(least=q.least or 0, **said),
    "date": _date,
    "choice": _choice,
    "choices": _choices,
    "yesno": lambda _q, said, _say: _YesNo(**said),
    "agree": lambda _q, said, _say: fields.AgreeField(noun=_("cam kết"), **said),
    "tax_code": lambda _q, said, _say: fields.TaxCodeField(**said),
    "id_number": lambda _q, said, _say: fields.DigitsField(lengths=(9, 12), **said),
    "phone": lambda _q, said, _say: fields.PhoneField(**said),
    "email": lambda _q, said, _say: fields.EmailField(**said),
    "list": _rows,
}


def _field(question: Question, places: Places | None, say: Say) -> forms.Field:
    said = _said(question, say)
    if places is not None:
        return _Place(places, **said)
    return _MAKERS[question.kind](question, said, say)


def _said(question: Question, say: Say) -> dict[str, Any]:
    hint = say(question.hint) if question.hint else ""
    return {"label": say(question.label), "required": question.required, "help_text": hint}


class ListForm(forms.Form):
    """A filled template."""

    def __init__(self, spec: ListSpec, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        most = _("Excel (.xlsx, .xls), OpenDocument (.ods) hoặc CSV, nhiều nhất {most} MB.")
        self.fields["file"] = fields.FileField(
            label=_("Tệp danh sách đã điền"), noun=_("danh sách"), suffixes=LIST_TYPES, most=spec.max_mb * 1024 * 1024,
            help_text=most.format(most=spec.max_mb),
        )  # fmt: skip


_MOST_CELL = 1000  # characters; the list's own rules name shorter limits


class RowForm(forms.Form):
    """One person of the list, cell by cell, as typed: the list's own rules say what is wrong."""

    def __init__(self, spec: ListSpec, say: Say, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for column in spec.columns:
            self.fields[column.key] = _cell(column, say)
            self.fields[column.key].needed = column.required  # type: ignore[attr-defined]  # its label says so

    def values(self) -> dict[str, str]:
        return {key: str(value or "")[:_MOST_CELL] for key, value in self.cleaned_data.items()}


class _CellText(fields.TextField):
    """Whatever was typed: the list's own rules say all that is wrong with a row at once."""

    def validate(self, value: str) -> None:
        """Nothing is refused here."""


class _CellChoice(fields.ChoiceField):
    """Whatever was chosen."""

    def clean(self, value: Any) -> str:
        return str(value or "")


def _cell(column: Column, say: Say) -> forms.Field:
    said: dict[str, Any] = {"label": say(column.title), "required": column.required}
    if column.kind == "choice":
        return _CellChoice(choices=[(c, say(c)) for c in column.choices], **said)
    hint = column.hint or ("Ngày/tháng/năm, ví dụ 02/09/1990." if column.kind == "date" else "")
    return _CellText(help_text=_(say(hint)) if hint else "", **said)


class PaperForm(forms.Form):
    """One file for one paper."""

    def __init__(self, accepts: Sequence[str], max_mb: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields["file"] = fields.FileField(
            label=_("Chọn tệp"), noun=_("giấy tờ"), most=max_mb * 1024 * 1024,
            suffixes=[suffix for kind in accepts for suffix in PAPER_TYPES.get(kind, (f".{kind}",))],
        )  # fmt: skip


class ReplyForm(forms.Form):
    """What the applicant writes when sending a supplement."""

    reply = fields.TextField(label="Lời giải trình", required=False, rows=5, max_length=4000)


class PaperDemandForm(forms.Form):
    """What an officer said when asking for paper."""

    text = fields.TextField(
        label="Cán bộ yêu cầu bạn nộp bản giấy nào, ở đâu, khi nào?",
        noun="điều cán bộ yêu cầu",
        rows=5,
        max_length=2000,
    )


class WithdrawForm(forms.Form):
    """Why, if the applicant likes to say so."""

    reason = fields.TextField(label="Lý do rút hồ sơ", required=False, rows=4, max_length=1000)
