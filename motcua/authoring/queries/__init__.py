"""The reads of the room: gates, drafts, what is live, and what a draft means."""

from motcua.authoring.queries.drafts import (
    comparison,
    draft,
    drafts,
    hands,
    live_here,
    locked,
    newest,
    published_text,
    publishers,
    read,
)
from motcua.authoring.queries.showing import changes, check_procedure, not_taken, picture, shown_paths, simulated
from motcua.authoring.queries.trying import outcome, trial_answers

__all__ = [
    "changes",
    "check_procedure",
    "comparison",
    "draft",
    "drafts",
    "hands",
    "live_here",
    "locked",
    "newest",
    "not_taken",
    "outcome",
    "picture",
    "published_text",
    "publishers",
    "read",
    "shown_paths",
    "simulated",
    "trial_answers",
]
