from datetime import timedelta

import pytest
from django.db import DatabaseError, connection

from motcua.catalogue.commands import publish
from motcua.catalogue.models import ServiceVersion
from motcua.dossiers.rules import Status
from motcua.identity.models import Person
from motcua.kernel.actor import SYSTEM
from motcua.portal import queries
from motcua.shell import queries as health
from motcua.workflow.commands import claim
from motcua.workflow.models import Case, Turn
from tests.portal.conftest import CODE, ROOT
from tests.workflow.builders import at

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize(
    "address", ["/", "/thu-tuc/", "/tra-cuu/", "/tro-giup/", "/kha-nang-tiep-can/", "/tinh-trang/"]
)
def test_every_page_stands_on_an_empty_portal(page, address):
    assert page.get(address).status_code == 200


def test_home_shows_only_what_exists(page, version):
    shown = text(page.get("/"))
    assert 'href="/thu-tuc/tam-hoan-hop-dong/">Hỗ trợ người lao động tạm hoãn hợp đồng, nghỉ không lương</a>' in shown
    assert '<span class="mc-fig">–</span> chưa có hồ sơ nào giải quyết xong trong 7 ngày qua' in shown


def test_home_before_the_service_is_valid(page, version, now):
    now["at"] = at("2020-04-23T23:59")
    assert "tam-hoan-hop-dong" not in text(page.get("/"))


def test_home_counts_what_is_there(page, case):
    shown = text(page.get("/"))
    assert '<span class="mc-fig">1</span> hồ sơ đang được giải quyết' in shown
    assert '<span class="mc-fig">0</span> hồ sơ không có cơ quan giữ' in shown


def closed(case, n: int, when: str, due: str, outcome: str = "granted") -> None:
    Case.objects.create(
        flow=case.flow, subject=f"dossier:{n}", unit=case.unit, opened_at=at("2020-05-01T08:00"),
        opened_by="Trần Thị Mẫu", due_at=at(due), closed_at=at(when), outcome=outcome,
    )  # fmt: skip


def test_the_share_in_time_is_of_the_last_seven_days(case):
    closed(case, 2, "2020-05-11T10:00", "2020-05-11T10:00")  # to the minute
    closed(case, 3, "2020-05-11T10:01", "2020-05-11T10:00")  # late
    closed(case, 4, "2020-05-05T08:33", "2020-05-20T10:00")  # just within the week
    closed(case, 5, "2020-05-05T08:32", "2020-05-20T10:00")  # just outside
    closed(case, 6, "2020-05-11T10:00", "2020-05-01T10:00", outcome="withdrawn")
    found = queries.figures(at("2020-05-12T08:32"))
    assert (found.open, found.decided, found.in_time, found.silent) == (1, 3, 2, 0)


def test_a_case_that_nobody_holds_is_counted(case):
    Turn.objects.filter(case=case).delete()
    assert queries.figures(at("2020-05-12T08:32")).silent == 1


def test_figures_cost_three_queries_a_minute(case, django_assert_num_queries):
    moment = at("2020-05-12T08:32")
    with django_assert_num_queries(3):
        queries.figures(moment)
    with django_assert_num_queries(0):
        queries.figures(moment + timedelta(seconds=30))
    with django_assert_num_queries(3):
        queries.figures(moment + timedelta(seconds=60))


@pytest.mark.parametrize("asked", ["tam hoan", "TẠM HOÃN hợp đồng", "covid", "1.008360", ""])
def test_services_are_found(page, version, asked):
    assert 'href="/thu-tuc/tam-hoan-hop-dong/"' in text(page.get("/thu-tuc/", {"q": asked}))


def test_what_is_not_found_is_said_and_escaped(page, version):
    shown = text(page.get("/thu-tuc/", {"q": "<script>alert(1)</script>"}))
    assert "Không có thủ tục nào khớp với “&lt;script&gt;alert(1)&lt;/script&gt;”." in shown
    assert "Không có thủ tục nào khớp với “50% khác”." in text(page.get("/thu-tuc/", {"q": "50% khác"}))


