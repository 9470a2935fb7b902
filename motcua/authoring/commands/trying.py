"""Walking through the applicant's pages: invented answers, kept with the draft."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.authoring import queries
from motcua.authoring.models import ServiceDraft, Trial
from motcua.authoring.rules import NoDraft
from motcua.journal import commands as journal
from motcua.kernel.actor import Actor
from motcua.shell.vault import seal_json


@transaction.atomic
def keep_trial(pk: int, answers: Mapping[str, Any], *, by: Actor, at: datetime) -> None:
    """More answers of the actor's own walk. Refuses with NotAnAuthor, NoDraft."""
    draft = _mine(pk, by)
    whole = {**queries.trial_answers(draft, by.person), **answers}
    sealed = seal_json(whole, purpose="trial")
    Trial.objects.update_or_create(draft=draft, person_id=by.person, defaults={"answers_sealed": sealed, "at": at})
    journal.record("authoring.tried", f"draft:{draft.pk}", by=by, at=at, slug=draft.slug)


@transaction.atomic
def clear_trial(pk: int, *, by: Actor, at: datetime) -> None:
    """Forget the actor's answers. Refuses with NotAnAuthor, NoDraft."""
    draft = _mine(pk, by)
    gone, _ = Trial.objects.filter(draft=draft, person=by.person).delete()
    if gone:
        journal.record("authoring.trial_cleared", f"draft:{draft.pk}", by=by, at=at, slug=draft.slug)


def _mine(pk: int, by: Actor) -> ServiceDraft:
    """Locked, so that two windows of one walk do not lose each other's answers."""
    draft = queries.draft(by, pk)
    if not draft.text:
        raise NoDraft
    return queries.locked(draft.pk)
