"""Invented rosters in the letters' layouts. Provinces are real, people and numbers are not."""

import csv
from pathlib import Path

from motcua.administration.rules.rosters import Line, read_roster
from motcua.administration.rules.rosters.cells import as_text
from motcua.files.rules.tables import Table

ROOT = Path(__file__).parents[2]
# Those of letter 3623 whose focal points had no account yet.
WITHOUT = (
    "Thành phố Hà Nội", "Tỉnh Đắk Nông", "Tỉnh Hà Nam", "Tỉnh Hải Dương", "Tỉnh Hưng Yên", "Tỉnh Phú Thọ",
    "Tỉnh Tiền Giang",
)  # fmt: skip
PEOPLE, GRANTED = 245, 118
_FAMILY = ("Trần", "Nguyễn", "Lê", "Phạm", "Đỗ", "Vũ", "Hồ", "Ngô", "Dương", "Lý", "Vi")
_MIDDLE = ("Thị", "Văn", "Ngọc", "Hữu", "Đức", "Thu", "Minh")
_GIVEN = ("Mẫu", "Thử", "Nghiệm", "Ví Dụ", "Giả", "Định", "Phỏng", "Tạm", "Nháp", "Ướm", "Chừng", "Đặt", "Dũng")
_UNITS = (
    "Phòng Kiểm soát thủ tục hành chính, Văn phòng UBND tỉnh",
    "Sở Thông tin và Truyền thông",
    "Trung tâm Phục vụ hành chính công, Văn phòng UBND tỉnh",
    "Văn phòng UBND tỉnh",
)


def provinces() -> list[str]:
    """The 63 as the agencies' data names them."""
    with (ROOT / "data/agencies/provinces.csv").open(encoding="utf-8") as lines:
        return [row["name"] for row in csv.DictReader(lines)]


def name(n: int) -> str:
    """The n-th invented name; the first 1,001 differ."""
    return f"{_FAMILY[n % 11]} {_MIDDLE[n % 7]} {_GIVEN[n % 13]}"


def id_number(n: int) -> str:
    return f"099{n:09}"


def phone(n: int) -> str:
    return f"0900{n:06}"


def focal_roster(*, numbers: bool = True) -> list[Line]:
    """Appendix 1 of letter 3623 with invented people: 245 in 63 provinces, 118 granted, 7 provinces without any.

    The letter has no numbers; with `numbers` each line has an ID number and a phone, by which accounts can be made.
    """
    found: list[Line] = []
    granting = 0
    for at, province in enumerate(provinces()):
        people = 4 if at < PEOPLE - 3 * 63 else 3
        marked = 0
        if province not in WITHOUT:
            marked = 3 if granting < GRANTED - 2 * 56 else 2
            granting += 1
        for k in range(people):
            n = len(found) + 1
            said = {"id_number": id_number(n), "phone": phone(n)} if numbers else {}
            unit = _UNITS[k % len(_UNITS)]
            found.append(Line(0, body=province, name=name(n), unit=unit, granted=k < marked, **said))
    return found


def table(*rows: list[object]) -> Table:
    """Rows of any length as a table."""
    width = max(map(len, rows))
    return Table("xlsx", "", [[*row, *[""] * (width - len(row))] for row in rows])  # type: ignore[list-item]


FOCAL = ["TT", "Tỉnh/ thành phố", "Họ tên", "Cơ quan", "Cấp quyền quản trị"]
OFFICERS = ["STT", "Họ và tên", "Số CMND/CCCD", "Điện thoại liên lạc", "Đơn vị công tác"]
CHANGE = [
    ["STT", "Phân hệ có thay đổi CCVC tham gia quy trình xử lý", "CCVC không còn tham gia quy trình xử lý", "",
     "CCVC thay thế", "", "Ghi chú"],
    ["", "", "Họ và tên", "Số CMND", "Họ và tên", "Số CMND", ""],
]  # fmt: skip
ADD = ["STT", "Phân hệ cần bổ sung CCVC xử lý", "Họ và tên CCVC", "Số CMND", "Ghi chú"]
PAKN = "Hệ thống tiếp nhận, xử lý phản ánh, kiến nghị của người dân, doanh nghiệp"
MAU, THU, BE = "Trần Thị Mẫu", "Nguyễn Văn Thử", "Lê Thị Ví Dụ"
IDS = ["099000000001", "099000000002", "099000000003", "099000004"]
ENDING = ([], ["Nơi nhận:"], ["- Như trên;"], ["", "", "", "KT. CHỦ TỊCH"], ["", "", "", "Đỗ Văn Nghiệm"])


def told(remarks):
    return [(remark.n, remark.code) for remark in remarks]


def skips(roster):
    return {skip.n: skip.code for skip in roster.skipped}


def whole(roster, source):
    """Every line with content is in exactly one place."""
    content = {source.line(at) for at, row in enumerate(source.rows) if any(map(as_text, row))}
    places = [[line.n for line in roster.lines], list(roster.refused), [skip.n for skip in roster.skipped]]
    assert sorted(n for place in places for n in place) == sorted(content)


def read(*rows):
    source = table(*rows)
    roster = read_roster(source)
    whole(roster, source)
    return roster
