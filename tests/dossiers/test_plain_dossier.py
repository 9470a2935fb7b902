"""A dossier without a list, from the check page to its end: what it asks for, its fees, and in which words."""

import re
from html import unescape

import pytest
from django.urls import reverse
from lxml import html

from motcua.dossiers import commands
from motcua.dossiers.models import Charge, Dossier, PaperDemand
from motcua.dossiers.queries.prefilling import Prefill

from . import household
from .conftest import LATER, NOON, ROOT, fresh, journal, picture

WRONG_WORDS = re.compile(r"người lao động|danh sách|doanh nghiệp", re.IGNORECASE)


def words(answer):
    """What stands in the page's own part; the frame is the portal's."""
    page = html.fromstring(answer.content)
    (main,) = page.xpath("//main")
    return spaced(main)


def spaced(element):
    return re.sub(r" (?=[.,:])", "", " ".join(" ".join(element.itertext()).split()))


@pytest.fixture
def citizen(world, sign_in):
    household.publish()
    return sign_in("citizen")


def at(dossier, name, *args):
    return reverse(f"dossiers:{name}", args=[dossier.ref, *args])


def summary(answer) -> dict[str, str]:
    page = html.fromstring(answer.content)
    rows = page.xpath("//div[contains(@class, 'govuk-summary-list__row')]")
    return {row[0].text_content().strip(): spaced(row[1]) for row in rows}


def test_all_answers_are_on_the_check_page_in_words(world, citizen):
    draft = household.filled(world)
    answer = citizen.get(at(draft, "check"))
    commune = household.commune(world)
    assert summary(answer) == {
        "Họ và tên": "Mai Thị Dân Mẫu", "Ngày sinh": "02/01/1980", "Số CMND/CCCD": "051099000009",
        "Số điện thoại": "0900000009", "Địa chỉ email": "chưa trả lời",
        "Tỉnh, huyện, xã": f"{commune.name}, Huyện Mộ Đức, Tỉnh Quảng Ngãi",
        "Số nhà, đường, thôn, tổ dân phố": "Xóm Ví Dụ", "Loại cửa hàng": "Ăn uống",
        "Ngày mở cửa hàng": "01/03/2019", "Ghi chú": "chưa trả lời",
        "Các máy": "Tên máy: Máy may · Loại: Máy mới · Số máy: 2 · Thành tiền: 30.000.000 đ · Ngày mua: 20/04/2020 "
        "Tên máy: Máy vắt sổ · Loại: Máy cũ · Số máy: 1 · Thành tiền: 10.000.000 đ",
        "Tổng tiền": "40.000.000 đ", "Đã có chỗ đặt máy chưa?": "Có",
        "Số tiền": "4.000.000 đ", "Thời gian": "2 tháng", "Ảnh cửa hàng": "không kèm theo",
    }  # fmt: skip
    page = html.fromstring(answer.content)
    assert [one.text_content() for one in page.xpath("//main//h3")] == ["Chủ hộ", "Nơi ở"]
    changes = page.xpath("//dd[contains(@class, 'actions')]/a")
    assert "Thay đổi Chủ hộ: Họ và tên" in [spaced(one) for one in changes]
    assert "Tổng tiền" not in " ".join(one.text_content() for one in changes), "nobody changes what is worked out"


def test_fees_are_told_before_they_are_owed(world, citizen):
    page = words(citizen.get(at(household.filled(world), "check")))
    commune = household.commune(world).name
    office = f"Ủy ban nhân dân {commune[:1].lower()}{commune[1:]}"
    assert "Lệ phí nộp đơn Theo 7/2020/QĐ-VD 20.000 đ tính theo hồ sơ Ngay khi nộp hồ sơ" in page
    assert f"Tiền mặt hoặc chuyển khoản, tại {office}" in page
    assert "Phí khảo sát 100.000 đ tính theo máy Trước khi xong bước “Ủy ban nhân dân cấp xã kiểm tra”" in page
    assert "Tổng cộng: 120.000 đ." in page


