"""The journal of a subtree: exactly its own entries, in words, page by page, and as a file."""

import ast
import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from lxml import html
from python_calamine import CalamineWorkbook

from motcua.administration.queries import journal
from motcua.administration.queries.journal import Asked, NoJournalRight
from motcua.administration.rules import telling
from motcua.agencies import commands
from motcua.agencies.commands import Asked as Wanted
from motcua.agencies.commands import units as tree
from motcua.agencies.commands.units import Order
from motcua.journal.commands import record, seen
from motcua.journal.models import Entry
from motcua.kernel.actor import SYSTEM, Actor, Capacity
from tests.administration.subtree import (
    AT,
    ON,
    _one_province,
    acting,
    at_identifier,
    at_noon,
    person,
    quang_ngai,
    signed_in,
    works,
)

__all__ = ["_one_province", "at_noon", "quang_ngai"]
pytestmark = pytest.mark.usefixtures("quang_ngai", "at_noon")
MOTCUA = Path(__file__).parents[2] / "motcua"
PAGE = "/quan-tri/nhat-ky/"
_LEFT = "Một cán bộ của D thôi làm việc tại D; mọi quyền ở đó kết thúc."


def entries(reader, /, **asked):
    return [line.entry for line in journal.journal_page(acting(reader), Asked(**asked), size=500).lines]


def texts(reader, /, **asked):
    return [line.text for line in journal.journal_page(acting(reader), Asked(**asked), size=500).lines]


def last():
    return Entry.objects.order_by("-pk")[0].pk


def test_every_action_of_the_administration_has_words():
    """What the code writes: each constant that looks like an action of agencies or administration."""
    wanted = re.compile(r"^(grant|membership|unit|roster|invitation|coverage)\.[a-z_]+$")
    found = set()
    for file in [*(MOTCUA / "agencies").rglob("*.py"), *(MOTCUA / "administration").rglob("*.py")]:
        if file.name == "telling.py" or "migrations" in file.parts:
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and wanted.match(node.value):
                found.add(node.value)
    assert {"grant.given", "membership.moved", "unit.moved"} <= found
    assert found - set(telling.SENTENCES) == set()
    assert {action for action in telling.SENTENCES if wanted.match(action)} - found == set()


def test_every_other_action_is_said_by_its_room():
    wanted = re.compile(r'(?:record|record_many)\(\s*"([a-z_]+\.[a-z_]+)"|seen\(\s*"([a-z_]+)"')
    found = set()
    for file in MOTCUA.rglob("*.py"):
        if "ops" not in file.parts:
            found |= {act or f"seen:{what}" for act, what in wanted.findall(file.read_text())}
    assert "workflow.taken" in found
    assert [action for action in sorted(found) if telling.template(action) == "Việc khác."] == []
    assert {"seen:users_list", "seen:officer", "seen:journal"} <= found
    # Each look has a sentence of its own.
    assert [one for one in sorted(found) if one.startswith("seen:") and telling.template(one) == "Xem dữ liệu."] == []


@pytest.mark.parametrize(
    ("action", "holes", "text"),
    [
        (
            "grant.given",
            {"right": "Xem nhật ký", "whom": "A", "scope": "UBND huyện B", "as_level": " (quản trị cấp 1)"},
            "Cấp quyền “Xem nhật ký” cho A, phạm vi UBND huyện B (quản trị cấp 1).",
        ),
        ("unit.ended", {"where": "UBND xã C"}, "UBND xã C kết thúc hoạt động."),
        ("membership.ended", {"whom": "một cán bộ của D", "where": "D"}, _LEFT),
    ],
)  # fmt: skip
def test_sentences(action, holes, text):
    assert telling.sentence(action, holes) == text


def test_an_administrator_reads_their_subtree_and_nothing_else():
    """The province reads its district; a district reads neither its province nor the next district."""
    province, district, other = works("H48", "journal"), works("H48.533", "journal"), works("H48.534", "journal")
    before = last()
    place = commands.place(person("Đỗ Thị Ví Dụ"), at_identifier("H48.533"), by=SYSTEM, at=AT)
    placed = last()
    commands.place(person("Phạm Văn Mẫu"), at_identifier("H48.534"), by=SYSTEM, at=AT)
    elsewhere = last()
    assert [one for one in entries(province) if one > before] == [elsewhere, placed]
    assert [one for one in entries(district) if one > before] == [placed]
    assert [one for one in entries(other) if one > before] == [elsewhere]
    assert texts(district)[0] == f"Lưu Đỗ Thị Ví Dụ vào {place.agency.name}."


