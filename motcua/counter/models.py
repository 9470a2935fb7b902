from django.db import models


class Scan(models.Model):
    """A paper of a draft, scanned at a counter and put together, until the clerk accepts it or scans it anew."""

    dossier = models.ForeignKey("dossiers.Dossier", models.DO_NOTHING, db_constraint=False, related_name="+")
    key = models.CharField(max_length=40, help_text="which paper of the service")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    pages = models.JSONField(help_text="[[number, [problem, …]], …]: files.rules.scan_quality.WORDS")
    clerk = models.ForeignKey("identity.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    original_seen = models.BooleanField(default=False, help_text="the clerk held the original beside it")
    reason = models.CharField(max_length=200, blank=True, help_text="why it is accepted with its problems")


class Confirmation(models.Model):
    """A code sent to the person for whom a clerk fills in a draft: it stands for one state of it and for its fees."""

    dossier = models.ForeignKey("dossiers.Dossier", models.DO_NOTHING, db_constraint=False, related_name="+")
    clerk = models.ForeignKey("identity.Person", models.PROTECT, related_name="+")
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+")
    code = models.BigIntegerField(help_text="identity.OneTimeCode's id; codes are deleted after a while")
    state = models.CharField(max_length=64, help_text="digest of what was told to the person")
    at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
