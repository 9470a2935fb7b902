"""What is done with clients, consents, visits at other portals and signing keys."""

from motcua.openid.commands.clients import Setting, SwitchedOff, change, register, renew_secret, switch_off, switch_on
from motcua.openid.commands.consents import agree, withdraw
from motcua.openid.commands.keys import ensure_key, rotate_key, rotate_when_due
from motcua.openid.commands.visits import end_of_session, mark_told, tidy

__all__ = [
    "Setting",
    "SwitchedOff",
    "agree",
    "change",
    "end_of_session",
    "ensure_key",
    "mark_told",
    "register",
    "renew_secret",
    "rotate_key",
    "rotate_when_due",
    "switch_off",
    "switch_on",
    "tidy",
    "withdraw",
]
