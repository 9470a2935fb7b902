"""What people and officers type about views."""

from datetime import date

from django import forms
from django.http import QueryDict

from motcua.shell import fields
from motcua.transparency.queries import Wanted

_LONGEST_ID = 18


def wanted(given: QueryDict) -> Wanted:
    """The filters of the list, from its address; what makes no sense filters nothing."""
    return Wanted(
        business=given.get("cua") == "doanh-nghiep",
        agency=_number(given.get("co-quan", "")),
        dossier=_number(given.get("ho-so", "")),
        month=_month(given.get("thang", "")),
        before=_number(given.get("truoc", "")),
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_ID else None


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


class AskForm(forms.Form):
    """Why was it looked at? One's own words may be added."""

    question = fields.TextField(
        label="Bạn muốn hỏi thêm gì?", noun="câu hỏi", rows=4, max_length=1000, required=False,
        help_text="Không bắt buộc. Ví dụ: Tôi không nộp hồ sơ nào trong tháng này. Đừng ghi số giấy tờ, số điện thoại.",
    )  # fmt: skip


class AnswerForm(forms.Form):
    """The agency's answer, in plain words."""

    answer = fields.TextField(
        label="Trả lời", noun="câu trả lời", rows=6, max_length=2000,
        help_text="Nói rõ vì việc gì mà xem, theo quy định nào. Đừng ghi số giấy tờ, số điện thoại.",
    )  # fmt: skip
