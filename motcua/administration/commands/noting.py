"""Noting when rights were used last."""

from collections import defaultdict
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from motcua.administration.queries.using import passed_on_since, used_since
from motcua.agencies.models import Grant

_BACK = timedelta(days=2)  # a night that was missed is made good, and acts that were long in committing are seen
_MANY = 5000


@transaction.atomic
def note_use(*, at: datetime) -> int:
    """Brings `Grant.used_on` up to what the journal tells of the last two days. Returns how many rights were noted."""
    by_rights: defaultdict[tuple[frozenset[str], date], set[int]] = defaultdict(set)
    for membership, rights, last in used_since(at - _BACK):
        by_rights[rights, last.date()].add(membership)
    noted = 0
    for (rights, day), memberships in sorted(by_rights.items(), key=lambda one: one[0][1]):
        found = sorted(memberships)
        for start in range(0, len(found), _MANY):
            own = Q(membership__in=found[start : start + _MANY], right__in=sorted(rights), level=None)
            noted += _note(own, day)
    by_day: defaultdict[date, set[int]] = defaultdict(set)
    for grant, last in passed_on_since(at - _BACK):
        by_day[last.date()].add(grant)
    return noted + sum(_note(Q(pk__in=sorted(grants)), day) for day, grants in sorted(by_day.items()))


def _note(which: Q, day: date) -> int:
    older = Q(used_on=None) | Q(used_on__lt=day)
    return Grant.objects.filter(which, older, ended_at=None, since__lte=day).update(used_on=day)
