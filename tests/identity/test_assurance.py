"""Level 2 by the population register: asked once, believed only about what was asked, never lowered."""

import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from motcua.identity import jobs
from motcua.identity.commands import assurance
from motcua.identity.gateways.population import Answer, Unreachable, http
from motcua.identity.models import Person, RegisterCheck
from motcua.identity.queries import assurance as queries
from motcua.identity.rules import assurance as rules
from motcua.journal.queries import history
from tests.identity.conftest import AT
from tests.identity.factors import acting
from tests.identity.test_sign_in import sign_in

LEVEL = "/tai-khoan/xac-minh/"


class Register(BaseHTTPRequestHandler):
    """Answers what the test put into `says`, and keeps what it was asked."""

    says: tuple[int, str] = (200, '{"result": "matched", "fields": []}')
    asked: ClassVar[list[tuple[str, str, str]]] = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        Register.asked.append((self.path, self.headers["Authorization"], body))
        status, text = Register.says
        self.send_response(status)
        self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *args):
        pass


@pytest.fixture
def register(settings):
    """A register over HTTP, which says what `register.says` is."""
    server = HTTPServer(("127.0.0.1", 0), Register)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    settings.POPULATION_URL = f"http://127.0.0.1:{server.server_port}/population/"
    settings.POPULATION_KEY = "register key"
    Register.says, Register.asked = (200, '{"result": "matched", "fields": []}'), []
    yield Register
    server.shutdown()
    server.server_close()


@pytest.fixture
def signed_in(mau, page):
    sign_in(page)
    return page


def ask(person: Person, at=AT) -> RegisterCheck:
    return assurance.ask(person, by=acting(person), at=at)


def level_of(person: Person) -> int:
    return Person.objects.get(pk=person.pk).assurance


def told(event: str) -> list[int]:
    jobs_ = ProcrastinateJob.objects.filter(task_name="notices.tell_of").order_by("id")
    return [job.args["person"] for job in jobs_ if job.args["event"] == event]


def answer(check: RegisterCheck, result="matched", *fields: str, mark=None) -> None:
    mark = mark or queries.question(check.pk).mark
    assurance.note_answer(check.pk, Answer(result, fields), mark, at=AT)


def test_a_match_raises_the_level(mau, register):
    check = ask(mau)
    (job,) = ProcrastinateJob.objects.filter(task_name="identity.ask_register")
    assert job.args == {"check": check.pk}
    jobs.ask_register(check=check.pk)
    person = Person.objects.get(pk=mau.pk)
    assert (person.assurance, person.assured_by) == (2, "register")
    assert register.asked == [
        (
            "/population/v1/match",
            "Bearer register key",
            '{"id_number": "001100000001", "name": "Tr\\u1ea7n Th\\u1ecb M\\u1eabu", "birth_date": "1990-03-27"}',
        )
    ]
    assert told("level_raised") == [mau.pk]
    actions = [entry.action for entry in history(f"person:{mau.pk}")][1:]
    assert actions == ["identity.ask_register", "identity.register_answered", "identity.level_raised"]


@pytest.mark.parametrize(
    ("result", "fields"), [("differs", ("name",)), ("unknown", ()), ("differs", ("id_number", "birth_date"))]
)
def test_anything_else_does_not(mau, register, result, fields):
    check = ask(mau)
    answer(check, result, *fields)
    check.refresh_from_db()
    assert (check.result, check.fields, check.answered_at) == (result, list(fields), AT)
    assert level_of(mau) == 1
    assert told("level_raised") == []


@pytest.mark.parametrize(
    ("field", "value"), [("name", "Lê Văn Khác"), ("birth_date_sealed", None), ("id_number_sealed", b"")]
)
def test_an_answer_about_other_data_counts_for_nothing(mau, thu, register, field, value):
    """Who lets the register confirm one person and becomes another meanwhile stays unconfirmed."""
    check = ask(mau)
    mark = queries.question(check.pk).mark
    Person.objects.filter(pk=mau.pk).update(**{field: value if value != b"" else thu.id_number_sealed})
    answer(check, mark=mark)
    check.refresh_from_db()
    assert (check.result, level_of(mau)) == ("differs", 1)


