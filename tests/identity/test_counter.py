"""The counter: who may, for whom, with what checked; told, journalled, and never by two officers unseen."""

import re
from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import check_password
from django.test import Client

from motcua.agencies.models import Agency, Membership
from motcua.identity import commands, queries
from motcua.identity.commands import assurance, codes, counter, external, sessions
from motcua.identity.models import Device, FormerPhone, IdNumber, OneTimeCode, Person, Session
from motcua.identity.queries import codes as codes_queries
from motcua.identity.queries.counter import stamp
from motcua.identity.rules import assurance as levels
from motcua.identity.rules import counter as rules
from motcua.journal.queries import history
from motcua.kernel.actor import Actor, Capacity
from motcua.shell import clock
from tests import grants
from tests.identity.conftest import AT, PASSWORD
from tests.identity.factors import acting, enrol
from tests.identity.test_assurance import told
from tests.identity.test_sign_in import sign_in, who
from tests.pages import PageClient

DESK = "/quay/dinh-danh/"
TICKS = ["face", "original", "same"]
DONE = {"checked": TICKS, "reason": "Mất điện thoại"}


@pytest.fixture
def office(db) -> Agency:
    agency = Agency(
        identifier="H48.01", name="Ủy ban nhân dân huyện Ví Dụ", name_fold="ubnd", role="committee", level="district",
        valid_from=date(2010, 1, 1), path="/",
    )  # fmt: skip
    agency.save()
    return agency


def seat(office: Agency, name: str, number: str, *powers: str) -> Membership:
    person = commands.register(name, number, "", date(1980, 1, 1), PASSWORD, at=AT)
    return grants.seated(person, office, *powers)


@pytest.fixture
def at_desk(office):
    """Signs an officer in, with a second factor, in their agency."""

    def enter(name="Lê Thị Quầy Mẫu", number="051180000001", powers=("counter",)) -> PageClient:
        place = seat(office, name, number, *powers)
        client = PageClient()
        client.force_login(place.person)
        session = client.session
        session["capacity"] = f"member:{place.pk}"
        session["proof"] = {"methods": ["password", "totp"], "at": 0}
        session.save()
        return client

    return enter


@pytest.fixture
def desk(at_desk) -> PageClient:
    return at_desk()


@pytest.fixture
def officer(office) -> Actor:
    place = seat(office, "Vũ Thị Quầy Thử", "051180000002", "counter")
    return grants.acting(place, AT.date())


def find(client, number="001100000001"):
    return client.post(DESK, {"id_number": number})


def page_of(person: Person, act="") -> str:
    return f"{DESK}{person.subject}/{act}"


def act(client, person: Person, what: str, **data):
    path = page_of(person, f"{what}/")
    text = client.get(path).content.decode()
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', text)[1]
    return client.post(path, {"seen": seen, **DONE, **data})


def entry(person: Person, action: str):
    (one,) = [e for e in history(f"person:{person.pk}") if e.action == action]
    return one


# ── finding ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_exact_number_finds_one_person(desk, mau):
    assert find(desk, "001 100 000 001")["Location"] == page_of(mau)
    text = desk.get(page_of(mau)).content.decode()
    for shown in ("Trần Thị Mẫu", "27/03/1990", "•••• 0001", "Chưa xác minh"):
        assert shown in text
    for hidden in ("001100000001", "0900000001", "+84900000001"):
        assert hidden not in text
    view = entry(mau, "seen:person")
    assert (view.agency_name, view.data) == ("Ủy ban nhân dân huyện Ví Dụ", {"right": "counter"})


@pytest.mark.parametrize("number", ["001100000009", "0900000001", "00110000000", "Trần Thị Mẫu", ""])
def test_nothing_less_finds_anybody(desk, mau, number):
    assert find(desk, number).status_code == 200
    assert [e.action for e in history(f"person:{mau.pk}")] == ["identity.register"]


def test_a_page_opens_only_to_who_found_it_by_number(desk, at_desk, mau):
    assert desk.get(page_of(mau)).status_code == 409
    find(desk)
    assert desk.get(page_of(mau)).status_code == 200
    assert at_desk("Phan Văn Quầy Thử", "051180000009").get(page_of(mau)).status_code == 409
    session = desk.session
    session["counter.found"] = {key: at - 1801 for key, at in session["counter.found"].items()}
    session.save()
    assert desk.get(page_of(mau)).status_code == 409
    assert desk.get(page_of(mau, "lay-lai/")).status_code == 409


