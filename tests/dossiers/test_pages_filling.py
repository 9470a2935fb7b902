"""Begin, answer, save by itself, check, hand in: as a browser does it."""

import re
from html import unescape

import pytest
from django.urls import reverse

from motcua.dossiers import commands, queries
from motcua.dossiers.models import Dossier, Row

from .conftest import LATER, fresh, journal, picture

BEGIN = "/ho-so/moi/tam-hoan-hop-dong/"


def at(dossier, page):
    return reverse("dossiers:page", args=[dossier.ref, *page.split("/")])


def save_by_itself(client, dossier, page, changed, **data):
    path = reverse("dossiers:autosave", args=[dossier.ref, *page.split("/")])
    return client.post(path, {"_changed": changed, **data})


def text(answer):
    return unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))


def seen(answer):
    return re.search(r'name="seen" value="([^"]*)"', answer.content.decode())[1]


@pytest.fixture
def draft(world, firm) -> Dossier:
    firm.post(BEGIN)
    return Dossier.objects.get()


def test_beginning_twice_is_one_draft(world, firm):
    assert firm.get(BEGIN).status_code == 200
    first, second = firm.post(BEGIN), firm.post(BEGIN)
    assert first.url == second.url
    assert Dossier.objects.count() == 1


def test_the_wrong_capacity_is_told_so(world, sign_in):
    answer = sign_in("citizen").post(BEGIN)
    assert answer.status_code == 403
    assert "Dịch vụ này dành cho doanh nghiệp" in text(answer)
    assert not Dossier.objects.exists()


def test_a_service_that_is_not_there(world, firm):
    assert firm.get("/ho-so/moi/khong-co/").status_code == 404


def test_what_the_portal_knows_is_filled_in(draft, firm):
    page = text(firm.get(at(draft, "company/identity")))
    html = firm.get(at(draft, "company/identity")).content.decode()
    assert 'value="Công ty TNHH Ví Dụ"' in html
    assert "Doanh nghiệp của bạn" in page
    assert 'value="0900000006"' in firm.get(at(draft, "company/contact")).content.decode()


def test_a_good_page_leads_to_the_next_one_and_then_to_the_task_list(draft, firm):
    answer = firm.post(at(draft, "company/trade"), {"business_line": "may", "seen": "0.a"})
    assert answer.url == at(draft, "company/type")
    answer = firm.post(at(draft, "company/contact"), {"contact_name": "Trần Thị Mẫu", "contact_phone": "0900 000 001"})
    assert answer.url == reverse("dossiers:dossier", args=[draft.ref])
    assert queries.answers(fresh(draft))["contact_phone"] == "0900000001"


def test_from_the_check_page_and_back(draft, firm):
    answer = firm.post(at(draft, "company/trade") + "?ve=kiem-tra", {"business_line": "may"})
    assert answer.url == reverse("dossiers:check", args=[draft.ref])


def test_a_bad_page_keeps_what_was_typed_and_saves_nothing(draft, firm):
    before = picture(draft)
    answer = firm.post(at(draft, "company/reach"), {"company_phone": "abc", "company_email": "x@"})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "<title>Lỗi: Liên hệ với doanh nghiệp" in html
    assert 'value="abc"' in html
    assert 'href="#id_company_phone"' in html
    assert picture(draft) == before


def test_an_answer_that_brings_up_another_question_stays_on_the_page(draft, firm):
    page = at(draft, "company/type")
    assert firm.post(page, {"company_type": "other"}).url == page
    assert "Loại hình khác là gì?" in text(firm.get(page))
    assert firm.post(page, {"company_type": "other", "company_type_other": "Hội"}).url == at(draft, "company/address")


def test_an_answer_that_does_not_fit_is_explained(draft, firm):
    answer = firm.post(at(draft, "finance/difficulty"), {"no_funds": "no"}, follow=True)
    assert "Doanh nghiệp chưa đủ điều kiện nhận hỗ trợ này" in text(answer)
    assert answer.redirect_chain[-1][0].endswith("/chua-du-dieu-kien/no_funds/")
    answer = firm.post(at(draft, "finance/difficulty"), {"no_funds": "yes"})
    assert answer.url == at(draft, "finance/figures")


def test_autosave_tells_when_and_the_page_itself_is_not_stale_then(draft, firm):
    mine = seen(firm.get(at(draft, "company/trade")))
    answer = save_by_itself(firm, draft, "company/trade", "business_line", business_line="may", seen=mine)
    assert answer.json() == {"saved_at": "11:00", "problems": {}}
    save_by_itself(firm, draft, "company/trade", "business_line", business_line="may mặc", seen=mine)
    assert queries.answers(fresh(draft)) == {"business_line": "may mặc"}
    assert firm.post(at(draft, "company/trade"), {"business_line": "may mặc xuất", "seen": mine}).status_code == 302
    assert queries.answers(fresh(draft)) == {"business_line": "may mặc xuất"}


def test_autosave_keeps_what_it_understands_and_names_the_rest(draft, firm):
    answer = save_by_itself(
        firm, draft, "company/reach", ["company_phone", "company_email"], company_phone="0900000001", company_email="x@"
    )
    assert list(answer.json()["problems"]) == ["company_email"]
    assert queries.answers(fresh(draft)) == {"company_phone": "0900000001"}


def test_autosave_takes_away_what_was_emptied(draft, firm):
    page = "commitment/commitment"
    save_by_itself(firm, draft, page, ["truthful"], truthful="on")
    assert queries.answers(fresh(draft)) == {"truthful": True}
    save_by_itself(firm, draft, page, ["truthful"])
    assert queries.answers(fresh(draft)) == {"truthful": None}


