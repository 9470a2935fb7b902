"""What is wrong with a procedure's content: what may not be missing, and what a reader would stumble over."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from motcua.kernel.text import fold
from motcua.procedures.rules import words
from motcua.procedures.rules.content import Content

LONG_NAME = 300  # characters; longer names are cut off in lists
LONG_STEP = 4000


@dataclass(frozen=True, slots=True)
class Finding:
    """`key` names the rule, `field` the part of the content, `text` says it with its cure.

    `stops`: a mandatory part of NĐ 63/2010 điều 8 khoản 2, or what cannot be published; not even submitted with it.
    """

    key: str
    field: str
    text: str
    stops: bool = False


# What each rule is called in lists and filters.
NAMES = {
    "name": "Thiếu tên thủ tục",
    "steps": "Thiếu trình tự thực hiện",
    "channels": "Thiếu cách thức thực hiện",
    "term": "Thiếu thời hạn giải quyết",
    "papers": "Thiếu thành phần hồ sơ",
    "sets": "Thiếu số lượng hồ sơ",
    "audiences": "Thiếu đối tượng thực hiện",
    "implementing": "Thiếu cơ quan thực hiện",
    "results": "Thiếu kết quả thực hiện",
    "field": "Thiếu lĩnh vực",
    "dead_ground": "Căn cứ pháp lý hết hiệu lực",
    "no_ground": "Không có căn cứ pháp lý còn hiệu lực",
    "fee_unit": "Phí, lệ phí thiếu đơn vị",
    "term_unit": "Thời hạn thiếu đơn vị",
    "no_fee": "Chưa nói về phí, lệ phí",
    "online_channel": "Có dịch vụ trực tuyến nhưng thiếu cách nộp trực tuyến",
    "no_service": "Mức độ trực tuyến chưa có dịch vụ",
    "form_file": "Thiếu tệp mẫu đơn",
    "long_name": "Tên quá dài",
    "long_step": "Bước thực hiện quá dài",
    "duplicate": "Nội dung lặp lại",
    "twin": "Trùng tên với thủ tục khác",
    "address": "Địa chỉ không hợp lệ",
    "unknown_word": "Giá trị ngoài danh mục",
    "unconfirmed": "Nội dung chưa đối chiếu được nguồn",
}


def findings(
    content: Content, on: date, *, services: Collection[str] = (), twins: Collection[str] = ()
) -> tuple[Finding, ...]:
    """Everything to say about a content on a day, what stops first.

    `services`: slugs of online services that can be used on that day; `twins`: codes of other procedures of the same
    name and agency.
    """
    found = [one for check in _CHECKS for one in check(content)]
    found += _grounds(content, on)
    found += _services(content, on, services)
    found += [
        Finding("twin", "name", f"Tên này cũng là tên của thủ tục {code}. Hãy xem có phải nhập hai lần không.")
        for code in twins
    ]
    return tuple(sorted(found, key=lambda one: not one.stops))


def keys(found: Collection[Finding]) -> list[str]:
    """The rules that were broken, each once."""
    return list(dict.fromkeys(one.key for one in found))


def _mandatory(content: Content) -> Iterator[Finding]:
    """Tên, trình tự, cách thức, thành phần và số lượng hồ sơ, thời hạn, đối tượng, cơ quan, kết quả."""
    has = {
        "name": content.name,
        "steps": any(step.strip() for one in content.steps for step in one.steps),
        "channels": content.channels,
        "papers": any(one.papers for one in content.papers),
        "sets": content.sets,
        "audiences": content.audiences,
        "implementing": content.implementing,
        "results": content.results,
    }
    for key, value in has.items():
        if not value:
            yield Finding(key, key, f"{NAMES[key]}. {_CURES[key]}", stops=True)
    for one in content.channels:
        if not any(case.amount is not None or case.text for case in one.cases):
            name = words.CHANNELS.get(one.channel, str(one.channel))
            yield Finding(
                "term", "channels", f"Cách “{name}” chưa có thời hạn. Ghi số và đơn vị, hoặc nói bằng lời.", stops=True
            )


_CURES = {
    "name": "Ghi tên đúng như trong quyết định công bố.",
    "steps": "Ghi từng bước người dân và cơ quan phải làm.",
    "channels": "Chọn ít nhất một cách nộp: trực tiếp, trực tuyến, bưu chính.",
    "papers": "Ghi từng giấy tờ; nếu không cần giấy tờ nào, ghi rõ “Không cần giấy tờ”.",
    "sets": "Ghi số bộ hồ sơ, ví dụ 1.",
    "audiences": "Chọn ai được làm thủ tục này.",
    "implementing": "Ghi tên cơ quan trực tiếp thực hiện.",
    "results": "Ghi giấy tờ người dân nhận được khi xong.",
}


def _units(content: Content) -> Iterator[Finding]:
    for one in content.channels:
        name = words.CHANNELS.get(one.channel, str(one.channel))
        for case in one.cases:
            if case.amount is not None and case.unit not in words.UNITS:
                yield Finding(
                    "term_unit",
                    "channels",
                    f"Cách “{name}”: thời hạn {case.amount} thiếu đơn vị. Chọn giờ làm việc, ngày hoặc ngày làm việc.",
                    stops=True,
                )
            for fee in case.fees:
                if fee.amount and not fee.unit:
                    yield Finding(
                        "fee_unit",
                        "channels",
                        f"Cách “{name}”: phí {fee.amount:,} thiếu đơn vị. Ghi ví dụ “Đồng” hoặc “Đồng/bản”.".replace(
                            ",", "."
                        ),
                        stops=True,
                    )
        if one.cases and not any(case.fees for case in one.cases):
            yield Finding(
                "no_fee", "channels", f"Cách “{name}” chưa nói về phí. Ghi số tiền, hoặc 0 khi không thu phí."
            )


def _field(content: Content) -> Iterator[Finding]:
    if not content.field_name:
        yield Finding(
            "field", "field_name", "Thiếu lĩnh vực. Người dân tìm thủ tục theo lĩnh vực, hãy ghi tên lĩnh vực."
        )


def _grounds(content: Content, on: date) -> Iterator[Finding]:
    dead = [ground for ground in content.grounds if ground.dead(on)]
    for ground in dead:
        yield Finding(
            "dead_ground",
            "grounds",
            f"Căn cứ {ground.number} đã hết hiệu lực. Thay bằng văn bản còn hiệu lực hoặc bãi bỏ thủ tục.",
        )
    if len(dead) == len(content.grounds):
        yield Finding(
            "no_ground",
            "grounds",
            "Không có căn cứ pháp lý nào còn hiệu lực. Ghi số, tên, ngày của văn bản quy định thủ tục.",
        )


def _forms(content: Content) -> Iterator[Finding]:
    for case in content.papers:
        for paper in case.papers:
            if paper.form and not paper.url:
                yield Finding(
                    "form_file", "papers", f"Mẫu “{paper.form}” chưa có tệp. Thêm địa chỉ tệp để người dân tải về."
                )


def _lengths(content: Content) -> Iterator[Finding]:
    if len(content.name) > LONG_NAME:
        yield Finding(
            "long_name",
            "name",
            f"Tên dài {len(content.name)} chữ, quá {LONG_NAME}. Rút ngắn để đọc được trong danh sách.",
        )
    for one in content.steps:
        for n, step in enumerate(one.steps, 1):
            if len(step) > LONG_STEP:
                yield Finding("long_step", "steps", f"Bước {n} dài {len(step)} chữ. Tách thành nhiều bước.")


def _repeats(content: Content) -> Iterator[Finding]:
    lists = {
        "steps": [(one.case, step) for one in content.steps for step in one.steps],
        "papers": [(case.case, paper.name + paper.form) for case in content.papers for paper in case.papers],
        "grounds": [("", ground.number) for ground in content.grounds if ground.number],
        "channels": [("", str(one.channel)) for one in content.channels],
    }
    for field, said in lists.items():
        ordered = sorted((fold(case), fold(text), text) for case, text in said)
        for (case, first, text), (other, second, _) in pairwise(ordered):
            if (case, first) == (other, second):
                shown = words.CHANNELS.get(int(text), text) if field == "channels" else text
                yield Finding("duplicate", field, f"“{shown[:80]}” được ghi hai lần. Bỏ một lần.")


def _words(content: Content) -> Iterator[Finding]:
    known: dict[str, Collection[str]] = {"levels": words.LEVELS, "audiences": words.AUDIENCES, "events": words.EVENTS}
    for field, allowed in known.items():
        for value in getattr(content, field):
            if value not in allowed:
                yield Finding("unknown_word", field, f"“{value}” không có trong danh mục. Hãy chọn lại.", stops=True)
    if content.unconfirmed:
        yield Finding(
            "unconfirmed",
            "unconfirmed",
            "Có nội dung chưa đối chiếu được nguồn đã công bố. Kiểm tra với quyết định công bố rồi bỏ dấu.",
        )


def _addresses(content: Content) -> Iterator[Finding]:
    """What becomes a link on public pages must lead to the web."""
    papers = [("papers", paper.url) for case in content.papers for paper in case.papers]
    for field, url in (*papers, *(("online", one.url) for one in content.online)):
        if url and not url.lower().startswith(("https://", "http://")):
            yield Finding("address", field, f"Địa chỉ “{url[:80]}” phải bắt đầu bằng https://.", stops=True)


def _services(content: Content, on: date, services: Collection[str]) -> Iterator[Finding]:
    offered = [one for one in content.online if one.level in words.FILED_ONLINE and one.holds(on)]
    for one in offered:
        name = words.ONLINE_LEVELS[one.level]
        if not one.url and one.service not in services:
            yield Finding(
                "no_service", "online", f"{name} nhưng chưa có dịch vụ đang mở để nộp. Ghi mã dịch vụ, hoặc hạ mức độ."
            )
    if offered and not any(one.channel == words.ONLINE for one in content.channels):
        yield Finding(
            "online_channel",
            "channels",
            "Có dịch vụ trực tuyến nhưng cách thức thực hiện không có “Trực tuyến”. Thêm cách này.",
        )


_CHECKS: tuple[Callable[[Content], Iterator[Finding]], ...] = (
    _mandatory, _units, _field, _forms, _lengths, _repeats, _words, _addresses,
)  # fmt: skip
