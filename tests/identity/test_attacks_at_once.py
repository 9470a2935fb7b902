"""Attacks that need two at the same moment, each in a connection of its own; see test_attacks.py for the others."""

import pytest
from django.test import Client

from motcua.identity.commands import codes
from motcua.identity.models import IdNumber, Person
from motcua.identity.queries.codes import text_of
from motcua.kernel.actor import SYSTEM
from motcua.shell import clock
from tests.identity.acts import at_once, wrong
from tests.identity.attacks import (
    RECOVER,
    UNASKED,
    UNINDEXED,
    WITHOUT_PHONE,
    choose,
    copy_of,
    count_in_two_steps,
    guard_in_two_steps,
    ready,
    sent,
)
from tests.identity.conftest import AT
from tests.identity.test_registration import answer
from tests.openid.attacks import Attacks

AT_ONCE = Attacks()


@AT_ONCE.stopped_by((codes, "_count", count_in_two_steps))
def code_guessing_in_parallel(mau):
    """codes._count: ten at once have five tries together."""
    browser = Client()
    answer(browser)
    said = at_once(*[lambda: copy_of(browser).post("/dang-ky/ma/", {"code": wrong(sent())}).status_code] * 10)
    assert said == [200] * 10
    assert sent().tries == 5
    assert "Location" not in browser.post("/dang-ky/ma/", {"code": text_of(sent())})


@AT_ONCE.stopped_by((codes, "_count", count_in_two_steps))
def code_replay_in_parallel(thu):
    """codes._count: of two who use one code at once, one is in."""
    data = {"id_number": WITHOUT_PHONE, "code": codes.counter_code(thu, by=SYSTEM, at=clock.now())}
    said = at_once(*[lambda: Client().post(RECOVER, data).status_code] * 2)
    assert sorted(map(str, said)) == ["200", "302"]


@AT_ONCE.stopped_by(*UNASKED, UNINDEXED)
def two_accounts_for_one_id_number_in_parallel(transactional_db):
    """The unique indexes of Person and IdNumber: of two who looked before they wrote, one is refused."""
    browsers = [ready(phone=f"090000002{n}") for n in range(2)]
    said = at_once(*(lambda browser=browser: choose(browser).status_code for browser in browsers))
    assert sorted(map(str, said)) == ["302", "409"]
    assert Person.objects.count() == IdNumber.objects.count() == 1


@AT_ONCE.stopped_by((codes, "_guard_last_four", guard_in_two_steps))
def end_of_the_id_number_guessed_in_parallel(mau):
    """codes._guard_last_four: who has the phone and tries many ends at once has no more of them than one by one."""
    for _ in range(5):
        codes._guard_last_four(mau, right=False, at=AT)
    said = at_once(*[lambda: codes._guard_last_four(mau, right=False, at=AT)] * 6)
    assert sorted(type(one).__name__ for one in said) == ["LastFourLocked"] * 5 + ["NoneType"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", AT_ONCE)
def test_the_attack_fails_at_once(name, request):
    AT_ONCE.run(name, request)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", AT_ONCE)
def test_without_its_defence_it_works_at_once(name, request, monkeypatch):
    AT_ONCE.run_without_defence(name, request, monkeypatch)
