"""Invented lists of workers for Mẫu số 01, the same on every run: good ones, and ones with planted errors.

Other tests and the bench import this. Names, numbers and accounts are made up: no province has the code 099.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from motcua.catalogue.rules import parse
from motcua.catalogue.rules.service import ListSpec
from tests.files import builders

SERVICE = Path(__file__).parents[2] / "services" / "tam-hoan-hop-dong.yaml"
LETTERHEAD = (
    ["Mẫu số 01"],
    ["CÔNG TY TNHH VÍ DỤ", "", "", "", "", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
    ["Mã số thuế: 0000000000", "", "", "", "", "Độc lập - Tự do - Hạnh phúc"],
    [],
    ["DANH SÁCH NGƯỜI LAO ĐỘNG TẠM HOÃN THỰC HIỆN HỢP ĐỒNG LAO ĐỘNG, NGHỈ VIỆC KHÔNG HƯỞNG LƯƠNG"],
    ["(Tháng 4 năm 2020)"],
)
FIRST_LINE = len(LETTERHEAD) + 2  # of the people, counted from 1, under the header
_SURNAMES = ("Trần", "Nguyễn", "Lê", "Phạm", "Hoàng", "Đặng", "Vũ", "Bùi", "Đỗ", "Ngô")
_GIVEN = ("Mẫu", "Thử", "Ví Dụ", "Kiểm Thử", "Giả Định", "Minh Họa", "Mô Phỏng")
_TAIL = ("An", "Bình", "Cúc", "Dũng", "Én", "Giang", "Hạnh", "Khuê", "Lý", "Mỹ", "Nga", "Oanh", "Quỳnh", "Sửu", "Tỵ")


@cache
def spec() -> ListSpec:
    service = parse(SERVICE.read_text(encoding="utf-8")).service
    assert service is not None
    return service.list_spec("workers")


def person(n: int) -> dict[str, Any]:
    """The n-th invented worker, with all cells in order: key → what the cell of a workbook holds."""
    woman = n % 2 == 0
    name = f"{_SURNAMES[n % 10]} {'Thị' if woman else 'Văn'} {_GIVEN[n // 10 % 7]} {_TAIL[n // 70 % 15]}"
    return {
        "name": name,
        "birth_date": date(1962 + n % 38, 1 + n % 12, 1 + n % 28),
        "sex": "Nữ" if woman else "Nam",
        "department": f"Xưởng may {1 + n % 12}",
        "contract_type": "Không xác định thời hạn" if n % 3 else "Xác định thời hạn",
        "contract_start": date(2017 + n % 3, 1 + n % 12, 1),
        "bhxh_number": f"99{n:08}",
        "pause_from": date(2020, 4, 1) if n % 4 else "15/04/2020",
        "pause_to": date(2020, 6, 30) if n % 4 else "14/06/2020",
        "account_name": name.upper(),
        "account_number": f"1900{n:08}",
        "bank": "Ngân hàng Ví Dụ",
        "id_number": f"09900{n:07}" if n % 5 else f"99{n:07}",
        "note": "",
    }


# Each plants one wrong cell: (column, what the cell holds, code of the problem). Line by line, from the top.
FAULTS: tuple[tuple[str, Any, str], ...] = (
    ("name", "", "missing"),
    ("name", "Trần Thị 123", "name_digits"),
    ("name", "Nguyễn Văn Thử 😀", "symbol"),
    ("name", "<b>Lê Mẫu</b>", "markup"),
    ("name", "Robert'); DROP TABLE students;--", "markup"),
    ("birth_date", 1985.0, "date_year_only"),
    ("birth_date", "04/25/1985", "date_swapped"),
    ("birth_date", "31/02/1990", "date_none"),
    ("birth_date", "04/1985", "date_month_only"),
    ("birth_date", date(2010, 5, 5), "too_young"),
    ("sex", "Khác biệt", "choice"),
    ("bhxh_number", "12345", "digits_length"),
    ("bhxh_number", "1,23457E+11", "lost_digits"),
    ("id_number", 51199004821.0, "lost_zero"),
    ("id_number", "09900A000123", "digits_other"),
    ("id_number", "", "missing"),
    ("pause_from", date(2020, 3, 15), "start_early"),
    ("pause_from", date(2020, 6, 15), "start_late"),
    ("pause_to", date(2020, 7, 31), "end_late"),
    ("pause_to", date(2020, 4, 20), "months_few"),
    ("account_number", "TK 12", "digits_other"),
    ("contract_type", "Thử việc", "choice"),
)
DUPLICATES = ((40, 7, "id_number"), (41, 8, "bhxh_number"))  # this person repeats that person's number


@dataclass(frozen=True)
class Sample:
    """`grid` is the whole sheet; `faults` are (line in the file, column key) → code."""

    grid: list[list[Any]]
    people: list[dict[str, Any]]
    faults: dict[tuple[int, str], str]


def sample(count: int, *, planted: bool = False, step: int = 1) -> Sample:
    """`count` people under a letterhead and above the signatures. Planted lists need at least 50 people.

    The planted errors stand in the persons 1, 1 + step, 1 + 2 × step …
    """
    people = [person(n) for n in range(1, count + 1)]
    faults: dict[tuple[int, str], str] = {}
    if planted:
        for place, (key, cell, code) in enumerate(FAULTS):
            at = 10 + place * step
            people[at] = {**people[at], "pause_from": date(2020, 4, 1), "pause_to": date(2020, 6, 30), key: cell}
            faults[FIRST_LINE + at, key] = code
        for at, other, key in DUPLICATES:
            people[at][key] = people[other][key]
            faults[FIRST_LINE + at, key] = faults[FIRST_LINE + other, key] = "duplicate"
    keys = [column.key for column in spec().columns]
    grid: list[list[Any]] = [*map(list, LETTERHEAD), ["TT", *(column.title for column in spec().columns)]]
    grid += [[n, *(row[key] for key in keys)] for n, row in enumerate(people, 1)]
    grid += [
        ["", f"Cộng: {count} người"],
        [],
        ["", "Xác nhận của Công đoàn cơ sở", "", "", "", "", "", "Ví Dụ, ngày 12 tháng 5 năm 2020"],
        ["", "", "", "", "", "", "", "Đại diện doanh nghiệp"],
        ["", "", "", "", "", "", "", "Trần Thị Mẫu"],
    ]
    return Sample(grid, people, faults)


def workbook(count: int, *, planted: bool = False, step: int = 1) -> bytes:
    """The same as xlsx."""
    return builders.xlsx(sample(count, planted=planted, step=step).grid)
