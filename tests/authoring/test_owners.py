"""Whose a service is: who may publish under which code and address, and where it is offered."""

from datetime import UTC, date, datetime, timedelta

import pytest

from motcua.agencies.models import Agency, Succession
from motcua.catalogue import commands, queries
from motcua.catalogue.models import Procedure, ServiceVersion
from motcua.journal.queries import history
from motcua.kernel.actor import SYSTEM
from motcua.territory.models import Unit
from motcua.territory.queries import unit_by_code
from tests.authoring.conftest import NOON, agency
from tests.authoring.samples import ROOF, SLUG, changed

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
OWN = "3.000777.000.00.00.H48"


def coded(code: str, slug: str = SLUG, name: str = "Hỗ trợ sửa mái nhà ví dụ") -> str:
    text = changed(f'"{OWN}"', f'"{code}"')
    text = changed(f'"{code}", name: Hỗ trợ sửa mái nhà ví dụ', f'"{code}", name: {name}', text)
    return text.replace(f"slug: {SLUG}", f"slug: {slug}")


def later(text: str = ROOF, day: str = "2020-06-01") -> str:
    return changed("valid_from: 2020-05-12", f"valid_from: {day}", text)


def place(code: str, level: str = "district") -> Unit:
    return unit_by_code(level, code, TODAY)


def published(authors, key: str, text: str = ROOF, **changed_) -> ServiceVersion:
    by = authors[key]
    owner = Agency.objects.get(pk=by.agency)
    return commands.publish(text, **{"by": by, "at": NOON, "owner": owner, **changed_})


def test_a_province_publishes_under_its_own_code(authors):
    version = published(authors, "duyet")
    assert (version.owner, version.number, version.procedure.code) == (agency("H48"), 1, OWN)
    (entry,) = history(f"service:{version.pk}")
    assert (entry.action, entry.person_name, entry.data["owner"]) == ("catalogue.publish", "Đinh Văn Duyệt Mẫu", "H48")


def test_a_department_publishes_under_its_provinces_code(authors):
    assert published(authors, "so").owner == agency("H48.11")


@pytest.mark.parametrize(
    ("key", "code", "refusal", "told"),
    [
        ("duyet", "3.000777", commands.NationalProcedure,
         "Thủ tục 3.000777 là của cả nước, chỉ cơ quan trung ương công bố được. Mã của tỉnh có dạng 3.000777"),
        ("duyet", "1.008360.01", commands.NationalProcedure, None),
        ("so", "1.008360", commands.NationalProcedure, None),
        ("duyet", "3.000777.000.00.00.H47", commands.ForeignProcedure,
         "Thủ tục 3.000777.000.00.00.H47 không phải của Ủy ban nhân dân tỉnh Quảng Ngãi hay cơ quan cấp trên, nên"),
        ("duyet", "3.000777.000.00.11.H48", commands.ForeignProcedure, None),  # of the department below
        ("duyet", "3.000777.000.00.00.H99", commands.ForeignProcedure, None),  # of nobody
        ("duyet", "1.000777.000.00.00.G07", commands.ForeignProcedure, None),
        ("ngoai", OWN, commands.ForeignProcedure, None),
        ("bo", OWN, commands.ForeignProcedure, None),  # a ministry is no ancestor of a province
        ("vpcp", OWN, commands.ForeignProcedure, None),
        ("huyen", OWN, commands.MayNotPublish, None),
        ("soan", OWN, commands.MayNotPublish, None),
    ],
)  # fmt: skip
def test_what_is_not_theirs_is_not_published(authors, key, code, refusal, told):
    with pytest.raises(refusal) as refused:
        published(authors, key, coded(code))
    if told:
        assert str(refused.value).startswith(told)
    assert ServiceVersion.objects.count() == Procedure.objects.count() == 0


@pytest.mark.parametrize("owner", ["H47", "G22", "H48.11", None])
def test_nobody_publishes_in_anothers_name(authors, owner):
    with pytest.raises(commands.MayNotPublish):
        published(authors, "duyet", owner=agency(owner) if owner else None)
    assert ServiceVersion.objects.count() == 0


def test_a_ministry_opens_a_national_service_of_its_own(authors):
    version = published(authors, "bo", coded("1.000777"))
    assert version.owner == agency("G07")
    with pytest.raises(commands.SlugTaken):  # nobody else follows it up, not even the Government Office
        published(authors, "vpcp", later(coded("1.000777")))


def test_a_national_service_from_the_files_is_followed_up_by_the_government_office_only(authors):
    first = commands.publish(coded("1.000777"), by=SYSTEM, at=NOON)
    assert first.owner is None
    for key in ("bo", "duyet", "ngoai"):
        text = later(coded("1.000777" if key == "bo" else OWN if key == "duyet" else "3.000777.000.00.00.H47"))
        with pytest.raises(commands.SlugTaken) as refused:
            published(authors, key, text)
    assert str(refused.value).startswith(f"Địa chỉ “{SLUG}” đã là của dịch vụ do cả nước mở.")
    first.refresh_from_db()
    assert first.valid_to is None
    second = published(authors, "vpcp", later(coded("1.000777")))
    first.refresh_from_db()
    assert (second.owner, second.number, first.valid_to) == (None, 2, date(2020, 5, 31))


