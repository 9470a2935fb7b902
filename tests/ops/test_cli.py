"""The command line: what it prints, and how it ends."""

import json
from datetime import date, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from motcua.agencies.models import Agency, Grant, Membership
from motcua.agencies.rules.rights import SUBSYSTEMS
from motcua.identity import commands as identity
from motcua.ops.cli import app
from motcua.shell.clock import VIETNAM
from tests.catalogue.list_samples import workbook

SERVICE = Path("services/tam-hoan-hop-dong.yaml")
AT = datetime(2020, 5, 12, 8, tzinfo=VIETNAM)
runner = CliRunner()


def run(*arguments: str):
    return runner.invoke(app, list(arguments))


@pytest.mark.parametrize(
    ("start", "term", "end"),
    [
        ("2020-04-29T10:00", "3wd", "2020-05-06T10:00:00+07:00"),  # 30/4, 1/5 off, weekend
        ("2024-04-26T10:00", "3wd", "2024-05-04T10:00:00+07:00"),  # 29/4 off against the worked Saturday 4/5
        ("2020-05-12T08:00", "8h", "2020-05-13T08:00:00+07:00"),
        ("2020-04-28T10:00", "2d", "2020-05-04T10:00:00+07:00"),  # the second day is 30/4: on to the next working day
    ],
)
def test_due_prints_the_end_first_then_each_day(start, term, end):
    result = run("due", "--from", start, "--term", term)

    lines = result.stdout.splitlines()
    assert (result.exit_code, lines[0]) == (0, end)
    assert all(line.split("  ")[1] in ("counted", "skipped") for line in lines[1:])


def test_due_says_why_a_day_is_skipped():
    lines = run("due", "--from", "2020-04-29T10:00", "--term", "3wd").stdout.splitlines()

    assert lines[2] == "2020-04-30  skipped  Nghỉ lễ: Ngày Chiến thắng 30/4"
    assert sum("  counted  " in line for line in lines) == 3


@pytest.mark.parametrize(("start", "term"), [("2020-04-29T10:00", "3 weeks"), ("2031-01-02T10:00", "1wd")])
def test_due_refuses_what_it_cannot_count(start, term):
    result = run("due", "--from", start, "--term", term)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.strip()


def test_a_good_service_file_ends_with_zero():
    result = run("service", "check", str(SERVICE))

    assert result.exit_code == 0
    assert "không có lỗi" in result.stdout


def test_a_fault_is_named_by_file_and_line(tmp_path):
    text = SERVICE.read_text(encoding="utf-8").replace("term: 3wd", "term: three days", 1)
    broken = tmp_path / "broken.yaml"
    broken.write_text(text, encoding="utf-8")
    line = text[: text.index("three days")].count("\n") + 1

    result = run("service", "check", str(broken))

    assert result.exit_code == 1
    assert f"{broken}:{line}:" in result.stdout


def test_a_list_is_printed_as_json_with_its_problems(tmp_path):
    file = tmp_path / "list.xlsx"
    file.write_bytes(workbook(60, planted=True))

    result = run("list", "check", str(file), "--service", "tam-hoan-hop-dong")

    found = json.loads(result.stdout)
    assert result.exit_code == 1
    assert (found["people"], found["ok"]) == (60, False)
    assert found["bad_rows"] == sum(bool(row["problems"]) for row in found["rows"])


def test_a_clean_list_ends_with_zero(tmp_path):
    file = tmp_path / "list.xlsx"
    file.write_bytes(workbook(60))

    assert run("list", "check", str(file), "--service", "1.008360").exit_code == 0


def test_what_is_no_list_is_refused_in_json(tmp_path):
    file = tmp_path / "list.xlsx"
    file.write_bytes(b"%PDF-1.7 not a list")

    result = run("list", "check", str(file), "--service", "tam-hoan-hop-dong")

    assert result.exit_code == 2
    assert json.loads(result.stdout)["refused"] == "WrongType"


@pytest.mark.django_db
def test_an_untouched_journal_verifies():
    result = run("journal", "verify")

    assert result.exit_code == 0
    assert "The journal is whole." in result.stdout


@pytest.mark.django_db
def test_the_first_administrators_are_made_here(monkeypatch):
    monkeypatch.setattr("motcua.shell.clock.now", lambda: AT)
    none = run("administrator", "051099000001")
    assert (none.exit_code, Grant.objects.count()) == (2, 0)
    assert "No account has this number" in none.output
    identity.register("Lý Thị Quốc Mẫu", "051099000001", "0900000001", date(1980, 1, 2), "mot-cua-2020", at=AT)
    too_early = run("administrator", "051099000001")
    assert too_early.exit_code == 2
    assert "Chưa có Văn phòng Chính phủ trong cây cơ quan." in too_early.output
    office = Agency.objects.create(
        identifier="G22", name="Văn phòng Chính phủ", name_fold="van phong chinh phu", role="government_office",
        level="central", path="/1/", valid_from=date(2010, 1, 1),
    )  # fmt: skip

    done = run("administrator", "051 099 000 001", "--title", "Chuyên viên chính")
    assert done.exit_code == 0, done.output
    given = Grant.objects.filter(membership__agency=office, membership__active=True)
    assert done.output == f"Lý Thị Quốc Mẫu, Văn phòng Chính phủ: {len(given)} rights given\n"
    known = {(key, right) for key, subsystem in SUBSYSTEMS.items() for right in subsystem.rights}
    assert {(one.subsystem, one.right) for one in given if one.level == 0} == known
    assert {one.right for one in given if one.level is None} == {"users", "units", "journal"}
    assert {(one.scope_id, one.under_id, one.approved_at) for one in given} == {(None, None, AT)}
    assert Membership.objects.get().title == "Chuyên viên chính"

    assert "0 rights given" in run("administrator", "051099000001").output
    assert Grant.objects.filter(ended_at=None).count() == len(known) + 3
