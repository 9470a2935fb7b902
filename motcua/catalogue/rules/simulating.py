"""Do the examples of a service come true? Each is played without database: answers, papers, sums, then the flow."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motcua.calendar.rules import Calendar
from motcua.catalogue.rules import answers as asked
from motcua.catalogue.rules import claims, expressions
from motcua.catalogue.rules.examples import Example, read_example
from motcua.catalogue.rules.running import Played, play
from motcua.catalogue.rules.service import Service
from motcua.kernel.errors import Refusal
from motcua.kernel.money import dong

_FLOW = ("steps", "dues", "due", "outcome", "amount")


@dataclass(frozen=True)
class Simulated:
    """One example: `ok` when all came as expected; `told` each difference, in Vietnamese."""

    name: str
    ok: bool
    told: tuple[str, ...]


@dataclass(frozen=True)
class Sums:
    """What the answers and rows come to in đồng, as at submission."""

    fee: int
    asked: int
    people: tuple[int, ...]


def simulate(service: Service, calendar: Calendar | None = None) -> tuple[Simulated, ...]:
    """Play each example of a checked service. Without a calendar terms are not reckoned, and due dates not judged."""
    found = []
    for raw in service.examples:
        example = read_example(raw)
        try:
            told = tuple(_differences(service, example, calendar))
        except Refusal as no:
            told = (str(no),)
        found.append(Simulated(example.name, not told, told))
    return tuple(found)


def _differences(service: Service, example: Example, calendar: Calendar | None) -> Iterable[str]:
    expect = example.expect
    yield from _questions(service, example)
    leaves = asked.exit_for(service, example.answers) is not None
    if "missing" in expect or not leaves:
        yield from _papers(service, example)
    rows = tuple(_rows(service, example))
    yield from (line for line in rows if isinstance(line, str))
    sums = sums_of(service, example)
    for key, came, what in (("fee", sums.fee, "Phí, lệ phí"), ("asked", sums.asked, "Số tiền đề nghị")):
        if key in expect and expect[key] != came:
            yield f"{what}: ra {dong(came)}, ví dụ chờ {dong(expect[key])}."
    if example.at is not None and (example.does or any(key in expect for key in _FLOW)):
        yield from _flow(service, example, sums, calendar)


def sums_of(service: Service, example: Example) -> Sums:
    """Fees, what is asked for, and what each row asks for."""
    shown = asked.visible(service, example.answers)
    fee = sum(amount for _, amount in claims.fees(service, example.answers))
    people = tuple(amount for amount in (_amount(service, person, shown) for person in example.people))
    if service.claim is not None:
        claimed = claims.claimed(service, example.answers)
        people = (claimed.amount,) if claimed else ()
    if service.result is None:
        return Sums(fee, sum(people), people)
    scope = asked.scope(shown) | {"people": {"count": len(people), "amount": sum(people)}}
    wanted = expressions.value(service.result.asked, scope)
    return Sums(fee, wanted if asked.whole(wanted) and wanted > 0 else 0, people)


def _amount(service: Service, person: Mapping[str, int], shown: Mapping[str, Any]) -> int:
    if "amount" in person:
        return person["amount"]
    return _reckoned(service, person, shown) or 0


def _reckoned(service: Service, person: Mapping[str, int], shown: Mapping[str, Any]) -> int | None:
    """Months times the rate of the list; None when there is no list, or nothing says how many months."""
    if not service.lists:
        return None
    spec = claims.priced(service.lists[0], shown)
    months = person.get("months", spec.months if spec.period is None else None)
    return None if months is None else months * spec.amount_per_month


def _questions(service: Service, example: Example) -> Iterable[str]:
    expect = example.expect
    leaving = asked.exit_for(service, example.answers)
    left = leaving[0].key if leaving else None
    if left != expect.get("exit"):
        wanted = f"ví dụ chờ dừng ở “{expect['exit']}”" if expect.get("exit") else "ví dụ không chờ dừng"
        yield f"Điều kiện: {f'dừng ở “{left}” ({leaving[1].title})' if leaving else 'không dừng ở đâu'}, {wanted}."
    if left and "problem" not in expect:
        return
    problems = {key: told for key, told in asked.problems(service, example.answers).items() if key != left}
    wanted_problems = expect.get("problem") or []
    for key, told in problems.items():
        if key not in wanted_problems:
            yield f"Câu hỏi “{key}”: {told}"
    for key in wanted_problems:
        if key not in problems:
            yield f"Câu hỏi “{key}”: không có lỗi, ví dụ chờ có lỗi."


def _papers(service: Service, example: Example) -> Iterable[str]:
    needed = {paper.key: paper.name for paper in asked.papers(service, example.answers) if paper.required}
    present = needed if example.papers is None else example.papers
    missing = [paper.key for paper in asked.missing_papers(service, example.answers, present)]
    wanted = example.expect.get("missing") or []
    yield from (f"Thiếu giấy tờ “{key}” ({needed[key]})." for key in missing if key not in wanted)
    yield from (f"Không thiếu giấy tờ “{key}”, ví dụ chờ thiếu." for key in wanted if key not in missing)


def _rows(service: Service, example: Example) -> Iterable[str]:
    """A row whose amount is written must be its months times the rate."""
    shown = asked.visible(service, example.answers)
    if example.people and not service.lists:
        yield "Dịch vụ không có danh sách nên ví dụ không có people."
    for n, person in enumerate(example.people, start=1):
        came = _reckoned(service, person, shown)
        if came is not None and "amount" in person and person["amount"] != came:
            yield f"Người thứ {n}: ra {dong(came)}, ví dụ ghi {dong(person['amount'])}."


def _flow(service: Service, example: Example, sums: Sums, calendar: Calendar | None) -> Iterable[str]:
    expect = example.expect
    stopped = asked.problems(service, example.answers)
    if stopped:
        if not expect.get("problem") and not expect.get("exit"):
            yield "Hồ sơ chưa nộp được nên chưa chạy các bước."
        return
    played = play(service, example, sums.asked, sums.people, calendar)
    yield from played.told
    yield from _ends(expect, played)
    if calendar is None:
        return
    if "due" in expect and expect["due"] != clock(played.due):
        yield f"Ngày hẹn trả: ra {clock(played.due)}, ví dụ chờ {expect['due']}."
    if "dues" in expect:
        came = [clock(due) for due in played.dues]
        for step, due, wanted in zip(played.steps, came, expect["dues"], strict=False):
            if due != wanted:
                yield f"Hạn của bước “{step}”: ra {due}, ví dụ chờ {wanted}."
        if len(came) != len(expect["dues"]):
            yield f"Có {len(came)} hạn, ví dụ chờ {len(expect['dues'])}."


def _ends(expect: Mapping[str, Any], played: Played) -> Iterable[str]:
    if "steps" in expect and list(played.steps) != expect["steps"]:
        yield f"Các bước: ra {', '.join(played.steps)}; ví dụ chờ {', '.join(map(str, expect['steps']))}."
    if "outcome" in expect and expect["outcome"] != played.outcome:
        came = f"kết thúc “{played.outcome}”" if played.outcome else f"còn ở bước “{played.steps[-1]}”"
        yield f"Kết quả: {came}, ví dụ chờ “{expect['outcome']}”."
    if "amount" in expect and expect["amount"] != played.amount:
        yield f"Số tiền được duyệt: ra {dong(played.amount)}, ví dụ chờ {dong(expect['amount'])}."


def clock(at: datetime | None) -> str:
    """As examples write it: 2020-05-12 09:00."""
    return f"{at:%Y-%m-%d %H:%M}" if at else ""
