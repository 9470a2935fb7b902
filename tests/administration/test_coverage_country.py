"""Letter 3623's list of the whole country, people invented: what the page would have shown the Government Office."""

from collections.abc import Iterator

import pytest
from django.db import connection

from motcua.administration.commands import applying, reminding
from motcua.administration.models import RosterLine
from motcua.administration.rules.ground import Plan
from motcua.agencies import commands as agencies
from motcua.agencies.commands import approve
from motcua.agencies.models import Grant
from motcua.identity.models import Person
from motcua.territory import commands as territory
from tests.administration import rosters
from tests.administration.roster_world import AT, EARLY, ROOT, World, office, paste
from tests.administration.test_coverage_pages import HOME, text

__all__ = ["office"]
TITLES = ("TT", "Tỉnh/ thành phố", "Họ tên", "Cơ quan", "Số CMND/CCCD", "Cấp quyền quản trị")


@pytest.fixture(scope="module")
def _country(django_db_setup, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        territory.load(ROOT / "data" / "territory")
        agencies.load(ROOT / "data" / "agencies")
        yield
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM agencies_agency; DELETE FROM territory_succession; DELETE FROM territory_unit")


@pytest.fixture
def world(_country, db, settings, monkeypatch) -> World:
    from motcua.agencies.rules.rights import SUBSYSTEMS, AdminLevel
    from motcua.shell import clock

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(clock, "now", lambda: AT)
    found = World()
    for key, name in (("state", "Trần Văn Quốc Thử"), ("second", "Lê Thị Nhì Mẫu")):
        found.administrator(key, name, "G22", AdminLevel.NATIONAL, tuple(SUBSYSTEMS))
    return found


def test_the_seven_provinces_of_the_letter_stand_on_the_page(world, office):
    people = rosters.focal_roster()
    rows: list[tuple[object, ...]] = [TITLES]
    body = ""
    for line in people:
        if line.body != body:
            body = line.body
            rows.append(("", body, "", "", "", ""))
        if line.granted:
            world.prove(world.person(line.name, line.id_number, line.phone), EARLY)
        rows.append(("", "", line.name, line.unit, line.id_number, "X" if line.granted else ""))
    roster = paste(rows, Plan("focal", subsystem="covid", level=1), world.actors["state"], home=None)
    applying.apply(roster.pk, by=world.actors["state"], at=AT) or applying.apply_queued(roster.pk, at=AT)
    waiting = Grant.objects.filter(approved_at=None, level=1)
    assert waiting.values("membership").distinct().count() == rosters.GRANTED
    reminding.count(at=AT)
    nobody = text(office("state").get(HOME))
    assert f"63 tỉnh, thành phố : {rosters.PEOPLE} đầu mối , 0 được cấp quyền" in nobody
    first = waiting.order_by("pk")[0]
    approve(first.pk, by=world.actors["second"], at=AT)
    waiting.update(approved_at=AT, approved_by=world.actors["second"].person)  # the other hundreds in one stroke
    reminding.count(at=AT)
    said = text(office("state").get(HOME))
    assert (
        "63 tỉnh, thành phố : 245 đầu mối , 118 được cấp quyền, 118 người quản trị của chính các đơn vị , "
        "7 tỉnh chưa có ai : Hà Nội , Đắk Nông , Hà Nam , Hải Dương , Hưng Yên , Phú Thọ , Tiền Giang ."
    ) in said
    assert RosterLine.objects.filter(named=True).count() == rosters.PEOPLE
    assert Person.objects.filter(joined_at=EARLY).count() == rosters.GRANTED + 2
