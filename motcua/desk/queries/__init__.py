"""The reads of the workbench: queues, a dossier as its officers see it, its list, what happened to it."""

from motcua.desk.queries.happened import Event, News, news, timeline
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
    told,
    turn_shown,
)
from motcua.desk.queries.overview import Choice, Overview, overview
from motcua.desk.queries.queues import (
    Asked,
    Beside,
    Line,
    QueuePage,
    beside,
    chosen,
    desk,
    export_lines,
    queue_page,
)
from motcua.desk.queries.saved import locked_filters, own_filter, saved_filters

__all__ = [
    "EXTRA",
    "Asked",
    "Beside",
    "Choice",
    "Event",
    "Line",
    "News",
    "Next",
    "Opened",
    "Overview",
    "QueuePage",
    "RowsPage",
    "Told",
    "answer_by",
    "beside",
    "chosen",
    "colleagues",
    "desk",
    "export_lines",
    "export_rows",
    "locked_filters",
    "news",
    "next_holder",
    "notes",
    "opened",
    "overview",
    "own_filter",
    "queue_page",
    "rows_page",
    "saved_filters",
    "spec_of",
    "timeline",
    "told",
    "turn_shown",
    "verdicts",
]
