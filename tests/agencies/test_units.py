"""The tree changes: names, parents, beginnings and ends. What a change does to rights, and who may order it."""

from datetime import timedelta

import pytest

from motcua.agencies import commands
from motcua.agencies.commands import Asked
from motcua.agencies.commands import units as tree
from motcua.agencies.commands.units import New, Order
from motcua.agencies.models import Agency, Grant, Membership, Succession, UnitChange
from motcua.agencies.queries import actor_for, held, resolve
from motcua.agencies.queries.units import changes_of, due_changes, effects, name_on, successors
from motcua.agencies.rules import AgencyClosed, NoAgency
from motcua.agencies.rules import units as law
from motcua.agencies.rules.delegation import OwnRights
from motcua.agencies.rules.rights import powers_on
from motcua.journal.models import Entry
from motcua.kernel.actor import SYSTEM, Actor, Capacity
from motcua.kernel.errors import Invalid
from tests.agencies.conftest import AT, DATA, ON, at_identifier, person

TOMORROW, NEXT = ON + timedelta(days=1), AT + timedelta(days=1)
BY = "Nghị quyết 01/NQ-HĐND"
NOW, LATER = Order(ON, BY), Order(TOMORROW, BY)
TOPIC = "covid/tam-hoan-hop-dong"
_PROVEN = {"proof": {"methods": ["totp"]}}


def acting(membership, at=AT):
    """Who works there, with what they hold."""
    place = Membership.objects.select_related("person", "agency").get(pk=membership.pk)
    return Actor(
        person=place.person_id, name=place.person.name, capacity=Capacity.OFFICER, membership=place.pk,
        agency=place.agency_id, agency_name=place.agency.name, agency_path=place.agency.path,
    )  # fmt: skip


def admin(identifier, name="Nguyễn Văn Thử"):
    return acting(commands.appoint(person(name), at_identifier(identifier), "", {"grant"}, at=AT))


def worker(identifier, *powers, name="Lê Thị Ví Dụ"):
    return commands.appoint(person(name), at_identifier(identifier), "", powers, at=AT)


def state():
    """All that a change of the tree may touch."""
    agencies = Agency.objects.order_by("pk").values_list("pk", "name", "path", "parent", "valid_to")
    grants = Grant.objects.order_by("pk").values_list("pk", "scope", "ended_at")
    return list(agencies), list(grants), UnitChange.objects.count(), Succession.objects.count(), Entry.objects.count()


def commune(district="H48.533"):
    return Agency.objects.filter(parent=at_identifier(district)).order_by("pk").first()


@pytest.mark.parametrize(
    ("path", "moved", "parent", "wanted"),
    [
        ("/1/7/", "/1/7/", "/2/", "/2/7/"),
        ("/1/7/9/", "/1/7/", "/2/5/", "/2/5/7/9/"),
        ("/1/70/", "/1/7/", "/2/", "/1/70/"),
        ("/7/9/", "/7/", "/2/", "/2/7/9/"),
    ],
)
def test_paths_of_what_moves(path, moved, parent, wanted):
    assert law.moved_path(path, moved, parent) == wanted


def test_a_name_changes_today_and_its_history_is_kept(quang_ngai):
    by, place = admin("H48"), at_identifier("H48.533")
    before = place.name
    tree.rename(place, "  Ủy ban nhân dân thị xã Mộ Đức ", NOW, by=by, at=AT)
    place.refresh_from_db()
    assert (place.name, place.name_fold) == ("Ủy ban nhân dân thị xã Mộ Đức", "uy ban nhan dan thi xa mo duc")
    assert name_on(place, ON - timedelta(days=1)) == before
    assert name_on(place, ON) == place.name
    told = Entry.objects.get(action="unit.renamed")
    assert (told.subject, told.data["former_name"], told.data["basis"]) == (f"agency:{place.pk}", before, BY)


def test_a_name_of_tomorrow_waits_for_tomorrow(quang_ngai):
    by, place = admin("H48"), at_identifier("H48.533")
    before = place.name
    order = tree.rename(place, "UBND thị xã Mộ Đức", LATER, by=by, at=AT)
    place.refresh_from_db()
    assert place.name == before
    assert due_changes(ON) == []
    assert due_changes(TOMORROW) == [order.pk]
    done = tree.carry_out(order.pk, at=NEXT)
    place.refresh_from_db()
    assert place.name == "UBND thị xã Mộ Đức"
    assert done.done_at == NEXT
    again = state()
    tree.carry_out(order.pk, at=NEXT)
    assert state() == again


