from django import forms

from motcua.portal.rules import tidy_code
from motcua.shell.fields import DigitsField, TextField


class LookUpForm(forms.Form):
    """Both are printed on, or known to the holder of, the receipt."""

    code = TextField(
        label="Mã hồ sơ",
        max_length=60,
        help_text="Có trên giấy tiếp nhận và trong tin nhắn, ví dụ 000.00.00.H48-200512-0001.",
        attrs={"autocomplete": "off", "autocapitalize": "characters"},
    )
    last4 = DigitsField(
        label="4 số cuối giấy tờ tùy thân của người nộp",
        noun="4 số cuối",
        lengths=(4,),
        help_text="Chứng minh nhân dân hoặc căn cước của người đã nộp hồ sơ.",
        attrs={"autocomplete": "off"},
    )

    def clean_code(self) -> str:
        return tidy_code(self.cleaned_data["code"])
