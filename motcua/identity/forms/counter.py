"""What an officer at a counter enters. Each act says what was checked and why."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.identity import rules
from motcua.identity.forms.registration import obey
from motcua.identity.rules import registration
from motcua.identity.rules.counter import LONGEST_REASON
from motcua.journal.rules import personal_numbers
from motcua.shell.fields import DateField, ManyField, TextField

_CHECKS: Any = (
    ("face", gettext_lazy("Người trước mặt đúng là người trong ảnh trên giấy tờ")),
    ("original", gettext_lazy("Giấy tờ là bản gốc, còn giá trị, không tẩy xóa")),
    ("same", gettext_lazy("Họ tên và ngày sinh trên giấy tờ đúng như ghi ở trang này")),
)


class FindForm(forms.Form):
    """The whole number of the paper that lies on the desk: nobody is found by less."""

    id_number = TextField(
        label=gettext_lazy("Số giấy tờ của người dân"),
        max_length=40,
        attrs={"inputmode": "numeric", "autocomplete": "off"},
    )

    def clean_id_number(self) -> str:
        number: str = obey(rules.id_number, self.cleaned_data["id_number"])
        return number


class ReasonForm(forms.Form):
    """`seen`: the state of the account when the page was made."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reason = TextField(
        label=gettext_lazy("Lý do"),
        help_text=gettext_lazy("Ví dụ: Mất điện thoại. Đừng ghi số giấy tờ hay số điện thoại vào đây."),
        max_length=LONGEST_REASON,
        attrs={"autocomplete": "off"},
    )

    def clean_reason(self) -> str:
        text: str = self.cleaned_data["reason"]
        if personal_numbers(text):
            raise forms.ValidationError(_("Bỏ số giấy tờ hoặc số điện thoại ra khỏi lý do."))
        return text


class CheckedForm(ReasonForm):
    """And all that the officer must have seen for themself."""

    checked = ManyField(label=gettext_lazy("Bạn đã tự mình kiểm tra"), noun="những điều đã kiểm tra", choices=_CHECKS)

    field_order: Any = ("seen", "checked", "reason")

    def clean_checked(self) -> list[str]:
        ticked: list[str] = self.cleaned_data["checked"]
        if {*ticked} != {key for key, _text in _CHECKS}:
            raise forms.ValidationError(_("Chỉ tiếp tục khi đã kiểm tra và đánh dấu đủ cả ba điều."))
        return ticked


class PhoneForm(CheckedForm):
    phone = TextField(
        label=gettext_lazy("Số điện thoại mới"),
        help_text=gettext_lazy("Người dân phải cầm máy ở đây: mã gửi đến số này, họ tự nhập ở bước sau."),
        max_length=40,
        attrs={"inputmode": "tel", "autocomplete": "off"},
    )
    field_order = ("seen", "phone", "checked", "reason")

    def clean_phone(self) -> str:
        number: str = obey(rules.phone, self.cleaned_data["phone"])
        return number


class IdNumberForm(CheckedForm):
    id_number = TextField(
        label=gettext_lazy("Số trên giấy tờ mới"), max_length=40, attrs={"inputmode": "numeric", "autocomplete": "off"}
    )
    field_order = ("seen", "id_number", "checked", "reason")

    def clean_id_number(self) -> str:
        number: str = obey(rules.id_number, self.cleaned_data["id_number"])
        return number


class RecoverForm(CheckedForm):
    keep_phone = forms.BooleanField(
        label=gettext_lazy("Số điện thoại trong tài khoản vẫn là của người này"), required=False
    )
    field_order = ("seen", "keep_phone", "checked", "reason")


class NamedForm(CheckedForm):
    """Name and birth date as on the paper. `today` is the portal's."""

    name = TextField(label=gettext_lazy("Họ và tên như trên giấy tờ"), max_length=registration.MOST_NAME)
    birth_date = DateField(label=gettext_lazy("Ngày sinh như trên giấy tờ"), noun="ngày sinh")
    field_order = ("seen", "name", "birth_date", "checked", "reason")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)

    def clean_name(self) -> str:
        name: str = obey(registration.full_name, self.cleaned_data["name"])
        return name

    def clean_birth_date(self) -> date:
        born: date = obey(registration.birth_date, self.cleaned_data["birth_date"], today=self.today)
        return born


class OpenForm(NamedForm):
    """An account for somebody who has none."""

    id_number = TextField(
        label=gettext_lazy("Số giấy tờ"), max_length=40, attrs={"inputmode": "numeric", "autocomplete": "off"}
    )
    field_order = ("id_number", "name", "birth_date", "checked", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["seen"]

    def clean_id_number(self) -> str:
        number: str = obey(rules.id_number, self.cleaned_data["id_number"])
        return number
