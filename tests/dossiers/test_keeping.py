"""Answers kept for the next dossier: by consent, sealed, offered to their owner alone, and taken back at will."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from lxml import html

from motcua.catalogue.queries import service_of
from motcua.dossiers import commands, queries
from motcua.dossiers.commands.keeping import NothingKept, NotKeptHere
from motcua.dossiers.models import Dossier, Keeping, KeptAnswer
from motcua.dossiers.queries import keeping
from motcua.dossiers.rules import NotNow, ViewerOnly
from motcua.journal.models import Entry
from motcua.shell.vault import unseal_json
from motcua.territory.models import Unit

from . import household
from .conftest import LATER, NOON, fresh, journal
from .household import page_of

OTHER = "ho-tro-khac"
NAMES = ["person.birth", "person.home", "person.home.street", "person.id", "person.name", "person.phone",
         "shop.opened", "shop.type"]  # fmt: skip


def text(answer):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


@pytest.fixture
def house(world):
    """Two services that ask the same; the citizen's dossier is handed in and its answers are kept."""
    household.publish()
    household.publish(household.other_service(OTHER, "Hỗ trợ khác"))
    return world


@pytest.fixture
def kept(house) -> Dossier:
    dossier = household.handed_in(house, home_street="Xóm Cũ")
    assert commands.keep_answers(dossier.pk, by=house["citizen"], at=LATER) == len(NAMES)
    return dossier


def everything() -> list[tuple]:
    return [
        *Keeping.objects.order_by("pk").values_list("pk", "person_id", "business_id", "given_at", "withdrawn_at"),
        *KeptAnswer.objects.order_by("pk").values_list("pk", "name", "dossier_id", "kept_at"),
        *Entry.objects.order_by("pk").values_list("pk"),
    ]


def offered(client, draft, page) -> str:
    return client.get(page_of(draft, page)).content.decode()


# ── keeping ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_only_shared_answers_are_kept_sealed_and_under_one_consent(house, kept):
    consent = Keeping.objects.get()
    assert (consent.person_id, consent.business_id, consent.given_at, consent.withdrawn_at) == (
        house["citizen"].person, None, LATER, None,
    )  # fmt: skip
    found = {one.name: one for one in KeptAnswer.objects.all()}
    assert sorted(found) == NAMES
    assert found["person.id"].label == "Chủ hộ: Số CMND/CCCD"
    assert b"051099000009" not in bytes(found["person.id"].sealed)
    assert unseal_json(found["person.home"].sealed, purpose="kept") == {
        "kind": "unit", "value": household.commune(house).pk,
        "shown": f"{household.commune(house).name}, Huyện Mộ Đức, Tỉnh Quảng Ngãi",
    }  # fmt: skip
    assert unseal_json(found["shop.type"].sealed, purpose="kept")["shown"] == "Ăn uống"
    last = Entry.objects.latest("pk")
    assert (last.action, last.subject, last.data) == ("dossier.answers_kept", kept.subject, {"names": NAMES})


def test_a_later_answer_takes_the_place_of_the_earlier(house, kept):
    dossier = household.handed_in(house, slug=OTHER, home_street="Xóm Mới")
    commands.keep_answers(dossier.pk, by=house["citizen"], at=LATER + timedelta(days=1))
    assert Keeping.objects.count() == 1
    street = KeptAnswer.objects.get(name="person.home.street")
    assert unseal_json(street.sealed, purpose="kept")["value"] == "Xóm Mới"
    assert (street.dossier_id, street.kept_at) == (dossier.pk, LATER + timedelta(days=1))
    assert KeptAnswer.objects.count() == len(NAMES)


def test_what_is_not_handed_in_is_not_kept(house):
    draft = household.filled(house)
    before = everything()
    with pytest.raises(NotNow):
        commands.keep_answers(draft.pk, by=house["citizen"], at=LATER)
    assert everything() == before


@pytest.mark.parametrize("column", ["assisted_by_id", "agency_id"])
def test_what_an_officer_filled_in_is_not_kept(house, column):
    dossier = household.handed_in(house)
    officer = house["thu"]
    Dossier.objects.filter(pk=dossier.pk).update(
        **{column: officer.person if column == "assisted_by_id" else officer.agency}
    )
    before = everything()
    for who in ("citizen", "thu"):
        with pytest.raises(NotKeptHere):
            commands.keep_answers(dossier.pk, by=house[who], at=LATER)
    assert everything() == before


