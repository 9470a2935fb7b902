"""Content and back, difference and merge, flat rows and back, codes."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.procedures.rules import codes, content, flat, telling
from motcua.procedures.rules.content import (
    Body,
    Channel,
    Content,
    Fee,
    Ground,
    Handling,
    Online,
    Paper,
    Papers,
    Related,
    Result,
    Steps,
)
from tests.procedures.world import COMPLETE

TEXT = st.text("abc đêơ 1", min_size=1, max_size=8).map(str.strip).filter(bool)


def some(of, by=None, least=0):
    """A short tuple, each once where `by` tells them apart."""
    return st.lists(of, min_size=least, max_size=3, unique_by=by).map(tuple)


FEES = st.builds(Fee, st.integers(0, 9_999_999), TEXT, TEXT)
CASES = st.builds(Handling, st.integers(1, 99), st.sampled_from(["h", "d", "wd"]), TEXT, some(FEES))
PAPERS = st.builds(Paper, TEXT, TEXT, TEXT, TEXT, st.integers(0, 9), st.integers(0, 9))
CONTENTS = st.builds(
    Content,
    name=TEXT,
    levels=some(st.sampled_from(["central", "province"]), str),
    steps=some(st.builds(Steps, TEXT, some(TEXT, least=1)), lambda s: s.case),
    channels=some(
        st.builds(Channel, st.integers(1, 3), some(CASES, lambda c: (c.amount, c.unit, c.text))), lambda c: c.channel
    ),
    papers=some(st.builds(Papers, TEXT, some(PAPERS, least=1)), lambda p: p.case),
    sets=st.none() | st.integers(1, 9),
    implementing=some(st.builds(Body, TEXT, TEXT)),
    competent=some(st.builds(Body, TEXT)),
    results=some(st.builds(Result, TEXT, TEXT)),
    grounds=some(st.builds(Ground, TEXT, TEXT, st.just("2020-01-02"), TEXT)),
    related=some(st.builds(Related, TEXT, TEXT)),
    online=some(st.builds(Online, st.sampled_from(["3", "4", "full"]), st.just("2020-05-12"))),
    conditions=st.just("") | TEXT,
    unconfirmed=st.just(()) | st.just(("name",)),
)


@given(CONTENTS)
def test_json_and_back(told: Content):
    assert content.from_json(content.to_json(told)) == told


@given(CONTENTS)
def test_rows_and_back(told: Content):
    """Through forms and workbooks nothing is lost."""
    found = Content(**{f: getattr(told, f) for f in content.TITLES})
    for table in flat.TABLES.values():
        found = table.put(replace(found, **dict.fromkeys(table.fields, ())), table.rows(told))
    assert found == told


@given(CONTENTS, CONTENTS)
def test_a_difference_laid_over_the_parent_is_the_whole(parent: Content, own: Content):
    stored = content.difference(parent, own)
    assert content.merged(parent, stored) == own
    assert tuple(stored) == content.differences(parent, own)


def test_unknown_and_missing_keys_are_passed_over():
    assert content.from_json({"name": "A", "later": 1, "channels": None}) == Content(name="A")


def test_every_field_has_a_title():
    assert set(content.TITLES) == set(Content.__dataclass_fields__)


def test_a_row_with_only_a_fee_belongs_to_the_case_above():
    rows = [
        {"channel": "1", "amount": 5, "unit": "wd", "fee": 10_000, "fee_unit": "Đồng"},
        {"channel": "1", "fee": 5_000, "fee_unit": "Đồng/bản"},
        {"channel": "3"},
    ]
    found = flat.TABLES["channels"].put(Content(), rows).channels
    fees = (Fee(10_000, "Đồng"), Fee(5_000, "Đồng/bản"))
    assert found == (Channel(1, (Handling(5, "wd", "", fees),)), Channel(3, ()))


def test_what_is_said_of_each_field():
    told = replace(COMPLETE, online=(Online("4", "2020-05-12", "2022-08-15"),), conditions="Một.\n\nHai.")
    assert telling.lines(told, "channels") == (
        "Trực tiếp: 5 ngày làm việc; 50.000 đồng/bản",
        "Trực tuyến: 3 ngày làm việc; Không thu phí",
        "Trực tuyến: 8 giờ làm việc; Trường hợp cấp lại",
    )
    assert telling.lines(told, "papers") == ("Đơn đề nghị (Mẫu số 01) – bản chính: 1",)
    assert telling.lines(told, "grounds") == ("1/2020/NĐ-CP Nghị định ví dụ, ngày 2/1/2020 (Chính phủ)",)
    assert telling.lines(told, "online") == ("Mức độ 4 từ 12/5/2020 đến trước 15/8/2022",)
    assert telling.lines(told, "conditions") == ("Một.", "Hai.")
    assert telling.lines(told, "sets") == ("1 bộ",)
    assert telling.lines(told, "kind") == ("TTHC được luật giao quy định chi tiết",)
    assert telling.lines(Content(), "sets") == ()
    (change,) = telling.changes(COMPLETE, replace(COMPLETE, sets=2))
    assert (change.field, change.before, change.after) == ("sets", ("1 bộ",), ("2 bộ",))


@pytest.mark.parametrize(
    ("text", "parsed", "parent"),
    [
        ("1.008360", "1.008360", ""),
        (" 1.008360.000.00.00.h48 ", "1.008360.000.00.00.H48", "1.008360"),
        ("3.000181.000.00.00.H22", "3.000181.000.00.00.H22", ""),
        ("2.000815.000.00.00.H55.02", "2.000815.000.00.00.H55.02", "2.000815"),
    ],
)
def test_codes(text: str, parsed: str, parent: str):
    code = codes.parse(text)
    assert (str(code), code.parent, code.local) == (parsed, parent, parsed.startswith("3"))


@pytest.mark.parametrize(
    "text", ["", "1.00836", "1.0083600", "4.008360", "1.008360.H48", "3.000181", "1.008360;x", "１.008360"]
)
def test_no_codes(text: str):
    with pytest.raises(ValueError, match="không phải mã thủ tục hành chính"):
        codes.parse(text)


def test_the_service_of_a_procedure():
    code = codes.parse("2.000815.000.00.00.H55.02")
    assert (code.service, code.procedure) == ("02", "2.000815.000.00.00.H55")


def test_online_at_the_highest_level():
    told = replace(
        COMPLETE,
        online=(Online("3", "2020-01-01"), Online("4", "2020-05-12", "2022-08-15"), Online("full", "2022-08-15")),
    )
    days = (date(2019, 1, 1), date(2020, 5, 11), date(2020, 5, 12), date(2022, 8, 15))
    assert [told.online_level(day) for day in days] == ["", "3", "4", "full"]
