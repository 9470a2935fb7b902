"""Procedures in the JSON shape of the service LayThuTuc (upper-case keys), as ministries' systems hand them out.

A file holds one record, a list, or {"DATA": […]}. Keys beyond LayThuTuc's, for what it leaves out, are ours:
MATTHC, QUYETDINH, LOAI, SOBO, COQUANTHAMQUYEN, DIACHITIEPNHAN, COQUANUYQUYEN, COQUANPHOIHOP, TUKHOA, MOTA, LIENQUAN,
SUKIEN, DICHVUCONG, UNCONFIRMED, and SOBANCHINH, SOBANSAO of a paper, NGAYBANHANH, COQUANBANHANH, HETHIEULUC of a legal
ground.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from motcua.kernel.text import tidy
from motcua.procedures.rules import intake, words
from motcua.procedures.rules.content import (
    TITLES,
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
from motcua.procedures.rules.intake import Fault, Intake, NoRecords, Record, Refused, TooManyRecords, UnreadableJson

MOST = 2000
_ISO = "Viết ngày theo năm-tháng-ngày, ví dụ 2020-04-24."


def read(content: bytes, name: str) -> Intake:
    """Every record of a file. Raises UnreadableJson, NoRecords, TooManyRecords; records that are wrong are refused."""
    try:
        told = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as no:
        raise UnreadableJson(name=name, line=1, column=no.start + 1) from no
    except json.JSONDecodeError as no:
        raise UnreadableJson(name=name, line=no.lineno, column=no.colno) from no
    except (RecursionError, ValueError) as no:  # too deep, or a number of thousands of digits
        raise UnreadableJson(name=name, line=1, column=1) from no
    records = told.get("DATA", [told]) if isinstance(told, dict) else told
    if not isinstance(records, list) or not records:
        raise NoRecords(name=name)
    if len(records) > MOST:
        raise TooManyRecords(name=name, most=f"{MOST:,}".replace(",", "."))
    return _each(records)


def _each(records: Sequence[Any]) -> Intake:
    found, refused = [], []
    for n, one in enumerate(records, 1):
        code = intake.text(one.get("MATTHC"))[:60] if isinstance(one, dict) else ""
        try:
            found.append(record(one, n))
        except Fault as no:
            refused.append(Refused(n, no.column, no.why, no.cure, code))
    kept, twice = intake.once(found)
    return Intake(tuple(kept), tuple(sorted((*refused, *twice), key=lambda one: one.line)))


def record(told: Any, n: int = 1) -> Record:
    """One record. Raises Fault, which names the key."""
    if not isinstance(told, dict):
        raise Fault("", "Không phải một thủ tục.", "Mỗi thủ tục là một đối tượng { … } có khóa TENTTHC.")
    code = intake.code(_text(told, "MATTHC"), "MATTHC")
    name = _text(told, "TENTTHC")
    if not name:
        raise Fault("TENTTHC", "Thiếu tên thủ tục.", "Ghi tên vào khóa TENTTHC.")
    field = next(_objects(told, "LINHVUCTHUCHIEN"), {})
    content = Content(
        name=name,
        decision=_text(told, "QUYETDINH"),
        levels=tuple(intake.level(_text(one, "TENCAP"), "CAPTHUCHIEN") for one in _objects(told, "CAPTHUCHIEN")),
        kind=intake.known(_text(told, "LOAI"), words.KINDS, "LOAI") if _text(told, "LOAI") else "",
        field_code=_text(field, "MALINHVUC"),
        field_name=_text(field, "TENLINHVUC"),
        steps=tuple(
            Steps(
                _text(one, "TRUONGHOP"),
                tuple(_text(step, "TENTRINHTU", lines=True) for step in _objects(one, "TRINHTU")),
            )
            for one in _objects(told, "TRINHTUTHUCHIEN")
        ),
        channels=tuple(_channel(one) for one in _objects(told, "CACHTHUCTHUCHIEN")),
        papers=tuple(
            Papers(_text(one, "TRUONGHOP"), tuple(_paper(paper) for paper in _objects(one, "GIAYTO")))
            for one in _objects(told, "THANHPHANHOSO")
        ),
        sets=_number(told, "SOBO"),
        audiences=intake.audiences(
            (_text(one, "MADOITUONG") for one in _objects(told, "DOITUONGTHUCHIEN")), "DOITUONGTHUCHIEN"
        ),
        audience_note=_text(told, "MOTADOITUONGTHUCHIEN", lines=True),
        implementing=_bodies(told, "COQUANTHUCHIEN"),
        competent=_bodies(told, "COQUANTHAMQUYEN"),
        receiving=_text(told, "DIACHITIEPNHAN", lines=True),
        delegated=_bodies(told, "COQUANUYQUYEN"),
        coordinating=_bodies(told, "COQUANPHOIHOP"),
        results=tuple(
            Result(_text(one, "TENKETQUA"), _text(one, "MAKETQUA")) for one in _objects(told, "KETQUATHUCHIEN")
        ),
        grounds=tuple(_ground(one) for one in _objects(told, "CANCUPHAPLY")),
        conditions=_text(told, "YEUCAU", lines=True),
        keywords=_texts(told, "TUKHOA"),
        description=_text(told, "MOTA", lines=True),
        related=tuple(Related(_text(one, "MATTHC"), _text(one, "TENTTHC")) for one in _objects(told, "LIENQUAN")),
        events=tuple(intake.known(one, words.EVENTS, "SUKIEN") for one in _texts(told, "SUKIEN")),
        online=tuple(_online(one) for one in _objects(told, "DICHVUCONG")),
        unconfirmed=tuple(intake.known(one, TITLES, "UNCONFIRMED") for one in _texts(told, "UNCONFIRMED")),
    )
    return Record(n, code, content)


def _channel(told: Mapping[str, Any]) -> Channel:
    text = _text(told, "KENH")
    if text not in ("1", "2", "3"):
        raise Fault("KENH", f"“{text[:60]}” không phải cách nộp.", "1 trực tiếp, 2 trực tuyến, 3 bưu chính.")
    return Channel(int(text), tuple(_handling(one) for one in _objects(told, "THOIGIAN")))


def _handling(told: Mapping[str, Any]) -> Handling:
    fees = tuple(
        Fee(_number(one, "SOTIEN"), _text(one, "DONVI"), _text(one, "MOTA", lines=True))
        for one in _objects(told, "PHILEPHI")
    )
    unit = intake.unit(_text(told, "DONVITINH"), "DONVITINH")
    return Handling(_number(told, "THOIGIANGIAIQUYET", most=9999), unit, _text(told, "MOTA", lines=True), fees)


def _paper(told: Mapping[str, Any]) -> Paper:
    form = _text(told, "TENMAUDON")
    name = _text(told, "TENGIAYTO") or form
    if not name:
        raise Fault("GIAYTO", "Có giấy tờ không có tên.", "Ghi tên vào khóa TENGIAYTO.")
    originals, copies = _number(told, "SOBANCHINH", most=99), _number(told, "SOBANSAO", most=99)
    return Paper(name, _text(told, "MAGIAYTO"), form, _text(told, "URL"), originals or 0, copies or 0)


def _ground(told: Mapping[str, Any]) -> Ground:
    return Ground(
        _text(told, "SOVANBAN"), _text(told, "TENVANBAN"), _day(told, "NGAYBANHANH"), _text(told, "COQUANBANHANH"),
        _day(told, "HETHIEULUC"),
    )  # fmt: skip


def _online(told: Mapping[str, Any]) -> Online:
    level = intake.known(_text(told, "MUCDO"), words.ONLINE_LEVELS, "MUCDO")
    days = _day(told, "TUNGAY"), _day(told, "DENNGAY")
    return Online(level, *days, _text(told, "MADVC"), _text(told, "DICHVU"), _text(told, "URL"))


def _bodies(told: Mapping[str, Any], key: str) -> tuple[Body, ...]:
    return tuple(Body(_text(one, "TENDONVI"), _text(one, "MADONVI")) for one in _objects(told, key))


def _text(told: Mapping[str, Any], key: str, *, lines: bool = False) -> str:
    value = told.get(key)
    if isinstance(value, (dict, list)):
        raise Fault(key, "Phải là một dòng chữ.", f"Ghi khóa {key} là chữ, không phải danh sách.")
    text = intake.text(value)
    return "\n".join(line for line in map(tidy, text.splitlines()) if line) if lines else tidy(text)


def _texts(told: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = told.get(key) or []
    if not isinstance(value, list):
        value = str(value).replace(";", ",").split(",")
    return tuple(dict.fromkeys(found for one in value if (found := tidy(intake.text(one)))))


def _objects(told: Mapping[str, Any], key: str) -> Iterator[Mapping[str, Any]]:
    value = told.get(key) or []
    if not isinstance(value, list) or any(not isinstance(one, dict) for one in value):
        raise Fault(key, "Phải là một danh sách.", f"Ghi khóa {key} là danh sách các đối tượng [{{ … }}].")
    yield from value


def _number(told: Mapping[str, Any], key: str, *, most: int = 99_999_999_999_999) -> int | None:
    return intake.whole(_text(told, key), key, most=most)


def _day(told: Mapping[str, Any], key: str) -> str:
    text = _text(told, key)
    if not text:
        return ""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as no:
        raise Fault(key, f"“{text[:60]}” không phải ngày.", _ISO) from no
