"""Each Covid service as its file says it: sound, in both languages, and true to its own examples."""

from datetime import date

import pytest

from motcua.calendar import rules as calendar
from motcua.catalogue.rules import parse, simulate
from motcua.catalogue.rules.visible_texts import texts
from motcua.ops.reference import working_calendar
from motcua.workflow import rules as workflow
from tests.services.files import NAMES, SERVICES, examples, service, text

TAM_HOAN = [
    ("confirm", "social_insurance", "district", "3wd"), ("appraise", "committee", "district", "3wd"),
    ("decide", "committee", "province", "2wd"),
]  # fmt: skip
BATCH = [("appraise", "committee", "district", "3wd"), ("decide", "committee", "province", "2wd")]
# file → (slug, whom it is for, the steps with their terms: domain §1.3)
FLOWS = {
    "tam-hoan-hop-dong": ("tam-hoan-hop-dong", "business", TAM_HOAN),
    "tam-hoan-hop-dong-qd32": ("tam-hoan-hop-dong", "business", TAM_HOAN),
    "cham-dut-hop-dong": ("cham-dut-hop-dong", "citizen", [
        ("review", "committee", "commune", "3wd"), ("appraise", "committee", "district", "2wd"),
        ("decide", "committee", "province", "3wd"),
    ]),
    "vay-tra-luong-ngung-viec": ("vay-tra-luong-ngung-viec", "business", [
        ("confirm", "social_insurance", "district", "3wd"), ("appraise", "committee", "district", "3wd"),
        ("permit", "committee", "province", "2wd"), ("lend", "policy_bank", "district", "5wd"),
    ]),
    "vay-tra-luong-ngung-viec-qd32": ("vay-tra-luong-ngung-viec", "business", [
        ("lend", "policy_bank", "district", "5wd"),
    ]),
    "ho-kinh-doanh": ("ho-kinh-doanh", "citizen", [
        ("post", "committee", "commune", "5d"), ("tax", "tax", "district", "2wd"),
        ("review", "committee", "district", "3d"), ("decide", "committee", "province", "2wd"),
    ]),
    "khong-giao-ket-hop-dong": ("khong-giao-ket-hop-dong", "citizen", [
        ("review", "committee", "commune", "5wd"), ("appraise", "committee", "district", "2wd"),
        ("decide", "committee", "province", "3wd"),
    ]),
    "nguoi-co-cong": ("nguoi-co-cong", "officer", BATCH),
    "bao-tro-xa-hoi": ("bao-tro-xa-hoi", "officer", BATCH),
    "ho-ngheo-can-ngheo": ("ho-ngheo-can-ngheo", "officer", BATCH),
}  # fmt: skip
STATUSES = {
    "submitted": 1, "accepted": 2, "processing": 4, "supplement": 5, "withdrawn": 7, "stopped": 8, "refused": 8,
    "granted": 9, "delivered": 10,
}  # fmt: skip
TERMS = working_calendar(calendar.STANDARD)


def test_these_are_all_the_files():
    assert set(NAMES) == set(FLOWS)


@pytest.mark.parametrize(
    ("named", "slug"),
    [
        ("tạm hoãn thực hiện hợp đồng lao động hoặc nghỉ việc không hưởng lương", "tam-hoan-hop-dong"),
        ("chấm dứt hợp đồng lao động, hợp đồng làm việc nhưng không đủ điều kiện hưởng trợ cấp thất nghiệp",
         "cham-dut-hop-dong"),
        ("người sử dụng lao động vay vốn để trả lương ngừng việc", "vay-tra-luong-ngung-viec"),
    ],
)  # fmt: skip
def test_the_three_that_the_letters_name_are_there(named, slug):
    """3623/VPCP-KSTT names the first two in its text, the first and third in its manual; so does 2107/UBND-HCC."""
    assert [service(name).slug for name in NAMES if named in service(name).name][:1] == [slug]


@pytest.mark.parametrize("name", NAMES)
def test_every_example_comes_true(name):
    told = {found.name: found.told for found in simulate(service(name), TERMS)}
    assert told == dict.fromkeys(told, ())
    assert len(told) == len(examples(name)) >= 4


@pytest.mark.parametrize("name", NAMES)
def test_the_examples_show_grant_refusal_and_a_holiday(name):
    shown = examples(name)
    assert {"granted", "refused"} <= {example.expect.get("outcome") for example in shown}
    assert any({"exit", "problem"} & set(example.expect) for example in shown)
    holidays = {"2020-04-28", "2020-12-30"}  # before 30/4–1/5 and before New Year: a day off within the first term
    terms = [example for example in shown if str(example.at)[:10] in holidays and "dues" in example.expect]
    assert terms


