"""Each paper, printed and read again."""

import dataclasses
import re

import pypdfium2.raw
import pytest
import segno

from motcua.documents import rules
from motcua.documents.rules import rendering
from tests.documents import samples

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
A5, A4, LYING = (148, 210), (210, 297), (297, 210)
SAYS = {
    "receipt": (
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        "Số: 0001/TNHS",
        "Tiếp nhận hồ sơ của: Công ty TNHH May mặc Ví Dụ",
        "Số điện thoại: 0900 000 001 Email: lienhe@vidu.example",
        "Tệp: danh-sach-thang-5.xlsx · SHA-256: 3f2a 91bc 04d1 e77a",
        "Số lượng hồ sơ: 01 (bộ)",
        "Số người lao động trong danh sách: 500 người",
        "Thời gian nhận hồ sơ: 09 giờ 05 phút, ngày 12 tháng 5 năm 2020",
        "Thời gian trả kết quả giải quyết hồ sơ: 09 giờ 05 phút, ngày 22 tháng 5 năm 2020",
        "https://motcua.example/tra-cuu/?ma=000.00.00.H48-200512-0001",
        "NGƯỜI TIẾP NHẬN HỒ SƠ (Ký và ghi rõ họ tên) Phạm Thị Thử Nghiệm",
    ),
    "supplement": (
        "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
        "Số: 0002/HDHS",
        "1. Danh sách người lao động: dòng 17, 42 và 108",
        "Cách hoàn thiện: Sửa số sổ bảo hiểm xã hội đủ 10 chữ số.",
        "Thời hạn hoàn thiện: 17 giờ 00 phút, ngày 26 tháng 5 năm 2020.",
        "liên hệ bà Phạm Thị Thử Nghiệm, điện thoại 0900 000 002 để được hướng dẫn./.",
        "Nơi nhận: - Như trên; - Lưu: hồ sơ.",
    ),
    "refusal": (
        "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ",
        "2. Thời gian tạm hoãn bắt đầu trước ngày 01 tháng 4 năm 2020.",
        "Đề nghị nộp hồ sơ tại Ủy ban nhân dân cấp huyện nơi đặt trụ sở chính.",
    ),
    "apology": (
        "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ",
        "Covid-19; mã hồ sơ: 000.00.00.H48-200512-0001.",
        "Chúng tôi xin lỗi và sẽ trả kết quả vào lúc: 16 giờ 05 phút, ngày 27 tháng 5 năm 2020.",
        "KT. CHỦ TỊCH PHÓ CHỦ TỊCH",
    ),
    "control": (
        "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ",
        "Kèm theo hồ sơ của: Công ty TNHH May mặc Ví Dụ",
        "Người nhận: Võ Văn Ví Dụ Trước hạn",
        "Người nhận: Lê Thị Thử Đúng hạn Đã bổ sung 01 lần",
        "Người nhận: Nguyễn Văn Mẫu Quá hạn Đã xin lỗi và hẹn lại",
    ),
    "decision": (
        (
            "QUYẾT ĐỊNH Về việc hỗ trợ người lao động tạm hoãn thực hiện hợp đồng lao động, "
            "nghỉ việc không hưởng lương do đại dịch Covid-19 CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI"
        ),
        "Số: 12/QĐ-UBND",
        "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;",
        "Theo đề nghị của Chủ tịch Ủy ban nhân dân thành phố Quảng Ngãi.",
        "Điều 1. Hỗ trợ 5 người lao động của Công ty TNHH May mặc Ví Dụ",
        "16.200.000 đồng (bằng chữ: Mười sáu triệu hai trăm nghìn đồng)",
        "Điều 2. Kinh phí",
        "Điều 3. Chánh Văn phòng",
        "(Kèm theo Quyết định số 12/QĐ-UBND ngày 12 tháng 5 năm 2020 của Chủ tịch Ủy ban nhân dân tỉnh Quảng Ngãi)",
        "3 Lê Hoàng Ví Dụ 03/03/1972 051199000002 5100000002 01/04/2020 30/06/2020 3 5.400.000",
        "Cộng 9 16.200.000",
    ),
    "refused_rows": (
        "DANH SÁCH KHÔNG ĐƯỢC HỖ TRỢ",
        "2 Trần Văn Thử 02/02/1971 051199000001 5100000001 Đang nhận trợ cấp thất nghiệp.",
        "Danh sách này có 3 người./.",
    ),
    "cash": (
        "BIÊN LAI THU TIỀN PHÍ, LỆ PHÍ",
        "Số biên lai in sẵn: AB/20-0000123",
        "Họ tên người nộp tiền: Mai Thị Dân Mẫu",
        "Khoản thu: Lệ phí nộp đơn",
        "Số tiền: 1.020.000 đồng",
        "Viết bằng chữ: Một triệu không trăm hai mươi nghìn đồng",
        "Thời điểm thu: 09 giờ 05 phút, ngày 12 tháng 5 năm 2020",
        "NGƯỜI THU TIỀN (Ký và ghi rõ họ tên) Tạ Thị Quầy Mẫu",
        "NGƯỜI NỘP TIỀN (Ký và ghi rõ họ tên) Mai Thị Dân Mẫu",
    ),
}
SIZES = {kind: [A5] for kind in samples.PAPERS} | {"decision": [A4, LYING], "refused_rows": [LYING]}


