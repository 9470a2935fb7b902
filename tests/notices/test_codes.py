from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from motcua.identity.commands import codes
from motcua.identity.models import OneTimeCode
from motcua.identity.queries.codes import text_of
from motcua.kernel.actor import SYSTEM
from motcua.notices import commands, jobs, queries
from motcua.notices.gateways import Rejected, Unreachable, outbox
from motcua.notices.models import Delivery, Notice
from motcua.shell import clock
from motcua.shell.vault import unseal
from tests.notices.conftest import AT

PHONE = "+84900000011"
LIFE = timedelta(minutes=5)


@pytest.fixture
def now(monkeypatch):
    """Moves the portal's clock: now(datetime). It begins a second after the code was made."""

    def moved(at) -> None:
        monkeypatch.setattr(clock, "now", lambda: at)

    moved(AT + timedelta(seconds=1))
    return moved


@pytest.fixture
def sent(monkeypatch) -> list[queries.Parcel]:
    parcels: list[queries.Parcel] = []
    monkeypatch.setattr(outbox, "send", parcels.append)
    return parcels


@pytest.fixture
def code(db, now) -> OneTimeCode:
    return codes.send("register", phone=PHONE, person=None, at=AT)


def failing(error):
    def send(parcel):
        raise error

    return send


def state(code) -> str:
    return OneTimeCode.objects.get(pk=code.pk).state


def deliveries() -> list[tuple[str, int, str, str]]:
    return list(Delivery.objects.order_by("pk").values_list("state", "tries", "trouble", "text"))


def test_a_code_leaves_once_and_is_kept_nowhere(code, sent):
    jobs.send_code(code=code.pk)
    jobs.send_code(code=code.pk)
    digits = text_of(code)
    assert [(parcel.channel, parcel.to, parcel.text) for parcel in sent] == [
        ("sms", PHONE, f"Mã xác nhận Một Cửa: {digits}. Có hiệu lực 5 phút. Không đưa mã này cho ai, kể cả cán bộ.")
    ]
    assert (state(code), deliveries()) == ("sent", [("sent", 1, "", "")])
    delivery = Delivery.objects.get()
    assert (delivery.code_id, delivery.notice, delivery.sent_at) == (code.pk, None, AT + timedelta(seconds=1))
    assert unseal(delivery.to_sealed, purpose="person.phone") == PHONE
    assert list(ProcrastinateJob.objects.values_list("task_name", "args")) == [("notices.send_code", {"code": code.pk})]


def test_a_silent_code_leaves_nothing(db, now, sent):
    silent = codes.send("sign_in", phone=PHONE, person=None, at=AT, silent=True)
    jobs.send_code(code=silent.pk)
    assert (sent, deliveries(), state(silent)) == ([], [], "silent")


def test_a_code_without_a_phone_is_not_sent(db, now, sent, mau):
    codes.counter_code(mau, by=SYSTEM, at=AT)
    jobs.send_code(code=OneTimeCode.objects.get().pk)
    assert (sent, deliveries()) == ([], [])


def test_while_the_gateway_is_down_the_code_waits(code, monkeypatch, now, sent):
    monkeypatch.setattr(outbox, "send", failing(Unreachable("tắt máy 0900000011")))
    with pytest.raises(jobs.Undelivered):
        jobs.send_code(code=code.pk)
    assert (state(code), deliveries()) == ("queued", [("queued", 1, "tắt máy ...0011", "")])
    monkeypatch.setattr(outbox, "send", sent.append)
    now(AT + LIFE - timedelta(seconds=1))
    jobs.send_code(code=code.pk)
    assert (len(sent), state(code), deliveries()) == (1, "sent", [("sent", 2, "", "")])


@pytest.mark.parametrize("later", [LIFE, LIFE * 300])
def test_a_dead_code_is_given_up_not_sent(code, sent, now, later):
    now(AT + later)
    jobs.send_code(code=code.pk)
    assert (sent, state(code)) == ([], "failed")
    assert deliveries() == [("failed", 0, "Mã đã hết hạn hoặc đã dùng", "")]


