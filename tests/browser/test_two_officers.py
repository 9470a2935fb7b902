"""Two officers at one dossier: the first press wins, the other reads who did what and when, and nothing is changed."""

import re

from playwright.sync_api import expect

from tests.browser import officer
from tests.browser.watch import look, text_of

HISTORY = """
SELECT (SELECT count(*) FROM workflow_turn t WHERE t.case_id = d.case_id),
       (SELECT max(t.holder_id) FROM workflow_turn t WHERE t.case_id = d.case_id AND t.closed_at IS NULL),
       (SELECT count(*) FROM journal_entry e
        WHERE e.subject = 'dossier:' || d.id AND e.action IN ('workflow.taken', 'workflow.claimed'))
FROM dossiers_dossier d WHERE d.code = %s
"""


def test_two_claim(portal, visit):
    _home, code = portal().spare()
    first, second = visit(portal(), officer.INSURANCE), visit(portal(), officer.INSURANCE_2)
    for page in (first, second):
        page.goto(officer.desk(code))
        expect(page.locator(".mc-identity")).to_contain_text("Chưa ai nhận")
    first.get_by_role("button", name="Nhận việc").click()
    expect(first.locator(".mc-identity")).to_contain_text("Bạn đang giữ")
    before = portal().query(HISTORY, code)
    second.get_by_role("button", name="Nhận việc").click()
    expect(second.locator("main")).to_contain_text(officer.INSURANCE)
    assert re.search(r"\d\d:\d\d", text_of(second))
    look(second, "conflict-claim")
    assert portal().query(HISTORY, code) == before
    second.goto(officer.desk(code))
    expect(second.locator(".mc-identity")).to_contain_text(f"{officer.INSURANCE} đang giữ")
    look(second, "desk-held-by-another")


def test_two_hand_over(portal, visit):
    _home, code = portal().spare()
    first, second = visit(portal(), officer.INSURANCE), visit(portal(), officer.INSURANCE_2)
    first.goto(officer.desk(code))
    officer.confirm_rest(first, code, 3)
    first.get_by_role("button", name="Trả lại đơn vị").click()
    for page in (first, second):
        officer.open_act(page, code, officer.TO_DISTRICT)
    officer.do_act(first, officer.TO_DISTRICT)
    before = portal().query(HISTORY, code)
    second.get_by_role("button", name=officer.TO_DISTRICT, exact=True).click()
    problem = second.locator(".govuk-error-summary")
    expect(problem).to_contain_text(
        re.compile(rf"{officer.INSURANCE} chuyển đến Ủy ban nhân dân huyện Mộ Đức lúc \d\d:\d\d, 12/05/2020")
    )
    look(second, "conflict-hand-over")
    assert portal().query(HISTORY, code) == before
