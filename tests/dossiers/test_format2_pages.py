"""The question pages of a service in format 2: headings over parts, communes, tables of rows, worked out values."""

import json
import re
from html import unescape

import pytest
from django.urls import reverse
from lxml import html

from motcua.dossiers import commands, queries
from motcua.dossiers.models import Dossier

from . import household
from .conftest import LATER, NOON, fresh, journal, picture
from .household import page_of, rows

MAY = {"name": "Máy may", "type": "new", "count": "2", "price": "30.000.000", "bought": "20/04/2020"}
SO = {"name": "Máy vắt sổ", "type": "used", "count": "1", "price": "10.000.000 đ", "bought": ""}
KEPT = household.MACHINES


def text(answer):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def tree(answer):
    return html.fromstring(answer.content)


@pytest.fixture
def citizen(world, sign_in):
    household.publish()
    return sign_in("citizen")


@pytest.fixture
def draft(world, citizen) -> Dossier:
    return household.begun(world["citizen"])


def autosave(client, dossier, page, changed, **data):
    path = reverse("dossiers:autosave", args=[dossier.ref, *page.split("/")])
    return client.post(path, {"_changed": changed, **data})


def shown(answer, name="machines"):
    """The cells of the table, row by row."""
    page = tree(answer)
    count = int(page.xpath(f"//input[@name='{name}-rows']/@value")[0])
    keys = ("name", "type", "count", "price", "bought")
    return [[value(page, f"{name}-{n}-{key}") for key in keys] for n in range(count)]


def value(page, name):
    (control,) = page.xpath(f"//*[@name='{name}']")
    return "".join(control.xpath("option[@selected]/@value")) if control.tag == "select" else control.get("value")


# ── headings and what is known ──────────────────────────────────────────────────────────────────────────────────────


def test_the_parts_of_a_person_stand_under_one_heading_and_are_known(world, citizen, draft):
    page = tree(citizen.get(page_of(draft, "who/owner")))
    (group,) = page.xpath("//fieldset[contains(@class, 'mc-group')]")
    assert group.findtext("legend") == "Chủ hộ"
    assert [one.get("name") for one in group.xpath(".//input")] == [
        "owner_name", "owner_birth_day", "owner_birth_month", "owner_birth_year", "owner_id", "owner_phone",
    ]  # fmt: skip
    assert [one.get("value") for one in group.xpath(".//input")] == [
        "Mai Thị Dân Mẫu", "2", "1", "1980", "051099000009",
        "0900000009",
    ]  # fmt: skip
    assert group.xpath(".//input[@name='mail']") == []


def test_what_is_known_is_saved_only_with_the_page(world, citizen, draft):
    before = picture(draft)
    citizen.get(page_of(draft, "who/owner"))
    assert picture(draft) == before
    assert queries.answers(fresh(draft)) == {}


def test_a_business_is_filled_in_by_who_acts_for_it(world, sign_in):
    household.publish()
    draft = household.begun(world["firm"])
    page = tree(sign_in("firm").get(page_of(draft, "who/owner")))
    assert page.xpath("//input[@name='owner_name']/@value") == ["Trần Thị Mẫu"]


def test_a_day_comes_back_in_its_boxes(world, citizen, draft):
    sent = {"shop_type": "food", "opened_day": "1", "opened_month": "3", "opened_year": "2019", "note": ""}
    assert citizen.post(page_of(draft, "who/shop"), sent).status_code == 302
    assert queries.answers(fresh(draft)) == {"shop_type": "food", "opened": "2019-03-01", "note": ""}
    page = tree(citizen.get(page_of(draft, "who/shop")))
    assert [page.xpath(f"//input[@name='opened_{part}']/@value")[0] for part in ("day", "month", "year")] == [
        "1", "3", "2019",
    ]  # fmt: skip


def test_a_commune_is_chosen_under_its_district_without_script(world, citizen, draft):
    commune = household.commune(world)
    path = page_of(draft, "who/home")
    first = tree(citizen.get(path))
    (province,) = first.xpath("//select[@name='home_tinh']/option[@value!='']/@value")
    assert first.xpath("//select[@name='home']") == []
    second = citizen.post(path, {"home_tinh": province, "home_cua": "", "home_street": "Xóm Ví Dụ"})
    assert second.status_code == 200
    districts = tree(second).xpath("//select[@name='home']/optgroup/@label")
    assert "Huyện Mộ Đức" in districts
    group = tree(second).xpath("//select[@name='home']/optgroup[@label='Huyện Mộ Đức']/option/text()")
    assert commune.name in group
    done = citizen.post(
        path, {"home_tinh": province, "home_cua": province, "home": commune.pk, "home_street": "Xóm Ví Dụ"}
    )
    assert done.status_code == 302
    assert queries.answers(fresh(draft)) == {"home": commune.pk, "home_street": "Xóm Ví Dụ"}
    assert fresh(draft).unit_id == commune.pk