def test_a_code_that_was_used_is_not_sent_after_all(code, sent):
    OneTimeCode.objects.filter(pk=code.pk).update(used_at=AT)
    jobs.send_code(code=code.pk)
    assert (sent, Delivery.objects.get().state) == ([], "failed")


def test_a_rejected_number_is_said_at_once(code, monkeypatch):
    monkeypatch.setattr(outbox, "send", failing(Rejected("không có số này")))
    jobs.send_code(code=code.pk)
    assert (state(code), deliveries()) == ("failed", [("failed", 1, "không có số này", "")])


def test_two_workers_at_once_send_once(code, now):
    first = commands.begin_code(code.pk, at=AT)
    assert first is not None
    assert commands.begin_code(code.pk, at=AT + timedelta(seconds=29)) is None
    again = commands.begin_code(code.pk, at=AT + timedelta(seconds=30))
    assert again == first  # who began died; the same key lets the provider see that it is the same message
    assert deliveries() == [("queued", 2, "", "")]


def test_a_late_failure_does_not_undo_what_was_sent(code, sent):
    jobs.send_code(code=code.pk)
    assert commands.code_failed(code.pk, "muộn", lasting=True, at=AT) is False
    assert (state(code), deliveries()) == ("sent", [("sent", 1, "", "")])


def test_the_job_hurries_for_as_long_as_the_code_lives():
    class Job:
        attempts = 0

    waits = []
    for Job.attempts in range(40):
        decision = jobs.HURRY.get_retry_decision(exception=jobs.Undelivered(), job=Job)
        waits.append(decision.retry_at is not None)
    assert all(waits)
    assert jobs.HURRY.get_retry_decision(exception=ValueError(), job=Job) is None
    assert jobs.send_code.retry_strategy is jobs.HURRY


def test_a_forgotten_code_takes_its_delivery_along(code, sent, mau):
    commands.tell(mau.pk, title="Tin", body="Thân", link="", subject="", at=AT)
    jobs.send_code(code=code.pk)
    assert codes.forget(before=AT + timedelta(days=1)) == 1
    connection.check_constraints()
    assert list(Delivery.objects.order_by("pk").values_list("code", "channel")) == [(None, "sms"), (None, "email")]


@pytest.mark.parametrize(
    ("with_notice", "with_code", "text"), [(False, False, ""), (True, True, ""), (False, True, "Mã 123456")]
)
def test_the_database_wants_a_notice_or_a_code_and_no_code_in_words(code, mau, with_notice, with_code, text):
    notice = Notice.objects.create(person=mau, title="Tin", body="Thân", at=AT) if with_notice else None
    with pytest.raises(IntegrityError, match="delivery_of_a_notice_or_a_code"), transaction.atomic():
        Delivery.objects.create(
            notice=notice, code=code if with_code else None, channel="sms", to_sealed=b"x", text=text
        )


def test_the_demo_shows_the_code(code, sent, page, settings, mau):
    settings.DEMO = True
    named = codes.send("sign_in", phone="+84900000001", person=mau, at=AT)
    for one in (code, named):
        jobs.send_code(code=one.pk)
    shown = [(one.name, one.to, one.text, one.state) for one in queries.outbox()]
    assert [(name, to, state) for name, to, _text, state in shown] == [
        ("Trần Thị Mẫu", "•••• 0001", "sent"), ("", "•••• 0011", "sent"),
    ]  # fmt: skip
    text = page.get("/hop-thu-di/").content.decode()
    assert f"Mã xác nhận Một Cửa: {text_of(code)}." in text
    assert f"Mã xác nhận Một Cửa: {text_of(named)}." in text


def test_the_outbox_is_one_statement(code, sent, django_assert_num_queries, mau):
    for _ in range(2):
        commands.tell(mau.pk, title="Tin", body="Thân", link="", subject="", at=AT)
    for n in range(3):
        jobs.send_code(code=codes.send("register", phone=f"+8490000002{n}", person=None, at=AT).pk)
    with django_assert_num_queries(1):
        assert len(queries.outbox()) == 7
