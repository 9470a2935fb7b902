"""One-time codes: sent to a phone or handed out at a counter, tried, used once.

A try is counted in a transaction of its own, whatever the caller then does: nobody's refusal gives a guess back.
"""

import hmac
import os
from datetime import datetime
from math import ceil

from django.db import connection, transaction

from motcua.identity.models import OneTimeCode, Person
from motcua.identity.queries import by_number, id_number
from motcua.identity.queries import codes as queries
from motcua.identity.queries import phone as phone_number
from motcua.identity.rules import codes as rules
from motcua.identity.rules import numbers
from motcua.journal.commands import record
from motcua.kernel.actor import Actor
from motcua.kernel.errors import Conflict, Refusal, TooMany
from motcua.shell import limits
from motcua.shell.queue import defer
from motcua.shell.vault import blind, seal

# Counts a try and uses the code in one statement: two at once are one after the other, and one of them comes too late.
_TRY = """
UPDATE identity_onetimecode
SET tries = tries + 1, used_at = CASE WHEN %(right)s::boolean THEN %(at)s::timestamptz END
WHERE id = %(pk)s AND used_at IS NULL AND tries < %(most)s AND expires_at > %(at)s::timestamptz
RETURNING tries
"""


class TooManyCodes(TooMany):
    """Đã gửi nhiều mã cho số này. Hãy đợi {minutes} phút rồi lấy mã mới, hoặc đến bộ phận một cửa để được giúp."""


class TooSoon(TooMany):
    """Mã vừa được gửi. Hãy đợi {seconds} giây rồi mới lấy mã khác."""


class WrongCode(Refusal):
    """Mã không đúng. Hãy xem lại tin nhắn rồi nhập lại; bạn còn {left} lần nhập."""


class WrongCodeOrNumber(WrongCode):
    """Mã hoặc bốn số cuối của giấy tờ không đúng. Hãy kiểm tra cả hai; bạn còn {left} lần nhập."""


class CodeExpired(Conflict):
    """Mã này đã quá 5 phút nên không dùng được nữa. Hãy lấy mã mới."""


class CodeSpent(Conflict):
    """Mã này không dùng được nữa: đã được dùng, hoặc đã nhập sai quá nhiều lần. Hãy lấy mã mới."""


class WrongRecovery(Refusal):
    """Số giấy tờ hoặc mã không đúng, hoặc mã đã hết hạn. Hãy xem lại phiếu mà cán bộ đã đưa cho bạn."""


class LastFourLocked(TooMany):
    """Đã nhập sai bốn số cuối quá nhiều lần: {days} ngày tới không đăng nhập bằng mã được. Hãy đến bộ phận một cửa."""


@transaction.atomic
def send(purpose: str, *, phone: str, person: Person | None, at: datetime, silent: bool = False) -> OneTimeCode:
    """A new code for a phone (E.164), to be sent by a job. Raises TooManyCodes past the limits of phone and purpose.

    `silent`: all is the same, to the statement, but no message leaves and no answer is right.
    """
    count_sending(purpose, phone, at=at)
    return _send(purpose, phone=phone, person=person, at=at, silent=silent)


@transaction.atomic
def send_again(code: OneTimeCode, *, at: datetime) -> OneTimeCode:
    """Another code in place of one whose message did not come; the former stops working.

    Raises TooSoon within 60 seconds, TooManyCodes. Not for signing in: see ask_sign_in.
    """
    phone = queries.phone_of(code)
    _end(code, at=at)
    return send(code.purpose, phone=phone, person=code.person, at=at)


@transaction.atomic
def ask_sign_in(text: str, *, at: datetime, instead_of: OneTimeCode | None = None) -> OneTimeCode:
    """A code for whoever has this ID number or phone. A number of nobody, an account without a phone and a closed one
    get a silent code: the same statements, the same limits, the same answers ever after.

    Raises BadLogin, TooSoon, TooManyCodes: for what was typed alone. When the phone behind it has had enough codes,
    the code is silent; a refusal would tell that the number has a phone.
    """
    login = numbers.login(text)
    if instead_of:
        _end(instead_of, at=at)
    count_sending("asked", login.number, at=at)
    person = by_number(text)
    if person is not None and not person.is_active:
        person = None
    phone = phone_number(person) if person else ""
    silent = not phone
    try:
        count_sending("sign_in", phone or f"nobody, {login.number}", at=at)
    except TooManyCodes:
        silent = True
    return _send("sign_in", phone=phone, person=None if silent else person, at=at, silent=silent)


def count_sending(purpose: str, whom: str, *, at: datetime) -> None:
    """Count a code for this phone, or for what else was typed. Raises TooManyCodes."""
    bucket, wait = blind(whom, purpose="phone").hex(), 0
    for limit, seconds in rules.PER_PHONE:
        try:
            limits.allow(f"code-{purpose}-{seconds}", bucket, at=at, limit=limit, seconds=seconds)
        except TooMany as refusal:
            wait = max(wait, int(str(refusal.data["seconds"])))
    if wait:
        raise TooManyCodes(seconds=wait, minutes=ceil(wait / 60))


