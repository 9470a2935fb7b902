from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from motcua.notices import commands, queries
from motcua.notices.gateways import Rejected, Unreachable, gateway
from motcua.shell import clock


class Undelivered(Exception):  # noqa: N818 - what it says
    """Some channel is to be tried again later."""


# After 5 s, 25 s, 2 min, 10 min, 52 min, 4 h and 22 h: longer than any outage that nobody mends.
PATIENCE = RetryStrategy(max_attempts=8, exponential_wait=5, retry_exceptions=[Undelivered])


@app.task(name="notices.deliver", retry=PATIENCE)
def deliver(notice: int) -> None:
    """Send what is still to be sent of a notice: nothing twice, and one channel never stops the other."""
    again = False
    for delivery in queries.waiting(notice):
        parcel = commands.begin_try(delivery)
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
