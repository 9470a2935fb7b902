"""What a change of units says."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.administration.queries.units import Gain
from motcua.agencies.rules.rights import named
from motcua.kernel.text import tidy
from motcua.shell import fields

_MOST = 50  # agencies in one merger


class OrderForm(forms.Form):
    """From which day, by which decision: of every change."""

    on = fields.DateField(
        label=gettext_lazy("Có hiệu lực từ ngày"), noun="ngày có hiệu lực",
        help_text=gettext_lazy("Hôm nay hoặc một ngày sau. Đến ngày đó thay đổi được thực hiện lúc 0 giờ."),
    )  # fmt: skip
    basis = fields.TextField(
        label=gettext_lazy("Căn cứ"), noun="quyết định làm căn cứ", max_length=200,
        help_text=gettext_lazy("Số, ngày của nghị quyết hoặc quyết định."),
    )  # fmt: skip


class RenameForm(OrderForm):
    """Another name."""

    name = fields.TextField(label=gettext_lazy("Tên mới"), noun="tên mới", max_length=200)
    field_order = ("name", "on", "basis")


class MoveForm(OrderForm):
    """Under another agency. `seen`: what the actor was shown of its effects."""

    parent = fields.TextField(
        label=gettext_lazy("Đơn vị cấp trên mới"), noun="mã định danh", max_length=40,
        help_text=gettext_lazy("Mã định danh, ví dụ H48.534."),
    )  # fmt: skip
    seen = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    field_order = ("parent", "on", "basis", "seen")


class EndForm(OrderForm):
    """Into which others; the first takes over the work."""

    successors = fields.TextField(
        label=gettext_lazy("Đơn vị kế thừa"), noun="mã định danh", rows=3, max_length=2000, required=False,
        help_text=gettext_lazy(
            "Mỗi dòng một mã định danh; đơn vị ở dòng đầu nhận các hồ sơ đang xử lý. Để trống nếu không có."
        ),
    )  # fmt: skip
    bring_below = fields.AgreeField(
        label=gettext_lazy("Chuyển các đơn vị trực thuộc sang đơn vị ở dòng đầu"), required=False
    )
    field_order = ("successors", "bring_below", "on", "basis")

    def identifiers(self) -> list[str]:
        """What was typed, line by line."""
        return lines(self.cleaned_data["successors"])


class TakeInForm(OrderForm):
    """Which others are merged into this one."""

    formers = fields.TextField(
        label=gettext_lazy("Các đơn vị được nhập vào"), noun="mã định danh", rows=4, max_length=2000,
        help_text=gettext_lazy("Mỗi dòng một mã định danh."),
    )  # fmt: skip
    bring_below = fields.AgreeField(
        label=gettext_lazy("Chuyển cả các đơn vị trực thuộc của chúng sang đơn vị này"), required=False
    )
    field_order = ("formers", "bring_below", "on", "basis")


class NewForm(OrderForm):
    """A new agency below this one."""

    identifier = fields.TextField(label=gettext_lazy("Mã định danh"), noun="mã định danh", max_length=40)
    name = fields.TextField(label=gettext_lazy("Tên đơn vị"), noun="tên đơn vị", max_length=200)
    like = fields.TextField(
        label=gettext_lazy("Cùng loại với đơn vị"), noun="mã của đơn vị cùng loại", max_length=40,
        help_text=gettext_lazy("Mã của một đơn vị cùng vai trò, cấp, địa bàn, ví dụ đơn vị bị tách."),
    )  # fmt: skip
    sector = fields.TextField(
        label=gettext_lazy("Lĩnh vực"), noun="lĩnh vực", max_length=20, required=False,
        help_text=gettext_lazy("Chỉ khi khác đơn vị cùng loại."),
    )  # fmt: skip
    field_order = ("identifier", "name", "like", "sector", "on", "basis")


class InheritForm(forms.Form):
    """Which rights follow."""

    def __init__(self, *args: Any, gains: Iterable[Gain], **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [
            (str(one.grant.pk), f"{one.grant.membership.person.name}: {named(one.grant.right)}")
            for one in gains if one.possible
        ]  # fmt: skip
        self.fields["grants"] = fields.ManyField(choices=choices, label=_("Quyền chuyển theo"), required=True)

    reason = fields.TextField(label=gettext_lazy("Lý do"), noun="lý do", max_length=300)


def lines(text: str) -> list[str]:
    """Identifiers, one a line or between commas, each once. At most 50."""
    found = (tidy(part) for line in text.splitlines() for part in line.replace(";", ",").split(","))
    return list(dict.fromkeys(one for one in found if one))[:_MOST]
