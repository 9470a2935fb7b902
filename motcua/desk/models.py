from django.db import models


class SavedFilter(models.Model):
    """A filter of a queue that an officer keeps under a name, in the agency for whose queues it was made."""

    person = models.ForeignKey("identity.Person", models.CASCADE, related_name="+")
    agency = models.ForeignKey("agencies.Agency", models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    queue = models.CharField(max_length=20, help_text="its place in the address: ca-don-vi")
    query = models.CharField(max_length=1500, help_text="the filters in the address: tim=vi+du&xep=nhan")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "agency", "name"], name="saved_filter_name")]

    @property
    def address(self) -> str:
        """As the pages write a filter: 'ca-don-vi?tim=vi+du'."""
        return f"{self.queue}?{self.query}"
