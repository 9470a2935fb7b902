"""One province and the centre, people with places in it, and clients signed in from a place. See `quang_ngai`."""

import pytest

from motcua.agencies import commands
from motcua.agencies.models import Membership
from motcua.agencies.queries import actor_for
from motcua.shell import clock
from tests.agencies.conftest import AT, DATA, ON, _one_province, at_identifier, person, quang_ngai
from tests.pages import PageClient

__all__ = ["AT", "DATA", "ON", "_one_province", "at_identifier", "at_noon", "person", "quang_ngai"]
PROVEN = {"proof": {"methods": ["totp"]}}
NAMES = iter(f"{name} {n}" for n in range(10_000) for name in ("Nguyễn Văn Thử", "Trần Thị Mẫu", "Lê Văn Ví Dụ"))


@pytest.fixture
def at_noon(monkeypatch):
    """The portal's clock stands in the morning of 12 May 2020."""
    monkeypatch.setattr(clock, "now", lambda: AT)


def works(identifier, *powers, name="", who=None):
    """Somebody with these rights in an agency; "grant": an administrator of it and all below."""
    return commands.appoint(who or person(name or next(NAMES)), at_identifier(identifier), "", powers, at=AT)


def acting(membership, on=ON):
    """Who works there, as the portal knows them when they are signed in."""
    place = Membership.objects.select_related("person").get(pk=membership.pk)
    return actor_for(place.person, {"capacity": f"member:{place.pk}", **PROVEN}, on)


def signed_in(membership):
    """A client of somebody at their place; each page is checked."""
    place = Membership.objects.select_related("person").get(pk=membership.pk)
    client = PageClient()
    client.force_login(place.person)
    session = client.session
    session["proof"], session["capacity"] = {"methods": ["password", "totp"]}, f"member:{place.pk}"
    session.save()
    return client
