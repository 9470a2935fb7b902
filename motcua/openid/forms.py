"""Registering a portal."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from motcua.agencies.models import Agency
from motcua.kernel.actor import Actor
from motcua.openid import queries
from motcua.openid.commands import Setting
from motcua.openid.rules import addresses, claims
from motcua.shell.fields import ChoiceField, ManyField, TextField

_MOST = 10
_OWN, _SHARED = "client", "agency"
_SERVER, _APP = "confidential", "public"


class Addresses(TextField):
    """Sound addresses, one a line; out: a list of them. With `most` 1: one address, out: itself or ''."""

    def __init__(self, *, most: int = _MOST, **kwargs: Any) -> None:
        self.most = most
        super().__init__(rows=0 if most == 1 else 4, max_length=most * (addresses.LONGEST + 2), **kwargs)

    def to_python(self, value: Any) -> Any:
        return value or ""

    def clean(self, value: Any) -> Any:
        super().clean(value)
        found = addresses.lines(value or "")
        if len(found) > self.most:
            raise self.says("Nhập nhiều nhất {most} địa chỉ.", "max_length", most=self.most)
        for one in found:
            if fault := addresses.redirect_fault(one, local=queries.local()):
                raise forms.ValidationError(f"{one[:80]}: {_(fault)}", "invalid")
        return ("".join(found)) if self.most == 1 else found


class PortalForm(forms.Form):
    """What may be changed later too."""

    name = TextField(label=lazy("Tên cổng"), noun="tên cổng", max_length=100)
    redirect_uris = Addresses(label=lazy("Địa chỉ nhận kết quả đăng nhập"), noun="địa chỉ nhận kết quả đăng nhập")
    scopes = ManyField(label=lazy("Dữ liệu cổng này cần"), noun="dữ liệu cổng này cần", required=False)
    post_logout_redirect_uris = Addresses(label=lazy("Địa chỉ quay về sau khi đăng xuất"), required=False)
    backchannel_logout_uri = Addresses(label=lazy("Địa chỉ nhận tin đăng xuất"), most=1, required=False)
    contact = TextField(label=lazy("Đơn vị phụ trách"), required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(key, _(scope.words)) for key, scope in claims.SCOPES.items() if key != "openid"]
        self.fields["scopes"].choices = choices  # type: ignore[attr-defined]

    def setting(self) -> Setting:
        return Setting(**{name: self.cleaned_data[name] for name in PortalForm.base_fields})


class NewPortalForm(PortalForm):
    """What stays as it is once the portal is registered: it decides by which name people are known there."""

    agency = TextField(label=lazy("Mã định danh cơ quan"), noun="mã định danh cơ quan", max_length=40)
    kind = ChoiceField(label=lazy("Cổng chạy ở đâu?"), noun="nơi cổng chạy")
    sector = ChoiceField(label=lazy("Cổng nhận biết người dùng bằng mã nào?"), noun="loại mã")

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        kinds = [
            (_SERVER, _("Trên máy chủ, giữ được mã bí mật")),
            (_APP, _("Trên máy của người dùng, không có mã bí mật")),
        ]
        sectors = [(_OWN, _("Mã riêng của cổng này")), (_SHARED, _("Mã chung cho các cổng của cơ quan"))]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        self.fields["sector"].choices = sectors  # type: ignore[attr-defined]

    def clean_agency(self) -> Agency:
        found = queries.own_agency(self.by, self.cleaned_data["agency"])
        if found is None:
            raise forms.ValidationError(_("Hãy nhập mã của cơ quan bạn hoặc của đơn vị trực thuộc, ví dụ H48.01."))
        return found

    @property
    def public(self) -> bool:
        return bool(self.cleaned_data["kind"] == _APP)

    @property
    def shared(self) -> bool:
        return bool(self.cleaned_data["sector"] == _SHARED)
