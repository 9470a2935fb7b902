"""Lists applied: by the real commands, once, all that is ready; both forms of letter 003 and letter 3623's list."""

import pytest

from motcua.administration.commands import applying, fulfilling
from motcua.administration.commands import rosters as commands
from motcua.administration.models import Invitation, Roster, RosterLine
from motcua.administration.rules.ground import Plan
from motcua.administration.rules.uploads import Closed
from motcua.agencies.commands import approve, end
from motcua.agencies.models import Agency, Grant, Membership
from motcua.journal.models import Entry
from motcua.kernel.actor import SYSTEM
from tests.administration.roster_world import (
    ADD_TITLES,
    AT,
    CHANGE_TITLES,
    DISTRICT,
    OFFICER_TITLES,
    OFFICERS,
    PROVINCE,
    _tree,
    agency,
    paste,
    rights,
    verdicts,
    world,
)

__all__ = ["_tree", "world"]
HERE = "UBND huyện Mộ Đức"
PAKN = "Tiếp nhận, xử lý phản ánh, kiến nghị"


def officers(world, *people):
    rows = [(n, person.name, world.number(person), "", HERE) for n, person in enumerate(people, 1)]
    return paste([OFFICER_TITLES, *rows], OFFICERS, world.actors["province"])


def outcomes(roster):
    return dict(RosterLine.objects.filter(roster=roster).order_by("n").values_list("name", "outcome"))


def test_officers_are_seated_activated_and_given_their_rights(world):
    new, here = world.person("Vũ Văn Mới Thử"), world.person("Phạm Thị Có Mẫu")
    world.seat(here, DISTRICT, "covid/view")
    roster = officers(world, new, here)
    done = applying.apply(roster.pk, by=world.actors["province"], at=AT)
    assert done == applying.Applied(2, 0)
    used = {("covid", "process", None), ("covid", "view", None)}
    assert (rights(new, DISTRICT), rights(here, DISTRICT)) == (used, used)
    assert Membership.objects.get(person=new).active
    assert outcomes(roster) == {"Vũ Văn Mới Thử": "granted", "Phạm Thị Có Mẫu": "granted"}
    grant = Grant.objects.get(membership__person=new, right="view")
    assert grant.under.membership.person_id == world.actors["province"].person
    assert Entry.objects.filter(action="roster.applied").get().data == {"done": 2, "refused": 0}


def test_pressed_twice_applied_once(world):
    roster = officers(world, world.person("Vũ Văn Mới Thử"))
    first = applying.apply(roster.pk, by=world.actors["province"], at=AT)
    grants = Grant.objects.count()
    assert first == applying.Applied(1, 0)
    assert applying.apply(roster.pk, by=world.actors["province"], at=AT) == applying.Applied(0, 0)
    assert Grant.objects.count() == grants


def test_only_the_uploader_applies_and_a_dropped_list_stays_dropped(world):
    roster = officers(world, world.person("Vũ Văn Mới Thử"))
    with pytest.raises(Closed):
        applying.apply(roster.pk, by=world.actors["state"], at=AT)
    commands.drop(roster.pk, by=world.actors["province"], at=AT)
    with pytest.raises(Closed):
        applying.apply(roster.pk, by=world.actors["province"], at=AT)
    assert not Membership.objects.filter(person__name="Vũ Văn Mới Thử").exists()


def test_what_changed_since_the_dry_run_is_seen(world):
    """The uploader's right to give ended meanwhile: nothing is granted, the line says why and stays."""
    one = world.person("Vũ Văn Mới Thử")
    roster = officers(world, one)
    mine = Grant.objects.get(membership=world.actors["province"].membership, right="process")
    end(mine.pk, why="Thôi", by=SYSTEM, at=AT)
    assert applying.apply(roster.pk, by=world.actors["province"], at=AT) == applying.Applied(0, 0)
    assert verdicts(roster) == {"Vũ Văn Mới Thử": "not_yours"}
    assert not Membership.objects.filter(person=one).exists()


def test_a_line_refused_at_that_moment_stays_and_leaves_nothing(world, monkeypatch):
    """The others are done; of the refused one not even the place is kept."""
    bad, good = world.person("Phạm Thị Hỏng Mẫu"), world.person("Vũ Văn Tốt Thử")
    roster = officers(world, bad, good)
    real = applying.give

    def give(membership, asked, **more):
        if Membership.objects.get(pk=membership).person_id == bad.pk:
            raise Closed
        return real(membership, asked, **more)

    monkeypatch.setattr(applying, "give", give)
    assert applying.apply(roster.pk, by=world.actors["province"], at=AT) == applying.Applied(1, 1)
    assert verdicts(roster) == {"Phạm Thị Hỏng Mẫu": "not_yours", "Vũ Văn Tốt Thử": "ready"}
    assert not Membership.objects.filter(person=bad).exists()
    line = RosterLine.objects.get(roster=roster, name="Phạm Thị Hỏng Mẫu")
    assert (line.done_at, line.words["text"]) == (None, str(Closed()))
    monkeypatch.undo()
    commands.again(roster.pk, by=world.actors["province"], at=AT)
    assert applying.apply(roster.pk, by=world.actors["province"], at=AT) == applying.Applied(1, 0)


