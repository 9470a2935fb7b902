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
    assurance = models.PositiveSmallIntegerField(default=1, help_text="LoA 1 to 3")
    language = models.CharField(max_length=5, default="vi")
    capacity = models.CharField(max_length=40, blank=True, help_text="last chosen; where the next session starts")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()

    USERNAME_FIELD = "subject"
    EMAIL_FIELD = "email"
    objects = BaseUserManager["Person"]()

    def __str__(self) -> str:
        return self.name


class Session(AbstractBaseSession):
    """A visit of somebody: `session_key` is the hash of the cookie; a visitor who did not sign in has no person."""

    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="sessions")


class Business(models.Model):
    """An enterprise, cooperative or household business, by its tax code."""

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
