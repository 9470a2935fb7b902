"""Who asks for paper after a valid electronic dossier is listed to the administrators of the subtree."""

import pytest

from motcua.dossiers import commands as dossiers
from motcua.dossiers.models import PaperDemand
from tests.dossiers import household
from tests.dossiers.conftest import LATER


@pytest.fixture
def demand(counter, world):
    world.officer("quan_tri", "Phạm Thị Trị Mẫu", "committee", "province", ("grant",))
    dossier = household.handed_in(world)
    return dossiers.demand_paper(dossier.pk, "Cán bộ bảo tôi mang hồ sơ giấy.", by=world["citizen"], at=LATER)


def test_listed_and_settled_once(demand, sign_in):
    admin = sign_in("quan_tri")
    page = admin.get("/quan-tri/yeu-cau-ban-giay/").content.decode()
    for part in (demand.dossier.code, demand.agency.name, "mang hồ sơ giấy", "Người nộp báo"):
        assert part in page
    where = f"/quan-tri/yeu-cau-ban-giay/{demand.pk}/"
    assert admin.get(where).status_code == 200
    assert admin.post(where, {"note": " "}).status_code == 422
    assert admin.post(where, {"note": "Đã nhắc cán bộ."})["Location"] == "/quan-tri/yeu-cau-ban-giay/"
    demand.refresh_from_db()
    assert (demand.settled_by, demand.note) == ("Phạm Thị Trị Mẫu", "Đã nhắc cán bộ.")
    again = admin.post(where, {"note": "Khác"})
    assert again.status_code == 409
    demand.refresh_from_db()
    assert demand.note == "Đã nhắc cán bộ."
    assert demand.dossier.code not in admin.get("/quan-tri/yeu-cau-ban-giay/").content.decode()
    settled = admin.get("/quan-tri/yeu-cau-ban-giay/?xem=da-xem-xet").content.decode()
    assert "Đã nhắc cán bộ." in settled


@pytest.mark.parametrize("who", ["clerk", "nobody", "citizen"])
def test_who_does_not_manage_officers_sees_none(demand, sign_in, who):
    client = sign_in(who)
    assert client.get("/quan-tri/yeu-cau-ban-giay/").status_code == 403
    assert client.post(f"/quan-tri/yeu-cau-ban-giay/{demand.pk}/", {"note": "x"}).status_code == 403
    assert PaperDemand.objects.filter(settled_at=None).count() == 1


def test_only_of_the_own_subtree(demand, sign_in, world):
    from motcua.agencies.models import Agency

    other = (
        Agency.objects.exclude(path__startswith=demand.agency.path)
        .exclude(role="committee")
        .filter(parent=None)
        .first()
    )
    PaperDemand.objects.filter(pk=demand.pk).update(agency=other)
    admin = sign_in("quan_tri")
    assert demand.dossier.code not in admin.get("/quan-tri/yeu-cau-ban-giay/").content.decode()
    assert admin.get(f"/quan-tri/yeu-cau-ban-giay/{demand.pk}/").status_code == 404
