"""Which services there are on a day, and what they mean."""

import re
from collections import OrderedDict
from datetime import date
from threading import Lock
from typing import cast

from django.db.models import Q, QuerySet

from motcua.catalogue import rules
from motcua.catalogue.models import Procedure, ServiceVersion
from motcua.kernel.codes import canonical_identifier
from motcua.kernel.errors import Missing, NotAllowed
from motcua.kernel.text import fold
from motcua.territory.models import Unit
from motcua.territory.rules import in_sentence

_KEPT = 200
_OWN_CODE = re.compile(r"[1-3]\.\d{6}\.(\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2})(\.\d{2})?")
_services: OrderedDict[str, rules.Service] = OrderedDict()
_lock = Lock()


class NoService(Missing):
    """Không có dịch vụ công trực tuyến này vào ngày {day}. Hãy tìm lại ở trang chủ."""


class NoVersion(Missing):
    """Không tìm thấy phiên bản dịch vụ này."""


class NotOfferedThere(NotAllowed):
    """Dịch vụ này do {owner} mở, chỉ nhận hồ sơ ở {area}. {place} nằm ngoài địa bàn đó."""


def _light() -> QuerySet[ServiceVersion]:
    """Without the text: only `service_of` reads it, and only once in a process."""
    return ServiceVersion.objects.defer("text", "search").select_related("procedure", "owner__unit")


def _live(on: date) -> QuerySet[ServiceVersion]:
    return _light().filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)


def live_service(slug: str, on: date) -> ServiceVersion:
    """The version under which a dossier begins on that day. Refuses with NoService."""
    found = _live(on).filter(slug=slug).order_by("-number").first()
    if found is None:
        raise NoService(day=f"{on:%d/%m/%Y}")
    return found


def live_services(on: date, *, audience: str = "", unit: Unit | None = None) -> list[ServiceVersion]:
    """One version for each service of that day, by name; for one audience (citizen, business, officer) if named.

    `unit`: only those that are offered in that place: of the whole state, and of the agencies in whose territory it is.
    """
    found = _live(on).filter(_offered(unit)).order_by("slug", "-number").distinct("slug")
    chosen = [version for version in found if not audience or audience in version.audience]
    return sorted(chosen, key=lambda version: fold(version.short_name))


def search(text: str, on: date, *, limit: int = 20, unit: Unit | None = None) -> list[ServiceVersion]:
    """The services of a day that have every word of the text, with or without accents; no words, all services.

    `unit` as in `live_services`.
    """
    words = _offered(unit)
    for word in fold(text).split()[:10]:
        words &= Q(search__contains=word)
    found = _live(on).filter(words).order_by("slug", "-number").distinct("slug")
    return sorted(found, key=lambda version: fold(version.short_name))[:limit]


def offered_to_all(text: str, on: date, *, limit: int = 20) -> list[ServiceVersion]:
    """`search` among the services that a citizen or a business may begin: not the lists that offices draw up."""
    return [found for found in search(text, on, limit=1000) if set(found.audience) != {"officer"}][:limit]


def check_place(version: ServiceVersion, unit: Unit) -> None:
    """Whether a dossier of this service may be for that place. Refuses with NotOfferedThere."""
    area = version.owner.unit if version.owner else None
    if area is not None and area.pk not in _upwards(unit):
        raise NotOfferedThere(
            owner=version.owner.name if version.owner else "",
            area=in_sentence(area.name),
            place=unit.name,
        )


def _offered(unit: Unit | None) -> Q:
    return Q() if unit is None else Q(owner__unit=None) | Q(owner__unit__in=_upwards(unit))


def _upwards(unit: Unit) -> list[int]:
    """The place and all that it lies in."""
    found, here = [], cast("Unit | None", unit)
    while here is not None:
        found.append(here.pk)
        here = here.parent
    return found


def issuing_identifier(code: str) -> str:
    """Whose procedure a code names: "H48" of 1.008360.000.00.00.H48; "" of a national one."""
    found = _OWN_CODE.fullmatch(code)
    return canonical_identifier(found[1]) if found else ""


def version(pk: int) -> ServiceVersion:
    """A published version, live or not: what a dossier that keeps it needs. Refuses with NoVersion."""
    found = _light().filter(pk=pk).first()
    if found is None:
        raise NoVersion
    return found


def owner_of(slug: str) -> ServiceVersion | None:
    """The newest version of a slug, whose `owner` it belongs to (None: the whole state); None while nobody has it."""
    return _light().filter(slug=slug).order_by("-number").first()


def services_below(path: str, *, state: bool = False) -> list[ServiceVersion]:
    """The newest version of each service that the agencies of a subtree offer, by name; live, to come or over.

    `state`: those of the whole state too.
    """
    mine = Q(owner__path__startswith=path) | (Q(owner=None) if state else Q(pk__in=[]))
    found = _light().filter(mine).order_by("slug", "-number").distinct("slug")
    return sorted(found, key=lambda version: fold(version.short_name))


def versions(slug: str) -> list[ServiceVersion]:
    """All versions of a service, the first published first."""
    return list(_light().filter(slug=slug).order_by("number"))


def procedures(text: str = "") -> list[Procedure]:
    """The procedures that have a service, by code; those only that have every word of the text."""
    words = Q()
    for word in fold(text).split()[:10]:
        words &= Q(name_fold__contains=word) | Q(code__contains=word)
    return list(Procedure.objects.filter(words).order_by("code"))


def service_of(version: ServiceVersion) -> rules.Service:
    """What the version's file says. Kept by digest in each process, so the text is read from the database once.

    A published file was whole when it was published; if a later program cannot read it, ValueError says where.
    """
    with _lock:
        if version.digest in _services:
            _services.move_to_end(version.digest)
            return _services[version.digest]
    parsed = rules.parse(version.text)
    if parsed.service is None:
        first = parsed.faults[0]
        raise ValueError(f"{version}: line {first.line}: {first.message}")
    with _lock:
        _services[version.digest] = parsed.service
        while len(_services) > _KEPT:
            _services.popitem(last=False)
    return parsed.service
