"""Asking why, answering, and who may not."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from motcua.agencies.models import Agency, Grant, Membership
from motcua.journal.models import Entry
from motcua.kernel.errors import Invalid
from motcua.notices.models import Notice
from motcua.shell.clock import VIETNAM
from motcua.transparency import commands, queries, rules
from motcua.transparency.models import Inquiry
from tests.dossiers.conftest import NOON
from tests.transparency.conftest import look, self_of, worker

HERE = "/tai-khoan/ai-da-xem/"
DESK = "/ban-lam-viec/hoi-dap/"
ANSWERED = NOON + timedelta(hours=3)


@pytest.fixture
def entry(answering) -> int:
    """Thu, of the district's social insurance, looked at the citizen's account."""
    return look(answering, "thu", "person", self_of(answering, "citizen"), right="counter")


@pytest.fixture
def inquiry(answering, entry) -> Inquiry:
    return ask(answering, entry)


def ask(world, entry, question="Tôi không nhờ ai.", *, who="citizen", at=NOON):
    return commands.ask(queries.view(world[who], entry), question, by=world[who], at=at)


def answer(world, inquiry, text="Bà đã đến quầy ngày 12/5.", *, who="quyen", at=ANSWERED):
    return commands.answer(inquiry.pk, text, by=world[who], at=at)


def state():
    return (
        list(Inquiry.objects.order_by("pk").values()),
        list(Notice.objects.order_by("pk").values("person", "title", "body")),
        Entry.objects.count(),
    )


def told(who, world):
    return list(Notice.objects.filter(person=world[who].person).order_by("pk").values_list("title", "body", "link"))


def test_who_may_answer_is_told_and_the_promise_is_five_working_days(answering, entry):
    inquiry = ask(answering, entry)
    thu = answering["thu"]
    assert (inquiry.agency_id, inquiry.answerer_id, inquiry.entry) == (thu.agency, thu.agency, entry)
    # Tuesday 12 May 2020 and five working days: Tuesday 19 May.
    assert inquiry.due_at == datetime(2020, 5, 19, 11, tzinfo=VIETNAM)
    words = (
        "Có người hỏi vì sao dữ liệu của họ được xem",
        (
            "Mai Thị Dân Mẫu hỏi về lượt xem của Lê Thị Thu Mẫu lúc 11:00 ngày 12/05/2020. "
            "Hạn trả lời: 11:00 ngày 19/05/2020."
        ),
        f"{DESK}{inquiry.pk}/",
    )
    assert told("quyen", answering) == told("quyen2", answering) == [words]
    assert told("thu", answering) == told("citizen", answering) == []
    noted = Entry.objects.order_by("-id")[0]
    assert (noted.action, noted.subject, noted.data) == (
        "transparency.asked", self_of(answering, "citizen"), {"inquiry": inquiry.pk, "view": entry},
    )  # fmt: skip


def test_an_own_calendar_of_the_agency(answering, entry):
    agency = queries.view(answering["citizen"], entry).agency
    Agency.objects.filter(pk=agency).update(hours=[["08:00", "10:00"]])
    assert ask(answering, entry).due_at == datetime(2020, 5, 20, 8, tzinfo=VIETNAM)


def test_asked_once(answering, entry, inquiry):
    before = state()
    with pytest.raises(rules.AlreadyAsked, match=r"lúc 11:00 ngày 12/05/2020\."):
        ask(answering, entry, at=ANSWERED)
    assert state() == before
    with pytest.raises(IntegrityError, match="inquiry_once"), transaction.atomic():
        Inquiry.objects.create(
            person_id=inquiry.person_id, entry=entry, agency=inquiry.agency, answerer=inquiry.answerer, asked_at=NOON,
            due_at=NOON,
        )  # fmt: skip


@pytest.mark.parametrize("question", ["Số của tôi là 051 199 004 821", "Gọi 0900000001 cho tôi"])
def test_numbers_do_not_belong_into_a_question(answering, entry, question):
    before = state()
    with pytest.raises(Invalid) as no:
        ask(answering, entry, question)
    assert (list(no.value.problems), state()) == (["question"], before)


def test_a_question_may_be_empty(answering, entry):
    assert ask(answering, entry, "").question == ""


def test_so_many_questions_a_day(answering, monkeypatch):
    monkeypatch.setattr(rules, "MOST_QUESTIONS", 2)
    subject = self_of(answering, "citizen")
    looks = [look(answering, "thu", "person", subject, minutes=n) for n in range(3)]
    for one in looks[:2]:
        ask(answering, one)
    before = state()
    with pytest.raises(rules.TooManyQuestions, match="nhiều nhất 2 lần"):
        ask(answering, looks[2], at=NOON + timedelta(hours=23))
    assert state() == before
    assert ask(answering, looks[2], at=NOON + timedelta(hours=24)).pk


@pytest.mark.parametrize("who", ["other", "unsure", "viewer"])
def test_what_does_not_concern_one_is_not_there(answering, entry, sign_in, who):
    before = state()
    for address in (f"{HERE}{entry}/", f"{HERE}{entry}/hoi/"):
        assert sign_in(who).get(address).status_code == 404
        assert sign_in(who).post(address).status_code in (404, 405)
    assert state() == before


def test_a_worker_asks_about_their_own_row_alone(answering):
    dossier = answering.filed(3)
    worker(answering, 1), worker(answering, 2)
    one = look(answering, "thu", "rows", dossier.subject, rows=[1])
    assert ask(answering, one, who="worker1").agency_id == answering["thu"].agency
    with pytest.raises(rules.NoSuchView):
        ask(answering, one, who="worker2")


def test_a_representative_asks_for_the_business(answering):
    dossier = answering.filed(1)
    one = look(answering, "thu", "dossier", dossier.subject)
    assert ask(answering, one, who="firm").person_id == answering["firm"].person
    with pytest.raises(rules.NoSuchView):
        ask(answering, one, who="viewer")


def test_nobody_is_asked_why_they_read_the_question(answering, inquiry):
    one = look(answering, "quyen", "inquiry", self_of(answering, "citizen"), inquiry=inquiry.pk)
    with pytest.raises(rules.NobodyToAsk):
        ask(answering, one)


def test_an_answer_goes_to_the_inbox_and_the_page(answering, inquiry, entry, sign_in):
    answer(answering, inquiry)
    inquiry.refresh_from_db()
    assert (inquiry.answer, inquiry.answered_by_id, inquiry.answered_at) == (
        "Bà đã đến quầy ngày 12/5.", answering["quyen"].person, ANSWERED,
    )  # fmt: skip
    agency = answering["quyen"].agency_name
    assert told("citizen", answering) == [
        (
            "Cơ quan đã trả lời câu hỏi của bạn",
            f"{agency} trả lời về lượt xem lúc 11:00 ngày 12/05/2020: Bà đã đến quầy ngày 12/5.",
            f"{HERE}{entry}/",
        )
    ]
    noted = Entry.objects.order_by("-id")[0]
    assert (noted.action, noted.subject, noted.person) == (
        "transparency.answered", self_of(answering, "citizen"), answering["quyen"].person,
    )  # fmt: skip
    text = sign_in("citizen").get(f"{HERE}{entry}/").content.decode()
    for words in ("Tôi không nhờ ai.", "Bà đã đến quầy ngày 12/5.", "Đỗ Văn Quyền Thử"):
        assert words in text
    assert "Đã trả lời" in sign_in("citizen").get(HERE).content.decode()


def test_the_second_officer_reads_who_was_faster(answering, inquiry):
    answer(answering, inquiry)
    before = state()
    with pytest.raises(rules.AlreadyAnswered, match=r"Đỗ Văn Quyền Thử trả lời lúc 14:00 ngày 12/05/2020\."):
        answer(answering, inquiry, "Khác", who="quyen2", at=ANSWERED + timedelta(minutes=1))
    assert state() == before


def test_nobody_answers_for_themself(answering):
    mine = look(answering, "quyen", "person", self_of(answering, "citizen"))
    inquiry = ask(answering, mine)
    assert told("quyen", answering) == []
    assert len(told("quyen2", answering)) == 1
    before = state()
    with pytest.raises(rules.AboutYourself):
        answer(answering, inquiry)
    assert state() == before
    answer(answering, inquiry, who="quyen2")


def test_nobody_answers_their_own_question(answering):
    one = look(answering, "thu", "person", self_of(answering, "quyen"))
    asked = ask(answering, one, who="quyen")
    before = state()
    with pytest.raises(rules.YourOwnQuestion):
        answer(answering, asked)
    assert state() == before


def test_where_nobody_may_answer_the_agency_above_does(answering):
    """The only one with the power is the one who looked; the province's social insurance is above the district's."""
    answering.officer("tren", "Hồ Văn Trên Thử", "social_insurance", "province", ("grant",))
    Membership.objects.filter(pk=answering["quyen2"].membership).update(until=NOON.date())
    one = ask(answering, look(answering, "quyen", "person", self_of(answering, "citizen")))
    assert (one.agency_id, one.answerer_id) == (answering["quyen"].agency, answering["tren"].agency)
    assert len(told("tren", answering)) == 1
    with pytest.raises(rules.NoSuchInquiry):
        answer(answering, one)
    assert answer(answering, one, who="tren").answered_by_id == answering["tren"].person


def test_who_answers_for_another_part_of_the_tree_does_not(answering, sign_in):
    """The province's officer answers for one other district alone: not asked, not told, not shown."""
    answering.officer("tren", "Hồ Văn Trên Thử", "social_insurance", "province", ("inquiries",))
    other = Agency.objects.filter(parent=answering["tren"].agency).exclude(pk=answering["quyen"].agency)[0]
    Grant.objects.filter(membership=answering["tren"].membership).update(scope=other)
    Membership.objects.filter(pk=answering["quyen2"].membership).update(until=NOON.date())
    one = ask(answering, look(answering, "quyen", "person", self_of(answering, "citizen")))
    assert one.answerer_id == answering["quyen"].agency  # nobody above may either
    assert told("tren", answering) == []
    Inquiry.objects.filter(pk=one.pk).update(answerer=answering["tren"].agency)
    assert sign_in("tren").get(f"{DESK}{one.pk}/").status_code == 404
    assert f"{DESK}{one.pk}/" not in sign_in("tren").get(DESK).content.decode()
    Grant.objects.filter(membership=answering["tren"].membership).update(scope=answering["quyen"].agency)
    assert sign_in("tren").get(f"{DESK}{one.pk}/").status_code == 200


