"""The administrator's page: portals of the own agency and below, and nobody else's."""

import pytest
from allauth.idp.oidc.models import Client
from lxml import html

from motcua.journal.queries import history
from motcua.openid import queries
from motcua.openid.models import RelyingParty
from tests.grants import acting, seated
from tests.openid.conftest import BACK, come_in, officer_of
from tests.pages import check_page

LIST = "/quan-tri/cong-ket-noi/"
NEW = f"{LIST}them/"
GOOD = {
    "name": "Cổng dịch vụ công tỉnh Ví Dụ", "agency": "H48", "redirect_uris": f"{BACK}\nhttps://cong.vidu.example/hai",
    "scopes": ["profile", "vnconnect"], "post_logout_redirect_uris": "https://cong.vidu.example/tam-biet",
    "backchannel_logout_uri": "https://cong.vidu.example/out", "contact": "Trung tâm tin học", "kind": "confidential",
    "sector": "client",
}  # fmt: skip


def desk(person, actor):
    return come_in(person, ["password", "totp"], capacity=f"member:{actor.membership}")


@pytest.fixture
def admin(thu, registrar):
    return desk(thu, registrar)


def page(response):
    assert response.status_code == 200
    check_page(response)
    return html.fromstring(response.content)


def test_register_a_portal_and_see_its_secret_once(admin, registrar, province):
    assert "Chưa có cổng nào" in page(admin.get(LIST)).text_content()
    page(admin.get(NEW))
    shown = page(admin.post(NEW, GOOD))
    party = RelyingParty.objects.get()
    client = party.client
    secret = shown.get_element_by_id("client-secret").text
    assert shown.get_element_by_id("client-id").text == client.pk
    assert len(secret) >= 43
    assert client.secret == queries.fingerprint(secret)
    assert secret not in client.secret
    assert client.get_redirect_uris() == [BACK, "https://cong.vidu.example/hai"]
    assert client.get_scopes() == ["openid", "profile", "vnconnect"]
    assert client.get_post_logout_redirect_uris() == ["https://cong.vidu.example/tam-biet"]
    assert (client.type, client.get_response_types(), client.skip_consent) == ("confidential", ["code"], False)
    assert (party.agency, party.sector, party.backchannel_logout_uri, party.active) == (
        province, f"client:{client.pk}", "https://cong.vidu.example/out", True,
    )  # fmt: skip
    after = page(admin.get(f"{LIST}{client.pk}/"))
    assert secret not in after.text_content()
    assert client.pk in after.text_content()
    (entry,) = history(f"client:{client.pk}")
    assert (entry.action, entry.person, entry.agency) == ("openid.client_registered", registrar.person, province.pk)
    assert secret not in str(entry.data)


