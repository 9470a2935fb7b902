"""What the second format adds to reading a file and to asking its questions."""

from datetime import date

import pytest

from motcua.catalogue import rules
from motcua.catalogue.rules import claims
from motcua.catalogue.rules.list_people import full_months
from motcua.catalogue.rules.visible_texts import texts
from tests.catalogue.samples import CLAIM, SAMPLE, SAMPLE2, planted, whole

SERVICE = whole(SAMPLE2)
MACHINES = [
    {"name": "Máy may", "type": "new", "count": 2, "price": 40_000_000},
    {"name": "Máy vắt sổ", "type": "used", "count": 1, "price": 30_000_000, "bought_on": "2019-03-04"},
]
GOOD = {
    "leader_name": "Trần Thị Mẫu", "leader_birth": "1980-02-03", "leader_id": "012345678901",
    "leader_phone": "0900000001", "home": 1, "home_street": "Xóm Ví Dụ", "has_firm": "no", "machines": MACHINES,
    "own": 10_000_000, "why": "Máy đắt.", "started": "2019-01-02", "ready": "yes",
}  # fmt: skip


def test_composites_become_their_parts_under_one_heading():
    parts = [q for q in SERVICE.questions() if q.group]
    assert [(q.key, q.kind, q.group) for q in parts] == [
        ("leader_name", "text", "Tổ trưởng"),
        ("leader_birth", "date", "Tổ trưởng"),
        ("leader_id", "id_number", "Tổ trưởng"),
        ("leader_phone", "phone", "Tổ trưởng"),
        ("home", "unit", "Nơi sản xuất"),
        ("home_street", "text", "Nơi sản xuất"),
        ("firm_name", "text", "Công ty của tổ"),
        ("firm_tax_code", "tax_code", "Công ty của tổ"),
    ]
    assert [q.prefill for q in parts] == [
        "person.name", "person.birth_date", "person.id_number", "person.phone", "", "",
        "business.name", "business.tax_code",
    ]  # fmt: skip
    assert [q.shared for q in parts[:6]] == [
        "person.name", "person.birth", "person.id", "person.phone", "person.home", "person.home.street",
    ]  # fmt: skip
    assert (SERVICE.question("home").level, SERVICE.question("leader_name").hint) == ("commune", "Như trên giấy tờ.")
    assert [q.hint for q in parts[1:4]] == ["", "", ""]
    assert SERVICE.question("firm_name").when == SERVICE.question("firm_tax_code").when


def test_parts_of_a_composite_know_where_they_stand_in_the_file():
    assert SERVICE.question("leader_phone").at == "sections.0.pages.0.questions.0"
    assert SERVICE.question("home_street").at == "sections.0.pages.0.questions.1"
    assert SERVICE.question("workshop").at == "sections.0.pages.1.questions.2"


def test_a_file_question_is_a_paper():
    paper = SERVICE.paper("price_list")
    assert (paper.name, paper.hint, paper.accepts, paper.max_mb, paper.max_files) == (
        "Báo giá", "Của cửa hàng.", ("pdf",), 5, 2,
    )  # fmt: skip
    assert paper.at == "sections.1.pages.0.questions.1"
    assert "price_list" not in [question.key for question in SERVICE.questions()]


def test_computed_values_are_worked_out_of_earlier_ones_and_never_missed():
    shown = rules.visible(SERVICE, GOOD | {"total": 1, "lacking": 2})
    assert (shown["total"], shown["lacking"]) == (70_000_000, 60_000_000)
    assert rules.problems(SERVICE, GOOD) == {}
    assert rules.visible(SERVICE, {})["total"] is None


def test_cells_that_are_no_numbers_do_not_count_in_a_sum():
    odd = [{"price": 5}, {"price": "7"}, {"price": None}, {"price": True}, {}, {"price": [1]}]
    assert rules.visible(SERVICE, {"machines": odd})["total"] == 5


def test_an_expression_brings_a_question_and_a_paper_up():
    assert "why" in rules.visible(SERVICE, GOOD)
    assert "why" not in rules.visible(SERVICE, GOOD | {"own": 20_000_000})
    assert "why" not in rules.visible(SERVICE, GOOD | {"machines": MACHINES[:1], "own": 0})
    firm = GOOD | {"has_firm": "yes", "firm_name": "Công ty Ví Dụ", "firm_tax_code": "0399000013"}
    assert [paper.key for paper in rules.papers(SERVICE, firm)] == ["request_form", "licence", "price_list"]
    assert [paper.key for paper in rules.papers(SERVICE, GOOD)] == ["request_form", "price_list"]


LISTS = {
    "no rows": ([], "Nhập các máy."),
    "no list": ("Máy may", "Nhập từng dòng của danh sách."),
    "too many rows": (MACHINES * 3, "Nhập tối đa 5 dòng. Bạn đã nhập 6."),
    "a cell that is missing": ([{**MACHINES[0], "name": ""}], "Dòng 1, cột “Tên máy”: Nhập tên máy."),
    "a cell that does not fit": (
        [MACHINES[0], {**MACHINES[1], "count": 10}],
        "Dòng 2, cột “Số máy”: Nhập số không quá 9.",
    ),
    "a choice that is none": (
        [{**MACHINES[0], "type": "old"}],
        "Dòng 1, cột “Loại máy”: Chọn một mục trong danh sách.",
    ),
    "a day that is none": (
        [{**MACHINES[0], "bought_on": "2019-02-30"}],
        "Dòng 1, cột “Ngày mua”: Nhập ngày có thật, ví dụ 24/04/2020.",
    ),
}


