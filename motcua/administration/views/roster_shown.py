"""A list and its lines in the reader's language: on the page and in the report."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from motcua.administration.models import Roster, RosterLine
from motcua.administration.queries.rosters import DOABLE, LineView, counts, lines
from motcua.administration.rules.uploads import KIND_WORDS, OUTCOMES
from motcua.agencies.rules.rights import LEVEL_WORDS, SUBSYSTEMS, named
from motcua.files.rules import sheets
from motcua.files.rules.sheets import Column, Sheet
from motcua.shell.access import Request

MOST = 5000
LIGHTS = {"read": "soon", "queued": "paused", "applied": "ok", "dropped": "done"}
COLUMNS = (
    Column("n", "Dòng", 7),
    Column("name", "Họ và tên", 26),
    Column("number", "Số giấy tờ", 12),
    Column("unit", "Cơ quan, đơn vị", 34),
    Column("state", "Kết quả", 20),
    Column("said", "Chi tiết", 60),
)
_HOLES = {"account": "", "agency": "", "count": 0, "leaving": "", "ended": 0, "home": "", "place": "", "line": ""}


def sentence(view: LineView) -> str:
    """What is said about a line: what came of it, or else its verdict."""
    template = OUTCOMES.get(view.row.outcome, view.said) if view.row.done_at else view.said
    if not view.words or not template:
        return template
    return _(template).format_map({**_HOLES, **view.words, "name": view.row.name})


def shown(view: LineView) -> dict[str, Any]:
    """A line for the page."""
    state = _("Đã xong") if view.row.done_at else _(view.row.get_verdict_display())
    light = "done" if view.row.done_at else "ok" if view.row.verdict in DOABLE else "soon"
    return {"view": view, "row": view.row, "line": view.line, "said": sentence(view), "status": state, "light": light}


def about(request: Request, found: Roster) -> dict[str, Any]:
    """What stands above the lines."""
    told = counts(found)
    ready = sum(told.get(key, 0) for key in DOABLE)
    total = sum(told.values())
    return {
        "roster": found, "counts": told, "ready": ready, "total": total, "open": total - ready - told["done"],
        "verdicts": [(key, _(label), told[key]) for key, label in RosterLine.Verdict.choices if told.get(key)],
        "tone": LIGHTS[found.state], "state": _(Roster.State(found.state).label), "kind": _(KIND_WORDS[found.kind]),
        "mine": found.membership_id == request.actor.membership and found.state in ("read", "applied"),
        "granted": _granted(found), "last_day": found.until - timedelta(days=1) if found.until else None,
    }  # fmt: skip


def report(found: Roster) -> bytes:
    """Every line with what came of it, as xlsx. Numbers are masked: the officer knows them by line and name."""
    views, _further = lines(found, size=MOST)
    rows: list[dict[str, object]] = []
    for view in views:
        said = shown(view)
        unit = view.row.agency.name if view.row.agency else view.row.place
        rows.append({
            "n": str(view.row.n), "name": view.row.name, "number": view.number, "unit": unit,
            "state": said["status"], "said": said["said"],
        })  # fmt: skip
    sheet = Sheet("BÁO CÁO DANH SÁCH CẤP QUYỀN", COLUMNS, (found.source,), form="Báo cáo danh sách")
    return sheets.write(sheet, rows)


def _granted(found: Roster) -> list[str]:
    rights = [_(named(one.partition("/")[2])) for one in found.rights]
    if found.level is not None:
        subsystem = f" – {_(SUBSYSTEMS[found.subsystem].name)}" if found.subsystem else ""
        rights.insert(0, f"{_(LEVEL_WORDS[found.level])}{subsystem}")
    return rights
