from django.db import models

from motcua.documents.rules import TITLES


class Counter(models.Model):
    """The last number given in a series of an agency in a year. Its row lock orders the issuers."""

    agency = models.ForeignKey("agencies.Agency", models.PROTECT, null=True, related_name="+")
    series = models.CharField(max_length=40, help_text="the symbol after the number: TNHS, QĐ-UBND")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "series", "year"], nulls_distinct=False, name="counter_once"),
        ]


class Document(models.Model):
    """An issued paper. Its words are sealed here; the PDF, always the same bytes for them, lies beside the database."""

    kind = models.CharField(max_length=20, choices=list(TITLES.items()))
    number = models.CharField(
        max_length=60, blank=True, help_text="as printed: 12/QĐ-UBND; blank for papers without one"
    )
    series = models.CharField(max_length=40, blank=True)
    year = models.PositiveSmallIntegerField(help_text="of the issue, in Vietnamese time")
    n = models.PositiveIntegerField(null=True, help_text="the running number within agency, series and year")
    subject = models.CharField(max_length=60, db_index=True, help_text='whose paper it is: "dossier:17"')
    dossier_code = models.CharField(max_length=60, blank=True)
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=300)
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=260, help_text="name and title, as they stand under the paper")
    data_sealed = models.BinaryField(help_text="what it says, vault purpose document")
    sha256 = models.CharField(max_length=64, blank=True, help_text="of the PDF; blank until it is printed")
    size = models.PositiveIntegerField(default=0, help_text="of the PDF in bytes; 0 until it is printed")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "series", "year", "n"],
                condition=models.Q(n__isnull=False),
                nulls_distinct=False,
                name="document_number_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}".strip()
