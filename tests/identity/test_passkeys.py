"""Passkeys, with a key in software that signs what it is told to sign, rightly and wrongly."""

import json
import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from motcua.identity.commands import factors
from motcua.identity.models import Person
from motcua.identity.views import ceremonies
from motcua.journal.queries import history
from tests.identity.factors import PRESENT, Key, enrol, give_key
from tests.identity.test_confirm import CONFIRM
from tests.identity.test_factors import SECOND, told
from tests.identity.test_sessions import age
from tests.identity.test_sign_in import sign_in, who

ASK = "/dang-nhap/khoa/hoi/"
HERE = "/dang-nhap/khoa/"
REFUSED = "Chưa dùng được khóa này."


@pytest.fixture
def owner(mau, page) -> Client:
    sign_in(page)
    return page


@pytest.fixture
def key(owner) -> Key:
    return give_key(owner, "Điện thoại của tôi")


def keys(person: Person) -> list[Authenticator]:
    return list(Authenticator.objects.filter(user_id=person.pk, type="webauthn").order_by("pk"))


def asked(client: Client) -> dict:
    answer = client.post(ASK)
    assert answer.status_code == 200
    return answer.json()


def send(client: Client, credential: str, **more: str):
    return client.post(HERE, {"credential": credential, **more})


def refused(client: Client, answer) -> bool:
    return who(client) is None and REFUSED in client.get(answer["Location"]).content.decode()


# ── making one ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_key_is_made_named_and_told(owner, key, mau):
    (kept,) = keys(mau)
    assert kept.data["name"] == "Điện thoại của tôi"
    assert told() == [("factor_added", "khóa đăng nhập")]
    assert history(f"person:{mau.pk}")[-1].data == {"kind": "passkey"}
    assert owner.session["proof"]["methods"] == ["password", "passkey"]
    text = owner.get("/tai-khoan/khoa/").content.decode()
    assert "Điện thoại của tôi" in text
    assert "Chưa dùng" in text


def test_the_device_is_asked_for_the_right_things(owner, mau):
    options = owner.post("/tai-khoan/khoa/them/hoi/").json()["publicKey"]
    assert options["rp"] == {"id": "localhost", "name": "Một Cửa"}
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["user"]["name"] == "Trần Thị Mẫu"
    assert "001100000001" not in json.dumps(options)
    assert asked(Client())["publicKey"]["userVerification"] == "required"


def attempt(client: Client, make: Key, name: str = "Máy thử"):
    options = client.post("/tai-khoan/khoa/them/hoi/").json()
    return client.post("/tai-khoan/khoa/them/", {"name": name, "credential": make.make(options)})


@pytest.mark.parametrize(
    "bad", [Key(origin="https://xau.example"), Key(rp="xau.example"), Key(origin="http://motcua.example")]
)
def test_a_key_of_another_site_is_refused(owner, mau, bad):
    assert REFUSED in attempt(owner, bad).content.decode()
    assert keys(mau) == []


def test_a_key_without_finger_face_or_pin_is_refused(owner, mau):
    bad = Key()
    bad.flags = PRESENT
    assert REFUSED in attempt(owner, bad).content.decode()
    assert keys(mau) == []


@pytest.mark.parametrize(
    "text", ["", "x", "null", "[]", "{}", '{"id": 1}', '{"response": []}', "[" * 20_000, "x" * 20_001]
)
def test_nonsense_is_refused_and_ends_the_question(owner, mau, text):
    options = owner.post("/tai-khoan/khoa/them/hoi/").json()
    answer = owner.post("/tai-khoan/khoa/them/", {"name": "Máy", "credential": text})
    assert answer.status_code == 200
    assert REFUSED in answer.content.decode()
    answer = owner.post("/tai-khoan/khoa/them/", {"name": "Máy", "credential": Key().make(options)})
    assert REFUSED in answer.content.decode()
    assert keys(mau) == []


