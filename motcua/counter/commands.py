"""A clerk files for somebody who stands before them. The dossier is the person's; nothing leaves without their code.

What takes a dossier raises NoCounter, and NothingHere for one that this clerk does not fill in, or did not file, here.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from motcua.agencies.queries import agency as the_agency
from motcua.catalogue.queries import live_service, service_of
from motcua.counter import queries, rules
from motcua.counter.models import Confirmation, Scan
from motcua.documents import rules as forms
from motcua.documents.commands import issue
from motcua.documents.models import Document
from motcua.dossiers import commands as dossiers
from motcua.dossiers import queries as dossier_queries
from motcua.dossiers.models import Dossier, Paper
from motcua.files import commands as files
from motcua.files.rules.naming import safe_name
from motcua.identity.commands import codes
from motcua.identity.queries import people
from motcua.identity.rules.counter import check as check_clerk
from motcua.journal.commands import record
from motcua.kernel.actor import Actor
from motcua.kernel.money import dong
from motcua.notices.commands import tell
from motcua.shell.clock import VIETNAM

PURPOSE = "filing"


@transaction.atomic
def begin(person_id: int, slug: str, *, business: int | None = None, by: Actor, at: datetime) -> Dossier:
    """A draft for the person, or for a business that they may file for.

    Raises NoCounter, NotYourself, NotTheirBusiness, NoService, WrongCapacity.
    """
    queries.check(by)
    check_clerk(by, person_id)
    person = people.person(person_id)
    affiliation = queries.affiliation(person, business) if business else None
    version = live_service(slug, at.astimezone(VIETNAM).date())
    return dossiers.begin_for(version, person_id, business=affiliation, by=by, at=at)


def keep_scan(
    dossier: Dossier, key: str, uploads: Sequence[tuple[str, Iterable[bytes]]], *, by: Actor, at: datetime
) -> Scan:
    """Pictures and PDFs of one paper, put together and judged; it is the dossier's only when it is accepted.

    Raises NotAPaper, TooManyScans and what files.commands.keep_scan refuses. No transaction is open meanwhile.
    """
    _mine(dossier, by)
    spec = queries.paper(dossier, key)
    if len(uploads) > rules.MOST_FILES:
        raise rules.TooManyScans(most=rules.MOST_FILES)
    name = safe_name(f"{spec.name[:100]}.pdf", "pdf")
    stored, pages = files.keep_scan(name, uploads, by=by, at=at, max_bytes=spec.max_mb * 1024 * 1024)
    said = [[page.n, list(page.problems)] for page in pages]
    return _note_scan(dossier, key, stored.pk, said, by=by, at=at)


@transaction.atomic
def accept_scan(dossier: Dossier, pk: int, *, original_seen: bool, reason: str = "", by: Actor, at: datetime) -> Paper:
    """The scan becomes a paper of the draft. With problems on its pages only for a reason, which is journalled.

    Raises NothingHere, ScanSettled, SayWhy, NotNow, TooManyFiles.
    """
    _mine(dossier_queries.locked(dossier.pk), by)
    scan = queries.scan(dossier, pk)
    problems = {str(n): found for n, found in scan.pages if found}
    rules.check_reason(bool(problems), reason)
    # What a clerk compared with the original says so wherever the paper is shown.
    seen = " (đã đối chiếu bản chính)" if original_seen else ""
    name = safe_name(f"{scan.file.name.removesuffix('.pdf')}{seen}.pdf", "pdf")
    paper = dossiers.add_paper(dossier.pk, scan.key, scan.file, name=name, by=by, at=at)
    scan.accepted_at, scan.original_seen, scan.reason = at, original_seen, reason.strip()[: rules.LONGEST_REASON]
    scan.save(update_fields=["accepted_at", "original_seen", "reason"])
    told = {"paper": scan.key, "original": original_seen, "problems": problems, "reason": scan.reason}
    record("counter.accepted", dossier.subject, by=by, at=at, **told)
    return paper


@transaction.atomic
def drop_scan(dossier: Dossier, pk: int, *, by: Actor, at: datetime) -> None:
    """The clerk scans the paper anew. Raises NothingHere, ScanSettled."""
    _mine(dossier_queries.locked(dossier.pk), by)
    scan = queries.scan(dossier, pk)
    record("counter.dropped", dossier.subject, by=by, at=at, paper=scan.key)
    scan.delete()


@transaction.atomic
def ask_code(dossier: Dossier, *, by: Actor, at: datetime) -> Confirmation:
    """Send the person a code, and what they confirm by it: service, number of the draft, fees. It stands for the draft
    as it is now; any change of it, or of the fees, takes it back.

    Raises NotIdentified, NoPhone, OwnPhoneChange, Unfinished, TooManyCodes.
    """
    fresh = dossier_queries.locked(dossier.pk)
    _mine(fresh, by)
    service = service_of(fresh.version)
    person = people.person(fresh.applicant_id)
    check_clerk(by, person.pk)
    if person.assurance < service.assurance:
        raise rules.NotIdentified
    if queries.changed_phone(person.pk, by, at=at):
        raise rules.OwnPhoneChange
    phone = people.phone(person)
    if not phone:
        raise rules.NoPhone
    if unready := queries.unready(fresh):
        raise rules.Unfinished(what=", ".join(unready))
    sum_ = sum(amount for _, _, amount in queries.fees(fresh))
    # What counts stands first: an SMS is cut after 160 letters.
    body = (
        f"Bản nháp số {fresh.pk}, phí {dong(sum_)}: {service.short_name}. Chỉ nhập mã nếu bạn đang "
        f"ở quầy và đồng ý nộp hồ sơ này cho {fresh.applicant_name}. Người soạn: {by.name}, {by.agency_name}."
    )
    tell(person.pk, title="Xác nhận nộp thay", body=body, link="/ho-so/", subject=fresh.subject, at=at)
    code = codes.send(PURPOSE, phone=phone, person=person, at=at)
    asked = Confirmation.objects.create(
        dossier=fresh, clerk_id=by.person, agency_id=by.agency or 0, code=code.pk, state=queries.state(fresh), at=at
    )
    record("counter.asked", fresh.subject, by=by, at=at, fees=sum_)
    return asked


def confirm(dossier: Dossier, typed: str, *, by: Actor, at: datetime) -> Dossier:
    """The person has typed their code: the draft is handed in as theirs.

    The try counts whatever follows: call it outside any transaction. Raises NotAsked, WrongCode, CodeExpired,
    CodeSpent, ChangedSince, and what `dossiers.commands.submit` refuses.
    """
    _mine(dossier, by)
    awaited = queries.awaited_code(dossier, by)
    if awaited.code.used_at is None and awaited.confirmation.state != queries.state(dossier):
        raise rules.ChangedSince
    codes.check(awaited.code.pk, typed, at=at)
    return _hand_in(dossier.pk, awaited.confirmation.pk, by=by, at=at)


@transaction.atomic
def take_fee(dossier: Dossier, key: str, *, paper_number: str = "", by: Actor, at: datetime) -> Document:
    """Cash against a receipt: numbered by the portal, or with the number of a receipt out of a printed book.

    Raises NoSuchCharge, PaidAlready, ReceiptUsed.
    """
    fresh = dossier_queries.locked(dossier.pk)
    _mine(fresh, by)
    agency = the_agency(by.agency or 0)
    charge = next((one for one in queries.charges(fresh) if one.key == key), None)
    said = forms.CashReceipt(
        issuer=forms.Issuer(agency.name, agency.place, by.name),
        applicant=forms.Applicant(fresh.applicant_name),
        request=service_of(fresh.version).name,
        title=charge.title if charge else "",
        amount=charge.amount if charge else 0,
        paid_at=at,
        book_number=paper_number.strip(),
    )
    series = "" if paper_number.strip() else None
    document = issue(
        "cash", subject=fresh.subject, code=fresh.code or "", agency_id=agency.pk, data=said.to_json(), series=series,
        by=by, at=at,
    )  # fmt: skip
    number = paper_number.strip() or document.number
    dossiers.take_fee(fresh.pk, key, method="cash", receipt_no=number, by=by, at=at)
    return document


@transaction.atomic
def settle_demand(pk: int, note: str, *, by: Actor, at: datetime) -> None:
    """An administrator has looked into who asked for paper. Raises NoSuchDemand, and what dossiers refuses."""
    demand = queries.paper_demand(by, pk)
    dossiers.settle_demand(demand.pk, note, by=by, at=at)


def _mine(dossier: Dossier, by: Actor) -> None:
    """Raises NoCounter, NothingHere unless this clerk fills it in, or filed it, at this counter."""
    queries.check(by)
    if (dossier.assisted_by_id, dossier.assisted_at_id) != (by.person, by.agency):
        raise rules.NothingHere


@transaction.atomic
def _note_scan(dossier: Dossier, key: str, file: int, pages: list[list[object]], *, by: Actor, at: datetime) -> Scan:
    dossier_queries.locked(dossier.pk)
    scan = Scan.objects.create(dossier=dossier, key=key, file_id=file, pages=pages, clerk_id=by.person, at=at)
    record("counter.scanned", dossier.subject, by=by, at=at, paper=key, pages=len(pages))
    return scan


@transaction.atomic
def _hand_in(pk: int, confirmation: int, *, by: Actor, at: datetime) -> Dossier:
    fresh = dossier_queries.locked(pk)
    asked = Confirmation.objects.select_for_update().get(pk=confirmation)
    if asked.confirmed_at is not None:
        raise rules.NotAsked
    if asked.state != queries.state(fresh):
        raise rules.ChangedSince
    asked.confirmed_at = at
    asked.save(update_fields=["confirmed_at"])
    record("counter.confirmed", fresh.subject, by=by, at=at)
    dossiers.consent(pk, by=by, at=at)
    return dossiers.submit(pk, by=by, at=at)
