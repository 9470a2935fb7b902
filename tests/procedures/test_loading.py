"""The procedures that come with the portal: published by it, whole, once, and known for what is unconfirmed."""

import json
from datetime import date, datetime

import pytest

from motcua.procedures.commands import loading
from motcua.procedures.models import Decision, Procedure, ProcedureVersion
from motcua.procedures.queries import Public, lateness, may_accept, public_of, whole
from motcua.procedures.rules import laythutuc
from motcua.shell.clock import VIETNAM
from tests.procedures.world import ROOT, World, country, world

__all__ = ["country", "world"]
FOLDER = ROOT / "data" / "procedures"
NOW = datetime(2026, 11, 23, 9, tzinfo=VIETNAM)
FIVE = ["1.008360", "1.008362", "1.008363", "1.008364", "1.008365"]


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.json")), ids=lambda path: path.stem)
def test_every_file_is_read_whole(path):
    found = laythutuc.read(path.read_bytes(), path.name)
    assert found.refused == ()
    assert [one.content.unconfirmed != () for one in found.records] == [True] * len(found.records)


@pytest.mark.django_db
def test_loaded_once_and_in_force_from_their_decisions(world: World):
    assert loading.load(FOLDER, at=NOW) == 7
    assert list(Procedure.objects.order_by("code").values_list("code", flat=True)) == FIVE
    assert list(Decision.objects.order_by("signed_on").values_list("number", flat=True)) == [
        "480/QĐ-LĐTBXH", "(theo 32/2020/QĐ-TTg)",
    ]  # fmt: skip
    days = {
        day: public_of("1.008365", day)
        for day in (date(2020, 4, 28), date(2020, 4, 29), date(2020, 10, 18), date(2020, 10, 19))
    }
    assert [version and version.n for version in days.values()] == [None, 1, 1, 2]
    first, second = days[date(2020, 10, 18)], days[date(2020, 10, 19)]
    assert "Ủy ban nhân dân cấp huyện" in {body.name for body in whole(first, date(2020, 10, 18)).content.implementing}
    assert [body.name for body in whole(second, date(2020, 10, 19)).content.implementing] == [
        "Ngân hàng Chính sách xã hội"
    ]
    assert may_accept("1.008360.000.00.00.H48", date(2020, 5, 12)) == Public(public_of("1.008360", date(2020, 5, 12)))
    before = list(ProcedureVersion.objects.order_by("pk").values())
    assert loading.load(FOLDER, at=NOW) == 0
    assert list(ProcedureVersion.objects.order_by("pk").values()) == before
    assert lateness.timed(date(2020, 1, 1), date(2026, 11, 23), date(2026, 11, 23)) == []


@pytest.mark.django_db
def test_a_faulty_file_loads_nothing(world: World, tmp_path):
    told = json.loads((FOLDER / "2020-04-29-qd-480.json").read_text("utf-8"))
    told["DATA"][3]["SOBO"] = "một"
    (tmp_path / "1.json").write_text(json.dumps(told), "utf-8")
    with pytest.raises(loading.FaultyFile) as no:
        loading.load(tmp_path, at=NOW)
    assert str(no.value) == (
        "Tệp thủ tục 1.json: mục 4, SOBO: “một” không phải số nguyên. Viết bằng chữ số, ví dụ 50.000. Không thu phí: 0."
    )
    told["DATA"][3]["SOBO"] = 1
    (tmp_path / "1.json").write_text(json.dumps({**told, "COQUANCONGBO": "Z99"}), "utf-8")
    with pytest.raises(loading.UnknownAgency):
        loading.load(tmp_path, at=NOW)
    assert not Procedure.objects.exists()
