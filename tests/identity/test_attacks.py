"""Each attack on accounts by its name, with the line that stops it; without that line it is seen to work.

Here: two accounts for one ID number, phones that other people have now, guessing, replay, enumeration, session
fixation, CSRF, open redirects, look-alike names, an SMS gateway that is down, lockout, stolen tables and visits.
What needs two at the same moment: test_attacks_at_once.py. Other providers that lie (state and nonce replay, mixed-up
issuer, code injection, algorithm confusion): test_attacks_broker.py. Attacks on the OpenID provider (redirect_uri,
PKCE, state and nonce, refresh tokens, JWTs): tests/openid/test_attacks.py and test_token_attacks.py.
"""

import time
import unicodedata
from datetime import timedelta
from unittest.mock import MagicMock

import pytest
from django.middleware.csrf import CsrfViewMiddleware
from django.test import Client

from motcua.identity import backends, rules, sessions
from motcua.identity.commands import accounts, codes, factors, registration
from motcua.identity.forms.registration import IdNumberForm
from motcua.identity.models import FormerPhone, IdNumber, OneTimeCode, Person, Session
from motcua.identity.queries.codes import text_of
from motcua.identity.rules import numbers as number_rules
from motcua.identity.rules import registration as name_rules
from motcua.identity.views import care, entering, second_factor
from motcua.kernel import text as kernel_text
from motcua.kernel.actor import SYSTEM
from motcua.notices import jobs as notices
from motcua.notices.gateways import Rejected, http
from motcua.shell import clock, limits, vault
from tests.identity.acts import wrong
from tests.identity.attacks import (
    ASK,
    CLOSED,
    ENTER,
    ID,
    NOBODY,
    PHONE,
    RECOVER,
    SECOND,
    UNASKED,
    UNINDEXED,
    WITHOUT_PHONE,
    answering,
    by_number_or_refuse,
    choose,
    enter,
    only_free,
    ready,
    recover_in_haste,
    sent,
    spending,
    told,
)  # fmt: skip
from tests.identity.conftest import AT, PASSWORD
from tests.identity.factors import code as app_code
from tests.identity.factors import enrol
from tests.identity.provider import DONE, come_back, leave
from tests.identity.test_registration import ANSWERS, answer
from tests.identity.test_rules import HOSTILE
from tests.identity.test_sign_in import hashings, sign_in, who
from tests.openid.attacks import Attacks, no, nothing

__all__ = ["hashings"]
ATTACKS = Attacks()


# ── whose number, whose phone ─────────────────────────────────────────────────────────────────────────────────────────


@ATTACKS.stopped_by(*UNASKED, UNINDEXED)
def two_accounts_for_one_id_number(mau):
    """views.registration.code and registration.open_account ask; unique indexes have the last word."""
    choose(ready())
    assert Person.objects.count() == 1


@ATTACKS.stopped_by(*UNASKED, UNINDEXED)
def two_accounts_for_a_former_id_number(mau):
    """accounts.register, care.put_id_number: each number that ever was somebody's is a row under a unique index."""
    IdNumber.objects.create(
        person=mau, sealed=vault.seal("100000031", purpose="person.id"),
        index=vault.blind("100000031", purpose="id"), since=AT, until=AT,
    )  # fmt: skip
    choose(ready("100000031"))
    assert Person.objects.count() == 1


@ATTACKS.stopped_by((registration, "release_phone", nothing))
def a_phone_that_another_person_has_now(mau):
    """registration.release_phone: the former owner loses the phone and not the account."""
    newcomer = ready("001100000021", PHONE)
    assert choose(newcomer).status_code == 302
    assert Person.objects.get(pk=mau.pk).phone_index is None
    assert FormerPhone.objects.get().person == mau
    owner = Client()
    assert sign_in(owner, ID).status_code == 302
    assert who(owner) == mau.pk != who(newcomer)


@ATTACKS.stopped_by((registration, "OneTimeCode", MagicMock()))
def a_code_under_way_to_a_phone_of_another_person(mau):
    """registration.release_phone: a code that was under way to the former owner opens nothing any more."""
    thief = Client()
    thief.post(ASK, {"login": PHONE})
    code = sent()
    choose(ready("001100000021", PHONE))
    enter(thief, text_of(code))
    assert who(thief) is None


