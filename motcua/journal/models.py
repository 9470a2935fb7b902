from django.db import models


class Entry(models.Model):
    """One thing that was done or seen. Never updated, never deleted (the database refuses), no foreign keys.

    The table has one more column, `xid`: the transaction that wrote the row, filled in by the database, for sealing.
    """

    at = models.DateTimeField()
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=60)
    person = models.BigIntegerField()
    person_name = models.CharField(max_length=120)
    capacity = models.CharField(max_length=10)
    business = models.BigIntegerField(null=True)
    business_name = models.CharField(max_length=200, blank=True)
    membership = models.BigIntegerField(null=True)
    agency = models.BigIntegerField(null=True)
    agency_name = models.CharField(max_length=200, blank=True)
    data = models.JSONField(default=dict)
    leaf = models.BinaryField(max_length=32, help_text="RFC 6962 leaf hash over the id and all fields above")

    class Meta:
        indexes = [
            models.Index(fields=["subject", "id"], name="journal_by_subject"),
            models.Index(fields=["person", "id"], name="journal_by_person"),
            models.Index(fields=["agency", "at", "id"], include=["action"], name="journal_by_agency"),
            models.Index(fields=["at", "id"], name="journal_by_time"),
            models.Index(
                fields=["at", "id"],
                include=["action"],
                name="journal_of_agencies",
                condition=models.Q(subject__startswith="agency:"),
            ),
            models.Index(
                fields=["subject", "at", "id"],
                include=["action"],
                name="journal_of_agency",
                condition=models.Q(subject__startswith="agency:"),
            ),
        ]

    @property
    def viewing(self) -> bool:
        """Personal data was looked at, nothing was changed."""
        return self.action.startswith("seen:")


class Leaf(models.Model):
    """The place that sealing gave to an entry: entries commit out of the order of their ids, leaves keep one order.

    The copy of the hash lets the check name an entry that was altered together with its own hash.
    """

    position = models.BigIntegerField(primary_key=True)
    entry = models.BigIntegerField(unique=True)
    leaf = models.BinaryField(max_length=32)


class Seal(models.Model):
    """The Merkle tree over the first `size` leaves, as it was at `sealed_at`."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField(max_length=32)
    first_entry = models.BigIntegerField(help_text="smallest id among the entries that this seal added")
    last_entry = models.BigIntegerField(help_text="largest id among them")
    frontier = models.BinaryField(help_text="the perfect subtrees' hashes, largest first: enough to go on from here")
    below = models.BigIntegerField(help_text="every transaction numbered lower had ended and is sealed")
    cluster = models.BigIntegerField(
        help_text="the database cluster that numbered them; a restored copy is another one"
    )
    sealed_at = models.DateTimeField()