# ── a table of rows ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_empty_table_has_one_row_to_fill_in(citizen, draft):
    answer = citizen.get(page_of(draft, "plan/machines"))
    assert shown(answer) == [["", "", "", "", ""]]
    assert tree(answer).xpath("//button[@name='_bo']") == []
    labels = ["".join(one.text_content().split()) for one in tree(answer).xpath("//label[@class='mc-rows__label']")]
    assert labels == [
        "Tênmáy,dòng1", "Loại,dòng1", "Sốmáy,dòng1", "Thànhtiền,dòng1", "Ngàymua(khôngbắtbuộc),dòng1",
    ]  # fmt: skip


def test_rows_are_kept_typed_and_come_back(citizen, draft):
    path = page_of(draft, "plan/machines")
    answer = citizen.post(path, rows(MAY, SO))
    assert answer.url == page_of(draft, "plan/ready")
    assert queries.answers(fresh(draft)) == {"machines": KEPT}
    assert shown(citizen.get(path)) == [
        ["Máy may", "new", "2", "30.000.000", "20/04/2020"], ["Máy vắt sổ", "used", "1", "10.000.000", ""],
    ]  # fmt: skip


def test_empty_rows_do_not_count(citizen, draft):
    blank = dict.fromkeys(MAY, "")
    citizen.post(page_of(draft, "plan/machines"), rows(blank, MAY, blank))
    assert queries.answers(fresh(draft)) == {"machines": KEPT[:1]}


def test_a_row_is_added_without_script_and_what_was_typed_stays(citizen, draft):
    path = page_of(draft, "plan/machines")
    answer = citizen.post(path, {**rows(MAY), "_them": "machines"})
    assert answer.status_code == 200
    assert shown(answer) == [["Máy may", "new", "2", "30.000.000", "20/04/2020"], ["", "", "", "", ""]]
    assert tree(answer).xpath("//*[@autofocus]/@name") == ["machines-1-name"]
    assert tree(answer).find_class("govuk-error-message") == []
    assert queries.answers(fresh(draft)) == {"machines": KEPT[:1]}


def test_a_row_is_taken_out_without_script(citizen, draft):
    path = page_of(draft, "plan/machines")
    answer = citizen.post(path, {**rows(MAY, SO), "_bo": "machines:0"})
    assert shown(answer) == [["Máy vắt sổ", "used", "1", "10.000.000 đ", ""]]
    assert "Đã bỏ dòng 1." in text(answer)
    assert queries.answers(fresh(draft)) == {"machines": KEPT[1:]}


def test_what_is_wrong_in_other_cells_stays_while_rows_come_and_go(citizen, draft):
    bad = {**SO, "price": "rất đắt"}
    answer = citizen.post(page_of(draft, "plan/machines"), {**rows(MAY, bad), "_them": "machines"})
    assert shown(answer)[1] == ["Máy vắt sổ", "used", "1", "rất đắt", ""]
    assert tree(answer).find_class("govuk-error-message") == []
    assert queries.answers(fresh(draft)) == {
        "machines": [KEPT[0], {"name": "Máy vắt sổ", "type": "used", "count": 1}]
    }  # fmt: skip


