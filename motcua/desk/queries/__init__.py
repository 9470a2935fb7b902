"""The reads of the workbench: queues, a dossier as its officers see it, its list, what happened to it."""

from motcua.desk.queries.listing import EXTRA, RowsPage, export_rows, rows_page, spec_of, verdicts
from motcua.desk.queries.opening import (
    Next,
    Opened,
    Told,
    answer_by,
    colleagues,
    next_holder,
    notes,
    opened,
    timeline,
    told,
    turn_shown,
)
from motcua.desk.queries.queues import Asked, Line, QueuePage, chosen, counted, export_lines, queue_page

__all__ = [
    "EXTRA",
    "Asked",
    "Line",
    "Next",
    "Opened",
    "QueuePage",
    "RowsPage",
    "Told",
    "answer_by",
    "chosen",
    "colleagues",
    "counted",
    "export_lines",
    "export_rows",
    "next_holder",
    "notes",
    "opened",
    "queue_page",
    "rows_page",
    "spec_of",
    "timeline",
    "told",
    "turn_shown",
    "verdicts",
]
