from django.db import models


class Holiday(models.Model):
    """A weekday off: a public holiday, a day in its lieu, or a day swapped with a worked weekend day."""

    day = models.DateField(primary_key=True)
    name = models.CharField(max_length=100)
    confirmed = models.BooleanField(default=True, help_text="false: not found in a published source")


class WorkedDay(models.Model):
    """A weekend day on which state agencies work, to make up for a day off."""

    day = models.DateField(primary_key=True)
    name = models.CharField(max_length=100)
    instead_of = models.DateField()
    confirmed = models.BooleanField(default=True)
