"""Uploads and a virus scanner: waiting, passed, held, and a scanner that is down, slow or talks nonsense."""

import io
import os
import socket
from datetime import UTC, datetime, timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from motcua.files import commands, jobs, queries
from motcua.files.gateways import clamav
from motcua.files.models import StoredFile
from motcua.journal.models import Entry
from motcua.kernel.actor import Actor
from tests.files import builders
from tests.files.clamd_server import EICAR, FOUND, scanner

AT = datetime(2020, 5, 12, 8, 0, tzinfo=UTC)
BY = Actor(person=7, name="Trần Thị Mẫu")
BAD = builders.PDF + EICAR


@pytest.fixture(autouse=True)
def root(settings, tmp_path):
    settings.FILES_ROOT = tmp_path / "files"
    settings.CLAMAV_TIMEOUT = 2
    settings.CLAMAV = ""


def keep(content=builders.PDF, name="đơn.pdf"):
    return commands.keep(name, content, by=BY, at=AT, allowed=["pdf"])


def states():
    return list(StoredFile.objects.order_by("pk").values_list("scan", flat=True))


def deferred(task):
    return [job.args for job in ProcrastinateJob.objects.filter(task_name=task).order_by("id")]


def closed_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@pytest.mark.django_db
def test_without_a_scanner_files_are_served_as_they_are():
    stored = keep()
    assert stored.scan == "none"
    assert deferred("files.scan") == []
    assert queries.content(stored) == builders.PDF
    jobs.scan(stored.pk)
    jobs.sweep(0)
    stored.refresh_from_db()
    assert (stored.scan, stored.scan_tried_at) == ("none", None)


@pytest.mark.django_db
def test_with_one_a_file_waits_until_it_has_passed(settings):
    with scanner() as there:
        settings.CLAMAV = there.address
        stored = keep()
        assert stored.scan == "waiting"
        assert deferred("files.scan") == [{"file": stored.pk}]
        for way in (queries.servable, queries.path, queries.content, queries.opened):
            with pytest.raises(queries.FileWaiting) as refused:
                way(stored)
        assert "“đơn.pdf” đang chờ quét mã độc" in str(refused.value)
        jobs.scan(stored.pk)
        stored.refresh_from_db()
        assert stored.scan == "clean"
        assert there.seen == [builders.PDF]
        assert queries.content(stored) == builders.PDF
        with queries.opened(stored) as opened:
            assert opened.read() == builders.PDF
        jobs.scan(stored.pk)
        assert len(there.seen) == 1


@pytest.mark.django_db
def test_malware_is_held_from_everybody_in_every_copy(settings):
    before = keep(BAD, "cũ.pdf")
    assert before.scan == "none"
    with scanner() as there:
        settings.CLAMAV = there.address
        stored, other = keep(BAD, "mới.pdf"), keep(builders.PDF)
        jobs.scan(stored.pk)
        jobs.scan(stored.pk)
    assert states() == ["held", "held", "waiting"]
    stored.refresh_from_db()
    assert stored.malware == "Win.Test.EICAR_HDB-1"
    for way in (queries.servable, queries.path, queries.content, queries.opened):
        with pytest.raises(queries.FileHeld) as refused:
            way(stored)
    assert "“mới.pdf” bị giữ lại vì nghi có mã độc" in str(refused.value)
    assert "tải lên một bản sạch" in str(refused.value)
    found = Entry.objects.filter(action="file.held").order_by("id")
    assert [entry.subject for entry in found] == [f"file:{before.pk}", f"file:{stored.pk}"]
    assert [told["detail"] for told in deferred("notices.tell_of")] == ["cũ.pdf", "mới.pdf"]
    assert {told["person"] for told in deferred("notices.tell_of")} == {7}
    assert other.scan == "waiting"


@pytest.mark.django_db
def test_what_is_held_is_not_passed_again(settings):
    """Whoever hides malware from a later scan of the same bytes gains nothing."""
    settings.CLAMAV = "127.0.0.1:1"
    stored = keep(BAD)
    commands.note_held(stored, "Mẫu", at=AT)
    commands.note_passed(stored, at=AT)
    assert states() == ["held"]


@pytest.mark.django_db
def test_a_scanner_that_is_down_passes_nothing_and_is_asked_again(settings):
    settings.CLAMAV = f"127.0.0.1:{closed_port()}"
    first, second = keep(builders.PDF, "a.pdf"), keep(builders.PDF + b"2", "b.pdf")
    jobs.scan(first.pk)
    assert states() == ["waiting", "waiting"]
    jobs.sweep(0)
    assert states() == ["waiting", "waiting"]
    second.refresh_from_db()
    assert second.scan_tried_at is not None, "the sweep begins with what was not tried yet"
    with scanner() as there:
        settings.CLAMAV = there.address
        jobs.sweep(0)
        assert there.seen == [builders.PDF, builders.PDF + b"2"]
    assert states() == ["clean", "clean"]


