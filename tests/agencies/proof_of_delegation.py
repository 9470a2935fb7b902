"""The whole proof, for `make check-delegation`: ten thousand acts, and then the portal without each of its rules."""

import sys
from collections import Counter
from time import monotonic

import pytest
from hypothesis.internal.conjecture import engine

from tests.agencies.delegation_machine import Machine, outcomes, run
from tests.agencies.delegation_removals import REMOVALS

pytestmark = pytest.mark.django_db(transaction=True)
ACTS = 10_000
# Each must have happened, or the run says nothing about it.
ACCEPTED = frozenset(
    {"give", "approve", "end", "place", "activate", "deactivate", "move", "end_membership", "stand_in"}
)
REFUSED = frozenset(
    {
        "OwnRights", "NotHeldByYou", "OutsideYourScope", "SeatOutside", "NotYourServices", "NotBelowYou",
        "LongerThanYours", "Invalid", "AlreadyHolds", "AgencyClosed", "MembershipEnded", "AlreadyApproved",
        "GrantEnded", "SecondPerson", "NotYourAgency", "AlreadyThere", "HoldsMoreThanYou", "SameAgency",
        "OtherAgency", "MembershipInactive", "NothingToCover",
    }
)  # fmt: skip


def test_nothing_escapes_in_ten_thousand_acts():
    found, began = Counter(), monotonic()
    while found.total() < ACTS or (found.total() < 4 * ACTS and missing(found)):
        found += outcomes(run(60))
        say(f"{found.total()} acts after {monotonic() - began:.0f} s")
    took, done = monotonic() - began, sum(n for (_, how), n in found.items() if how == "done")
    say(f"\n{found.total()} acts in {took:.0f} s ({found.total() / took:.0f} a second): {done} were done, "
        f"{found.total() - done} refused ({100 * done // found.total()} % done). No right escaped.")  # fmt: skip
    for kind in sorted({kind for kind, _ in found}):
        rest = ", ".join(f"{how} {n}" for (k, how), n in found.most_common() if k == kind and how != "done")
        say(f"  {kind}: done {found[kind, 'done']}; {rest}")
    assert missing(found) == set()


def missing(found):
    """The acts that were never done, and the refusals that never came."""
    return (ACCEPTED - {kind for kind, how in found if how == "done"}) | (REFUSED - {how for _, how in found})


@pytest.mark.parametrize("removal", REMOVALS, ids=lambda removal: removal.name)
def test_without_a_rule_it_is_found(removal, monkeypatch):
    monkeypatch.setattr(engine, "MAX_SHRINKING_SECONDS", 8)
    with removal.away(), pytest.raises(Exception) as found:
        run(400, shrink=True)
    say(f"\nWithout “{removal.name}”: {type(found.value).__name__}: {str(found.value).splitlines()[0]}")
    for line in Machine.done[-1].log:
        say(f"    {line}")


def say(line):
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
