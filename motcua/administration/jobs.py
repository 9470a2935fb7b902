from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from motcua.administration.commands import applying, fulfilling, inviting, noting, reminding
from motcua.notices.gateways import Rejected, Unreachable, gateway
from motcua.shell import clock

# After 5 s, 25 s, 2 min, 10 min, 52 min, 4 h and 22 h.
PATIENCE = RetryStrategy(max_attempts=8, exponential_wait=5, retry_exceptions=[Unreachable])


@app.periodic(cron="41 2 * * *")
@app.task(name="administration.note_use", queueing_lock="administration.note_use")
def note_use(timestamp: int) -> None:  # noqa: ARG001 - the queue says for which night
    """Each night: which rights were used, so that those that nobody uses can be found."""
    noting.note_use(at=clock.now())


@app.task(name="administration.apply_roster")
def apply_roster(roster: int) -> None:
    """A long list applied as its uploader; whatever goes wrong, the list is as before and can be applied again."""
    try:
        applying.apply_queued(roster, at=clock.now())
    except BaseException:
        applying.back(roster)
        raise


@app.task(name="administration.registered")
def registered(person: int) -> None:
    """Somebody opened an account or changed a number: what they were invited to is granted."""
    fulfilling.registered(person, at=clock.now())


@app.task(name="administration.invite", retry=PATIENCE)
def invite(invitation: int) -> None:
    """A message to the phone of somebody who has no account and so no inbox."""
    parcel = inviting.parcel(invitation)
    if parcel is None:
        return
    try:
        gateway().send(parcel)
    except Rejected as error:
        inviting.note_sent(invitation, str(error), at=clock.now())
    except Unreachable as error:
        inviting.note_sent(invitation, str(error), at=clock.now())
        raise
    else:
        inviting.note_sent(invitation, "", at=clock.now())


@app.periodic(cron="11 2 * * *")
@app.task(name="administration.lapse", queueing_lock="administration.lapse")
def lapse(timestamp: int) -> None:  # noqa: ARG001 - the queue says for which night
    """Each night: invitations whose time is over hold no more."""
    inviting.lapse(at=clock.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="administration.count_coverage", queueing_lock="administration.count_coverage")
def count_coverage(timestamp: int) -> None:  # noqa: ARG001 - the queue says when
    """Every ten minutes: the coverage of the whole state."""
    reminding.count(at=clock.now())


@app.periodic(cron="20 1 * * 1")
@app.task(name="administration.remind", queueing_lock="administration.remind")
def remind(timestamp: int) -> None:  # noqa: ARG001 - the queue says for which week
    """Monday morning in Việt Nam: those who can mend a gap are reminded of it."""
    reminding.remind_all(at=clock.now())
