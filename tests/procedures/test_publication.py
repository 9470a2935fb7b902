"""From entry to abolition: one right for each step, four eyes, and what is public on which day."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction

from motcua.journal.models import Entry
from motcua.kernel.actor import SYSTEM
from motcua.kernel.errors import Invalid
from motcua.procedures import queries
from motcua.procedures.commands import deciding, entering
from motcua.procedures.models import Event, Procedure, ProcedureVersion
from motcua.procedures.rules import content, life
from motcua.procedures.rules.content import Fee, Ground, Handling
from motcua.shell.clock import VIETNAM
from tests.procedures.world import AT, COMPLETE, TODAY, World, country, world

__all__ = ["country", "world"]
pytestmark = pytest.mark.django_db
State = ProcedureVersion.State


def fresh(version: ProcedureVersion) -> ProcedureVersion:
    return ProcedureVersion.objects.select_related("procedure").get(pk=version.pk)


def test_the_whole_way(world: World):
    version = world.entered()
    assert (version.state, version.n, version.procedure.state) == ("entered", 1, "working")
    assert queries.public_of("1.000001", TODAY) is None
    deciding.submit(version.pk, by=world.actor("enterer"), at=AT)
    deciding.approve(version.pk, by=world.actor("checker"), at=AT)
    decision = world.decision()
    deciding.publish(version.pk, decision.pk, by=world.actor("publisher"), at=AT)
    found = fresh(version)
    assert (found.state, found.public_from, found.valid_from) == ("published", TODAY, date(2020, 4, 29))
    assert found.procedure.state == "public"
    assert queries.public_of("1.000001", TODAY) == found
    assert queries.public_of("1.000001", TODAY - timedelta(days=1)) is None
    assert queries.whole(found, TODAY).content == COMPLETE
    assert [event.kind for event in Event.objects.order_by("id")] == ["enter", "submit", "approve", "publish"]
    actions = list(
        Entry.objects.filter(action__startswith="procedures.").order_by("id").values_list("action", flat=True)
    )
    assert actions == [
        "procedures.entered", "procedures.submitted", "procedures.approved", "procedures.decided",
        "procedures.decided", "procedures.published",
    ]  # fmt: skip
    item = decision.items.get()
    assert (item.kind, item.version, item.done_at) == ("new", found, AT)


STEPS = ("enter", "edit", "drop", "submit", "approve", "return", "publish", "amend", "abolish")
MAY = {
    "enterer": {"enter", "edit", "drop", "submit", "amend"},
    "checker": {"approve", "return"},
    "publisher": {"publish", "abolish"},
    "none": set(),
    "province": set(),
}


@pytest.mark.parametrize("key", MAY)
@pytest.mark.parametrize("step", STEPS)
def test_each_step_has_its_right(world: World, key: str, step: str):
    """Whoever lacks it is refused and nothing changes; rights count in one's own agency only."""
    by = world.actor(key)
    if step in ("amend", "abolish"):
        version = world.published()
    else:
        version = world.entered("1.000002")
        if step in ("approve", "return", "publish"):
            deciding.submit(version.pk, by=world.actor("second"), at=AT)
        if step == "publish":
            deciding.approve(version.pk, by=world.actor("checker"), at=AT)
    decision = world.decision("99/QĐ-VD")
    acts = {
        "enter": lambda: entering.enter(world.ministry, "1.000003", COMPLETE, by=by, at=AT),
        "edit": lambda: entering.edit(version.pk, replace(COMPLETE, name="Tên khác"), by=by, at=AT),
        "drop": lambda: entering.drop(version.pk, by=by, at=AT),
        "submit": lambda: deciding.submit(version.pk, by=by, at=AT),
        "approve": lambda: deciding.approve(version.pk, by=by, at=AT),
        "return": lambda: deciding.send_back(version.pk, why="Sửa tên", by=by, at=AT),
        "publish": lambda: deciding.publish(version.pk, decision.pk, by=by, at=AT),
        "amend": lambda: entering.amend(version.procedure_id, by=by, at=AT),
        "abolish": lambda: deciding.abolish(version.procedure_id, decision.pk, by=by, at=AT),
    }
    before = list(ProcedureVersion.objects.order_by("pk").values()), Event.objects.count()
    if step in MAY[key]:
        acts[step]()
        assert Event.objects.count() == before[1] + 1
    else:
        with pytest.raises(life.NoRight):
            acts[step]()
        assert (list(ProcedureVersion.objects.order_by("pk").values()), Event.objects.count()) == before


