"""The service of QĐ 15/2020/QĐ-TTg as its file says it."""

from datetime import date

import pytest

from motcua.catalogue import rules
from motcua.catalogue.rules.visible_texts import texts
from motcua.workflow import rules as workflow
from tests.catalogue.samples import REAL, whole

SERVICE = whole(REAL)
ANSWERS = {
    "company_name": "Công ty TNHH Ví Dụ",
    "tax_code": "0100000000",
    "business_line": "May mặc",
    "company_type": "limited",
    "head_office": 12,
    "street": "1 đường Thử",
    "company_phone": "0900 000 001",
    "contact_name": "Trần Thị Mẫu",
    "contact_phone": "0900 000 002",
    "no_funds": "yes",
    "revenue": 0,
    "wage_reserve": 0,
    "profit_left": 0,
    "other_funds": 0,
    "insured_workers": 120,
    "union": "no",
    "truthful": True,
    "single_claim": True,
}


def test_the_head():
    assert (SERVICE.slug, SERVICE.procedure.code, SERVICE.audience, SERVICE.assurance) == (
        "tam-hoan-hop-dong",
        "1.008360",
        ("business",),
        2,
    )
    assert (SERVICE.valid_from, SERVICE.valid_to) == (date(2020, 4, 24), None)
    assert {"procedure.code", "assurance"} <= {item.pointer for item in SERVICE.unconfirmed}


def test_complete_answers_may_be_filed():
    assert rules.problems(SERVICE, ANSWERS) == {}


@pytest.mark.parametrize("key", sorted(ANSWERS))
def test_each_answer_is_needed(key):
    assert set(rules.problems(SERVICE, {k: v for k, v in ANSWERS.items() if k != key})) == {key}


def test_a_union_is_asked_for_its_opinion_and_paper():
    with_union = {**ANSWERS, "union": "yes"}
    assert rules.problems(SERVICE, with_union) == {"union_opinion": "Chọn ý kiến của công đoàn cơ sở về danh sách."}
    differing = {**with_union, "union_opinion": "differ"}
    assert set(rules.problems(SERVICE, differing)) == {"union_note"}
    assert "union_confirmation" in [p.key for p in rules.papers(SERVICE, with_union)]
    assert "union_confirmation" not in [p.key for p in rules.papers(SERVICE, ANSWERS)]
    assert [p.key for p in rules.missing_papers(SERVICE, with_union, set())] == ["agreements"]


def test_the_list_is_form_01_with_the_bounds_of_the_decision():
    spec = SERVICE.list_spec("workers")
    assert [c.key for c in spec.columns] == [
        "name", "birth_date", "sex", "department", "contract_type", "contract_start", "bhxh_number", "pause_from",
        "pause_to", "account_name", "account_number", "bank", "id_number", "note",
    ]  # fmt: skip
    assert spec.period == rules.Period(
        start="pause_from",
        end="pause_to",
        window_from=date(2020, 4, 1),
        window_to=date(2020, 6, 30),
        start_from=date(2020, 4, 1),
        start_to=date(2020, 6, 1),
        least_months=1,
        most_months=3,
    )
    assert (spec.amount_per_month, spec.max_rows, spec.age_from, spec.age_to) == (1_800_000, 20_000, 15, 100)
    assert (spec.identity, spec.secondary, spec.name, spec.birth, spec.age_at) == (
        "id_number",
        "bhxh_number",
        "name",
        "birth_date",
        "contract_start",
    )
    assert (spec.column("id_number").lengths, spec.column("bhxh_number").lengths) == ((9, 12), (10,))
    private = {c.key for c in spec.columns if c.private}
    assert private == {"birth_date", "bhxh_number", "account_number", "id_number"}
    assert {c.key for c in spec.columns if c.unique} == {"id_number", "bhxh_number"}


def test_the_flow_has_the_published_steps_and_terms():
    flow = workflow.parse(SERVICE.flow)
    steps = [(s.key, s.role, s.level, str(s.term), s.power) for s in flow.steps.values()]
    assert steps == [
        ("confirm", "social_insurance", "district", "3wd", "process"),
        ("appraise", "committee", "district", "3wd", "process"),
        ("decide", "committee", "province", "2wd", "decide"),
    ]
    ways = {s.key: [(a.key, a.kind, a.to, a.reason) for a in s.actions] for s in flow.steps.values()}
    stop = ("stop", "move", "end:refused", True)
    assert [a.key for s in flow.steps.values() for a in s.actions if a.unanswered] == ["stop", "stop"]
    assert ways == {
        "confirm": [("pass", "move", "appraise", False), ("return", "return", "", True), stop],
        "appraise": [
            ("pass", "move", "decide", False),
            ("advise_refusal", "move", "decide", True),
            ("return", "return", "", True),
            stop,
        ],
        "decide": [("approve", "move", "end:granted", False), ("refuse", "move", "end:refused", True)],
    }
    assert (str(flow.supplement.term), flow.supplement.at_most, flow.withdraw_until) == ("30d", 1, "decide")


def test_statuses_are_those_of_the_interchange_list():
    assert SERVICE.statuses == {
        "submitted": 1, "accepted": 2, "processing": 4, "supplement": 5, "withdrawn": 7,
        "stopped": 8, "refused": 8, "granted": 9, "delivered": 10,
    }  # fmt: skip


def test_each_paper_of_the_story_is_an_output():
    assert {o.event: o.document for o in SERVICE.outputs} == {
        "accepted": "receipt",
        "supplement": "supplement",
        "refused": "refusal",
        "overdue": "apology",
        "handed_over": "control",
        "granted": "decision",
    }
    assert SERVICE.output("granted").annex == "workers"
    assert SERVICE.output("delivered") is None


def test_every_visible_text_is_said_in_english_too():
    said = {text for _, text in texts(SERVICE)}
    assert said == set(SERVICE.en)
    assert SERVICE.said("Cam kết", "en") == "Declaration"
    assert SERVICE.said("Cam kết", "vi") == "Cam kết"
    assert [vi for vi, en in SERVICE.en.items() if vi == en] == []
