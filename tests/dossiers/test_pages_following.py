"""Where is my dossier? Its page in every state, the answer to a request, withdrawing, the public look-up."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from motcua.documents import queries as documents
from motcua.documents.models import Document
from motcua.dossiers import commands, queries
from motcua.identity.models import Person
from motcua.identity.queries import id_number

from .conftest import LATER, NOON, PDF, fresh, picture, worker


def at(dossier, name="dossier", *more):
    return reverse(f"dossiers:{name}", args=[dossier.ref, *more])


def text(answer):
    html = answer.content.decode()
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html[html.index("<main") : html.index("</main>")])))


def test_held_by_an_agency(world, firm):
    page = text(firm.get(at(world.filed())))
    for said in (
        "Bảo hiểm xã hội huyện Mộ Đức đang giữ hồ sơ này.",
        "bước 2 trên 4",
        "chậm nhất 11:00, thứ Sáu, 15/05/2020",
        "còn 3 ngày làm việc",
        "Ngày hẹn trả kết quả của cả hồ sơ: 22/05/2020",
        "Giấy tiếp nhận hồ sơ và hẹn trả kết quả (PDF)",
        "Rút hồ sơ",
    ):
        assert said in page
    assert "Thu Mẫu" not in page


def test_late(world, firm, clock_at):
    dossier = world.filed()
    clock_at(NOON + timedelta(days=7))
    assert "quá hạn 2 ngày làm việc" in text(firm.get(at(dossier)))


def test_awaited(world, firm):
    page = text(firm.get(at(world.returned())))
    assert "Đang chờ bạn ; thời hạn giải quyết tạm dừng." in page
    assert "Lý do: Gửi lại thỏa thuận." in page
    assert "1 người không được xác nhận" in page
    assert "Đã báo giảm từ tháng 02/2020." in page
    assert "Xem yêu cầu và bổ sung" in page


def test_the_whole_answer_to_a_request(world, firm):
    dossier = world.returned()
    page = firm.get(at(dossier, "supplement"))
    assert "1 người không được xác nhận; bạn đã sửa 0 dòng." in text(page)
    before = picture(dossier)
    answer = firm.post(at(dossier, "supplement"), {"reply": " "})
    assert answer.status_code == 422
    assert "Bạn chưa bổ sung gì." in text(answer)
    assert picture(dossier) == before

    assert text(firm.get(at(dossier, "list") + "?tu-choi=1&loi=0")).count("Sửa dòng") == 1
    assert "Không được xác nhận vì: Đã báo giảm từ tháng 02/2020." in text(firm.get(at(dossier, "row", 1)))
    assert firm.get(at(dossier, "row", 2)).url == at(dossier, "list")
    cells = {**worker(0), **queries.row(dossier, 1).values}
    assert firm.post(at(dossier, "row", 1), {**cells, "bhxh_number": "5109999999"}).status_code == 302
    assert "bạn đã sửa 1 dòng." in text(firm.get(at(dossier, "supplement")))

    papers = firm.get(at(dossier, "papers"))
    assert "Báo cáo tài chính năm 2019" not in text(papers)
    sent = {"paper": "agreements", "agreements-file": SimpleUploadedFile("b.pdf", PDF)}
    assert firm.post(at(dossier, "papers"), sent).status_code == 302
    assert "b.pdf" in text(firm.get(at(dossier, "supplement")))

    for _ in range(2):  # the second click lands on the dossier too
        assert firm.post(at(dossier, "supplement"), {"reply": "Đã sửa."}).url == at(dossier)
    assert fresh(dossier).status == "in_progress"
    assert dossier.supplements.get().reply == "Đã sửa."
    assert firm.get(at(dossier, "supplement")).url == at(dossier)


def test_papers_are_closed_once_handed_in(world, firm):
    dossier = world.filed()
    page = firm.get(at(dossier, "papers"))
    assert 'type="file"' not in page.content.decode()
    before = picture(dossier)
    sent = {"paper": "agreements", "agreements-file": SimpleUploadedFile("b.pdf", PDF)}
    assert firm.post(at(dossier, "papers"), sent).status_code == 409
    assert picture(dossier) == before


def test_withdrawing(world, firm):
    dossier = world.filed()
    assert f"Rút hồ sơ {dossier.code}?" in text(firm.get(at(dossier, "withdraw")))
    assert fresh(dossier).status == "in_progress"
    answer = firm.post(at(dossier, "withdraw"), {"reason": "Nộp nhầm."}, follow=True)
    assert f"Đã rút hồ sơ {dossier.code}." in text(answer)
    assert "Lý do: Nộp nhầm." in text(answer)
    assert at(dossier, "withdraw") not in answer.content.decode()
    assert firm.post(at(dossier, "withdraw"), {}).url == at(dossier)


def test_decided(world, firm):
    dossier = world.at_province()
    commands.strike_rows(dossier.pk, True, rows=[2], reason="Đã được hỗ trợ.", by=world["tinh"], at=LATER)
    world.act(dossier, "approve", "tinh")
    page = text(firm.get(at(dossier)))
    assert "Đã được phê duyệt một phần" in page
    assert "2 trên 3 người được hỗ trợ" in page
    assert "Quyết định hỗ trợ kèm danh sách (PDF)" in page
    assert "Rút hồ sơ" not in page


def test_refused_while_the_request_was_never_answered_shows_no_way_to_answer(world, firm):
    dossier = world.returned()
    commands.withdraw(dossier.pk, "", by=world["firm"], at=LATER)
    dossier.supplements.update(answered_at=None)
    assert "Xem yêu cầu" not in text(firm.get(at(dossier)))


def test_a_receipt_is_a_pdf(world, firm):
    dossier = world.filed()
    receipt = Document.objects.get(subject=dossier.subject, kind="receipt")
    answer = firm.get(at(dossier, "document", receipt.pk))
    assert answer.content.startswith(b"%PDF-")
    assert answer.content == documents.pdf(receipt)
    assert "inline" in answer["Content-Disposition"]
    other = world.filed(who="other")
    theirs = Document.objects.get(subject=other.subject, kind="receipt")
    assert firm.get(at(dossier, "document", theirs.pk)).status_code == 404


def test_the_dossier_asks_the_same_of_the_database_for_few_and_for_many(world, firm, django_assert_num_queries):
    few, many = world.returned(3), world.returned(30)
    world.attach(many, "agreements")
    firm.get(at(few))
    with django_assert_num_queries(12):
        firm.get(at(few))
    with django_assert_num_queries(12):
        firm.get(at(many))


@pytest.fixture
def last4(world):
    return id_number(Person.objects.get(pk=world["firm"].person))[-4:]


def test_the_public_look_up_says_where_it_stands_and_nothing_of_people(world, last4):
    dossier = world.filed()
    found = queries.public_status(f" {dossier.code.lower()} ", last4)
    assert (found.holder, found.status_label) == ("Bảo hiểm xã hội huyện Mộ Đức", "Đang được giải quyết")
    assert found.due_at is not None
    for secret in ("Trần Thị", "Công ty", "Thu Mẫu", last4, "0900"):
        assert secret not in repr(found)


@pytest.mark.parametrize("wrong", ["0000", "", "abcd", "9", "00000000"])
def test_wrong_digits_and_unknown_codes_are_alike(world, last4, wrong):
    dossier = world.filed()
    assert queries.public_status(dossier.code, wrong) is None
    assert queries.public_status("000.00.00.H48-200512-9999", last4) is None
    other = world.filed(who="other")
    assert queries.public_status(other.code, last4) is None


def test_the_public_look_up_while_awaited_and_after_the_end(world, last4):
    dossier = world.returned()
    found = queries.public_status(dossier.code, last4)
    assert (found.holder, found.paused, found.next_act) == ("Người nộp hồ sơ", True, "bổ sung hồ sơ")
    assert found.due_at == dossier.supplements.get().answer_by
    commands.withdraw(dossier.pk, "Lý do riêng.", by=world["firm"], at=LATER)
    found = queries.public_status(dossier.code, last4)
    assert (found.holder, found.due_at, found.outcome_label, found.finished_at) == ("", None, "Đã rút", LATER)
    assert "Lý do riêng" not in repr(found)
