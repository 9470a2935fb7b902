"""Publishing services. What is published stays; a change is a new version with its own first day."""

import hashlib
from datetime import date, datetime, timedelta
from pathlib import Path

from django.db import connection, transaction

from motcua.agencies.models import Agency, Role
from motcua.agencies.queries import agency_by_identifier
from motcua.agencies.queries.finding import heir
from motcua.agencies.rules import clock
from motcua.agencies.rules.rights import inside, uses
from motcua.calendar.rules import VIETNAM
from motcua.catalogue import rules
from motcua.catalogue.models import Procedure, ServiceVersion
from motcua.catalogue.queries import issuing_identifier, service_of
from motcua.catalogue.rules.checking_questions import deeper
from motcua.journal import commands as journal
from motcua.kernel.actor import SYSTEM, Actor, Capacity
from motcua.kernel.errors import Conflict, NotAllowed, Refusal
from motcua.kernel.text import fold
from motcua.territory.models import Level

_STATE = "cả nước"


class FaultyFile(Refusal):
    """Tệp dịch vụ {name} còn {n} lỗi nên chưa công bố được. Lỗi đầu tiên ở dòng {line}: {message} {cure}"""


class NotLater(Conflict):
    """Dịch vụ “{slug}” đã có phiên bản hiệu lực từ {day}. Phiên bản mới phải có hiệu lực từ ngày đó trở đi."""


class MayNotPublish(NotAllowed):
    """Bạn không có quyền công bố dịch vụ. Hãy liên hệ người quản trị của đơn vị."""


class SlugTaken(NotAllowed):
    """Địa chỉ “{slug}” đã là của dịch vụ do {who} mở. Hãy đặt “slug” khác, ví dụ thêm mã định danh ở cuối."""


class NationalProcedure(NotAllowed):
    """Thủ tục {code} là của cả nước, chỉ cơ quan trung ương công bố được. Mã của tỉnh có dạng {code}.000.00.00.H48."""


class ForeignProcedure(NotAllowed):
    """Thủ tục {code} không phải của {owner} hay cơ quan cấp trên, nên không công bố được dưới tên cơ quan này."""


class IssuerAbove(NotAllowed):
    """“issuer” là cơ quan cấp trên của {owner}, nên giấy tiếp nhận sẽ mang tên cơ quan khác. Hãy ghi level: {level}."""


class SupportOfOthers(NotAllowed):
    """Nhóm hỗ trợ “{group}” là của dịch vụ “{slug}” do {who} mở: mỗi người chỉ nhận một lần. Hãy đặt nhóm khác."""


class AlreadyPublished(Conflict):
    """Đúng nội dung này đã là phiên bản {number} của “{slug}”, do {who} công bố lúc {when}. Hãy sửa tệp rồi công bố."""


class Backdated(Refusal):
    """Ngày hiệu lực {day} đã qua. Hồ sơ đã nộp giữ phiên bản cũ, nên phiên bản mới có hiệu lực sớm nhất từ hôm nay."""


