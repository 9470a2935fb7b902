from django.db import models


class ServiceDraft(models.Model):
    """A service file on its way to being published: written by one person, published or returned by another.

    `name` and `slug` are read from the text as far as it can be read. Published, it never changes again.
    """

    class State(models.TextChoices):
        OPEN = "open", "Đang soạn"
        SUBMITTED = "submitted", "Chờ công bố"
        RETURNED = "returned", "Trả lại để sửa"
        PUBLISHED = "published", "Đã công bố"
        WITHDRAWN = "withdrawn", "Đã bỏ"

    owner = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+", help_text="who would offer it")
    slug = models.CharField(max_length=80, blank=True)
    name = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the text, hexadecimal")
    faults = models.PositiveIntegerField(help_text="how many the text has")
    file_name = models.CharField(max_length=120, blank=True, help_text="of the upload; empty when typed")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    uploaded_by = models.ForeignKey("identity.Person", models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    saved_by = models.ForeignKey("identity.Person", models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    submitted_by = models.ForeignKey("identity.Person", models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("identity.Person", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=1000, blank=True, help_text="why it was returned")
    valid_from = models.DateField(null=True, help_text="the first day, as it was published")
    published = models.ForeignKey("catalogue.ServiceVersion", models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["owner", "-saved_at"], name="service_draft_of_agency")]
        constraints = [
            models.CheckConstraint(
                name="service_draft_published_whole",
                condition=models.Q(state="published", published__isnull=False, valid_from__isnull=False)
                | (~models.Q(state="published") & models.Q(published=None, valid_from=None)),
            ),
            models.CheckConstraint(
                name="service_draft_submitted_by_someone",
                condition=~models.Q(state__in=["submitted", "published"])
                | models.Q(submitted_by__isnull=False, submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="service_draft_second_person",
                condition=~models.Q(state="published")
                | (
                    models.Q(decided_by__isnull=False, decided_at__isnull=False)
                    & ~models.Q(decided_by=models.F("uploaded_by"))
                    & ~models.Q(decided_by=models.F("submitted_by"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.slug or self.file_name


class DraftText(models.Model):
    """Who put which text into a draft, and when: nobody publishes what they wrote themselves."""

    draft = models.ForeignKey(ServiceDraft, models.CASCADE, related_name="texts")
    person = models.ForeignKey("identity.Person", models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()


class Trial(models.Model):
    """One person's walk through the applicant's pages of a draft. Invented answers, sealed as an applicant's are."""

    draft = models.ForeignKey(ServiceDraft, models.CASCADE, related_name="trials")
    person = models.ForeignKey("identity.Person", models.PROTECT, related_name="+")
    answers_sealed = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "person"], name="trial_of_person")]
