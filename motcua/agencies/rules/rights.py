"""The subsystems of the portal and the rights of each, and what a right reaches.

Letters 3623/VPCP-KSTT (the two rights of Covid support), 6444/VP-KGVX and 243/VPUBND-NCKS (the subsystems).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from motcua.kernel.actor import Actor, Held

STATE = "/"  # the path of a right over the whole state
SYSTEM, OFFICE, COVID, SERVICES = "system", "office", "covid", "services"


class AdminLevel(IntEnum):
    """How far an administrator stands from the top (annex of 6444/VP-KGVX). Only passes rights down."""

    NATIONAL = 0
    SENIOR = 1
    FIRST = 2
    SECOND = 3
    THIRD = 4


LEVEL_WORDS: Mapping[int, str] = {
    AdminLevel.NATIONAL: "Quản trị quốc gia",
    AdminLevel.SENIOR: "Quản trị cấp cao",
    AdminLevel.FIRST: "Quản trị cấp 1",
    AdminLevel.SECOND: "Quản trị cấp 2",
    AdminLevel.THIRD: "Quản trị cấp 3",
}


@dataclass(frozen=True)
class Right:
    """A right of a subsystem. `seat`: it is exercised where one works, in that agency's name, and nowhere else.

    `services`: it is given for chosen services. `sees`: whoever has it also sees the dossiers that it is for.
    """

    name: str
    seat: bool = False
    services: bool = False
    sees: bool = False


@dataclass(frozen=True)
class Subsystem:
    """A part of the portal that is administered by itself; `host` as the letters name it."""

    name: str
    host: str
    rights: Mapping[str, Right]


SUBSYSTEMS: Mapping[str, Subsystem] = {
    SYSTEM: Subsystem(
        "Quản trị hệ thống",
        "quantri.dichvucong.gov.vn",
        {
            "users": Right("Quản lý người dùng"),
            "units": Right("Quản lý đơn vị"),
            "journal": Right("Xem nhật ký"),
            "clients": Right("Quản lý cổng kết nối"),
            "inquiries": Right("Trả lời người dân hỏi về việc xem dữ liệu"),
        },
    ),
    COVID: Subsystem(
        "Dịch vụ công hỗ trợ đối tượng gặp khó khăn do đại dịch Covid-19",
        "quantri.dichvucong.gov.vn",
        {
            "process": Right("Xử lý hồ sơ dịch vụ công", seat=True, services=True, sees=True),
            "view": Right("Xem thông tin hồ sơ dịch vụ công", services=True, sees=True),
        },
    ),
    SERVICES: Subsystem(
        "Dịch vụ công trực tuyến của bộ, ngành, địa phương",
        "quantri.dichvucong.gov.vn",
        {
            "process": Right("Giải quyết hồ sơ của bộ, ngành, địa phương", seat=True, services=True, sees=True),
            "view": Right("Xem hồ sơ của bộ, ngành, địa phương", services=True, sees=True),
        },
    ),
    OFFICE: Subsystem(
        "Bộ phận một cửa và ký duyệt",
        "quantri.dichvucong.gov.vn",
        {
            "decide": Right("Ký duyệt kết quả", seat=True, services=True, sees=True),
            "counter": Right("Xác minh danh tính và giúp người dân tại quầy", seat=True),
        },
    ),
    "pakn": Subsystem(
        "Tiếp nhận, xử lý phản ánh, kiến nghị của người dân, doanh nghiệp",
        "pakn.dichvucong.gov.vn",
        {
            "receive": Right("Tiếp nhận và phân công phản ánh, kiến nghị", seat=True),
            "answer": Right("Xử lý và trả lời phản ánh, kiến nghị", seat=True),
            "post": Right("Công khai kết quả trả lời", seat=True),
            "petitions": Right("Xem phản ánh, kiến nghị"),
        },
    ),
    "procedures": Subsystem(
        "Cơ sở dữ liệu quốc gia về thủ tục hành chính",
        "csdl.dichvucong.gov.vn",
        {
            "enter": Right("Nhập thủ tục hành chính", seat=True),
            "submit": Right("Trình công bố thủ tục hành chính", seat=True),
            "approve": Right("Duyệt thủ tục hành chính", seat=True),
            "publish": Right("Công khai thủ tục và mở dịch vụ", seat=True),
            "amend": Right("Sửa đổi, bổ sung thủ tục đã công khai", seat=True),
            "abolish": Right("Bãi bỏ thủ tục", seat=True),
        },
    ),
    "copies": Subsystem(
        "Chứng thực bản sao điện tử từ bản chính",
        "quantri.dichvucong.gov.vn",
        {
            "certify": Right("Chứng thực bản sao điện tử", seat=True),
            "copies": Right("Xem sổ chứng thực bản sao điện tử"),
        },
    ),
    "connections": Subsystem(
        "Quản trị tình hình kết nối",
        "quantri.dichvucong.gov.vn",
        {"watch": Right("Xem tình hình kết nối"), "connect": Right("Quản lý kết nối")},
    ),
    "reports": Subsystem(
        "Báo cáo",
        "baocaochinhphu.gov.vn",
        {
            "report": Right("Lập báo cáo", seat=True),
            "sign_report": Right("Duyệt và gửi báo cáo", seat=True),
            "reports": Right("Xem báo cáo"),
        },
    ),
    "map": Subsystem(
        "Bản đồ thực thi thể chế",
        "dichvucong.gov.vn",
        {"score": Right("Quản lý chỉ tiêu của bản đồ"), "map": Right("Xem bản đồ chi tiết")},
    ),
}
# Those in which dossiers are handled: each service belongs to one of them.
SERVING = tuple(key for key, subsystem in SUBSYSTEMS.items() if "process" in subsystem.rights)
# What an administrator of any subsystem needs besides its rights: to find, place and activate people.
_ALONGSIDE = ("users", "journal")


def right_of(subsystem: str, right: str) -> Right | None:
    """None when there is no such right."""
    found = SUBSYSTEMS.get(subsystem)
    return found.rights.get(right) if found else None


def named(right: str) -> str:
    """The Vietnamese name of a right by its bare key; the key itself when there is none."""
    return next((s.rights[right].name for s in SUBSYSTEMS.values() if right in s.rights), right)


def bundle(subsystem: str, level: AdminLevel) -> tuple[tuple[str, str, AdminLevel | None], ...]:
    """(subsystem, right, level) of all that makes somebody an administrator of a subsystem: its rights to pass on, and
    managing users and reading the journal, to use and to pass on."""
    passed = [(subsystem, right, level) for right in SUBSYSTEMS[subsystem].rights]
    passed += [(SYSTEM, right, level) for right in _ALONGSIDE if subsystem != SYSTEM]
    return (*passed, *((SYSTEM, right, None) for right in _ALONGSIDE))


def inside(path: str, tree: str) -> bool:
    """Whether an agency's path lies in a subtree. Nothing lies in the empty path."""
    return bool(tree) and path.startswith(tree)


