"""What a dry run says of one line of a list. Pure: all that is known of the people was asked before, at once."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from motcua.administration.rules.units import Unit
from motcua.agencies.rules.delegation import Seat, Wanted, authority, check_right, contains, lasting
from motcua.kernel.actor import Held
from motcua.kernel.errors import Invalid, Refusal

_SOMEBODY = -1  # not the granter: about themself lines are refused before
# What a verdict says; the holes are filled from `Said.holes`. Several keys may lead to one verdict.
SAID: Mapping[str, str] = {
    "ready": "Tài khoản {account} đang làm việc tại {agency}: thêm {count} quyền.",
    "placed": "Tài khoản {account} sẽ được lưu vào {agency}, kích hoạt, và có {count} quyền.",
    "wakes": "Tài khoản {account} đang ngừng kích hoạt tại {agency}: sẽ được kích hoạt lại và có thêm {count} quyền.",
    "ends": "{leaving} thôi {ended} quyền; không có người thay thế.",
    "replaced": "{leaving} thôi {ended} quyền; tài khoản {account} nhận thay {count} quyền tại {agency}.",
    "replaced_holds": "{leaving} thôi {ended} quyền; tài khoản {account} đã có sẵn các quyền đó.",
    "replaced_invited": "{leaving} thôi {ended} quyền; {name} chưa có tài khoản nên được mời và nhận {count} quyền khi "
    "đăng ký.",
    "invite": "Chưa có tài khoản. {name} sẽ được mời, và tự có {count} quyền tại {agency} khi đăng ký.",
    "nominated": "Chỉ ghi tên làm đầu mối của {agency}, không cấp quyền.",
    "name_differs": "Số này là của tài khoản {account}, còn danh sách ghi {name}. Có đúng là một người không?",
    "name_hidden": "Số này thuộc một tài khoản mang tên khác, không phải {name}. Hãy kiểm tra lại số với người này; "
    "chỉ nhận khi chắc chắn số đúng là của họ.",
    "other_id": "Số giấy tờ chưa có tài khoản, nhưng số điện thoại là của tài khoản {account}. Có đúng là {name} "
    "không?",
    "other_id_hidden": "Số giấy tờ chưa có tài khoản, nhưng số điện thoại thuộc một tài khoản khác, đăng ký bằng số "
    "giấy tờ khác. Hãy kiểm tra lại cả hai số với {name}; chỉ nhận khi chắc chắn là một người.",
    "leaving_differs": "Số của người không còn tham gia là của tài khoản {account}, còn danh sách ghi {leaving}. Có "
    "đúng là một người không?",
    "leaving_hidden": "Số của người không còn tham gia thuộc một tài khoản mang tên khác, không phải {leaving}. Hãy "
    "kiểm tra lại số; chỉ nhận khi chắc chắn số đúng là của họ.",
    "unproved": "Tài khoản có số giấy tờ này chưa xác minh giấy tờ: ai cũng có thể gõ số của người khác khi đăng ký. "
    "Hãy gọi {name} theo số cơ quan đã biết, hỏi có đúng họ đã mở tài khoản không, hoặc chờ họ xác minh rồi kiểm tra "
    "lại.",
    "unproved_phone": "Tài khoản có số giấy tờ này chưa xác minh giấy tờ và dùng số điện thoại khác với danh sách: có "
    "thể người khác đã gõ số của {name}. Hãy gọi {name} theo số trong danh sách để hỏi trước khi nhận.",
    "needs_id": "Chỉ có họ tên, và không có cán bộ nào tên này trong {agency}. Hãy nhập số giấy tờ.",
    "ambiguous": "Có {count} cán bộ tên này trong {agency}. Hãy nhập số giấy tờ để biết là ai.",
    "zero": "Số ghi trong danh sách có thể thiếu số 0 ở đầu.",
    "unit_missing": "Không tìm thấy đơn vị “{place}”. Hãy ghi mã định danh hoặc tên đầy đủ.",
    "unit_several": "Có {count} đơn vị tên “{place}”. Hãy chọn một.",
    "unit_closed": "{agency} không hoạt động vào ngày {day}. Hãy chọn đơn vị kế thừa.",
    "outside": "{agency} không thuộc {home}, là phạm vi của danh sách này.",
    "elsewhere": "{account} không làm việc trong {home}, là phạm vi của danh sách này.",
    "twice": "Tài khoản {account} đã có ở dòng {line}.",
    "twice_number": "Số giấy tờ hoặc số điện thoại của {name} đã có ở dòng {line}.",
    "myself": "Không ai tự cấp hoặc tự thôi quyền của mình. Hãy nhờ người quản trị khác.",
    "holds": "{account} đã có đủ các quyền này tại {agency}.",
    "invited": "{name} đã được mời với các quyền này tại {agency} và chưa đăng ký.",
    "no_account": "Không có tài khoản nào của {leaving}, là người không còn tham gia. Nếu chỉ thêm người, hãy dùng mẫu "
    "danh sách bổ sung.",
    "nothing": "{leaving} không giữ quyền nào của phân hệ này trong {home}.",
    "no_rights": "Chưa chọn quyền nào của phân hệ này khi tải danh sách lên.",
    "left_out": "Bạn đã bỏ dòng này.",
}


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who has an account, as a number led to it.

    `phone`: the index of the phone that they proved; `confirmed`: so is who they are, under that ID number.
    """

    person: int
    name: str
    phone: bytes | None = None
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Right:
    """A right that is not ended, with its scope's id and path."""

    grant: int
    held: Held
    scope: int | None
    since: date
    runs: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a person in an agency, with what they hold there. `lasts`: it has not ended."""

    membership: int
    agency: int
    path: str
    active: bool
    lasts: bool
    rights: tuple[Right, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """A right that a list asks for, at an agency's id (`scope`; None: the whole state)."""

    subsystem: str
    right: str
    scope: int | None
    path: str
    services: tuple[str, ...] | None = None
    level: int | None = None
    until: date | None = None

    def wanted(self, on: date) -> Wanted:
        services = None if self.services is None else frozenset(self.services)
        return Wanted(self.subsystem, self.right, self.path, services, self.level, on, self.until)


