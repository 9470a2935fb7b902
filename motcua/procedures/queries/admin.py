"""What the officers of the national database see: the records of the agencies for which they hold a right."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from motcua.agencies.models import Agency
from motcua.agencies.rules.rights import uses
from motcua.kernel.actor import Actor
from motcua.kernel.errors import NotAllowed
from motcua.kernel.text import fold
from motcua.procedures.models import AcceptanceOrder, Decision, DecisionItem, Event, Import, Procedure, ProcedureVersion
from motcua.procedures.queries import checking
from motcua.procedures.queries.records import Whole, public_of, whole
from motcua.procedures.rules import life, telling
from motcua.procedures.rules.content import TITLES, Content
from motcua.procedures.rules.quality import NAMES, Finding

PAGE = 50
CURRENT = (*sorted(life.DRAFTS), "published")
# Address word → what it narrows the list to.
DRAFT_STATES = {"moi-nhap": "entered", "cho-duyet": "submitted", "tra-lai": "returned", "da-duyet": "approved"}
RECORD_STATES = {"cong-khai": ("public", "amended"), "bai-bo": ("abolished",)}


class NoDatabase(NotAllowed):
    """Trang này dành cho cán bộ có quyền trong cơ sở dữ liệu thủ tục hành chính. Hãy liên hệ người quản trị đơn vị."""


class NoImport(life.NoProcedure):
    """Không tìm thấy lần nhập tệp này."""


def paths(actor: Actor) -> tuple[str, ...]:
    """The places of the agencies whose records the actor sees. Raises NoDatabase for who holds no right there."""
    found = {h.path for h in actor.held if h.level is None and h.subsystem == life.SUBSYSTEM and h.right in life.RIGHTS}
    if not found:
        raise NoDatabase
    return tuple(sorted(found))


def agencies(actor: Actor, right: str) -> list[Agency]:
    """For which the actor may use a right."""
    where = [path for path in paths(actor) if uses(actor, life.SUBSYSTEM, right, path)]
    return list(Agency.objects.filter(path__in=where).order_by("identifier"))


@dataclass(frozen=True)
class Asked:
    """What the list is narrowed to: words, a state by its address word, the key of a finding; `after` a code."""

    text: str = ""
    state: str = ""
    finding: str = ""
    after: str = ""


@dataclass(frozen=True)
class Line:
    """One record of the list with its draft, its public version, and what the check said of the newest of them."""

    record: Procedure
    draft: ProcedureVersion | None
    public: ProcedureVersion | None
    findings: tuple[str, ...]


@dataclass(frozen=True)
class Listed:
    """One page; `further` is the code after which the next begins, empty for none."""

    lines: tuple[Line, ...]
    further: str


def listed(actor: Actor, asked: Asked) -> Listed:
    """Records by code."""
    found = _asked(Procedure.objects.filter(owner__path__in=paths(actor)), asked)
    current = ProcedureVersion.objects.filter(state__in=CURRENT).defer("content").order_by("-n")
    found = found.select_related("owner").prefetch_related(Prefetch("versions", current, to_attr="current"))
    records = list(found.order_by("code")[: PAGE + 1])
    further = records[PAGE - 1].code if len(records) > PAGE else ""
    return Listed(tuple(_line(one) for one in records[:PAGE]), further)


def counts(actor: Actor) -> dict[str, int]:
    """How many records the actor has in each state, by address word."""
    own = Procedure.objects.filter(owner__path__in=paths(actor))
    return {word: _asked(own, Asked(state=word)).count() for word in (*DRAFT_STATES, *RECORD_STATES)}


def _asked(found: QuerySet[Procedure], asked: Asked) -> QuerySet[Procedure]:
    versions = ProcedureVersion.objects.filter(procedure=OuterRef("pk"))
    for word in fold(asked.text).split()[:10]:
        found = found.filter(Q(name_fold__contains=word) | Q(code__icontains=word))
    if asked.state in DRAFT_STATES:
        found = found.filter(Exists(versions.filter(state=DRAFT_STATES[asked.state])))
    elif asked.state in RECORD_STATES:
        found = found.filter(state__in=RECORD_STATES[asked.state])
    if asked.finding:
        found = found.filter(Exists(versions.filter(state__in=CURRENT, findings__contains=[asked.finding])))
    return found.filter(code__gt=asked.after) if asked.after else found


def _line(record: Procedure) -> Line:
    current: list[ProcedureVersion] = record.current  # type: ignore[attr-defined]
    draft = next((one for one in current if one.state != "published"), None)
    public = next((one for one in current if one.state == "published"), None)
    newest = draft or public
    return Line(record, draft, public, tuple(NAMES.get(key, key) for key in newest.findings) if newest else ())


def record(actor: Actor, pk: int) -> Procedure:
    """One of the actor's agencies. Raises NoDatabase, NoProcedure."""
    found = (
        Procedure.objects.select_related("owner", "parent__owner").filter(pk=pk, owner__path__in=paths(actor)).first()
    )
    if found is None:
        raise life.NoProcedure
    return found


def draft(actor: Actor, pk: int) -> ProcedureVersion:
    """The draft of a record. Raises NoProcedure when there is none."""
    found = record(actor, pk).versions.filter(state__in=life.DRAFTS).first()
    if found is None:
        raise life.NoProcedure
    found.procedure = record(actor, pk)
    return found


@dataclass(frozen=True)
class Field:
    """One part of a content as it is read: `own` when a specialisation says it itself."""

    name: str
    title: str
    lines: tuple[str, ...]
    own: bool


