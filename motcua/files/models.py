from django.db import models


class StoredFile(models.Model):
    """One upload. Its bytes lie on disk once for each content, under the hash; a name and a person for each row."""

    class Scan(models.TextChoices):
        NONE = "none", "Chưa quét"
        WAITING = "waiting", "Đang chờ quét mã độc"
        CLEAN = "clean", "Không có mã độc"
        HELD = "held", "Bị giữ lại vì nghi có mã độc"

    sha256 = models.CharField(max_length=64, db_index=True, help_text="hex, of the whole content")
    size = models.PositiveBigIntegerField(help_text="bytes")
    kind = models.CharField(max_length=8, help_text="pdf, jpg, png, xlsx, xls, ods, csv, docx: told by the content")
    mime = models.CharField(max_length=100)
    name = models.CharField(max_length=120, help_text="as shown and downloaded; without folders or forbidden marks")
    created_at = models.DateTimeField()
    created_by = models.BigIntegerField(help_text="identity.Person's id, 0 for the portal itself")
    scan = models.CharField(max_length=8, choices=Scan.choices, default=Scan.NONE)
    scan_tried_at = models.DateTimeField(
        null=True, help_text="when a scanner was last asked, with or without an answer"
    )
    malware = models.CharField(max_length=200, blank=True, help_text="what the scanner called it, of a held file")

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(size__gt=0), name="stored_file_not_empty")]
        indexes = [
            models.Index(
                models.F("scan"),
                models.F("scan_tried_at").asc(nulls_first=True),
                models.F("id"),
                condition=models.Q(scan__in=("none", "waiting")),
                name="stored_file_unscanned",
            )
        ]

    def __str__(self) -> str:
        return self.name