@pytest.mark.parametrize("name", ["", " ", "x" * 61])
def test_a_key_needs_a_name(owner, mau, name):
    assert attempt(owner, Key(), name).status_code == 200
    assert keys(mau) == []


def test_one_key_for_one_account(owner, key, mau, thu, client):
    sign_in(client, "100000002")
    options = client.post("/tai-khoan/khoa/them/hoi/").json()
    answer = client.post("/tai-khoan/khoa/them/", {"name": "Cũng là tôi", "credential": key.make(options)})
    assert "Khóa này đã gắn với một tài khoản." in answer.content.decode()
    assert (len(keys(mau)), len(keys(thu))) == (1, 0)


def test_a_key_spelt_otherwise_is_the_same_key(owner, key, mau):
    options = owner.post("/tai-khoan/khoa/them/hoi/").json()
    answer = json.loads(key.make(options))
    answer["id"] = answer["rawId"] = answer["id"] + "="
    answer = owner.post("/tai-khoan/khoa/them/", {"name": "Lần nữa", "credential": json.dumps(answer)})
    assert answer.status_code == 200
    assert len(keys(mau)) == 1


def test_there_is_an_end_to_keys(owner, mau, monkeypatch):
    monkeypatch.setattr(factors, "MOST_KEYS", 2)
    give_key(owner)
    give_key(owner)
    assert "Tài khoản đã có 2 khóa." in attempt(owner, Key()).content.decode()
    assert "Thêm khóa của máy này" not in owner.get("/tai-khoan/khoa/").content.decode()


def test_making_one_asks_who_it_is_when_that_was_long_ago(owner, mau):
    options = owner.post("/tai-khoan/khoa/them/hoi/").json()
    age(owner, 601)
    assert owner.post("/tai-khoan/khoa/them/hoi/").status_code == 403
    answer = owner.post(
        "/tai-khoan/khoa/them/", {"name": "Máy", "credential": Key().make(options), "next": "/bieu-mau/"}
    )
    assert answer["Location"].startswith(CONFIRM)
    assert "bieu-mau" in answer["Location"]
    assert keys(mau) == []


def test_after_making_one_the_person_goes_on(owner, mau):
    options = owner.post("/tai-khoan/khoa/them/hoi/").json()
    credential = Key().make(options)
    answer = owner.post("/tai-khoan/khoa/them/", {"name": "Máy", "credential": credential, "next": "/bieu-mau/"})
    assert answer["Location"] == "/bieu-mau/"


# ── signing in ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_sign_in_without_a_password(page, key, mau):
    enrol(mau)
    visitor = Client()
    answer = send(visitor, key.sign(asked(visitor)), next="/bieu-mau/")
    assert (answer.status_code, answer["Location"]) == (302, "/bieu-mau/")
    assert who(visitor) == mau.pk
    assert visitor.session["proof"]["methods"] == ["passkey"]
    (kept,) = keys(mau)
    assert kept.last_used_at is not None
    assert kept.data["counter"] == 1


@pytest.mark.parametrize(("level", "worth"), [(1, 1), (2, 3)])
def test_what_it_is_worth(key, mau, level, worth):
    Person.objects.filter(pk=mau.pk).update(assurance=level)
    visitor = Client()
    send(visitor, key.sign(asked(visitor)))
    assert visitor.get("/tai-khoan/").wsgi_request.actor.assurance == worth


def test_instead_of_the_app_s_code(key, mau):
    enrol(mau)
    visitor = Client()
    sign_in(visitor)
    assert "/dang-nhap/khoa/hoi/" in visitor.get(SECOND).content.decode()
    send(visitor, key.sign(asked(visitor)))
    assert who(visitor) == mau.pk
    assert visitor.get(SECOND)["Location"] == "/"


