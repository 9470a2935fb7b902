"""Counts and money."""

import re
from typing import Any

from django import forms

from motcua.kernel.text import tidy
from motcua.shell.fields.named import Named

_NUMBER = re.compile(r"^[0-9]+$")
_GROUPED = re.compile(r"^\d{1,3}([ .,_'’]\d{3})+$")


class IntegerField(Named, forms.CharField):
    """A whole number: '1.284', '1 284' and '1284' are one. Empty and optional: None."""

    widget = forms.TextInput({"inputmode": "numeric"})

    def __init__(self, *, noun: str = "", least: int = 0, most: int = 999_999_999, **kwargs: Any) -> None:
        self.noun, self.least, self.most = noun, least, most
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:,}".replace(",", ".") if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:
        text = tidy(str(value or ""))
        if not text:
            if self.required:
                raise self.absent()
            return None
        number = self._number(text)
        if not self.least <= number <= self.most:
            raise self.says(
                "{noun} phải từ {least} đến {most}.",
                "range",
                least=self.prepare_value(self.least),
                most=self.prepare_value(self.most),
            )
        return number

    def _number(self, text: str) -> int:
        plain = re.sub(r"[ .,_'’]", "", text) if _GROUPED.match(text) else text.replace(" ", "")
        if not (plain.isascii() and _NUMBER.match(plain)):
            raise self.says("{noun} phải là số nguyên viết bằng chữ số, ví dụ 120.", "invalid")
        return int(plain)


class MoneyField(IntegerField):
    """Whole đồng: '1.800.000', '1 800 000 đ', '1800000đ'. Out: int."""

    def __init__(self, *, noun: str = "", least: int = 0, most: int = 99_999_999_999_999, **kwargs: Any) -> None:
        super().__init__(noun=noun, least=least, most=most, **kwargs)

    def _number(self, text: str) -> int:
        plain = re.sub(r"\s*(đồng|vnđ|vnd|đ|₫)\s*$", "", text, flags=re.IGNORECASE)
        try:
            return super()._number(plain)
        except forms.ValidationError:
            raise self.says(
                "{noun} phải là số tiền tính bằng đồng, viết bằng chữ số, ví dụ 1.800.000.", "invalid"
            ) from None
