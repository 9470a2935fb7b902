"""Numbers that are names: they are looked up and compared, never added."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from stdnum.vn import mst

from motcua.kernel.text import digits, tidy
from motcua.shell.fields.named import Named


class DigitsField(Named, forms.CharField):
    """A number that is a name (ID card, social insurance): spaces, dots and dashes are ignored, zeros in front kept.

    `lengths` are the allowed counts of digits, for instance (9, 12).
    """

    def __init__(
        self, *, lengths: Collection[int], noun: str = "", attrs: Mapping[str, str] | None = None, **kwargs: Any
    ) -> None:
        self.noun, self.lengths = noun, tuple(lengths)
        super().__init__(widget=forms.TextInput({"inputmode": "numeric", **(attrs or {})}), **kwargs)

    def clean(self, value: Any) -> str:
        text = re.sub(r"[\s.\-–_]", "", tidy(str(value or "")))
        if not text:
            if self.required:
                raise self.absent()
            return ""
        allowed = _(" hoặc ").join(str(n) for n in self.lengths)
        if digits(text) != text:
            raise self.says("{noun} chỉ gồm chữ số ({allowed} số). Hãy bỏ chữ và ký hiệu.", "letters", allowed=allowed)
        if len(text) not in self.lengths:
            raise self.says(
                "{noun} phải có {allowed} chữ số; bạn đã nhập {count}. Hãy xem lại trên giấy tờ.",
                "length",
                allowed=allowed,
                count=len(text),
            )
        return text


class PhoneField(Named, forms.CharField):
    """A Vietnamese phone number, out as 0900000000: '+84 900 000 000' and '0900.000.000' are one."""

    widget = forms.TextInput({"inputmode": "tel", "autocomplete": "tel"})

    def __init__(self, *, noun: str = "", **kwargs: Any) -> None:
        self.noun = noun
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        text = re.sub(r"[\s.\-–()]", "", tidy(str(value or "")))
        if not text:
            if self.required:
                raise self.absent()
            return ""
        plain = re.sub(r"^(\+84|0084|84(?=\d{9}$))", "0", text)
        if not re.fullmatch(r"0[0-9]{9,10}", plain):
            raise self.says("{noun} phải có 10 hoặc 11 chữ số và bắt đầu bằng số 0, ví dụ 0900 000 012.", "invalid")
        return plain


class TaxCodeField(Named, forms.CharField):
    """A tax code of 10 digits, or 13 of a branch (out as 0100000000-001). `checked` also verifies the check digit."""

    widget = forms.TextInput({"inputmode": "numeric"})

    def __init__(self, *, noun: str = "mã số thuế", checked: bool = True, **kwargs: Any) -> None:
        self.noun, self.checked = noun, checked
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        text = re.sub(r"[\s.\-–]", "", tidy(str(value or "")))
        if not text:
            if self.required:
                raise self.absent()
            return ""
        if digits(text) != text or len(text) not in (10, 13):
            raise self.says("{noun} gồm 10 chữ số, hoặc 13 chữ số nếu là chi nhánh. Hãy xem lại.", "invalid")
        if self.checked and not mst.is_valid(text):
            raise self.says("{noun} này không đúng: có số bị gõ nhầm. Hãy xem lại trên giấy đăng ký.", "checksum")
        return text if len(text) == 10 else f"{text[:10]}-{text[10:]}"  # noqa: PLR2004 - the two lengths of a tax code
