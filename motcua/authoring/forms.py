"""What an author and an approver type."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.authoring.rules import LONGEST_FILE, plain
from motcua.catalogue.rules.faults import MAX_CHARACTERS
from motcua.shell import fields

SUFFIXES = (".yaml", ".yml", ".txt")


class TextForm(forms.Form):
    """The text of a service file: an uploaded file, else what stands in the box. `seen`: of which text it was made."""

    file = fields.FileField(
        label=gettext_lazy("Tải tệp lên"), noun="dịch vụ", suffixes=SUFFIXES, most=LONGEST_FILE, required=False,
        help_text=gettext_lazy("Tệp .yaml, mã UTF-8. Nội dung trong tệp thay cho nội dung trong ô dưới đây."),
    )  # fmt: skip
    text = forms.CharField(
        label=gettext_lazy("Nội dung tệp dịch vụ"), strip=False, required=False, widget=forms.Textarea
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def clean_text(self) -> str:
        return plain(self.cleaned_data["text"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if file := data.get("file"):
            try:
                data["text"] = plain(file.read().decode("utf-8-sig"))
            except UnicodeDecodeError:
                self.add_error("file", _("Tệp này không phải chữ ở mã UTF-8. Hãy lưu lại tệp ở mã UTF-8 rồi tải lên."))
                return data
        if "\x00" in data.get("text", ""):
            self.add_error("file", _("Tệp có ký tự không phải chữ. Hãy lưu lại tệp dạng văn bản thuần."))
        elif not self.errors and not data.get("text", "").strip():
            self.add_error("text", _("Chọn một tệp hoặc dán nội dung vào ô này."))
        elif len(data.get("text", "")) > MAX_CHARACTERS:
            told = _("Tệp có {n} ký tự, nhiều nhất là {most}. Hãy rút gọn.")
            self.add_error("text", told.format(n=len(data["text"]), most=MAX_CHARACTERS))
        return data

    @property
    def file_name(self) -> str:
        file = self.cleaned_data.get("file")
        return str(file.name) if file else ""


class SeenForm(forms.Form):
    """A press of a button beside a text: which text it was."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)


class PublishForm(SeenForm):
    """From which day. `against`: the version that it was compared with."""

    against = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    valid_from = fields.DateField(
        label=gettext_lazy("Có hiệu lực từ ngày"), noun="ngày có hiệu lực",
        help_text=gettext_lazy("Hôm nay hoặc một ngày sau. Phiên bản đang dùng kết thúc vào hôm trước ngày này."),
    )  # fmt: skip


class ReturnForm(SeenForm):
    """Why it goes back."""

    reason = fields.TextField(
        label=gettext_lazy("Lý do trả lại"), noun="lý do trả lại", rows=4, max_length=1000,
        help_text=gettext_lazy("Người soạn đọc được lý do này."),
    )  # fmt: skip
