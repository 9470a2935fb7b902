import time
import uuid
from base64 import urlsafe_b64encode
from datetime import UTC, date, datetime
from hashlib import sha256
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
from django.test import Client as Browser
from lxml import html

from motcua.agencies.models import Agency
from motcua.identity import commands as identity
from motcua.identity.commands import businesses
from motcua.identity.models import Person
from motcua.openid import commands
from motcua.openid.models import Consent, Visit
from tests.grants import acting, seated
from tests.pages import check_page

AT = datetime(2020, 5, 12, 1, 0, tzinfo=UTC)
ALL = ["openid", "profile", "phone", "vnconnect"]
BACK = "https://cong.vidu.example/dang-nhap/ve"
VERIFIER = "m" * 50
CHALLENGE = urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).decode().rstrip("=")


class Portal:
    """A registered portal, as its own server sees the world. `browser` is the person's."""

    def __init__(self, party, secret, browser):
        self.party, self.secret, self.browser = party, secret, browser
        self.id = party.client_id

    def params(self, **changes):
        asked = {
            "response_type": "code", "client_id": self.id, "redirect_uri": BACK, "scope": " ".join(ALL),
            "state": "s-1", "nonce": "n-1", "code_challenge": CHALLENGE, "code_challenge_method": "S256",
        }  # fmt: skip
        return {name: value for name, value in (asked | changes).items() if value is not None}

    def ask(self, browser=None, **changes):
        """The browser comes to /oauth2/authorize."""
        return (browser or self.browser).get(f"/oauth2/authorize?{urlencode(self.params(**changes))}")

    def agree(self, page, browser=None, answer="yes", **changes):
        """The person answers on the consent page."""
        posted = {"ticket": ticket(page), "answer": answer} | changes
        return (browser or self.browser).post("/oauth2/dong-y/", posted)

    def code(self, **changes):
        """Through all pages to a code."""
        response = self.ask(**changes)
        if response.status_code == 200:
            response = self.agree(response)
        return went(response)["code"]

    def token(self, secret=None, **posted):
        """A request to /oauth2/token from the portal's server, which has no cookies."""
        sent = {"client_id": self.id, "client_secret": self.secret if secret is None else secret} | posted
        return Browser().post("/oauth2/token", {name: value for name, value in sent.items() if value is not None})

    def exchange(self, code, **changes):
        posted = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": VERIFIER}
        return self.token(**(posted | changes))

    def refresh(self, value, **changes):
        return self.token(**({"grant_type": "refresh_token", "refresh_token": value} | changes))

    def tokens(self, **changes):
        response = self.exchange(self.code(**changes))
        assert response.status_code == 200, response.content
        return response.json()

    def userinfo(self, access):
        return Browser().get("/oauth2/userinfo", HTTP_AUTHORIZATION=f"Bearer {access}")

    def claims(self, id_token):
        keys = Browser().get("/oauth2/jwks").json()["keys"]
        kid = jwt.get_unverified_header(id_token)["kid"]
        (key,) = [key for key in keys if key["kid"] == kid]
        return jwt.decode(id_token, jwt.PyJWK(key), algorithms=["RS256"], audience=self.id, issuer="http://testserver")


def address(response):
    """Where a response leads, by redirect or by the page that leads on."""
    if response.status_code == 302:
        return response["Location"]
    check_page(response)
    links = html.fromstring(response.content).xpath("//a[@id='onward']/@href")
    assert len(links) == 1, "another page than the one that leads on"
    return links[0]


def went(response):
    """What the portal is told: the query of where the browser goes. It goes to the registered address."""
    where = urlsplit(address(response))
    assert where._replace(query="").geturl() == BACK
    return {name: value for name, (value,) in parse_qs(where.query).items()}


def ticket(page):
    assert page.status_code == 200, page
    (value,) = html.fromstring(page.content).xpath("//input[@name='ticket']/@value")
    return value


def come_in(person, methods=("password",), at=None, **session):
    """A browser in which the person is signed in."""
    browser = Browser()
    browser.force_login(person)
    content = browser.session
    proof = {"methods": list(methods), "at": int(time.time()) if at is None else at, "ceiling": 3}
    content.update({"sid": str(uuid.uuid4()), "proof": proof, **session})
    content.save()
    return browser


@pytest.fixture(autouse=True)
def _address(settings):
    settings.PUBLIC_URL = "http://testserver"


@pytest.fixture
def province(db):
    return _agency("H48", "Ủy ban nhân dân tỉnh Ví Dụ", "/1/", "province")


@pytest.fixture
def department(province):
    return _agency("H48.5", "Sở Thử Nghiệm", f"{province.path}9/", "province", parent=province)


@pytest.fixture
def elsewhere(db):
    return _agency("H30", "Ủy ban nhân dân tỉnh Khác", "/2/", "province")


def _agency(identifier, name, path, level, parent=None):
    identifier = "H48.05" if identifier == "H48.5" else identifier
    return Agency.objects.create(
        identifier=identifier, name=name, name_fold=name.lower(), role="committee", level=level, path=path,
        parent=parent, valid_from=date(2016, 1, 1),
    )  # fmt: skip


@pytest.fixture
def mau(db) -> Person:
    return identity.register(
        "Trần Thị Mẫu",
        "001 100 000 001",
        "0900 000 001",
        date(1990, 3, 27),
        "mat khau thu 1",
        "mau@vidu.example",
        at=AT,
    )


@pytest.fixture
def thu(db) -> Person:
    return identity.register("Nguyễn Văn Thử", "100000002", "", None, "mat khau thu 1", at=AT)


@pytest.fixture
def company(mau):
    Person.objects.filter(pk=mau.pk).update(assurance=2)
    return businesses.open_business("0100233488", "Công ty TNHH Ví Dụ", representative=mau, at=AT)


@pytest.fixture
def browser(mau):
    return come_in(mau)


def officer_of(person, agency, powers=("grant",)):
    return acting(seated(person, agency, *powers))


@pytest.fixture
def registrar(thu, province):
    return officer_of(thu, province)


@pytest.fixture
def register(registrar, province, browser):
    """Registers a portal; again for another one."""

    def registered(agency=province, *, public=False, shared=False, by=registrar, **changes):
        setting = {
            "name": "Cổng dịch vụ công tỉnh Ví Dụ", "redirect_uris": [BACK], "scopes": ALL,
            "post_logout_redirect_uris": ["https://cong.vidu.example/tam-biet"],
        }  # fmt: skip
        party, secret = commands.register(
            commands.Setting(**(setting | changes)), agency, public=public, shared=shared,
            by=by, at=AT, now=datetime.now(UTC),
        )  # fmt: skip
        return Portal(party, secret, browser)

    return registered


@pytest.fixture
def portal(register):
    return register()


def state():
    """What a refusal must leave as it was."""
    return {
        "visits": sorted(Visit.objects.order_by("pk").values_list("pk", "ended_at")),
        "consents": sorted(Consent.objects.order_by("pk").values_list("pk", "scopes", "withdrawn_at")),
    }
