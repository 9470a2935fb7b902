"""How somebody proved in this session who they are, and what that is worth."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Self

# Session key under which `AccountAdapter.login` leaves the proof.
PROOF = "proof"
# password and code prove the account; the others prove a second thing as well. "demo" exists in demonstrations only.
SECOND_FACTORS = frozenset({"totp", "recovery", "passkey", "demo"})
LEVEL_3 = frozenset({"passkey"})


@dataclass(frozen=True)
class Proof:
    """`methods`: password, code, totp, recovery, passkey, external:<provider>, demo. `at`: seconds since 1970 in the
    world's time, of the latest of them. `ceiling`: no level above it, whatever the person has (external providers)."""

    methods: tuple[str, ...] = ()
    at: int = 0
    ceiling: int = 3

    @classmethod
    def of(cls, session: Mapping[str, object]) -> Self:
        """The session's proof; an empty one for a session that has none."""
        kept = session.get(PROOF)
        if not isinstance(kept, dict):
            return cls()
        return cls(tuple(kept.get("methods", ())), int(kept.get("at", 0)), int(kept.get("ceiling", 3)))

    def kept(self) -> dict[str, object]:
        """As the session keeps it."""
        return {"methods": list(self.methods), "at": self.at, "ceiling": self.ceiling}

    def with_(self, method: str, at: int) -> "Proof":
        """The same visit after another proof."""
        return Proof((*(m for m in self.methods if m != method), method), at, self.ceiling)

    @property
    def two_factors(self) -> bool:
        return bool(SECOND_FACTORS & set(self.methods))


def assurance(person_level: int, proof: Proof) -> int:
    """The level of a session: 1, 2, or 3 for a person of level 2 who used a key bound to them."""
    level = 3 if person_level >= 2 and LEVEL_3 & set(proof.methods) else min(person_level, 2)  # noqa: PLR2004
    return min(level, proof.ceiling)


def fresh(proof: Proof, now: int, *, seconds: int) -> bool:
    """Was the latest proof given within these seconds?"""
    return 0 <= now - proof.at <= seconds


def amr(methods: Collection[str]) -> list[str]:
    """RFC 8176 names of the methods, for other portals."""
    names = {"password": "pwd", "code": "sms", "totp": "otp", "recovery": "otp", "passkey": "hwk"}
    found = {names[m] for m in methods if m in names}
    return sorted(found | ({"mfa"} if len(methods) > 1 or "passkey" in methods else set()))
