"""Lists of people in the letters' layouts, line by line, and invitations to those who have no account yet."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from motcua.agencies.models import Agency, Membership


class Roster(models.Model):
    """An uploaded or pasted list, and what its people are to be granted. Whoever manages all of `home` sees it.

    Names stand in clear, as accounts have them; numbers are sealed in the lines.
    """

    class State(models.TextChoices):
        READ = "read", "Đang xem thử"
        QUEUED = "queued", "Đang áp dụng"
        APPLIED = "applied", "Đã áp dụng"
        DROPPED = "dropped", "Đã bỏ"

    kind = models.CharField(max_length=10, help_text="focal, officers, change or add: rules.rosters.KINDS")
    source = models.CharField(max_length=200, help_text="the file's name, or that it was pasted")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="rosters", help_text="who uploaded it")
    home = models.ForeignKey(
        Agency, models.PROTECT, null=True, related_name="rosters", help_text="the body that it is for; null: the state"
    )
    subsystem = models.CharField(max_length=20, blank=True, help_text="of administrators; others: in the rights")
    rights = ArrayField(models.CharField(max_length=40), default=list, help_text="subsystem/right, to be used")
    level = models.PositiveSmallIntegerField(null=True, help_text="to be made administrators of this level")
    services = ArrayField(models.CharField(max_length=80), null=True, help_text="slugs; null: all")
    until = models.DateField(null=True, help_text="the first day without the rights")
    reason = models.CharField(max_length=300, blank=True)
    remarks = models.JSONField(default=list, help_text="what the reader said about the list as a whole")
    looked = ArrayField(
        models.BigIntegerField(), default=list, help_text="people elsewhere whose accounts were looked at"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.READ)
    read_at = models.DateTimeField()
    checked_at = models.DateTimeField(help_text="the dry run that stands in the lines")
    applied_at = models.DateTimeField(null=True, help_text="the last time; lines that were left may follow")


class RosterLine(models.Model):
    """One person of a list (in a change, one who leaves and who comes), and what the dry run says of them."""

    class Verdict(models.TextChoices):
        READY = "ready", "Khớp tài khoản"
        UNREGISTERED = "unregistered", "Chưa đăng ký"
        NOMINATED = "nominated", "Chỉ ghi tên"
        NAME_DIFFERS = "name_differs", "Khác họ tên"
        UNPROVED = "unproved", "Chưa xác minh giấy tờ"
        NEEDS_ID = "needs_id", "Cần số giấy tờ"
        AMBIGUOUS = "ambiguous", "Trùng họ tên"
        ZERO = "zero", "Có thể thiếu số 0"
        UNIT_MISSING = "unit_missing", "Không thấy đơn vị"
        UNIT_SEVERAL = "unit_several", "Nhiều đơn vị cùng tên"
        UNIT_CLOSED = "unit_closed", "Đơn vị ngừng hoạt động"
        OUTSIDE = "outside", "Ngoài phạm vi"
        TWICE = "twice", "Ghi hai lần"
        MYSELF = "myself", "Chính bạn"
        HOLDS = "holds", "Đã có quyền"
        INVITED = "invited", "Đã mời, đang chờ"
        NOTHING = "nothing", "Không có quyền để thay"
        NOT_YOURS = "not_yours", "Bạn không cấp được"
        UNREAD = "unread", "Chưa đọc được"
        LEFT_OUT = "left_out", "Bạn đã bỏ dòng này"

    roster = models.ForeignKey(Roster, models.CASCADE, related_name="lines", db_index=False)
    n = models.PositiveIntegerField(help_text="the line of the file or text")
    name = models.CharField(max_length=120, blank=True)
    name_fold = models.CharField(max_length=120, blank=True)
    sealed = models.BinaryField(help_text="the whole line as read, JSON; vault purpose roster")
    verdict = models.CharField(max_length=14, choices=Verdict.choices, default=Verdict.UNREAD)
    words = models.JSONField(default=dict, help_text="what the verdict names; never numbers of a person")
    place = models.CharField(max_length=500, blank=True, help_text="the unit as written, or as chosen by hand")
    chosen = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+", help_text="by hand, for this line")
    body = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+", help_text="under which it is named")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+", help_text="where the person works")
    person = models.ForeignKey("identity.Person", models.PROTECT, null=True, related_name="roster_lines")
    leaving = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+", help_text="in a change")
    accepted = models.BooleanField(default=False, help_text="the proposals: a zero that a spreadsheet lost")
    same = models.BooleanField(default=False, help_text="the account is theirs though its name differs")
    vouched = models.ForeignKey(
        "identity.Person", models.PROTECT, null=True, related_name="+",
        help_text="whose unproved account the officer says it is",
    )  # fmt: skip
    left_out = models.BooleanField(default=False)
    granted = models.BooleanField(default=True, help_text="X in letter 3623's list; elsewhere always")
    named = models.BooleanField(
        default=False, help_text="named in the latest applied list of administrators of its body: coverage counts it"
    )
    membership = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="roster_lines")
    done_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=300, blank=True, help_text="what came of it, or why it was refused")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["roster", "n"], name="roster_line_once")]
        indexes = [
            models.Index(fields=["body"], condition=models.Q(named=True), name="roster_named"),
            models.Index(fields=["roster", "verdict", "n"], name="roster_by_verdict"),
        ]


class Invitation(models.Model):
    """What somebody is to be granted as soon as they have an account; `wishes` as `commands.Asked` has them.

    The right of who invites is asked when it is fulfilled, not when it is written. Without wishes they are only named,
    and whoever named them is told when they have registered.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Đang chờ đăng ký"
        FULFILLED = "fulfilled", "Đã đăng ký và có quyền"
        LAPSED = "lapsed", "Không còn hiệu lực"
        WITHDRAWN = "withdrawn", "Đã rút"

    name = models.CharField(max_length=120)
    name_fold = models.CharField(max_length=120)
    sealed = models.BinaryField(help_text="ID number and phone, JSON; vault purpose invitation")
    id_index = models.BinaryField(null=True)
    phone_index = models.BinaryField(null=True)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="invitations")
    title = models.CharField(max_length=120, blank=True)
    office = models.CharField(max_length=200, blank=True)
    wishes = models.JSONField(default=list)
    reason = models.CharField(max_length=300, blank=True)
    invited_by = models.ForeignKey(Membership, models.PROTECT, related_name="invitations")
    invited_at = models.DateTimeField()
    until = models.DateField(help_text="the first day on which it no longer holds")
    line = models.ForeignKey(RosterLine, models.SET_NULL, null=True, related_name="invitations")
    candidate = models.ForeignKey(
        "identity.Person", models.PROTECT, null=True, related_name="+", help_text="registered; a person must say yes"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    settled_at = models.DateTimeField(null=True)
    settled_why = models.CharField(max_length=300, blank=True)
    membership = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    told_at = models.DateTimeField(null=True, help_text="the last message that the provider took")
    asked_at = models.DateTimeField(null=True, help_text="the last message that was to be sent")
    trouble = models.CharField(max_length=200, blank=True, help_text="why the last message was not sent")

    class Meta:
        indexes = [
            models.Index(fields=["id_index"], condition=models.Q(state="waiting"), name="invitation_by_id"),
            models.Index(fields=["phone_index"], condition=models.Q(state="waiting"), name="invitation_by_phone"),
            models.Index(fields=["agency", "state"], name="invitation_in"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(id_index__isnull=False) | models.Q(phone_index__isnull=False),
                name="invitation_to_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(state="waiting", settled_at=None) | ~models.Q(state="waiting"),
                name="invitation_settled_whole",
            ),
        ]
