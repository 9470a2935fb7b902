"""Changing phone, ID number and password: fresh proof, the right code, everybody told, nobody else's taken."""

import time
from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client

from motcua.identity import commands, queries
from motcua.identity.commands import care, codes, external
from motcua.identity.gateways import population
from motcua.identity.models import FormerPhone, IdNumber, OneTimeCode, Person, Session
from motcua.identity.queries import codes as codes_queries
from motcua.identity.queries.assurance import mark
from motcua.identity.rules import care as rules
from motcua.journal.queries import history
from tests.identity.conftest import AT, PASSWORD
from tests.identity.factors import acting, enrol
from tests.identity.test_assurance import told
from tests.identity.test_sign_in import sign_in, who

PHONE, CODE, ID, WORD = (
    "/tai-khoan/dien-thoai/",
    "/tai-khoan/dien-thoai/ma/",
    "/tai-khoan/giay-to/",
    "/tai-khoan/mat-khau/",
)
NEW = "+84900000077"
CITIZEN_ID = "051199000077"


@pytest.fixture
def signed_in(mau, page):
    sign_in(page)
    return page


@pytest.fixture
def old_card(thu, page):
    """Somebody with a CMND and a birth date, signed in."""
    sign_in(page, "100000002")
    return page


def stale(client, **proof) -> None:
    session = client.session
    session["proof"] = session["proof"] | {"at": int(time.time()) - 601} | proof
    session.save()


def sent() -> OneTimeCode:
    return OneTimeCode.objects.order_by("-pk").first()


def digits() -> str:
    return codes_queries.text_of(sent())


def phone_of(person: Person) -> str:
    return queries.phone(Person.objects.get(pk=person.pk))


# ── phone ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_new_phone(signed_in, mau):
    assert "•••• 0001" in signed_in.get(PHONE).content.decode()
    assert signed_in.post(PHONE, {"phone": "0900 000 077"})["Location"] == CODE
    assert phone_of(mau) == "+84900000001"
    text = signed_in.get(CODE).content.decode()
    assert "•••• 0077" in text
    assert NEW not in text
    assert signed_in.post(CODE, {"code": digits()})["Location"] == "/tai-khoan/"
    assert phone_of(mau) == NEW
    former = FormerPhone.objects.get()
    assert (former.person, former.why) == (mau, "changed")
    assert queries.by_number("0900000001") is None
    assert queries.by_number("0900000077") == mau
    assert told("phone_changed") == [mau.pk]
    (entry,) = [e for e in history(f"person:{mau.pk}") if e.action == "identity.phone_changed"]
    assert entry.data == {"why": "changed"}


def test_who_holds_the_phone_takes_it_over(signed_in, mau):
    other = commands.register("Lê Thị Khác", "051199000078", "0900 000 077", None, PASSWORD, at=AT)
    signed_in.post(PHONE, {"phone": "0900000077"})
    signed_in.post(CODE, {"code": digits()})
    assert (phone_of(mau), phone_of(other)) == (NEW, "")
    assert {(f.person_id, f.why) for f in FormerPhone.objects.all()} == {(mau.pk, "changed"), (other.pk, "taken")}
    assert told("phone_taken") == [other.pk]


@pytest.mark.parametrize("typed", ["000000", "", "12345678901234567890123"])
def test_a_wrong_code_changes_nothing(signed_in, mau, typed):
    signed_in.post(PHONE, {"phone": "0900000077"})
    assert digits() != "000000"
    assert signed_in.post(CODE, {"code": typed}).status_code == 200
    assert phone_of(mau) == "+84900000001"
    assert FormerPhone.objects.count() == 0


def test_a_code_is_guessed_five_times(signed_in, mau):
    signed_in.post(PHONE, {"phone": "0900000077"})
    right = digits()
    for _ in range(5):
        signed_in.post(CODE, {"code": "000000" if right != "000000" else "000001"})
    assert "không dùng được nữa" in signed_in.post(CODE, {"code": right}).content.decode()
    assert phone_of(mau) == "+84900000001"


def test_a_code_sent_for_something_else_changes_no_phone(mau, thu):
    for purpose, person in (("sign_in", mau), ("phone", thu), ("register", None)):
        code = codes.send(purpose, phone=NEW, person=person, at=AT)
        used = codes.check(code.pk, codes_queries.text_of(code), at=AT)
        with pytest.raises(rules.OtherPhone):
            care.change_phone(mau, used, by=acting(mau), at=AT)
    unused = codes.send("phone", phone="+84900000079", person=mau, at=AT)
    with pytest.raises(rules.OtherPhone):
        care.change_phone(mau, unused, by=acting(mau), at=AT)
    assert phone_of(mau) == "+84900000001"


