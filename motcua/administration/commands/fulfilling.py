"""Somebody registered, or changed a number: what waits for them is granted, if whoever invited still may."""

from datetime import datetime

from django.db import transaction

from motcua.administration.commands.inviting import State, numbers_of, settle
from motcua.administration.models import Invitation, RosterLine
from motcua.administration.queries.invitations import fitting, locked
from motcua.administration.queries.inviters import acting, who_is_told
from motcua.administration.queries.matching import places, unit_of
from motcua.administration.rules import inviting as rules
from motcua.administration.rules.matching import Granter, Wish, told
from motcua.administration.rules.uploads import AlreadySettled, NoSuchInvitation, NothingWaits
from motcua.administration.rules.users import check_users
from motcua.agencies.commands import Asked, activate, give, place
from motcua.agencies.commands.locks import day
from motcua.agencies.models import Grant, Membership
from motcua.agencies.queries.rights import agency_paths
from motcua.agencies.rules import in_force
from motcua.agencies.rules.rights import STATE, inside
from motcua.identity.models import IdNumber, Person
from motcua.identity.rules.assurance import CONFIRMED
from motcua.journal.commands import record
from motcua.kernel.actor import SYSTEM, Actor
from motcua.kernel.errors import Refusal
from motcua.notices.commands import tell

LINK = "/quan-tri/moi-dang-ky/"


def registered(person: int, *, at: datetime) -> int:
    """Each waiting invitation that fits the person is settled, in a transaction of its own. Returns how many fitted."""
    account = Person.objects.filter(pk=person, is_active=True).first()
    fits = fitting(account) if account else []
    for pk in fits:
        _registered(pk, person, at)
    return len(fits)


@transaction.atomic
def confirm(pk: int, *, by: Actor, at: datetime) -> Invitation:
    """Whoever manages the agency says that the account is of the invited. Granted under the rights of who invited.

    Whoever says whose account it is gives the right as much as who invited: they could give it themself.
    Raises NoSuchInvitation, AlreadySettled, NothingWaits, and what `authority` raises.
    """
    found = locked(pk)
    if not any(inside(found.agency.path, tree) for tree in check_users(by)):
        raise NoSuchInvitation
    if found.state != State.WAITING:
        raise AlreadySettled(state=State(found.state).label.lower())
    if found.candidate_id is None or found.candidate_id == by.person:
        raise NothingWaits
    granter = Granter(by.person, by.held, day(at))
    if found.invited_by.person_id != by.person and (
        no := granter.refusal(_wishes(found), unit_of(found.agency), found.name)
    ):
        raise no
    record("invitation.confirmed", f"agency:{found.agency_id}", by=by, at=at, invitation=pk, person=found.candidate_id)
    _fulfil(found, Person.objects.get(pk=found.candidate_id), at)
    return found


@transaction.atomic
def _registered(pk: int, person: int, at: datetime) -> None:
    found, account = locked(pk), Person.objects.get(pk=person)
    if found.state != State.WAITING:
        return
    if found.until <= day(at):
        settle(found, State.LAPSED, rules.LATE, at)
        _tell(found, "lapsed", at, why=rules.LATE)
    elif rules.certain(_match(found, account), found.name, account.name) and not _lost(found, account, at):
        _fulfil(found, account, at)
    elif found.candidate_id != account.pk:
        found.candidate = account
        found.save(update_fields=["candidate"])
        subject = f"agency:{found.agency_id}"
        record("invitation.doubtful", subject, by=SYSTEM, at=at, invitation=pk, person=account.pk)
        _tell(found, "candidate", at)


def _match(found: Invitation, account: Person) -> rules.Match:
    kept = numbers_of(found)
    index = bytes(found.id_index) if found.id_index is not None else None
    own = {bytes(row.index): row for row in IdNumber.objects.filter(person=account).order_by("pk")}
    phone = bytes(account.phone_index) if account.phone_index is not None else None
    return rules.Match(
        knows_id=bool(kept["id_number"]),
        same_id=index in own,
        same_phone=phone is not None and found.phone_index is not None and phone == bytes(found.phone_index),
        confirmed=_confirmed(account, own.get(index) if index else None),
    )


