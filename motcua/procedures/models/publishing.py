"""Decisions that publish, amend and abolish procedures, and who did what to a record."""

from django.db import models

from motcua.agencies.models import Agency
from motcua.procedures.models.records import Procedure, ProcedureVersion


class Kind(models.TextChoices):
    """What a decision does to a procedure (loại quyết định công bố)."""

    NEW = "new", "Thêm mới"
    AMEND = "amend", "Sửa đổi, bổ sung"
    ABOLISH = "abolish", "Bãi bỏ"


class Decision(models.Model):
    """Quyết định công bố. It may publish some procedures, amend others and abolish more: its items say which.

    The clocks of publication count from `signed_on` and from `legal_effect_on`.
    """

    number = models.CharField(max_length=60)
    issued_by = models.ForeignKey(Agency, models.PROTECT, related_name="+", db_index=False)
    signed_on = models.DateField()
    effective_on = models.DateField()
    legal_number = models.CharField(
        max_length=200, blank=True, help_text="the legal text that the procedures carry out"
    )
    legal_effect_on = models.DateField(null=True, help_text="when that legal text takes effect")
    url = models.URLField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issued_by", "number"], name="decision_number_once")]
        indexes = [models.Index(fields=["signed_on"], name="decision_by_day")]

    def __str__(self) -> str:
        return self.number


class DecisionItem(models.Model):
    """One procedure of a decision. `version` is what it publishes or abolishes; null while that is not entered yet."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="items", db_index=False)
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="items")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    version = models.ForeignKey(ProcedureVersion, models.PROTECT, null=True, related_name="items")
    done_at = models.DateTimeField(null=True, help_text="published or abolished here")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["decision", "procedure"], name="decision_item_once")]


class Event(models.Model):
    """One step of a version: who, when, from which agency. Only ever added to; the database refuses the rest."""

    class Kind(models.TextChoices):
        ENTER = "enter", "Nhập"
        EDIT = "edit", "Sửa bản nhập"
        SUBMIT = "submit", "Trình duyệt"
        APPROVE = "approve", "Duyệt"
        RETURN = "return", "Trả lại"
        PUBLISH = "publish", "Công khai"
        AMEND = "amend", "Sửa đổi, bổ sung"
        ABOLISH = "abolish", "Bãi bỏ"
        DROP = "drop", "Bỏ bản nhập"

    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="events", db_index=False)
    version = models.ForeignKey(ProcedureVersion, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField()
    person = models.ForeignKey("identity.Person", models.PROTECT, null=True, related_name="+")
    person_name = models.CharField(max_length=120)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=1000, blank=True)

    class Meta:
        indexes = [models.Index(fields=["procedure", "id"], name="procedure_event_of")]
