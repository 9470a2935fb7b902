"""A list applied: every line that is ready, by the very commands that an officer uses, in one transaction."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction

from motcua.administration.commands import inviting
from motcua.administration.commands.checking import Checked, check
from motcua.administration.models import Roster, RosterLine
from motcua.administration.queries.inviters import acting
from motcua.administration.queries.matching import places
from motcua.administration.queries.rosters import DOABLE, locked
from motcua.administration.rules import lines as kept
from motcua.administration.rules.ground import Judged, Step
from motcua.administration.rules.matching import told
from motcua.administration.rules.rosters import Line
from motcua.administration.rules.units import key
from motcua.administration.rules.uploads import AT_ONCE, Closed
from motcua.administration.rules.users import check_users
from motcua.agencies.commands import Asked, activate, end, give, place
from motcua.agencies.commands.locks import day, locked_places, trees_of
from motcua.agencies.models import Agency, Grant, Membership
from motcua.agencies.rules import in_force
from motcua.agencies.rules.rights import STATE, inside
from motcua.identity.models import Person
from motcua.journal.commands import record
from motcua.kernel.actor import Actor
from motcua.kernel.errors import Refusal
from motcua.shell.queue import defer

State = Roster.State
# Verdicts of lines that do not count as named: who they are is not known, or the officer took them out.
_UNNAMED = ("left_out", "twice", "unread")


@dataclass(frozen=True)
class Applied:
    """How many lines were done now, and how many were refused at this moment."""

    done: int
    refused: int


def apply(pk: int, *, by: Actor, at: datetime) -> Applied | None:
    """Applies all lines that are ready. None: there are many, and the worker does it.

    Every line is judged anew, then done in its own savepoint. A line that is refused at that moment stays in the list
    with the reason: four thousand people need not wait for one who moved this morning, and what was done is listed.
    Lines that are done are never done again. Raises NoSuchRoster, Closed.
    """
    with transaction.atomic():
        roster = _open(pk, by, (State.READ, State.APPLIED))
        ready = RosterLine.objects.filter(roster=roster, done_at=None, verdict__in=DOABLE).count()
        if ready > AT_ONCE:
            roster.state = State.QUEUED
            roster.save(update_fields=["state"])
            defer("administration.apply_roster", roster=pk)
            return None
        return _apply(roster, by=by, at=at)


@transaction.atomic
def apply_queued(pk: int, *, at: datetime) -> Applied | None:
    """The worker's part: under the rights that the uploader has now; None when they have none any more."""
    rows = Roster.objects.select_for_update(no_key=True, of=("self",)).select_related("membership", "home")
    roster = rows.get(pk=pk)
    if roster.state != State.QUEUED:
        return None
    by = acting(roster.membership_id, day(at))
    home = roster.home.path if roster.home else STATE
    if by is None or not any(inside(home, tree) for tree in trees_of(by.held)):
        return back(pk)
    return _apply(roster, by=by, at=at)


@transaction.atomic
def back(pk: int) -> None:
    """The worker could not: the list is as it was before."""
    roster = Roster.objects.select_for_update(no_key=True).get(pk=pk)
    if roster.state == State.QUEUED:
        roster.state = State.APPLIED if roster.applied_at else State.READ
        roster.save(update_fields=["state"])


def _open(pk: int, by: Actor, states: Collection[str]) -> Roster:
    roster = locked(pk, check_users(by))
    if roster.state not in states or roster.membership_id != by.membership:
        raise Closed
    return roster


def _apply(roster: Roster, *, by: Actor, at: datetime) -> Applied:
    """Locks in the house's order: memberships by id, then agencies, then what `give` and `end` lock."""
    concerned = RosterLine.objects.filter(roster=roster, done_at=None, verdict__in=DOABLE)
    _lock(concerned, by)
    checked = check(roster, by=by, at=at, counted=False)
    done, refused = [], []
    for n, judged in checked.judged.items():
        if judged.said.verdict not in DOABLE:
            continue
        try:
            with transaction.atomic():
                _do(roster, checked, n, judged, by, at)
        except Refusal as no:
            refused.append(_refused(checked.lines[n], no))
        else:
            done.append(checked.lines[n])
    RosterLine.objects.bulk_update(done, ["done_at", "outcome", "membership"], batch_size=1000)
    RosterLine.objects.bulk_update(refused, ["verdict", "words"], batch_size=1000)
    if roster.kind == "focal":
        _name(roster)
    roster.state, roster.applied_at = State.APPLIED, at
    roster.save(update_fields=["state", "applied_at"])
    record("roster.applied", f"roster:{roster.pk}", by=by, at=at, done=len(done), refused=len(refused))
    return Applied(len(done), len(refused))


