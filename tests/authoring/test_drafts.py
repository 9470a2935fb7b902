"""Writing, handing in, returning, publishing: who may, in which state, and what is refused."""

from datetime import date, timedelta

import pytest

from motcua.authoring import commands, queries
from motcua.authoring.models import DraftText, ServiceDraft
from motcua.authoring.rules import (
    ExampleFails,
    LiveChanged,
    MovedOn,
    NoDraft,
    NotAnAuthor,
    NotTakenYet,
    OthersDraft,
    SameHands,
    StillFaulty,
    TextChanged,
    UndatedText,
    dated,
    plain,
)
from motcua.catalogue import commands as catalogue
from motcua.catalogue.models import ServiceVersion
from motcua.catalogue.queries import live_service
from motcua.journal.models import Entry
from motcua.kernel.actor import SYSTEM
from motcua.notices.models import Notice
from tests.authoring.conftest import NOON, agency, picture
from tests.authoring.samples import ROOF, SLUG, changed

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)
TODAY = NOON.date()
BROKEN = changed("kind: agree", "kind: agre")


def begun(authors, text: str = ROOF, who: str = "soan") -> ServiceDraft:
    return commands.begin(text, name="mai-nha.yaml", by=authors[who], at=NOON)


def submitted(authors, text: str = ROOF, who: str = "soan", by: str = "") -> ServiceDraft:
    draft = begun(authors, text, who)
    return commands.submit(draft.pk, seen=draft.digest, by=authors[by or who], at=NOON)


def publish(authors, draft: ServiceDraft, who: str = "duyet", **changed_) -> ServiceVersion:
    told = {"seen": draft.digest, "against": 0, "valid_from": TODAY, "by": authors[who], "at": LATER}
    return commands.publish(draft.pk, **{**told, **changed_})


def actions() -> list[str]:
    return list(Entry.objects.filter(action__startswith="authoring.").order_by("id").values_list("action", flat=True))


def test_a_faulty_text_is_kept_as_it_was_typed(authors):
    draft = begun(authors, BROKEN)
    assert (draft.text, draft.faults, draft.state, draft.file_name) == (BROKEN, 1, "open", "mai-nha.yaml")
    assert (draft.owner, draft.uploaded_by_id, draft.slug) == (agency("H48"), authors["soan"].person, "")
    mended = commands.rewrite(draft.pk, ROOF, seen=draft.digest, by=authors["soan2"], at=LATER)
    assert (mended.faults, mended.slug, mended.name) == (0, SLUG, "Sửa mái nhà ví dụ")
    assert (mended.saved_by_id, mended.uploaded_by_id) == (authors["soan2"].person, authors["soan"].person)
    wrote = list(DraftText.objects.order_by("pk").values_list("person", "digest"))
    assert wrote == [(authors["soan"].person, draft.digest), (authors["soan2"].person, mended.digest)]
    assert actions() == ["authoring.saved", "authoring.saved"]


def test_the_same_text_again_changes_nothing(authors):
    draft = begun(authors)
    before = picture()
    commands.rewrite(draft.pk, ROOF.replace("\n", "\r\n"), seen=draft.digest, by=authors["soan2"], at=LATER)
    assert picture() == before


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("", ""), ("a", "a\n"), ("\ufeffa\r\nb\r", "a\nb\n"), ("a\n\n", "a\n\n"), ("  a", "  a\n")],
)
def test_texts_are_kept_with_plain_line_ends(typed, kept):
    assert plain(typed) == kept


def test_somebody_elses_text_is_not_overwritten(authors):
    draft = begun(authors)
    commands.rewrite(draft.pk, BROKEN, seen=draft.digest, by=authors["soan2"], at=LATER)
    before = picture()
    with pytest.raises(TextChanged) as refused:
        commands.rewrite(draft.pk, ROOF + "# x\n", seen=draft.digest, by=authors["soan"], at=LATER)
    assert str(refused.value).startswith("Phan Văn Soạn Thử đã lưu một nội dung khác lúc 12:00, 12/05/2020.")
    assert picture() == before


