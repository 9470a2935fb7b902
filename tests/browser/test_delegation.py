"""A province's administrator brings in a district's officer, who does what was granted and nothing else."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.delegation_seed import NEWCOMERS, SECOND
from tests.browser.officer import TO_PROVINCE, desk, do_act, open_act, take_up
from tests.browser.watch import look, text_of

DAY = "2020-05-13T08:00+07:00"  # a portal of its own: it has a second service
ADMIN = "Cao Văn Quản Thử"
UNIT = "Ủy ban nhân dân huyện Mộ Đức"
PROCESS = "Xử lý hồ sơ dịch vụ công"


@pytest.fixture(scope="module")
def seeded():
    """The portal's seed, once: what it printed."""
    return {}


@pytest.fixture
def here(portal, seeded):
    found = portal(DAY)
    if not seeded:
        first, again, other, far, *numbers = found.run("tests.browser.delegation_seed").split()
        seeded.update(first=first, again=again, other=other, far=far, numbers=numbers)
    return found, seeded


def block(page, n):
    return page.locator("section").filter(has=page.locator(f"#buoc-{n}"))


def found_and_seated(admin, number):
    """Blocks one to three, with the errors on the way."""
    admin.goto("/quan-tri/can-bo/")
    look(admin, "users")
    admin.get_by_role("button", name="Thêm mới").click()
    look(admin, "users-add-empty")
    admin.get_by_label("Số căn cước").fill("051090077799")
    admin.get_by_role("button", name="Tìm kiếm trên VNConnect").click()
    expect(admin.locator(".govuk-error-summary")).to_contain_text("Không có tài khoản nào mang số này")
    look(admin, "users-add-nobody")
    admin.get_by_label("Số căn cước").fill(number)
    admin.get_by_role("button", name="Tìm kiếm trên VNConnect").click()
    expect(block(admin, 1)).to_contain_text(NEWCOMERS[0])
    assert number not in admin.content()
    look(admin, "users-add-found")
    admin.get_by_role("button", name="Lưu vào hệ thống").click()
    expect(admin.get_by_text(f"Đã lưu và kích hoạt {NEWCOMERS[0]}.")).to_be_visible()
    block(admin, 3).get_by_label("Mã định danh hoặc tên đơn vị").fill("uy ban mo duc")
    block(admin, 3).get_by_role("button", name="Tìm kiếm").click()
    block(admin, 3).get_by_role("radio", name=re.compile(f"^{UNIT}")).check()
    block(admin, 3).get_by_label("Chức vụ").fill("Chuyên viên")
    block(admin, 3).get_by_role("button", name="Lưu đơn vị").click()
    expect(admin.get_by_text(f"{NEWCOMERS[0]} làm việc tại {UNIT}.")).to_be_visible()


def granted_and_configured(admin):
    """Blocks four and five."""
    block(admin, 4).get_by_label(PROCESS).check()
    block(admin, 4).get_by_role("button", name="Gán quyền").click()
    expect(admin.get_by_text(f"Đã gán quyền cho {NEWCOMERS[0]}.")).to_be_visible()
    look(admin, "users-add-granted")
    block(admin, 5).get_by_label("Chỉ các dịch vụ chọn dưới đây").check()
    block(admin, 5).get_by_label(SECOND).uncheck()
    block(admin, 5).get_by_role("button", name="Xem trước").click()
    expect(block(admin, 5)).to_contain_text("Cán bộ này sẽ thấy 2 hồ sơ đang mở, trong đó 2 hồ sơ đang ở đơn vị")
    block(admin, 5).get_by_role("button", name="Lưu lại").click()
    expect(admin.get_by_text(f"Đã cấu hình dịch vụ cho {NEWCOMERS[0]}.")).to_be_visible()
    admin.get_by_role("link", name=f"Xem trang của {NEWCOMERS[0]}").click()
    look(admin, "users-person")


def works_on_that_and_sees_nothing_else(officer, seed):
    officer.locator(".mc-menu summary").click()
    officer.get_by_role("link", name="Đổi tư cách").click()
    officer.get_by_role("button", name=f"Chọn {UNIT}").click()
    officer.goto("/ban-lam-viec/hang/ca-don-vi/")
    seen = text_of(officer)
    assert seed["first"] in seen
    assert seed["again"] in seen
    assert seed["other"] not in seen
    assert seed["far"] not in seen
    for foreign in ("other", "far"):
        assert officer.goto(desk(seed[foreign])).status == 404
    assert officer.goto("/quan-tri/can-bo/").status == 403
    take_up(officer, seed["first"])
    open_act(officer, seed["first"], TO_PROVINCE)
    do_act(officer, TO_PROVINCE)
    take_up(officer, seed["again"])


