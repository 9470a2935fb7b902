"""Uploading a list, deciding about its lines, inviting somebody."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.administration.rules.ground import Plan
from motcua.agencies.models import Agency
from motcua.agencies.rules.rights import LEVEL_WORDS, SUBSYSTEMS, right_of
from motcua.journal.rules import personal_numbers
from motcua.kernel.actor import Actor
from motcua.shell import fields

SUFFIXES = (".xlsx", ".xls", ".ods", ".csv", ".docx")
MOST_BYTES = 5 * 1024 * 1024
LONGEST = 300
_TEXT = 2_000_000
WHOLE = "state"
_NO_NUMBERS = gettext_lazy("Đừng ghi số giấy tờ hay số điện thoại vào đây.")


class GrantedForm(forms.Form):
    """What people are to be granted: only what the actor may pass on is offered."""

    level = fields.ChoiceField(
        label=gettext_lazy("Làm người quản trị"), noun="cấp quản trị", required=False, listed=True,
        help_text=gettext_lazy("Chỉ chọn khi những người này sẽ cấp quyền cho người khác."),
    )  # fmt: skip
    subsystem = fields.ChoiceField(label=gettext_lazy("Quản trị phân hệ"), noun="phân hệ", required=False, listed=True)
    rights = fields.ManyField(label=gettext_lazy("Quyền để dùng"), noun="quyền", required=False)
    services = fields.ManyField(
        label=gettext_lazy("Chỉ cho những dịch vụ này"), noun="dịch vụ", required=False,
        help_text=gettext_lazy("Không chọn dịch vụ nào: tất cả dịch vụ của phân hệ."),
    )  # fmt: skip
    until = fields.DateField(
        label=gettext_lazy("Ngày cuối cùng có quyền"), noun="ngày cuối cùng có quyền", required=False
    )
    reason = fields.TextField(
        label=gettext_lazy("Căn cứ"), max_length=LONGEST, required=False,
        help_text=gettext_lazy("Ví dụ: Công văn 1177/UBND-NCKS. Ghi vào nhật ký cùng từng quyền."),
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, services: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        passed = [held for held in actor.held if held.level is not None]
        highest = min((held.level for held in passed if held.level is not None), default=9)
        levels = [(str(int(n)), _(words)) for n, words in LEVEL_WORDS.items() if n > highest]
        known = list(dict.fromkeys(held.subsystem for held in passed))
        self._offer("level", [("", _("Không, chỉ cấp quyền để dùng")), *levels])
        self._offer("subsystem", [("", _("Chọn phân hệ")), *((key, _(SUBSYSTEMS[key].name)) for key in known)])
        self._offer("rights", _rights([(held.subsystem, held.right) for held in passed]))
        self._offer("services", list(services))

    def clean_reason(self) -> str:
        text: str = self.cleaned_data["reason"]
        if personal_numbers(text):
            raise forms.ValidationError(str(_NO_NUMBERS))
        return text

    def plan(self, kind: str) -> Plan:
        """What is asked for, once the form is valid."""
        told = self.cleaned_data
        last: date | None = told["until"]
        return Plan(
            kind,
            subsystem=told["subsystem"],
            rights=tuple(told["rights"]),
            level=int(told["level"]) if told["level"] else None,
            services=tuple(told["services"]) or None,
            until=last + timedelta(days=1) if last else None,
        )

    def _offer(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)


class UploadForm(GrantedForm):
    """A file or text, for which body, and what is granted."""

    file = fields.FileField(
        label=gettext_lazy("Tệp danh sách"), noun="danh sách", suffixes=SUFFIXES, most=MOST_BYTES, required=False,
        help_text=gettext_lazy("Excel (.xlsx, .xls), OpenDocument (.ods), CSV hoặc Word (.docx), nhiều nhất 5 MB."),
    )  # fmt: skip
    text = forms.CharField(
        label=gettext_lazy("Hoặc dán bảng từ văn bản"), required=False, max_length=_TEXT, strip=False,
        widget=forms.Textarea({"rows": 6}),
        help_text=gettext_lazy("Chép cả dòng tiêu đề của bảng, từ Excel, Word hoặc trang web."),
    )  # fmt: skip
    home = fields.ChoiceField(
        label=gettext_lazy("Danh sách của"), noun="đơn vị", listed=True,
        help_text=gettext_lazy("Chỉ những đơn vị này và cấp dưới. Người ngoài phạm vi được báo, không được cấp."),
    )  # fmt: skip

    def __init__(self, *args: Any, homes: Sequence[Agency | None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("home", [(str(one.pk), one.name) if one else (WHOLE, _("Cả nước")) for one in homes])
        if len(homes) == 1 and not self.is_bound:
            self.initial["home"] = str(homes[0].pk) if homes[0] else WHOLE

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        text = bool(str(found.get("text", "")).strip())
        if "file" not in self.errors and text == bool(found.get("file")):
            self.add_error(
                "file",
                _("Chỉ dùng một cách: tệp hoặc bảng dán vào.") if text else _("Chọn tệp, hoặc dán bảng vào ô dưới."),
            )
        return found

    def home_id(self) -> int | None:
        return None if self.cleaned_data["home"] == WHOLE else int(self.cleaned_data["home"])


class InviteForm(GrantedForm):
    """Somebody who has no account."""

    name = fields.TextField(label=gettext_lazy("Họ và tên như trên giấy tờ"), noun="họ và tên", max_length=120)
    id_number = fields.TextField(
        label=gettext_lazy("Số căn cước hoặc chứng minh nhân dân"), noun="số giấy tờ", max_length=40, required=False,
        attrs={"inputmode": "numeric", "autocomplete": "off"},
    )  # fmt: skip
    phone = fields.TextField(
        label=gettext_lazy("Số điện thoại"), noun="số điện thoại", max_length=40, required=False,
        attrs={"inputmode": "tel", "autocomplete": "off"},
        help_text=gettext_lazy("Có số này, cổng nhắn tin mời họ đăng ký."),
    )  # fmt: skip
    agency = fields.TextField(
        label=gettext_lazy("Đơn vị"), noun="đơn vị", max_length=200,
        help_text=gettext_lazy("Mã định danh, ví dụ H48.533, hoặc tên đầy đủ."),
    )  # fmt: skip
    title = fields.TextField(label=gettext_lazy("Chức vụ"), noun="chức vụ", max_length=120, required=False)

    def clean_title(self) -> str:
        text: str = self.cleaned_data["title"]
        if personal_numbers(text):
            raise forms.ValidationError(str(_NO_NUMBERS))
        return text


def decision(given: QueryDict) -> tuple[str, int, str]:
    """(decision, line, value) out of a line's form; an unknown decision is ""."""
    name = given.get("quyet-dinh", "")
    line = given.get("dong", "")
    value = given.get("gia-tri", "")[:200]
    known = {"nhan": "accept", "nhan-het": "accept_all", "dung-nguoi": "same", "da-hoi": "vouch", "bo": "leave",
             "lay-lai": "take", "so": "id", "don-vi": "unit"}  # fmt: skip
    return known.get(name, ""), int(line) if line.isascii() and line.isdigit() and len(line) < 9 else 0, value  # noqa: PLR2004


def _rights(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    found = []
    for subsystem, right in dict.fromkeys(pairs):
        known = right_of(subsystem, right)
        if known is not None:
            found.append((f"{subsystem}/{right}", f"{_(known.name)} – {_(SUBSYSTEMS[subsystem].name)}"))
    return found