def check(pk: int, typed: str, *, at: datetime, last_four: str | None = None) -> OneTimeCode:
    """The code, now used, when what was typed is right; asked once with `last_four`, the ID number must end so.

    Counts the try in its own transaction: call it outside any. Raises WrongCode, CodeExpired, CodeSpent;
    with `last_four` WrongCodeOrNumber, which does not say what was wrong, and LastFourLocked.
    """
    code = queries.code(pk)
    same = _same(queries.text_of(code), rules.typed(typed)) and code.state != OneTimeCode.State.SILENT
    right = same
    if last_four is not None:
        ends = id_number(code.person)[-rules.LAST_DIGITS :] if code.person else ""
        right = _same(ends, rules.typed(last_four)) and same
    if same and code.person and last_four is not None:
        _guard_last_four(code.person, right=right, at=at)
    most = rules.tries(code.purpose)
    done = _count(pk, right=right, most=most, at=at)
    if done is None:
        raise _why_not(pk, at)
    if right:
        code.tries, code.used_at = done, at
        return code
    if done >= most:
        raise CodeSpent
    raise (WrongCode if last_four is None else WrongCodeOrNumber)(left=most - done)


@transaction.atomic
def counter_code(person: Person, *, by: Actor, at: datetime) -> str:
    """Ten digits that an officer hands to a person whom they have seen, good for 24 hours, once: see `recover`.

    With them and the ID number the person signs in and sets a new password. Of several only the latest works.
    """
    code = OneTimeCode.objects.create(
        purpose="counter",
        person=person,
        nonce=os.urandom(16),
        digits=rules.COUNTER_DIGITS,
        state=OneTimeCode.State.SENT,
        made_at=at,
        expires_at=at + rules.COUNTER_LIFE,
    )
    record("identity.counter_code", f"person:{person.pk}", by=by, at=at)
    return queries.text_of(code)


def recover(person: Person | None, typed: str, *, at: datetime) -> Person:
    """The person, when this is the code that a counter handed to them. The same statements for nobody.

    Raises WrongRecovery alone, whatever is wrong: number, code, time or number of tries.
    """
    code = queries.counter_code_of(person.pk if person else 0)
    expected = queries.text_of(code) if code else ""
    right = _same(expected, rules.typed(typed)) and person is not None and person.is_active
    done = _count(code.pk if code else 0, right=right, most=rules.TRIES, at=at)
    if person is None or done is None or not right:
        raise WrongRecovery
    return person


@transaction.atomic
def note(pk: int, state: str, *, at: datetime) -> None:  # noqa: ARG001 - each command takes the moment
    """What became of the message. A silent code stays silent."""
    OneTimeCode.objects.filter(pk=pk).exclude(state=OneTimeCode.State.SILENT).update(state=state)


@transaction.atomic
def forget(*, before: datetime) -> int:
    """Delete codes that ended before this moment: they hold a phone each, and nobody needs them any more."""
    return OneTimeCode.objects.filter(expires_at__lt=before).delete()[0]


def _end(code: OneTimeCode, *, at: datetime) -> None:
    """Make room for another code. Raises TooSoon."""
    left = (code.made_at + rules.RESEND_AFTER - at).total_seconds()
    if left > 0:
        raise TooSoon(seconds=ceil(left))
    OneTimeCode.objects.filter(pk=code.pk, used_at=None, expires_at__gt=at).update(expires_at=at)


def _send(purpose: str, *, phone: str, person: Person | None, at: datetime, silent: bool) -> OneTimeCode:
    code = OneTimeCode.objects.create(
        purpose=purpose,
        person=person,
        phone_sealed=seal(phone, purpose="person.phone"),
        nonce=os.urandom(16),
        digits=rules.DIGITS,
        state=OneTimeCode.State.SILENT if silent else OneTimeCode.State.QUEUED,
        made_at=at,
        expires_at=at + rules.LIFE,
    )
    defer("notices.send_code", code=code.pk)
    return code


def _same(expected: str, given: str) -> bool:
    return bool(expected) and hmac.compare_digest(expected.encode(), given.encode())


@transaction.atomic(durable=True)
def _count(pk: int, *, right: bool, most: int, at: datetime) -> int | None:
    """Which try this was; None when the code is used, spent, expired or not there."""
    with connection.cursor() as cursor:
        cursor.execute(_TRY, {"pk": pk, "right": right, "most": most, "at": at})
        row = cursor.fetchone()
    return row[0] if row else None


@transaction.atomic(durable=True)
def _guard_last_four(person: Person, *, right: bool, at: datetime) -> None:
    """Count wrong last digits under a right code. Past the limit right and wrong get the same answer.

    A try is counted before it is judged: of a hundred at once no more than the limit are.
    """
    limit, seconds = rules.LAST_FOUR_FAILURES
    tries = [limits.Try("code-last-four", f"person {person.pk}", limit)]
    try:
        limits.allow_all(tries, at=at, seconds=seconds)
    except TooMany as refusal:
        wait = int(str(refusal.data["seconds"]))
        raise LastFourLocked(seconds=wait, days=ceil(wait / 86400)) from None
    if right:
        limits.take_back(tries, at=at, seconds=seconds)


def _why_not(pk: int, at: datetime) -> Refusal:
    code = queries.code(pk)
    expired = code.used_at is None and code.tries < rules.tries(code.purpose) and code.expires_at <= at
    return CodeExpired() if expired else CodeSpent()