def test_who_may_only_look_keeps_and_takes_back_nothing(house):
    dossier = household.handed_in(house, "firm")
    commands.keep_answers(dossier.pk, by=house["firm"], at=LATER)
    before = everything()
    for act in (
        lambda by: commands.keep_answers(dossier.pk, by=by, at=LATER),
        lambda by: commands.forget("person.name", by=by, at=LATER),
        lambda by: commands.withdraw_keeping(by=by, at=LATER),
    ):
        with pytest.raises(ViewerOnly):
            act(house["viewer"])
    assert everything() == before


def test_the_box_is_there_unticked_and_says_what_and_for_whom(house, sign_in):
    draft = household.filled(house)
    page = html.fromstring(sign_in("citizen").get(reverse("dossiers:check", args=[draft.ref])).content)
    (box,) = page.xpath("//input[@name='giu']")
    assert box.get("checked") is None
    (hint,) = page.xpath(f"//*[@id='{box.get('aria-describedby')}']")
    said = " ".join(hint.text_content().split())
    assert "Chủ hộ: Họ và tên; Chủ hộ: Ngày sinh;" in said
    assert "Loại cửa hàng; Ngày mở cửa hàng." in said
    assert "Ghi chú" not in said
    assert "Chỉ bạn thấy" in said
    firm = household.filled(house, "firm")
    page = text(sign_in("firm").get(reverse("dossiers:check", args=[firm.ref])))
    assert "Chỉ người được quyền nộp hồ sơ của Công ty TNHH Ví Dụ thấy" in page


@pytest.mark.parametrize(("sent", "kept"), [({}, 0), ({"giu": "on"}, len(NAMES)), ({"giu": "off"}, 0)])
def test_handing_in_keeps_only_with_the_box_ticked(house, sign_in, sent, kept):
    draft = household.filled(house)
    answer = sign_in("citizen").post(reverse("dossiers:submit", args=[draft.ref]), sent)
    assert answer.url == reverse("dossiers:confirmation", args=[draft.ref])
    assert fresh(draft).status == "in_progress"
    assert KeptAnswer.objects.count() == kept
    assert Keeping.objects.count() == bool(kept)


def test_what_cannot_be_handed_in_is_not_kept_either(house, sign_in):
    draft = household.begun(house["citizen"])
    answer = sign_in("citizen").post(reverse("dossiers:submit", args=[draft.ref]), {"giu": "on"})
    assert answer.status_code == 422
    assert not Keeping.objects.exists()


# ── using again ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_empty_question_of_another_service_is_offered_the_kept_answer(house, kept, sign_in):
    citizen = sign_in("citizen")
    draft = household.begun(house["citizen"], OTHER)
    page = citizen.get(page_of(draft, "who/shop"))
    found = html.fromstring(page.content)
    assert found.xpath("//input[@name='shop_type'][@checked]/@value") == ["food"]
    assert [found.xpath(f"//input[@name='opened_{part}']/@value")[0] for part in ("day", "month", "year")] == [
        "1", "3", "2019",
    ]  # fmt: skip
    assert text(page).count("Dùng lại câu trả lời ngày 12/05/2020") == 2
    place = html.fromstring(citizen.get(page_of(draft, "who/home")).content)
    assert place.xpath("//select[@name='home']/option[@selected] | //optgroup/option[@selected]")[0].get(
        "value"
    ) == str(household.commune(house).pk)
    assert place.xpath("//input[@name='home_street']/@value") == ["Xóm Cũ"]
    assert queries.answers(fresh(draft)) == {}, "nothing is saved by looking"


def test_what_is_used_again_is_saved_by_the_person_and_stands_in_the_journal(house, kept, sign_in):
    draft = household.begun(house["citizen"], OTHER)
    sent = {"shop_type": "food", "opened_day": "2", "opened_month": "3", "opened_year": "2019", "note": ""}
    assert sign_in("citizen").post(page_of(draft, "who/shop"), sent).status_code == 302
    assert queries.answers(fresh(draft)) == {"shop_type": "food", "opened": "2019-03-02", "note": ""}
    assert journal(draft) == ["dossier.begun", "dossier.saved", "dossier.answers_reused"]
    assert Entry.objects.latest("pk").data == {"page": "who/shop", "names": ["shop.type"]}


def test_what_was_answered_already_is_not_used_again(house, kept):
    draft = household.begun(house["citizen"], OTHER)
    for _ in range(2):
        commands.save_page(draft.pk, "who/shop", {"shop_type": "food"}, by=house["citizen"], at=LATER)
    assert journal(draft).count("dossier.answers_reused") == 1