def test_who_lost_the_right_meanwhile_changes_nothing_on_the_day(quang_ngai):
    by, place = admin("H48"), at_identifier("H48.533")
    before = place.name
    order = tree.rename(place, "UBND thị xã Mộ Đức", LATER, by=by, at=AT)
    commands.end_membership(by.membership, why="Nghỉ việc.", by=SYSTEM, at=AT)
    dropped = tree.carry_out(order.pk, at=NEXT)
    place.refresh_from_db()
    assert place.name == before
    assert dropped.done_at is None
    assert dropped.dropped_at == NEXT
    assert "không nằm trong phạm vi" in dropped.dropped_why


@pytest.mark.parametrize(
    ("order", "name", "field"),
    [
        (Order(ON - timedelta(days=1), BY), "Tên mới", "on"),
        (Order(ON, "  "), "Tên mới", "basis"),
        (Order(ON, "x" * 201), "Tên mới", "basis"),
        (NOW, " ", "name"),
        (NOW, "x" * 201, "name"),
    ],
)
def test_what_an_order_must_say(quang_ngai, order, name, field):
    by, place = admin("H48"), at_identifier("H48.533")
    before = state()
    with pytest.raises(Invalid) as no:
        tree.rename(place, name, order, by=by, at=AT)
    assert list(no.value.problems) == [field]
    assert state() == before


def test_a_subtree_moves_whole(quang_ngai):
    by, place, parent = admin("H48"), at_identifier("H48.533"), at_identifier("H48.534")
    under, count = place.path, Agency.objects.filter(path__startswith=place.path).count()
    tree.move_under(place, parent, NOW, by=by, at=AT)
    place.refresh_from_db()
    assert place.path == f"{parent.path}{place.pk}/"
    assert place.parent == parent
    assert Agency.objects.filter(path__startswith=place.path).count() == count
    assert not Agency.objects.filter(path__startswith=under).exists()
    for one in Agency.objects.filter(path__startswith=place.path).exclude(pk=place.pk).select_related("parent"):
        assert one.path == f"{one.parent.path}{one.pk}/"


@pytest.mark.parametrize("parent", ["H48.533", "below"])
def test_nothing_stands_under_itself(quang_ngai, parent):
    by, place = admin("H48"), at_identifier("H48.533")
    over = commune() if parent == "below" else place
    before = state()
    with pytest.raises(law.UnderItself):
        tree.move_under(place, over, NOW, by=by, at=AT)
    assert state() == before


def test_two_orders_cannot_make_a_circle_on_their_day(quang_ngai):
    by, a, b = admin("H48"), at_identifier("H48.533"), at_identifier("H48.534")
    first = tree.move_under(a, b, LATER, by=by, at=AT)
    second = tree.move_under(b, a, LATER, by=by, at=AT)
    tree.carry_out(first.pk, at=NEXT)
    dropped = tree.carry_out(second.pk, at=NEXT)
    a.refresh_from_db()
    b.refresh_from_db()
    assert a.path == f"{b.path}{a.pk}/"
    assert (dropped.done_at, dropped.dropped_at) == (None, NEXT)
    assert "trực thuộc" in dropped.dropped_why


@pytest.mark.parametrize(
    ("who", "moved", "parent"),
    [
        ("H48.533", "H48.533", "H48.534"),  # one's own agency out of what stands above
        ("H48.533", "commune", "H48.534"),  # into a foreign tree
        ("H48.534", "commune", "H48.534"),  # out of a foreign tree
        ("H48", "H48.533", "G24"),  # into another ministry's
        ("H48", "H48", "G24"),  # a top body: the state's alone
    ],
)
def test_nobody_moves_what_is_not_all_theirs(quang_ngai, who, moved, parent):
    by = admin(who)
    place = commune() if moved == "commune" else at_identifier(moved)
    before = state()
    with pytest.raises(law.NotYourTree):
        tree.move_under(place, at_identifier(parent), NOW, by=by, at=AT)
    assert state() == before


def test_who_manages_users_only_changes_no_unit(quang_ngai):
    by = acting(worker("H48", "users", "journal"))
    before = state()
    with pytest.raises(law.NotYourTree):
        tree.rename(at_identifier("H48.533"), "Tên mới", NOW, by=by, at=AT)
    assert state() == before


