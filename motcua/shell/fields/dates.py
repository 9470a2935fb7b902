"""Days, in three boxes."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from motcua.kernel.text import tidy
from motcua.shell.fields.named import Named

_NUMBER = re.compile(r"^[0-9]+$")
_DAY = re.compile(r"^\s*(\d{1,2})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{4})\s*$")
_ISO = re.compile(r"^\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*$")


def date_parts(text: str) -> list[str] | None:
    """'27/3/2020' or '2020-03-27' → ['27', '3', '2020']; None for anything else."""
    if match := _DAY.match(text):
        return list(match.groups())
    if match := _ISO.match(text):
        return list(match.groups())[::-1]
    return None


class DateBoxes(forms.MultiWidget):
    """Three boxes named <field>_day, <field>_month, <field>_year; a whole date pasted into any is understood."""

    def __init__(self, attrs: Mapping[str, str] | None = None) -> None:
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            name: forms.TextInput({"inputmode": "numeric"}) for name in ("day", "month", "year")
        }
        super().__init__(boxes, dict(attrs or {}))

    def decompress(self, value: Any) -> list[str]:
        return [f"{value.day}", f"{value.month}", f"{value.year}"] if isinstance(value, date) else ["", "", ""]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        boxes = [tidy(str(text or "")) for text in super().value_from_datadict(data, files, name)]
        for text in [*boxes, tidy(str(data.get(name) or ""))]:
            if parts := date_parts(text):
                return parts
        return boxes

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and super().value_omitted_from_data(data, files, name)


class DateField(Named, forms.Field):
    """A day. `earliest` and `latest` bound it; empty and optional: None."""

    widget = DateBoxes

    def __init__(
        self, *, noun: str = "", earliest: date = date(1900, 1, 1), latest: date = date(2100, 12, 31), **kwargs: Any
    ) -> None:
        self.noun, self.earliest, self.latest = noun, earliest, latest
        super().__init__(**kwargs)

    def clean(self, value: Any) -> date | None:
        parts = dict(zip(("day", "month", "year"), value or ["", "", ""], strict=True))
        if not any(parts.values()):
            if self.required:
                raise self.absent()
            return None
        words = {"day": _("ngày"), "month": _("tháng"), "year": _("năm")}
        absent = [words[key] for key, text in parts.items() if not text]
        if absent:
            raise self.says(
                "{noun} còn thiếu {parts}. Hãy nhập đủ ngày, tháng, năm.", "incomplete", parts=_(" và ").join(absent)
            )
        return self._bounded(parts)

    def _bounded(self, parts: Mapping[str, str]) -> date:
        unreal = self.says("{noun} phải là một ngày có thật, ví dụ 27 3 2020.", "unreal")
        if any(not (text.isascii() and _NUMBER.match(text)) for text in parts.values()):
            raise unreal
        if len(parts["year"]) != 4:  # noqa: PLR2004 - nobody means the year 20
            raise self.says("{noun} phải ghi đủ bốn số của năm, ví dụ 2020.", "year")
        try:
            day = date(int(parts["year"]), int(parts["month"]), int(parts["day"]))
        except ValueError:
            raise unreal from None
        if not self.earliest <= day <= self.latest:
            raise self.says(
                "{noun} phải trong khoảng từ {earliest} đến {latest}.",
                "range",
                earliest=f"{self.earliest:%d/%m/%Y}",
                latest=f"{self.latest:%d/%m/%Y}",
            )
        return day
