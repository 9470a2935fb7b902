"""A clerk files for somebody: nothing leaves without the person's own code, and the dossier is the person's."""

from dataclasses import replace
from datetime import timedelta

import pytest

from motcua.counter import commands, queries, rules
from motcua.counter.models import Confirmation, Scan
from motcua.documents.queries import data, documents_of
from motcua.dossiers import queries as dossiers
from motcua.dossiers.commands import save_answers
from motcua.dossiers.models import Charge, Dossier
from motcua.dossiers.queries.gates import NoSuchDossier
from motcua.dossiers.rules import NotConfirmed, PaidAlready, ReceiptUsed
from motcua.files.commands import keep
from motcua.identity.commands import admit, codes, open_business
from motcua.identity.models import OneTimeCode
from motcua.identity.queries import codes as code_queries
from motcua.identity.rules.counter import NotYourself
from motcua.journal.commands import record
from motcua.journal.models import Entry
from motcua.notices.models import Delivery, Notice
from motcua.ops import demo_data
from tests.dossiers.conftest import EARLY, NOON, PDF, fresh, picture

SOON = NOON + timedelta(minutes=2)


def file(counter, draft, typed, who="clerk", at=NOON):
    return commands.confirm(draft, typed, by=counter[who], at=at)


def refused(counter, draft, refusal, typed, who="clerk", *, at=NOON):
    before = picture(draft)
    with pytest.raises(refusal) as no:
        file(counter, draft, typed, who, at)
    assert picture(draft) == before
    assert fresh(draft).status == "draft"
    return str(no.value)


def actions(dossier):
    found = Entry.objects.filter(subject=dossier.subject).order_by("id")
    return [entry.action for entry in found if entry.action.startswith(("counter.", "dossier.", "documents."))]


def test_handed_in_with_the_person_s_code(counter):
    draft = counter.draft()
    dossier = file(counter, draft, counter.asked(draft))
    assert dossier.status == "in_progress"
    assert dossier.applicant_id == counter.person.pk
    assert (dossier.assisted_by_id, dossier.assisted_at_id) == (counter["clerk"].person, counter["clerk"].agency)
    assert dossier.consented_at == NOON
    done = actions(dossier)
    assert [a for a in done if not a.startswith("documents.")][-4:] == [
        "counter.asked", "counter.confirmed", "dossier.consented", "dossier.submitted",
    ]  # fmt: skip
    receipt = next(one for one in documents_of(dossier.subject) if one.kind == "receipt")
    assert "nộp thay" in data(receipt)["submitted_by"]
    assert dossiers.own_dossier(counter["citizen"], dossier.ref).pk == dossier.pk


def test_the_person_is_told_what_they_confirm(counter):
    draft = counter.draft()
    counter.asked(draft)
    told = Notice.objects.filter(person=counter.person).latest("pk")
    assert told.title == "Xác nhận nộp thay"
    for part in (f"Bản nháp số {draft.pk}", "120.000 đ", "Hỗ trợ hộ ví dụ", "Tạ Thị Quầy Mẫu", "Mai Thị Dân Mẫu"):
        assert part in told.body
    text = Delivery.objects.get(notice=told, channel="sms").text
    assert text.startswith(f"Mot Cua: Xac nhan nop thay. Ban nhap so {draft.pk}, phi 120.000 d: Ho tro ho vi du.")


def test_without_a_code_nothing_is_handed_in(counter):
    from motcua.dossiers.commands import submit

    draft = counter.draft()
    with pytest.raises(NotConfirmed):
        submit(draft.pk, by=counter["clerk"], at=NOON)
    refused(counter, draft, rules.NotAsked, "123456")


def test_a_wrong_code(counter):
    draft = counter.draft()
    right = counter.asked(draft)
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    for left in (4, 3, 2, 1):
        assert f"còn {left} lần" in refused(counter, draft, codes.WrongCode, wrong)
    refused(counter, draft, codes.CodeSpent, wrong)
    refused(counter, draft, codes.CodeSpent, right)


