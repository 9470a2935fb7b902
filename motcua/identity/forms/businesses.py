"""Businesses and whom they admit."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.identity import rules
from motcua.identity.forms.registration import TypedField, obey
from motcua.identity.models import Affiliation, Business
from motcua.identity.rules import businesses, registration
from motcua.shell.fields import AgreeField, ChoiceField

_Role = Affiliation.Role


class BusinessForm(forms.Form):
    """The account of a business. That they represent it by law is the registrant's own declaration."""

    tax_code = TypedField(
        absent=gettext_lazy("Nhập mã số thuế"),
        wrong=gettext_lazy(rules.BadTaxCode().template),
        inputmode="numeric",
        autocomplete="off",
    )
    name = TypedField(
        absent=gettext_lazy("Nhập tên như trên giấy chứng nhận đăng ký"),
        wrong=gettext_lazy("Tên quá dài. Hãy nhập tối đa 250 ký tự."),
        autocomplete="organization",
    )
    kind = ChoiceField(noun="loại hình")
    agree = AgreeField(noun="cam đoan")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, _(str(kind.label))) for kind in Business.Kind]  # type: ignore[attr-defined]

    def clean_tax_code(self) -> str:
        return str(obey(rules.tax_code, self.cleaned_data["tax_code"]))

    def clean_name(self) -> str:
        return str(obey(rules.name, self.cleaned_data["name"], most=businesses.MOST_NAME))


class RoleForm(forms.Form):
    """What a member may do."""

    role = ChoiceField(noun="quyền")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role = self.fields["role"]
        role.choices = [(one.value, _(str(one.label))) for one in (_Role.FILER, _Role.VIEWER)]  # type: ignore[attr-defined]
        role.hints = {  # type: ignore[attr-defined]
            _Role.FILER.value: _("Được soạn, nộp và theo dõi hồ sơ của doanh nghiệp."),
            _Role.VIEWER.value: _("Chỉ được xem hồ sơ của doanh nghiệp."),
        }


class InviteForm(RoleForm):
    """Whom to admit: a number and the name that belongs to it."""

    id_number = TypedField(
        absent=gettext_lazy("Nhập số căn cước hoặc chứng minh nhân dân của người đó"),
        wrong=gettext_lazy(rules.BadIdNumber().template),
        inputmode="numeric",
        autocomplete="off",
    )
    name = TypedField(
        absent=gettext_lazy("Nhập họ và tên của người đó"),
        wrong=gettext_lazy(registration.NoName().template),
        autocomplete="off",
    )
    field_order = ("id_number", "name", "role")

    def clean_id_number(self) -> str:
        return str(obey(rules.id_number, self.cleaned_data["id_number"]))

    def clean_name(self) -> str:
        return str(obey(registration.full_name, self.cleaned_data["name"]))
