"""Opinions, parts inside the agency, findings, fees and postings on the desk."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from lxml import html
from openpyxl import load_workbook

from motcua.desk import rules
from motcua.desk.queries import Asked, beside, queue_page
from motcua.documents.models import Document
from motcua.dossiers.commands import take_fee
from motcua.dossiers.models import Charge, Dossier, Posting
from motcua.dossiers.queries import findings
from motcua.journal.models import Entry
from motcua.workflow.commands import give_opinion, pass_inside
from motcua.workflow.models import Opinion
from motcua.workflow.queries import open_turn
from tests.desk import asking
from tests.desk.conftest import NOON, claim, journal
from tests.desk.test_dossier import address, text_of

AFTER = NOON + timedelta(hours=1)
SEATS = {
    "vay": ("Ngô Văn Vay Thử", "policy_bank", "district", ("process",)),
    "vay2": ("Vũ Thị Vay Mẫu", "policy_bank", "district", ("process",)),
    "sep": ("Cao Văn Sếp Thử", "committee", "district", ("process", "decide")),
    "pho": ("Tạ Thị Phó Mẫu", "committee", "district", ("process", "decide")),
}


@pytest.fixture
def asked(world) -> Dossier:
    """A dossier at the district, which asks the bank."""
    for key, seat in SEATS.items():
        world.officer(key, seat)
    asking.published()
    found = world.file(service=asking.SLUG)
    world.to_district(found)
    found.refresh_from_db()
    return found


def opinion(dossier, key="bank") -> Opinion:
    return Opinion.objects.get(case=dossier.case_id, key=key)


def give(world, dossier, verdict="agree", text=""):
    give_opinion(opinion(dossier).pk, verdict, text, by=world.actors["vay"], at=AFTER)


def state(dossier) -> tuple:
    turn = open_turn(dossier.case_id)
    opinions = list(Opinion.objects.filter(case=dossier.case_id).order_by("pk").values_list("verdict", "text"))
    acts = Entry.objects.exclude(action__startswith="seen:").count()
    return turn.n, turn.stage, turn.holder_id, opinions, acts, Document.objects.count()


def buttons(response) -> list[str]:
    found = html.fromstring(response.content).xpath("//section[@aria-labelledby='viec']//a")
    return [" ".join(link.text_content().split()) for link in found]


class TestOpinions:
    def test_the_asked_agency_sees_it_in_its_queue_and_gives_its_opinion(self, world, desk, asked):
        client = desk("vay")
        home = client.get("/ban-lam-viec/")
        assert "Ý kiến được hỏi 1" in text_of(home)
        queue = client.get("/ban-lam-viec/hang/y-kien-duoc-hoi/")
        text = text_of(queue)
        assert asked.code in text
        assert "Ủy ban nhân dân huyện Mộ Đức" in text
        assert "Hạn" in text
        (link,) = html.fromstring(queue.content).xpath(f"//a[contains(@href, '{asked.code}')]/@href")
        shown = client.get(link)
        assert "Cơ quan bạn được hỏi: Ngân hàng: doanh nghiệp còn nợ không?" in text_of(shown)
        assert "Hạn trả lời: 11:00, thứ Tư, 13/05/2020." in text_of(shown)
        assert "0900000998" in text_of(shown)  # at work on it
        assert buttons(shown) == []
        page = address(asked, f"y-kien/{opinion(asked).pk}/")
        assert client.get(page).status_code == 200
        done = client.post(page, {"verdict": "differ", "text": "Còn nợ 10 triệu đồng."}, follow=True)
        assert "Đã gửi ý kiến của cơ quan bạn." in text_of(done)
        given = opinion(asked)
        assert (given.verdict, given.text, given.answered_by) == ("differ", "Còn nợ 10 triệu đồng.", "Ngô Văn Vay Thử")
        assert journal(asked)[-2:] == ["workflow.opinion_given", "seen:dossier"]
        # Afterwards they see the dossier, no longer what identifies people; and their queue is empty.
        after = text_of(client.get(address(asked)))
        assert "0900000998" not in after
        assert "Ý kiến được hỏi" not in text_of(client.get("/ban-lam-viec/"))
        assert "Hàng này không có hồ sơ nào." in text_of(client.get("/ban-lam-viec/hang/y-kien-duoc-hoi/"))

    def test_who_is_not_asked_gives_none(self, world, desk, asked):
        page = address(asked, f"y-kien/{opinion(asked).pk}/")
        before = state(asked)
        for who, status in (("huyen", 403), ("thu", 403), ("tinh", 403), ("xa", 404)):
            assert desk(who).get(page).status_code == status
            assert desk(who).post(page, {"verdict": "agree"}).status_code == status
        assert state(asked) == before

    @pytest.mark.parametrize(
        ("given", "told"),
        [
            ({}, "Chọn ý kiến."),
            ({"verdict": "closed"}, "Chọn ý kiến trong danh sách."),
            ({"verdict": "differ", "text": " "}, "Hãy ghi ý kiến khác của cơ quan bạn và lý do."),
        ],
    )
    def test_what_is_wrong_is_told_beside_it(self, world, desk, asked, given, told):
        before = state(asked)
        response = desk("vay").post(address(asked, f"y-kien/{opinion(asked).pk}/"), given)
        assert response.status_code == 422
        assert told in text_of(response)
        assert state(asked) == before

    def test_the_second_reads_who_came_first(self, world, desk, asked):
        give(world, asked)
        before = state(asked)
        response = desk("vay2").post(address(asked, f"y-kien/{opinion(asked).pk}/"), {"verdict": "differ", "text": "x"})
        assert response.status_code == 409
        assert "Ý kiến này đã được Ngô Văn Vay Thử trả lời lúc 12:00, 12/05/2020." in text_of(response)
        assert "Tải lại hồ sơ" in text_of(response)
        assert state(asked) == before

    def test_the_district_sees_what_is_asked_and_what_was_said(self, world, desk, asked):
        text = text_of(desk("huyen").get(address(asked)))
        assert "Chưa trả lời; hạn 11:00, thứ Tư, 13/05/2020." in text
        assert "còn chờ ý kiến của" in text
        give(world, asked, "differ", "Còn nợ.")
        text = text_of(desk("huyen").get(address(asked)))
        assert "“Còn nợ.”" in text
        assert "Có ý kiến khác" in text
        assert "còn chờ ý kiến của" not in text
        steps = text_of(desk("huyen").get(address(asked, "buoc/")))
        assert "Ý kiến: Ngân hàng: doanh nghiệp còn nợ không?" in steps
        assert "đã hỏi ý kiến" in steps
        assert "Trả lời ý kiến được hỏi" in text_of(desk("huyen").get(address(asked, "dong-thoi-gian/")))

    def test_a_dossier_without_opinions_asks_the_database_no_more(
        self, world, desk, asked, django_assert_max_num_queries
    ):
        plain = world.file()
        client = desk("thu")
        client.get(address(plain))
        with django_assert_max_num_queries(50) as counted:
            client.get(address(plain))
        asking_tables = ("workflow_opinion", "workflow_passing", "dossiers_charge", "dossiers_posting")
        extra = [
            q["sql"] for q in counted.captured_queries if any(f'FROM "{table}"' in q["sql"] for table in asking_tables)
        ]
        assert [sql for sql in extra if 'FROM "dossiers_dossier"' not in sql] == []


class TestInside:
    def test_on_to_the_chair_and_back_and_on(self, world, desk, asked):
        client = desk("huyen")
        shown = client.get(address(asked))
        assert buttons(shown) == ["Chuyển: Lãnh đạo duyệt", "Yêu cầu doanh nghiệp bổ sung"]
        assert "Phần 1 trên 2 trong cơ quan: Chuyên viên thẩm định." in text_of(shown)
        page = client.get(address(asked, "chuyen-tiep/"))
        assert "Hồ sơ sẽ ở phần “Lãnh đạo duyệt”." in text_of(page)
        sent = {
            name: html.fromstring(page.content).xpath(f"//input[@name='{name}']/@value")[0]
            for name in ("turn", "stage")
        }
        assert sent == {"turn": "2", "stage": "0"}
        done = client.post(address(asked, "chuyen-tiep/"), {**sent, "note": "Đủ."}, follow=True)
        assert "Đã chuyển hồ sơ trong cơ quan." in text_of(done)
        assert "Hồ sơ đang ở phần “Lãnh đạo duyệt” trong cơ quan." in text_of(done)
        assert buttons(done) == []
        chair = desk("sep")
        assert "Trả lại: Chuyên viên thẩm định" in buttons(chair.get(address(asked)))
        before = state(asked)
        bare = chair.post(address(asked, "tra-lai-trong-co-quan/"), {"turn": "2", "stage": "1", "note": ""})
        assert bare.status_code == 422
        assert "Nhập lý do." in text_of(bare)
        assert state(asked) == before
        chair.post(address(asked, "tra-lai-trong-co-quan/"), {"turn": "2", "stage": "1", "note": "Sai số tiền."})
        assert state(asked)[:3] == (2, 0, world.actors["huyen"].person)
        steps = text_of(client.get(address(asked, "buoc/")))
        assert "Trong cơ quan: Lãnh đạo duyệt" in steps
        assert "Sai số tiền." in steps

    def test_a_page_of_another_part_is_refused_with_who_was_faster(self, world, desk, asked):
        pass_inside(asked.case_id, by=world.actors["huyen"], at=AFTER)
        before = state(asked)
        response = desk("sep").post(address(asked, "chuyen-tiep/"), {"turn": "2", "stage": "0", "note": "x"})
        assert response.status_code == 409
        assert "Ngô Văn Huyện Thử đã chuyển hồ sơ trong cơ quan lúc 12:00" in text_of(response)
        assert state(asked) == before
        assert desk("huyen").get(address(asked, "chuyen-tiep/")).status_code == 403
        assert desk("thu").post(address(asked, "chuyen-tiep/"), {"turn": "2", "stage": "1"}).status_code in (403, 409)
        assert state(asked) == before

    def test_who_did_the_part_before_does_not_do_the_next(self, world, desk, asked):
        pass_inside(asked.case_id, by=world.actors["sep"], at=AFTER)
        shown = desk("sep").get(address(asked))
        assert buttons(shown) == []
        assert "Nhận việc" not in text_of(shown)
        assert desk("sep").post(address(asked, "nhan/")).status_code == 403
        offered = text_of(desk("pho").get(address(asked, "giao/")))
        assert "Cao Văn Sếp Thử" not in offered
        assert "Tạ Thị Phó Mẫu" in offered


GIVEN = {
    "turn": "2", "finding_checked": "yes", "finding_seen_on_day": "11", "finding_seen_on_month": "5",
    "finding_seen_on_year": "2020", "finding_wages": "1.500.000", "finding_workers_seen": "4", "finding_how": "visit",
}  # fmt: skip


class TestFindings:
    @pytest.fixture
    def at_chair(self, world, asked) -> Dossier:
        give(world, asked)
        pass_inside(asked.case_id, by=world.actors["huyen"], at=AFTER)
        take_fee(asked.pk, "dossier_fee", method="cash", receipt_no="7", by=world.actors["sep"], at=AFTER)
        return asked

    def test_what_the_action_asks_is_kept_and_shown(self, world, desk, at_chair):
        client = desk("sep")
        page = client.get(address(at_chair, "viec/pass/"))
        for label in (
            "Đã kiểm tra tại chỗ?",
            "Ngày kiểm tra",
            "Quỹ lương",
            "Số người gặp",
            "Cách kiểm tra",
            "Nhận xét",
        ):
            assert label in text_of(page)
        done = client.post(address(at_chair, "viec/pass/"), GIVEN, follow=True)
        assert "Đã làm xong" in text_of(done)
        assert findings(Dossier.objects.get(pk=at_chair.pk)) == {
            "checked": "yes", "seen_on": "2020-05-11", "wages": 1_500_000, "workers_seen": 4, "how": "visit",
            "remark": "",
        }  # fmt: skip
        shown = text_of(desk("tinh").get(address(at_chair)))
        for value in ("Cán bộ đã ghi nhận", "1.500.000 đ", "11/05/2020", "Đến tận nơi"):
            assert value in shown
        assert "Nhận xét" not in shown

    @pytest.mark.parametrize(
        ("change", "status", "told"),
        [
            ({"finding_checked": ""}, 422, "Chọn có hoặc không."),
            ({"finding_seen_on_day": "32"}, 422, "phải là một ngày có thật"),
            ({"finding_wages": "nhiều"}, 422, "quỹ lương"),
            ({"finding_how": "letter"}, 422, "trong danh sách"),
            ({"finding_checked": "no"}, 409, "ngân hàng chưa đồng ý"),
        ],
    )
    def test_what_does_not_fit_is_told_and_nothing_kept(self, desk, at_chair, change, status, told):
        before = state(at_chair)
        response = desk("sep").post(address(at_chair, "viec/pass/"), {**GIVEN, **change})
        assert response.status_code == status
        assert told.lower() in text_of(response).lower()
        assert state(at_chair) == before
        assert findings(Dossier.objects.get(pk=at_chair.pk)) == {}

    def test_only_what_its_condition_allows_is_offered(self, world, desk, at_chair):
        assert buttons(desk("sep").get(address(at_chair))) == [
            "Trình cấp tỉnh, đề nghị hỗ trợ", "Yêu cầu doanh nghiệp bổ sung", "Trả lại: Chuyên viên thẩm định",
        ]  # fmt: skip

    def test_another_opinion_another_action(self, world, desk, asked):
        give(world, asked, "differ", "Còn nợ.")
        pass_inside(asked.case_id, by=world.actors["huyen"], at=AFTER)
        assert "Trình cấp tỉnh, đề nghị không hỗ trợ" in buttons(desk("sep").get(address(asked)))

    def test_a_missing_opinion_is_told(self, world, desk, asked):
        pass_inside(asked.case_id, by=world.actors["huyen"], at=AFTER)
        before = state(asked)
        response = desk("sep").post(address(asked, "viec/pass/"), GIVEN)
        assert response.status_code == 409
        assert state(asked) == before


class TestFees:
    def test_cash_with_the_number_of_the_receipt(self, world, desk, asked):
        client = desk("huyen")
        shown = text_of(client.get(address(asked)))
        assert "Lệ phí thẩm định: 50.000 đ" in shown
        assert "Thu tiền mặt" in shown
        page = address(asked, "thu-tien/dossier_fee/")
        bare = client.post(page, {"receipt_no": " "})
        assert bare.status_code == 422
        assert "Nhập số biên lai." in text_of(bare)
        assert Charge.objects.get().paid_at is None
        done = client.post(page, {"receipt_no": "AB 0012"}, follow=True)
        assert "Đã thu tiền, biên lai số AB 0012." in text_of(done)
        charge = Charge.objects.get()
        assert (charge.method, charge.receipt_no, charge.received_by) == ("cash", "AB 0012", "Ngô Văn Huyện Thử")
        assert "Thu tiền mặt" not in text_of(client.get(address(asked)))
        again = client.post(page, {"receipt_no": "AB 0013"})
        assert again.status_code == 409
        assert "Ngô Văn Huyện Thử" in text_of(again)
        assert Charge.objects.get().receipt_no == "AB 0012"

    def test_only_who_may_hold_it_takes_it(self, world, desk, asked):
        page = address(asked, "thu-tien/dossier_fee/")
        for who, status in (("thu", 403), ("vay", 403), ("tinh", 403)):
            assert desk(who).post(page, {"receipt_no": "1"}).status_code == status
        assert desk("huyen").get(address(asked, "thu-tien/none/")).status_code == 403
        claim(world, asked, "sep", moment=AFTER)
        response = desk("huyen").post(page, {"receipt_no": "1"})
        assert response.status_code == 409
        assert Charge.objects.get().paid_at is None
        assert "Thu tiền mặt" not in text_of(desk("huyen").get(address(asked)))


class TestPosting:
    def test_posted_once_for_its_term(self, world, desk, asked):
        client = desk("huyen")
        assert "chưa niêm yết. Thời gian niêm yết: 2 ngày" in text_of(client.get(address(asked)))
        page = address(asked, "niem-yet/")
        assert "Tên doanh nghiệp" in text_of(client.get(page))
        done = client.post(page, follow=True)
        assert "Đã niêm yết công khai." in text_of(done)
        assert "Ngô Văn Huyện Thử niêm yết lúc 11:00, thứ Ba, 12/05/2020" in text_of(done)
        assert Posting.objects.get().shown[0][1] == "Công ty TNHH Ví Dụ"
        again = client.post(page)
        assert again.status_code == 409
        assert Posting.objects.count() == 1

    def test_not_by_who_may_not_hold_it_nor_where_nothing_is_posted(self, world, desk, asked):
        for who, status in (("thu", 403), ("vay", 403), ("tinh", 403)):
            assert desk(who).post(address(asked, "niem-yet/")).status_code == status
        plain = world.file()
        assert desk("thu").post(address(plain, "niem-yet/")).status_code == 403
        assert Posting.objects.count() == 0


class TestAskedQueue:
    @pytest.fixture
    def three(self, world, asked) -> list[Dossier]:
        more = [world.file(2, service=asking.SLUG, firm=f"Công ty TNHH Mẫu {n}") for n in (1, 2)]
        for n, one in enumerate(more, start=1):
            world.confirm(one)
            world.act(one, "pass", "thu", at=NOON + timedelta(minutes=n))
        return [asked, *more]

    def test_the_first_due_first_page_by_page(self, world, three):
        wanted, seen = Asked(rules.ASKED), []
        opinions = Opinion.objects.filter(key="bank")
        opinions.filter(case=three[2].case_id).update(due_at=NOON)
        while True:
            page = queue_page(world.actors["vay"], wanted, at=AFTER, size=1)
            seen += [line.dossier.code for line in page.lines]
            if not page.further:
                break
            wanted = replace(wanted, after=page.further)
        assert seen == [three[2].code, three[0].code, three[1].code]
        lines = queue_page(world.actors["vay"], Asked(rules.ASKED), at=AFTER).lines
        assert [line.light.state for line in lines] == ["late", "soon", "soon"]
        assert not any(line.claimable or line.mine for line in lines)

    def test_the_way_from_one_to_the_next(self, world, three):
        vay = world.actors["vay"]
        line = queue_page(vay, Asked(rules.ASKED), at=AFTER).lines[1]
        ahead, behind = beside(vay, Asked(rules.ASKED), line.place, without=three[1].case_id, at=AFTER)
        assert (ahead.code, behind.code) == (three[0].code, three[2].code)

    def test_it_is_searched_and_counted(self, world, three, django_assert_num_queries):
        vay = world.actors["vay"]
        with django_assert_num_queries(3):
            page = queue_page(vay, Asked(rules.ASKED, text="mau 2"), at=AFTER)
        assert [line.dossier.code for line in page.lines] == [three[2].code]
        assert page.counts["asked"] == 3
        give(world, three[1])
        assert queue_page(vay, Asked(rules.ASKED), at=AFTER).counts["asked"] == 2

    def test_only_the_services_of_the_officer(self, world, three):
        world.limited("hep", "policy_bank", "district", "process", services=["tam-hoan-hop-dong"])
        page = queue_page(world.actors["hep"], Asked(rules.ASKED), at=AFTER)
        assert (page.lines, page.counts["asked"]) == ((), 0)

    def test_as_a_workbook(self, world, desk, three):
        response = desk("vay").get("/ban-lam-viec/hang/y-kien-duoc-hoi/xuat.xlsx")
        assert response.status_code == 200
        lines = list(load_workbook(BytesIO(response.content)).active.values)
        assert sum(str(three[n].code) in map(str, line) for line in lines for n in range(3)) == 3
