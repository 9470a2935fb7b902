"""The room: keeping, finding and naming what people upload."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.files import commands, queries
from motcua.files.models import StoredFile
from motcua.files.rules import naming
from motcua.files.rules.refusals import EmptyFile, TooLarge, WrongType
from motcua.kernel.actor import Actor
from tests.files import builders

AT = datetime(2020, 5, 12, 8, 0, tzinfo=UTC)
BY = Actor(person=7, name="Trần Thị Mẫu")


@pytest.fixture(autouse=True)
def root(settings, tmp_path):
    settings.FILES_ROOT = tmp_path / "files"
    return settings.FILES_ROOT


def kept_on_disk(root):
    return sorted(str(p.relative_to(root)) for p in Path(root).rglob("*") if p.is_file()) if root.exists() else []


def keep(name, content, allowed=("pdf", "png"), **options):
    return commands.keep(name, content, by=BY, at=AT, allowed=allowed, **options)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "kind", "mime"),
    [
        (builders.PDF, "pdf", "application/pdf"),
        (builders.png(), "png", "image/png"),
        (builders.JPEG, "jpg", "image/jpeg"),
        (builders.docx(), "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (builders.xlsx([["a"]]), "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (builders.xls([["a"]]), "xls", "application/vnd.ms-excel"),
        (builders.ods([["a"]]), "ods", "application/vnd.oasis.opendocument.spreadsheet"),
        (b"a,b\n", "csv", "text/csv"),
    ],
)
def test_each_kind_is_kept_under_its_hash(root, content, kind, mime):
    stored = keep("Giấy tờ.bin", content, allowed=[kind])
    sha256 = hashlib.sha256(content).hexdigest()
    row = StoredFile.objects.get()
    assert (row.kind, row.mime, row.size, row.sha256, row.name) == (kind, mime, len(content), sha256, f"Giấy tờ.{kind}")
    assert (row.created_at, row.created_by, row.scan) == (AT, 7, "none")
    assert kept_on_disk(root) == [f"{sha256[:2]}/{sha256[2:]}"]
    assert queries.content(queries.file(stored.pk)) == content
    assert queries.path(stored).read_bytes() == content


@pytest.mark.django_db
def test_chunks_are_streamed(root):
    stored = keep("a.pdf", (builders.PDF[at : at + 7] for at in range(0, len(builders.PDF), 7)))
    assert queries.content(stored) == builders.PDF


@pytest.mark.django_db
def test_equal_content_lies_on_disk_once(root):
    first, second = keep("a.pdf", builders.PDF), keep("b.pdf", builders.PDF)
    assert first.pk != second.pk
    assert (first.name, second.name) == ("a.pdf", "b.pdf")
    assert len(kept_on_disk(root)) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", EmptyFile),
        ([b"", b""], EmptyFile),
        (b"MZ" + bytes(50), WrongType),
        (builders.JPEG, WrongType),
        (b"%PDF-" + bytes(2 << 20), TooLarge),
        ((b"%PDF-" + bytes(1 << 20) for _ in range(3)), TooLarge),
    ],
)
def test_refusals_leave_nothing_behind(root, content, refusal):
    with pytest.raises(refusal) as refused:
        keep("đơn.pdf", content, max_bytes=1 << 20)
    assert "“đơn.pdf”" in str(refused.value)
    assert not StoredFile.objects.exists()
    assert kept_on_disk(root) == []


@pytest.mark.django_db
def test_wrong_type_says_what_is_taken():
    with pytest.raises(WrongType) as refused:
        keep("don.pdf", b"MZ" + bytes(50))
    assert str(refused.value) == (
        "Tệp “don.pdf” là chương trình Windows, không dùng được ở đây. Hãy chọn tệp PDF hoặc ảnh PNG."
    )


@pytest.mark.django_db
def test_upload_that_breaks_off_leaves_nothing_behind(root):
    def broken():
        yield builders.PDF
        raise ConnectionError

    with pytest.raises(ConnectionError):
        keep("a.pdf", broken())
    assert kept_on_disk(root) == []


@pytest.mark.django_db
def test_missing_and_held_files(root):
    with pytest.raises(queries.NoSuchFile):
        queries.file(1)
    stored = keep("a.pdf", builders.PDF)
    stored.scan = StoredFile.Scan.HELD
    with pytest.raises(queries.FileHeld):
        queries.content(stored)
    stored.scan = StoredFile.Scan.CLEAN
    queries.path(stored).unlink()
    with pytest.raises(queries.NoSuchFile):
        queries.content(stored)


@pytest.mark.parametrize(
    ("name", "kind", "shown"),
    [
        ("báo cáo.pdf", "", "báo cáo.pdf"),
        ("../../etc/passwd", "", "passwd"),
        ("C:\\Users\\Mau\\danh sach.xlsx", "", "danh sach.xlsx"),
        ("anh.exe", "png", "anh.png"),
        ("ANH.JPEG", "jpg", "ANH.JPEG"),
        ("\u202efdp.exe", "", "fdp.exe"),
        ("a\r\nSet-Cookie: x.pdf", "", "a Set-Cookie x.pdf"),
        (".htaccess", "", "htaccess"),
        ("", "pdf", "tep.pdf"),
        ("...", "", "tep"),
        ("x" * 300 + ".pdf", "", "x" * 116 + ".pdf"),
        ('a"b;c.pdf', "", "a b c.pdf"),
    ],
)
def test_safe_names(name, kind, shown):
    assert naming.safe_name(name, kind) == shown


def test_disposition_in_both_spellings():
    assert naming.disposition("Danh sách Đợt 1.xlsx") == (
        "attachment; filename=\"Danh sach Dot 1.xlsx\"; filename*=UTF-8''Danh%20s%C3%A1ch%20%C4%90%E1%BB%A3t%201.xlsx"
    )
    assert naming.disposition("a.pdf", inline=True).startswith('inline; filename="a.pdf"')


def test_headers_of_a_kept_file():
    headers = naming.headers("a.pdf", "application/pdf")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "private, no-store"


@given(st.text(max_size=200), st.sampled_from(["", "pdf"]))
def test_any_name_becomes_safe(name, kind):
    shown = naming.safe_name(name, kind)
    assert 0 < len(shown) <= naming.MAX_NAME
    assert not set(shown) & set('/\\"\r\n\x00:*?<>|;')
    assert not shown.startswith(".")
    assert naming.safe_name(shown, kind) == shown
    value = naming.disposition(name)
    assert value.isascii()
    assert "\n" not in value
    assert "\r" not in value


@pytest.mark.django_db
def test_content_that_is_held_is_held_when_it_comes_again(root):
    first = keep("a.pdf", builders.PDF)
    StoredFile.objects.filter(pk=first.pk).update(scan=StoredFile.Scan.HELD)
    assert keep("b.pdf", builders.PDF).scan == StoredFile.Scan.HELD
    assert keep("c.pdf", builders.PDF + b"% khac\n").scan == StoredFile.Scan.NONE