def test_an_app_has_no_secret_and_a_shared_name(admin):
    shown = page(admin.post(NEW, GOOD | {"kind": "public", "sector": "agency"}))
    assert not shown.xpath("//*[@id='client-secret']")
    party = RelyingParty.objects.get()
    assert (party.client.type, party.client.secret, party.sector) == ("public", "", "agency:H48")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""), ("name", "x" * 101), ("redirect_uris", ""), ("redirect_uris", "http://cong.vidu.example/ve"),
        ("redirect_uris", f"{BACK}\nhttps://*.vidu.example/ve"),
        ("redirect_uris", "\n".join(BACK + "x" * n for n in range(11))),
        ("redirect_uris", "https://10.0.0.1/ve"), ("redirect_uris", f"{BACK}#x"), ("scopes", ["email"]),
        ("post_logout_redirect_uris", "javascript:alert(1)"), ("backchannel_logout_uri", "https://10.0.0.1/out"),
        ("backchannel_logout_uri", "http://cong.vidu.example/out"), ("backchannel_logout_uri", "https://localhost.lan/out"),
        ("agency", ""), ("agency", "H30"), ("agency", "G01"), ("agency", "x"), ("kind", ""), ("sector", "agency:H30"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_registered(admin, elsewhere, field, value):
    response = admin.post(NEW, GOOD | {field: value})
    shown = page(response)
    (link,) = shown.xpath("//div[contains(@class, 'govuk-error-summary')]//li//a/@href")
    assert link.startswith(f"#id_{field}")
    assert not Client.objects.exists()


def test_this_machine_is_not_a_portal_outside_of_demonstrations(admin, settings):
    local = {"redirect_uris": "http://localhost:9000/ve", "backchannel_logout_uri": "http://127.0.0.1:9000/out"}
    settings.MODE = "production"
    assert page(admin.post(NEW, GOOD | local)).xpath("//div[contains(@class, 'govuk-error-summary')]")
    settings.MODE = "demo"
    admin.post(NEW, GOOD | local)
    assert Client.objects.get().get_redirect_uris() == ["http://localhost:9000/ve"]


def test_change(admin, register, mau, browser):
    portal = register()
    portal.code()
    address = f"{LIST}{portal.id}/"
    changed = GOOD | {"name": "Tên mới", "scopes": ["profile"], "redirect_uris": "https://moi.vidu.example/ve"}
    assert admin.post(address, changed)["Location"] == address
    portal.party.refresh_from_db()
    assert (portal.party.client.name, portal.party.sector) == ("Tên mới", f"client:{portal.id}")
    assert portal.ask().status_code == 400  # the old address is no longer registered
    shown = page(admin.post(address, changed | {"redirect_uris": "x"}))
    assert shown.xpath("//title")[0].text.startswith("Lỗi:")


def test_a_new_secret_replaces_the_old_one(admin, register, browser):
    portal = register()
    code = portal.code()
    shown = page(admin.post(f"{LIST}{portal.id}/ma-bi-mat/"))
    secret = shown.get_element_by_id("client-secret").text
    assert secret != portal.secret
    assert portal.exchange(code).json()["error"] == "invalid_client"
    assert portal.exchange(code, secret=secret).status_code == 200
    assert admin.get(f"{LIST}{portal.id}/ma-bi-mat/").status_code == 405


def test_off_and_on(admin, register, browser):
    portal = register()
    tokens = portal.tokens()
    address = f"{LIST}{portal.id}/bat-tat/"
    admin.post(address, {"active": "no"})
    assert portal.userinfo(tokens["access_token"]).status_code == 401
    assert portal.ask().status_code == 400
    assert "Đã tắt" in page(admin.get(LIST)).text_content()
    assert admin.post(f"{LIST}{portal.id}/ma-bi-mat/").status_code == 409
    admin.post(address, {"active": "no"})
    admin.post(address, {"active": "yes"})
    assert portal.userinfo(tokens["access_token"]).status_code == 401  # what ended stays ended
    assert portal.ask().status_code == 302
    assert [entry.action.removeprefix("openid.client_") for entry in history(f"client:{portal.id}")] == [
        "registered", "switched_off", "switched_on",
    ]  # fmt: skip


# ── whose ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def every_door(browser, portal):
    address = f"{LIST}{portal.id}/"
    return [
        browser.get(address), browser.post(address, GOOD), browser.post(f"{address}ma-bi-mat/"),
        browser.post(f"{address}bat-tat/", {"active": "no"}),
    ]  # fmt: skip


def test_another_agency_sees_nothing(register, mau, elsewhere):
    portal = register()
    before = Client.objects.values().get()
    stranger = desk(mau, officer_of(mau, elsewhere))
    assert [response.status_code for response in every_door(stranger, portal)] == [404] * 4
    assert portal.party.client.name not in page(stranger.get(LIST)).text_content()
    assert Client.objects.values().get() == before
    assert RelyingParty.objects.get().active


def test_above_sees_below_and_not_the_other_way(register, admin, mau, department):
    below = register(department)
    above = register()
    names = page(admin.get(LIST)).text_content()
    assert "Sở Thử Nghiệm" in names
    assert page(admin.get(f"{LIST}{below.id}/")) is not None
    lower = desk(mau, officer_of(mau, department))
    assert page(lower.get(f"{LIST}{below.id}/")) is not None
    assert [response.status_code for response in every_door(lower, above)] == [404] * 4
    assert page(lower.post(NEW, GOOD)).xpath("//div[contains(@class, 'govuk-error-summary')]")  # H48 is above them


def test_for_one_department_only(register, mau, province, department):
    """Who sits above, but registers portals for a part of the tree alone."""
    below, above = register(department), register()
    part = desk(mau, acting(seated(mau, province, "clients", scope=department)))
    assert page(part.get(f"{LIST}{below.id}/")) is not None
    assert [response.status_code for response in every_door(part, above)] == [404] * 4
    assert page(part.post(NEW, GOOD)).xpath("//div[contains(@class, 'govuk-error-summary')]")
    assert Client.objects.count() == 2


@pytest.mark.parametrize("powers", [(), ("process", "view", "decide", "counter")])
def test_only_with_the_power_to_grant(register, mau, province, powers):
    portal = register()
    officer = desk(mau, officer_of(mau, province, powers))
    doors = [officer.get(LIST), officer.get(NEW), officer.post(NEW, GOOD), *every_door(officer, portal)]
    assert {response.status_code for response in doors} == {403}
    assert Client.objects.count() == 1


def test_not_as_a_citizen(register, mau):
    portal = register()
    citizen = come_in(mau)
    assert {response.status_code for response in [citizen.get(LIST), *every_door(citizen, portal)]} == {403}


@pytest.mark.parametrize("portals", [1, 3])
def test_the_list_asks_no_more_for_more_portals(register, admin, django_assert_num_queries, portals):
    for _ in range(portals):
        register()
    admin.get(LIST)
    with django_assert_num_queries(5):
        admin.get(LIST)