def test_the_state_reads_everything_in_the_same_order():
    national = works("G22", "journal")
    commands.give(national.pk, [Wanted("system", "journal", None)], reason="", by=SYSTEM, at=AT)
    province = works("H48", "journal")
    whole = journal.journal_page(acting(national), Asked(), size=500).lines
    part = journal.journal_page(acting(province), Asked(), size=500).lines
    assert [line.entry for line in whole] == sorted((line.entry for line in whole), reverse=True)
    assert {line.entry for line in part} < {line.entry for line in whole}


def test_without_the_right_there_is_no_journal():
    with pytest.raises(NoJournalRight):
        journal.journal_page(acting(works("H48", "users")), Asked())
    assert signed_in(works("H48", "users")).get(PAGE).status_code == 403


def test_kinds():
    reader, clerk = works("H48.533", "journal"), acting(works("H48.533", "process"))
    before = last()
    seen("dossier", "dossier:7", by=clerk, at=AT)
    view = last()
    record("workflow.claimed", "dossier:7", by=clerk, at=AT, step="x")
    work = last()
    tree.rename(at_identifier("H48.533"), "UBND thị xã Mộ Đức", Order(ON, "QĐ 1"), by=SYSTEM, at=AT)
    unit = last()
    commands.place(person(), at_identifier("H48.533"), by=SYSTEM, at=AT)
    right = last()
    new = {
        kind: [one for one in entries(reader, kind=kind) if one > before]
        for kind in ("rights", "units", "views", "work", "")
    }
    assert new == {"rights": [right], "units": [unit], "views": [view], "work": [work], "": [right, unit, work, view]}


def test_who_is_outside_is_named_by_agency_only():
    """The district reads that its officer was given a right, not the name of who gave it from above."""
    district, above = works("H48.533", "journal"), works("H48", "grant", name="Bùi Văn Trên Thử")
    seat = works("H48.533", name="Đỗ Thị Ví Dụ")
    commands.give(
        seat.pk, [Wanted("covid", "view", at_identifier("H48.533").pk)], reason="Việc mới", by=acting(above), at=AT
    )
    line = journal.journal_page(acting(district), Asked()).lines[0]
    assert line.who == "Cán bộ ngoài phạm vi của bạn"
    assert line.agency == at_identifier("H48").name
    assert line.why == "Việc mới"
    assert line.text.startswith(
        "Cấp quyền “Xem thông tin hồ sơ dịch vụ công” cho Đỗ Thị Ví Dụ, phạm vi Ủy ban nhân dân huyện Mộ Đức"
    )
    assert "Bùi Văn Trên Thử" not in signed_in(district).get(PAGE).content.decode()
    mine = journal.journal_page(acting(works("H48", "journal")), Asked()).lines
    assert "Bùi Văn Trên Thử" in {one.who for one in mine}


def test_filters_by_person_agency_and_day():
    reader = works("H48", "journal")
    one, two = works("H48.533", "process"), works("H48.534", "process")
    seen("dossier", "dossier:1", by=acting(one), at=AT)
    mine = last()
    seen("dossier", "dossier:2", by=acting(two), at=AT + timedelta(days=1))
    theirs = last()
    assert entries(reader, kind="views", membership=one.pk) == [mine]
    assert entries(reader, kind="views", agency=two.agency_id) == [theirs]
    assert entries(reader, kind="views", since=ON, until=ON) == [mine]
    assert entries(reader, kind="views", since=ON + timedelta(days=1)) == [theirs]
    assert mine not in entries(reader, membership=one.pk)
    assert len(entries(reader, membership=one.pk)) == 3  # placed, activated, given: about them


@pytest.mark.parametrize("field", ["membership", "agency"])
def test_a_forged_filter_finds_nothing(field):
    """A place and an agency of another tree, like those that do not exist."""
    reader, foreign = works("H48.533", "journal"), works("H48.534", "process")
    seen("dossier", "dossier:1", by=acting(foreign), at=AT)
    pk = foreign.pk if field == "membership" else foreign.agency_id
    for wanted in (pk, 10**12):
        for kind in ("rights", "views", ""):
            assert entries(reader, kind=kind, **{field: wanted}) == []


