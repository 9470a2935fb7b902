"""Who looked at whose data, and what was asked about it."""

from motcua.transparency.queries.asking import (
    Answering,
    about,
    answerers,
    asked_since,
    asking,
    locked_inquiry,
    nearest_answerer,
    open_inquiries,
)
from motcua.transparency.queries.viewing import Choices, Page, View, Wanted, choices, view, views

__all__ = [
    "Answering",
    "Choices",
    "Page",
    "View",
    "Wanted",
    "about",
    "answerers",
    "asked_since",
    "asking",
    "choices",
    "locked_inquiry",
    "nearest_answerer",
    "open_inquiries",
    "view",
    "views",
]
