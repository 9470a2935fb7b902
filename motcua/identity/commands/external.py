"""Linking an account at another provider, signing in with it, and undoing the link. Nothing is linked by itself."""

from datetime import datetime

from django.db import IntegrityError, transaction

from motcua.identity.models import ExternalAccount, Person
from motcua.identity.queries import external as queries
from motcua.identity.queries.assurance import locked_person
from motcua.identity.rules import external as rules
from motcua.journal.commands import record
from motcua.kernel.actor import Actor
from motcua.shell.queue import defer


@transaction.atomic
def link(person: Person, provider: str, subject: str, *, called: str, by: Actor, at: datetime) -> None:
    """From now on that account opens this one. Raises LinkedAlready, LinkedElsewhere."""
    person = locked_person(person.pk)
    if provider in queries.linked(person.pk):
        raise rules.LinkedAlready(provider=called)
    index = queries.subject_index(provider, subject)
    try:
        with transaction.atomic():
            ExternalAccount.objects.create(person=person, provider=provider, subject_index=index, linked_at=at)
    except IntegrityError:
        raise rules.LinkedElsewhere(provider=called) from None
    record("identity.linked", f"person:{person.pk}", by=by, at=at, provider=provider)
    defer("notices.tell_of", person=person.pk, event="linked", detail=called)


@transaction.atomic
def unlink(person: Person, provider: str, *, called: str, by: Actor, at: datetime) -> None:
    """That account opens this one no longer. Raises NotLinked."""
    locked_person(person.pk)
    gone, _ = ExternalAccount.objects.filter(person=person, provider=provider).delete()
    if not gone:
        raise rules.NotLinked(provider=called)
    record("identity.unlinked", f"person:{person.pk}", by=by, at=at, provider=provider)
    defer("notices.tell_of", person=person.pk, event="factor_removed", detail=f"đăng nhập qua {called}")


@transaction.atomic
def use(provider: str, subject: str, *, at: datetime) -> Person | None:
    """The person to whom that account is linked, who is now signing in with it; None: linked to nobody."""
    account = queries.account_of(provider, subject)
    if account is None:
        return None
    ExternalAccount.objects.filter(pk=account.pk).update(used_at=at)
    return account.person
