"""Businesses: who opens their account, whom they admit, and what a stranger learns on the way."""

from datetime import timedelta

import pytest

from motcua.identity import commands as accounts
from motcua.identity import queries as people
from motcua.identity import rules
from motcua.identity.commands import businesses as commands
from motcua.identity.models import Affiliation, Business, Person
from motcua.identity.queries import businesses as queries
from motcua.journal.queries import history
from motcua.kernel.actor import SYSTEM, Actor
from tests.identity.acts import at_once, faceless, jobs, statements
from tests.identity.conftest import AT, PASSWORD

TAX_CODE = "0100233488"
FORM = {"tax_code": "0100 233 488", "name": "Công ty TNHH Ví Dụ", "kind": "enterprise", "agree": "on"}


def actor(person: Person, **more) -> Actor:
    return Actor(person=person.pk, name=person.name, **{"assurance": 2, **more})


def let_in(page, person: Person, level: int = 2):
    Person.objects.filter(pk=person.pk).update(assurance=level)
    page.force_login(person, backend="motcua.identity.backends.NumberBackend")
    return page


@pytest.fixture
def business(mau) -> Business:
    return commands.found_business(TAX_CODE, "Công ty TNHH Ví Dụ", "enterprise", by=actor(mau), at=AT)


@pytest.fixture
def boss(page, mau, business):
    return let_in(page, mau)


def members(business) -> list[tuple[str, str]]:
    return [(one.name, one.role) for one in queries.members(business)]


# --- Opening


def test_the_registrant_represents_it(business, mau):
    assert (business.tax_code, business.kind) == (TAX_CODE, "enterprise")
    assert members(business) == [("Trần Thị Mẫu", "representative")]
    assert [entry.action for entry in history(f"business:{business.pk}")] == ["identity.open_business"]


def test_only_a_confirmed_person_may(mau):
    with pytest.raises(commands.NotConfirmed):
        commands.found_business(TAX_CODE, "Công ty", "enterprise", by=actor(mau, assurance=1), at=AT)
    assert not Business.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_accounts_for_one_tax_code_at_once():
    first = accounts.register("Trần Thị Mẫu", "001100000001", "", None, PASSWORD, at=AT)
    second = accounts.register("Nguyễn Văn Thử", "100000002", "", None, PASSWORD, at=AT)
    found = at_once(
        *(
            lambda one=one: commands.found_business(TAX_CODE, "Công ty", "enterprise", by=actor(one), at=AT)
            for one in (first, second)
        )
    )
    assert sorted(type(one).__name__ for one in found) == ["Business", "TaxCodeTaken"]
    assert Business.objects.count() == Affiliation.objects.count() == 1


def test_opening_on_the_page(page, mau):
    let_in(page, mau)
    assert page.get("/doanh-nghiep/dang-ky/").status_code == 200
    opened = page.post("/doanh-nghiep/dang-ky/", FORM)
    business = Business.objects.get()
    assert opened["Location"] == f"/doanh-nghiep/{business.pk}/"
    text = page.get(opened["Location"]).content.decode()
    assert "Đã mở tài khoản cho Công ty TNHH Ví Dụ." in text
    assert f'name="capacity" value="business:{business.pk}"' in text
    assert page.post("/tu-cach/", {"capacity": f"business:{business.pk}"}).status_code == 302
    text = page.get(opened["Location"]).content.decode()
    assert "Bạn đang làm việc với tư cách doanh nghiệp này" in text


def test_who_is_not_confirmed_is_led_up_and_back(page, mau):
    let_in(page, mau, level=1)
    for response in (page.get("/doanh-nghiep/dang-ky/"), page.post("/doanh-nghiep/dang-ky/", FORM)):
        assert response["Location"] == "/tai-khoan/xac-minh/?muc=2&next=%2Fdoanh-nghiep%2Fdang-ky%2F"
    assert not Business.objects.exists()


def test_a_visitor_signs_in_first(client, db):
    assert client.get("/doanh-nghiep/dang-ky/")["Location"] == "/dang-nhap/?next=/doanh-nghiep/dang-ky/"


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"tax_code": ""}, "Nhập mã số thuế"),
        ({"tax_code": "0100233480"}, "Mã số thuế phải có 10 chữ số"),
        ({"tax_code": "1" * 400}, "Mã số thuế phải có 10 chữ số"),
        ({"name": " "}, "Nhập tên như trên giấy chứng nhận đăng ký"),
        ({"name": "x" * 251}, "Hãy nhập tên, không quá 250 ký tự."),
        ({"name": "x" * 301}, "Tên quá dài"),
        ({"kind": ""}, "Chọn loại hình."),
        ({"kind": "ministry"}, "Chọn loại hình trong danh sách."),
        ({"agree": ""}, "Đánh dấu vào ô cam đoan để tiếp tục."),
    ],
)
def test_bad_answers_are_explained(page, mau, more, message):
    let_in(page, mau)
    response = page.post("/doanh-nghiep/dang-ky/", {**FORM, **more})
    assert response.status_code == 200
    assert message in response.content.decode()
    assert not Business.objects.exists()