def test_a_code_of_another_person_or_purpose(counter, world):
    draft = counter.draft()
    counter.asked(draft)
    other = codes.send("filing", phone="+84900000077", person=None, at=NOON)
    mine = codes.send("sign_in", phone="+84900000009", person=counter.person, at=NOON)
    for code in (other, mine):
        typed = code_queries.text_of(code)
        refused(counter, draft, codes.WrongCode, typed)
        assert OneTimeCode.objects.get(pk=code.pk).used_at is None


def test_a_code_of_another_draft_of_the_same_person(counter):
    first, second = counter.draft(), counter.draft()
    typed = counter.asked(first)
    refused(counter, second, rules.NotAsked, typed)
    counter.asked(second)
    refused(counter, second, codes.WrongCode, typed)


def test_an_expired_code(counter):
    draft = counter.draft()
    refused(counter, draft, codes.CodeExpired, counter.asked(draft), at=NOON + timedelta(minutes=5))


def test_a_code_is_used_once(counter):
    draft = counter.draft()
    typed = counter.asked(draft)
    dossier = file(counter, draft, typed)
    before = picture(dossier)
    for again in (draft, dossier):
        with pytest.raises(rules.NotAsked):
            file(counter, again, typed)
    assert picture(dossier) == before


def test_of_two_codes_only_the_latest(counter):
    draft = counter.draft()
    first, second = counter.asked(draft), counter.asked(draft)
    refused(counter, draft, codes.WrongCode, first)
    assert file(counter, draft, second).status == "in_progress"


def test_the_code_stands_for_the_draft_as_it_was(counter):
    """Asked for one thing, changed to another, another fee: the person confirmed the first."""
    draft = counter.draft()
    typed = counter.asked(draft)
    save_answers(draft.pk, "who/home", {"home_street": "Xóm Khác"}, by=counter["clerk"], at=SOON)
    stale = draft
    changed = dossiers.own_draft(counter["clerk"], draft.ref)
    refused(counter, changed, rules.ChangedSince, typed, at=SOON)
    # With the dossier as it was read before: the state is read anew under the lock.
    refused(counter, stale, rules.ChangedSince, typed, at=SOON)


def test_a_page_that_saves_twice_in_the_same_moment_is_noticed_too(counter):
    draft = counter.draft()
    typed = counter.asked(draft)
    counter.fill(draft, machines=[{"name": "Máy may", "type": "new", "count": 9, "price": 1_000_000}])
    refused(counter, draft, rules.ChangedSince, typed)


def test_a_paper_added_after_the_code_was_sent(counter, world):
    draft = counter.draft()
    typed = counter.asked(draft)
    world.attach(draft, "photo", who="clerk", at=SOON)
    refused(counter, dossiers.own_draft(counter["clerk"], draft.ref), rules.ChangedSince, typed, at=SOON)


@pytest.mark.parametrize("who", ["colleague", "elsewhere", "nobody", "citizen"])
def test_another_s_draft(counter, who):
    draft = counter.draft()
    typed = counter.asked(draft)
    with pytest.raises((rules.NothingHere, rules.NoCounter)):
        queries.draft(counter[who], draft.ref)
    refused(counter, draft, (rules.NothingHere, rules.NoCounter), typed, who=who)
    with pytest.raises((rules.NothingHere, rules.NoCounter)):
        commands.ask_code(draft, by=counter[who], at=NOON)
    with pytest.raises((rules.NothingHere, rules.NoCounter)):
        commands.keep_scan(draft, "photo", [], by=counter[who], at=NOON)


def test_nothing_but_the_receipt_is_left_to_the_clerk(counter):
    dossier = counter.filed()
    clerk = counter["clerk"]
    with pytest.raises(NoSuchDossier):
        dossiers.own_dossier(clerk, dossier.ref)
    with pytest.raises(NoSuchDossier):
        dossiers.handled_dossier(clerk, dossier.code)
    with pytest.raises(rules.NothingHere):
        queries.draft(clerk, dossier.ref)
    assert queries.filed(clerk, dossier.ref, at=NOON).pk == dossier.pk
    with pytest.raises(rules.NothingHere):
        queries.filed(counter["colleague"], dossier.ref, at=NOON)
    with pytest.raises(rules.NothingHere):
        queries.filed(clerk, dossier.ref, at=NOON + timedelta(days=1))
    assert queries.filed_today(counter["colleague"], at=NOON) == [dossier]
    assert queries.filed_today(counter["elsewhere"], at=NOON) == []