def test_an_answer_of_ones_own_is_not_replaced(house, kept, sign_in):
    draft = household.begun(house["citizen"], OTHER)
    commands.save_answers(draft.pk, "who/home", {"home_street": "Xóm Khác"}, by=house["citizen"], at=LATER)
    page = offered(sign_in("citizen"), draft, "who/home")
    assert 'value="Xóm Khác"' in page
    assert "Xóm Cũ" not in page


@pytest.mark.parametrize("who", ["other", "firm"])
def test_nothing_is_offered_to_others(house, kept, sign_in, who):
    draft = household.begun(house[who], OTHER)
    page = offered(sign_in(who), draft, "who/home")
    assert "Xóm Cũ" not in page
    assert "Dùng lại" not in page
    commands.save_page(draft.pk, "who/home", {"home_street": "Xóm Cũ"}, by=house[who], at=LATER)
    assert "dossier.answers_reused" not in journal(draft)


def test_a_business_keeps_its_own_for_all_who_file_for_it(house, sign_in):
    dossier = household.handed_in(house, "firm", home_street="Xóm Công Ty")
    commands.keep_answers(dossier.pk, by=house["firm"], at=LATER)
    colleague = household.begun(house["unsure"], OTHER)
    assert "Xóm Công Ty" in offered(sign_in("unsure"), colleague, "who/home")
    for who in ("other", "citizen"):
        assert "Xóm Công Ty" not in offered(sign_in(who), household.begun(house[who], OTHER), "who/home")
    # The same person for themself is not the business.
    person = Keeping.objects.get().person_id
    assert Keeping.objects.filter(person=person, business=None).count() == 0


def test_at_a_counter_nothing_is_offered(house, kept):
    draft = household.begun(house["citizen"], OTHER)
    Dossier.objects.filter(pk=draft.pk).update(assisted_by=house["thu"].person)
    questions = list(service_of(draft.version).questions())
    assert keeping.offers(fresh(draft), questions, {}, on=LATER.date()) == {}
    Dossier.objects.filter(pk=draft.pk).update(assisted_by=None)
    assert len(keeping.offers(fresh(draft), questions, {}, on=LATER.date())) == len(NAMES)


def test_what_no_longer_fits_is_not_offered(house, kept, sign_in):
    draft = household.begun(house["citizen"], OTHER)
    service = service_of(draft.version)
    (home,) = [q for q in service.questions() if q.key == "home"]
    (shop,) = [q for q in service.questions() if q.key == "shop_type"]
    commune = household.commune(house)
    assert keeping.fits(home, commune.pk, on=LATER.date())
    assert not keeping.fits(home, commune.parent_id, on=LATER.date()), "a district is no commune"
    assert not keeping.fits(shop, "gone", on=LATER.date())
    Unit.objects.filter(pk=commune.pk).update(valid_to=LATER.date())
    assert not keeping.fits(home, commune.pk, on=LATER.date())
    assert "home" not in keeping.offers(draft, [home], {}, on=LATER.date())


def test_an_answer_of_another_kind_is_not_offered(house, kept):
    draft = household.begun(house["citizen"], OTHER)
    (street,) = [q for q in service_of(draft.version).questions() if q.key == "home_street"]
    assert list(keeping.offers(draft, [street], {}, on=LATER.date())) == ["home_street"]
    assert keeping.offers(draft, [replace(street, kind="long_text")], {}, on=LATER.date()) == {}
    assert keeping.offers(draft, [replace(street, max_length=3)], {}, on=LATER.date()) == {}


def test_pages_without_shared_questions_ask_nothing_more(house, kept, sign_in, django_assert_num_queries):
    citizen = sign_in("citizen")
    draft = household.begun(house["citizen"], OTHER)
    citizen.get(page_of(draft, "plan/ready"))
    with django_assert_num_queries(5):
        citizen.get(page_of(draft, "plan/ready"))
    with django_assert_num_queries(6):
        citizen.get(page_of(draft, "who/shop"))


# ── seeing and taking back ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_page_shows_what_is_kept_and_from_where_with_numbers_masked(house, kept, sign_in):
    page = sign_in("citizen").get("/ho-so/da-giu/")
    said = text(page)
    assert kept.code in said
    assert "Hỗ trợ hộ ví dụ" in said
    assert "Chủ hộ: Số CMND/CCCD •••• 0009" in said
    assert "051099000009" not in page.content.decode()
    assert "0900000009" not in page.content.decode()
    assert "Xóm Cũ" in said
    assert len(html.fromstring(page.content).xpath("//tbody/tr")) == len(NAMES)


