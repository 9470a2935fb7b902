"""Telling people things, and noting what became of it."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction

from motcua.identity import queries as identity
from motcua.identity.commands import codes
from motcua.identity.models import OneTimeCode
from motcua.identity.queries import codes as sent_codes
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
    Personal numbers, which officers may have written into a reason, are cut to their last four digits.
    """
    if not rules.is_local(link):
        raise ValueError(f"A notice leads to a path on the portal, not to {link}")
    person = identity.person(person_id)
    title, body = rules.without_numbers(title), rules.without_numbers(body)
    notice = Notice.objects.create(person=person, title=title, body=body, link=link, subject=subject, at=at)
    _send(notice, [
        _by(notice, Delivery.Channel.SMS, identity.phone(person), rules.sms(title, body)),
        _by(notice, Delivery.Channel.EMAIL, person.email, rules.email(person.name, body)),
    ])  # fmt: skip


@transaction.atomic
def tell_of(person_id: int, event: str, detail: str, *, at: datetime) -> None:
    """Tell a person what happened to their account (`rules.EVENTS`): inbox, phone and e-mail; the same news once.

    Of a new phone the former ones are told too: the owner reads there what somebody else did. KeyError for an event
    that has no words.
    """
    spec = rules.EVENTS[event]
    person = identity.person(person_id)
    body, text = spec.told(detail, settings.HOTLINE), spec.sms(settings.HOTLINE)
    formers = queries.former_phones(person_id, since=at - rules.FORMER_PHONES) if event == "phone_changed" else []
    if not formers and queries.told(person_id, spec.title, body, since=at - spec.once_in):
        return
    subject = f"person:{person_id}"
    notice = Notice.objects.create(person=person, title=spec.title, body=body, link=spec.link, subject=subject, at=at)
    phone = identity.phone(person) if spec.to_phone else ""
    _send(notice, [
        _by(notice, Delivery.Channel.SMS, phone, text),
        _by(notice, Delivery.Channel.EMAIL, person.email, rules.email(person.name, body)),
        *(_by(notice, Delivery.Channel.SMS, number, text, former) for former, number in formers),
    ])  # fmt: skip


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
def begin_try(delivery_id: int, *, at: datetime) -> Parcel | None:
    """Count a try and return what to send; None when it was sent, or given up, or another try is under way."""
    delivery = queries.locked_delivery(delivery_id)
    if not _may_try(delivery, at):
        return None
    to = _begun(delivery, at)
    assert delivery.notice is not None
    return Parcel(f"motcua-{delivery.pk}", delivery.channel, to, delivery.notice.title, delivery.text)


@transaction.atomic
def begin_code(code_id: int, *, at: datetime) -> Parcel | None:
    """Count a try to send a code and return what to send; None when nothing is to leave (any more).

    The text is made here and kept nowhere. A code that ran out before it could be sent is noted as failed.
    """
    code = sent_codes.code(code_id)
    if code.state == OneTimeCode.State.SILENT or not code.phone_sealed:
        return None
    to = sent_codes.phone_of(code)
    fields = {"channel": Delivery.Channel.SMS, "to_sealed": seal(to, purpose=rules.PURPOSES["sms"])}
    delivery, _ = Delivery.objects.get_or_create(code=code, defaults=fields)
    delivery = queries.locked_delivery(delivery.pk)
    if not _may_try(delivery, at):
        return None
    if code.used_at or code.expires_at <= at:
        _fail_code(delivery, "Mã đã hết hạn hoặc đã dùng", at=at)
        return None
    _begun(delivery, at)
    text = rules.code_text(sent_codes.text_of(code), code.expires_at - code.made_at)
    return Parcel(f"motcua-{delivery.pk}", delivery.channel, to, "", text)


@transaction.atomic
def code_sent(code_id: int, *, at: datetime) -> None:
    """The provider has taken the code."""
    mark_sent(queries.delivery_of_code(code_id), at=at)
    codes.note(code_id, OneTimeCode.State.SENT, at=at)


@transaction.atomic
def code_failed(code_id: int, trouble: str, *, lasting: bool, at: datetime) -> bool:
    """A try failed. Returns whether another one should follow: as long as the code is alive."""
    delivery = queries.locked_delivery(queries.delivery_of_code(code_id))
    if delivery.state != Delivery.State.QUEUED:
        return False
    if lasting:
        _fail_code(delivery, trouble, at=at)
        return False
    delivery.trying_since, delivery.trouble = None, rules.without_numbers(trouble)[:200]
    delivery.save(update_fields=["trying_since", "trouble"])
    return True


@transaction.atomic
def mark_sent(delivery_id: int, *, at: datetime) -> None:
    """The provider has taken it."""
    queued = Delivery.objects.filter(pk=delivery_id, state=Delivery.State.QUEUED)
    queued.update(state=Delivery.State.SENT, sent_at=at, trouble="", trying_since=None)


@transaction.atomic
def mark_failed(delivery_id: int, trouble: str, *, lasting: bool) -> bool:
    """A try failed. Returns whether another one should follow."""
    delivery = queries.locked_delivery(delivery_id)
    if delivery.state != Delivery.State.QUEUED:
        return False
    delivery.state = Delivery.State(rules.after_failure(delivery.tries, lasting=lasting))
    delivery.trouble, delivery.trying_since = rules.without_numbers(trouble)[:200], None
    delivery.save(update_fields=["state", "trouble", "trying_since"])
    return delivery.state == Delivery.State.QUEUED


def _may_try(delivery: Delivery, at: datetime) -> bool:
    waits = delivery.state == Delivery.State.QUEUED
    return waits and (delivery.trying_since is None or at - delivery.trying_since >= rules.LONGEST_TRY)


def _begun(delivery: Delivery, at: datetime) -> str:
    """The try is counted; returns the address."""
    delivery.tries += 1
    delivery.trying_since = at
    delivery.save(update_fields=["tries", "trying_since"])
    return unseal(delivery.to_sealed, purpose=rules.PURPOSES[delivery.channel])


def _fail_code(delivery: Delivery, trouble: str, *, at: datetime) -> None:
    delivery.state, delivery.trying_since = Delivery.State.FAILED, None
    delivery.trouble = rules.without_numbers(trouble)[:200]
    delivery.save(update_fields=["state", "trouble", "trying_since"])
    assert delivery.code_id is not None
    codes.note(delivery.code_id, OneTimeCode.State.FAILED, at=at)


def _by(notice: Notice, channel: Delivery.Channel, to: str, text: str, former: int | None = None) -> Delivery | None:
    """The message by one channel; None without an address."""
    if not to:
        return None
    sealed = seal(to, purpose=rules.PURPOSES[channel])
    return Delivery(notice=notice, channel=channel, to_sealed=sealed, text=text, former_id=former)


def _send(notice: Notice, ways: Iterable[Delivery | None]) -> None:
    if deliveries := [way for way in ways if way]:
        Delivery.objects.bulk_create(deliveries)
        defer("notices.deliver", notice=notice.pk)
