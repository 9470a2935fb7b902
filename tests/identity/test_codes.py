"""One-time codes: made, sent, guessed, replayed, forgotten."""

import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.identity.commands import codes
from motcua.identity.jobs import forget_codes
from motcua.identity.models import OneTimeCode
from motcua.identity.queries import codes as queries
from motcua.identity.rules import codes as rules
from motcua.notices import commands as notices
from motcua.notices.queries import outbox
from motcua.shell.models import Hit
from tests.identity.acts import at_once, jobs, wrong
from tests.identity.conftest import AT

PHONE = "+84900000077"
PAUSE = timedelta(minutes=11)


@given(st.binary(min_size=16, max_size=16), st.sampled_from([6, 10]))
def test_a_reading_has_its_digits(mac, digits):
    text = rules.reading(mac, digits)
    assert len(text) == digits
    assert text.isascii()
    assert text.isdigit()


@pytest.mark.parametrize("text", ["123456", " 123 456 ", "123.456", "123-456", "12\u00a03456"])
def test_codes_are_read_as_people_write_them(text):
    assert rules.typed(text) == "123456"


def test_a_code_is_sent_by_a_job_and_stands_nowhere(db):
    code = codes.send("register", phone=PHONE, person=None, at=AT)
    text = queries.text_of(code)
    assert re.fullmatch(r"\d{6}", text)
    assert queries.text_of(queries.code(code.pk)) == text
    assert queries.phone_of(code) == PHONE
    assert (code.state, code.tries, code.used_at) == ("queued", 0, None)
    assert code.expires_at - code.made_at == timedelta(minutes=5)
    assert jobs("notices.send_code") == [{"code": code.pk}]
    row = OneTimeCode.objects.filter(pk=code.pk).values().get()
    kept = "".join(bytes(v).hex() if isinstance(v, (bytes, memoryview)) else str(v) for v in row.values())
    assert text not in str(row["nonce"])
    assert PHONE.strip("+") not in kept


def test_two_codes_differ(db):
    texts = {queries.text_of(codes.send("register", phone=f"+8490000{n:04}", person=None, at=AT)) for n in range(20)}
    assert len(texts) > 17


def test_a_code_works_once(db):
    code = codes.send("register", phone=PHONE, person=None, at=AT)
    used = codes.check(code.pk, queries.text_of(code), at=AT)
    assert (used.pk, used.tries, used.used_at) == (code.pk, 1, AT)
    with pytest.raises(codes.CodeSpent):
        codes.check(code.pk, queries.text_of(code), at=AT)
    assert OneTimeCode.objects.get(pk=code.pk).tries == 1


def test_five_wrong_tries_spend_it(db):
    code = codes.send("register", phone=PHONE, person=None, at=AT)
    for left in (4, 3, 2, 1):
        with pytest.raises(codes.WrongCode) as refusal:
            codes.check(code.pk, wrong(code), at=AT)
        assert refusal.value.data == {"left": left}
    with pytest.raises(codes.CodeSpent):
        codes.check(code.pk, wrong(code), at=AT)
    with pytest.raises(codes.CodeSpent):
        codes.check(code.pk, queries.text_of(code), at=AT)
    row = OneTimeCode.objects.get(pk=code.pk)
    assert (row.tries, row.used_at) == (5, None)


@pytest.mark.parametrize(("after", "good"), [(299, True), (300, False), (3600, False)])
def test_five_minutes(db, after, good):
    code = codes.send("register", phone=PHONE, person=None, at=AT)
    later = AT + timedelta(seconds=after)
    if good:
        assert codes.check(code.pk, queries.text_of(code), at=later).used_at == later
    else:
        with pytest.raises(codes.CodeExpired):
            codes.check(code.pk, queries.text_of(code), at=later)
        assert OneTimeCode.objects.get(pk=code.pk).used_at is None


@pytest.mark.django_db(transaction=True)
def test_the_right_code_used_twice_at_once_works_once():
    code = codes.send("register", phone=PHONE, person=None, at=AT)
    text = queries.text_of(code)
    found = at_once(*[lambda: codes.check(code.pk, text, at=AT)] * 4)
    assert sorted(type(one).__name__ for one in found) == ["CodeSpent"] * 3 + ["OneTimeCode"]


