"""What officers type: filters, reasons, notes, dates."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from motcua.calendar.rules import VIETNAM
from motcua.catalogue.rules.service import Question
from motcua.desk import rules
from motcua.desk.queries import Asked
from motcua.dossiers.queries import RowFilter
from motcua.kernel.text import tidy
from motcua.shell import fields

_ROW_FILTERS = {
    "cho": RowFilter(verdict="pending"),
    "xac-nhan": RowFilter(verdict="confirmed"),
    "tu-choi": RowFilter(verdict="refused"),
    "trung": RowFilter(overlapping=True),
    "bi-loai": RowFilter(struck=True),
}
ROW_FILTERS = (
    ("", "Tất cả"), ("cho", "Chưa xác nhận"), ("xac-nhan", "Đã xác nhận"), ("tu-choi", "Từ chối"),
    ("trung", "Trùng với hồ sơ khác"),
)  # fmt: skip
_LONGEST = 9  # digits of a row's number
_LONGEST_TRAIL = 1500


def asked(which: rules.QueueName, given: QueryDict) -> Asked:
    """The filters of a queue, from its address."""
    return Asked(
        which,
        text=tidy(given.get("tim", ""))[:100],
        step=given.get("buoc", "")[:40],
        service=given.get("dich-vu", "")[:80],
        by_received=given.get("xep") == "nhan",
        after=given.get("sau", "")[:60],
    )


def address(wanted: Asked, *, place: str = "", first: bool = False) -> str:
    """The filters as `asked` and `trail` read them: 'ca-don-vi?tim=vi+du'. `first`: from the first page on."""
    query = QueryDict(mutable=True)
    parts = (
        ("tim", wanted.text), ("buoc", wanted.step), ("dich-vu", wanted.service),
        ("xep", "nhan" if wanted.by_received else ""), ("sau", "" if first else wanted.after), ("o", place),
    )  # fmt: skip
    query.update({key: value for key, value in parts if value})
    return f"{wanted.which.slug}?{query.urlencode()}".rstrip("?")


@dataclass(frozen=True)
class Trail:
    """From where in which queue an officer came to a dossier. `text` goes along in the addresses of its pages."""

    asked: Asked
    place: str
    text: str

    @property
    def slug(self) -> str:
        return self.asked.which.slug

    @property
    def query(self) -> str:
        """Of the page of the queue that led here: '?tim=vi+du', or ''."""
        _slug, mark, query = address(self.asked).partition("?")
        return mark + query


def trail(given: QueryDict) -> Trail | None:
    """Whence the officer came; None for a dossier that was opened directly."""
    text = given.get("tu", "")[:_LONGEST_TRAIL]
    slug, _mark, query = text.partition("?")
    which = rules.queue_at(slug)
    if which is None:
        return None
    parts = QueryDict(query)
    wanted, place = asked(which, parts), parts.get("o", "")[:60]
    return Trail(wanted, place, address(wanted, place=place))


def rows_wanted(given: QueryDict) -> tuple[str, RowFilter, int]:
    """The filter of a list, from its address: its key there, its meaning, the row behind which the page begins."""
    key = given.get("loc", "") if given.get("loc", "") in _ROW_FILTERS else ""
    base = _ROW_FILTERS.get(key, RowFilter())
    wanted = RowFilter(base.verdict, tidy(given.get("tim", ""))[:100], base.overlapping, struck=base.struck)
    return key, wanted, _number(given.get("sau", ""))


def rows_chosen(given: QueryDict) -> list[int]:
    """The ticked rows."""
    return sorted({_number(n) for n in given.getlist("row")} - {0})


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST else 0


class _ReasonField(fields.TextField):
    """Shown as required or not; that it is there, or a ready sentence in its place, is the form's to check."""

    def validate(self, value: str) -> None:
        if value:
            super().validate(value)


