"""The person changes what their account hangs on. Each change is told to them, on the old phone too."""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from motcua.identity.commands.registration import release_phone
from motcua.identity.commands.sessions import end_all
from motcua.identity.models import FormerPhone, IdNumber, OneTimeCode, Person
from motcua.identity.queries import care as queries
from motcua.identity.queries.assurance import locked_person, same
from motcua.identity.queries.codes import phone_of
from motcua.identity.queries.people import id_number, phone
from motcua.identity.rules import care as rules
from motcua.identity.rules.assurance import CONFIRMED
from motcua.journal.commands import record
from motcua.kernel.actor import Actor
from motcua.shell.queue import defer
from motcua.shell.vault import blind, seal


@transaction.atomic
def change_phone(person: Person, code: OneTimeCode, *, by: Actor, at: datetime) -> None:
    """Give the account the phone to which this code, now used, was sent. Raises OtherPhone, SamePhone.

    An account that had the number loses it: who holds the phone has just shown that it is theirs.
    """
    put_phone(person.pk, code, why="changed", by=by, at=at)


@transaction.atomic
def exchange_id(person: Person, number: str, *, matched: bytes | None = None, by: Actor, at: datetime) -> None:
    """A new ID number in place of the former one, which goes on leading to the account.

    `matched`: `queries.assurance.mark(person, number)` of what the register confirmed just now. An account whose
    identity is confirmed changes its number only with that. Raises SameIdNumber, OnlyToCitizenId, NotTheirNumber,
    IdNumberInUse.
    """
    person = locked_person(person.pk)
    rules.check_online_exchange(id_number(person), number)
    if person.assurance >= CONFIRMED and (matched is None or not same(person, matched, number)):
        raise rules.NotTheirNumber
    put_id_number(person, number, by=by, at=at)


@transaction.atomic
def change_password(person: Person, password: str, *, sid: str, by: Actor, at: datetime) -> None:
    """A new password, checked by the form; all visits but the one with this sid end."""
    person = locked_person(person.pk)
    person.password = make_password(password)
    person.save(update_fields=["password"])
    record("identity.password_changed", f"person:{person.pk}", by=by, at=at)
    end_all(person.pk, but=sid, by=by, at=at)
    defer("notices.tell_of", person=person.pk, event="password_changed", detail="")


def put_phone(person_id: int, code: OneTimeCode, *, why: str, by: Actor, at: datetime, **data: object) -> Person:
    """The change itself, inside the caller's transaction. Raises OtherPhone, SamePhone."""
    number = phone_of(code)
    if code.purpose != "phone" or code.person_id != person_id or code.used_at is None or not number:
        raise rules.OtherPhone
    person = queries.locked_pair(person_id, number)
    if phone(person) == number:
        raise rules.SamePhone
    release_phone(number, at=at)
    lose_phone(person, why=why, at=at)
    person.phone_sealed, person.phone_index = seal(number, purpose="person.phone"), blind(number, purpose="phone")
    try:
        _save_phone(person)
    except IntegrityError:
        # Somebody else proved the same phone a moment ago and has just committed: the later proof holds.
        release_phone(number, at=at)
        _save_phone(person)
    record("identity.phone_changed", f"person:{person.pk}", by=by, at=at, why=why, **data)
    defer("administration.registered", person=person.pk)
    defer("notices.tell_of", person=person.pk, event="phone_changed", detail="")
    return person


def lose_phone(person: Person, *, why: str, at: datetime) -> None:
    """Move the phone of a locked person to their history; the caller saves the person."""
    if person.phone_sealed:
        FormerPhone.objects.create(person=person, sealed=person.phone_sealed, until=at, why=why)
        person.phone_sealed = person.phone_index = None


def put_id_number(person: Person, number: str, *, by: Actor, at: datetime, **data: object) -> None:
    """The change itself for a locked person, inside the caller's transaction. Raises IdNumberInUse."""
    row = queries.id_number_row(number)
    if row is not None and row.person_id != person.pk:
        raise rules.IdNumberInUse
    sealed, index = seal(number, purpose="person.id"), blind(number, purpose="id")
    IdNumber.objects.filter(person=person, until__isnull=True).update(until=at)
    person.id_number_sealed, person.id_number_index = sealed, index
    try:
        with transaction.atomic():
            if row is None:
                IdNumber.objects.create(person=person, sealed=sealed, index=index, since=at)
            else:
                IdNumber.objects.filter(pk=row.pk).update(since=at, until=None)
            person.save(update_fields=["id_number_sealed", "id_number_index"])
    except IntegrityError:
        raise rules.IdNumberInUse from None
    record("identity.id_changed", f"person:{person.pk}", by=by, at=at, **data)
    defer("administration.registered", person=person.pk)
    defer("notices.tell_of", person=person.pk, event="id_changed", detail="")


@transaction.atomic
def _save_phone(person: Person) -> None:
    person.save(update_fields=["phone_sealed", "phone_index"])
