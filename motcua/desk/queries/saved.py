"""The filters that an officer keeps."""

from motcua.agencies.models import Membership
from motcua.desk import rules
from motcua.desk.models import SavedFilter
from motcua.desk.queries.queues import desk
from motcua.kernel.actor import Actor


def saved_filters(actor: Actor) -> list[SavedFilter]:
    """The actor's own, of the agency for which they now act, by name. One query. Raises NoDesk."""
    return list(SavedFilter.objects.filter(person=actor.person, agency=desk(actor)).order_by("name"))


def own_filter(actor: Actor, pk: int) -> SavedFilter:
    """One of them. Raises NoDesk, NoSuchFilter."""
    found = SavedFilter.objects.filter(person=actor.person, agency=desk(actor), pk=pk).first()
    if found is None:
        raise rules.NoSuchFilter
    return found


def locked_filters(actor: Actor) -> list[SavedFilter]:
    """`saved_filters`; until the transaction ends nobody else changes them: the officer's membership is their lock."""
    if actor.membership is None:
        raise rules.NoDesk
    Membership.objects.select_for_update(of=("self",), no_key=True).filter(pk=actor.membership).first()
    return saved_filters(actor)