@pytest.mark.parametrize("state", [one.value for one in State])
@pytest.mark.parametrize("step", ["edit", "drop", "submit", "approve", "return", "publish"])
def test_a_step_only_leaves_its_states(world: World, step: str, state: str):
    version = world.published()
    if state not in ("published", "amended", "abolished"):
        version = world.entered("1.000002", key="second")
        ProcedureVersion.objects.filter(pk=version.pk).update(state=state)
    else:
        ProcedureVersion.objects.filter(pk=version.pk).update(state=state)
    decision = world.decision("99/QĐ-VD")
    by = world.actor("all")
    act = {
        "edit": lambda: entering.edit(version.pk, replace(COMPLETE, name="Tên khác"), by=by, at=AT),
        "drop": lambda: entering.drop(version.pk, by=by, at=AT),
        "submit": lambda: deciding.submit(version.pk, by=by, at=AT),
        "approve": lambda: deciding.approve(version.pk, by=by, at=AT),
        "return": lambda: deciding.send_back(version.pk, why="Sửa tên", by=by, at=AT),
        "publish": lambda: deciding.publish(version.pk, decision.pk, by=by, at=AT),
    }[step]
    if state in life.LIFE[step].leaves:
        act()
        assert fresh(version).state == (life.LIFE[step].to or state)
    else:
        with pytest.raises(life.NotNow):
            act()
        assert fresh(version).state == state


def test_who_entered_or_edited_does_not_approve(world: World):
    version = world.entered(key="second")
    entering.edit(version.pk, replace(COMPLETE, name="Tên khác"), by=world.actor("all"), at=AT)
    deciding.submit(version.pk, by=world.actor("all"), at=AT)
    with pytest.raises(life.OwnEntry):
        deciding.approve(version.pk, by=world.actor("all"), at=AT)
    assert fresh(version).state == "submitted"
    own = world.entered("1.000002", key="all")
    deciding.submit(own.pk, by=world.actor("enterer"), at=AT)
    with pytest.raises(life.OwnEntry):
        deciding.approve(own.pk, by=world.actor("all"), at=AT)
    deciding.approve(own.pk, by=world.actor("checker"), at=AT)
    assert fresh(own).state == "approved"


def test_an_incomplete_one_is_not_submitted(world: World):
    version = world.entered(told=replace(COMPLETE, sets=None, steps=(), audiences=()))
    with pytest.raises(life.Incomplete) as no:
        deciding.submit(version.pk, by=world.actor("enterer"), at=AT)
    assert str(no.value) == (
        "Chưa trình được: thiếu trình tự thực hiện; thiếu số lượng hồ sơ; thiếu đối tượng thực hiện."
    )
    assert fresh(version).state == "entered"
    assert {"steps", "sets", "audiences"} <= set(version.findings)


def test_sent_back_with_a_reason(world: World):
    version = world.approved(world.entered())
    with pytest.raises(life.NeedsReason):
        deciding.send_back(version.pk, why="  ", by=world.actor("checker"), at=AT)
    deciding.send_back(version.pk, why="Sai lệ phí", by=world.actor("checker"), at=AT)
    found = fresh(version)
    assert (found.state, found.returned_why, found.approved_by, found.approved_at) == (
        "returned",
        "Sai lệ phí",
        None,
        None,
    )
    entering.edit(version.pk, replace(COMPLETE, sets=2), by=world.actor("enterer"), at=AT)
    deciding.submit(version.pk, by=world.actor("enterer"), at=AT)
    assert fresh(version).returned_why == ""


def test_who_edits_over_another_is_told(world: World):
    version = world.entered()
    seen = Event.objects.get(version=version).pk
    entering.edit(version.pk, replace(COMPLETE, sets=2), seen=seen, by=world.actor("second"), at=AT)
    with pytest.raises(life.Changed) as no:
        entering.edit(version.pk, replace(COMPLETE, sets=3), seen=seen, by=world.actor("enterer"), at=AT)
    assert "Lê Văn Nhập Thử vừa sửa lúc 09:00 ngày 12/05/2020" in str(no.value)
    assert fresh(version).content["sets"] == 2


