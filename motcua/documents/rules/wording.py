"""Numbers and moments as an official paper says them (NĐ 30/2020/NĐ-CP)."""

from datetime import date, datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7))
"""Without summer time since 1975, so a fixed offset says the same as the zone."""

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_AFTER_TENS = {1: "mốt", 4: "tư", 5: "lăm"}
_BILLION = 1_000_000_000


def words(amount: int) -> str:
    """A whole number in Vietnamese words: 1805021 → 'một triệu tám trăm linh năm nghìn không trăm hai mươi mốt'.

    Below zero raises ValueError: no paper grants less than nothing.
    """
    if amount < 0:
        raise ValueError("Chỉ đọc được số nguyên không âm.")
    if amount == 0:
        return _DIGITS[0]
    return " ".join(_read(amount, leading=True))


def money_words(amount: int) -> str:
    """5400000 → 'Năm triệu bốn trăm nghìn đồng'."""
    text = words(amount)
    return f"{text[0].upper()}{text[1:]} đồng"


def _read(amount: int, *, leading: bool) -> list[str]:
    """Words of `amount` > 0; unless it leads, its first group is read in full ('không trăm linh năm')."""
    said: list[str] = []
    above, below = divmod(amount, _BILLION)
    if above:
        said += [*_read(above, leading=leading), "tỷ"]
        leading = False
    for size, name in ((1_000_000, "triệu"), (1_000, "nghìn"), (1, "")):
        group, below = divmod(below, size)
        if group:
            said += _group(group, in_full=not leading)
            said += [name] if name else []
            leading = False
    return said


def _group(group: int, *, in_full: bool) -> list[str]:
    """Words of 1…999."""
    hundreds, rest = divmod(group, 100)
    tens, units = divmod(rest, 10)
    said = [_DIGITS[hundreds], "trăm"] if hundreds or in_full else []
    if tens > 1:
        said += [_DIGITS[tens], "mươi"]
    elif tens == 1:
        said.append("mười")
    elif units and said:
        said.append("linh")
    if units:
        said.append(_unit(tens, units))
    return said


def _unit(tens: int, units: int) -> str:
    if tens > 1:
        return _AFTER_TENS.get(units, _DIGITS[units])
    return "lăm" if tens == 1 and units == 5 else _DIGITS[units]  # noqa: PLR2004 - mười lăm


def figures(amount: int) -> str:
    """1800000 → '1.800.000'."""
    return f"{amount:,}".replace(",", ".")


def short_day(day: date) -> str:
    """'05/12/1990'."""
    return f"{day.day:02}/{day.month:02}/{day.year}"


def long_day(day: date) -> str:
    """'ngày 08 tháng 5 năm 2020': days below 10 and months 1 and 2 get a zero, so that no digit can be put before."""
    month = f"{day.month:02}" if day.month <= 2 else str(day.month)  # noqa: PLR2004 - months 1 and 2
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def long_moment(moment: datetime) -> str:
    """'10 giờ 05 phút, ngày 12 tháng 5 năm 2020', in Vietnamese time; the moment must be aware."""
    if moment.tzinfo is None:
        raise ValueError("Thời điểm phải kèm múi giờ.")
    local = moment.astimezone(VIETNAM)
    return f"{local.hour:02} giờ {local.minute:02} phút, {long_day(local.date())}"


def agency_lines(name: str) -> list[str]:
    """An agency's name as it stands at the head of a paper: capitals, a committee's place on a line of its own."""
    upper = " ".join(name.split()).upper()
    for body in ("ỦY BAN NHÂN DÂN", "UỶ BAN NHÂN DÂN", "BẢO HIỂM XÃ HỘI", "SỞ LAO ĐỘNG - THƯƠNG BINH"):
        if upper.startswith(f"{body} "):
            return [body, upper.removeprefix(body).strip()]
    return [upper] if upper else []
