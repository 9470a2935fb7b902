"""Which questions are asked, what is wrong with answers, and when the service does not fit."""

import pytest

from motcua.catalogue import rules
from motcua.catalogue.rules.answers import holds
from motcua.catalogue.rules.service import Condition, Question
from tests.catalogue.samples import REAL, SAMPLE, planted, whole

SERVICE = whole(SAMPLE)
GOOD = {"home": 7, "kind": "shop", "income": 2_000_000, "stopped": "yes"}


def test_good_answers_have_no_problem():
    assert rules.problems(SERVICE, GOOD) == {}


def test_nothing_answered_asks_for_every_visible_required_question():
    assert rules.problems(SERVICE, {}) == {
        "home": "Chọn nơi kinh doanh.",
        "kind": "Chọn loại hộ.",
        "income": "Nhập thu nhập.",
        "stopped": "Chọn Có hoặc Không.",
    }


def test_a_condition_brings_a_question_up_and_its_answer_counts_only_then():
    assert list(rules.visible(SERVICE, GOOD)) == ["home", "kind", "income", "stopped"]
    other = {**GOOD, "kind": "other"}
    assert list(rules.visible(SERVICE, other)) == ["home", "kind", "kind_other", "income", "stopped"]
    assert rules.problems(SERVICE, other) == {"kind_other": "Nhập loại khác."}
    assert rules.problems(SERVICE, {**GOOD, "kind_other": 5}) == {}


def test_what_hangs_on_a_hidden_answer_is_hidden_too():
    chain = planted('when: {poor: "yes"}', "when: {kind_other: x}")
    service = whole(chain)
    shown = [p.key for p in rules.papers(service, {**GOOD, "kind": "other", "kind_other": "x"})]
    assert shown == ["tax", "poverty"]
    assert [p.key for p in rules.papers(service, {**GOOD, "kind": "shop", "kind_other": "x"})] == ["tax"]


def test_required_papers_follow_the_answers():
    poor = {**GOOD, "income": 500_000, "poor": "yes"}
    assert [p.key for p in rules.missing_papers(SERVICE, poor, {"tax"})] == ["poverty"]
    assert [p.key for p in rules.missing_papers(SERVICE, {**poor, "poor": "no"}, set())] == ["tax"]
    assert rules.missing_papers(SERVICE, poor, {"tax", "poverty"}) == ()


def test_sections_hold_what_is_visible_and_nothing_else():
    (section,) = rules.sections(SERVICE, GOOD)
    assert [q.key for q in section.questions] == ["home", "kind", "income", "stopped"]
    assert section.title == "Nơi ở"


def test_an_exit_is_explained_while_filling_and_stands_in_the_way_of_filing():
    leaving = {**GOOD, "stopped": "no"}
    found = rules.exit_for(SERVICE, leaving)
    assert found is not None
    question, why = found
    assert (question.key, why.title, why.text) == ("stopped", "Chưa đủ điều kiện", ("Hộ phải ngừng kinh doanh.",))
    page = SERVICE.section("home").pages[0]
    assert rules.page_problems(SERVICE, page, leaving) == {}
    assert rules.problems(SERVICE, leaving) == {"stopped": "Chưa đủ điều kiện"}
    assert rules.exit_for(SERVICE, GOOD) is None


@pytest.mark.parametrize(
    ("operator", "value", "answer", "expected"),
    [
        ("is", "a", "a", True),
        ("is", "a", "b", False),
        ("is", "a", ["b", "a"], True),
        ("any", ["a", "b"], "b", True),
        ("any", ["a", "b"], "c", False),
        ("any", ["a"], ["c", "a"], True),
        ("not", "a", "b", True),
        ("not", "a", "a", False),
        ("not", "a", ["b", "a"], False),
        ("not", "a", None, False),
        ("not", "a", "", False),
        ("gt", 10, 11, True),
        ("gt", 10, 10, False),
        ("gt", 10, "11", False),
        ("gt", 0, True, False),
        ("lt", 10, 9, True),
        ("lt", 10, None, False),
        ("is", True, True, True),
        ("is", 0, 0, True),
    ],
)
def test_conditions(operator, value, answer, expected):
    assert holds(Condition("q", operator, value), {"q": answer}) is expected


def test_a_condition_on_no_answer_does_not_hold():
    assert not holds(Condition("q", "not", "a"), {})


