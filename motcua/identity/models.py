import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models


class Person(AbstractBaseUser):
    """One human being with one account, as citizen or officer. Numbers are sealed; the indexes find them exactly."""

    subject = models.UUIDField(unique=True, default=uuid.uuid4, help_text="the public identifier of the account")
    name = models.CharField(max_length=120)
    name_fold = models.CharField(max_length=120, db_index=True)
    id_number_sealed = models.BinaryField()
    id_number_index = models.BinaryField(unique=True)
    phone_sealed = models.BinaryField(null=True)
    phone_index = models.BinaryField(null=True, unique=True)
    birth_date_sealed = models.BinaryField(null=True)
    email = models.EmailField(blank=True)
    assurance = models.PositiveSmallIntegerField(
        default=1, help_text="1: phone; 2: identity confirmed. Level 3 is a matter of the session: rules.proofs"
    )
    assured_by = models.CharField(max_length=10, blank=True, help_text="register or counter")
    assured_at = models.DateTimeField(null=True)
    language = models.CharField(max_length=5, default="vi")
    capacity = models.CharField(max_length=40, blank=True, help_text="last chosen; where the next session starts")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()

    USERNAME_FIELD = "subject"
    EMAIL_FIELD = "email"
    objects = BaseUserManager["Person"]()

    def __str__(self) -> str:
        return self.name


class IdNumber(models.Model):
    """Each ID number under which a person was ever known: all of them lead to the account, none to two accounts.

    Who exchanges a CMND (9 digits) for a CCCD (12) keeps both; `until` is when the former ceased to be current.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="id_numbers")
    sealed = models.BinaryField(help_text="vault purpose person.id")
    index = models.BinaryField(unique=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)


class FormerPhone(models.Model):
    """A phone that a person had before. Kept for the history only: phone numbers are given to other people."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="former_phones")
    sealed = models.BinaryField(help_text="vault purpose person.phone")
    until = models.DateTimeField()
    why = models.CharField(max_length=20, help_text="changed, counter, taken: the number proved to be another person's")


class OneTimeCode(models.Model):
    """A code that is sent to a phone or, without a phone, handed out at a counter. It is derived, never stored.

    `person` is None while nobody has an account yet, and when the number that was typed belongs to nobody: then no
    message leaves, and everything else looks and lasts the same.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Đang chờ gửi"
        SENT = "sent", "Đã gửi"
        FAILED = "failed", "Không gửi được"
        SILENT = "silent", "Không gửi"

    purpose = models.CharField(max_length=20, help_text="register, sign_in, phone, counter")
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="codes")
    phone_sealed = models.BinaryField(null=True, help_text="vault purpose person.phone")
    nonce = models.BinaryField(help_text="the code is an HMAC over it")
    digits = models.PositiveSmallIntegerField(default=6)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    tries = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class Device(models.Model):
    """A browser in which somebody signed in before: known by the hash of a cookie of its own."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="devices")
    digest = models.BinaryField()
    name = models.CharField(max_length=80)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "digest"], name="device_once")]


class Session(AbstractBaseSession):
    """A visit of somebody: `session_key` is the hash of the cookie; a visitor who did not sign in has no person."""

    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="sessions")
    sid = models.UUIDField(null=True, help_text="how other portals know this visit: OpenID's sid")
    device = models.CharField(max_length=80, blank=True)
    place = models.CharField(max_length=120, blank=True, help_text="as far as the address tells, its end left out")
    began_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True, help_text="to some minutes")


class RegisterCheck(models.Model):
    """One question to the population register: do this number, name and birth date belong together?"""

    class Result(models.TextChoices):
        WAITING = "waiting", "Đang đối chiếu"
        MATCHED = "matched", "Khớp"
        DIFFERS = "differs", "Không khớp"
        UNKNOWN = "unknown", "Không tìm thấy"
        UNREACHABLE = "unreachable", "Chưa hỏi được"

    person = models.ForeignKey(Person, models.CASCADE, related_name="register_checks")
    result = models.CharField(max_length=12, choices=Result.choices, default=Result.WAITING)
    fields = models.JSONField(default=list, help_text="names of what differs, never values")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)


class ExternalAccount(models.Model):
    """An account at another provider (the post, a bank) with which a person may sign in here."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="external_accounts")
    provider = models.CharField(max_length=40)
    subject_index = models.BinaryField(help_text="blind index of the provider's subject")
    linked_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "subject_index"], name="external_account_once"),
            models.UniqueConstraint(fields=["provider", "person"], name="external_account_one_each"),
        ]


class Business(models.Model):
    """An enterprise, cooperative or household business, by its tax code."""

    class Kind(models.TextChoices):
        ENTERPRISE = "enterprise", "Doanh nghiệp"
        COOPERATIVE = "cooperative", "Hợp tác xã"
        HOUSEHOLD = "household", "Hộ kinh doanh"
        OTHER = "other", "Tổ chức khác"

    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.ENTERPRISE)
    tax_code = models.CharField(max_length=14, unique=True)
    name = models.CharField(max_length=250)
    name_fold = models.CharField(max_length=250)

    def __str__(self) -> str:
        return self.name


class Affiliation(models.Model):
    """What a person may do for a business."""

    class Role(models.TextChoices):
        REPRESENTATIVE = "representative", "Người đại diện theo pháp luật"
        FILER = "filer", "Người nộp hồ sơ"
        VIEWER = "viewer", "Người xem"

    person = models.ForeignKey(Person, models.PROTECT, related_name="affiliations")
    business = models.ForeignKey(Business, models.PROTECT, related_name="affiliations")
    role = models.CharField(max_length=20, choices=Role.choices)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "business"], name="affiliation_once")]


class DemoPerson(models.Model):
    """An invented person of the demo, whom its page signs in with one click. Empty everywhere else."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="demo")
    part = models.CharField(max_length=200, help_text="what they do in the story")
    order = models.PositiveSmallIntegerField()
