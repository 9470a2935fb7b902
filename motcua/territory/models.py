from django.db import models

from motcua.territory.rules import short_name


class Level(models.TextChoices):
    """Of territory and of agencies alike."""

    CENTRAL = "central", "Trung ương"
    PROVINCE = "province", "Cấp tỉnh"
    DISTRICT = "district", "Cấp huyện"
    COMMUNE = "commune", "Cấp xã"


class Unit(models.Model):
    """A unit while it kept its name, kind and place: codes were reused in 2025, so a code needs a date."""

    code = models.CharField(max_length=10)
    name = models.CharField(max_length=100, help_text="in full, as decreed: Huyện Mộ Đức, Quận 1, Tỉnh Quảng Ngãi")
    name_fold = models.CharField(max_length=100)
    short_fold = models.CharField(max_length=100, help_text="the short name folded: what lists are sorted by")
    kind = models.CharField(max_length=40, help_text="tỉnh, thành phố, quận, huyện, thị xã, xã, phường…")
    level = models.CharField(max_length=10, choices=Level.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, help_text="the first day on which it no longer exists")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["level", "code", "valid_from"], name="unit_code_at"),
            models.CheckConstraint(condition=models.Q(valid_to__gt=models.F("valid_from")), name="unit_lasted"),
        ]
        indexes = [
            models.Index(fields=["level", "name_fold"], name="unit_by_name"),
            models.Index(fields=["level", "short_fold"], name="unit_by_short_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def short_name(self) -> str:
        """Without its kind where that is not ambiguous: Mộ Đức, Quảng Ngãi, but Quận 1."""
        return short_name(self.name, self.kind)


class Succession(models.Model):
    """On `on`, `predecessor` became (part of) `successor`."""

    predecessor = models.ForeignKey(Unit, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Unit, models.PROTECT, related_name="origins")
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once")]
