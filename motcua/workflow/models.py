from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce


class Flow(models.Model):
    """A flow, kept once for all cases that run it; as text, because its order is that of the officer's buttons."""

    digest = models.CharField(max_length=64, primary_key=True, help_text="SHA-256 of the content")
    content = models.TextField(help_text="JSON in the order in which it was written")


class Case(models.Model):
    """One run of a flow. It does not know what it is about: `subject` names its owner ("dossier:17")."""

    flow = models.ForeignKey(Flow, models.PROTECT, related_name="+")
    subject = models.CharField(max_length=60, unique=True)
    topic = models.CharField(
        max_length=101, help_text='what rights are given for: subsystem and service, "covid/tam-hoan-hop-dong"'
    )
    unit = models.ForeignKey(
        "territory.Unit", models.PROTECT, related_name="+", help_text="where: resolves roles to agencies"
    )
    places = models.JSONField(
        default=dict, help_text="question → unit, for steps and opinions of another place than `unit`"
    )
    skipped = models.JSONField(
        default=list, help_text='opinions that this run does not ask for: ["review.other_commune"]'
    )
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=120, help_text="the applicant's name")
    due_at = models.DateTimeField(
        help_text="when the whole run is legally due; moves while the applicant is awaited, as at the last hand-over"
    )
    put_off_to = models.DateTimeField(null=True, help_text="the new date named with an apology; at most once")
    put_off_at = models.DateTimeField(null=True)
    put_off_by = models.CharField(max_length=120, blank=True)
    put_off_reason = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=40, blank=True, help_text='of the flow\'s "end:…", or "withdrawn"')

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="case_outcome_when_closed",
                condition=Q(closed_at=None, outcome="") | (Q(closed_at__isnull=False) & ~Q(outcome="")),
            ),
            models.CheckConstraint(
                name="case_put_off_whole",
                condition=Q(put_off_to=None, put_off_at=None, put_off_by="", put_off_reason="")
                | (Q(put_off_to__isnull=False, put_off_at__isnull=False) & ~Q(put_off_by="")),
            ),
        ]


class Turn(models.Model):
    """A step in the hands of one agency, from its hand-over to the next. At most one turn of a case is open."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="turns")
    n = models.PositiveSmallIntegerField(help_text="1, 2, 3 … within the case")
    step = models.CharField(max_length=40)
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+")
    holder = models.ForeignKey(
        "identity.Person", models.PROTECT, null=True, related_name="+", help_text="who claimed it"
    )
    claimed_at = models.DateTimeField(null=True)
    stage = models.PositiveSmallIntegerField(default=0, help_text="which sub-step inside the agency, from 0")
    stage_at = models.DateTimeField(null=True, help_text="since when, if it has sub-steps")
    escalated_at = models.DateTimeField(null=True, help_text="when those above were told that it is late")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(
        help_text="legal end of this turn; while awaiting the applicant, as it stood at the pause"
    )
    awaiting_since = models.DateTimeField(null=True, help_text="set while the clock stands for the applicant")
    awaiting_until = models.DateTimeField(null=True, help_text="by when the applicant must answer")
    awaiting_by = models.CharField(max_length=120, blank=True, help_text="the officer who asked the applicant")
    remaining_minutes = models.IntegerField(
        null=True, help_text="working minutes left when the clock was stopped; negative: it was late by so many"
    )
    returns = models.PositiveSmallIntegerField(default=0, help_text="how often it was returned for supplement")
    closed_at = models.DateTimeField(null=True)
    action = models.CharField(max_length=40, blank=True)
    closed_by = models.CharField(max_length=120, blank=True)
    closer = models.ForeignKey(
        "identity.Person", models.PROTECT, null=True, related_name="+", help_text="null: the portal itself"
    )
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "n"], name="turn_number"),
            models.UniqueConstraint(fields=["case"], condition=Q(closed_at=None), name="turn_one_open"),
            models.CheckConstraint(
                name="turn_closed_by_an_action",
                condition=Q(closed_at=None, action="", closed_by="", closer=None)
                | (Q(closed_at__isnull=False) & ~Q(action="") & ~Q(closed_by="")),
            ),
            models.CheckConstraint(
                name="turn_awaiting_whole",
                condition=Q(awaiting_since=None, awaiting_until=None, awaiting_by="", remaining_minutes=None)
                | (
                    Q(awaiting_since__isnull=False, awaiting_until__isnull=False, remaining_minutes__isnull=False)
                    & Q(returns__gt=0)
                    & ~Q(awaiting_by="")
                ),
            ),
            models.CheckConstraint(
                name="turn_claimed_whole",
                condition=Q(holder=None, claimed_at=None) | Q(holder__isnull=False, claimed_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                F("agency"),
                Coalesce("awaiting_until", "due_at"),
                F("id"),
                condition=Q(closed_at=None),
                name="turn_queue",
            ),
            models.Index(fields=["holder", "due_at", "id"], condition=Q(closed_at=None), name="turn_mine"),
        ]

    @property
    def pressing_at(self) -> datetime:
        """When something is due of it: the agency's work or, while awaited, the applicant's answer."""
        return self.awaiting_until or self.due_at


class Opinion(models.Model):
    """What another agency is asked while a turn is open. The turn keeps its holder; the opinion is due by itself."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="opinions")
    turn = models.ForeignKey(Turn, models.PROTECT, related_name="opinions")
    key = models.CharField(max_length=40, help_text="of the step's opinions")
    title = models.CharField(max_length=300)
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+")
    required = models.BooleanField(default=True, help_text="the step is not left before it is given")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=10, blank=True, help_text="agree, differ; closed: the turn ended without it")
    text = models.TextField(blank=True)
    answerer = models.ForeignKey("identity.Person", models.PROTECT, null=True, related_name="+")
    answered_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["turn", "key"], name="opinion_once_a_turn"),
            models.CheckConstraint(
                name="opinion_answered_whole",
                condition=Q(answered_at=None, verdict="") | (Q(answered_at__isnull=False) & ~Q(verdict="")),
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "due_at", "id"], condition=Q(answered_at=None), name="opinion_queue"),
        ]


class Passing(models.Model):
    """A hand-over inside an agency, from one part of a step to the next, or back to the one before."""

    turn = models.ForeignKey(Turn, models.PROTECT, related_name="passings")
    stage = models.PositiveSmallIntegerField(help_text="the part that was left, from 0")
    back = models.BooleanField(default=False)
    person = models.ForeignKey("identity.Person", models.PROTECT, related_name="+")
    by = models.CharField(max_length=120, help_text="the officer's name")
    at = models.DateTimeField()
    note = models.TextField(blank=True)
