"""What somebody asks about: a person, and a thing."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from motcua.kernel.text import tidy
from motcua.shell import fields

KINDS = {"ho-so": "dossier", "co-quan": "agency", "cong": "portal", "vi-tri": "place"}
_LONGEST = 120
LABELS = {
    "ho-so": "Hồ sơ, theo mã hồ sơ",
    "co-quan": "Cơ quan, theo mã định danh",
    "cong": "Cổng kết nối, theo mã cổng",
    "vi-tri": "Vị trí của người khác, theo số vị trí",
}


class ThingForm(forms.Form):
    """Which thing. Asked by address: an answer can be shown to a colleague."""

    loai = fields.ChoiceField(label=gettext_lazy("Hỏi về gì?"), choices=list(LABELS.items()), noun="loại đối tượng")
    ma = fields.TextField(
        label=gettext_lazy("Mã"), noun="mã", max_length=_LONGEST,
        help_text=gettext_lazy("Mã hồ sơ ở đầu trang hồ sơ; mã định danh như H48.533; mã cổng ở trang Cổng kết nối."),
    )  # fmt: skip


class FindForm(forms.Form):
    """Whom. A number is looked up by its index and never stands in an address."""

    tim = fields.TextField(
        label=gettext_lazy("Cán bộ"), noun="họ tên, số giấy tờ hoặc số điện thoại", max_length=_LONGEST,
        help_text=gettext_lazy("Họ tên (có dấu hay không dấu), số CMND/CCCD hoặc số điện thoại."),
    )  # fmt: skip


class CodeForm(forms.Form):
    """Which dossier, for who can see it."""

    ma = fields.TextField(label=gettext_lazy("Mã hồ sơ"), noun="mã hồ sơ", max_length=_LONGEST)


def thing_of(given: QueryDict) -> tuple[str, str]:
    """(kind, text) of the address; '' for none."""
    kind, text = KINDS.get(given.get("loai", ""), ""), tidy(given.get("ma", ""))[:_LONGEST]
    return (kind, text) if kind and text else ("", "")
