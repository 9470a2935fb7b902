"""Whose account a line means."""

from motcua.administration.rules.ground import Entry, Ground, Stop
from motcua.administration.rules.matching import Account, Said, same_name
from motcua.administration.rules.rosters import Line
from motcua.administration.rules.units import Unit
from motcua.agencies.rules.rights import inside
from motcua.kernel.text import fold


def account_of(ground: Ground, entry: Entry, line: Line) -> Account | None:
    """By the ID number, else by the phone."""
    by_id = ground.by_id.get(entry.id_index) if entry.id_index else None
    if by_id or not entry.phone_index:
        return by_id
    by_phone = ground.by_phone.get(entry.phone_index)
    if by_phone and line.id_number and not entry.same:
        raise Stop(_differs(ground, by_phone, "other_id", "other_id_hidden", name=line.name), person=by_phone.person)
    return by_phone


def namesake(ground: Ground, line: Line, unit: Unit, /, **found: object) -> Account | None:
    """Names only: somebody of exactly this name who works in the body or below it."""
    same = [a for a, path in ground.namesakes.get(fold(line.name), ()) if inside(path, unit.path)]
    people = {account.person: account for account in same if same_name(line.name, account.name)}
    if len(people) == 1:
        return next(iter(people.values()))
    if ground.plan.kind == "focal" and not line.granted:
        return None
    code = "ambiguous" if people else "needs_id"
    raise Stop(Said(code, code, {"agency": unit.name, "count": len(people)}), **found)


def first_line(ground: Ground, entry: Entry, line: Line, who: int | bytes) -> int:
    """In which line they stand first. One person may replace several."""
    return entry.n if ground.plan.kind == "change" else ground.seen.setdefault((who, line.subsystem), entry.n)


def check_person(ground: Ground, entry: Entry, line: Line, account: Account, **found: object) -> None:
    """It is not the officer themself, nobody who stood above, and of that name."""
    if account.person == ground.granter.person:
        raise Stop(Said("myself", "myself"), **found)
    before = first_line(ground, entry, line, account.person)
    if before != entry.n:
        known = ground.knows(account.person)
        holes = {"account": account.name, "line": before} if known else {"name": line.name, "line": before}
        raise Stop(Said("twice", "twice" if known else "twice_number", holes), **found)
    if not entry.same and not same_name(line.name, account.name):
        raise Stop(_differs(ground, account, "name_differs", "name_hidden", name=line.name), **found)


def check_leaver(ground: Ground, entry: Entry, line: Line, leaver: Account) -> None:
    """Who is to lose rights is not the officer themself, and is of that name."""
    if leaver.person == ground.granter.person:
        raise Stop(Said("myself", "myself"))
    if not entry.same and not same_name(line.leaving_name, leaver.name):
        raise Stop(_differs(ground, leaver, "leaving_differs", "leaving_hidden", leaving=line.leaving_name))


def check_proved(entry: Entry, line: Line, account: Account, **found: object) -> None:
    """Before something is given: the account is surely of whom the list means, or the officer says so of this account.

    Anybody may type an ID number when they register. A phone was proved by a code, and an identity was confirmed with
    papers or by the register. Who is found by name alone works there already.
    """
    if entry.id_index is None or account.confirmed or entry.vouched == account.person:
        return
    if entry.phone_index is None or entry.phone_index != account.phone:
        code = "unproved_phone" if entry.phone_index else "unproved"
        raise Stop(Said("unproved", code, {"name": line.name}), **found)


def _differs(ground: Ground, account: Account, code: str, hidden: str, **written: str) -> Said:
    """A list is no way to learn whose a stranger's number is."""
    if ground.knows(account.person):
        return Said("name_differs", code, {"account": account.name, **written})
    return Said("name_differs", hidden, written)
