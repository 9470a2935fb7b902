"""Opening an account with a phone that has just proved to be one's own."""

from datetime import date, datetime

from django.db import transaction

from motcua.identity import queries
from motcua.identity.commands.accounts import IdNumberTaken, PhoneTaken, register
from motcua.identity.models import FormerPhone, OneTimeCode, Person
from motcua.identity.queries import registration as taken
from motcua.identity.rules import numbers
from motcua.identity.rules import registration as rules
from motcua.journal.commands import record
from motcua.kernel.actor import SYSTEM
from motcua.shell.clock import VIETNAM
from motcua.shell.queue import defer


@transaction.atomic
def open_account(*, name: str, id_number: str, phone: str, birth_date: date, password: str, at: datetime) -> Person:
    """Open an account at level 1. The caller has seen the right code of this phone: who had it before loses it.

    Raises IdNumberTaken (a former number of somebody is theirs too), BadIdNumber, BadPhone, and what
    `rules.registration` refuses.
    """
    id_number, phone = numbers.id_number(id_number), numbers.phone(phone)
    rules.birth_date(birth_date, today=at.astimezone(VIETNAM).date())
    clean = rules.full_name(name)
    rules.password(password, id_number=id_number, phone=phone, birth_date=birth_date, name=clean)
    if queries.by_number(id_number):
        raise IdNumberTaken
    release_phone(phone, at=at)
    try:
        return register(clean, id_number, phone, birth_date, password, at=at)
    except PhoneTaken:
        # Somebody else proved the same phone a moment ago and has just committed: the later proof holds.
        release_phone(phone, at=at)
        return register(clean, id_number, phone, birth_date, password, at=at)


@transaction.atomic
def release_phone(phone: str, *, at: datetime, keeper: Person | None = None) -> Person | None:
    """Take a phone (E.164) off the account that had it, because a code proved that it is another person's now.

    The former owner is told, not on that phone; codes under way to it open their account no more. Returns them; None
    when nobody had it, or only `keeper`, whose phone it becomes.
    """
    owner = taken.locked_owner_of_phone(phone)
    if owner is None or (keeper is not None and owner.pk == keeper.pk):
        return None
    FormerPhone.objects.create(person=owner, sealed=owner.phone_sealed, until=at, why="taken")
    owner.phone_sealed = owner.phone_index = None
    owner.save(update_fields=["phone_sealed", "phone_index"])
    OneTimeCode.objects.filter(person=owner, used_at=None, expires_at__gt=at).exclude(purpose="counter").update(
        expires_at=at
    )
    record("identity.phone_taken", f"person:{owner.pk}", by=SYSTEM, at=at)
    defer("notices.tell_of", person=owner.pk, event="phone_taken", detail="")
    return owner


@transaction.atomic
def tell_registered_elsewhere(id_number: str, *, at: datetime) -> None:
    """Tell the owner of an account that somebody tried to open another one with their ID number."""
    owner = queries.by_number(id_number)
    if owner is None:
        return
    record("identity.registered_elsewhere", f"person:{owner.pk}", by=SYSTEM, at=at)
    defer("notices.tell_of", person=owner.pk, event="registered_elsewhere", detail="")
