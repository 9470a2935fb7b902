"""What the macros ask of a bound field, and of a step of the picture."""

from typing import Any

from django.forms import BoundField
from django.utils.translation import gettext as _

from motcua.shell.clock import VIETNAM
from motcua.shell.fields.tables import CELL


def first_id(bound: BoundField) -> str:
    """The id of the first control: where a link of the error summary goes."""
    first = "_day" if bound.widget_type == "dateboxes" else getattr(bound.field, "first_part", "")
    return f"{bound.auto_id}{first}"


def error_links(bound: BoundField) -> list[tuple[str, str]]:
    """(message, id of the control) for each error of a field; an error of one cell of a table leads to that cell."""
    errors = bound.errors.as_data()
    codes = [error.code or "" for error in errors]
    cells = [code.removeprefix(CELL) if code.startswith(CELL) else "" for code in codes]
    ids = [f"{bound.auto_id}-{cell}" if cell else first_id(bound) for cell in cells]
    return list(zip([str(text) for text in bound.errors], ids, strict=True))


def choice_items(bound: BoundField) -> list[dict[str, Any]]:
    """The choices as items of govukRadios, govukCheckboxes and govukSelect."""
    choices = list(bound.field.choices)  # type: ignore[attr-defined]
    value = bound.value()
    chosen = {str(v) for v in (value if isinstance(value, list | tuple | set) else [value]) if v not in (None, "")}
    hints = getattr(bound.field, "hints", {})
    blank = bound.widget_type == "select" and not chosen and not any(key in (None, "") for key, _t in choices)
    first = [{"value": "", "text": _("— Chọn —"), "selected": True}] if blank else []
    return first + [
        {
            "value": str(key),
            "text": str(text),
            "checked": str(key) in chosen,
            "selected": str(key) in chosen,
            "hint": {"text": hints[key]} if key in hints else None,
        }
        for key, text in choices
    ]


def date_part(bound: BoundField, part: str) -> str:
    """What stands in one of the three boxes of a date: what was typed, or the value we have."""
    value = bound.value()
    if not isinstance(value, list):
        value = bound.field.widget.decompress(value)
    return str(value[("day", "month", "year").index(part)] or "")


def track_lines(step: Any) -> list[str]:
    """What stands under a step of the picture: its `lines`, or what a workflow TrackStep knows of agency and times."""
    if isinstance(step, dict):
        return [str(line) for line in step.get("lines") or ()]
    if (lines := getattr(step, "lines", None)) is not None:
        return [str(line) for line in lines]
    told: list[str] = [getattr(step, "agency_name", "")]
    closed, due, n = (getattr(step, name, None) for name in ("closed_at", "due_at", "n"))
    if step.state == "done" and closed:
        told.insert(0, f"{closed.astimezone(VIETNAM):%d/%m/%Y, %H:%M}")
    elif step.state in ("now", "paused") and n:
        told.append(_("bước {n} trên {of}").format(n=n, of=step.of))
    if step.state in ("now", "todo") and due:
        told.append(_("hạn {day}").format(day=f"{due.astimezone(VIETNAM):%d/%m/%Y}"))
    for asked in getattr(step, "opinions", ()):
        answered = _("đã hỏi ý kiến {agency}, đã có trả lời")
        words = answered if asked.given_at else _("đang hỏi ý kiến {agency}, hạn {day}")
        told.append(words.format(agency=asked.agency_name, day=f"{asked.due_at.astimezone(VIETNAM):%d/%m/%Y}"))
    return [line for line in told if line]
