"""Publishing, versions by date, search; and that what is published stays."""

from datetime import date, datetime, timedelta, timezone

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction

from motcua.agencies.models import Agency
from motcua.catalogue import commands, queries, rules
from motcua.catalogue.models import Procedure, ServiceVersion
from motcua.journal import queries as journal
from motcua.kernel.actor import SYSTEM, Actor, Capacity, Held
from tests.catalogue.samples import REAL, SAMPLE, planted

pytestmark = pytest.mark.django_db
AT = datetime(2020, 5, 12, 8, 0, tzinfo=timezone(timedelta(hours=7)))
OCTOBER = planted("valid_to: 2020-12-31\n", "", planted("valid_from: 2020-05-01", "valid_from: 2020-10-19"))


def publish(text=SAMPLE, **changed):
    return commands.publish(text, **{"by": SYSTEM, "at": AT, **changed})


def test_a_published_file_is_a_version_with_its_procedure_and_journal_entry():
    version = publish()
    assert (version.slug, version.number, version.name, version.audience) == (
        "vi-du",
        1,
        "Hỗ trợ ví dụ cho hộ kinh doanh",
        ["citizen", "business"],
    )
    assert (version.valid_from, version.valid_to) == (date(2020, 5, 1), date(2020, 12, 31))
    assert (version.text, version.published_at, version.published_by) == (SAMPLE, AT, "Hệ thống")
    assert (version.procedure.code, version.procedure.confirmed) == ("1.000001", False)
    (entry,) = journal.history(f"service:{version.pk}")
    assert (entry.action, entry.at) == ("catalogue.publish", AT)
    assert entry.data == {"slug": "vi-du", "number": 1, "digest": version.digest, "valid_from": "2020-05-01"}


def test_the_same_text_again_is_the_same_version():
    first = publish()
    assert publish() == first
    assert ServiceVersion.objects.count() == 1
    assert len(journal.history(f"service:{first.pk}")) == 1


def test_a_new_version_ends_the_one_before_on_its_eve():
    first, second = publish(), publish(OCTOBER)
    first.refresh_from_db()
    assert (second.number, first.valid_to, second.valid_to) == (2, date(2020, 10, 18), None)
    assert first.text == SAMPLE


@pytest.mark.parametrize(
    ("on", "number"),
    [
        (date(2020, 4, 30), None),
        (date(2020, 5, 1), 1),
        (date(2020, 10, 18), 1),
        (date(2020, 10, 19), 2),
        (date(2030, 1, 1), 2),
    ],
)
def test_the_day_chooses_the_version(on, number):
    publish()
    publish(OCTOBER)
    if number is None:
        with pytest.raises(queries.NoService, match=r"^Không có dịch vụ công trực tuyến này vào ngày 30/04/2020"):
            queries.live_service("vi-du", on)
        assert queries.live_services(on) == []
    else:
        assert queries.live_service("vi-du", on).number == number
        assert [v.number for v in queries.live_services(on)] == [number]


def test_after_its_last_day_a_service_is_gone_but_its_version_stays():
    version = publish()
    assert queries.live_service("vi-du", date(2020, 12, 31)) == version
    with pytest.raises(queries.NoService):
        queries.live_service("vi-du", date(2021, 1, 1))
    assert queries.version(version.pk) == version
    with pytest.raises(queries.NoVersion):
        queries.version(version.pk + 1)


def test_a_correction_from_the_same_day_takes_the_place_of_the_one_before():
    first = publish()
    second = publish(planted("fee: Không thu phí.", "fee: Miễn phí."))
    first.refresh_from_db()
    assert (first.valid_to, second.number) == (date(2020, 4, 30), 2)
    assert queries.live_service("vi-du", date(2020, 5, 1)) == second


