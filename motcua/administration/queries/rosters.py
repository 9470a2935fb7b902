"""Lists and their lines as pages show them, only those of bodies that the actor manages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from motcua.administration.models import Roster, RosterLine
from motcua.administration.rules.lines import PURPOSE, fault_of, unpacked
from motcua.administration.rules.matching import SAID
from motcua.administration.rules.rosters import Line
from motcua.administration.rules.uploads import NoSuchRoster, NotYourHome
from motcua.administration.rules.users import check_users
from motcua.agencies.models import Agency
from motcua.agencies.queries import agency_by_identifier, existing
from motcua.agencies.rules.rights import STATE, inside
from motcua.kernel.actor import Actor
from motcua.kernel.text import fold, masked
from motcua.shell.clock import VIETNAM
from motcua.shell.vault import unseal_json

PAGE = 50
# Verdicts of lines that applying does something about.
DOABLE = ("ready", "unregistered", "nominated")


@dataclass(frozen=True)
class LineView:
    """A line as the page shows it: numbers masked. `said` has holes, filled from `words`; `units`: to choose from."""

    row: RosterLine
    line: Line | None
    said: str
    words: Mapping[str, Any]
    number: str = ""
    phone: str = ""
    leaving_number: str = ""
    proposed: tuple[tuple[str, str], ...] = ()
    units: tuple[Agency, ...] = ()


def rosters_of(actor: Actor) -> QuerySet[Roster]:
    """The lists of all bodies that the actor manages wholly, newest first; not the dropped."""
    found = Roster.objects.filter(_seen(check_users(actor))).exclude(state=Roster.State.DROPPED)
    done = Count("lines", filter=Q(lines__done_at__isnull=False))
    rows = found.select_related("membership__person", "membership__agency", "home")
    return rows.defer("looked").annotate(people=Count("lines"), done=done).order_by("-pk")


def roster(actor: Actor, pk: int) -> Roster:
    """Raises NoSuchRoster, for a foreign one too."""
    found = rosters_of(actor).filter(pk=pk).first()
    if found is None:
        raise NoSuchRoster
    return found


def locked(pk: int, trees: Iterable[str]) -> Roster:
    """For a command: locked until the transaction ends. Raises NoSuchRoster."""
    rows = Roster.objects.select_for_update(no_key=True, of=("self",)).filter(_seen(trees), pk=pk)
    found = rows.select_related("membership__person", "membership__agency", "home").first()
    if found is None:
        raise NoSuchRoster
    return found


def body_of(pk: int | None, trees: Sequence[str]) -> Agency | None:
    """The body that a list is for; None for the whole state. Raises NotYourHome."""
    found = Agency.objects.filter(pk=pk).first() if pk is not None else None
    if (pk is not None and found is None) or not any(inside(found.path if found else STATE, tree) for tree in trees):
        raise NotYourHome
    return found


def homes(actor: Actor) -> list[Agency | None]:
    """The bodies for which the actor may upload lists: the tops of what they manage; None: the state."""
    trees = check_users(actor)
    found: list[Agency | None] = [None] if STATE in trees else []
    return found + list(Agency.objects.filter(path__in=trees).order_by("path"))


def counts(found: Roster) -> dict[str, int]:
    """Verdict → lines that are not done; "done" → those that are."""
    rows = RosterLine.objects.filter(roster=found).values_list("verdict").order_by("verdict")
    told = dict(rows.filter(done_at=None).annotate(n=Count("pk")).values_list("verdict", "n"))
    return {**told, "done": RosterLine.objects.filter(roster=found, done_at__isnull=False).count()}


def lines(found: Roster, verdict: str = "", *, after: int = 0, size: int = PAGE) -> tuple[list[LineView], int | None]:
    """Up to `size` lines behind line `after`, and the line to go on from; `verdict` may be "done", "doable", "open"."""
    rows = _filtered(RosterLine.objects.filter(roster=found, n__gt=after), verdict).order_by("n")
    page = list(rows.select_related("agency", "body", "chosen")[: size + 1])
    shown = page[:size]
    wanted = {pk for row in shown for pk in row.words.get("units", ())}
    units = {unit.pk: unit for unit in Agency.objects.filter(pk__in=wanted).select_related("parent")}
    return [_view(row, units) for row in shown], (shown[-1].n if len(page) > size else None)


def _filtered(rows: QuerySet[RosterLine], verdict: str) -> QuerySet[RosterLine]:
    if verdict == "done":
        return rows.filter(done_at__isnull=False)
    if verdict == "doable":
        return rows.filter(done_at=None, verdict__in=DOABLE)
    if verdict == "open":
        return rows.filter(done_at=None).exclude(verdict__in=DOABLE)
    return rows.filter(verdict=verdict, done_at=None) if verdict else rows


def units_named(text: str, at: datetime) -> list[Agency]:
    """The agencies of exactly this identifier or name."""
    found = agency_by_identifier(text)
    if found is not None:
        return [found]
    return list(existing(at.astimezone(VIETNAM).date()).filter(name_fold=fold(text)).order_by("path")[:5])


def _seen(trees: Iterable[str]) -> Q:
    """Lists for the state are seen by who manages the state, those for a body by who manages all of it."""
    found = Q(pk__in=[])
    for tree in trees:
        found |= Q() if tree == STATE else Q(home__path__startswith=tree)
        if tree == STATE:
            return Q()
    return found


def _view(row: RosterLine, units: Mapping[int, Agency]) -> LineView:
    values = unseal_json(row.sealed, purpose=PURPOSE)
    line = unpacked(values)
    if line is None:
        return LineView(row, None, fault_of(values)[1], {})
    shown = line.accepted() if row.accepted else line
    return LineView(
        row, line, row.words.get("text") or SAID.get(str(row.words.get("code")), ""), row.words,
        masked(shown.id_number) if shown.id_number else "",
        masked(shown.phone) if shown.phone else "",
        masked(shown.leaving_id) if shown.leaving_id else "",
        () if row.accepted else tuple((one.written, one.proposed) for one in line.proposals),
        tuple(units[pk] for pk in row.words.get("units", ()) if pk in units),
    )  # fmt: skip
