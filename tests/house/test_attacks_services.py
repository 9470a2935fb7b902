"""What a hostile author, clerk, officer or visitor tries with services, dossiers, postings and open data."""

import time
from datetime import date

import pytest
from django.urls import reverse

from motcua.agencies.models import Agency
from motcua.agencies.queries import resolve
from motcua.catalogue import commands as catalogue
from motcua.catalogue import rules as services
from motcua.catalogue.models import ServiceVersion
from motcua.catalogue.rules import claims
from motcua.catalogue.rules.drawing import draw
from motcua.catalogue.rules.ways import MOST_WAYS, paths
from motcua.counter import commands as counter
from motcua.documents.models import Document
from motcua.dossiers import commands, rules
from motcua.entitlements.models import Entitlement
from motcua.files.commands import keep
from motcua.files.models import StoredFile
from motcua.kernel.actor import Actor, Capacity, Held
from motcua.procedures.rules import laythutuc, open_data
from motcua.procedures.rules.content import Content
from motcua.shell.jinja import say
from motcua.shell.vault import unseal_json
from motcua.workflow.rules import longest_term
from motcua.workflow.rules import parse as parse_flow
from tests.authoring.samples import ROOF, changed
from tests.catalogue.samples import REAL, SAMPLE, planted
from tests.dossiers import household
from tests.dossiers.conftest import LATER, NOON, PDF, _house, _peopled, clock_at, fresh, journal, sign_in, world
from tests.pages import PageClient

__all__ = ["_house", "_peopled", "clock_at", "sign_in", "world"]

SAYS = "với tổng số tiền là {amount} (bằng chữ: {words})."
OWN = "3.000777.000.00.00.H48"


def told(text: str) -> list[str]:
    return [fault.message for fault in services.parse(text).faults]


# ——— a hostile service file


@pytest.mark.parametrize(
    "hole", ["{amount.__class__}", "{amount!r}", "{amount:>999999999}", "{0}", "{}", "{code}", "{executors}", "{"]
)
def test_a_decision_fills_in_its_own_holes_and_nothing_else(hole):
    (said,) = told(changed(SAYS, f"với {hole}.", REAL))
    assert said == f"Không điền được {hole} vào quyết định."


def test_the_further_articles_may_name_who_executes_and_nothing_else():
    article = "      - Kinh phí hỗ trợ chi từ ngân sách"
    assert told(changed(article, "      - Giao {executors}. Kinh phí hỗ trợ chi từ ngân sách", REAL)) == []
    assert told(changed(article, "      - Giao {executors.__class__} chi từ ngân sách", REAL)) == [
        "Không điền được {executors.__class__} vào quyết định."
    ]


@pytest.mark.parametrize("hole", ["{code.__class__}", "{reason!a}", "{due:>99999999}", "{0.__init__.__globals__}"])
def test_a_notice_fills_in_its_own_holes_and_nothing_else(hole):
    assert told(planted('body: "Hồ sơ {code} đã được duyệt."', f'body: "Hồ sơ {hole}."')) == [
        f"Không điền được {hole} vào thông báo."
    ]


@pytest.mark.parametrize(
    ("status", "sound"), [(1, False), (2, False), (4, False), (5, False), (6, False), (7, False), (3, True), (8, True)]
)
def test_an_end_is_no_grant_by_a_status_that_says_it_goes_on(status, sound):
    """Whatever is not refused is granted: a refusal numbered as "being processed" would have paid."""
    decided = planted('to: "end:refused"', 'to: "end:refused", power: decide')
    faults = told(planted("refused: 8", f"refused: {status}", decided))
    assert faults == ([] if sound else ["Hồ sơ kết thúc ở “refused” mà trạng thái là chưa xong."])


@pytest.mark.parametrize("status", [9, 10])
def test_a_refusal_that_counts_as_a_grant_needs_the_right_to_decide(status):
    assert told(planted("refused: 8", f"refused: {status}")) == [
        "Việc “Từ chối” chi tiền mà không cần quyền quyết định."
    ]


