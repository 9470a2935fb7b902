"""Raising a person's level by asking the population register. Nothing here ever lowers it."""

from datetime import datetime

from django.db import transaction

from motcua.identity.gateways.population import Answer, connected
from motcua.identity.models import Person, RegisterCheck
from motcua.identity.queries import assurance as queries
from motcua.identity.queries.people import birth_date
from motcua.identity.rules import assurance as rules
from motcua.journal.commands import record
from motcua.kernel.actor import SYSTEM, Actor
from motcua.shell.clock import VIETNAM
from motcua.shell.queue import defer

Result = RegisterCheck.Result


@transaction.atomic
def ask(person: Person, *, by: Actor, at: datetime) -> RegisterCheck:
    """Ask the register about the person. While a question waits, it is the same one: a second click asks nothing.

    Raises NotConnected, AlreadyConfirmed, NothingToCompare, TooManyChecks.
    """
    person = queries.locked_person(person.pk)
    check_unconfirmed(person)
    if not connected():
        raise rules.NotConnected
    if birth_date(person) is None:
        raise rules.NothingToCompare
    recent = queries.recent_checks(person.pk, at)
    if recent and recent[-1].result == Result.WAITING:
        return recent[-1]
    if len(recent) >= rules.ASKS_A_DAY:
        past = int((at - recent[-rules.ASKS_A_DAY].asked_at).total_seconds())
        raise rules.TooManyChecks(seconds=max(1, rules.DAY - past))
    check = RegisterCheck.objects.create(person=person, asked_at=at)
    record("identity.ask_register", f"person:{person.pk}", by=by, at=at, check=check.pk)
    defer("identity.ask_register", check=check.pk)
    return check


@transaction.atomic
def note_answer(check_id: int, answer: Answer, mark: bytes, *, at: datetime) -> None:
    """Write down what the register said; a match raises the person to level 2.

    `mark` is the question's: when number, name or birth date were changed while the register was asked, the answer is
    about somebody else, and counts as "does not match". Once answered, a check stays as it is.
    """
    check = queries.locked_check(check_id)
    if check is None or check.result not in queries.OPEN:
        return
    if not queries.same(check.person, mark):
        answer = Answer("differs")
    check.result, check.fields, check.answered_at = Result(answer.result), list(answer.fields), at
    check.save(update_fields=["result", "fields", "answered_at"])
    subject = f"person:{check.person_id}"
    record("identity.register_answered", subject, by=SYSTEM, at=at, check=check.pk, result=answer.result)
    if answer.result == "matched" and check.person.assurance < rules.CONFIRMED:
        confirm(check.person, assured_by="register", by=SYSTEM, at=at)


@transaction.atomic
def note_unreachable(check_id: int) -> None:
    """The register did not answer this time; the job asks again."""
    check = queries.locked_check(check_id)
    if check is not None and check.result == Result.WAITING:
        check.result = Result.UNREACHABLE
        check.save(update_fields=["result"])


def confirm(person: Person, *, assured_by: str, by: Actor, at: datetime, **data: object) -> None:
    """Raise a locked person to level 2 and tell them; inside the caller's transaction."""
    person.assurance, person.assured_by, person.assured_at = rules.CONFIRMED, assured_by, at
    person.save(update_fields=["assurance", "assured_by", "assured_at"])
    record("identity.level_raised", f"person:{person.pk}", by=by, at=at, level=2, assured_by=assured_by, **data)
    defer("administration.registered", person=person.pk)
    defer("notices.tell_of", person=person.pk, event="level_raised", detail=assured_by)


def check_unconfirmed(person: Person) -> None:
    """Raises AlreadyConfirmed."""
    if person.assurance >= rules.CONFIRMED:
        when = f"{person.assured_at.astimezone(VIETNAM):%H:%M, %d/%m/%Y}" if person.assured_at else "trước đây"
        raise rules.AlreadyConfirmed(when=when)
