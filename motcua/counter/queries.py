"""What a clerk sees: people whom they found, drafts that they fill in, what this counter handed in today."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from motcua.agencies.rules.rights import trees, uses
from motcua.catalogue import queries as catalogue
from motcua.catalogue.models import ServiceVersion
from motcua.catalogue.queries import service_of
from motcua.catalogue.rules import answers as asked
from motcua.catalogue.rules import claims
from motcua.catalogue.rules.service import Paper as PaperSpec
from motcua.counter import rules
from motcua.counter.models import Confirmation, Scan
from motcua.dossiers import queries as dossiers
from motcua.dossiers.models import Charge, Dossier, PaperDemand
from motcua.dossiers.rules import Status
from motcua.identity.models import Affiliation, OneTimeCode, Person
from motcua.identity.queries import codes as codes_queries
from motcua.identity.queries import people
from motcua.journal.models import Entry
from motcua.kernel.actor import Actor
from motcua.kernel.errors import Missing
from motcua.shell.clock import VIETNAM

_A_DAY_S_LIST = 200
_PAGE = 50


class NoSuchDemand(Missing):
    """Không tìm thấy yêu cầu bản giấy này trong phạm vi của bạn."""


def check(actor: Actor) -> None:
    """Raises NoCounter unless the officer works at a counter."""
    if not (actor.officer and uses(actor, "office", "counter", actor.agency_path)):
        raise rules.NoCounter


def changed_phone(person: int, by: Actor, *, at: datetime) -> bool:
    """Whether this clerk gave the person another phone within a day: a code sent there would come to themselves."""
    acts = Entry.objects.filter(subject=f"person:{person}", action="identity.phone_changed", person=by.person)
    return acts.filter(at__gt=at - timedelta(days=1)).exists()


def draft(actor: Actor, ref: str) -> Dossier:
    """A draft that this clerk fills in for somebody, here. Raises NoCounter, NothingHere."""
    check(actor)
    found = dossiers.own(actor).filter(ref=ref, assisted_by=actor.person, assisted_at=actor.agency, status=Status.DRAFT)
    return _one(found.select_related("applicant", "business"))


def filed(actor: Actor, ref: str, *, at: datetime) -> Dossier:
    """What this clerk handed in here today: for its receipts and fees. Raises NoCounter, NothingHere."""
    check(actor)
    return _one(_filed(actor, at).filter(ref=ref, assisted_by=actor.person))


def drafts(actor: Actor) -> list[Dossier]:
    """What this clerk has begun here and not handed in, the latest first."""
    mine = dossiers.own(actor).filter(assisted_by=actor.person, assisted_at=actor.agency, status=Status.DRAFT)
    return list(mine.order_by("-saved_at", "-pk")[:_A_DAY_S_LIST])


def awaited(actor: Actor, *, at: datetime) -> set[int]:
    """The drafts of this clerk for which a code is under way."""
    asked = Confirmation.objects.filter(clerk=actor.person, agency=actor.agency, confirmed_at=None)
    return set(asked.filter(at__gt=at - timedelta(minutes=5)).values_list("dossier_id", flat=True))


def filed_today(actor: Actor, *, at: datetime) -> list[Dossier]:
    """What this counter handed in today, by whichever clerk, the latest first."""
    return list(_filed(actor, at).order_by("-submitted_at", "-pk")[:_A_DAY_S_LIST])


def services(text: str, *, business: bool, at: datetime) -> list[ServiceVersion]:
    """The services that somebody may be helped with, for themself or for a business."""
    day = at.astimezone(VIETNAM).date()
    wanted = "business" if business else "citizen"
    return [version for version in catalogue.search(text, day, limit=200) if wanted in version.audience]


def affiliation(person: Person, business: int) -> Affiliation:
    """The business for which the person may file. Raises NotTheirBusiness."""
    for one in may_file_for(person):
        if one.business_id == business:
            return one
    raise rules.NotTheirBusiness


def may_file_for(person: Person) -> list[Affiliation]:
    return [one for one in people.affiliations(person.pk) if one.role != Affiliation.Role.VIEWER]


def papers(dossier: Dossier) -> list[PaperSpec]:
    """The papers that these answers ask for."""
    return list(asked.papers(service_of(dossier.version), dossiers.answers(dossier)))


def paper(dossier: Dossier, key: str) -> PaperSpec:
    """Raises NotAPaper."""
    for spec in papers(dossier):
        if spec.key == key:
            return spec
    raise rules.NotAPaper


def scan(dossier: Dossier, pk: int) -> Scan:
    """A scan of this draft that is neither accepted nor dropped. Raises NothingHere, ScanSettled."""
    found = Scan.objects.select_related("file").filter(dossier=dossier, pk=pk).first()
    if found is None:
        raise rules.NothingHere
    if found.accepted_at is not None:
        raise rules.ScanSettled
    return found


def scans(dossier: Dossier) -> list[Scan]:
    """Those that await the clerk."""
    return list(Scan.objects.select_related("file").filter(dossier=dossier, accepted_at=None).order_by("pk"))


def originals_seen(dossier: Dossier) -> set[str]:
    """Keys of papers whose originals the clerk held beside the scan."""
    return set(
        Scan.objects.filter(dossier=dossier, original_seen=True).exclude(accepted_at=None).values_list("key", flat=True)
    )


def fees(dossier: Dossier) -> list[tuple[str, str, int]]:
    """(key, title, đồng) that the answers of a draft bring about."""
    found = claims.fees(service_of(dossier.version), dossiers.answers(dossier))
    return [(fee.key, fee.title, amount) for fee, amount in found]


def state(dossier: Dossier) -> str:
    answers = bytes(dossier.answers_sealed or b"")
    return rules.state(dossier.pk, dossier.saved_at, answers, [(key, amount) for key, _, amount in fees(dossier)])


def charges(dossier: Dossier) -> list[Charge]:
    """Of a dossier that was handed in, in order of their making."""
    return list(Charge.objects.filter(dossier=dossier).select_related("agency").order_by("pk"))


def unready(dossier: Dossier) -> list[str]:
    """Titles of what is still to be done before the draft can be handed in."""
    return [task.title for task in dossiers.task_list(dossier) if task.state != "done"]


@dataclass(frozen=True)
class Awaited:
    """The latest code of a draft, and the end of the number to which it went."""

    confirmation: Confirmation
    code: OneTimeCode
    phone: str


def awaited_code(dossier: Dossier, actor: Actor) -> Awaited:
    """Raises NotAsked."""
    asked_for = Confirmation.objects.filter(dossier=dossier, clerk=actor.person, agency=actor.agency)
    latest = asked_for.order_by("-pk").first()
    if latest is None or latest.confirmed_at is not None:
        raise rules.NotAsked
    try:
        code = codes_queries.code(latest.code)
    except Missing:
        raise rules.NotAsked from None
    return Awaited(latest, code, codes_queries.phone_of(code))


def paper_demands(actor: Actor, *, settled: bool, before: int = 0) -> tuple[list[PaperDemand], bool]:
    """Who asked for paper although a valid electronic dossier was there, in the administrator's subtrees; the latest
    first. The second value: whether there are more."""
    found = _demands(actor).exclude(settled_at=None) if settled else _demands(actor).filter(settled_at=None)
    if before:
        found = found.filter(pk__lt=before)
    rows = list(
        found.select_related("agency", "dossier__version").defer("dossier__version__text").order_by("-pk")[: _PAGE + 1]
    )
    return rows[:_PAGE], len(rows) > _PAGE


def paper_demand(actor: Actor, pk: int) -> PaperDemand:
    """Raises NoSuchDemand."""
    found = _demands(actor).select_related("agency", "dossier").filter(pk=pk).first()
    if found is None:
        raise NoSuchDemand
    return found


def _demands(actor: Actor) -> QuerySet[PaperDemand]:
    within = Q(pk__in=[])
    for path in trees(actor, "system", "users"):
        within |= Q() if path == "/" else Q(agency__path__startswith=path)
        if path == "/":
            return PaperDemand.objects.all()
    return PaperDemand.objects.filter(within)


def _filed(actor: Actor, at: datetime) -> QuerySet[Dossier]:
    day = at.astimezone(VIETNAM).replace(hour=0, minute=0, second=0, microsecond=0)
    found = Dossier.objects.select_related("version", "assisted_by", "business", "applicant").defer(
        "version__text", "version__search"
    )
    return found.filter(assisted_at=actor.agency, submitted_at__gte=day).exclude(status=Status.DRAFT)


def _one(found: QuerySet[Dossier]) -> Dossier:
    dossier = found.first()
    if dossier is None:
        raise rules.NothingHere
    return dossier