@pytest.mark.parametrize("who", ["duyet", "huyen", "ngoai", "so", "vpcp"])
def test_only_authors_of_the_agency_write_and_hand_in(authors, who):
    draft = begun(authors)
    before = picture()
    acts = [
        lambda: commands.rewrite(draft.pk, BROKEN, seen=draft.digest, by=authors[who], at=LATER),
        lambda: commands.submit(draft.pk, seen=draft.digest, by=authors[who], at=LATER),
        lambda: commands.withdraw(draft.pk, by=authors[who], at=LATER),
    ]
    for act in acts:
        with pytest.raises(OthersDraft):
            act()
    assert picture() == before


@pytest.mark.parametrize("who", ["duyet", "huyen"])
def test_only_authors_begin(authors, who):
    with pytest.raises(NotAnAuthor):
        begun(authors, who=who)
    assert ServiceDraft.objects.count() == 0


def test_the_gate(authors):
    draft = begun(authors)
    for who in ("soan", "soan2", "duyet", "kiem"):
        assert queries.draft(authors[who], draft.pk) == draft
        assert queries.drafts(authors[who]) == [draft]
    for who in ("so", "ngoai", "bo", "vpcp"):  # below, beside and above by rank only
        with pytest.raises(NoDraft):
            queries.draft(authors[who], draft.pk)
        assert queries.drafts(authors[who]) == []
    with pytest.raises(NotAnAuthor):
        queries.draft(authors["huyen"], draft.pk)
    lower = begun(authors, who="so")
    assert queries.draft(authors["duyet"], lower.pk) == lower  # the committee sees its departments'
    with pytest.raises(OthersDraft, match="Sở Lao động"):
        commands.rewrite(lower.pk, BROKEN, seen=lower.digest, by=authors["soan"], at=LATER)


def test_handing_in_tells_who_may_publish_and_nobody_who_wrote(authors):
    draft = begun(authors)
    draft = commands.rewrite(draft.pk, ROOF + "# sửa\n", seen=draft.digest, by=authors["kiem"], at=NOON)
    Notice.objects.all().delete()
    draft = commands.submit(draft.pk, seen=draft.digest, by=authors["soan"], at=LATER)
    assert (draft.state, draft.submitted_by_id, draft.submitted_at) == ("submitted", authors["soan"].person, LATER)
    told = set(Notice.objects.values_list("person", flat=True))
    assert told == {authors["duyet"].person, authors["duyet2"].person}
    assert actions()[-1] == "authoring.submitted"


def test_what_has_faults_or_a_failing_example_is_not_handed_in(authors):
    faulty = begun(authors, BROKEN)
    before = picture()
    with pytest.raises(StillFaulty, match="Tệp còn 1 lỗi"):
        commands.submit(faulty.pk, seen=faulty.digest, by=authors["soan"], at=LATER)
    assert picture() == before


def test_an_example_that_does_not_come_out_stands_in_the_way(authors):
    draft = begun(authors, changed("      fee: 60000\n", "      fee: 70000\n"))
    before = picture()
    with pytest.raises(ExampleFails, match=r"Ví dụ “Hai chỗ hư, được duyệt” chưa ra kết quả như tệp viết: .*70\.000"):
        commands.submit(draft.pk, seen=draft.digest, by=authors["soan"], at=LATER)
    assert picture() == before


def test_a_second_person_publishes_and_it_is_live_at_once(authors):
    draft = submitted(authors)
    version = publish(authors, draft)
    draft.refresh_from_db()
    assert (draft.state, draft.published, draft.valid_from) == ("published", version, TODAY)
    assert (draft.decided_by_id, draft.decided_at) == (authors["duyet"].person, LATER)
    assert (version.text, version.owner, version.published_by) == (ROOF, agency("H48"), "Đinh Văn Duyệt Mẫu")
    assert live_service(SLUG, TODAY) == version
    assert actions() == ["authoring.saved", "authoring.submitted", "authoring.published"]
    assert Notice.objects.filter(person=authors["soan"].person, title="Dịch vụ đã được công bố").count() == 1


