"""Is a service file whole and sound? Form first, then meaning; every fault with its line and its cure."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from motcua.agencies.rules.rights import SERVING
from motcua.catalogue.rules.checking_examples import check_examples
from motcua.catalogue.rules.checking_flow import check_flow, check_issuer, check_statuses, outcomes
from motcua.catalogue.rules.checking_lists import check_lists
from motcua.catalogue.rules.checking_questions import check_papers, check_questions
from motcua.catalogue.rules.checking_sums import check_ahead, check_claim, check_fees, check_forms, check_result
from motcua.catalogue.rules.composites import STANDARD_EN
from motcua.catalogue.rules.faults import Fault, Faults
from motcua.catalogue.rules.reading import read
from motcua.catalogue.rules.service import Service
from motcua.catalogue.rules.visible_texts import blocks, texts
from motcua.catalogue.rules.words import DECISION_HOLES, DOCUMENTS, EVENTS, NOTICE_HOLES

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PROCEDURE = re.compile(r"[1-3]\.\d{6}(\.\d{3}\.\d{2}\.\d{2}\.[GH]\d{2})?(\.\d{2})?")
_HOLE = re.compile(r"\{([^{}]*)\}")
_ASSURANCES = range(1, 4)


@dataclass(frozen=True)
class Parsed:
    """A service that may be published, or why not. `faults` are in the order of the file."""

    service: Service | None
    faults: tuple[Fault, ...]


@lru_cache(maxsize=32)  # a file is read by the line many times while it is written, loaded and tried
def parse(text: str) -> Parsed:
    """Read and check a service file. Never raises; the service is None as soon as there is one fault."""
    reading = read(text)
    service, faults = reading.service, reading.faults
    if service is not None:
        broken = faults.touched()
        for needed, check in _CHECKS:
            if not needed & (broken | faults.touched() & _FIRST):
                check(service, faults)
            elif check is check_flow:
                broken.add("flow")  # unchecked: nothing else may read it
        if not faults.found:
            _translations(service, faults)
    found = tuple(sorted(set(faults.found)))
    return Parsed(None if found else service, found)


def findings(text: str) -> list[dict[str, str | int]]:
    """The faults as plain data: line, column, message, cure, pointer."""
    return [
        {"line": f.line, "column": f.column, "message": f.message, "cure": f.cure, "pointer": f.pointer}
        for f in parse(text).faults
    ]


def report(text: str, name: str) -> str:
    """What `motcua service check` prints: "file:line:column: message — cure" for each fault, then how many."""
    parsed = parse(text)
    lines = [f"{name}:{f.line}:{f.column}: {f.message} — {f.cure}" for f in parsed.faults]
    if parsed.service is None:
        return "\n".join([*lines, f"{name}: {len(parsed.faults)} lỗi."])
    service = parsed.service
    lines += [f"{name}: chưa xác nhận {u.pointer}: {u.note}" for u in service.unconfirmed]
    asked = sum(1 for _ in service.questions())
    steps = len(service.flow["steps"])
    return "\n".join([*lines, f"{name}: không có lỗi. {asked} câu hỏi, {len(service.papers)} giấy tờ, {steps} bước."])


def _head(service: Service, faults: Faults) -> None:
    if not _SLUG.fullmatch(service.slug):
        faults.add("slug", "“slug” chỉ gồm chữ thường không dấu, số và gạch nối.", "Viết như: tam-hoan-hop-dong.")
    if service.subsystem not in SERVING:
        cure = f"Dùng một trong: {', '.join(SERVING)}."
        faults.add("subsystem", f"Không có phân hệ xử lý hồ sơ “{service.subsystem}”.", cure)
    if not _PROCEDURE.fullmatch(service.procedure.code):
        cure = "Viết như: 1.008360 hoặc 1.008360.000.00.00.H48."
        faults.add("procedure.code", f"“{service.procedure.code}” không phải mã thủ tục.", cure)
    if service.valid_to is not None and service.valid_to < service.valid_from:
        faults.add("valid_to", "Ngày hết hiệu lực trước ngày có hiệu lực.", "Sửa valid_from hoặc valid_to.")
    if service.assurance not in _ASSURANCES:
        cure = "Viết 1 (số điện thoại đã xác nhận), 2 (danh tính đã xác minh) hoặc 3 (thêm khóa đăng nhập)."
        faults.add("assurance", "Mức xác minh danh tính phải là 1, 2 hoặc 3.", cure)
    if service.valid_from < date(1990, 1, 1):
        faults.add("valid_from", "Ngày có hiệu lực quá xa.", "Kiểm tra lại năm.")


def _lengths(service: Service, faults: Faults) -> None:
    for pointer, text, most in _kept(service):
        if len(text) > most:
            faults.add(pointer, f"Nội dung này dài {len(text)} ký tự, nhiều nhất là {most}.", "Rút gọn.")


def _kept(service: Service) -> Iterator[tuple[str, str, int]]:
    """What is kept in columns of the database, and how long it may be there."""
    ref = service.procedure
    yield from (("slug", service.slug, 60), ("entitlement", service.entitlement, 60))
    yield from (("name", service.name, 500), ("short_name", service.short_name, 200))
    yield from (("procedure.name", ref.name, 500), ("procedure.field", ref.field, 200))
    yield from ((f"fees.{n}.title", fee.title, 300) for n, fee in enumerate(service.fees))
    yield from ((f"outputs.{n}.title", output.title, 300) for n, output in enumerate(service.outputs))
    yield from ((f"notices.{n}.title", notice.title, 150) for n, notice in enumerate(service.notices))
    for key, step in blocks(service.flow.get("steps")):
        for name, opinion in blocks(step.get("opinions")):
            yield f"flow.steps.{key}.opinions.{name}.title", str(opinion.get("title", "")), 300


def _events(service: Service) -> tuple[str, ...]:
    return (*EVENTS, *outcomes(service.flow))


def _outputs(service: Service, faults: Faults) -> None:
    known = _events(service)
    lists = [spec.key for spec in service.lists]
    seen: set[tuple[str, str]] = set()
    for n, output in enumerate(service.outputs):
        at = f"outputs.{n}"
        if output.event not in known:
            faults.add(f"{at}.event", f"Không có sự kiện “{output.event}”.", f"Dùng một trong: {', '.join(known)}.")
        if output.document not in DOCUMENTS:
            cure = f"Dùng một trong: {', '.join(DOCUMENTS)}."
            faults.add(f"{at}.document", f"Không có mẫu giấy tờ “{output.document}”.", cure)
        if output.annex and output.annex not in lists:
            cure = f"Viết khóa của một danh sách trong lists: {', '.join(lists) or '(chưa có)'}."
            faults.add(f"{at}.annex", f"Không có danh sách “{output.annex}” để kèm theo.", cure)
        if output.signer and output.signer not in service.flow.get("steps", {}):
            faults.add(f"{at}.signer", f"Không có bước “{output.signer}”.", "Viết khóa của một bước trong flow.steps.")
        if (output.event, output.document) in seen:
            faults.add(at, "Giấy tờ này đã có cho sự kiện này.", "Xóa một trong hai mục.")
        seen.add((output.event, output.document))
        texts = {"says": (output.says, DECISION_HOLES), **{
            f"articles.{m}": (text, (*DECISION_HOLES, "executors")) for m, text in enumerate(output.articles)
        }}  # fmt: skip
        for key, (text, allowed) in texts.items():
            if holes := _bad_holes(text, allowed):
                cure = f"Dùng một trong: {', '.join('{' + hole + '}' for hole in allowed)}."
                faults.add(f"{at}.{key}", f"Không điền được {holes} vào quyết định.", cure)


def _notices(service: Service, faults: Faults) -> None:
    known = _events(service)
    seen: set[str] = set()
    for n, notice in enumerate(service.notices):
        if notice.event not in known:
            cure = f"Dùng một trong: {', '.join(known)}."
            faults.add(f"notices.{n}.event", f"Không có sự kiện “{notice.event}”.", cure)
        if notice.event in seen:
            faults.add(f"notices.{n}.event", f"Sự kiện “{notice.event}” đã có thông báo.", "Gộp thành một thông báo.")
        seen.add(notice.event)
        for key, text in (("title", notice.title), ("body", notice.body)):
            if holes := _bad_holes(text, NOTICE_HOLES):
                cure = f"Dùng một trong: {', '.join('{' + hole + '}' for hole in NOTICE_HOLES)}."
                faults.add(f"notices.{n}.{key}", f"Không điền được {holes} vào thông báo.", cure)


def _bad_holes(text: str, allowed: Sequence[str]) -> str:
    unknown = ["{" + hole + "}" for hole in _HOLE.findall(text) if hole not in allowed]
    loose = set(_HOLE.sub("", text)) & {"{", "}"}
    return ", ".join([*unknown, *sorted(loose)])


def _unconfirmed(service: Service, faults: Faults) -> None:
    for n, item in enumerate(service.unconfirmed):
        if item.pointer not in faults.places:
            cure = "Viết đường dẫn có thật, ví dụ papers.0.required (mục đầu tiên là 0), hoặc xóa mục này."
            faults.add(f"unconfirmed.{n}.at", f"Tệp không có chỗ “{item.pointer}”.", cure)


def _translations(service: Service, faults: Faults) -> None:
    """All or nothing: a service may stay Vietnamese, but not half."""
    if not service.en:
        return
    said = dict(_first_places(service))
    for text, pointer in said.items():
        if text not in service.en:
            faults.add(pointer, "Chưa có bản tiếng Anh của nội dung này.", f"Thêm vào khối en: {text!r}: …")
        elif sorted(_HOLE.findall(text)) != sorted(_HOLE.findall(service.en[text])):
            faults.add(f"en.{text}", "Bản tiếng Anh thiếu hoặc thừa chỗ điền {…}.", "Giữ đúng chỗ điền của bản gốc.")
    for text in service.en:
        if text not in said and text not in STANDARD_EN:
            faults.add(f"en.{text}", "Nội dung này không còn trong tệp.", "Chép lại đúng câu gốc, hoặc xóa dòng này.")


def _first_places(service: Service) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for pointer, text in texts(service):
        if text not in seen:
            seen.add(text)
            yield text, pointer


_FIRST = frozenset({"flow", "sections"})
_CHECKS: tuple[tuple[frozenset[str], Callable[[Service, Faults], None]], ...] = (
    (frozenset({"sections", "place"}), check_questions),
    (frozenset({"flow", "lists", "fees", "claim"}), check_flow),
    (frozenset({"statuses", "flow"}), check_statuses),
    (frozenset({"outputs", "flow", "lists"}), _outputs),
    (frozenset({"notices", "flow"}), _notices),
    (frozenset({"slug", "subsystem", "procedure", "valid_from", "valid_to", "assurance"}), _head),
    (frozenset({"slug", "name", "short_name", "procedure", "flow", "fees", "notices", "outputs"}), _lengths),
    (frozenset({"papers", "sections"}), check_papers),
    (frozenset({"lists", "sections"}), check_lists),
    (frozenset({"issuer", "sections", "place"}), check_issuer),
    (frozenset({"claim", "sections", "lists"}), check_claim),
    (frozenset({"fees", "sections", "flow"}), check_fees),
    (frozenset({"result", "sections", "flow", "fees", "lists", "claim"}), check_result),
    (frozenset({"forms"}), check_forms),
    (frozenset({"ahead"}), check_ahead),
    (frozenset({"examples", "sections", "flow", "papers"}), check_examples),
    (frozenset({"unconfirmed"}), _unconfirmed),
)
"""Each check, and the top keys that must be free of faults of form before it says anything.

The flow is checked first: its outcomes are events, so while it has any fault nothing is said about events.
"""