@dataclass(frozen=True)
class Shown:
    """One record in full. `version` is what is shown of it: the draft, else the newest; `whole` its content."""

    record: Procedure
    version: ProcedureVersion
    draft: ProcedureVersion | None
    public: ProcedureVersion | None
    whole: Whole
    findings: tuple[Finding, ...]
    changes: tuple[telling.Change, ...]
    against: str
    versions: tuple[ProcedureVersion, ...]
    events: tuple[Event, ...]
    orders: tuple[AcceptanceOrder, ...]
    items: tuple[DecisionItem, ...]
    steps: frozenset[str]
    seen: int

    @property
    def fields(self) -> list[Field]:
        told = self.whole.content
        return [Field(name, TITLES[name], telling.lines(told, name), name in self.whole.own) for name in TITLES]


def shown(actor: Actor, pk: int, on: date, *, n: int = 0) -> Shown:
    """A record with one of its versions: the n-th, else the draft, else the newest. Raises NoProcedure."""
    found = record(actor, pk)
    versions = tuple(found.versions.select_related("published_by").order_by("-n"))
    for one in versions:
        one.procedure = found
    open_one = next((one for one in versions if one.state in life.DRAFTS), None)
    public = next((one for one in versions if one.state == "published"), None)
    version = next((one for one in versions if one.n == n), None) if n else open_one or versions[0]
    if version is None:
        raise life.NoProcedure
    told = whole(version, max(on, version.public_from or on))
    changes, against = _changes(version, told, public, on)
    events = tuple(found.events.select_related("agency", "version").order_by("-id")[:100])
    return Shown(
        found, version, open_one, public, told, checking.found(found, told.content, on), changes, against, versions,
        events, tuple(found.orders.select_related("agency").order_by("-id")),
        tuple(found.items.select_related("decision__issued_by").order_by("-id")),
        _steps(actor, found, open_one, public), next((e.pk for e in events if e.version_id == version.pk), 0),
    )  # fmt: skip


def _changes(
    version: ProcedureVersion, told: Whole, public: ProcedureVersion | None, on: date
) -> tuple[tuple[telling.Change, ...], str]:
    """Of a draft what it changes of the public wording; of a specialisation how it differs from the national one."""
    if public is not None and version.n > public.n:
        return telling.changes(whole(public, on).content, told.content), "public"
    if told.parent is not None:
        return telling.changes(whole(told.parent, on).content, told.content), "parent"
    return (), ""


def _steps(
    actor: Actor, found: Procedure, open_one: ProcedureVersion | None, public: ProcedureVersion | None
) -> frozenset[str]:
    """What the actor may do with the record now."""
    state = open_one.state if open_one else ""
    able = {step for step, one in life.LIFE.items() if state and state in one.leaves}
    if open_one is None and public is not None:
        able |= {"amend", "abolish"}
    if open_one is None and found.state == Procedure.State.WORKING:
        able.add("enter")
    rights = {step: life.LIFE[step].right for step in able}
    if found.state != Procedure.State.WORKING:
        rights |= {step: "amend" for step in ("edit", "drop") if step in able}
    held = {step for step, right in rights.items() if uses(actor, life.SUBSYSTEM, right, found.owner.path)}
    wrote = open_one and open_one.events.filter(person=actor.person, kind__in=("enter", "edit", "amend")).exists()
    return frozenset(held - {"approve"} if wrote else held)


def may_order(actor: Actor, found: Procedure, on: date) -> bool:
    """Whether the actor may write down an order to accept dossiers before publication."""
    return uses(actor, life.SUBSYSTEM, "publish", found.owner.path) and public_of(found.code, on) is None


def order(actor: Actor, pk: int, order: int) -> AcceptanceOrder:
    """To be ended. Raises NoProcedure, NoRight, NoSuchOrder."""
    own = record(actor, pk)
    if not uses(actor, life.SUBSYSTEM, "publish", own.owner.path):
        raise life.NoRight(step=life.LIFE["publish"].words, agency=own.owner.name)
    found = own.orders.filter(pk=order).first()
    if found is None:
        raise life.NoSuchOrder
    return found


def decisions(actor: Actor) -> QuerySet[Decision]:
    """Of the actor's agencies, the newest first."""
    return (
        Decision.objects.filter(issued_by__path__in=paths(actor))
        .select_related("issued_by")
        .prefetch_related(
            Prefetch("items", DecisionItem.objects.select_related("procedure").order_by("procedure__code"))
        )
        .order_by("-signed_on", "-id")
    )


def decisions_for(found: Procedure, kind: str) -> Sequence[Decision]:
    """Of the owner, that may still publish, amend or abolish this record: those that name it first."""
    own = found.items.filter(decision=OuterRef("pk"))
    fits = Decision.objects.filter(issued_by=found.owner).annotate(
        named=Exists(own.filter(kind=kind, done_at=None)), used=Exists(own.exclude(kind=kind, done_at=None))
    )
    return list(fits.filter(used=False).order_by("-named", "-signed_on", "-id")[:100])


def upload(actor: Actor, pk: int) -> Import:
    """An import of the actor's agencies. Raises NoImport."""
    found = Import.objects.select_related("agency", "read_by").filter(pk=pk, agency__path__in=paths(actor)).first()
    if found is None:
        raise NoImport
    return found


def uploads(actor: Actor) -> QuerySet[Import]:
    """The newest first."""
    return Import.objects.filter(agency__path__in=paths(actor)).select_related("agency", "read_by").order_by("-id")[:50]


def content_of(version: ProcedureVersion, on: date) -> Content:
    """The whole content of a version."""
    return whole(version, on).content
