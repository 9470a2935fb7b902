"""Loading procedures that were published before this portal: entered, approved and published by the portal itself."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from motcua.agencies.models import Agency
from motcua.agencies.queries import agency_by_identifier
from motcua.kernel.actor import SYSTEM
from motcua.kernel.errors import Refusal
from motcua.procedures.commands import deciding, entering
from motcua.procedures.commands.decisions import Announcement, announce
from motcua.procedures.models import Decision, DecisionItem, Procedure
from motcua.procedures.rules import laythutuc
from motcua.procedures.rules.intake import Record


class FaultyFile(Refusal):
    """Tệp thủ tục {name}: mục {line}, {column}: {why} {cure}"""


class UnknownAgency(Refusal):
    """Tệp thủ tục {name}: không có cơ quan nào mang mã “{code}”."""


@transaction.atomic
def load(folder: Path, *, at: datetime) -> int:
    """Every file of a folder, one for each decision, by name; what a decision has published already is left alone.

    Returns how many versions are new. Refuses with FaultyFile, UnknownAgency, and whatever stops a publication.
    """
    return sum(_file(path, at) for path in sorted(folder.glob("*.json")))


def _file(path: Path, at: datetime) -> int:
    content = path.read_bytes()
    found = laythutuc.read(content, path.name)
    for one in found.refused:
        raise FaultyFile(name=path.name, line=one.line, column=one.column, why=one.why, cure=one.cure)
    told = json.loads(content.decode("utf-8-sig"))
    agency = agency_by_identifier(told["COQUANCONGBO"])
    if agency is None:
        raise UnknownAgency(name=path.name, code=told["COQUANCONGBO"])
    announced = _announcement(told["QUYETDINH"])
    done = set(
        DecisionItem.objects.filter(
            decision__number=announced.number, decision__issued_by=agency, done_at__isnull=False
        ).values_list("procedure__code", flat=True)
    )
    wanted = [record for record in found.records if record.code not in done]
    if not wanted:
        return 0
    decision = announce(agency, announced, by=SYSTEM, at=at)
    for record in wanted:
        _publish(agency, record, decision, at)
    return len(wanted)


def _publish(agency: Agency, record: Record, decision: Decision, at: datetime) -> None:
    known = Procedure.objects.filter(code=record.code).first()
    if known is None:
        draft = entering.enter(agency, record.code, record.content, by=SYSTEM, at=at)
    else:
        draft = entering.amend(known.pk, by=SYSTEM, at=at)
        draft = entering.edit(draft.pk, record.content, by=SYSTEM, at=at)
    deciding.submit(draft.pk, by=SYSTEM, at=at)
    deciding.approve(draft.pk, by=SYSTEM, at=at)
    deciding.publish_as_decided(draft.pk, decision.pk, at=at)


def _announcement(told: dict[str, Any]) -> Announcement:
    effect = told.get("HIEULUCVANBAN")
    return Announcement(
        told["SO"], date.fromisoformat(told["NGAYKY"]), date.fromisoformat(told["HIEULUC"]), told.get("VANBAN", ""),
        date.fromisoformat(effect) if effect else None,
    )  # fmt: skip