def test_services_and_procedures_need_three_queries_however_many(client, version, django_assert_num_queries):
    client.get("/thu-tuc/")  # who publishes procedures is asked once in five minutes
    with django_assert_num_queries(3):
        client.get("/thu-tuc/")


def test_the_start_page_tells_before_one_begins(page, version):
    shown = text(page.get("/thu-tuc/tam-hoan-hop-dong/"))
    assert "Không thu phí, lệ phí." in shown
    assert "Chủ tịch Ủy ban nhân dân tỉnh, thành phố nơi doanh nghiệp đặt trụ sở." in shown
    assert "tổng cộng 8 ngày làm việc" in shown
    assert "Bảo hiểm xã hội cấp huyện<br>trong 3 ngày làm việc" in shown
    assert "<summary" in shown
    assert "15/2020/QĐ-TTg, 24/04/2020" in shown
    assert 'action="/ho-so/moi/tam-hoan-hop-dong/"' in shown
    assert 'href="/thu-tuc/tam-hoan-hop-dong/mau/workers.xlsx"' in shown


def leveled(level: int) -> ServiceVersion:
    """The service as it would be if it asked for that level."""
    told = (ROOT / "services" / "tam-hoan-hop-dong.yaml").read_text(encoding="utf-8")
    return publish(told.replace("\nassurance: 2 ", f"\nassurance: {level} "), by=SYSTEM, at=at("2020-04-24T08:00"))


@pytest.mark.parametrize(
    ("level", "said"),
    [
        (1, "Mức 1: chỉ cần tài khoản có số điện thoại của bạn. Mở tài khoản mất khoảng 3 phút."),
        (2, "Mức 2: khi nộp, Cổng phải biết chắc bạn là ai."),
        (3, "bạn đăng nhập bằng khóa đăng nhập (vân tay, khuôn mặt hoặc mã PIN của máy) thay cho mật khẩu."),
    ],
)
def test_the_start_page_says_which_level_is_needed(page, level, said):
    leveled(level)
    shown = text(page.get("/thu-tuc/tam-hoan-hop-dong/"))
    assert said in shown
    assert ("điều đã điền không mất" in shown) is (level > 1)


@pytest.mark.parametrize(
    ("register", "needed", "said"),
    [
        ("http://127.0.0.1:9", 2, "trên mạng: khoảng 2 phút. Nếu không khớp, mang giấy tờ đến bộ phận một cửa"),
        ("", 2, "Mang giấy tờ đến bộ phận một cửa bất kỳ: khoảng 10 phút"),
        ("http://127.0.0.1:9", 3, "Đối chiếu giấy tờ trên mạng khoảng 2 phút, hoặc tại bộ phận một cửa khoảng 10 phút"),
        ("", 3, "Đến bộ phận một cửa với giấy tờ của bạn khoảng 10 phút; rồi tạo khóa đăng nhập"),
    ],
)
def test_the_way_to_the_level_is_one_that_exists(page, db, settings, register, needed, said):  # noqa: PLR0917 - a table
    settings.POPULATION_URL = register
    leveled(needed)
    assert said in text(page.get("/thu-tuc/tam-hoan-hop-dong/"))


@pytest.mark.parametrize(("own", "enough"), [(1, False), (2, True)])
def test_the_start_page_knows_who_reads_it(page, version, people, own, enough):
    person = Person.objects.get(pk=people.employer.person)
    person.assurance = own
    person.save(update_fields=["assurance"])
    page.force_login(person)
    shown = text(page.get("/thu-tuc/tam-hoan-hop-dong/"))
    assert ("Bạn đã ở mức 2, không phải làm gì thêm." in shown) is enough
    assert ('href="/tai-khoan/xac-minh/?muc=2&amp;next=/thu-tuc/tam-hoan-hop-dong/"' in shown) is not enough