_check = codes.check


@ATTACKS.stopped_by((codes, "check", lambda pk, typed, *, at, last_four=None: _check(pk, typed, at=at)))
def a_recycled_phone_alone(mau):
    """codes.check: who has the phone, and every code sent to it, must know the end of the ID number as well."""
    stranger = Client()
    stranger.post(ASK, {"login": PHONE})
    for last_four in ("9999", "0000", "1234"):
        enter(stranger, last_four=last_four)
    enter(stranger)
    assert who(stranger) is None


# ── guessing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@ATTACKS.stopped_by(spending(" AND tries < %(most)s"))
def code_guessing(db):
    """codes._TRY: after five wrong tries (three to sign in) the right code is wrong too."""
    browser = Client()
    answer(browser)
    for _ in range(5):
        browser.post("/dang-ky/ma/", {"code": wrong(sent())})
    assert "Location" not in browser.post("/dang-ky/ma/", {"code": text_of(sent())})


@ATTACKS.stopped_by((codes, "count_sending", nothing))
def code_guessing_with_code_after_code(mau):
    """codes.count_sending: three codes in ten minutes, so that new codes bring few new tries."""
    assert [Client().post(ASK, {"login": ID}).status_code for _ in range(4)] == [302, 302, 302, 429]
    assert OneTimeCode.objects.count() == 3


@ATTACKS.stopped_by((limits, "allow_all", nothing))
def password_guessing(mau):
    """AccountAdapter.authenticate: ten wrong passwords, counted before they are tried; then the right one waits too."""
    for n in range(backends.TRIES_PER_ACCOUNT):
        sign_in(Client(), ID, f"sai {n}")
    assert sign_in(Client(), ID).status_code == 429


@ATTACKS.stopped_by((second_factor, "_counted", lambda *_: ""))
def app_code_guessing(mau):
    """second_factor._checked: five wrong codes in all browsers together."""
    enrol(mau)
    for _ in range(2):
        thief = Client()
        sign_in(thief)
        for _ in range(3):
            thief.post(SECOND, {"code": "000000"})
    assert thief.post(SECOND, {"code": app_code()}).status_code == 429


@ATTACKS.stopped_by((backends, "known_device", no))
def a_stranger_locks_the_owner_out(mau, monkeypatch):
    """backends._tries: failures are counted apart for browsers in which the person signed in before."""
    monkeypatch.setattr(backends, "TRIES_PER_ACCOUNT", 2)
    owner, stranger = Client(), Client()
    sign_in(owner)
    owner.post("/dang-xuat/")
    assert [sign_in(stranger, password="sai").status_code for _ in range(3)] == [200, 200, 429]
    assert sign_in(owner).status_code == 302


# ── replay ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@ATTACKS.stopped_by(spending(" AND used_at IS NULL"))
def code_replay(thu):
    """codes._TRY: a code that was used is used, whoever types it again."""
    code = codes.counter_code(thu, by=SYSTEM, at=clock.now())
    owner, thief = Client(), Client()
    for browser in (owner, thief):
        browser.post(RECOVER, {"id_number": WITHOUT_PHONE, "code": code})
    assert (who(owner), who(thief)) == (thu.pk, None)


_matching = factors._matching


@ATTACKS.stopped_by(
    (factors, "_matching", lambda secret, typed, step, *, last: _matching(secret, typed, step, last=-1))
)
def app_code_replay(mau):
    """factors._matching: no code of the period of which one was used, nor of an earlier one."""
    enrol(mau)
    owner, thief, code = Client(), Client(), app_code()
    for browser in (owner, thief):
        sign_in(browser)
        browser.post(SECOND, {"code": code})
    assert (who(owner), who(thief)) == (mau.pk, None)


# ── enumeration ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def accounts_of_all_kinds(mau, thu):
    closed = accounts.register("Lê Thị Đóng", CLOSED, "0900000003", None, PASSWORD, at=AT)
    Person.objects.filter(pk=closed.pk).update(is_active=False)


