from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from motcua.identity import rules

_BAD_LOGIN = rules.BadLogin().template
_WRONG = _("Số hoặc mật khẩu không đúng. Hãy kiểm tra cả hai rồi nhập lại.")


class SignInForm(forms.Form):
    """A number and its password. What was typed is kept, except the password."""

    login = forms.CharField(
        label=_("Số căn cước, chứng minh nhân dân hoặc số điện thoại"),
        max_length=40,
        error_messages={
            "required": _("Nhập số căn cước, chứng minh nhân dân hoặc số điện thoại"),
            "max_length": _(_BAD_LOGIN),
            "null_characters_not_allowed": _(_BAD_LOGIN),
        },
        widget=forms.TextInput(attrs={"autocomplete": "username", "inputmode": "tel", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=_("Mật khẩu"),
        max_length=1000,
        strip=False,
        error_messages={"required": _("Nhập mật khẩu"), "max_length": _WRONG, "null_characters_not_allowed": _WRONG},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def clean_login(self) -> str:
        text: str = self.cleaned_data["login"]
        try:
            rules.login(text)
        except rules.BadLogin as refusal:
            raise forms.ValidationError(_(refusal.template)) from None
        return text


class LanguageForm(forms.Form):
    language = forms.ChoiceField(
        label=_("Ngôn ngữ của trang"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Chọn một ngôn ngữ"),
            "invalid_choice": _("Chọn một ngôn ngữ trong danh sách"),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = settings.LANGUAGES  # type: ignore[attr-defined]


class DemoForm(forms.Form):
    """Which of the demo's people to be."""

    person = forms.IntegerField(min_value=1, max_value=2**63 - 1)
