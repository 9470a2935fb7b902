import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.kernel.text import tidy
from motcua.shell.fields import TextField

_ONCE = {"inputmode": "numeric", "autocomplete": "one-time-code", "spellcheck": "false"}
_WRONG = gettext_lazy("Mật khẩu không đúng. Hãy nhập lại.")


class CodeForm(forms.Form):
    """Six digits of the app; where `recovery`, eight of a recovery code too. Spaces do not matter."""

    code = forms.CharField(label=gettext_lazy("Mã"), required=False, strip=False, widget=forms.TextInput(_ONCE))

    def __init__(self, *args: Any, recovery: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lengths = (6, 8) if recovery else (6,)
        self.fields["code"].required = True
        self.fields["code"].error_messages["required"] = _("Nhập mã.")

    def clean_code(self) -> str:
        text = re.sub(r"[\s.\-–]", "", tidy(self.cleaned_data["code"]))
        if not (text.isascii() and text.isdigit() and len(text) in self.lengths):
            raise forms.ValidationError(
                _("Mã từ ứng dụng có 6 chữ số; mã dự phòng có 8 chữ số. Hãy nhập lại.")
                if len(self.lengths) > 1
                else _("Mã từ ứng dụng có 6 chữ số. Hãy nhập lại.")
            )
        return text


class PasswordForm(forms.Form):
    """The password of somebody who is signed in."""

    password = forms.CharField(
        label=gettext_lazy("Mật khẩu"),
        max_length=1000,
        strip=False,
        error_messages={
            "required": gettext_lazy("Nhập mật khẩu"),
            "max_length": _WRONG,
            "null_characters_not_allowed": _WRONG,
        },
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class KeyForm(forms.Form):
    """What a person calls a key."""

    name = TextField(label=gettext_lazy("Tên của khóa"), noun="tên của khóa", max_length=60)
