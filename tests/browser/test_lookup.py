"""The public look-up: the same answer to every wrong pair, and an end to guessing."""

import re

from playwright.sync_api import expect

from tests.browser.watch import look, text_of

LIMIT = 10  # tries an hour for one code


def look_up(page, code, last4):
    page.goto("/tra-cuu/")
    page.get_by_label("Mã hồ sơ").fill(code)
    page.get_by_label("4 số cuối giấy tờ tùy thân của người nộp").fill(last4)
    with page.expect_response(re.compile(r"/tra-cuu/$")) as answer:
        page.get_by_role("button", name="Tra cứu").click()
    return answer.value


def test_a_wrong_pair_is_answered_as_an_unknown_code_is(portal, visit):
    _home, code = portal().spare()
    page = visit(portal())
    told = []
    for asked, last4 in ((code, "9999"), (code[:-4] + "9999", "0007")):
        assert look_up(page, asked, last4).status == 404
        expect(page).to_have_title(re.compile("^Lỗi: "))
        told.append(text_of(page, ".govuk-error-summary"))
    assert told[0] == told[1]
    assert "Không tìm thấy hồ sơ" in told[0]
    look(page, "lookup-none")
    for _ in range(LIMIT - 1):
        assert look_up(page, code, "9998").status == 404
    answer = look_up(page, code, "0007")
    assert answer.status == 429
    assert 0 < int(answer.headers["retry-after"]) <= 3600
    look(page, "lookup-limit")
    assert code not in text_of(page)
