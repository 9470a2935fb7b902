"""The pages of coverage: what each administrator sees, what a figure leads to, the map, the file."""

import re

import pytest

from motcua.administration.commands import reminding
from motcua.administration.models import Coverage, Reminder
from motcua.administration.queries.covered import _places
from motcua.agencies.models import Agency, Membership
from motcua.journal.models import Entry
from motcua.territory.models import Unit
from tests.administration.coverage_world import covered, place, right
from tests.administration.roster_world import AT, DISTRICT, PROVINCE, ROOT, _tree, agency, office, world

__all__ = ["_tree", "covered", "office", "world"]
HOME, OWN = "/quan-tri/do-phu/", f"/quan-tri/do-phu/don-vi/{PROVINCE}/"


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_centre_sees_the_whole_state(covered, office):
    reminding.count(at=AT)
    said = text(office("state").get(HOME))
    assert (
        "1 tỉnh, thành phố : 0 đầu mối , 0 được cấp quyền, 1 người quản trị của chính các đơn vị , 0 tỉnh chưa có ai"
        in said
    )
    assert "14 đơn vị thiếu cán bộ cho dịch vụ phải xử lý" in said
    assert "Đếm lúc 09:00, thứ Ba, 12/05/2020" in said
    assert "Bảo hiểm xã hội Việt Nam" in said


def test_a_province_is_led_to_itself_and_sees_nothing_else(covered, office):
    client = office("province")
    answer = client.get(HOME)
    assert (answer.status_code, answer["Location"]) == (302, OWN)
    said = text(client.get(OWN))
    assert "Ủy ban nhân dân huyện Mộ Đức" in said
    assert "Cả nước" not in said
    for foreign in ("don-vi/G24/", "don-vi/G24.51/", "don-vi/H99/", "don-vi/abc/"):
        assert client.get(f"{HOME}{foreign}").status_code == 404
    for which in ("quan-tri", "chua-quan-tri", "thieu-can-bo", "dau-moi"):
        assert client.get(f"{HOME}danh-sach/{which}/").status_code == 404
        assert client.get(f"{HOME}danh-sach/{which}/?don-vi=G24").status_code == 404
        assert client.get(f"{HOME}danh-sach/{which}/?don-vi={PROVINCE}").status_code == 200
    assert client.get(f"{HOME}xuat/").status_code == 404
    assert client.get(f"{HOME}danh-sach/khac/?don-vi={PROVINCE}").status_code == 404


def test_a_district_does_not_see_its_province(covered, office):
    client = office("district")
    assert client.get(OWN).status_code == 404
    assert client.get(f"{HOME}don-vi/{DISTRICT}/").status_code == 200


def test_who_manages_no_users_sees_nothing(covered, office):
    covered.acts("clerk", covered.seat(covered.person("Cao Thị Việc Mẫu"), DISTRICT, "covid/process"))
    client = office("clerk")
    for address in (HOME, OWN, f"{HOME}danh-sach/quan-tri/?don-vi={DISTRICT}", f"{HOME}xuat/?don-vi={DISTRICT}"):
        assert client.get(address).status_code == 403


def test_a_figure_leads_to_what_it_counts(covered, office):
    client = office("state")
    page = client.get(OWN).content.decode()
    link = re.search(rf'href="([^"]*thieu-can-bo/\?don-vi={DISTRICT})"', page)
    assert link
    said = text(client.get(link[1]))
    assert "1 dòng, lúc này." in said
    assert "Xử lý hồ sơ dịch vụ công: Hỗ trợ" in said or "Xử lý hồ sơ dịch vụ công: Tạm hoãn" in said
    right(place(agency(DISTRICT), 1))
    assert not re.search(rf'thieu-can-bo/\?don-vi={DISTRICT}"', client.get(OWN).content.decode())


def test_who_administers_from_above_is_an_agency_and_a_level(covered, office):
    """Somebody of the province administers the district: the district's administrator learns from where, not who."""
    place = covered.seat(covered.person("Tô Văn Trên Mẫu"), PROVINCE)
    Membership.objects.filter(pk=place.pk).update(title="Phó Chánh Văn phòng Ví Dụ", office="Phòng Thử Nghiệm")
    right(place, "view", level=2, scope=agency(DISTRICT))
    address = f"{HOME}danh-sach/quan-tri/?don-vi={DISTRICT}"
    told, page = text(office("district").get(address)), office("district").get(address).content.decode()
    assert "một cán bộ của Ủy ban nhân dân tỉnh Quảng Ngãi (cấp tỉnh)" in told
    assert "Ngô Thị Huyện Mẫu" in told
    for hidden in ("Tô Văn Trên Mẫu", "Phó Chánh Văn phòng Ví Dụ", "Phòng Thử Nghiệm", f"/can-bo/{place.pk}/"):
        assert hidden not in page
    above = office("province").get(address).content.decode()
    for shown in ("Tô Văn Trên Mẫu", "Phó Chánh Văn phòng Ví Dụ", "Phòng Thử Nghiệm", f"/can-bo/{place.pk}/"):
        assert shown in above