@pytest.mark.parametrize("who", ["other", "firm", "thu", "viewer"])
def test_the_page_of_others_is_empty(house, kept, sign_in, who):
    page = sign_in(who).get("/ho-so/da-giu/")
    assert page.status_code == 200
    assert "Xóm Cũ" not in page.content.decode()
    assert "Rút đồng ý" not in page.content.decode()


def test_the_page_asks_as_often_for_one_answer_as_for_eight(house, kept, sign_in, django_assert_num_queries):
    citizen = sign_in("citizen")
    citizen.get("/ho-so/da-giu/")
    with django_assert_num_queries(5):
        citizen.get("/ho-so/da-giu/")
    KeptAnswer.objects.exclude(name="shop.type").delete()
    with django_assert_num_queries(5):
        citizen.get("/ho-so/da-giu/")


def test_one_answer_is_forgotten(house, kept, sign_in):
    citizen = sign_in("citizen")
    answer = citizen.post(reverse("dossiers:forget", args=["person.home.street"]), follow=True)
    assert "Đã xóa câu trả lời." in text(answer)
    assert sorted(KeptAnswer.objects.values_list("name", flat=True)) == [n for n in NAMES if n != "person.home.street"]
    assert "Xóm Cũ" not in offered(citizen, household.begun(house["citizen"], OTHER), "who/home")
    last = Entry.objects.filter(action="dossier.kept_forgotten").get()
    assert (last.subject, last.data) == (f"person:{house['citizen'].person}", {"name": "person.home.street"})
    assert queries.answers(fresh(kept))["home_street"] == "Xóm Cũ", "what was handed in stays"


@pytest.mark.parametrize(("who", "name"), [("other", "person.home"), ("firm", "person.home"), ("citizen", "nothing")])
def test_what_is_not_ones_own_is_not_forgotten(house, kept, sign_in, who, name):
    before = everything()
    with pytest.raises(NothingKept):
        commands.forget(name, by=house[who], at=LATER)
    assert sign_in(who).post(reverse("dossiers:forget", args=[name])).status_code == 404
    assert everything() == before


def test_looking_at_the_address_of_forgetting_forgets_nothing(house, kept, sign_in):
    assert sign_in("citizen").get(reverse("dossiers:forget", args=["person.home"])).url == "/ho-so/da-giu/"
    assert KeptAnswer.objects.count() == len(NAMES)


def test_the_consent_is_taken_back_and_all_is_gone(house, kept, sign_in):
    citizen = sign_in("citizen")
    assert "Rút đồng ý và xóa tất cả?" in text(citizen.get("/ho-so/da-giu/rut/"))
    assert KeptAnswer.objects.count() == len(NAMES)
    assert "Đã rút đồng ý" in text(citizen.post("/ho-so/da-giu/rut/", follow=True))
    assert not KeptAnswer.objects.exists()
    assert Keeping.objects.get().withdrawn_at == NOON
    last = Entry.objects.filter(action="dossier.keeping_withdrawn").get()
    assert last.data == {"answers": len(NAMES)}
    draft = household.begun(house["citizen"], OTHER)
    assert "Dùng lại" not in offered(citizen, draft, "who/home")
    assert citizen.post("/ho-so/da-giu/rut/").url == "/ho-so/da-giu/"
    assert commands.withdraw_keeping(by=house["citizen"], at=LATER) == 0
    assert Entry.objects.filter(action="dossier.keeping_withdrawn").count() == 1


def test_agreeing_again_after_that_is_a_new_consent(house, kept):
    commands.withdraw_keeping(by=house["citizen"], at=LATER)
    dossier = household.handed_in(house, slug=OTHER)
    commands.keep_answers(dossier.pk, by=house["citizen"], at=LATER + timedelta(days=1))
    assert [bool(one.withdrawn_at) for one in Keeping.objects.order_by("pk")] == [True, False]
    assert set(KeptAnswer.objects.values_list("keeping__withdrawn_at", flat=True)) == {None}


def test_nothing_of_it_is_in_the_journal(house, kept):
    told = str(list(Entry.objects.values_list("data", flat=True)))
    for secret in ("Xóm Cũ", "051099000009", "0900000009", "1980-01-02"):
        assert secret not in told
