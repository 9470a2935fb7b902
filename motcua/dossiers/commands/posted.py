"""What a public posting shows: answers as a person reads them, without personal numbers."""

from collections.abc import Sequence

from motcua.catalogue.rules.answers import visible
from motcua.catalogue.rules.expressions import names_of
from motcua.catalogue.rules.service import Question, Service
from motcua.catalogue.rules.words import PRIVATE_KINDS
from motcua.dossiers import queries
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries.wording import places_of, words
from motcua.journal.rules import without_numbers


def shown_of(dossier: Dossier, service: Service, keys: Sequence[str]) -> list[list[str]]:
    """[[label, text], …] of the named questions that were answered; numbers and birthdays of persons never."""
    given = visible(service, queries.answers(dossier))
    private = _private(service)
    questions = [question for question in map(service.question, keys) if question.key not in private]
    places = places_of(questions, given)
    told = [(question, words(question, given.get(question.key), places)) for question in questions]
    return [[_label(question), without_numbers(text) if _typed(question) else text] for question, text in told if text]


def _private(service: Service) -> set[str]:
    """Keys of the questions that are never posted, and of what is worked out of them."""
    claim = service.claim
    found = {claim.identity, claim.birth, claim.secondary} if claim else set()
    for question in service.questions():
        birth = question.prefill == "person.birth_date" or question.key.endswith("_birth")
        if question.kind in PRIVATE_KINDS or birth or found.intersection(names_of(question.value)[0]):
            found.add(question.key)
    return found


def _typed(question: Question) -> bool:
    """Whether people write it in their own words: somebody's number may stand there."""
    return question.kind in ("text", "long_text") or (question.kind, question.shows) == ("computed", "text")


def _label(question: Question) -> str:
    return f"{question.group}: {question.label[:1].lower()}{question.label[1:]}" if question.group else question.label
