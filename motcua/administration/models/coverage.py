"""What the whole state's coverage was when it was last counted, and reminders."""

from django.db import models

from motcua.agencies.models import Agency


class Coverage(models.Model):
    """The figures of a body at the top of the state: `queries.coverage.Figures`. A job counts them anew."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+", db_index=False)
    subsystem = models.CharField(max_length=20)
    figures = models.JSONField()
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "subsystem"], name="coverage_once")]


class Reminder(models.Model):
    """Those who administer a unit were told what it lacks; of one unit and subsystem once a day."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", db_index=False)
    subsystem = models.CharField(max_length=20)
    on = models.DateField()
    sent_at = models.DateTimeField()
    people = models.PositiveIntegerField(help_text="how many were told")
    bare = models.PositiveIntegerField(help_text="units that nobody administered")
    missing = models.PositiveIntegerField(help_text="units that lacked somebody for a service")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "subsystem", "on"], name="reminder_once_a_day")]
