"""The examples of a service come true, and each difference is told."""

import pytest

from motcua.calendar.rules import STANDARD
from motcua.catalogue import rules
from motcua.ops.reference import working_calendar
from tests.catalogue.samples import CLAIM, SAMPLE2, planted, whole

CALENDAR = working_calendar(STANDARD)


def told(text, n=0):
    return rules.simulate(whole(text), CALENDAR)[n].told


def test_the_examples_of_the_sample_come_true():
    found = rules.simulate(whole(SAMPLE2), CALENDAR)
    assert found == (
        rules.Simulated("Hai máy, được duyệt", True, ()),
        rules.Simulated("Chưa có chỗ đặt máy", True, ()),
        rules.Simulated("Quên khai", True, ()),
    )
    assert [example.told for example in rules.simulate(whole(CLAIM), CALENDAR)] == [(), (), ()]


DIFFERENCES = {
    "fee": ("fee: 120000", "fee: 20000", ["Phí, lệ phí: ra 120.000 đ, ví dụ chờ 20.000 đ."]),
    "sum asked for": (
        "asked: 60000000",
        "asked: 1",
        ["Số tiền đề nghị: ra 60.000.000 đ, ví dụ chờ 1 đ."],
    ),
    "amount granted": (
        "      amount: 50000000\n",
        "      amount: 60000000\n",
        ["Số tiền được duyệt: ra 50.000.000 đ, ví dụ chờ 60.000.000 đ."],
    ),
    "outcome": (
        "outcome: granted",
        "outcome: refused",
        ["Kết quả: kết thúc “granted”, ví dụ chờ “refused”."],
    ),
    "steps": (
        "steps: [check, appraise, decide]",
        "steps: [check, decide]",
        ["Các bước: ra check, appraise, decide; ví dụ chờ check, decide."],
    ),
    "due of a step": (
        "dues: [2020-05-15 09:00,",
        "dues: [2020-05-16 09:00,",
        ["Hạn của bước “check”: ra 2020-05-15 09:00, ví dụ chờ 2020-05-16 09:00."],
    ),
    "fewer dues": (
        ", 2020-05-20 08:00]",
        "]",
        ["Có 3 hạn, ví dụ chờ 2."],
    ),
    "due of the whole": (
        "due: 2020-05-21 09:00",
        "due: 2020-05-20 09:00",
        ["Ngày hẹn trả: ra 2020-05-21 09:00, ví dụ chờ 2020-05-20 09:00."],
    ),
    "a missing paper that is not": (
        "missing: []",
        "missing: [licence]",
        ["Không thiếu giấy tờ “licence”, ví dụ chờ thiếu."],
    ),
    "an answer that is wrong": (
        'leader_id: "012345678901"',
        'leader_id: "12"',
        [
            "Câu hỏi “leader_id”: Nhập số chứng minh nhân dân 9 chữ số hoặc căn cước công dân 12 chữ số.",
            "Hồ sơ chưa nộp được nên chưa chạy các bước.",
        ],
    ),
    "an exit nobody expected": (
        '      ready: "yes"\n',
        '      ready: "no"\n',
        [
            "Điều kiện: dừng ở “ready” (Chưa đủ điều kiện), ví dụ không chờ dừng.",
            "Hồ sơ chưa nộp được nên chưa chạy các bước.",
        ],
    ),
    "a row that is reckoned otherwise": (
        "{months: 2, amount: 4000000}",
        "{months: 3, amount: 4000000}",
        ["Người thứ 1: ra 6.000.000 đ, ví dụ ghi 4.000.000 đ."],
    ),
}


@pytest.mark.parametrize(("old", "new", "wanted"), DIFFERENCES.values(), ids=DIFFERENCES)
def test_each_difference_is_told(old, new, wanted):
    assert list(told(planted(old, new, SAMPLE2))) == wanted