def test_nothing_lowers_a_level(mau, register):
    first, at = ask(mau), AT + timedelta(hours=1)
    answer(first, "differs", "name")
    second = ask(mau, at)
    mark = queries.question(second.pk).mark
    Person.objects.filter(pk=mau.pk).update(assurance=2, assured_by="counter", assured_at=AT)
    answer(second, "differs", "name", mark=mark)
    answer(first, mark=mark)
    person = Person.objects.get(pk=mau.pk)
    assert (person.assurance, person.assured_by) == (2, "counter")
    assert RegisterCheck.objects.get(pk=first.pk).result == "differs"


def test_two_clicks_ask_once(mau, register):
    assert ask(mau).pk == ask(mau).pk
    assert ProcrastinateJob.objects.filter(task_name="identity.ask_register").count() == 1


def test_five_questions_a_day(mau, register):
    for hour in range(5):
        answer(ask(mau, AT + timedelta(hours=hour)), "unknown")
    with pytest.raises(rules.TooManyChecks) as refused:
        ask(mau, AT + timedelta(hours=6))
    assert refused.value.data["seconds"] == 18 * 3600
    assert RegisterCheck.objects.count() == 5
    assert ask(mau, AT + timedelta(hours=24)).result == "waiting"


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"assurance": 2}, rules.AlreadyConfirmed),
        ({"birth_date_sealed": None}, rules.NothingToCompare),
    ],
)
def test_what_is_not_asked(mau, register, change, refusal):
    Person.objects.filter(pk=mau.pk).update(**change)
    with pytest.raises(refusal):
        ask(mau)
    assert RegisterCheck.objects.count() == 0


def test_without_a_register_nobody_is_asked(mau):
    with pytest.raises(rules.NotConnected):
        ask(mau)


def test_an_unreachable_register_is_asked_again(mau, register):
    check = ask(mau)
    register.says = (503, "")
    with pytest.raises(jobs.StillUnreachable):
        jobs.ask_register(check=check.pk)
    assert RegisterCheck.objects.get().result == "unreachable"
    register.says = (200, '{"result": "matched", "fields": []}')
    jobs.ask_register(check=check.pk)
    assert (RegisterCheck.objects.get().result, level_of(mau)) == ("matched", 2)
    jobs.ask_register(check=check.pk)
    assert len(register.asked) == 2


@pytest.mark.parametrize(
    "says",
    [
        (500, "{}"),
        (302, "{}"),
        (401, '{"result": "matched", "fields": []}'),
        (200, "not JSON"),
        (200, "[]"),
        (200, '{"result": "yes"}'),
        (200, '{"result": "matched", "fields": ["name"]}'),
        (200, '{"result": "differs", "fields": "name"}'),
    ],
)
def test_what_is_no_answer(register, says):
    register.says = says
    with pytest.raises(Unreachable) as error:
        http.match("001100000001", "Trần Thị Mẫu", AT.date())
    assert "001100000001" not in str(error.value)
    assert len(register.asked) == 1


def test_only_known_fields_are_kept(register):
    register.says = (200, '{"result": "differs", "fields": ["name", "Trần Thị Khác"]}')
    assert http.match("001100000001", "Trần Thị Mẫu", AT.date()) == Answer("differs", ("name",))


# ── the pages ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_up_and_back_to_where_one_was(signed_in, mau, register):
    text = signed_in.get(f"{LEVEL}?muc=2&next=/bieu-mau/").content.decode()
    for shown in ("Trần Thị Mẫu", "•••• 0001", "27/03/1990", "Đối chiếu ngay"):
        assert shown in text
    assert "001100000001" not in text
    waiting = signed_in.post(LEVEL, {"muc": "2", "next": "/bieu-mau/"})
    address = waiting["Location"]
    check = RegisterCheck.objects.get()
    assert address == f"{LEVEL}{check.pk}/?muc=2&next=%2Fbieu-mau%2F"
    text = signed_in.get(address).content.decode()
    assert f'hx-get="{address.replace("&", "&amp;")}"' in text
    assert "Xem kết quả" in text
    assert signed_in.get(address, headers={"hx-request": "true"}).status_code == 204
    jobs.ask_register(check=check.pk)
    assert signed_in.get(address, headers={"hx-request": "true"})["HX-Redirect"] == f"{LEVEL}?muc=2&next=%2Fbieu-mau%2F"
    assert signed_in.get(address)["Location"] == f"{LEVEL}?muc=2&next=%2Fbieu-mau%2F"
    assert signed_in.get(f"{LEVEL}?muc=2&next=/bieu-mau/")["Location"] == "/bieu-mau/"


