"""Rosters as the letters lay them out: the empty form to fill, or a roster given back. What is written reads back."""

from collections.abc import Sequence
from dataclasses import dataclass

from motcua.administration.rules.rosters import paper_docx, paper_xlsx, subsystems
from motcua.administration.rules.rosters.paper import Column, Paper
from motcua.administration.rules.rosters.shapes import Kind, Line

EMPTY_ROWS = 15  # of a form to fill
_NUMBER = "Số CMND/CCCD"
_NOTES = (
    "***Ghi chú:",
    "- CCVC: Công chức, Viên chức.",
    "- Các tài khoản thay đổi, bổ sung phải được đăng ký trên Cổng Dịch vụ công quốc gia.",
)
_LEAVING = "CCVC không còn tham gia quy trình xử lý"
_JOINING = "CCVC thay thế"


@dataclass(frozen=True)
class _Layout:
    title: tuple[str, ...]
    columns: tuple[Column, ...]
    optional: frozenset[str]
    notes: tuple[str, ...] = ()


_BODY = Column("body", "Tỉnh/ thành phố", 22)
_TITLE = Column("title", "Chức vụ", 18)
_UNIT = Column("unit", "Đơn vị công tác", 34)
_ID = Column("id_number", _NUMBER, 17)
_PHONE = Column("phone", "Điện thoại", 15)
_SERVICES = Column("services", "Dịch vụ", 30)
_UNTIL = Column("until", "Thời hạn", 13)
_NOTE = Column("note", "Ghi chú", 18)
_OPTIONAL = frozenset({"body", "title", "unit", "phone", "services", "until"})

_LAYOUTS: dict[Kind, _Layout] = {
    "focal": _Layout(
        (
            "PHỤ LỤC 1",
            "DANH SÁCH ĐẦU MỐI CẤP QUYỀN QUẢN TRỊ CỦA UBND CÁC TỈNH, THÀNH PHỐ TRỰC THUỘC TRUNG ƯƠNG",
        ),
        (
            Column("ordinal", "TT", 6),
            _BODY,
            Column("name", "Họ tên", 26),
            Column("unit", "Cơ quan", 40),
            _TITLE,
            _ID,
            _PHONE,
            _SERVICES,
            _UNTIL,
            Column("granted", "Cấp quyền quản trị", 12),
            _NOTE,
        ),
        (_OPTIONAL - {"body", "unit"}) | {"id_number", "note"},
    ),
    "officers": _Layout(
        (
            "DANH SÁCH CÔNG CHỨC ĐƯỢC CẤP TÀI KHOẢN",
            "XỬ LÝ HỒ SƠ TRÊN CỔNG DỊCH VỤ CÔNG QUỐC GIA",
        ),
        (
            Column("ordinal", "STT", 6),
            _BODY,
            Column("name", "Họ và tên", 26),
            _ID,
            Column("phone", "Điện thoại liên lạc", 15),
            _TITLE,
            _UNIT,
            _SERVICES,
            _UNTIL,
            _NOTE,
        ),
        (_OPTIONAL - {"phone", "unit"}) | {"note"},
    ),
    "change": _Layout(
        (
            "DANH SÁCH THAY ĐỔI TÀI KHOẢN THAM GIA XỬ LÝ",
            "TRÊN CÁC PHÂN HỆ CỦA CỔNG DỊCH VỤ CÔNG QUỐC GIA",
        ),
        (
            Column("ordinal", "STT", 6),
            Column("subsystem", "Phân hệ có thay đổi CCVC tham gia quy trình xử lý", 34),
            _BODY,
            Column("leaving_name", "Họ và tên", 24, _LEAVING),
            Column("leaving_id", _NUMBER, 17, _LEAVING),
            Column("name", "Họ và tên", 24, _JOINING),
            Column("id_number", _NUMBER, 17, _JOINING),
            _PHONE,
            _TITLE,
            _UNIT,
            _SERVICES,
            _UNTIL,
            _NOTE,
        ),
        _OPTIONAL,
        _NOTES,
    ),
    "add": _Layout(
        (
            "DANH SÁCH BỔ SUNG TÀI KHOẢN XỬ LÝ",
            "TRÊN CÁC PHÂN HỆ CỦA CỔNG DỊCH VỤ CÔNG QUỐC GIA",
        ),
        (
            Column("ordinal", "STT", 6),
            Column("subsystem", "Phân hệ cần bổ sung CCVC xử lý", 40),
            _BODY,
            Column("name", "Họ và tên CCVC", 26),
            _ID,
            _PHONE,
            _TITLE,
            _UNIT,
            _SERVICES,
            _UNTIL,
            _NOTE,
        ),
        _OPTIONAL,
        _NOTES,
    ),
}


