"""Procedures out of LayThuTuc's JSON and out of workbooks: what is entered, what is refused, and why."""

import io
import json
from dataclasses import replace
from datetime import date

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from motcua.files.rules.refusals import WrongType
from motcua.journal.models import Entry
from motcua.procedures.commands import importing
from motcua.procedures.models import Event, Import, Procedure, ProcedureVersion
from motcua.procedures.queries import whole
from motcua.procedures.rules import flat, laythutuc, life, telling, workbook
from motcua.procedures.rules.content import Content, Ground, Online, Related
from motcua.procedures.rules.intake import NoRecords, UnreadableJson
from tests.procedures.test_admin_pages import _in_may, text
from tests.procedures.world import AT, COMPLETE, TODAY, World, country, world

__all__ = ["_in_may", "country", "world"]

TOLD = {
    "MATTHC": "1.000001",
    "TENTTHC": "Cấp giấy xác nhận ví dụ",
    "LINHVUCTHUCHIEN": [{"MALINHVUC": "G07-VL01", "TENLINHVUC": "Việc làm"}],
    "CAPTHUCHIEN": [{"TENCAP": "Cấp Bộ"}, {"TENCAP": "Cấp Tỉnh"}],
    "LOAI": "TTHC được luật giao quy định chi tiết",
    "TRINHTUTHUCHIEN": [
        {"TRUONGHOP": "", "TRINHTU": [{"TENTRINHTU": t} for t in ("Nộp hồ sơ.", "Cơ quan xem xét.", "Nhận kết quả.")]}
    ],
    "CACHTHUCTHUCHIEN": [
        {
            "KENH": "1",
            "THOIGIAN": [
                {"THOIGIANGIAIQUYET": "5", "DONVITINH": "Ngày làm việc", "MOTA": "",
                 "PHILEPHI": [{"SOTIEN": "50000", "DONVI": "Đồng/bản", "MOTA": ""}]}
            ],
        },
        {
            "KENH": 2,
            "THOIGIAN": [
                {"THOIGIANGIAIQUYET": 3, "DONVITINH": "ngày làm việc", "PHILEPHI": [{"SOTIEN": 0, "DONVI": "Đồng"}]},
                {"THOIGIANGIAIQUYET": "8", "DONVITINH": "Giờ", "MOTA": "Trường hợp cấp lại"},
            ],
        },
    ],
    "THANHPHANHOSO": [
        {"TRUONGHOP": "", "GIAYTO": [{"MAGIAYTO": "", "TENGIAYTO": "Đơn đề nghị", "TENMAUDON": "Mẫu số 01",
                                      "URL": "https://vi-du.example/mau-01.docx", "SOBANCHINH": 1}]}
    ],
    "SOBO": 1,
    "DOITUONGTHUCHIEN": [{"MADOITUONG": "Công dân Việt Nam"}, {"MADOITUONG": "enterprise"}],
    "KETQUATHUCHIEN": [{"MAKETQUA": "", "TENKETQUA": "Giấy xác nhận"}],
    "CANCUPHAPLY": [{"SOVANBAN": "1/2020/NĐ-CP", "TENVANBAN": "Nghị định ví dụ", "NGAYBANHANH": "2020-01-02",
                     "COQUANBANHANH": "Chính phủ"}],
    "COQUANTHUCHIEN": [{"MADONVI": "", "TENDONVI": "Cơ quan Ví Dụ"}],
}  # fmt: skip


def as_json(*records: object) -> bytes:
    return json.dumps(list(records), ensure_ascii=False).encode()


def test_a_record_of_laythutuc():
    (found,) = laythutuc.read(as_json(TOLD), "a.json").records
    assert (found.line, found.code, found.content) == (1, "1.000001", COMPLETE)
    for shape in (TOLD, {"DATA": [TOLD]}):
        assert laythutuc.read(json.dumps(shape).encode("utf-8-sig"), "a.json").records == (found,)


