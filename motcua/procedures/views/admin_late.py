"""Who is late with publishing."""

from datetime import date, timedelta

from django.http import HttpResponse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from motcua.procedures.forms.admin import PeriodForm
from motcua.procedures.queries import admin, lateness
from motcua.procedures.rules.clocks import STEP_WORDS
from motcua.procedures.views.shown import page, today
from motcua.shell.access import Request, officer

_MOST = 300
_PERIOD = timedelta(days=365)


@officer
@require_GET
def late(request: Request) -> HttpResponse:
    """Each procedure of the decisions signed in a period, by agency and one by one; a year when none is named."""
    admin.paths(request.actor)
    form = PeriodForm(request.GET)
    valid = form.is_valid()
    day = today(request)
    until: date = (form.cleaned_data.get("den") if valid else None) or day
    since: date = (form.cleaned_data.get("tu") if valid else None) or until - _PERIOD
    text = request.GET.get("co-quan", "")
    agency = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None  # noqa: PLR2004
    found = lateness.timed(since, until, day, agency=agency)
    kept = urlencode({key: request.GET[key] for key in ("tu", "den") if request.GET.get(key)})
    context = {
        "counts": lateness.by_agency(found), "lines": found[:_MOST], "more": len(found) > _MOST, "since": since,
        "until": until, "agency": agency, "kept": kept, "steps": STEP_WORDS,
    }  # fmt: skip
    return page(request, "admin_late", context, form)
