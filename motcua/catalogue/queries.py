"""Which services there are on a day, and what they mean."""

from collections import OrderedDict
from datetime import date
from threading import Lock

from django.db.models import Q, QuerySet

from motcua.catalogue import rules
from motcua.catalogue.models import Procedure, ServiceVersion
from motcua.kernel.errors import Missing
from motcua.kernel.text import fold

_KEPT = 200
_services: OrderedDict[str, rules.Service] = OrderedDict()
_lock = Lock()


class NoService(Missing):
    """Không có dịch vụ công trực tuyến này vào ngày {day}. Hãy tìm lại ở trang chủ."""


class NoVersion(Missing):
    """Không tìm thấy phiên bản dịch vụ này."""


def _light() -> QuerySet[ServiceVersion]:
    """Without the text: only `service_of` reads it, and only once in a process."""
    return ServiceVersion.objects.defer("text", "search").select_related("procedure")


def _live(on: date) -> QuerySet[ServiceVersion]:
    return _light().filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)


def live_service(slug: str, on: date) -> ServiceVersion:
    """The version under which a dossier begins on that day. Refuses with NoService."""
    found = _live(on).filter(slug=slug).order_by("-number").first()
    if found is None:
        raise NoService(day=f"{on:%d/%m/%Y}")
    return found


def live_services(on: date, *, audience: str = "") -> list[ServiceVersion]:
    """One version for each service of that day, by name; for one audience (citizen, business, officer) if named."""
    found = _live(on).order_by("slug", "-number").distinct("slug")
    chosen = [version for version in found if not audience or audience in version.audience]
    return sorted(chosen, key=lambda version: fold(version.short_name))


def search(text: str, on: date, *, limit: int = 20) -> list[ServiceVersion]:
    """The services of a day that have every word of the text, with or without accents; no words, all services."""
    words = Q()
    for word in fold(text).split()[:10]:
        words &= Q(search__contains=word)
    found = _live(on).filter(words).order_by("slug", "-number").distinct("slug")
    return sorted(found, key=lambda version: fold(version.short_name))[:limit]


def version(pk: int) -> ServiceVersion:
    """A published version, live or not: what a dossier that keeps it needs. Refuses with NoVersion."""
    found = _light().filter(pk=pk).first()
    if found is None:
        raise NoVersion
    return found


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
