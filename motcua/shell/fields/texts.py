"""Words and addresses."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator, validate_email

from motcua.kernel.text import tidy
from motcua.shell.fields.named import Named


class TextField(Named, forms.CharField):
    """Text of people: composed, without invisible marks. With `rows` a box of several lines, whose lines are kept."""

    def __init__(
        self,
        *,
        noun: str = "",
        rows: int = 0,
        max_length: int = 250,
        attrs: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        self.noun, self.rows, self.longest = noun, rows, max_length
        widget = forms.Textarea({"rows": str(rows), **(attrs or {})}) if rows else forms.TextInput(dict(attrs or {}))
        super().__init__(widget=kwargs.pop("widget", widget), strip=True, **kwargs)

    def to_python(self, value: Any) -> str:
        text = str(value or "")
        return "\n".join(tidy(line) for line in text.splitlines()).strip() if self.rows else tidy(text)

    def validate(self, value: str) -> None:
        if self.required and not value:
            raise self.absent()
        if len(value) > self.longest:
            raise self.says(
                "{noun} dài {length} ký tự, nhiều nhất là {longest}. Hãy rút gọn.",
                "max_length",
                length=len(value),
                longest=self.longest,
            )


class EmailField(Named, forms.CharField):
    """A mail address."""

    widget = forms.EmailInput({"autocomplete": "email"})

    def __init__(self, *, noun: str = "", **kwargs: Any) -> None:
        self.noun = noun
        super().__init__(validators=[MaxLengthValidator(254)], **kwargs)

    def clean(self, value: Any) -> str:
        text = re.sub(r"\s", "", tidy(str(value or "")))
        if not text:
            if self.required:
                raise self.absent()
            return ""
        try:
            validate_email(text)
        except forms.ValidationError:
            raise self.says("{noun} phải có dạng ten@example.vn.", "invalid") from None
        return text
