"""The bench's arithmetic, scripts and report. Nothing is timed here."""

import json
import socket
import threading
from base64 import b64encode
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.identity.models import Person
from motcua.identity.queries import by_number
from motcua.ops import demo, reference
from motcua.ops.bench import accounts, report, scripts
from motcua.ops.bench.figures import Goal, Measure, Round, missed, percentile
from motcua.ops.bench.identity import Asked
from motcua.ops.bench.load import run
from motcua.ops.bench.machine import BenchError, load
from motcua.ops.bench.world import Span
from motcua.shell import clock

NAMES = {"71000017": "d", "81000001": "workflow_case_id"}


def measure(*rounds: tuple[float, float], goal: Goal | None = None, name: str = "page") -> Measure:
    return Measure("G1", name, "req/s", tuple(Round(*r) for r in rounds), goal, "pgbench")


def test_the_ratio_is_the_median_of_the_rounds_ratios_not_the_ratio_of_the_medians():
    found = measure((10, 100), (30, 100), (40, 200))
    assert (found.value, found.limit, found.ratio) == (30, 100, 0.2)


def test_of_two_rounds_the_median_lies_between():
    assert measure((10, 100), (20, 100)).ratio == pytest.approx(0.15)


@pytest.mark.parametrize(
    ("value", "passed"), [(0.05, True), (0.04, True), (0.0321, True), (0.032, True), (0.0319, False)]
)
def test_a_ratio_may_fall_to_four_fifths_of_its_goal(value, passed):
    assert measure((value, 1), goal=Goal("at_least", 0.04)).passed is passed


@pytest.mark.parametrize(("seconds", "passed"), [(2.99, True), (3.0, False), (2.4, True)])
def test_what_must_stay_below_a_bound_has_no_tolerance(seconds, passed):
    assert measure((seconds, 0), goal=Goal("below", 3.0)).passed is passed


@pytest.mark.parametrize(("rate", "passed"), [(12.0, True), (11.9, False), (30, True)])
def test_an_absolute_rate_has_no_tolerance_either(rate, passed):
    found = Measure("", "sign-in", "a second", (Round(rate),), Goal("above", 12))
    assert found.passed is passed
    assert report.lines([found])[0][5:8] == ("≥ 12 a second", "< 12", "pass" if passed else "MISS")


def test_missed_names_those_and_only_those():
    good, bad, told = (
        measure((9, 100), goal=Goal("at_least", 0.04), name="good"),
        measure((3, 100), goal=Goal("at_least", 0.04), name="bad"),
        measure((1, 0), name="told"),
    )
    assert [m.name for m in missed([good, bad, told])] == ["bad"]


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [([5, 1, 3], 0.5, 3), ([1, 2, 3, 4], 0.5, 2), (range(1, 101), 0.95, 95), ([7], 0.95, 7), ([], 0.5, 0)],
)
def test_percentile(values, share, expected):
    assert percentile(list(values), share) == expected


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT 1 WHERE id = 71000017", "SELECT 1 WHERE id = :d"),
        ("SELECT 1 WHERE id = 710000170", "SELECT 1 WHERE id = 710000170"),
        ("SELECT 1 WHERE s = 'dossier:71000017'", "SELECT 1 WHERE s = ('dossier:' || :d)"),
        ("SELECT '71000017'", "SELECT :d"),
        ("SELECT 'it''s 71000017, not 81000001'", "SELECT ('it''s ' || :d || ', not ' || :workflow_case_id)"),
        ("SELECT '{\"a\":true}'::jsonb", "SELECT ('{\"a\":' || 'true}')::jsonb"),
        ("SELECT 'dossier:x'", "SELECT ('dossier:' || 'x')"),
        ("SELECT '08:30', ''", "SELECT '08:30', ''"),
        ("SELECT E'a\\\\b:c 71000017'", "SELECT (E'a\\\\b:' || E'c ' || :d)"),
    ],
)
def test_statements_for_other_dossiers(sql, expected):
    assert scripts.statement(sql, NAMES) == expected


def test_ids_that_the_database_gives_are_kept_for_later_statements():
    made = scripts.script(
        [
            'INSERT INTO "workflow_case" ("subject") VALUES (\'dossier:71000017\') RETURNING "workflow_case"."id"',
            "UPDATE d SET case_id = 81000001 WHERE id = 71000017;",
        ],
        NAMES,
        ["\\set d 1"],
    )
    kept = 'INSERT INTO "workflow_case" ("subject") VALUES ((\'dossier:\' || :d)) RETURNING "workflow_case"."id"'
    assert made.splitlines() == [
        "\\set d 1",
        f"{kept} \\gset workflow_case_",
        "UPDATE d SET case_id = :workflow_case_id WHERE id = :d;",
    ]


def test_places_share_the_copies_out_without_gap_or_overlap():
    whole = Span(11, 30)
    shares = [list(whole.of(place, 3)) for place in range(3)]
    assert sorted(k for share in shares for k in share) == list(range(11, 31))
    assert {k % 3 for k in shares[2]} == {2}