def test_the_lowest_step_grants_no_money():
    assert told(planted(', to: "end:granted", power: decide}', ', to: "end:granted"}')) == [
        "Việc “Duyệt” chi tiền mà không cần quyền quyết định."
    ]


@pytest.mark.parametrize("slug", ["../../etc", "a b", "A", "vi-du/..", "vi-du\"'", "<b>", "vi-du?x=1", "-", "x" * 200])
def test_a_slug_is_no_path_and_no_markup(slug):
    assert services.parse(planted("slug: vi-du", f"slug: {slug!r}")).service is None


def test_anchors_are_refused_before_they_grow():
    bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
    for before, name in zip("abcdefghi", "bcdefghij", strict=True):
        bomb += f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n"
    begun = time.monotonic()
    assert services.parse(bomb + SAMPLE).service is None
    assert time.monotonic() - begun < 5


def test_a_title_stays_a_title_in_the_picture():
    evil = "</title><script>alert(1)</script>"
    text = planted("title: Ủy ban nhân dân cấp xã kiểm tra", f'title: "{evil}"')
    service = services.parse(text).service
    assert service is not None
    assert "<script" not in draw(service)
    assert "&lt;script&gt;alert(1)" in draw(service)


EVIL = "<img src=x onerror=alert(1)> giảm 50% trở lên"


def test_a_title_is_no_markup_and_no_format_wherever_it_is_said():
    assert say(EVIL) == "&lt;img src=x onerror=alert(1)&gt; giảm 50% trở lên"
    assert say('" onclick="x') == "&#34; onclick=&#34;x"
    assert say("phóng to đến 400 %% mà không phải cuộn ngang;") == "phóng to đến 400 % mà không phải cuộn ngang;"
    assert say("%(n)s trên %(of)s", n="<b>", of=2) == "&lt;b&gt; trên 2"
    assert say(say("a & b")) == "a &amp; b"


def test_a_service_s_titles_stay_words_on_the_pages_of_its_dossiers(world, sign_in):
    text = household.FILE.read_text(encoding="utf-8")
    text = changed("title: Hộ của bạn", f'title: "{EVIL}"', text)
    text = changed("title: Ủy ban nhân dân cấp xã kiểm tra", f'title: "Xã {EVIL}"', text)
    text = changed("cấp huyện quyết định", f"cấp huyện {EVIL}", text)
    household.publish(text)
    household.seated(world)
    draft, dossier = household.filled(world), household.handed_in(world)
    citizen, officer = sign_in("citizen"), sign_in("xa")
    pages = [citizen.get(f"/ho-so/{draft.ref}/"), citizen.get(f"/ho-so/{draft.ref}/kiem-tra/")]
    pages += [citizen.get(f"/ho-so/{dossier.ref}/"), officer.get(reverse("desk:steps", args=[dossier.code]))]
    for page in pages:
        assert page.status_code == 200
        assert "<img src=x" not in page.content.decode()
        assert "&lt;img src=x onerror=alert(1)&gt; giảm 50% trở lên" in page.content.decode()


def _dense(n: int, *, ends: bool) -> dict[str, object]:
    """Each of n steps leads to each other; `ends`: each may end too, else only the first one."""
    keys = [f"s{k}" for k in range(n)]
    steps = {
        key: {
            "title": f"Bước {key}", "role": "committee", "level": "province", "term": "1wd",
            "actions": {f"to_{to}": {"title": f"Sang {to}", "to": to} for to in keys if to != key}
            | ({"end": {"title": "Xong", "to": "end:granted"}} if ends or key == "s0" else {}),
        }
        for key in keys
    }  # fmt: skip
    return {"first": "s0", "steps": steps}


@pytest.mark.parametrize("ends", [True, False])
def test_a_flow_with_more_ways_than_can_be_gone_stops_nobody(ends):
    """The page of a service counts its longest term for each visitor: twenty such steps took minutes."""
    service = services.parse(SAMPLE).service
    assert service is not None
    object.__setattr__(service, "flow", _dense(25, ends=ends))
    begun = time.monotonic()
    assert [str(term) for term in longest_term(parse_flow(service.flow))] == ["25wd"]
    assert len(paths(service)) <= MOST_WAYS
    assert time.monotonic() - begun < 5


