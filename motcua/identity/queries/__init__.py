"""Who somebody is and how they proved it. Numbers are found through their blind index."""

from motcua.identity.queries.people import (
    NoSuchPerson,
    active_person,
    affiliations,
    birth_date,
    by_number,
    demo_people,
    demo_person,
    id_number,
    locked_affiliations,
    person,
    phone,
)

__all__ = [
    "NoSuchPerson",
    "active_person",
    "affiliations",
    "birth_date",
    "by_number",
    "demo_people",
    "demo_person",
    "id_number",
    "locked_affiliations",
    "person",
    "phone",
]