def test_sixty_looks_an_hour(officer, mau):
    for _ in range(60):
        counter.find("001100000001", by=officer, at=AT)
    with pytest.raises(rules.TooManyLooks):
        counter.find("001100000001", by=officer, at=AT)
    assert counter.find("001100000001", by=officer, at=AT + timedelta(hours=1)) == mau


@pytest.mark.parametrize("powers", [(), ("process", "decide", "view", "grant")])
def test_only_with_the_power(at_desk, mau, powers):
    client = at_desk(powers=powers)
    for path in (DESK, f"{DESK}mo-tai-khoan/", page_of(mau), page_of(mau, "xac-nhan/"), page_of(mau, "phieu/")):
        assert client.get(path).status_code == 403


def test_without_a_second_factor_nobody_is_at_a_counter(desk, mau):
    session = desk.session
    session["proof"] = {"methods": ["password"], "at": 0}
    session.save()
    assert desk.get(DESK).status_code == 403


def test_citizens_have_no_counter(mau, page):
    sign_in(page)
    assert page.get(DESK).status_code == 403
    assert Client().get(DESK)["Location"] == f"/dang-nhap/?next={DESK}"


# ── acts ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_identity_is_confirmed(desk, mau):
    find(desk)
    assert act(desk, mau, "xac-nhan")["Location"] == page_of(mau)
    person = Person.objects.get(pk=mau.pk)
    assert (person.assurance, person.assured_by) == (2, "counter")
    assert told("level_raised") == [mau.pk]
    data = {"level": 2, "assured_by": "counter", "checked": sorted(TICKS), "reason": "Mất điện thoại"}
    assert entry(mau, "identity.level_raised").data == data
    assert entry(mau, "identity.level_raised").person_name == "Lê Thị Quầy Mẫu"
    assert "xac-nhan/" not in desk.get(page_of(mau)).content.decode()


@pytest.mark.parametrize(
    "data",
    [
        {"checked": ["face", "original"]},
        {"checked": []},
        {"reason": ""},
        {"reason": "Số 001100000001"},
        {"reason": "gọi 0900 000 001"},
        {"reason": "x" * 201},
    ],
)
@pytest.mark.parametrize("name", ["xac-nhan", "lay-lai"])
def test_nothing_unchecked_and_nothing_without_a_reason(desk, mau, name, data):
    find(desk)
    assert act(desk, mau, name, **data).status_code == 200
    person = Person.objects.get(pk=mau.pk)
    assert (person.assurance, person.password) == (1, mau.password)
    assert OneTimeCode.objects.count() == 0


def test_a_new_phone_with_the_code_sent_to_it(desk, mau):
    find(desk)
    where = act(desk, mau, "dien-thoai", phone="0900 000 077")["Location"]
    assert where == page_of(mau, "dien-thoai/ma/")
    assert "•••• 0077" in desk.get(where).content.decode()
    code = OneTimeCode.objects.get()
    wrong = "000000" if codes_queries.text_of(code) != "000000" else "000001"
    assert desk.post(where, {"code": wrong}).status_code == 200
    assert queries.phone(Person.objects.get(pk=mau.pk)) == "+84900000001"
    assert desk.post(where, {"code": codes_queries.text_of(code)})["Location"] == page_of(mau)
    assert queries.phone(Person.objects.get(pk=mau.pk)) == "+84900000077"
    assert [f.why for f in FormerPhone.objects.all()] == ["counter"]
    assert entry(mau, "identity.phone_changed").data == {"why": "counter", "reason": "Mất điện thoại"}
    assert told("phone_changed") == [mau.pk]


def test_a_code_for_one_person_sets_nobody_elses_phone(desk, mau, thu):
    find(desk)
    act(desk, mau, "dien-thoai", phone="0900000077")
    find(desk, "100000002")
    where = page_of(thu, "dien-thoai/ma/")
    assert desk.post(where, {"code": codes_queries.text_of(OneTimeCode.objects.get())}).status_code == 302
    assert Person.objects.get(pk=thu.pk).phone_index is None


def test_an_id_number_is_exchanged(desk, mau, thu):
    find(desk, "100000002")
    text = act(desk, thu, "giay-to", id_number="001100000001").content.decode()
    assert "đã thuộc về một tài khoản khác" in text
    assert queries.id_number(Person.objects.get(pk=thu.pk)) == "100000002"
    assert act(desk, thu, "giay-to", id_number="051199000077").status_code == 302
    assert {queries.by_number(number) for number in ("100000002", "051199000077")} == {thu}
    assert IdNumber.objects.filter(person=thu).count() == 2
    assert told("id_changed") == [thu.pk]


