"""The quality check with what it needs to know of other records and services."""

from datetime import date

from django.db.models import Exists, OuterRef

from motcua.catalogue.queries import live_services
from motcua.kernel.text import fold
from motcua.procedures.models import Procedure, ProcedureVersion
from motcua.procedures.rules import quality
from motcua.procedures.rules.content import Content
from motcua.procedures.rules.life import DRAFTS


def found(record: Procedure, told: Content, on: date) -> tuple[quality.Finding, ...]:
    """Everything to say about a wording of a record on a day."""
    slugs = {version.slug for version in live_services(on)} if told.online else ()
    return quality.findings(told, on, services=slugs, twins=twins(record, told.name))


def judged(record: Procedure, told: Content, on: date) -> list[str]:
    """The keys of the rules that it breaks: what is kept with a version for lists."""
    return quality.keys(found(record, told, on))


def twins(record: Procedure, name: str) -> list[str]:
    """Other records of the same agency and name that are entered or public."""
    lives = ProcedureVersion.objects.filter(procedure=OuterRef("pk"), state__in=[*DRAFTS, "published"])
    same = Procedure.objects.filter(Exists(lives), owner_id=record.owner_id, name_fold=fold(name)[:1000])
    return list(same.exclude(pk=record.pk).order_by("code").values_list("code", flat=True)[:5]) if name else []
