import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.identity import rules


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("001100000001", "001100000001"),
        ("001 100 000 001", "001100000001"),
        ("001.100.000.001", "001100000001"),
        ("  001-100-000-001\u200b", "001100000001"),
        ("100000002", "100000002"),
        ("100 000 002", "100000002"),
    ],
)
def test_an_id_number_is_read_however_it_is_spaced(typed, number):
    assert rules.id_number(typed) == number


@pytest.mark.parametrize(
    "typed", ["", "1234567890", "12345678", "00110000000A", "٠٠١١٠٠٠٠٠٠٠١", "１００００００02", "0011000000011"]
)
def test_what_is_no_id_number_is_refused(typed):
    with pytest.raises(rules.BadIdNumber) as refused:
        rules.id_number(typed)
    assert "12 chữ số" in str(refused.value)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0900000001", "+84900000001"),
        ("0900.000.001", "+84900000001"),
        ("+84 900 000 001", "+84900000001"),
        ("84900000001", "+84900000001"),
        ("(0900) 000-001", "+84900000001"),
    ],
)
def test_a_phone_is_read_however_it_is_written(typed, number):
    assert rules.phone(typed) == number


@pytest.mark.parametrize("typed", ["", "abc", "090000000", "01201234567", "0900000001 ext 5", "1" * 40])
def test_what_is_no_phone_is_refused(typed):
    with pytest.raises(rules.BadPhone):
        rules.phone(typed)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("0100233488", "0100233488"),
        ("0100 233 488", "0100233488"),
        ("0100233488-001", "0100233488-001"),
        ("0100233488001", "0100233488-001"),
    ],
)
def test_a_tax_code_is_put_in_its_printed_form(typed, code):
    assert rules.tax_code(typed) == code


@pytest.mark.parametrize("typed", ["", "0100233480", "0100233488-000", "010023348", "01002334881", "MST0100233"])
def test_a_wrong_tax_code_is_refused(typed):
    with pytest.raises(rules.BadTaxCode):
        rules.tax_code(typed)


@given(st.integers(0, 10**12 - 1), st.lists(st.sampled_from([" ", ".", "-", "\u200b"]), max_size=5))
def test_separators_never_change_whom_a_login_means(number, separators):
    typed = f"{number:012d}"
    for place, separator in enumerate(separators, start=2):
        typed = typed[: place * 2] + separator + typed[place * 2 :]
    assert rules.login(typed) == rules.Login("id", f"{number:012d}")


@given(st.text(max_size=60))
def test_any_text_is_a_login_or_refused(text):
    try:
        login = rules.login(text)
    except rules.BadLogin:
        return
    assert login.kind in {"id", "phone"}
    assert login.number.lstrip("+").isdigit()


@pytest.mark.parametrize(
    "path", ["/", "/ho-so/000.00.00.H48-200512-0001/", "/tim/?q=h%E1%BB%97+tr%E1%BB%A3#o", "/a//b", "/a:b"]
)
def test_a_path_on_the_portal_is_kept(path):
    assert rules.local_path(path) == path


HOSTILE = [
    "https://xau.example/",
    "//xau.example/",
    "///xau.example",
    "/\\xau.example",
    "\\\\xau.example",
    "/\t/xau.example",
    "/\n/xau.example",
    " /ho-so/",
    "\t//xau.example",
    "http:/xau.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "http://testserver@xau.example/",
    "http://testserver/ho-so/",
    "xau.example",
    "?next=//xau.example",
    "",
]


@pytest.mark.parametrize("address", HOSTILE)
def test_every_other_address_is_dropped(address):
    assert not rules.local_path(address)


@given(st.text(alphabet="/\\:@.?#\t\n ahtp", max_size=12))
def test_no_text_leads_a_browser_to_another_host(text):
    kept = rules.local_path(text)
    # What a browser does: it drops tabs and line ends and takes "\" for "/".
    seen = kept.replace("\t", "").replace("\n", "").replace("\\", "/")
    assert not seen.startswith("//")
    assert not seen or seen.startswith("/")
