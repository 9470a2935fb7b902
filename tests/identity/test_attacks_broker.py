"""Attacks of and through other OpenID providers, each without its defence too; test_broker.py has many more scenes."""

import pytest

from motcua.identity.gateways import openid
from motcua.identity.views import broker
from motcua.shell import vault
from tests.identity import test_broker
from tests.identity.provider import come_back, leave, refused
from tests.openid.attacks import Attacks, nothing

ATTACKS = Attacks()


def _believed(_which, _about, token):
    return openid.jwt.decode(token, options={"verify_signature": False})


def _never_spent():
    kept = {}

    def unpack(value, *, purpose):
        kept[purpose] = vault.unpack(value, purpose=purpose) or kept.get(purpose)
        return kept[purpose]

    return unpack


@ATTACKS.stopped_by((openid, "check_claims", lambda claims, *_, **__: claims["sub"]))
def nonce_replay(linked, post, page):
    """rules.external.check_claims: a token for another question opens nothing."""
    post.claims = {"nonce": "another"}
    assert refused(come_back(page, leave(page, post), post))


@ATTACKS.stopped_by((openid, "_verified", _believed))
def algorithm_confusion(linked, post, page):
    """gateways.openid._verified: HS256 with the public key, alg none, and a key that was never published."""
    for token in (test_broker._hmac_with_public_key, test_broker._none, test_broker._other_key):
        post.token = token
        assert refused(come_back(page, leave(page, post), post))


# views.broker.callback: what waited for the answer is spent by the first one.
ATTACKS["state_replay"] = (test_broker.test_a_state_is_used_once, ((broker, "unpack", _never_spent()),))
# rules.external.check_return: state, provider and issuer are looked at before the code goes anywhere.
_UNLOOKED = ((broker.rules, "check_return", nothing),)
ATTACKS["code_injection"] = (test_broker.test_a_state_of_another_browser, _UNLOOKED)
ATTACKS["mixed_up_issuer"] = (test_broker.test_a_mixed_up_provider, _UNLOOKED)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ATTACKS)
def test_the_attack_fails(name, request):
    ATTACKS.run(name, request)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ATTACKS)
def test_without_its_defence_it_works(name, request, monkeypatch):
    ATTACKS.run_without_defence(name, request, monkeypatch)
