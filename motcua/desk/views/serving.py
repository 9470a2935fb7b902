"""Files on the desk: papers handed in, papers issued. Each look at one is journalled."""

from django.http import FileResponse, HttpResponse
from django.views.decorators.http import require_GET

from motcua.documents import queries as documents
from motcua.dossiers.queries import handled_dossier, paper_of
from motcua.files import queries as files
from motcua.files.rules import naming
from motcua.journal.commands import seen
from motcua.shell.access import Request, officer
from motcua.shell.serving import streamed


@officer
@require_GET
def paper(request: Request, code: str, pk: int) -> FileResponse:
    """A file that the applicant handed in."""
    found = paper_of(handled_dossier(request.actor, code), pk)
    content = files.opened(found.file)
    seen("paper", found.dossier.subject, by=request.actor, at=request.at, paper=found.pk)
    return streamed(content, naming.headers(found.name, found.file.mime, inline=True))


@officer
@require_GET
def document(request: Request, code: str, pk: int) -> HttpResponse:
    """A paper that an agency issued on the dossier, as PDF."""
    dossier = handled_dossier(request.actor, code)
    found = documents.document(pk, dossier.subject)
    content = documents.pdf(found)
    seen("document", dossier.subject, by=request.actor, at=request.at, document=found.pk, kind=found.kind)
    name = f"{found.title} {found.dossier_code}.pdf"
    return HttpResponse(content, headers=naming.headers(name, "application/pdf", inline=True))