def test_a_fee_that_does_not_come_up_is_not_told(world, citizen):
    draft = household.filled(world, machines=household.MACHINES[:1])
    page = words(citizen.get(at(draft, "check")))
    assert "Phí khảo sát" not in page
    assert "Tổng cộng" not in page


def test_handed_in_it_says_what_is_paid_and_what_is_not(world, citizen):
    dossier = household.handed_in(world)
    paid = Charge.objects.get(dossier=dossier, key="filing")
    paid.paid_at, paid.method, paid.receipt_no, paid.received_by = LATER, "cash", "0000123", "Cán bộ Ví Dụ"
    paid.save()
    for name in ("confirmation", "dossier"):
        page = words(citizen.get(at(dossier, name)))
        assert "Lệ phí nộp đơn" in page
        assert "Đã nộp tiền, 12/05/2020 Cán bộ Ví Dụ Biên lai số 0000123" in page
        assert page.count("Chưa nộp") == 1
    assert "Số tiền đề nghị: 4.000.000 đ 2 tháng" in words(citizen.get(at(dossier, "dossier")))


@pytest.mark.parametrize("name", ["dossier", "check", "discard", "papers"])
def test_no_words_of_a_list_in_a_draft_without_one(world, citizen, name):
    page = words(citizen.get(at(household.filled(world), name)))
    assert WRONG_WORDS.findall(page) == []


@pytest.mark.parametrize("name", ["dossier", "confirmation", "withdraw", "demand_paper"])
def test_no_words_of_a_list_after_it_was_handed_in(world, citizen, name):
    page = words(citizen.get(at(household.handed_in(world), name)))
    assert WRONG_WORDS.findall(page) == []


def test_no_words_of_a_list_in_what_is_asked_for_and_in_my_dossiers(world, citizen):
    dossier = household.handed_in(world)
    Dossier.objects.filter(pk=dossier.pk).update(status="awaiting")
    dossier.supplements.create(
        n=1, agency_name="Ủy ban Ví Dụ", asked_by="x", asked_at=LATER, answer_by=LATER, reason="Thiếu ảnh.",
        wanted=["photo"],
    )  # fmt: skip
    page = words(citizen.get(at(dossier, "supplement")))
    assert "Ảnh cửa hàng" in page
    assert WRONG_WORDS.findall(page) == []
    assert WRONG_WORDS.findall(words(citizen.get(reverse("dossiers:mine")))) == []


def test_what_was_granted_is_said_as_one_sum(world, citizen):
    dossier = household.granted(world, household.handed_in(world))
    assert fresh(dossier).status == "granted"
    page = words(citizen.get(at(dossier, "dossier")))
    assert "Số tiền được duyệt: 4.000.000 đ." in page
    assert "người được hỗ trợ" not in page


def test_pages_of_one_ask_little_of_the_database(world, citizen, django_assert_max_num_queries):
    draft = household.filled(world)
    citizen.get(at(draft, "check"))
    with django_assert_max_num_queries(13):
        citizen.get(at(draft, "check"))
    dossier = commands.submit(draft.pk, by=world["citizen"], at=NOON)
    with django_assert_max_num_queries(22):
        citizen.get(at(dossier, "dossier"))


# ── an officer asked for paper ──────────────────────────────────────────────────────────────────────────────────────


def test_telling_that_an_officer_asked_for_paper(world, citizen):
    dossier = household.handed_in(world)
    assert "Cán bộ yêu cầu tôi nộp bản giấy" in words(citizen.get(at(dossier, "dossier")))
    said = "Cán bộ gọi điện bảo mang bản chính lên xã."
    answer = citizen.post(at(dossier, "demand_paper"), {"text": said}, follow=True)
    assert "Đã báo." in unescape(answer.content.decode())
    told = PaperDemand.objects.get()
    assert (told.dossier_id, told.how, told.officer) == (dossier.pk, "told", "")
    assert told.text == said
    assert journal(dossier)[-1] == "dossier.paper_demand_told"