def write_xlsx(
    kind: Kind, lines: Sequence[Line] = (), *, bodies: Sequence[str] = (), agency: str = "", numbers: bool = True
) -> bytes:
    """The roster as a workbook; without lines the form to fill. See `paper`."""
    return paper_xlsx.written(paper(kind, lines, bodies=bodies, agency=agency, numbers=numbers))


def write_docx(
    kind: Kind, lines: Sequence[Line] = (), *, bodies: Sequence[str] = (), agency: str = "", numbers: bool = True
) -> bytes:
    """The roster as a Word document; without lines the form to fill. See `paper`."""
    return paper_docx.written(paper(kind, lines, bodies=bodies, agency=agency, numbers=numbers))


def paper(
    kind: Kind, lines: Sequence[Line] = (), *, bodies: Sequence[str] = (), agency: str = "", numbers: bool = True
) -> Paper:
    """What stands on the paper. Columns that the letter does not have are there when a line needs them.

    `bodies` are the provinces to list in a focal roster in this order, also those with nobody; others follow. `agency`
    stands on the left of the head. An empty focal form has the number and phone columns unless `numbers` is False.
    A proposal is written as it was written. Only a focal roster tells who is granted. Lines of one body stand together.
    """
    layout = _LAYOUTS[kind]
    wanted = {"id_number", "phone"} if kind == "focal" and numbers and not lines else set()
    columns = tuple(
        column
        for column in layout.columns
        if column.role in wanted
        or column.role not in layout.optional
        or any(_text(line, column.role) for line in lines)
    )
    rows = _focal(lines, bodies, columns) if kind == "focal" else _numbered(lines, columns)
    if not lines:
        rows += [[""] * len(columns) for _ in range(EMPTY_ROWS)]
    return Paper(agency, layout.title, columns, tuple(map(tuple, rows)), layout.notes)


def _text(line: Line, role: str) -> str:
    match role:
        case "subsystem":
            return subsystems.title(line.subsystem)
        case "granted":
            return "X" if line.granted else ""
        case "until":
            return f"{line.until:%d/%m/}{line.until.year:04}" if line.until else ""
        case "ordinal":
            return ""
        case _:
            return str(getattr(line, role))


def _numbered(lines: Sequence[Line], columns: Sequence[Column]) -> list[list[str]]:
    return [
        [str(number) if column.role == "ordinal" else _text(line, column.role) for column in columns]
        for number, line in enumerate(lines, 1)
    ]


def _focal(lines: Sequence[Line], bodies: Sequence[str], columns: Sequence[Column]) -> list[list[str]]:
    """The province on a line of its own with its number, its people below; people of no province before all."""
    below: dict[str, list[Line]] = {body: [] for body in ("", *bodies)}
    for line in lines:
        below.setdefault(line.body, []).append(line)
    rows: list[list[str]] = []
    headings = {"ordinal", "body"}
    for number, (body, people) in enumerate(below.items()):
        if body:
            said = {"ordinal": f"{number}.", "body": body}
            rows.append([said.get(column.role, "") for column in columns])
        rows += [["" if column.role in headings else _text(line, column.role) for column in columns] for line in people]
    return rows