@ATTACKS.stopped_by((backends, "make_password", nothing))
def enumeration_by_sign_in(accounts_of_all_kinds, hashings):
    """NumberBackend.authenticate: one answer and one run of the hasher, nobody or not."""
    found = set()
    for number in (ID, WITHOUT_PHONE, CLOSED, NOBODY):
        hashings.clear()
        seen = told(number, lambda browser, number: sign_in(browser, number, "sai"))
        found.add((seen, len(hashings)))
    assert len(found) == 1


@ATTACKS.stopped_by((codes, "by_number", by_number_or_refuse))
def enumeration_by_code(accounts_of_all_kinds):
    """codes.ask_sign_in: nobody gets a silent code, with the same pages and statements."""
    ways = (
        lambda browser, number: browser.post(ASK, {"login": number}),
        lambda browser, _: browser.get(ENTER),
        lambda browser, _: enter(browser, "000000", "0009"),
    )
    assert len({told(number, *ways) for number in (ID, WITHOUT_PHONE, CLOSED, NOBODY)}) == 1


@ATTACKS.stopped_by((codes, "recover", recover_in_haste))
def enumeration_by_recovery(accounts_of_all_kinds, thu):
    """codes.recover: one refusal, and the same statements for nobody."""
    codes.counter_code(thu, by=SYSTEM, at=clock.now())
    way = lambda browser, number: browser.post(RECOVER, {"id_number": number, "code": "0123456789"})  # noqa: E731
    assert len({told(number, way) for number in (ID, WITHOUT_PHONE, CLOSED, NOBODY)}) == 1


@ATTACKS.stopped_by((IdNumberForm, "clean_id_number", only_free))
def enumeration_by_registration(mau):
    """views.registration.code: that a number has an account is told after the phone is proved, and to its owner too."""
    answers = {**ANSWERS, "ma": {"code": "000000"}}
    ways = (lambda browser, _: browser.post("/dang-ky/"), *(answering(*one) for one in answers.items()))
    assert len({told(number, *ways) for number in (ID, NOBODY)}) == 1


# ── sessions, forgery, redirects ──────────────────────────────────────────────────────────────────────────────────────


@ATTACKS.stopped_by((sessions.SessionStore, "cycle_key", nothing))
def session_fixation(mau):
    """AccountAdapter.login: every sign-in goes on under a fresh key."""
    planted = Client()
    planted.post("/dang-nhap/khoa/hoi/")
    victim = Client()
    victim.cookies["motcua_session"] = planted.session.session_key
    sign_in(victim)
    assert (who(victim), who(planted)) == (mau.pk, None)


@ATTACKS.stopped_by((sessions, "stored_key", str))
def a_stolen_session_table(mau):
    """sessions.stored_key: the table has hashes of cookies, and nobody makes a cookie from its hash."""
    sign_in(Client())
    thief = Client()
    for key in Session.objects.values_list("session_key", flat=True):
        thief.cookies["motcua_session"] = key
        assert thief.get("/bieu-mau/").status_code == 302


@ATTACKS.stopped_by((care, "own_proof", nothing))
def a_stolen_visit_takes_the_account(mau):
    """care.own_proof: what the account hangs on is changed within ten minutes of a proof only."""
    thief = Client()
    sign_in(thief)
    session = thief.session
    session["proof"] = session["proof"] | {"at": int(time.time()) - 601}
    session.save()
    for page in ("dien-thoai", "giay-to", "mat-khau"):
        assert thief.get(f"/tai-khoan/{page}/").get("Location", "").startswith("/dang-nhap/xac-nhan-lai/")


@ATTACKS.stopped_by((entering, "only_external", no))
def a_visit_from_elsewhere_binds_a_key(linked, post):
    """entering.ask_again: another provider opens a visit; what opens the account later asks for a proof of our own."""
    thief = Client()
    come_back(thief, leave(thief, post), post)
    thief.post(DONE)
    assert who(thief) == linked.pk
    assert thief.post("/tai-khoan/khoa/them/hoi/").status_code == 403
    for page in ("khoa/them", "hai-lop/them", "mat-khau", "dien-thoai"):
        assert thief.get(f"/tai-khoan/{page}/").get("Location", "").startswith("/dang-nhap/xac-nhan-lai/")


