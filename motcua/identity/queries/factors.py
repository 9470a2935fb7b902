"""What a person has enrolled beside the password."""

from allauth.mfa.models import Authenticator

from motcua.kernel.errors import Missing

Type = Authenticator.Type


class NoSuchKey(Missing):
    """Khóa đăng nhập này không có hoặc đã được bỏ."""


def has_totp(person_id: int) -> bool:
    return bool(Authenticator.objects.filter(user_id=person_id, type=Type.TOTP).exists())


def kinds(person_id: int) -> set[str]:
    """Of 'totp', 'recovery_codes', 'webauthn' what the person has. One statement."""
    return set(Authenticator.objects.filter(user_id=person_id).order_by().values_list("type", flat=True).distinct())


def authenticator(person_id: int, kind: str) -> Authenticator | None:
    """The person's one authenticator of this kind ('totp', 'recovery_codes')."""
    return Authenticator.objects.filter(user_id=person_id, type=kind).first()


def passkeys(person_id: int) -> list[Authenticator]:
    """The person's passkeys, the oldest first."""
    return list(Authenticator.objects.filter(user_id=person_id, type=Type.WEBAUTHN).order_by("created_at", "pk"))


def passkey(person_id: int, pk: int) -> Authenticator:
    """One of the person's passkeys. Raises NoSuchKey, for those of others too."""
    found = Authenticator.objects.filter(user_id=person_id, type=Type.WEBAUTHN, pk=pk).first()
    if found is None:
        raise NoSuchKey
    return found