def test_a_period_beyond_the_calendar_is_no_claim(world):
    text = changed("since: 2020-05-01, months", "since: opened, months", household.FILE.read_text(encoding="utf-8"))
    service = services.parse(text).service
    assert service is not None
    given = {key: value for page in household.answers(world).values() for key, value in page.items()}
    assert claims.claimed(service, given | {"opened": "9999-12-31"}) is None
    found = claims.claimed(service, given | {"opened": "9998-05-01"})
    assert found is not None
    assert found.until == date(9998, 6, 30)


# ——— an author who speaks for others


def publisher(agency: Agency) -> Actor:
    held = (Held("procedures", "publish", agency.path),)
    return Actor(
        5, "Nguyễn Văn Thử", Capacity.OFFICER, agency=agency.pk, agency_path=agency.path,
        powers=frozenset({"publish"}), held=held,
    )  # fmt: skip


def refused(agency: Agency, text: str, refusal: type[Exception]) -> str:
    before = list(ServiceVersion.objects.order_by("pk").values())
    with pytest.raises(refusal) as no:
        catalogue.publish(text, by=publisher(agency), at=NOON, owner=agency)
    assert list(ServiceVersion.objects.order_by("pk").values()) == before
    return str(no.value)


def test_a_service_issues_in_no_higher_agency_s_name(world):
    district = resolve("committee", "district", world.unit, NOON.date())
    said = refused(district, ROOF, catalogue.IssuerAbove)
    assert said == (
        f"“issuer” là cơ quan cấp trên của {district.name}, nên giấy tiếp nhận sẽ mang tên cơ quan khác. "
        "Hãy ghi level: district."
    )
    province = resolve("committee", "province", world.unit, NOON.date())
    above = changed("{role: committee, level: province}\nout", "{role: government_office, level: central}\nout", ROOF)
    refused(province, above, catalogue.IssuerAbove)
    assert catalogue.publish(ROOF, by=publisher(province), at=NOON, owner=province).owner == province


def test_a_service_takes_no_months_of_another_owner_s_support(world):
    """Else a commune's service could use up, in the register, what NQ 42 gives a person once."""
    province = resolve("committee", "province", world.unit, NOON.date())
    for group in ("nq42-2020", "ho-tro-ho-vi-du"):
        household.publish() if group != "nq42-2020" else None
        said = refused(province, f"{ROOF}entitlement: {group}\n", catalogue.SupportOfOthers)
        assert said.startswith(f"Nhóm hỗ trợ “{group}” là của dịch vụ “")
    assert catalogue.publish(f"{ROOF}entitlement: cua-tinh\n", by=publisher(province), at=NOON, owner=province)
    assert not Entitlement.objects.exists()


# ——— what is posted for everybody to see


def posted(world, shows: str, **told: object) -> list[list[str]]:
    text = household.FILE.read_text(encoding="utf-8")
    extra = (
        "          - {key: number_again, label: Số hộ, kind: computed, value: owner_id, shows: text}\n"
        "          - {key: born, label: Sinh, kind: computed, value: owner_birth, shows: date}\n"
    )
    line = "          - {key: note, label: Ghi chú, kind: text, required: false}\n"
    text = changed(line, line + extra, text)
    household.publish(changed("[owner_name, home, total]", f"[{shows}]", text))
    household.seated(world)
    dossier = household.handed_in(world, **told)
    return commands.post_publicly(dossier.pk, by=world["xa"], at=LATER).shown


def test_what_is_worked_out_of_a_private_answer_is_not_posted(world):
    shown = posted(world, "owner_name, number_again, born, owner_birth, total")
    assert [text for _label, text in shown] == ["Mai Thị Dân Mẫu", "40.000.000 đ"]


def test_a_number_typed_into_a_text_is_not_posted(world):
    shown = posted(world, "note, home_street", note="Gọi 0900 000 009, CCCD 051099000009", home_street="Số 12")
    assert [text for _label, text in shown][1] == "Số 12"
    assert not {"0900 000 009", "0900000009", "051099000009"} & set(shown[0][1].split())
    assert "051099000009" not in str(shown)
    assert "900 000 009" not in str(shown)