def test_a_national_slug_is_not_hijacked_by_a_province_and_not_the_other_way(authors):
    mine = published(authors, "duyet")
    for taker, text in (("ngoai", later(coded("3.000777.000.00.00.H47"))), ("vpcp", later(coded("1.000777")))):
        with pytest.raises(commands.SlugTaken, match="do Ủy ban nhân dân tỉnh Quảng Ngãi mở"):
            published(authors, taker, text)
    with pytest.raises(commands.SlugTaken):
        commands.publish(later(coded("1.000777")), by=SYSTEM, at=NOON)
    mine.refresh_from_db()
    assert (mine.valid_to, ServiceVersion.objects.count()) == (None, 1)


def test_the_same_text_of_another_owner_is_not_taken_for_theirs(authors):
    published(authors, "duyet")
    with pytest.raises(commands.SlugTaken):
        published(authors, "so")  # under H48, so its code would be good
    with pytest.raises(commands.SlugTaken):
        published(authors, "ngoai")
    assert [v.owner.identifier for v in ServiceVersion.objects.all()] == ["H48"]


def test_the_same_text_of_the_same_owner_is_told_and_not_published_twice(authors):
    published(authors, "duyet")
    published(authors, "duyet", later())
    with pytest.raises(commands.AlreadyPublished) as refused:
        published(authors, "duyet2")
    assert str(refused.value) == (
        f"Đúng nội dung này đã là phiên bản 1 của “{SLUG}”, do Đinh Văn Duyệt Mẫu công bố lúc 11:00, 12/05/2020. "
        "Hãy sửa tệp rồi công bố."
    )


def test_people_do_not_publish_into_the_past(authors):
    with pytest.raises(commands.Backdated, match="Ngày hiệu lực 11/05/2020 đã qua"):
        published(authors, "duyet", later(day="2020-05-11"))
    late = datetime(2020, 5, 12, 17, 30, tzinfo=UTC)  # the 13th in Vietnam
    with pytest.raises(commands.Backdated):
        published(authors, "duyet", at=late)
    assert ServiceVersion.objects.count() == 0
    assert commands.publish(later(day="2020-05-11"), by=SYSTEM, at=NOON).owner == agency("H48")


def test_a_files_provincial_service_belongs_to_the_agency_of_its_code(authors):
    assert commands.publish(ROOF, by=SYSTEM, at=NOON).owner == agency("H48")
    with pytest.raises(commands.ForeignProcedure):
        commands.publish(coded("3.000777.000.00.00.H60", "khac"), by=SYSTEM, at=NOON)


def test_the_heir_of_an_agency_follows_up_its_services(authors):
    first = published(authors, "so")
    former, heir_ = agency("H48.11"), agency("H48.01")
    Succession.objects.create(former=former, successor=heir_, on=NOON.date(), takes_work=True)
    Agency.objects.filter(pk=former.pk).update(valid_to=NOON.date() + timedelta(days=1))
    by = authors.seat("thua", authors.world.person("Bùi Thị Thừa Thử"), "H48.01", "procedures/publish")
    day = NOON + timedelta(days=2)
    second = commands.publish(later(), by=by, at=day, owner=heir_)
    assert (first.owner, second.owner, second.number) == (former, heir_, 2)


def test_another_owners_file_does_not_rename_a_procedure(authors):
    published(authors, "duyet")
    published(authors, "so", coded(OWN, "sua-mai-nha-cua-so", name="Tên khác"))
    assert Procedure.objects.get(code=OWN).name == "Hỗ trợ sửa mái nhà ví dụ"
    published(authors, "duyet", later(coded(OWN, "sua-mai-nha-them", name="Tên mới")))
    assert Procedure.objects.get(code=OWN).name == "Hỗ trợ sửa mái nhà ví dụ"  # the department's versions name it too


def test_a_provinces_service_is_offered_and_taken_in_its_territory_only(authors):
    version = queries.version(published(authors, "duyet").pk)
    state = commands.publish(coded("1.000777", "toan-quoc"), by=SYSTEM, at=NOON)
    here, there = place("533"), Unit.objects.filter(level="district", parent__code="49").order_by("code")[0]
    commune = Unit.objects.filter(parent=here).order_by("code")[0]
    for unit in (here, commune, place("51", "province")):
        queries.check_place(version, unit)
        assert {v.slug for v in queries.live_services(TODAY, unit=unit)} == {SLUG, "toan-quoc"}
        assert {v.slug for v in queries.search("mai nha", TODAY, unit=unit)} == {SLUG, "toan-quoc"}
    assert [v.slug for v in queries.live_services(TODAY, unit=there)] == ["toan-quoc"]
    assert [v.slug for v in queries.search("mai nha", TODAY, unit=there)] == ["toan-quoc"]
    assert {v.slug for v in queries.live_services(TODAY)} == {SLUG, "toan-quoc"}
    with pytest.raises(queries.NotOfferedThere) as refused:
        queries.check_place(version, there)
    assert str(refused.value) == (
        "Dịch vụ này do Ủy ban nhân dân tỉnh Quảng Ngãi mở, chỉ nhận hồ sơ ở tỉnh Quảng Ngãi. "
        f"{there.name} nằm ngoài địa bàn đó."
    )
    queries.check_place(queries.version(state.pk), there)


def test_lists_of_a_place_take_two_queries_at_most(authors, django_assert_max_num_queries):
    published(authors, "duyet")
    unit = place("533")
    with django_assert_max_num_queries(2):
        assert [v.owner.name for v in queries.live_services(TODAY, unit=unit)] == ["Ủy ban nhân dân tỉnh Quảng Ngãi"]