def test_letter_003_change(world):
    """Who leaves loses the rights of that subsystem and no other; who replaces has the same, services and span too."""
    leaver, comer = world.person("Phạm Thị Đi Mẫu"), world.person("Vũ Văn Đến Thử")
    until = AT.date().replace(year=2021)
    world.seat(leaver, DISTRICT, "pakn/receive", "pakn/petitions", "covid/view")
    world.seat(comer, DISTRICT, "covid/view")
    place = Membership.objects.get(person=leaver)
    Grant.objects.filter(membership=place, right="petitions").update(until=until)
    rows = [CHANGE_TITLES, (1, PAKN, leaver.name, world.number(leaver), comer.name, world.number(comer), "")]
    roster = paste(rows, Plan("change"), world.actors["province"])
    line = RosterLine.objects.get(roster=roster)
    assert (line.verdict, line.words["code"], line.words["ended"], line.words["count"]) == ("ready", "replaced", 2, 2)
    assert applying.apply(roster.pk, by=world.actors["province"], at=AT) == applying.Applied(1, 0)
    assert rights(leaver, DISTRICT) == {("covid", "view", None)}
    assert rights(comer, DISTRICT) == {
        ("pakn", "receive", None), ("pakn", "petitions", None), ("covid", "view", None),
    }  # fmt: skip
    assert Grant.objects.get(membership__person=comer, right="petitions").until == until
    place.refresh_from_db()
    assert (place.until, place.active) == (None, True)


def test_letter_003_change_of_somebody_with_chosen_services(world):
    leaver, comer = world.person("Phạm Thị Đi Mẫu"), world.person("Vũ Văn Đến Thử")
    world.seat(leaver, DISTRICT, "covid/process", services=["tam-hoan-hop-dong"])
    covid = "Dịch vụ công hỗ trợ đối tượng gặp khó khăn do đại dịch Covid-19"
    rows = [CHANGE_TITLES, (1, covid, leaver.name, world.number(leaver), comer.name, world.number(comer), "")]
    roster = paste(rows, Plan("change"), world.actors["province"])
    assert applying.apply(roster.pk, by=world.actors["province"], at=AT) == applying.Applied(1, 0)
    grant = Grant.objects.get(membership__person=comer)
    assert (grant.right, grant.services, grant.scope) == ("process", ["tam-hoan-hop-dong"], agency(DISTRICT))
    assert rights(leaver, DISTRICT) == set()


def test_letter_003_somebody_leaves_and_nobody_comes_or_somebody_unknown(world):
    leaver, other = world.person("Phạm Thị Đi Mẫu"), world.person("Lý Thị Thôi Mẫu")
    world.seat(leaver, DISTRICT, "pakn/receive")
    world.seat(other, DISTRICT, "pakn/answer")
    rows = [
        CHANGE_TITLES,
        (1, PAKN, leaver.name, world.number(leaver), "", "", ""),
        (2, PAKN, other.name, world.number(other), "Hồ Thị Chưa Mẫu", "099000000701", ""),
    ]
    roster = paste(rows, Plan("change"), world.actors["province"])
    assert list(verdicts(roster).values()) == ["ready", "unregistered"]
    assert applying.apply(roster.pk, by=world.actors["province"], at=AT) == applying.Applied(2, 0)
    assert (rights(leaver, DISTRICT), rights(other, DISTRICT)) == (set(), set())
    invitation = Invitation.objects.get()
    assert [(wish["subsystem"], wish["right"]) for wish in invitation.wishes] == [("pakn", "answer")]
    assert (invitation.name, invitation.agency) == ("Hồ Thị Chưa Mẫu", agency(DISTRICT))


def test_letter_003_addition(world):
    """The chosen rights of the line's subsystem, where the person works."""
    one = world.person("Phạm Thị Thêm Mẫu")
    world.seat(one, DISTRICT)
    rows = [ADD_TITLES, (1, PAKN, one.name, world.number(one), "")]
    roster = paste(rows, Plan("add", rights=("pakn/receive", "pakn/answer", "covid/view")), world.actors["province"])
    assert applying.apply(roster.pk, by=world.actors["province"], at=AT) == applying.Applied(1, 0)
    assert rights(one, DISTRICT) == {("pakn", "receive", None), ("pakn", "answer", None)}


