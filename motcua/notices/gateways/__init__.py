"""How messages leave the portal: one module per provider, chosen by NOTICES_GATEWAY.

A gateway is a module with `send(parcel)`. It returns when the provider has taken the message, raises Unreachable
when another try may succeed, and Rejected when none can.
"""

from importlib import import_module
from typing import Protocol, cast

from django.conf import settings

from motcua.notices.queries import Parcel


class Unreachable(Exception):  # noqa: N818 - what it says
    """The provider did not answer, or asked to try later."""


class Rejected(Exception):  # noqa: N818 - what it says
    """The provider will never deliver this: no such number or address."""


class Gateway(Protocol):
    def send(self, parcel: Parcel) -> None:
        """Hand one message over. Raises Unreachable, Rejected."""


def gateway() -> Gateway:
    """The one that this deployment chose; without a choice, nothing leaves the portal."""
    name = getattr(settings, "NOTICES_GATEWAY", "motcua.notices.gateways.outbox")
    return cast("Gateway", import_module(name))