@pytest.mark.parametrize(
    ("change", "column", "why"),
    [
        ({"MATTHC": "1.1"}, "MATTHC", "“1.1” không phải mã thủ tục hành chính."),
        ({"MATTHC": None}, "MATTHC", "“” không phải mã thủ tục hành chính."),
        ({"TENTTHC": "  "}, "TENTTHC", "Thiếu tên thủ tục."),
        ({"TENTTHC": ["a"]}, "TENTTHC", "Phải là một dòng chữ."),
        ({"CAPTHUCHIEN": [{"TENCAP": "Cấp trời"}]}, "CAPTHUCHIEN", "“Cấp trời” không có trong danh mục."),
        ({"CACHTHUCTHUCHIEN": [{"KENH": "4"}]}, "KENH", "“4” không phải cách nộp."),
        ({"CACHTHUCTHUCHIEN": {"KENH": "1"}}, "CACHTHUCTHUCHIEN", "Phải là một danh sách."),
        ({"CACHTHUCTHUCHIEN": ["1"]}, "CACHTHUCTHUCHIEN", "Phải là một danh sách."),
        ({"CACHTHUCTHUCHIEN": [{"KENH": 1, "THOIGIAN": [{"THOIGIANGIAIQUYET": "vài"}]}]}, "THOIGIANGIAIQUYET",
         "“vài” không phải số nguyên."),
        ({"CACHTHUCTHUCHIEN": [{"KENH": 1, "THOIGIAN": [{"THOIGIANGIAIQUYET": -5}]}]}, "THOIGIANGIAIQUYET",
         "“-5” không phải số nguyên."),
        ({"CACHTHUCTHUCHIEN": [{"KENH": 1, "THOIGIAN": [{"DONVITINH": "tuần"}]}]}, "DONVITINH",
         "“tuần” không phải đơn vị thời hạn."),
        ({"CACHTHUCTHUCHIEN": [{"KENH": 1, "THOIGIAN": [{"PHILEPHI": [{"SOTIEN": "1,5"}]}]}]}, "SOTIEN",
         "“1,5” không phải số nguyên."),
        ({"DOITUONGTHUCHIEN": [{"MADOITUONG": "Người sao Hỏa"}]}, "DOITUONGTHUCHIEN",
         "“Người sao Hỏa” không có trong danh mục."),
        ({"THANHPHANHOSO": [{"GIAYTO": [{"URL": "x"}]}]}, "GIAYTO", "Có giấy tờ không có tên."),
        ({"CANCUPHAPLY": [{"SOVANBAN": "1", "NGAYBANHANH": "2020-02-30"}]}, "NGAYBANHANH",
         "“2020-02-30” không phải ngày."),
    ],
)  # fmt: skip
def test_a_refused_record_is_named_and_the_others_stay(change: dict, column: str, why: str):
    found = laythutuc.read(as_json(TOLD, {**TOLD, **change}, {**TOLD, "MATTHC": "1.000003"}), "a.json")
    assert [one.code for one in found.records] == ["1.000001", "1.000003"]
    (refused,) = found.refused
    assert (refused.line, refused.column, refused.why) == (2, column, why)
    assert refused.cure.endswith((".", "]."))


def test_records_that_are_none_and_codes_twice():
    found = laythutuc.read(as_json("x", TOLD, TOLD), "a.json")
    assert [(one.line, one.why) for one in found.refused] == [
        (1, "Không phải một thủ tục."), (3, "Mã 1.000001 đã ghi ở dòng 2."),
    ]  # fmt: skip


@pytest.mark.parametrize(("data", "refusal"), [
    (b"[]", NoRecords), (b'{"DATA": 3}', NoRecords), (b"[{]", UnreadableJson), (b'{"a": "\xff"}', UnreadableJson),
    (b"[" * 100_000, UnreadableJson),
])  # fmt: skip
def test_files_that_are_no_json(data: bytes, refusal: type[Exception]):
    with pytest.raises(refusal):
        importing.read(data, "a.json")


# ── workbooks ───────────────────────────────────────────────────────────────────────────────────────────────────────


def rows_of(code: str, content: Content) -> dict[str, list[list[object]]]:
    """The sheets of a workbook that says that content, as people write it."""
    sheets: dict[str, list[list[object]]] = {}
    for key, columns in workbook.SPECS:
        if key in flat.TABLES:
            given = [{"procedure": code, **row} for row in flat.TABLES[key].rows(content)]
        else:
            values = {c.key: getattr(content, c.key, None) for c in columns if c.key != "procedure"}
            given = [{"procedure": code, **values}]
        sheets[key] = [[written(column, row.get(column.key)) for column in columns] for row in given]
    return sheets