def test_both_forms_on_one_page_are_two_lists(world):
    leaver, comer, more = (world.person(n) for n in ("Phạm Thị Đi Mẫu", "Vũ Văn Đến Thử", "Lý Thị Thêm Mẫu"))
    world.seat(leaver, DISTRICT, "pakn/receive")
    rows = [
        CHANGE_TITLES, (1, PAKN, leaver.name, world.number(leaver), comer.name, world.number(comer), ""),
        ADD_TITLES, (1, PAKN, more.name, world.number(more), ""),
    ]  # fmt: skip
    text = "\n".join("\t".join(map(str, row)) for row in rows)
    made = commands.upload(
        commands.Source(text=text), Plan("add", rights=("pakn/answer",)), agency(PROVINCE).pk, "",
        by=world.actors["province"], at=AT,
    )  # fmt: skip
    assert [roster.kind for roster in made] == ["change", "add"]


def test_many_lines_are_the_workers(world, monkeypatch):
    """Queued; whoever uploaded it and lost their place meanwhile grants nothing, and the list is as before."""
    monkeypatch.setattr(applying, "AT_ONCE", 0)
    one = world.person("Vũ Văn Mới Thử")
    roster = officers(world, one)
    assert applying.apply(roster.pk, by=world.actors["province"], at=AT) is None
    roster.refresh_from_db()
    assert roster.state == Roster.State.QUEUED
    with pytest.raises(Closed):
        applying.apply(roster.pk, by=world.actors["province"], at=AT)
    Membership.objects.filter(pk=world.actors["province"].membership).update(active=False)
    assert applying.apply_queued(roster.pk, at=AT) is None
    roster.refresh_from_db()
    assert (roster.state, Membership.objects.filter(person=one).count()) == (Roster.State.READ, 0)
    Membership.objects.filter(pk=world.actors["province"].membership).update(active=True)
    applying.apply(roster.pk, by=world.actors["province"], at=AT)
    assert applying.apply_queued(roster.pk, at=AT) == applying.Applied(1, 0)
    assert applying.apply_queued(roster.pk, at=AT) is None


FOCAL = Plan("focal", subsystem="covid", level=1)


def test_a_senior_administrator_waits_for_the_second_person(world):
    world.seat(world.person("Phạm Thị Một Mẫu"), "H48.01")
    titles = ("TT", "Tỉnh/ thành phố", "Họ tên", "Cơ quan", "Cấp quyền quản trị")
    rows = [titles, ("1.", "Tỉnh Quảng Ngãi", "", "", ""), ("", "", "Phạm Thị Một Mẫu", "Sở Nội vụ", "X"),
            ("", "", "Ngô Thị Chỉ Mẫu", "Văn phòng UBND tỉnh", "")]  # fmt: skip
    roster = paste(rows, FOCAL, world.actors["state"], home=None)
    assert applying.apply(roster.pk, by=world.actors["state"], at=AT) == applying.Applied(2, 0)
    place = Membership.objects.get(person__name="Phạm Thị Một Mẫu", agency=agency(PROVINCE))
    waiting = Grant.objects.filter(membership=place, level=1)
    assert {grant.approved_at for grant in waiting} == {None}
    assert place.office == "Sở Nội vụ"
    for grant in waiting.order_by("pk"):
        approve(grant.pk, by=world.actors["second"], at=AT)
    assert ("covid", "process", 1) in rights(place.person, PROVINCE)
    named = RosterLine.objects.filter(named=True).order_by("n").values_list("name", "body__identifier", "outcome")
    assert list(named) == [
        ("Phạm Thị Một Mẫu", PROVINCE, "granted"), ("Ngô Thị Chỉ Mẫu", PROVINCE, "named"),
    ]  # fmt: skip
    # A newer list of the same body says who is named now.
    again = paste(rows[:3], FOCAL, world.actors["state"], home=None)
    applying.apply(again.pk, by=world.actors["state"], at=AT)
    assert list(RosterLine.objects.filter(named=True).values_list("roster", "name")) == [(again.pk, "Phạm Thị Một Mẫu")]


def test_fulfilled_lines_know_their_place(world):
    rows = [OFFICER_TITLES, (1, "Hồ Thị Chưa Mẫu", "099000000701", "", HERE)]
    roster = paste(rows, OFFICERS, world.actors["province"])
    applying.apply(roster.pk, by=world.actors["province"], at=AT)
    one = world.prove(world.person("Hồ Thị Chưa Mẫu", "099000000701"), AT)
    assert fulfilling.registered(one.pk, at=AT) == 1
    line = RosterLine.objects.get(roster=roster)
    assert (line.person_id, line.membership.person_id, line.outcome) == (one.pk, one.pk, "invited")


def test_agencies_are_untouched(world):
    before = list(Agency.objects.order_by("pk").values())
    roster = officers(world, world.person("Vũ Văn Mới Thử"))
    applying.apply(roster.pk, by=world.actors["province"], at=AT)
    assert list(Agency.objects.order_by("pk").values()) == before
