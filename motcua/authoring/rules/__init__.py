"""Who may do what with the draft of a service, in which state, and what its text is made of."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ruamel.yaml.nodes import MappingNode, ScalarNode

from motcua.agencies.rules.rights import uses
from motcua.catalogue.rules.faults import MAX_CHARACTERS, Fault, Faults, compose
from motcua.kernel.actor import Actor
from motcua.kernel.errors import Conflict, Missing, NotAllowed, Refusal

SUBSYSTEM = "procedures"
WRITE, PUBLISH = "enter", "publish"  # rights of the subsystem
LONGEST_FILE = 4 * MAX_CHARACTERS  # bytes
OPEN, SUBMITTED, RETURNED, PUBLISHED, WITHDRAWN = "open", "submitted", "returned", "published", "withdrawn"
EDITABLE = (OPEN, RETURNED)
# What was done to a draft that has this state, as a refusal says it.
DID: Mapping[str, str] = {
    OPEN: "lấy lại để sửa", SUBMITTED: "trình công bố", RETURNED: "trả lại", PUBLISHED: "công bố", WITHDRAWN: "bỏ",
}  # fmt: skip


class NotAnAuthor(NotAllowed):
    """Bạn không có quyền soạn hay công bố dịch vụ. Quyền này do người quản trị của đơn vị cấp."""


class NoDraft(Missing):
    """Không tìm thấy bản soạn dịch vụ này trong phạm vi của bạn. Hãy tải lại danh sách."""


class OthersDraft(NotAllowed):
    """Bản soạn này của {owner}. Chỉ cán bộ có quyền “{right}” ở đó làm được việc này."""


class MovedOn(Conflict):
    """{who} đã {did} bản này lúc {when}, nên bạn không làm tiếp được. Hãy tải lại trang để xem tình trạng mới nhất."""


class TextChanged(Conflict):
    """{who} đã lưu một nội dung khác lúc {when}. Nội dung đó chưa qua mắt bạn: hãy tải lại trang và xem lại."""


class LiveChanged(Conflict):
    """{who} vừa công bố phiên bản {number} của dịch vụ này. Hãy tải lại trang để so sánh với phiên bản đó."""


class StillFaulty(Refusal):
    """Tệp còn {n} lỗi. Sửa hết lỗi rồi mới trình công bố được."""


class ExampleFails(Refusal):
    """Ví dụ “{name}” chưa ra kết quả như tệp viết: {told} Hãy sửa ví dụ hoặc quy trình rồi mới trình công bố."""


class SameHands(NotAllowed):
    """Bạn đã tải lên, sửa hoặc trình bản này, nên người thứ hai có quyền công bố phải xem và quyết định."""


class NotTakenYet(Refusal):
    """Thủ tục {code} chưa công khai. Hãy công khai thủ tục trước, hoặc nêu lệnh cho nhận trước ở khối “ahead”."""


class UndatedText(Refusal):
    """Không ghi được ngày hiệu lực vào tệp. Hãy trả lại bản này để người soạn sửa dòng “valid_from”."""


def may(actor: Actor, right: str) -> bool:
    """Whether an officer holds a right over services where they work."""
    return uses(actor, SUBSYSTEM, right, actor.agency_path)


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def plain(text: str) -> str:
    """As it is kept: lines end with a line feed, and the text too; nothing before the first character."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return text if not text or text.endswith("\n") else text + "\n"


def second_person(person: int, hands: Collection[int | None]) -> None:
    """Nobody decides on what they had a hand in. Raises SameHands."""
    if person in hands:
        raise SameHands


def dated(text: str, day: date) -> str:
    """The text with another first day of validity, nothing else changed. Raises UndatedText."""
    root = compose(text, Faults())
    pairs = root.value if isinstance(root, MappingNode) else ()
    value = next((value for key, value in pairs if key.value == "valid_from"), None)
    if not isinstance(value, ScalarNode):
        raise UndatedText
    start, end = value.start_mark.index, value.end_mark.index
    return f"{text[:start]}{day.isoformat()}{text[end:]}"


@dataclass(frozen=True)
class Line:
    """One line of a file, as the page shows it: from 1, with what is wrong in it."""

    n: int
    text: str
    faults: tuple[Fault, ...] = ()


def faulty_lines(text: str, faults: Sequence[Fault]) -> tuple[Line, ...]:
    """The lines that have a fault, in order. A fault behind the last line stands in that."""
    lines = text.splitlines() or [""]
    found: dict[int, list[Fault]] = {}
    for fault in faults:
        found.setdefault(min(max(fault.line, 1), len(lines)), []).append(fault)
    return tuple(Line(n, lines[n - 1], tuple(found[n])) for n in sorted(found))
