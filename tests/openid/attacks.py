"""What the attacks share: their list, forged texts, and a clock that is fast."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from inspect import signature

import pytest


class Attacks(dict):
    """Attacks by name. Each runs twice: against the portal as it is, and without the line that stops it."""

    def stopped_by(self, *lines):
        """(object, name, what stands there instead) of each line that stops the attack."""

        def named(attack):
            self[attack.__name__] = (attack, lines)
            return attack

        return named

    def run(self, name, request):
        attack, _ = self[name]
        attack(**{fixture: request.getfixturevalue(fixture) for fixture in signature(attack).parameters})

    def run_without_defence(self, name, request, monkeypatch):
        """The attack is seen to work: what it asserts about the portal does not hold."""
        for place, line, instead in self[name][1]:
            monkeypatch.setattr(place, line, instead)
        with pytest.raises(AssertionError):
            self.run(name, request)


def refused(response, error="invalid_grant", status=400):
    assert (response.status_code, response.json().get("error")) == (status, error), response.content


def yes(*_, **__):
    return True


def no(*_, **__):
    return False


def nothing(*_, **__):
    return None


def forged(content):
    """As a text of ours looks, without anything of ours in it."""
    return urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


def read_unchecked(text, **_):
    """How a portal would read sealed texts that believed what it is sent."""
    try:
        return json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except ValueError:
        return None


class Later:
    """A clock that is fast, for the edge that asks it."""

    def __init__(self, by):
        self.by = by

    def now(self, zone):
        return datetime.now(zone) + self.by
