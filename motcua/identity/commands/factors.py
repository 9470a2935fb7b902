"""What a person has beside the password: an app that makes codes, codes for the day the phone is lost, passkeys."""

import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt, encrypt
from django.db import IntegrityError, transaction

from motcua.identity.models import Person
from motcua.identity.queries.factors import Type, passkey
from motcua.journal.commands import record
from motcua.kernel.actor import Actor
from motcua.kernel.errors import Conflict, Refusal
from motcua.kernel.text import tidy
from motcua.shell.queue import defer

PERIOD = 30  # seconds that a code of the app lasts
MOST_KEYS = 10
_TOTP_DIGITS = 6
_LONGEST_NAME = 60


class WrongAppCode(Refusal):
    """Mã chưa đúng. Hãy xem ứng dụng đang hiện mã nào, nhập lại đủ 6 số, và kiểm tra giờ của điện thoại."""


class AppAlready(Conflict):
    """Tài khoản đã bật mã từ ứng dụng. Muốn chuyển sang điện thoại khác, hãy bỏ ứng dụng cũ trước."""


class NoApp(Conflict):
    """Tài khoản chưa bật mã từ ứng dụng, hoặc vừa bỏ. Hãy tải lại trang."""


class KeyTaken(Conflict):
    """Khóa này đã gắn với một tài khoản. Hãy dùng khóa khác của máy."""


class TooManyKeys(Conflict):
    """Tài khoản đã có {most} khóa. Hãy bỏ bớt một khóa không dùng nữa rồi thêm khóa mới."""


class BadKeyName(Refusal):
    """Hãy đặt tên cho khóa, không quá {most} ký tự, ví dụ Điện thoại của tôi."""


@transaction.atomic
def enrol_app(person_id: int, secret: str, typed: str, *, step: int, by: Actor, at: datetime) -> None:
    """Bind the app that knows `secret` (base32), with recovery codes. `step`: the world's time in periods of 30 s.

    Raises AppAlready, and WrongAppCode unless `typed` is what the app shows.
    """
    _lock(person_id)
    if Authenticator.objects.filter(user_id=person_id, type=Type.TOTP).exists():
        raise AppAlready
    used = _matching(secret, typed, step, last=-1)
    if used is None:
        raise WrongAppCode
    data = {"secret": encrypt(secret), "last": used}
    Authenticator.objects.create(user_id=person_id, type=Type.TOTP, data=data, created_at=at)
    _new_recovery_codes(person_id, at)
    _tell(person_id, "add", "totp", by=by, at=at)


@transaction.atomic
def remove_app(person_id: int, *, by: Actor, at: datetime) -> None:
    """Forget the app, and the recovery codes with it. Raises NoApp."""
    _lock(person_id)
    gone, _ = Authenticator.objects.filter(user_id=person_id, type=Type.TOTP).delete()
    if not gone:
        raise NoApp
    Authenticator.objects.filter(user_id=person_id, type=Type.RECOVERY_CODES).delete()
    _tell(person_id, "remove", "totp", by=by, at=at)


@transaction.atomic
def renew_recovery_codes(person_id: int, *, by: Actor, at: datetime) -> None:
    """New recovery codes; the old ones, used or not, are worth nothing any more. Raises NoApp."""
    _lock(person_id)
    if not Authenticator.objects.filter(user_id=person_id, type=Type.TOTP).exists():
        raise NoApp
    _new_recovery_codes(person_id, at)
    record("identity.renew_recovery_codes", f"person:{person_id}", by=by, at=at)


@transaction.atomic
def use_code(person_id: int, typed: str, *, step: int, at: datetime) -> str:
    """Spend a code: 'totp' for one of the app, 'recovery' for a recovery code, '' for a wrong or spent one.

    Each code is good once: the row keeps the latest period of which a code was used, and which recovery codes were.
    """
    kind = Type.TOTP if len(typed) == _TOTP_DIGITS else Type.RECOVERY_CODES
    row = Authenticator.objects.select_for_update().filter(user_id=person_id, type=kind).first()
    if row is None:
        return ""
    if kind == Type.TOTP:
        used = _matching(decrypt(row.data["secret"]), typed, step, last=row.data.get("last", -1))
        if used is None:
            return ""
        row.data["last"] = used
        row.last_used_at = at
        row.save(update_fields=["data", "last_used_at"])
        return "totp"
    if not RecoveryCodes(row).validate_code(typed):
        return ""
    Authenticator.objects.filter(pk=row.pk).update(last_used_at=at)
    _record(person_id, "use", "recovery", by=_self(person_id), at=at)
    return "recovery"


