"""Handing over what somebody holds in an agency, when they leave it or are away."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from motcua.agencies.rules import NotYourAgency
from motcua.agencies.rules.rights import uses
from motcua.calendar.rules import VIETNAM
from motcua.journal.commands import record
from motcua.kernel.actor import Actor, Capacity
from motcua.workflow import queries, rules
from motcua.workflow.commands.run import give_to, may_take
from motcua.workflow.models import Turn


@dataclass(frozen=True)
class HandedOver:
    """Turns by what became of them: given to the colleague, or back in the agency's queue."""

    given: tuple[Turn, ...]
    queued: tuple[Turn, ...]


@transaction.atomic
def hand_over(person: int, agency: int, to: int | None, *, by: Actor, at: datetime) -> HandedOver:
    """What a person holds in an agency goes to a colleague, each turn that they may work on; the rest to the queue.

    `to`: the colleague's person; None: all to the queue. The clocks run on. Raises NotColleague (who may take nothing
    of it), NotYourAgency (who manages no users there).
    """
    turns = Turn.objects.filter(agency=agency, holder=person, closed_at=None)
    held = list(turns.select_related("agency", "case").order_by("case"))
    if not held:
        return HandedOver((), ())
    place = held[0].agency
    if by.capacity is not Capacity.SYSTEM and not uses(by, "system", "users", place.path):
        raise NotYourAgency(agency=place.name)
    today = at.astimezone(VIETNAM).date()
    able: dict[tuple[frozenset[str], str], bool] = {}
    given: list[Turn] = []
    queued: list[Turn] = []
    for seen in held:
        turn = _still_held(seen.case_id, person, agency)
        if turn is None:
            continue
        step = queries.step_of(turn)
        topic = turn.case.topic
        powers = step.powers_at(turn.stage)
        key = (powers, topic)
        if to is not None and key not in able:
            able[key] = may_take(to, agency, powers, topic, today)
        mine = to is not None and able[key] and to not in queries.barred(turn)
        _pass(turn, to if mine else None, person, by=by, at=at)
        (given if mine else queued).append(turn)
    if to is not None and queued and not given:
        step = queries.step_of(queued[0])
        raise rules.NotColleague(power=rules.POWERS[step.power], agency=place.name)
    return HandedOver(tuple(given), tuple(queued))


def _still_held(case: int, person: int, agency: int) -> Turn | None:
    """The open turn, its case locked, if it is still in these hands."""
    queries.locked(case)
    turn = queries.open_turn(case)
    return turn if turn is not None and (turn.holder_id, turn.agency_id) == (person, agency) else None


def _pass(turn: Turn, to: int | None, before: int, *, by: Actor, at: datetime) -> None:
    step, subject = queries.step_of(turn).key, turn.case.subject
    if to is None:
        turn.holder, turn.claimed_at = None, None
        turn.save(update_fields=["holder", "claimed_at"])
        record("workflow.released", subject, by=by, at=at, step=step, before=before)
        return
    give_to(turn, to, at=at)
    turn.save(update_fields=["holder", "claimed_at"])
    record("workflow.assigned", subject, by=by, at=at, step=step, to_person=to, before=before)