def _lock(concerned: Iterable[RosterLine], by: Actor) -> None:
    people = {line.person_id for line in concerned if line.person_id}
    agencies = {line.agency_id for line in concerned if line.agency_id}
    ids = set(Membership.objects.filter(person__in=people).order_by("pk").values_list("pk", flat=True))
    ids |= {line.leaving_id for line in concerned if line.leaving_id}
    locked_places(ids, by=by)
    list(Agency.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=agencies).order_by("pk"))


def _do(roster: Roster, checked: Checked, n: int, judged: Judged, by: Actor, at: datetime) -> None:  # noqa: PLR0917
    row, line = checked.lines[n], checked.entries[n].line
    row.leaving_id = judged.leaving
    assert line is not None
    shown = line.accepted() if row.accepted else line
    reason = roster.reason or f"Theo danh sách “{roster.source}”."[:300]
    for right in judged.ends:
        if Grant.objects.filter(pk=right.grant, ended_at=None).exists():
            end(right.grant, why=reason, by=by, at=at)
    seat = partial(_seat, checked, judged, shown, reason, by, at)
    if judged.person is not None:
        row.outcome = "granted" if judged.steps else "named"
        for step in judged.steps:
            row.membership = seat(step)
    else:
        row.outcome = _invite(row, judged, shown, reason, by, at)
    if judged.ends:
        row.outcome = _ended(row, judged)
    row.done_at = at


def _ended(row: RosterLine, judged: Judged) -> str:
    """The place of who leaves stays, with whatever work it holds: handing that over and ending it is an act of its own.

    When no right is left there, the report says so.
    """
    bare = not Grant.objects.filter(membership=row.leaving_id, ended_at=None).exists()
    if judged.said.code == "ends":
        return "ended_bare" if bare else "ended"
    if row.outcome == "invited":
        return "changed_invited"
    return "bare" if bare else "changed"


def _seat(  # noqa: PLR0917 - whom, where, why
    checked: Checked, judged: Judged, line: Line, reason: str, by: Actor, at: datetime, step: Step
) -> Membership:
    """Saves the person into the agency, activates them and gives what they do not hold yet."""
    today, unit = day(at), step.unit
    assert judged.person is not None
    known = checked.ground.place(judged.person, unit.pk)
    found = Membership.objects.filter(pk=known.membership).first() if known else None
    if found is None or not in_force(found.since, found.until, today):
        person, agency = Person.objects.get(pk=judged.person), Agency.objects.get(pk=unit.pk)
        found = place(person, agency, line.title[:120], _office(line, unit.name), by=by, at=at)
    if not found.active:
        found = activate(found.pk, by=by, at=at)
    wishes = step.wishes
    if judged.ends:  # one person may replace several: what the line above gave is held now
        own = next((p for p in places([judged.person], today)[judged.person] if p.membership == found.pk), None)
        wishes = checked.ground.granter.missing(wishes, own.rights if own else (), unit)
    asked = [Asked(w.subsystem, w.right, w.scope, w.services, w.level, None, w.until) for w in wishes]
    if asked:
        give(found.pk, asked, reason=reason, by=by, at=at)
    return found


def _office(line: Line, agency: str) -> str:
    """The room as the list writes it, when it says more than the agency's own name."""
    return "" if key(line.unit) == key(agency) else line.unit[:200]


def _invite(row: RosterLine, judged: Judged, line: Line, reason: str, by: Actor, at: datetime) -> str:  # noqa: PLR0917
    if not (line.id_number or line.phone):
        return "named"
    for step in judged.steps or ((Step(judged.unit, ()),) if judged.unit else ()):
        inviting.keep(
            line.name, line.id_number, kept.phone(line), Agency.objects.get(pk=step.unit.pk), step.wishes,
            title=line.title, office=_office(line, step.unit.name), reason=reason, line=row, by=by, at=at,
        )  # fmt: skip
    return "invited" if judged.steps else "named"


def _refused(row: RosterLine, no: Refusal) -> RosterLine:
    row.verdict, row.words = RosterLine.Verdict.NOT_YOURS, {**row.words, "code": "", "text": told(no)}
    return row


def _name(roster: Roster) -> None:
    """The newest list of administrators says who is named for its bodies: former lists of these bodies do no more."""
    lines = RosterLine.objects.filter(roster=roster, body__isnull=False).exclude(verdict__in=_UNNAMED)
    bodies = lines.order_by("body").values_list("body", flat=True).distinct()
    RosterLine.objects.filter(named=True, body__in=list(bodies)).exclude(roster=roster).update(named=False)
    lines.update(named=True)
