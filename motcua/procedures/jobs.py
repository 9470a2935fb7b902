from procrastinate.contrib.django import app

from motcua.procedures.commands import judging
from motcua.shell import clock


@app.periodic(cron="33 17 * * *")
@app.task(name="procedures.judge", queueing_lock="procedures.judge")
def judge(timestamp: int) -> None:  # noqa: ARG001 - the queue says for which night
    """Each night in Vietnam: legal grounds that ended, services that opened or closed."""
    judging.judge_all(at=clock.now())
