"""What is different between two versions of a service, by key, in words that an official reads."""

from dataclasses import dataclass
from itertools import chain

from motcua.catalogue.rules.facts_flow import flow_facts
from motcua.catalogue.rules.facts_questions import list_facts, paper_facts, question_facts
from motcua.catalogue.rules.saying import Told, agency, conditions, joined, said, step_title
from motcua.catalogue.rules.service import Fee, Service
from motcua.kernel.money import dong

_HEAD = {
    "name": "Tên dịch vụ",
    "short_name": "Tên ngắn",
    "assurance": "Mức xác minh danh tính",
    "valid_from": "Ngày có hiệu lực",
    "valid_to": "Ngày hết hiệu lực",
    "place": "Câu hỏi về nơi giải quyết",
    "subsystem": "Phân hệ",
    "entitlement": "Nhóm hỗ trợ",
    "keywords": "Từ khóa",
}
_START = {
    "summary": "Tóm tắt",
    "takes": "Thời gian",
    "fee": "Phí (lời giới thiệu)",
    "decides": "Ai quyết định",
}
_AUDIENCE = {"citizen": "người dân", "business": "doanh nghiệp", "officer": "cán bộ"}
_PROCEDURE = {"code": "mã", "name": "tên", "field": "lĩnh vực", "decision": "quyết định công bố"}


@dataclass(frozen=True)
class Change:
    """One difference: where in the file, what it is about, what it was and what it is; '' where there is nothing."""

    pointer: str
    title: str
    before: str
    after: str


Facts = dict[str, tuple[str, str]]  # pointer by keys → (title, what it says)
_NOTHING = ("", "")


def differences(before: Service | None, after: Service) -> tuple[Change, ...]:
    """Everything of `after` that is not as before, in the order of the new file; what is gone comes last."""
    old, new = facts(before) if before else {}, facts(after)
    changes = []
    for pointer, (title, now) in new.items():
        was = old.get(pointer, _NOTHING)[1]
        if now != was:
            changes.append(Change(pointer, title, was, now))
    changes += [Change(pointer, title, was, "") for pointer, (title, was) in old.items() if pointer not in new]
    return tuple(changes)


def facts(service: Service) -> Facts:
    """What a service says, fact by fact, by keys instead of numbers: so a question may move without being another."""
    told = chain(
        _head(service), _papers_of_law(service), question_facts(service), paper_facts(service), list_facts(service),
        _sums(service), flow_facts(service), _events(service), _rest(service),
    )  # fmt: skip
    found: Facts = {}
    for pointer, title, value in told:
        if text := said(value):
            found[pointer] = (title, text)
    return found


def _head(service: Service) -> Told:
    for key, title in _HEAD.items():
        yield key, title, getattr(service, key)
    yield "audience", "Đối tượng", ", ".join(_AUDIENCE[one] for one in service.audience)
    for key, title in _PROCEDURE.items():
        yield f"procedure.{key}", f"Thủ tục: {title}", getattr(service.procedure, key)
    for key, title in _START.items():
        yield f"start.{key}", f"Trang giới thiệu: {title}", getattr(service.start, key)
    for text in service.start.need:
        yield f"start.need.{text}", "Trang giới thiệu: cần chuẩn bị", text
    for text in service.start.steps:
        yield f"start.steps.{text}", "Trang giới thiệu: các bước", text
    for text in service.eligibility:
        yield f"eligibility.{text}", "Điều kiện được hưởng", text


def _papers_of_law(service: Service) -> Told:
    for legal in service.legal:
        yield f"legal.{legal.number}", f"Căn cứ {legal.number}", joined((legal.title, said(legal.of), legal.clause))
    for form in service.forms:
        yield f"forms.{form.key}", f"Mẫu “{form.name}”", joined((form.name, form.basis, form.file))
    if service.ahead is not None:
        ahead = service.ahead
        until = f", đến {said(ahead.until)}" if ahead.until else ""
        yield "ahead", "Nhận hồ sơ trước khi công bố", f"{ahead.order}, {ahead.by}, {said(ahead.of)}{until}"


def _sums(service: Service) -> Told:
    if service.claim is not None:
        claim = service.claim
        yield "claim.months", "Người hưởng: số tháng", claim.months
        yield "claim.amount", "Người hưởng: số tiền", claim.amount
        yield "claim.since", "Người hưởng: tính từ", claim.since
        who = (claim.name, claim.identity, claim.birth, claim.secondary)
        yield "claim.who", "Người hưởng: lấy từ câu hỏi", ", ".join(key for key in who if key)
    for fee in service.fees:
        yield f"fees.{fee.key}", f"Phí “{fee.title}”", _fee(fee, service)
    if service.result is not None:
        yield "result.asked", "Số tiền đề nghị", service.result.asked
        yield "result.amount", "Số tiền được duyệt", service.result.amount
        yield "result.title", "Kết quả gọi là", service.result.title


def _fee(fee: Fee, service: Service) -> str:
    amount = dong(int(fee.amount)) if fee.amount.isdecimal() else fee.amount
    due = "khi nộp hồ sơ" if fee.due == "submission" else f"trước khi qua bước “{step_title(service, fee.due)}”"
    return joined((fee.title, f"{amount}/{fee.unit}", fee.basis, due, conditions(fee.when, service)))


def _events(service: Service) -> Told:
    yield "issuer", "Cơ quan cấp mã hồ sơ", agency({"role": service.issuer.role, "level": service.issuer.level})
    for output in service.outputs:
        told = joined((output.title, f"mẫu {output.document}", f"kèm {output.annex}" if output.annex else ""))
        yield f"outputs.{output.event}.{output.document}", f"Giấy in khi “{output.event}”", told
    for event, status in service.statuses.items():
        yield f"statuses.{event}", f"Trạng thái của “{event}”", status
    for notice in service.notices:
        yield f"notices.{notice.event}", f"Thông báo khi “{notice.event}”", f"{notice.title}: {notice.body}"


def _rest(service: Service) -> Told:
    if service.retention is not None:
        yield "retention", "Thời hạn lưu", f"{service.retention.years} năm ({service.retention.basis})"
    for item in service.unconfirmed:
        yield f"unconfirmed.{item.pointer}", f"Chưa xác nhận: {item.pointer}", item.note
    for text, english in service.en.items():
        yield f"en.{text}", f"Bản tiếng Anh của “{text}”", english
