from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.agencies.models import Role
from motcua.calendar.rules import Term
from motcua.kernel.errors import Invalid
from motcua.territory.models import Level
from motcua.workflow import rules

from .builders import FLOW, at

KEYS = ["confirm", "appraise", "decide", "lend"]


def with_change(pointer: str, value: Any) -> dict[str, Any]:
    flow = deepcopy(FLOW)
    *way, last = pointer.split(".")
    place: Any = flow
    for part in way:
        place = place[part]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return flow


def test_the_words_are_those_of_agencies_and_territory():
    assert set(rules.ROLES) == set(Role.values)
    assert set(rules.LEVELS) == set(Level.values)
    assert set(rules.WITH_SECTOR) < set(rules.ROLES)


def test_a_sound_flow_has_no_problems():
    assert rules.problems(FLOW) == {}
    flow = rules.parse(FLOW)
    assert list(flow.steps) == KEYS
    step = flow.steps["confirm"]
    assert (step.term, step.power, step.extra["rows"]) == (Term(3, "wd"), "process", "confirm")
    assert [a.key for a in step.actions] == ["pass", "return", "refuse"]
    assert step.action("return").extra == {"papers": True}
    assert step.powers == {"process", "decide"}
    assert flow.steps["decide"].action("refuse").power == "decide"
    assert flow.steps["decide"].action("refuse").outcome == "refused"
    assert flow.supplement == rules.Supplement(Term(30, "d"), 1)


PROBLEMS = [
    ("first", "nowhere", "first", "Bước đầu tiên phải là một trong: confirm, appraise, decide, lend."),
    ("first", ["confirm"], "first", "Bước đầu tiên phải là"),
    ("steps.confirm.actions.pass.to", "apraise", "steps.confirm.actions.pass.to", "Không có bước “apraise”. Chọn một"),
    ("steps.confirm.actions.pass.to", ..., "steps.confirm.actions.pass.to", "chưa nói hồ sơ đi đâu"),
    ("steps.confirm.actions.pass.to", 7, "steps.confirm.actions.pass.to", "chưa nói hồ sơ đi đâu"),
    ("steps.lend.actions.pay.to", "end:", "steps.lend.actions.pay.to", "ví dụ end:refused"),
    ("steps.lend.actions", {}, "steps.lend.actions", "không có lối ra"),
    ("steps.lend.actions", None, "steps.lend.actions", "không có lối ra"),
    (
        "steps.lend.actions",
        {"return": {"title": "Yêu cầu bổ sung", "kind": "return"}},
        "steps.lend.actions",
        "không có lối ra",
    ),
    ("steps.decide.actions.approve.to", "end:paid", "steps.lend", "Không việc nào dẫn đến bước này"),
    ("steps.lend.actions.pay.to", "lend", "steps.lend", "đi mãi không tới kết thúc"),
    (
        "steps.confirm.role",
        "insurance",
        "steps.confirm.role",
        "Không có vai trò cơ quan “insurance”. Chọn một trong: g",
    ),
    ("steps.confirm.role", ..., "steps.confirm.role", "Thiếu vai trò cơ quan"),
    ("steps.confirm.role", "department", "steps.confirm.role", "ví dụ department:labour"),
    ("steps.confirm.role", "committee:labour", "steps.confirm.role", "không chia theo ngành"),
    ("steps.confirm.level", "village", "steps.confirm.level", "Không có cấp “village”"),
    ("steps.confirm.power", "view", "steps.confirm.power", "Không có quyền “view”. Chọn một trong: process, decide."),
    ("steps.confirm.actions.refuse.power", "boss", "steps.confirm.actions.refuse.power", "Không có quyền “boss”"),
    ("steps.confirm.term", "3 ngày", "steps.confirm.term", "“3 ngày” không phải thời hạn"),
    ("steps.confirm.term", ..., "steps.confirm.term", "không phải thời hạn"),
    ("steps.confirm.title", " ", "steps.confirm.title", "Thiếu tên bước"),
    ("steps.confirm.doing", 3, "steps.confirm.doing", "Viết bằng chữ"),
    ("steps.confirm.actions.pass.title", ..., "steps.confirm.actions.pass.title", "Thiếu tên việc"),
    (
        "steps.confirm.actions.refuse.title",
        "Yêu cầu bổ sung",
        "steps.confirm.actions.refuse.title",
        "Hai việc cùng tên",
    ),
    ("steps.confirm.actions.pass.reason", "yes", "steps.confirm.actions.pass.reason", "true"),
    ("steps.confirm.actions.pass.kind", "pass", "steps.confirm.actions.pass.kind", "Không có loại “pass”"),
    ("steps.confirm.actions.return.to", "appraise", "steps.confirm.actions.return.to", "giữ hồ sơ ở bước này"),
    (
        "steps.confirm.actions.withdraw",
        {"title": "Rút", "to": "end:x"},
        "steps.confirm.actions.withdraw",
        "người nộp rút",
    ),
    ("steps.confirm.actions.Duyệt", {"title": "Duyệt", "to": "end:x"}, "steps.confirm.actions.Duyệt", "không dấu"),
    ("steps.confirm.actions.pass", "appraise", "steps.confirm.actions.pass", "phải là một khối"),
    ("steps.lend", "bank", "steps.lend", "phải là một khối"),
    ("steps", {}, "steps", "chưa có bước nào"),
    ("supplement", ..., "supplement", "thiếu supplement"),
    ("supplement", "30d", "supplement", "thành một khối"),
    ("supplement.term", "30", "supplement.term", "không phải thời hạn"),
    ("supplement.at_most", 0, "supplement.at_most", "từ 1 đến 9"),
    ("supplement.at_most", True, "supplement.at_most", "từ 1 đến 9"),
    ("withdraw_until", "end", "withdraw_until", "Không có bước “end”"),
]


