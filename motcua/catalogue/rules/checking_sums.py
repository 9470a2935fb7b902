"""What a service says of money and printed forms beside its questions: claim, fees, result, forms, the order ahead."""

import re
from collections.abc import Mapping

from motcua.catalogue.rules.checking_kinds import check_key
from motcua.catalogue.rules.checking_names import answer_names, check_expression
from motcua.catalogue.rules.checking_questions import check_when
from motcua.catalogue.rules.checking_scope import names_at
from motcua.catalogue.rules.expression_words import is_day
from motcua.catalogue.rules.faults import Faults
from motcua.catalogue.rules.nodes import near
from motcua.catalogue.rules.particulars import Claim
from motcua.catalogue.rules.service import Question, Service

_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_CLAIMED: Mapping[str, tuple[str, ...]] = {
    "name": ("text",), "identity": ("id_number",), "birth": ("date",), "secondary": ("text", "id_number", "tax_code"),
}  # fmt: skip
_NEEDED = ("name", "identity", "since")


def check_claim(service: Service, faults: Faults) -> None:
    """The questions of the one beneficiary are there, of fitting kinds and always answered; the sums are numbers."""
    claim = service.claim
    if claim is None:
        return
    if service.lists:
        faults.add("claim", "Dịch vụ đã có danh sách nên không dùng claim.", "Xóa claim, hoặc xóa lists.")
    for key, kinds in _CLAIMED.items():
        if written := str(getattr(claim, key)):
            _claimed(key, written, kinds, service, faults)
    _since(claim, service, faults)
    names = answer_names(service.questions())
    check_expression("claim.months", claim.months, names, ("number",), faults)
    check_expression("claim.amount", claim.amount, names, ("number",), faults)


def _since(claim: Claim, service: Service, faults: Faults) -> None:
    if is_day(claim.since):
        return
    known = {question.key: question for question in service.questions()}
    if claim.since not in known:
        days = [key for key, question in known.items() if question.kind == "date"]
        cure = f"Viết một ngày như 2020-04-01, hoặc khóa của một câu hỏi kiểu date: {', '.join(days) or '(chưa có)'}."
        faults.add("claim.since", f"“{claim.since}” không phải là ngày, cũng không phải câu hỏi.", cure)
    else:
        _claimed("since", claim.since, ("date",), service, faults)


def _claimed(key: str, written: str, kinds: tuple[str, ...], service: Service, faults: Faults) -> None:
    at = f"claim.{key}"
    known = {question.key: question for question in service.questions()}
    question = known.get(written)
    if question is None:
        fitting = [name for name, found in known.items() if _fits(found, kinds)]
        cure = near(written, fitting) if fitting else f"Thêm một câu hỏi kiểu {kinds[0]}."
        faults.add(at, f"Không có câu hỏi “{written}”.", cure)
    elif not _fits(question, kinds):
        cure = f"Viết khóa của một câu hỏi kiểu {' hoặc '.join(kinds)}."
        faults.add(at, f"“{written}” là câu hỏi kiểu {question.kind}.", cure)
    elif key in _NEEDED and (question.when or not question.required):
        faults.add(at, f"Câu hỏi “{written}” có thể bị bỏ qua.", "Bỏ when và required: false ở câu hỏi này.")


def _fits(question: Question, kinds: tuple[str, ...]) -> bool:
    return question.kind in kinds or (question.kind == "computed" and question.shows in kinds)


def check_fees(service: Service, faults: Faults) -> None:
    """Each fee has an amount, and is due at submission or before a step is left."""
    seen: dict[str, str] = {}
    questions = {question.key: question for question in service.questions()}
    names = answer_names(service.questions())
    steps = service.flow.get("steps") or {}
    for n, fee in enumerate(service.fees):
        at = f"fees.{n}"
        check_key(at, fee.key, seen, faults)
        check_expression(f"{at}.amount", fee.amount, names, ("number",), faults)
        check_when(at, fee.when, questions, names, faults)
        if fee.due != "submission" and fee.due not in steps:
            cure = near(fee.due, ("submission", *steps))
            faults.add(f"{at}.due", f"“{fee.due}” không phải lúc nộp cũng không phải một bước.", cure)


def check_result(service: Service, faults: Faults) -> None:
    """What is asked for is known at submission; what is granted may also read what officers found."""
    if service.result is None:
        return
    answers = answer_names(service.questions())
    at_end = names_at(service, answers)
    people = {name: kind for name, kind in at_end.kinds.items() if name in ("people.count", "people.amount")}
    later = ("“{}” chưa có khi nộp hồ sơ.", "Số tiền đề nghị chỉ tính từ câu trả lời và people.count, people.amount.")
    absent = {name: (later[0].format(name), later[1]) for name in at_end.kinds if "." in name}
    names = answers.with_(people, {**at_end.absent, **absent})
    check_expression("result.asked", service.result.asked, names, ("number",), faults)
    check_expression("result.amount", service.result.amount, at_end, ("number",), faults)


def check_forms(service: Service, faults: Faults) -> None:
    """Keys once; a file is named, never a path."""
    seen: dict[str, str] = {}
    for n, form in enumerate(service.forms):
        check_key(f"forms.{n}", form.key, seen, faults)
        if form.file and not _FILE.fullmatch(form.file):
            cure = "Chỉ viết tên tệp, không dấu và không có thư mục: mau-01.docx."
            faults.add(f"forms.{n}.file", f"“{form.file}” không phải tên tệp.", cure)


def check_ahead(service: Service, faults: Faults) -> None:
    """The order under which dossiers are taken early ends after it was given."""
    ahead = service.ahead
    if ahead is not None and ahead.until is not None and ahead.until < ahead.of:
        faults.add("ahead.until", "Ngày hết hạn trước ngày ban hành.", "Sửa of hoặc until.")