def test_a_stale_window_gets_back_what_it_typed_and_may_insist(draft, firm):
    page = at(draft, "company/trade")
    mine, other = seen(firm.get(page)), seen(firm.get(page))
    assert mine != other
    firm.post(page, {"business_line": "may mặc", "seen": mine})
    before = picture(draft)
    answer = firm.post(page, {"business_line": "khách sạn", "seen": other})
    assert answer.status_code == 409
    assert "Mục này vừa được lưu ở một cửa sổ khác." in text(answer)
    assert 'value="khách sạn"' in answer.content.decode()
    assert picture(draft) == before
    assert (
        save_by_itself(firm, draft, "company/trade", "business_line", business_line="x", seen=other).status_code == 409
    )
    assert picture(draft) == before
    assert firm.post(page, {"business_line": "khách sạn", "seen": seen(answer)}).status_code == 302
    assert queries.answers(fresh(draft)) == {"business_line": "khách sạn"}


def test_an_expired_session_comes_back_to_the_same_page(draft, firm, client):
    firm.post(at(draft, "company/trade"), {"business_line": "may"})
    answer = client.post(at(draft, "company/trade") + "?ve=kiem-tra", {"business_line": "x"})
    assert answer.url == f"/dang-nhap/?next={at(draft, 'company/trade')}%3Fve%3Dkiem-tra"
    assert queries.answers(fresh(draft)) == {"business_line": "may"}


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        "Robert'); DROP TABLE students;--",
        "Công ty 😀",
        "abc\u202edcba",
        "{{ 7*7 }}",
        "\x00a",
    ],
)
def test_strange_names_are_shown_as_they_are(draft, firm, name):
    answer = firm.post(at(draft, "company/trade"), {"business_line": name})
    shown = firm.get(reverse("dossiers:check", args=[draft.ref])).content.decode()
    assert "<script>alert" not in shown
    assert "\u202e" not in shown
    if answer.status_code == 302:
        assert queries.answers(fresh(draft))["business_line"].replace("\u202e", "") in unescape(shown)


@pytest.mark.parametrize("size", [3_001, 6_000_000])
def test_a_form_that_is_too_big_is_told_in_vietnamese(draft, firm, size):
    data = {f"f{n}": "x" for n in range(size)} if size < 10_000 else {"business_line": "x" * size}
    before = picture(draft)
    answer = firm.post(at(draft, "company/trade"), data)
    assert answer.status_code == 400
    assert "Hãy quay lại trang trước và thử lần nữa." in text(answer)
    assert picture(draft) == before


def test_the_check_page_names_what_is_missing(draft, firm):
    page = text(firm.get(reverse("dossiers:check", args=[draft.ref])))
    assert "Chưa nộp được" in page
    answer = firm.post(reverse("dossiers:submit", args=[draft.ref]))
    assert answer.status_code == 422
    assert fresh(draft).status == "draft"


def test_handing_in_twice_lands_on_the_same_receipt(world, firm):
    draft = world.draft()
    assert "Nộp hồ sơ" in text(firm.get(reverse("dossiers:check", args=[draft.ref])))
    done = reverse("dossiers:confirmation", args=[draft.ref])
    for _ in range(2):
        assert firm.post(reverse("dossiers:submit", args=[draft.ref])).url == done
    assert journal(draft).count("dossier.submitted") == 1
    page = text(firm.get(done))
    assert "000.00.00.H48-200512-0001" in page
    assert "Bảo hiểm xã hội huyện Mộ Đức" in page
    assert "11:00, thứ Sáu, 15/05/2020" in page


def test_a_page_of_what_was_handed_in_is_not_there(world, firm):
    dossier = world.filed()
    assert firm.get(at(dossier, "company/trade")).status_code == 404
    assert firm.post(at(dossier, "company/trade"), {"business_line": "x"}).status_code == 404


def test_the_check_page_tells_that_some_need_a_closer_look_but_not_who_else(world, firm):
    theirs = world.filed(3, who="other", first=700)
    mine = world.draft(3, first=702)
    for name in ("check", "list"):
        page = text(firm.get(reverse(f"dossiers:{name}", args=[mine.ref])))
        assert "cơ quan bảo hiểm xã hội đối chiếu thêm" in page
        assert theirs.code not in page
        assert "Giả Định" not in page
    assert "1 người trong danh sách cần" in text(firm.get(reverse("dossiers:check", args=[mine.ref])))


def test_throwing_a_draft_away_asks_first(world, firm):
    draft = world.draft()
    path = reverse("dossiers:discard", args=[draft.ref])
    assert "Bạn có chắc" in text(firm.get(path))
    assert fresh(draft)
    assert "Đã xóa bản nháp." in text(firm.post(path, follow=True))
    assert not Dossier.objects.exists()
    assert not Row.objects.exists()


def test_my_dossiers_ask_the_same_of_the_database_for_one_and_for_three(world, firm, django_assert_num_queries):
    world.filed()
    firm.get("/ho-so/")
    with django_assert_num_queries(6):
        firm.get("/ho-so/")
    world.draft()
    dossier = world.filed()
    commands.withdraw(dossier.pk, "", by=world["firm"], at=LATER)
    with django_assert_num_queries(6):
        page = text(firm.get("/ho-so/"))
    assert "Bản nháp" in page
    assert "Đã rút" in page