def test_a_move_shows_who_gains_and_who_loses(quang_ngai):
    place, old, new = commune(), at_identifier("H48.533"), at_identifier("H48.534")
    loses, gains = worker("H48.533", "view", "process"), worker("H48.534", "view", name="Phạm Văn Mẫu")
    stranded = worker("H48.533", name="Đỗ Thị Thử")
    kept = commands.give(stranded.pk, [Asked("covid", "view", place.pk)], reason="", by=SYSTEM, at=AT)
    found = effects(place, new, ON)
    assert {grant.membership_id for grant in found.gain} == {gains.pk}
    assert {(grant.membership_id, grant.right) for grant in found.lose} == {(loses.pk, "view")}
    assert [grant.pk for grant in found.stranded] == [kept[0].pk]
    assert found.agencies == 1

    by = admin("H48")
    found = effects(place, new, ON)
    tree.move_under(place, new, NOW, by=by, at=AT, expected=found.digest)
    place.refresh_from_db()
    assert old.path not in place.path
    assert Grant.objects.get(pk=kept[0].pk).ended_at == AT
    assert powers_on(_with_rights(gains), TOPIC, place.path) == {"view"}
    assert powers_on(_with_rights(loses), TOPIC, place.path) == frozenset()


def test_a_move_whose_effects_changed_is_shown_again(quang_ngai):
    by, place, new = admin("H48"), commune(), at_identifier("H48.534")
    seen = effects(place, new, ON).digest
    worker("H48.534", "view")
    before = state()
    with pytest.raises(law.EffectsChanged):
        tree.move_under(place, new, NOW, by=by, at=AT, expected=seen)
    assert state() == before


def test_nobody_gains_by_a_move_what_the_actor_could_not_give(quang_ngai):
    """An administrator of units alone would else hand out rights by moving agencies under somebody."""
    worker("H48.534", "view", name="Phạm Văn Mẫu")
    by = acting(worker("H48", "units"))
    before = state()
    with pytest.raises(law.GainsTooMuch) as no:
        tree.move_under(commune(), at_identifier("H48.534"), NOW, by=by, at=AT)
    assert no.value.data["who"] == "Phạm Văn Mẫu"
    assert state() == before


def test_nobody_gains_by_a_move_for_themself(quang_ngai):
    by = admin("H48")
    commands.give(by.membership, [Asked("covid", "view", at_identifier("H48.534").pk)], reason="", by=SYSTEM, at=AT)
    before = state()
    with pytest.raises(law.GainsTooMuch) as no:
        tree.move_under(commune(), at_identifier("H48.534"), NOW, by=by, at=AT)
    assert no.value.data["why"] == str(OwnRights())
    assert state() == before


def test_a_forged_agency_is_not_found(quang_ngai):
    by = admin("H48")
    before = state()
    with pytest.raises(tree.rules.NoSuchAgency):
        tree.move_under(commune(), Agency(pk=10**9), NOW, by=by, at=AT)
    assert state() == before


def test_merging_two_into_one_leaves_rights_behind(quang_ngai):
    by, heir = admin("H48"), at_identifier("H48.534")
    first, second = at_identifier("H48.533"), at_identifier("H48.532")
    seat = worker("H48.533", "process")
    tree.finish([first, second], [heir], NOW, by=by, at=AT, bring_below=True)
    for one in (first, second):
        one.refresh_from_db()
        assert one.valid_to == ON
        assert [step.successor for step in successors(one)] == [heir]
        assert not Agency.objects.filter(parent=one).exists()
    held = _with_rights(seat)
    assert held.officer is False  # the place is gone with its agency, and nothing came instead
    assert Grant.objects.filter(membership__agency=heir).count() == 0


def test_the_work_of_an_ended_agency_goes_to_its_heir(quang_ngai, mo_duc):
    by, heir = admin("H48"), at_identifier("H48.534")
    assert resolve("committee", "district", mo_duc.pk, ON) == at_identifier("H48.533")
    tree.finish([at_identifier("H48.533")], [heir], LATER, by=by, at=AT, bring_below=True)
    assert resolve("committee", "district", mo_duc.pk, ON) == at_identifier("H48.533")
    assert resolve("committee", "district", mo_duc.pk, TOMORROW) == heir


def test_without_an_heir_nothing_takes_the_work(quang_ngai, mo_duc):
    tree.finish([*Agency.objects.filter(path__startswith=at_identifier("H48.533").path)], [], NOW, by=SYSTEM, at=AT)
    with pytest.raises(NoAgency):
        resolve("committee", "district", mo_duc.pk, ON)


def test_what_still_has_units_below_does_not_end(quang_ngai):
    by = admin("H48")
    before = state()
    with pytest.raises(law.HasUnitsBelow) as no:
        tree.finish([at_identifier("H48.533")], [at_identifier("H48.534")], NOW, by=by, at=AT)
    assert no.value.data["count"] == Agency.objects.filter(parent=at_identifier("H48.533")).count()
    assert state() == before