def test_without_anybody_above_the_agency_itself_is_to_answer(world):
    one = ask(world, look(world, "thu", "person", self_of(world, "citizen")))
    assert one.answerer_id == world["thu"].agency
    assert Notice.objects.count() == 0


@pytest.mark.parametrize("who", ["thu", "bao", "huyen"])
def test_without_the_power_nobody_answers(answering, inquiry, sign_in, who):
    before = state()
    for address in (DESK, f"{DESK}{inquiry.pk}/"):
        assert sign_in(who).get(address).status_code == 403
    assert sign_in(who).post(f"{DESK}{inquiry.pk}/", {"answer": "Không"}).status_code == 403
    with pytest.raises(rules.NotAnswering):
        answer(answering, inquiry, who=who)
    assert state() == before


@pytest.mark.parametrize("who", ["citizen", "firm"])
def test_the_desk_is_for_officers(answering, inquiry, sign_in, who):
    assert sign_in(who).get(DESK).status_code == 403


def test_another_agency_does_not_see_the_question(answering, inquiry, sign_in):
    answering.officer("la", "Hồ Thị Lạ Mẫu", "committee", "district", ("grant",))
    assert sign_in("la").get(f"{DESK}{inquiry.pk}/").status_code == 404
    assert "Mai Thị Dân Mẫu" not in sign_in("la").get(DESK).content.decode()
    foreign = replace(answering["la"], powers=frozenset({"grant"}))
    with pytest.raises(rules.NoSuchInquiry):
        commands.answer(inquiry.pk, "Không", by=foreign, at=ANSWERED)