def written(column: flat.Column, value: object) -> object:
    if value in (None, "", ()):
        return ""
    if column.kind == "choice":
        return column.choices[str(value)]
    if column.kind == "many":
        return "\n".join(column.choices[one] for one in value)
    if column.kind == "lines":
        return "\n".join(value)
    if column.kind == "day":
        return f"{date.fromisoformat(str(value)):%d/%m/%Y}"
    return value


def book(sheets: dict[str, list[list[object]]]) -> bytes:
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    for key, columns in workbook.SPECS:
        sheet = made.add_worksheet(key[:31])
        for n, row in enumerate([[column.title for column in columns], *sheets.get(key, [])]):
            for at, cell in enumerate(row):
                sheet.write(n, at, cell)
    made.close()
    return out.getvalue()


FULL = replace(
    COMPLETE,
    decision="480/QĐ-VD", audience_note="Người ở Việt Nam", receiving="Số 1 phố Ví Dụ", conditions="Không",
    keywords=("ví dụ", "mẫu"), description="Mô tả", related=(Related("1.000002", "Thủ tục khác"),), events=("work",),
    online=(Online("full", "2020-05-12", "", "1.000001.01", "dich-vu"),),
    grounds=(*COMPLETE.grounds, Ground("2/2015/TT", "Cũ", "", "", "2020-03-01")),
)  # fmt: skip


def test_a_workbook_says_all_of_it():
    (found,) = workbook.read(book(rows_of("1.000001", FULL)), "a.xlsx").records
    assert (found.line, found.code) == (2, "1.000001")
    assert telling.changes(FULL, found.content) == ()
    assert found.content == FULL


def test_the_template_is_read_and_its_examples_are_passed_over():
    with pytest.raises(NoRecords):
        workbook.read(workbook.template(), "a.xlsx")


def _put(key: str, column: str, value: object, code: str | None = None):
    sheets = rows_of("1.000001", COMPLETE)
    for other, rows in rows_of("1.000002", COMPLETE).items():
        sheets[other] += rows
    columns = next(columns for name, columns in workbook.SPECS if name == key)
    at = [one.key for one in columns].index(column)
    sheets[key][0][at] = value
    return workbook.read(book(sheets), "a.xlsx")


@pytest.mark.parametrize(
    ("key", "column", "value", "where", "why"),
    [
        ("Thủ tục", "procedure", "1.1", "Thủ tục: Mã thủ tục", "“1.1” không phải mã thủ tục hành chính."),
        ("Thủ tục", "name", "", "Thủ tục: Tên thủ tục", "Còn trống."),
        ("Thủ tục", "levels", "Cấp trời", "Thủ tục: Cấp thực hiện", "“Cấp trời” không có trong danh mục."),
        ("Thủ tục", "sets", "một", "Thủ tục: Số bộ hồ sơ", "“một” không phải số nguyên."),
        ("channels", "channel", "Bồ câu", "channels: Cách nộp", "“Bồ câu” không có trong danh mục."),
        ("channels", "fee", 1.5, "channels: Phí, lệ phí (đồng)", "“1.5” không phải số nguyên."),
        ("grounds", "signed", "30/2/2020", "grounds: Ngày ký", "“30/2/2020” không phải ngày."),
    ],
)
def test_a_wrong_cell_refuses_its_procedure_only(key, column, value, where, why):
    found = _put(key, column, value)
    assert [one.code for one in found.records] == ["1.000002"]
    first = next(one for one in found.refused if one.line == 2 and one.column)
    assert (first.column, first.why) == (where, why)
    assert first.cure


def test_rows_of_a_procedure_that_is_not_there():
    sheets = rows_of("1.000001", COMPLETE)
    sheets["papers"] += rows_of("1.000009", COMPLETE)["papers"]
    found = workbook.read(book(sheets), "a.xlsx")
    assert [one.code for one in found.records] == ["1.000001"]
    assert [(one.code, one.why) for one in found.refused] == [
        ("1.000009", "Mã 1.000009 không có trong trang “Thủ tục”.")
    ]


def test_another_file_is_no_workbook():
    with pytest.raises(WrongType):
        importing.read(b"%PDF-1.4 x", "a.pdf")


# ── entering ────────────────────────────────────────────────────────────────────────────────────────────────────────


