"""What officers of the national database type: the parts of a procedure, decisions, orders, files."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.agencies.models import Agency
from motcua.kernel.text import tidy
from motcua.procedures.commands.decisions import Announcement
from motcua.procedures.models import Decision
from motcua.procedures.models.publishing import Kind
from motcua.procedures.rules import codes, flat
from motcua.procedures.rules.content import Content
from motcua.procedures.rules.sections import Section
from motcua.shell import fields

SUFFIXES = (".xlsx", ".xls", ".ods", ".json")
MOST_BYTES = 20 * 1024 * 1024
_ROWS = 200
_LONG, _SHORT = 20_000, 500


class SectionForm(forms.Form):
    """One part of a content. `seen`: the last step that the page knew of."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, section: Section, content: Content, seen: int, data: QueryDict | None = None) -> None:
        initial: dict[str, Any] = {column.key: _initial(content, column) for column in section.fields}
        initial |= {key: flat.TABLES[key].rows(content) for key in section.tables}
        super().__init__(data, initial={**initial, "seen": seen})
        self.section = section
        for column in section.fields:
            self.fields[column.key] = _field(column)
        for key in section.tables:
            self.fields[key] = _rows(flat.TABLES[key])

    def told(self, content: Content) -> Content:
        """The content with what was typed in its place."""
        data = self.cleaned_data
        single: dict[str, Any] = {column.key: _value(column, data[column.key]) for column in self.section.fields}
        found = replace(content, **single)
        for key in self.section.tables:
            rows = [{k: _plain(v) for k, v in row.items()} for row in data[key]]
            found = flat.TABLES[key].put(found, rows)
        return found


def _initial(content: Content, column: flat.Column) -> Any:
    value = getattr(content, column.key)
    return "\n".join(value) if column.kind == "lines" else list(value) if column.kind == "many" else value


def _value(column: flat.Column, given: Any) -> Any:
    if column.kind == "lines":
        return tuple(dict.fromkeys(line for line in str(given).splitlines() if line))
    return tuple(given) if column.kind == "many" else given


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _field(column: flat.Column, *, cell: bool = False) -> forms.Field:
    said: dict[str, Any] = {
        "label": _(column.title), "required": column.required, "noun": column.title[:1].lower() + column.title[1:],
        "help_text": _(column.hint) if column.hint else "",
    }  # fmt: skip
    choices = [(key, _(name)) for key, name in column.choices.items()]
    match column.kind:
        case "choice":
            found: forms.Field = fields.ChoiceField(choices=[("", _("Chọn")), *choices], listed=True, **said)
        case "many":
            found = fields.ManyField(choices=choices, **said)
        case "number":
            found = fields.IntegerField(most=9999, **said)
        case "money":
            found = fields.MoneyField(**said)
        case "day":
            found = fields.DayField(**said)
        case "long" | "lines":
            found = fields.TextField(rows=2 if cell else 4, max_length=_LONG, **said)
        case _:
            found = fields.TextField(max_length=_SHORT, **said)
    return found


def _rows(table: flat.Table) -> fields.RowsField:
    return fields.RowsField(
        make=lambda: {column.key: _field(column, cell=True) for column in table.columns}, most=_ROWS,
        label=_(table.title), noun=table.title[:1].lower() + table.title[1:], required=False,
        help_text=_(table.hint) if table.hint else "",
    )  # fmt: skip


