"""What is kept of earlier answers, by consent, to be offered again in the next dossier."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from motcua.catalogue.rules import answers as asked
from motcua.catalogue.rules.service import Question
from motcua.dossiers.models import Dossier, Keeping, KeptAnswer
from motcua.dossiers.queries.wording import places_of, words
from motcua.kernel.actor import Actor, Capacity
from motcua.kernel.text import masked
from motcua.shell.vault import unseal_json
from motcua.territory.models import Unit

PURPOSE = "kept"
_PRIVATE = ("id_number", "phone", "email")


@dataclass(frozen=True)
class Kept:
    """A kept answer as its owner sees it: numbers of people masked; `code`, `ref` of the dossier where it was given."""

    name: str
    label: str
    shown: str
    kept_at: datetime
    service: str
    code: str
    ref: str


@dataclass(frozen=True)
class Offer:
    """A kept answer that fits an empty question."""

    name: str
    value: Any
    kept_at: datetime


def may_keep(dossier: Dossier) -> bool:
    """Answers are kept for a person or a business that files for itself: not for an office, nor at a counter."""
    return dossier.agency_id is None and dossier.assisted_by_id is None


def keeping_of(dossier: Dossier) -> Q:
    """The consent under which this dossier's answers may be kept and offered: of its own person, or its business."""
    return _owned(dossier.applicant_id, dossier.business_id)


def active(actor: Actor) -> Keeping | None:
    """The consent in force of the person, or of the business acted for. An officer has none here."""
    if actor.capacity not in (Capacity.CITIZEN, Capacity.BUSINESS):
        return None
    return Keeping.objects.select_related("person").filter(_owned(actor.person, actor.business)).first()


def kept(keeping: Keeping) -> list[Kept]:
    """What is kept under a consent, by name."""
    found = KeptAnswer.objects.filter(keeping=keeping).select_related("dossier__version").order_by("name")
    found = found.only(
        "name", "label", "sealed", "kept_at", "keeping_id", "dossier__code", "dossier__ref",
        "dossier__version__short_name",
    )  # fmt: skip
    return [_shown(answer) for answer in found]


def offers(dossier: Dossier, questions: Iterable[Question], given: Mapping[str, Any], *, on: date) -> dict[str, Offer]:
    """Question key → the kept answer for it: of the same kind, fit for the question, and nothing answered there yet."""
    wanted = [q for q in questions if q.shared and given.get(q.key) in (None, "", [])]
    if not wanted or not may_keep(dossier):
        return {}
    found: dict[str, Offer] = {}
    for one in KeptAnswer.objects.filter(_through(keeping_of(dossier)), name__in={q.shared for q in wanted}):
        told = unseal_json(one.sealed, purpose=PURPOSE)
        for question in wanted:
            if (question.shared, question.kind) == (one.name, told["kind"]) and fits(question, told["value"], on=on):
                found[question.key] = Offer(one.name, told["value"], one.kept_at)
    return found


def fits(question: Question, value: Any, *, on: date) -> bool:
    """Would it be a right answer to this question today? A place must still be there."""
    if asked.problem(question, value):
        return False
    if question.kind != "unit":
        return True
    here = Unit.objects.filter(pk=value, level=question.level, valid_from__lte=on)
    return here.filter(Q(valid_to=None) | Q(valid_to__gt=on)).exists()


def to_keep(questions: Iterable[Question], shown: Mapping[str, Any]) -> list[tuple[Question, dict[str, Any]]]:
    """The shared answers of a dossier: question, and what is sealed of it (kind, value, and the value in words)."""
    told = [(q, shown[q.key]) for q in questions if q.shared and q.kind != "computed"]
    told = [(q, value) for q, value in told if value not in (None, "", [])]
    places = places_of([q for q, _value in told], shown)
    return [(q, {"kind": q.kind, "value": value, "shown": words(q, value, places)}) for q, value in told]


def _owned(person: int, business: int | None) -> Q:
    owner = Q(business=business) if business else Q(person=person, business=None)
    return owner & Q(withdrawn_at=None)


def _through(owned: Q) -> Q:
    return Q(keeping__in=Keeping.objects.filter(owned).order_by().values("pk"))


def _shown(answer: KeptAnswer) -> Kept:
    told = unseal_json(answer.sealed, purpose=PURPOSE)
    dossier = answer.dossier
    text = masked(str(told["value"])) if told["kind"] in _PRIVATE else told["shown"]
    return Kept(
        answer.name,
        answer.label,
        text,
        answer.kept_at,
        dossier.version.short_name if dossier else "",
        (dossier.code or "") if dossier else "",
        dossier.ref if dossier else "",
    )
