"""Who may give which right to whom. Every page, query, API and command asks `authority`; nothing else decides it.

The rules are a table, so that a test can take one away and see what escapes (`make check-delegation`).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from motcua.agencies.rules.rights import LEVEL_WORDS, STATE, AdminLevel, Right, inside, named, right_of
from motcua.kernel.actor import Held
from motcua.kernel.errors import Conflict, Invalid, NotAllowed, Refusal


class OwnRights(NotAllowed):
    """Không ai tự cấp, sửa, gia hạn hoặc duyệt quyền của chính mình. Hãy nhờ người quản trị khác của đơn vị."""


class NotHeldByYou(NotAllowed):
    """Bạn không được cấp lại quyền “{right}”, vì chính bạn không giữ quyền cấp nó. Hãy nhờ quản trị cấp trên."""


class OutsideYourScope(NotAllowed):
    """Quyền “{right}” của bạn không gồm phạm vi được chọn. Bạn chỉ cấp được trong đơn vị của bạn và cấp dưới."""


class SeatOutside(NotAllowed):
    """{who} làm việc ngoài phạm vi quản trị của bạn. Hãy nhờ người quản trị của đơn vị đó."""


class NotYourServices(NotAllowed):
    """Bạn không được cấp quyền “{right}” cho dịch vụ này: {services}. Hãy bỏ chọn, hoặc nhờ quản trị cấp trên."""


class NotBelowYou(NotAllowed):
    """Bạn chỉ cấp được quyền quản trị thấp hơn cấp của mình. {level} phải do cấp trên của bạn cấp."""


class LongerThanYours(NotAllowed):
    """Quyền “{right}” của bạn chỉ có đến hết ngày {last}. Hãy chọn ngày kết thúc không muộn hơn."""


class AlreadyHolds(Conflict):
    """{who} đang giữ quyền “{right}” trong phạm vi này rồi, do {granter} cấp ngày {day}."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A right as it is asked for. `path`: the subtree in which; `level`: None to use it, else to pass it on as such.

    `until`: the first day without it.
    """

    subsystem: str
    right: str
    path: str
    services: frozenset[str] | None = None
    level: int | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Seat:
    """Who would get it, and where they work. `reach`: how far a right of somebody who works there may go."""

    person: int
    name: str
    path: str
    reach: str


@dataclass(frozen=True)
class Bound:
    """One rule: a right that the granter holds carries the wanted one only if `holds`; else `refusal` says why."""

    name: str
    holds: Callable[[Held, Wanted, Seat], bool]
    refusal: type[Refusal]


def _same(held: Held, wanted: Wanted, _: Seat) -> bool:
    return held.level is not None and (held.subsystem, held.right) == (wanted.subsystem, wanted.right)


def _in_scope(held: Held, wanted: Wanted, _: Seat) -> bool:
    return inside(wanted.path, held.path)


def _seated(held: Held, _: Wanted, seat: Seat) -> bool:
    return inside(seat.path, held.path)


def _of_services(held: Held, wanted: Wanted, _: Seat) -> bool:
    return held.services is None or (wanted.services is not None and wanted.services <= held.services)


def _below(held: Held, wanted: Wanted, _: Seat) -> bool:
    return wanted.level is None or (held.level is not None and wanted.level > held.level)


def _no_longer(held: Held, wanted: Wanted, _: Seat) -> bool:
    return held.until is None or (wanted.until is not None and wanted.until <= held.until)


# In the order in which a person is told: the first that no right of theirs passes.
BOUNDS: tuple[Bound, ...] = (
    Bound("held", _same, NotHeldByYou),
    Bound("scope", _in_scope, OutsideYourScope),
    Bound("seat", _seated, SeatOutside),
    Bound("services", _of_services, NotYourServices),
    Bound("level", _below, NotBelowYou),
    Bound("span", _no_longer, LongerThanYours),
)
NOT_ONESELF = "self"


def authority(
    person: int, held: Iterable[Held], wanted: Wanted, seat: Seat, *, without: frozenset[str] = frozenset()
) -> Held:
    """The right of the granter that carries the wanted one: the nearest to the top, then the widest.

    `person`, `held`: the granter. `without`: names of rules that do not apply (ending a right asks no "span").
    Raises OwnRights, NotHeldByYou, OutsideYourScope, SeatOutside, NotYourServices, NotBelowYou, LongerThanYours.
    """
    if person == seat.person and NOT_ONESELF not in without:
        raise OwnRights
    left = list(held)
    for bound in BOUNDS:
        if bound.name in without:
            continue
        passing = [one for one in left if bound.holds(one, wanted, seat)]
        if not passing:
            raise _said(bound.refusal, left, wanted, seat)
        left = passing
    return min(left, key=_height)


def lasting(person: int, held: Iterable[Held], wanted: Wanted, seat: Seat) -> Wanted:
    """The wanted right with an end: where none is asked for, it lasts as long as the right that carries it.

    One that begins only when that has ended stays as it is, for `authority` to refuse. Raises what `authority` raises
    but for the span.
    """
    if wanted.until is not None:
        return wanted
    carrier = authority(person, held, wanted, seat, without=frozenset({"span"}))
    too_late = carrier.until is not None and wanted.since is not None and carrier.until <= wanted.since
    return wanted if too_late else replace(wanted, until=carrier.until)


def _height(held: Held) -> tuple[int, int, date, int]:
    """Nearest to the top first, then the widest, then the longest."""
    level = held.level if held.level is not None else len(LEVEL_WORDS)
    return level, len(held.path), date.min + (date.max - (held.until or date.max)), held.grant


def check_right(wanted: Wanted, seat: Seat, *, today: date) -> None:
    """What a right must be, whoever gives it. Raises Invalid, naming the field.

    A right is exercised in the subtree of where one works, never above or beside it; working rights in one's agency
    alone. An administrator of the top level is one of a whole ministry or province.
    """
    right = right_of(wanted.subsystem, wanted.right)
    if right is None:
        raise Invalid({"right": "Hãy chọn quyền trong danh sách."})
    found = {
        "level": _level_problem(wanted),
        "scope": _scope_problem(wanted, right, seat),
        "services": _services_problem(wanted, right),
        **_span_problems(wanted, today),
    }
    if problems := {field: said for field, said in found.items() if said}:
        raise Invalid(problems)


def _level_problem(wanted: Wanted) -> str:
    if wanted.level is not None and wanted.level not in LEVEL_WORDS:
        return "Hãy chọn cấp quản trị trong danh sách."
    if wanted.level == AdminLevel.SENIOR and not top(wanted.path):
        return "Quản trị cấp cao là của cả một bộ, ngành hoặc tỉnh, thành phố."
    return ""


def _scope_problem(wanted: Wanted, right: Right, seat: Seat) -> str:
    if not inside(wanted.path, seat.reach):
        return f"Phạm vi phải nằm trong đơn vị nơi {seat.name} làm việc."
    if wanted.level is None and right.seat and wanted.path != seat.path:
        return f"Quyền “{right.name}” chỉ dùng tại đúng đơn vị nơi {seat.name} làm việc."
    if wanted.path == STATE and wanted.level not in (None, AdminLevel.NATIONAL):
        return "Chỉ quản trị quốc gia có phạm vi cả nước."
    return ""


def _services_problem(wanted: Wanted, right: Right) -> str:
    if wanted.services is None:
        return ""
    if not right.services:
        return f"Quyền “{right.name}” không gắn với dịch vụ."
    return "" if wanted.services else "Hãy chọn ít nhất một dịch vụ."


def _span_problems(wanted: Wanted, today: date) -> dict[str, str]:
    first = max(today, wanted.since or today)
    past = wanted.since is not None and wanted.since < today
    empty = wanted.until is not None and wanted.until <= first
    return {
        "since": "Ngày bắt đầu không được trước hôm nay." if past else "",
        "until": "Ngày kết thúc phải sau hôm nay và sau ngày bắt đầu." if empty else "",
    }


def top(path: str) -> bool:
    """Whether it is the path of a ministry's or a province's first agency: one without anything above it."""
    return path.strip("/").isdigit()


def needs_approval(level: int | None, path: str, carrier: int | None) -> bool:
    """Whoever is put in charge of a whole ministry or province from above is approved by a second person.

    `level`, `path`: of the right; `carrier`: level of the right under which it is given. Seniors are put there by
    national administrators alone; by the label of a lower level nobody avoids the second person.
    """
    passed_on = level is not None and level > AdminLevel.NATIONAL
    return passed_on and carrier == AdminLevel.NATIONAL and top(path)


def falls(level: int | None, *, stands_in: bool) -> bool:
    """Whether a right ends with the right of whoever gave it.

    What somebody may pass on does, and what stands in for the absent. A right to work stays: a province must not stop
    because the one who set it up has left.
    """
    return level is not None or stands_in


def contains(held: Held, wanted: Wanted) -> bool:
    """Whether who holds the one would gain nothing by the other."""
    return (
        (held.subsystem, held.right) == (wanted.subsystem, wanted.right)
        and (held.level is None) == (wanted.level is None)
        and (held.level is None or (wanted.level is not None and held.level <= wanted.level))
        and inside(wanted.path, held.path)
        and (held.services is None or (wanted.services is not None and wanted.services <= held.services))
        and (held.until is None or (wanted.until is not None and wanted.until <= held.until))
    )


def _said(refusal: type[Refusal], left: list[Held], wanted: Wanted, seat: Seat) -> Refusal:
    foreign: frozenset[str] = (wanted.services or frozenset()).difference(*(one.services or () for one in left))
    ends = [one.until for one in left if one.until is not None]
    return refusal(
        right=named(wanted.right),
        who=seat.name,
        services=", ".join(sorted(foreign)) or "tất cả dịch vụ",
        level=LEVEL_WORDS.get(wanted.level if wanted.level is not None else -1, ""),
        last=f"{max(ends) - timedelta(days=1):%d/%m/%Y}" if ends else "",
    )
