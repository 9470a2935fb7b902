"""An officer at a counter does something for a person whose papers they hold. Always told, always journalled.

Each act takes `seen`, what `queries.counter.stamp` was when the officer looked, and `reason`, in the officer's words.
All raise NoCounterPower and NotYourself; those with `seen` also ChangedMeanwhile and AccountClosed.
"""

import secrets
from collections.abc import Collection
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.db import transaction

from motcua.identity.commands import accounts, assurance, care
from motcua.identity.commands.codes import counter_code
from motcua.identity.commands.sessions import end_all
from motcua.identity.models import Device, ExternalAccount, OneTimeCode, Person
from motcua.identity.queries import counter as queries
from motcua.identity.queries.assurance import locked_person
from motcua.identity.queries.people import birth_date, by_number
from motcua.identity.rules import counter as rules
from motcua.identity.rules import registration
from motcua.identity.rules.care import IdNumberInUse
from motcua.journal.commands import record
from motcua.journal.commands import seen as record_view
from motcua.kernel.actor import Actor
from motcua.kernel.errors import TooMany
from motcua.kernel.text import fold
from motcua.shell import limits
from motcua.shell.clock import VIETNAM
from motcua.shell.queue import defer
from motcua.shell.vault import seal


def find(number: str, *, by: Actor, at: datetime) -> Person:
    """The account with exactly this ID number. Each look is counted, and one that finds is journalled.

    Raises TooManyLooks, NobodyFound.
    """
    rules.check(by, 0)
    try:
        limits.allow("counter-look", str(by.person), at=at, limit=rules.LOOKS_AN_HOUR, seconds=rules.HOUR)
    except TooMany as refusal:
        seconds = int(str(refusal.data["seconds"]))
        raise rules.TooManyLooks(seconds=seconds, minutes=-(-seconds // 60)) from None
    person = by_number(number)
    if person is None:
        raise rules.NobodyFound
    rules.check(by, person.pk)
    _note_view(person, by=by, at=at)
    return person


@transaction.atomic
def confirm_identity(
    person_id: int, *, seen: str, checked: Collection[str], reason: str, by: Actor, at: datetime
) -> None:
    """The officer has compared the person with their paper: level 2. Raises AlreadyConfirmed."""
    rules.check(by, person_id)
    person = locked_person(person_id)
    assurance.check_unconfirmed(person)
    person = queries.locked(person_id, seen)
    assurance.confirm(person, assured_by="counter", by=by, at=at, checked=sorted(checked), reason=reason)


@transaction.atomic
def set_phone(person_id: int, code: OneTimeCode, *, seen: str, reason: str, by: Actor, at: datetime) -> None:
    """A new phone, whose code the person entered. Raises OtherPhone, SamePhone."""
    rules.check(by, person_id)
    queries.locked(person_id, seen)
    care.put_phone(person_id, code, why="counter", by=by, at=at, reason=reason)


@transaction.atomic
def exchange_id(
    person_id: int, number: str, *, seen: str, checked: Collection[str], reason: str, by: Actor, at: datetime
) -> None:
    """The number of the person's new paper; the former one goes on leading to the account. Raises NumberOfAnother."""
    rules.check(by, person_id)
    person = queries.locked(person_id, seen)
    try:
        care.put_id_number(person, number, by=by, at=at, checked=sorted(checked), reason=reason, why="counter")
    except IdNumberInUse:
        raise rules.NumberOfAnother from None


@transaction.atomic
def correct(
    person_id: int,
    name: str,
    born: date,
    *,
    seen: str,
    checked: Collection[str],
    reason: str,
    by: Actor,
    at: datetime,
) -> None:
    """Name and birth date as the paper has them. Raises what `rules.registration` refuses of either."""
    rules.check(by, person_id)
    person = queries.locked(person_id, seen)
    clean = registration.full_name(name)
    registration.birth_date(born, today=at.astimezone(VIETNAM).date())
    differs = {"name": clean != person.name, "birth_date": born != birth_date(person)}
    changed = [what for what, other in differs.items() if other]
    person.name, person.name_fold = clean, fold(clean)
    person.birth_date_sealed = seal(born.isoformat(), purpose="person.birth")
    person.save(update_fields=["name", "name_fold", "birth_date_sealed"])
    subject = f"person:{person.pk}"
    record("identity.corrected", subject, by=by, at=at, changed=changed, checked=sorted(checked), reason=reason)
    defer("agencies.renamed", person=person.pk)
    defer("administration.registered", person=person.pk)
    defer("notices.tell_of", person=person.pk, event="corrected", detail="")


@transaction.atomic
def recover(
    person_id: int,
    *,
    keep_phone: bool,
    seen: str,
    checked: Collection[str],
    reason: str,
    by: Actor,
    at: datetime,
) -> str:
    """Give an account back to whose it is: everything that opened it stops doing so, and a code of ten digits, for the
    person's slip, is the one way in. Without `keep_phone` the phone goes too: it is not theirs any more."""
    rules.check(by, person_id)
    person = queries.locked(person_id, seen)
    defer("notices.tell_of", person=person.pk, event="recovered", detail="")
    person.password = make_password(secrets.token_urlsafe(32))
    if not keep_phone:
        care.lose_phone(person, why="counter", at=at)
    person.save(update_fields=["password", "phone_sealed", "phone_index"])
    OneTimeCode.objects.filter(person=person, used_at=None, expires_at__gt=at).update(expires_at=at)
    gone = {
        "factors": Authenticator.objects.filter(user_id=person.pk).delete()[0],
        "links": ExternalAccount.objects.filter(person=person).delete()[0],
        "devices": Device.objects.filter(person=person).delete()[0],
        "sessions": end_all(person.pk, by=by, at=at),
    }
    subject = f"person:{person.pk}"
    checks = {"checked": sorted(checked), "reason": reason, "keep_phone": keep_phone}
    record("identity.recovered", subject, by=by, at=at, **checks, **gone)
    return counter_code(person, by=by, at=at)


@transaction.atomic
def end_sessions(person_id: int, *, seen: str, reason: str, by: Actor, at: datetime) -> int:
    """Sign the person out everywhere, for instance after a phone was stolen. Returns how many visits ended."""
    rules.check(by, person_id)
    person = queries.locked(person_id, seen)
    record("identity.ended_at_counter", f"person:{person.pk}", by=by, at=at, reason=reason)
    return end_all(person.pk, by=by, at=at)


@transaction.atomic
def open_account(
    *, name: str, id_number: str, born: date, checked: Collection[str], reason: str, by: Actor, at: datetime
) -> tuple[Person, str]:
    """An account for somebody who cannot open one, at level 2, and the code with which they set their password.

    A phone is set afterwards, with a code to it. Raises IdNumberTaken and what `rules.registration` refuses.
    """
    rules.check(by, 0)
    clean = registration.full_name(name)
    registration.birth_date(born, today=at.astimezone(VIETNAM).date())
    if by_number(id_number):
        raise accounts.IdNumberTaken
    person = accounts.register(clean, id_number, "", born, secrets.token_urlsafe(32), at=at)
    subject = f"person:{person.pk}"
    record("identity.opened_at_counter", subject, by=by, at=at, checked=sorted(checked), reason=reason)
    assurance.confirm(person, assured_by="counter", by=by, at=at, checked=sorted(checked), reason=reason)
    return person, counter_code(person, by=by, at=at)


@transaction.atomic
def _note_view(person: Person, *, by: Actor, at: datetime) -> None:
    record_view("person", f"person:{person.pk}", by=by, at=at, right=rules.POWER)
