"""Publishing services. What is published stays; a change is a new version with its own first day."""

import hashlib
from datetime import datetime, timedelta
from pathlib import Path

from django.db import connection, transaction

from motcua.agencies.rules.rights import uses
from motcua.catalogue import rules
from motcua.catalogue.models import Procedure, ServiceVersion
from motcua.journal import commands as journal
from motcua.kernel.actor import SYSTEM, Actor, Capacity
from motcua.kernel.errors import Conflict, NotAllowed, Refusal
from motcua.kernel.text import fold


class FaultyFile(Refusal):
    """Tệp dịch vụ {name} còn {n} lỗi nên chưa công bố được. Lỗi đầu tiên ở dòng {line}: {message} {cure}"""


class NotLater(Conflict):
    """Dịch vụ “{slug}” đã có phiên bản hiệu lực từ {day}. Phiên bản mới phải có hiệu lực từ ngày đó trở đi."""


class MayNotPublish(NotAllowed):
    """Bạn không có quyền công bố dịch vụ. Hãy liên hệ người quản trị của đơn vị."""


@transaction.atomic
def publish(text: str, *, by: Actor, at: datetime, name: str = "") -> ServiceVersion:
    """A service file becomes the next version of its slug; the one before it ends the day before.

    The same text again is the version that it already is. A version that begins on the same day replaces the one
    before it. Refuses with FaultyFile, NotLater, MayNotPublish; `name` is the file's, for the message.
    """
    if by.capacity is not Capacity.SYSTEM and not uses(by, "procedures", "publish", by.agency_path):
        raise MayNotPublish
    service = _whole(text, name)
    digest = hashlib.sha256(text.encode()).hexdigest()
    _lock(service.slug)
    if same := ServiceVersion.objects.filter(digest=digest).first():
        return same
    before = ServiceVersion.objects.filter(slug=service.slug).order_by("-number").first()
    if before is not None:
        _end(before, service)
    published = ServiceVersion.objects.create(
        slug=service.slug,
        number=before.number + 1 if before else 1,
        procedure=_procedure(service),
        name=service.name,
        short_name=service.short_name,
        audience=list(service.audience),
        search=_search(service),
        text=text,
        digest=digest,
        valid_from=service.valid_from,
        valid_to=service.valid_to,
        published_at=at,
        published_by=by.name,
    )
    journal.record(
        "catalogue.publish",
        f"service:{published.pk}",
        by=by,
        at=at,
        slug=published.slug,
        number=published.number,
        digest=digest,
        valid_from=published.valid_from.isoformat(),
    )
    return published


@transaction.atomic
def load(directory: Path, *, at: datetime, by: Actor = SYSTEM) -> list[ServiceVersion]:
    """Publish every *.yaml of a directory that is not published yet, the earliest validity first: all, or none.

    Refuses like `publish`, naming the file.
    """
    files = [(path.name, path.read_text(encoding="utf-8")) for path in sorted(directory.glob("*.yaml"))]
    known = set(ServiceVersion.objects.values_list("digest", flat=True))
    fresh = [(name, text) for name, text in files if hashlib.sha256(text.encode()).hexdigest() not in known]
    dated = sorted((_whole(text, name).valid_from, name, text) for name, text in fresh)
    return [publish(text, by=by, at=at, name=name) for _, name, text in dated]


def _whole(text: str, name: str) -> rules.Service:
    parsed = rules.parse(text)
    if parsed.service is None:
        first = parsed.faults[0]
        n = len(parsed.faults)
        raise FaultyFile(name=name, n=n, line=first.line, message=first.message, cure=first.cure)
    return parsed.service


def _lock(slug: str) -> None:
    """Two publications of one slug wait for each other; there may be no row yet to lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"catalogue:{slug}"])


def _end(before: ServiceVersion, service: rules.Service) -> None:
    if service.valid_from < before.valid_from:
        raise NotLater(slug=service.slug, day=f"{before.valid_from:%d/%m/%Y}")
    eve = service.valid_from - timedelta(days=1)
    if before.valid_to is None or before.valid_to > eve:
        ServiceVersion.objects.filter(pk=before.pk).update(valid_to=eve)


def _procedure(service: rules.Service) -> Procedure:
    ref = service.procedure
    unsure = {item.pointer for item in service.unconfirmed}
    defaults = {
        "name": ref.name,
        "name_fold": fold(ref.name),
        "field": ref.field,
        "confirmed": not unsure & {"procedure", "procedure.code"},
    }
    return Procedure.objects.update_or_create(code=ref.code, defaults=defaults)[0]


def _search(service: rules.Service) -> str:
    ref = service.procedure
    told = (service.name, service.short_name, service.start.summary, *service.keywords, ref.code, ref.name, ref.field)
    return fold(" ".join(told))
