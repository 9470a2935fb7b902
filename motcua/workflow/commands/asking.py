"""The opinions of other agencies: given, waited for, closed with the turn that asked."""

from datetime import datetime

from django.db import transaction

from motcua.agencies.rules.rights import powers_on
from motcua.journal.commands import record
from motcua.kernel.actor import Actor
from motcua.kernel.errors import Invalid
from motcua.workflow import queries, rules
from motcua.workflow.commands.run import Run
from motcua.workflow.models import Opinion


@transaction.atomic
def give_opinion(opinion_id: int, verdict: str, text: str, *, by: Actor, at: datetime) -> Opinion:
    """Say for one's agency what it was asked: "agree", or "differ", which needs a reason. Once and for all.

    Also while the applicant is awaited. Raises Invalid ("verdict", "text"), OpinionGiven (who came first and when),
    OpinionClosed (the turn ended without it), NotOfficer, NotAsked, NoPower, OtherService, NoSuchOpinion.
    """
    queries.locked(queries.opinion(opinion_id).case_id)
    opinion = queries.opinion(opinion_id)
    _check_asked(opinion, by)
    if opinion.answered_at is not None:
        when = rules.clock(opinion.answered_at)
        if opinion.verdict == rules.CLOSED:
            raise rules.OpinionClosed(when=when)
        raise rules.OpinionGiven(who=opinion.answered_by, when=when)
    if verdict not in (rules.AGREE, rules.DIFFER):
        raise Invalid({"verdict": "Chọn đồng ý hoặc có ý kiến khác."})
    if verdict == rules.DIFFER and not text.strip():
        raise Invalid({"text": "Hãy ghi ý kiến khác của cơ quan bạn và lý do."})
    opinion.verdict, opinion.text, opinion.answered_at = verdict, text.strip(), at
    opinion.answerer_id, opinion.answered_by = by.person, by.name
    opinion.save(update_fields=["verdict", "text", "answered_at", "answerer", "answered_by"])
    record(
        "workflow.opinion_given", opinion.case.subject, by=by, at=at,
        step=opinion.turn.step, opinion=opinion.key, verdict=verdict,
    )  # fmt: skip
    return opinion


def check_opinions(run: Run) -> None:
    """Nothing that is required is missing. Raises OpinionMissing, naming the agency of the first one due."""
    if not run.step.opinions:
        return
    for opinion in queries.opinions_left(run.turn):
        if opinion.required:
            raise rules.OpinionMissing(agency=opinion.agency.name, due=rules.clock(opinion.due_at))


def close_opinions(run: Run, *, at: datetime) -> None:
    """The turn ends: what was not answered is not wanted any more."""
    if run.step.opinions:
        left = Opinion.objects.filter(turn=run.turn, answered_at=None)
        left.update(answered_at=at, verdict=rules.CLOSED)


def _check_asked(opinion: Opinion, by: Actor) -> None:
    """The actor works in the agency that was asked, with a right that lets one hold the step, on its service."""
    step = queries.flow_of(opinion.case).steps[opinion.turn.step]
    if not by.officer:
        raise rules.NotOfficer(agency=opinion.agency.name)
    if by.agency != opinion.agency_id:
        raise rules.NotAsked(agency=opinion.agency.name)
    if powers_on(by, opinion.case.topic, opinion.agency.path).isdisjoint(step.powers):
        refusal = rules.NoPower if by.powers.isdisjoint(step.powers) else rules.OtherService
        raise refusal(step=step.title, power=rules.POWERS[step.power])