def test_no_other_dossier_of_the_person_is_seen(counter, world):
    from tests.dossiers import household

    own = household.filled(world)
    counter.draft()
    assert own.ref not in {one.ref for one in queries.drafts(counter["clerk"])}
    with pytest.raises(rules.NothingHere):
        queries.draft(counter["clerk"], own.ref)


def test_nobody_files_for_themself(counter):
    with pytest.raises(NotYourself):
        commands.begin(counter["clerk"].person, "ho-tro-ho-vi-du", by=counter["clerk"], at=NOON)
    assert not Dossier.objects.exists()


@pytest.mark.parametrize("who", ["nobody", "citizen", "firm"])
def test_only_at_a_counter(counter, who):
    with pytest.raises(rules.NoCounter):
        commands.begin(counter.person.pk, "ho-tro-ho-vi-du", by=counter[who], at=NOON)
    assert not Dossier.objects.exists()


def test_for_a_business_that_the_person_may_file_for(counter, world):
    mine = open_business(demo_data.tax_code(77), "Cửa hàng Ví Dụ Mẫu", representative=counter.person, at=EARLY)
    draft = commands.begin(counter.person.pk, "ho-tro-ho-vi-du", business=mine.pk, by=counter["clerk"], at=NOON)
    assert (draft.business_id, draft.applicant_name) == (mine.pk, "Cửa hàng Ví Dụ Mẫu")
    before = Dossier.objects.count()
    with pytest.raises(rules.NotTheirBusiness):
        commands.begin(
            counter.person.pk, "ho-tro-ho-vi-du", business=world["firm"].business, by=counter["clerk"], at=NOON
        )
    from motcua.identity.models import Business

    admit(counter.person, Business.objects.get(pk=world["firm"].business), "viewer", by=world["firm"], at=EARLY)
    with pytest.raises(rules.NotTheirBusiness):
        commands.begin(
            counter.person.pk, "ho-tro-ho-vi-du", business=world["firm"].business, by=counter["clerk"], at=NOON
        )
    assert Dossier.objects.count() == before


def test_no_code_is_sent_for_what_cannot_be_handed_in(counter):
    draft = counter.draft(filled=False)
    with pytest.raises(rules.Unfinished) as no:
        commands.ask_code(draft, by=counter["clerk"], at=NOON)
    assert "Hộ của bạn" in str(no.value)
    counter.fill(draft)
    counter.person.phone_sealed = None
    counter.person.save(update_fields=["phone_sealed"])
    with pytest.raises(rules.NoPhone):
        commands.ask_code(draft, by=counter["clerk"], at=NOON)
    assert not Confirmation.objects.exists()
    assert not OneTimeCode.objects.filter(purpose="filing").exists()


def test_codes_are_not_sent_without_end(counter):
    draft = counter.draft()
    for _ in range(3):
        counter.asked(draft)
    with pytest.raises(codes.TooManyCodes):
        commands.ask_code(draft, by=counter["clerk"], at=NOON)
    assert Confirmation.objects.count() == 3


def test_a_service_that_must_know_who_it_is(counter, monkeypatch):
    draft = counter.draft()
    counter.person.assurance = 1
    counter.person.save(update_fields=["assurance"])
    service = queries.service_of(draft.version)
    monkeypatch.setattr(
        commands, "service_of", lambda version: type("S", (), {"assurance": 2, "short_name": service.short_name})
    )
    with pytest.raises(rules.NotIdentified):
        commands.ask_code(draft, by=counter["clerk"], at=NOON)
    assert not Confirmation.objects.exists()


