import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.openid.provider import refreshing
from motcua.openid.queries import subject, whose_subject
from motcua.openid.rules import addresses, claims, steps
from motcua.openid.rules.steps import Here, Step, Wish

FULL = claims.Facts(
    "s",
    "Trần Thị Mẫu",
    2,
    ("100000002", "001100000001"),
    "+84900000001",
    "mau@vidu.example",
    "Công ty Ví Dụ",
    "0100233488",
)
BARE = claims.Facts("s", "Nguyễn Văn Thử", 1, ("100000002",))

# ── claims ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_everything_of_somebody_for_a_business():
    told = claims.claims(claims.SCOPES, FULL)
    assert list(told) == claims.names(claims.SCOPES)
    assert (told["SoCMND"], told["SoDinhDanh"], told["SoDienThoai"]) == ("100000002", "001100000001", "0900000001")
    assert (told["LoaiTaiKhoan"], told["loAs"]) == ("2", "LoA2")


def test_what_somebody_does_not_have_is_left_out():
    assert claims.claims(["openid", "phone", "vnconnect"], BARE) == {
        "sub": "s", "TechID": "s", "LoaiTaiKhoan": "1", "loAs": "LoA1", "HoVaTen": "Nguyễn Văn Thử",
    }  # fmt: skip


def test_an_id_number_that_nobody_confirmed_is_not_told():
    assert "SoCMND" not in claims.claims(["vnconnect"], BARE)
    assert claims.claims(["vnconnect"], replace(BARE, level=2))["SoCMND"] == "100000002"


def test_a_foreign_phone_stays_whole():
    assert claims.claims(["vnconnect"], claims.Facts("s", "A", 1, phone="+4930123456"))["SoDienThoai"] == "+4930123456"


@given(st.sets(st.sampled_from(sorted(claims.SCOPES))), st.sampled_from([FULL, BARE]))
def test_the_person_sees_every_value_that_leaves(scopes, facts):
    """Nothing goes out that the consent page did not show."""
    shown = {value for _, value in claims.lines(scopes, facts)}
    words = {
        claims.KINDS.get(v, claims.LEVELS.get(v, v))
        for v in claims.claims(scopes, facts).values()
        if isinstance(v, str)
    }
    words -= {"+84900000001"} if "vnconnect" in scopes else set()  # the same number, as it is written here
    assert words <= shown


def test_every_claim_has_its_line():
    told = {name for names in claims.LINES.values() for name in names}
    assert told >= set(claims.names(claims.SCOPES)) - {"phone_number_verified"}


@pytest.mark.parametrize(
    ("asked", "level"),
    [("", 0), ("LoA1", 1), ("LoA3", 3), ("LoA3 LoA2", 2), ("x LoA2", 2), ("loa2", 0), ("LoA4", 0), ("LoA2LoA1", 0)],
)
def test_level_wanted(asked, level):
    assert claims.level_wanted(asked) == level


def test_scopes_in_order():
    assert claims.ordered(["vnconnect", "openid", "x", "openid"]) == ["openid", "vnconnect"]


# ── steps ───────────────────────────────────────────────────────────────────────────────────────────────────────────

HERE = Here(signed_in=True, second=1000, proved_at=900, level=1, consented=True)


@pytest.mark.parametrize(
    ("wish", "changes", "step"),
    [
        (Wish(), {}, Step.ANSWER),
        (Wish(), {"signed_in": False}, Step.SIGN_IN),
        (Wish(), {"consented": False}, Step.CONSENT),
        (Wish(level=1), {}, Step.ANSWER),
        (Wish(level=2), {}, Step.LEVEL),
        (Wish(level=2), {"level": 3}, Step.ANSWER),
        (Wish(level=2), {"consented": False}, Step.LEVEL),
        (Wish(max_age=100), {}, Step.ANSWER),
        (Wish(max_age=99), {}, Step.PROVE),
        (Wish(max_age=99), {"sent_at": 899}, Step.ANSWER),
        (Wish(max_age=99), {"sent_at": 901}, Step.PROVE),
        (Wish(max_age=0), {"proved_at": 1000}, Step.ANSWER),
        (Wish(frozenset({"login"})), {"proved_at": 1000}, Step.PROVE),
        (Wish(frozenset({"login"})), {"sent_at": 950, "proved_at": 960}, Step.ANSWER),
        (Wish(frozenset({"login"})), {"sent_at": 950}, Step.PROVE),
        (Wish(frozenset({"login"}), level=2), {}, Step.PROVE),
        (Wish(frozenset({"consent"})), {}, Step.CONSENT),
        (Wish(frozenset({"select_account"})), {}, Step.CONSENT),
        (Wish(frozenset({"none"})), {}, Step.ANSWER),
    ],
)
def test_next_step(wish, changes, step):
    here = Here(**{name: getattr(HERE, name) for name in HERE.__dataclass_fields__} | changes)
    assert steps.next_step(wish, here) is step


