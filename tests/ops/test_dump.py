"""A stolen copy of the database tells no ID number, phone, birth date or code of anybody."""

import re
from base64 import b64encode
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client
from procrastinate.contrib.django import app

from motcua.agencies.models import Agency
from motcua.dossiers.models import Dossier, Row
from motcua.dossiers.queries.rows import values_of
from motcua.identity.commands import codes, counter
from motcua.identity.models import FormerPhone, IdNumber, OneTimeCode, Person, Session
from motcua.identity.queries import birth_date, by_number, phone
from motcua.identity.queries.codes import phone_of, text_of
from motcua.openid import commands as openid
from motcua.shell.vault import unseal
from motcua.transparency import commands as transparency
from motcua.transparency import queries as views
from motcua.workflow.queries import open_turn, step_of
from tests.dossiers.conftest import NOON, _house, hard_world
from tests.openid.conftest import ALL, BACK, Portal
from tests.ops.leaks import Leak, born, copies, leaks, number, pg_dump
from tests.transparency.conftest import look, worker

__all__ = ["_house", "hard_world"]
NEW = {"giay-to": "051099000901", "ho-ten": "Hoàng Thị Mới Thử", "dien-thoai": "0900000901"}
UNFINISHED = {"giay-to": "051099000902", "ho-ten": "Lý Văn Dở Thử", "dien-thoai": "0900000902"}
SECOND_PHONE = "0900000903"
NOBODY = ("051099000999", "0900000999")
PASSWORD = "ba con meo tren mai nha"
TYPED = (NEW["giay-to"], UNFINISHED["giay-to"], NEW["dien-thoai"], UNFINISHED["dien-thoai"], SECOND_PHONE, *NOBODY)
BORN = {NEW["giay-to"]: date(1983, 4, 5), UNFINISHED["giay-to"]: date(1984, 11, 9)}


def newest() -> OneTimeCode:
    return OneTimeCode.objects.order_by("-pk")[0]


def registering(answers) -> Client:
    """As far as the page for the code."""
    client, day = Client(), BORN[answers["giay-to"]]
    client.post("/dang-ky/")
    client.post("/dang-ky/giay-to/", {"id_number": answers["giay-to"]})
    client.post("/dang-ky/ho-ten/", {"name": answers["ho-ten"]})
    when = {"birth_date_day": day.day, "birth_date_month": day.month, "birth_date_year": day.year}
    client.post("/dang-ky/ngay-sinh/", when)
    answer = client.post("/dang-ky/dien-thoai/", {"phone": answers["dien-thoai"]})
    assert answer["Location"] == "/dang-ky/ma/"
    return client


def people_come_and_change_things() -> None:
    """By the pages: registration, one of them unfinished; a changed phone; signing in in each way, and failing."""
    registering(UNFINISHED)
    client = registering(NEW)
    client.post("/dang-ky/ma/", {"code": "000000"})
    client.post("/dang-ky/ma/", {"code": text_of(newest())})
    assert client.post("/dang-ky/mat-khau/", {"password": PASSWORD}).status_code == 302
    assert by_number(NEW["giay-to"]) is not None
    assert client.post("/tai-khoan/dien-thoai/", {"phone": SECOND_PHONE}).status_code == 302
    assert client.post("/tai-khoan/dien-thoai/ma/", {"code": text_of(newest())}).status_code == 302
    assert phone(by_number(NEW["giay-to"])) == "+84900000903"
    for login in (NEW["giay-to"], SECOND_PHONE, *NOBODY):
        Client().post("/dang-nhap/", {"login": login, "password": "sai mat khau"})
        by_code = Client()
        by_code.post("/dang-nhap/ma/", {"login": login})
        by_code.post("/dang-nhap/ma/nhap/", {"code": "000000", "last_four": login[-4:]})
        Client().post("/dang-nhap/ma-quay/", {"id_number": login, "code": "0000000000"})
    again = registering({**UNFINISHED, "giay-to": UNFINISHED["giay-to"], "dien-thoai": SECOND_PHONE})
    again.post("/dang-ky/ma/", {"code": text_of(newest())})


