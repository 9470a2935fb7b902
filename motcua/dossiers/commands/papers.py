"""What the papers of a dossier say: from its answers, rows and run to the forms of the documents room."""

from datetime import date, datetime
from functools import partial
from typing import Any, Protocol

from django.conf import settings

from motcua.agencies.models import Agency, Membership
from motcua.agencies.queries import agency
from motcua.agencies.rules.rights import powers_on
from motcua.catalogue.queries import service_of
from motcua.catalogue.rules.service import Service
from motcua.documents import rules as forms
from motcua.documents.commands import issue
from motcua.documents.models import Document
from motcua.dossiers import queries
from motcua.dossiers.models import Dossier, Row, Supplement
from motcua.kernel.actor import Actor
from motcua.shell.clock import VIETNAM
from motcua.territory.queries import unit
from motcua.territory.rules import in_sentence
from motcua.workflow.models import Case
from motcua.workflow.queries import flow_of, history
from motcua.workflow.rules import longest_term

_FORMS = {"original": "bản chính", "copy": "bản sao", "certified": "bản sao chứng thực", "electronic": "bản điện tử"}
_LOOK_UP = "/tra-cuu/"


def receipt(dossier: Dossier, case: Case, issuer: Agency, *, by: Actor, at: datetime) -> Document:
    """Mẫu 01: what was received, when it is due, and the fingerprints of the files."""
    service = service_of(dossier.version)
    listed = [] if dossier.list_file is None else [
        forms.PaperLine(service.lists[0].title, "bản điện tử", dossier.list_file.name, dossier.list_file.sha256)
    ]  # fmt: skip
    papers = [
        forms.PaperLine(service.paper(p.key).name, _FORMS[service.paper(p.key).form], p.name, p.file.sha256)
        for p in dossier.papers.select_related("file").order_by("key", "pk")
    ]
    said = forms.Receipt(
        issuer=forms.Issuer(issuer.name, issuer.place, "Cổng Dịch vụ công"),
        applicant=_applicant(dossier, service),
        request=service.name,
        papers=[*listed, *papers],
        term=", ".join(term.words() for term in longest_term(flow_of(case))),
        received_at=at,
        due_at=case.due_at,
        result_by="Bản điện tử trên Cổng Dịch vụ công",
        lookup_url=f"{settings.PUBLIC_URL}{_LOOK_UP}?ma={dossier.code}",
        submitted_by=by.name,
        workers=dossier.people or None,
        receiving_desk="Cổng Dịch vụ công (tiếp nhận trực tuyến)",
    )
    return _issue(dossier, "receipt", said, issuer.pk, by=by, at=at)


def supplement_request(dossier: Dossier, asked: Supplement, *, by: Actor, at: datetime) -> Document:
    """Mẫu 02: what is to be added or corrected, why, and by when."""
    service = service_of(dossier.version)
    items = [forms.SupplementItem(_wanted(service, key)) for key in asked.wanted]
    said = forms.SupplementRequest(
        issuer=_issuer(dossier, by),
        applicant=_applicant(dossier, service),
        request=service.name,
        items=items or [forms.SupplementItem("Giải trình bằng văn bản")],
        reason=asked.reason,
        help=f"{by.name}, {by.agency_name}",
        answer_by=asked.answer_by,
    )
    return _issue(dossier, "supplement", said, by.agency, by=by, at=at)


def refusal(dossier: Dossier, *, by: Actor, at: datetime) -> Document:
    """Mẫu 03: the refusal with its reason and what may be done next."""
    service = service_of(dossier.version)
    said = forms.Refusal(
        issuer=_issuer(dossier, by),
        applicant=_applicant(dossier, service),
        request=service.name,
        reasons=[dossier.reason],
        guidance="Tổ chức, cá nhân có thể nộp hồ sơ mới khi đủ điều kiện, hoặc khiếu nại theo quy định của pháp luật.",
    )
    return _issue(dossier, "refusal", said, by.agency, by=by, at=at)


def apology(dossier: Dossier, promised: datetime, until: datetime, reason: str, *, by: Actor, at: datetime) -> Document:
    """Mẫu 04: the apology for the delay, and the new date."""
    service = service_of(dossier.version)
    assert dossier.submitted_at is not None
    said = forms.Apology(
        issuer=_issuer(dossier, by),
        applicant=_applicant(dossier, service),
        request=service.name,
        received_at=dossier.submitted_at,
        promised_at=promised,
        reason=reason,
        new_at=until,
    )
    return _issue(dossier, "apology", said, by.agency, by=by, at=at)