def test_from_the_list_to_the_answer_by_pages(answering, entry, sign_in, clock_at):
    citizen = sign_in("citizen")
    form = citizen.get(f"{HERE}{entry}/hoi/").content.decode()
    assert "Cơ quan trả lời trong 5 ngày làm việc." in form
    sent = citizen.post(f"{HERE}{entry}/hoi/", {"question": "Vì sao?"}, follow=True)
    assert "Đã gửi câu hỏi. Cơ quan trả lời chậm nhất ngày 19/05/2020." in sent.content.decode()
    assert "Đã hỏi. Hạn trả lời: 19/05/2020" in citizen.get(HERE).content.decode()
    again = citizen.post(f"{HERE}{entry}/hoi/", {"question": "Vì sao?"})
    assert again.status_code == 409
    inquiry = Inquiry.objects.get()
    clock_at(ANSWERED)
    officer = sign_in("quyen")
    listed = officer.get(DESK).content.decode()
    for words in ("Mai Thị Dân Mẫu", "Lê Thị Thu Mẫu", "11:00, thứ Ba, 19/05/2020"):
        assert words in listed
    page = officer.get(f"{DESK}{inquiry.pk}/").content.decode()
    for words in ("Vì sao?", "Lê Thị Thu Mẫu", "Thông tin tài khoản, tại quầy", "11:00, thứ Ba, 12/05/2020"):
        assert words in page
    empty = officer.post(f"{DESK}{inquiry.pk}/", {"answer": " "})
    assert (empty.status_code, Inquiry.objects.get().answer) == (422, "")
    bad = officer.post(f"{DESK}{inquiry.pk}/", {"answer": "Số 051199004821"})
    assert (bad.status_code, "Đừng ghi số giấy tờ" in bad.content.decode()) == (422, True)
    done = officer.post(f"{DESK}{inquiry.pk}/", {"answer": "Theo yêu cầu tại quầy."}, follow=True)
    assert "Đã gửi câu trả lời cho người hỏi." in done.content.decode()
    assert "Không có câu hỏi nào chờ trả lời." in done.content.decode()
    assert "Mai Thị Dân Mẫu" in officer.get(f"{DESK}?da-tra-loi=1").content.decode()
    late = sign_in("quyen2").post(f"{DESK}{inquiry.pk}/", {"answer": "Chậm mất rồi"})
    text = late.content.decode()
    assert late.status_code == 409
    assert "Câu hỏi này đã được Đỗ Văn Quyền Thử trả lời lúc 14:00 ngày 12/05/2020." in text
    assert "Chậm mất rồi" in text


