"""How agencies change over time: renamed, put under another, merged, split, ended; and who gains or loses by it.

An agency keeps its row and its identifier when it is renamed or moved; one that ends leaves successors. Rights never
follow by themselves (docs/adr/0020).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from motcua.agencies.rules.rights import STATE, inside, right_of
from motcua.kernel.errors import Conflict, Invalid, NotAllowed

LONGEST_NAME = 200
LONGEST_PATH = 200
LONGEST_BASIS = 200


class NotYourTree(NotAllowed):
    """{agency} không nằm trong phạm vi quản lý đơn vị của bạn. Hãy nhờ quản trị cấp trên."""


class UnderItself(Conflict):
    """{agency} không thể trực thuộc {parent}, vì {parent} chính là nó hoặc đang trực thuộc nó."""


class AlreadyUnder(Conflict):
    """{agency} đang trực thuộc {parent} rồi."""


class TooDeep(Conflict):
    """{parent} đã ở cấp thấp nhất mà cây đơn vị chứa được. Hãy chọn đơn vị cấp trên của nó."""


class HasUnitsBelow(Conflict):
    """{agency} còn {count} đơn vị trực thuộc. Hãy chuyển hoặc kết thúc các đơn vị đó trước."""


class AlreadyEnds(Conflict):
    """{agency} đã có quyết định ngừng hoạt động từ ngày {day}."""


class EndsBefore(Conflict):
    """{agency} không hoạt động vào ngày {day}. Hãy chọn đơn vị khác hoặc ngày khác."""


class OwnSuccessor(Conflict):
    """{agency} không thể kế thừa chính nó."""


class WorkNeedsHeir(Conflict):
    """{agency} đang giữ {count} hồ sơ. Hãy chọn đơn vị nhận các hồ sơ đó trước khi kết thúc hoạt động."""


class EffectsChanged(Conflict):
    """Quyền trong các đơn vị này vừa thay đổi, nên bảng ai được thêm, ai mất quyền không còn đúng. Hãy xem lại."""


class GainsTooMuch(NotAllowed):
    """Chưa chuyển được: {who} sẽ có thêm quyền “{right}” mà bạn không được cấp cho người đó. {why}"""


class AlreadyDone(Conflict):
    """Thay đổi này đã được thực hiện hoặc đã hủy, nên không hủy được nữa."""


class NoSuccession(Conflict):
    """{successor} không phải là đơn vị kế thừa của {former}."""


@dataclass(frozen=True, slots=True)
class Reaching:
    """A right as a change of the tree sees it: whose, and from which agency's path it reaches down."""

    grant: int
    subsystem: str
    right: str
    level: int | None
    path: str  # of its scope; STATE: the whole state
    reach: str  # how far a right of somebody who works there may go

    @property
    def below(self) -> bool:
        """Whether it reaches what lies below its agency: rights passed on do, and those not bound to a seat."""
        found = right_of(self.subsystem, self.right)
        return self.level is not None or (found is not None and not found.seat)


@dataclass(frozen=True)
class Shift:
    """What a move does to rights: ids of those that gain the moved agencies, lose them, or would be left stranded.

    Stranded: the scope moves away from under the agency where the holder works, which no right may be.
    """

    gain: tuple[int, ...]
    lose: tuple[int, ...]
    stranded: tuple[int, ...]


def moved_path(path: str, moved: str, parent: str) -> str:
    """The new path of an agency at or below `moved` when that comes under `parent`: ('/1/7/9/', '/1/7/', '/2/') is
    '/2/7/9/'."""
    if not inside(path, moved):
        return path
    above = moved.rstrip("/").rpartition("/")[0] + "/"
    return parent + path.removeprefix(above)


def above(path: str) -> str:
    """The path of what stands above: '/1/7/' → '/1/'; of a top body, the whole state."""
    return path.rstrip("/").rpartition("/")[0] + "/"


def trail(path: str) -> tuple[int, ...]:
    """The ids from the top down: '/1/7/' → (1, 7)."""
    return tuple(int(part) for part in path.split("/") if part)


def shift(rights: Iterable[Reaching], moved: str, parent: str) -> Shift:
    """Who gains or loses what when the agency of path `moved` comes under `parent` (a path, or STATE)."""
    after = moved_path(moved, moved, parent)
    gain, lose, stranded = [], [], []
    for one in rights:
        if one.path == STATE:
            continue
        if inside(one.path, moved):
            # Who works inside moves along; who works above may be left with a scope that is no longer below them.
            if not inside(one.reach, moved) and not inside(moved_path(one.path, moved, parent), one.reach):
                stranded.append(one.grant)
            continue
        had, has = one.below and inside(moved, one.path), one.below and inside(after, one.path)
        if had and not has:
            lose.append(one.grant)
        elif has and not had:
            gain.append(one.grant)
    return Shift(tuple(gain), tuple(lose), tuple(stranded))


def check_tree(path: str, name: str, trees: Sequence[str]) -> None:
    """Raises NotYourTree."""
    if not any(inside(path, tree) for tree in trees):
        raise NotYourTree(agency=name)


def check_under(moved: tuple[str, str], parent: tuple[str, str], longest: int) -> None:
    """(path, name) of each; `longest`: of all paths that move. Raises UnderItself, AlreadyUnder, TooDeep."""
    path, name = moved
    over, called = parent
    if inside(over, path):
        raise UnderItself(agency=name, parent=called)
    if above(path) == over:
        raise AlreadyUnder(agency=name, parent=called)
    if longest - len(above(path)) + len(over) > LONGEST_PATH:
        raise TooDeep(parent=called)


def check_order(on: date, basis: str, *, today: date) -> None:
    """When a change begins, and by which decision. Raises Invalid."""
    problems = {}
    if on < today:
        problems["on"] = "Ngày có hiệu lực không được trước hôm nay."
    if not basis:
        problems["basis"] = "Hãy ghi quyết định làm căn cứ."
    elif len(basis) > LONGEST_BASIS:
        problems["basis"] = f"Căn cứ không quá {LONGEST_BASIS} ký tự."
    if problems:
        raise Invalid(problems)


def check_name(name: str) -> None:
    """Raises Invalid."""
    if not name:
        raise Invalid({"name": "Hãy nhập tên đơn vị."})
    if len(name) > LONGEST_NAME:
        raise Invalid({"name": f"Tên đơn vị không quá {LONGEST_NAME} ký tự."})
