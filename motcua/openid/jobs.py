from datetime import UTC, datetime
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from motcua.openid import commands, provider, queries
from motcua.openid.gateways import backchannel
from motcua.shell import clock

# After 5 s, 25 s, 2 min, 10 min, 52 min, 4 h and 22 h.
PATIENCE = RetryStrategy(max_attempts=8, exponential_wait=5, retry_exceptions=[backchannel.Unheard])


@app.task(name="openid.session_ended")
def session_ended(sid: str, why: str = "signed_out") -> None:
    """A session here ended: so do the visits at other portals that began in it, and each portal is told."""
    commands.end_of_session(UUID(sid), why, at=clock.now())


@app.task(name="openid.tell_portal", retry=PATIENCE)
def tell_portal(visit: str) -> None:
    """Tell a portal that a visit ended, until it takes the news; it is told once."""
    ended = queries.untold(UUID(visit))
    uri = ended.client.party.backchannel_logout_uri if ended else ""
    if ended is None or not uri:
        return
    token = provider.logout_token(ended, now=datetime.now(UTC))
    backchannel.tell(uri, token, local=queries.local())
    commands.mark_told(ended, at=clock.now())


@app.periodic(cron="17 3 * * *")
@app.task(name="openid.tidy", queueing_lock="openid.tidy")
def tidy(timestamp: int) -> None:  # noqa: ARG001 - the queue says for which night
    """Each night: expired tokens go, and a key that served its time gets a successor."""
    now, at = datetime.now(UTC), clock.now()
    commands.tidy(now=now, at=at)
    commands.rotate_when_due(now=now, at=at)