@pytest.mark.parametrize(
    ("number", "example", "shown"),
    [
        ("1900 xxxx", True, "Gọi 1900 xxxx (số ví dụ, 8:00–17:00 ngày làm việc)"),
        ("1900 1234", False, 'Gọi <a class="govuk-link" href="tel:19001234">1900 1234</a> (8:00–17:00 ngày làm việc)'),
        ("+84 24 0000 0000", False, 'href="tel:+842400000000">+84 24 0000 0000</a>'),
    ],
)
def test_the_number_to_call_is_the_portals_own(page, db, settings, number, example, shown):  # noqa: PLR0917 - a table
    settings.HOTLINE = number
    for address in ("/", "/tro-giup/", "/kha-nang-tiep-can/"):
        found = text(page.get(address))
        assert shown in found
        assert ("(số ví dụ" in found) is example


def test_the_help_page_knows_what_happens_to_accounts(page, db):
    shown = text(page.get("/tro-giup/"))
    for id_, title in (
        ("tai-khoan", "Tài khoản của tôi"),
        ("mat-dien-thoai", "Tôi mất điện thoại hoặc đổi số"),
        ("doi-giay-to", "Tôi đã đổi chứng minh nhân dân sang căn cước"),
        ("nho-nguoi", "Nhờ người làm giúp tại bộ phận một cửa"),
        ("goi", "Gọi cho chúng tôi"),
    ):
        assert f'<h2 class="govuk-heading-m" id="{id_}">{title}</h2>' in shown
        assert f'href="#{id_}">{title}</a>' in shown


def test_the_start_button_leads_a_visitor_to_sign_in_and_back(client, version):
    response = client.post("/ho-so/moi/tam-hoan-hop-dong/")
    assert (response.status_code, response["Location"]) == (302, "/dang-nhap/?next=/ho-so/moi/tam-hoan-hop-dong/")


