from procrastinate.contrib.django import app

from motcua.agencies.commands import memberships
from motcua.agencies.commands.units import carry_out
from motcua.agencies.queries.units import due_changes
from motcua.shell import clock


@app.task(name="agencies.renamed")
def renamed(person: int) -> None:
    """Somebody's name was corrected."""
    memberships.renamed(person)


@app.periodic(cron="5 17 * * *")
@app.task(name="agencies.change_units", queueing_lock="agencies.change_units")
def change_units(timestamp: int) -> None:  # noqa: ARG001 - the queue says for which night
    """Each midnight in Vietnam: the changes of units ordered for the day, each by itself. What is done stays done."""
    at = clock.now()
    for change in due_changes(at.astimezone(clock.VIETNAM).date()):
        carry_out(change, at=at)
