"""Do the columns and bounds of a list fit together?"""

from motcua.catalogue.rules.checking_kinds import check_key
from motcua.catalogue.rules.checking_names import answer_names, check_expression
from motcua.catalogue.rules.faults import Faults
from motcua.catalogue.rules.service import Column, ListSpec, Period, Service
from motcua.kernel.text import fold


def check_lists(service: Service, faults: Faults) -> None:
    """Keys once; headers that cannot be mistaken for each other; dates, ages and months the right way round."""
    seen: dict[str, str] = {}
    for n, spec in enumerate(service.lists):
        check_key(f"lists.{n}", spec.key, seen, faults)
        _columns(f"lists.{n}", spec, faults)
        _people(f"lists.{n}", spec, faults)
        if spec.period is not None:
            _period(f"lists.{n}.period", spec, spec.period, faults)
        _sums(f"lists.{n}", spec, service, faults)


def _sums(at: str, spec: ListSpec, service: Service, faults: Faults) -> None:
    """One rate, and the months of everybody or of each row, not both."""
    if spec.amount_by:
        names = answer_names(service.questions())
        check_expression(f"{at}.amount_by", spec.amount_by, names, ("number",), faults)
        if spec.amount_per_month:
            cure = "Xóa amount_per_month, hoặc xóa amount_by."
            faults.add(f"{at}.amount_by", "Danh sách đã có amount_per_month.", cure)
    if spec.period is not None:
        given = {"months": spec.months, "months_from": spec.months_from}
        for key in (key for key, value in given.items() if value):
            message = f"“{key}” chỉ dùng khi danh sách không có period."
            faults.add(f"{at}.{key}", message, "Xóa dòng này, hoặc xóa period.")
    elif bool(spec.months) != bool(spec.months_from):
        missing = "months_from" if spec.months else "months"
        cure = f"Thêm dòng {missing}: cả hai cho biết mọi người được hưởng mấy tháng, từ ngày nào."
        faults.add(at, f"Danh sách không có period nên cần cả “{missing}”.", cure)
    elif not spec.months and (spec.amount_per_month or spec.amount_by):
        cure = "Thêm months và months_from, hoặc thêm period."
        faults.add(at, "Danh sách có mức hưởng nhưng không có số tháng.", cure)


def _columns(pointer: str, spec: ListSpec, faults: Faults) -> None:
    keys: dict[str, str] = {}
    headers: dict[str, str] = {}
    for n, column in enumerate(spec.columns):
        at = f"{pointer}.columns.{n}"
        check_key(at, column.key, keys, faults)
        for header in (column.title, *column.aliases):
            other = headers.setdefault(fold(header), column.key)
            if other != column.key:
                cure = "Đổi tên cột, hoặc xóa tên gọi khác (aliases) bị trùng."
                faults.add(at, f"Tên cột “{header}” trùng với cột “{other}”.", cure)
        _column(at, column, faults)


def _column(at: str, column: Column, faults: Faults) -> None:
    if column.lengths and column.kind != "digits":
        faults.add(f"{at}.lengths", "“lengths” chỉ dùng với cột kiểu digits.", "Xóa dòng này, hoặc viết kind: digits.")
    if column.kind == "digits" and not column.lengths:
        faults.add(at, f"Cột “{column.key}” chưa có số chữ số.", "Thêm lengths, ví dụ lengths: [9, 12].")
    if column.choices and column.kind != "choice":
        faults.add(f"{at}.choices", "“choices” chỉ dùng với cột kiểu choice.", "Đổi kind thành choice.")


def _people(pointer: str, spec: ListSpec, faults: Faults) -> None:
    wanted = {
        "identity": (spec.identity, "digits"),
        "secondary": (spec.secondary, "digits"),
        "name": (spec.name, "name"),
        "birth": (spec.birth, "date"),
        "age_at": (spec.age_at, "date"),
    }
    for key, (column, kind) in wanted.items():
        _refer(f"{pointer}.people.{key}", spec, column, kind, faults)
    if spec.age_from > spec.age_to:
        faults.add(f"{pointer}.people.age_to", "“age_to” nhỏ hơn “age_from”.", "Đổi chỗ hai số.")


def _refer(at: str, spec: ListSpec, key: str, kind: str, faults: Faults) -> None:
    column = next((c for c in spec.columns if c.key == key), None)
    if key and column is None:
        known = ", ".join(c.key for c in spec.columns if c.kind == kind)
        faults.add(at, f"Danh sách không có cột “{key}”.", f"Dùng khóa của một cột kiểu {kind}: {known}.")
    elif column is not None and column.kind != kind:
        faults.add(at, f"Cột “{key}” có kiểu {column.kind}.", f"Dùng một cột kiểu {kind}, hoặc sửa kind của cột đó.")


def _period(at: str, spec: ListSpec, period: Period, faults: Faults) -> None:
    _refer(f"{at}.start", spec, period.start, "date", faults)
    _refer(f"{at}.end", spec, period.end, "date", faults)
    if period.window_from > period.window_to:
        faults.add(f"{at}.window_to", "“window_to” trước “window_from”.", "Đổi chỗ hai ngày.")
    elif not period.window_from <= period.start_from <= period.start_to <= period.window_to:
        cure = "Đặt start_from và start_to theo thứ tự, trong khoảng window_from đến window_to."
        faults.add(f"{at}.start_from", "Khoảng ngày bắt đầu không nằm trong thời gian của chính sách.", cure)
    if period.least_months > period.most_months:
        faults.add(f"{at}.most_months", "“most_months” nhỏ hơn “least_months”.", "Đổi chỗ hai số.")
