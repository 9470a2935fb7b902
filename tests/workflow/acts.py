"""What tests of acts share: nothing changes on a refusal; the short way to the province."""

import pytest
from django.db import transaction

from motcua.journal.models import Entry
from motcua.kernel.errors import Refusal
from motcua.workflow.commands import take
from motcua.workflow.models import Case, Flow, Opinion, Passing, Turn

from .builders import at


def picture() -> tuple[list[object], ...]:
    """All that acts may change."""
    return (
        list(Case.objects.order_by("pk").values()),
        list(Turn.objects.order_by("pk").values()),
        list(Opinion.objects.order_by("pk").values()),
        list(Passing.objects.order_by("pk").values()),
        list(Flow.objects.order_by("pk").values()),
        list(Entry.objects.order_by("pk").values_list("pk", "action")),
    )


def refused(act, refusal: type[Refusal], message: str = "") -> None:
    """The act is refused in these words, and nothing has changed."""
    before = picture()
    with pytest.raises(refusal) as found, transaction.atomic():
        act()
    assert type(found.value) is refusal
    assert message in str(found.value)
    assert picture() == before


def to_decide(people, case: Case) -> None:
    take(case.pk, "pass", by=people.thu, at=at("2020-05-13T09:00"))
    take(case.pk, "pass", by=people.huyen, at=at("2020-05-14T09:00"))
