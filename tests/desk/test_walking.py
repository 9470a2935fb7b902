"""From one dossier to the next, in the queue and with the filter from which the officer came."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from motcua.desk import forms, rules
from motcua.desk.queries import Asked, beside, queue_page
from tests.desk.conftest import FILED, NOON, claim, turn_of

ALL = "/ban-lam-viec/hang/ca-don-vi/"
FREE = "/ban-lam-viec/hang/chua-ai-nhan/"


@pytest.fixture
def three(world):
    """Due one after the other, and received in that order."""
    return [world.file(1, at=FILED + timedelta(minutes=n)) for n in range(3)]


def page_of(response):
    assert response.status_code == 200
    return html.fromstring(response.content)


def links(client, queue: str) -> list[str]:
    """The addresses of the dossiers in a queue, as its page gives them."""
    return page_of(client.get(queue)).xpath("//table//a[strong]/@href")


def ways(client, address: str) -> dict[str, str]:
    """ "prev" and "next" with their addresses."""
    found = page_of(client.get(address)).xpath("//nav[@data-keys]//a")
    return {a.get("rel"): a.get("href") for a in found}


def code_in(address: str) -> str:
    return urlsplit(address).path.rstrip("/").rsplit("/", 1)[-1]


def walked(client, address: str, rel: str) -> list[str]:
    codes = []
    while address:
        codes.append(code_in(address))
        address = ways(client, address).get(rel, "")
    return codes


@pytest.mark.parametrize("order", ["", "?xep=nhan"])
def test_there_and_back_again(desk, three, order):
    client, codes = desk("thu"), [d.code for d in three]
    if order:
        codes.reverse()
    first, _middle, last = links(client, ALL + order)
    assert walked(client, first, "next") == codes
    assert walked(client, last, "prev") == codes[::-1]


def test_two_of_one_minute_are_told_apart_by_their_number(world, desk):
    codes = [world.file(1).code for _ in range(3)]
    client = desk("thu")
    assert walked(client, links(client, ALL)[0], "next") == codes


def test_the_keys_and_the_words(desk, three):
    client = desk("thu")
    nav = page_of(client.get(links(client, ALL)[1])).xpath("//nav[@data-keys]")[0]
    assert [(a.get("data-key"), " ".join(a.text_content().split())) for a in nav] == [
        ("k", f"← Hồ sơ trước: Công ty TNHH Ví Dụ, {three[0].code}"),
        ("j", f"Hồ sơ sau →: Công ty TNHH Ví Dụ, {three[2].code}"),
    ]


def test_the_filter_is_kept(world, desk, three):
    hotel = [world.file(1, firm="Khách sạn Biển Thử", at=FILED + timedelta(minutes=n)) for n in (1, 5)]
    client = desk("thu")
    queue = f"{ALL}?tim=khach+san"
    first, _second = links(client, queue)
    assert walked(client, first, "next") == [d.code for d in hotel]
    back = page_of(client.get(ways(client, first)["next"])).find_class("govuk-back-link")[0]
    assert (back.text, back.get("href")) == ("Hàng “Cả đơn vị”", queue)


def test_the_way_goes_on_when_the_dossier_has_left_the_queue(world, desk, three):
    client = desk("thu")
    middle = links(client, FREE)[1]
    claim(world, three[1], "thu")
    assert {rel: code_in(a) for rel, a in ways(client, middle).items()} == {
        "prev": three[0].code,
        "next": three[2].code,
    }
    world.to_district(three[1])
    assert {rel: code_in(a) for rel, a in ways(client, middle).items()} == {
        "prev": three[0].code,
        "next": three[2].code,
    }


def test_all_pages_of_the_dossier_lead_on(desk, three):
    client = desk("thu")
    page = page_of(client.get(links(client, FREE)[0]))
    came = parse_qs(urlsplit(page.xpath("//nav[@data-keys]//a/@href")[0]).query)["tu"][0]
    assert came.startswith("chua-ai-nhan?o=")
    inside = page.xpath("//ul[@class='mc-tabs']//a/@href | //div[@class='mc-identity']//a/@href | //form/@action")
    inside += page.xpath("//section//a[contains(@class, 'govuk-button')]/@href")
    inside = [a for a in inside if "/ban-lam-viec/ho-so/" in a]
    assert len(inside) >= 9
    assert [a for a in inside if "?tu=chua-ai-nhan%3Fo%3D" not in a] == []
    for address in inside:
        if "/nhan/" not in address:
            response = client.get(address)
            assert page_of(response).find_class("govuk-back-link")
            assert "tu=chua-ai-nhan%3Fo%3D" in response.content.decode()


def test_after_an_act_one_still_knows_whence(desk, three):
    client = desk("thu")
    action = page_of(client.get(links(client, FREE)[0])).xpath("//form[contains(@action, '/nhan/')]/@action")[0]
    response = client.post(action)
    assert response.status_code == 302
    assert code_in(ways(client, response.url)["next"]) == three[1].code


def test_opened_directly_there_is_nothing_beside(desk, three):
    response = desk("thu").get(f"/ban-lam-viec/ho-so/{three[1].code}/")
    page = page_of(response)
    assert page.xpath("//main//*[@data-keys]") == []
    assert page.find_class("govuk-back-link")[0].get("href") == "/ban-lam-viec/"


@pytest.mark.parametrize(
    "came",
    ["x", "khong-co?o=1-1", "ca-don-vi", "ca-don-vi?o=", "ca-don-vi?o=20200512-x", "ca-don-vi?o=-1", "?o=1", "%00"],
)
def test_a_broken_trail_hurts_nobody(desk, three, came):
    page = page_of(desk("thu").get(f"/ban-lam-viec/ho-so/{three[1].code}/", {"tu": came}))
    assert page.xpath("//main//*[@data-keys]") == []


def test_who_has_no_part_in_the_neighbour_does_not_read_of_it(world, desk, three):
    """A trail names a queue, never an agency: it is always that of who follows it."""
    client = desk("thu")
    middle = links(client, ALL)[1]
    world.to_district(three[1])
    assert ways(desk("huyen"), middle) == {}


@pytest.mark.parametrize("order", [False, True])
def test_one_more_statement_and_no_more(world, desk, three, order):
    client = desk("thu")
    address = links(client, ALL + ("?xep=nhan" if order else ""))[1]
    client.get(address)
    with CaptureQueriesContext(connection) as direct:
        client.get(address.partition("?")[0])
    with CaptureQueriesContext(connection) as from_queue:
        client.get(address)
    assert len(from_queue) - len(direct) == 1


def test_the_ends(world, three):
    actor, asked = world.actors["thu"], Asked(rules.QUEUES[2])
    places = [line.place for line in queue_page(actor, asked, at=NOON).lines]
    found = [beside(actor, asked, place, without=0, at=NOON) for place in places]
    codes = [d.code for d in three]
    assert [a and a.code for a, _b in found] == [None, *codes[:2]]
    assert [b and b.code for _a, b in found] == [*codes[1:], None]
    assert [b and b.place for _a, b in found] == [*places[1:], None]


def test_nothing_leads_to_itself(world, desk, three):
    client = desk("thu")
    last = links(client, ALL)[2]
    world.act(three[2], "return", "thu", at=NOON, note="Gửi lại bản rõ.", wanted=["agreements"])  # now due much later
    assert {rel: code_in(a) for rel, a in ways(client, last).items()} == {"prev": three[1].code}


def test_what_waits_for_its_applicant_has_its_place_too(world, three):
    world.act(three[0], "return", "thu", at=NOON, note="Gửi lại bản rõ.", wanted=["agreements"])
    turn = turn_of(three[0])
    assert turn.awaiting_until > turn_of(three[2]).due_at > turn.due_at
    actor, asked = world.actors["thu"], Asked(rules.QUEUES[2])
    lines = queue_page(actor, asked, at=NOON).lines
    assert [line.dossier.code for line in lines] == [three[1].code, three[2].code, three[0].code]
    ahead, behind = beside(actor, asked, lines[2].place, without=0, at=NOON)
    assert (ahead.code, behind) == (three[2].code, None)
    after = Asked(rules.QUEUES[2], after=lines[1].place)
    assert [line.dossier.code for line in queue_page(actor, after, at=NOON).lines] == [three[0].code]


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=30).map(
    lambda t: " ".join(t.split())
)


@given(
    which=st.sampled_from(rules.QUEUES), text=WORDS, step=st.sampled_from(["", "confirm", "a&b=c"]),
    by_received=st.booleans(), place=st.sampled_from(["", "20200515013200000000-17"]),
)  # fmt: skip
def test_an_address_is_read_as_it_was_written(which, text, step, by_received, place):
    from motcua.kernel.text import tidy

    wanted = Asked(which, text=tidy(text), step=step, by_received=by_received, after="x")
    given = QueryDict(mutable=True)
    given["tu"] = forms.address(wanted, place=place)
    came = forms.trail(given)
    assert (came.asked, came.place) == (wanted, place)
    assert came.text == given["tu"]
