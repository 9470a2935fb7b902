from django.contrib.postgres.fields import ArrayField
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
    TAX = "tax", "Cơ quan thuế"
    POST = "post", "Bưu chính công ích"


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


class Succession(models.Model):
    """One agency takes the place of another from a day on: merged, split or renamed. Rights do not follow by it."""

    former = models.ForeignKey(Agency, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Agency, models.PROTECT, related_name="predecessions")
    on = models.DateField()
    basis = models.CharField(max_length=200, blank=True, help_text="the decision that says so")
    takes_work = models.BooleanField(default=False, help_text="what the former one was to handle comes to this one")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["former", "successor"], name="agency_succession_once"),
            models.UniqueConstraint(
                fields=["former"], condition=models.Q(takes_work=True), name="agency_one_takes_the_work"
            ),
            models.CheckConstraint(condition=~models.Q(former=models.F("successor")), name="agency_succeeds_another"),
        ]


class UnitChange(models.Model):
    """An ordered change of one agency: of its name, of what it stands under, its beginning or its end.

    It takes effect on its day; the orders of an agency are the history of its name and of its place in the tree.
    """

    class Kind(models.TextChoices):
        RENAME = "rename", "Đổi tên"
        MOVE = "move", "Chuyển đơn vị cấp trên"
        ESTABLISH = "establish", "Thành lập"
        END = "end", "Kết thúc hoạt động"

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    on = models.DateField(help_text="the first day on which it holds")
    basis = models.CharField(max_length=200, help_text="the decision that says so")
    name = models.CharField(max_length=200, blank=True, help_text="the new one")
    former_name = models.CharField(max_length=200, blank=True)
    parent = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+", help_text="the new one")
    former_parent = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    former_end = models.DateField(null=True, help_text="of one that is to end: the day known before")
    ordered_at = models.DateTimeField()
    ordered_by = models.ForeignKey("identity.Person", models.PROTECT, null=True, related_name="+")
    membership = models.ForeignKey(
        "Membership", models.PROTECT, null=True, related_name="+", help_text="from which place it was ordered"
    )
    done_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True, help_text="called off, or refused on its day")
    dropped_why = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "kind"],
                condition=models.Q(done_at=None, dropped_at=None),
                name="agency_one_open_change",
            ),
            models.CheckConstraint(
                condition=models.Q(done_at=None) | models.Q(dropped_at=None), name="agency_change_done_or_dropped"
            ),
        ]
        indexes = [
            models.Index(
                fields=["on"], condition=models.Q(done_at=None, dropped_at=None), name="agency_changes_to_come"
            )
        ]


class Membership(models.Model):
    """A person's place in an agency. What they may do there are its grants; inactive, none of them counts."""

    person = models.ForeignKey("identity.Person", models.PROTECT, related_name="memberships")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="memberships")
    name_fold = models.CharField(
        max_length=120, blank=True, help_text="the person's, for finding who works where among all who have an account"
    )
    title = models.CharField(max_length=120, blank=True, help_text="chức vụ, as it stands under a signature")
    office = models.CharField(max_length=200, blank=True, help_text="the room, division or centre within the agency")
    active = models.BooleanField(default=True)
    since = models.DateField()
    until = models.DateField(null=True, help_text="the first day without it")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "agency"], name="membership_once")]


class Grant(models.Model):
    """A right of a membership. Once given it only ever ends: to change one is to end it and to give another.

    In force from `since` until `until`, unless it waits for approval or has ended; `motcua.agencies.queries.in_force`.
    """

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="grants", db_index=False)
    subsystem = models.CharField(max_length=20)
    right = models.CharField(max_length=20)
    services = ArrayField(models.CharField(max_length=80), null=True, help_text="slugs; null: all of the subsystem")
    scope = models.ForeignKey(
        Agency, models.PROTECT, null=True, related_name="grants", db_index=False, help_text="null: the whole state"
    )
    level = models.PositiveSmallIntegerField(
        null=True, help_text="to be passed on, as an administrator of this level; null: to be used"
    )
    since = models.DateField()
    until = models.DateField(null=True, help_text="the first day without it")
    under = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="given", help_text="of the granter; null: the portal itself"
    )
    stands_for = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="stand_ins", help_text="of the absent colleague"
    )
    falls = models.BooleanField(default=False, help_text="ends when `under` ends, as was the policy when it was given")
    reason = models.CharField(max_length=300, blank=True)
    given_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey("identity.Person", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("identity.Person", models.PROTECT, null=True, related_name="+")
    ended_why = models.CharField(max_length=300, blank=True)
    used_on = models.DateField(null=True, help_text="the last day on which it was used, as far as the journal tells")

    class Meta:
        indexes = [
            models.Index(fields=["membership", "id"], name="grant_of"),
            models.Index(
                fields=["scope", "subsystem", "right"], name="grant_in_scope", condition=models.Q(ended_at=None)
            ),
            models.Index(fields=["scope"], name="grant_scope"),
            models.Index(
                fields=["scope", "subsystem"],
                name="grant_administering",
                condition=models.Q(ended_at=None, level__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="grant_ended_whole",
                condition=models.Q(ended_at=None, ended_by=None, ended_why="") | models.Q(ended_at__isnull=False),
            ),
            models.CheckConstraint(condition=models.Q(until__gt=models.F("since")), name="grant_lasted"),
            models.CheckConstraint(
                name="grant_state_is_national",
                condition=models.Q(scope__isnull=False) | models.Q(level=None) | models.Q(level=0),
            ),
            models.CheckConstraint(condition=~models.Q(services=[]), name="grant_of_some_service"),
        ]