def test_amended_and_abolished(world: World):
    first = world.published()
    draft = entering.amend(first.procedure_id, by=world.actor("enterer"), at=AT)
    assert draft.n == 2
    with pytest.raises(life.DraftOpen):
        entering.amend(first.procedure_id, by=world.actor("second"), at=AT)
    entering.edit(draft.pk, replace(COMPLETE, name="Tên mới"), by=world.actor("second"), at=AT)
    assert Procedure.objects.get().name == COMPLETE.name
    world.approved(draft)
    later = AT + timedelta(days=10)
    decision = world.decision("500/QĐ-VD", signed_on=date(2020, 5, 20), effective_on=date(2020, 6, 1))
    deciding.publish(draft.pk, decision.pk, by=world.actor("publisher"), at=later)
    old, new = fresh(first), fresh(draft)
    assert (old.state, old.public_to, new.public_from) == ("amended", date(2020, 6, 1), date(2020, 6, 1))
    assert new.procedure.state == "amended"
    assert new.procedure.name == "Tên mới"
    assert queries.public_of("1.000001", date(2020, 5, 31)) == old
    assert queries.public_of("1.000001", date(2020, 6, 1)) == new
    with pytest.raises(life.OtherKind):
        deciding.abolish(first.procedure_id, decision.pk, by=world.actor("publisher"), at=later)
    end = world.decision("600/QĐ-VD", signed_on=date(2020, 7, 1), effective_on=date(2020, 7, 1))
    july = datetime(2020, 7, 8, 9, tzinfo=VIETNAM)
    deciding.abolish(first.procedure_id, end.pk, by=world.actor("publisher"), at=july)
    gone = fresh(draft)
    assert (gone.state, gone.public_to, gone.procedure.state) == ("abolished", date(2020, 7, 8), "abolished")
    assert queries.public_of("1.000001", date(2020, 7, 7)) == gone
    assert queries.public_of("1.000001", date(2020, 7, 8)) is None
    with pytest.raises(life.NotPublic):
        deciding.abolish(first.procedure_id, end.pk, by=world.actor("publisher"), at=july)
    with pytest.raises(life.NotPublic):
        entering.amend(first.procedure_id, by=world.actor("enterer"), at=july)


def test_an_amendment_that_comes_before_the_one_before_it(world: World):
    """A wording of June is amended by one of May: from May on the newest holds, and June's never."""
    first = world.published()
    for number, day, name in (("2/QĐ", date(2020, 6, 1), "Bản tháng 6"), ("3/QĐ", date(2020, 5, 15), "Bản tháng 5")):
        draft = entering.amend(first.procedure_id, by=world.actor("enterer"), at=AT)
        entering.edit(draft.pk, replace(COMPLETE, name=name), by=world.actor("enterer"), at=AT)
        world.approved(draft)
        decision = world.decision(number, effective_on=day)
        deciding.publish(draft.pk, decision.pk, by=world.actor("publisher"), at=AT)
    names = {day: queries.public_of("1.000001", day).name for day in (TODAY, date(2020, 5, 15), date(2020, 6, 2))}
    assert names == {TODAY: COMPLETE.name, date(2020, 5, 15): "Bản tháng 5", date(2020, 6, 2): "Bản tháng 5"}


def test_a_draft_put_away_and_entered_anew(world: World):
    version = world.entered()
    entering.drop(version.pk, by=world.actor("enterer"), at=AT)
    assert fresh(version).state == "dropped"
    with pytest.raises(life.CodeTaken):
        world.entered()
    again = entering.enter_again(version.procedure_id, COMPLETE, by=world.actor("enterer"), at=AT)
    assert (again.n, again.state) == (2, "entered")
    with pytest.raises(life.DraftOpen):
        entering.enter_again(version.procedure_id, COMPLETE, by=world.actor("enterer"), at=AT)


@pytest.mark.parametrize(
    ("code", "key", "refusal"),
    [
        ("1.000001.000.00.00.H48", "enterer", life.WrongOwner),
        ("1.000001", "province", life.WrongOwner),
        ("3.000181.000.00.00.H22", "province", life.WrongOwner),
        ("1.000009.000.00.00.H48", "province", life.NoNational),
        ("1.0001", "enterer", ValueError),
        ("4.000001", "enterer", ValueError),
        ("3.000181", "enterer", ValueError),
    ],
)
def test_codes_belong_to_who_enters_them(world: World, code: str, key: str, refusal: type[Exception]):
    with pytest.raises(refusal):
        world.entered(code, key=key)
    assert not Procedure.objects.exists()


def test_a_code_that_is_taken(world: World):
    world.entered()
    with pytest.raises(life.CodeTaken) as no:
        world.entered(key="second")
    assert str(no.value) == (
        "Mã 1.000001 đã có: Trần Thị Nhập Mẫu nhập lúc 09:00 ngày 12/05/2020 cho Bộ Lao động - Thương binh và Xã hội."
    )
    assert ProcedureVersion.objects.count() == 1