# ── fees ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def cash(counter, dossier, key="filing", who="clerk", **more):
    return commands.take_fee(dossier, key, by=counter[who], at=SOON, **more)


def test_cash_against_a_receipt_of_the_portal(counter):
    dossier = counter.filed()
    document = cash(counter, dossier)
    assert document.number == "0001/BLTT"
    charge = Charge.objects.get(dossier=dossier, key="filing")
    assert (charge.method, charge.receipt_no, charge.paid_at) == ("cash", "0001/BLTT", SOON)
    assert (charge.received_by, charge.agency_id) == ("Tạ Thị Quầy Mẫu", counter["clerk"].agency)
    said = data(document)
    assert (said["amount"], said["in_words"]) == ("20.000 đồng", "Hai mươi nghìn đồng")
    assert (said["fee"], said["payer"]) == ("Lệ phí nộp đơn", "Mai Thị Dân Mẫu")
    assert document in documents_of(dossier.subject)
    assert cash(counter, dossier, "survey").number == "0002/BLTT"


def test_cash_against_a_receipt_out_of_a_book(counter):
    dossier = counter.filed()
    document = cash(counter, dossier, paper_number="AB/20-0001")
    assert document.number == ""
    assert data(document)["book_number"] == "AB/20-0001"
    assert Charge.objects.get(dossier=dossier, key="filing").receipt_no == "AB/20-0001"
    other = counter.filed()
    before = picture(other)
    with pytest.raises(ReceiptUsed):
        cash(counter, other, paper_number="AB/20-0001")
    assert picture(other) == before
    assert Charge.objects.get(dossier=other, key="filing").paid_at is None


def test_a_fee_is_taken_once(counter):
    dossier = counter.filed()
    cash(counter, dossier)
    before = picture(dossier), len(documents_of(dossier.subject))
    with pytest.raises(PaidAlready):
        cash(counter, dossier)
    assert (picture(dossier), len(documents_of(dossier.subject))) == before


def test_whoever_did_not_file_it_takes_no_fee(counter):
    dossier = counter.filed()
    before = picture(dossier)
    for who in ("colleague", "elsewhere"):
        with pytest.raises(rules.NothingHere):
            cash(counter, dossier, who=who)
    assert picture(dossier) == before


def test_a_scan_with_problems_is_accepted_for_a_reason_only(counter):
    draft = counter.draft()
    by = counter["clerk"]
    kept = keep("a.pdf", PDF, by=by, at=NOON, allowed=("pdf",))
    scan = Scan.objects.create(
        dossier=draft, key="photo", file=kept, pages=[[1, ["blurred"]]], clerk_id=by.person, at=NOON
    )
    for reason in ("", "  "):
        with pytest.raises(rules.SayWhy):
            commands.accept_scan(draft, scan.pk, original_seen=True, reason=reason, by=by, at=NOON)
    assert not draft.papers.exists()
    commands.accept_scan(draft, scan.pk, original_seen=True, reason="Bản chính mờ.", by=by, at=NOON)
    assert draft.papers.count() == 1


def test_a_clerk_who_changed_the_phone_does_not_send_the_code_to_it(counter):
    draft = counter.draft()
    by = counter["clerk"]
    record("identity.phone_changed", f"person:{counter.person.pk}", by=by, at=NOON - timedelta(hours=1), why="counter")
    with pytest.raises(rules.OwnPhoneChange):
        commands.ask_code(draft, by=by, at=NOON)
    assert not Confirmation.objects.filter(dossier=draft).exists()
    assert commands.ask_code(draft, by=by, at=NOON + timedelta(hours=24)).clerk_id == by.person


def test_a_colleague_s_change_of_the_phone_is_nobody_s_hindrance(counter):
    draft = counter.draft()
    other = replace(counter["clerk"], person=counter["clerk"].person + 1)
    record("identity.phone_changed", f"person:{counter.person.pk}", by=other, at=NOON, why="counter")
    assert commands.ask_code(draft, by=counter["clerk"], at=SOON).dossier_id == draft.pk
