"""Which rights the journal says were used."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Max, Q, QuerySet

from motcua.administration.rules.using import rights_used, starts
from motcua.journal.models import Entry, Seal
from motcua.shell.clock import VIETNAM


def used_since(moment: datetime) -> Iterator[tuple[int, frozenset[str], datetime]]:
    """(membership, rights, when last) for each kind of act of each place since a moment, or a little before."""
    told = Q(action="")
    for start in starts():
        told |= Q(action__startswith=start)
    rows = _since(moment).filter(told, membership__isnull=False).values_list("membership", "action").order_by()
    for membership, action, last in rows.annotate(last=Max("at")):
        yield membership, rights_used(action), last.astimezone(VIETNAM)


def passed_on_since(moment: datetime) -> Iterator[tuple[int, datetime]]:
    """(grant, when last) of the rights under which others were given since a moment."""
    rows = _since(moment).filter(action="grant.given", data__under__isnull=False).order_by()
    for under, last in rows.values_list("data__under").annotate(last=Max("at")):
        if isinstance(under, int):
            yield under, last.astimezone(VIETNAM)


def _since(moment: datetime) -> QuerySet[Entry]:
    """The journal has no index by time: its seals, one a minute, say from which entry on."""
    seal = Seal.objects.filter(sealed_at__lt=moment).order_by("-size").first()
    return Entry.objects.filter(id__gt=seal.last_entry if seal else 0, at__gte=moment)
