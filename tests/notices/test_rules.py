import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.notices import rules


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Đã tiếp nhận hồ sơ – hẹn trả “19/05/2020”…", 'Da tiep nhan ho so - hen tra "19/05/2020"...'),
        ("Ủy ban nhân dân huyện Mẫu Sơn", "Uy ban nhan dan huyen Mau Son"),
        ("Hồ sơ", "Ho so"),
        ("1.800.000\u00a0₫ · [a] {b} 🎉\u202e", "1.800.000 d - (a) (b)"),
        ("dòng một\ndòng hai", "dong mot dong hai"),
    ],
)
def test_plain(text, plain):
    assert rules.plain(text) == plain


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("CCCD 001100000001 sai", "CCCD ...0001 sai"),
        ("goi 0900 000 001", "goi ...0001"),
        ("CMND 100000002", "CMND ...0002"),
        ("ho so 000.00.00.H48-200512-0001", "ho so 000.00.00.H48-200512-0001"),
        ("2.700.000.000 dong", "2.700.000.000 dong"),
        ("han 10:05 19/05/2020", "han 10:05 19/05/2020"),
        ("12345678", "12345678"),
    ],
)
def test_no_personal_number_leaves_the_portal(text, kept):
    assert rules.without_numbers(text) == kept


def test_a_short_sms_is_whole():
    assert rules.sms("Đã tiếp nhận hồ sơ.", "Hạn 19/05/2020.") == "Mot Cua: Da tiep nhan ho so. Han 19/05/2020."


def test_a_long_sms_is_cut_at_a_word():
    text = rules.sms("Yêu cầu bổ sung", "Ủy ban nhân dân huyện Mẫu Sơn đề nghị bổ sung danh sách người lao động. " * 4)
    assert text == (
        "Mot Cua: Yeu cau bo sung. Uy ban nhan dan huyen Mau Son de nghi bo sung danh sach nguoi lao dong. "
        "Uy ban nhan dan huyen Mau Son de nghi bo sung danh sach..."
    )


@given(st.text(max_size=120), st.text(max_size=400))
def test_every_sms_fits_and_is_plain(title, body):
    text = rules.sms(title, body)
    assert len(text) <= 160
    assert all(" " <= c <= "~" and c not in "[]{}^~|\\`" for c in text)
    assert rules.without_numbers(text) == text


def test_an_email_has_no_number_and_no_link():
    text = rules.email("Trần Thị Mẫu", "Số 001100000001 chưa khớp.")
    assert text.startswith("Kính gửi Trần Thị Mẫu,\n\nSố ...0001 chưa khớp.\n\n")
    assert "http" not in text


@pytest.mark.parametrize(
    ("tries", "lasting", "state"),
    [(1, False, "queued"), (7, False, "queued"), (8, False, "failed"), (1, True, "failed")],
)
def test_when_trying_ends(tries, lasting, state):
    assert rules.after_failure(tries, lasting=lasting) == state


@pytest.mark.parametrize(
    ("link", "local"),
    [
        ("", True),
        ("/ho-so/1/", True),
        ("//xau.example", False),
        ("https://xau.example", False),
        ("/\\xau", False),
        ("x", False),
    ],
)
def test_where_a_notice_may_lead(link, local):
    assert rules.is_local(link) is local
