"""What falls when an agency is no longer there."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from motcua.agencies.commands.grants import close, resting_on, tell
from motcua.agencies.commands.tree import lock_tree
from motcua.agencies.models import Agency, Grant
from motcua.kernel.actor import Actor


@transaction.atomic
def fall_with_agency(agency: Agency, *, by: Actor, at: datetime) -> tuple[Grant, ...]:
    """From its last day on, what was given under rights in or over an agency ends, as if they had ended.

    They themselves count no longer, and stay for whoever lets a successor inherit them. Returns what fell.
    """
    lock_tree()
    gone = Grant.objects.filter(Q(scope=agency) | Q(membership__agency=agency), ended_at=None).order_by("pk")
    resting = resting_on(list(gone.values_list("pk", flat=True)))
    why = f"{agency.name} không còn hoạt động."[:300]
    fallen = (*resting, *close(resting, why=why, by=by, at=at))
    for grant in resting:
        tell(grant.membership, "right_ended", (grant,))
    return fallen