def test_a_province_keeps_only_what_differs(world: World):
    """And follows the national procedure in all the rest, when that is amended too."""
    national = world.published()
    cheaper = replace(
        COMPLETE.channels[0], cases=(Handling(5, "wd", "", (Fee(20_000, "Đồng/bản", "Nghị quyết ví dụ của tỉnh"),)),)
    )
    told = replace(COMPLETE, channels=(cheaper, COMPLETE.channels[1]), coordinating=())
    own = world.entered("1.000001.000.00.00.H48", told, key="province")
    assert set(own.content) == {"channels"}
    world.approved(own)
    decision = world.decision("7/QĐ-UBND", key="province")
    deciding.publish(own.pk, decision.pk, by=world.actor("province"), at=AT)
    found = queries.whole(fresh(own), TODAY)
    assert (found.content, found.own, found.parent) == (told, frozenset({"channels"}), national)

    draft = entering.amend(national.procedure_id, by=world.actor("enterer"), at=AT)
    entering.edit(draft.pk, replace(COMPLETE, sets=3, channels=()), by=world.actor("enterer"), at=AT)
    ProcedureVersion.objects.filter(pk=draft.pk).update(content=content.to_json(replace(COMPLETE, sets=3)))
    world.approved(draft)
    amend = world.decision("8/QĐ-VD", effective_on=date(2020, 6, 1))
    deciding.publish(draft.pk, amend.pk, by=world.actor("publisher"), at=AT)
    may, june = queries.whole(fresh(own), TODAY), queries.whole(fresh(own), date(2020, 6, 1))
    assert (may.content.sets, june.content.sets) == (1, 3)
    assert june.content.channels == told.channels
    assert (may.parent.n, june.parent.n) == (1, 2)


def test_a_province_may_say_that_it_asks_for_nothing(world: World):
    """An empty field that the national procedure fills is a difference too."""
    world.published(told=replace(COMPLETE, conditions="Có điều kiện"))
    own = world.entered("1.000001.000.00.00.H48", COMPLETE, key="province")
    assert own.content == {"conditions": ""}
    assert queries.whole(fresh(own), TODAY).content.conditions == ""


def test_decisions(world: World):
    world.entered()
    decision = world.decision("480/QĐ-VD")
    assert world.decision("480/QĐ-VD") == decision
    with pytest.raises(life.OtherDecision):
        world.decision("480/QĐ-VD", signed_on=date(2020, 4, 30))
    from motcua.procedures.commands.decisions import Announcement, announce

    told = Announcement("481/QĐ-VD", date(2020, 5, 4), date(2020, 5, 4))
    with pytest.raises(Invalid) as no:
        announce(world.ministry, told, [("1.000001", "new"), ("1.000077", "new")], by=world.actor("publisher"), at=AT)
    assert "1.000077" in no.value.problems["items"]
    found = announce(world.ministry, told, [("1.000001", "new")], by=world.actor("publisher"), at=AT)
    assert [(item.procedure.code, item.kind, item.version) for item in found.items.all()] == [("1.000001", "new", None)]
    with pytest.raises(life.NoRight):
        announce(world.ministry, told, by=world.actor("enterer"), at=AT)


def test_a_decision_of_another_agency_publishes_nothing(world: World):
    version = world.approved(world.entered())
    theirs = world.decision("7/QĐ-UBND", key="province")
    with pytest.raises(life.NoSuchDecision):
        deciding.publish(version.pk, theirs.pk, by=world.actor("publisher"), at=AT)
    assert fresh(version).state == "approved"


def test_the_database_keeps_what_was_published(world: World):
    version = world.published()
    for change in ({"name": "Khác"}, {"content": {}}, {"public_from": date(2020, 1, 1)}, {"approved_by": None}):
        with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
            ProcedureVersion.objects.filter(pk=version.pk).update(**change)
    for sql in (
        "DELETE FROM procedures_procedureversion", "DELETE FROM procedures_event",
        "UPDATE procedures_event SET note = 'x'",
    ):  # fmt: skip
        with pytest.raises((InternalError, ProgrammingError)), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    assert fresh(version).name == COMPLETE.name


def test_only_commands_write(world: World, commands_only):
    version = world.published()
    draft = entering.amend(version.procedure_id, by=world.actor("enterer"), at=AT)
    entering.drop(draft.pk, by=world.actor("enterer"), at=AT)


def test_the_portal_itself_may(world: World):
    told = replace(COMPLETE, grounds=(Ground("2/2020/TT", "Thông tư ví dụ"),))
    version = entering.enter(world.ministry, "2.000001", told, by=SYSTEM, at=AT)
    deciding.submit(version.pk, by=SYSTEM, at=AT)
    deciding.approve(version.pk, by=SYSTEM, at=AT)
    deciding.publish(version.pk, world.decision().pk, by=SYSTEM, at=AT)
    assert queries.public_of("2.000001", TODAY) == version