def printed(kind, paper=None):
    return rules.render(kind, samples.data(kind, paper))


def plain(text: str) -> str:
    """As compared: line breaks fall where they fall, also inside a spaced dash."""
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("kind", list(samples.PAPERS))
def test_what_a_paper_says(kind, read):
    page = read(printed(kind))
    for sentence in SAYS[kind]:
        assert plain(sentence) in page.text
    assert page.composed
    assert page.sizes == SIZES[kind]
    assert all("Mã hồ sơ: 000.00.00.H48-200512-0001" in text for text in page.pages)
    if kind != "refused_rows":
        for part in (NATION, MOTTO, "Quảng Ngãi, ngày 12 tháng 5 năm 2020"):
            assert part in page.pages[0]


@pytest.mark.parametrize("kind", list(samples.PAPERS))
def test_what_the_file_says_about_itself(kind):
    pdf = printed(kind)
    number = samples.NUMBERS.get(kind, "")
    said = pypdfium2.PdfDocument(pdf).get_metadata_dict()
    assert said["Title"] == f"{rules.TITLES[kind]} {number}".strip()
    assert said["Author"] == samples.PAPERS[kind]().issuer.agency
    assert said["Keywords"] == ", ".join(part for part in (samples.CODE, number) if part)
    assert said["CreationDate"] == "D:20200512020500Z"
    assert b"/Lang(vi)" in pdf
    fonts = re.findall(rb"/FontName/[A-Z]{6}\+([A-Za-z]+)", pdf)
    assert fonts
    assert len(re.findall(rb"/FontFile[23]? ", pdf)) == len(fonts), "every font is embedded"
    assert {name.decode() for name in fonts} <= {"Tinos", "LibertinusSerif"}


@pytest.mark.parametrize("kind", list(samples.PAPERS))
def test_the_same_words_give_the_same_bytes(kind):
    assert printed(kind) == printed(kind)


def test_a_moment_with_microseconds_prints():
    """As the real clock gives it: the PDF's own time stamp knows whole seconds only."""
    said = samples.data("receipt") | {"issued_at": samples.AT.replace(microsecond=123456).isoformat()}

    assert rules.render("receipt", said) == printed("receipt")


def test_other_words_give_other_bytes():
    assert printed("receipt") != printed("receipt", dataclasses.replace(samples.receipt(), workers=501))


def test_an_unknown_kind():
    with pytest.raises(KeyError):
        rules.render("../../etc/passwd", samples.data("receipt"))


def test_the_qr_code_holds_the_address_of_the_dossier():
    paper = samples.receipt()
    page = pypdfium2.PdfDocument(printed("receipt"))[0]
    matrix = [list(map(bool, row)) for row in segno.make(paper.lookup_url, error="m", micro=False).matrix]
    scale = 8
    picture = page.render(scale=scale).to_pil().convert("L")
    bounds = [o.get_bounds() for o in page.get_objects() if o.type == pypdfium2.raw.FPDF_PAGEOBJ_PATH]
    left, bottom, right, top = next(b for b in bounds if b[3] - b[1] > 40)
    size = len(matrix)
    module = 20 / 25.4 * 72 / (size + 4) * scale  # 20 mm wide, with a border of two modules
    x = (left + right) / 2 * scale - size / 2 * module
    y = (page.get_height() - (top + bottom) / 2) * scale - size / 2 * module
    spots = [(i + 0.5) * module for i in range(size)]
    seen = [[picture.getpixel((int(x + across), int(y + down))) < 128 for across in spots] for down in spots]
    assert seen == matrix


@pytest.mark.parametrize(
    "typed",
    [
        '#read("/etc/passwd")',
        "#sys.inputs #panic() #{ while true {} }",
        "*đậm* _nghiêng_ `mã` <nhãn> @chú_thích",
        "$x^2$ \\alpha \\ \\u{41} ~ -- --- ... // ghi chú /* chú */",
        "= Đầu đề - + / [x] {y} (z)",
        "'ngoặc' \"kép\" %s {n} {{ x }} </script><b>",
        "Trần'); DROP TABLE documents_document; --",
    ],
)
def test_what_people_type_is_printed_as_it_is(typed, read):
    applicant = dataclasses.replace(samples.EMPLOYER, name=typed, address=typed)
    for kind in ("receipt", "supplement", "refusal"):
        page = read(printed(kind, dataclasses.replace(samples.PAPERS[kind](), applicant=applicant)))
        assert page.dense.count(re.sub(r"\s", "", typed)) >= 2
    assert "root:" not in page.text


