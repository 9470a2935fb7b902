"""Portals that sign people in here, registered by the agency to which they belong."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from allauth.idp.oidc.models import Client
from django.db import transaction
from django.db.models import Q

from motcua.agencies.models import Agency
from motcua.journal.commands import record
from motcua.kernel.actor import Actor
from motcua.kernel.errors import Conflict
from motcua.openid import queries
from motcua.openid.commands.keys import ensure_key
from motcua.openid.commands.visits import end_all
from motcua.openid.models import RelyingParty
from motcua.openid.rules.claims import ordered

# No digits: client ids stand in the journal, where long runs of digits would look like personal numbers.
_LETTERS = "abcdefghijkmnpqrstuvwxyz"
_GRANTS = ["authorization_code", "refresh_token"]


class SwitchedOff(Conflict):
    """Cổng {name} đang bị tắt. Hãy bật lại trước."""


@dataclass(frozen=True)
class Setting:
    """What an officer decides about a portal. `shared`: with the agency's other portals it knows people by one name."""

    name: str
    redirect_uris: Collection[str]
    scopes: Collection[str]
    post_logout_redirect_uris: Collection[str] = ()
    backchannel_logout_uri: str = ""
    contact: str = ""


@transaction.atomic
def register(
    setting: Setting,
    agency: Agency,
    *,
    public: bool = False,
    shared: bool = False,
    by: Actor,
    at: datetime,
    now: datetime,
) -> tuple[RelyingParty, str]:
    """Register a portal. Returns it and its secret, which is nowhere else from then on ('' for one without a secret).

    The caller has checked that `agency` is the officer's own or below it (queries.own_agency), and the addresses.
    """
    ensure_key(now=now, at=at)
    client = Client(
        id="cong-" + "".join(secrets.choice(_LETTERS) for _ in range(20)),
        type=Client.Type.PUBLIC if public else Client.Type.CONFIDENTIAL,
        secret="",
        response_types="code",
        created_at=now,
    )
    client.set_grant_types(_GRANTS)
    secret = "" if public else _new_secret(client)
    _set(client, setting)
    client.save(force_insert=True)
    party = RelyingParty.objects.create(
        client=client,
        agency=agency,
        sector=f"agency:{agency.identifier}" if shared else f"client:{client.pk}",
        backchannel_logout_uri=setting.backchannel_logout_uri,
        contact=setting.contact,
        registered_at=at,
    )
    _record("registered", party, by=by, at=at, scopes=client.get_scopes(), redirect_uris=client.get_redirect_uris())
    return party, secret


@transaction.atomic
def change(party: RelyingParty, setting: Setting, *, by: Actor, at: datetime) -> RelyingParty:
    """Change a portal's name, addresses and scopes; what people agreed to before does not cover a new scope."""
    party = _locked(party)
    _set(party.client, setting)
    party.client.save()
    party.backchannel_logout_uri, party.contact = setting.backchannel_logout_uri, setting.contact
    party.save(update_fields=["backchannel_logout_uri", "contact"])
    data = {"scopes": party.client.get_scopes(), "redirect_uris": party.client.get_redirect_uris()}
    _record("changed", party, by=by, at=at, **data)
    return party


@transaction.atomic
def renew_secret(party: RelyingParty, *, by: Actor, at: datetime) -> str:
    """A new secret; the old one is void at once. Visits go on. Raises SwitchedOff."""
    party = _locked(party)
    if not party.active:
        raise SwitchedOff(name=party.client.name)
    secret = _new_secret(party.client)
    party.client.save(update_fields=["secret"])
    _record("secret_renewed", party, by=by, at=at)
    return secret


@transaction.atomic
def switch_off(party: RelyingParty, *, by: Actor, at: datetime) -> None:
    """Nobody can sign in there any more; all visits end, with their tokens. Off already: nothing happens."""
    party = _locked(party)
    if not party.active:
        return
    party.active = False
    party.save(update_fields=["active"])
    ended = end_all(Q(client_id=party.client_id), "closed", at=at)
    _record("switched_off", party, by=by, at=at, visits=ended)


@transaction.atomic
def switch_on(party: RelyingParty, *, by: Actor, at: datetime) -> None:
    """People can sign in there again. On already: nothing happens."""
    party = _locked(party)
    if party.active:
        return
    party.active = True
    party.save(update_fields=["active"])
    _record("switched_on", party, by=by, at=at)


def _set(client: Client, setting: Setting) -> None:
    client.name = setting.name
    client.set_scopes(ordered(["openid", *setting.scopes]))
    client.set_default_scopes(["openid"])
    client.set_redirect_uris(list(setting.redirect_uris))
    client.set_post_logout_redirect_uris(list(setting.post_logout_redirect_uris))


def _new_secret(client: Client) -> str:
    secret = secrets.token_urlsafe(32)
    client.secret = queries.fingerprint(secret)
    return secret


def _locked(party: RelyingParty) -> RelyingParty:
    rows = RelyingParty.objects.select_for_update(no_key=True, of=("self",)).select_related("client", "agency")
    return rows.get(pk=party.pk)


def _record(what: str, party: RelyingParty, *, by: Actor, at: datetime, **data: object) -> None:
    record(f"openid.client_{what}", f"client:{party.client_id}", by=by, at=at, agency_id=party.agency_id, **data)
