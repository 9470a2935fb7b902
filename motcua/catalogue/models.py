from django.db import models
from django.db.models import F, Q


class Procedure(models.Model):
    """An administrative procedure (thủ tục hành chính), as far as the services name it."""

    code = models.CharField(max_length=40, unique=True, help_text="1.008360, a province's own: 1.008360.000.00.00.H48")
    name = models.CharField(max_length=500)
    name_fold = models.CharField(max_length=500)
    field = models.CharField(max_length=200, help_text="lĩnh vực")
    confirmed = models.BooleanField(default=False, help_text="its code was found in a published source")

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ServiceVersion(models.Model):
    """One published service file. The database refuses to change it (only its last day moves) or to delete it.

    A version whose `valid_to` is before its `valid_from` was replaced before it ever applied.
    """

    slug = models.CharField(max_length=80)
    owner = models.ForeignKey(
        "agencies.Agency", models.PROTECT, null=True, related_name="+", help_text="who offers it; null: the whole state"
    )
    number = models.PositiveSmallIntegerField(help_text="1, 2, 3 … within the slug")
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="versions")
    name = models.CharField(max_length=500)
    short_name = models.CharField(max_length=200)
    audience = models.JSONField(default=list, help_text="citizen, business, officer")
    search = models.TextField(help_text="name, short name, summary, keywords and procedure, folded")
    text = models.TextField(help_text="the file as it was published")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the text, hexadecimal")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, help_text="the last day on which a dossier may begin under it")
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["slug", "number"], name="service_version_number"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from") - models.Value(1, models.IntegerField())),
                name="service_version_validity",
            ),
        ]
        indexes = [models.Index(fields=["slug", "-valid_from"], name="service_version_by_date")]

    def __str__(self) -> str:
        return f"{self.slug} {self.number}"