def test_the_list_form_can_be_had_beforehand(client, version):
    response = client.get("/thu-tuc/tam-hoan-hop-dong/mau/workers.xlsx")
    assert response.status_code == 200
    assert response.content[:2] == b"PK"
    assert response["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("address", ["/thu-tuc/khong-co/", "/thu-tuc/tam-hoan-hop-dong/mau/khong-co.xlsx"])
def test_what_does_not_exist_is_a_page(page, version, address):
    assert page.get(address).status_code == 404


def test_the_look_up_says_where_it_is(page, dossier):
    shown = text(page.post("/tra-cuu/", {"code": f" {CODE.lower()} ", "last4": "08 21"}))
    assert "<strong>Bảo hiểm xã hội huyện Thử Nghiệm</strong> đang giữ hồ sơ này." in shown
    assert "<strong>08:00, thứ Sáu, 15/05/2020</strong>" in shown
    assert "còn 3 ngày làm việc" in shown
    assert '<span class="mc-light ok">' in shown
    assert "bước 2 trên 4" in shown


def test_the_look_up_names_no_person(page, dossier, people):
    shown = text(page.post("/tra-cuu/", {"code": CODE, "last4": "0821"}))
    claim(dossier.case_id, by=people.thu, at=at("2020-05-12T08:20"))
    shown += text(page.post("/tra-cuu/", {"code": CODE, "last4": "0821"}))
    assert [name for name in ("Trần Thị Mẫu", people.thu.name, "0821") if name in shown] == []


@pytest.mark.parametrize(
    ("when", "state", "words"),
    [
        ("2020-05-14T08:00", "soon", "còn 1 ngày làm việc"),
        ("2020-05-15T07:59", "soon", "hạn hôm nay"),
        ("2020-05-15T08:01", "late", "quá hạn 1 ngày làm việc"),
        ("2020-05-19T08:00", "late", "quá hạn 2 ngày làm việc"),
    ],
)
def test_the_light_of_the_look_up(page, dossier, now, when, state, words):  # noqa: PLR0917 - a table
    now["at"] = at(when)
    shown = text(page.post("/tra-cuu/", {"code": CODE, "last4": "0821"}))
    assert f'<span class="mc-light {state}"><i aria-hidden="true"></i><span>{words}</span></span>' in shown


def test_the_look_up_of_a_paused_and_of_a_finished_dossier(page, dossier):
    dossier.status = Status.AWAITING
    dossier.save()
    shown = text(page.post("/tra-cuu/", {"code": CODE, "last4": "0821"}))
    assert "Đang chờ <strong>người nộp hồ sơ</strong>; thời hạn giải quyết tạm dừng." in shown
    assert "mc-light" not in shown
    dossier.status, dossier.finished_at = Status.REFUSED, at("2020-05-13T09:00")
    dossier.save()
    shown = text(page.post("/tra-cuu/", {"code": CODE, "last4": "0821"}))
    assert "<strong>Không được phê duyệt</strong> lúc 09:00, thứ Tư, 13/05/2020." in shown
    assert "đang giữ" not in shown


def test_a_wrong_pair_and_an_unknown_code_are_answered_alike(page, dossier):
    wrong = page.post("/tra-cuu/", {"code": CODE, "last4": "0822"})
    unknown = page.post("/tra-cuu/", {"code": CODE.replace("0001", "0002"), "last4": "0821"})
    assert wrong.status_code == unknown.status_code == 404
    said = "Không tìm thấy hồ sơ có mã và 4 số cuối này. Hãy xem lại cả hai trên giấy tiếp nhận."
    assert said in text(wrong)
    assert said in text(unknown)
    assert "<title>Lỗi: Tra cứu hồ sơ – Một Cửa</title>" in text(wrong)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"code": "", "last4": "0821"}, "Nhập mã hồ sơ."),
        ({"code": CODE, "last4": ""}, "Nhập 4 số cuối."),
        ({"code": CODE, "last4": "001100000821"}, "4 số cuối phải có 4 chữ số; bạn đã nhập 12."),
    ],
)
def test_an_incomplete_look_up_is_not_counted_as_a_try(page, given, said):
    response = page.post("/tra-cuu/", given)
    assert response.status_code == 422
    assert said in text(response)
    assert hits() == []


def hits() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count FROM shell_hit ORDER BY bucket")
        return [count for (count,) in cursor.fetchall()]


def test_guessing_the_four_digits_ends_soon(page, dossier):
    for n in range(10):
        assert page.post("/tra-cuu/", {"code": CODE, "last4": f"{n:04}"}).status_code == 404
    refused = page.post("/tra-cuu/", {"code": CODE, "last4": "0821"})
    assert refused.status_code == 429
    assert "đang giữ" not in text(refused)
    assert page.post("/tra-cuu/", {"code": "H99-KHAC", "last4": "0821"}).status_code == 404


def test_the_look_up_costs_a_fixed_number_of_statements(client, dossier, django_assert_max_num_queries):
    client.post("/tra-cuu/", {"code": CODE, "last4": "0821"})
    with django_assert_max_num_queries(5):  # two limits, the dossier, its turns, and the flow's text once a process
        client.post("/tra-cuu/", {"code": CODE, "last4": "0821"})


def test_status_with_all_well(page):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    assert "Mọi thứ đang hoạt động bình thường." in text(page.get("/tinh-trang/"))


def test_status_without_a_worker(page):
    assert "Việc nền đang xếp hàng; không việc nào bị mất." in text(page.get("/tinh-trang/"))


def test_status_without_the_database(page, monkeypatch):
    def gone():
        raise DatabaseError

    monkeypatch.setattr(health, "database_answers", gone)
    response = page.get("/tinh-trang/")
    assert response.status_code == 503
    assert "Hệ thống đang gặp sự cố." in text(response)
