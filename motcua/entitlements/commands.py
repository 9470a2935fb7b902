"""The writes of the register of support."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from motcua.journal.commands import record
from motcua.kernel.actor import Actor
from motcua.kernel.errors import Conflict

# One statement for a whole list; sorted by the key so that two lists never wait for each other in a ring.
_GRANT = """
INSERT INTO entitlements_entitlement (policy, person_index, month, subject, line, granted_at)
SELECT %(policy)s, g.person_index, (date_trunc('month', g.since) + make_interval(months => m))::date,
       %(subject)s, g.line, %(at)s
FROM unnest(%(people)s::bytea[], %(since)s::date[], %(months)s::int[], %(lines)s::int[])
       AS g(person_index, since, months, line),
     generate_series(0, g.months - 1) AS m
ORDER BY 2, 3
ON CONFLICT DO NOTHING
RETURNING line
"""
# Who stands in the way: lines that did not get all their months.
_TAKEN = """
SELECT DISTINCT g.line
FROM unnest(%(people)s::bytea[], %(since)s::date[], %(months)s::int[], %(lines)s::int[])
       AS g(person_index, since, months, line),
     generate_series(0, g.months - 1) AS m
JOIN entitlements_entitlement e ON true
WHERE e.policy = %(policy)s AND e.person_index = g.person_index AND e.subject <> %(subject)s
  AND e.month = (date_trunc('month', g.since) + make_interval(months => m))::date
ORDER BY 1
"""


class AlreadyEntitled(Conflict):
    """Người ở dòng {lines} đã được duyệt hỗ trợ cùng tháng theo hồ sơ khác. Hãy bỏ các dòng này rồi quyết định lại."""


@transaction.atomic
def entitle(
    policy: str, lines: Sequence[tuple[int, bytes, date, int]], *, subject: str, by: Actor, at: datetime
) -> int:
    """Grant `policy` to each (line, person's blind index, first day, months). Returns months granted in all.

    All or nothing: raises AlreadyEntitled naming the lines whose person already has one of the months
    from another subject (no double claim: NQ 42/NQ-CP).
    """
    data: dict[str, Any] = {
        "policy": policy,
        "subject": subject,
        "at": at,
        "lines": [line for line, _, _, _ in lines],
        "people": [person for _, person, _, _ in lines],
        "since": [since for _, _, since, _ in lines],
        "months": [months for _, _, _, months in lines],
    }
    with connection.cursor() as cursor:
        cursor.execute(_GRANT, data)
        granted = len(cursor.fetchall())
        if granted != sum(data["months"]):
            cursor.execute(_TAKEN, data)
            taken = [str(line) for (line,) in cursor.fetchall()]
            raise AlreadyEntitled(lines=", ".join(taken) or "trùng nhau trong danh sách")
    record("entitlements.granted", subject, by=by, at=at, policy=policy, people=len(lines), months=granted)
    return granted