@pytest.mark.parametrize(
    ("ends", "heir", "refusal"),
    [
        ("commune", "commune", law.OwnSuccessor),
        ("commune", "G24", law.NotYourTree),
        ("G24", "H48", law.NotYourTree),
        ("H48", "H48.533", law.NotYourTree),
    ],
)
def test_what_cannot_follow(quang_ngai, ends, heir, refusal):
    by = admin("H48")
    ends, heir = (commune() if one == "commune" else at_identifier(one) for one in (ends, heir))
    before = state()
    with pytest.raises(refusal):
        tree.finish([ends], [heir], NOW, by=by, at=AT)
    assert state() == before


def test_a_unit_that_ends_tomorrow_takes_no_right_beyond(quang_ngai):
    by, place = admin("H48"), commune()
    seat = commands.place(person(), place, by=by, at=AT)
    tree.finish([place], [at_identifier("H48.533")], LATER, by=by, at=AT)
    (given,) = commands.give(seat.pk, [Asked("covid", "process", place.pk)], reason="", by=by, at=AT)
    given = Grant.objects.select_related("membership__agency", "scope").get(pk=given.pk)
    assert held(given).until == TOMORROW
    with pytest.raises(AgencyClosed):
        commands.give(seat.pk, [Asked("covid", "process", place.pk, since=TOMORROW)], reason="", by=by, at=AT)
    with pytest.raises(law.AlreadyEnds):
        tree.finish([place], [at_identifier("H48.533")], LATER, by=by, at=AT)


def test_an_order_can_be_called_off_before_its_day(quang_ngai):
    by, place = admin("H48"), commune()
    known = place.valid_to
    (order,) = tree.finish([place], [at_identifier("H48.533")], LATER, by=by, at=AT)
    tree.call_off(order.pk, by=by, at=AT)
    place.refresh_from_db()
    assert place.valid_to == known
    assert not Succession.objects.exists()
    assert due_changes(TOMORROW) == []
    with pytest.raises(law.AlreadyDone):
        tree.call_off(order.pk, by=by, at=AT)


def test_a_new_agency_stands_under_its_parent_and_survives_a_load(quang_ngai):
    by, parent = admin("H48"), at_identifier("H48")
    like = at_identifier("H48.533")
    made = tree.establish(New("H48.990", "UBND huyện Ví Dụ", parent, like), LATER, by=by, at=AT)
    assert (made.path, made.parent, made.role, made.level) == (
        f"{parent.path}{made.pk}/",
        parent,
        like.role,
        like.level,
    )
    assert (made.valid_from, made.unit) == (TOMORROW, like.unit)
    tree.rename(like, "UBND thị xã Mộ Đức", NOW, by=by, at=AT)
    tree.move_under(commune("H48.532"), at_identifier("H48.534"), NOW, by=by, at=AT)
    before = state()
    counts = commands.load(DATA / "agencies", provinces={"H48"})
    assert (counts.created, counts.updated) == (0, 0)
    assert state() == before


@pytest.mark.parametrize(
    ("identifier", "name", "field"),
    [("H48.533", "Tên mới", "identifier"), ("xyz", "Tên mới", "identifier"), ("H48.990", "", "name")],
)
def test_what_a_new_agency_must_be(quang_ngai, identifier, name, field):
    by, parent = admin("H48"), at_identifier("H48")
    before = state()
    with pytest.raises(Invalid) as no:
        tree.establish(New(identifier, name, parent, at_identifier("H48.533")), LATER, by=by, at=AT)
    assert list(no.value.problems) == [field]
    assert state() == before


def test_the_orders_of_an_agency_are_its_history(quang_ngai):
    by, place = admin("H48"), at_identifier("H48.533")
    tree.rename(place, "Tên thứ hai", NOW, by=by, at=AT)
    tree.rename(place, "Tên thứ ba", LATER, by=by, at=AT)
    tree.rename(place, "Tên thứ tư", LATER, by=by, at=AT)
    found = [(change.name, change.done_at is not None, change.dropped_why) for change in changes_of(place)]
    assert found == [
        ("Tên thứ tư", False, ""),
        ("Tên thứ ba", False, "Quyết định sau thay thế."),
        ("Tên thứ hai", True, ""),
    ]


def _with_rights(membership):
    place = Membership.objects.select_related("person").get(pk=membership.pk)
    return actor_for(place.person, {"capacity": f"member:{place.pk}", **_PROVEN}, ON)
