from datetime import UTC, datetime, timedelta
from hashlib import sha256
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from motcua.documents import commands, jobs, queries, rules
from motcua.documents.models import Counter, Document
from motcua.journal.models import Entry
from tests.documents import samples
from tests.documents.conftest import make_agency


def issue(kind="receipt", *, by, agency=None, subject="dossier:17", at=samples.AT, **more):
    return commands.issue(
        kind,
        subject=subject,
        code=samples.CODE,
        agency_id=agency and agency.pk,
        data=samples.PAPERS[kind]().to_json(),
        by=by,
        at=at,
        **more,
    )


def waiting_jobs():
    return list(ProcrastinateJob.objects.filter(task_name="documents.render").values_list("args", flat=True))


@pytest.mark.django_db
def test_issuing_a_paper(agency, officer, shelves):
    paper = issue(by=officer, agency=agency)
    paper.refresh_from_db()
    assert (paper.number, paper.series, paper.year, paper.n) == ("0001/TNHS", "TNHS", 2020, 1)
    assert (paper.kind, paper.subject, paper.dossier_code) == ("receipt", "dossier:17", samples.CODE)
    assert paper.title == "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"
    assert paper.issued_by == "Phạm Thị Thử Nghiệm, NGƯỜI TIẾP NHẬN HỒ SƠ"
    assert (paper.issued_at, paper.sha256, paper.size) == (samples.AT, "", 0)
    assert b"May m" not in bytes(paper.data_sealed)
    assert queries.data(paper)["number"] == "0001/TNHS"
    assert waiting_jobs() == [{"document": paper.pk}]
    entry = Entry.objects.get()
    assert (entry.action, entry.subject, entry.person) == ("documents.issue", "dossier:17", 7)
    assert entry.data == {"document": paper.pk, "kind": "receipt", "number": "0001/TNHS"}


@pytest.mark.django_db
def test_numbers_run_in_each_series_agency_and_year(agency, officer):
    other = make_agency("H49")
    next_year = datetime(2020, 12, 31, 17, 0, tzinfo=UTC)
    numbers = [
        issue(by=officer, agency=agency).number,
        issue(by=officer, agency=agency).number,
        issue(by=officer, agency=other).number,
        issue(by=officer).number,
        issue(by=officer).number,
        issue("decision", by=officer, agency=agency).number,
        issue(by=officer, agency=agency, at=next_year - timedelta(seconds=1)).number,
        issue(by=officer, agency=agency, at=next_year).number,
        issue(by=officer, agency=agency, series="BN").number,
    ]
    assert numbers == [
        "0001/TNHS", "0002/TNHS", "0001/TNHS", "0001/TNHS", "0002/TNHS", "1/QĐ-UBND", "0003/TNHS", "0001/TNHS", "1/BN",
    ]  # fmt: skip


@pytest.mark.django_db
def test_papers_without_a_number(officer):
    first, second = issue("control", by=officer), issue("control", by=officer)
    assert (first.number, first.n, second.number, second.n) == ("", None, "", None)
    assert not Counter.objects.exists()


@pytest.mark.django_db
def test_a_number_of_a_rolled_back_paper_goes_to_the_next(agency, officer):
    issue(by=officer, agency=agency)
    with transaction.atomic():
        assert issue(by=officer, agency=agency).n == 2
        transaction.set_rollback(True)
    assert issue(by=officer, agency=agency).n == 2
    assert Document.objects.count() == 2
    assert len(waiting_jobs()) == 2


@pytest.mark.django_db
@pytest.mark.parametrize("with_agency", [True, False])
def test_the_database_refuses_a_number_twice(with_agency, agency, officer):
    paper = issue(by=officer, agency=agency if with_agency else None)
    paper.pk = None
    with pytest.raises(IntegrityError, match="document_number_once"), transaction.atomic():
        paper.save(force_insert=True)
    assert Document.objects.count() == 1


