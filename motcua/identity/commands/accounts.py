"""Accounts: how they are opened and what their owners choose."""

from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from motcua.identity import rules
from motcua.identity.models import DemoPerson, IdNumber, Person
from motcua.journal.commands import record
from motcua.kernel.actor import Actor
from motcua.kernel.errors import Conflict
from motcua.kernel.text import fold
from motcua.shell.queue import defer
from motcua.shell.vault import blind, seal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class IdNumberTaken(Conflict):
    """Số giấy tờ này đã có tài khoản. Hãy đăng nhập, hoặc đến bộ phận một cửa để lấy lại tài khoản của bạn."""


class PhoneTaken(Conflict):
    """Số điện thoại này đã gắn với tài khoản khác. Hãy dùng số khác, hoặc đến bộ phận một cửa để được giúp."""


@transaction.atomic
def register(  # noqa: PLR0917 - six things make an account
    name: str, id_number: str, phone: str, birth_date: date | None, password: str, email: str = "", *, at: datetime
) -> Person:
    """Open an account at LoA 1; `phone` may be ''. Raises BadName, BadIdNumber, BadPhone, IdNumberTaken, PhoneTaken."""
    clean = rules.name(name, most=120)
    person = Person(
        name=clean,
        name_fold=fold(clean),
        birth_date_sealed=seal(birth_date.isoformat(), purpose="person.birth") if birth_date else None,
        email=email,
        password=make_password(password),
        joined_at=at,
    )
    _put_id_number(person, rules.id_number(id_number))
    if phone:
        _put_phone(person, rules.phone(phone))
    with _unique({"id_number_index": IdNumberTaken, "index": IdNumberTaken, "phone_index": PhoneTaken}):
        person.save(force_insert=True)
        IdNumber.objects.create(person=person, sealed=person.id_number_sealed, index=person.id_number_index, since=at)
    record("identity.register", _of(person), by=_self(person), at=at)
    defer("administration.registered", person=person.pk)
    return person


@transaction.atomic
def renew_hash(person: Person, password: str) -> None:
    """Store the right password, just given, under today's hash parameters. Not an act of the person: not journalled."""
    person.password = make_password(password)
    person.save(update_fields=["password"])


@transaction.atomic
def choose_capacity(capacity: str, *, by: Actor, at: datetime) -> None:
    """Remember in which capacity ('citizen', 'business:7', 'member:3') the person works, for their next session too.

    The caller has checked that it is theirs; whoever reads it checks again.
    """
    Person.objects.filter(pk=by.person).update(capacity=capacity)
    record("identity.choose_capacity", f"person:{by.person}", by=by, at=at, capacity=capacity)


@transaction.atomic
def choose_language(language: str, *, by: Actor, at: datetime) -> None:
    """Remember in which language ('vi', 'en') the person reads the portal."""
    Person.objects.filter(pk=by.person).update(language=language)
    record("identity.choose_language", f"person:{by.person}", by=by, at=at, language=language)


@transaction.atomic
def cast(person: Person, part: str, order: int) -> DemoPerson:
    """Give a person a part in the demo's story; again with another part: they change it."""
    defaults = {"part": part, "order": order}
    return DemoPerson.objects.update_or_create(person=person, defaults=defaults)[0]


def _put_id_number(person: Person, number: str) -> None:
    person.id_number_sealed = seal(number, purpose="person.id")
    person.id_number_index = blind(number, purpose="id")


def _put_phone(person: Person, number: str) -> None:
    person.phone_sealed = seal(number, purpose="person.phone")
    person.phone_index = blind(number, purpose="phone")


@contextmanager
def _unique(refusals: "Mapping[str, type[Conflict]]") -> "Iterator[None]":
    """A unique column's violation is its refusal: two at once cannot slip past, as they could past a look first."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        text = str(error)
        for column, refusal in refusals.items():
            if f"({column})=" in text:
                raise refusal from None
        raise


def _self(person: Person) -> Actor:
    return Actor(person=person.pk, name=person.name)


def _of(person: Person) -> str:
    return f"person:{person.pk}"
