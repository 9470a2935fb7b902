"""QĐ 15/2020 until 18 October 2020, QĐ 32/2020 from the 19th: what a dossier began under, it finishes under."""

from datetime import date, datetime

import pytest

from motcua.catalogue.queries import live_service, service_of, versions
from motcua.documents.models import Document
from motcua.documents.queries import data
from motcua.dossiers import commands
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules import ServiceEnded
from motcua.kernel.errors import Invalid
from motcua.shell.clock import VIETNAM
from tests.services.conftest import turns
from tests.services.files import examples, service

OLD_DAY = datetime(2020, 10, 18, 20, 0, tzinfo=VIETNAM)  # a Sunday evening
NEW_DAY = datetime(2020, 10, 19, 7, 30, tzinfo=VIETNAM)  # the Monday morning on which QĐ 32/2020 takes effect
LOAN = "vay-tra-luong-ngung-viec"
LOAN_OLD = next(e for e in examples(LOAN) if e.expect.get("outcome") == "granted")
LOAN_NEW = next(e for e in examples(f"{LOAN}-qd32") if e.expect.get("outcome") == "granted")
PAUSE_OLD = next(e for e in examples("tam-hoan-hop-dong") if e.expect.get("outcome") == "granted")
PAUSE_NEW = next(e for e in examples("tam-hoan-hop-dong-qd32") if e.expect.get("outcome") == "granted")


def on(day: int, hour: int = 9) -> datetime:
    return datetime(2020, 10, day, hour, 0, tzinfo=VIETNAM)


def walked(world, dossier, example, *days: int) -> Dossier:
    """Does the acts of an example on other days than its own."""
    assert len(days) == len(example.does)
    for act, day in zip(example.does, days, strict=True):
        world.does(dossier, act, on(day))
    return Dossier.objects.get(pk=dossier.pk)


@pytest.mark.parametrize("slug", ["tam-hoan-hop-dong", LOAN])
def test_the_day_chooses_the_version(world, slug):
    before, after = versions(slug)
    assert (before.valid_from, before.valid_to, after.valid_from) == (
        date(2020, 4, 24), date(2020, 10, 18), date(2020, 10, 19),
    )  # fmt: skip
    assert live_service(slug, OLD_DAY.date()) == before
    assert live_service(slug, NEW_DAY.date()) == after
    assert before.procedure == after.procedure


def test_a_loan_begun_on_the_18th_goes_through_all_five_steps_of_decision_15(world):
    dossier = world.filed(LOAN, LOAN_OLD, OLD_DAY)
    # It ends after the new decision took effect: five steps all the same, the first being the employer's own.
    done = walked(world, dossier, LOAN_OLD, 20, 21, 22, 26)
    assert [step for step, _ in turns(done)] == ["confirm", "appraise", "permit", "lend"]
    assert (done.status, done.amount_granted, done.version.number) == ("granted", 80_000_000, 1)
    # Handed in on Sunday evening: received on Monday at 7:00, three working days.
    assert turns(done)[0][1] == datetime(2020, 10, 22, 7, 0, tzinfo=VIETNAM)


def test_a_loan_begun_on_the_19th_goes_straight_to_the_bank(world):
    done = walked(world, world.filed(LOAN, LOAN_NEW, NEW_DAY), LOAN_NEW, 22)
    assert [step for step, _ in turns(done)] == ["lend"]
    assert (done.status, done.amount_granted, done.version.number) == ("granted", 10_000_000, 2)
    assert done.code.startswith("000.00.51.X01-201019-") or done.code.startswith("X01.51")


def test_a_suspension_begun_on_the_18th_finishes_under_decision_15_and_one_of_the_19th_under_32(world):
    old, new = (
        world.filed("tam-hoan-hop-dong", PAUSE_OLD, OLD_DAY),
        world.filed("tam-hoan-hop-dong", PAUSE_NEW, NEW_DAY),
    )
    old, new = walked(world, old, PAUSE_OLD, 20, 21, 22), walked(world, new, PAUSE_NEW, 20, 21, 22)
    assert [(d.status, d.version.number) for d in (old, new)] == [("granted", 1), ("granted", 2)]
    windows = [service_of(d.version).lists[0].period.window_to for d in (old, new)]
    assert windows == [date(2020, 6, 30), date(2020, 12, 31)]
    # Both decisions are of 22 October, but only the second rests on QĐ 32/2020.
    grounds = [" ".join(data(Document.objects.get(subject=d.subject, kind="decision"))["grounds"]) for d in (old, new)]
    assert ["32/2020/QĐ-TTg" in told for told in grounds] == [False, True]
    assert all("15/2020/QĐ-TTg" in told for told in grounds)


def test_a_draft_of_the_18th_handed_in_after_the_19th_stays_under_decision_15(world):
    draft = world.draft(LOAN, LOAN_OLD, OLD_DAY)
    filed = commands.submit(draft.pk, by=world["business"], at=on(21))
    assert (filed.version.number, filed.version.valid_to) == (1, date(2020, 10, 18))
    assert [step for step, _ in turns(filed)] == ["confirm"]


def test_what_only_decision_32_allows_is_not_taken_under_15(world):
    """A private school has no answer to the questions of the former version."""
    assert "employer_kind" not in {q.key for q in service("tam-hoan-hop-dong").questions()}
    draft = world.draft("tam-hoan-hop-dong", PAUSE_NEW, OLD_DAY)
    with pytest.raises(Invalid):
        commands.submit(draft.pk, by=world["business"], at=on(19))
    assert Dossier.objects.get(pk=draft.pk).status == "draft"


def test_the_loan_ends_with_its_last_day(world):
    last = datetime(2021, 1, 25, 9, 0, tzinfo=VIETNAM)
    draft = world.draft(LOAN, LOAN_NEW, last)
    with pytest.raises(ServiceEnded):
        commands.submit(draft.pk, by=world["business"], at=last.replace(day=26))
    assert commands.submit(draft.pk, by=world["business"], at=last.replace(hour=16)).status == "in_progress"
