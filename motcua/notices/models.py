from django.db import models


class Notice(models.Model):
    """One message in a person's inbox, as they read it. `link` is a path on the portal, or ''."""

    person = models.ForeignKey("identity.Person", models.PROTECT, related_name="notices")
    title = models.CharField(max_length=200)
    body = models.TextField()
    link = models.CharField(max_length=500, blank=True)
    subject = models.CharField(max_length=60, blank=True, help_text="what it is about, as in the journal: dossier:12")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "-id"], name="notice_inbox"),
            models.Index(fields=["person"], condition=models.Q(read_at=None), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return self.title


class Delivery(models.Model):
    """A notice, or a one-time code, on its way out of the portal. The address is sealed as it was at the time.

    The text of a code is never kept: it is made when it is sent.
    """

    class Channel(models.TextChoices):
        SMS = "sms", "Tin nhắn"
        EMAIL = "email", "Thư điện tử"

    class State(models.TextChoices):
        QUEUED = "queued", "Đang chờ gửi"
        SENT = "sent", "Đã gửi"
        FAILED = "failed", "Không gửi được"

    notice = models.ForeignKey(Notice, models.CASCADE, null=True, related_name="deliveries")
    # Codes are forgotten after a while, and the database forgets their deliveries with them (migration 0002).
    code = models.ForeignKey(
        "identity.OneTimeCode", models.DO_NOTHING, null=True, related_name="deliveries", db_constraint=False
    )
    former = models.ForeignKey(
        "identity.FormerPhone", models.CASCADE, null=True, related_name="+", help_text="also told: the number before"
    )
    channel = models.CharField(max_length=10, choices=Channel.choices)
    to_sealed = models.BinaryField()
    text = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    trying_since = models.DateTimeField(null=True, help_text="a try is under way: nobody else begins one")
    trouble = models.CharField(max_length=200, blank=True, help_text="why the last try failed, for the operator")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "channel"], condition=models.Q(former=None), name="delivery_once_per_channel"
            ),
            models.UniqueConstraint(fields=["notice", "former"], name="delivery_once_per_former_phone"),
            models.UniqueConstraint(fields=["code"], name="delivery_once_per_code"),
            models.CheckConstraint(
                condition=models.Q(notice=None, code__isnull=False, former=None, text="")
                | models.Q(notice__isnull=False, code=None),
                name="delivery_of_a_notice_or_a_code",
            ),
        ]