@transaction.atomic
def publish(text: str, *, by: Actor, at: datetime, name: str = "", owner: Agency | None = None) -> ServiceVersion:
    """A service file becomes the next version of its slug; the one before it ends the day before.

    `owner` offers it: of a person, the agency where they hold the right to publish. None is the whole state, which only
    the portal's own files found and only the Government Office follows up; of the portal's files with a province's
    code, the agency of that code. docs/services.md tells the rule.
    The same text again is the version that it already is (from a person, refused). A version that begins on the same
    day replaces the one before it. Refuses with FaultyFile, NotLater, MayNotPublish, SlugTaken, NationalProcedure,
    ForeignProcedure, IssuerAbove, SupportOfOthers, AlreadyPublished, Backdated; `name` is the file's, for the message.
    """
    by_person = by.capacity is not Capacity.SYSTEM
    if by_person and (owner is None or owner.pk != by.agency or not uses(by, "procedures", "publish", owner.path)):
        raise MayNotPublish
    service = _whole(text, name)
    digest = hashlib.sha256(text.encode()).hexdigest()
    hold(service.slug)
    before = ServiceVersion.objects.filter(slug=service.slug).select_related("owner").order_by("-number").first()
    today = at.astimezone(VIETNAM).date()
    owner = _owner(service, before, owner, by_person=by_person, on=today)
    if same := ServiceVersion.objects.filter(digest=digest).first():
        if by_person:
            raise _already(same)
        return same
    if by_person:
        _check_own(service, owner)
    if by_person and service.valid_from < today:
        raise Backdated(day=f"{service.valid_from:%d/%m/%Y}")
    if before is not None:
        _end(before, service)
    published = ServiceVersion.objects.create(
        slug=service.slug,
        owner=owner,
        number=before.number + 1 if before else 1,
        procedure=_procedure(service, owner),
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
        **({"owner": owner.identifier} if owner else {}),
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


def hold(slug: str) -> None:
    """Two publications of one slug wait for each other, to the end of the transaction; there may be no row to lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"catalogue:{slug}"])


def _end(before: ServiceVersion, service: rules.Service) -> None:
    if service.valid_from < before.valid_from:
        raise NotLater(slug=service.slug, day=f"{before.valid_from:%d/%m/%Y}")
    eve = service.valid_from - timedelta(days=1)
    if before.valid_to is None or before.valid_to > eve:
        ServiceVersion.objects.filter(pk=before.pk).update(valid_to=eve)


def _owner(
    service: rules.Service, before: ServiceVersion | None, owner: Agency | None, *, by_person: bool, on: date
) -> Agency | None:
    """Whose the new version is: the slug must be theirs or nobody's, and so must the procedure's code."""
    code = service.procedure.code
    issuing = issuing_identifier(code)
    if not by_person and owner is None and issuing:
        owner = agency_by_identifier(issuing)
    if by_person and before is not None and before.owner is None and owner and owner.role == Role.GOVERNMENT_OFFICE:
        owner = None
    if before is not None and not _same(before.owner, owner, on):
        raise SlugTaken(slug=service.slug, who=before.owner.name if before.owner else _STATE)
    if issuing:
        issuer = agency_by_identifier(issuing)
        if owner is None or issuer is None or not _stands_under(owner, issuer, on):
            raise ForeignProcedure(code=code, owner=owner.name if owner else _STATE)
    elif owner is not None and owner.level != Level.CENTRAL:
        raise NationalProcedure(code=code)
    return owner


def _check_own(service: rules.Service, owner: Agency | None) -> None:
    """It issues in nobody else's name, and takes no month of a support out of the register of another's service."""
    if owner is None:
        return
    if deeper(owner.level, service.issuer.level):
        raise IssuerAbove(owner=owner.name, level=owner.level)
    others = ServiceVersion.objects.exclude(slug=service.slug).exclude(owner=owner).select_related("owner")
    for other in others.order_by("slug", "-number").distinct("slug"):
        if service_of(other).policy == service.policy:
            who = other.owner.name if other.owner else _STATE
            raise SupportOfOthers(group=service.policy, slug=other.slug, who=who)


def _same(former: Agency | None, owner: Agency | None, on: date) -> bool:
    """A slug goes to whoever took over the work of an agency that has ended."""
    if former is None or owner is None:
        return former is owner
    return former.pk == owner.pk or heir(former, on) == owner


def _stands_under(owner: Agency, issuer: Agency, on: date) -> bool:
    now = heir(issuer, on)
    return inside(owner.path, issuer.path) or (now is not None and inside(owner.path, now.path))


def _already(same: ServiceVersion) -> AlreadyPublished:
    when = clock(same.published_at)
    return AlreadyPublished(number=same.number, slug=same.slug, who=same.published_by, when=when)


def _procedure(service: rules.Service, owner: Agency | None) -> Procedure:
    """What the file says of its procedure; another owner's services keep theirs as it is called."""
    ref = service.procedure
    unsure = {item.pointer for item in service.unconfirmed}
    defaults = {
        "name": ref.name,
        "name_fold": fold(ref.name),
        "field": ref.field,
        "confirmed": not unsure & {"procedure", "procedure.code"},
    }
    known = Procedure.objects.filter(code=ref.code).first()
    if known is not None and _named_by_others(known, owner):
        return known
    return Procedure.objects.update_or_create(code=ref.code, defaults=defaults)[0]


def _named_by_others(procedure: Procedure, owner: Agency | None) -> bool:
    owners = set(procedure.versions.order_by().values_list("owner", flat=True))
    return bool(owners - {owner.pk if owner else None})


def _search(service: rules.Service) -> str:
    ref = service.procedure
    told = (service.name, service.short_name, service.start.summary, *service.keywords, ref.code, ref.name, ref.field)
    return fold(" ".join(told))
