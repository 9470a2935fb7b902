from django.db import models

from motcua.territory.models import Level


class Role(models.TextChoices):
    """What an agency is in the state: with a level and a territory it names one agency."""

    GOVERNMENT_OFFICE = "government_office", "Văn phòng Chính phủ"
    MINISTRY = "ministry", "Bộ, cơ quan ngang bộ"
    COMMITTEE = "committee", "Ủy ban nhân dân"
    DEPARTMENT = "department", "Sở, ngành"
    SOCIAL_INSURANCE = "social_insurance", "Bảo hiểm xã hội"
    POLICY_BANK = "policy_bank", "Ngân hàng Chính sách xã hội"


class Agency(models.Model):
    """A body of the state in the tree. `path` is its ancestors' ids and its own, '/1/7/90/', for subtree queries."""

    identifier = models.CharField(max_length=40, unique=True, help_text="canonical: H48.01")
    legacy_identifier = models.CharField(max_length=40, blank=True, help_text="as of 2016: 000.00.01.H48")
    name = models.CharField(max_length=200)
    name_fold = models.CharField(max_length=200)
    role = models.CharField(max_length=20, choices=Role.choices)
    level = models.CharField(max_length=10, choices=Level.choices)
    sector = models.CharField(max_length=20, blank=True, help_text="of ministries and departments: labour, justice…")
    unit = models.ForeignKey("territory.Unit", models.PROTECT, null=True, related_name="agencies")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    path = models.CharField(max_length=200, db_index=True)
    place = models.CharField(max_length=100, blank=True, help_text="where its papers are dated: Quảng Ngãi")
    hours = models.JSONField(null=True, help_text="own working hours; null: the standard ones")
    code_template = models.CharField(max_length=80, blank=True, help_text="of the dossier codes that it issues")
    confirmed = models.BooleanField(default=False, help_text="the identifier was found in a published source")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, help_text="the first day on which it no longer exists")

    class Meta:
        indexes = [models.Index(fields=["role", "level", "unit"], name="agency_by_role")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(identifier__regex=r"^[A-Z][0-9]{2}(\.[0-9]{2,5}){0,4}$"),
                name="agency_identifier_canonical",
            ),
            models.UniqueConstraint(
                fields=["legacy_identifier"], condition=~models.Q(legacy_identifier=""), name="agency_legacy_once"
            ),
            models.UniqueConstraint(
                fields=["role", "level", "unit", "sector", "valid_from"], name="agency_one_in_place"
            ),
            models.CheckConstraint(condition=models.Q(valid_to__gt=models.F("valid_from")), name="agency_lasted"),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person's place in an agency, with the powers granted there: process, view, decide, grant."""

    person = models.ForeignKey("identity.Person", models.PROTECT, related_name="memberships")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="memberships")
    title = models.CharField(max_length=120, help_text="chức vụ, as it stands under a signature")
    powers = models.JSONField(default=list)
    since = models.DateField()
    until = models.DateField(null=True, help_text="the first day without it")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "agency"], name="membership_once")]
