"""Inviting people who have no account yet; reminding them; taking it back."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from motcua.administration.commands.placing import find
from motcua.administration.models import Invitation, RosterLine
from motcua.administration.queries.invitations import locked
from motcua.administration.queries.matching import unit_of
from motcua.administration.rules import inviting as rules
from motcua.administration.rules.matching import Granter, Wish, told
from motcua.administration.rules.uploads import (
    INVITED_FOR,
    AlreadyRegistered,
    AlreadySettled,
    JustReminded,
    NoSuchInvitation,
    NotYourHome,
)
from motcua.administration.rules.users import NobodyFound, check_users
from motcua.agencies.commands.grants import checked_reason
from motcua.agencies.commands.locks import day
from motcua.agencies.models import Agency
from motcua.agencies.rules.rights import inside
from motcua.identity.rules import numbers
from motcua.identity.rules.registration import full_name
from motcua.journal.commands import record
from motcua.kernel.actor import Actor
from motcua.kernel.errors import Invalid, Refusal
from motcua.kernel.text import fold
from motcua.notices.queries import Parcel
from motcua.notices.rules import sms, without_numbers
from motcua.shell.queue import defer
from motcua.shell.vault import blind, seal_json, unseal_json

State = Invitation.State


def invite(
    name: str, id_number: str, phone: str, agency: int, wishes: Sequence[Wish], *,
    title: str = "", office: str = "", reason: str = "", by: Actor, at: datetime,
) -> Invitation:  # fmt: skip
    """Somebody without an account is to have these rights in an agency as soon as they register.

    Raises NoUsersRight, NotYourHome, AlreadyRegistered, TooManyLooks, Invalid, and what `authority` raises.
    """
    trees, today = check_users(by), day(at)
    where = Agency.objects.filter(pk=agency).first()
    if where is None or not any(inside(where.path, tree) for tree in trees):
        raise NotYourHome
    clean, number, called = _person(name, id_number, phone)
    reason = checked_reason(reason)
    if no := Granter(by.person, by.held, today).refusal(wishes, unit_of(where), clean):
        raise Invalid({"rights": told(no)}) from no
    _check_new((number, called), by=by, at=at)
    with transaction.atomic():
        return keep(clean, number, called, where, wishes, title=title, office=office, reason=reason, by=by, at=at)


def _check_new(found: Sequence[str], *, by: Actor, at: datetime) -> None:
    """Nobody has an account with one of these numbers. The answer says whose a number is: it is a look like any other,
    counted and written down, which a refusal does not undo. Raises AlreadyRegistered, TooManyLooks."""
    for number in filter(None, found):
        try:
            known = find(number, by=by, at=at)
        except NobodyFound:
            continue
        raise AlreadyRegistered(who=known.name)


def keep(
    name: str, id_number: str, phone: str, agency: Agency, wishes: Sequence[Wish], *, reason: str, by: Actor,
    at: datetime, title: str = "", office: str = "", line: RosterLine | None = None,
) -> Invitation:  # fmt: skip
    """The invitation itself, after all checks; inside the caller's transaction. `phone` in E.164."""
    assert by.membership is not None
    found = Invitation.objects.create(
        name=name, name_fold=fold(name),
        sealed=seal_json({"id_number": id_number, "phone": phone}, purpose=rules.PURPOSE),
        id_index=blind(id_number, purpose="id") if id_number else None,
        phone_index=blind(phone, purpose="phone") if phone else None,
        agency=agency, title=title[:120], office=office[:200], wishes=rules.packed(wishes), reason=reason,
        invited_by_id=by.membership, invited_at=at, until=day(at) + timedelta(days=INVITED_FOR), line=line,
        asked_at=at if phone else None,
    )  # fmt: skip
    record(
        "invitation.made", f"agency:{agency.pk}", by=by, at=at,
        invitation=found.pk, rights=[f"{wish.subsystem}/{wish.right}" for wish in wishes],
    )  # fmt: skip
    if phone:
        defer("administration.invite", invitation=found.pk)
    return found