def test_an_answer_is_good_once_and_in_its_own_visit(key, mau):
    first, second = Client(), Client()
    signed = key.sign(asked(first))
    asked(second)
    assert refused(second, send(second, signed))
    assert send(first, signed)["Location"] == "/"
    first.post("/dang-xuat/")
    assert refused(first, send(first, signed))


def test_a_failed_try_ends_the_question(key, mau):
    visitor = Client()
    question = asked(visitor)
    assert refused(visitor, send(visitor, "{}"))
    assert refused(visitor, send(visitor, key.sign(question)))


@pytest.mark.parametrize(("late", "good"), [(300, True), (301, False)])
def test_a_question_is_open_for_five_minutes(key, mau, late, good, monkeypatch):
    visitor = Client()
    question = asked(visitor)
    then = visitor.session[ceremonies.ASKED]["at"]
    monkeypatch.setattr(ceremonies.time, "time", lambda: then + late)
    answer = send(visitor, key.sign(question))
    monkeypatch.undo()
    assert (who(visitor) == mau.pk) is good
    assert answer.status_code == 302


def test_a_counter_that_does_not_go_up_is_a_copy(key, mau):
    copy = Key()
    copy.private, copy.id, copy.handle, copy.counter = key.private, key.id, key.handle, key.counter
    for _ in range(2):
        visitor = Client()
        send(visitor, key.sign(asked(visitor)))
        assert who(visitor) == mau.pk
    visitor = Client()
    assert refused(visitor, send(visitor, copy.sign(asked(visitor))))
    assert history(f"person:{mau.pk}")[-1].action == "identity.refuse_factor"
    assert keys(mau)[0].data["counter"] == 2


def test_a_key_that_does_not_count_is_fine(key, mau):
    for _ in range(2):
        key.counter = -1
        visitor = Client()
        send(visitor, key.sign(asked(visitor)))
        assert who(visitor) == mau.pk


@pytest.mark.parametrize(
    "spoil",
    [
        lambda key: setattr(key, "flags", PRESENT),
        lambda key: setattr(key, "origin", "https://xau.example"),
        lambda key: setattr(key, "rp", "xau.example"),
        lambda key: setattr(key, "handle", b"zzzzzz"),
        lambda key: setattr(key, "handle", b""),
        lambda key: setattr(key, "private", Key().private),
        lambda key: setattr(key, "id", b"another"),
    ],
    ids=["no finger", "other origin", "other site", "nobody", "no handle", "other key", "other id"],
)
def test_what_is_not_right_is_refused(key, mau, spoil):
    spoil(key)
    visitor = Client()
    assert refused(visitor, send(visitor, key.sign(asked(visitor))))


def test_somebody_else_s_handle_does_not_help(key, mau, thu):
    key.handle = __import__("allauth.account.utils", fromlist=["x"]).user_pk_to_url_str(thu).encode()
    visitor = Client()
    assert refused(visitor, send(visitor, key.sign(asked(visitor))))


def test_a_closed_account_stays_closed(key, mau):
    Person.objects.filter(pk=mau.pk).update(is_active=False)
    visitor = Client()
    assert refused(visitor, send(visitor, key.sign(asked(visitor))))


def test_one_address_does_not_try_for_ever(key, mau, monkeypatch):
    monkeypatch.setattr(ceremonies, "TRIES_PER_ADDRESS", 1)
    visitor = Client()
    send(visitor, "{}")
    question = asked(visitor)
    assert send(visitor, key.sign(question)).status_code == 429


@pytest.mark.parametrize("address", ["//xau.example", "https://xau.example/", "/\\xau.example"])
def test_nobody_is_led_elsewhere(key, mau, address):
    visitor = Client()
    assert send(visitor, key.sign(asked(visitor)), next=address)["Location"] == "/"
    assert Client().get(HERE, {"next": address})["Location"] == "/dang-nhap/"


def test_it_needs_its_token(key, mau, strict):
    assert strict.post(ASK).status_code == 403
    assert send(strict, "{}").status_code == 403