@pytest.mark.parametrize(("pointer", "value", "where", "says"), PROBLEMS)
def test_problems_are_found_where_they_are(pointer, value, where, says):
    flow = with_change(pointer, value)
    found = rules.problems(flow)
    assert says in found[where]
    with pytest.raises(Invalid) as refused:
        rules.parse(flow)
    assert refused.value.problems == found


def test_a_loop_is_sound_when_something_leads_out_of_it():
    assert rules.problems(with_change("steps.lend.actions.back", {"title": "Trả lại", "to": "decide"})) == {}


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=5)
    | st.sampled_from(["end:x", "confirm", "return", "3wd"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["to", "title", "kind", "a"]), inner),
    max_leaves=8,
)
places = st.sampled_from(sorted({pointer for pointer, *_ in PROBLEMS}))


@given(places, json_values)
def test_no_content_makes_the_check_itself_fail(pointer, value):
    found = rules.problems(with_change(pointer, value))
    if not found:
        rules.parse(with_change(pointer, value))


@given(json_values)
def test_nor_does_nonsense(value):
    assert rules.problems(value)


def test_moves_follow_the_powers_in_the_flow_s_order():
    flow = rules.parse(FLOW)
    assert [a.key for a in rules.moves(flow, "confirm", {"process"})] == ["pass", "return"]
    assert [a.key for a in rules.moves(flow, "confirm", {"decide"})] == ["refuse"]
    assert rules.moves(flow, "decide", {"process"}) == ()


def test_take():
    flow = rules.parse(FLOW)
    assert rules.take(flow, "confirm", "pass", {"process"}) == rules.Move("confirm", "pass", "move", "appraise", "")
    assert rules.take(flow, "decide", "refuse", {"decide"}).outcome == "refused"
    assert rules.take(flow, "confirm", "return", {"process"}).kind == "return"
    with pytest.raises(rules.NoPower, match="cần quyền quyết định"):
        rules.take(flow, "confirm", "refuse", {"process"})
    with pytest.raises(rules.UnknownAction, match="“Ngân hàng Chính sách xã hội cho vay” không có việc này"):
        rules.take(flow, "lend", "pass", {"process"})


def test_the_main_line_and_the_longest_way():
    flow = rules.parse(FLOW)
    assert [step.key for step in rules.path(flow)] == KEYS
    assert [step.key for step in rules.later(flow, "appraise")] == ["decide", "lend"]
    assert rules.longest_term(flow) == (Term(13, "wd"),)
    mixed = rules.parse(with_change("steps.appraise.term", "5d"))
    assert rules.longest_term(mixed) == (Term(10, "wd"), Term(5, "d"))


def test_a_main_line_that_loops_ends_where_it_began_again():
    flow = deepcopy(FLOW)
    flow["steps"]["lend"]["actions"] = {
        "back": {"title": "Trả lại", "to": "appraise"},
        "pay": {"title": "Đã giải ngân", "to": "end:paid"},
    }
    assert [step.key for step in rules.path(rules.parse(flow))] == KEYS


def test_withdrawal_is_open_until_the_named_step_is_left():
    flow = rules.parse(FLOW)
    assert [rules.withdrawable(flow, key) for key in KEYS] == [True, True, True, False]
    assert rules.withdrawable(rules.parse(with_change("withdraw_until", ...)), "lend")


@pytest.mark.parametrize(
    ("due_at", "ended_at", "words"),
    [
        ("2020-05-15T08:00", "2020-05-14T17:00", "Trước hạn"),
        ("2020-05-15T08:00", "2020-05-15T07:10", "Đúng hạn"),
        ("2020-05-15T08:00", "2020-05-15T08:00", "Đúng hạn"),
        ("2020-05-15T08:00", "2020-05-15T08:01", "Quá hạn"),
    ],
)
def test_how_a_term_was_kept(due_at, ended_at, words):
    assert rules.result(at(due_at), at(ended_at)) == words


def test_a_step_s_agency_in_words():
    assert rules.agency_words(rules.parse(FLOW).steps["decide"]) == "Ủy ban nhân dân cấp tỉnh"
    labour = rules.parse(with_change("steps.decide.role", "department:labour"))
    assert rules.agency_words(labour.steps["decide"]) == "Sở, ngành cấp tỉnh"
