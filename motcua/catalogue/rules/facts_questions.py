"""What a service asks for, fact by fact: questions, papers, lists."""

from motcua.catalogue.rules.saying import Told, condition, conditions, joined, said
from motcua.catalogue.rules.service import ListSpec, Paper, Period, Question, Service
from motcua.kernel.money import dong
from motcua.workflow.rules import LEVELS

_KINDS = {
    "text": "chữ", "long_text": "đoạn văn", "number": "số", "money": "số tiền", "date": "ngày", "choice": "chọn một",
    "choices": "chọn nhiều", "yesno": "có hoặc không", "agree": "cam kết", "tax_code": "mã số thuế",
    "id_number": "số giấy tờ", "phone": "số điện thoại", "email": "email", "unit": "địa bàn", "computed": "tự tính",
    "list": "danh sách", "name": "họ tên", "digits": "dãy số",
}  # fmt: skip
_FORMS = {"original": "bản chính", "copy": "bản sao", "certified": "bản sao chứng thực", "electronic": "bản điện tử"}


def question_facts(service: Service) -> Told:
    """Pointer by keys, title, value of each section, page and question."""
    for section in service.sections:
        yield f"sections.{section.key}", f"Mục “{section.title}”", section.title
        for page in section.pages:
            title = page.title if page.title == section.title else f"{section.title} › {page.title}"
            yield f"sections.{section.key}.{page.key}", f"Trang “{title}”", joined((page.title, page.hint))
            for question in page.questions:
                yield from _asked(question, service)


def paper_facts(service: Service) -> Told:
    """The same of each paper."""
    for paper in service.papers:
        yield f"papers.{paper.key}", f"Giấy tờ “{paper.name}”", _paper(paper, service)


def list_facts(service: Service) -> Told:
    """The same of each list, its bounds and its columns."""
    for spec in service.lists:
        yield from _list(f"lists.{spec.key}", f"Danh sách “{spec.title}”", spec)


def _asked(question: Question, service: Service) -> Told:
    at = f"questions.{question.key}"
    name = f"{question.group}: {question.label}" if question.group else question.label
    yield at, f"Câu hỏi “{name}”", _question(question, service)
    if question.exit is not None:
        leaving = question.exit
        told = f"khi {condition(leaving.on, service)}: {leaving.title}. {' '.join(leaving.text)}"
        yield f"{at}.exit", f"Không đủ điều kiện ở “{name}”", told


def _question(question: Question, service: Service) -> str:
    bounds = {"từ": question.least, "đến": question.most, "từ ngày": question.earliest, "đến ngày": question.latest}
    return joined((
        question.label,
        question.hint,
        _KINDS[question.kind],
        f"lựa chọn: {', '.join(choice.label for choice in question.choices)}" if question.choices else "",
        "" if question.required else "không bắt buộc",
        *(f"{word} {said(bound)}" for word, bound in bounds.items() if bound is not None),
        f"tính: {question.value}" if question.value else "",
        f"gồm: {', '.join(inner.label for inner in question.fields)}" if question.fields else "",
        LEVELS.get(question.level, ""),
        f"dùng lại: {question.shared}" if question.shared else "",
        conditions(question.when, service),
    ))  # fmt: skip


def _paper(paper: Paper, service: Service) -> str:
    return joined((
        paper.name,
        paper.hint,
        "bắt buộc" if paper.required else "không bắt buộc",
        _FORMS[paper.form],
        ", ".join(paper.accepts),
        f"tối đa {paper.max_files} tệp, {paper.max_mb} MB mỗi tệp",
        conditions(paper.when, service),
    ))  # fmt: skip


def _list(at: str, title: str, spec: ListSpec) -> Told:
    yield at, title, f"{spec.title} · {spec.form} · tối đa {spec.max_rows} dòng"
    yield f"{at}.amount", f"{title}: mức mỗi tháng", spec.amount_by or dong(spec.amount_per_month)
    yield f"{at}.ages", f"{title}: tuổi", f"{spec.age_from} đến {spec.age_to}"
    if spec.months:
        yield f"{at}.months", f"{title}: số tháng", f"{spec.months} tháng từ {said(spec.months_from)}"
    if spec.period is not None:
        yield f"{at}.period", f"{title}: thời gian được hỗ trợ", _period(spec.period)
    for column in spec.columns:
        need = "bắt buộc" if column.required else "không bắt buộc"
        told = joined((column.title, _KINDS[column.kind], need, ", ".join(column.choices), column.hint))
        yield f"{at}.columns.{column.key}", f"{title}: cột “{column.title}”", told


def _period(period: Period) -> str:
    window = f"trong {said(period.window_from)} – {said(period.window_to)}"
    start = f"bắt đầu {said(period.start_from)} – {said(period.start_to)}"
    return f"{window}, {start}, từ {period.least_months} đến {period.most_months} tháng"
