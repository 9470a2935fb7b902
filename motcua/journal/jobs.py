from procrastinate.contrib.django import app

from motcua.journal import commands
from motcua.shell import clock


@app.periodic(cron="* * * * *")
@app.task(name="journal.seal", queueing_lock="journal.seal")
def seal(timestamp: int) -> None:  # noqa: ARG001 - the queue says for which minute; the seal takes what is there
    """Each minute: an entry that is not sealed yet could still be removed without a trace."""
    commands.seal(at=clock.now())
