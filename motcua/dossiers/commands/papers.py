"""What the papers of a dossier say: from its answers, rows and run to the forms of the documents room."""

from datetime import date, datetime
from functools import partial
from typing import Any, Protocol

from django.conf import settings

from motcua.agencies.models import Agency, Membership
from motcua.agencies.queries import agency
from motcua.agencies.rules.rights import powers_on
from motcua.catalogue.queries import service_of
from motcua.catalogue.rules.service import ListSpec, Service
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
from motcua.workflow.queries import HandOver, flow_of, history
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
        submitted_by=_submitter(dossier, by),
        workers=dossier.people if service.lists else None,
        receiving_desk="Cổng Dịch vụ công (tiếp nhận trực tuyến)",
    )
    return _issue(dossier, "receipt", said, issuer.pk, by=by, at=at)


def _submitter(dossier: Dossier, by: Actor) -> str:
    if dossier.assisted_by_id is None or not by.officer:
        return by.name
    return f"{dossier.applicant_name} ({by.name}, {by.agency_name}, nộp thay)"


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
                note=_meanwhile(turn),
            )
            for giver, turn in zip(givers, turns, strict=False)
        ],
    )  # fmt: skip
    return _issue(dossier, "control", said, by.agency, by=by, at=at)


def _meanwhile(turn: HandOver) -> str:
    """The note of a hand-over, and what other agencies and the parts inside said meanwhile."""
    words = {"agree": "đồng ý", "differ": "ý kiến khác", "closed": "không trả lời"}
    opinions = [f"Ý kiến của {one.agency_name}: {words[one.verdict]}" for one in turn.opinions if one.verdict]
    parts = [f"{part.title}: {part.by}{' (trả lại)' if part.back else ''}" for part in turn.parts]
    return "; ".join(said for said in (turn.note, *parts, *opinions) if said)


def decision(dossier: Dossier, *, by: Actor, at: datetime) -> Document:
    """The decision with its annex; and, when some are not supported, the list of those with the reason."""
    service = service_of(dossier.version)
    assert dossier.unit_id is not None
    place = unit(dossier.unit_id)
    spec = service.lists[0] if service.lists else None
    output = next((o for o in service.outputs if o.document == "decision"), None)
    day = at.astimezone(VIETNAM).date()
    said = forms.Decision(
        issuer=_issuer(dossier, by),
        beneficiary=dossier.applicant_name,
        grounds=[text.cited() for text in service.legal if text.of is None or text.of <= day],
        rows=[_granted(row, spec) for row in dossier.rows.filter(granted=True).order_by("n").iterator()],
        subject=f"Về việc {service.name[:1].lower()}{service.name[1:]}",
        says=(output.says if output else "") or _first_article(dossier, service),
        amount=dossier.amount_granted if service.result else 0,
        articles=output.articles if output else (),
        executors=f"Ủy ban nhân dân {in_sentence(place.name)}, {dossier.applicant_name}",
        recipients=(dossier.applicant_name, *_told(service, in_sentence(place.name)), "Lưu: VT"),
    )
    title = output.title if output else ""
    issued = _issue(dossier, "decision", said, by.agency, by=by, at=at, title=title)
    left_out = dossier.rows.filter(granted=False).order_by("n")
    if left_out.exists():
        attached = f"Quyết định số {issued.number} ngày {at:%d/%m/%Y} của {by.agency_name}"
        rest = forms.RefusedRows(
            _issuer(dossier, by), dossier.applicant_name, attached, [_left_out(r, spec) for r in left_out.iterator()]
        )
        _issue(dossier, "refused_rows", rest, by.agency, by=by, at=at)
    return issued


def _first_article(dossier: Dossier, service: Service) -> str:
    """What a decision says of a service whose file has no words for it."""
    what = service.short_name[:1].lower() + service.short_name[1:]
    if not dossier.amount_granted:
        return f"Đồng ý giải quyết {what} cho {{beneficiary}}."
    whom = "{people} người theo hồ sơ của {beneficiary}" if service.lists else "{beneficiary}"
    return f"Phê duyệt {what} cho {whom}, với tổng số tiền là {{amount}} (bằng chữ: {{words}})."


def _told(service: Service, place: str) -> tuple[str, ...]:
    insured = any(step.get("role") == "social_insurance" for step in service.flow["steps"].values())
    return (f"Bảo hiểm xã hội {place}",) if insured else ()


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
    if key == "list":
        return f"{service.lists[0].title}: sửa các dòng không được xác nhận"
    return service.paper(key).name


def _granted(row: Row, spec: ListSpec | None) -> forms.GrantRow:
    person = _person(row, spec)
    assert row.since is not None
    assert row.until is not None
    return forms.GrantRow(**person, name=row.name, start=row.since, end=row.until, months=row.months, amount=row.amount)


def _left_out(row: Row, spec: ListSpec | None) -> forms.RefusedRow:
    return forms.RefusedRow(**_person(row, spec), name=row.name, reason=row.reason)


def _person(row: Row, spec: ListSpec | None) -> dict[str, str]:
    """The cells that name a person: by the list's own columns, or as the one beneficiary's row has them."""
    values = queries.values_of(row)
    keys = (spec.birth, spec.identity, spec.secondary) if spec else ("birth_date", "id_number", "bhxh_number")
    birth, number, book = (values.get(key, "") for key in keys)
    return {"birth": _day(birth) if birth else "", "id_number": number, "bhxh": book}


def _day(text: str) -> str:
    return f"{date.fromisoformat(text):%d/%m/%Y}"