@pytest.mark.django_db
def test_an_unknown_kind_changes_nothing(officer):
    with pytest.raises(KeyError):
        commands.issue(
            "x", subject="s:1", code="", agency_id=None, data={}, title="X", series="X", by=officer, at=samples.AT
        )
    assert not Document.objects.exists()
    assert not Counter.objects.exists()
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_many_issuers_at_once_leave_no_gap(officer, shelves):
    agency = make_agency("H48")
    threads, each, together = 6, 5, Barrier(6)
    faults = []

    def work(who):
        try:
            together.wait(20)
            for i in range(each):
                with transaction.atomic():
                    issue(by=officer, agency=agency, subject=f"dossier:{who}")
                    transaction.set_rollback(i % 2 == 1)
        except BaseException as fault:  # noqa: BLE001 - handed to the test
            faults.append(fault)
        finally:
            connection.close()

    running = [Thread(target=work, args=(who,)) for who in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join(60)
    assert faults == []
    kept = threads * 3
    assert sorted(Document.objects.values_list("n", flat=True)) == list(range(1, kept + 1))
    assert Counter.objects.get().last == kept


@pytest.mark.django_db
def test_the_job_stores_the_pdf_once(officer, shelves):
    paper = issue(by=officer)
    on_the_fly = queries.pdf(paper)
    jobs.render(paper.pk)
    paper = queries.document(paper.pk, "dossier:17")
    assert paper.sha256 == sha256(on_the_fly).hexdigest()
    assert paper.size == len(on_the_fly)
    place = shelves / paper.sha256[:2] / f"{paper.sha256[2:]}.pdf"
    assert [p for p in shelves.rglob("*") if p.is_file()] == [place]
    assert place.read_bytes() == on_the_fly == queries.pdf(paper)
    before = place.stat().st_mtime_ns
    jobs.render(paper.pk)
    assert place.stat().st_mtime_ns == before
    jobs.render(0)


@pytest.mark.django_db
def test_a_stored_pdf_is_not_printed_again(officer, shelves, monkeypatch):
    paper = issue(by=officer)
    jobs.render(paper.pk)
    monkeypatch.setattr(rules, "render", None)
    assert queries.pdf(queries.document(paper.pk, "dossier:17")).startswith(b"%PDF-")


@pytest.mark.django_db
def test_a_lost_or_spoilt_file_is_printed_again(officer, shelves):
    paper = issue(by=officer)
    jobs.render(paper.pk)
    paper = queries.document(paper.pk, "dossier:17")
    place = queries.place_of(paper.sha256)
    good = place.read_bytes()
    place.write_bytes(b"%PDF-1.7 spoilt")
    assert queries.pdf(paper) == good
    place.unlink()
    assert queries.pdf(paper) == good
    jobs.render(paper.pk)
    assert place.read_bytes() == good


@pytest.mark.django_db
def test_what_was_not_issued_is_never_given_out(officer, shelves, monkeypatch):
    paper = issue(by=officer)
    jobs.render(paper.pk)
    paper = queries.document(paper.pk, "dossier:17")
    queries.place_of(paper.sha256).unlink()
    monkeypatch.setattr(rules, "render", lambda kind, data: b"%PDF- other")
    with pytest.raises(queries.DamagedDocument, match="Giấy tiếp nhận hồ sơ và hẹn trả kết quả"):
        queries.pdf(paper)


@pytest.mark.django_db
def test_other_bytes_do_not_replace_a_kept_pdf(officer, shelves):
    paper = issue(by=officer)
    jobs.render(paper.pk)
    kept = queries.document(paper.pk, "dossier:17").sha256
    commands.keep_pdf(paper.pk, b"%PDF- other")
    assert queries.document(paper.pk, "dossier:17").sha256 == kept


@pytest.mark.django_db
def test_the_papers_of_a_subject(officer, django_assert_num_queries):
    second = issue("supplement", by=officer, at=samples.AT + timedelta(days=1))
    first = issue(by=officer)
    issue(by=officer, subject="dossier:18")
    with django_assert_num_queries(1):
        assert [p.number for p in queries.documents_of("dossier:17")] == [first.number, second.number]
    issue("refusal", by=officer)
    with django_assert_num_queries(1):
        assert len([str(p) for p in queries.documents_of("dossier:17")]) == 3


@pytest.mark.django_db
def test_a_paper_of_another_subject_is_not_found(officer):
    paper = issue(by=officer)
    assert queries.document(paper.pk, "dossier:17") == paper
    for pk, subject in ((paper.pk, "dossier:18"), (paper.pk + 1, "dossier:17")):
        with pytest.raises(queries.NoSuchDocument):
            queries.document(pk, subject)
