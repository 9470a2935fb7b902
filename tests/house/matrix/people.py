"""The cast, put into a small world: who works where and holds what, and the cookie of each."""

import time
import uuid
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.test import Client

from motcua.agencies import commands as agencies
from motcua.agencies.commands import Asked
from motcua.agencies.models import Agency, Grant, Membership
from motcua.agencies.queries import actor_for, resolve
from motcua.agencies.rules.rights import COVID, SYSTEM, AdminLevel, bundle
from motcua.identity.commands import admit
from motcua.identity.models import Business, Person
from motcua.kernel.actor import SYSTEM as PORTAL
from motcua.territory.models import Unit
from motcua.territory.queries import unit_by_code
from tests.dossiers.conftest import EARLY, NOON, World
from tests.house.matrix.cast import CAST, VISITOR

TODAY = NOON.date()
_INSURANCE, _COMMITTEE = "social_insurance", "committee"


@dataclass
class Settled:
    """The dossiers' world with the whole cast. `capacity` of each is as sessions keep it; `extra`: others' places."""

    world: World
    capacity: dict[str, str] = field(default_factory=dict)
    person: dict[str, Person] = field(default_factory=dict)
    membership: dict[str, Membership] = field(default_factory=dict)
    extra: dict[str, Membership] = field(default_factory=dict)

    def cookies(self) -> dict[str, str]:
        return {someone.key: self._cookie(someone.key) for someone in CAST if someone.key != VISITOR}

    def _cookie(self, key: str) -> str:
        client = Client()
        client.force_login(self.person[key])
        session = client.session
        methods = ["password"] if key == "yeu" else ["password", "totp"]
        session["proof"] = {"methods": methods, "at": int(time.time()), "ceiling": 3}
        session["capacity"], session["sid"] = self.capacity[key], str(uuid.uuid4())
        if key == "quay":
            session["counter.found"] = {str(self.person["citizen"].subject): int(time.time())}
        session.save()
        return client.cookies[settings.SESSION_COOKIE_NAME].value


def settle(world: World) -> Settled:
    """Everybody of the cast beside those whom the dossiers' world has already."""
    made = Settled(world)
    _citizens(made)
    _officers(made)
    _administrators(made)
    _past_and_future(made)
    for key, level, district in (("district", "district", "533"), ("province", "province", "533"),
                                 ("there", "district", _there())):  # fmt: skip
        made.extra[key] = _appointed(made, key, _COMMITTEE, level, "view", district=district)
    missing = {someone.key for someone in CAST} - {VISITOR} - set(made.person)
    assert not missing, missing
    return made


def _citizens(made: Settled) -> None:
    world = made.world
    for key in ("firm", "other", "viewer", "citizen"):
        _known(made, key, f"business:{world[key].business}" if world[key].business else "citizen")
    firm = Business.objects.get(pk=world["firm"].business)
    made.person["filer"], made.capacity["filer"] = world.person("Kiều Thị Nộp Thử"), f"business:{firm.pk}"
    admit(made.person["filer"], firm, "filer", by=world["firm"], at=EARLY)
    made.person["applicant"], made.capacity["applicant"] = world.person("Tô Văn Đơn Mẫu"), "citizen"
    made.person["himself"], made.capacity["himself"] = made.person["firm"], "citizen"
    for key in ("filer", "applicant"):
        world.actors[key] = actor_for(made.person[key], {"capacity": made.capacity[key]}, TODAY)


def _officers(made: Settled) -> None:
    for key in ("huyen", "thu"):
        _known(made, key, f"member:{made.world[key].membership}")
    _place(made, "xem", _COMMITTEE, "district", "view")
    _place(made, "ben", _COMMITTEE, "district", "process", district="534")
    _place(made, "ben2", _INSURANCE, "district", "process", district="534")
    _place(made, "rong", _COMMITTEE, "province", "view")
    _place(made, "quay", _COMMITTEE, "district", "counter")
    place = _place(made, "khac", _COMMITTEE, "district")
    _give(place, Asked(COVID, "process", place.agency_id, services=["dich-vu-khac"]))
    _place(made, "yeu", _COMMITTEE, "district", "process")