@pytest.mark.parametrize(("rows", "told"), LISTS.values(), ids=LISTS)
def test_a_list_is_told_by_row_and_column(rows, told):
    assert rules.problem(SERVICE.question("machines"), rows) == told


def test_fees_come_of_the_answers():
    assert [(fee.key, amount) for fee, amount in claims.fees(SERVICE, GOOD)] == [
        ("filing", 20_000),
        ("survey", 100_000),
    ]
    one = GOOD | {"machines": MACHINES[:1]}
    assert [(fee.key, amount) for fee, amount in claims.fees(SERVICE, one)] == [("filing", 20_000)]


def test_the_rate_of_a_list_comes_of_the_answers():
    spec = SERVICE.list_spec("members")
    assert (spec.amount_per_month, spec.months, spec.months_from) == (0, 2, date(2020, 5, 1))
    assert claims.priced(spec, rules.visible(SERVICE, GOOD)).amount_per_month == 2_000_000
    little = GOOD | {"own": 69_000_000}
    assert claims.priced(spec, rules.visible(SERVICE, little)).amount_per_month == 100_000


def test_one_beneficiary_is_made_of_the_answers():
    claimed = claims.claimed(whole(CLAIM), GOOD)
    assert (claimed.name, claimed.identity, claimed.months, claimed.amount) == (
        "Trần Thị Mẫu", "012345678901", 2, 60_000_000,
    )  # fmt: skip
    assert (claimed.since, claimed.until) == (date(2020, 5, 1), date(2020, 6, 30))
    assert claims.claimed(whole(CLAIM), {}) is None
    assert claims.claimed(SERVICE, GOOD) is None


@pytest.mark.parametrize("months", ["0 - 5", "999999999", "100000"])
def test_months_beyond_reason_are_no_claim(months):
    assert claims.claimed(whole(planted("months: 2, amount", f'months: "{months}", amount', CLAIM)), GOOD) is None


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        ("2020-04-15", 2, "2020-06-14"),
        ("2020-04-01", 3, "2020-06-30"),
        ("2020-05-31", 1, "2020-06-30"),
        ("2020-01-30", 1, "2020-02-29"),
        ("2020-12-01", 1, "2020-12-31"),
        ("2020-05-31", 0, "2020-05-31"),
    ],
)
def test_so_many_whole_months_end_where_lists_count_them_too(first, months, last):
    end = claims.months_later(date.fromisoformat(first), months)
    assert end == date.fromisoformat(last)
    if months:
        assert full_months(date.fromisoformat(first), end) == months


def test_forms_and_the_order_ahead_are_kept():
    assert [(form.key, form.basis, form.file) for form in SERVICE.forms] == [
        ("request", "2/2020/QĐ-VD", "mau-07.docx"),
        ("old_request", "1/2019/QĐ-VD", ""),
    ]
    assert (SERVICE.ahead.order, SERVICE.ahead.of, SERVICE.ahead.until) == (
        "Công văn 9/VD-HCC", date(2020, 4, 20), date(2020, 5, 31),
    )  # fmt: skip


def test_every_text_of_the_second_format_wants_its_translation():
    pointers = dict(texts(SERVICE))
    for pointer, text in {
        "sections.0.pages.0.questions.0.label": "Tổ trưởng",
        "sections.1.pages.0.questions.0.fields.0.label": "Tên máy",
        "sections.1.pages.0.questions.0.fields.1.choices.0.label": "Máy mới",
        "sections.1.pages.0.questions.1.label": "Báo giá",
        "forms.0.name": "Mẫu số 07. Đơn xin hỗ trợ",
        "fees.1.title": "Phí khảo sát",
        "fees.1.unit": "máy",
        "result.title": "Khoản hỗ trợ",
        "flow.steps.check.posting.title": "Danh sách xin hỗ trợ mua máy",
        "flow.steps.check.opinions.bank.title": "Ngân hàng cho ý kiến",
        "flow.steps.check.inside.1.title": "Lãnh đạo xã ký",
        "flow.steps.check.actions.pass.unless": "phải niêm yết xong và ngân hàng phải đồng ý",
        "flow.steps.check.actions.pass.asks.0.label": "Ngày đến xem chỗ đặt máy",
        "flow.steps.appraise.actions.propose.asks.1.choices.1.label": "Khá",
    }.items():
        assert pointers[pointer] == text
    assert "Số CMND/CCCD" not in pointers.values()  # the portal's own name for a part


def test_a_whole_translation_has_no_fault_and_speaks_for_the_parts_too():
    said = dict.fromkeys(text for _, text in texts(SERVICE))
    english = "\nen:\n" + "".join(f'  "{text}": "E {text}"\n' for text in said)
    service = whole(SAMPLE2 + english)
    assert service.said("Tổ trưởng", "en") == "E Tổ trưởng"
    assert service.said("Số điện thoại", "en") == "Phone number"
    assert service.said("Số điện thoại", "vi") == "Số điện thoại"


def test_a_file_of_the_first_format_reads_as_before():
    service = whole(SAMPLE)
    assert (service.claim, service.fees, service.result, service.forms, service.ahead, service.examples) == (
        None, (), None, (), None, (),
    )  # fmt: skip
    assert all((q.group, q.shared, q.value, q.fields) == ("", "", "", ()) for q in service.questions())
