"""What officers arrange for themselves at the desk. What they do to dossiers is done by the rooms below."""

from datetime import datetime
from urllib.parse import unquote_plus

from django.db import transaction

from motcua.desk import queries, rules
from motcua.desk.models import SavedFilter
from motcua.journal.commands import record
from motcua.journal.rules import personal_numbers
from motcua.kernel.actor import Actor
from motcua.kernel.errors import Invalid
from motcua.kernel.text import fold, tidy


@transaction.atomic
def save_filter(name: str, queue: str, query: str, *, by: Actor, at: datetime) -> SavedFilter:
    """Keep the filters of a queue, as its address has them, under a name of the officer's own.

    Raises NothingToSave, PersonalFilter (neither name nor filter may hold a personal number), EnoughFilters, Invalid
    ("name": empty, or there already), NoDesk.
    """
    kept = queries.locked_filters(by)
    name = tidy(name)
    if not query:
        raise rules.NothingToSave
    if personal_numbers([name, unquote_plus(query)]):
        raise rules.PersonalFilter
    if not name:
        raise Invalid({"name": "Nhập tên bộ lọc."})
    if fold(name) in {fold(one.name) for one in kept}:
        raise Invalid({"name": "Bạn đã có bộ lọc tên này. Hãy chọn tên khác."})
    if len(kept) >= rules.MOST_FILTERS:
        raise rules.EnoughFilters(n=rules.MOST_FILTERS)
    new = SavedFilter.objects.create(
        person_id=by.person, agency_id=queries.desk(by), name=name, queue=queue, query=query, saved_at=at
    )
    record("desk.filter_saved", f"agency:{by.agency}", by=by, at=at, filter=new.pk, queue=queue)
    return new


@transaction.atomic
def remove_filter(pk: int, *, by: Actor, at: datetime) -> SavedFilter:
    """Forget a saved filter. Raises NoSuchFilter, also for somebody else's; NoDesk."""
    queries.locked_filters(by)
    found = queries.own_filter(by, pk)
    found.delete()
    record("desk.filter_removed", f"agency:{by.agency}", by=by, at=at, filter=pk)
    return found