def test_a_pending_code_stays_with_its_person(signed_in, mau, thu):
    code = codes.send("phone", phone=NEW, person=thu, at=AT)
    session = signed_in.session
    session["care.phone"] = code.pk
    session.save()
    assert signed_in.get(CODE)["Location"] == PHONE


def test_another_code(signed_in, mau, monkeypatch):
    signed_in.post(PHONE, {"phone": "0900000077"})
    text = signed_in.post(CODE, {"again": "1"}).content.decode()
    assert "Mã vừa được gửi" in text
    OneTimeCode.objects.update(made_at=AT - timedelta(days=3650))
    assert signed_in.post(CODE, {"again": "1"})["Location"] == CODE
    assert OneTimeCode.objects.count() == 2


@pytest.mark.parametrize("typed", ["0900000001", "12", "", "abc"])
def test_what_is_no_new_phone(signed_in, mau, typed):
    assert signed_in.post(PHONE, {"phone": typed}).status_code == 200
    assert OneTimeCode.objects.count() == 0


def test_ten_new_phones_a_day(signed_in, mau):
    for n in range(10):
        assert signed_in.post(PHONE, {"phone": f"09000001{n:02}"}).status_code == 302
    assert signed_in.post(PHONE, {"phone": "0900000199"}).status_code == 200
    assert OneTimeCode.objects.count() == 10


# ── who may ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", [PHONE, ID, WORD, "/tai-khoan/lien-ket/"])
@pytest.mark.parametrize("proof", [{}, {"methods": ["external:buu-dien"], "at": int(time.time()) + 5}])
def test_a_fresh_proof_of_our_own(signed_in, mau, path, proof, settings):
    settings.PROVIDERS = [{"id": "buu-dien", "name": "Bưu điện", "server_url": "http://x.example", "client_id": "c"}]
    stale(signed_in, **proof)
    data = {"phone": "0900000077", "id_number": CITIZEN_ID, "password": "mot cau that dai", "provider": "buu-dien"}
    assert signed_in.post(path, data)["Location"] == f"/dang-nhap/xac-nhan-lai/?next={path.replace('/', '%2F')}"
    assert OneTimeCode.objects.count() == 0
    assert IdNumber.objects.count() == 1
    assert Person.objects.get(pk=mau.pk).password == mau.password


@pytest.mark.parametrize("path", [PHONE, CODE, ID, WORD, "/tai-khoan/lien-ket/", "/tai-khoan/xac-minh/"])
def test_visitors_sign_in_first(client, db, path):
    assert client.get(path)["Location"] == f"/dang-nhap/?next={path}"


# ── ID number ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_new_number_keeps_the_old_one(old_card, thu):
    assert old_card.post(ID, {"id_number": "051199 000 077"})["Location"] == "/tai-khoan/"
    person = Person.objects.get(pk=thu.pk)
    assert queries.id_number(person) == CITIZEN_ID
    assert {queries.by_number(number) for number in ("100000002", CITIZEN_ID)} == {thu}
    assert [(row.until is None) for row in IdNumber.objects.order_by("since", "pk")] == [False, True]
    assert told("id_changed") == [thu.pk]
    assert "1 số, vẫn dẫn đến tài khoản này" in old_card.get("/tai-khoan/").content.decode()


@pytest.mark.parametrize("number", ["100000003", "100000002", "12345", "abc", ""])
def test_online_only_to_twelve_digits(old_card, thu, number):
    assert old_card.post(ID, {"id_number": number}).status_code == 200
    assert IdNumber.objects.count() == 1


def test_twelve_digits_are_corrected_at_a_counter(signed_in, mau):
    assert "bộ phận một cửa gần nhất để sửa" in signed_in.get(ID).content.decode()
    assert signed_in.post(ID, {"id_number": CITIZEN_ID}).status_code == 422
    assert IdNumber.objects.count() == 1


@pytest.mark.parametrize("number", ["001100000001", "100000099"])
def test_a_taken_number_is_refused_and_its_owner_told(old_card, thu, mau, number):
    """A former number of somebody is theirs too."""
    if number == "100000099":
        IdNumber.objects.create(
            person=mau, sealed=mau.id_number_sealed, index=care.blind("051199000099", purpose="id"), since=AT, until=AT
        )
        number = "051199000099"
    text = old_card.post(ID, {"id_number": number}).content.decode()
    assert "Chưa dùng được số này" in text
    assert "tài khoản khác" not in text
    assert queries.id_number(Person.objects.get(pk=thu.pk)) == "100000002"
    assert told("registered_elsewhere") == [mau.pk]
    assert told("id_changed") == []


def test_five_numbers_a_day(old_card, thu, mau):
    for _ in range(5):
        old_card.post(ID, {"id_number": "001100000001"})
    assert "thử quá nhiều lần" in old_card.post(ID, {"id_number": CITIZEN_ID}).content.decode()
    assert IdNumber.objects.count() == 2


