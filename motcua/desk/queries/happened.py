"""What happened to a dossier: all of it, and what is new to an officer who comes back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from motcua.agencies.models import Agency
from motcua.desk import rules
from motcua.desk.queries.opening import Opened
from motcua.documents.rules import TITLES
from motcua.identity.models import Person
from motcua.journal.models import Entry
from motcua.journal.queries import acts_on, acts_since_view
from motcua.kernel.actor import Actor
from motcua.kernel.money import dong
from motcua.workflow import queries as workflow
from motcua.workflow.rules import Step

_NEWS = 5  # acts told one by one
_LOOKED_AT = 50  # acts among which those are


@dataclass(frozen=True)
class Event:
    """A line of the officers' timeline. `own`: the title is of the service's file, which also says it in English."""

    title: str
    at: datetime
    who: str
    text: str
    own: bool = False


@dataclass(frozen=True)
class News:
    """What others did since the officer last looked, latest first; `more` acts besides."""

    since: datetime
    events: tuple[Event, ...]
    more: int


def timeline(file: Opened) -> tuple[Event, ...]:
    """What was done, latest first, with the names of officers. Three queries."""
    entries = [entry for entry in acts_on(file.dossier.subject) if not _untold(entry)]
    names = _Names(
        dict(Agency.objects.filter(pk__in=_ids(entries, "to_agency")).values_list("pk", "name")),
        dict(Person.objects.filter(pk__in=_ids(entries, "to_person")).values_list("pk", "name")),
    )
    return tuple(_event(entry, names, _steps(file)) for entry in reversed(entries))


def news(file: Opened, actor: Actor) -> News | None:
    """What others did since the actor last opened the dossier; None when nothing, or never opened. One query."""
    since, entries = acts_since_view(file.dossier.subject, "dossier", actor.person, limit=_LOOKED_AT)
    told = [entry for entry in entries if not _untold(entry)]
    if since is None or not told:
        return None
    turn, holder = file.turn, file.turn.holder if file.turn else None
    names = _Names({turn.agency_id: turn.agency.name} if turn else {}, {holder.pk: holder.name} if holder else {})
    events = tuple(_event(entry, names, _steps(file)) for entry in told[:_NEWS])
    return News(since, events, len(told) - len(events))


@dataclass(frozen=True)
class _Names:
    agencies: Mapping[int, str]
    people: Mapping[int, str]


def _steps(file: Opened) -> Mapping[str, Step]:
    return workflow.flow_of(file.dossier.case).steps if file.dossier.case else {}


def _untold(entry: Entry) -> bool:
    ended = entry.action == "workflow.taken" and bool(entry.data.get("outcome"))
    return entry.action in rules.UNTOLD or ended


def _ids(entries: Sequence[Entry], key: str) -> list[int]:
    return [entry.data[key] for entry in entries if isinstance(entry.data.get(key), int)]


def _event(entry: Entry, names: _Names, steps: Mapping[str, Step]) -> Event:
    who = ", ".join(part for part in (entry.person_name, entry.agency_name or entry.business_name) if part)
    title, text, own = rules.ACTS.get(entry.action, entry.action), "", False
    data = entry.data
    match entry.action:
        case "workflow.taken" if data.get("step") in steps:
            title, own = steps[data["step"]].action(data["did"]).title, True
            text = names.agencies.get(data.get("to_agency") or 0, "")
        case "workflow.inherited" | "workflow.opinion_inherited":
            text = names.agencies.get(data.get("to_agency") or 0, "")
        case "workflow.opinion_given":
            text = rules.SAID.get(data.get("verdict", ""), "")
        case "workflow.passed_inside" | "workflow.back_inside" if data.get("step") in steps:
            text = steps[data["step"]].inside[data["stage"]].title
        case "dossier.fee_taken":
            text = dong(data["amount"])
        case "workflow.assigned":
            text = names.people.get(data.get("to_person") or 0, "")
        case "dossier.rows_judged":
            title = {"confirmed": "Xác nhận người lao động", "refused": "Từ chối xác nhận"}.get(
                data["verdict"], "Mở lại để xem xét"
            )
            text = " · ".join(part for part in (f"{data['changed']} dòng", data.get("reason", "")) if part)
        case "dossier.rows_struck":
            title = "Đưa ra khỏi quyết định" if data["struck"] else "Đưa lại vào quyết định"
            text = f"{data['changed']} dòng"
        case "documents.issue":
            title = TITLES.get(data.get("kind", ""), title)
            text = f"Số {data['number']}" if data.get("number") else ""
    return Event(title, entry.at, who, text, own)
