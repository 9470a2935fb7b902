"""The nested parts of a content as flat tables: what forms show row by row and workbooks hold sheet by sheet."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from motcua.procedures.rules import words
from motcua.procedures.rules.content import (
    Body,
    Channel,
    Content,
    Fee,
    Ground,
    Handling,
    Online,
    Paper,
    Papers,
    Related,
    Result,
    Steps,
)

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """`kind`: text, long, number, money, day (ISO text) or choice (a key of `choices`)."""

    key: str
    title: str
    kind: str = "text"
    choices: Mapping[str, str] = field(default_factory=dict)
    required: bool = False
    example: str = ""
    hint: str = ""
    width: int = 20


@dataclass(frozen=True)
class Table:
    """One nested part: its rows out of a content, and a content with other rows. Empty cells are left out of rows."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: Callable[[Content], list[Row]]
    put: Callable[[Content, Sequence[Row]], Content]
    fields: tuple[str, ...]  # of the content
    hint: str = ""


def _kept(**cells: Any) -> Row:
    return {key: value for key, value in cells.items() if value not in (None, "")}


def _text(row: Row, key: str) -> str:
    return str(row.get(key) or "")


def _grouped(rows: Sequence[Row], key: str) -> Iterator[tuple[str, list[Row]]]:
    """Rows of one value together, in the order in which the values first stand."""
    order = list(dict.fromkeys(_text(row, key) for row in rows))
    for value in order:
        yield value, [row for row in rows if _text(row, key) == value]


# ── trình tự ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _step_rows(content: Content) -> list[Row]:
    return [_kept(case=one.case, text=step) for one in content.steps for step in one.steps]


def _put_steps(content: Content, rows: Sequence[Row]) -> Content:
    found = (Steps(case, tuple(_text(row, "text") for row in of)) for case, of in _grouped(rows, "case"))
    return replace(content, steps=tuple(found))


# ── cách thức ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _channel_rows(content: Content) -> list[Row]:
    """One row for each fee; a case without fee and a channel without case have one too."""
    found: list[Row] = []
    for one in content.channels:
        for case in one.cases or (Handling(),):
            for fee in case.fees or (None,):
                cells = _kept(channel=str(one.channel), amount=case.amount, unit=case.unit, text=case.text)
                paid = _kept(fee=fee.amount, fee_unit=fee.unit, fee_text=fee.text) if fee else {}
                found.append({**cells, **paid})
    return found


def _put_channels(content: Content, rows: Sequence[Row]) -> Content:
    found = []
    for channel, of in _grouped(rows, "channel"):
        found.append(Channel(int(channel), tuple(_cases(of))))
    return replace(content, channels=tuple(found))


def _cases(rows: Iterable[Row]) -> Iterator[Handling]:
    """Rows of one term and text are one case; a row that only has a fee adds it to the case above."""
    keyed: list[tuple[tuple[Any, str, str], Row]] = []
    for row in rows:
        key = (row.get("amount"), _text(row, "unit"), _text(row, "text"))
        keyed.append((keyed[-1][0] if keyed and key == (None, "", "") else key, row))
    for (amount, unit, text), of in groupby(keyed, key=lambda one: one[0]):
        fees = tuple(_fee(row) for _, row in of if {"fee", "fee_unit", "fee_text"} & row.keys())
        if fees or amount is not None or unit or text:
            yield Handling(amount, unit, text, fees)


def _fee(row: Row) -> Fee:
    return Fee(row.get("fee"), _text(row, "fee_unit"), _text(row, "fee_text"))


# ── giấy tờ ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _paper_rows(content: Content) -> list[Row]:
    return [
        _kept(
            case=case.case, name=one.name, code=one.code, form=one.form, url=one.url, originals=one.originals or None,
            copies=one.copies or None,
        )
        for case in content.papers
        for one in case.papers
    ]  # fmt: skip


def _put_papers(content: Content, rows: Sequence[Row]) -> Content:
    return replace(
        content, papers=tuple(Papers(case, tuple(_paper(row) for row in of)) for case, of in _grouped(rows, "case"))
    )


def _paper(row: Row) -> Paper:
    name, code, form, url = (_text(row, key) for key in ("name", "code", "form", "url"))
    return Paper(name, code, form, url, int(row.get("originals") or 0), int(row.get("copies") or 0))


# ── cơ quan ─────────────────────────────────────────────────────────────────────────────────────────────────────────

BODIES: Mapping[str, str] = {
    "implementing": "Cơ quan thực hiện",
    "competent": "Cơ quan có thẩm quyền",
    "delegated": "Cơ quan được ủy quyền",
    "coordinating": "Cơ quan phối hợp",
}


def _body_rows(content: Content) -> list[Row]:
    return [_kept(role=role, name=one.name, code=one.code) for role in BODIES for one in getattr(content, role)]


def _put_bodies(content: Content, rows: Sequence[Row]) -> Content:
    found = dict(_grouped(rows, "role"))
    lists: Any = {
        role: tuple(Body(_text(row, "name"), _text(row, "code")) for row in found.get(role, ())) for role in BODIES
    }
    return replace(content, **lists)


