"""What an agency's desk holds at a glance: how much stands in each queue, and what the filters can choose from."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from motcua.catalogue.models import ServiceVersion
from motcua.catalogue.queries import service_of
from motcua.catalogue.rules.service import Service
from motcua.kernel.text import fold
from motcua.workflow.queries import QUEUES, soon_until

# One reading of the open turns for the counts of all queues and for both filters. The queues are those of
# `workflow.queries.queue`; an agency has a handful of steps and versions, however many dossiers. The row without a
# step says whether there are agencies below this one, and of how many dossiers it is asked.
_OVERVIEW = """
SELECT t.step, v.id AS version, v.digest,
       count(*) FILTER (WHERE t.awaiting_since IS NULL AND t.holder_id = %(person)s) AS mine,
       count(*) FILTER (WHERE t.awaiting_since IS NULL AND t.holder_id IS NULL) AS unclaimed,
       count(*) AS "all",
       count(*) FILTER (WHERE t.awaiting_since IS NULL AND t.due_at BETWEEN %(at)s AND %(soon)s) AS soon,
       count(*) FILTER (WHERE t.awaiting_since IS NULL AND t.due_at < %(at)s) AS late,
       count(*) FILTER (WHERE t.awaiting_since IS NOT NULL) AS awaiting,
       0 AS asked
FROM workflow_turn t
LEFT JOIN dossiers_dossier d ON d.case_id = t.case_id
LEFT JOIN catalogue_serviceversion v ON v.id = d.version_id{granted}
WHERE t.agency_id = %(agency)s AND t.closed_at IS NULL
GROUP BY t.step, v.id
UNION ALL
SELECT NULL, NULL, NULL, 0, 0, 0, 0, 0,
       (EXISTS (SELECT 1 FROM agencies_agency child WHERE child.parent_id = %(agency)s))::int,
       (SELECT count(DISTINCT t.turn_id) FROM workflow_opinion t{granted}
        WHERE t.agency_id = %(agency)s AND t.answered_at IS NULL)
ORDER BY 2, 1
"""
# For who works on some services only; nobody else pays for the look at the case.
_GRANTED = "\nJOIN workflow_case c ON c.id = t.case_id AND c.topic LIKE ANY(%(topics)s)"


@dataclass(frozen=True)
class Choice:
    """What a filter offers: its key in the address, and its title in Vietnamese; the service says it in English."""

    key: str
    title: str
    service: Service

    def said(self, language: str) -> str:
        """The title in a language."""
        return self.service.said(self.title, language)


@dataclass(frozen=True)
class Overview:
    """`counts`: by the key of a queue, "asked" too. `above`: there are agencies below this one."""

    above: bool
    counts: Mapping[str, int]
    steps: Sequence[Choice]
    services: Sequence[Choice]


def overview(agency: int, *, topics: Collection[str] | None, person: int, at: datetime) -> Overview:
    """Of the agency's open turns of these topics (patterns, None: all), in one statement. `mine` is the person's."""
    asked: dict[str, int | datetime | list[Any]] = {
        "agency": agency, "person": person, "at": at, "soon": soon_until(at),
    }  # fmt: skip
    if topics is not None:
        asked["topics"] = list(topics)
    with connection.cursor() as cursor:
        cursor.execute(_OVERVIEW.format(granted="" if topics is None else _GRANTED), asked)
        found = cursor.fetchall()
    rows = [row for row in found if row[0] is not None]
    (beside,) = [row for row in found if row[0] is None]
    counts: dict[str, int] = {which: sum(row[3 + n] for row in rows) for n, which in enumerate(QUEUES)}
    counts["asked"] = beside[9]
    steps: dict[str, Choice] = {}
    services: dict[str, Choice] = {}
    for step, version, digest, *_counts in rows:
        if version is None:
            continue
        service = service_of(ServiceVersion.from_db(connection.alias, ("id", "digest"), (version, digest)))
        steps.setdefault(step, Choice(step, service.flow["steps"][step]["title"], service))
        services[service.slug] = Choice(service.slug, service.short_name, service)
    return Overview(bool(beside[8]), counts, _in_order(steps), _in_order(services))


def _in_order(choices: Mapping[str, Choice]) -> list[Choice]:
    return sorted(choices.values(), key=lambda choice: fold(choice.title))
