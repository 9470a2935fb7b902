"""Asking an agency why somebody there looked at one's data, and answering."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse

from motcua.agencies.queries import agency
from motcua.calendar.queries import calendar_for
from motcua.calendar.rules import due, hours_from
from motcua.identity.queries.assurance import locked_person
from motcua.journal.commands import record
from motcua.kernel.actor import Actor
from motcua.notices.commands import tell
from motcua.shell.clock import VIETNAM
from motcua.transparency import queries, rules
from motcua.transparency.models import Inquiry
from motcua.transparency.queries import View

_DAY = timedelta(days=1)


@transaction.atomic
def ask(view: View, question: str, *, by: Actor, at: datetime) -> Inquiry:
    """Ask the agency of a view why; who may answer there is told. `question` may be empty: why is asked anyway.

    Raises NobodyToAsk, AlreadyAsked, TooManyQuestions, Invalid, UncoveredYear.
    """
    locked_person(by.person)
    if view.agency is None or not view.askable:
        raise rules.NobodyToAsk
    if before := queries.about(by.person, view.entry):
        raise rules.AlreadyAsked(when=_when(before.asked_at))
    if queries.asked_since(by.person, at - _DAY) >= rules.MOST_QUESTIONS:
        raise rules.TooManyQuestions(most=rules.MOST_QUESTIONS, seconds=int(_DAY.total_seconds()))
    rules.check_text("question", question)
    asked, on = agency(view.agency), at.astimezone(VIETNAM).date()
    answerer = queries.nearest_answerer(asked.pk, view.person, on)
    inquiry = Inquiry.objects.create(
        person_id=by.person, entry=view.entry, agency=asked, answerer_id=answerer, question=question, asked_at=at,
        due_at=due(at, rules.ANSWER_WITHIN, calendar_for(hours_from(asked.hours))).at,
    )  # fmt: skip
    record("transparency.asked", f"person:{by.person}", by=by, at=at, inquiry=inquiry.pk, view=view.entry)
    _tell_officers(inquiry, view, by=by, at=at)
    return inquiry


@transaction.atomic
def answer(pk: int, text: str, *, by: Actor, at: datetime) -> Inquiry:
    """Answer a question on behalf of the agency; the person is told.

    Raises AboutYourself, YourOwnQuestion, AlreadyAnswered (who was faster), NotAnswering, NoSuchInquiry, Invalid.
    """
    asking = queries.asking(by, pk)
    if asking.viewer_id == by.person:
        raise rules.AboutYourself
    inquiry = queries.locked_inquiry(pk)
    if inquiry.person_id == by.person:
        raise rules.YourOwnQuestion
    if inquiry.answered_at is not None and inquiry.answered_by is not None:
        raise rules.AlreadyAnswered(who=inquiry.answered_by.name, when=_when(inquiry.answered_at))
    rules.check_text("answer", text)
    inquiry.answer, inquiry.answered_by_id, inquiry.answered_at = text, by.person, at
    inquiry.save(update_fields=["answer", "answered_by", "answered_at"])
    record("transparency.answered", f"person:{inquiry.person_id}", by=by, at=at, inquiry=pk, view=inquiry.entry)
    tell(
        inquiry.person_id,
        title="Cơ quan đã trả lời câu hỏi của bạn",
        body=f"{by.agency_name} trả lời về lượt xem lúc {_when(asking.viewed_at)}: {text}",
        link=reverse("transparency:view", args=[inquiry.entry]),
        subject=f"inquiry:{pk}",
        at=at,
    )
    return inquiry


def _tell_officers(inquiry: Inquiry, view: View, *, by: Actor, at: datetime) -> None:
    on, due_at = at.astimezone(VIETNAM).date(), _when(inquiry.due_at)
    for person in queries.answerers(inquiry.answerer_id, inquiry.agency, on):
        if person in (view.person, by.person):
            continue
        tell(
            person,
            title="Có người hỏi vì sao dữ liệu của họ được xem",
            body=f"{by.name} hỏi về lượt xem của {view.who} lúc {_when(view.at)}. Hạn trả lời: {due_at}.",
            link=reverse("transparency:inquiry", args=[inquiry.pk]),
            subject=f"inquiry:{inquiry.pk}",
            at=at,
        )


def _when(at: datetime) -> str:
    return f"{at.astimezone(VIETNAM):%H:%M ngày %d/%m/%Y}"