def test_an_earlier_start_than_the_last_version_is_refused():
    publish(OCTOBER)
    with pytest.raises(commands.NotLater) as refused:
        publish()
    assert str(refused.value) == (
        "Dịch vụ “vi-du” đã có phiên bản hiệu lực từ 19/10/2020. Phiên bản mới phải có hiệu lực từ ngày đó trở đi."
    )
    assert [v.number for v in queries.versions("vi-du")] == [1]


def test_a_faulty_file_is_refused_with_its_first_fault_and_nothing_is_written():
    with pytest.raises(commands.FaultyFile) as refused:
        publish(planted("kind: money", "kind: mony"), name="vi-du.yaml")
    assert str(refused.value) == (
        "Tệp dịch vụ vi-du.yaml còn 1 lỗi nên chưa công bố được. "
        "Lỗi đầu tiên ở dòng 31: “kind” không có giá trị “mony”. Có phải bạn muốn viết “money”?"
    )
    assert ServiceVersion.objects.count() == Procedure.objects.count() == 0


def publisher(agency: Agency, *held: Held) -> Actor:
    names = frozenset(one.right for one in held)
    return Actor(
        5, "Nguyễn Văn Thử", Capacity.OFFICER, agency=agency.pk, agency_path=agency.path, powers=names, held=held
    )


@pytest.mark.parametrize(
    "held",
    [
        (),
        (("covid", "process", "/1/", None), ("office", "decide", "/1/", None)),
        (("procedures", "publish", "/1/", 2),),  # to be passed on
        (("procedures", "publish", "/1/7/", None),),
        (("covid", "publish", "/1/", None),),
    ],
    ids=["nothing", "other rights", "administrator", "elsewhere", "other subsystem"],
)
def test_only_who_may_publish_publishes(held):
    office = Agency.objects.create(
        identifier="G22", name="Văn phòng Chính phủ", role="government_office", level="central", path="/1/",
        valid_from=date(2020, 1, 1),
    )  # fmt: skip
    fresh = planted("valid_from: 2020-05-01", "valid_from: 2020-05-12")
    rights = [Held(one, right, path, level=level) for one, right, path, level in held]
    with pytest.raises(commands.MayNotPublish):
        publish(fresh, by=publisher(office, *rights), owner=office)
    assert ServiceVersion.objects.count() == 0
    allowed = publisher(office, *rights, Held("procedures", "publish", "/1/"))
    with pytest.raises(commands.MayNotPublish):  # in nobody's name
        publish(fresh, by=allowed)
    published = publish(fresh, by=allowed, owner=office)
    assert (published.published_by, published.owner) == ("Nguyễn Văn Thử", office)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE catalogue_serviceversion SET text = 'x'",
        "UPDATE catalogue_serviceversion SET digest = 'x'",
        "UPDATE catalogue_serviceversion SET valid_from = '2019-01-01'",
        "UPDATE catalogue_serviceversion SET published_by = 'x'",
        "UPDATE catalogue_serviceversion SET number = 9, valid_to = NULL",
        "DELETE FROM catalogue_serviceversion",
    ],
)
def test_the_database_refuses_to_change_what_is_published(statement):
    version = publish()
    with pytest.raises((InternalError, ProgrammingError), match="never changed"), transaction.atomic():
        connection.cursor().execute(statement)
    assert list(ServiceVersion.objects.values()) == [{k: v for k, v in vars(version).items() if not k.startswith("_")}]


def test_the_database_lets_only_the_last_day_move():
    version = publish()
    ServiceVersion.objects.filter(pk=version.pk).update(valid_to=date(2020, 6, 30))
    version.refresh_from_db()
    assert version.valid_to == date(2020, 6, 30)


