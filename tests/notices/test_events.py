import re
from datetime import timedelta
from pathlib import Path

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from motcua.identity.models import FormerPhone, Person
from motcua.identity.queries import NoSuchPerson
from motcua.notices import commands, jobs, rules
from motcua.notices.models import Delivery, Notice
from motcua.shell import clock
from motcua.shell.vault import seal, unseal
from tests.notices.conftest import AT

ROOT = Path(__file__).parents[2] / "motcua"
HOTLINE = "1900 0000"
NAMES = {
    "new_device", "phone_changed", "id_changed", "password_changed", "factor_added", "factor_removed", "level_raised",
    "recovered", "registered_elsewhere", "phone_taken", "admitted", "retired", "linked", "consent_given",
}  # fmt: skip


@pytest.fixture(autouse=True)
def hotline(settings, monkeypatch) -> None:
    settings.HOTLINE = HOTLINE
    monkeypatch.setattr(clock, "now", lambda: AT)


def told() -> list[tuple[str, str]]:
    return list(Notice.objects.order_by("pk").values_list("title", "link"))


def addresses() -> list[str]:
    purposes = {"sms": "person.phone", "email": "email"}
    return [unseal(d.to_sealed, purpose=purposes[d.channel]) for d in Delivery.objects.order_by("pk")]


def former(person: Person, number: str, *, ago: timedelta, why: str = "changed") -> FormerPhone:
    sealed = seal(number, purpose="person.phone")
    return FormerPhone.objects.create(person=person, sealed=sealed, until=AT - ago, why=why)


def test_every_event_has_words():
    sources = [path.read_text() for room in ("identity", "openid") for path in (ROOT / room).rglob("*.py")]
    deferred = {event for source in sources for event in re.findall(r'event="(\w+)"', source)}
    assert "new_device" in deferred
    assert (NAMES | deferred) - set(rules.EVENTS) == set()


@pytest.mark.parametrize("event", sorted(rules.EVENTS))
def test_each_says_whom_to_call_and_fits(event):
    spec = rules.EVENTS[event]
    for detail in ("", "Trình duyệt Ví Dụ"):
        text = spec.told(detail, HOTLINE)
        assert HOTLINE in text
        assert "{" not in text
        assert "  " not in text
        assert text[0].isupper()
    assert (detail in spec.told(detail, HOTLINE)) == ("{detail}" in spec.body)
    sms = spec.sms(HOTLINE)
    assert sms.endswith(f"Khong phai ban? Goi {HOTLINE}.")
    assert len(sms) <= rules.SMS_LENGTH
    assert sms.isascii()
    assert rules.is_local(spec.link)
    assert spec.link


def test_a_number_in_a_detail_is_cut():
    text = rules.EVENTS["admitted"].told("Hộ kinh doanh 0399000013", HOTLINE)
    assert "0399000013" not in text
    assert "Hộ kinh doanh ...0013" in text


def test_inbox_phone_and_e_mail(mau):
    jobs.tell_of(person=mau.pk, event="new_device", detail="Firefox trên Linux, Quảng Ngãi")
    notice = Notice.objects.get()
    assert (notice.person, notice.title, notice.link, notice.subject, notice.at) == (
        mau, "Đăng nhập từ thiết bị mới", "/tai-khoan/phien/", f"person:{mau.pk}", AT,
    )  # fmt: skip
    assert notice.body == (
        "Tài khoản của bạn vừa được đăng nhập từ Firefox trên Linux, Quảng Ngãi. Nếu không phải bạn làm: vào mục Tài "
        "khoản, đăng xuất mọi thiết bị, rồi gọi 1900 0000."
    )
    sms, email = Delivery.objects.order_by("pk")
    assert sms.text == "Mot Cua: Dang nhap tu thiet bi moi. Khong phai ban? Goi 1900 0000."
    assert notice.body in email.text
    assert addresses() == ["+84900000001", "mau@vidu.example"]
    ours = ProcrastinateJob.objects.filter(task_name__startswith="notices.")
    assert list(ours.values_list("task_name", "args")) == [("notices.deliver", {"notice": notice.pk})]


