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
    agency = models.ForeignKey(
        "agencies.Agency",
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="the office that drew up a list itself",
    )
    topic = models.CharField(max_length=101, blank=True, help_text="of such a list: what rights are given for")
    assisted_by = models.ForeignKey(
        "identity.Person",
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="the clerk who filed it for the person",
    )
    assisted_at = models.ForeignKey("agencies.Agency", models.PROTECT, null=True, related_name="+")
    consented_at = models.DateTimeField(null=True, help_text="when the person confirmed by code what a clerk filed")
    applicant_name = models.CharField(max_length=250, help_text="the business, or the person")
    applicant_fold = models.CharField(max_length=250)
    unit = models.ForeignKey("territory.Unit", models.PROTECT, null=True, related_name="+", help_text="head office")
    status = models.CharField(max_length=20, choices=[(s, s.label) for s in Status], default=Status.DRAFT)
    case = models.OneToOneField("workflow.Case", models.PROTECT, null=True, related_name="+")
    answers_sealed = models.BinaryField(null=True)
    findings_sealed = models.BinaryField(null=True, help_text="what officers found, by key")
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


class Charge(models.Model):
    """A fee of a dossier (đồng), and how it was paid."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="charges")
    key = models.CharField(max_length=40, help_text="which fee of the service")
    title = models.CharField(max_length=300)
    amount = models.PositiveBigIntegerField(help_text="đồng")
    due = models.CharField(max_length=40, help_text='"submission", or the step that is not left before it is paid')
    paid_at = models.DateTimeField(null=True)
    method = models.CharField(max_length=20, blank=True, help_text="cash, transfer")
    receipt_no = models.CharField(max_length=60, blank=True)
    received_by = models.CharField(max_length=120, blank=True)
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, null=True, related_name="+", help_text="who took it")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "key"], name="charge_once"),
            models.UniqueConstraint(
                fields=["agency", "receipt_no"], condition=~models.Q(receipt_no=""), name="charge_receipt_number"
            ),
            models.CheckConstraint(
                name="charge_paid_whole",
                condition=models.Q(paid_at=None, method="", receipt_no="")
                | (models.Q(paid_at__isnull=False) & ~models.Q(method="")),
            ),
        ]


class Posting(models.Model):
    """A dossier posted in public by an agency (niêm yết công khai), without personal numbers, so all may object."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="postings")
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+")
    step = models.CharField(max_length=40)
    shown = models.JSONField(help_text="[[label, text], …] as posted")
    posted_at = models.DateTimeField()
    posted_by = models.CharField(max_length=120)
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dossier", "step"], name="posting_once_a_step")]
        indexes = [models.Index(fields=["agency", "-posted_at"], name="posting_of_agency")]


class Keeping(models.Model):
    """The consent of a person, or of a business, to keep answers for the next dossier."""

    person = models.ForeignKey("identity.Person", models.PROTECT, related_name="+", help_text="who agreed")
    business = models.ForeignKey("identity.Business", models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(business=None, withdrawn_at=None), name="keeping_of_person"
            ),
            models.UniqueConstraint(
                fields=["business"],
                condition=models.Q(business__isnull=False, withdrawn_at=None),
                name="keeping_of_firm",
            ),
        ]


class KeptAnswer(models.Model):
    """An answer kept for the next dossier under its shared name ("person.address"), as long as the consent lasts."""

    keeping = models.ForeignKey(Keeping, models.CASCADE, related_name="kept")
    name = models.CharField(max_length=60)
    label = models.CharField(max_length=300)
    sealed = models.BinaryField()
    dossier = models.ForeignKey(Dossier, models.SET_NULL, null=True, related_name="+", help_text="where it was given")
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["keeping", "name"], name="kept_answer_once")]


class PaperDemand(models.Model):
    """An officer asked for paper although a valid electronic dossier was there: found in a request, or told."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="paper_demands")
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+")
    officer = models.CharField(max_length=120, blank=True)
    how = models.CharField(max_length=10, help_text="found, told")
    text = models.TextField(help_text="the words of the request, or of the applicant")
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=120, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["agency", "-at"], name="paper_demand_of_agency")]


class CodeCounter(models.Model):
    """The last number issued by an agency on a day. Its row lock makes the numbers gapless."""

    pk = models.CompositePrimaryKey("agency", "day")
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+")
    day = models.DateField()
    last = models.PositiveIntegerField()