@pytest.mark.parametrize("next_", ["https://xau.example/", "//xau.example", "/\\xau.example", "javascript:alert(1)"])
def test_never_to_another_site(signed_in, mau, register, next_):
    assert "xau.example" not in signed_in.get(LEVEL, {"muc": "2", "next": next_}).content.decode()
    Person.objects.filter(pk=mau.pk).update(assurance=2)
    assert signed_in.get(LEVEL, {"muc": "2", "next": next_})["Location"] == "/tai-khoan/"


@pytest.mark.parametrize(
    ("result", "fields", "shown"),
    [
        ("differs", ["birth_date"], "<li>Ngày sinh</li>"),
        ("differs", [], "không phải của cùng một người"),
        ("unknown", [], "Không tìm thấy số giấy tờ này"),
        ("unreachable", [], "Chưa hỏi được cơ sở dữ liệu dân cư"),
    ],
)
def test_each_result_says_what_next(signed_in, mau, register, result, fields, shown):  # noqa: PLR0917 - a table
    check = RegisterCheck.objects.create(person=mau, result=result, fields=fields, asked_at=AT)
    text = signed_in.get(f"{LEVEL}{check.pk}/?muc=2&next=/bieu-mau/").content.decode()
    assert shown in text
    assert "bộ phận một cửa" in text


def test_another_persons_check_is_not_there(signed_in, thu):
    check = RegisterCheck.objects.create(person=thu, asked_at=AT)
    assert signed_in.get(f"{LEVEL}{check.pk}/").status_code == 404


def test_without_a_register_the_counter_is_the_way(signed_in):
    text = signed_in.get(f"{LEVEL}?muc=2").content.decode()
    assert "Đối chiếu ngay" not in text
    assert "Hiện cổng chưa nối với cơ sở dữ liệu dân cư" in text
    assert signed_in.post(LEVEL, {"muc": "2"}).status_code == 422


def test_level_three_needs_level_two_then_a_key(signed_in, mau, register):
    assert "Đối chiếu ngay" in signed_in.get(f"{LEVEL}?muc=3&next=/bieu-mau/").content.decode()
    Person.objects.filter(pk=mau.pk).update(assurance=2)
    text = signed_in.get(f"{LEVEL}?muc=3&next=/bieu-mau/").content.decode()
    back = "%2Ftai-khoan%2Fxac-minh%2F%3Fmuc%3D3%26next%3D%252Fbieu-mau%252F"
    assert f"/tai-khoan/khoa/them/?next={back}".replace("%2F", "/") in text.replace("%2F", "/")
    assert "/dang-nhap/xac-nhan-lai/?next=" in text
    session = signed_in.session
    session["proof"] = session["proof"] | {"methods": ["password", "passkey"]}
    session.save()
    assert signed_in.get(f"{LEVEL}?muc=3&next=/bieu-mau/")["Location"] == "/bieu-mau/"


def test_a_visit_opened_elsewhere_must_prove_itself_here(signed_in, mau):
    Person.objects.filter(pk=mau.pk).update(assurance=2)
    session = signed_in.session
    session["proof"] = {"methods": ["external:buu-dien"], "at": session["proof"]["at"], "ceiling": 1}
    session.save()
    assert "Hãy xác nhận trực tiếp tại đây" in signed_in.get(f"{LEVEL}?muc=2&next=/bieu-mau/").content.decode()


@pytest.mark.parametrize(
    ("wanted", "now", "own", "ceiling", "step"),
    [
        (2, 1, 1, 3, "confirm"), (2, 2, 2, 3, "done"), (2, 3, 2, 3, "done"), (2, 1, 2, 1, "sign_in_again"),
        (3, 2, 2, 3, "key"), (3, 1, 1, 3, "confirm"), (3, 3, 2, 3, "done"), (3, 2, 2, 2, "sign_in_again"),
    ],
)  # fmt: skip
def test_one_step_at_a_time(wanted, now, own, ceiling, step):
    assert rules.next_step(wanted, now=now, own=own, ceiling=ceiling) == step