@transaction.atomic
def add_passkey(
    person_id: int, name: str, credential: Mapping[str, Any], counter: int, *, by: Actor, at: datetime
) -> None:
    """Bind a passkey whose making was checked. `credential` holds its 'id' as base64url without padding.

    Raises BadKeyName, TooManyKeys, and KeyTaken when any account has it.
    """
    clean = _key_name(name)
    _lock(person_id)
    if Authenticator.objects.filter(user_id=person_id, type=Type.WEBAUTHN).count() >= MOST_KEYS:
        raise TooManyKeys(most=MOST_KEYS)
    data = {"name": clean, "credential": dict(credential), "counter": counter}
    try:
        with transaction.atomic():
            Authenticator.objects.create(user_id=person_id, type=Type.WEBAUTHN, data=data, created_at=at)
    except IntegrityError:
        raise KeyTaken from None
    _tell(person_id, "add", "passkey", by=by, at=at)


@transaction.atomic
def rename_passkey(person_id: int, pk: int, name: str, *, by: Actor, at: datetime) -> None:
    """Raises BadKeyName, NoSuchKey."""
    clean = _key_name(name)
    _lock(person_id)
    key = passkey(person_id, pk)
    key.data["name"] = clean
    key.save(update_fields=["data"])
    _record(person_id, "rename", "passkey", by=by, at=at)


@transaction.atomic
def remove_passkey(person_id: int, pk: int, *, by: Actor, at: datetime) -> None:
    """Raises NoSuchKey."""
    _lock(person_id)
    passkey(person_id, pk).delete()
    _tell(person_id, "remove", "passkey", by=by, at=at)


@transaction.atomic
def use_passkey(pk: int, counter: int, *, at: datetime) -> bool:
    """Note a passkey's use. False when its counter did not go up: somebody has a copy of it. That is journalled.

    Keys that live in several devices do not count: they always say 0.
    """
    row = Authenticator.objects.select_for_update().filter(pk=pk, type=Type.WEBAUTHN).first()
    if row is None:
        return False
    before = int(row.data.get("counter", 0))
    if (before or counter) and counter <= before:
        _record(row.user_id, "refuse", "passkey", by=_self(row.user_id), at=at)
        return False
    row.data["counter"] = counter
    row.last_used_at = at
    row.save(update_fields=["data", "last_used_at"])
    return True


def _lock(person_id: int) -> None:
    """What a person has changes one thing at a time."""
    Person.objects.select_for_update(no_key=True).get(pk=person_id)


def _matching(secret: str, typed: str, step: int, *, last: int) -> int | None:
    """The period whose code this is: now's, or the one before or after, since clocks differ. Never a spent one."""
    found = None
    for counter in (step - 1, step, step + 1):
        right = hmac.compare_digest(format_hotp_value(hotp_value(secret, counter)).encode(), typed.encode())
        if right and counter > last:
            found = counter
    return found


def _new_recovery_codes(person_id: int, at: datetime) -> None:
    Authenticator.objects.filter(user_id=person_id, type=Type.RECOVERY_CODES).delete()
    data = {"seed": encrypt(RecoveryCodes.generate_seed()), "used_mask": 0}
    Authenticator.objects.create(user_id=person_id, type=Type.RECOVERY_CODES, data=data, created_at=at)


def _key_name(text: str) -> str:
    clean = tidy(text)
    if not 0 < len(clean) <= _LONGEST_NAME:
        raise BadKeyName(most=_LONGEST_NAME)
    return clean


def _tell(person_id: int, act: str, kind: str, *, by: Actor, at: datetime) -> None:
    """In the journal, and to the person by a message: whoever did it in their name is found out."""
    _record(person_id, act, kind, by=by, at=at)
    event = {"add": "factor_added", "remove": "factor_removed"}[act]
    defer("notices.tell_of", person=person_id, event=event, detail=_KINDS[kind])


_KINDS = {"totp": "mã từ ứng dụng", "passkey": "khóa đăng nhập"}


def _record(person_id: int, act: str, kind: str, *, by: Actor, at: datetime) -> None:
    record(f"identity.{act}_factor", f"person:{person_id}", by=by, at=at, kind=kind)


def _self(person_id: int) -> Actor:
    return Actor(person=person_id, name=Person.objects.values_list("name", flat=True).get(pk=person_id))
