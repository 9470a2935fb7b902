"""Who may call which address: a visitor, another business, an officer, one who may only look, the employer."""

import pytest
from django.test import Client
from django.urls import reverse

from motcua.documents.models import Document
from motcua.dossiers.urls import urlpatterns

from .conftest import picture

# address → (method, in which state, what the employer gets, what the viewer gets)
OPEN = {
    "dossier": ("get", "draft", 200, 200),
    "section": ("get", "draft", 302, 403),
    "page": ("get", "draft", 200, 403),
    "autosave": ("post", "draft", 200, 403),
    "exit": ("get", "draft", 302, 403),
    "list": ("get", "draft", 200, 200),
    "list_template": ("get", "draft", 200, 200),
    "list_export": ("get", "draft", 200, 200),
    "new_row": ("get", "draft", 200, 403),
    "row": ("get", "draft", 200, 403),
    "remove_row": ("post", "draft", 302, 403),
    "clear_list": ("post", "draft", 302, 403),
    "papers": ("get", "draft", 200, 200),
    "paper": ("get", "draft", 200, 200),
    "remove_paper": ("post", "draft", 302, 403),
    "check": ("get", "draft", 200, 200),
    "submit": ("post", "draft", 302, 403),
    "confirmation": ("get", "filed", 200, 200),
    "supplement": ("get", "returned", 200, 403),
    "withdraw": ("get", "filed", 200, 403),
    "demand_paper": ("get", "filed", 200, 403),
    "discard": ("get", "draft", 200, 403),
    "document": ("get", "filed", 200, 200),
}
# Not of one dossier: see test_keeping.py, test_postings.py.
ELSEWHERE = {"mine", "begin", "kept", "forget", "withdraw_keeping", "postings", "posting"}
EXTRA = {
    "section": ["company"],
    "page": ["company", "trade"],
    "autosave": ["company", "trade"],
    "exit": ["no_funds"],
    "row": [1],
    "remove_row": [1],
}


def address(name, dossier):
    extra = EXTRA.get(name, [])
    if name in ("paper", "remove_paper"):
        extra = [dossier.papers.get().pk]
    if name == "document":
        extra = [Document.objects.get(subject=dossier.subject).pk]
    return reverse(f"dossiers:{name}", args=[dossier.ref, *extra])


def test_every_address_is_in_the_table():
    assert {pattern.name for pattern in urlpatterns} == {*OPEN, *ELSEWHERE}


@pytest.mark.parametrize("name", OPEN)
def test_gates(world, sign_in, name):
    method, state, mine, viewers = OPEN[name]
    dossier = getattr(world, state)()
    path = address(name, dossier)
    before = picture(dossier)
    visitor = getattr(Client(), method)(path)
    assert visitor.status_code == 302
    assert visitor.url.startswith(f"/dang-nhap/?next=/ho-so/{dossier.ref}/")
    for stranger in ("other", "thu", "citizen"):
        assert getattr(sign_in(stranger), method)(path).status_code == 404, stranger
    assert getattr(sign_in("viewer"), method)(path).status_code == viewers
    assert picture(dossier) == before
    assert getattr(sign_in("firm"), method)(path).status_code == mine


@pytest.mark.parametrize("name", ["submit", "remove_row", "clear_list", "remove_paper"])
def test_who_had_to_sign_in_before_a_post_lands_on_a_page(world, firm, name):
    """After sign-in the browser GETs the address that was POSTed."""
    dossier = world.draft()
    before = picture(dossier)
    answer = firm.get(address(name, dossier), follow=True)
    assert answer.status_code == 200
    assert picture(dossier) == before


@pytest.mark.parametrize(
    ("name", "payload"),
    [("page", {"business_line": "x"}), ("list", {}), ("new_row", {}), ("row", {}), ("papers", {"paper": "agreements"}),
     ("discard", {})],
)  # fmt: skip
def test_a_viewer_posts_nothing(world, sign_in, name, payload):
    dossier = world.draft()
    before = picture(dossier)
    answer = sign_in("viewer").post(address(name, dossier), payload)
    assert answer.status_code == 403
    assert "Bạn chỉ được xem hồ sơ của Công ty TNHH Ví Dụ" in answer.content.decode()
    assert picture(dossier) == before


@pytest.mark.parametrize("path", ["/ho-so/", "/ho-so/moi/tam-hoan-hop-dong/"])
def test_a_visitor_signs_in_first(db, path):
    assert Client().get(path).url == f"/dang-nhap/?next={path}"


def test_a_viewer_sees_no_way_to_write(world, sign_in):
    viewer = sign_in("viewer")
    for make, names in (("draft", ("dossier", "check", "list", "papers")), ("returned", ("dossier", "list", "papers"))):
        dossier = getattr(world, make)()
        for name in names:
            text = viewer.get(address(name, dossier)).content.decode()
            main = text[text.index("<main") : text.index("</main>")]
            assert 'method="post"' not in main, name
            assert "Rút hồ sơ" not in main
            assert "bo-sung" not in main
            assert "Thay đổi" not in main


def test_the_token_of_forms_is_asked_for(world, sign_in):
    dossier = world.draft()
    client = sign_in("firm", enforce_csrf_checks=True)
    before = picture(dossier)
    answer = client.post(address("submit", dossier))
    assert answer.status_code == 403
    assert "Trang này đã mở quá lâu" in answer.content.decode()
    assert picture(dossier) == before


def test_the_control_slip_is_for_officers(world, firm):
    dossier = world.at_province()
    world.act(dossier, "approve", "tinh")
    slip = Document.objects.get(subject=dossier.subject, kind="control")
    assert firm.get(reverse("dossiers:document", args=[dossier.ref, slip.pk])).status_code == 404
    assert "kiểm soát" not in firm.get(address("dossier", dossier)).content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/ho-so/%00/", "/ho-so/khong-co/", "/ho-so/{ref}/danh-sach/dong/99999999999999999999/",
        "/ho-so/{ref}/giay-to/99999999999999999999/", "/ho-so/{ref}/muc/khong/co/", "/ho-so/{ref}/muc/company/khong/",
        "/ho-so/{ref}/van-ban/99999999999999999999.pdf",
    ],
)  # fmt: skip
def test_addresses_that_lead_nowhere(world, firm, path):
    assert firm.get(path.format(ref=world.draft().ref)).status_code == 404


@pytest.mark.parametrize(
    "query", ["?sau=99999999999999999999", "?sau=²", "?sau=-1", "?tim=%00", "?tim=%27%3B--", "?tim=99999999", "?loi=x"]
)
def test_odd_queries_are_harmless(world, firm, query):
    assert firm.get(address("list", world.draft()) + query).status_code == 200


@pytest.mark.parametrize("query", ["?truoc=99999999999999999999", "?truoc=²", "?truoc=abc"])
def test_odd_pages_of_my_dossiers(world, firm, query):
    world.draft()
    assert firm.get("/ho-so/" + query).status_code == 200
