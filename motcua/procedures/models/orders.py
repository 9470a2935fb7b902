"""Named orders under which dossiers are accepted although the procedure is not published yet."""

from django.db import models
from django.db.models import F, Q

from motcua.agencies.models import Agency
from motcua.procedures.models.records import Procedure


class AcceptanceOrder(models.Model):
    """Letter 001's case: the dossiers of a procedure are accepted before its publication because an order says so.

    In force from `since` until before `until`, and only as long as it was not `ended_at`.
    """

    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="orders")
    number = models.CharField(max_length=60)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", help_text="who ordered it")
    signed_on = models.DateField()
    since = models.DateField()
    until = models.DateField(null=True, help_text="the first day without it; null: until the procedure is published")
    url = models.URLField(max_length=500, blank=True)
    entered_by = models.ForeignKey("identity.Person", models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField()
    ended_by = models.ForeignKey("identity.Person", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["procedure", "number"], condition=Q(ended_at=None), name="acceptance_order_once"
            ),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=F("since")), name="acceptance_order_lasted"),
        ]

    def __str__(self) -> str:
        return self.number
