"""What has to happen before a portal gets its answer."""

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import Enum

# A person who went to prove themself and never came back may not use that return address for ever. Seconds.
RETURN_WITHIN = 15 * 60


class Step(Enum):
    """The next page; ANSWER: none."""

    SIGN_IN = "sign in"
    PROVE = "prove again"
    LEVEL = "reach the level"
    CONSENT = "agree"
    ANSWER = "answer"


# What a portal is told that wants no page (prompt=none). OpenID Connect Core 3.1.2.6.
SILENT = {
    Step.SIGN_IN: "login_required",
    Step.PROVE: "login_required",
    Step.LEVEL: "interaction_required",
    Step.CONSENT: "consent_required",
}


@dataclass(frozen=True)
class Wish:
    """How a portal wants somebody signed in: OpenID's prompt, max_age (seconds) and the level of acr_values."""

    prompts: frozenset[str] = field(default_factory=frozenset)
    max_age: int | None = None
    level: int = 0

    @property
    def silent(self) -> bool:
        return "none" in self.prompts


@dataclass(frozen=True)
class Here:
    """How somebody is signed in here. Times are seconds since 1970; `second` is the present one.

    `proved_at`: when they last proved who they are. `sent_at`: when this very request sent them to do so again, 0 for
    never or too long ago. `consented`: they agreed to what is asked, in the capacity in which they are.
    """

    signed_in: bool
    second: int
    proved_at: int = 0
    sent_at: int = 0
    level: int = 0
    consented: bool = False


def next_step(wish: Wish, here: Here) -> Step:
    """The first thing that is still missing."""
    if not here.signed_in:
        return Step.SIGN_IN
    if _must_prove(wish, here):
        return Step.PROVE
    if here.level < wish.level:
        return Step.LEVEL
    asks_again = bool({"consent", "select_account"} & wish.prompts)
    return Step.ANSWER if here.consented and not asks_again else Step.CONSENT


def after_consent(wish: Wish) -> Wish:
    """The same wish of somebody who has just been asked."""
    return Wish(wish.prompts - {"consent", "select_account"}, wish.max_age, wish.level)


def _must_prove(wish: Wish, here: Here) -> bool:
    if here.sent_at and here.proved_at >= here.sent_at:
        return False  # they were asked for this very request, and did it
    if "login" in wish.prompts:
        return True
    return wish.max_age is not None and here.second - here.proved_at > wish.max_age


def max_age(text: str | None) -> int | None:
    """Seconds. Raises ValueError for anything but a whole number that is not negative."""
    if text is None or not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 10):  # noqa: PLR2004 - three hundred years
        raise ValueError(text)
    return int(text)


def covers(agreed: Collection[str], capacities: Collection[str], scopes: Collection[str], capacity: str) -> bool:
    """Does what somebody agreed to hold for these scopes, in the capacity in which they act now?"""
    return set(scopes) <= set(agreed) and capacity in capacities
