"""Judging again what the passing of days changes: legal grounds end, services open and close."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from django.db import connection, transaction

from motcua.catalogue.queries import live_services
from motcua.procedures.commands.steps import day_of
from motcua.procedures.models import ProcedureVersion
from motcua.procedures.queries.admin import CURRENT
from motcua.procedures.queries.records import whole
from motcua.procedures.rules import quality

_BATCH = 500
_TWINS = """
SELECT p.id, array_agg(o.code ORDER BY o.code) FROM procedures_procedure p
JOIN procedures_procedure o ON o.owner_id = p.owner_id AND o.name_fold = p.name_fold AND o.id <> p.id
WHERE p.name_fold <> ''
  AND EXISTS (SELECT 1 FROM procedures_procedureversion v WHERE v.procedure_id = o.id AND v.state = ANY(%s))
GROUP BY p.id
"""


def judge_all(*, at: datetime) -> int:
    """The findings of all drafts and public versions as of today. Returns how many changed; twice does no harm."""
    on = day_of(at)
    slugs = {version.slug for version in live_services(on)}
    twins = _twins()
    changed = 0
    found = ProcedureVersion.objects.filter(state__in=CURRENT).select_related("procedure").order_by("pk")
    last = 0
    while batch := list(found.filter(pk__gt=last)[:_BATCH]):
        last = batch[-1].pk
        fresh = []
        for version in batch:
            told = whole(version, on).content
            keys = quality.keys(quality.findings(told, on, services=slugs, twins=twins[version.procedure_id][:5]))
            if keys != version.findings:
                version.findings = keys
                fresh.append(version)
        with transaction.atomic():
            changed += ProcedureVersion.objects.bulk_update(fresh, ["findings"]) if fresh else 0
    return changed


def _twins() -> Mapping[int, list[str]]:
    with connection.cursor() as cursor:
        cursor.execute(_TWINS, [list(CURRENT)])
        return defaultdict(list, cursor.fetchall())