def test_name_and_birth_date_are_corrected(desk, mau):
    find(desk)
    born = {"birth_date_day": "28", "birth_date_month": "3", "birth_date_year": "1990"}
    assert act(desk, mau, "ho-ten", name="Trần Thị Mẫu Hai", **born).status_code == 302
    person = Person.objects.get(pk=mau.pk)
    assert (person.name, person.name_fold, queries.birth_date(person)) == (
        "Trần Thị Mẫu Hai", "tran thi mau hai", date(1990, 3, 28),
    )  # fmt: skip
    assert entry(mau, "identity.corrected").data["changed"] == ["name", "birth_date"]
    assert told("corrected") == [mau.pk]
    assert act(desk, mau, "ho-ten", name="Trаn", **born).status_code == 200  # a Cyrillic а
    assert Person.objects.get(pk=mau.pk).name == "Trần Thị Mẫu Hai"


def test_a_recovered_account_opens_only_with_the_slip(desk, mau):
    """Whatever a thief had bound to the account is gone: password, app, link, devices, visits, phone."""
    thief = Client()
    sign_in(thief)
    enrol(mau)
    external.link(mau, "buu-dien", "thief", called="Bưu điện", by=acting(mau), at=AT)
    sent = codes.send("sign_in", phone="+84900000001", person=mau, at=clock.now())
    find(desk)
    where = act(desk, mau, "lay-lai")["Location"]
    assert where == page_of(mau, "phieu/")
    code = re.search(r"(\d{5} \d{5})", desk.get(where).content.decode())[1]
    assert "Mã chỉ hiện một lần và đã được hiện rồi" in desk.get(where).content.decode()
    person = Person.objects.get(pk=mau.pk)
    assert not check_password(PASSWORD, person.password)
    assert person.phone_index is None
    assert Authenticator.objects.count() == Device.objects.count() == 0
    assert external.queries.linked(mau.pk) == {}
    assert not Session.objects.filter(person=mau).exists()
    assert thief.get("/tai-khoan/")["Location"] == "/dang-nhap/?next=/tai-khoan/"
    with pytest.raises(codes.CodeExpired):
        codes.check(sent.pk, codes_queries.text_of(sent), at=clock.now())
    assert code.replace(" ", "") not in str(entry(mau, "identity.recovered").data)
    assert told("recovered") == [mau.pk]
    owner = Client()
    owner.post("/dang-nhap/ma-quay/", {"id_number": "001100000001", "code": code})
    assert who(owner) == mau.pk
    assert owner.post("/tai-khoan/mat-khau/", {"password": "mot cau that dai"})["Location"] == "/tai-khoan/"


def test_a_phone_that_is_still_theirs_stays(desk, mau):
    find(desk)
    act(desk, mau, "lay-lai", keep_phone="on")
    assert queries.phone(Person.objects.get(pk=mau.pk)) == "+84900000001"
    assert entry(mau, "identity.recovered").data["keep_phone"] is True


def test_the_slip_is_sealed_in_the_session(desk, mau):
    find(desk)
    act(desk, mau, "lay-lai")
    code = codes_queries.text_of(OneTimeCode.objects.get(purpose="counter"))
    assert code not in str(dict(desk.session))


def test_visits_are_ended(desk, mau):
    other = Client()
    sign_in(other)
    find(desk)
    assert act(desk, mau, "dang-xuat").status_code == 302
    assert not Session.objects.filter(person=mau).exists()


def test_an_account_for_somebody_without_a_phone(desk):
    born = {"birth_date_day": "2", "birth_date_month": "9", "birth_date_year": "1945"}
    data = {"id_number": "051145000001", "name": "Nguyễn Thị Cụ Mẫu", **born, **DONE}
    where = desk.post(f"{DESK}mo-tai-khoan/", data)["Location"]
    person = Person.objects.get(name="Nguyễn Thị Cụ Mẫu")
    assert where == page_of(person, "phieu/")
    assert (person.assurance, person.assured_by, person.phone_index) == (2, "counter", None)
    code = re.search(r"(\d{5} \d{5})", desk.get(where).content.decode())[1]
    owner = Client()
    owner.post("/dang-nhap/ma-quay/", {"id_number": "051145000001", "code": code})
    assert who(owner) == person.pk
    assert desk.get(page_of(person)).status_code == 200
    again = desk.post(f"{DESK}mo-tai-khoan/", data)
    assert "đã có tài khoản" in again.content.decode()
    assert Person.objects.filter(name="Nguyễn Thị Cụ Mẫu").count() == 1


