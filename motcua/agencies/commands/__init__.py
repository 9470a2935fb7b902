"""Loading the agency tree; who works where; who may do what, given by whom."""

from motcua.agencies.commands.falling import fall_with_agency
from motcua.agencies.commands.founding import NoGovernmentOffice, national_administrator
from motcua.agencies.commands.grants import Asked, Ended, approve, end, give
from motcua.agencies.commands.loading import Counts, load
from motcua.agencies.commands.memberships import (
    activate,
    appoint,
    deactivate,
    describe,
    end_membership,
    move,
    place,
)
from motcua.agencies.commands.standing_in import stand_in

__all__ = [
    "Asked",
    "Counts",
    "Ended",
    "NoGovernmentOffice",
    "activate",
    "appoint",
    "approve",
    "deactivate",
    "describe",
    "end",
    "end_membership",
    "fall_with_agency",
    "give",
    "load",
    "move",
    "national_administrator",
    "place",
    "stand_in",
]
