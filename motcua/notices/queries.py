"""A person's inbox, and what leaves the portal."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Exists, OuterRef

from motcua.identity.models import FormerPhone
from motcua.identity.queries import codes
from motcua.kernel.errors import Missing
from motcua.kernel.text import masked
from motcua.notices import rules
from motcua.notices.models import Delivery, Notice
from motcua.shell.vault import unseal

PAGE = 20
MANY = 100
_UNREAD = """
SELECT count(*) FROM (SELECT 1 FROM notices_notice WHERE person_id = %s AND read_at IS NULL LIMIT %s) AS waiting
"""


class NoSuchNotice(Missing):
    """Không tìm thấy thư này trong hộp thư của bạn."""


@dataclass(frozen=True)
class Page:
    """`older`: the cursor of the next page, or None."""

    notices: list[Notice]
    older: int | None


@dataclass(frozen=True)
class Outgoing:
    """One SMS or e-mail as the demo shows it: to whom only masked."""

    at: datetime
    channel: str
    name: str
    to: str
    title: str
    text: str
    state: str


@dataclass(frozen=True)
class Parcel:
    """What a gateway needs to send one delivery. `key` is the same in every try: a provider refuses a second one."""

    key: str
    channel: str
    to: str
    title: str
    text: str


def inbox(person_id: int, *, before: int | None = None, limit: int = PAGE) -> Page:
    """Newest first; `before` is the `older` of the page before. One statement."""
    notices = Notice.objects.filter(person_id=person_id)
    if before is not None:
        notices = notices.filter(pk__lt=before)
    found = list(notices.order_by("-pk")[: limit + 1])
    return Page(found[:limit], found[limit - 1].pk if len(found) > limit else None)


def unread(person_id: int) -> int:
    """How many notices wait unread, counted up to 100. One statement on a partial index."""
    with connection.cursor() as cursor:
        cursor.execute(_UNREAD, [person_id, MANY])
        return int(cursor.fetchone()[0])


def own_notice(person_id: int, pk: int) -> Notice:
    """Raises NoSuchNotice, also for another person's."""
    found = Notice.objects.filter(person_id=person_id, pk=pk).first()
    if found is None:
        raise NoSuchNotice
    return found


def waiting(notice_id: int) -> list[int]:
    """The notice's deliveries that are still to be sent."""
    deliveries = Delivery.objects.filter(notice_id=notice_id, state=Delivery.State.QUEUED)
    return list(deliveries.order_by("pk").values_list("pk", flat=True))


def locked_delivery(pk: int) -> Delivery:
    return Delivery.objects.select_for_update(no_key=True, of=("self",)).select_related("notice").get(pk=pk)


def told(person_id: int, title: str, body: str, *, since: datetime) -> bool:
    """Has the person been told these very words since then?"""
    return Notice.objects.filter(person_id=person_id, title=title, body=body, at__gt=since).exists()


def former_phones(person_id: int, *, since: datetime) -> list[tuple[int, str]]:
    """(FormerPhone, number in E.164) that the person gave up since then and that was not told of it yet.

    A number that proved to be another person's is not told anything.
    """
    told = Delivery.objects.filter(former=OuterRef("pk"))
    former = FormerPhone.objects.filter(~Exists(told), person_id=person_id, until__gt=since).exclude(why="taken")
    return [(one.pk, unseal(one.sealed, purpose=rules.PURPOSES["sms"])) for one in former.order_by("pk")]


def delivery_of_code(code_id: int) -> int:
    return Delivery.objects.values_list("pk", flat=True).get(code=code_id)


def outbox(limit: int = 50) -> list[Outgoing]:
    """What went, or would have gone, out of the portal, newest first; the text of a code is made for this page.

    Without codes that are forgotten. One statement.
    """
    rows = Delivery.objects.select_related("notice__person", "code__person").order_by("-pk")[:limit]
    return [_outgoing(row) for row in rows if row.code or row.notice]


def _outgoing(row: Delivery) -> Outgoing:
    to = _masked_address(row.channel, unseal(row.to_sealed, purpose=rules.PURPOSES[row.channel]))
    if row.code is not None:
        name = row.code.person.name if row.code.person else ""
        text = rules.code_text(codes.text_of(row.code), row.code.expires_at - row.code.made_at)
        return Outgoing(row.code.made_at, row.channel, name, to, "", text, row.state)
    assert row.notice is not None
    return Outgoing(row.notice.at, row.channel, row.notice.person.name, to, row.notice.title, row.text, row.state)


def _masked_address(channel: str, to: str) -> str:
    if channel == Delivery.Channel.SMS:
        return masked(to)
    local, _, domain = to.rpartition("@")
    return f"{local[:1]}•••@{domain}"
