"""A portal is told that a visit ended: by a real HTTP server, until it takes the news, and never inside our network."""

from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import parse_qs
from uuid import uuid4

import jwt
import pytest
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from motcua.identity.commands import sessions
from motcua.kernel.actor import Actor
from motcua.openid import commands, jobs
from motcua.openid.gateways import backchannel
from motcua.openid.models import Visit
from tests.openid.conftest import AT, come_in


@contextmanager
def listening(statuses=(200,)):
    """A server that answers with these, the last one for ever. Yields (address, what it was told)."""
    told, answers = [], list(statuses)

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            told.append((self.path, self.headers["Host"], parse_qs(body)))
            self.send_response(answers.pop(0) if len(answers) > 1 else answers[0])
            self.send_header("Location", "http://127.0.0.1:1/")
            self.end_headers()

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Listener)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/oidc/logout?x=1", told
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def queued(name):
    return [job.args for job in ProcrastinateJob.objects.filter(task_name=name, status="todo").order_by("id")]


def work():
    """Run what is queued for this room, as the worker would."""
    for job in ProcrastinateJob.objects.filter(task_name__startswith="openid.", status="todo").order_by("id"):
        app.tasks[job.task_name].func(**job.args)


def test_the_end_of_a_session_reaches_the_portal(register, mau):
    with listening() as (uri, told):
        portal = register(backchannel_logout_uri=uri)
        tokens = portal.tokens()
        id_token = portal.claims(tokens["id_token"])
        sid = portal.browser.session["sid"]
        assert sessions.end(mau.pk, sid, by=Actor(mau.pk, mau.name), at=AT)
        jobs.session_ended(sid)
        assert portal.userinfo(tokens["access_token"]).status_code == 401
        assert portal.refresh(tokens["refresh_token"]).json()["error"] == "invalid_grant"
        (args,) = queued("openid.tell_portal")
        jobs.tell_portal(**args)
        jobs.tell_portal(**args)  # told once
    ((path, host, body),) = told
    assert (path, host) == ("/oidc/logout?x=1", uri.split("/")[2])
    (token,) = body["logout_token"]
    assert jwt.get_unverified_header(token)["typ"] == "logout+jwt"
    claims = portal.claims(token)
    assert set(claims) == {"iss", "aud", "sub", "sid", "iat", "exp", "jti", "events"}
    assert claims["events"] == {"http://schemas.openid.net/event/backchannel-logout": {}}
    assert (claims["sub"], claims["sid"]) == (id_token["sub"], id_token["sid"])
    visit = Visit.objects.get()
    assert visit.why_ended == "signed_out"
    assert visit.told_at is not None


def test_sign_out_here_defers_it(register, mau):
    portal = register(backchannel_logout_uri="https://cong.vidu.example/out")
    portal.tokens()
    sid = portal.browser.session["sid"]
    portal.browser.post("/dang-xuat/")
    assert {"sid": sid} in queued("openid.session_ended")
    jobs.session_ended(sid)
    assert queued("openid.tell_portal") == [{"visit": str(Visit.objects.get().pk)}]
    jobs.session_ended(sid)  # nothing more to end
    assert len(queued("openid.tell_portal")) == 1


def test_only_the_visits_of_that_session_end(portal, mau):
    kept, portal.browser = portal.tokens(), come_in(mau)
    ended = portal.tokens()
    jobs.session_ended(portal.browser.session["sid"])
    assert portal.userinfo(kept["access_token"]).status_code == 200
    assert portal.userinfo(ended["access_token"]).status_code == 401
    jobs.session_ended(str(uuid4()))  # of somebody who visited nobody


def test_a_portal_that_does_not_answer_is_told_later(register):
    with listening([503, 400, 302, 204]) as (uri, told):
        portal = register(backchannel_logout_uri=uri)
        portal.tokens()
        visit = str(Visit.objects.get().pk)
        jobs.session_ended(portal.browser.session["sid"])
        for said in ("status 503", "status 400", "status 302"):
            with pytest.raises(backchannel.Unheard, match=said):
                jobs.tell_portal(visit)
            assert Visit.objects.get().told_at is None
        jobs.tell_portal(visit)
        assert Visit.objects.get().told_at is not None
    assert len(told) == 4
    assert len({body["logout_token"][0] for _, _, body in told}) == 4  # each try with a token of its own
    assert jobs.PATIENCE.max_attempts == 8
    with pytest.raises(backchannel.Unheard, match="NewConnectionError"):
        backchannel.tell(uri, "x", local=True)  # nobody listens any more


def test_withdrawing_and_switching_off_tell_too(register, mau, registrar):
    with listening() as (uri, told):
        portal = register(backchannel_logout_uri=uri)
        portal.tokens()
        commands.withdraw(
            portal.browser.get("/").wsgi_request.user.consents.get().pk, by=Actor(mau.pk, mau.name), at=AT
        )
        portal.tokens()
        commands.switch_off(portal.party, by=registrar, at=AT)
        work()
    assert len(told) == 2
    assert sorted(Visit.objects.values_list("why_ended", flat=True)) == ["closed", "withdrawn"]


@pytest.mark.parametrize(
    "uri",
    [
        "https://127.0.0.1/x", "https://10.0.0.1/x", "https://192.168.1.1/x", "https://172.16.0.1/x", "https://[::1]/x",
        "https://169.254.169.254/latest/meta-data", "https://[fd00::1]/x", "https://[::ffff:10.0.0.1]/x",
        "https://0.0.0.0/x", "https://100.64.0.1/x", "https://localhost/x", "https://[fe80::1]/x", "https://2130706433/x",
    ],
)  # fmt: skip
def test_never_into_a_private_network(uri):
    """reachable(): what the name resolves to is looked at, and that very address is connected to."""
    with pytest.raises(backchannel.Unheard, match=r"a private address|no such name"):
        backchannel.tell(uri, "x", local=False)


def test_a_name_that_resolves_inside(monkeypatch):
    monkeypatch.setattr(backchannel.socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("10.1.2.3", 443))])
    with pytest.raises(backchannel.Unheard, match="a private address"):
        backchannel.tell("https://cong.vidu.example/out", "x", local=False)


def test_not_without_encryption():
    with pytest.raises(backchannel.Unheard, match="not https"):
        backchannel.tell("http://cong.vidu.example/out", "x", local=False)


def test_a_server_that_is_not_who_it_should_be(monkeypatch):
    """The address is pinned, the name is what the certificate must carry: a server without one is told nothing."""
    with listening() as (uri, told):
        port = int(uri.split(":")[2].split("/")[0])
        monkeypatch.setattr(backchannel.socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("127.0.0.1", port))])
        with pytest.raises(backchannel.Unheard, match="SSLError"):
            backchannel.tell(f"https://cong.vidu.example:{port}/out", "x", local=True)
    assert told == []
