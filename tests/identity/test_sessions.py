import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from motcua.identity.commands import sessions
from motcua.identity.models import Session
from motcua.identity.sessions import stored_key
from motcua.journal.queries import history
from tests.identity.conftest import AT, PASSWORD
from tests.identity.factors import acting
from tests.identity.test_devices import CHROME
from tests.identity.test_sign_in import sign_in, who


def told() -> list[str]:
    return sorted(j.args["sid"] for j in ProcrastinateJob.objects.filter(task_name="openid.session_ended"))


def age(client, seconds: int) -> None:
    """The proof of that visit was given this long ago."""
    session = client.session
    session["proof"] = session["proof"] | {"at": session["proof"]["at"] - seconds}
    session.save()


@pytest.fixture
def phone(mau) -> Client:
    client = Client(headers={"user-agent": CHROME})
    client.post("/dang-nhap/", {"login": "001100000001", "password": PASSWORD}, REMOTE_ADDR="113.160.7.9")
    return client


@pytest.fixture
def desk(mau, page) -> Client:
    sign_in(page)
    return page


def row(client) -> Session:
    return Session.objects.get(session_key=stored_key(client.session.session_key))


def test_a_visit_is_on_record(phone, mau):
    found = row(phone)
    assert (found.person_id, found.device, found.place) == (mau.pk, "Chrome trên Windows", "113.160.x.x")
    assert str(found.sid) == phone.session["sid"]
    assert timezone.now() - found.began_at < timedelta(minutes=1)
    assert phone.session["proof"]["methods"] == ["password"]


def test_the_page_lists_them(desk, phone):
    text = desk.get("/tai-khoan/phien/").content.decode()
    assert text.count('<h2 class="govuk-heading-s') == 2
    assert "Chrome trên Windows" in text
    assert "113.160.x.x" in text
    assert "113.160.7.9" not in text
    assert text.count(">Phiên này<") == 1
    assert f"/tai-khoan/phien/{phone.session['sid']}/" in text
    assert f"/tai-khoan/phien/{desk.session['sid']}/" not in text


def test_one_is_ended_at_once(desk, phone, mau):
    sid = phone.session["sid"]
    assert phone.get("/tai-khoan/").status_code == 200
    question = desk.get(f"/tai-khoan/phien/{sid}/").content.decode()
    assert "Kết thúc phiên này?" in question
    assert phone.get("/tai-khoan/").status_code == 200
    assert desk.post(f"/tai-khoan/phien/{sid}/")["Location"] == "/tai-khoan/phien/"
    assert phone.get("/tai-khoan/").status_code == 302
    assert desk.get("/tai-khoan/").status_code == 200
    assert told() == [sid]
    assert history(f"person:{mau.pk}")[-1].action == "identity.end_sessions"
    assert desk.get(f"/tai-khoan/phien/{sid}/").status_code == 404


def test_all_others_are_ended(desk, phone, mau):
    third = Client()
    sign_in(third)
    sids = sorted((phone.session["sid"], third.session["sid"]))
    desk.post("/tai-khoan/phien/khac/")
    assert [c.get("/tai-khoan/").status_code for c in (desk, phone, third)] == [200, 302, 302]
    assert told() == sids


def test_nobody_ends_or_sees_a_visit_of_somebody_else(phone, thu, client):
    sign_in(client, "100000002")
    sid = phone.session["sid"]
    assert client.get(f"/tai-khoan/phien/{sid}/").status_code == 404
    assert client.post(f"/tai-khoan/phien/{sid}/").status_code == 404
    client.post("/tai-khoan/phien/khac/")
    assert "Chrome trên Windows" not in client.get("/tai-khoan/phien/").content.decode()
    assert phone.get("/tai-khoan/").status_code == 200
    assert told() == []


@pytest.mark.parametrize("path", ["/tai-khoan/phien/khac/", "/tai-khoan/phien/{sid}/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_ending_asks_who_it_is_when_that_was_long_ago(desk, phone, path, method):
    age(desk, 601)
    path = path.format(sid=phone.session["sid"])
    answer = getattr(desk, method)(path)
    assert answer["Location"].startswith("/dang-nhap/xac-nhan-lai/?next=%2Ftai-khoan%2Fphien%2F")
    assert phone.get("/tai-khoan/").status_code == 200
    assert desk.get(answer["Location"]).status_code == 200
    back = desk.post("/dang-nhap/xac-nhan-lai/", {"next": path, "password": PASSWORD})
    assert back["Location"] == path
    assert desk.get(path).status_code == 200


def test_ones_own_visit_ends_by_signing_out(desk):
    assert desk.get(f"/tai-khoan/phien/{desk.session['sid']}/")["Location"] == "/dang-xuat/"
    sid = desk.session["sid"]
    desk.post("/dang-xuat/")
    assert told() == [sid]


def test_commands_end_visits(desk, phone, mau):
    by = acting(mau)
    assert sessions.end(mau.pk, uuid.uuid4(), by=by, at=AT) is False
    assert told() == []
    assert sessions.end_all(mau.pk, by=by, at=AT) == 2
    assert sessions.end_all(mau.pk, by=by, at=AT) == 0
    assert (who(desk), who(phone)) == (None, None)


def test_when_it_was_last_seen_is_written_every_five_minutes_only(desk, django_assert_num_queries):
    def seen_at():
        return row(desk).seen_at

    Session.objects.update(seen_at=timezone.now() - timedelta(minutes=4))
    before = seen_at()
    desk.get("/bieu-mau/")
    assert seen_at() == before
    Session.objects.update(seen_at=timezone.now() - timedelta(minutes=6))
    desk.get("/bieu-mau/")
    assert timezone.now() - seen_at() < timedelta(minutes=1)


def test_signing_in_again_elsewhere_leaves_nothing_of_the_person_before(desk, mau, thu, settings):
    """On a shared computer the page was left open: the next person's sign-in ends the first one's visit."""
    settings.DEMO = True
    from motcua.identity import commands

    commands.cast(thu, "Duyệt hồ sơ", 1)
    session = desk.session
    session["capacity"] = "member:3"
    session.save()
    sid = session["sid"]
    desk.post("/thu-nghiem/", {"person": thu.pk})
    assert who(desk) == thu.pk
    assert "capacity" not in desk.session
    assert told() == [sid]
    assert not Session.objects.filter(sid=sid).exists()
