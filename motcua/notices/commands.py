"""Telling people things, and noting what became of it."""

from datetime import datetime

from django.db import transaction

from motcua.identity import queries as identity
from motcua.journal.commands import record
from motcua.kernel.actor import Actor
from motcua.notices import queries, rules
from motcua.notices.models import Delivery, Notice
from motcua.notices.queries import Parcel
from motcua.shell.queue import defer
from motcua.shell.vault import seal, unseal


@transaction.atomic
def tell(person_id: int, *, title: str, body: str, link: str, subject: str, at: datetime) -> None:
    """Put a message into the person's inbox; once the caller's transaction commits it goes to phone and e-mail too.

    `link` is a path on the portal, or ''. Called by the command whose news it is, which is what the journal records.
    """
    if not rules.is_local(link):
        raise ValueError(f"A notice leads to a path on the portal, not to {link}")
    person = identity.person(person_id)
    notice = Notice.objects.create(person=person, title=title, body=body, link=link, subject=subject, at=at)
    outgoing = {
        Delivery.Channel.SMS: (identity.phone(person), rules.sms(title, body)),
        Delivery.Channel.EMAIL: (person.email, rules.email(person.name, body)),
    }
    deliveries = [
        Delivery(notice=notice, channel=channel, to_sealed=seal(to, purpose=rules.PURPOSES[channel]), text=text)
        for channel, (to, text) in outgoing.items()
        if to
    ]
    if deliveries:
        Delivery.objects.bulk_create(deliveries)
        defer("notices.deliver", notice=notice.pk)


@transaction.atomic
def read(notice: Notice, *, by: Actor, at: datetime) -> None:
    """The person opened the message. The first time counts, and is proof: it is journalled."""
    changed = Notice.objects.filter(pk=notice.pk, person_id=by.person, read_at=None).update(read_at=at)
    if changed:
        record("notices.read", notice.subject or f"notice:{notice.pk}", by=by, at=at, notice=notice.pk)


@transaction.atomic
def read_all(*, by: Actor, at: datetime) -> int:
    """The person marked all messages as read. Returns how many were not."""
    changed = Notice.objects.filter(person_id=by.person, read_at=None).update(read_at=at)
    if changed:
        record("notices.read_all", f"person:{by.person}", by=by, at=at, count=changed)
    return changed


@transaction.atomic
def begin_try(delivery_id: int) -> Parcel | None:
    """Count a try and return what to send; None when it was sent, or given up, meanwhile."""
    delivery = queries.locked_delivery(delivery_id)
    if delivery.state != Delivery.State.QUEUED:
        return None
    delivery.tries += 1
    delivery.save(update_fields=["tries"])
    to = unseal(delivery.to_sealed, purpose=rules.PURPOSES[delivery.channel])
    return Parcel(f"motcua-{delivery.pk}", delivery.channel, to, delivery.notice.title, delivery.text)


@transaction.atomic
def mark_sent(delivery_id: int, *, at: datetime) -> None:
    """The provider has taken it."""
    queued = Delivery.objects.filter(pk=delivery_id, state=Delivery.State.QUEUED)
    queued.update(state=Delivery.State.SENT, sent_at=at, trouble="")


@transaction.atomic
def mark_failed(delivery_id: int, trouble: str, *, lasting: bool) -> bool:
    """A try failed. Returns whether another one should follow."""
    delivery = queries.locked_delivery(delivery_id)
    if delivery.state != Delivery.State.QUEUED:
        return False
    delivery.state = Delivery.State(rules.after_failure(delivery.tries, lasting=lasting))
    delivery.trouble = rules.without_numbers(trouble)[:200]
    delivery.save(update_fields=["state", "trouble"])
    return delivery.state == Delivery.State.QUEUED
