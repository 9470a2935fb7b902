"""What a clerk enters."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.counter.rules import LONGEST_REASON
from motcua.identity import rules as identity
from motcua.journal.rules import personal_numbers
from motcua.kernel.errors import Refusal
from motcua.shell.fields import TextField


class FindForm(forms.Form):
    """The whole number of the paper on the desk: nobody is found by less."""

    id_number = TextField(
        label=gettext_lazy("Số giấy tờ của người dân"),
        noun="số giấy tờ",
        max_length=40,
        attrs={"inputmode": "numeric", "autocomplete": "off"},
    )

    def clean_id_number(self) -> str:
        try:
            number: str = identity.id_number(self.cleaned_data["id_number"])
        except Refusal as no:
            raise forms.ValidationError(_(no.template).format_map(dict(no.data))) from None
        return number


class FileInput(forms.FileInput):
    """Takes several. Its name tells the page how to draw it."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:  # noqa: ARG002 - Django's signature
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class _FilesField(forms.FileField):
    """Several files in their order."""

    widget = FileInput
    needed = True

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        found = [one for one in data or [] if one]
        if not found:
            raise forms.ValidationError(_("Chọn ảnh chụp hoặc bản quét của giấy tờ."))
        return [super(_FilesField, self).clean(one, initial) for one in found]


class ScanForm(forms.Form):
    pages = _FilesField(
        label=gettext_lazy("Ảnh chụp hoặc bản quét, theo thứ tự trang"),
        widget=FileInput({"multiple": True, "accept": "image/jpeg,image/png,application/pdf"}),
    )


class AcceptForm(forms.Form):
    """`problems`: whether a page has some; then a reason is asked for."""

    original_seen = forms.BooleanField(label=gettext_lazy("Tôi đã đối chiếu bản quét với bản chính"), required=False)
    reason = TextField(
        label=gettext_lazy("Lý do vẫn nhận"),
        help_text=gettext_lazy("Ví dụ: Bản chính cũng mờ như vậy. Lý do được ghi vào nhật ký."),
        noun="lý do",
        max_length=LONGEST_REASON,
        required=False,
        attrs={"autocomplete": "off"},
    )

    def __init__(self, *args: Any, problems: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if problems:
            self.fields["reason"].needed = True  # type: ignore[attr-defined]
        else:
            del self.fields["reason"]

    def clean_reason(self) -> str:
        text: str = self.cleaned_data["reason"]
        if not text:
            raise forms.ValidationError(_("Ghi lý do vì sao vẫn nhận các trang có vấn đề, hoặc quét lại."))
        if personal_numbers(text):
            raise forms.ValidationError(_("Bỏ số giấy tờ hoặc số điện thoại ra khỏi lý do."))
        return text


class CodeForm(forms.Form):
    code = TextField(
        label=gettext_lazy("Mã xác nhận"),
        noun="mã xác nhận",
        max_length=20,
        attrs={"inputmode": "numeric", "autocomplete": "one-time-code"},
    )


class CashForm(forms.Form):
    paper_number = TextField(
        label=gettext_lazy("Số biên lai in sẵn"),
        noun="số biên lai",
        help_text=gettext_lazy("Chỉ nhập khi dùng quyển biên lai in sẵn. Để trống thì cổng cấp số và in biên lai."),
        max_length=60,
        required=False,
        attrs={"autocomplete": "off"},
    )


class SettleForm(forms.Form):
    note = TextField(label=gettext_lazy("Đã xem xét thế nào"), noun="kết luận", rows=3, max_length=2000)
