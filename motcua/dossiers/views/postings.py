"""What agencies post in public now: a list, and one posting."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from motcua.dossiers.queries import postings
from motcua.kernel.text import tidy
from motcua.shell.access import Request, public

_PAGE = 20


@public
@require_GET
def posted(request: Request) -> HttpResponse:
    """By province, by agency, by words."""
    text = tidy(request.GET.get("tim", ""))[:100]
    province, agency = _id(request.GET.get("tinh")), _id(request.GET.get("noi"))
    found = postings.postings_page(
        at=request.at, province=province, agency=agency, text=text, before=_id(request.GET.get("truoc")), size=_PAGE
    )
    context = {"found": found, "text": text, "province": province}
    return render(request, "dossiers/postings.html", context)


@public
@require_GET
def posting(request: Request, pk: int) -> HttpResponse:
    """One of them, as long as it is posted."""
    return render(request, "dossiers/posting.html", {"posting": postings.posting(pk, at=request.at)})


def _id(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None  # noqa: PLR2004
