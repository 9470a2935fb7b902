import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from motcua.identity.queries import NoSuchPerson
from motcua.notices import commands, jobs, queries
from motcua.notices.gateways import Rejected, Unreachable, outbox
from motcua.notices.models import Delivery, Notice
from motcua.shell.vault import unseal
from tests.notices.conftest import AT

NEWS = {
    "title": "Đã tiếp nhận hồ sơ",
    "body": "Hồ sơ 000.00.00.H48-200512-0001 có hạn trả 19/05/2020.",
    "link": "/ho-so/000.00.00.H48-200512-0001/",
    "subject": "dossier:1",
    "at": AT,
}


@pytest.fixture
def sent(monkeypatch) -> list[queries.Parcel]:
    parcels: list[queries.Parcel] = []
    monkeypatch.setattr(outbox, "send", parcels.append)
    return parcels


def jobs_queued() -> list[tuple[str, dict]]:
    """Those of the room; opening mau's account asked for others."""
    ours = ProcrastinateJob.objects.filter(task_name__startswith="notices.")
    return list(ours.values_list("task_name", "args"))


def states() -> list[tuple[str, str, int, str]]:
    return list(Delivery.objects.order_by("pk").values_list("channel", "state", "tries", "trouble"))


def test_tell_writes_the_inbox_both_channels_and_one_job(mau):
    commands.tell(mau.pk, **NEWS)
    notice = Notice.objects.get()
    assert (notice.person, notice.title, notice.link, notice.subject, notice.at, notice.read_at) == (
        mau, NEWS["title"], NEWS["link"], "dossier:1", AT, None,
    )  # fmt: skip
    assert states() == [("sms", "queued", 0, ""), ("email", "queued", 0, "")]
    sms, email = Delivery.objects.order_by("pk")
    assert sms.text == ("Mot Cua: Da tiep nhan ho so. Ho so 000.00.00.H48-200512-0001 co han tra 19/05/2020.")
    assert unseal(sms.to_sealed, purpose="person.phone") == "+84900000001"
    assert unseal(email.to_sealed, purpose="email") == "mau@vidu.example"
    assert jobs_queued() == [("notices.deliver", {"notice": notice.pk})]


def test_what_an_officer_wrote_into_a_reason_keeps_no_number(mau):
    reason = "Bà Mẫu, CCCD 001 100 000 001, điện thoại 0900000001, thiếu 1.800.000 đ"
    commands.tell(mau.pk, **{**NEWS, "body": reason})
    texts = [Notice.objects.get().body, *Delivery.objects.order_by("pk").values_list("text", flat=True)]
    assert texts[0] == "Bà Mẫu, CCCD ...0001, điện thoại ...0001, thiếu 1.800.000 đ"
    assert not any("0900000001" in text or "001 100" in text for text in texts)


def test_without_phone_and_email_only_the_inbox(thu):
    commands.tell(thu.pk, **NEWS)
    assert queries.unread(thu.pk) == 1
    assert (states(), jobs_queued()) == ([], [])


def test_what_is_rolled_back_tells_nobody(mau):
    def told_and_undone() -> None:
        with transaction.atomic():
            commands.tell(mau.pk, **NEWS)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        told_and_undone()
    assert (Notice.objects.count(), states(), jobs_queued()) == (0, [], [])
    commands.tell(mau.pk, **NEWS)
    assert len(jobs_queued()) == 1


@pytest.mark.parametrize(
    ("news", "refusal"), [({"link": "https://xau.example/"}, ValueError), ({"person_id": 0}, NoSuchPerson)]
)
def test_a_foreign_link_or_nobody_is_refused(mau, news, refusal):
    with pytest.raises(refusal):
        commands.tell(**{"person_id": mau.pk, **NEWS, **news})
    assert (Notice.objects.count(), jobs_queued()) == (0, [])


