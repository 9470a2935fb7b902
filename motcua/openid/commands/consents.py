"""What people agree to, and take back."""

from collections.abc import Collection
from datetime import datetime

from allauth.idp.oidc.models import Client
from django.db import transaction
from django.db.models import Q

from motcua.journal.commands import record
from motcua.kernel.actor import Actor
from motcua.openid import queries
from motcua.openid.commands.visits import end_all
from motcua.openid.models import Consent
from motcua.openid.rules.claims import ordered
from motcua.shell.queue import defer


@transaction.atomic
def agree(client: Client, scopes: Collection[str], capacity: str, *, by: Actor, at: datetime) -> Consent:
    """Remember that the person lets this portal see what the scopes give, in this capacity; adds to what they agreed to
    before, unless they took that back. They are told, so that nobody agrees in their name unseen."""
    row, _ = Consent.objects.select_for_update().get_or_create(
        person_id=by.person, client=client, defaults={"given_at": at}
    )
    before = ([], []) if row.withdrawn_at else (row.scopes, row.capacities)
    row.scopes = ordered([*before[0], *scopes])
    row.capacities = sorted({*before[1], capacity})
    row.given_at, row.withdrawn_at = at, None
    row.save()
    subject = f"person:{by.person}"
    record("openid.agree", subject, by=by, at=at, client=client.pk, scopes=ordered(scopes), capacity=capacity)
    defer("notices.tell_of", person=by.person, event="consent_given", detail=client.name)
    return row


@transaction.atomic
def withdraw(consent_id: int, *, by: Actor, at: datetime) -> Consent:
    """Take it back: the portal's visits end with their tokens, and it is told. Raises NoSuchConsent."""
    row = queries.own_consent(by.person, consent_id)
    Consent.objects.filter(pk=row.pk).update(withdrawn_at=at)
    ended = end_all(Q(person_id=by.person, client_id=row.client_id), "withdrawn", at=at)
    record("openid.withdraw", f"person:{by.person}", by=by, at=at, client=row.client_id, visits=ended)
    return row
