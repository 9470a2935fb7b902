"""Reminders: to whom, once a day, written down; and by itself on Monday."""

from datetime import timedelta

import pytest

from motcua.administration.commands import reminding
from motcua.administration.models import Reminder, Roster, RosterLine
from motcua.administration.rules.covering import NobodyToRemind, NothingMissing, RemindedToday
from motcua.administration.rules.users import NoUsersRight
from motcua.agencies.models import Membership
from motcua.agencies.rules import NoSuchAgency
from motcua.journal.models import Entry
from motcua.kernel.actor import SYSTEM
from motcua.notices.models import Notice
from tests.administration.coverage_world import covered, place, right
from tests.administration.roster_world import AT, DISTRICT, OTHER, PROVINCE, _tree, agency, world

__all__ = ["_tree", "covered", "world"]


def told() -> list[int]:
    return list(Notice.objects.order_by("person").values_list("person", flat=True))


def untouched() -> bool:
    nothing = Entry.objects.filter(action="coverage.reminded").exists()
    return not (Reminder.objects.exists() or Notice.objects.exists() or nothing)


def test_those_of_the_unit_are_told_once_a_day(covered):
    state, of_province = covered.actors["state"], covered.actors["province"]
    sent = reminding.remind(agency(PROVINCE), by=state, at=AT)
    assert (sent.people, sent.bare, sent.missing, sent.on) == (1, 0, 14, AT.date())
    notice = Notice.objects.get()
    assert notice.person_id == of_province.person
    assert notice.link == "/quan-tri/do-phu/don-vi/H48/"
    assert "14 đơn vị chưa có cán bộ cho dịch vụ phải xử lý" in notice.body
    entry = Entry.objects.get(action="coverage.reminded")
    assert (entry.subject, entry.person) == (f"agency:{agency(PROVINCE).pk}", state.person)
    assert entry.data == {"subsystem": "covid", "people": [of_province.person], "bare": 0, "missing": 14}
    with pytest.raises(RemindedToday):
        reminding.remind(agency(PROVINCE), by=state, at=AT + timedelta(hours=1))
    assert (Reminder.objects.count(), Notice.objects.count()) == (1, 1)
    reminding.remind(agency(PROVINCE), by=state, at=AT + timedelta(days=1))
    assert (Reminder.objects.count(), Notice.objects.count()) == (2, 2)


def test_a_unit_without_anybody_has_those_above_it_told(covered):
    reminding.remind(agency(OTHER), by=covered.actors["state"], at=AT)
    assert told() == [covered.actors["province"].person]
    reminding.remind(agency(DISTRICT), by=covered.actors["state"], at=AT)
    assert told() == sorted([covered.actors["province"].person, covered.actors["district"].person])


def test_whoever_reminds_is_not_told(covered):
    """Of their own unit the focal points are; there are none."""
    with pytest.raises(NobodyToRemind):
        reminding.remind(agency(PROVINCE), by=covered.actors["province"], at=AT)
    assert untouched()
    reminding.remind(agency(DISTRICT), by=covered.actors["province"], at=AT)
    assert told() == [covered.actors["district"].person]


def test_a_body_without_administrators_has_its_focal_points_told(covered):
    person = covered.person("Hồ Thị Đầu Mối Mẫu")
    body = agency("G24")
    with pytest.raises(NobodyToRemind):
        reminding.remind(body, by=covered.actors["state"], at=AT)
    by = Membership.objects.get(pk=covered.actors["state"].membership)
    roster = Roster.objects.create(
        kind="focal",
        source="thu.csv",
        membership=by,
        subsystem="covid",
        level=1,
        state="applied",
        read_at=AT,
        checked_at=AT,
    )
    RosterLine.objects.create(roster=roster, n=1, name=person.name, sealed=b"", body=body, person=person, named=True)
    RosterLine.objects.create(roster=roster, n=2, name="Chưa Có", sealed=b"", body=body, named=True)
    sent = reminding.remind(body, by=covered.actors["state"], at=AT)
    assert (told(), sent.bare, sent.missing) == ([person.pk], 15, 13)


def test_nobody_reminds_outside_their_trees(covered):
    with pytest.raises(NoSuchAgency):
        reminding.remind(agency("G24"), by=covered.actors["province"], at=AT)
    with pytest.raises(NoSuchAgency):
        reminding.remind(agency(PROVINCE), by=covered.actors["district"], at=AT)
    clerk = covered.acts("clerk", covered.seat(covered.person("Cao Thị Việc Mẫu"), DISTRICT, "covid/process"))
    with pytest.raises(NoUsersRight):
        reminding.remind(agency(DISTRICT), by=clerk, at=AT)
    assert untouched()


def test_where_nothing_is_missing_nobody_is_reminded(covered):
    right(place(agency(DISTRICT), 1))
    with pytest.raises(NothingMissing):
        reminding.remind(agency(DISTRICT), by=covered.actors["state"], at=AT)
    with pytest.raises(NothingMissing):  # no service names a ministry
        reminding.remind(agency("G01"), by=covered.actors["state"], at=AT)
    assert untouched()


def test_on_monday_by_itself(covered):
    assert reminding.remind_all(at=AT) == 1  # insurance and the bank have nobody who could be told
    assert told() == [covered.actors["province"].person]
    assert Entry.objects.get(action="coverage.reminded").person == SYSTEM.person
    assert reminding.remind_all(at=AT) == 0
    assert Notice.objects.count() == 1
