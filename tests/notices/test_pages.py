import pytest

from motcua.journal.queries import history
from motcua.notices import commands, queries
from motcua.notices.context import unread
from motcua.notices.models import Notice
from tests.notices.conftest import AT

LINK = "/bieu-mau/"


def tell(person, count=1, link=LINK):
    for n in range(count):
        commands.tell(person.pk, title=f"Tin số {n}", body=f"Nội dung {n}", link=link, subject="dossier:1", at=AT)


def unread_flags(person) -> list[bool]:
    return [n.read_at is None for n in Notice.objects.filter(person=person).order_by("pk")]


@pytest.mark.parametrize("path", ["/hop-thu/", "/hop-thu/1/", "/hop-thu/doc-het/"])
def test_visitors_sign_in_first(client, db, path):
    for answer in (client.get(path), client.post(path)):
        assert answer["Location"] == f"/dang-nhap/?next={path}"


def test_the_inbox_shows_only_ones_own(client, mau, thu):
    tell(mau, 2)
    commands.tell(thu.pk, title="Tin của người khác", body="x", link="", subject="", at=AT)
    client.force_login(mau)
    text = client.get("/hop-thu/").content.decode()
    assert text.count("<h1") == 1
    assert text.index("Tin số 1") < text.index("Tin số 0")
    assert "Tin của người khác" not in text
    assert text.count(">Mới</strong>") == 2


def test_an_empty_inbox_says_so(client, mau):
    client.force_login(mau)
    assert "Chưa có thư nào." in client.get("/hop-thu/").content.decode()


def test_a_body_is_escaped(client, mau):
    commands.tell(mau.pk, title="<b>x</b>", body="<script>alert(1)</script>", link="", subject="", at=AT)
    client.force_login(mau)
    text = client.get("/hop-thu/").content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_opening_marks_as_read_and_leads_on(client, mau):
    tell(mau)
    notice = Notice.objects.get()
    client.force_login(mau)
    response = client.post(f"/hop-thu/{notice.pk}/")
    assert (response.status_code, response["Location"]) == (302, LINK)
    first = Notice.objects.get().read_at
    assert first == response.wsgi_request.at
    client.post(f"/hop-thu/{notice.pk}/")
    assert Notice.objects.get().read_at == first
    assert [(e.action, e.person) for e in history("dossier:1")] == [("notices.read", mau.pk)]
    assert ">Mới</strong>" not in client.get("/hop-thu/").content.decode()


def test_a_notice_without_a_link_leads_to_the_inbox(client, mau):
    tell(mau, link="")
    client.force_login(mau)
    assert client.post(f"/hop-thu/{Notice.objects.get().pk}/")["Location"] == "/hop-thu/"


def test_a_get_reads_nothing(client, mau):
    tell(mau)
    client.force_login(mau)
    assert client.get(f"/hop-thu/{Notice.objects.get().pk}/")["Location"] == "/hop-thu/"
    assert client.get("/hop-thu/doc-het/")["Location"] == "/hop-thu/"
    client.get("/hop-thu/")
    assert unread_flags(mau) == [True]


@pytest.mark.parametrize("path", ["/hop-thu/{}/", "/hop-thu/99999999/", "/hop-thu/9223372036854775808/"])
def test_another_persons_notice_is_not_found(client, mau, thu, path):
    tell(mau)
    client.force_login(thu)
    assert client.post(path.format(Notice.objects.get().pk)).status_code == 404
    assert unread_flags(mau) == [True]
    assert history("dossier:1") == []


def test_reading_all_leaves_others_alone(client, mau, thu):
    tell(mau, 3)
    tell(thu, 1)
    client.force_login(mau)
    assert client.post("/hop-thu/doc-het/")["Location"] == "/hop-thu/"
    assert (unread_flags(mau), unread_flags(thu)) == ([False] * 3, [True])
    assert [(e.action, e.data) for e in history(f"person:{mau.pk}")][-1] == ("notices.read_all", {"count": 3})


@pytest.mark.parametrize("path", ["/hop-thu/{}/", "/hop-thu/doc-het/"])
def test_reading_needs_its_token(mau, path):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    tell(mau)
    strict.force_login(mau)
    assert strict.post(path.format(Notice.objects.get().pk)).status_code == 403
    assert unread_flags(mau) == [True]


def test_paging_shows_each_notice_once(client, mau, monkeypatch):
    tell(mau, 5)
    seen, cursor, pages = [], None, 0
    while True:
        page = queries.inbox(mau.pk, before=cursor, limit=2)
        seen += [notice.title for notice in page.notices]
        pages += 1
        cursor = page.older
        if cursor is None:
            break
    assert (seen, pages) == ([f"Tin số {n}" for n in (4, 3, 2, 1, 0)], 3)


def test_a_full_last_page_has_no_next(mau):
    tell(mau, 2)
    assert queries.inbox(mau.pk, limit=2).older is None


def test_the_link_to_older_notices(client, mau):
    tell(mau, 21)
    client.force_login(mau)
    oldest_shown = Notice.objects.order_by("-pk")[19].pk
    text = client.get("/hop-thu/").content.decode()
    assert f'href="/hop-thu/?truoc={oldest_shown}"' in text
    assert "Tin số 0<" not in text
    older = client.get(f"/hop-thu/?truoc={oldest_shown}").content.decode()
    assert "Tin số 0<" in older
    assert "Tin số 1<" not in older
    assert "Về thư mới nhất" in older


@pytest.mark.parametrize("cursor", ["x", "-1", "9" * 40, "٣", "0"])
def test_a_broken_cursor_is_no_error(client, mau, cursor):
    client.force_login(mau)
    assert client.get("/hop-thu/", {"truoc": cursor}).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_statements_of_the_inbox(client, mau, count, django_assert_num_queries):
    tell(mau, count)
    client.force_login(mau)
    with django_assert_num_queries(4):  # session, person, notices, the count in the header
        client.get("/hop-thu/")


def test_unread_is_counted_once_and_only_when_shown(mau, rf, django_assert_num_queries):
    from motcua.kernel.actor import Actor

    tell(mau, 2)
    request = rf.get("/")
    request.actor = None
    with django_assert_num_queries(0):
        assert unread(request) == {"unread": 0}
        request.actor = Actor(person=mau.pk, name=mau.name)
        shown = unread(request)["unread"]
    with django_assert_num_queries(1):
        assert shown
        assert f"{shown}" == "2"
        assert shown > 1


def test_unread_is_counted_up_to_a_hundred(mau):
    notice = {"person": mau, "title": "x", "body": "x", "at": AT}
    Notice.objects.bulk_create(Notice(**notice) for _ in range(130))
    assert queries.unread(mau.pk) == 100


def test_the_outbox_exists_in_the_demo_alone(client, mau, settings):
    settings.DEMO = False
    tell(mau)
    assert client.get("/hop-thu-di/").status_code == 404


def test_the_outbox_shows_what_would_have_gone(client, mau, settings, django_assert_num_queries):
    settings.DEMO = True
    tell(mau, 3)
    with django_assert_num_queries(1):
        text = client.get("/hop-thu-di/").content.decode()
    assert text.count("<h1") == 1
    assert text.index("Tin so 2.") < text.index("Tin so 0.")
    assert text.count("•••• 0001") == 3
    assert text.count("m•••@vidu.example") == 3
    for hidden in ("900000001", "mau@vidu.example"):
        assert hidden not in text


def test_an_empty_outbox_says_so(client, db, settings):
    settings.DEMO = True
    assert "Chưa có tin nhắn hay thư nào." in client.get("/hop-thu-di/").content.decode()
