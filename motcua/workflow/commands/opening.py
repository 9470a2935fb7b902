import hashlib
import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from motcua.calendar.rules import due
from motcua.journal.commands import record
from motcua.kernel.actor import Actor
from motcua.workflow import queries, rules
from motcua.workflow.commands.run import due_after
from motcua.workflow.commands.turns import calendar_of, open_turn
from motcua.workflow.models import Case, Flow


@transaction.atomic
def open_case(
    flow: Mapping[str, Any],
    *,
    subject: str,
    topic: str,
    unit_id: int,
    places: Mapping[str, int] | None = None,
    skipped: Collection[str] = (),
    by: Actor,
    at: datetime,
) -> Case:
    """Begin a run about `subject` ("dossier:17") and hand it to the agency of its first step over the place.

    `topic`: the subsystem and the service for which an officer needs the right, "covid/tam-hoan-hop-dong".
    `places`: question → unit, for the steps and opinions that name a place of their own; where none is given, it is the
    run's. `skipped`: the opinions that this run does not ask for, "review.other_commune".
    Raises Invalid (the flow cannot run), AlreadyOpen, agencies' NoAgency, calendar's UncoveredYear.
    """
    content = json.dumps(flow, ensure_ascii=False, separators=(",", ":"))
    found = queries.parsed(content)
    _check_new(subject)
    first = found.steps[found.first]
    given = Case(unit_id=unit_id, places=dict(places or {}))
    agency = queries.agency_of(given, first, at)
    due_at = due(at, first.term, calendar_of(agency)).at
    try:
        with transaction.atomic():
            case = Case.objects.create(
                flow_id=_keep(content),
                subject=subject,
                topic=topic,
                unit_id=unit_id,
                places=dict(places or {}),
                skipped=sorted(skipped),
                opened_at=at,
                opened_by=by.business_name or by.name,
                due_at=due_after(found, found.first, due_at),
            )
    except IntegrityError:
        _check_new(subject)
        raise
    open_turn(case, first, agency, due_at, n=1, at=at)
    record(
        "workflow.opened", subject, by=by, at=at, step=first.key, to_agency=agency.pk, due=due_at, whole_due=case.due_at
    )
    return case


def _check_new(subject: str) -> None:
    if there := Case.objects.filter(subject=subject).first():
        raise rules.AlreadyOpen(who=there.opened_by, when=rules.clock(there.opened_at))


def _keep(content: str) -> str:
    digest = hashlib.sha256(content.encode()).hexdigest()
    Flow.objects.bulk_create([Flow(digest=digest, content=content)], ignore_conflicts=True)
    return digest
