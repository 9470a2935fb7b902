"""Beginning, answering, attaching, throwing away: what is written, and that a refusal changes nothing."""

import pytest

from motcua.catalogue.queries import live_service
from motcua.dossiers import commands, queries
from motcua.dossiers.commands.drafts import TooManyFiles, WrongCapacity
from motcua.dossiers.models import Dossier, Paper, Row
from motcua.dossiers.rules import NotNow, Seen, StalePage, ViewerOnly
from motcua.files.models import StoredFile
from motcua.journal.models import Entry

from .conftest import LATER, NOON, fresh, jobs, journal, picture


def begin(world, who="firm"):
    return commands.begin(live_service("tam-hoan-hop-dong", NOON.date()), by=world[who], at=NOON)


def refused(dossier, refusal, act):
    before = picture(dossier)
    with pytest.raises(refusal) as told:
        act()
    assert picture(dossier) == before
    return str(told.value)


def test_a_draft_belongs_to_the_business_and_keeps_its_version(world):
    dossier = begin(world)
    assert (dossier.business_id, dossier.applicant_id) == (world["firm"].business, world["firm"].person)
    assert (dossier.applicant_name, dossier.status, dossier.code) == ("Công ty TNHH Ví Dụ", "draft", None)
    assert dossier.version.number == 1
    assert journal(dossier) == ["dossier.begun"]
    assert jobs() == []


def test_a_second_click_gives_the_same_empty_draft(world):
    first = begin(world)
    assert begin(world) == first
    assert Dossier.objects.count() == 1
    commands.save_answers(first.pk, "company/trade", {"business_line": "may"}, by=world["firm"], at=NOON)
    assert begin(world) != first


@pytest.mark.parametrize("who", ["citizen", "thu"])
def test_the_service_is_for_businesses(world, who):
    with pytest.raises(WrongCapacity):
        begin(world, who)
    assert not Dossier.objects.exists()


def test_a_viewer_begins_nothing(world):
    with pytest.raises(ViewerOnly, match="Công ty TNHH Ví Dụ"):
        begin(world, "viewer")
    assert not Dossier.objects.exists()


def test_answers_are_sealed_and_added_to(world):
    dossier = begin(world)
    commands.save_answers(dossier.pk, "company/trade", {"business_line": "may mặc"}, by=world["firm"], at=NOON)
    commands.save_answers(dossier.pk, "company/reach", {"company_phone": "0900000999"}, by=world["firm"], at=LATER)
    dossier = fresh(dossier)
    assert queries.answers(dossier) == {"business_line": "may mặc", "company_phone": "0900000999"}
    assert b"may" not in bytes(dossier.answers_sealed)
    assert dossier.saves == {"company/trade": 1, "company/reach": 1}
    assert dossier.saved_at == LATER
    assert journal(dossier) == ["dossier.begun", "dossier.saved", "dossier.saved"]
    assert "0900000999" not in str([*Entry.objects.filter(subject=dossier.subject).values()])


def test_the_place_is_kept_as_a_place_and_can_be_taken_away(world):
    dossier = begin(world)
    commands.save_answers(dossier.pk, "company/address", {"head_office": world.unit}, by=world["firm"], at=NOON)
    assert fresh(dossier).unit_id == world.unit
    commands.save_answers(dossier.pk, "company/address", {"head_office": None}, by=world["firm"], at=NOON)
    assert fresh(dossier).unit_id is None


def test_a_window_that_did_not_see_the_last_save_is_refused(world):
    dossier, by = begin(world), world["firm"]
    page, mine, other = "company/trade", Seen(0, "mine"), Seen(0, "other")
    for text in ("may", "may mặc"):
        commands.save_answers(dossier.pk, page, {"business_line": text}, seen=mine, by=by, at=NOON)
    told = refused(
        dossier,
        StalePage,
        lambda: commands.save_answers(dossier.pk, page, {"business_line": "x"}, seen=other, by=by, at=LATER),
    )
    assert told.startswith("Mục này vừa được lưu ở một cửa sổ khác.")
    assert queries.answers(fresh(dossier)) == {"business_line": "may mặc"}
    commands.save_answers(dossier.pk, page, {"business_line": "x"}, seen=Seen(2, "other"), by=by, at=LATER)
    assert queries.answers(fresh(dossier)) == {"business_line": "x"}


