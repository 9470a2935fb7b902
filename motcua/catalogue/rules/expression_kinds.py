"""Which kinds of values fit together in an expression. Each function gives the kind of the whole or raises Flaw."""

from collections.abc import Sequence

from motcua.catalogue.rules.expression_functions import FUNCTIONS
from motcua.catalogue.rules.expression_words import ANY, FLAG, NUMBER, SAID, TEXT, Flaw, Kind, is_day

_CURE = 'So số với số, chữ với chữ trong dấu nháy; ngày viết như chữ: "2020-04-01".'
_FLAG_CURE = 'Viết thành phép so sánh, ví dụ so_nguoi > 2 hoặc co_cong_ty == "yes".'
_GIVES = {"contains": FLAG, "string": TEXT}
_ORDERED = ("<", "<=", ">", ">=")
_SEVERAL_CURE = 'Viết như: loai in ["a", "b"], hoặc "a" in cac_muc_da_chon.'


def joined(mark: str, left: Kind, right: Kind, at: int) -> Kind:
    """Of &&, ||, ! and the question before `?`."""
    for kind in (left, right):
        if kind.sort not in ("flag", "any"):
            raise Flaw(f"Phép “{mark}” ở ký tự thứ {at} cần điều kiện đúng hay sai, không phải {kind}.", _FLAG_CURE)
    return FLAG


def compared(mark: str, left: Kind, right: Kind, at: int) -> Kind:
    """Of ==, !=, <, <=, >, >= and in: true or false."""
    if mark == "in":
        return _within(left, right, at)
    if "any" in (left.sort, right.sort):
        return FLAG
    both = {left.sort, right.sort}
    if both == {"date", "text"}:
        _as_days(left, right, at)
    elif len(both) > 1 or "several" in both:
        raise Flaw(f"Phép “{mark}” ở ký tự thứ {at} so {left} với {right}.", _CURE)
    elif mark in _ORDERED and both not in ({"number"}, {"date"}):
        raise Flaw(f"Phép “{mark}” ở ký tự thứ {at} không so lớn bé được {left}.", "Chỉ so lớn bé số hoặc ngày.")
    else:
        _possible(left, right)
    return FLAG


def summed(mark: str, left: Kind, right: Kind, at: int) -> Kind:
    """Of + - * / %: numbers; two texts may be put together with +."""
    sorts = {left.sort, right.sort}
    if mark == "+" and sorts & {"text", "date"} and sorts <= {"text", "date", "any"}:
        return TEXT
    for kind in (left, right):
        if kind.sort not in ("number", "any"):
            cure = "Tính với số. Số ngày giữa hai ngày: days(tu_ngay, den_ngay)."
            raise Flaw(f"Phép “{mark}” ở ký tự thứ {at} cần số, không phải {kind}.", cure)
    return NUMBER if sorts == {"number"} else ANY


def same(first: Kind, second: Kind, at: int) -> Kind:
    """Of the two ends of a choice."""
    sorts = {first.sort, second.sort}
    if "any" in sorts:
        return ANY
    if len(sorts) == 1:
        values = (*first.values, *second.values) if first.values is not None and second.values is not None else None
        return Kind(first.sort, values)
    if sorts == {"date", "text"}:
        return TEXT
    raise Flaw(f"Hai nhánh của “?” ở ký tự thứ {at} khác kiểu: {first} và {second}.", "Cho hai nhánh cùng kiểu.")


def called(name: str, parts: Sequence[Kind], takes: Sequence[Sequence[str]], at: int) -> Kind:
    """Of a call, whose arguments must be of the sorts that it takes."""
    cure = f"Viết {FUNCTIONS[name]}."
    if len(parts) != len(takes) or not parts:
        raise Flaw(f"Hàm {name} ở ký tự thứ {at} nhận {len(takes) or 'ít nhất 1'} giá trị.", cure)
    for n, (part, sorts) in enumerate(zip(parts, takes, strict=True), start=1):
        if part.sort != "any" and part.sort not in sorts:
            wanted = " hoặc ".join(SAID[sort] for sort in sorts)
            raise Flaw(f"Giá trị thứ {n} của hàm {name} ở ký tự thứ {at} phải là {wanted}, không phải {part}.", cure)
    return _GIVES.get(name, NUMBER)


def _within(left: Kind, right: Kind, at: int) -> Kind:
    if right.sort not in ("several", "any") or left.sort in ("several", "flag"):
        raise Flaw(f"Phép “in” ở ký tự thứ {at} cần một giá trị và một danh sách.", _SEVERAL_CURE)
    if left.sort == "number" and right.values:
        raise Flaw(f"Phép “in” ở ký tự thứ {at} so {left} với chữ.", _CURE)
    if left.sort in ("text", "date") and right.literal and right.values is None:
        raise Flaw(f"Phép “in” ở ký tự thứ {at} so {left} với số.", _CURE)
    _possible(left, right)
    return FLAG


def _as_days(left: Kind, right: Kind, at: int) -> None:
    text = left if left.sort == "text" else right
    if not (text.literal and text.values and is_day(text.values[0])):
        shown = text.values[0] if text.literal and text.values else str(text)
        raise Flaw(f"Ở ký tự thứ {at}, “{shown}” không phải là ngày.", 'Viết năm-tháng-ngày: "2020-04-01".')


def _possible(left: Kind, right: Kind) -> None:
    """A text that is written out must be one that the other side can be."""
    for name, written in ((left, right), (right, left)):
        if name.literal or not written.literal or name.values is None:
            continue
        for value in written.values or ():
            if value not in name.values:
                cure = f"Dùng một trong: {', '.join(dict.fromkeys(name.values))}."
                raise Flaw(f"“{name.said or 'Giá trị'}” không có câu trả lời “{value}”.", cure)
