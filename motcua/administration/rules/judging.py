"""One line after the other of a list gets its verdict, and what applying it would do."""

from collections.abc import Iterable, Sequence

from motcua.administration.rules.changing import change
from motcua.administration.rules.ground import Entry, Ground, Judged, Step, Stop
from motcua.administration.rules.matching import Account, Said, Wish, told
from motcua.administration.rules.people import account_of, check_person, check_proved, first_line, namesake
from motcua.administration.rules.rosters import Line
from motcua.administration.rules.units import Unit
from motcua.agencies.rules.rights import STATE, inside


def judge_all(ground: Ground, entries: Iterable[Entry]) -> dict[int, Judged]:
    """Line number → verdict, in the order of the list: of two lines about one person the first counts."""
    return {entry.n: judge(ground, entry) for entry in entries}


def judge(ground: Ground, entry: Entry) -> Judged:
    """One line."""
    if entry.left_out:
        return Judged(Said("left_out", "left_out"))
    if entry.line is None:
        return Judged(Said(entry.fault[0], text=entry.fault[1]))
    line = entry.line.accepted() if entry.accepted else entry.line
    if line.proposals:
        return Judged(Said("zero", "zero"))
    try:
        return change(ground, entry, line) if ground.plan.kind == "change" else _grant(ground, entry, line)
    except Stop as stop:
        return stop.judged


def _grant(ground: Ground, entry: Entry, line: Line) -> Judged:
    body = _body(ground, entry, line)
    account = account_of(ground, entry, line)
    unit = _unit(ground, entry, line, body, account)
    found: dict[str, object] = {"body": body or unit, "unit": unit}
    if not line.id_number and not line.phone:
        account = namesake(ground, line, unit, **found)
    found["person"] = account.person if account else None
    if ground.plan.kind == "focal" and not line.granted:
        raise Stop(Said("nominated", "nominated", {"agency": unit.name}), **found)
    if account:
        check_person(ground, entry, line, account, **found)
    wishes = ground.plan.wishes(line, unit)
    if not wishes:
        raise Stop(Said("not_yours", "no_rights"), **found)
    if no := ground.granter.refusal(wishes, unit, line.name):
        raise Stop(Said("not_yours", text=told(no)), **found)
    if account is None:
        return _invited(ground, entry, line, wishes, unit=unit, body=found["body"])
    said, steps = _seated(ground, account, ground.called(account, line.name), unit, wishes)
    if steps:
        check_proved(entry, line, account, **found)
    return Judged(said, steps=steps, **found)  # type: ignore[arg-type]


def _body(ground: Ground, entry: Entry, line: Line) -> Unit | None:
    """Under which body the line stands, when it names one."""
    if not line.body or (ground.plan.kind == "focal" and entry.chosen):
        return None
    found = ground.book.body(line.body)
    if ground.plan.kind == "focal":
        return _one(ground, found, line.body)
    return found[0] if len(found) == 1 else None


def _unit(ground: Ground, entry: Entry, line: Line, body: Unit | None, account: Account | None) -> Unit:
    """Where the person is to work. In a list of administrators that is the body: what stands beside it is a room."""
    if entry.chosen:
        unit = ground.book.by_pk[entry.chosen]
    elif ground.plan.kind == "focal":
        unit = body or ground.home or _one(ground, [], line.unit)
    elif line.unit:
        unit = _one(ground, _named(ground, line.unit, body), line.unit)
    else:
        unit = body or _where_they_are(ground, account) or ground.home or ground.seat
    if not unit.exists(ground.on):
        raise Stop(Said("unit_closed", "unit_closed", {"agency": unit.name, "day": f"{ground.on:%d/%m/%Y}"}))
    if not inside(unit.path, ground.path):
        raise Stop(Said("outside", "outside", {"agency": unit.name, "home": ground.home_name}), unit=unit)
    return unit


def _named(ground: Ground, text: str, body: Unit | None) -> list[Unit]:
    """In the body first, then in all that the list is for, then anywhere: what is found there is outside."""
    for within in (body.path if body else ground.path, ground.path, STATE):
        if found := ground.book.find(text, within):
            return found
    return []


def _one(ground: Ground, found: Sequence[Unit], text: str) -> Unit:
    if not found:
        raise Stop(Said("unit_missing", "unit_missing", {"place": text}))
    if len(found) > 1:
        near = [unit for unit in found if inside(unit.path, ground.path)] or list(found)
        if len(near) > 1:
            holes = {"place": text, "count": len(near), "units": [unit.pk for unit in near[:20]]}
            raise Stop(Said("unit_several", "unit_several", holes))
        return near[0]
    return found[0]


def _where_they_are(ground: Ground, account: Account | None) -> Unit | None:
    """Letter 003's form names no unit: whoever works in exactly one of those meant works there."""
    places = ground.places.get(account.person, ()) if account else ()
    here = [place for place in places if place.lasts and inside(place.path, ground.path)]
    return ground.book.by_pk.get(here[0].agency) if len(here) == 1 else None


def _seated(
    ground: Ground, account: Account, called: str, unit: Unit, wishes: tuple[Wish, ...]
) -> tuple[Said, tuple[Step, ...]]:
    place = ground.place(account.person, unit.pk)
    lasting = place if place and place.lasts else None
    new = ground.granter.missing(wishes, lasting.rights if lasting else (), unit)
    holes = {"account": called, "agency": unit.name, "count": len(new)}
    if not new and lasting and lasting.active:
        return Said("holds", "holds", holes), ()
    code = "placed" if lasting is None else "ready" if lasting.active else "wakes"
    return Said("ready", code, holes), (Step(unit, new),)


def _invited(ground: Ground, entry: Entry, line: Line, wishes: tuple[Wish, ...], *, unit: Unit, body: object) -> Judged:
    found: dict[str, object] = {"unit": unit, "body": body}
    asked = frozenset((wish.subsystem, wish.right, wish.level) for wish in wishes)
    indexes = [index for index in (entry.id_index, entry.phone_index) if index]
    holes = {"name": line.name, "agency": unit.name, "count": len(wishes)}
    before = min((first_line(ground, entry, line, index) for index in indexes), default=entry.n)
    if before != entry.n:
        raise Stop(Said("twice", "twice_number", {"name": line.name, "line": before}), **found)
    if any((index, unit.pk, asked) in ground.waiting for index in indexes):
        raise Stop(Said("invited", "invited", holes), **found)
    return Judged(Said("unregistered", "invite", holes), steps=(Step(unit, wishes),), **found)  # type: ignore[arg-type]