def three(world: World) -> bytes:
    """Two that may be entered, one that is there already, one of a province, one whose code is wrong."""
    world.entered("1.000002")
    return as_json(
        TOLD, {**TOLD, "MATTHC": "1.000002"}, {**TOLD, "MATTHC": "1.000003"},
        {**TOLD, "MATTHC": "1.000001.000.00.00.H48"}, {**TOLD, "MATTHC": "x"},
    )  # fmt: skip


@pytest.mark.django_db
def test_a_dry_run_enters_nothing_and_names_everything(world: World):
    data = three(world)
    before = Procedure.objects.count(), Event.objects.count()
    made = importing.upload(world.ministry, data, "thu-tuc.json", by=world.actor("enterer"), at=AT)
    assert (Procedure.objects.count(), Event.objects.count()) == before
    assert [one["code"] for one in made.records] == ["1.000001", "1.000003"]
    assert [(one["line"], one["code"]) for one in made.refused] == [
        (2, "1.000002"), (4, "1.000001.000.00.00.H48"), (5, "x"),
    ]  # fmt: skip
    assert made.refused[0]["why"] == "Mã 1.000002 đã có trong cơ sở dữ liệu, của Bộ Lao động - Thương binh và Xã hội."
    assert not Entry.objects.filter(action="procedures.imported").exists()


@pytest.mark.django_db
def test_entered_as_drafts_in_one_piece(world: World):
    made = importing.upload(world.ministry, three(world), "thu-tuc.json", by=world.actor("enterer"), at=AT)
    world.entered("1.000003", key="second")
    count, refused = importing.enter(made.pk, by=world.actor("enterer"), at=AT)
    assert count == 1
    assert [one["code"] for one in refused] == ["1.000002", "1.000001.000.00.00.H48", "x", "1.000003"]
    version = ProcedureVersion.objects.get(procedure__code="1.000001")
    assert (version.state, whole(version, TODAY).content) == ("entered", COMPLETE)
    with pytest.raises(importing.AlreadyEntered):
        importing.enter(made.pk, by=world.actor("enterer"), at=AT)
    assert Procedure.objects.count() == 3


@pytest.mark.django_db
def test_an_import_is_for_who_may_enter(world: World):
    for key in ("checker", "none", "province"):
        with pytest.raises(life.NoRight):
            importing.upload(world.ministry, as_json(TOLD), "a.json", by=world.actor(key), at=AT)
    made = importing.upload(world.ministry, as_json(TOLD), "a.json", by=world.actor("enterer"), at=AT)
    with pytest.raises(life.NoRight):
        importing.enter(made.pk, by=world.actor("checker"), at=AT)
    importing.drop(made.pk, by=world.actor("second"), at=AT)
    with pytest.raises(importing.AlreadyEntered):
        importing.enter(made.pk, by=world.actor("enterer"), at=AT)
    assert not Procedure.objects.exists()


@pytest.mark.django_db
def test_the_pages(world: World):
    client = world.client("enterer")
    where = reverse("procedures:imports")
    sent = client.post(where, {"agency": world.ministry.pk, "file": SimpleUploadedFile("thu-tuc.json", three(world))})
    made = Import.objects.get()
    assert sent.headers["location"] == reverse("procedures:import", args=[made.pk])
    page = text(client.get(sent.headers["location"]))
    assert "2 thủ tục nhập được; 3 dòng bị từ chối." in page
    assert "4 1.000001.000.00.00.H48 Mã thủ tục" in page
    assert world.client("province").get(sent.headers["location"]).status_code == 404
    assert world.client("checker").post(sent.headers["location"]).status_code == 403
    client.post(sent.headers["location"])
    assert "Đã nhập: 2 thủ tục đã nhập; 3 dòng bị từ chối." in text(client.get(sent.headers["location"]))
    assert Procedure.objects.filter(code__in=["1.000001", "1.000003"]).count() == 2
    bad = client.post(where, {"agency": world.ministry.pk, "file": SimpleUploadedFile("a.json", b"[{]")})
    assert bad.status_code == 422
    assert "Tệp “a.json” không phải JSON đọc được: lỗi ở dòng 1, cột 3." in text(bad)
    got = client.get(reverse("procedures:import_template"))
    assert got.content[:2] == b"PK"
    assert "mau-nhap-thu-tuc.xlsx" in got.headers["Content-Disposition"]
