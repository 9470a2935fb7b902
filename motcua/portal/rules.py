"""What the public pages work out. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

State = Literal["ok", "soon", "late"]

# Ten thousand endings of an ID: ten tries an hour leave a guesser nothing. An address may serve a whole office.
TRIES_PER_CODE, TRIES_PER_ADDRESS, WINDOW = 10, 600, 3600

# Where an officer lands: the first of these rights that they may use, and its page.
FIRST_PAGES = (
    ("process", "desk:home"),
    ("decide", "desk:home"),
    ("view", "desk:home"),
    ("counter", "identity:counter"),
    ("users", "administration:users"),
    ("units", "administration:units"),
    ("journal", "administration:journal"),
    ("inquiries", "transparency:inquiries"),
    ("clients", "openid:clients"),
    ("enter", "authoring:drafts"),
    ("publish", "authoring:drafts"),
)


@dataclass(frozen=True)
class Figures:
    """Of the whole country: open runs, runs decided in the last seven days, those in time, runs that nobody holds."""

    open: int
    decided: int
    in_time: int
    silent: int

    @property
    def share_in_time(self) -> float | None:
        """0 to 1; None when nothing was decided."""
        return self.in_time / self.decided if self.decided else None


@dataclass(frozen=True)
class Light:
    """How near a due time is: `days` are working days left, or late; 0 is today."""

    state: State
    days: int


def light(at: datetime, due_at: datetime, days_left: int) -> Light:
    """Late once the minute has passed; soon on the due day and the working day before it."""
    if at > due_at:
        return Light("late", max(0, -days_left))
    return Light("soon" if days_left <= 1 else "ok", max(0, days_left))


def tidy_code(text: str) -> str:
    """A dossier code as it was issued: upper case, without spaces, with plain hyphens."""
    plain = "".join(text.split()).upper()
    return plain.replace("–", "-").replace("—", "-").replace("‐", "-").replace("‑", "-")
