"""What is posted in public: seen by everybody, only while it is posted, and never with a personal number."""

import re
from datetime import timedelta
from html import unescape

import pytest
from lxml import html

from motcua.dossiers import commands
from motcua.dossiers.models import Posting
from motcua.journal.models import Entry
from tests.pages import PageClient

from . import household
from .conftest import LATER, NOON, fresh


def text(answer):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


@pytest.fixture
def house(world):
    household.publish()
    household.seated(world)
    return world


@pytest.fixture
def posting(house) -> Posting:
    dossier = household.handed_in(house)
    return commands.post_publicly(dossier.pk, by=house["xa"], at=LATER)


@pytest.fixture
def visitor(clock_at) -> PageClient:
    clock_at(LATER + timedelta(hours=1))
    return PageClient()


def another(house, posting, n=1, **changed) -> Posting:
    """A posting of another household."""
    dossier = household.handed_in(house, owner_name=f"Hộ Thứ {n} Mẫu")
    made = commands.post_publicly(dossier.pk, by=house["xa"], at=LATER)
    Posting.objects.filter(pk=made.pk).update(**changed)
    return made


def listed(answer) -> list[str]:
    return [" ".join(one.split()) for one in html.fromstring(answer.content).xpath("//tbody//a/text()")]


def test_everybody_sees_what_is_posted(house, posting, visitor):
    answer = visitor.get("/niem-yet/")
    assert answer.status_code == 200
    assert listed(answer) == ["Mai Thị Dân Mẫu"]
    assert "Danh sách hộ xin hỗ trợ" in text(answer)
    one = text(visitor.get(f"/niem-yet/{posting.pk}/"))
    assert "Mai Thị Dân Mẫu" in one
    assert household.commune(house).name in one
    assert "40.000.000" in one


def test_no_number_of_a_person_and_no_way_to_the_dossier(house, posting, visitor):
    for path in ("/niem-yet/", f"/niem-yet/{posting.pk}/"):
        page = visitor.get(path).content.decode()
        for secret in ("051099000009", "0900000009", "02/01/1980", posting.dossier.ref, posting.dossier.code):
            assert secret not in page


def test_looking_writes_nothing(house, posting, visitor):
    before = Entry.objects.count()
    visitor.get("/niem-yet/")
    visitor.get(f"/niem-yet/{posting.pk}/")
    assert Entry.objects.count() == before


@pytest.mark.parametrize("moved", [timedelta(minutes=-61), timedelta(days=9)])
def test_before_and_after_its_time_there_is_nothing(house, posting, clock_at, moved):
    visitor = PageClient()
    clock_at(LATER + timedelta(hours=1) + moved)
    assert visitor.get(f"/niem-yet/{posting.pk}/").status_code == 404
    assert listed(visitor.get("/niem-yet/")) == []


def test_the_moment_it_ends_it_is_gone(house, posting, clock_at):
    visitor = PageClient()
    clock_at(posting.until - timedelta(seconds=1))
    assert visitor.get(f"/niem-yet/{posting.pk}/").status_code == 200
    clock_at(posting.until)
    assert visitor.get(f"/niem-yet/{posting.pk}/").status_code == 404


def test_what_was_withdrawn_is_no_longer_posted(house, posting, visitor):
    commands.withdraw(posting.dossier_id, "", by=house["citizen"], at=LATER)
    assert visitor.get(f"/niem-yet/{posting.pk}/").status_code == 404
    assert listed(visitor.get("/niem-yet/")) == []


def test_what_was_never_posted_is_like_what_is_gone(house, visitor):
    draft, dossier = household.filled(house), household.handed_in(house)
    gone = text(visitor.get("/niem-yet/999999/"))
    for pk in (draft.pk, dossier.pk, 0):
        answer = visitor.get(f"/niem-yet/{pk}/")
        assert (answer.status_code, text(answer)) == (404, gone)
    assert listed(visitor.get("/niem-yet/")) == []
    assert fresh(draft).status == "draft"


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ("dan mau", ["Mai Thị Dân Mẫu"]), ("DÂN MẪU", ["Mai Thị Dân Mẫu"]),
        ("mẫu", ["Hộ Thứ 1 Mẫu", "Mai Thị Dân Mẫu"]),
        ("đức", ["Hộ Thứ 1 Mẫu", "Mai Thị Dân Mẫu"]), ("duc 1", ["Hộ Thứ 1 Mẫu"]), ("khong co", []),
        ("051099000009", []), ("%", []), ("_", []), ("'; --", []),
    ],
)  # fmt: skip
def test_words_are_sought_in_what_is_shown_and_nowhere_else(house, posting, visitor, sought, found):
    another(house, posting)
    assert listed(visitor.get("/niem-yet/", {"tim": sought})) == found


def test_by_province_and_by_agency(house, posting, visitor):
    page = html.fromstring(visitor.get("/niem-yet/").content)
    (province,) = page.xpath("//select[@name='tinh']/option[@value!='']/@value")
    assert page.xpath("//select[@name='noi']") == []
    page = html.fromstring(visitor.get("/niem-yet/", {"tinh": province}).content)
    (agency,) = page.xpath("//select[@name='noi']/option[@value!='']")
    assert agency.text_content() == f"{posting.agency.name} (1)"
    found = visitor.get("/niem-yet/", {"tinh": province, "noi": agency.get("value")})
    assert listed(found) == ["Mai Thị Dân Mẫu"]
    assert listed(visitor.get("/niem-yet/", {"tinh": "999999"})) == []
    assert listed(visitor.get("/niem-yet/", {"tinh": province, "noi": "999999"})) == ["Mai Thị Dân Mẫu"]
    for wrong in ("x", "-1", "99999999999", "²"):
        assert visitor.get("/niem-yet/", {"tinh": wrong, "noi": wrong, "truoc": wrong}).status_code == 200


def test_the_list_goes_on_and_asks_as_often_for_many(house, posting, visitor, django_assert_num_queries):
    with django_assert_num_queries(4):
        visitor.get("/niem-yet/")
    shown = posting.shown
    for n in range(22):
        Posting.objects.create(
            dossier=posting.dossier, agency=posting.agency, step=f"check{n}", shown=[["Hộ", f"Hộ {n}"], *shown[1:]],
            posted_at=posting.posted_at, posted_by="x", until=posting.until,
        )  # fmt: skip
    with django_assert_num_queries(4):
        first = visitor.get("/niem-yet/")
    assert listed(first) == [f"Hộ {n}" for n in range(21, 1, -1)]
    (following,) = html.fromstring(first.content).xpath("//a[@rel='next']/@href")
    assert listed(visitor.get("/niem-yet/" + following)) == ["Hộ 1", "Hộ 0", "Mai Thị Dân Mẫu"]


def test_what_stands_in_a_posting_is_only_text(house, visitor):
    dossier = household.handed_in(house, owner_name="<script>alert(1)</script>")
    made = commands.post_publicly(dossier.pk, by=house["xa"], at=LATER)
    for path in ("/niem-yet/", f"/niem-yet/{made.pk}/"):
        assert "<script>alert" not in visitor.get(path).content.decode()
    assert NOON < LATER