@ATTACKS.stopped_by((CsrfViewMiddleware, "process_view", nothing))
def csrf_on_sign_in(mau, strict):
    """django's CsrfViewMiddleware on every POST: no other site signs anybody in as somebody else."""
    for path in ("ma/", "ma/nhap/", "ma-quay/", "hai-lop/", "khoa/", "khoa/hoi/", "qua/buu-dien/", "qua/xong/", ""):
        data = {"login": ID, "password": PASSWORD}
        strict.post(f"/dang-nhap/{path}", data, HTTP_ORIGIN="https://ke-gian.example")
        assert who(strict) is None
        assert not OneTimeCode.objects.exists()


@ATTACKS.stopped_by((CsrfViewMiddleware, "process_view", nothing))
def csrf_on_logout(mau, strict):
    """django's CsrfViewMiddleware: no other site signs anybody out, and a GET only asks."""
    strict.force_login(mau)
    strict.get("/dang-xuat/")
    strict.post("/dang-xuat/")
    assert who(strict) == mau.pk


@ATTACKS.stopped_by((rules, "local_path", str), (entering, "local_path", str))
def open_redirect(mau):
    """rules.local_path at each door, and once more in entering.let_in: a path on this portal or none."""
    for address in HOSTILE:
        browser = Client()
        assert sign_in(browser, next=address)["Location"] == "/", address
        assert browser.get("/dang-nhap/", {"next": address})["Location"] == "/"
        assert browser.post("/dang-nhap/xac-nhan-lai/", {"next": address, "password": PASSWORD})["Location"] == "/"


# ── names ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@ATTACKS.stopped_by((name_rules, "full_name", str))
def a_name_in_look_alike_letters(db):
    """rules.registration.full_name: letters of the Vietnamese alphabet, none that only look so."""
    for name in ("Hoаng Thị Mới", "Ηoàng Thị Mới", "Ｈoàng Thị Mới", "Hoàng\u200b Thị Mới", "Hoàng\u202e Mới"):
        browser = Client()
        answer(browser, upto="ho-ten")
        assert browser.post("/dang-ky/ho-ten/", {"name": name}).status_code == 200, name


@ATTACKS.stopped_by((name_rules, "full_name", str), (number_rules, "tidy", str), (kernel_text, "tidy", str))
def one_name_composed_and_decomposed(db):
    """rules.registration.full_name: one spelling is kept, so that one name is one name."""
    for n, form in enumerate(("NFC", "NFD")):
        name = {"name": unicodedata.normalize(form, "Hoàng Thị Mới")}
        choose(ready(f"00110000002{n}", f"090000002{n}", ho_ten=name))
    assert set(Person.objects.values_list("name", "name_fold")) == {("Hoàng Thị Mới", "hoang thi moi")}
    assert Person.objects.count() == 2


# ── a gateway that is down ────────────────────────────────────────────────────────────────────────────────────────────


@ATTACKS.stopped_by((http, "Unreachable", Rejected))
def sms_gateway_down(db, settings, monkeypatch):
    """notices.jobs.send_code: the code waits and is tried again; the page says so."""
    settings.NOTICES_GATEWAY, settings.SMS_URL = "motcua.notices.gateways.http", "http://127.0.0.1:1"
    browser = Client()
    answer(browser)
    tried = None
    try:
        notices.send_code(code=sent().pk)
    except notices.Undelivered as fault:
        tried = fault
    assert tried is not None
    assert sent().state == "queued"
    later = clock.now() + timedelta(seconds=30)
    monkeypatch.setattr("motcua.shell.clock.now", lambda: later)
    assert "vì hệ thống tin nhắn đang bận" in browser.get("/dang-ky/ma/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ATTACKS)
def test_the_attack_fails(name, request):
    ATTACKS.run(name, request)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ATTACKS)
def test_without_its_defence_it_works(name, request, monkeypatch):
    ATTACKS.run_without_defence(name, request, monkeypatch)
