"""What the attacks on accounts share: numbers, ways through the pages, what stands in for a defence."""

import os
import time
from contextlib import suppress

from django.test import Client

from motcua.identity import queries
from motcua.identity.commands import accounts, codes
from motcua.identity.models import OneTimeCode
from motcua.identity.queries.codes import text_of
from motcua.identity.views import registration as registration_view
from motcua.kernel.errors import Missing, TooMany
from motcua.shell import limits
from motcua.shell.models import Hit
from tests.identity.acts import faceless, statements
from tests.identity.conftest import PASSWORD
from tests.identity.test_registration import answer
from tests.openid.attacks import nothing

ID, PHONE = "001100000001", "0900000001"
ASK, ENTER, RECOVER, SECOND = "/dang-nhap/ma/", "/dang-nhap/ma/nhap/", "/dang-nhap/ma-quay/", "/dang-nhap/hai-lop/"
NOBODY, CLOSED, WITHOUT_PHONE = "001100000099", "001100000003", "100000002"


# ── ways through the pages ────────────────────────────────────────────────────────────────────────────────────────────


def sent() -> OneTimeCode:
    return OneTimeCode.objects.order_by("-pk").first()


def enter(browser, code=None, last_four="0001"):
    return browser.post(ENTER, {"code": code or text_of(sent()), "last_four": last_four})


def ready(number: str = ID, phone: str = "0900000021", **more) -> Client:
    """A browser in which somebody proved a phone and has only the password left to choose."""
    browser = Client()
    answer(browser, giay_to={"id_number": number}, dien_thoai={"phone": phone}, **more)
    browser.post("/dang-ky/ma/", {"code": text_of(sent())})
    return browser


def choose(browser):
    return browser.post("/dang-ky/mat-khau/", {"password": PASSWORD})


def copy_of(browser: Client) -> Client:
    copy = Client()
    copy.cookies = browser.cookies.copy()
    return copy


def told(number, *acts) -> tuple:
    """All that can be seen of these acts with a number: answers, ways, statements."""
    browser, seen = Client(), []
    for act in acts:
        with statements() as asked:
            response = act(browser, number)
        seen.append((response.status_code, response.get("Location"), faceless(response).replace(number, "N"), asked))
    return tuple(map(str, seen))


def answering(page, data):
    return lambda browser, number: browser.post(
        f"/dang-ky/{page}/", {"id_number": number} if page == "giay-to" else data
    )


# ── without a defence ─────────────────────────────────────────────────────────────────────────────────────────────────

# Neither asked before, nor found by the unique index over the blinded number.
UNASKED = ((registration_view, "by_number", nothing), (queries, "by_number", nothing))
UNINDEXED = (accounts, "blind", lambda *_, **__: os.urandom(8))


def spending(old: str, new: str = ""):
    """The one statement that judges a try, with a condition less."""
    assert old in codes._TRY
    return codes, "_TRY", codes._TRY.replace(old, new)


_recover = codes.recover


def recover_in_haste(person, typed, *, at):
    if person is None:
        raise codes.WrongRecovery
    return _recover(person, typed, at=at)


def by_number_or_refuse(text):
    return queries.by_number(text) or (_ for _ in ()).throw(Missing())


def only_free(form):
    number = form.cleaned_data["id_number"]
    return number if queries.by_number(number) is None else form.add_error("id_number", "Đã có")


def count_in_two_steps(pk, *, right, most, at):
    """Looks, and then writes: what `codes._count` does in one statement."""
    code = OneTimeCode.objects.get(pk=pk)
    if code.used_at or code.tries >= most:
        return None
    time.sleep(0.3)
    code.tries, code.used_at = code.tries + 1, at if right else None
    code.save()
    return code.tries


def guard_in_two_steps(person, *, right, at):
    """Looks, and then counts: what `codes._guard_last_four` does in one statement."""
    limit, seconds = codes.rules.LAST_FOUR_FAILURES
    hit = Hit.objects.filter(bucket__startswith="code-last-four").first()
    time.sleep(0.3)
    if hit and hit.count >= limit:
        raise codes.LastFourLocked(seconds=1, days=1)
    if not right:
        with suppress(TooMany):
            limits.allow("code-last-four", f"person {person.pk}", at=at, limit=limit, seconds=seconds)
