"""What a roster is once it is read: its lines, what is wrong with which, and what was passed over."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from motcua.administration.rules.rosters import words
from motcua.kernel.errors import Refusal

Kind = Literal["focal", "officers", "change", "add"]
KINDS: tuple[Kind, ...] = ("focal", "officers", "change", "add")
MAX_LINES = 5000


class NotRead(Refusal):
    """Chưa đọc được danh sách này. Hãy dùng mẫu danh sách trên Cổng rồi thử lại."""


class NoRoster(NotRead):
    """Không thấy dòng tiêu đề của danh sách. Cần ít nhất cột Họ và tên và cột Số CMND/CCCD (hoặc cột Cấp quyền quản trị). Hãy tải mẫu danh sách về, điền rồi tải lên lại."""  # noqa: E501


class NoNumbers(NotRead):
    """Danh sách không có cột Số CMND/CCCD và cột Điện thoại nên không tìm được tài khoản. Hãy thêm một trong hai cột rồi tải lên lại."""  # noqa: E501


class TwoNames(NotRead):
    """Danh sách có hai cột Họ và tên nhưng không rõ cột nào là người không còn tham gia, cột nào là người thay thế. Hãy ghi rõ trên tiêu đề cột."""  # noqa: E501


class NoPeople(NotRead):
    """Danh sách chưa có người nào dưới dòng tiêu đề (dòng {line}). Hãy điền danh sách rồi tải lên lại."""


class TooManyLines(NotRead):
    """Danh sách có {count} dòng, quá {limit} dòng được nhận một lần. Hãy tách thành nhiều danh sách."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A likely cure that a person must accept: `field` of the Line, what was `written`, what is `proposed`."""

    field: str
    written: str
    proposed: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line with a person. Text is tidy and composed; an empty cell is "".

    `n` is the line of the file, of the Word table or of the pasted text. `body` is the province or unit under which
    the line stands. `id_number` has 9 or 12 digits, `phone` ten (or is +…), **unless a proposal stands for it**: then
    it is what was written and finds nobody; see `accepted`. In a change, `leaving_*` go and `name`, `id_number`
    replace them; a name of "" means that nobody does. The numbers are personal: never log a Line.
    """

    n: int
    body: str = ""
    subsystem: str = ""
    name: str = ""
    unit: str = ""
    title: str = ""
    id_number: str = ""
    phone: str = ""
    granted: bool = False
    leaving_name: str = ""
    leaving_id: str = ""
    services: str = ""
    until: date | None = None
    note: str = ""
    proposals: tuple[Proposal, ...] = ()

    def accepted(self) -> "Line":
        """The line with every proposal taken: what applies after a person has said yes to them."""
        taken: dict[str, Any] = {proposal.field: proposal.proposed for proposal in self.proposals}
        return replace(self, **taken, proposals=())


@dataclass(frozen=True, slots=True)
class Remark:
    """What is said about one cell: of a refused line (`Roster.faults`) or of one that is read (`Roster.notes`).

    `column` is the title in the file. `code` is a key of words.MESSAGES; `data` fills its holes and may hold
    personal numbers.
    """

    n: int
    column: str
    code: str
    data: Mapping[str, object] = field(default_factory=dict)

    @property
    def template(self) -> str:
        """The Vietnamese sentence with its holes: what gettext knows."""
        return words.MESSAGES[self.code]

    @property
    def text(self) -> str:
        return self.template.format_map(self.data)


LineFault = Remark


@dataclass(frozen=True, slots=True)
class Skip:
    """A line with content that is no person's. `code` is a key of words.SKIPPED."""

    n: int
    code: str

    @property
    def text(self) -> str:
        return words.SKIPPED[self.code]


@dataclass(frozen=True, slots=True)
class Body:
    """A province or unit that heads lines, even when no line follows. `n` is its line."""

    n: int
    name: str


@dataclass(frozen=True, slots=True)
class Roster:
    """A read list. Every line with content is in exactly one of `lines`, `refused`, `skipped`."""

    kind: Kind
    lines: tuple[Line, ...]
    faults: tuple[LineFault, ...] = ()
    notes: tuple[Remark, ...] = ()
    skipped: tuple[Skip, ...] = ()
    bodies: tuple[Body, ...] = ()
    remarks: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)

    @property
    def refused(self) -> tuple[int, ...]:
        """The lines that have a fault, each once."""
        return tuple(dict.fromkeys(fault.n for fault in self.faults))