@pytest.mark.parametrize(
    ("kind", "answer", "message"),
    [
        ("text", "chữ", None),
        ("text", "x" * 200, None),
        ("text", "x" * 201, "Viết tối đa 200 ký tự. Bạn đã viết 201."),
        ("text", 5, "Câu trả lời phải là chữ."),
        ("text", " \u200b ", "Nhập ô này."),
        ("number", 5, None),
        ("number", 0, None),
        ("number", "5", "Nhập một số nguyên."),
        ("number", True, "Nhập một số nguyên."),
        ("number", 2.5, "Nhập một số nguyên."),
        ("money", 10**15, None),
        ("money", 10**15 + 1, "Nhập số không quá 1.000.000.000.000.000 đ."),
        ("money", "x", "Nhập số tiền bằng chữ số, ví dụ 1.500.000."),
        ("date", "2020-04-24", None),
        ("date", "2020-02-30", "Nhập ngày có thật, ví dụ 24/04/2020."),
        ("date", "24/04/2020", "Nhập ngày có thật, ví dụ 24/04/2020."),
        ("date", 20200424, "Nhập ngày có thật, ví dụ 24/04/2020."),
        ("yesno", "yes", None),
        ("yesno", "no", None),
        ("yesno", "có", "Chọn Có hoặc Không."),
        ("yesno", True, "Chọn Có hoặc Không."),
        ("agree", True, None),
        ("agree", "true", "Đánh dấu vào ô để xác nhận cam kết này."),
        ("agree", False, "Đánh dấu vào ô để xác nhận cam kết này."),
        ("unit", 3, None),
        ("unit", 0, "Chọn một nơi trong danh sách."),
        ("unit", "3", "Chọn một nơi trong danh sách."),
        ("tax_code", "0100000000", None),
        ("tax_code", "0100000000-001", None),
        ("tax_code", "0100 000 000", None),
        ("tax_code", "010000000", "Nhập mã số thuế có 10 chữ số, hoặc 13 chữ số với chi nhánh."),
        ("tax_code", "٠١٠٠٠٠٠٠٠٠", "Nhập mã số thuế có 10 chữ số, hoặc 13 chữ số với chi nhánh."),
        ("id_number", "000000001", None),
        ("id_number", "000 000 000 001", None),
        ("id_number", "0000000001", "Nhập số chứng minh nhân dân 9 chữ số hoặc căn cước công dân 12 chữ số."),
        ("phone", "0900 000 001", None),
        ("phone", "+84900000001", None),
        ("phone", "900000001", "Nhập số điện thoại có 10 hoặc 11 chữ số, bắt đầu bằng 0."),
        ("email", "ten@example.vn", None),
        ("email", "ten@example", "Nhập địa chỉ email đầy đủ, ví dụ ten@example.vn."),
        ("email", "a b@example.vn", "Nhập địa chỉ email đầy đủ, ví dụ ten@example.vn."),
        ("email", "a@" + "b" * 250 + ".vn", "Nhập địa chỉ email đầy đủ, ví dụ ten@example.vn."),
        ("choice", "shop", None),
        ("choice", "Shop", "Chọn một mục trong danh sách."),
        ("choice", ["shop"], "Chọn một mục trong danh sách."),
        ("choices", ["shop", "other"], None),
        ("choices", ["shop", "shop"], "Chọn các mục trong danh sách."),
        ("choices", "shop", "Chọn các mục trong danh sách."),
        ("choices", [], "Chọn ô này."),
        ("choices", [["shop"]], "Chọn các mục trong danh sách."),
    ],
)
def test_one_answer(kind, answer, message):
    choices = SERVICE.question("kind").choices if kind in ("choice", "choices") else ()
    question = Question(key="q", label="Ô này", kind=kind, choices=choices)
    assert rules.problem(question, answer) == message


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (-1, "Nhập số từ 0 đ trở lên."),
        (0, None),
        (100_000_000, None),
        (100_000_001, "Nhập số không quá 100.000.000 đ."),
    ],
)
def test_bounds_of_money(answer, message):
    assert rules.problem(SERVICE.question("income"), answer) == message


def test_a_question_that_asks_is_not_lowered():
    question = Question(key="q", label="Loại hình khác là gì?", kind="text")
    assert rules.problem(question, "") == "Trả lời câu hỏi “Loại hình khác là gì?”"


def test_an_optional_answer_may_be_missing_but_not_wrong():
    question = Question(key="q", label="Email", kind="email", required=False)
    assert rules.problem(question, "") is None
    assert rules.problem(question, None) is None
    assert rules.problem(question, "x") is not None


def test_a_message_keeps_its_template_for_other_languages():
    message = rules.problem(SERVICE.question("kind"), None)
    assert (message.template, message.data) == ("Chọn {label}.", {"label": "loại hộ"})


def test_the_exit_of_the_real_service():
    service = whole(REAL)
    question, why = rules.exit_for(service, {"no_funds": "no"})
    assert (question.key, why.title) == ("no_funds", "Doanh nghiệp chưa đủ điều kiện nhận hỗ trợ này")
    assert rules.exit_for(service, {"no_funds": "yes"}) is None