# ——— files


def test_what_a_scanner_holds_does_not_come_in_by_a_supplement(world):
    dossier = world.returned()
    kept = keep("bo-sung.pdf", PDF, by=world["firm"], at=LATER, allowed=("pdf",))
    commands.add_paper(dossier.pk, "agreements", kept, name="bo-sung.pdf", by=world["firm"], at=LATER)
    before = (fresh(dossier).status, journal(dossier))
    for scan in ("waiting", "held"):
        StoredFile.objects.filter(pk=kept.pk).update(scan=scan)
        with pytest.raises(rules.HeldFile):
            commands.supplement(dossier.pk, "Đã bổ sung.", by=world["firm"], at=LATER)
        assert (fresh(dossier).status, journal(dossier)) == before
    StoredFile.objects.filter(pk=kept.pk).update(scan="clean")
    assert commands.supplement(dossier.pk, "Đã bổ sung.", by=world["firm"], at=LATER).status == "in_progress"


# ——— the counter


@pytest.fixture
def assisted(world):
    household.publish()
    household.seated(world)
    world.officer("clerk", "Tạ Thị Quầy Mẫu", "committee", "district", ("counter",))
    draft = counter.begin(world["citizen"].person, household.SLUG, by=world["clerk"], at=NOON)
    for page, answers in household.answers(world).items():
        commands.save_answers(draft.pk, page, answers, by=world["clerk"], at=NOON)
    return fresh(draft)


def test_a_clerk_hands_nothing_in_without_the_person(world, assisted):
    with pytest.raises(rules.NotConfirmed):
        commands.submit(assisted.pk, by=world["clerk"], at=NOON)
    commands.consent(assisted.pk, by=world["clerk"], at=NOON)
    commands.save_answers(assisted.pk, "who/shop", {"note": "Khác"}, by=world["clerk"], at=NOON)
    with pytest.raises(rules.NotConfirmed):
        commands.submit(assisted.pk, by=world["clerk"], at=NOON)
    assert fresh(assisted).status == "draft"


@pytest.mark.parametrize("who", ["citizen", "huyen", "firm"])
def test_only_the_clerk_s_own_visit_notes_the_consent(world, assisted, who):
    with pytest.raises(rules.NotAssisted):
        commands.consent(assisted.pk, by=world[who], at=NOON)
    assert fresh(assisted).consented_at is None


def test_who_hands_in_alone_what_a_clerk_began_is_named_alone(world, assisted):
    dossier = commands.submit(assisted.pk, by=world["citizen"], at=NOON)
    receipt = Document.objects.get(subject=dossier.subject, kind="receipt")
    assert "nộp thay" not in str(unseal_json(receipt.data_sealed, purpose="document"))


# ——— strangers


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_cell_of_the_open_data_is_a_formula(start):
    evil = f'{start}HYPERLINK("https://example.invalid")'
    row = open_data.Row("1.000001", "", evil, date(2020, 5, 12), Content(name=evil, field_name=evil))
    assert [cell[0] for cell in open_data.line(row) if "HYPERLINK" in cell] == ["'", "'", "'"]


@pytest.mark.parametrize("content", [b"[" * 100_000, b'{"MATTHC": ' + b"9" * 5000 + b"}", b"\xff", b"{"])
def test_a_hostile_json_is_refused_in_words(content):
    with pytest.raises(laythutuc.UnreadableJson):
        laythutuc.read(content, "tep.json")


@pytest.mark.parametrize(
    "path",
    [
        "/sitemap-99999999999999999999.xml", "/thu-tuc/1.000001/ban/99999999999999999999/",
        "/niem-yet/99999999999999999999/", "/dich-vu/?trang=99999999999999999999", "/niem-yet/?truoc=9999999999999",
    ],
)  # fmt: skip
def test_a_number_that_no_table_holds_breaks_nothing(world, path):
    assert PageClient().get(path).status_code in (200, 404)