@dataclass(frozen=True)
class Said:
    """A verdict (`models.RosterLine.Verdict`), the key of SAID or a refusal's own `text`, and what fills its holes."""

    verdict: str
    code: str = ""
    holes: Mapping[str, object] = field(default_factory=dict)
    text: str = ""

    def words(self) -> dict[str, object]:
        """As it is stored."""
        return {"code": self.code, "text": self.text, **self.holes}


@dataclass
class Granter:
    """Who applies the list: asked once for each different wish at each different seat, however many lines there are."""

    person: int
    held: tuple[Held, ...]
    on: date
    _known: dict[tuple[Wanted, str, str], Refusal | Wanted] = field(default_factory=dict)

    def refusal(self, wishes: Iterable[Wish], unit: Unit, name: str) -> Refusal | None:
        """Why one of these may not be given to somebody who works there; None when all may."""
        for wish in wishes:
            if isinstance(self._answer(wish, unit, name), Refusal):
                no = self._asked(wish.wanted(self.on), unit, name)
                assert isinstance(no, Refusal)
                return no
        return None

    def missing(self, wishes: Iterable[Wish], rights: Iterable[Right], unit: Unit) -> tuple[Wish, ...]:
        """Those of the wishes that somebody who has these rights does not hold already."""
        running = [one.held for one in rights if one.since <= self.on and one.runs]
        return tuple(wish for wish in wishes if not any(contains(h, self._span(wish, unit)) for h in running))

    def no_end(self, rights: Iterable[Right], unit: Unit, name: str) -> Refusal | None:
        """Why one of these rights may not be ended; None when all may."""
        seat = Seat(_SOMEBODY, name, unit.path, unit.reach)
        for right in rights:
            held = right.held
            wanted = Wanted(held.subsystem, held.right, held.path, held.services, held.level)
            try:
                authority(self.person, self.held, wanted, seat, without=frozenset({"span"}))
            except Refusal as no:
                return no
        return None

    def _span(self, wish: Wish, unit: Unit) -> Wanted:
        """With the end that it would get, no later than the agency's; as it is asked for when it may not be given."""
        found = self._answer(wish, unit, "")
        wanted = wish.wanted(self.on) if isinstance(found, Refusal) else found
        ends = [end for end in (wanted.until, unit.closes) if end is not None]
        return replace(wanted, until=min(ends)) if ends else wanted

    def _answer(self, wish: Wish, unit: Unit, name: str) -> Refusal | Wanted:
        wanted = wish.wanted(self.on)
        key = (wanted, unit.path, unit.reach)
        if key not in self._known:
            self._known[key] = self._asked(wanted, unit, name)
        return self._known[key]

    def _asked(self, wanted: Wanted, unit: Unit, name: str) -> Refusal | Wanted:
        seat = Seat(_SOMEBODY, name, unit.path, unit.reach)
        try:
            check_right(wanted, seat, today=self.on)
            wanted = lasting(self.person, self.held, wanted, seat)
            authority(self.person, self.held, wanted, seat)
        except Refusal as no:
            return no
        return wanted


def told(no: Refusal) -> str:
    """A refusal as one sentence, also when it is about fields."""
    return " ".join(no.problems.values()) if isinstance(no, Invalid) else str(no)


def same_name(written: str, account: str) -> bool:
    """Whether two spellings are one name: case, the place of a tone mark, and a list without any accents aside."""
    if _letters(written) == _letters(account):
        return True
    return written.isascii() and _letters(written) == _letters(_plain(account))


def _letters(name: str) -> list[list[str]]:
    return [sorted(unicodedata.normalize("NFD", word)) for word in name.casefold().split()]


def _plain(name: str) -> str:
    bare = unicodedata.normalize("NFD", name).replace("đ", "d").replace("Đ", "D")
    return "".join(sign for sign in bare if not unicodedata.combining(sign))