class Says:
    def __init__(self, result=None):
        self.result, self.asked = result, []

    def match(self, *question):
        self.asked.append(question)
        if self.result is None:
            raise population.Unreachable("down")
        return population.Answer(self.result)


@pytest.mark.parametrize(
    ("result", "changed", "shown"),
    [
        ("matched", True, ""),
        ("differs", False, "chưa khớp với họ tên"),
        ("unknown", False, "chưa khớp với họ tên"),
        (None, False, "đang bận"),
    ],
)
def test_a_confirmed_person_s_number_is_looked_up(old_card, thu, settings, monkeypatch, result, changed, shown):  # noqa: PLR0917
    settings.POPULATION_URL = "http://register.example"
    sealed = care.seal("1985-02-03", purpose="person.birth")
    Person.objects.filter(pk=thu.pk).update(assurance=2, birth_date_sealed=sealed)
    register = Says(result)
    monkeypatch.setattr("motcua.identity.views.care.register", lambda: register)
    response = old_card.post(ID, {"id_number": CITIZEN_ID})
    assert shown in response.content.decode()
    assert (queries.id_number(Person.objects.get(pk=thu.pk)) == CITIZEN_ID) is changed
    assert [(number, name) for number, name, _ in register.asked] == [(CITIZEN_ID, "Nguyễn Văn Thử")]
    assert Person.objects.get(pk=thu.pk).assurance == 2


def test_what_the_register_confirmed_is_this_number_of_this_person(mau, thu):
    Person.objects.filter(pk=thu.pk).update(assurance=2)
    thu.refresh_from_db()
    for wrong in (None, mark(thu), mark(thu, "051199000078"), mark(mau, CITIZEN_ID)):
        with pytest.raises(rules.NotTheirNumber):
            care.exchange_id(thu, CITIZEN_ID, matched=wrong, by=acting(thu), at=AT)
    assert queries.id_number(Person.objects.get(pk=thu.pk)) == "100000002"
    care.exchange_id(thu, CITIZEN_ID, matched=mark(thu, CITIZEN_ID), by=acting(thu), at=AT)
    assert queries.id_number(Person.objects.get(pk=thu.pk)) == CITIZEN_ID


# ── password ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_new_password_ends_the_other_visits(signed_in, mau):
    other = Client()
    sign_in(other)
    assert signed_in.post(WORD, {"password": "mot cau that dai"})["Location"] == "/tai-khoan/"
    assert Session.objects.filter(person=mau).count() == 1
    assert who(signed_in) == mau.pk
    assert signed_in.get("/tai-khoan/").status_code == 200
    assert other.get("/tai-khoan/")["Location"] == "/dang-nhap/?next=/tai-khoan/"
    assert told("password_changed") == [mau.pk]
    fresh = Client()
    sign_in(fresh)
    assert SESSION_KEY not in fresh.session
    sign_in(fresh, password="mot cau that dai")
    assert who(fresh) == mau.pk


@pytest.mark.parametrize(
    "password", ["", "ngắn", "12345678", "password", "001100000001", "xx0900000001xx", "27031990abc", "Tran Thi Mau 1"]
)
def test_a_weak_password(signed_in, mau, password):
    response = signed_in.post(WORD, {"password": password})
    assert response.status_code == 200
    assert "<title>Lỗi:" in response.content.decode()
    assert Person.objects.get(pk=mau.pk).password == mau.password


# ── the page of everything ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_account_page_leads_everywhere(signed_in, mau, settings):
    settings.PROVIDERS = [{"id": "buu-dien", "name": "Bưu điện", "server_url": "http://x.example", "client_id": "c"}]
    enrol(mau)
    external.link(mau, "buu-dien", "s", called="Bưu điện", by=acting(mau), at=AT)
    text = signed_in.get("/tai-khoan/").content.decode()
    for path in (PHONE, ID, WORD, "/tai-khoan/xac-minh/", "/tai-khoan/khoa/", "/tai-khoan/hai-lop/"):
        assert f'href="{path}"' in text
    for path in ("/tai-khoan/phien/", "/tai-khoan/lien-ket/", "/hop-thu/"):
        assert f'href="{path}"' in text
    for shown in ("Chưa xác minh", "Đang bật", "1 nơi", "1 thiết bị"):
        assert shown in text


def test_the_account_page_asks_few_questions(signed_in, mau, django_assert_num_queries):
    with django_assert_num_queries(8):
        signed_in.get("/tai-khoan/")
    for code in ("0100233488", "0100109106", "0300588569"):
        commands.open_business(code, "Công ty TNHH Ví Dụ", representative=mau, at=AT)
    with django_assert_num_queries(8):
        signed_in.get("/tai-khoan/")
