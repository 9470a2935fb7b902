"""The public look-up: by code and the last four digits of the applicant's ID. It says nothing about people."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from motcua.catalogue.models import ServiceVersion
from motcua.catalogue.queries import service_of
from motcua.dossiers.rules import Status
from motcua.kernel.text import digits
from motcua.shell.vault import blind
from motcua.workflow.queries import TrackStep, TurnFacts, picture

# One statement for what crowds ask: the dossier with its run, once for each turn. The ORM's two queries cost as much
# to put together as the whole rest of the request. The code finds the row; the index says whether the digits are right.
# Who did what is not read at all.
_LOOK_UP = """
SELECT d.code, d.status, d.submitted_at, d.finished_at, v.id, v.digest, c.flow_id, c.opened_at,
       t.n, t.step, a.name, t.opened_at, t.due_at, t.closed_at, t.awaiting_since, t.awaiting_until
FROM dossiers_dossier d
JOIN catalogue_serviceversion v ON v.id = d.version_id
JOIN workflow_case c ON c.id = d.case_id
JOIN workflow_turn t ON t.case_id = c.id
JOIN agencies_agency a ON a.id = t.agency_id
WHERE d.code = %s AND d.look_up = %s
ORDER BY t.n
"""


@dataclass(frozen=True)
class PublicStatus:
    """Where a dossier stands, for anyone who holds its receipt. Times are legal due times."""

    code: str
    service_name: str
    submitted_at: datetime
    status_label: str
    track: tuple[TrackStep, ...]
    holder: str
    next_act: str
    due_at: datetime | None
    paused: bool
    paused_why: str
    finished_at: datetime | None
    outcome_label: str


def look_up_index(code: str, last4: str) -> bytes:
    """What the look-up compares: useless without the key, and different for each dossier."""
    return blind(f"{code.strip().upper()} {digits(last4)}", purpose="lookup")


def public_status(code: str, last4: str) -> PublicStatus | None:
    """None alike for an unknown code and for wrong digits."""
    with connection.cursor() as cursor:
        cursor.execute(_LOOK_UP, [code.strip().upper(), look_up_index(code, last4)])
        rows = cursor.fetchall()
    if not rows:
        return None
    issued, state, submitted_at, finished_at, version_id, digest, flow_id, opened_at = rows[0][:8]
    version = ServiceVersion.from_db(connection.alias, ("id", "digest"), (version_id, digest))
    status = Status(state)
    steps = picture(flow_id, opened_at, "", [TurnFacts(*row[8:]) for row in rows])
    now = next((step for step in steps if step.state in ("now", "paused")), None)
    paused = status is Status.AWAITING
    return PublicStatus(
        code=issued,
        service_name=service_of(version).name,
        submitted_at=submitted_at,
        status_label="Chờ người nộp bổ sung" if paused else status.label,
        track=steps,
        holder="" if now is None else "Người nộp hồ sơ" if paused else now.agency_name,
        next_act="" if now is None else "bổ sung hồ sơ" if paused else now.doing,
        due_at=None if now is None else now.awaiting_until if paused else now.due_at,
        paused=paused,
        paused_why="Thời hạn giải quyết tạm dừng trong khi chờ người nộp bổ sung." if paused else "",
        finished_at=finished_at,
        outcome_label=status.label if status.final else "",
    )
