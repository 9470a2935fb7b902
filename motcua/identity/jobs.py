from datetime import timedelta

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from motcua.identity.commands import assurance as commands
from motcua.identity.commands import codes
from motcua.identity.gateways.population import Unreachable, register
from motcua.identity.queries import assurance as queries
from motcua.shell import clock


class StillUnreachable(Exception):  # noqa: N818 - what it says
    """The register is to be asked again later."""


# After 5 s, 25 s, 2 min, 10 min, 52 min, 4 h and 22 h.
PATIENCE = RetryStrategy(max_attempts=8, exponential_wait=5, retry_exceptions=[StillUnreachable])


@app.task(name="identity.ask_register", retry=PATIENCE)
def ask_register(check: int) -> None:
    """Ask the population register about a person, outside any transaction. Run again, it asks again or does nothing."""
    question = queries.question(check)
    if question is None:
        return
    try:
        answer = register().match(question.id_number, question.name, question.birth_date)
    except Unreachable as error:
        commands.note_unreachable(check)
        raise StillUnreachable(f"check {check}: {error}") from None
    commands.note_answer(check, answer, question.mark, at=clock.now())


@app.periodic(cron="23 3 * * *")
@app.task(name="identity.forget_codes", queueing_lock="identity.forget_codes")
def forget_codes(timestamp: int) -> None:  # noqa: ARG001 - the queue says for which night
    """Each night: one-time codes that ended a day ago go, each with the phone that it holds."""
    codes.forget(before=clock.now() - timedelta(days=1))