def a_dossier_is_granted(world) -> Dossier:
    dossier = world.filed(3)
    world.confirm(dossier)
    world.act(dossier, "pass", "thu")
    world.act(dossier, "pass", "huyen")
    turn = open_turn(Dossier.objects.get(pk=dossier.pk).case_id)
    approve = next(action.key for action in step_of(turn).actions if action.to == "end:granted")
    world.act(dossier, approve, "tinh")
    assert Dossier.objects.get(pk=dossier.pk).status == "granted"
    return dossier


def officers_look_and_help(world, dossier, sign_in) -> None:
    desk = sign_in("thu")
    assert desk.get(f"/ban-lam-viec/ho-so/{dossier.code}/danh-sach/?tim=051199000000").status_code == 200
    assert desk.get(f"/ban-lam-viec/ho-so/{dossier.code}/danh-sach/1/").status_code == 200
    world.officer("quay", "Tạ Thị Quầy Mẫu", "committee", "district", ("counter",))
    world.officer("quyen", "Đỗ Văn Quyền Thử", "social_insurance", "district", ("grant",))
    found = counter.find(NEW["giay-to"], by=world["quay"], at=NOON)
    codes.counter_code(found, by=world["quay"], at=NOON)
    entry = look(world, "thu", "person", f"person:{found.pk}")
    actor = worker(world, 1)
    assert views.views(actor, views.Wanted()).views
    own = views.view(world["citizen"], look(world, "thu", "person", f"person:{world['citizen'].person}"))
    inquiry = transparency.ask(own, "Vì sao?", by=world["citizen"], at=NOON)
    transparency.answer(inquiry.pk, "Theo yêu cầu.", by=world["quyen"], at=NOON)
    assert entry


def another_portal_signs_somebody_in(world, sign_in) -> None:
    agency = Agency.objects.get(pk=world["quyen"].agency)
    setting = openid.Setting(
        name="Cổng Ví Dụ", redirect_uris=[BACK], scopes=ALL, post_logout_redirect_uris=["https://cong.vidu.example/ra"]
    )
    now = datetime.now(UTC)
    party, secret = openid.register(setting, agency, public=False, shared=False, by=world["quyen"], at=NOON, now=now)
    portal = Portal(party, secret, sign_in("citizen"))
    tokens = portal.tokens()
    told = portal.userinfo(tokens["access_token"]).json()
    assert told["SoDinhDanh"] == "0" + str(51099000000 + int(told["SoDinhDanh"][-3:]))
    assert portal.refresh(tokens["refresh_token"]).status_code == 200


def the_worker_works() -> None:
    with app.replace_connector(app.connector.get_worker_connector()) as runner:
        runner.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


def what_must_not_be_there() -> dict[str, list[str]]:
    """Unsealed from everywhere they are kept, and those that were typed and never kept."""
    typed = {n: number(n if len(n) == 12 else f"+84{n[1:]}") for n in TYPED}
    return typed | {f"born {day}": born(day) for day in BORN.values()} | of_accounts() | of_codes() | of_rows()


def of_accounts() -> dict[str, list[str]]:
    secrets = {}
    for row in IdNumber.objects.order_by("pk"):
        secrets[f"ID number {row.pk}"] = number(unseal(row.sealed, purpose="person.id"))
    for former in FormerPhone.objects.order_by("pk"):
        secrets[f"former phone {former.pk}"] = number(unseal(former.sealed, purpose="person.phone"))
    for person in Person.objects.order_by("pk"):
        if person.phone_sealed:
            secrets[f"phone of {person.pk}"] = number(phone(person))
        if day := birth_date(person):
            secrets[f"birth of {person.pk}"] = born(day)
    return secrets


def of_codes() -> dict[str, list[str]]:
    secrets = {}
    for code in OneTimeCode.objects.order_by("pk"):
        secrets[f"code {code.pk}"] = [text_of(code)]
        if to := phone_of(code):
            secrets[f"phone of code {code.pk}"] = number(to)
    return secrets


