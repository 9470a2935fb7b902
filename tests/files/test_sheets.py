"""Lists written out: the form to fill, exports, and nothing that runs."""

import io
from datetime import date

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.files.rules import sheets, tables
from tests.catalogue.list_samples import person, spec

INJECTIONS = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("x")']


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.mark.parametrize("text", INJECTIONS)
def test_safe_cell(text):
    assert sheets.safe_cell(text) == "'" + text


@pytest.mark.parametrize("text", ["", "Trần Thị Mẫu", "099000000001", "a=b"])
def test_ordinary_text_stays(text):
    assert sheets.safe_cell(text) == text


def test_template_in_the_official_layout():
    book = opened(sheets.write(spec()))
    assert book.sheetnames == ["Danh sách", "Hướng dẫn"]
    page = book["Danh sách"]
    texts = [cell.value for row in page.iter_rows(max_row=5) for cell in row if cell.value]
    assert texts[:3] == ["Mẫu số 01", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
    head = len(spec().letterhead) + 2
    assert [c.value for c in page[head]] == ["TT", *(c.title for c in spec().columns)]
    assert [c.value for c in page[head + 1]][:3] == ["(1)", "(2)", "(3)"]
    assert page.cell(head + 2, 1).value == "Ví dụ"
    assert page.freeze_panes == f"C{head + 2}"
    assert (page.page_setup.orientation, str(page.page_setup.paperSize)) == ("landscape", "9")
    kinds = [column.kind for column in spec().columns]
    widths = page.column_dimensions.values()
    formats = [next(d.number_format for d in widths if d.min <= n <= d.max) for n in range(2, 2 + len(kinds))]
    assert {f for f, kind in zip(formats, kinds, strict=True) if kind == "digits"} == {"@"}
    assert {f for f, kind in zip(formats, kinds, strict=True) if kind == "date"} == {"dd/mm/yyyy"}
    rules = {str(rule.sqref).split(":")[0]: rule for rule in page.data_validations.dataValidation}
    assert rules[f"D{head + 3}"].formula1 == '"Nam,Nữ"'
    assert rules[f"C{head + 3}"].type == "date"
    assert "9 chữ số" in page.cell(head, 14).comment.text


def test_equal_content_gives_equal_bytes():
    assert sheets.write(spec()) == sheets.write(spec())


@pytest.mark.parametrize("text", INJECTIONS)
def test_exported_text_never_becomes_a_formula(text):
    content = sheets.write(spec(), [{**person(1), "name": text, "birth_date": text, "note": text}])
    cells = [cell for row in opened(content)["Danh sách"].iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    last = list(opened(content)["Danh sách"].iter_rows())[-1]
    assert [cell.column for cell in last if cell.quotePrefix] == [2, 3, 15]
    assert {cell.value.replace("_x000D_", "\r").strip() for cell in last if cell.quotePrefix} == {text.strip()}


def test_export_with_extra_columns():
    extra = (sheets.Extra("amount", "Số tiền"), sheets.Extra("reason", "Lý do", 30))
    content = sheets.write(
        spec(), [{"name": "Trần Thị Mẫu", "birth_date": "1990-09-02", "amount": 5_400_000}], extra=extra
    )
    rows = tables.read(content, "x", max_rows=10).rows
    assert rows[-1][:3] == [1.0, "Trần Thị Mẫu", date(1990, 9, 2)]
    assert rows[-1][-2:] == [5_400_000.0, ""]


def test_csv_is_safe_and_opens_with_accents():
    content = sheets.csv_text(["Tên", "Số"], [["=1+1", 5], ["Mẫu", 6]])
    assert content.startswith(b"\xef\xbb\xbf")
    assert tables.read(content, "x", max_rows=10).rows == [["Tên", "Số"], ["'=1+1", "5"], ["Mẫu", "6"]]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_written_as_text(text):
    assert not sheets.safe_cell(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    content = sheets.write(spec(), [{"name": text}])
    assert tables.read(content, "x", max_rows=10).kind == "xlsx"