def test_a_taken_tax_code_shows_the_ways_out(page, business, thu):
    let_in(page, thu)
    response = page.post("/doanh-nghiep/dang-ky/", FORM)
    text = response.content.decode()
    assert response.status_code == 409
    assert "Mã số thuế 0100233488 đã có tài khoản" in text
    assert "nhờ người đại diện thêm bạn vào" in text
    assert "Trần Thị Mẫu" not in text
    assert members(business) == [("Trần Thị Mẫu", "representative")]


# --- Admitting


def test_invite_by_number_and_name(business, mau, thu):
    commands.invite("100 000 002", "nguyen van THU", business, "filer", by=actor(mau), at=AT)
    assert members(business) == [("Trần Thị Mẫu", "representative"), ("Nguyễn Văn Thử", "filer")]
    assert jobs("notices.tell_of") == [{"person": thu.pk, "event": "admitted", "detail": "Công ty TNHH Ví Dụ"}]


def test_what_the_portal_sets_up_is_news_to_nobody(business, thu):
    accounts.admit(thu, business, "filer", by=SYSTEM, at=AT)
    assert jobs("notices.tell_of") == []


@pytest.mark.parametrize("what", ["another name", "nobody's number", "closed", "a phone"])
def test_one_refusal_for_all_that_does_not_agree(business, mau, thu, what):
    number, name, refusal = "100000002", "Nguyễn Văn Thử", commands.NobodyByThat
    if what == "another name":
        name = "Nguyễn Văn Khác"
    if what == "nobody's number":
        number = "100000009"
    if what == "closed":
        Person.objects.filter(pk=thu.pk).update(is_active=False)
    if what == "a phone":
        number, refusal = "0900000001", rules.BadIdNumber
    with pytest.raises(refusal):
        commands.invite(number, name, business, "filer", by=actor(mau), at=AT)
    assert members(business) == [("Trần Thị Mẫu", "representative")]
    assert jobs("notices.tell_of") == []


def test_only_the_representative_names_people(business, mau, thu):
    accounts.admit(thu, business, "filer", by=actor(mau), at=AT)
    for number in ("001100000001", "100000009"):
        with pytest.raises(commands.OnlyRepresentative):
            commands.invite(number, "Trần Thị Mẫu", business, "viewer", by=actor(thu), at=AT)


def test_retired_members_are_told(business, mau, thu):
    accounts.admit(thu, business, "filer", by=actor(mau), at=AT)
    accounts.retire(thu, business, by=actor(mau), at=AT + timedelta(days=1))
    assert [job["event"] for job in jobs("notices.tell_of")] == ["admitted", "retired"]
    assert members(business) == [("Trần Thị Mẫu", "representative")]


@pytest.mark.django_db(transaction=True)
def test_admitted_twice_at_once_is_admitted_once():
    boss = accounts.register("Trần Thị Mẫu", "001100000001", "", None, PASSWORD, at=AT)
    accounts.register("Nguyễn Văn Thử", "100000002", "", None, PASSWORD, at=AT)
    business = commands.found_business(TAX_CODE, "Công ty", "enterprise", by=actor(boss), at=AT)

    def invite():
        return commands.invite("100000002", "Nguyễn Văn Thử", business, "filer", by=actor(boss), at=AT)

    found = at_once(invite, invite, invite)
    assert sorted(type(one).__name__ for one in found) == ["Affiliation", "AlreadyAdmitted", "AlreadyAdmitted"]
    assert Affiliation.objects.count() == 2


def test_admitting_changing_and_retiring_on_the_pages(boss, business, thu):
    home = f"/doanh-nghiep/{business.pk}/"
    assert boss.get(f"{home}them/").status_code == 200
    data = {"id_number": "100000002", "name": "Nguyễn Văn Thử", "role": "viewer"}
    assert boss.post(f"{home}them/", data)["Location"] == home
    text = boss.get(home).content.decode()
    assert "Nguyễn Văn Thử" in text
    assert "•••• 0002" in text
    assert "100000002" not in text
    one = f"{home}nguoi/{thu.pk}/"
    assert 'value="viewer" checked' in boss.get(one).content.decode()
    assert boss.post(one, {"role": "filer"})["Location"] == home
    assert members(business)[1] == ("Nguyễn Văn Thử", "filer")
    assert boss.post(one, {"role": "filer"})["Location"] == home
    assert boss.post(one, {"action": "retire"})["Location"] == home
    assert members(business) == [("Trần Thị Mẫu", "representative")]
    assert boss.get(one).status_code == 404
    assert boss.post(one, {"action": "retire"}).status_code == 404
    assert [e.action for e in history(f"business:{business.pk}")] == [
        *("identity.open_business", "identity.admit", "identity.admit", "identity.retire")
    ]


