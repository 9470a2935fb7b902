"""Finding agencies, turning a login into an Actor, and what rights are in force."""

from motcua.agencies.queries.acting import actor_for, capacities, members_of
from motcua.agencies.queries.ended import lately_ended
from motcua.agencies.queries.finding import (
    agency,
    agency_by_identifier,
    existing,
    resolve,
    search,
    subtree_ids,
)
from motcua.agencies.queries.rights import (
    Link,
    chain,
    chains,
    grants_of,
    held,
    held_of,
    in_force,
    officers_of,
    seat_of,
    seen_below,
    seen_through,
    worked_on,
    worked_topics,
)

__all__ = [
    "Link",
    "actor_for",
    "agency",
    "agency_by_identifier",
    "capacities",
    "chain",
    "chains",
    "existing",
    "grants_of",
    "held",
    "held_of",
    "in_force",
    "lately_ended",
    "members_of",
    "officers_of",
    "resolve",
    "search",
    "seat_of",
    "seen_below",
    "seen_through",
    "subtree_ids",
    "worked_on",
    "worked_topics",
]