def of_rows() -> dict[str, list[str]]:
    """Of workers: ID, insurance and account numbers, birth dates."""
    secrets = {}
    for row in Row.objects.order_by("dossier_id", "n"):
        for key, value in values_of(row).items():
            if re.fullmatch(r"[0-9]{9,}", value):
                secrets[f"{key} of row {row.n}"] = number(value)
            elif key == "birth_date":
                secrets[f"birth of row {row.n}"] = born(date.fromisoformat(value))
    return secrets


@pytest.fixture
def sign_in_hard(hard_world):
    def signed_in(key: str) -> Client:
        client, actor = Client(), hard_world[key]
        client.force_login(Person.objects.get(pk=actor.person))
        session = client.session
        now = int(datetime.now(UTC).timestamp())
        session["proof"] = {"methods": ["password", "totp"], "at": now, "ceiling": 3}
        session["sid"] = "6f1c0000-0000-4000-8000-000000000001"
        session["capacity"] = f"member:{actor.membership}" if actor.officer else "citizen"
        session.save()
        return client

    return signed_in


PLANTED = {
    "UPDATE notices_notice SET body = 'Gọi 0900 000 901 nhé' WHERE id = (SELECT min(id) FROM notices_notice)": (
        "public.notices_notice", "0900000901", "clear",
    ),
    "UPDATE identity_person SET id_number_sealed = '\\x00' || convert_to('051099000901', 'UTF8')": (
        "public.identity_person", "051099000901", "hex",
    ),
    "UPDATE identity_session SET session_data = encode(convert_to('xy051099000902z', 'UTF8'), 'base64')": (
        "public.identity_session", "051099000902", "base64",
    ),
    'INSERT INTO shell_hit (bucket, "window", count) VALUES'
    " ('tay:' || left(encode(sha256('0900000902'), 'hex'), 32), 1, 1)": (
        "public.shell_hit", "0900000902", "sha256",
    ),
    "UPDATE procrastinate_jobs SET args = args || '{\"born\": \"5/4/1983\"}'": (
        "public.procrastinate_jobs", "born 1983-04-05", "clear",
    ),
}  # fmt: skip


def test_a_copy_of_the_database_tells_nothing(hard_world, sign_in_hard, settings):
    settings.PUBLIC_URL = "http://testserver"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    people_come_and_change_things()
    dossier = a_dossier_is_granted(hard_world)
    officers_look_and_help(hard_world, dossier, sign_in_hard)
    another_portal_signs_somebody_in(hard_world, sign_in_hard)
    the_worker_works()
    assert Session.objects.count() > 5
    assert OneTimeCode.objects.filter(state="sent").count() >= 4

    secrets = what_must_not_be_there()
    assert (len(of_rows()), len(secrets) > 50) == (12, True)
    dump = pg_dump()
    texts = copies() | ({"pg_dump": dump} if dump else {})
    for expected in ("public.procrastinate_jobs", "public.procrastinate_events", "public.journal_entry"):
        assert texts[expected]
    assert leaks(texts, secrets) == []

    # It can fail: each form of each table.
    with connection.cursor() as cursor:
        for statement in PLANTED:
            cursor.execute(statement)
    found = leaks(copies(), secrets)
    for table, what, form in PLANTED.values():
        assert any(one.where == table and one.what.startswith(what) and one.form == form for one in found), (
            table,
            what,
        )
    assert {one.where for one in found} == {table for table, _what, _form in PLANTED.values()}


@pytest.mark.parametrize("before", ["", "a", "ab", "abc"])
@pytest.mark.parametrize("after", ["", "z", "yz"])
def test_a_secret_is_found_anywhere_in_base64(before, after):
    text = b64encode(f"{before}051099000901{after}".encode()).decode()
    assert Leak("t", "s", "base64") in leaks({"t": text}, {"s": ["051099000901"]})


@pytest.mark.parametrize("text", ["12:00:00.123456+00", "ab123456", "1234567", "x123456"])
def test_chance_is_no_leak(text):
    assert leaks({"t": text}, {"s": ["123456"]}) == []
