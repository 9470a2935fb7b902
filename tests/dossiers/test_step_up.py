"""Filling in needs a phone; handing in needs what the service asks for: who is short of it is led up and comes back."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings as project
from django.urls import reverse

from motcua.catalogue import commands as catalogue
from motcua.dossiers import commands, queries, rules
from motcua.dossiers.commands.filing import NothingAdded
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules import NeedsAssurance, NotNow, Status
from motcua.identity.models import Person
from motcua.journal.models import Entry
from motcua.kernel.actor import SYSTEM, Actor

from .conftest import EARLY, LATER, NOON, assured, fresh, journal, picture

FILE = project.SERVICES_DIR / "tam-hoan-hop-dong.yaml"
OLD = "assurance: 2 "


def text(answer):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def step_ups(answer):
    """The ways up that a page offers: (level, back to)."""
    found = re.findall(r'href="([^"]*/tai-khoan/xac-minh/[^"]*)"', answer.content.decode())
    asked = [parse_qs(urlsplit(unescape(href)).query) for href in found]
    return [(a["muc"], a["next"]) for a in asked]


def at(dossier, name):
    return reverse(f"dossiers:{name}", args=[dossier.ref])


def published(level: int) -> None:
    """The same service as it would be if it asked for another level, from before the first draft on."""
    text = FILE.read_text(encoding="utf-8")
    assert text.count(f"\n{OLD}") == 1
    catalogue.publish(text.replace(f"\n{OLD}", f"\nassurance: {level} "), by=SYSTEM, at=EARLY)


def refused(dossier, refusal, act):
    before = picture(dossier)
    with pytest.raises(refusal) as said:
        act()
    assert picture(dossier) == before
    return str(said.value)


def acted(dossier, action):
    return Entry.objects.filter(subject=dossier.subject, action=action).order_by("id").last()


# The law.


@pytest.mark.parametrize(
    ("level", "needed", "enough"),
    [(1, 1, True), (1, 2, False), (1, 3, False), (2, 1, True), (2, 2, True), (2, 3, False), (3, 3, True), (3, 2, True)],
)
def test_the_visit_must_be_as_sure_as_the_service_asks(level, needed, enough):
    by = Actor(person=1, name="Trần Thị Mẫu", assurance=level)
    if enough:
        rules.check_assurance(by, needed)
    else:
        with pytest.raises(NeedsAssurance) as no:
            rules.check_assurance(by, needed)
        assert str(no.value) == (
            f"Cần xác minh danh tính mức {needed}; bạn đang ở mức {level}. Hồ sơ còn nguyên: hãy xác minh, rồi gửi lại."
        )
        assert no.value.status == 403
    states = [task.state for task in rules.assurance_task(by, needed)]
    assert states == ([] if needed == 1 else ["done" if enough else "todo"])


# The commands.


def test_who_is_not_sure_enough_hands_in_nothing(world):
    draft = world.draft(who="unsure")
    said = refused(draft, NeedsAssurance, lambda: commands.submit(draft.pk, by=world["unsure"], at=NOON))
    assert said.startswith("Cần xác minh danh tính mức 2; bạn đang ở mức 1.")
    assert fresh(draft).code is None


def test_the_level_is_said_in_the_journal(world):
    draft = world.draft()
    commands.submit(draft.pk, by=world["firm"], at=NOON)
    assert acted(draft, "dossier.submitted").data["level"] == 2


def test_the_level_is_that_of_the_person_in_this_visit(world):
    """One of two who file for a business is sure; the draft of the other is handed in by the first."""
    draft = world.draft(who="unsure")
    refused(draft, NeedsAssurance, lambda: commands.submit(draft.pk, by=world["unsure"], at=NOON))
    commands.submit(draft.pk, by=world["firm"], at=NOON)
    assert acted(draft, "dossier.submitted").person == world["firm"].person


def test_once_raised_the_same_person_hands_in(world, sign_in):
    draft = world.draft(who="unsure")
    client = sign_in("unsure")
    assert client.post(at(draft, "submit")).status_code == 403
    assured(Person.objects.get(pk=world["unsure"].person))
    assert client.post(at(draft, "submit")).url == at(draft, "confirmation")
    assert acted(draft, "dossier.submitted").data["level"] == 2


def test_a_second_click_is_told_so_whatever_the_level(world):
    dossier = world.filed()
    refused(dossier, NotNow, lambda: commands.submit(dossier.pk, by=world["unsure"], at=NOON))


def test_a_draft_stays_under_the_level_of_its_version(world):
    draft = world.draft(who="unsure")
    published(1)
    refused(draft, NeedsAssurance, lambda: commands.submit(draft.pk, by=world["unsure"], at=NOON))


def test_a_service_that_asks_for_a_phone_only(world, sign_in):
    published(1)
    draft = world.draft(who="unsure")
    page = sign_in("unsure").get(at(draft, "dossier"))
    assert "Xác minh danh tính" not in text(page)
    commands.submit(draft.pk, by=world["unsure"], at=NOON)
    assert acted(draft, "dossier.submitted").data["level"] == 1


@pytest.mark.parametrize(("methods", "level"), [(["password", "totp"], 2), (["passkey"], 3)])
def test_a_service_that_asks_for_a_key(world, sign_in, methods, level):
    published(3)
    draft = world.draft()
    client = sign_in("firm")
    session = client.session
    session["proof"] = {"methods": methods}
    session.save()
    page = client.get(at(draft, "check"))
    answer = client.post(at(draft, "submit"))
    if level == 3:
        assert step_ups(page) == []
        assert answer.url == at(draft, "confirmation")
        assert acted(draft, "dossier.submitted").data["level"] == 3
    else:
        assert step_ups(page) == [(["3"], [f"{at(draft, 'check')}#nop"])]
        assert (
            "mức 3: danh tính đã xác minh, đăng nhập bằng khóa của bạn (vân tay, khuôn mặt hoặc mã PIN của máy)"
            in text(page)
        )
        assert "Mở khóa đăng nhập trên máy của bạn: khoảng 1 phút" in text(page)
        assert answer.status_code == 403
        assert fresh(draft).status == Status.DRAFT


def test_a_supplement_needs_it_too(world):
    dossier = world.returned()
    said = refused(
        dossier, NeedsAssurance, lambda: commands.supplement(dossier.pk, "Đã sửa.", by=world["unsure"], at=LATER)
    )
    assert "mức 2" in said
    commands.supplement(dossier.pk, "Đã sửa.", by=world["firm"], at=LATER)
    assert acted(dossier, "dossier.supplemented").data == {"request": 1, "level": 2}


def test_what_was_written_is_kept_unsent(world):
    dossier = world.returned()
    commands.keep_reply(dossier.pk, " Thỏa thuận ở trang 2. ", by=world["unsure"], at=LATER)
    asked = dossier.supplements.get()
    assert (asked.reply, asked.answered_at, fresh(dossier).status) == ("Thỏa thuận ở trang 2.", None, "awaiting")
    assert journal(dossier)[-1] == "dossier.reply_kept"
    refused(dossier, NothingAdded, lambda: commands.supplement(dossier.pk, "", by=world["firm"], at=LATER))


@pytest.mark.parametrize("make", ["draft", "filed"])
def test_nothing_is_kept_where_nobody_asked(world, make):
    dossier = getattr(world, make)()
    refused(dossier, NotNow, lambda: commands.keep_reply(dossier.pk, "x", by=world["firm"], at=LATER))


def test_a_viewer_keeps_nothing(world):
    dossier = world.returned()
    refused(dossier, rules.ViewerOnly, lambda: commands.keep_reply(dossier.pk, "x", by=world["viewer"], at=LATER))


# The pages.


def test_everything_is_filled_in_before_anything_is_proved(world, sign_in):
    draft = world.draft(who="unsure")
    assert queries.answers(draft)["business_line"] == "Ngành nghề ví dụ"
    page = sign_in("unsure").get(at(draft, "dossier"))
    assert "Đã xong 5 trên 6 mục." in text(page)
    assert "Cần trước khi nộp." in text(page)
    assert step_ups(page) == [(["2"], [at(draft, "dossier")])]


def test_the_task_is_done_for_who_is_sure(world, firm):
    draft = world.draft()
    page = firm.get(at(draft, "dossier"))
    assert "Đã xong 6 trên 6 mục." in text(page)
    assert "Xác minh danh tính Mức 2: danh tính đã xác minh" in text(page)
    assert step_ups(page) == []


def test_the_check_page_says_why_and_leads_there_and_back(world, sign_in):
    draft = world.draft(who="unsure")
    page = sign_in("unsure").get(at(draft, "check"))
    assert step_ups(page) == [(["2"], [f"{at(draft, 'check')}#nop"])]
    said = text(page)
    assert "Trước khi nộp, bạn cần xác minh danh tính" in said
    assert "Thủ tục này cần mức 2: danh tính đã xác minh. Lần đăng nhập này ở mức 1: số điện thoại đã xác nhận." in said
    assert "Mọi điều đã điền được giữ nguyên; xong bạn trở lại đúng trang này." in said
    assert at(draft, "submit") not in page.content.decode()
    assert "Chưa nộp được" not in said


@pytest.mark.parametrize(
    ("register", "said"),
    [("http://127.0.0.1:9", "trên mạng: khoảng 2 phút"), ("", "Mang giấy tờ đến bộ phận một cửa bất kỳ")],
)
def test_the_way_up_is_one_that_exists(world, sign_in, settings, register, said):
    settings.POPULATION_URL = register
    draft = world.draft(who="unsure")
    assert said in text(sign_in("unsure").get(at(draft, "check")))


def test_what_is_missing_is_listed_with_the_rest(world, sign_in):
    client = sign_in("unsure")
    client.post("/ho-so/moi/tam-hoan-hop-dong/")
    draft = Dossier.objects.get()
    page = client.get(at(draft, "check"))
    assert "Chưa nộp được. Các mục sau chưa xong:" in text(page)
    assert step_ups(page) == [(["2"], [at(draft, "check")])]
    assert "Xác minh danh tính" in text(page)


def test_a_submit_that_comes_too_early_is_the_check_page(world, sign_in):
    draft = world.draft(who="unsure")
    before = picture(draft)
    answer = sign_in("unsure").post(at(draft, "submit"))
    assert answer.status_code == 403
    assert "Cần xác minh danh tính mức 2; bạn đang ở mức 1." in text(answer)
    assert step_ups(answer) == [(["2"], [f"{at(draft, 'check')}#nop"])]
    assert picture(draft) == before


def test_a_viewer_is_not_asked_to_prove_anything(world, sign_in):
    draft = world.draft()
    assured(Person.objects.get(pk=world["viewer"].person), 1)
    client = sign_in("viewer")
    assert step_ups(client.get(at(draft, "check"))) == []
    assert step_ups(client.get(at(draft, "dossier"))) == []


def test_a_reply_waits_while_its_writer_is_led_up(world, sign_in):
    dossier = world.returned()
    client = sign_in("unsure")
    page = client.get(at(dossier, "supplement"))
    assert "Trước khi gửi, bạn cần xác minh danh tính ở mức 2" in text(page)
    assert "Lưu và xác minh danh tính" in text(page)
    sent = client.post(at(dossier, "supplement"), {"reply": "Thỏa thuận ở trang 2."})
    asked = urlsplit(sent.url)
    assert asked.path == reverse("identity:level")
    assert parse_qs(asked.query) == {"muc": ["2"], "next": [at(dossier, "supplement")]}
    assert fresh(dossier).status == "awaiting"
    assured(Person.objects.get(pk=world["unsure"].person))
    page = client.get(at(dossier, "supplement"))
    assert ">Thỏa thuận ở trang 2.</textarea>" in page.content.decode()
    assert "Lưu và xác minh danh tính" not in text(page)


def test_the_agency_does_not_read_what_was_not_sent(world, sign_in):
    dossier = world.returned()
    commands.keep_reply(dossier.pk, "Chưa gửi đâu.", by=world["firm"], at=LATER)
    page = sign_in("thu").get(reverse("desk:dossier", args=[dossier.code]))
    assert "Chưa bổ sung; hạn" in text(page)
    assert "Chưa gửi đâu." not in text(page)
