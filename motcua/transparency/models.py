from django.db import models
from django.db.models import Q

from motcua.agencies.models import Agency
from motcua.identity.models import Person


class Inquiry(models.Model):
    """A person asks an agency why somebody there looked at their data; the agency answers."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="inquiries")
    entry = models.BigIntegerField(help_text="the journal's entry of the view")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="inquiries")
    answerer = models.ForeignKey(
        Agency,
        models.PROTECT,
        related_name="+",
        help_text="the agency, or the nearest above it where somebody else than the viewer may answer",
    )
    question = models.TextField(max_length=1000, blank=True)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answer = models.TextField(max_length=2000, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "entry"], name="inquiry_once"),
            models.CheckConstraint(
                condition=Q(answer="", answered_by=None, answered_at=None)
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="inquiry_answered_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["answerer", "due_at", "id"], condition=Q(answered_at=None), name="inquiry_open")
        ]