def test_deliver_twice_sends_once(mau, sent):
    commands.tell(mau.pk, **NEWS)
    notice = Notice.objects.get().pk
    jobs.deliver(notice=notice)
    jobs.deliver(notice=notice)
    assert [(parcel.channel, parcel.to) for parcel in sent] == [("sms", "+84900000001"), ("email", "mau@vidu.example")]
    assert len({parcel.key for parcel in sent}) == 2
    assert states() == [("sms", "sent", 1, ""), ("email", "sent", 1, "")]
    assert all(Delivery.objects.values_list("sent_at", flat=True))


def test_a_notice_that_is_gone_is_no_trouble(db, sent):
    jobs.deliver(notice=1)
    assert sent == []


def test_one_channel_does_not_stop_the_other_and_only_it_is_tried_again(mau, monkeypatch):
    taken, down = [], [True]

    def send(parcel):
        if parcel.channel == "sms" and down[0]:
            raise Unreachable("hết giờ khi gửi đến 0900000001")
        taken.append(parcel)

    monkeypatch.setattr(outbox, "send", send)
    commands.tell(mau.pk, **NEWS)
    notice = Notice.objects.get().pk
    with pytest.raises(jobs.Undelivered):
        jobs.deliver(notice=notice)
    assert states() == [("sms", "queued", 1, "hết giờ khi gửi đến ...0001"), ("email", "sent", 1, "")]
    down[0] = False
    jobs.deliver(notice=notice)
    assert [parcel.channel for parcel in taken] == ["email", "sms"]
    assert states() == [("sms", "sent", 2, ""), ("email", "sent", 1, "")]


def test_a_rejected_number_is_given_up_at_once(mau, monkeypatch):
    def send(parcel):
        if parcel.channel == "sms":
            raise Rejected("không có số này")

    monkeypatch.setattr(outbox, "send", send)
    commands.tell(mau.pk, **NEWS)
    jobs.deliver(notice=Notice.objects.get().pk)
    assert states() == [("sms", "failed", 1, "không có số này"), ("email", "sent", 1, "")]


def test_the_job_and_the_delivery_give_up_together(mau, monkeypatch):
    def send(parcel):
        raise Unreachable("tắt")

    monkeypatch.setattr(outbox, "send", send)
    commands.tell(mau.pk, **NEWS)
    notice = Notice.objects.get().pk
    for _ in range(7):
        with pytest.raises(jobs.Undelivered):
            jobs.deliver(notice=notice)
    jobs.deliver(notice=notice)
    assert states() == [("sms", "failed", 8, "tắt"), ("email", "failed", 8, "tắt")]


def test_the_job_waits_longer_each_time():
    class Job:
        attempts = 0

    waits = []
    for Job.attempts in range(9):
        decision = jobs.PATIENCE.get_retry_decision(exception=jobs.Undelivered(), job=Job)
        waits.append(decision is not None)
    assert waits == [True] * 8 + [False]
    assert jobs.PATIENCE.get_retry_decision(exception=ValueError(), job=Job) is None
    assert jobs.deliver.retry_strategy is jobs.PATIENCE


def test_a_delivery_that_was_sent_is_not_failed_afterwards(mau, sent):
    commands.tell(mau.pk, **NEWS)
    jobs.deliver(notice=Notice.objects.get().pk)
    pk = Delivery.objects.get(channel="sms").pk
    assert commands.mark_failed(pk, "muộn", lasting=True) is False
    assert commands.begin_try(pk, at=AT) is None
    assert states()[0] == ("sms", "sent", 1, "")


@pytest.fixture
def empty_queue(transactional_db):
    """Committed jobs outlive a test: the tables of the queue are not Django's to flush."""
    clear = "TRUNCATE procrastinate_jobs, procrastinate_events, procrastinate_periodic_defers"
    connection.cursor().execute(clear)
    yield
    connection.cursor().execute(clear)


def test_the_worker_runs_the_job(empty_queue, mau, sent):
    from procrastinate.contrib.django import app

    commands.tell(mau.pk, **NEWS)
    with app.replace_connector(app.connector.get_worker_connector()) as worker:
        worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
    assert ProcrastinateJob.objects.get(task_name="notices.deliver").status == "succeeded"
    assert len(sent) == 2