# ── proving it again, giving it up ──────────────────────────────────────────────────────────────────────────────────


def test_the_key_proves_it_again(owner, key, mau):
    age(owner, 700)
    answer = owner.post(CONFIRM, {"credential": key.sign(asked(owner)), "next": "/bieu-mau/"})
    assert answer["Location"] == "/bieu-mau/"
    assert owner.get("/tai-khoan/khoa/them/").status_code == 200


def test_another_person_s_key_does_not_prove_it(owner, key, mau, thu):
    visitor = Client()
    sign_in(visitor, "100000002")
    before = visitor.session["proof"]
    answer = visitor.post(CONFIRM, {"credential": key.sign(asked(visitor)), "next": "/bieu-mau/"})
    assert answer["Location"] == f"{CONFIRM}?next=%2Fbieu-mau%2F"
    assert REFUSED in visitor.get(answer["Location"]).content.decode()
    assert visitor.session["proof"] == before
    assert keys(mau)[0].last_used_at is None


def test_an_answer_for_a_sign_in_does_not_prove_it_again(key, mau):
    """Nor the other way round: the question's purpose is part of it."""
    visitor = Client()
    signed = key.sign(asked(visitor))
    sign_in(visitor)
    before = visitor.session["proof"]
    visitor.post(CONFIRM, {"credential": signed, "next": "/bieu-mau/"})
    assert visitor.session["proof"] == before


def test_a_key_is_renamed_and_removed(owner, key, mau):
    (kept,) = keys(mau)
    owner.post(f"/tai-khoan/khoa/{kept.pk}/", {"name": "  Máy\u00a0cũ "})
    assert keys(mau)[0].data["name"] == "Máy cũ"
    assert "Bỏ khóa “Máy cũ”?" in owner.get(f"/tai-khoan/khoa/{kept.pk}/bo/").content.decode()
    owner.post(f"/tai-khoan/khoa/{kept.pk}/bo/")
    assert keys(mau) == []
    assert told()[-1] == ("factor_removed", "khóa đăng nhập")
    visitor = Client()
    assert refused(visitor, send(visitor, key.sign(asked(visitor))))


def test_a_name_is_shown_as_text(owner, mau):
    give_key(owner, "<script>alert(1)</script>")
    pk = keys(mau)[0].pk
    for path in ("/tai-khoan/khoa/", f"/tai-khoan/khoa/{pk}/", f"/tai-khoan/khoa/{pk}/bo/"):
        assert "<script>alert" not in owner.get(path).content.decode()


@pytest.mark.parametrize("path", ["", "bo/"])
def test_nobody_touches_the_key_of_somebody_else(key, mau, thu, client, path):
    sign_in(client, "100000002")
    address = f"/tai-khoan/khoa/{keys(mau)[0].pk}/{path}"
    assert client.get(address).status_code == 404
    assert client.post(address, {"name": "Của tôi"}).status_code == 404
    assert keys(mau)[0].data["name"] == "Điện thoại của tôi"


@pytest.mark.parametrize("path", ["", "bo/"])
def test_a_change_asks_who_it_is_when_that_was_long_ago(owner, key, mau, path):
    age(owner, 601)
    answer = owner.post(f"/tai-khoan/khoa/{keys(mau)[0].pk}/{path}", {"name": "Khác"})
    assert answer["Location"].startswith(CONFIRM)
    assert keys(mau)[0].data["name"] == "Điện thoại của tôi"


def test_the_sign_in_page_offers_it_where_the_browser_can(page, db):
    text = page.get("/dang-nhap/?next=/bieu-mau/").content.decode()
    form = re.search(r"<form[^>]*data-passkey[^>]*>.*?</form>", text, re.DOTALL)[0]
    assert re.match(r'<form[^>]* data-passkey="get"[^>]* hidden>', form)
    assert 'name="next" value="/bieu-mau/"' in form
    assert "Đăng nhập bằng khóa của máy này" in form
