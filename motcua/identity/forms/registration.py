"""The pages of opening an account: one thing each."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.identity import rules
from motcua.identity.rules import registration
from motcua.kernel.errors import Refusal
from motcua.shell.fields import DateField

# What Django's validators say in words of their own.
_WEAK = {
    "password_too_short": gettext_lazy("Mật khẩu phải có ít nhất 8 ký tự. Một câu ngắn dễ nhớ cũng được."),
    "password_too_common": gettext_lazy("Mật khẩu này quá nhiều người dùng nên dễ đoán. Hãy chọn mật khẩu khác."),
}


def obey(rule: Callable[..., Any], *given: Any, **more: Any) -> Any:
    """What the rule makes of what was given; its refusal as the field's error."""
    try:
        return rule(*given, **more)
    except Refusal as refusal:
        raise forms.ValidationError(_(refusal.template).format_map(dict(refusal.data))) from None


class TypedField(forms.CharField):
    """One line, as typed: what is wrong with it is for a rule to say, with a sentence of its own."""

    def __init__(self, *, absent: Any, wrong: Any = "", **attrs: str) -> None:
        messages = {
            "required": absent,
            "max_length": wrong or absent,
            "null_characters_not_allowed": wrong or absent,
        }
        widget = forms.TextInput(attrs={"spellcheck": "false", **attrs})
        super().__init__(max_length=300, error_messages=messages, widget=widget)


class IdNumberForm(forms.Form):
    id_number = TypedField(
        absent=gettext_lazy("Nhập số căn cước hoặc chứng minh nhân dân"),
        wrong=gettext_lazy(rules.BadIdNumber().template),
        inputmode="numeric",
        autocomplete="off",
    )

    def clean_id_number(self) -> str:
        return str(obey(rules.id_number, self.cleaned_data["id_number"]))


class NameForm(forms.Form):
    name = TypedField(
        absent=gettext_lazy("Nhập họ và tên"),
        wrong=gettext_lazy(registration.NoName().template),
        autocomplete="name",
    )

    def clean_name(self) -> str:
        return str(obey(registration.full_name, self.cleaned_data["name"]))


class BirthDateForm(forms.Form):
    """`today` is the portal's."""

    birth_date = DateField(noun="ngày sinh")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)
        self.fields["birth_date"].widget.attrs["autocomplete"] = "bday"

    def clean_birth_date(self) -> str:
        born: date = obey(registration.birth_date, self.cleaned_data["birth_date"], today=self.today)
        return born.isoformat()


class PhoneForm(forms.Form):
    phone = TypedField(
        absent=gettext_lazy("Nhập số điện thoại di động của bạn"),
        wrong=gettext_lazy(rules.BadPhone().template),
        inputmode="tel",
        autocomplete="tel",
    )

    def clean_phone(self) -> str:
        return str(obey(rules.phone, self.cleaned_data["phone"]))


class PasswordForm(forms.Form):
    """A new password. `known`: what others know of the person and it must not tell: see rules.registration."""

    password = forms.CharField(
        max_length=1000,
        strip=False,
        error_messages={
            "required": gettext_lazy("Nhập mật khẩu bạn chọn"),
            "max_length": gettext_lazy("Mật khẩu quá dài. Hãy dùng tối đa 1000 ký tự."),
            "null_characters_not_allowed": gettext_lazy("Mật khẩu có ký tự ẩn. Hãy gõ lại."),
        },
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, known: dict[str, Any], **kwargs: Any) -> None:
        self.known = known
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        text: str = self.cleaned_data["password"]
        try:
            validate_password(text)
        except forms.ValidationError as error:
            raise forms.ValidationError([_WEAK.get(str(one.code), one) for one in error.error_list]) from None
        return str(obey(registration.password, text, **self.known))