@pytest.mark.parametrize("name", NAMES)
def test_the_flow_is_that_of_the_law(name):
    slug, audience, wanted = FLOWS[name]
    found = service(name)
    steps = workflow.parse(found.flow).steps.values()
    assert [(s.key, s.role, s.level, str(s.term)) for s in steps] == wanted
    assert (found.slug, found.audience, found.assurance, found.subsystem) == (slug, (audience,), 2, "covid")
    assert (found.statuses, found.retention.years) == (STATUSES, 10)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_printed_and_told_is_the_same_for_all(name):
    found = service(name)
    assert {o.event: o.document for o in found.outputs} == {
        "accepted": "receipt", "supplement": "supplement", "refused": "refusal", "overdue": "apology",
        "handed_over": "control", "granted": "decision",
    }  # fmt: skip
    assert [n.event for n in found.notices] == [
        "accepted", "handed_over", "supplement", "overdue", "granted", "refused",
    ]  # fmt: skip
    assert "{amount}" in found.output("granted").says


@pytest.mark.parametrize("name", NAMES)
def test_every_visible_text_is_said_in_english_too(name):
    found = service(name)
    said = {told for _, told in texts(found)}
    assert said - set(found.en) == set()
    assert [vi for vi, en in found.en.items() if vi == en] == []


@pytest.mark.parametrize("name", NAMES)
def test_what_no_source_confirms_is_marked(name):
    pointers = {item.pointer for item in service(name).unconfirmed}
    assert {"assurance", "procedure.code", "procedure.name", "flow.supplement", "retention"} <= pointers


@pytest.mark.parametrize(
    ("name", "pointers"),
    [
        ("cham-dut-hop-dong", {"flow.steps.review.term", "papers.0", "papers.1", "forms.0"}),
        ("vay-tra-luong-ngung-viec", {"flow.steps.lend.term", "sections.2.pages.0.questions.1.value", "forms.3"}),
        ("vay-tra-luong-ngung-viec-qd32", {"valid_to", "flow.steps.lend.term"}),
        ("tam-hoan-hop-dong-qd32", {"lists.0.period.window_to"}),
        ("khong-giao-ket-hop-dong", {"eligibility", "flow.steps.review.term", "flow.steps.appraise.term",
                                     "flow.steps.decide.term", "sections.0.pages.0.questions.0.choices"}),
        ("ho-kinh-doanh", {"forms.0"}),
        ("nguoi-co-cong", {"lists.0.months", "flow.steps.appraise", "flow.steps.decide"}),
    ],
)  # fmt: skip
def test_facts_from_memory_stand_among_them(name, pointers):
    assert pointers <= {item.pointer for item in service(name).unconfirmed}


@pytest.mark.parametrize(
    ("name", "per_month", "months", "since"),
    [
        ("nguoi-co-cong", 500_000, 3, date(2020, 4, 1)),
        ("bao-tro-xa-hoi", 500_000, 3, date(2020, 4, 1)),
        ("ho-ngheo-can-ngheo", 250_000, 3, date(2020, 4, 1)),
    ],
)
def test_what_communes_list_is_paid_once_for_three_months(name, per_month, months, since):
    spec = service(name).lists[0]
    assert (spec.amount_per_month, spec.months, spec.months_from, spec.period) == (per_month, months, since, None)


@pytest.mark.parametrize("name", ["cham-dut-hop-dong", "ho-kinh-doanh", "khong-giao-ket-hop-dong"])
def test_one_person_gets_a_million_a_month(name):
    question = service(name).question("support_amount")
    assert question.value == "support_months * 1000000"
    assert service(name).claim.amount == "support_amount"


def test_the_supports_to_persons_share_one_register_and_the_loan_does_not():
    policies = {name: service(name).policy for name in NAMES}
    assert {name for name, policy in policies.items() if policy != "nq42-2020"} == {
        "vay-tra-luong-ngung-viec", "vay-tra-luong-ngung-viec-qd32",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "window_to", "start_to"),
    [
        ("tam-hoan-hop-dong", date(2020, 6, 30), date(2020, 6, 1)),
        ("tam-hoan-hop-dong-qd32", date(2020, 12, 31), date(2020, 12, 1)),
        ("vay-tra-luong-ngung-viec", date(2020, 6, 30), date(2020, 6, 1)),
        ("vay-tra-luong-ngung-viec-qd32", date(2020, 12, 31), date(2020, 12, 1)),
    ],
)
def test_decision_32_moves_the_end_of_the_window(name, window_to, start_to):
    period = service(name).lists[0].period
    assert (period.window_from, period.window_to) == (date(2020, 4, 1), window_to)
    assert (period.start_from, period.start_to) == (date(2020, 4, 1), start_to)
    assert (period.least_months, period.most_months) == (1, 3)


def test_a_wrong_amount_in_an_example_is_told():
    spoilt = text("cham-dut-hop-dong").replace("outcome: granted, amount: 3000000", "outcome: granted, amount: 2000000")
    assert [found.ok for found in simulate(parse(spoilt).service, TERMS)][:1] == [False]


def test_the_folder_holds_nothing_else():
    assert sorted(path.name for path in SERVICES.iterdir()) == ["README.md", *(f"{name}.yaml" for name in NAMES)]