@transaction.atomic
def withdraw(pk: int, why: str, *, by: Actor, at: datetime) -> Invitation:
    """Nothing is granted by it any more. Raises NoSuchInvitation, AlreadySettled, Invalid (no reason)."""
    found = _waiting(pk, by)
    settle(found, State.WITHDRAWN, checked_reason(why, needed=True), at)
    record("invitation.withdrawn", f"agency:{found.agency_id}", by=by, at=at, invitation=pk, why=found.settled_why)
    return found


@transaction.atomic
def remind(pk: int, *, by: Actor, at: datetime) -> Invitation:
    """Another message to the phone, at most one a day; the invitation begins its time anew.

    Raises NoSuchInvitation, AlreadySettled, JustReminded.
    """
    found = _waiting(pk, by)
    if found.asked_at is not None and day(found.asked_at) == day(at):
        raise JustReminded
    found.until = day(at) + timedelta(days=INVITED_FOR)
    if found.phone_index is not None:
        found.asked_at = at
        defer("administration.invite", invitation=pk)
    found.save(update_fields=["until", "asked_at"])
    record("invitation.reminded", f"agency:{found.agency_id}", by=by, at=at, invitation=pk)
    return found


def parcel(pk: int) -> Parcel | None:
    """The message to send; None when nobody waits for it any more."""
    found = Invitation.objects.select_related("agency").filter(pk=pk, state=State.WAITING).first()
    phone = numbers_of(found)["phone"] if found else ""
    if found is None or not phone or found.asked_at is None:
        return None
    title, body = rules.INVITED
    text = sms(title, body.format(agency=found.agency.name))
    return Parcel(f"motcua-invitation-{pk}-{found.asked_at:%Y%m%d}", "sms", phone, "", text)


@transaction.atomic
def note_sent(pk: int, trouble: str, *, at: datetime) -> None:
    """What became of the message; no trouble: the provider took it."""
    sent: dict[str, Any] = {} if trouble else {"told_at": at}
    Invitation.objects.filter(pk=pk).update(trouble=without_numbers(trouble)[:200], **sent)


@transaction.atomic
def lapse(*, at: datetime) -> int:
    """Those whose time is over hold no more. Returns how many."""
    over = Invitation.objects.select_for_update(no_key=True).filter(state=State.WAITING, until__lte=day(at))
    rows = list(over.order_by("pk"))
    for found in rows:
        settle(found, State.LAPSED, rules.LATE, at)
    return len(rows)


def settle(found: Invitation, state: Invitation.State, why: str, at: datetime) -> None:
    """The end of a locked invitation."""
    found.state, found.settled_at, found.settled_why = state, at, why[:300]
    found.save(update_fields=["state", "settled_at", "settled_why", "membership", "candidate"])


def numbers_of(found: Invitation) -> dict[str, str]:
    """ID number and phone, "" for none: for the one message, and masked for the page."""
    return dict(unseal_json(found.sealed, purpose=rules.PURPOSE))


def _waiting(pk: int, by: Actor) -> Invitation:
    found = locked(pk)
    if not any(inside(found.agency.path, tree) for tree in check_users(by)):
        raise NoSuchInvitation
    if found.state != State.WAITING:
        raise AlreadySettled(state=State(found.state).label.lower())
    return found


def _person(name: str, id_number: str, phone: str) -> tuple[str, str, str]:
    """Tidy name, ID number, phone in E.164. Raises Invalid."""
    problems, clean = {}, ["", "", ""]
    reads = (("name", full_name, name), ("id_number", numbers.id_number, id_number), ("phone", numbers.phone, phone))
    for at, (field, read, text) in enumerate(reads):
        if not text and field != "name":
            continue
        try:
            clean[at] = read(text)
        except Refusal as no:
            problems[field] = str(no)
    if not problems and not (clean[1] or clean[2]):
        problems["id_number"] = "Nhập số giấy tờ hoặc số điện thoại, để nhận ra người này khi họ đăng ký."
    if problems:
        raise Invalid(problems)
    return clean[0], clean[1], clean[2]