def test_pages_follow_one_another_without_gap_or_repetition():
    reader, clerk = works("H48.533", "journal"), acting(works("H48.533", "process"))
    for n in range(7):
        seen("dossier", f"dossier:{n}", by=clerk, at=AT + timedelta(seconds=n // 2))
    found, after = [], ""
    while True:
        page = journal.journal_page(acting(reader), Asked(kind="views", after=after), size=3)
        found += [line.entry for line in page.lines]
        after = page.further
        if not after:
            break
    assert found == entries(reader, kind="views")
    assert len(found) == 7


def test_the_page_costs_the_same_however_long_it_is(django_assert_max_num_queries):
    reader = acting(works("H48", "journal"))
    for _ in range(20):
        works("H48.533", "process")
    with django_assert_max_num_queries(6):
        assert len(journal.journal_page(reader, Asked()).lines) == 50


def test_the_page_shows_and_filters():
    reader = works("H48", "journal", "users")
    works("H48.533", "process", name="Đỗ Thị Ví Dụ")
    client = signed_in(reader)
    shown = html.document_fromstring(client.get(PAGE).content)
    assert shown.xpath("//ul[@class='mc-tabs']//a[@aria-current]/text()") == ["Quyền và cán bộ"]
    assert any("Đỗ Thị Ví Dụ" in text for text in shown.xpath("//td[@data-label='Việc']//text()"))
    answer = client.get(PAGE, {"viec": "tat-ca", "ten": "do thi vi du", "don-vi": "H48.533"})
    assert answer.status_code == 302
    narrowed = client.get(answer["Location"]).content.decode()
    assert "Kích hoạt Đỗ Thị Ví Dụ tại" in narrowed
    for nonsense in (
        "?sau=x-1",
        "?sau=99999999999999999999-1",
        "?tu=31/02/2020",
        "?can-bo=abc",
        "?viec=khac",
        "?co-quan=-1",
    ):
        assert client.get(PAGE + nonsense).status_code == 200
    assert "Không tìm thấy" in client.get(PAGE, {"ten": "Không Có Ai Như Thế"}).content.decode()


def test_the_export_holds_the_same_lines_and_is_written_down():
    reader = works("H48.533", "journal")
    works("H48.533", "process", name="=cmd Đỗ Thị Ví Dụ")
    client = signed_in(reader)
    wanted = [line.text for line in journal.journal_page(acting(reader), Asked(), size=500).lines]
    book = CalamineWorkbook.from_filelike(BytesIO(client.get(f"{PAGE}xuat/?dang=xlsx").content))
    rows = book.get_sheet_by_index(0).to_python()
    assert [text for row in rows for text in row if text in wanted] == wanted
    told = Entry.objects.get(action="seen:journal_export")
    assert (told.subject, told.data["rows"], told.data["kind"]) == (f"agency:{reader.agency_id}", len(wanted), "rights")
    csv = client.get(f"{PAGE}xuat/?dang=csv")
    assert csv["Content-Type"] == "text/csv; charset=utf-8"
    assert csv.content.decode("utf-8-sig").count("\r\n") == len(wanted) + 1
    assert signed_in(works("H48", "users")).get(f"{PAGE}xuat/").status_code == 403


def test_who_reads_the_journal_stands_in_it():
    reader = works("H48.533", "journal")
    client = signed_in(reader)
    shown = html.document_fromstring(client.get(PAGE).content)
    told = Entry.objects.get(action="seen:journal")
    assert (told.subject, told.membership) == (f"agency:{reader.agency_id}", reader.pk)
    assert told.data == {
        "lines": len(shown.xpath("//td[@data-label='Việc']")), "people": 0, "kind": "rights", "membership": None,
        "agency": None,
    }  # fmt: skip
    assert told.data["lines"] > 0
    assert "Xem nhật ký của đơn vị." in client.get(PAGE, {"viec": "luot-xem"}).content.decode()
    assert Entry.objects.filter(action="seen:journal").count() == 2
    assert signed_in(works("H48.533", "users")).get(PAGE).status_code == 403
    assert Entry.objects.filter(action="seen:journal").count() == 2


def test_the_export_has_a_limit_and_says_so(monkeypatch):
    monkeypatch.setattr(journal, "EXPORT", 2)
    reader = works("H48.533", "journal")
    answer = signed_in(reader).get(f"{PAGE}xuat/?dang=xlsx")
    cells = [
        str(cell)
        for row in CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
        for cell in row
    ]
    assert any("Chỉ gồm 2 dòng mới nhất" in cell for cell in cells)


def test_an_officer_of_no_agency_does_not_slip_in():
    """The portal's own entries about agencies of the trees are there; about others and of nobody they are not."""
    reader = works("H48.533", "journal")
    before = last()
    record("grant.given", f"agency:{at_identifier('H48').pk}", by=SYSTEM, at=AT, right="view")
    stranger = Actor(person=1, name="Ai đó", capacity=Capacity.CITIZEN)
    record("identity.sign_in", "person:1", by=stranger, at=AT)
    assert [one for kind in ("rights", "") for one in entries(reader, kind=kind) if one > before] == []
