"""Rosters in Word documents: which table, merged cells, pages, and documents that nobody should open."""

import pytest

from motcua.administration.rules.rosters import MAX_LINES, NoRoster, from_file, looks_right
from motcua.files.rules import tables
from motcua.files.rules.refusals import (
    DamagedText,
    EmptyFile,
    LongText,
    NoWordTable,
    OldWord,
    ProtectedText,
    SwollenText,
    TooLarge,
    WrongType,
)
from tests.administration import rosters, words
from tests.administration.words import docx, raw, row, table, tc
from tests.files import builders

OFFICERS = ["STT", "Họ và tên", "Số CMND/CCCD", "Điện thoại", "Đơn vị công tác"]
ADD = ["STT", "Phân hệ cần bổ sung CCVC xử lý", "Họ và tên CCVC", "Số CMND", "Ghi chú"]
MAU, THU, BE = "Trần Thị Mẫu", "Nguyễn Văn Thử", "Lê Thị Ví Dụ"
IDS = ["099000000001", "099000000002", "099000000003", "099000004"]
SIGNATURES = [["Nơi nhận:\n- Như trên;", "KT. CHỦ TỊCH\nĐỗ Văn Nghiệm"]]
OPEN, CLOSED = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def read(content, name="ds.docx"):
    return from_file(content, name)


def lines(roster):
    return [(line.n, line.name, line.id_number, line.unit) for line in roster.lines]


def test_the_roster_is_found_among_other_tables():
    (roster,) = read(docx(
        [["ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"], ["", "Độc lập - Tự do - Hạnh phúc"]],
        [OFFICERS, ["1", MAU, IDS[0], "", "Sở Mẫu"], ["2", THU, IDS[1], "0900.000.012", "Sở Thử"]], SIGNATURES,
        before=["DANH SÁCH"], after=["Ghi chú"],
    ))  # fmt: skip
    assert lines(roster) == [(2, MAU, IDS[0], "Sở Mẫu"), (3, THU, IDS[1], "Sở Thử")]


def test_a_table_broken_at_a_page_is_one():
    (roster,) = read(docx([OFFICERS, ["1", MAU, IDS[0], "", "A"]], [OFFICERS, ["2", THU, IDS[1], "", "B"]],
                          [["3", BE, IDS[2], "", "C"]], SIGNATURES))  # fmt: skip
    assert lines(roster) == [(2, MAU, IDS[0], "A"), (4, THU, IDS[1], "B"), (5, BE, IDS[2], "C")]
    assert [(skip.n, skip.code) for skip in roster.skipped] == [(1, "header"), (3, "header")]


def test_two_lists_in_one_document_are_two():
    first, second = read(docx([OFFICERS, ["1", MAU, IDS[0], "", "A"]], SIGNATURES,
                              [ADD, ["1", "PAKN", THU, IDS[1], ""]]))  # fmt: skip
    assert (first.kind, lines(first)) == ("officers", [(2, MAU, IDS[0], "A")])
    assert (second.kind, lines(second)) == ("add", [(2, THU, IDS[1], "")])


def test_merged_cells():
    span = '<w:gridSpan w:val="2"/>'
    (roster,) = read(raw(table(
        row(tc("STT", extra=OPEN), tc("Phân hệ", extra=OPEN), tc("Người không còn tham gia", extra=span),
            tc("Người thay thế", extra=span), tc("Ghi chú", extra=OPEN)),
        row(tc(extra=CLOSED), tc(extra=CLOSED), "Họ và tên", "Số CMND", "Họ và tên", "Số CMND", tc(extra=CLOSED)),
        row("1", tc("PAKN", extra=OPEN), MAU, IDS[0], THU, IDS[1], ""),
        row("2", tc(extra=CLOSED), BE, IDS[2], "", "", ""),
    )))  # fmt: skip
    assert roster.kind == "change"
    assert [(line.subsystem, line.leaving_name, line.name) for line in roster.lines] == [
        ("pakn", MAU, THU), ("pakn", BE, ""),
    ]  # fmt: skip
    assert roster.remarks == (
        "Có ô gộp nhiều dòng: giá trị của ô gộp được dùng cho từng dòng (1 ô). Hãy xem lại các dòng đó.",
    )


def test_a_row_that_begins_further_right():
    before = '<w:trPr><w:gridBefore w:val="1"/></w:trPr>'
    content = raw(table(row(*OFFICERS), row(MAU, IDS[0], "", "A").replace("<w:tr>", f"<w:tr>{before}")))
    assert lines(read(content)[0]) == [(2, MAU, IDS[0], "A")]


def test_a_table_that_lays_out_the_page_around_the_roster():
    inner = table(row(*OFFICERS), row("1", MAU, IDS[0], "", "A"))
    (roster,) = read(raw(table(row(tc("DANH SÁCH", inner=inner), "bên phải"))))
    assert lines(roster) == [(2, MAU, IDS[0], "A")]


def test_tracked_changes_are_read_as_shown():
    gone = tc(inner=f"<w:p><w:r><w:t>{MAU}</w:t></w:r><w:del><w:r><w:delText> Cũ</w:delText></w:r></w:del>"
                    "<w:moveFrom><w:r><w:t> Chuyển</w:t></w:r></w:moveFrom></w:p>")  # fmt: skip
    content = raw(table(row(*OFFICERS), row("1", gone, IDS[0], "", "A"), row("2", THU, IDS[1], "", "B", deleted=True)))
    assert lines(read(content)[0]) == [(2, MAU, IDS[0], "A")]


