"""Questions about views: for who asks and for who answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Q, QuerySet

from motcua.agencies.models import Agency, Grant
from motcua.agencies.queries import in_force
from motcua.agencies.rules.rights import trees
from motcua.dossiers.models import Dossier
from motcua.journal.models import Entry
from motcua.kernel.actor import Actor
from motcua.transparency import rules
from motcua.transparency.models import Inquiry

PAGE = 30

# The nearest agency, from this one up, where somebody else than the viewer may answer for the asked one. The path names
# all above. The conditions on a right are those of agencies' `in_force`.
_NEAREST = """
SELECT up.id FROM agencies_agency here JOIN agencies_agency up ON position(up.path IN here.path) = 1
WHERE here.id = %(agency)s::bigint AND EXISTS (
    SELECT 1 FROM agencies_membership m JOIN identity_person p ON p.id = m.person_id
    JOIN agencies_grant g ON g.membership_id = m.id LEFT JOIN agencies_agency scope ON scope.id = g.scope_id
    WHERE m.agency_id = up.id AND m.active AND m.person_id <> %(viewer)s::bigint AND p.is_active
      AND m.since <= %(on)s::date AND (m.until IS NULL OR m.until > %(on)s::date)
      AND g.subsystem = 'system' AND g."right" = 'inquiries' AND g.level IS NULL
      AND g.ended_at IS NULL AND g.approved_at IS NOT NULL
      AND g.since <= %(on)s::date AND (g.until IS NULL OR g.until > %(on)s::date)
      AND (scope.id IS NULL OR position(scope.path IN here.path) = 1))
ORDER BY length(up.path) DESC LIMIT 1
"""


@dataclass(frozen=True)
class Answering:
    """A question with the view that it is about, as who answers sees it."""

    inquiry: Inquiry
    viewer: str
    viewer_id: int
    viewed_at: datetime
    what: str
    extent: str
    dossier: str


def nearest_answerer(agency_id: int, viewer: int, on: date) -> int:
    """The agency that is to answer; the asked one itself when nobody above may either."""
    with connection.cursor() as cursor:
        cursor.execute(_NEAREST, {"agency": agency_id, "viewer": viewer, "on": on})
        row = cursor.fetchone()
    return int(row[0]) if row else agency_id


def answerers(answerer: int, asked: Agency, on: date) -> tuple[int, ...]:
    """The persons of an agency who may answer for the asked one."""
    above = Q(scope=None) | Q(scope__in=[int(part) for part in asked.path.split("/") if part])
    found = Grant.objects.filter(
        in_force(on), above, membership__agency=answerer, membership__person__is_active=True,
        subsystem="system", right="inquiries", level=None,
    )  # fmt: skip
    return tuple(dict.fromkeys(found.order_by("membership").values_list("membership__person", flat=True)))


def asked_since(person_id: int, since: datetime) -> int:
    """How many questions the person asked since then."""
    return Inquiry.objects.filter(person=person_id, asked_at__gt=since).count()


def about(person_id: int, entry: int) -> Inquiry | None:
    """What the person asked about this view."""
    return Inquiry.objects.filter(person=person_id, entry=entry).first()


def open_inquiries(actor: Actor, *, answered: bool = False) -> tuple[Answering, ...]:
    """What the officer's agency has to answer, most urgent first; or what it answered last. Three statements.

    Raises NotAnswering.
    """
    found = _asked_here(actor).filter(answered_at__isnull=not answered)
    ordered = found.order_by("-answered_at", "-pk") if answered else found.order_by("due_at", "pk")
    return _answering(list(ordered[:PAGE]))


def asking(actor: Actor, pk: int) -> Answering:
    """The gate of who answers. Raises NotAnswering, NoSuchInquiry."""
    found = _asked_here(actor).filter(pk=pk).first()
    if found is None:
        raise rules.NoSuchInquiry
    return _answering([found])[0]


def locked_inquiry(pk: int) -> Inquiry:
    """A fresh row, locked for the rest of the transaction.

    Nothing is joined: after waiting for a lock the database reads the row anew, but what is joined as it was before.
    """
    return Inquiry.objects.select_for_update(no_key=True).get(pk=pk)


def _asked_here(actor: Actor) -> QuerySet[Inquiry]:
    within = trees(actor, "system", "inquiries") if actor.officer else ()
    if not within:
        raise rules.NotAnswering
    found = Q()
    for tree in within:
        found |= Q(agency__path__startswith=tree)
    own = Inquiry.objects.filter(found, answerer=actor.agency)
    return own.select_related("person", "agency", "answered_by")


def _answering(found: Sequence[Inquiry]) -> tuple[Answering, ...]:
    entries = Entry.objects.in_bulk([one.entry for one in found])
    pks = {pk for entry in entries.values() if (pk := _dossier(entry))}
    codes = dict(Dossier.objects.filter(pk__in=pks).values_list("pk", "code"))
    return tuple(_one(inquiry, entries[inquiry.entry], codes) for inquiry in found)


def _one(inquiry: Inquiry, entry: Entry, codes: dict[int, str | None]) -> Answering:
    dossier = _dossier(entry)
    return Answering(
        inquiry=inquiry,
        viewer=entry.person_name,
        viewer_id=entry.person,
        viewed_at=entry.at,
        what=rules.what(entry.action, rules.OWN if dossier else rules.SELF),
        extent=rules.extent(entry.data),
        dossier=codes.get(dossier or 0) or "",
    )


def _dossier(entry: Entry) -> int | None:
    kind, _, number = entry.subject.partition(":")
    return int(number) if kind == "dossier" else None