@pytest.mark.parametrize(
    ("n", "cell", "typed", "told"),
    [
        (1, "name", "", "Dòng 2, Tên máy: Nhập tên máy."),
        (0, "type", "", "Dòng 1, Loại: Chọn loại."),
        (0, "type", "stolen", "Dòng 1, Loại: Chọn loại trong danh sách."),
        (1, "count", "10", "Dòng 2, Số máy: Số máy phải từ 1 đến 9."),
        (0, "price", "rất đắt", "Dòng 1, Thành tiền: Thành tiền phải là số tiền tính bằng đồng"),
        (1, "bought", "31/02/2020", "Dòng 2, Ngày mua: Ngày mua phải là một ngày có thật"),
        (1, "bought", "tháng hai", "Dòng 2, Ngày mua: Ngày mua phải viết đủ ngày/tháng/năm"),
    ],
)
def test_a_mistake_is_told_at_its_cell_with_row_and_column(citizen, draft, n, cell, typed, told):  # noqa: PLR0917
    before = picture(draft)
    sent = [MAY, {**SO, "note": ""}]
    sent[n] = {**sent[n], cell: typed}
    answer = citizen.post(page_of(draft, "plan/machines"), rows(*sent))
    assert answer.status_code == 422
    page = tree(answer)
    (link,) = page.xpath("//div[contains(@class, 'govuk-error-summary')]//li/a")
    assert link.text_content().strip().startswith(told)
    assert link.get("href") == f"#id_machines-{n}-{cell}"
    (control,) = page.xpath(f"//*[@id='id_machines-{n}-{cell}']")
    (error,) = page.xpath(f"//*[@id='{control.get('aria-describedby')}']")
    assert told.split(": ", 1)[1] in " ".join(error.text_content().split())
    assert value(page, f"machines-{n}-{cell}") == ("" if typed == "stolen" else typed)
    assert picture(draft) == before


def test_all_mistakes_of_all_rows_are_told_at_once(citizen, draft):
    answer = citizen.post(page_of(draft, "plan/machines"), rows({**MAY, "name": "", "count": "0"}, {**SO, "type": ""}))
    links = tree(answer).xpath("//div[contains(@class, 'govuk-error-summary')]//li/a/@href")
    assert links == ["#id_machines-0-name", "#id_machines-0-count", "#id_machines-1-type"]


@pytest.mark.parametrize("sent", [{}, {"machines-rows": "0"}, rows(dict.fromkeys(MAY, "")), {"machines-rows": "x"}])
def test_a_table_that_is_needed_must_have_a_row(citizen, draft, sent):
    before = picture(draft)
    answer = citizen.post(page_of(draft, "plan/machines"), sent)
    assert answer.status_code == 422
    assert "Nhập ít nhất một dòng: các máy." in text(answer)
    assert tree(answer).xpath("//div[contains(@class, 'govuk-error-summary')]//a/@href") == ["#id_machines-0-name"]
    assert picture(draft) == before


def test_no_more_rows_than_the_service_takes(citizen, draft):
    path = page_of(draft, "plan/machines")
    answer = citizen.post(path, rows(MAY, SO, MAY, SO))
    assert "Các máy: nhập tối đa 3 dòng." in text(answer)
    assert queries.answers(fresh(draft)) == {}
    answer = citizen.post(path, {**rows(MAY, SO), "_them": "machines"})
    assert tree(answer).xpath("//button[@name='_them']") == []
    assert len(shown(answer)) == 3


@pytest.mark.parametrize("button", ["machines:7", "machines:x", "machines:", "nothing:0", "why:0"])
def test_a_button_that_is_not_there_takes_nothing_out(citizen, draft, button):
    citizen.post(page_of(draft, "plan/machines"), {**rows(MAY, SO), "_bo": button})
    assert queries.answers(fresh(draft))["machines"] == KEPT


def test_enter_in_a_cell_saves_the_page(citizen, draft):
    """The first button of a form is what Enter presses."""
    citizen.post(page_of(draft, "plan/machines"), rows(MAY, SO))
    page = tree(citizen.get(page_of(draft, "plan/machines")))
    first = page.xpath("//form[@data-autosave]//button")[0]
    assert (first.get("name"), first.get("tabindex"), first.get("aria-hidden")) == (None, "-1", "true")
    assert len(page.xpath("//button[@name='_bo']")) == 2


def test_a_table_saves_itself_whole_and_tells_what_it_comes_to(citizen, draft):
    answer = autosave(citizen, draft, "plan/machines", ["machines"], **rows(MAY, {**SO, "count": "nhiều"}))
    assert json.loads(answer.content) == {
        "saved_at": "11:00",
        "problems": {"machines": "Dòng 2, Số máy: Số máy phải là số nguyên viết bằng chữ số, ví dụ 120."},
        "computed": {"total": "40.000.000 đ"},
    }
    assert queries.answers(fresh(draft)) == {
        "machines": [KEPT[0], {"name": "Máy vắt sổ", "type": "used", "price": 10_000_000}]
    }
    autosave(citizen, draft, "plan/machines", ["machines"], **rows(dict.fromkeys(MAY, "")))
    assert queries.answers(fresh(draft)) == {"machines": None}


