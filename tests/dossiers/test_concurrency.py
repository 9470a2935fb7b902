"""Two at once: one wins, the other is told, and nothing is left half done."""

from motcua.dossiers import commands
from motcua.dossiers.models import Dossier, Row
from motcua.dossiers.queries import RowFilter
from motcua.dossiers.rules import NotNow
from motcua.entitlements.commands import AlreadyEntitled
from motcua.entitlements.models import Entitlement
from motcua.journal.models import Entry
from motcua.kernel.errors import Refusal
from motcua.workflow import queries as workflow
from motcua.workflow import rules as flow
from motcua.workflow.models import Case, Turn
from tests.races import at_once

from .conftest import LATER, NOON, fresh

ROUNDS = 3


def lost(found: list[object]) -> list[Refusal]:
    """The refusals; fails on any other fault."""
    faults = [one for one in found if isinstance(one, Exception)]
    assert all(isinstance(fault, Refusal) for fault in faults), faults
    return faults


def whole() -> None:
    """An open dossier has exactly one open turn; one that ended has none."""
    assert list(workflow.silent_cases()) == []
    for dossier in Dossier.objects.exclude(case=None):
        turns = Turn.objects.filter(case=dossier.case_id, closed_at=None).count()
        assert turns == (1 if dossier.status in ("in_progress", "awaiting") else 0)


def test_submitting_twice(hard_world):
    world = hard_world
    for _ in range(ROUNDS):
        draft = world.draft(2)
        found = at_once(*[lambda pk=draft.pk: commands.submit(pk, by=world["firm"], at=NOON)] * 3)
        assert [type(no) for no in lost(found)] == [NotNow, NotNow]
        assert Case.objects.filter(subject=draft.subject).count() == 1
        assert Entry.objects.filter(subject=draft.subject, action="dossier.submitted").count() == 1
    codes = sorted(Dossier.objects.values_list("code", flat=True))
    assert [code[-4:] for code in codes] == [f"{n:04}" for n in range(1, ROUNDS + 1)]
    whole()


def test_codes_of_one_moment_are_distinct_and_without_gaps(hard_world):
    world = hard_world
    drafts = [world.draft(1, who=who) for who in ("firm", "other", "firm", "other", "firm")]
    bad = world.draft(1)
    commands.clear_list(bad.pk, by=world["firm"], at=NOON)  # refused, and takes no number
    acts = [
        lambda d=d: commands.submit(
            d.pk, by=world["firm" if d.business_id == world["firm"].business else "other"], at=NOON
        )
        for d in [*drafts, bad]
    ]
    assert len(lost(at_once(*acts))) == 1
    codes = sorted(Dossier.objects.exclude(code=None).values_list("code", flat=True))
    assert [code[-4:] for code in codes] == [f"{n:04}" for n in range(1, 6)]
    whole()


def test_handing_over_against_withdrawing(hard_world):
    world = hard_world
    for _ in range(ROUNDS):
        dossier = world.filed(2)
        world.confirm(dossier)
        moved, withdrawn = at_once(
            lambda d=dossier: commands.act(d.pk, "pass", turn=1, by=world["thu"], at=LATER),
            lambda d=dossier: commands.withdraw(d.pk, "", by=world["firm"], at=LATER),
        )
        assert isinstance(withdrawn, Dossier)
        assert isinstance(moved, (Dossier, flow.Withdrawn))
        assert fresh(dossier).status == "withdrawn"
        whole()


def test_two_officers_decide(hard_world):
    world = hard_world
    for _ in range(ROUNDS):
        dossier = world.at_province(2)
        found = at_once(
            lambda d=dossier: commands.act(d.pk, "approve", turn=3, by=world["tinh"], at=LATER),
            lambda d=dossier: commands.act(d.pk, "refuse", turn=3, note="x", by=world["pho"], at=LATER),
        )
        (no,) = lost(found)
        assert isinstance(no, flow.Closed)
        approved = fresh(dossier).status == "granted"
        assert ("Đinh Văn Tỉnh Mẫu" if approved else "Hà Thị Phó Mẫu") in str(no)
        granted = Entitlement.objects.filter(subject=dossier.subject)
        assert granted.exists() is approved
        assert Row.objects.filter(dossier=dossier, granted=True).count() == (2 if approved else 0)
        whole()


def test_confirming_in_bulk_against_handing_over(hard_world):
    world = hard_world
    for _ in range(ROUNDS):
        dossier = world.filed(20)
        found = at_once(
            lambda d=dossier: commands.confirm_rows(d.pk, "confirmed", wanted=RowFilter(), by=world["thu"], at=LATER),
            lambda d=dossier: commands.act(d.pk, "pass", turn=1, by=world["thu"], at=LATER),
        )
        lost(found)
        pending = Row.objects.filter(dossier=dossier, verdict="").count()
        assert pending == 0
        assert workflow.open_turn(fresh(dossier).case_id).n in (1, 2)
        whole()


def test_a_person_is_granted_once_by_two_decisions_of_one_moment(hard_world):
    world = hard_world
    for n in range(ROUNDS):
        first = world.at_province(4, first=2000 + 100 * n)
        second = world.at_province(4, who="other", first=2003 + 100 * n)
        found = at_once(
            lambda d=first: commands.act(d.pk, "approve", turn=3, by=world["tinh"], at=LATER),
            lambda d=second: commands.act(d.pk, "approve", turn=3, by=world["pho"], at=LATER),
        )
        (no,) = lost(found)
        assert isinstance(no, AlreadyEntitled)
        statuses = sorted([fresh(first).status, fresh(second).status])
        assert statuses == ["granted", "in_progress"]
        loser = first if fresh(first).status == "in_progress" else second
        assert not Entitlement.objects.filter(subject=loser.subject).exists()
        assert not Row.objects.filter(dossier=loser, granted=True).exists()
        whole()
