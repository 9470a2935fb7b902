"""Invented papers, one of each kind."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from motcua.documents import rules

VN = timezone(timedelta(hours=7))
AT = datetime(2020, 5, 12, 9, 5, tzinfo=VN)
CODE = "000.00.00.H48-200512-0001"
REQUEST = (
    "Hỗ trợ người lao động tạm hoãn thực hiện hợp đồng lao động hoặc nghỉ việc không hưởng lương do đại dịch Covid-19"
)
PROVINCE = rules.Issuer(
    agency="Ủy ban nhân dân tỉnh Quảng Ngãi", place="Quảng Ngãi", signer="Nguyễn Văn Mẫu", signer_title="Chủ tịch"
)
DISTRICT = rules.Issuer(
    superior="Ủy ban nhân dân tỉnh Quảng Ngãi",
    agency="Ủy ban nhân dân thành phố Quảng Ngãi",
    place="Quảng Ngãi",
    signer="Phạm Thị Thử Nghiệm",
    signer_title="Người tiếp nhận hồ sơ",
)
EMPLOYER = rules.Applicant(
    name="Công ty TNHH May mặc Ví Dụ",
    address="Số 1 đường Giả Định, phường Thử Nghiệm, thành phố Quảng Ngãi",
    phone="0900 000 001",
    email="lienhe@vidu.example",
)
GROUNDS = (
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015",
    (
        "Căn cứ Nghị quyết số 42/NQ-CP ngày 09 tháng 4 năm 2020 của Chính phủ về các biện pháp hỗ trợ người dân "
        "gặp khó khăn do đại dịch Covid-19"
    ),
    (
        "Căn cứ Quyết định số 15/2020/QĐ-TTg ngày 24 tháng 4 năm 2020 của Thủ tướng Chính phủ quy định về việc "
        "thực hiện các chính sách hỗ trợ người dân gặp khó khăn do đại dịch Covid-19"
    ),
    "Theo đề nghị của Chủ tịch Ủy ban nhân dân thành phố Quảng Ngãi",
)
SURNAMES = ("Nguyễn Thị", "Trần Văn", "Lê Hoàng", "Phạm Ngọc", "Võ Thị Mỹ")
GIVEN = ("Mẫu", "Thử", "Ví Dụ", "Giả Định", "Nghiệm", "Ẩn Danh", "Tưởng Tượng")


def receipt() -> rules.Receipt:
    return rules.Receipt(
        issuer=DISTRICT,
        applicant=EMPLOYER,
        request=REQUEST,
        papers=(
            rules.PaperLine(
                "Danh sách người lao động tạm hoãn thực hiện hợp đồng lao động, nghỉ không lương (Mẫu số 01)",
                "bản điện tử",
                "danh-sach-thang-5.xlsx",
                "3f2a91bc04d1e77a" * 4,
            ),
            rules.PaperLine(
                "Văn bản thỏa thuận tạm hoãn thực hiện hợp đồng lao động", "bản điện tử", "thoa-thuan.pdf", "ab" * 32
            ),
            rules.PaperLine("Báo cáo tài chính năm 2019", "bản điện tử", "bctc-2019.pdf", "0c" * 32),
        ),
        term="08 ngày làm việc",
        received_at=AT,
        due_at=datetime(2020, 5, 22, 9, 5, tzinfo=VN),
        result_by="Bản điện tử trên Cổng dịch vụ công",
        lookup_url=f"https://motcua.example/tra-cuu/?ma={CODE}",
        submitted_by="Trần Thị Mẫu",
        workers=500,
    )


def supplement() -> rules.SupplementRequest:
    return rules.SupplementRequest(
        issuer=DISTRICT,
        applicant=EMPLOYER,
        request=REQUEST,
        items=(
            rules.SupplementItem(
                "Danh sách người lao động: dòng 17, 42 và 108", "Sửa số sổ bảo hiểm xã hội đủ 10 chữ số."
            ),
            rules.SupplementItem("Báo cáo tài chính Quý I năm 2020", "Tải lên bản chụp có chữ ký và dấu."),
            rules.SupplementItem("Văn bản thỏa thuận của 03 người lao động ở tổ may số 2"),
        ),
        reason="Ba dòng chưa khớp với dữ liệu bảo hiểm xã hội.\nHồ sơ chưa đủ căn cứ về nguồn trả lương.",
        help="bà Phạm Thị Thử Nghiệm, điện thoại 0900 000 002",
        answer_by=datetime(2020, 5, 26, 17, 0, tzinfo=VN),
    )


def refusal() -> rules.Refusal:
    return rules.Refusal(
        issuer=DISTRICT,
        applicant=EMPLOYER,
        request=REQUEST,
        reasons=(
            "Trụ sở chính của doanh nghiệp không thuộc địa bàn thành phố Quảng Ngãi.",
            "Thời gian tạm hoãn bắt đầu trước ngày 01 tháng 4 năm 2020.",
        ),
        guidance="Đề nghị nộp hồ sơ tại Ủy ban nhân dân cấp huyện nơi đặt trụ sở chính.",
    )


def apology() -> rules.Apology:
    return rules.Apology(
        issuer=rules.Issuer(
            superior=DISTRICT.superior,
            agency=DISTRICT.agency,
            place="Quảng Ngãi",
            signer="Lê Văn Giả Định",
            signer_title="Phó Chủ tịch",
            authority="KT. Chủ tịch",
        ),
        applicant=EMPLOYER,
        request=REQUEST,
        received_at=AT,
        promised_at=datetime(2020, 5, 22, 9, 5, tzinfo=VN),
        reason="Số người lao động trong danh sách lớn, cần thêm thời gian đối chiếu với cơ quan bảo hiểm xã hội.",
        new_at=datetime(2020, 5, 27, 9, 5, tzinfo=UTC),
    )


def control() -> rules.ControlSlip:
    desk, unit = "Bộ phận Tiếp nhận và Trả kết quả", "Phòng Lao động - Thương binh và Xã hội"
    day = timedelta(days=1)
    return rules.ControlSlip(
        issuer=DISTRICT,
        applicant=EMPLOYER,
        request=REQUEST,
        handler="Ủy ban nhân dân thành phố Quảng Ngãi",
        partners="Bảo hiểm xã hội thành phố Quảng Ngãi",
        hand_overs=(
            rules.HandOver(
                desk, "Bảo hiểm xã hội thành phố", AT, AT, "Phạm Thị Thử Nghiệm", "Võ Văn Ví Dụ",
                AT + 3 * day, AT + 2 * day,
            ),
            rules.HandOver(
                "Bảo hiểm xã hội thành phố", unit, AT + 2 * day, AT + 2 * day, "Võ Văn Ví Dụ", "Lê Thị Thử",
                AT + 7 * day, AT + 7 * day - timedelta(hours=1), "Đã bổ sung 01 lần",
            ),
            rules.HandOver(
                unit, "Văn phòng Ủy ban nhân dân tỉnh", AT + 7 * day, AT + 7 * day, "Lê Thị Thử", "Nguyễn Văn Mẫu",
                AT + 9 * day, AT + 10 * day, "Đã xin lỗi và hẹn lại",
            ),
            rules.HandOver("Văn phòng Ủy ban nhân dân tỉnh", desk, AT + 10 * day),
        ),
    )  # fmt: skip


def grants(count: int) -> tuple[rules.GrantRow, ...]:
    return tuple(
        rules.GrantRow(
            name=f"{SURNAMES[i % 5]} {GIVEN[i % 7]}",
            birth=f"{i % 28 + 1:02}/{i % 12 + 1:02}/{1970 + i % 30}",
            id_number=f"051199{i:06}",
            bhxh=f"51{i:08}",
            start=date(2020, 4, 1),
            end=date(2020, 4 + i % 3, 30),
            months=i % 3 + 1,
            amount=1_800_000 * (i % 3 + 1),
        )
        for i in range(count)
    )


def decision(count: int = 5) -> rules.Decision:
    return rules.Decision(
        issuer=PROVINCE,
        beneficiary=EMPLOYER.name,
        grounds=GROUNDS,
        rows=grants(count),
        subject=(
            "Về việc hỗ trợ người lao động tạm hoãn thực hiện hợp đồng lao động, "
            "nghỉ việc không hưởng lương do đại dịch Covid-19"
        ),
        says=(
            "Hỗ trợ {people} người lao động của {beneficiary} tạm hoãn thực hiện hợp đồng lao động, nghỉ việc không "
            "hưởng lương do đại dịch Covid-19, với tổng số tiền là {amount} (bằng chữ: {words})."
        ),
        executors=(
            "Chánh Văn phòng Ủy ban nhân dân tỉnh; Giám đốc các Sở: Lao động - Thương binh và Xã hội, Tài chính; "
            "Giám đốc Kho bạc Nhà nước tỉnh; Chủ tịch Ủy ban nhân dân thành phố Quảng Ngãi; "
            "Công ty TNHH May mặc Ví Dụ và các cá nhân có tên trong danh sách"
        ),
        recipients=("Như Điều 3", "Chủ tịch, các Phó Chủ tịch UBND tỉnh", "Bảo hiểm xã hội tỉnh", "Lưu: VT, KGVX"),
    )


def refused_rows(count: int = 3) -> rules.RefusedRows:
    return rules.RefusedRows(
        issuer=PROVINCE,
        beneficiary=EMPLOYER.name,
        attached_to="Quyết định số 12/QĐ-UBND ngày 20 tháng 5 năm 2020 của Chủ tịch Ủy ban nhân dân tỉnh Quảng Ngãi",
        rows=tuple(
            rules.RefusedRow(
                row.name, row.birth, row.id_number, row.bhxh,
                ("Không tham gia bảo hiểm xã hội bắt buộc tại thời điểm tạm hoãn.", "Đang nhận trợ cấp thất nghiệp.")[
                    i % 2
                ],
            )
            for i, row in enumerate(grants(count))
        ),
    )  # fmt: skip


def cash() -> rules.CashReceipt:
    return rules.CashReceipt(
        issuer=rules.Issuer("Ủy ban nhân dân thành phố Quảng Ngãi", "Quảng Ngãi", "Tạ Thị Quầy Mẫu"),
        applicant=rules.Applicant("Mai Thị Dân Mẫu"),
        request=REQUEST,
        title="Lệ phí nộp đơn",
        amount=1_020_000,
        paid_at=AT,
        book_number="AB/20-0000123",
    )


PAPERS: dict[str, Any] = {
    "receipt": receipt,
    "supplement": supplement,
    "refusal": refusal,
    "apology": apology,
    "control": control,
    "decision": decision,
    "refused_rows": refused_rows,
    "cash": cash,
}
NUMBERS = {
    "receipt": "0001/TNHS", "supplement": "0002/HDHS", "refusal": "0003/TCHS", "apology": "0004/XLHS",
    "decision": "12/QĐ-UBND",
}  # fmt: skip


def data(kind: str, paper: Any = None) -> dict[str, Any]:
    """What `commands.issue` would keep."""
    return (paper or PAPERS[kind]()).to_json() | {
        "number": NUMBERS.get(kind, ""),
        "code": CODE,
        "title": rules.TITLES[kind],
        "issued_at": AT.isoformat(),
    }
