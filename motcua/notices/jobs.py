from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from motcua.notices import commands, queries
from motcua.notices.gateways import Rejected, Unreachable, gateway
from motcua.shell import clock


class Undelivered(Exception):  # noqa: N818 - what it says
    """Some channel is to be tried again later."""


# After 5 s, 25 s, 2 min, 10 min, 52 min, 4 h and 22 h: longer than any outage that nobody mends.
PATIENCE = RetryStrategy(max_attempts=8, exponential_wait=5, retry_exceptions=[Undelivered])
# After 2 s, 4 s, 6 s … for as long as the code is alive: somebody sits and waits for it.
HURRY = RetryStrategy(wait=2, linear_wait=2, retry_exceptions=[Undelivered])


@app.task(name="notices.deliver", retry=PATIENCE)
def deliver(notice: int) -> None:
    """Send what is still to be sent of a notice: nothing twice, and one channel never stops the other."""
    again = False
    for delivery in queries.waiting(notice):
        parcel = commands.begin_try(delivery, at=clock.now())
        if parcel is None:
            continue
        try:
            gateway().send(parcel)
        except Rejected as error:
            commands.mark_failed(delivery, str(error), lasting=True)
        except Unreachable as error:
            again |= commands.mark_failed(delivery, str(error), lasting=False)
        else:
            commands.mark_sent(delivery, at=clock.now())
    if again:
        raise Undelivered(f"notice {notice}")


@app.task(name="notices.send_code", retry=HURRY)
def send_code(code: int) -> None:
    """Send a one-time code to its phone, unless it is silent, sent or of no use any more."""
    parcel = commands.begin_code(code, at=clock.now())
    if parcel is None:
        return
    try:
        gateway().send(parcel)
    except Rejected as error:
        commands.code_failed(code, str(error), lasting=True, at=clock.now())
    except Unreachable as error:
        if commands.code_failed(code, str(error), lasting=False, at=clock.now()):
            raise Undelivered(f"code {code}") from None
    else:
        commands.code_sent(code, at=clock.now())


@app.task(name="notices.tell_of")
def tell_of(person: int, event: str, detail: str = "") -> None:
    """Tell a person what happened to their account: see `rules.EVENTS`. `detail` names a device, a business, a site."""
    commands.tell_of(person, event, detail, at=clock.now())
