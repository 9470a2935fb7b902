"""Filters that an officer keeps under a name: own only, twenty at most, nothing personal in them."""

import pytest
from lxml import html

from motcua.desk import commands, rules
from motcua.desk.models import SavedFilter
from motcua.desk.queries import saved_filters
from motcua.journal.models import Entry
from motcua.kernel.errors import NotAllowed
from tests.desk.conftest import NOON

ALL = "/ban-lam-viec/hang/ca-don-vi/"
SAVE = f"{ALL}luu-bo-loc/"
MINE = "/ban-lam-viec/bo-loc/"


def page_of(response):
    return html.fromstring(response.content)


def saved_in(page) -> list[tuple[str, str, str | None]]:
    """The rail's saved filters: (name, address, aria-current)."""
    found = page.find_class("mc-saved")
    return [(a.text, a.get("href"), a.get("aria-current")) for a in found[0].xpath(".//ul//a")] if found else []


def save(world, who="thu", name="Khách sạn", query="tim=khach+san", queue="ca-don-vi"):
    return commands.save_filter(name, queue, query, by=world.actors[who], at=NOON)


def test_save_use_remove(world, desk, dossier):
    hotel = world.file(1, firm="Khách sạn Biển Thử")
    client = desk("thu")
    assert saved_in(page_of(client.get(ALL))) == []
    page = page_of(client.get(f"{ALL}?tim=khach+san&buoc=confirm&xep=nhan&sau=20990101000000000000-1"))
    form = page.find_class("mc-keep")[0].find(".//form")
    response = client.post(form.get("action"), {"name": " Khách  sạn "}, follow=True)
    assert "Đã lưu bộ lọc “Khách sạn”." in response.content.decode()
    address = f"{ALL}?tim=khach+san&buoc=confirm&xep=nhan"
    assert saved_in(page_of(client.get(ALL))) == [("Khách sạn", address, None)]
    page = page_of(client.get(address))
    assert saved_in(page) == [("Khách sạn", address, "true")]
    assert page.find_class("mc-keep") == []
    assert page.xpath("//table//strong[contains(@class, 'mc-code')]/text()") == [hotel.code]
    page = page_of(client.get(MINE))
    assert [td.text_content().strip() for td in page.xpath("//tbody//td")] == [
        "Khách sạn", "Cả đơn vị", "12/05/2020", "Xóa bộ lọc “Khách sạn”",
    ]  # fmt: skip
    response = client.post(page.xpath("//main//form/@action")[0], follow=True)
    assert "Đã xóa bộ lọc “Khách sạn”." in response.content.decode()
    assert "Bạn chưa lưu bộ lọc nào." in response.content.decode()
    acts = Entry.objects.filter(action__startswith="desk.").order_by("id")
    agency = world.actors["thu"].agency
    assert [(e.action, e.subject, sorted(e.data)) for e in acts] == [
        ("desk.filter_saved", f"agency:{agency}", ["filter", "queue"]),
        ("desk.filter_removed", f"agency:{agency}", ["filter"]),
    ]


def test_only_one_s_own(world, desk):
    kept = save(world)
    for who in ("bao", "huyen"):
        assert saved_in(page_of(desk(who).get(ALL))) == []
        assert "Khách sạn" not in desk(who).get(MINE).content.decode()
        response = desk(who).post(f"{MINE}{kept.pk}/xoa/")
        assert response.status_code == 404
        assert "Không tìm thấy bộ lọc này" in response.content.decode()
    assert SavedFilter.objects.get() == kept
    save(world, "bao")  # the same name, another officer
    assert SavedFilter.objects.count() == 2


