"""Letter 003's list of changes: who leaves, and who replaces them."""

from collections.abc import Mapping, Sequence

from motcua.administration.rules.ground import Entry, Ground, Judged, Step, Stop
from motcua.administration.rules.matching import Account, Right, Said, Wish, told
from motcua.administration.rules.people import account_of, check_leaver, check_person, check_proved
from motcua.administration.rules.rosters import Line
from motcua.administration.rules.units import Unit
from motcua.agencies.rules.rights import inside


def change(ground: Ground, entry: Entry, line: Line) -> Judged:
    """Who leaves loses the rights of the subsystem; who comes gets the same, where the other had them."""
    leaver = ground.by_id.get(entry.leaving_index) if entry.leaving_index else None
    if leaver is None:
        raise Stop(Said("nothing", "no_account", {"leaving": line.leaving_name}))
    check_leaver(ground, entry, line, leaver)
    leaving_name = ground.called(leaver, line.leaving_name)
    places = _places_of(ground, leaver, leaving_name, line.subsystem)
    ends = tuple(right for _, rights in places for right in rights)
    for unit, rights in places:
        if no := ground.granter.no_end(rights, unit, leaving_name):
            raise Stop(Said("not_yours", text=told(no)), unit=unit)
    leaving = next(place.membership for place in ground.places[leaver.person] if place.agency == places[0][0].pk)
    done: dict[str, object] = {"unit": places[0][0], "leaving": leaving, "ends": ends}
    if not line.name:
        return Judged(Said("ready", "ends", {"leaving": leaving_name, "ended": len(ends)}), **done)  # type: ignore[arg-type]
    return _replaced(ground, entry, line, leaving_name, places, done)


def _places_of(ground: Ground, leaver: Account, called: str, subsystem: str) -> list[tuple[Unit, tuple[Right, ...]]]:
    found = []
    for place in ground.places.get(leaver.person, ()):
        rights = tuple(right for right in place.rights if right.held.subsystem == subsystem)
        if place.lasts and rights and inside(place.path, ground.path):
            found.append((ground.book.by_pk[place.agency], rights))
    if not found:
        raise Stop(Said("nothing", "nothing", {"leaving": called, "home": ground.home_name}))
    return found


def _replaced(  # noqa: PLR0917 - who goes, who comes, and where
    ground: Ground, entry: Entry, line: Line, leaving_name: str,
    places: Sequence[tuple[Unit, tuple[Right, ...]]], done: Mapping[str, object],
) -> Judged:  # fmt: skip
    account = account_of(ground, entry, line)
    here = {"unit": done["unit"], "leaving": done["leaving"], "person": account.person if account else None}
    if account:
        check_person(ground, entry, line, account, **here)
    steps = []
    for unit, rights in places:
        wishes = tuple(_copied(right) for right in rights if right.runs and right.since <= ground.on)
        if no := ground.granter.refusal(wishes, unit, line.name):
            raise Stop(Said("not_yours", text=told(no)), **here)
        place = ground.place(account.person, unit.pk) if account else None
        new = ground.granter.missing(wishes, place.rights if place and place.lasts else (), unit)
        if new:
            steps.append(Step(unit, new))
    if account and steps:
        check_proved(entry, line, account, **here)
    holes = {
        "leaving": leaving_name, "ended": len(done["ends"]), "name": line.name, "agency": places[0][0].name,  # type: ignore[arg-type]
        "account": ground.called(account, line.name) if account else "",
        "count": sum(len(step.wishes) for step in steps),
    }  # fmt: skip
    code = ("replaced" if steps else "replaced_holds") if account else "replaced_invited"
    verdict = "ready" if account else "unregistered"
    return Judged(Said(verdict, code, holes), steps=tuple(steps), **{**done, **here})  # type: ignore[arg-type]


def _copied(right: Right) -> Wish:
    held = right.held
    services = None if held.services is None else tuple(sorted(held.services))
    return Wish(held.subsystem, held.right, right.scope, held.path, services, held.level, held.until)