def _confirmed(account: Person, number: IdNumber | None) -> bool:
    """Not under a number that was given up before: anybody may have typed that one."""
    if number is None or account.assurance < CONFIRMED:
        return False
    return number.until is None or (account.assured_at is not None and number.until > account.assured_at)


def _lost(found: Invitation, account: Person, at: datetime) -> bool:
    """They worked there and no longer do, are locked, or lost a right since: an old invitation revives nothing."""
    place = Membership.objects.filter(person=account, agency=found.agency).first()
    if place is None:
        return False
    at_work = place.active and in_force(place.since, place.until, day(at))
    return not at_work or Grant.objects.filter(membership=place, ended_at__gt=found.invited_at).exists()


def _fulfil(found: Invitation, account: Person, at: datetime) -> None:
    """A locked invitation, for somebody who is surely the invited one: granted, or lapsed with the reason."""
    found.candidate = account
    if not found.wishes:
        _close(found, account, None, "named", at)
        return
    by = acting(found.invited_by_id, day(at))
    try:
        with transaction.atomic():
            seat = _seat(found, account, by, at) if by else None
        why = "" if seat else rules.ENDED
    except Refusal as no:
        seat, why = None, told(no)
    if seat is not None:
        _close(found, account, seat, "fulfilled", at)
        return
    settle(found, State.LAPSED, why, at)
    record("invitation.lapsed", f"agency:{found.agency_id}", by=SYSTEM, at=at, invitation=found.pk, why=why)
    _tell(found, "lapsed", at, why=why)


def _close(found: Invitation, account: Person, seat: Membership | None, news: str, at: datetime) -> None:
    found.membership = seat
    settle(found, State.FULFILLED, "", at)
    if found.line_id:
        RosterLine.objects.filter(pk=found.line_id).update(membership=seat, person=account)
    record(
        "invitation.fulfilled", f"agency:{found.agency_id}", by=SYSTEM, at=at,
        invitation=found.pk, person=account.pk, membership=seat.pk if seat else None,
    )  # fmt: skip
    _tell(found, news, at)


def _seat(found: Invitation, account: Person, by: Actor, at: datetime) -> Membership:
    """The very commands of an officer, who is the one that invited. Raises what they refuse."""
    today = day(at)
    own = next((p for p in places([account.pk], today).get(account.pk, ()) if p.agency == found.agency_id), None)
    seat = Membership.objects.filter(pk=own.membership).first() if own else None
    if seat is None or not in_force(seat.since, seat.until, today):
        seat = place(account, found.agency, found.title, found.office, by=by, at=at)
        own = None
    if not seat.active:
        seat = activate(seat.pk, by=by, at=at)
    wishes = _wishes(found)
    granter = Granter(by.person, by.held, today)
    wanted = granter.missing(wishes, own.rights if own else (), unit_of(found.agency))
    asked = [Asked(w.subsystem, w.right, w.scope, w.services, w.level, None, w.until) for w in wanted]
    if asked:
        give(seat.pk, asked, reason=found.reason, by=by, at=at)
    return seat


def _wishes(found: Invitation) -> list[Wish]:
    rows = rules.unpacked(found.wishes)
    paths = agency_paths({row["scope"] for row in rows if row["scope"] is not None})
    return [
        Wish(
            row["subsystem"], row["right"], row["scope"], paths.get(row["scope"], STATE),
            None if row["services"] is None else tuple(row["services"]), row["level"], row["until"],
        )
        for row in rows
    ]  # fmt: skip


def _tell(found: Invitation, news: str, at: datetime, why: str = "") -> None:
    title, text = rules.NEWS[news]
    body = text.format(name=found.name, agency=found.agency.name, why=why)
    for person in who_is_told(found.invited_by_id, found.agency, day(at)):
        tell(person, title=title, body=body, link=LINK, subject=f"agency:{found.agency_id}", at=at)
