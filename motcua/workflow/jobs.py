from procrastinate.contrib.django import app

from motcua.shell import clock
from motcua.workflow.commands import escalating, inheriting


@app.task(name="workflow.inherit")
def inherit() -> None:
    """An agency has ended: what it held goes on elsewhere. Run again, it finds nothing to do."""
    inheriting.inherit(at=clock.now())


@app.periodic(cron="20 17 * * *")
@app.task(name="workflow.inherit_left", queueing_lock="workflow.inherit_left")
def inherit_left(timestamp: int) -> None:  # noqa: ARG001 - the queue says for which night
    """Each night after midnight in Vietnam: what an ended agency still holds, whatever the way it ended."""
    inheriting.inherit(at=clock.now())


@app.periodic(cron="*/15 * * * *")
@app.task(name="workflow.escalate", queueing_lock="workflow.escalate")
def escalate(timestamp: int) -> None:  # noqa: ARG001 - the queue says for which quarter of an hour
    """Each quarter of an hour: what is late by more than its step allows is told to those above, once."""
    escalating.escalate(at=clock.now())