def control_slip(dossier: Dossier, case: Case, *, by: Actor, at: datetime) -> Document:
    """Mẫu 05: every hand-over of the run, and whether each term was kept. Issued when the run ends."""
    service = service_of(dossier.version)
    turns = history(case)
    givers = [dossier.applicant_name, *(turn.agency_name for turn in turns)]
    said = forms.ControlSlip(
        issuer=_issuer(dossier, by),
        applicant=_applicant(dossier, service),
        request=service.name,
        handler=by.agency_name,
        partners="; ".join(dict.fromkeys(t.agency_name for t in turns if t.agency_name != by.agency_name)),
        hand_overs=[
            forms.HandOver(
                giver=giver, taker=turn.agency_name, given_at=turn.received_at, taken_at=turn.received_at,
                given_by=turn.handed_by, taken_by=turn.received_by, due_at=turn.due_at, done_at=turn.closed_at,
                note=turn.note,
            )
            for giver, turn in zip(givers, turns, strict=False)
        ],
    )  # fmt: skip
    return _issue(dossier, "control", said, by.agency, by=by, at=at)


def decision(dossier: Dossier, *, by: Actor, at: datetime) -> Document:
    """The provincial decision with its annex; and, when some are not supported, the list of those with the reason."""
    service = service_of(dossier.version)
    assert dossier.unit_id is not None
    place = unit(dossier.unit_id)
    said = forms.Decision(
        issuer=_issuer(dossier, by),
        beneficiary=dossier.applicant_name,
        grounds=[text.cited() for text in service.legal if text.of is None or text.of <= at.astimezone(VIETNAM).date()],
        rows=[_granted(row) for row in dossier.rows.filter(granted=True).order_by("n").iterator()],
        executors=f"Ủy ban nhân dân {in_sentence(place.name)}, {dossier.applicant_name}",
        recipients=(dossier.applicant_name, f"Bảo hiểm xã hội {in_sentence(place.name)}", "Lưu: VT"),
    )
    issued = _issue(dossier, "decision", said, by.agency, by=by, at=at, title="Quyết định hỗ trợ kèm danh sách")
    left_out = dossier.rows.filter(granted=False).order_by("n")
    if left_out.exists():
        attached = f"Quyết định số {issued.number} ngày {at:%d/%m/%Y} của {by.agency_name}"
        rest = forms.RefusedRows(
            _issuer(dossier, by), dossier.applicant_name, attached, [_left_out(r) for r in left_out.iterator()]
        )
        _issue(dossier, "refused_rows", rest, by.agency, by=by, at=at)
    return issued


class _Said(Protocol):
    """The content of any paper."""

    def to_json(self) -> dict[str, Any]: ...


def _issue(
    dossier: Dossier, kind: str, said: _Said, agency_id: int | None, *, by: Actor, at: datetime, title: str = ""
) -> Document:
    make = partial(issue, title=title) if title else issue
    return make(
        kind, subject=dossier.subject, code=dossier.code or "", agency_id=agency_id, data=said.to_json(), by=by, at=at
    )


def _issuer(dossier: Dossier, by: Actor) -> forms.Issuer:
    """The head and the signature of a paper of the officer's agency. A chairman signs for the committee."""
    assert by.agency is not None
    own = agency(by.agency)
    assert by.membership is not None
    title = Membership.objects.get(pk=by.membership).title
    committee = own.role == "committee"
    decides = "decide" in powers_on(by, service_of(dossier.version).topic, own.path)
    return forms.Issuer(
        agency=own.name,
        place=own.place,
        signer=by.name,
        signer_title=title,
        superior="" if committee or own.parent is None else own.parent.name,
        authority="TM. Ủy ban nhân dân" if committee and decides else "",
    )


def _applicant(dossier: Dossier, service: Service) -> forms.Applicant:
    given = queries.answers(dossier)
    place = unit(dossier.unit_id) if dossier.unit_id else None
    parts: tuple[str, ...] = (
        str(given.get("street", "")), place.name if place else "", place.parent.name if place and place.parent else ""
    )  # fmt: skip
    kinds = {question.kind: question.key for question in reversed(list(service.questions()))}
    return forms.Applicant(
        name=dossier.applicant_name,
        address=", ".join(part for part in parts if part),
        phone=str(given.get(kinds.get("phone", ""), "")),
        email=str(given.get(kinds.get("email", ""), "")),
    )


def _wanted(service: Service, key: str) -> str:
    return "Danh sách người lao động: sửa các dòng không được xác nhận" if key == "list" else service.paper(key).name


def _granted(row: Row) -> forms.GrantRow:
    values = queries.values_of(row)
    assert row.since is not None
    assert row.until is not None
    return forms.GrantRow(
        name=row.name, birth=_day(values["birth_date"]), id_number=values["id_number"], bhxh=values["bhxh_number"],
        start=row.since, end=row.until, months=row.months, amount=row.amount,
    )  # fmt: skip


def _left_out(row: Row) -> forms.RefusedRow:
    values = queries.values_of(row)
    return forms.RefusedRow(
        row.name, _day(values["birth_date"]), values["id_number"], values["bhxh_number"], row.reason
    )


def _day(text: str) -> str:
    return f"{date.fromisoformat(text):%d/%m/%Y}"
