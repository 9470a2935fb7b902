"""A procedure's record and its versions."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from motcua.agencies.models import Agency
from motcua.territory.models import Level


class Procedure(models.Model):
    """The record of one procedure. A province's own specialisation names the national record as its `parent`.

    `name`, `field_code` and `field_name` are those of its newest version, for lists; what is published stands in the
    versions.
    """

    class State(models.TextChoices):
        WORKING = "working", "Chưa công khai"
        PUBLIC = "public", "Đang công khai"
        AMENDED = "amended", "Đang công khai sửa đổi, bổ sung"
        ABOLISHED = "abolished", "Bãi bỏ"

    code = models.CharField(max_length=40, unique=True, help_text="as rules.codes.parse writes it")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="specialisations")
    owner = models.ForeignKey(Agency, models.PROTECT, related_name="+", help_text="who publishes it")
    level = models.CharField(max_length=10, choices=Level.choices, help_text="of the owner: central or province")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WORKING)
    name = models.CharField(max_length=1000)
    name_fold = models.CharField(max_length=1000)
    field_code = models.CharField(max_length=40, blank=True)
    field_name = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["owner", "code"], name="procedure_of"),
            models.Index(fields=["state", "code"], name="procedure_by_state"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(parent=F("id")), name="procedure_specialises_another"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ProcedureVersion(models.Model):
    """One wording of a procedure on its way from entry to publication, and what was published.

    `content` is `rules.content.to_json`; of a specialisation only the fields that differ from the national procedure
    (`rules.content.difference`). What was published is never written again, only its last day.
    Shown to everybody from `public_from` until before `public_to`; `valid_from` is when its decision takes effect.
    """

    class State(models.TextChoices):
        ENTERED = "entered", "Mới nhập"
        SUBMITTED = "submitted", "Chờ duyệt"
        RETURNED = "returned", "Trả lại"
        APPROVED = "approved", "Đã duyệt"
        PUBLISHED = "published", "Đang công khai"
        AMENDED = "amended", "Đã được sửa đổi, bổ sung"
        ABOLISHED = "abolished", "Bãi bỏ"
        DROPPED = "dropped", "Đã bỏ"

    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="versions", db_index=False)
    n = models.PositiveSmallIntegerField(help_text="1, 2, 3 … within the procedure")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ENTERED)
    content = models.JSONField()
    name = models.CharField(max_length=1000, help_text="the whole content's, merged")
    name_fold = models.CharField(max_length=1000)
    findings = ArrayField(
        models.CharField(max_length=30), default=list, help_text="keys of rules.quality as of the last change"
    )
    entered_by = models.ForeignKey(
        "identity.Person", models.PROTECT, null=True, related_name="+", help_text="null: load"
    )
    entered_at = models.DateTimeField()
    submitted_by = models.ForeignKey("identity.Person", models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey("identity.Person", models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    returned_why = models.CharField(max_length=1000, blank=True)
    published_by = models.ForeignKey("identity.Person", models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True, help_text="the click “Công khai”")
    valid_from = models.DateField(null=True, help_text="the day on which its decision takes effect")
    public_from = models.DateField(null=True, help_text="the later of valid_from and the day of publication")
    public_to = models.DateField(null=True, help_text="the first day on which the next one, or nothing, is shown")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["procedure", "n"], name="procedure_version_n"),
            models.UniqueConstraint(
                fields=["procedure"],
                condition=Q(state__in=["entered", "submitted", "returned", "approved"]),
                name="procedure_one_draft",
            ),
            models.UniqueConstraint(
                fields=["procedure"], condition=Q(state="published"), name="procedure_one_published"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["entered", "submitted", "returned", "approved", "dropped"], published_at=None)
                | Q(published_at__isnull=False, valid_from__isnull=False, public_from__isnull=False),
                name="procedure_version_published_whole",
            ),
            models.CheckConstraint(
                condition=Q(public_to=None) | Q(public_to__gte=F("public_from")), name="procedure_version_lasted"
            ),
            # Four eyes: who entered it does not approve it.
            models.CheckConstraint(
                condition=Q(approved_by=None) | Q(entered_by=None) | ~Q(approved_by=F("entered_by")),
                name="procedure_version_four_eyes",
            ),
        ]
        indexes = [
            models.Index(fields=["procedure", "-public_from"], name="procedure_version_by_date"),
            models.Index(fields=["state", "-id"], name="procedure_version_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.n})"
