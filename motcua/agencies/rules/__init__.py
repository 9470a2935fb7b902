"""What agencies are called, how they are coded, and who may grant powers in them."""

from motcua.agencies.rules.codes import DEFAULT_TEMPLATE, BadCodeTemplate, check_template, issue_code
from motcua.agencies.rules.powers import (
    LONGEST_TITLE,
    POWERS,
    AgencyClosed,
    Choice,
    MembershipEnded,
    NoAgency,
    NoSuchAgency,
    NoSuchMembership,
    NotYourAgency,
    in_force,
    may_grant,
)
from motcua.agencies.rules.tree import Central, Department, Draft, Place, Province, TerritoryFirst, drafts

__all__ = [
    "DEFAULT_TEMPLATE",
    "LONGEST_TITLE",
    "POWERS",
    "AgencyClosed",
    "BadCodeTemplate",
    "Central",
    "Choice",
    "Department",
    "Draft",
    "MembershipEnded",
    "NoAgency",
    "NoSuchAgency",
    "NoSuchMembership",
    "NotYourAgency",
    "Place",
    "Province",
    "TerritoryFirst",
    "check_template",
    "drafts",
    "in_force",
    "issue_code",
    "may_grant",
]