def test_nobody_is_found_through_the_form(boss, business, thu):
    """The same page for a wrong name and for a number of nobody, after the same statements; and not for ever."""
    address = f"/doanh-nghiep/{business.pk}/them/"
    told = []
    for number in ("100000002", "100000009"):
        with statements() as asked:
            page = boss.post(address, {"id_number": number, "name": "Lê Thị Khác", "role": "filer"})
        text = faceless(page).replace(number, "")
        told.append((page.status_code, text, asked))
    assert told[0] == told[1]
    assert "Không tìm thấy tài khoản có đúng số giấy tờ và họ tên này" in told[0][1]
    for _ in range(18):
        boss.post(address, {"id_number": "100000009", "name": "Lê Thị Khác", "role": "filer"})
    refused = boss.post(address, {"id_number": "100000002", "name": "Nguyễn Văn Thử", "role": "filer"})
    assert refused.status_code == 429
    assert members(business) == [("Trần Thị Mẫu", "representative")]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"id_number": "1"}, "Số căn cước phải có đúng 12 chữ số"),
        ({"name": "Nguyễn Văn Thử 2"}, "Ký tự thứ 16 (2) không phải chữ cái tiếng Việt"),
        ({"role": "representative"}, "Chọn quyền trong danh sách."),
        ({"role": ""}, "Chọn quyền."),
        ({"id_number": "001100000001", "name": "Trần Thị Mẫu"}, "Muốn đổi người đại diện"),
    ],
)
def test_bad_invitations_are_explained(boss, business, thu, more, message):
    data = {"id_number": "100000002", "name": "Nguyễn Văn Thử", "role": "filer", **more}
    response = boss.post(f"/doanh-nghiep/{business.pk}/them/", data)
    assert response.status_code == 200
    assert message in response.content.decode()
    assert members(business) == [("Trần Thị Mẫu", "representative")]


def test_members_see_and_do_not_touch(page, business, mau, thu):
    accounts.admit(thu, business, "filer", by=actor(mau), at=AT)
    let_in(page, thu)
    home = f"/doanh-nghiep/{business.pk}/"
    text = page.get(home).content.decode()
    assert "Chỉ người đại diện theo pháp luật được thêm hoặc bớt người." in text
    assert "••••" not in text
    for address in (f"{home}them/", f"{home}nguoi/{mau.pk}/", f"{home}nguoi/{thu.pk}/"):
        assert page.get(address).status_code == 403
        assert page.post(address, {"action": "retire"}).status_code == 403
    assert len(members(business)) == 2


def test_strangers_find_no_page(page, business, thu):
    let_in(page, thu)
    home = f"/doanh-nghiep/{business.pk}/"
    for address in (home, f"{home}them/", f"{home}nguoi/{thu.pk}/", "/doanh-nghiep/999999/"):
        assert page.get(address).status_code == 404


def test_a_weak_visit_of_the_representative_changes_nothing(page, business, mau, thu):
    let_in(page, mau, level=1)
    home = f"/doanh-nghiep/{business.pk}/"
    assert page.get(home).status_code == 200
    data = {"id_number": "100000002", "name": "Nguyễn Văn Thử", "role": "filer"}
    assert page.post(f"{home}them/", data)["Location"].startswith("/tai-khoan/xac-minh/?muc=2&next=")
    assert members(business) == [("Trần Thị Mẫu", "representative")]


def test_the_representative_stays(boss, business, mau):
    response = boss.post(f"/doanh-nghiep/{business.pk}/nguoi/{mau.pk}/", {"action": "retire"})
    assert response.status_code == 409
    assert members(business) == [("Trần Thị Mẫu", "representative")]


@pytest.mark.parametrize("count", [1, 3])
def test_members_cost_one_statement(business, django_assert_num_queries, count):
    for n in range(count):
        person = accounts.register(f"Lê Thị Mẫu {n}", f"00110000004{n}", "", None, PASSWORD, at=AT)
        accounts.admit(person, business, "viewer", by=SYSTEM, at=AT)
    with django_assert_num_queries(1):
        assert len(queries.members(business)) == count + 1


def test_affiliations_follow(business, mau, thu):
    accounts.admit(thu, business, "viewer", by=actor(mau), at=AT)
    assert [one.business for one in people.affiliations(thu.pk)] == [business]