class NewForm(forms.Form):
    """A new procedure: its code and its name; the rest follows part by part."""

    agency = fields.ChoiceField(label=gettext_lazy("Cơ quan công bố"), noun="cơ quan công bố", listed=True)
    code = fields.TextField(
        label=gettext_lazy("Mã thủ tục"), noun="mã thủ tục", max_length=40,
        help_text=gettext_lazy("1.008360 (thủ tục chung), 1.008360.000.00.00.H48 (bản riêng của tỉnh)."),
    )  # fmt: skip
    name = fields.TextField(
        label=gettext_lazy("Tên thủ tục"), noun="tên thủ tục", rows=3, max_length=1000, required=False,
        help_text=gettext_lazy("Bản riêng của tỉnh có thể để trống: lấy tên của thủ tục chung."),
    )  # fmt: skip

    def __init__(self, *args: Any, agencies: Sequence[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = {str(one.pk): one for one in agencies}
        _offer(self, "agency", [(key, one.name) for key, one in self.agencies.items()])
        if len(self.agencies) == 1:
            self.initial["agency"] = next(iter(self.agencies))

    def clean_code(self) -> str:
        try:
            return str(codes.parse(self.cleaned_data["code"]))
        except ValueError as no:
            raise forms.ValidationError(str(no)) from no

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        code = found.get("code")
        if code and not found.get("name") and "name" not in self.errors and not codes.parse(code).parent:
            self.add_error("name", _("Nhập tên thủ tục."))
        return found


def _offer(form: forms.Form, name: str, choices: Sequence[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


class DecisionForm(forms.Form):
    """A decision as it was signed, and what it publishes, amends or abolishes."""

    number = fields.TextField(
        label=gettext_lazy("Số quyết định"), noun="số quyết định", max_length=60,
        help_text=gettext_lazy("Ví dụ: 480/QĐ-LĐTBXH."),
    )  # fmt: skip
    signed_on = fields.DateField(label=gettext_lazy("Ngày ký"), noun="ngày ký")
    effective_on = fields.DateField(label=gettext_lazy("Ngày có hiệu lực"), noun="ngày có hiệu lực")
    legal_number = fields.TextField(
        label=gettext_lazy("Văn bản quy định thủ tục"), noun="số văn bản", max_length=200, required=False,
        help_text=gettext_lazy("Văn bản quy phạm pháp luật mà quyết định công bố theo, ví dụ 15/2020/QĐ-TTg."),
    )  # fmt: skip
    legal_effect_on = fields.DateField(
        label=gettext_lazy("Ngày có hiệu lực của văn bản đó"), noun="ngày có hiệu lực của văn bản", required=False,
        help_text=gettext_lazy("Để tính hạn ký quyết định: bộ trước 20, tỉnh trước 5 ngày làm việc."),
    )  # fmt: skip
    url = fields.TextField(label=gettext_lazy("Địa chỉ tệp quyết định"), max_length=500, required=False)
    new = fields.TextField(
        label=gettext_lazy("Thủ tục mới"), noun="mã thủ tục", rows=3, max_length=20_000, required=False,
        help_text=gettext_lazy("Mỗi dòng một mã đã nhập. Hạn công khai bắt đầu tính."),
    )  # fmt: skip
    amend = fields.TextField(
        label=gettext_lazy("Thủ tục được sửa đổi, bổ sung"),
        noun="mã thủ tục",
        rows=3,
        max_length=20_000,
        required=False,
    )
    abolish = fields.TextField(
        label=gettext_lazy("Thủ tục bị bãi bỏ"), noun="mã thủ tục", rows=3, max_length=20_000, required=False
    )

    def clean_url(self) -> str:
        return web_address(self.cleaned_data["url"])

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        signed, effective = found.get("signed_on"), found.get("effective_on")
        if signed and effective and effective < signed:
            self.add_error("effective_on", _("Ngày có hiệu lực không được trước ngày ký."))
        return found

    def announcement(self) -> Announcement:
        data = self.cleaned_data
        return Announcement(
            data["number"], data["signed_on"], data["effective_on"], data["legal_number"], data["legal_effect_on"],
            data["url"],
        )  # fmt: skip

    def items(self) -> list[tuple[str, str]]:
        """(code, kind) of each line."""
        return [
            (tidy(line).upper(), str(kind))
            for kind in (Kind.NEW, Kind.AMEND, Kind.ABOLISH)
            for line in str(self.cleaned_data[kind]).splitlines()
            if tidy(line)
        ]


class ChooseDecisionForm(forms.Form):
    """Under which decision something is published or abolished."""

    decision = fields.ChoiceField(label=gettext_lazy("Quyết định"), noun="quyết định")

    def __init__(self, *args: Any, decisions: Sequence[Decision], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = _("{number}, ký {signed}, hiệu lực {effective}")
        _offer(self, "decision", [
            (str(one.pk), said.format(
                number=one.number, signed=f"{one.signed_on:%d/%m/%Y}", effective=f"{one.effective_on:%d/%m/%Y}"
            ))
            for one in decisions
        ])  # fmt: skip


class ReturnForm(forms.Form):
    """Why a draft is sent back."""

    why = fields.TextField(label=gettext_lazy("Cần sửa gì?"), noun="lý do trả lại", rows=4, max_length=1000)


class OrderForm(forms.Form):
    """An order to accept dossiers before publication."""

    number = fields.TextField(label=gettext_lazy("Số văn bản"), noun="số văn bản", max_length=60)
    agency = fields.TextField(
        label=gettext_lazy("Cơ quan ban hành"), noun="mã định danh", max_length=40,
        help_text=gettext_lazy("Mã định danh của cơ quan, ví dụ H48."),
    )  # fmt: skip
    signed_on = fields.DateField(label=gettext_lazy("Ngày ký"), noun="ngày ký")
    since = fields.DateField(label=gettext_lazy("Tiếp nhận từ ngày"), noun="ngày bắt đầu")
    until = fields.DateField(
        label=gettext_lazy("Đến trước ngày"), noun="ngày kết thúc", required=False,
        help_text=gettext_lazy("Để trống: đến khi thủ tục được công khai."),
    )  # fmt: skip
    url = fields.TextField(label=gettext_lazy("Địa chỉ tệp văn bản"), max_length=500, required=False)

    def clean_url(self) -> str:
        return web_address(self.cleaned_data["url"])


class UploadForm(forms.Form):
    """A file of procedures, for one agency."""

    agency = fields.ChoiceField(label=gettext_lazy("Cơ quan công bố"), noun="cơ quan công bố", listed=True)
    file = fields.FileField(
        label=gettext_lazy("Tệp thủ tục"), noun="tệp thủ tục", suffixes=SUFFIXES, most=MOST_BYTES,
        help_text=gettext_lazy("Excel theo mẫu (.xlsx, .xls, .ods) hoặc JSON của dịch vụ LayThuTuc, nhiều nhất 20 MB."),
    )  # fmt: skip

    def __init__(self, *args: Any, agencies: Sequence[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = {str(one.pk): one for one in agencies}
        _offer(self, "agency", [(key, one.name) for key, one in self.agencies.items()])
        if len(self.agencies) == 1:
            self.initial["agency"] = next(iter(self.agencies))


class PeriodForm(forms.Form):
    """From which day to which the decisions were signed."""

    tu = fields.DayField(label=gettext_lazy("Quyết định ký từ ngày"), noun="từ ngày", required=False)
    den = fields.DayField(label=gettext_lazy("đến hết ngày"), noun="đến ngày", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.needed = True  # type: ignore[attr-defined]  # a filter need not say that it may stay empty


def web_address(text: str) -> str:
    """Only what begins as a web address: it becomes a link on public pages."""
    if text and not text.lower().startswith(("https://", "http://")):
        raise forms.ValidationError(_("Địa chỉ phải bắt đầu bằng https://."))
    return text


def given(query: Mapping[str, str], name: str, known: Sequence[str]) -> str:
    """A filter of the address, empty for what is not known."""
    value = query.get(name, "")
    return value if value in known else ""