# ── những phần một dòng một mục ─────────────────────────────────────────────────────────────────────────────────────


def _plain(name: str, kind: type, keys: tuple[str, ...]) -> tuple[Any, Any]:
    def rows(content: Content) -> list[Row]:
        return [_kept(**{key: getattr(one, key) for key in keys}) for one in getattr(content, name)]

    def put(content: Content, given: Sequence[Row]) -> Content:
        found: Any = {name: tuple(kind(**{key: _text(row, key) for key in keys}) for row in given)}
        return replace(content, **found)

    return rows, put


_GROUND = ("number", "name", "signed", "agency", "ended")
_ONLINE = ("level", "since", "until", "code", "service", "url")
_CHANNELS = {str(key): name for key, name in words.CHANNELS.items()}

TABLES: Mapping[str, Table] = {
    one.key: one
    for one in (
        Table(
            "steps", "Trình tự thực hiện",
            (
                Column("case", "Trường hợp", hint="Để trống nếu chỉ có một trường hợp.", width=24),
                Column("text", "Bước", "long", required=True, example="Nộp hồ sơ tại bộ phận một cửa.", width=60),
            ),
            _step_rows, _put_steps, ("steps",),
        ),
        Table(
            "channels", "Cách thức thực hiện",
            (
                Column("channel", "Cách nộp", "choice", _CHANNELS, required=True, example="Trực tuyến", width=18),
                Column("amount", "Thời hạn", "number", example="5", width=10),
                Column("unit", "Đơn vị thời hạn", "choice", words.UNITS, example="ngày làm việc", width=18),
                Column("text", "Trường hợp, ghi chú", "long", width=36),
                Column("fee", "Phí, lệ phí (đồng)", "money", example="50.000", hint="0: không thu phí.", width=16),
                Column("fee_unit", "Đơn vị phí", example="Đồng/bản", width=14),
                Column("fee_text", "Ghi chú về phí", "long", width=36),
            ),
            _channel_rows, _put_channels, ("channels",),
            "Mỗi dòng là một cách nộp, một trường hợp. Trường hợp có nhiều khoản phí: ghi thêm dòng cùng cách nộp, "
            "chỉ điền phần phí.",
        ),
        Table(
            "papers", "Thành phần hồ sơ",
            (
                Column("case", "Trường hợp", hint="Để trống nếu chỉ có một trường hợp.", width=24),
                Column("name", "Tên giấy tờ", "long", required=True, example="Đơn đề nghị", width=50),
                Column("code", "Mã giấy tờ", width=18),
                Column("form", "Tên mẫu", example="Mẫu số 01", width=20),
                Column("url", "Địa chỉ tệp mẫu", width=30),
                Column("originals", "Số bản chính", "number", example="1", width=10),
                Column("copies", "Số bản sao", "number", width=10),
            ),
            _paper_rows, _put_papers, ("papers",),
        ),
        Table(
            "bodies", "Cơ quan",
            (
                Column("role", "Vai trò", "choice", BODIES, required=True, example="Cơ quan thực hiện", width=24),
                Column("name", "Tên cơ quan", required=True, example="Ủy ban nhân dân cấp huyện", width=50),
                Column("code", "Mã định danh", width=18),
            ),
            _body_rows, _put_bodies, tuple(BODIES),
        ),
        Table(
            "results", "Kết quả thực hiện",
            (
                Column("name", "Kết quả", "long", required=True, example="Quyết định phê duyệt", width=50),
                Column("code", "Mã kết quả", width=18),
            ),
            *_plain("results", Result, ("name", "code")), ("results",),
        ),
        Table(
            "grounds", "Căn cứ pháp lý",
            (
                Column("number", "Số, ký hiệu", required=True, example="61/2018/NĐ-CP", width=22),
                Column("name", "Tên văn bản", "long", width=50),
                Column("signed", "Ngày ký", "day", example="23/04/2018", width=14),
                Column("agency", "Cơ quan ban hành", example="Chính phủ", width=24),
                Column("ended", "Hết hiệu lực từ", "day", width=14),
            ),
            *_plain("grounds", Ground, _GROUND), ("grounds",),
        ),
        Table(
            "related", "Thủ tục liên quan",
            (
                Column("code", "Mã thủ tục liên quan", width=22),
                Column("name", "Tên thủ tục liên quan", "long", required=True, width=50),
            ),
            *_plain("related", Related, ("code", "name")), ("related",),
        ),
        Table(
            "online", "Dịch vụ công trực tuyến",
            (
                Column("level", "Mức độ", "choice", words.ONLINE_LEVELS, required=True, example="Toàn trình", width=14),
                Column("since", "Từ ngày", "day", width=14),
                Column("until", "Đến trước ngày", "day", width=14),
                Column("code", "Mã dịch vụ", width=22),
                Column("service", "Dịch vụ trên Cổng", hint="Mã viết trên địa chỉ của dịch vụ.", width=24),
                Column("url", "Địa chỉ ở nơi khác", width=30),
            ),
            *_plain("online", Online, _ONLINE), ("online",),
        ),
    )
}  # fmt: skip
