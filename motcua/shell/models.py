from django.db import models


class ClockAnchor(models.Model):
    """When, in the world's time, the training clock showed `start`."""

    start = models.DateTimeField(primary_key=True)
    anchored_at = models.DateTimeField()


class Hit(models.Model):
    """A fixed-window counter of the rate limiter. `bucket` names what is limited and for whom (hashed)."""

    bucket = models.CharField(max_length=120, primary_key=True)
    window = models.BigIntegerField()
    count = models.PositiveIntegerField()
