"""Finding procedures: what is found, in which order, within which filters, and by how many statements."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from motcua.agencies.models import Agency
from motcua.procedures.commands import indexing
from motcua.procedures.models import Procedure, ProcedureVersion, SearchEntry, SearchWord
from motcua.procedures.queries import search
from motcua.procedures.queries.search import Filters
from motcua.procedures.rules import content
from motcua.procedures.rules.content import Content, Online
from tests.procedures.world import AT, COMPLETE, TODAY, country, load  # noqa: F401

pytestmark = pytest.mark.django_db
NAMES = {
    "1.000001": "Đăng ký khai sinh",
    "1.000002": "Đăng ký lại khai sinh",
    "1.000003": "Đăng ký khai sinh có yếu tố nước ngoài",
    "1.000004": "Đăng ký kết hôn",
    "1.000005": "Cấp bản sao trích lục hộ tịch",
    "1.000006": "Cấp giấy phép khai thác hồ chứa nước",
    "1.000007": "Cấp hộ chiếu phổ thông",
    "1.000008": "Công nhận làng nghề",
    "1.000009": "Hỗ trợ hộ kinh doanh",
}


def public(code: str, told: Content, owner: str = "G07", parent: str = "", **more) -> ProcedureVersion:
    """Published without its way there, for which there are tests of their own."""
    agency = Agency.objects.get(identifier=owner)
    national = Procedure.objects.get(code=parent) if parent else None
    record, _ = Procedure.objects.get_or_create(
        code=code,
        defaults={"owner": agency, "level": agency.level, "state": "public", "name": told.name, "name_fold": "",
                  "parent": national, "field_name": told.field_name},
    )  # fmt: skip
    stored = content.to_json(told)
    if national:
        base = content.from_json(national.versions.get().content)
        stored = content.difference(base, told)
    values = {"n": 1, "state": "published", "public_from": TODAY, "valid_from": TODAY, "published_at": AT, **more}
    version = ProcedureVersion.objects.create(
        procedure=record, content=stored, name=told.name, name_fold="", entered_at=AT, **values
    )
    indexing.index(version)
    return version


def named(name: str, **more) -> Content:
    return Content(name=name, field_name="Tư pháp", levels=("commune",), audiences=("citizen",), **more)


@pytest.fixture
def shelf(country, db):  # noqa: F811
    return {code: public(code, named(name)) for code, name in NAMES.items()}


def codes(text: str, **more) -> list[str]:
    return [hit.code for hit in search.search(text, TODAY, **more).hits]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Đăng ký khai sinh", "1.000001"),
        ("dang ky khai sinh", "1.000001"),
        ("DANG KI KHAI SINH", "1.000001"),
        ("khai sinh", "1.000001"),  # of two that begin alike the shorter name
        ("khai sinh nước ngoài", "1.000003"),
        ("hộ chiếu", "1.000007"),
        ("hồ chứa", "1.000006"),
        ("lang nghe", "1.000008"),
    ],
)
def test_the_best_stands_first(shelf, text, first):
    found = search.search(text, TODAY)
    assert found.hits[0].code == first
    assert (found.read_as, found.cut) == ("", False)


def test_all_words_count_and_nothing_else_is_found(shelf):
    assert codes("khai sinh") == ["1.000001", "1.000002", "1.000003"]
    assert codes("đăng ký kết hôn") == ["1.000004"]


def test_accents_that_were_typed_rank_others_are_found_after(shelf):
    assert sorted(codes("hộ")) == sorted(codes("ho")) == ["1.000005", "1.000006", "1.000007", "1.000009"]
    assert codes("hộ")[-1] == "1.000006"
    assert codes("hồ")[0] == "1.000006"


ERRORS = [
    ("đăng ký khai snh", "1.000001"),
    ("dang ky khai sihn", "1.000001"),
    ("dangky khai sinh", "1.000001"),
    ("dang ky kha i sinh", "1.000001"),
    ("kh sinh", "1.000001"),
    ("ket hom", "1.000004"),
    ("trich lucc", "1.000005"),
    ("hộ chiế", "1.000007"),
    ("chieu", "1.000007"),
    ("chiieu", "1.000007"),
    ("lag nghe", "1.000008"),
]


@pytest.mark.parametrize(("text", "wanted"), ERRORS)
def test_one_typing_error_is_found(shelf, text, wanted):
    assert wanted in codes(text)[:3]


def test_what_was_read_is_said_with_its_accents(shelf):
    found = search.search("đăng ký kết hom", TODAY)
    assert (found.read_as, [hit.code for hit in found.hits]) == ("đăng ký kết hôn", ["1.000004"])


def test_few_hits_that_are_not_named_so_bring_what_is_near(shelf):
    """ "nghe" stands in one name only, beside "lang"; "ho nghe" is in no name side by side."""
    public("1.000010", named("Hồ sơ nghề", keywords=("khai",)))
    found = search.search("khai nghe", TODAY)
    assert found.hits[0].code == "1.000010"
    assert found.read_as == ""


@pytest.mark.parametrize("word", sorted({w for name in NAMES.values() for w in name.split() if len(w) > 3}))
def test_every_error_in_every_word_finds_its_procedure(shelf, word):
    """One letter of a word left out, in a name: the whole name still stands on the first page."""
    code, name = next((code, name) for code, name in NAMES.items() if word in name.split())
    for n in range(len(word)):
        wrong = name.replace(word, word[:n] + word[n + 1 :], 1)
        assert code in codes(wrong), wrong


def test_nothing_is_found_for_what_nobody_has(shelf):
    assert search.search("zzzz qqqq", TODAY) == search.Found()
    assert search.search("'); drop table procedures_procedure --", TODAY).hits == ()
    assert search.search("%&|!:*()", TODAY).total == len(NAMES)  # nothing was asked


def test_some_of_the_words_are_better_than_nothing(shelf):
    assert codes("thủ tục khai sinh ở đâu")[0] == "1.000001"


# ── codes, provinces ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def province(shelf):
    told = replace(named(NAMES["1.000001"]), receiving="Quảng Ngãi", keywords=("thuyền thúng",))
    return public("1.000001.000.00.00.H48", told, "H48", "1.000001")


def test_codes_find_the_procedure_and_its_specialisations(province):
    assert codes("1.000001") == ["1.000001", "1.000001.000.00.00.H48"]
    assert codes("1.000001.000.00.00.h48") == ["1.000001.000.00.00.H48"]
    assert codes("000004") == ["1.000004"]
    assert codes("1.00000")[:2] == ["1.000001", "1.000004"]  # the most asked for first, then the shortest name
    assert codes("1.999999") == []


def test_a_specialisation_does_not_stand_beside_its_national_procedure(province):
    assert codes("khai sinh") == ["1.000001", "1.000002", "1.000003"]
    assert codes("thuyen thung") == ["1.000001.000.00.00.H48"]
    assert codes("khai sinh", filters=Filters(owner="H48")) == ["1.000001.000.00.00.H48"]


def test_more_provinces_make_a_procedure_popular(province):
    assert SearchEntry.objects.get(code="1.000001").weight == 1
    indexing.popular({"1.000003": 50, "1.000001": 7, "1.123456": 9})
    assert SearchEntry.objects.get(code="1.000001").weight == 8
    assert codes("yếu tố đăng ký khai sinh")[0] == "1.000003"
    assert codes("")[:2] == ["1.000003", "1.000001"]


# ── filters ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(field="Việc làm"), ["1.000020"]),
        (Filters(level="province"), ["1.000020"]),
        (Filters(audience="enterprise"), ["1.000020"]),
        (Filters(event="labour"), ["1.000020"]),
        (Filters(online="yes"), ["1.000020"]),
        (Filters(field="Việc làm", level="commune"), []),
        (Filters(online="yes", services=("1.000004",)), ["1.000004", "1.000020"]),
        (Filters(owner="G07", audience="enterprise"), ["1.000020"]),
        (Filters(owner="H48"), []),
    ],
)
def test_filters(shelf, filters, found):
    told = replace(COMPLETE, events=("labour",), online=(Online("4"),))
    public("1.000020", told)
    assert sorted(codes("", filters=filters)) == found


def test_not_online_is_the_rest(shelf):
    public("1.000020", replace(COMPLETE, online=(Online("2"),)))
    offline = codes("", filters=Filters(online="no", services=("1.000004",)))
    assert sorted(offline) == sorted({*NAMES, "1.000020"} - {"1.000004"})


def test_words_within_filters_are_mended_too(shelf):
    assert codes("kahi sinh", filters=Filters(level="commune"))[0] == "1.000001"
    assert codes("kahi sinh", filters=Filters(level="central")) == []


def test_choices_of_the_page(province):
    from django.core.cache import cache

    cache.clear()
    assert search.fields(TODAY) == [("Tư pháp", len(NAMES))]
    assert [identifier for identifier, _ in search.owners(TODAY)] == ["G07", "H48"]
    cache.clear()


# ── days and publication ────────────────────────────────────────────────────────────────────────────────────────────


def test_found_from_the_day_on_which_it_is_public(shelf):
    later = TODAY + timedelta(days=5)
    public("1.000030", named("Cấp phép nuôi tằm"), public_from=later, valid_from=later)
    assert codes("nuôi tằm") == []
    assert [hit.code for hit in search.search("nuôi tằm", later).hits] == ["1.000030"]


def test_a_new_wording_replaces_the_old_one_on_its_day(shelf):
    later = TODAY + timedelta(days=5)
    old = shelf["1.000008"]
    ProcedureVersion.objects.filter(pk=old.pk).update(state="amended", public_to=later)
    public("1.000008", named("Công nhận phố nghề"), n=2, public_from=later, valid_from=later)
    assert codes("làng nghề") == ["1.000008"]
    assert [hit.name for hit in search.search("phố nghề", later).hits] == ["Công nhận phố nghề"]
    assert [hit.name for hit in search.search("1.000008", later).hits] == ["Công nhận phố nghề"]
    assert [hit.name for hit in search.search("1.000008", TODAY).hits] == ["Công nhận làng nghề"]


def test_what_is_abolished_is_not_found(shelf):
    version = shelf["1.000008"]
    version.state, version.public_to = "abolished", TODAY
    indexing.index(version, on=TODAY)
    assert codes("làng nghề")[:1] != ["1.000008"]
    assert not SearchEntry.objects.filter(version=version).exists()


def test_a_national_change_reaches_the_provinces(province, shelf):
    version = shelf["1.000001"]
    told = content.to_json(named("Khai sinh cho trẻ em"))
    with connection.cursor() as cursor:  # what was published does not change; here only the search is looked at
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE procedures_procedureversion SET content = %s WHERE id = %s", [json.dumps(told), version.pk]
        )
        cursor.execute("SET LOCAL session_replication_role = origin")
    version.refresh_from_db()
    indexing.index(version)
    assert [hit.name for hit in search.search("1.000001", TODAY).hits] == ["Khai sinh cho trẻ em"] * 2


def test_dropped_records_are_not_found(province):
    indexing.drop(province.procedure)
    assert codes("thuyen thung") == []
    assert SearchEntry.objects.get(code="1.000001").weight == 0


def test_rebuilding_changes_nothing(province):
    def state():
        return list(
            SearchEntry.objects.order_by("pk").values("code", "title", "marks", "words", "weight", "online", "told")
        )

    before, words = state(), set(SearchWord.objects.values_list("rest", "word"))
    assert indexing.rebuild(on=TODAY) == len(before)
    assert state() == before
    assert set(SearchWord.objects.values_list("rest", "word")) == words


# ── pages, statements ───────────────────────────────────────────────────────────────────────────────────────────────


def test_pages_neither_repeat_nor_leave_out(country, db):  # noqa: F811
    for n in range(45):
        public(f"1.0001{n:02d}", named(f"Cấp thẻ ví dụ {n}"))
    pages = [search.search("cap the", TODAY, page=page) for page in (1, 2, 3)]
    assert [len(page.hits) for page in pages] == [20, 20, 5]
    assert {page.total for page in pages} == {45}
    assert len({hit.code for page in pages for hit in page.hits}) == 45
    assert search.search("cap the", TODAY, page=4).hits == ()


@pytest.mark.parametrize(
    ("text", "statements"), [("khai sinh", 1), ("1.000001", 1), ("", 1), ("thuyen thung", 4), ("kahi sinh", 5)]
)
def test_a_search_is_few_statements(province, text, statements, django_assert_num_queries):
    with django_assert_num_queries(statements):
        search.search(text, TODAY)
