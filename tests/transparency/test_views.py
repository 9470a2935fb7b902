"""Which views a person finds, and what they learn of each."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client

from motcua.documents.models import Document
from motcua.identity.models import Affiliation, IdNumber
from motcua.journal.commands import record
from motcua.kernel.actor import Actor, Capacity
from motcua.shell.vault import blind
from motcua.transparency import queries, rules
from motcua.transparency.queries import Wanted
from tests.dossiers.conftest import NOON, fresh
from tests.transparency.conftest import look, self_of, worker

BUSINESS = Wanted(business=True)
HERE = "/tai-khoan/ai-da-xem/"


def entries(actor, wanted=None, **more):
    return [view.entry for view in queries.views(actor, wanted or Wanted(), **more).views]


def only(actor, wanted=None):
    (view,) = queries.views(actor, wanted or Wanted()).views
    return view


def test_a_look_at_the_account_is_told_with_agency_and_title(world):
    entry = look(world, "thu", "person", self_of(world, "citizen"), right="counter")
    view = only(world["citizen"])
    assert (view.entry, view.who, view.title, view.agency, view.agency_name, view.at) == (
        entry, "Lê Thị Thu Mẫu", "Chuyên viên", world["thu"].agency, world["thu"].agency_name, NOON,
    )  # fmt: skip
    assert (view.what, view.right, view.step, view.about, view.ref, view.extent, view.askable) == (
        "Thông tin tài khoản, tại quầy", "Cán bộ tại quầy được xem tài khoản để giúp bạn", "", "", "", "", True,
    )  # fmt: skip


def test_other_peoples_are_not_told(world, dossier):
    look(world, "thu", "person", self_of(world, "citizen"))
    look(world, "thu", "dossier", dossier.subject, clear=True)
    assert entries(world["unsure"]) == entries(world["viewer"], BUSINESS) == entries(world["other"], BUSINESS) == []


def test_acts_and_own_looks_are_no_views(world):
    record("identity.sign_in", self_of(world, "citizen"), by=world["citizen"], at=NOON)
    look(world, "citizen", "person", self_of(world, "citizen"))
    assert entries(world["citizen"]) == []


@pytest.fixture
def citizens(world):
    """A dossier that the firm's representative filed for themself: nobody's business."""
    dossier = world.filed(1)
    type(dossier).objects.filter(pk=dossier.pk).update(business=None)
    return fresh(dossier), replace(world["firm"], capacity=Capacity.CITIZEN, business=None)


def test_an_own_dossier_with_its_code_and_a_link(world, citizens):
    dossier, actor = citizens
    look(world, "thu", "dossier", dossier.subject, clear=True)
    view = only(actor)
    assert (view.about, view.ref, view.side) == (dossier.code, dossier.ref, "own")
    assert (view.what, view.extent) == ("Hồ sơ: các câu trả lời và giấy tờ đã nộp", "Thấy đủ số giấy tờ")
    assert entries(actor, BUSINESS) == []


def test_a_business_dossier_is_the_representatives_under_its_own_heading(world, dossier):
    entry = look(world, "thu", "paper", dossier.subject, paper=1)
    citizen = replace(world["firm"], capacity=Capacity.CITIZEN, business=None)
    assert (entries(citizen), entries(citizen, BUSINESS)) == ([], [entry])
    assert (only(citizen, BUSINESS).ref, only(world["firm"], BUSINESS).ref) == ("", dossier.ref)
    assert entries(world["viewer"], BUSINESS) == entries(world["unsure"], BUSINESS) == []


def test_who_represents_it_no_more_sees_no_more(world, dossier):
    look(world, "thu", "paper", dossier.subject)
    Affiliation.objects.filter(person=world["firm"].person).update(active=False)
    assert entries(world["firm"], BUSINESS) == []


@pytest.mark.parametrize(
    ("what", "data", "who"),
    [
        ("rows", {"rows": [1, 2]}, {1, 2}),
        ("rows", {"rows": [2]}, {2}),
        ("rows", {"rows": [11, 12]}, set()),
        ("rows", {"rows": []}, set()),
        ("rows_export", {"lines": 3}, {1, 2}),
        ("dossier", {"clear": True}, set()),
        ("paper", {"paper": 1}, set()),
        ("document", {"kind": "receipt"}, set()),
    ],
)
def test_a_list_concerns_whoever_stands_in_what_was_shown(world, dossier, what, data, who):
    actors = {n: worker(world, n) for n in (1, 2)}
    entry = look(world, "thu", what, dossier.subject, **data)
    assert {n for n, actor in actors.items() if entries(actor) == [entry]} == who


@pytest.mark.parametrize(("kind", "who"), [("decision", 1), ("refused_rows", 2)])
def test_a_document_that_names_them(world, dossier, kind, who):
    actors = {n: worker(world, n) for n in (1, 2)}
    dossier.rows.filter(n=1).update(granted=True)
    entry = look(world, "thu", "document", dossier.subject, kind=kind)
    assert {n: entries(actor) for n, actor in actors.items()} == {1: [], 2: [], who: [entry]}


def test_a_worker_learns_whose_list_it_is_and_nothing_else(world, dossier):
    actor = worker(world, 1)
    look(world, "thu", "rows", dossier.subject, rows=[1, 2, 3], clear=False)
    view = only(actor)
    assert (view.side, view.about, view.ref, view.step) == ("row", "Công ty TNHH Ví Dụ", "", "")
    assert (view.what, view.right, view.extent) == (
        "Dòng của bạn trong danh sách lao động", "Cơ quan giải quyết hồ sơ của nơi bạn làm việc",
        "Số giấy tờ được che bớt",
    )  # fmt: skip
    assert dossier.code not in str(view)
    assert dossier.ref not in str(view)


def test_the_page_of_a_worker_does_not_give_the_dossier_away(world, dossier, sign_in):
    worker(world, 1)
    entry = look(world, "thu", "rows", dossier.subject, rows=[1], clear=True)
    for address in (HERE, f"{HERE}{entry}/", f"{HERE}{entry}/hoi/"):
        text = sign_in("worker1").get(address).content.decode()
        assert "Danh sách lao động của Công ty TNHH Ví Dụ" in text
        assert dossier.code not in text
        assert dossier.ref not in text


def test_an_unconfirmed_number_finds_no_list(world, dossier, sign_in):
    actor = worker(world, 1, level=1)
    entry = look(world, "thu", "rows", dossier.subject, rows=[1])
    assert entries(actor) == []
    with pytest.raises(rules.NoSuchView):
        queries.view(actor, entry)
    text = sign_in("worker1").get(HERE).content.decode()
    assert "/tai-khoan/xac-minh/?muc=2&amp;next=/tai-khoan/ai-da-xem/" in text
    assert "Xác minh danh tính" not in sign_in("citizen").get(HERE).content.decode()


def test_a_former_number_finds_the_list_too(world, dossier):
    row = dossier.rows.get(n=2)
    citizen = world["citizen"]
    IdNumber.objects.create(person_id=citizen.person, sealed=b"x", index=bytes(row.id_index), since=NOON, until=NOON)
    entry = look(world, "thu", "rows", dossier.subject, rows=[2])
    assert entries(citizen) == [entry]
    assert bytes(row.id_index) == blind("051199000001", purpose="id")


def test_the_right_is_what_the_agency_had_to_do_with_it_then(world):
    dossier = world.filed(2)
    world.confirm(dossier)
    early = look(world, "thu", "dossier", dossier.subject, minutes=1)
    world.act(dossier, "pass", "thu", at=NOON + timedelta(minutes=10))
    after = look(world, "thu", "dossier", dossier.subject, minutes=20)
    now = look(world, "huyen", "dossier", dossier.subject, minutes=20)
    never = look(world, "tinh", "dossier", dossier.subject, minutes=20)
    told = {view.entry: (view.right, view.step) for view in queries.views(world["firm"], BUSINESS).views}
    step = told[early][1]
    assert told[early] == ("Cơ quan đang giữ hồ sơ lúc đó", step)
    assert told[after] == ("Cơ quan đã giải quyết hồ sơ trước đó", step)
    assert told[now][0] == "Cơ quan đang giữ hồ sơ lúc đó"
    assert told[now][1] not in ("", step)
    assert told[never] == ("Chưa xác định được", "")


def test_data_sent_to_another_site(world, sign_in):
    by = Actor(0, "Cổng Ví Dụ", Capacity.SYSTEM, agency=world["tinh"].agency, agency_name=world["tinh"].agency_name)
    world.actors["site"] = by
    look(world, "site", "openid", self_of(world, "citizen"), client="c", claims=["HoVaTen", "SoDinhDanh", "sub"])
    view = only(world["citizen"])
    assert (view.who, view.what, view.right, view.agency_name) == (
        "Cổng Ví Dụ", "Dữ liệu gửi sang cổng khác", "Bạn đã đồng ý cho cổng này nhận dữ liệu", by.agency_name,
    )  # fmt: skip
    assert view.details == ("Họ và tên", "Số căn cước", "Mã riêng của bạn tại cổng này")
    text = sign_in("citizen").get(HERE).content.decode()
    assert "Dữ liệu gửi sang cổng khác: họ và tên, số căn cước, mã riêng của bạn tại cổng này" in text


def test_pages_go_on_where_the_last_one_ended(world):
    subject = self_of(world, "citizen")
    all_of = [look(world, "thu", "person", subject, minutes=n) for n in range(5)][::-1]
    found, before = [], None
    for _ in range(3):
        page = queries.views(world["citizen"], Wanted(before=before), size=2)
        found += [view.entry for view in page.views]
        before = page.older
    assert (found, before) == (all_of, None)


def test_filters(world, dossier):
    other = world.filed(1)
    a = look(world, "thu", "dossier", dossier.subject)
    b = look(world, "huyen", "dossier", dossier.subject)
    c = look(world, "thu", "dossier", other.subject, minutes=60 * 24 * 31)
    firm = world["firm"]
    agency = world["thu"].agency
    assert entries(firm, BUSINESS) == [c, b, a]
    assert entries(firm, replace(BUSINESS, agency=agency)) == [c, a]
    assert entries(firm, replace(BUSINESS, dossier=dossier.pk)) == [b, a]
    assert entries(firm, replace(BUSINESS, month=date(2020, 5, 1))) == [b, a]
    assert entries(firm, replace(BUSINESS, month=date(2020, 6, 1), agency=agency)) == [c]
    assert entries(firm, replace(BUSINESS, month=date(2020, 12, 1))) == []
    choices = queries.choices(firm, BUSINESS)
    assert {pk for pk, _name in choices.agencies} == {agency, world["huyen"].agency}
    assert set(choices.dossiers) == {(dossier.pk, "business", dossier.code), (other.pk, "business", other.code)}
    assert choices.months == (date(2020, 6, 1), date(2020, 5, 1))


def test_another_persons_dossier_in_the_filter_shows_nothing(world, dossier):
    look(world, "thu", "dossier", dossier.subject)
    look(world, "thu", "person", self_of(world, "citizen"))
    assert entries(world["citizen"], Wanted(dossier=dossier.pk)) == []


@pytest.mark.parametrize("asked", ["co-quan=x", "ho-so=-1", "thang=2020-13", "thang=", "truoc=9" * 30, "cua=khac"])
def test_a_broken_filter_filters_nothing(world, sign_in, asked):
    look(world, "thu", "person", self_of(world, "citizen"))
    assert "Lê Thị Thu Mẫu" in sign_in("citizen").get(f"{HERE}?{asked}").content.decode()


def test_the_whole_page_with_filters(world, dossier, sign_in):
    look(world, "thu", "dossier", dossier.subject, clear=True)
    look(world, "huyen", "rows", dossier.subject, rows=[1], clear=False)
    firm = sign_in("firm")
    text = firm.get(f"{HERE}?cua=doanh-nghiep").content.decode()
    for words in (
        "Lê Thị Thu Mẫu", "Ngô Văn Huyện Thử", dossier.code, f'href="/ho-so/{dossier.ref}/"', "Thấy đủ số giấy tờ",
        "Số giấy tờ được che bớt", "11:00, thứ Ba, 12/05/2020", "Hỏi lý do",
    ):  # fmt: skip
        assert words in text
    text = firm.get(f"{HERE}?cua=doanh-nghiep&co-quan={world['thu'].agency}&thang=2020-05").content.decode()
    assert ("Lê Thị Thu Mẫu" in text, "Ngô Văn Huyện Thử" in text, "Bỏ lọc" in text) == (True, False, True)
    assert "Không có lượt xem nào khớp" in firm.get(f"{HERE}?cua=doanh-nghiep&thang=2019-05").content.decode()


def test_older_and_newest(world, sign_in):
    for n in range(21):
        look(world, "thu", "person", self_of(world, "citizen"), minutes=n)
    citizen = sign_in("citizen")
    first = citizen.get(HERE).content.decode()
    older = first.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0]
    text = citizen.get(older).content.decode()
    assert text.count("<tr>") == 2
    assert f'href="{HERE}" rel="prev"' in text


@pytest.mark.parametrize("address", [HERE, f"{HERE}1/", f"{HERE}1/hoi/"])
def test_visitors_sign_in_first(world, address):
    answer = Client().get(address)
    assert (answer.status_code, answer["Location"]) == (302, f"/dang-nhap/?next={address}")


@pytest.mark.parametrize("views", [1, 3])
def test_statements_do_not_grow(world, django_assert_num_queries, views):
    for _ in range(views):
        mine = world.filed(1)
        look(world, "thu", "dossier", mine.subject)
    with django_assert_num_queries(5):
        assert len(queries.views(world["firm"], BUSINESS).views) == views
    with django_assert_num_queries(2):
        queries.choices(world["firm"], BUSINESS)


def test_an_officers_own_page_of_a_document_is_noted_for_them(world, dossier, sign_in):
    """From the desk to the page, without anything in between being ours."""
    document = Document.objects.get(subject=dossier.subject)
    assert sign_in("thu").get(f"/ban-lam-viec/ho-so/{dossier.code}/van-ban/{document.pk}.pdf").status_code == 200
    assert [view.what for view in queries.views(world["firm"], BUSINESS).views] == ["Một văn bản của hồ sơ"]
