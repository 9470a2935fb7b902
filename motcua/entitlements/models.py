from django.db import models


class Entitlement(models.Model):
    """One month of one support, granted to one person. The primary key makes a second grant impossible."""

    pk = models.CompositePrimaryKey("policy", "person_index", "month")
    policy = models.CharField(max_length=60, help_text="the service's slug: one support, however many versions")
    person_index = models.BinaryField(max_length=16, help_text="blind index of the ID number")
    month = models.DateField(help_text="its first day")
    subject = models.CharField(max_length=60, db_index=True, help_text="what granted it: dossier:17")
    line = models.PositiveIntegerField(help_text="the row of the list, 1 to n")
    granted_at = models.DateTimeField()