def test_telling_nothing(world, citizen):
    dossier = household.handed_in(world)
    before = picture(dossier)
    answer = citizen.post(at(dossier, "demand_paper"), {"text": "  "})
    assert answer.status_code == 422
    assert "Nhập điều cán bộ yêu cầu." in words(answer)
    assert not PaperDemand.objects.exists()
    assert picture(dossier) == before


def test_of_a_draft_or_another_persons_dossier_nothing_is_told(world, citizen, sign_in):
    draft = household.filled(world)
    assert citizen.post(at(draft, "demand_paper"), {"text": "x"}).url == at(draft, "dossier")
    theirs = household.handed_in(world, "firm")
    assert citizen.post(at(theirs, "demand_paper"), {"text": "x"}).status_code == 404
    viewer = sign_in("viewer").post(at(theirs, "demand_paper"), {"text": "x"})
    assert viewer.status_code == 403
    assert not PaperDemand.objects.exists()


# ── filed by a clerk ────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_filed_for_the_person_is_said(world, citizen):
    draft = household.filled(world)
    clerk = world["thu"]
    Dossier.objects.filter(pk=draft.pk).update(assisted_by=clerk.person, assisted_at=clerk.agency, consented_at=NOON)
    told = f"Nộp thay bởi {clerk.name}, {clerk.agency_name}."
    for name in ("dossier", "check"):
        assert told in words(citizen.get(at(draft, name)))
    assert "Giữ các câu trả lời này" not in words(citizen.get(at(draft, "check")))


# ── a list that an office draws up itself ───────────────────────────────────────────────────────────────────────────


@pytest.fixture
def office(world, sign_in):
    """An officer of a commune, and the draft of a list of poor households."""
    household.seated(world)
    household.publish((ROOT / "services" / "ho-ngheo-can-ngheo.yaml").read_text(encoding="utf-8"))
    draft = household.begun(world["xa"], "ho-ngheo-can-ngheo")
    return draft, sign_in("xa")


@pytest.mark.parametrize("name", ["dossier", "check", "list", "discard"])
def test_an_office_reads_the_same_pages_in_its_own_words(world, office, name):
    draft, officer = office
    answer = officer.get(at(draft, name))
    assert answer.status_code == 200
    page = words(answer)
    assert re.findall(r"người lao động|doanh nghiệp|Hồ sơ của tôi", page, re.IGNORECASE) == []


def test_the_list_of_an_office_is_its_own_and_nobody_elses(world, office, sign_in):
    draft, officer = office
    page = words(officer.get(reverse("dossiers:mine")))
    assert "Hồ sơ của đơn vị" in page
    assert "Hỗ trợ hộ nghèo, hộ cận nghèo" in page
    for who in ("thu", "huyen", "citizen", "firm"):
        assert sign_in(who).get(at(draft, "dossier")).status_code == 404


def test_of_the_officer_only_name_and_phone_are_known(world, office):
    draft, officer = office
    known = Prefill(draft, world["xa"])
    assert known.of("person.name") == "Bùi Thị Xã Mẫu"
    assert known.of("person.phone").startswith("0900000")
    assert (known.of("person.id_number"), known.of("person.birth_date"), known.of("business.name")) == ("", "", "")
    assert "Giữ các câu trả lời này" not in words(officer.get(at(draft, "check")))


def test_at_a_counter_the_person_is_known_not_the_clerk(world, citizen):
    draft = household.begun(world["citizen"])
    Dossier.objects.filter(pk=draft.pk).update(assisted_by=world["thu"].person, assisted_at=world["thu"].agency)
    assert Prefill(fresh(draft), world["thu"]).of("person.name") == "Mai Thị Dân Mẫu"
    assert Prefill(fresh(draft), world["thu"]).of("person.id_number") == "051099000009"
