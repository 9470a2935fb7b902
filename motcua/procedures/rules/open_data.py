"""The public database as open data: the columns of the CSV and what they mean. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from motcua.procedures.rules import content, plain
from motcua.procedures.rules.content import Content
from motcua.procedures.rules.words import AUDIENCES, EVENTS, LEVELS, ONLINE_LEVELS

LICENCE = (
    "Dữ liệu mở của cơ quan nhà nước theo Nghị định 47/2020/NĐ-CP: ai cũng được tự do sử dụng, chia sẻ, kể cả để kinh "
    "doanh, và phải ghi nguồn."
)


@dataclass(frozen=True, slots=True)
class Row:
    """One procedure as open data; `publisher` is an agency's name."""

    code: str
    parent: str
    publisher: str
    public_from: date
    told: Content


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    meaning: str
    of: Callable[[Row], str]


def _joined(values: Any, names: Mapping[str, str] | None = None) -> str:
    return "; ".join((names or {}).get(value, value) for value in values)


COLUMNS: tuple[Column, ...] = (
    Column("ma", "Mã thủ tục", lambda r: r.code),
    Column("ma_goc", "Mã thủ tục của trung ương mà bản này quy định thêm; trống nếu không có", lambda r: r.parent),
    Column("ten", "Tên thủ tục", lambda r: r.told.name),
    Column("linh_vuc", "Lĩnh vực", lambda r: r.told.field_name),
    Column("co_quan_cong_bo", "Cơ quan công bố", lambda r: r.publisher),
    Column("so_quyet_dinh", "Số quyết định công bố", lambda r: r.told.decision),
    Column("cap_thuc_hien", "Cấp thực hiện, cách nhau bằng dấu chấm phẩy", lambda r: _joined(r.told.levels, LEVELS)),
    Column("doi_tuong", "Đối tượng thực hiện", lambda r: _joined(r.told.audiences, AUDIENCES)),
    Column("co_quan_thuc_hien", "Cơ quan thực hiện", lambda r: _joined(body.name for body in r.told.implementing)),
    Column("co_quan_co_tham_quyen", "Cơ quan có thẩm quyền", lambda r: _joined(body.name for body in r.told.competent)),
    Column("thoi_han", "Thời hạn theo từng cách nộp và trường hợp",
           lambda r: _joined(f"{way.channel}: {way.term}" for way in plain.ways(r.told))),
    Column("phi", "Phí, lệ phí theo từng cách nộp và trường hợp",
           lambda r: _joined(f"{way.channel}: {', '.join(way.fees)}" for way in plain.ways(r.told))),
    Column("giay_to", "Thành phần hồ sơ", lambda r: _joined(p.name for one in r.told.papers for p in one.papers)),
    Column("so_bo", "Số bộ hồ sơ", lambda r: "" if r.told.sets is None else str(r.told.sets)),
    Column("ket_qua", "Kết quả", lambda r: _joined(one.name for one in r.told.results)),
    Column("can_cu", "Căn cứ pháp lý", lambda r: _joined(one.number or one.name for one in r.told.grounds)),
    Column("su_kien", "Sự kiện", lambda r: _joined(r.told.events, EVENTS)),
    Column("muc_do", "Mức độ dịch vụ công trực tuyến cao nhất",
           lambda r: ONLINE_LEVELS.get(r.told.online_level(r.public_from), "")),
    Column("cong_khai_tu", "Ngày công khai, dạng 2020-05-12", lambda r: r.public_from.isoformat()),
)  # fmt: skip


def line(row: Row) -> list[str]:
    """A line of the CSV. What a spreadsheet would take for a formula is told as text."""
    return [f"'{text}" if text[:1] in (*"=+-@\t\r\n＝＋－＠",) else text for text in (c.of(row) for c in COLUMNS)]


def whole(row: Row) -> dict[str, Any]:
    """All published fields, under the names of `content.Content`."""
    return {
        "code": row.code, "parent": row.parent or None, "publisher": row.publisher,
        "public_from": row.public_from.isoformat(), **content.to_json(row.told),
    }  # fmt: skip
