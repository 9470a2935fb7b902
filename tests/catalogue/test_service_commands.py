"""`motcua service`: what an official at a terminal reads, and the exit codes that scripts read."""

import pytest
from typer.testing import CliRunner

from motcua.catalogue.models import ServiceVersion
from motcua.ops.cli import app
from tests.catalogue.samples import SAMPLE2, planted

BROKEN = planted("term: 16h", "term: 16 giờ", SAMPLE2)
WRONG = planted("fee: 120000", "fee: 5", SAMPLE2)


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def run(command, *texts):
        names = [f"{n}.yaml" for n in range(len(texts))]
        for name, text in zip(names, texts, strict=True):
            (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        found = CliRunner().invoke(app, ["service", command, *names])
        return found.exit_code, found.output.splitlines()

    return run


def test_check(run):
    assert run("check", SAMPLE2) == (
        0,
        [
            "0.yaml: chưa xác nhận fees.0.amount: Mức lệ phí ví dụ.",
            "0.yaml: không có lỗi. 17 câu hỏi, 3 giấy tờ, 3 bước.",
        ],
    )
    code, lines = run("check", BROKEN)
    assert code == 1
    line = BROKEN[: BROKEN.index("term: 16 giờ")].count("\n") + 1
    assert lines[0].startswith(f"0.yaml:{line}:7: “16 giờ” không phải thời hạn. — Viết số từ 1 đến")
    assert lines[1:] == ["0.yaml: 1 lỗi."]


@pytest.mark.parametrize("command", ["check", "show", "simulate", "publish", "diff"])
def test_a_file_that_is_no_text_is_told(run, command):
    assert run(command, b"\xff\xfe\x00") == (2, ["0.yaml: không đọc được tệp này. Lưu lại dạng UTF-8 rồi thử lại."])


@pytest.mark.parametrize("command", ["show", "simulate", "publish", "diff"])
def test_a_file_with_faults_goes_no_further(run, command):
    code, lines = run(command, BROKEN)
    assert (code, lines[-1]) == (2, "0.yaml: 1 lỗi.")


def test_show(run, tmp_path):
    code, lines = run("show", SAMPLE2)
    assert code == 0
    assert lines[-3:] == [
        "3. Ủy ban nhân dân cấp xã kiểm tra → refused",
        "   Lâu nhất: 3 ngày làm việc",
        "Hình vẽ: 0.svg",
    ]
    assert lines[1] == "   Lâu nhất: 5 ngày làm việc và 16 giờ làm việc"
    assert (tmp_path / "0.svg").read_text(encoding="utf-8").startswith("<svg ")


def test_simulate(run):
    assert run("simulate", SAMPLE2) == (
        0,
        ["đúng  Hai máy, được duyệt", "đúng  Chưa có chỗ đặt máy", "đúng  Quên khai", "0.yaml: 3 ví dụ, 0 ví dụ sai."],
    )
    code, lines = run("simulate", WRONG)
    assert code == 1
    assert lines[:2] == ["SAI  Hai máy, được duyệt", "      Phí, lệ phí: ra 120.000 đ, ví dụ chờ 5 đ."]
    without = SAMPLE2[: SAMPLE2.index("examples:\n")]
    assert run("simulate", without) == (0, ["0.yaml: chưa có ví dụ nào (examples)."])


def test_diff_of_two_files(run):
    assert run("diff", SAMPLE2, SAMPLE2) == (0, ["Không có điểm khác."])
    assert run("diff", SAMPLE2, planted("amount: 20000, unit", "amount: 30000, unit", SAMPLE2)) == (
        1,
        [
            "Phí “Lệ phí nộp đơn” [fees.filing]",
            "  - Lệ phí nộp đơn · 20.000 đ/hồ sơ · 2/2020/QĐ-VD · khi nộp hồ sơ",
            "  + Lệ phí nộp đơn · 30.000 đ/hồ sơ · 2/2020/QĐ-VD · khi nộp hồ sơ",
            "1 điểm khác.",
        ],
    )


@pytest.mark.django_db
def test_publish_and_compare_with_what_is_published(run):
    code, lines = run("publish", SAMPLE2)
    assert (code, lines[-1]) == (0, "ho-tro-may-vi-du: phiên bản 1, hiệu lực từ 04/05/2020.")
    assert run("publish", SAMPLE2)[1][-1] == "ho-tro-may-vi-du: phiên bản 1, hiệu lực từ 04/05/2020."
    assert ServiceVersion.objects.count() == 1
    assert run("diff", SAMPLE2) == (0, ["Không có điểm khác."])
    later = planted("valid_from: 2020-05-04", "valid_from: 2020-07-01", SAMPLE2)
    assert run("diff", later)[1][0] == "Ngày có hiệu lực [valid_from]"
    assert run("publish", later)[1][-1] == "ho-tro-may-vi-du: phiên bản 2, hiệu lực từ 01/07/2020."
    code, lines = run("publish", planted("short_name: Hỗ trợ", "short_name: Xin hỗ trợ", SAMPLE2))
    assert code == 2
    assert lines[-1].endswith(
        "Dịch vụ “ho-tro-may-vi-du” đã có phiên bản hiệu lực từ 01/07/2020. "
        "Phiên bản mới phải có hiệu lực từ ngày đó trở đi."
    )
    assert ServiceVersion.objects.count() == 2


@pytest.mark.django_db
def test_a_file_whose_examples_fail_is_not_published(run):
    code, lines = run("publish", WRONG)
    assert (code, lines[-1]) == (1, "0.yaml: 3 ví dụ, 1 ví dụ sai.")
    assert not ServiceVersion.objects.exists()
    code, lines = run("diff", SAMPLE2)
    assert (code, lines[0]) == (1, "Tên dịch vụ [name]")
