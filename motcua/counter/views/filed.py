"""After handing in: receipts and fees, for the rest of the day."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from motcua.catalogue.queries import service_of
from motcua.counter import commands, queries, rules
from motcua.counter.forms import CashForm
from motcua.documents import queries as documents
from motcua.dossiers.rules import ReceiptUsed
from motcua.files.rules import naming
from motcua.shell.access import Request, officer

_FOR_THE_PERSON = ("receipt", "cash")


@officer
@require_GET
def filed(request: Request, ref: str) -> HttpResponse:
    """The code, the receipts to print, the fees to take."""
    found = queries.filed(request.actor, ref, at=request.at)
    context = {
        "dossier": found, "service": service_of(found.version), "charges": queries.charges(found),
        "documents": [one for one in documents.documents_of(found.subject) if one.kind in _FOR_THE_PERSON],
    }  # fmt: skip
    return render(request, "counter/filed.html", context)


@officer
@require_http_methods(["GET", "POST"])
def fee(request: Request, ref: str, key: str) -> HttpResponse:
    """Cash for one fee."""
    found = queries.filed(request.actor, ref, at=request.at)
    charge = next((one for one in queries.charges(found) if one.key == key), None)
    if charge is None:
        raise rules.NothingHere
    form = CashForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            document = commands.take_fee(
                found, key, paper_number=form.cleaned_data["paper_number"], by=request.actor, at=request.at
            )
        except ReceiptUsed as no:
            form.add_error("paper_number", _(no.template).format_map(dict(no.data)))
        else:
            number = document.number or form.cleaned_data["paper_number"]
            messages.success(request, _("Đã thu tiền. Biên lai số {number}.").format(number=number))
            return redirect("counter:filed", ref)
    context = {"dossier": found, "service": service_of(found.version), "charge": charge, "form": form}
    return render(request, "counter/fee.html", context, status=422 if form.errors else 200)


@officer
@require_GET
def document(request: Request, ref: str, pk: int) -> HttpResponse:
    """A receipt as PDF: of the dossier, or of the money."""
    found = queries.filed(request.actor, ref, at=request.at)
    paper = documents.document(pk, found.subject)
    if paper.kind not in _FOR_THE_PERSON:
        raise documents.NoSuchDocument
    headers = naming.headers(f"{paper.title} {paper.dossier_code}.pdf", "application/pdf", inline=True)
    return HttpResponse(documents.pdf(paper), headers=headers)
