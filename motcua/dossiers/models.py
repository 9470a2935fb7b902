import secrets

from django.db import models

from motcua.dossiers.rules import Status


def new_ref() -> str:
    return secrets.token_urlsafe(9)


class Dossier(models.Model):
    """An applicant's file from draft to result. Its code is issued once, at submission."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref, help_text="in the applicant's addresses")
    code = models.CharField(max_length=60, unique=True, null=True, help_text="mã hồ sơ")
    version = models.ForeignKey("catalogue.ServiceVersion", models.PROTECT, related_name="+")
    applicant = models.ForeignKey("identity.Person", models.PROTECT, related_name="dossiers")
    business = models.ForeignKey("identity.Business", models.PROTECT, null=True, related_name="dossiers")
    applicant_name = models.CharField(max_length=250, help_text="the business, or the person")
    applicant_fold = models.CharField(max_length=250)
    unit = models.ForeignKey("territory.Unit", models.PROTECT, null=True, related_name="+", help_text="head office")
    status = models.CharField(max_length=20, choices=[(s, s.label) for s in Status], default=Status.DRAFT)
    case = models.OneToOneField("workflow.Case", models.PROTECT, null=True, related_name="+")
    answers_sealed = models.BinaryField(null=True)
    saves = models.JSONField(default=dict, help_text="page → how often it was saved, to catch a stale one")
    visits = models.JSONField(
        default=dict, help_text="page → its streak of saves from one window, see rules.one_more_save"
    )
    look_up = models.BinaryField(null=True, help_text="blind index of code and the last four digits of the ID")
    list_file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    list_remarks = models.JSONField(default=list)
    list_problems = models.PositiveIntegerField(default=0, help_text="rows with a problem")
    people = models.PositiveIntegerField(default=0)
    amount = models.PositiveBigIntegerField(default=0, help_text="đồng asked for")
    people_granted = models.PositiveIntegerField(default=0)
    amount_granted = models.PositiveBigIntegerField(default=0, help_text="đồng")
    reason = models.TextField(blank=True, help_text="of the refusal or withdrawal")
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="dossier_submitted_unless_draft",
                condition=models.Q(status=Status.DRAFT, submitted_at=None, code=None, case=None)
                | (~models.Q(status=Status.DRAFT) & models.Q(submitted_at__isnull=False, code__isnull=False)),
            ),
            models.CheckConstraint(
                name="dossier_grants_within_request",
                condition=models.Q(people_granted__lte=models.F("people"), amount_granted__lte=models.F("amount")),
            ),
        ]
        indexes = [models.Index(fields=["applicant", "-saved_at"], name="dossier_of_person")]

    @property
    def subject(self) -> str:
        """Its name in journal, workflow and documents."""
        return f"dossier:{self.pk}"


class Row(models.Model):
    """One person of the list (Mẫu 01). What identifies them is sealed; indexes find the same person elsewhere."""

    class Verdict(models.TextChoices):
        PENDING = "", "Chưa xác nhận"
        CONFIRMED = "confirmed", "Đã xác nhận"
        REFUSED = "refused", "Không xác nhận"

    pk = models.CompositePrimaryKey("dossier", "n")
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="rows")
    n = models.PositiveIntegerField(help_text="1, 2, 3 … within the list")
    line = models.PositiveIntegerField(null=True, help_text="in the uploaded file; null when typed by hand")
    name = models.CharField(max_length=200)
    name_fold = models.CharField(max_length=200)
    sealed = models.BinaryField(help_text="all cells, as JSON")
    id_index = models.BinaryField(null=True)
    bhxh_index = models.BinaryField(null=True)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    months = models.PositiveSmallIntegerField(default=0)
    amount = models.PositiveBigIntegerField(default=0, help_text="đồng")
    problems = models.JSONField(default=list, help_text="[[column, code, message], …]")
    verdict = models.CharField(max_length=10, choices=Verdict.choices, default="", blank=True)
    reason = models.CharField(max_length=300, blank=True, help_text="of a refusal")
    verdict_by = models.CharField(max_length=120, blank=True)
    verdict_at = models.DateTimeField(null=True)
    struck = models.BooleanField(default=False, help_text="left out by the deciding agency")
    granted = models.BooleanField(default=False)
    corrected = models.PositiveSmallIntegerField(
        default=0, help_text="in which supplement the applicant last changed it"
    )

    class Meta:
        indexes = [
            models.Index(fields=["id_index"], name="row_by_id"),
            models.Index(fields=["bhxh_index"], name="row_by_bhxh"),
        ]


class Paper(models.Model):
    """A paper handed in with the dossier, in the round of submission 0 or of the n-th supplement."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="papers")
    key = models.CharField(max_length=40, help_text="which paper of the service")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    name = models.CharField(max_length=200, help_text="the file's name as the person gave it")
    round = models.PositiveSmallIntegerField(default=0)
    added_at = models.DateTimeField()


class Supplement(models.Model):
    """A request to complete the dossier (Mẫu 02), and the applicant's answer. The clock stands in between."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="supplements")
    n = models.PositiveSmallIntegerField()
    agency_name = models.CharField(max_length=200)
    asked_by = models.CharField(max_length=120)
    asked_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    reason = models.TextField()
    wanted = models.JSONField(default=list, help_text="paper keys, and 'list' when rows may be corrected")
    reply = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dossier", "n"], name="supplement_number")]


class Remark(models.Model):
    """An officer's internal note. The applicant never sees it; the journal knows of it."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="remarks")
    author = models.CharField(max_length=120)
    agency_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    text = models.TextField()


class CodeCounter(models.Model):
    """The last number issued by an agency on a day. Its row lock makes the numbers gapless."""

    pk = models.CompositePrimaryKey("agency", "day")
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+")
    day = models.DateField()
    last = models.PositiveIntegerField()