def test_what_was_handed_in_is_not_answered_again(world):
    dossier = world.filed()
    told = refused(
        dossier,
        NotNow,
        lambda: commands.save_answers(dossier.pk, "company/trade", {"business_line": "x"}, by=world["firm"], at=LATER),
    )
    assert told.startswith("Hồ sơ đang được giải quyết")


def test_papers_come_and_go(world):
    dossier = begin(world)
    paper = world.attach(dossier)
    assert queries.papers_present(dossier) == {"agreements": 1}
    commands.remove_paper(dossier.pk, paper.pk, by=world["firm"], at=NOON)
    commands.remove_paper(dossier.pk, paper.pk, by=world["firm"], at=NOON)
    assert queries.papers_present(dossier) == {}
    assert journal(dossier) == ["dossier.begun", "dossier.paper_added", "dossier.paper_removed"]


def test_a_paper_takes_so_many_files(world):
    dossier = begin(world)
    for _ in range(5):
        world.attach(dossier, "accounts_2019")
    told = refused(dossier, TooManyFiles, lambda: world.attach(dossier, "accounts_2019"))
    assert "Báo cáo tài chính năm 2019" in told
    assert "tối đa 5 tệp" in told


def test_a_paper_that_was_handed_in_stays(world):
    dossier = world.filed()
    paper = dossier.papers.get()
    refused(dossier, NotNow, lambda: commands.remove_paper(dossier.pk, paper.pk, by=world["firm"], at=LATER))
    refused(dossier, NotNow, lambda: world.attach(dossier))


def test_while_awaited_only_wanted_papers_are_taken_and_only_new_ones_taken_back(world):
    dossier = world.returned(wanted=["agreements"])
    first = dossier.papers.get()
    refused(dossier, NotNow, lambda: world.attach(dossier, "accounts_2019"))
    added = world.attach(dossier)
    assert added.round == 1
    commands.remove_paper(dossier.pk, first.pk, by=world["firm"], at=LATER)
    assert Paper.objects.filter(pk=first.pk).exists()
    commands.remove_paper(dossier.pk, added.pk, by=world["firm"], at=LATER)
    assert not Paper.objects.filter(pk=added.pk).exists()


def test_a_draft_is_thrown_away_whole_and_the_journal_keeps_that_it_was(world):
    dossier = world.draft()
    subject = dossier.subject
    commands.discard(dossier.pk, by=world["firm"], at=LATER)
    assert not Dossier.objects.exists()
    assert not Row.objects.exists()
    assert not Paper.objects.exists()
    assert StoredFile.objects.exists()
    assert Entry.objects.filter(subject=subject).order_by("id").last().action == "dossier.discarded"


def test_what_was_handed_in_is_not_thrown_away(world):
    dossier = world.filed()
    refused(dossier, NotNow, lambda: commands.discard(dossier.pk, by=world["firm"], at=LATER))


@pytest.mark.parametrize(
    "act",
    [
        lambda d, by: commands.save_answers(d.pk, "company/trade", {"business_line": "x"}, by=by, at=NOON),
        lambda d, by: commands.discard(d.pk, by=by, at=NOON),
        lambda d, by: commands.submit(d.pk, by=by, at=NOON),
        lambda d, by: commands.clear_list(d.pk, by=by, at=NOON),
        lambda d, by: commands.remove_row(d.pk, 1, by=by, at=NOON),
        lambda d, by: commands.save_row(d.pk, 1, {}, by=by, at=NOON),
        lambda d, by: commands.upload_list(d.pk, "a.csv", b"", by=by, at=NOON),
        lambda d, by: commands.remove_paper(d.pk, 1, by=by, at=NOON),
        lambda d, by: commands.withdraw(d.pk, "", by=by, at=NOON),
        lambda d, by: commands.supplement(d.pk, "x", by=by, at=NOON),
    ],
)
def test_who_may_only_look_writes_nothing(world, act):
    dossier = world.draft()
    refused(dossier, ViewerOnly, lambda: act(dossier, world["viewer"]))
