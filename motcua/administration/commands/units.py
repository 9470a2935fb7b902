"""Ending an agency, with what stands in it: no dossier may be left in a place that is no more."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from motcua.administration.queries.units import open_work
from motcua.agencies.commands import units as tree
from motcua.agencies.commands.units import Order
from motcua.agencies.models import Agency, UnitChange
from motcua.agencies.rules.units import WorkNeedsHeir
from motcua.kernel.actor import Actor


@transaction.atomic
def end_units(
    agencies: Sequence[Agency], successors: Sequence[Agency], order: Order, *,
    bring_below: bool, by: Actor, at: datetime,
) -> tuple[UnitChange, ...]:  # fmt: skip
    """`agencies.commands.units.finish`, refused while dossiers stand there and nobody is named to take them.

    On the day the job workflow.inherit hands them to the first successor. Raises WorkNeedsHeir, and as `finish`.
    """
    count = open_work(agencies)
    if count and not successors:
        raise WorkNeedsHeir(agency=", ".join(one.name for one in agencies), count=count)
    return tree.finish(agencies, successors, order, by=by, at=at, bring_below=bring_below)
