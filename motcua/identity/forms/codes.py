"""Codes as people type them."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.identity import rules
from motcua.identity.forms.registration import TypedField, obey
from motcua.identity.rules import codes


class CodeForm(forms.Form):
    """A code from a message."""

    code = TypedField(
        absent=gettext_lazy("Nhập mã xác nhận trong tin nhắn"),
        inputmode="numeric",
        autocomplete="one-time-code",
    )

    def clean_code(self) -> str:
        text = codes.typed(self.cleaned_data["code"])
        if not (text.isascii() and text.isdigit() and len(text) == codes.DIGITS):
            raise forms.ValidationError(_("Mã xác nhận gồm 6 chữ số. Hãy xem lại tin nhắn."))
        return text


class SignInCodeForm(CodeForm):
    """The code and the end of the ID number: who only has the phone does not know it."""

    last_four = TypedField(
        absent=gettext_lazy("Nhập bốn số cuối của giấy tờ"),
        inputmode="numeric",
        autocomplete="off",
    )

    def clean_last_four(self) -> str:
        text = codes.typed(self.cleaned_data["last_four"])
        if not (text.isascii() and text.isdigit() and len(text) == codes.LAST_DIGITS):
            raise forms.ValidationError(_("Nhập đúng bốn chữ số cuối của số căn cước hoặc chứng minh nhân dân."))
        return text


class AskCodeForm(forms.Form):
    """For whom a code is wanted."""

    login = TypedField(
        absent=gettext_lazy("Nhập số căn cước, chứng minh nhân dân hoặc số điện thoại"),
        wrong=gettext_lazy(rules.BadLogin().template),
        inputmode="tel",
        autocomplete="username",
    )

    def clean_login(self) -> str:
        login: rules.Login = obey(rules.login, self.cleaned_data["login"])
        return login.number


class CounterCodeForm(forms.Form):
    """What a person types from the slip that a counter gave them."""

    id_number = TypedField(
        absent=gettext_lazy("Nhập số căn cước hoặc chứng minh nhân dân"),
        wrong=gettext_lazy(rules.BadIdNumber().template),
        inputmode="numeric",
        autocomplete="username",
    )
    code = TypedField(
        absent=gettext_lazy("Nhập mã ghi trên phiếu"),
        inputmode="numeric",
        autocomplete="one-time-code",
    )

    def clean_id_number(self) -> str:
        return str(obey(rules.id_number, self.cleaned_data["id_number"]))

    def clean_code(self) -> str:
        text = codes.typed(self.cleaned_data["code"])
        if not (text.isascii() and text.isdigit() and len(text) == codes.COUNTER_DIGITS):
            raise forms.ValidationError(_("Mã trên phiếu gồm 10 chữ số. Hãy xem lại phiếu."))
        return text
