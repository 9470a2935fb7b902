import uuid

from allauth.idp.oidc.models import Client
from django.db import models

from motcua.agencies.models import Agency
from motcua.identity.models import Person


class RelyingParty(models.Model):
    """A portal that signs people in here: what django-allauth's client does not know of it."""

    client = models.OneToOneField(Client, models.CASCADE, related_name="party")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="relying_parties")
    sector = models.CharField(max_length=200, help_text="portals of one sector know a person under one subject")
    backchannel_logout_uri = models.URLField(max_length=500, blank=True)
    contact = models.CharField(max_length=200, blank=True, help_text="an office, not a person")
    active = models.BooleanField(default=True)
    registered_at = models.DateTimeField()


class Consent(models.Model):
    """Which of their data a person lets a portal see; remembered until they take it back."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="consents")
    client = models.ForeignKey(Client, models.CASCADE, related_name="consents")
    scopes = models.JSONField(default=list)
    capacities = models.JSONField(default=list, help_text="in which of their capacities: citizen, business:<id>")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "client"], name="consent_once")]


class Visit(models.Model):
    """One sign-in of a person at another portal. Its id is spent with the authorization code: a code works once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey(Person, models.CASCADE, related_name="visits")
    client = models.ForeignKey(Client, models.CASCADE, related_name="visits")
    sid = models.UUIDField(db_index=True, help_text="identity.Session.sid of the visit here")
    acr = models.PositiveSmallIntegerField()
    amr = models.JSONField(default=list)
    auth_time = models.BigIntegerField(help_text="seconds since 1970")
    capacity = models.CharField(max_length=40, help_text="citizen or business:<id>, as chosen when it began")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    why_ended = models.CharField(
        max_length=20, blank=True, help_text="signed_out, revoked, reuse, withdrawn, closed, refused"
    )
    told_at = models.DateTimeField(null=True, help_text="when the portal knew that it ended")


class SigningKey(models.Model):
    """A key that signs what other portals must believe. Published before it signs, and for a while after."""

    kid = models.CharField(max_length=64, unique=True)
    pem_sealed = models.BinaryField(help_text="vault purpose openid.key")
    made_at = models.DateTimeField()
    signs_from = models.DateTimeField()
    signs_until = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True, help_text="no longer published from then on")
