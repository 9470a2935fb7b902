"""What an administrator of users types and ticks."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.administration.queries.offering import Card
from motcua.administration.queries.users import Asked
from motcua.administration.rules.users import SLUGS
from motcua.agencies.models import Grant, Membership
from motcua.catalogue.rules.service import Service
from motcua.identity import rules as identity
from motcua.journal.rules import personal_numbers
from motcua.kernel.text import digits, tidy
from motcua.shell import fields

LONGEST = 300
_NUMBER = 9  # as many digits are a personal number, never a name
_LONGEST_ID = 18


def asked(given: QueryDict) -> Asked:
    """The filters of the list, from its address. What looks like a personal number is left out, and shown nowhere."""
    text = tidy(given.get("tim", ""))[:100]
    return Asked(
        text="" if len(digits(text)) >= _NUMBER else text,
        person=given.get("nguoi", "") if is_subject(given.get("nguoi", "")) else "",
        agency=tidy(given.get("don-vi", ""))[:120],
        state=SLUGS.get(given.get("trang-thai", ""), ""),
        subsystem=tidy(given.get("phan-he", ""))[:20],
        right=tidy(given.get("quyen", ""))[:20],
        service=tidy(given.get("dich-vu", ""))[:80],
        administrators=given.get("quan-tri") == "1",
        after=tidy(given.get("sau", ""))[:240],
    )


def is_number(text: str) -> bool:
    """Whether what was typed is an ID number or a phone, which is searched for by its index."""
    return len(digits(text)) >= _NUMBER and not any(c.isalpha() for c in text)


def whole(text: str) -> int:
    """An id from an address or a form; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_ID else 0


def first_without(last: date | None) -> date | None:
    """Forms ask for the last day, rights keep the first one without."""
    return last + timedelta(days=1) if last else None


def is_subject(text: str) -> bool:
    """Whether it is an account's subject as our own addresses name it, or NOBODY."""
    try:
        return text == "0" or str(UUID(text)) == text.lower()
    except ValueError:
        return False


class _Told(forms.Form):
    """Free words of an administrator: no personal numbers in them, they go to the journal."""

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("reason", "why", "title", "office"):
            if personal_numbers(found.get(name, "")):
                self.add_error(name, _("Đừng ghi số giấy tờ hay số điện thoại vào đây."))
        return found


class FindForm(forms.Form):
    """The whole number: nobody is found by less."""

    number = fields.TextField(
        label=gettext_lazy("Số căn cước, chứng minh nhân dân hoặc số điện thoại"),
        noun="số giấy tờ hoặc số điện thoại",
        max_length=40,
        attrs={"inputmode": "numeric", "autocomplete": "off"},
    )

    def clean_number(self) -> str:
        text: str = self.cleaned_data["number"]
        try:
            identity.login(text)
        except identity.BadLogin:
            raise forms.ValidationError(
                _("Số giấy tờ có 9 hoặc 12 chữ số; số điện thoại có 10 chữ số. Hãy kiểm tra lại số đã nhập.")
            ) from None
        return text


class UnitForm(_Told):
    """The agency by its id, and title and office there."""

    agency = forms.CharField(max_length=18)
    title = fields.TextField(label=gettext_lazy("Chức vụ"), required=False, max_length=120)
    office = fields.TextField(label=gettext_lazy("Phòng, ban, trung tâm"), required=False, max_length=200)

    def __init__(self, data: QueryDict | None = None, **kwargs: Any) -> None:
        super().__init__(data, auto_id="don-vi_%s", **kwargs)  # the blocks stand on one page

    def clean_agency(self) -> int:
        if found := whole(self.cleaned_data["agency"]):
            return found
        raise forms.ValidationError(_("Chọn một đơn vị trong danh sách."))


class RightsForm(_Told):
    """Rights and levels out of what is offered; until when; in which part of the subtree; why."""

    rights = fields.ManyField(label=gettext_lazy("Quyền"), noun="quyền", required=False)
    levels = fields.ManyField(label=gettext_lazy("Cấp quản trị"), noun="cấp quản trị", required=False)
    scope = fields.TextField(
        label=gettext_lazy("Phạm vi hẹp hơn"),
        help_text=gettext_lazy("Mã định danh hoặc tên một đơn vị cấp dưới. Để trống: đơn vị nơi làm việc."),
        required=False,
        max_length=120,
    )
    since = fields.DateField(label=gettext_lazy("Từ ngày"), required=False)
    last = fields.DateField(label=gettext_lazy("Đến hết ngày"), required=False)
    reason = fields.TextField(
        label=gettext_lazy("Lý do"),
        help_text=gettext_lazy("Ví dụ: Quyết định phân công số 12/QĐ-VP."),
        required=False,
        max_length=LONGEST,
    )

    def __init__(self, cards: Sequence[Card], **kwargs: Any) -> None:
        super().__init__(auto_id="quyen_%s", **kwargs)
        self.cards = cards
        # All of them, also those that are greyed: who forges one is told why by the command.
        self.fields["rights"].choices = [(o.key, o.name) for c in cards for o in c.rights]  # type: ignore[attr-defined]
        self.fields["levels"].choices = [(o.key, o.name) for c in cards for o in c.levels]  # type: ignore[attr-defined]

    def chosen(self, name: str) -> list[str]:
        """What is ticked now, for the cards."""
        return [str(value) for value in self[name].value() or []]

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if not found.get("rights") and not found.get("levels") and not self.errors:
            self.add_error("rights", _("Chọn ít nhất một quyền hoặc một cấp quản trị."))
        return found