def _administrators(made: Settled) -> None:
    _place(made, "tinh1", _COMMITTEE, "province", "grant")
    _place(made, "tinh2", _COMMITTEE, "province", "grant", district=_there())
    for key, level, at in (("cao", AdminLevel.SENIOR, "province"), ("huyen1", AdminLevel.SECOND, "district")):
        place = _place(made, key, _COMMITTEE, at)
        _give(place, *(Asked(one, right, place.agency_id, level=told) for one, right, told in bundle(COVID, level)))
    office = Agency.objects.get(identifier="G22")
    place = agencies.appoint(made.world.person("Cao Thị Nước Mẫu"), office, "Chuyên viên", (), at=EARLY)
    _give(place, *(Asked(one, right, None, level=told) for one, right, told in bundle(COVID, AdminLevel.NATIONAL)))
    _seated(made, "nuoc", place)
    _place(made, "viet", _COMMITTEE, "province", "procedures/enter")
    _place(made, "mo", _COMMITTEE, "province", "procedures/publish")


def _past_and_future(made: Settled) -> None:
    """Whose rights are over, not approved, not there yet."""
    waiting = _place(made, "cho", _COMMITTEE, "province")
    _give(waiting, *(Asked(one, right, waiting.agency_id, level=told)
                     for one, right, told in bundle(SYSTEM, AdminLevel.SENIOR)))  # fmt: skip
    Grant.objects.filter(membership=waiting).update(approved_at=None)
    over = _place(made, "het", _COMMITTEE, "district")
    _give(over, Asked(COVID, "process", over.agency_id, until=EARLY.date() + timedelta(days=2)))
    later = _place(made, "tuong", _COMMITTEE, "district")
    _give(later, Asked(COVID, "process", later.agency_id, since=TODAY + timedelta(days=1)))
    gone = _place(made, "thoi", _COMMITTEE, "district", "process", "view")
    agencies.end_membership(gone.pk, why="Nghỉ hưu.", by=PORTAL, at=NOON)
    off = _place(made, "ngung", _COMMITTEE, "district", "process", "view")
    agencies.deactivate(off.pk, by=PORTAL, at=NOON)


def _place(made: Settled, key: str, role: str, level: str, *powers: str, district: str = "533") -> Membership:
    return _seated(made, key, _appointed(made, key, role, level, *powers, district=district))


def _appointed(made: Settled, key: str, role: str, level: str, *powers: str, district: str) -> Membership:
    unit = unit_by_code("district", district, TODAY).pk
    person = made.world.person(f"Cán Bộ {key.title()} Thử")
    return agencies.appoint(person, resolve(role, level, unit, TODAY), "Chuyên viên", powers, at=EARLY)


def _seated(made: Settled, key: str, place: Membership) -> Membership:
    made.person[key], made.membership[key] = place.person, place
    made.capacity[key] = f"member:{place.pk}"
    session = {"proof": {"methods": ["totp"]}, "capacity": made.capacity[key]}
    made.world.actors[key] = actor_for(place.person, session, TODAY)
    return place


def _known(made: Settled, key: str, capacity: str) -> None:
    made.person[key], made.capacity[key] = Person.objects.get(pk=made.world[key].person), capacity
    if made.world[key].membership:
        made.membership[key] = Membership.objects.get(pk=made.world[key].membership)


def _give(place: Membership, *asked: Asked) -> None:
    agencies.give(place.pk, asked, reason="", by=PORTAL, at=EARLY)


def _there() -> str:
    """A district of the other province."""
    found = Unit.objects.filter(level="district", parent__code="49", valid_from__lte=TODAY).order_by("code")
    return str(found[0].code)