def test_the_approver_says_from_which_day(authors):
    draft = submitted(authors)
    version = publish(authors, draft, valid_from=date(2020, 7, 1))
    assert version.valid_from == date(2020, 7, 1)
    assert version.text == changed("valid_from: 2020-05-12", "valid_from: 2020-07-01")
    draft.refresh_from_db()
    assert (draft.text, draft.valid_from) == (ROOF, date(2020, 7, 1))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("valid_from: 2020-05-12 # ngày\nslug: a\n", "valid_from: 2021-01-02 # ngày\nslug: a\n"),
        ("slug: a\n'valid_from': \"2020-05-12\"\n", "slug: a\n'valid_from': 2021-01-02\n"),
        ("{slug: ắ, valid_from: 2020-05-12}", "{slug: ắ, valid_from: 2021-01-02}"),
        ("x: {valid_from: 1999-01-01}\nvalid_from: 2020-05-12", "x: {valid_from: 1999-01-01}\nvalid_from: 2021-01-02"),
    ],
)  # fmt: skip
def test_the_date_is_written_into_the_text_and_nothing_else(text, found):
    assert dated(text, date(2021, 1, 2)) == found


@pytest.mark.parametrize("text", ["slug: a\n", "- a\n", "", "valid_from: [1]\n", "a: [\n"])
def test_where_no_date_can_be_written_it_is_told(text):
    with pytest.raises(UndatedText):
        dated(text, date(2021, 1, 2))


@pytest.mark.parametrize(
    ("uploader", "submitter", "approver", "refusal"),
    [
        ("kiem", "soan", "kiem", SameHands),  # uploaded it
        ("soan", "kiem", "kiem", SameHands),  # handed it in
        ("kiem", "kiem", "kiem", SameHands),
        ("soan", "soan", "soan2", OthersDraft),  # no right to publish
        ("soan", "soan", "so", OthersDraft),  # the right, but in the department below
        ("soan", "soan", "ngoai", OthersDraft),
        ("soan", "soan", "vpcp", OthersDraft),
        ("soan", "soan", "huyen", OthersDraft),
    ],
)
def test_who_does_not_decide(authors, uploader, submitter, approver, refusal):
    draft = submitted(authors, who=uploader, by=submitter)
    before = picture()
    with pytest.raises(refusal):
        publish(authors, draft, approver)
    with pytest.raises(refusal):
        commands.give_back(draft.pk, "Không.", seen=draft.digest, by=authors[approver], at=LATER)
    assert picture() == before


def test_who_only_changed_a_line_is_no_second_person_either(authors):
    draft = begun(authors)
    draft = commands.rewrite(draft.pk, ROOF + "# 1\n", seen=draft.digest, by=authors["kiem"], at=NOON)
    draft = commands.rewrite(draft.pk, ROOF + "# 2\n", seen=draft.digest, by=authors["soan"], at=NOON)
    draft = commands.submit(draft.pk, seen=draft.digest, by=authors["soan"], at=NOON)
    with pytest.raises(SameHands):
        publish(authors, draft, "kiem")
    assert publish(authors, draft, "duyet").number == 1


def test_the_same_person_from_a_second_seat_is_no_second_person(authors):
    """A straw: one person who holds both rights through two places."""
    from motcua.identity.models import Person

    person = Person.objects.get(pk=authors["so"].person)
    authors.seat("hai", person, "H48", "procedures/enter")
    draft = submitted(authors, who="hai")
    authors.seat("hai", person, "H48", "procedures/publish")
    before = picture()
    with pytest.raises(SameHands):
        publish(authors, draft, "hai")
    assert picture() == before