def test_reading_the_question_is_a_view_too(answering, inquiry, sign_in):
    sign_in("quyen").get(f"{DESK}{inquiry.pk}/")
    newest = queries.views(answering["citizen"], queries.Wanted()).views[0]
    assert (newest.who, newest.what, newest.right, newest.askable) == (
        "Đỗ Văn Quyền Thử", "Câu hỏi của bạn về việc xem dữ liệu", "Cán bộ trả lời câu hỏi của bạn", False,
    )  # fmt: skip


def test_overdue_is_said_to_both(answering, inquiry, entry, sign_in, clock_at):
    clock_at(NOON + timedelta(days=8))
    assert "Quá hạn từ 19/05/2020" in sign_in("quyen").get(DESK).content.decode()
    assert "Đã quá hạn: hãy gọi tổng đài" in sign_in("citizen").get(f"{HERE}{entry}/").content.decode()
    assert "(đã quá hạn)" in sign_in("citizen").get(HERE).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_statements_of_the_desk_do_not_grow(answering, django_assert_num_queries, count):
    for n in range(count):
        dossier = answering.filed(1)
        ask(answering, look(answering, "thu", "dossier", dossier.subject, minutes=n), who="firm")
    with django_assert_num_queries(3):
        found = queries.open_inquiries(answering["quyen"])
    assert len(found) == count
    assert all(one.dossier for one in found)


def test_an_answer_is_whole_or_not_there(inquiry):
    with pytest.raises(IntegrityError, match="inquiry_answered_whole"), transaction.atomic():
        Inquiry.objects.filter(pk=inquiry.pk).update(answer="Không ai")
