from django.db import models

from motcua.agencies.models import Agency
from motcua.identity.models import Person


class Inquiry(models.Model):
    """A person asks an agency why somebody there looked at their data; the agency answers."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="inquiries")
    entry = models.BigIntegerField(help_text="the journal's entry of the view")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="inquiries")
    question = models.TextField(max_length=1000, blank=True)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answer = models.TextField(max_length=2000, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "entry"], name="inquiry_once")]