def test_direction_marks_do_not_turn_a_name_around(read):
    name = "Công ty \u202enihc mảig\u202c \u2067Thử\u2069 \u200fMẫu"
    page = read(printed("refusal", dataclasses.replace(samples.refusal(), applicant=rules.Applicant(name=name))))
    assert "Tiếp nhận hồ sơ của: Công ty nihc mảig Thử Mẫu" in page.text


def test_a_letter_in_two_pieces_is_printed_in_one(read):
    name = "Nguye\u0302\u0303n Thi\u0323 Ma\u0302\u0303u"
    page = read(printed("refusal", dataclasses.replace(samples.refusal(), applicant=rules.Applicant(name=name))))
    assert "Nguyễn Thị Mẫu" in page.text
    assert page.composed


def test_signs_without_a_letter_in_the_font_stop_nothing(read):
    name = "Công ty 😀 Ví Dụ 👩‍👩‍👧 \x00\x07 مرحبا 你好"
    page = read(printed("apology", dataclasses.replace(samples.apology(), applicant=rules.Applicant(name=name))))
    assert "Kính gửi: Công ty" in page.text


@pytest.mark.parametrize("name", ["W" * 2000, "Dài " * 500])
def test_a_name_of_two_thousand_letters_stays_on_the_paper(name, read):
    page = read(printed("receipt", dataclasses.replace(samples.receipt(), applicant=rules.Applicant(name=name))))
    assert re.sub(r"\s", "", name) in re.sub(r"Mãhồsơ:[\w.-]+Trang\d/\d", "", page.dense)
    for sheet in page.file:
        text, width = sheet.get_textpage(), sheet.get_width()
        assert all(text.get_charbox(i)[2] <= width - 30 for i in range(text.count_chars()))


def test_several_lines_stay_several_lines(read):
    page = read(printed("supplement"))
    assert "bảo hiểm xã hội.\r\nHồ sơ chưa đủ căn cứ" in page.raw


def test_many_papers_take_a_second_page(read):
    paper = samples.receipt()
    page = read(printed("receipt", dataclasses.replace(paper, papers=paper.papers * 6)))
    assert page.sizes == [A5, A5]
    assert "Trang 1/2" in page.pages[0]
    assert "Trang 2/2" in page.pages[1]
    assert "NGƯỜI NỘP HỒ SƠ" in page.pages[1]


def test_a_signature_never_stands_alone(read):
    for lines in range(18):
        paper = dataclasses.replace(samples.decision(1), grounds=samples.GROUNDS + ("Căn cứ thử",) * lines)
        page = read(printed("decision", paper))
        signed = next(text for text in page.pages if "Nguyễn Văn Mẫu" in text)
        assert "Điều 3." in signed
        assert ("2 Điều" in signed) == (signed != page.pages[0]), "the second page has its number above"


@pytest.mark.parametrize(("rows", "pages"), [(500, 18), (10_000, 350)])
def test_long_lists(rows, pages, read):
    page = read(printed("decision", samples.decision(rows)))
    annex = page.pages[1:]
    assert len(annex) <= pages
    assert all("STT Họ và tên Ngày sinh Số CMND/ CCCD Số sổ BHXH" in text for text in annex), (
        "the heading on every page"
    )
    numbers = [f"051199{i:06}" for i in range(rows)]
    assert re.findall(r"\b051199\d{6}\b", page.text) == numbers, "each row once, in order"
    assert f"Trang {len(annex)}/{len(annex)}" in annex[-1]
    total = sum(row.amount for row in samples.grants(rows))
    assert f"{rules.money_words(total)}./." in annex[-1]


def test_a_long_name_in_a_list_takes_a_second_line(read):
    paper = samples.decision(3)
    name = "Công Huyền Tôn Nữ Thử Nghiệm Tên Rất Dài Để Xem Có Xuống Dòng Hay Không"
    long = dataclasses.replace(paper.rows[1], name=name)
    page = read(printed("decision", dataclasses.replace(paper, rows=(paper.rows[0], long, paper.rows[2]))))
    assert f"2 {name} 02/02/1971" in page.text


def test_a_decision_without_rows_has_no_annex(read):
    page = read(printed("decision", dataclasses.replace(samples.decision(), rows=())))
    assert page.sizes == [A4]


def test_without_the_times_like_font_the_papers_are_whole(read, monkeypatch, tmp_path):
    monkeypatch.setattr(rendering, "TINOS", tmp_path / "missing")
    rendering._fonts.cache_clear()
    try:
        pdf = printed("apology")
    finally:
        monkeypatch.undo()
        rendering._fonts.cache_clear()
    assert b"LibertinusSerif-Bold" not in pdf
    assert "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ" in read(pdf).text
