"""Why somebody may see or do something: each condition of a right in words, and what is missing.

Nothing is decided here: `covers`, `uses`, `powers_on` and `authority` are the functions that the gates themselves ask.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from motcua.agencies.rules.delegation import Seat, Wanted, authority, check_right
from motcua.agencies.rules.rights import LEVEL_WORDS, OFFICE, STATE, SUBSYSTEMS, covers, inside, named, right_of, uses
from motcua.kernel.actor import Actor, Held
from motcua.kernel.errors import Invalid, Missing, NotAllowed

SEE, ACT = "see", "act"


class NothingToExplain(Missing):
    """Không tìm thấy đối tượng này trong phạm vi của bạn. Hãy kiểm tra lại mã hồ sơ, mã định danh hoặc mã cổng."""


@dataclass(frozen=True)
class Thing:
    """What is asked about. A dossier has a `topic` ("covid/tam-hoan-hop-dong") and the `paths` of all agencies that
    have or had it; `path` is that of the one that has it, `step` the powers that work on its step, `doing` its title.

    Anything else is asked about by the system rights `needs`, at its one path.
    """

    kind: str
    name: str
    paths: tuple[str, ...]
    topic: str = ""
    path: str = ""
    step: frozenset[str] = frozenset()
    doing: str = ""
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fact:
    """A right with all that must hold for it to count on the day that is asked about."""

    held: Held
    since: date
    approved: bool
    ended: bool
    active: bool
    place_since: date
    place_until: date | None
    agencies: bool
    account: bool


@dataclass(frozen=True)
class Condition:
    """One thing that must be so. `words` say how it is."""

    name: str
    ok: bool
    words: str


@dataclass(frozen=True)
class Lacking:
    """What somebody would need: a right that could be given, and as which it would be given."""

    wanted: Wanted
    words: str


def of_thing(held: Held, thing: Thing, need: str = "") -> bool:
    """Whether a right, when it counts, lets its holder see the thing (or use `need` on it)."""
    if thing.topic:
        right = right_of(held.subsystem, held.right)
        return right is not None and right.sees and any(covers(held, thing.topic, path) for path in thing.paths)
    actor = Actor(person=0, name="", held=(held,))
    return any(uses(actor, "system", need, path) for path in thing.paths)


def relevant(held: Held, thing: Thing, need: str = "") -> bool:
    """Whether it is worth telling why this right does, or does not, let its holder in."""
    if not thing.topic:
        return held.subsystem == "system" and held.right == need
    right = right_of(held.subsystem, held.right)
    return right is not None and right.sees


def conditions(fact: Fact, thing: Thing, need: str, on: date) -> tuple[Condition, ...]:
    """All of them, in the order in which they are told. The right lets its holder in when each is so."""
    return (*_of_right(fact.held, thing, need), *_of_time(fact, on))


def holds(found: Iterable[Condition]) -> bool:
    return all(condition.ok for condition in found)


def _of_right(held: Held, thing: Thing, need: str) -> tuple[Condition, ...]:
    told = [
        Condition(
            "used", held.level is None,
            "Quyền để sử dụng" if held.level is None
            else f"Quyền của {LEVEL_WORDS.get(held.level, '').lower()}: chỉ để cấp cho người khác, không để sử dụng",
        )
    ]  # fmt: skip
    if thing.topic:
        told += _of_service(held, thing)
    else:
        fits = (held.subsystem, held.right) == ("system", need)
        told.append(Condition("right", fits, "Đúng loại quyền" if fits else "Khác loại quyền"))
    right = right_of(held.subsystem, held.right)
    seat = right is not None and right.seat
    there = [path for path in thing.paths if (path == held.path if seat else inside(path, held.path))]
    told.append(Condition("scope", bool(there), _scope_words(thing, seat=seat, there=bool(there))))
    return tuple(told)


def _of_service(held: Held, thing: Thing) -> list[Condition]:
    subsystem, _, service = thing.topic.partition("/")
    same = held.subsystem in (subsystem, OFFICE)
    name = SUBSYSTEMS[held.subsystem].name if held.subsystem in SUBSYSTEMS else held.subsystem
    given = held.services is None or service in held.services
    right = right_of(held.subsystem, held.right)
    sees = right is not None and right.sees
    return [
        Condition("right", sees, "Loại quyền cho xem hồ sơ" if sees else "Loại quyền này không cho xem hồ sơ"),
        Condition("subsystem", same, f"Đúng phân hệ: {name}" if same else f"Quyền thuộc phân hệ khác: {name}"),
        Condition(
            "service", given,
            "Gồm mọi dịch vụ" if held.services is None
            else "Gồm dịch vụ của hồ sơ này" if given else "Không gồm dịch vụ của hồ sơ này",
        ),
    ]  # fmt: skip


def _scope_words(thing: Thing, *, seat: bool, there: bool) -> str:
    if thing.topic:
        if there:
            return (
                "Cơ quan của người này đang giữ hoặc từng giữ hồ sơ"
                if seat
                else "Hồ sơ đã qua một cơ quan trong phạm vi"
            )
        return "Hồ sơ chưa qua đúng cơ quan của người này" if seat else "Hồ sơ chưa qua cơ quan nào trong phạm vi"
    return "Đối tượng nằm trong phạm vi" if there else "Đối tượng nằm ngoài phạm vi"


def _of_time(fact: Fact, on: date) -> tuple[Condition, ...]:
    begun, over = fact.since <= on, fact.held.until is not None and fact.held.until <= on
    there = fact.place_since <= on and (fact.place_until is None or on < fact.place_until)
    last = f"{fact.held.until - timedelta(days=1):%d/%m/%Y}" if fact.held.until else ""
    until = f" đến hết ngày {last}" if last else ", không có ngày kết thúc"
    span = f"Có hiệu lực từ ngày {fact.since:%d/%m/%Y}{until}"
    return (
        Condition("approved", fact.approved, "Đã được duyệt" if fact.approved else "Đang chờ người thứ hai duyệt"),
        Condition("span", begun and not over, span if begun and not over else f"Không trong thời hạn: {span.lower()}"),
        Condition("ended", not fact.ended, "Chưa bị kết thúc" if not fact.ended else "Đã bị kết thúc"),
        Condition("place", there, "Đang công tác tại đơn vị" if there else "Không còn, hoặc chưa, công tác tại đơn vị"),
        Condition("active", fact.active, "Đã kích hoạt" if fact.active else "Chưa kích hoạt, hoặc đang tạm khóa"),
        Condition(
            "agencies", fact.agencies,
            "Đơn vị và phạm vi đang hoạt động" if fact.agencies else "Đơn vị hoặc phạm vi không hoạt động vào ngày này",
        ),
        Condition("account", fact.account, "Tài khoản dùng được" if fact.account else "Tài khoản đã bị khóa"),
    )  # fmt: skip


def lacking(thing: Thing, seat: Seat, need: str, on: date) -> tuple[Lacking, ...]:
    """The least rights that would let somebody who works there in; none when no right could.

    `need`: of a dossier SEE or ACT, otherwise a system right.
    """
    found = []
    for wanted in _candidates(thing, seat, need, on):
        try:
            check_right(wanted, seat, today=on)
        except Invalid:
            continue
        found.append(Lacking(wanted, named(wanted.right)))
    return tuple(found)


def _candidates(thing: Thing, seat: Seat, need: str, on: date) -> list[Wanted]:
    if not thing.topic:
        return [Wanted("system", need, path, since=on) for path in thing.paths]
    subsystem, _, service = thing.topic.partition("/")
    services = frozenset({service})
    if need == ACT:
        rights = [(OFFICE if right == "decide" else subsystem, right) for right in sorted(thing.step)]
        return [Wanted(key, right, thing.path, services, since=on) for key, right in rights if thing.path == seat.path]
    first = [path for path in (thing.path, *thing.paths) if path and inside(path, seat.reach)]
    return [Wanted(subsystem, "view", path, services, since=on) for path in first[:1]]


def givers(lack: Lacking, seat: Seat, candidates: Mapping[int, tuple[int, Sequence[Held]]]) -> tuple[int, ...]:
    """Of administrators (membership → person, what they hold), those who may give it, as `authority` says.

    Not longer than they hold it themselves: how long is not asked here.
    """
    found = []
    for membership, (person, held) in candidates.items():
        try:
            authority(person, held, lack.wanted, seat, without=frozenset({"span"}))
        except NotAllowed:
            continue
        found.append(membership)
    return tuple(found)


def scope_words(path: str, name: str) -> str:
    """The scope of a right, as people read it."""
    return "Cả nước" if path == STATE else name