class ServicesForm(_Told):
    """For each right: all services, those to come too, or chosen ones."""

    reason = fields.TextField(label=gettext_lazy("Lý do"), required=False, max_length=LONGEST)

    def __init__(self, rights: Mapping[Grant, Sequence[Service]], **kwargs: Any) -> None:
        super().__init__(auto_id="dich-vu_%s", **kwargs)
        self.rights = rights
        for grant, services in rights.items():
            known = {service.slug: service.short_name for service in services}
            kept = {slug: known.get(slug, slug) for slug in [*known, *(grant.services or ())]}
            self.fields[f"all-{grant.pk}"] = fields.ChoiceField(
                label=_("Dùng cho dịch vụ nào?"), noun="dịch vụ", required=True,
                choices=[
                    ("some", _("Chỉ các dịch vụ chọn dưới đây")),
                    ("all", _("Mọi dịch vụ, cả dịch vụ mở sau này")),
                ],
                initial="all" if grant.services is None else "some",
            )  # fmt: skip
            self.fields[f"services-{grant.pk}"] = fields.ManyField(
                label=_("Dịch vụ"), noun="dịch vụ", required=False, choices=list(kept.items()),
                initial=list(kept) if grant.services is None else list(grant.services),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        for grant in self.rights:
            if found.get(f"all-{grant.pk}") == "some" and not found.get(f"services-{grant.pk}"):
                self.add_error(f"services-{grant.pk}", _("Chọn ít nhất một dịch vụ, hoặc kết thúc quyền này."))
        return found

    def wanted(self) -> dict[int, frozenset[str] | None]:
        """Grant → its services; None: all."""
        told = self.cleaned_data
        return {
            grant.pk: None if told[f"all-{grant.pk}"] == "all" else frozenset(told[f"services-{grant.pk}"])
            for grant in self.rights
        }


class WhyForm(_Told):
    """A reason, needed."""

    why = fields.TextField(label=gettext_lazy("Lý do"), noun="lý do", max_length=LONGEST)


class StandInForm(_Told):
    """Who covers, and from when until when."""

    colleague = fields.ChoiceField(label=gettext_lazy("Người làm thay"), noun="người làm thay", listed=True)
    since = fields.DateField(label=gettext_lazy("Từ ngày"), noun="ngày bắt đầu")
    last = fields.DateField(label=gettext_lazy("Đến hết ngày"), noun="ngày kết thúc")
    reason = fields.TextField(label=gettext_lazy("Lý do"), required=False, max_length=LONGEST)

    def __init__(self, people: Iterable[Membership], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields["colleague"].choices = [(str(one.pk), _who(one)) for one in people]  # type: ignore[attr-defined]


class LeaveForm(WhyForm):
    """Why, and to whom what goes."""

    colleague = fields.ChoiceField(
        label=gettext_lazy("Hồ sơ đang giữ chuyển cho ai?"), noun="người nhận hồ sơ", required=False, listed=True
    )
    heir = fields.ChoiceField(
        label=gettext_lazy("Ai tiếp quản các quyền người này đã cấp?"),
        noun="người tiếp quản",
        required=False,
        listed=True,
    )

    def __init__(self, people: Iterable[Membership], heirs: Iterable[Membership], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        queue, nobody = _("Trả về hàng chung của đơn vị"), _("Không ai: quyền nào phải kết thúc theo thì kết thúc")
        self.fields["colleague"].choices = [("", queue), *((str(p.pk), _who(p)) for p in people)]  # type: ignore[attr-defined]
        self.fields["heir"].choices = [("", nobody), *((str(p.pk), f"{_who(p)} ({p.agency.name})") for p in heirs)]  # type: ignore[attr-defined]


def _who(place: Membership) -> str:
    return f"{place.person.name}, {place.title}" if place.title else place.person.name