def test_each_agency_has_its_own(world):
    """An officer of two agencies does not find the one's filters in the other."""
    thu, there = world.actors["thu"], world.actors["huyen"]
    save(world)
    elsewhere = type(thu)(**{**thu.__dict__, "agency": there.agency, "membership": there.membership})
    assert saved_filters(elsewhere) == []
    assert [one.name for one in saved_filters(thu)] == ["Khách sạn"]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("", "Nhập tên bộ lọc."),
        ("  ", "Nhập tên bộ lọc."),
        ("KHACH SAN", "Bạn đã có bộ lọc tên này. Hãy chọn tên khác."),
        ("x" * 61, "nhiều nhất là 60"),
        ("Ông 051099000007", "Bộ lọc có số giấy tờ hoặc số điện thoại của một người nên không lưu được."),
    ],
)
def test_a_name_that_will_not_do(world, desk, name, says):
    save(world)
    response = desk("thu").post(f"{SAVE}?tim=vi+du", {"name": name})
    assert response.status_code == 422
    page = page_of(response)
    assert says in page.find_class("govuk-error-summary")[0].text_content()
    assert page.find_class("mc-keep")[0].get("open") is not None
    assert "".join(page.xpath("//input[@name='name']/@value")).strip() == name.strip()
    assert SavedFilter.objects.count() == 1


@pytest.mark.parametrize(
    ("query", "refusal"),
    [
        ("", rules.NothingToSave),
        ("tim=051099000007", rules.PersonalFilter),
        ("tim=0900+000+007", rules.PersonalFilter),
        ("tim=%2B84900000007", rules.PersonalFilter),
    ],
)
def test_what_may_not_be_kept(world, query, refusal):
    with pytest.raises(refusal):
        save(world, query=query)
    assert not SavedFilter.objects.exists()


def test_a_dossier_s_code_may_be_kept(world):
    assert save(world, query="tim=000.00.00.H48-200512-0001").pk


def test_an_unfiltered_queue_offers_nothing_to_save(desk):
    client = desk("thu")
    assert page_of(client.get(ALL)).find_class("mc-keep") == []
    response = client.post(SAVE, {"name": "Tất cả"})
    assert "Hàng này chưa có bộ lọc nào để lưu." in response.content.decode()
    assert not SavedFilter.objects.exists()


def test_twenty_and_no_more(world, desk):
    for n in range(rules.MOST_FILTERS):
        save(world, name=f"Bộ lọc {n}")
    with pytest.raises(rules.EnoughFilters) as no:
        save(world, name="Một nữa")
    assert str(no.value) == "Bạn đã lưu 20 bộ lọc, nhiều nhất có thể. Hãy xóa bớt một bộ lọc rồi lưu lại."
    client = desk("thu")
    keep = page_of(client.get(f"{ALL}?tim=vi+du")).find_class("mc-keep")[0]
    assert keep.find(".//form") is None
    assert "Bạn đã lưu đủ 20 bộ lọc." in keep.text_content()
    assert client.post(f"{SAVE}?tim=vi+du", {"name": "Một nữa"}).status_code == 422
    assert SavedFilter.objects.count() == 20


def test_the_longest_filter_fits(world, desk):
    """A hundred letters, each of nine characters in an address, and the other filters at their longest."""
    words = "ệ" * 100
    response = desk("thu").post(f"{SAVE}?tim={words}&buoc={'b' * 50}&dich-vu={'d' * 90}&xep=nhan", {"name": "Dài"})
    assert response.status_code == 302
    kept = SavedFilter.objects.get()
    assert page_of(desk("thu").get(f"{ALL}?{kept.query}")).xpath("//input[@id='tim']/@value") == [words]


def test_who_may_not(world, desk, page):
    for address in (SAVE, MINE):
        assert page.get(address).status_code == 302
    world.actors["firm"] = world.firm("Công ty TNHH Ví Dụ")
    for who in ("firm", "quyen"):
        assert desk(who).get(MINE).status_code == 403
        assert desk(who).post(f"{SAVE}?tim=vi+du", {"name": "x"}).status_code == 403
    with pytest.raises(NotAllowed):
        save(world, "quyen")
    assert not SavedFilter.objects.exists()


def test_a_reloaded_page_is_the_queue(desk):
    response = desk("thu").get(f"{SAVE}?tim=vi+du")
    assert (response.status_code, response.url) == (302, f"{ALL}?tim=vi+du")
    assert desk("thu").post("/ban-lam-viec/hang/khong-co/luu-bo-loc/?tim=x", {"name": "x"}).status_code == 404


def test_html_in_a_name_is_text(world, desk):
    save(world, name="<b>đậm</b>")
    for address in (ALL, MINE):
        assert "&lt;b&gt;đậm&lt;/b&gt;" in desk("thu").get(address).content.decode()