def test_what_was_read_is_what_is_published(authors):
    draft = submitted(authors)
    read = draft.digest
    commands.take_back(draft.pk, by=authors["soan"], at=LATER)
    changed_ = commands.rewrite(draft.pk, ROOF + "# lén\n", seen=read, by=authors["soan"], at=LATER)
    commands.submit(draft.pk, seen=changed_.digest, by=authors["soan"], at=LATER)
    before = picture()
    with pytest.raises(TextChanged, match="Lê Thị Soạn Mẫu đã lưu một nội dung khác lúc 12:00, 12/05/2020"):
        publish(authors, draft, seen=read)
    assert picture() == before


def test_what_it_was_compared_with_is_what_it_follows(authors):
    first = publish(authors, submitted(authors))
    one = submitted(authors, ROOF + "# một\n")
    two = submitted(authors, ROOF + "# hai\n")
    with pytest.raises(LiveChanged):
        publish(authors, one, against=0)
    second = publish(authors, one, against=first.pk)
    before = picture()
    with pytest.raises(LiveChanged) as refused:
        publish(authors, two, "duyet2", against=first.pk)
    assert str(refused.value).startswith("Đinh Văn Duyệt Mẫu vừa công bố phiên bản 2 của dịch vụ này.")
    assert picture() == before
    assert publish(authors, two, "duyet2", against=second.pk).number == 3


def test_returned_with_a_reason_it_is_written_further(authors):
    draft = submitted(authors)
    back = commands.give_back(draft.pk, "Hạn quá dài.", seen=draft.digest, by=authors["duyet"], at=LATER)
    assert (back.state, back.reason, back.decided_by_id) == ("returned", "Hạn quá dài.", authors["duyet"].person)
    notice = Notice.objects.get(person=authors["soan"].person, title="Dịch vụ bị trả lại để sửa")
    assert notice.body == "Đinh Văn Duyệt Mẫu trả lại “Sửa mái nhà ví dụ”: Hạn quá dài."
    again = commands.rewrite(draft.pk, ROOF + "# ngắn hơn\n", seen=draft.digest, by=authors["soan"], at=LATER)
    assert again.state == "open"
    again = commands.submit(draft.pk, seen=again.digest, by=authors["soan"], at=LATER)
    assert (again.state, again.reason, again.decided_by) == ("submitted", "", None)
    assert publish(authors, again, "duyet").text == ROOF + "# ngắn hơn\n"


@pytest.mark.parametrize("state", ["open", "returned", "published", "withdrawn"])
def test_each_act_in_its_state_only(authors, state):
    draft = submitted(authors)
    at = LATER
    if state == "open":
        draft = commands.take_back(draft.pk, by=authors["soan"], at=at)
    elif state == "returned":
        draft = commands.give_back(draft.pk, "Sai.", seen=draft.digest, by=authors["duyet"], at=at)
    elif state == "published":
        publish(authors, draft)
    else:
        commands.take_back(draft.pk, by=authors["soan"], at=at)
        draft = commands.withdraw(draft.pk, by=authors["soan"], at=at)
    before = picture()
    did = {"open": "Lê Thị Soạn Mẫu đã lấy lại để sửa", "returned": "Đinh Văn Duyệt Mẫu đã trả lại",
           "published": "Đinh Văn Duyệt Mẫu đã công bố", "withdrawn": "Lê Thị Soạn Mẫu đã bỏ"}[state]  # fmt: skip
    told = rf"^{did} bản này lúc 12:00, 12/05/2020"
    with pytest.raises(MovedOn, match=told):
        publish(authors, draft, "duyet2")
    with pytest.raises(MovedOn, match=told):
        commands.give_back(draft.pk, "Không.", seen=draft.digest, by=authors["duyet2"], at=at)
    with pytest.raises(MovedOn, match=told):
        commands.take_back(draft.pk, by=authors["soan"], at=at)
    if state in ("published", "withdrawn"):
        with pytest.raises(MovedOn, match=told):
            commands.rewrite(draft.pk, BROKEN, seen=draft.digest, by=authors["soan"], at=at)
        with pytest.raises(MovedOn, match=told):
            commands.submit(draft.pk, seen=draft.digest, by=authors["soan"], at=at)
    assert picture() == before


