"""Imports of procedures: what was read and what is wrong with it, kept between the dry run and the entry."""

from django.db import models

from motcua.agencies.models import Agency


class Import(models.Model):
    """One uploaded file. `records` are those that may be entered, `refused` names line, column, why and the way out."""

    class State(models.TextChoices):
        READ = "read", "Đang xem thử"
        ENTERED = "entered", "Đã nhập"
        DROPPED = "dropped", "Đã bỏ"

    source = models.CharField(max_length=200, help_text="the file's name")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", help_text="for which it is entered")
    state = models.CharField(max_length=10, choices=State.choices, default=State.READ)
    records = models.JSONField(default=list, help_text="[{line, code, content}]")
    refused = models.JSONField(default=list, help_text="[{line, column, why, cure}]")
    read_by = models.ForeignKey("identity.Person", models.PROTECT, related_name="+")
    read_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