STOPPED = {
    "posted": ("posted: true, ", "", "pass", 'điều kiện chưa thỏa: posting.done && opinions.bank == "agree"'),
    "paid": ("paid: true, ", "", "pass", "chưa thu “Phí khảo sát” 100.000 đ"),
    "opinion": ("opinions: {bank: agree}, ", "", "pass", "chưa có ý kiến “bank”"),
    "against it": (
        "opinions: {bank: agree}",
        "opinions: {bank: differ}",
        "pass",
        'điều kiện chưa thỏa: posting.done && opinions.bank == "agree"',
    ),
    "an opinion not asked here": (
        "findings: {approved: 50000000,",
        "opinions: {bank: agree}, findings: {approved: 50000000,",
        "propose",
        "bước này không hỏi ý kiến “bank”",
    ),
    "finding": (", findings: {seen_on: 2020-05-14}", "", "pass", "“seen_on”: Nhập ngày đến xem chỗ đặt máy"),
    "a finding that does not fit": (
        "{seen_on: 2020-05-14}",
        "{seen_on: hôm qua}",
        "pass",
        "“seen_on”: Nhập ngày có thật, ví dụ 24/04/2020",
    ),
    "a finding not asked": (
        "{seen_on: 2020-05-14}",
        "{seen_on: 2020-05-14, approved: 1}",
        "pass",
        "việc này không hỏi “approved”",
    ),
    "back in time": (
        "action: pass, at: 2020-05-15 08:00",
        "action: pass, at: 2020-05-11 08:00",
        "pass",
        "thời điểm trước việc trước đó",
    ),
    "an action of another step": (
        "action: pass, at",
        "action: approve, at",
        "approve",
        "bước này chỉ có: pass, decline, return, stop",
    ),
    "a supplement nobody asked for": (
        "action: pass, at",
        "action: supplement, at",
        "supplement",
        "không có yêu cầu bổ sung nào",
    ),
    "nobody left": (
        "{action: approve, at: 2020-05-19 09:00}",
        "{action: approve, at: 2020-05-19 09:00, refused: 2}",
        "approve",
        "không còn người nào được hỗ trợ",
    ),
    "more than asked for": (
        "least(findings.approved, lacking)",
        "findings.approved * 2",
        "approve",
        "duyệt 100.000.000 đ, nhiều hơn 60.000.000 đ được đề nghị",
    ),
}


@pytest.mark.parametrize(("old", "new", "action", "why"), STOPPED.values(), ids=STOPPED)
def test_an_act_that_the_portal_would_refuse_is_told(old, new, action, why):
    first = told(planted(old, new, SAMPLE2))[0]
    assert first.startswith("Việc thứ ")
    assert f"“{action}” ở bước" in first
    assert first.endswith(f": {why}.")


def test_a_posting_counts_at_its_own_step():
    text = planted("when: 'people.confirmed > 0 && fees.due == 0'", "when: posting.done", SAMPLE2)
    text = planted("term: 2wd\n", "term: 2wd\n      posting: {title: Lần hai, term: 1d, shows: [total]}\n", text)
    assert told(text)[0] == "Việc thứ 2 “propose” ở bước “appraise”: điều kiện chưa thỏa: posting.done."


def test_only_a_required_opinion_that_is_asked_holds_a_step_up():
    asked = planted("      own: 10000000\n", "      own: 10000000\n      workshop: 5\n", SAMPLE2)
    assert told(asked) == ()
    needed = planted("          required: false\n", "", asked)
    assert told(needed)[0] == "Việc thứ 1 “pass” ở bước “check”: chưa có ý kiến “workshop”."
    assert told(planted("          required: false\n", "", SAMPLE2)) == ()


RETURNED = """      - {action: return, at: 2020-05-13 09:00}
      - {action: supplement, at: 2020-05-18 09:00}
"""


def test_a_supplement_stops_the_clock():
    text = planted("    does:\n", "    does:\n" + RETURNED, SAMPLE2)
    text = text.replace("action: pass, at: 2020-05-15 08:00", "action: pass, at: 2020-05-18 09:30")
    assert list(told(text)) == [
        "Việc thứ 4 “propose” ở bước “appraise”: thời điểm trước việc trước đó.",
        "Các bước: ra check, appraise; ví dụ chờ check, appraise, decide.",
        "Kết quả: còn ở bước “appraise”, ví dụ chờ “granted”.",
        "Số tiền được duyệt: ra 0 đ, ví dụ chờ 50.000.000 đ.",
        "Hạn của bước “check”: ra 2020-05-20 09:00, ví dụ chờ 2020-05-15 09:00.",
        "Hạn của bước “appraise”: ra 2020-05-20 09:30, ví dụ chờ 2020-05-19 08:00.",
        "Có 2 hạn, ví dụ chờ 3.",
    ]


def test_while_the_applicant_supplements_nothing_else_is_done():
    text = planted("    does:\n", "    does:\n      - {action: return, at: 2020-05-13 09:00}\n", SAMPLE2)
    assert told(text)[0] == "Việc thứ 2 “pass” ở bước “check”: đang chờ người nộp bổ sung."


def test_without_a_calendar_due_dates_are_not_judged():
    text = planted("due: 2020-05-21 09:00", "due: 2020-05-20 09:00", SAMPLE2)
    assert [example.ok for example in rules.simulate(whole(text))] == [True, True, True]


def test_a_year_without_a_calendar_is_told_and_not_raised():
    text = SAMPLE2.replace("2020-05-1", "2099-05-1").replace("2020-05-2", "2099-05-2")
    assert "2099" in told(text)[0]


def test_rows_of_the_list_are_granted_when_there_is_no_result():
    start, end = SAMPLE2.index("result:\n"), SAMPLE2.index("\nflow:\n")
    text = SAMPLE2[:start] + SAMPLE2[end:]
    text = text.replace("asked: 60000000", "asked: 8000000").replace(
        "      amount: 50000000\n", "      amount: 4000000\n"
    )
    text = planted("approve, at: 2020-05-19 09:00}", "approve, at: 2020-05-19 09:00, refused: 1}", text)
    assert told(text) == ()