@pytest.mark.django_db
def test_while_it_is_down_one_try_a_minute_is_enough(settings, monkeypatch):
    asked = []

    def down(content):
        asked.append(content.name)
        raise clamav.ScannerDown("…")

    settings.CLAMAV = "127.0.0.1:1"
    for n in range(5):
        keep(builders.PDF + str(n).encode())
    monkeypatch.setattr(clamav, "scan", down)
    jobs.sweep(0)
    jobs.sweep(0)
    assert len(asked) == 2
    assert asked[0] != asked[1]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\n",
        b"hello\n",
        b"stream: OK OK\n",
        b"stream: not so OK\n",
        b"other: OK\n",
        b"stream: lstat() failed ERROR\n",
        b"INSTREAM size limit exceeded. ERROR\n",
        b"\xff\xfe\n",
    ],
)
def test_an_answer_that_is_not_a_plain_ok_passes_nothing(settings, answer):
    with scanner(answer=lambda _: answer) as there:
        settings.CLAMAV = there.address
        keep(builders.PDF, "a.pdf")
        keep(builders.PDF + b"2", "b.pdf")
        jobs.sweep(0)
        assert len(there.seen) == 2, "one file without a verdict does not stop the others"
    assert states() == ["waiting", "waiting"]
    assert StoredFile.objects.filter(scan_tried_at=None).count() == 0


@pytest.mark.django_db
def test_a_slow_scanner_is_given_up_for_now(settings):
    settings.CLAMAV_TIMEOUT = 0.2
    with scanner(wait=0.6) as there:
        settings.CLAMAV = there.address
        stored = keep()
        jobs.scan(stored.pk)
    assert states() == ["waiting"]


@pytest.mark.django_db
def test_a_scanner_that_breaks_off_in_the_middle_passes_nothing(settings):
    with scanner(most=10_000) as there:
        settings.CLAMAV = there.address
        stored = keep(builders.PDF + os.urandom(3_000_000))
        jobs.scan(stored.pk)
    assert states() == ["waiting"]


@pytest.mark.django_db
def test_what_was_kept_before_there_was_a_scanner_is_scanned_after_what_waits(settings):
    keep(builders.PDF + b"old")
    with scanner() as there:
        settings.CLAMAV = there.address
        keep(builders.PDF + b"new")
        jobs.sweep(0)
        assert there.seen == [builders.PDF + b"new", builders.PDF + b"old"]
    assert states() == ["clean", "clean"]


@pytest.mark.django_db
def test_lost_bytes_do_not_stop_the_others(settings):
    with scanner() as there:
        settings.CLAMAV = there.address
        lost = keep(builders.PDF + b"lost")
        keep()
        queries.kept(lost).unlink()
        jobs.sweep(0)
    assert states() == ["waiting", "clean"]


def test_over_a_unix_socket_whole_and_unchanged(settings, tmp_path):
    content = os.urandom(5_000_001)
    with scanner(str(tmp_path / "clamd")) as there:
        settings.CLAMAV = there.address
        assert clamav.scan(io.BytesIO(content)) == clamav.Verdict("")
        assert there.seen == [content]
        there.answer = lambda _: FOUND
        assert clamav.scan(io.BytesIO(b"x")).malware == "Win.Test.EICAR_HDB-1"


@pytest.mark.parametrize("address", ["", "nowhere", "127.0.0.1:port", "/khong/co", "[::1]:1", "127.0.0.1:1"])
def test_an_address_where_nobody_is(settings, address):
    settings.CLAMAV = address
    with pytest.raises((clamav.ScannerDown, clamav.NoVerdict)):
        clamav.scan(io.BytesIO(b"x"))


@pytest.mark.django_db
def test_the_sweep_reads_from_the_index_s_end(django_assert_num_queries):
    for n in range(4):
        StoredFile.objects.filter(pk=keep(builders.PDF + str(n).encode()).pk).update(
            scan="waiting" if n % 2 else "none", scan_tried_at=AT + timedelta(minutes=n) if n > 1 else None
        )
    with django_assert_num_queries(2):
        found = queries.to_scan(3)
    assert [queries.kept(one).read_bytes()[-1:] for one in found] == [b"1", b"3", b"0"]