def test_handed_in_nobody_writes_in_it(authors):
    draft = submitted(authors)
    before = picture()
    with pytest.raises(MovedOn, match=r"^Lê Thị Soạn Mẫu đã trình công bố bản này lúc 11:00, 12/05/2020"):
        commands.rewrite(draft.pk, BROKEN, seen=draft.digest, by=authors["soan2"], at=LATER)
    assert picture() == before


def test_without_a_published_procedure_only_under_a_named_order(authors):
    line = next(line for line in ROOF.splitlines() if line.startswith("ahead:"))
    draft = submitted(authors, changed(line + "\n", ""))
    before = picture()
    with pytest.raises(NotTakenYet, match=r"Thủ tục 3\.000777\.000\.00\.00\.H48 chưa công khai"):
        publish(authors, draft)
    over = submitted(authors, changed("until: 2020-12-31}\nsections", "until: 2020-05-11}\nsections"))
    with pytest.raises(NotTakenYet):
        publish(authors, over)
    assert picture()["ServiceVersion"] == before["ServiceVersion"] == []
    assert queries.not_taken(queries.read(submitted(authors)).service, TODAY) == ""


def test_a_national_service_is_followed_up_by_two_people_of_the_government_office(authors):
    national = changed('"3.000777.000.00.00.H48"', '"1.000777"')
    first = catalogue.publish(national, by=SYSTEM, at=NOON)
    draft = commands.follow_up(first, by=authors["vpcp"], at=LATER)
    assert draft.text == national
    draft = commands.rewrite(draft.pk, national + "# mới\n", seen=draft.digest, by=authors["vpcp"], at=LATER)
    draft = commands.submit(draft.pk, seen=draft.digest, by=authors["vpcp"], at=LATER)
    second = publish(authors, draft, "vpcp2", against=first.pk, valid_from=date(2020, 6, 1))
    assert (second.owner, second.number) == (None, 2)
    mine = submitted(authors, changed("slug: " + SLUG, "slug: " + SLUG, national))
    before = picture()
    with pytest.raises(catalogue.SlugTaken):
        publish(authors, mine, against=second.pk, valid_from=date(2020, 6, 2))
    assert picture() == before


def test_a_follow_up_begins_today_or_when_the_version_does(authors):
    version = publish(authors, submitted(authors), valid_from=date(2020, 7, 1))
    assert "valid_from: 2020-07-01" in commands.follow_up(version, by=authors["soan"], at=LATER).text
    much_later = NOON + timedelta(days=100)
    assert "valid_from: 2020-08-20" in commands.follow_up(version, by=authors["soan"], at=much_later).text
    with pytest.raises(NotAnAuthor):
        commands.follow_up(version, by=authors["duyet"], at=LATER)


def test_trials_are_sealed_and_ones_own(authors):
    draft = begun(authors)
    commands.keep_trial(draft.pk, {"street": "Thôn Bịa", "own": 5}, by=authors["soan"], at=NOON)
    commands.keep_trial(draft.pk, {"own": 6}, by=authors["soan"], at=LATER)
    assert queries.trial_answers(draft, authors["soan"].person) == {"street": "Thôn Bịa", "own": 6}
    assert queries.trial_answers(draft, authors["duyet"].person) == {}
    assert "Thôn Bịa".encode() not in bytes(draft.trials.get().answers_sealed)
    with pytest.raises(NoDraft):
        commands.keep_trial(draft.pk, {"own": 1}, by=authors["ngoai"], at=LATER)
    commands.clear_trial(draft.pk, by=authors["soan"], at=LATER)
    assert queries.trial_answers(draft, authors["soan"].person) == {}
    assert actions()[-3:] == ["authoring.tried", "authoring.tried", "authoring.trial_cleared"]


def test_lists_take_one_query_however_long(authors, django_assert_num_queries):
    for n in range(3):
        begun(authors, ROOF.replace(f"slug: {SLUG}", f"slug: mai-{n}"))
    with django_assert_num_queries(1):
        assert len([(d.owner.name, d.saved_by.name) for d in queries.drafts(authors["duyet"])]) == 3
