"""What people are told, in which words, and when trying ends."""

from motcua.notices.rules.events import EVENTS, FORMER_PHONES, Event
from motcua.notices.rules.messages import (
    LONGEST_TRY,
    MOST_TRIES,
    PURPOSES,
    SMS_LENGTH,
    after_failure,
    code_text,
    email,
    is_local,
    plain,
    sms,
    without_numbers,
)

__all__ = [
    "EVENTS",
    "FORMER_PHONES",
    "LONGEST_TRY",
    "MOST_TRIES",
    "PURPOSES",
    "SMS_LENGTH",
    "Event",
    "after_failure",
    "code_text",
    "email",
    "is_local",
    "plain",
    "sms",
    "without_numbers",
]