def test_load_publishes_each_file_once_and_the_earlier_validity_first(tmp_path):
    (tmp_path / "a.yaml").write_text(OCTOBER, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(SAMPLE, encoding="utf-8")
    (tmp_path / "c.yaml").write_text(REAL, encoding="utf-8")
    (tmp_path / "README.md").write_text("x", encoding="utf-8")
    loaded = commands.load(tmp_path, at=AT)
    assert [(v.slug, v.number, v.valid_from) for v in loaded] == [
        ("tam-hoan-hop-dong", 1, date(2020, 4, 24)),
        ("vi-du", 1, date(2020, 5, 1)),
        ("vi-du", 2, date(2020, 10, 19)),
    ]
    assert commands.load(tmp_path, at=AT) == []
    assert ServiceVersion.objects.count() == 3


def test_load_with_one_faulty_file_loads_nothing_and_names_it(tmp_path):
    (tmp_path / "a.yaml").write_text(SAMPLE, encoding="utf-8")
    (tmp_path / "b.yaml").write_text("slug: b", encoding="utf-8")
    with pytest.raises(commands.FaultyFile, match=r"^Tệp dịch vụ b\.yaml còn \d+ lỗi"):
        commands.load(tmp_path, at=AT)
    assert ServiceVersion.objects.count() == 0


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("tam hoan hop dong", ["tam-hoan-hop-dong"]),
        ("Tạm Hoãn", ["tam-hoan-hop-dong"]),
        ("hỗ trợ", ["tam-hoan-hop-dong", "vi-du"]),
        ("1.008360", ["tam-hoan-hop-dong"]),
        ("goi 62 nghin ty", ["tam-hoan-hop-dong"]),
        ("tạm lịch", []),
        ("100%", []),
        ("", ["tam-hoan-hop-dong", "vi-du"]),
    ],
)
def test_search_with_and_without_accents(text, slugs):
    publish()
    publish(REAL)
    assert [v.slug for v in queries.search(text, date(2020, 5, 12))] == slugs


def test_search_and_lists_know_the_day_and_the_audience():
    publish()
    publish(REAL)
    assert [v.slug for v in queries.search("", date(2020, 4, 24))] == ["tam-hoan-hop-dong"]
    assert [v.slug for v in queries.live_services(date(2020, 5, 12), audience="citizen")] == ["vi-du"]
    assert [p.code for p in queries.procedures()] == ["1.000001", "1.008360"]
    assert [p.code for p in queries.procedures("dai dich")] == ["1.008360"]


def test_a_file_is_parsed_once_for_each_digest(monkeypatch, django_assert_num_queries):
    version = publish()
    service = queries.service_of(version)
    assert service.slug == "vi-du"
    again = queries.version(version.pk)
    monkeypatch.setattr(rules, "parse", None)
    with django_assert_num_queries(0):
        assert queries.service_of(again) is service


def test_the_text_is_fetched_only_to_be_parsed(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(queries, "_services", type(queries._services)())
    version = queries.version(publish().pk)
    with django_assert_num_queries(1):
        queries.service_of(version)
    with django_assert_num_queries(0):
        queries.service_of(version)


def test_the_cache_of_parsed_files_is_bounded(monkeypatch):
    monkeypatch.setattr(queries, "_services", type(queries._services)())
    monkeypatch.setattr(queries, "_KEPT", 1)
    first, second = publish(), publish(OCTOBER)
    queries.service_of(first)
    queries.service_of(second)
    assert list(queries._services) == [second.digest]


@pytest.mark.parametrize("n", [1, 3])
def test_lists_take_one_query_however_long(n, django_assert_num_queries):
    for i in range(n):
        text = planted("slug: vi-du", f"slug: vi-du-{i}")
        publish(planted('code: "1.000001"', f'code: "1.00000{i}"', text))
    with django_assert_num_queries(1):
        assert len([v.procedure.name for v in queries.live_services(date(2020, 5, 12))]) == n
    with django_assert_num_queries(1):
        assert len([v.procedure.name for v in queries.search("vi du", date(2020, 5, 12))]) == n
    with django_assert_num_queries(1):
        assert queries.live_service("vi-du-0", date(2020, 5, 12)).procedure.code == "1.000000"