@pytest.mark.parametrize(("which", "noted"), [("quan-tri", 1), ("dau-moi", 1), ("thieu-can-bo", 0)])
def test_a_list_of_people_is_noted_once_a_page(covered, office, which, noted):
    client = office("province")
    before = Entry.objects.count()
    shown = client.get(f"{HOME}danh-sach/{which}/?don-vi={PROVINCE}").content.decode()
    assert Entry.objects.count() == before + noted
    for entry in Entry.objects.filter(action="seen:users_coverage"):
        assert entry.subject == f"agency:{agency(PROVINCE).pk}"
        assert entry.data == {"list": which, "unit": PROVINCE, "lines": shown.count("<tr><td")}


def test_only_gaps_and_a_search(covered, office):
    client = office("state")
    reminding.count(at=AT)
    gaps = text(client.get(f"{HOME}?chi-thieu=1"))
    assert "Bộ Ngoại giao" not in gaps
    assert "Bảo hiểm xã hội Việt Nam" in gaps
    found = text(client.get(f"{HOME}?tim=quang+ngai"))
    assert "Bảo hiểm xã hội Việt Nam" not in found
    assert "Không có đơn vị nào khớp." in text(client.get(f"{HOME}?tim=xyz"))
    assert client.get(f"{HOME}?phan-he=nonsense&dich-vu=nonsense&trang=-1").status_code == 200


def test_the_map_says_what_the_table_says(covered, office):
    client = office("state")
    page = client.get(HOME).content.decode()
    tile = re.search(rf'<a href="{OWN}" aria-label="([^"]*)">', page)
    assert tile
    assert tile[1] == (
        "Ủy ban nhân dân tỉnh Quảng Ngãi: Còn đơn vị thiếu người. 1 người quản trị, 0 đầu mối, 14 đơn vị thiếu cán bộ"
    )
    Unit.objects.filter(level="province").update(valid_to=None)  # as one of 2025, which has no tile
    assert "Không có ô trên bản đồ" not in page
    other = client.get(HOME).content.decode()
    assert "mc-map-title" not in other
    assert "Không có ô trên bản đồ:" in other


def test_each_province_of_2020_has_one_tile_of_its_own():
    lines = (ROOT / "data/territory/provinces.csv").read_text(encoding="utf-8").splitlines()[1:]
    of_2020 = {line.split(",")[0] for line in lines if line.endswith("2025-07-01")}
    assert len(of_2020) == 63
    assert set(_places()) == of_2020
    assert len({place[:2] for place in _places().values()}) == 63


def test_the_file_says_what_the_page_says(covered, office):
    rows = office("state").get(f"{HOME}xuat/?don-vi={PROVINCE}")
    assert rows["Content-Type"].startswith("text/csv")
    lines = rows.content.decode("utf-8-sig").splitlines()
    assert lines[1].startswith("H48,Ủy ban nhân dân tỉnh Quảng Ngãi,Còn đơn vị thiếu người,0,0,1,1,0,1,0,0,0,1,0,1,")
    assert len(lines) == 2 + Agency.objects.filter(parent=agency(PROVINCE)).count()


def test_reminding_from_the_page(covered, office):
    client = office("state")
    answer = client.post(f"{HOME}nhac/", {"don-vi": PROVINCE, "phan-he": "covid"}, follow=True)
    assert "Đã nhắc 1 người về Ủy ban nhân dân tỉnh Quảng Ngãi." in text(answer)
    answer = client.post(f"{HOME}nhac/", {"don-vi": PROVINCE}, follow=True)
    assert "Mỗi đơn vị chỉ nhắc một lần một ngày." in text(answer)
    assert "Đã nhắc 09:00, thứ Ba, 12/05/2020" in text(client.get(HOME))
    assert Reminder.objects.count() == 1
    assert client.get(f"{HOME}nhac/").status_code == 405
    assert office("province").post(f"{HOME}nhac/", {"don-vi": "G24"}).status_code == 404
    assert Reminder.objects.count() == 1


@pytest.mark.parametrize(
    ("address", "most"), [(HOME, 10), (OWN, 11), (f"{HOME}danh-sach/thieu-can-bo/?don-vi={PROVINCE}", 9)]
)
def test_as_many_queries_whatever_the_number_of_units(covered, office, address, most, django_assert_max_num_queries):
    reminding.count(at=AT)
    client = office("state")
    client.get(address)
    with django_assert_max_num_queries(most):
        client.get(address)


def test_pages_write_nothing(covered, office):
    office("state").get(HOME)
    assert not Coverage.objects.exists()