@given(
    st.sets(st.sampled_from(["login", "consent", "none", "select_account"])), st.none() | st.integers(0, 2000),
    st.integers(0, 3), st.booleans(), st.integers(0, 1000), st.integers(0, 1000), st.integers(1, 3), st.booleans(),
)  # fmt: skip
def test_an_answer_means_that_nothing_is_missing(  # noqa: PLR0917 - drawn one by one
    prompts, age, level, signed_in, proved, sent, has, consented
):
    wish = Wish(frozenset(prompts), age, level)
    here = Here(signed_in, 1000, proved, sent, has, consented)
    if steps.next_step(wish, here) is Step.ANSWER:
        assert signed_in
        assert has >= level
        assert consented
        assert not prompts & {"consent", "select_account"}
        asked_and_done = sent and proved >= sent
        assert asked_and_done or "login" not in prompts
        assert asked_and_done or age is None or 1000 - proved <= age


def test_after_consent_nothing_else_is_forgotten():
    wish = steps.after_consent(Wish(frozenset({"consent", "login", "none"}), 5, 2))
    assert wish == Wish(frozenset({"login", "none"}), 5, 2)


@pytest.mark.parametrize("text", ["-1", "1.5", " 1", "1 ", "٣", "x", "99999999999"])
def test_max_age_is_a_number(text):
    with pytest.raises(ValueError, match=re.escape(text)):
        steps.max_age(text)
    assert (steps.max_age(None), steps.max_age(""), steps.max_age("60")) == (None, None, 60)


# ── addresses ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text",
    [
        "https://cong.vidu.example/ve", "https://cong.vidu.example", "https://cong.vidu.example:8443/a/b?c=d",
        "https://xn--cng-dra.vidu.example/ve",
    ],
)  # fmt: skip
def test_sound_addresses(text):
    assert addresses.redirect_fault(text, local=False) == ""


@pytest.mark.parametrize(
    "text",
    [
        "http://cong.vidu.example/ve", "https://cong.vidu.example/#x", "https://*.vidu.example/ve", "https://cong/ve",
        "https://a@cong.vidu.example/ve", "https://10.0.0.1/ve", "https://[::1]/ve", "https://localhost/ve",
        "https://CONG.vidu.example/ve", "https://cong.vidu.example/../ve", "https://cong.vidu.example/%2e%2e/ve",
        "https://cong.vidu.example/ ve", "https://cong.vidu.example\\@x.example/", "https://cổng.example/ve",
        "//x.example/", "javascript:alert(1)", "vn://cong.vidu.example/x", "https://cong.vidu.example:x/ve", "",
        "https://[x/ve",
        "https://may.local/ve", "https://db.internal/ve", "https://-a.example/", "https://" + "a" * 600 + ".example/",
        "https://cong.vidu.example./ve", "https://cong.vidu.example/ve\nhttps://x.example/",
    ],
)  # fmt: skip
def test_unsound_addresses(text):
    assert addresses.redirect_fault(text, local=False) != ""


def test_this_machine_only_where_it_may_be():
    for text in ("http://localhost:9000/ve", "http://127.0.0.1/ve", "http://[::1]:80/ve", "https://localhost/ve"):
        assert addresses.redirect_fault(text, local=True) == ""
        assert addresses.redirect_fault(text, local=False) != ""
    assert addresses.redirect_fault("http://cong.vidu.example/ve", local=True) != ""


@given(st.ip_addresses())
def test_only_public_addresses_are_connected_to(ip):
    assert addresses.reachable(str(ip), local=False) <= ip.is_global


@pytest.mark.parametrize(
    "ip",
    [
        "::ffff:127.0.0.1",
        "::ffff:192.168.0.1",
        "224.0.0.1",
        "ff02::1",
        "fe80::1%eth0",
        "0.0.0.0",
        "64:ff9b::a00:1",
        "2002:a00:1::",
    ],
)
def test_disguised_addresses(ip):
    assert not addresses.reachable(ip, local=False)


def test_lines_of_addresses():
    assert addresses.lines(" a \n\n b\r\na\n") == ["a", "b"]


# ── subjects, refresh tokens ────────────────────────────────────────────────────────────────────────────────────────


@given(st.uuids(), st.text(max_size=20), st.text(max_size=20))
def test_subjects_lead_back_in_their_sector_only(of, sector, other):
    told = subject(of, sector)
    assert whose_subject(told, sector) == of
    assert told == subject(of, sector)
    if other != sector:
        assert whose_subject(told, other) is None
        assert subject(of, other) != told


@pytest.mark.parametrize("text", ["", "x", "00", "é", "0" * 64])
def test_no_subject(text):
    assert whose_subject(text, "s") is None


@given(st.uuids(), st.integers(0, 10_000))
def test_refresh_values_are_read_back(login, serial):
    value = refreshing.new(login, serial)
    assert refreshing.read(value) == (login, serial)
    assert refreshing.new(login, serial) != value
    for bad in (value[:-1], value[1:], value.upper(), value + ".x", None, 7, value.replace(".", "-", 1)):
        assert refreshing.read(bad) is None or bad == value


def test_consent_covers():
    assert steps.covers(["openid", "profile"], ["citizen"], ["openid"], "citizen")
    assert not steps.covers(["openid"], ["citizen"], ["openid", "profile"], "citizen")
    assert not steps.covers(["openid"], ["citizen"], ["openid"], "business:7")
