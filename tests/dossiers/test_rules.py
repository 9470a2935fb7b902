"""The life of a dossier, the task list, and which window may save a page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.dossiers import rules
from motcua.dossiers.rules import LIFE, ListSummary, Seen, Status
from motcua.kernel.actor import Actor, Capacity

EVENTS = sorted({event for _, event in LIFE})


def test_the_whole_life_as_a_table():
    """Every status × event: what is not listed here is refused."""
    allowed = {
        ("draft", "submit"): "in_progress",
        ("in_progress", "return"): "awaiting",
        ("in_progress", "grant"): "granted",
        ("in_progress", "grant_part"): "partly_granted",
        ("in_progress", "refuse"): "refused",
        ("in_progress", "withdraw"): "withdrawn",
        ("awaiting", "supplement"): "in_progress",
        ("awaiting", "refuse"): "refused",
        ("awaiting", "withdraw"): "withdrawn",
    }
    for status in Status:
        for event in EVENTS:
            if (status, event) in allowed:
                assert rules.after(status, event) == allowed[status, event]
            else:
                with pytest.raises(rules.NotNow) as refused:
                    rules.after(status, event)
                assert status.label.lower() in str(refused.value)


@pytest.mark.parametrize("status", [s for s in Status if s.final])
def test_nothing_follows_an_end(status):
    assert not status.open
    assert not [event for (before, event) in LIFE if before is status]


def test_every_status_has_its_words_and_its_number_in_the_interchange():
    assert all(status.label for status in Status)
    assert set(rules.INTERCHANGE) == set(Status) - {Status.DRAFT}


@pytest.mark.parametrize(
    ("capacity", "powers", "may"),
    [
        (Capacity.CITIZEN, (), True),
        (Capacity.BUSINESS, ("file", "view"), True),
        (Capacity.BUSINESS, ("view",), False),
        (Capacity.SYSTEM, (), True),
    ],
)
def test_who_may_file(capacity, powers, may):
    by = Actor(1, "Nguyễn Văn Thử", capacity, business_name="Công ty TNHH Ví Dụ", powers=frozenset(powers))
    assert rules.may_file(by) is may
    if not may:
        with pytest.raises(rules.ViewerOnly, match="Công ty TNHH Ví Dụ"):
            rules.check_filer(by)


@pytest.mark.parametrize(
    ("begun", "problems", "state", "detail"),
    [
        (False, (), "todo", ""),
        (False, ("Nhập tên.",), "todo", ""),
        (True, ("Nhập tên.", "Nhập số."), "started", "Còn 2 câu"),
        (True, (), "done", ""),
    ],
)
def test_a_section_in_the_task_list(begun, problems, state, detail):
    (task,) = rules.tasks([("company", "Doanh nghiệp")], {"company": begun}, {"company": problems}, [], {}, None)
    assert (task.state, task.detail, task.kind) == (state, detail, "section")


@pytest.mark.parametrize(
    ("people", "problems", "state", "detail"),
    [(0, 0, "todo", ""), (5, 2, "problem", "2 dòng cần sửa trong 5 dòng"), (5, 0, "done", "5 người")],
)
def test_the_list_in_the_task_list(people, problems, state, detail):
    (task,) = rules.tasks([], {}, {}, [], {}, ListSummary(people, problems))
    assert (task.state, task.detail) == (state, detail)


def test_papers_name_what_is_missing_and_the_declaration_comes_last():
    papers = [("a", "Thỏa thuận", True), ("b", "Báo cáo", False), ("c", "Biên bản", True)]
    found = rules.tasks(
        [("company", "Doanh nghiệp"), ("oath", "Cam kết")], {}, {}, papers, {"c": 1}, ListSummary(1, 0), last=["oath"]
    )
    assert [task.key for task in found] == ["company", "list", "papers", "oath"]
    assert (found[2].state, found[2].detail) == ("todo", "Thỏa thuận")


def test_not_ready_names_every_open_task():
    found = rules.tasks([("company", "Doanh nghiệp")], {}, {}, [("a", "Thỏa thuận", True)], {}, ListSummary(1, 0))
    with pytest.raises(rules.NotReady) as refused:
        rules.ready(found)
    assert str(refused.value) == "Hồ sơ chưa nộp được. Còn thiếu: Doanh nghiệp, Giấy tờ kèm theo."


@pytest.mark.parametrize(("granted", "asked", "event"), [(3, 3, "grant"), (2, 3, "grant_part"), (1, 500, "grant_part")])
def test_all_or_part(granted, asked, event):
    assert rules.outcome(granted, asked) == event


def test_none_is_a_refusal_with_its_own_paper():
    with pytest.raises(rules.NobodyLeft):
        rules.outcome(0, 3)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("3.abc", Seen(3, "abc")),
        ("0.", Seen(0, "")),
        ("", None),
        ("3", None),
        ("-1.a", None),
        ("٣.a", None),
        ("x.a", None),
        ("9999999999999.a", None),
    ],
)
def test_what_a_page_sends_back_of_when_it_was_opened(text, seen):
    assert Seen.parse(text) == seen
    assert seen is None or Seen.parse(str(seen)) == seen


class Page:
    """A page that is kept as the database keeps it."""

    def __init__(self):
        self.count, self.streak = 0, ()

    def open(self, visit):
        return Seen(self.count, visit)

    def save(self, seen):
        self.streak = rules.one_more_save(self.count, self.streak, seen)
        self.count += 1


def test_a_page_that_saves_itself_is_not_stale_to_itself():
    page = Page()
    mine = page.open("a")
    for _ in range(3):
        page.save(mine)
    assert page.count == 3


def test_another_window_is_stale_once_one_saved():
    page = Page()
    mine, other = page.open("a"), page.open("b")
    page.save(mine)
    with pytest.raises(rules.StalePage):
        page.save(other)
    page.save(page.open("c"))
    with pytest.raises(rules.StalePage):
        page.save(mine)
    assert page.count == 2


@given(st.lists(st.tuples(st.sampled_from("ab"), st.booleans()), max_size=12))
def test_no_window_ever_overwrites_what_it_did_not_see(acts):
    """Two windows open and save at will: a save goes through only if the other saved nothing since it was opened."""
    page = Page()
    opened = {name: (page.open(f"{name}0"), 0) for name in "ab"}
    last_by = None
    for n, (name, reopen) in enumerate(acts):
        if reopen:
            opened[name] = (page.open(f"{name}{n + 1}"), page.count)
            continue
        seen, when = opened[name]
        clean = page.count == when or last_by == (name, seen.visit, when)
        try:
            page.save(seen)
        except rules.StalePage:
            assert not clean
        else:
            assert clean
            last_by = (name, seen.visit, when)