def test_the_table_in_the_docs_is_replaced_and_nothing_else():
    page = f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n"
    assert report.between_markers(page, "new") == f"before\n{report.BEGIN}\nnew\n{report.END}\nafter\n"
    with pytest.raises(ValueError, match="needs the lines"):
        report.between_markers("no markers", "new")


def test_the_report_tells_value_limit_ratio_gate_and_verdict():
    goals = [
        measure((3, 100), goal=Goal("at_least", 0.04)),
        Measure("G4", "upload", "s", (Round(1.5),), Goal("below", 3.0), note="two requests"),
    ]
    assert report.lines(goals) == [
        ("G1", "page", "3 req/s", "100 (pgbench)", "0.030", "≥ 0.04", "< 0.032", "MISS", ""),
        ("G4", "upload", "1.5 s", "–", "–", "< 3 s", "≥ 3", "pass", "two requests"),
    ]


def test_the_figures_for_machines(tmp_path):
    path = tmp_path / "var" / "bench.json"
    report.write_json(path, [measure((5, 100), goal=Goal("at_least", 0.04))], {"run": "here"})
    found = json.loads(path.read_text(encoding="utf-8"))
    assert (found["run"], found["passed"]) == ("here", True)
    assert found["measures"][0]["ratio"] == 0.05
    assert found["measures"][0]["gate"] == pytest.approx(0.032)


def test_the_report_says_when_and_on_what():
    said = report.where(datetime(2020, 5, 12, 1, 0, tzinfo=UTC), "Alone.", {"PostgreSQL": "18", "fsync": "on"})
    assert said.startswith("Run of 2020-05-12 01:00 UTC on ")
    assert said.endswith("; PostgreSQL 18, fsync on. Alone.")


def test_a_request_as_the_load_sends_it():
    asked = Asked("/oauth2/token", 200, '"sub"', {"a": "b c"}, basic="Zm9v", cookies=(("x", "1"), ("y", "2")))
    text, status, mark = asked.text(300)
    head, _, body = text.partition("\r\n\r\n")
    assert (head.splitlines()[0], body, status, mark) == ("POST /oauth2/token HTTP/1.1", "a=b+c", 200, '"sub"')
    for line in ("X-Forwarded-For: 10.1.44.0", "Authorization: Basic Zm9v", "Cookie: x=1; y=2", "Content-Length: 5"):
        assert line in head.splitlines()
    assert Asked("/", 200, "").text(0)[0].startswith("GET / HTTP/1.1\r\n")


@pytest.mark.django_db
def test_made_accounts_are_found_sign_in_and_refresh(client, settings):
    """What the bench relies on, with few of them."""
    list(reference.load())
    list(demo.load(1))
    model = Person.objects.get(name="Trần Thị Mẫu")
    made = accounts.build(model.pk, 20, 2, at=clock.now())
    assert Person.objects.filter(pk__gt=accounts.PERSON).count() == 20
    for k in (1, 20):
        for number in (accounts.id_number(k), accounts.phone(k)):
            assert by_number(number).pk == accounts.PERSON + k
    form = {"grant_type": "refresh_token", "refresh_token": made.refresh[2]}
    basic = b64encode(f"{made.client}:{made.secret}".encode()).decode()
    assert client.post("/oauth2/token", form, headers={"Authorization": f"Basic {basic}"}).status_code == 200
    told = client.get("/oauth2/userinfo", headers={"Authorization": f"Bearer {accounts.bearer(1)}"}).json()
    assert told["HoVaTen"] == "Trần Thị Mẫu"
    with CaptureQueriesContext(connection) as found:
        answer = client.post("/dang-nhap/", {"login": accounts.id_number(20), "password": demo.PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/vao/")
    assert len(found) <= 15


@pytest.fixture
def echo():
    """A server on 127.0.0.1 that answers 200 with the address asked for, in two pieces."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=answer, args=(line,), daemon=True).start()

    def answer(line: socket.socket) -> None:
        with line, suppress(OSError):
            while data := line.recv(4096):
                body = data.split(b" ")[1]
                line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body))
                line.sendall(body)

    threading.Thread(target=serve, daemon=True).start()
    yield listener.getsockname()[1]
    listener.close()


def ask(address: str, status: int = 200, mark: str | None = None) -> list[object]:
    return [f"GET {address} HTTP/1.1\r\n\r\n", status, address if mark is None else mark]


def test_the_load_sends_every_request_once_and_counts_whole_answers(echo):
    outcome = run(echo, [[ask("/a"), ask("/b")], [ask("/c")], []], 10)
    assert (outcome.done, len(outcome.latencies), outcome.wrong) == (3, 3, "")


def test_the_load_stops_when_its_time_is_over(echo):
    assert run(echo, [[ask("/a")] * 5], 0).done == 1


@pytest.mark.parametrize("wrong", [ask("/a", status=302), ask("/a", mark="/b")])
def test_the_load_notices_a_wrong_answer(echo, wrong):
    outcome = run(echo, [[wrong, ask("/a")]], 10)
    assert outcome.done == 1
    assert outcome.wrong.startswith("wanted ")


def test_a_wrong_answer_stops_the_bench(echo):
    with pytest.raises(BenchError, match="wanted 200"):
        load(echo, [("GET /a HTTP/1.1\r\n\r\n", 200, "/nowhere")], seconds=10)
