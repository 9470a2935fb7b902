"""Opinions, parts inside, escalation and places as a flow writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.calendar.rules import Term
from motcua.workflow import rules

from .asking import ASKING, flow

OPINION = ASKING["steps"]["review"]["opinions"]["insurance"]
AT = "steps.review"


def test_they_are_read_as_values():
    assert rules.problems(ASKING) == {}
    parsed = rules.parse(ASKING)
    step = parsed.steps["review"]
    assert parsed.asks
    assert [(o.key, o.role, o.level, o.term, o.place, o.required, dict(o.extra)) for o in step.opinions] == [
        ("insurance", "social_insurance", "district", Term(2, "wd"), "", True, {}),
        ("other", "committee", "district", Term(4, "h"), "home", True, {"when": "home != place"}),
        ("bank", "policy_bank", "district", Term(1, "wd"), "", False, {}),
    ]
    assert step.inside == (
        rules.Inside("Chuyên viên thẩm định", "process"),
        rules.Inside("Lãnh đạo duyệt", "decide", other_person=True),
    )
    assert (step.escalate, step.place, parsed.steps["decide"].place) == (Term(1, "wd"), "", "home")
    assert dict(step.extra) == {}
    assert not rules.parse(flow(opinions=None)).asks


def test_what_other_rooms_read_stays_in_extra():
    changed = flow(posting={"title": "Niêm yết", "term": "5d"}, rows="confirm")
    changed["steps"]["review"]["actions"]["pass"] |= {"when": "posting.done", "asks": []}
    step = rules.parse(changed).steps["review"]
    assert dict(step.extra) == {"posting": {"title": "Niêm yết", "term": "5d"}, "rows": "confirm"}
    assert dict(step.action("pass").extra) == {"when": "posting.done", "asks": []}


def test_powers_go_by_part():
    step = rules.parse(ASKING).steps["review"]
    assert [step.powers_at(n) for n in (0, 1)] == [{"process"}, {"decide"}]
    assert step.powers == {"process", "decide"}
    assert [a.power for a in step.actions] == ["decide", "process", "decide"]
    assert step.left(0).title == "Lãnh đạo duyệt"
    assert step.left(1) is None
    plain = rules.parse(flow(inside=None)).steps["review"]
    assert plain.powers_at(0) == plain.powers == {"process"}
    assert plain.left(0) is None


def test_an_action_s_own_right_is_kept():
    changed = flow()
    changed["steps"]["review"]["actions"]["pass"]["power"] = "process"
    assert rules.parse(changed).steps["review"].powers_at(1) == {"process", "decide"}


@pytest.mark.parametrize(
    ("stage", "powers", "offered"),
    [
        (0, {"process"}, ["return"]),
        (0, {"decide"}, []),
        (1, {"process"}, ["return"]),
        (1, {"decide"}, ["pass", "return"]),
        (1, {"view"}, []),
    ],
)
def test_moves_go_by_part(stage, powers, offered):
    parsed = rules.parse(ASKING)
    assert [a.key for a in rules.moves(parsed, "review", powers, stage)] == offered
    unanswered = [a.key for a in rules.moves_unanswered(parsed, "review", powers, stage)]
    assert unanswered == (["stop"] if stage == 1 and "decide" in powers else [])


def opinions(**changes):
    return {"insurance": {**OPINION, **changes}}


FAULTS = [
    ({"place": ""}, f"{AT}.place", "Ghi khóa của câu hỏi"),
    ({"place": 3}, f"{AT}.place", "Ghi khóa của câu hỏi"),
    ({"opinions": {}}, f"{AT}.opinions", "Chưa có ý kiến nào"),
    ({"opinions": ["insurance"]}, f"{AT}.opinions", "thành một khối"),
    ({"opinions": {f"o{n}": OPINION for n in range(9)}}, f"{AT}.opinions", "hỏi 9 ý kiến. Hỏi nhiều nhất 8"),
    ({"opinions": {"Bảo hiểm": OPINION}}, f"{AT}.opinions.Bảo hiểm", "không dấu"),
    ({"opinions": {"a": "hỏi"}}, f"{AT}.opinions.a", "phải là một khối. Ghi title"),
    ({"opinions": opinions(title=" ")}, f"{AT}.opinions.insurance.title", "Thiếu tên ý kiến"),
    ({"opinions": opinions(role="bank")}, f"{AT}.opinions.insurance.role", "Không có vai trò cơ quan “bank”"),
    ({"opinions": opinions(role="department")}, f"{AT}.opinions.insurance.role", "department:labour"),
    ({"opinions": opinions(level="village")}, f"{AT}.opinions.insurance.level", "Không có cấp “village”"),
    ({"opinions": opinions(term="soon")}, f"{AT}.opinions.insurance.term", "không phải thời hạn"),
    ({"opinions": opinions(place=["x"])}, f"{AT}.opinions.insurance.place", "Ghi khóa của câu hỏi"),
    ({"opinions": opinions(required="yes")}, f"{AT}.opinions.insurance.required", "Viết true"),
    ({"opinions": opinions(due="1wd")}, f"{AT}.opinions.insurance.due", "Không có khóa “due” ở đây. Dùng một trong: t"),
    ({"inside": []}, f"{AT}.inside", "Viết từ 1 đến 5 phần"),
    ({"inside": [{"title": "x"}] * 6}, f"{AT}.inside", "Viết từ 1 đến 5 phần"),
    ({"inside": {"title": "x"}}, f"{AT}.inside", "Viết từ 1 đến 5 phần"),
    ({"inside": ["Lãnh đạo"]}, f"{AT}.inside.0", "phải là một khối"),
    ({"inside": [{"title": ""}]}, f"{AT}.inside.0.title", "Thiếu tên phần"),
    ({"inside": [{"title": "x"}, {"title": "y", "power": "view"}]}, f"{AT}.inside.1.power", "Không có quyền “view”"),
    ({"inside": [{"title": "x"}, {"title": "y", "other_person": 1}]}, f"{AT}.inside.1.other_person", "Viết true"),
    ({"inside": [{"title": "x", "other_person": True}]}, f"{AT}.inside.0.other_person", "Trước phần đầu tiên"),
    ({"inside": [{"title": "x", "role": "y"}]}, f"{AT}.inside.0.role", "Không có khóa “role”"),
    ({"escalate": "1wd"}, f"{AT}.escalate", "ví dụ: {after: 1wd}"),
    ({"escalate": {}}, f"{AT}.escalate.after", "không phải thời hạn"),
    ({"escalate": {"after": "1wd", "to": "x"}}, f"{AT}.escalate.to", "Không có khóa “to”"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "where", "says"), FAULTS)
def test_faults_are_found_where_they_are_with_their_cure(changes, where, says):
    found = rules.problems(flow(**changes))
    assert list(found) == [where]
    assert says in found[where]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["title", "role", "power", "after", "x"]), inner)
    ),
    max_leaves=8,
)


@given(st.sampled_from(["place", "opinions", "inside", "escalate"]), anything)
def test_whatever_is_written_there_is_told_and_never_raises(key, value):
    changed = flow()
    changed["steps"]["review"][key] = value
    if not rules.problems(changed):
        rules.parse(changed)