def test_rows_saved_in_another_window_are_noticed(citizen, draft):
    path = page_of(draft, "plan/machines")
    seen = tree(citizen.get(path)).xpath("//input[@name='seen']/@value")[0]
    citizen.post(path, {**rows(SO), "seen": "0.another"})
    answer = citizen.post(path, {**rows(MAY), "_them": "machines", "seen": seen})
    assert answer.status_code == 409
    assert "vừa được lưu ở một cửa sổ khác" in text(answer)
    assert queries.answers(fresh(draft)) == {"machines": KEPT[1:]}


# ── worked out values, conditions, exits ────────────────────────────────────────────────────────────────────────────


def test_a_worked_out_value_is_shown_and_never_asked(citizen, draft):
    path = page_of(draft, "plan/machines")
    page = tree(citizen.get(path))
    assert page.xpath("//output[@data-computed='total']/text()") == ["–"]
    assert page.xpath("//*[@name='total']") == []
    citizen.post(path, {**rows(MAY, SO), "total": "1"})
    assert tree(citizen.get(path)).xpath("//output[@data-computed='total']/text()") == ["40.000.000 đ"]
    assert "total" not in queries.answers(fresh(draft))


def test_an_expression_brings_up_a_question(citizen, draft):
    path = page_of(draft, "plan/machines")
    citizen.post(path, rows(MAY, SO))
    assert tree(citizen.get(path)).xpath("//*[@name='why']") == []
    answer = citizen.post(path, rows({**MAY, "price": "45.000.000"}, SO))
    assert answer.url == path, "its answer brought up another question of this page"
    assert len(tree(citizen.get(path)).xpath("//*[@name='why']")) == 1


def test_a_question_that_autosave_brought_up_is_asked_before_it_is_missed(citizen, draft):
    """The page of the browser did not show it: it is no mistake that it is not answered."""
    path = page_of(draft, "plan/machines")
    dear = {**MAY, "price": "60.000.000"}
    shown_then = tree(citizen.get(path)).xpath("//input[@name='shown']/@value")[0]
    assert shown_then.split() == ["machines"]
    autosave(citizen, draft, "plan/machines", ["machines"], **rows(dear))
    answer = citizen.post(path, {**rows(dear, SO), "shown": shown_then})
    assert answer.url == path
    assert len(queries.answers(fresh(draft))["machines"]) == 2
    page = tree(citizen.get(path))
    assert page.find_class("govuk-error-summary") == []
    assert page.xpath("//input[@name='shown']/@value")[0].split() == ["machines", "why"]
    answer = citizen.post(path, {**rows(dear, SO), "shown": "machines why"})
    assert answer.status_code == 422
    assert "Nhập câu trả lời." in text(answer)
    answer = citizen.post(path, {**rows({**dear, "name": ""}), "shown": "machines"})
    assert answer.status_code == 422
    links = tree(answer).xpath("//div[contains(@class, 'govuk-error-summary')]//li/a/@href")
    assert links == ["#id_machines-0-name"], "only what the page showed is a mistake"


def test_an_answer_that_does_not_fit_is_explained(citizen, draft):
    answer = citizen.post(page_of(draft, "plan/ready"), {"ready": "no"})
    assert answer.url == reverse("dossiers:exit", args=[draft.ref, "ready"])
    page = text(citizen.get(answer.url))
    assert "Chưa đủ điều kiện" in page
    assert "Hộ phải có chỗ đặt máy." in page


def test_a_page_asks_the_database_as_often_with_one_row_as_with_three(citizen, draft, django_assert_num_queries):
    path = page_of(draft, "plan/machines")
    for typed in ([MAY], [MAY, SO, MAY]):
        citizen.post(path, rows(*typed))
        with django_assert_num_queries(5):
            citizen.get(path)


def test_saving_is_in_the_journal_without_what_was_answered(citizen, draft):
    citizen.post(page_of(draft, "plan/machines"), rows(MAY, SO))
    assert journal(draft) == ["dossier.begun", "dossier.saved"]


def test_a_table_of_a_dossier_that_was_handed_in_is_not_to_be_changed(world, citizen):
    dossier = household.handed_in(world)
    before = picture(dossier)
    assert citizen.post(page_of(dossier, "plan/machines"), {**rows(SO), "_them": "machines"}).status_code == 404
    assert picture(dossier) == before


def test_withdrawing_one(world, citizen):
    dossier = household.handed_in(world)
    assert commands.withdraw(dossier.pk, "", by=world["citizen"], at=LATER).status == "withdrawn"
    assert NOON < LATER
