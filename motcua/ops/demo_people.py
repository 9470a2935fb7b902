"""The people of the demo: accounts, seats, firms, made by the portal's own commands."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from motcua.agencies.commands import appoint
from motcua.agencies.queries import actor_for, resolve
from motcua.identity import commands as identity
from motcua.identity.commands.demo import vouch
from motcua.identity.models import Person
from motcua.kernel.actor import SYSTEM, Actor
from motcua.openid import commands as openid
from motcua.ops import demo_data as data
from motcua.ops import demo_rights
from motcua.shell.clock import VIETNAM
from motcua.territory.queries import unit_by_code

PASSWORD = "mot-cua-2020"  # noqa: S105 - printed on the demo's sign-in page
BEFORE = datetime(2020, 4, 24, 7, 0, tzinfo=VIETNAM)  # people are registered before the first dossier

_PARTS = {part.n: (order, part) for order, part in enumerate(data.STORY)}
_LEVEL_1 = {part.n for part in data.STORY if part.key in data.LEVEL_1}


@dataclass
class World:
    """Who there is: actors by (place, seat), firms by place, counters for what must differ."""

    actors: dict[tuple[str, str], Actor] = field(default_factory=dict)
    firms: dict[str, list[Actor]] = field(default_factory=dict)
    units: dict[str, int] = field(default_factory=dict)
    people: int = 0
    workers: int = 0


def people(count: int) -> World:
    """Everybody whom `count` dossiers need, officers and firms in every place, and the cast of the story."""
    world = World()
    _, home = data.PLACES[0]
    world.units[home] = unit_by_code("district", home, BEFORE.date()).pk
    cast = {part.seat: part for part in data.STORY}
    for key in data.ADMINISTRATORS:
        world.actors[home, key] = _administrator(world, home, cast[key])
    for province, district in data.PLACES:
        unit = unit_by_code("district", district, BEFORE.date())
        if unit.parent is None or unit.parent.code != province:
            raise ValueError(f"demo place {district} is not in province {province}")
        world.units[district] = unit.pk
        for key, seat in data.SEATS.items():
            world.actors[district, key] = _officer(world, district, seat, _next(world))
        firms = max(2, count // (3 * len(data.PLACES)))
        world.firms[district] = [_firm(world, _next(world)) for _ in range(firms)]
    for part in data.STORY:
        if part.seat in data.STORY_SEATS:
            world.actors[home, part.seat] = _officer(world, home, data.STORY_SEATS[part.seat], part.n)
        elif part.key == "doanh":
            _business(_person(part.n), part.n, "Công ty TNHH Ví Dụ Hai")
        elif part.key in data.CITIZENS:
            _person(part.n)
    return world


def other_portal(world: World) -> tuple[str, str]:
    """Another portal, of the province of the story, that may sign people in here. Returns its id and its secret."""
    _, home = data.PLACES[0]
    agency = resolve("committee", "province", world.units[home], BEFORE.date())
    setting = openid.Setting(
        name="Cổng dịch vụ công tỉnh Ví Dụ",
        redirect_uris=[f"{data.OTHER_PORTAL}/rieng/ve"],
        scopes=("profile", "phone", "vnconnect"),
        post_logout_redirect_uris=[f"{data.OTHER_PORTAL}/"],
        backchannel_logout_uri=f"{data.OTHER_PORTAL}/rieng/ve?logout=backchannel",
        contact="Văn phòng Ủy ban nhân dân tỉnh (ví dụ)",
    )
    by = world.actors[home, "admin"]
    party, secret = openid.register(setting, agency, by=by, at=BEFORE, now=timezone.now())
    return party.client_id, secret


def _next(world: World) -> int:
    world.people += 1
    return world.people


def _person(n: int) -> Person:
    who = data.invented(n)
    person = identity.register(who.name, who.id_number, who.phone, who.birth_date, PASSWORD, at=BEFORE)
    if n not in _LEVEL_1:
        vouch(person, by=SYSTEM, at=BEFORE)
    if n in _PARTS:
        order, part = _PARTS[n]
        identity.cast(person, part.part, order)
    return person


def _officer(world: World, district: str, seat: data.Officer, n: int) -> Actor:
    """Those of the story have their rights from the administrator of their tree, the others from the portal itself."""
    person = _person(n)
    unit = unit_by_code("commune", seat.commune, BEFORE.date()).pk if seat.commune else world.units[district]
    agency = resolve(seat.role, seat.level, unit, BEFORE.date())
    by = world.actors.get((district, data.GIVERS.get(seat.role, "")))
    if by is None:
        place = appoint(person, agency, seat.title, seat.powers, at=BEFORE).pk
    else:
        place = demo_rights.officer(person, agency, seat.title, seat.powers, by=by, at=BEFORE)
    return _acting(person, f"member:{place}", "password", "totp")


def _administrator(world: World, home: str, part: data.Part) -> Actor:
    seat, person = data.ADMINISTRATORS[part.seat], _person(part.n)
    if not seat.by:
        place = demo_rights.national(person, seat.title, at=BEFORE)
    else:
        agency = resolve(seat.role, seat.level, world.units[home], BEFORE.date())
        by, second = world.actors[home, seat.by], world.actors[home, "national2"]
        place = demo_rights.administrator(person, agency, seat.title, seat.admin_level, by=by, second=second, at=BEFORE)
    return _acting(person, f"member:{place}", "password", "totp")


def _firm(world: World, n: int) -> Actor:
    number = sum(len(firms) for firms in world.firms.values()) + n - 1
    story = n in _PARTS
    return _business(_person(n), number, "Công ty TNHH Ví Dụ" if story else data.firm_name(number))


def _business(person: Person, number: int, name: str) -> Actor:
    business = identity.open_business(data.tax_code(number), name, representative=person, at=BEFORE)
    return _acting(person, f"business:{business.pk}", "password")


def _acting(person: Person, capacity: str, *methods: str) -> Actor:
    """The person in this capacity, which the portal remembers."""
    identity.choose_capacity(capacity, by=Actor(person.pk, person.name), at=BEFORE)
    return actor_for(person, {"proof": {"methods": methods}, "capacity": capacity}, BEFORE.date())