def covers(held: Held, topic: str, path: str) -> bool:
    """Whether a right is there to be used on what belongs to a service, at the agency of a path.

    `topic`: "covid/tam-hoan-hop-dong", subsystem and slug. Signing (the office's rights) is not bound to a subsystem.
    """
    subsystem, _, service = topic.partition("/")
    right = right_of(held.subsystem, held.right)
    if right is None or held.level is not None or held.subsystem not in (subsystem, OFFICE):
        return False
    there = path == held.path if right.seat else inside(path, held.path)
    return there and (held.services is None or service in held.services)


def powers_on(actor: Actor, topic: str, path: str) -> frozenset[str]:
    """What an officer may use on a dossier of that service while the agency of that path has it.

    Whoever may process or sign also may see, there and in nothing else.
    """
    found = [held for held in actor.held if covers(held, topic, path)]
    names = {held.right for held in found}
    if any((right := right_of(held.subsystem, held.right)) and right.sees for held in found):
        names.add("view")
    return frozenset(names)


@dataclass(frozen=True, slots=True)
class Reach:
    """Dossiers that somebody may see: at the agency of `path`, with `below` also in its subtree.

    `subsystem` is empty for signing, which is not bound to one; `services` None for all.
    """

    path: str
    below: bool
    subsystem: str
    services: frozenset[str] | None


def reach(held: Iterable[Held], names: Iterable[str] = ("process", "view", "decide")) -> tuple[Reach, ...]:
    """Where the rights of these names reach, for a condition in SQL; the same as `covers` says one by one."""
    wanted, found = set(names), []
    for one in held:
        right = right_of(one.subsystem, one.right)
        if right is None or one.level is not None or one.right not in wanted or not right.services:
            continue
        subsystem = "" if one.subsystem == OFFICE else one.subsystem
        found.append(Reach(one.path, not right.seat, subsystem, one.services))
    return tuple(dict.fromkeys(found))


def uses(actor: Actor, subsystem: str, right: str, path: str) -> bool:
    """Whether an officer may use a right that is not bound to services, on what belongs to the agency of a path."""
    found = right_of(subsystem, right)
    return any(
        held.level is None
        and (held.subsystem, held.right) == (subsystem, right)
        and (path == held.path if found and found.seat else inside(path, held.path))
        for held in actor.held
    )


def trees(actor: Actor, subsystem: str, right: str) -> tuple[str, ...]:
    """The paths in which an officer may use a right, none inside another."""
    own = {h.path for h in actor.held if h.level is None and (h.subsystem, h.right) == (subsystem, right)}
    return tuple(sorted(path for path in own if not any(path != other and inside(path, other) for other in own)))
