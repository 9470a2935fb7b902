"""What the pages about one draft share."""

from datetime import date
from typing import Any

from motcua.authoring import queries
from motcua.authoring.models import ServiceDraft
from motcua.authoring.rules import EDITABLE, PUBLISH, SUBMITTED, WRITE, may
from motcua.shell.access import Request
from motcua.shell.clock import VIETNAM


def today(request: Request) -> date:
    """The Vietnamese date of the request."""
    return request.at.astimezone(VIETNAM).date()


def about(request: Request, draft: ServiceDraft) -> dict[str, Any]:
    """The draft with what the actor may do to it now."""
    own = draft.owner_id == request.actor.agency
    writes = own and may(request.actor, WRITE)
    return {
        "draft": draft,
        "may_write": writes and draft.state in EDITABLE,
        "may_take_back": writes and draft.state == SUBMITTED,
        "may_publish": own and may(request.actor, PUBLISH) and draft.state == SUBMITTED,
        "own_hand": draft.state == SUBMITTED and request.actor.person in queries.hands(draft),
    }
