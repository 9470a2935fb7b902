"""Invitations in the subtrees that an actor manages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from motcua.administration.models import Invitation
from motcua.administration.rules.inviting import PURPOSE
from motcua.administration.rules.uploads import NoSuchInvitation
from motcua.administration.rules.users import check_users
from motcua.agencies.rules.rights import LEVEL_WORDS, STATE, SUBSYSTEMS, named
from motcua.identity.models import IdNumber, Person
from motcua.kernel.actor import Actor
from motcua.kernel.text import masked
from motcua.shell.vault import unseal_json

PAGE = 50


@dataclass(frozen=True)
class InvitationView:
    """An invitation as pages show it: numbers masked; `rights`: what would be granted, for people."""

    found: Invitation
    number: str
    phone: str
    rights: tuple[str, ...]


def page(actor: Actor, state: str = "waiting", *, before: int | None = None) -> tuple[list[InvitationView], int | None]:
    """Newest first: up to PAGE invitations, and the one to go on before."""
    found = _seen(check_users(actor)).filter(state=state).order_by("-pk")
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found[: PAGE + 1])
    shown = rows[:PAGE]
    return [view(row) for row in shown], (shown[-1].pk if len(rows) > PAGE else None)


def counts(actor: Actor) -> dict[str, int]:
    """State → how many."""
    found = dict.fromkeys(Invitation.State.values, 0)
    for state in _seen(check_users(actor)).order_by("pk").values_list("state", flat=True):
        found[state] += 1
    return found


def one(actor: Actor, pk: int) -> InvitationView:
    """Raises NoSuchInvitation, for a foreign one too."""
    found = _seen(check_users(actor)).filter(pk=pk).first()
    if found is None:
        raise NoSuchInvitation
    return view(found)


def locked(pk: int) -> Invitation:
    """Raises NoSuchInvitation."""
    rows = Invitation.objects.select_for_update(no_key=True, of=("self",)).select_related("agency", "invited_by")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NoSuchInvitation
    return found


def fitting(person: Person) -> list[int]:
    """The waiting invitations that one of the person's numbers fits, also those whose time is over."""
    known = IdNumber.objects.filter(person=person).order_by("pk").values_list("index", flat=True)
    ids = [bytes(index) for index in known]
    fits = Q(id_index__in=ids)
    if person.phone_index is not None:
        fits |= Q(phone_index=bytes(person.phone_index))
    waiting = Invitation.objects.filter(fits, state=Invitation.State.WAITING)
    return list(waiting.order_by("pk").values_list("pk", flat=True))


def view(found: Invitation) -> InvitationView:
    """For a page."""
    numbers = unseal_json(found.sealed, purpose=PURPOSE)
    number, phone = (masked(numbers[key]) if numbers[key] else "" for key in ("id_number", "phone"))
    return InvitationView(found, number, phone, rights_in_words(found.wishes))


def rights_in_words(wishes: Sequence[Mapping[str, object]]) -> tuple[str, ...]:
    """An administrator's rights as one, the others by name."""
    levels = {(str(wish["subsystem"]), wish["level"]) for wish in wishes if wish["level"] is not None}
    passed = {subsystem for subsystem, _ in levels}
    found = [
        f"{LEVEL_WORDS[int(str(level))]}: {SUBSYSTEMS[key].name}"
        for key, level in sorted(levels, key=str)
        if key != "system" or len(passed) == 1
    ]
    alongside = "system" if levels else ""  # what administrators use themselves
    used = [named(str(w["right"])) for w in wishes if w["level"] is None and w["subsystem"] != alongside]
    return tuple(dict.fromkeys([*found, *used]))


def _seen(trees: Iterable[str]) -> QuerySet[Invitation]:
    where = Q(pk__in=[])
    for tree in trees:
        where |= Q() if tree == STATE else Q(agency__path__startswith=tree)
        if tree == STATE:
            where = Q()
            break
    found = Invitation.objects.filter(where)
    return found.select_related("agency", "invited_by__person", "invited_by__agency", "candidate")