def test_twice_the_same_news_is_told_once_but_other_news_is_told(mau):
    for detail in ("Điện thoại A", "Điện thoại A", "Điện thoại B"):
        jobs.tell_of(person=mau.pk, event="new_device", detail=detail)
    assert len(told()) == 2


@pytest.mark.parametrize(
    ("event", "after", "times"),
    [
        ("new_device", timedelta(seconds=59), 1), ("new_device", timedelta(minutes=1), 2),
        ("registered_elsewhere", timedelta(hours=23), 1), ("registered_elsewhere", timedelta(days=1), 2),
    ],
)  # fmt: skip
def test_a_stranger_cannot_flood_somebody_with_messages(mau, monkeypatch, event, after, times):
    jobs.tell_of(person=mau.pk, event=event)
    monkeypatch.setattr(clock, "now", lambda: AT + after)
    jobs.tell_of(person=mau.pk, event=event)
    assert (len(told()), Delivery.objects.filter(channel="sms").count()) == (times, times)


def test_a_change_of_phone_is_told_to_the_old_number_too_once(mau):
    former(mau, "+84900000091", ago=timedelta(days=2))
    former(mau, "+84900000092", ago=timedelta(seconds=30))
    jobs.tell_of(person=mau.pk, event="phone_changed")
    jobs.tell_of(person=mau.pk, event="phone_changed")
    assert addresses() == ["+84900000001", "mau@vidu.example", "+84900000092"]
    assert len(told()) == 1
    former(mau, "+84900000093", ago=timedelta(seconds=5))
    jobs.tell_of(person=mau.pk, event="phone_changed")
    assert addresses()[3:] == ["+84900000001", "mau@vidu.example", "+84900000093"]


@pytest.mark.parametrize("event", ["password_changed", "new_device"])
def test_other_news_does_not_reach_old_numbers(mau, event):
    former(mau, "+84900000092", ago=timedelta(seconds=30))
    jobs.tell_of(person=mau.pk, event=event)
    assert addresses() == ["+84900000001", "mau@vidu.example"]


@pytest.mark.parametrize("event", ["phone_taken", "phone_changed"])
def test_a_lost_phone_is_told_nothing(mau, event):
    former(mau, "+84900000092", ago=timedelta(seconds=30), why="taken")
    jobs.tell_of(person=mau.pk, event=event)
    assert "+84900000092" not in addresses()
    assert addresses() == (["mau@vidu.example"] if event == "phone_taken" else ["+84900000001", "mau@vidu.example"])


def test_both_deliveries_of_a_change_leave(mau, monkeypatch):
    taken = []
    monkeypatch.setattr("motcua.notices.gateways.outbox.send", taken.append)
    former(mau, "+84900000092", ago=timedelta(seconds=30))
    jobs.tell_of(person=mau.pk, event="phone_changed")
    jobs.deliver(notice=Notice.objects.get().pk)
    assert [(p.channel, p.to) for p in taken] == [
        ("sms", "+84900000001"), ("email", "mau@vidu.example"), ("sms", "+84900000092"),
    ]  # fmt: skip
    assert len({p.key for p in taken}) == 3


def test_without_any_address_the_inbox_alone(thu):
    jobs.tell_of(person=thu.pk, event="password_changed")
    assert (len(told()), addresses()) == (1, [])


@pytest.mark.parametrize(("person", "event", "error"), [(0, "new_device", NoSuchPerson), (None, "nonsense", KeyError)])
def test_nobody_and_nothing_to_say(mau, person, event, error):
    with pytest.raises(error):
        commands.tell_of(mau.pk if person is None else person, event, "", at=AT)
    assert (told(), addresses()) == ([], [])
