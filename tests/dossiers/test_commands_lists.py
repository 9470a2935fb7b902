"""The worker list: uploaded, typed, corrected; who stands in it twice, and who in another dossier."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.catalogue.queries import service_of
from motcua.dossiers import commands, queries
from motcua.dossiers.commands.lists import ListFull
from motcua.dossiers.models import Row
from motcua.dossiers.queries.rows import NoSuchRow
from motcua.dossiers.rules import NotNow
from motcua.files.models import StoredFile
from motcua.kernel.errors import Invalid, Refusal
from tests.catalogue import list_samples

from .conftest import LATER, NOON, fresh, journal, listed, picture, worker


def rows(dossier):
    return list(Row.objects.filter(dossier=dossier).order_by("n"))


def codes(dossier):
    return {row.n: [(column, code) for column, code, _ in row.problems] for row in rows(dossier) if row.problems}


def spec(dossier):
    return service_of(dossier.version).lists[0]


def upload(world, dossier, content, name="danh-sach.xlsx"):
    return commands.upload_list(dossier.pk, name, content, by=world["firm"], at=LATER)


def test_every_problem_of_an_upload_is_kept_with_its_row(world):
    sample = list_samples.sample(60, planted=True)
    dossier = upload(world, world.draft(), list_samples.workbook(60, planted=True))
    found = {(row.line, column): code for row in rows(dossier) for column, code, _ in row.problems}
    assert found == sample.faults
    assert [row.n for row in rows(dossier)] == list(range(1, 61))
    assert rows(dossier)[0].line == list_samples.FIRST_LINE
    assert dossier.people == 60
    assert dossier.list_problems == len({line for line, _ in sample.faults})
    assert dossier.amount == sum(row.amount for row in rows(dossier) if not row.problems)
    assert journal(dossier)[-1] == "dossier.list_uploaded"


def test_duplicates_are_named_by_the_number_that_the_page_shows(world):
    dossier = upload(world, world.draft(), list_samples.workbook(60, planted=True))
    one = Row.objects.get(dossier=dossier, n=8)
    assert [text for _, code, text in one.problems if code == "duplicate"] == [
        "Trùng với dòng 41. Mỗi người chỉ ghi một lần: hãy xóa dòng thừa hoặc sửa số bị nhập nhầm."
    ]


def test_a_refused_file_leaves_the_former_list(world):
    dossier = world.draft()
    before, files = picture(dossier), StoredFile.objects.count()
    with pytest.raises(Refusal, match="không theo mẫu"):
        upload(world, dossier, b"a,b\n1,2\n", "x.csv")
    assert picture(dossier) == before
    assert StoredFile.objects.count() == files


def test_rows_are_sealed(world):
    dossier = world.draft()
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(encode(sealed, 'escape'), '') FROM dossiers_row")
        (stored,) = cursor.fetchone()
    number = queries.row(dossier, 1).values["id_number"]
    assert len(number) == 12
    assert number not in stored


def test_a_typed_person_stands_at_the_end_and_has_no_line(world):
    dossier = world.draft(2)
    row = commands.save_row(dossier.pk, None, worker(90), by=world["firm"], at=LATER)
    assert (row.n, row.line, row.problems) == (3, None, [])
    assert fresh(dossier).people == 3
    assert fresh(dossier).amount == sum(r.amount for r in rows(dossier)) > 0


def test_a_typed_person_with_problems_is_not_kept(world):
    dossier = world.draft(2)
    before = picture(dossier)
    with pytest.raises(Invalid) as refused:
        commands.save_row(dossier.pk, None, worker(90, id_number="12", name=""), by=world["firm"], at=LATER)
    assert set(refused.value.problems) == {"id_number", "name"}
    assert picture(dossier) == before


def test_a_corrected_row_keeps_what_is_still_wrong(world):
    dossier = upload(world, world.draft(), list_samples.workbook(60, planted=True))
    n = next(n for n, found in codes(dossier).items() if ("birth_date", "date_swapped") in found)
    cells = queries.row(dossier, n).values
    saved = commands.save_row(dossier.pk, n, {**cells, "name": "<b>x</b>"}, by=world["firm"], at=LATER)
    assert [(c, code) for c, code, _ in saved.problems] == [("name", "markup"), ("birth_date", "date_swapped")]
    assert (saved.line, saved.amount, saved.since) == (list_samples.FIRST_LINE + n - 1, 0, None)
    saved = commands.save_row(dossier.pk, n, {**cells, "birth_date": "25/04/1985"}, by=world["firm"], at=LATER)
    assert (saved.problems, saved.amount) == ([], 5_400_000)


@pytest.mark.parametrize(
    ("column", "code", "value"),
    [("id_number", "lost_zero", "051199004821"), ("birth_date", "date_swapped", "25/04/1985")],
)
def test_a_likely_cure_is_offered(world, column, code, value):
    dossier = upload(world, world.draft(), list_samples.workbook(60, planted=True))
    n = next(n for n, found in codes(dossier).items() if (column, code) in found)
    assert queries.suggestions(queries.row(dossier, n), spec(dossier)) == {column: value}


def test_duplicates_follow_each_change_of_a_row(world):
    dossier = upload(world, world.draft(), listed(500, 4), "a.csv")
    cells = {n: queries.row(dossier, n).values for n in (1, 2, 3)}
    double = {**cells[2], "id_number": cells[1]["id_number"]}
    commands.save_row(dossier.pk, 2, double, by=world["firm"], at=LATER)
    assert codes(dossier) == {1: [("id_number", "duplicate")], 2: [("id_number", "duplicate")]}
    assert fresh(dossier).list_problems == 2
    assert Row.objects.get(dossier=dossier, n=1).amount == 0
    commands.save_row(dossier.pk, 3, {**cells[3], "bhxh_number": cells[2]["bhxh_number"]}, by=world["firm"], at=LATER)
    assert codes(dossier)[2] == [("bhxh_number", "duplicate"), ("id_number", "duplicate")]
    assert codes(dossier)[3] == [("bhxh_number", "duplicate")]
    commands.remove_row(dossier.pk, 2, by=world["firm"], at=LATER)
    assert codes(dossier) == {}
    assert fresh(dossier).amount == sum(row.amount for row in rows(dossier))
    assert all(row.amount for row in rows(dossier))


def test_an_edit_looks_only_at_the_rows_it_concerns(world):
    """The same number of statements for 3 rows and for 300."""
    counted = []
    for count in (3, 300):
        dossier = upload(world, world.draft(), listed(1000, count), "a.csv")
        cells = queries.row(dossier, 2).values
        with CaptureQueriesContext(
            connection,
        ) as caught:
            commands.save_row(dossier.pk, 2, {**cells, "note": "x"}, by=world["firm"], at=LATER)
        counted.append(len(caught))
        commands.discard(dossier.pk, by=world["firm"], at=LATER)
    assert counted[0] == counted[1]


def test_removing_twice_is_as_good_as_once(world):
    dossier = world.draft(3)
    for _ in range(2):
        commands.remove_row(dossier.pk, 2, by=world["firm"], at=LATER)
    assert [row.n for row in rows(dossier)] == [1, 3]
    assert journal(dossier).count("dossier.row_removed") == 1


def test_a_row_that_is_not_there(world):
    dossier = world.draft(2)
    before = picture(dossier)
    with pytest.raises(NoSuchRow, match="dòng 9"):
        commands.save_row(dossier.pk, 9, worker(1), by=world["firm"], at=LATER)
    assert picture(dossier) == before


def test_a_full_list_takes_nobody_more(world):
    dossier = world.draft(2)
    type(dossier).objects.filter(pk=dossier.pk).update(people=20_000)
    with pytest.raises(ListFull, match=r"20\.000"):
        commands.save_row(dossier.pk, None, worker(90), by=world["firm"], at=LATER)
    assert len(rows(dossier)) == 2


def test_an_emptied_list_can_be_begun_anew(world):
    dossier = world.draft(3)
    commands.clear_list(dossier.pk, by=world["firm"], at=LATER)
    dossier = fresh(dossier)
    assert (dossier.people, dossier.amount, dossier.list_file, dossier.list_remarks) == (0, 0, None, [])
    assert commands.save_row(dossier.pk, None, worker(1), by=world["firm"], at=LATER).n == 1


@pytest.mark.parametrize("state", ["filed", "awaiting"])
@pytest.mark.parametrize(
    "act",
    [
        lambda d, by: commands.upload_list(d.pk, "a.csv", listed(1, 2), by=by, at=LATER),
        lambda d, by: commands.clear_list(d.pk, by=by, at=LATER),
        lambda d, by: commands.save_row(d.pk, None, worker(90), by=by, at=LATER),
        lambda d, by: commands.save_row(d.pk, 2, worker(90), by=by, at=LATER),
        lambda d, by: commands.remove_row(d.pk, 1, by=by, at=LATER),
    ],
)
def test_a_list_that_was_handed_in_stays(world, state, act):
    """While it is awaited only rows that were not confirmed change (row 2 was), and none is taken out."""
    dossier = world.filed() if state == "filed" else world.returned()
    before = picture(dossier)
    with pytest.raises(NotNow):
        act(dossier, world["firm"])
    assert picture(dossier) == before


def test_a_refused_row_is_corrected_as_often_as_needed_and_is_to_be_confirmed_anew(world):
    dossier = world.returned()
    cells = queries.row(dossier, 1).values
    row = commands.save_row(dossier.pk, 1, {**cells, "bhxh_number": "12"}, by=world["firm"], at=LATER)
    assert (row.verdict, row.reason, row.corrected, len(row.problems)) == ("", "", 1, 1)
    row = commands.save_row(dossier.pk, 1, {**cells, "bhxh_number": "5109999999"}, by=world["firm"], at=LATER)
    assert (row.verdict, row.corrected, row.problems) == ("", 1, [])
    assert fresh(dossier).list_problems == 0


def test_rows_stay_as_they_are_when_the_list_was_not_asked_for(world):
    dossier = world.returned(wanted=["agreements"])
    before = picture(dossier)
    with pytest.raises(NotNow):
        commands.save_row(dossier.pk, 1, worker(90), by=world["firm"], at=LATER)
    assert picture(dossier) == before


def test_the_same_person_elsewhere_is_told_to_officers_with_the_code_and_counted_for_employers(world):
    theirs = world.filed(3, who="other", first=700)
    mine = world.draft(4, first=702)
    assert queries.shared_count(mine) == 1
    (found,) = queries.overlaps(mine.pk)[1]
    assert (found.code, found.by, found.status) == (theirs.code, "id", "in_progress")
    commands.withdraw(theirs.pk, "", by=world["other"], at=LATER)
    assert queries.shared_count(mine) == 0


def test_drafts_of_others_do_not_count(world):
    world.draft(3, who="other", first=700)
    assert queries.shared_count(world.draft(3, first=700)) == 0


def test_pages_of_a_list(world):
    dossier = world.draft(7, at=NOON)
    wanted = queries.RowFilter()
    first, further = queries.rows_page(dossier, wanted, size=3)
    assert ([view.row.n for view in first], further) == ([1, 2, 3], 3)
    last, further = queries.rows_page(dossier, wanted, after=6, size=3)
    assert ([view.row.n for view in last], further) == ([7], None)
    number = first[1].values["id_number"]
    for text in (number, f" {number[:3]} {number[3:]}", "2"):
        assert [v.row.n for v in queries.rows_page(dossier, queries.RowFilter(text=text))[0]] == [2]
