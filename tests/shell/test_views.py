import json

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from motcua.kernel.actor import Actor, Capacity
from motcua.shell import queries
from tests.pages import faults

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alone")]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@pytest.mark.parametrize(
    ("address", "status", "heading", "words"),
    [
        ("/trang/", 200, "Bạn chưa làm được việc này", "&lt;b&gt;thử&lt;/b&gt;"),
        ("/tu-choi/", 409, "Có thay đổi từ người khác", "Hồ sơ này đã được Nguyễn Văn &lt;Thử&gt; nhận."),
        ("/qua-nhieu/", 429, "Bạn thử hơi nhanh", "Hãy đợi 42 giây rồi thử lại."),
        ("/cam/", 403, "Bạn chưa làm được việc này", "Bạn không có quyền xem trang này."),
        ("/la/", 400, "Trình duyệt gửi yêu cầu mà chúng tôi không đọc được", "Hãy quay lại trang trước"),
        ("/khong-co/", 404, "Không tìm thấy trang này", "không phải của bạn"),
    ],
)
def test_refusals_are_pages_with_a_way_out(page, address, status, heading, words):
    response = page.get(address)
    text = response.content.decode()
    assert response.status_code == status
    assert f'<h1 class="govuk-heading-l">{heading}</h1>' in text
    assert f"<title>{heading} – Một Cửa</title>" in text
    assert words in text
    assert 'href="/">Về trang chủ</a>' in text
    assert response["Content-Security-Policy"] == POLICY


def test_too_many_says_when_to_come_back(page):
    assert page.get("/qua-nhieu/")["Retry-After"] == "42"


def test_a_failure_of_ours_asks_nothing_of_the_database(django_assert_num_queries):
    client = Client(raise_request_exception=False)
    with django_assert_num_queries(0):
        response = client.get("/hong/")
    assert response.status_code == 500
    assert "Lỗi này do chúng tôi" in response.content.decode()
    assert faults(response.content) == []


def test_a_form_without_its_token_changes_nothing(settings):
    client = Client(enforce_csrf_checks=True)
    response = client.post("/ngon-ngu/", {"language": "en"})
    assert response.status_code == 403
    assert settings.LANGUAGE_COOKIE_NAME not in response.cookies
    assert "Trang này đã mở quá lâu" in response.content.decode()
    assert faults(response.content) == []


def test_alive_asks_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok")


def test_ready_with_and_without_a_worker(client):
    assert client.get("/readyz").json() == {"database": True, "pending_migrations": 0, "worker": False, "ready": True}
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '2 minutes')")
        assert client.get("/readyz").json()["worker"] is False
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    assert client.get("/readyz").json()["worker"] is True


def test_not_ready_while_a_migration_is_missing(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'shell' AND name = '0001_initial'")
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["ready"] is False
    assert response.json()["pending_migrations"] >= 1


def test_not_ready_without_the_database(client, monkeypatch):
    def gone():
        from django.db import OperationalError

        raise OperationalError("connection refused: secret-host")

    monkeypatch.setattr(queries, "database_answers", gone)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {
        "database": False, "pending_migrations": None, "worker": False, "failure": "OperationalError", "ready": False,
    }  # fmt: skip


def test_small_files_of_the_site(client):
    manifest = client.get("/manifest.webmanifest")
    assert manifest["Content-Type"] == "application/manifest+json"
    about = json.loads(manifest.content)
    assert (about["short_name"], about["start_url"], about["lang"]) == ("Một Cửa", "/", "vi")
    assert "Disallow: /ho-so/\n" in client.get("/robots.txt").content.decode()
    assert client.get("/favicon.ico")["Location"] == "/static/img/motcua.svg"


def test_the_files_that_pages_name_exist(client):
    from django.contrib.staticfiles import finders

    about = json.loads(client.get("/manifest.webmanifest").content)
    named = [icon["src"].removeprefix("/static/") for icon in about["icons"]]
    named += [
        "theme.css", "govuk/govuk-frontend.min.css", "govuk/govuk-frontend.min.js", "django_htmx/htmx-2.min.js",
        "js/motcua.js", "js/autosave.js", "js/session.js", "js/keys.js", "img/motcua.svg",
        *(f"fonts/be-vietnam-pro-{face}-normal.woff2" for face in ("latin-400", "latin-600", "vietnamese-400")),
        "fonts/be-vietnam-pro-vietnamese-600-normal.woff2",
    ]  # fmt: skip
    assert [name for name in named if finders.find(name) is None] == []


def test_language_is_chosen_at_the_foot(page, settings):
    assert b'<button type="submit" name="language" value="en" lang="en">English</button>' in page.get("/trang/").content
    response = page.post("/ngon-ngu/", {"language": "en", "next": "/trang/"})
    assert (response.status_code, response["Location"]) == (302, "/trang/")
    text = page.get("/trang/").content.decode()
    assert '<html class="govuk-template" lang="en">' in text
    assert '<button type="submit" name="language" value="vi" lang="vi">Tiếng Việt</button>' in text


def test_language_leads_nowhere_else(page):
    assert page.post("/ngon-ngu/", {"language": "en", "next": "https://elsewhere.example/"})["Location"] == "/"


def test_a_visitor_cannot_prolong_anything(client):
    response = client.post("/phien/o-lai/")
    assert (response.status_code, response["Location"]) == (302, "/dang-nhap/?next=/phien/o-lai/")
    assert client.get("/phien/o-lai/").status_code == 405


PERSON = {"person": 7, "name": "Trần Thị <Mẫu>"}


@pytest.mark.parametrize(
    ("actor", "says"),
    [
        (Actor(**PERSON), "Trần Thị <Mẫu> · Công dân"),
        (
            Actor(**PERSON, capacity=Capacity.BUSINESS, business=1, business_name="Công ty TNHH Ví Dụ"),
            "Trần Thị <Mẫu> · Công ty TNHH Ví Dụ",
        ),
        (
            Actor(**PERSON, capacity=Capacity.OFFICER, membership=1, agency=2, agency_name="UBND huyện Mẫu Sơn"),
            "Trần Thị <Mẫu> · UBND huyện Mẫu Sơn",
        ),
    ],
)
def test_the_header_says_who_acts_and_as_what(make, actor, says):
    shown = make('{% from "shell/nav.html" import navigation with context %}{{ navigation() }}', actor=actor)
    assert shown.xpath("//span[@class='mc-menu__who']")[0].text_content() == says


def test_the_header_of_a_visitor_has_no_menu(make):
    shown = make('{% from "shell/nav.html" import navigation with context %}{{ navigation() }}')
    assert shown.xpath("//details") == []


@pytest.mark.parametrize(("training", "shown"), [(True, True), (False, False)])
def test_the_training_banner(rf, training, shown):
    from datetime import UTC, datetime

    at = datetime(2020, 5, 12, 1, 32, tzinfo=UTC)
    context = {
        "message": "x",
        "refusal": None,
        "training": training,
        "at": at,
        "actor": None,
        "demo": False,
        "session_seconds": 0,
    }
    with translation.override("vi"):
        text = render_to_string("shell/refusal.html", context)
    assert ("ngày hệ thống <strong>thứ Ba, 12/05/2020, 08:32</strong>" in text) is shown