@pytest.mark.django_db(transaction=True)
def test_guesses_at_once_are_counted_each():
    code = codes.send("register", phone=PHONE, person=None, at=AT)
    guess = wrong(code)
    found = at_once(*[lambda: codes.check(code.pk, guess, at=AT)] * 8)
    names = sorted(type(one).__name__ for one in found)
    assert names == ["CodeSpent"] * 4 + ["WrongCode"] * 4
    assert OneTimeCode.objects.get(pk=code.pk).tries == 5


@pytest.mark.django_db(transaction=True)
def test_a_guess_inside_somebody_elses_transaction_is_an_error_of_the_programmer():
    """There a refusal would take the count back."""
    from django.db import transaction

    code = codes.send("register", phone=PHONE, person=None, at=AT)
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        codes.check(code.pk, wrong(code), at=AT)


def test_three_in_ten_minutes_and_ten_a_day(db):
    for _ in range(3):
        codes.send("register", phone=PHONE, person=None, at=AT)
    with pytest.raises(codes.TooManyCodes) as refusal:
        codes.send("register", phone=PHONE, person=None, at=AT)
    assert 0 < refusal.value.data["seconds"] <= 600
    codes.send("register", phone="+84900000078", person=None, at=AT)
    codes.send("phone", phone=PHONE, person=None, at=AT)
    assert OneTimeCode.objects.filter(purpose="register").count() == 4
    at, sent = AT, 3
    while sent < 10:
        at += PAUSE
        codes.send("register", phone=PHONE, person=None, at=at)
        sent += 1
    with pytest.raises(codes.TooManyCodes) as refusal:
        codes.send("register", phone=PHONE, person=None, at=at + PAUSE)
    assert refusal.value.data["seconds"] > 600
    assert not Hit.objects.filter(bucket__contains="900000077").exists()


def test_another_code_after_a_minute(db):
    code = codes.send("register", phone=PHONE, person=None, at=AT)
    with pytest.raises(codes.TooSoon) as refusal:
        codes.send_again(code, at=AT + timedelta(seconds=20))
    assert refusal.value.data == {"seconds": 40}
    later = AT + timedelta(seconds=60)
    fresh = codes.send_again(code, at=later)
    assert (queries.phone_of(fresh), fresh.purpose, fresh.made_at) == (PHONE, "register", later)
    with pytest.raises(codes.CodeExpired):
        codes.check(code.pk, queries.text_of(code), at=later)
    assert codes.check(fresh.pk, queries.text_of(fresh), at=later).pk == fresh.pk


def test_a_silent_code_is_never_right(db, mau):
    code = codes.send("sign_in", phone=PHONE, person=mau, at=AT, silent=True)
    with pytest.raises(codes.WrongCode):
        codes.check(code.pk, queries.text_of(code), at=AT)
    codes.note(code.pk, "sent", at=AT)
    assert OneTimeCode.objects.get(pk=code.pk).state == "silent"


def test_the_gateway_notes_what_became_of_it(db):
    code = codes.send("register", phone=PHONE, person=None, at=AT)
    for state in ("sent", "failed"):
        codes.note(code.pk, state, at=AT)
        assert OneTimeCode.objects.get(pk=code.pk).state == state


def test_codes_are_forgotten(db):
    old = codes.send("register", phone=PHONE, person=None, at=AT - timedelta(days=2))
    new = codes.send("register", phone=PHONE, person=None, at=AT)
    assert codes.forget(before=AT - timedelta(days=1)) == 1
    assert list(OneTimeCode.objects.values_list("pk", flat=True)) == [new.pk] != [old.pk]


def test_each_night_they_are_forgotten_and_the_outbox_goes_on(db, monkeypatch):
    code = codes.send("register", phone=PHONE, person=None, at=AT)
    assert notices.begin_code(code.pk, at=AT) is not None
    assert [one.state for one in outbox()] == ["queued"]
    monkeypatch.setattr("motcua.shell.clock.now", lambda: AT + timedelta(hours=24))
    forget_codes(0)
    assert OneTimeCode.objects.count() == 1
    monkeypatch.setattr("motcua.shell.clock.now", lambda: AT + timedelta(hours=25))
    forget_codes(0)
    assert OneTimeCode.objects.count() == 0
    assert outbox() == []
