"""The writes of the room: each a thing that a person can do, in one transaction."""

from motcua.identity.commands.accounts import (
    IdNumberTaken,
    PhoneTaken,
    cast,
    choose_capacity,
    choose_language,
    register,
    renew_hash,
)
from motcua.identity.commands.businesses import (
    AlreadyAdmitted,
    NotAdmitted,
    OnlyRepresentative,
    RepresentativeStays,
    TaxCodeTaken,
    admit,
    open_business,
    retire,
)

__all__ = [
    "AlreadyAdmitted",
    "IdNumberTaken",
    "NotAdmitted",
    "OnlyRepresentative",
    "PhoneTaken",
    "RepresentativeStays",
    "TaxCodeTaken",
    "admit",
    "cast",
    "choose_capacity",
    "choose_language",
    "open_business",
    "register",
    "renew_hash",
    "retire",
]
