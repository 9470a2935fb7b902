"""The functions that an expression may call: dates, shares, the least and the most. None of them loops or looks up."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from motcua.kernel.text import fold


class NoValue(ValueError):  # noqa: N818 - no error: there is nothing to say
    """A function got what it cannot work with. Says nothing of it: the library logs what it catches."""


def _day(text: Any) -> date:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        raise NoValue from None


def _days(first: Any, last: Any) -> int:
    return (_day(last) - _day(first)).days


def _months(first: Any, last: Any) -> int:
    """Whole months, the last day included: 15/4 to 14/6 is 2."""
    since, last_day = _day(first), _day(last)
    if last_day == date.max:
        raise NoValue
    until = date.fromordinal(last_day.toordinal() + 1)
    return (until.year - since.year) * 12 + until.month - since.month - (until.day < since.day)


def _years(first: Any, last: Any) -> int:
    return _months(first, last) // 12


def _number(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise NoValue
    return value


def _least(*values: Any) -> int:
    return min(map(_number, values))


def _most(*values: Any) -> int:
    return max(map(_number, values))


def _share(part: Any, whole: Any) -> int:
    if _number(whole) == 0:
        raise NoValue
    return _number(part) * 100 // _number(whole)


def _has(text: Any, part: Any) -> bool:
    if not isinstance(text, str) or not isinstance(part, str):
        raise NoValue
    return fold(part) in fold(text)


OWN: Mapping[str, Callable[..., Any]] = {
    "days": _days,
    "months": _months,
    "years": _years,
    "least": _least,
    "most": _most,
    "share": _share,
    "contains": _has,
}
FUNCTIONS: Mapping[str, str] = {
    "days": "days(từ_ngày, đến_ngày): số ngày giữa hai ngày",
    "months": "months(từ_ngày, đến_ngày): số tháng trọn, tính cả ngày cuối",
    "years": "years(từ_ngày, đến_ngày): số năm trọn",
    "least": "least(a, b, …): số nhỏ nhất",
    "most": "most(a, b, …): số lớn nhất",
    "share": "share(phần, tổng): phần trăm, làm tròn xuống",
    "contains": "contains(chữ, phần): có chứa, không kể dấu",
    "size": "size(danh_sách): số mục đã chọn",
    "int": "int(chữ_số): thành số",
    "string": "string(số): thành chữ",
    "given": "given(câu_hỏi): đã được trả lời chưa",
}
"""Every function an expression may call, with what it does."""

TAKES: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "days": (("date",), ("date",)),
    "months": (("date",), ("date",)),
    "years": (("date",), ("date",)),
    "share": (("number",), ("number",)),
    "contains": (("text",), ("text",)),
    "size": (("several",),),
    "int": (("text", "number"),),
    "string": (("number", "text", "date"),),
}
"""The sorts that each argument may have; `least` and `most` take one number or more."""