class ReasonForm(forms.Form):
    """A reason in one's own words, or a ready sentence. `insert()` puts the sentence into the text, to be changed."""

    ready = fields.ChoiceField(label="Câu mẫu", required=False, listed=True)
    note = _ReasonField(label="Lý do", noun="lý do", rows=5, max_length=2000)

    def __init__(self, ready: str, *, needed: bool = True, longest: int = 2000, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.needed = needed
        sentences = rules.READY.get(ready, ())
        self.fields["ready"].choices = [("", _("— Chọn câu mẫu —")), *((s, _(s)) for s in sentences)]  # type: ignore[attr-defined]
        self.fields["note"].longest = longest  # type: ignore[attr-defined]
        self.fields["note"].required = needed

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        given["note"] = given.get("note") or given.get("ready") or ""
        if self.needed and not given["note"] and "note" not in self.errors:
            self.add_error("note", _("Hãy ghi lý do, hoặc chọn một câu mẫu."))
        return given

    def insert(self) -> dict[str, Any]:
        """What was typed, with the ready sentence at the end of the text."""
        given = {name: self[name].value() for name in self.fields}
        given["note"] = " ".join(part for part in (str(given["note"] or "").strip(), given["ready"]) if part)
        return given | {"ready": ""}


Say = Callable[[str], str]  # a text of the service file in the reader's language


def _choice(question: Question, said: dict[str, Any], say: Say) -> forms.Field:
    return fields.ChoiceField(choices=[(c.key, say(c.label)) for c in question.choices], **said)


_MAKERS: Mapping[str, Callable[[Question, dict[str, Any], Say], forms.Field]] = {
    "text": lambda q, said, _say: fields.TextField(max_length=q.max_length, **said),
    "long_text": lambda q, said, _say: fields.TextField(rows=5, max_length=q.max_length, **said),
    "number": lambda q, said, _say: fields.IntegerField(least=q.least or 0, most=q.most or 999_999_999, **said),
    "money": lambda q, said, _say: fields.MoneyField(least=q.least or 0, **said),
    "date": lambda _q, said, _say: fields.DateField(**said),
    "choice": _choice,
    "yesno": lambda _q, said, _say: fields.YesNoField(**said),
}


def _finding(question: Question, say: Say) -> forms.Field:
    """What an action asks of the officer, as a field."""
    said = {"label": say(question.label), "required": question.required, "help_text": say(question.hint)}
    return _MAKERS[question.kind](question, said, say)


def _plain(value: Any) -> Any:
    """As answers are kept: a day as text, a yes or no by name."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else value


class ActForm(ReasonForm):
    """One action of a step. `turn`: what the page showed, to catch that the dossier moved since.

    `asks`: what the action asks of the officer, each a field "finding_…".
    """

    turn = forms.IntegerField(widget=forms.HiddenInput)
    wanted = fields.ManyField(label="Cần bổ sung hoặc sửa", required=False)

    def __init__(
        self, ready: str, *, papers: Sequence[tuple[str, str]] = (), asks: Sequence[Question] = (), say: Say = str,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(ready, **kwargs)
        self.asks = asks
        for question in asks:
            self.fields[f"finding_{question.key}"] = _finding(question, say)
        self.fields["wanted"].choices = list(papers)  # type: ignore[attr-defined]
        self.fields["wanted"].needed = True  # type: ignore[attr-defined]
        if not papers:
            del self.fields["wanted"]

    def findings(self) -> dict[str, Any]:
        """What was found, by key, typed like answers."""
        return {question.key: _plain(self.cleaned_data.get(f"finding_{question.key}")) for question in self.asks}


class NoteForm(forms.Form):
    """An internal note."""

    text = fields.TextField(label="Ghi chú", rows=4, max_length=4000)


class FilterForm(forms.Form):
    """What the officer calls a filter."""

    name = fields.TextField(label="Tên bộ lọc", noun="tên bộ lọc", max_length=60)


class OpinionForm(forms.Form):
    """What an agency says to another. To differ needs the reason: the command asks for it."""

    verdict = fields.ChoiceField(label="Ý kiến của cơ quan bạn", noun="ý kiến")
    text = fields.TextField(label="Nội dung", required=False, rows=5, max_length=2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verdict"].choices = [(key, _(rules.SAID[key])) for key in ("agree", "differ")]  # type: ignore[attr-defined]
        self.fields["text"].needed = True  # type: ignore[attr-defined]  # its label does not call it optional


class InsideForm(forms.Form):
    """A word to whoever does the next part, or why it goes back. `turn`, `stage`: what the page showed."""

    turn = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=9999)
    stage = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=99)
    note = fields.TextField(label="Lý do", noun="lý do", rows=4, max_length=2000)

    def __init__(self, needed: bool, **kwargs: Any) -> None:  # noqa: FBT001 - whether a reason is
        super().__init__(**kwargs)
        self.fields["note"].required = needed


class FeeForm(forms.Form):
    """The number on the paper receipt."""

    receipt_no = fields.TextField(label="Số biên lai", noun="số biên lai", max_length=60)


class EmptyForm(forms.Form):
    """A confirmation."""


class AssignForm(forms.Form):
    """Which colleague."""

    person = fields.ChoiceField(label="Giao cho ai?", noun="một đồng nghiệp")

    def __init__(self, people: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields["person"].choices = [(str(pk), text) for pk, text in people]  # type: ignore[attr-defined]


class PutOffForm(ReasonForm):
    """A new date, and why. The day counts until its last working minute."""

    until = fields.DateField(
        label="Ngày hẹn mới", noun="ngày hẹn mới", help_text="Ví dụ: 27 5 2020. Phải là ngày làm việc."
    )

    field_order = ("until", "ready", "note")

    def moment(self, closing: datetime) -> datetime:
        """The chosen day, at the time at which the agency closes."""
        day: date = self.cleaned_data["until"]
        return datetime.combine(day, closing.astimezone(VIETNAM).time(), VIETNAM)
