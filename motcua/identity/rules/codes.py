"""What a one-time code is: how long it lives, how often it may be tried and sent, and how it reads."""

from datetime import timedelta

LIFE = timedelta(minutes=5)
COUNTER_LIFE = timedelta(hours=24)
RESEND_AFTER = timedelta(seconds=60)
DIGITS = 6
COUNTER_DIGITS = 10
TRIES = 5
# Signing in asks the last digits of the ID number as well: who has the phone alone gets fewer guesses at them.
SIGN_IN_TRIES = 3
# Sendings to one phone for one purpose: how many, in how many seconds.
PER_PHONE = ((3, 10 * 60), (10, 24 * 3600))
# An office or a school sends from one address.
PER_ADDRESS = (60, 3600)
# Tries of a counter's code, for one ID number and from one address.
PER_COUNTER_NUMBER = (10, 15 * 60)
PER_COUNTER_ADDRESS = (100, 15 * 60)
# Right code, wrong last digits: whoever does that this often in 30 days has somebody else's phone.
LAST_FOUR_FAILURES = (6, 30 * 24 * 3600)
LAST_DIGITS = 4


def tries(purpose: str) -> int:
    """How many times a code of this purpose may be tried."""
    return SIGN_IN_TRIES if purpose == "sign_in" else TRIES


def reading(mac: bytes, digits: int) -> str:
    """The digits that a keyed hash of 16 bytes or more gives: all equally likely, as far as anybody can tell."""
    return str(int.from_bytes(mac) % 10**digits).zfill(digits)


def typed(text: str) -> str:
    """What a person typed, without the spaces, dots and hyphens that people write into codes."""
    return "".join(c for c in text if not c.isspace() and c not in ".-")
