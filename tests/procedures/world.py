"""A ministry and a province with officers of the national database, and a procedure that is complete."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import count
from pathlib import Path

import pytest
from django.db import connection

from motcua.agencies import commands as agencies
from motcua.agencies.models import Agency, Membership
from motcua.calendar import commands as calendar
from motcua.calendar import queries
from motcua.identity.models import Person
from motcua.kernel.actor import Actor
from motcua.kernel.text import fold
from motcua.procedures.commands import deciding, decisions, entering
from motcua.procedures.commands.decisions import Announcement
from motcua.procedures.models import Decision, ProcedureVersion
from motcua.procedures.rules.content import (
    Body,
    Channel,
    Content,
    Fee,
    Ground,
    Handling,
    Paper,
    Papers,
    Result,
    Steps,
)
from motcua.shell.clock import VIETNAM
from motcua.territory import commands as territory
from tests.grants import acting, seated
from tests.pages import PageClient

ROOT = Path(__file__).parents[2]
TODAY = date(2020, 5, 12)
AT = datetime(2020, 5, 12, 9, tzinfo=VIETNAM)
TWO_FACTORS = {"methods": ["password", "totp"]}
_numbers = count(90_000)

COMPLETE = Content(
    name="Cấp giấy xác nhận ví dụ",
    levels=("central", "province"),
    kind="detailed",
    field_code="G07-VL01",
    field_name="Việc làm",
    steps=(Steps("", ("Nộp hồ sơ.", "Cơ quan xem xét.", "Nhận kết quả.")),),
    channels=(
        Channel(1, (Handling(5, "wd", "", (Fee(50_000, "Đồng/bản"),)),)),
        Channel(
            2,
            (Handling(3, "wd", "", (Fee(0, "Đồng"),)), Handling(8, "h", "Trường hợp cấp lại", ())),
        ),
    ),
    papers=(Papers("", (Paper("Đơn đề nghị", "", "Mẫu số 01", "https://vi-du.example/mau-01.docx", 1, 0),)),),
    sets=1,
    audiences=("citizen", "enterprise"),
    implementing=(Body("Cơ quan Ví Dụ"),),
    results=(Result("Giấy xác nhận"),),
    grounds=(Ground("1/2020/NĐ-CP", "Nghị định ví dụ", "2020-01-02", "Chính phủ"),),
)


@dataclass
class World:
    """`people`: their actors, by what they do: enterer, second (enters too), checker, publisher, province…"""

    ministry: Agency
    province: Agency
    places: dict[str, Membership]

    def actor(self, key: str) -> Actor:
        return acting(self.places[key], TODAY)

    def client(self, key: str) -> PageClient:
        client = PageClient()
        place = self.places[key]
        client.force_login(place.person)
        session = client.session
        session["proof"], session["capacity"] = TWO_FACTORS, f"member:{place.pk}"
        session.save()
        return client

    def entered(self, code: str = "1.000001", told: Content = COMPLETE, key: str = "enterer") -> ProcedureVersion:
        agency = self.ministry if key != "province" else self.province
        return entering.enter(agency, code, told, by=self.actor(key), at=AT)

    def decision(self, number: str = "480/QĐ-VD", *, key: str = "publisher", **more: object) -> Decision:
        agency = self.ministry if key == "publisher" else self.province
        given = Announcement(number, date(2020, 4, 29), date(2020, 4, 29))
        return decisions.announce(agency, replace(given, **more), by=self.actor(key), at=AT)

    def approved(self, version: ProcedureVersion) -> ProcedureVersion:
        keys = ("province", "province2") if version.procedure.owner_id == self.province.pk else ("enterer", "checker")
        deciding.submit(version.pk, by=self.actor(keys[0]), at=AT)
        return deciding.approve(version.pk, by=self.actor(keys[1]), at=AT)

    def published(
        self, code: str = "1.000001", told: Content = COMPLETE, number: str = "480/QĐ-VD"
    ) -> ProcedureVersion:
        version = self.approved(self.entered(code, told))
        return deciding.publish(version.pk, self.decision(number).pk, by=self.actor("publisher"), at=AT)


def person(name: str) -> Person:
    index = b"%032d" % next(_numbers)
    return Person.objects.create(
        name=name, name_fold=fold(name), id_number_sealed=b"x", id_number_index=index, joined_at=AT
    )


def load() -> None:
    """The ministries and one province, and the calendar."""
    territory.load(ROOT / "data" / "territory", provinces={"51"})
    agencies.load(ROOT / "data" / "agencies", provinces={"H48"})
    calendar.load(ROOT / "data" / "calendar")


def peopled() -> World:
    ministry = Agency.objects.get(identifier="G07")
    province = Agency.objects.get(identifier="H48")
    every = ("enter", "submit", "approve", "publish", "amend", "abolish")
    cast = {
        "enterer": ("Trần Thị Nhập Mẫu", ministry, ("enter", "submit", "amend")),
        "second": ("Lê Văn Nhập Thử", ministry, ("enter", "submit", "amend")),
        "checker": ("Nguyễn Văn Duyệt Mẫu", ministry, ("approve",)),
        "publisher": ("Phạm Thị Công Khai Mẫu", ministry, ("publish", "abolish")),
        "all": ("Võ Thị Mọi Quyền Mẫu", ministry, every),
        "province": ("Đỗ Văn Tỉnh Mẫu", province, every),
        "province2": ("Bùi Thị Tỉnh Thử", province, every),
        "none": ("Mai Văn Không Quyền Mẫu", ministry, ()),
    }
    places = {key: seated(person(name), agency, *rights) for key, (name, agency, rights) in cast.items()}
    return World(ministry, province, places)


@pytest.fixture(scope="module")
def country(django_db_setup, django_db_blocker):
    """Loaded once for a module, gone after it; each test's own changes are rolled back as ever."""
    with django_db_blocker.unblock():
        load()
        yield
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM agencies_agency; DELETE FROM territory_succession; DELETE FROM territory_unit;"
                "DELETE FROM calendar_holiday; DELETE FROM calendar_workedday"
            )
        queries.forget()


@pytest.fixture
def world(country, db):
    return peopled()