def test_marks_of_a_symbol_font_breaks_and_tabs():
    sym = '<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r></w:p>'
    two = "<w:p><w:r><w:t>Phòng Mẫu,</w:t><w:br/><w:t>Sở</w:t><w:tab/><w:t>Thử</w:t></w:r></w:p><w:p/>"
    header = ["TT", "Tỉnh/ thành phố", "Họ tên", "Cơ quan", "Cấp quyền quản trị"]
    content = raw(table(row(*header), row("1.", "Tỉnh Mẫu", MAU, tc(inner=two), tc(inner=sym))))
    (roster,) = read(content)
    assert [(line.body, line.unit, line.granted) for line in roster.lines] == [("Tỉnh Mẫu", "Phòng Mẫu, Sở Thử", True)]


def test_what_word_keeps_for_old_readers_is_not_read_twice():
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    both = (f'<mc:AlternateContent xmlns:mc="{mc}"><mc:Choice Requires="x"><w:t>{MAU}</w:t></mc:Choice>'
            f"<mc:Fallback><w:t>{MAU}</w:t></mc:Fallback></mc:AlternateContent>")  # fmt: skip
    cell = tc(inner=f"<w:p><w:r>{both}</w:r></w:p>")
    assert lines(read(raw(table(row(*OFFICERS), row("1", cell, IDS[0], "", "A"))))[0]) == [(2, MAU, IDS[0], "A")]


def test_appendix_1_as_a_word_table():
    people = rosters.focal_roster(numbers=False)
    grid = [["TT", "Tỉnh/ thành phố", "Họ tên", "Cơ quan", "Cấp quyền quản trị"]]
    for number, province in enumerate(rosters.provinces(), 1):
        grid.append([f"{number}.", province, "", "", ""])
        grid += [["", "", p.name, p.unit, "X" if p.granted else ""] for p in people if p.body == province]
    (roster,) = read(raw(table(*(row(*cells) for cells in grid))))
    assert (len(roster.lines), sum(line.granted for line in roster.lines), len(roster.bodies)) == (245, 118, 63)
    assert roster.faults == ()


@pytest.mark.parametrize(
    ("content", "refused"),
    [
        (b"", EmptyFile),
        (docx(before=["Kính gửi"]), NoWordTable),
        (docx([["", ""], ["", ""]]), NoWordTable),
        (docx([["Kính gửi", "Sở Mẫu"]]), NoRoster),
        (docx([OFFICERS, ["1", MAU, IDS[0], "", ""]])[:2000], WrongType),
        (raw("<w:p>"), DamagedText),
        (raw("<w:p/>", head='<!DOCTYPE x [<!ENTITY a "b">]>'), DamagedText),
        (raw("<w:p/>", head='<!DOCTYPE x SYSTEM "http://a.example/x">'), DamagedText),
        (builders.docx(), NoWordTable),
        (raw("<w:p>" + " " * (60 << 20) + "</w:p>"), SwollenText),
        (raw(table(row("a")) * 2001), SwollenText),
        (b"%PDF-1.7\n", WrongType),
        (b"{\\rtf1 a}", WrongType),
    ],
)  # fmt: skip
def test_refused_documents(content, refused):
    with pytest.raises(refused):
        read(content)


def test_entities_in_another_encoding_are_refused_too():
    text = f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "b">]><w:document xmlns:w="{words.W}"/>'
    with pytest.raises(DamagedText):
        read(words.packed([("word/document.xml", text.encode("utf-16"))]))


def test_depth_and_width_do_no_harm():
    deep = raw("<w:tbl><w:tr><w:tc>" * 1500 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 1500)
    with pytest.raises(NoWordTable):
        read(deep)
    wide = tc("a", extra='<w:gridSpan w:val="99999999999999999999"/>')
    (found,) = tables.read_each(raw(table(row(wide, wide))), "x.docx", max_rows=10, wanted=lambda rows: True)
    assert len(found.rows[0]) == 63


def test_old_and_locked_documents_have_their_own_way_out():
    with pytest.raises(OldWord, match="Văn bản Word"):
        read(doc(), "ds.doc")
    locked = builders.encrypted(builders.xlsx([["a"]]))
    with pytest.raises(ProtectedText, match="mở tệp bằng Word"):
        read(locked, "ds.docx")


def doc():
    """The smallest container of old Office with a stream of Word's name."""
    box = bytearray(builders.xls([["a"]]))
    at = box.index("Workbook".encode("utf-16-le"))
    box[at : at + 24], box[at + 64] = "WordDocument".encode("utf-16-le"), 26
    return bytes(box)


def test_too_large_and_too_long():
    with pytest.raises(TooLarge):
        tables.read_each(b"a" * 11, "x.docx", max_rows=10, max_bytes=10, wanted=looks_right)
    body = "".join(row(str(n), MAU, f"099{n:09}", "", "") for n in range(MAX_LINES + 101))
    with pytest.raises(LongText, match=r"5\.000 dòng"):
        read(raw(table(row(*OFFICERS), body)))


def test_worker_lists_still_take_no_word():
    with pytest.raises(WrongType):
        tables.read(docx([OFFICERS]), "ds.docx", max_rows=10)