def test_a_child_gets_no_account(desk):
    born = {"birth_date_day": "2", "birth_date_month": "9", "birth_date_year": f"{clock.now().year - 5}"}
    data = {"id_number": "051145000001", "name": "Nguyễn Thị Cụ Mẫu", **born, **DONE}
    assert desk.post(f"{DESK}mo-tai-khoan/", data).status_code == 200
    assert Person.objects.count() == 1


# ── rules of every act ───────────────────────────────────────────────────────────────────────────────────────────────

ACTS = [
    lambda p, **more: counter.confirm_identity(p, checked=TICKS, **more),
    lambda p, **more: counter.exchange_id(p, "051199000077", checked=TICKS, **more),
    lambda p, **more: counter.correct(p, "Trần Thị Khác", date(1990, 3, 27), checked=TICKS, **more),
    lambda p, **more: counter.recover(p, keep_phone=True, checked=TICKS, **more),
    counter.end_sessions,
    lambda p, **more: counter.set_phone(p, OneTimeCode(purpose="phone", person_id=p), **more),
]


@pytest.mark.parametrize("command", ACTS)
def test_nobody_helps_themself(officer, command):
    own = Person.objects.get(pk=officer.person)
    before = stamp(own), own.password
    with pytest.raises(rules.NotYourself):
        command(own.pk, seen=stamp(own), reason="thử", by=officer, at=AT)
    own.refresh_from_db()
    assert (stamp(own), own.password) == before


@pytest.mark.parametrize("command", ACTS)
def test_the_commands_ask_for_the_power_too(mau, thu, command):
    for by in (acting(thu), Actor(person=thu.pk, name="x", capacity=Capacity.OFFICER, powers=frozenset({"process"}))):
        with pytest.raises(rules.NoCounterPower):
            command(mau.pk, seen=stamp(mau), reason="thử", by=by, at=AT)
    assert stamp(Person.objects.get(pk=mau.pk)) == stamp(mau)


@pytest.mark.parametrize("command", ACTS)
def test_two_officers_at_once(officer, mau, command):
    """The second one works on what is no longer so, and is told."""
    seen = stamp(mau)
    Person.objects.filter(pk=mau.pk).update(name="Trần Thị Mẫu Hai")
    with pytest.raises(rules.ChangedMeanwhile):
        command(mau.pk, seen=seen, reason="thử", by=officer, at=AT)
    mau.refresh_from_db()
    assert (mau.name, mau.assurance) == ("Trần Thị Mẫu Hai", 1)


def test_the_second_of_two_confirmations_says_when_the_first_was(officer, mau):
    seen = stamp(mau)
    counter.confirm_identity(mau.pk, seen=seen, checked=TICKS, reason="thử", by=officer, at=AT)
    with pytest.raises(levels.AlreadyConfirmed, match="08:00, 12/05/2020"):
        counter.confirm_identity(mau.pk, seen=seen, checked=TICKS, reason="thử", by=officer, at=AT)


def test_the_second_of_two_slips_is_not_printed_unseen(officer, mau):
    seen = stamp(mau)
    more = {"keep_phone": True, "seen": seen, "checked": TICKS, "reason": "thử", "by": officer, "at": AT}
    counter.recover(mau.pk, **more)
    with pytest.raises(rules.ChangedMeanwhile):
        counter.recover(mau.pk, **more)
    assert OneTimeCode.objects.filter(purpose="counter").count() == 1


@pytest.mark.parametrize("command", ACTS[1:])
def test_a_closed_account_stays_as_it_is(officer, mau, command):
    Person.objects.filter(pk=mau.pk).update(is_active=False)
    mau.refresh_from_db()
    with pytest.raises(rules.AccountClosed):
        command(mau.pk, seen=stamp(mau), reason="thử", by=officer, at=AT)


def test_levels_are_not_given_twice(mau, officer):
    assert assurance.check_unconfirmed(mau) is None
    assert sessions.end_all(mau.pk, by=officer, at=AT) == 0