def right_ended(admin):
    """Every page about the officer once, then the end of the right."""
    for link, name in (("Thay đổi đơn vị", "unit"), ("Gán quyền", "rights"), ("Cấu hình dịch vụ", "services"),
                       ("Người làm thay", "stand-in"), ("Kết thúc", "leave")):  # fmt: skip
        admin.get_by_role("navigation", name="Việc với cán bộ này").get_by_role("link", name=link, exact=True).click()
        look(admin, f"users-{name}")
    expect(admin.get_by_role("main")).to_contain_text("Hồ sơ đang giữ")
    admin.get_by_role("link", name="Trang của cán bộ").click()
    admin.get_by_role("link", name=re.compile(f"^Kết thúc.*{PROCESS}")).click()
    look(admin, "users-end-grant")
    admin.get_by_label("Lý do").fill("Đã chuyển việc khác.")
    admin.get_by_role("button", name="Kết thúc quyền").click()
    expect(admin.get_by_text(f"Đã kết thúc quyền “{PROCESS}” của {NEWCOMERS[0]}.")).to_be_visible()


def test_from_nobody_to_officer_and_back(here, visit):
    portal, seed = here
    admin = visit(portal, ADMIN)
    found_and_seated(admin, seed["numbers"][0])
    granted_and_configured(admin)
    officer = visit(portal, NEWCOMERS[0])
    works_on_that_and_sees_nothing_else(officer, seed)
    right_ended(admin)
    answer = officer.reload()
    assert answer.status == 404
    expect(officer.get_by_role("main")).to_contain_text("Đã chuyển việc khác.")
    expect(officer.get_by_role("main")).to_contain_text(ADMIN)
    look(officer, "right-ended")


def test_the_other_pages_of_the_house(here, visit):
    portal, _ = here
    admin = visit(portal, ADMIN)
    for address, name in (("can-duyet/", "approvals"), ("lau-khong-dung/", "unused"), ("lam-thay/", "stand-ins")):
        admin.goto(f"/quan-tri/{address}")
        look(admin, f"users-{name}")


def tab_to(page, where, *, most=120):
    """Presses Tab until the control has the focus."""
    for _ in range(most):
        if where.evaluate("e => e === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{where} is not reached by the keyboard")


def test_the_five_blocks_by_keyboard_alone(here, visit):
    portal, seed = here
    page = visit(portal, ADMIN)
    page.goto("/quan-tri/can-bo/them/")
    tab_to(page, page.get_by_label("Số căn cước"))
    page.keyboard.type(seed["numbers"][1])
    page.keyboard.press("Enter")
    expect(block(page, 1)).to_contain_text(NEWCOMERS[1])
    tab_to(page, page.get_by_role("button", name="Lưu vào hệ thống"))
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"Đã lưu và kích hoạt {NEWCOMERS[1]}.")).to_be_visible()
    tab_to(page, block(page, 3).get_by_label("Mã định danh hoặc tên đơn vị"))
    page.keyboard.type("H48.533")
    page.keyboard.press("Enter")
    radio = block(page, 3).get_by_role("radio", name=re.compile(f"^{UNIT} H48.533$"))
    expect(radio).to_be_visible()
    tab_to(page, block(page, 3).get_by_role("radio").first)
    page.keyboard.press("Space")
    tab_to(page, block(page, 3).get_by_label("Chức vụ"))
    page.keyboard.type("Chuyên viên")
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"{NEWCOMERS[1]} làm việc tại {UNIT}.")).to_be_visible()
    tab_to(page, block(page, 4).get_by_label(PROCESS))
    page.keyboard.press("Space")
    tab_to(page, block(page, 4).get_by_role("button", name="Gán quyền"))
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"Đã gán quyền cho {NEWCOMERS[1]}.")).to_be_visible()
    tab_to(page, block(page, 5).get_by_label("Mọi dịch vụ"))
    page.keyboard.press("ArrowUp")
    tab_to(page, block(page, 5).get_by_label(SECOND))
    page.keyboard.press("Space")
    tab_to(page, block(page, 5).get_by_role("button", name="Lưu lại"))
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"Đã cấu hình dịch vụ cho {NEWCOMERS[1]}.")).to_be_visible()
    ((services,),) = portal.query(
        "SELECT g.services FROM agencies_grant g JOIN agencies_membership m ON m.id = g.membership_id"
        " JOIN identity_person p ON p.id = m.person_id WHERE p.name = %s AND g.ended_at IS NULL", NEWCOMERS[1],
    )  # fmt: skip
    every = [slug for (slug,) in portal.query("SELECT DISTINCT slug FROM catalogue_serviceversion ORDER BY slug")]
    assert sorted(services) == [slug for slug in every if slug != "dich-vu-thu-hai"]
