"""The shape of a refresh token: `visit.serial.random.mac`. Who sees one that is gone knows whose family to end."""

import hmac
import secrets
from typing import NamedTuple
from uuid import UUID

from motcua.shell.vault import blind


class Refresh(NamedTuple):
    """The visit that it continues, and how often that was refreshed before."""

    login: UUID
    serial: int


def new(login: UUID, serial: int) -> str:
    body = f"{login.hex}.{serial}.{secrets.token_urlsafe(32)}"
    return f"{body}.{_mac(body)}"


def read(value: object) -> Refresh | None:
    """None for what was not made here, without a look at the database."""
    if not isinstance(value, str) or not value.isascii() or value.count(".") != 3:  # noqa: PLR2004 - four parts
        return None
    body, _, mac = value.rpartition(".")
    if not hmac.compare_digest(mac, _mac(body)):
        return None
    login, serial, _random = body.split(".")
    return Refresh(UUID(login), int(serial))


def _mac(body: str) -> str:
    return blind(body, purpose="openid.refresh").hex()
