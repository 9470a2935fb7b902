"""The pages of explaining, the journal and units on a phone and on a desk; the sheet of rights on A4."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from motcua.agencies import commands
from motcua.agencies.commands import Asked
from motcua.agencies.commands import units as tree
from motcua.agencies.commands.units import Order
from motcua.agencies.models import Agency
from motcua.agencies.queries import actor_for
from motcua.kernel.actor import SYSTEM
from motcua.shell import clock
from tests.administration.subtree import signed_in
from tests.agencies.conftest import at_identifier
from tests.browser import stage
from tests.dossiers.conftest import EARLY, NOON, _house, _peopled, world

__all__ = ["_house", "_peopled", "world"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db]
ON = NOON.date()
SHOTS = Path(os.environ.get("MOTCUA_SHOTS", "/nonexistent"))  # where to put pictures for somebody to look at


@pytest.fixture
def pages(world, monkeypatch):
    """Every page of these parts, fetched: name → HTML."""
    monkeypatch.setattr(clock, "now", lambda: NOON)
    dossier = world.filed(3)
    seat = dossier.case.turns.get().agency

    def works(name, agency, *powers):
        return commands.appoint(world.person(name), agency, "Chuyên viên", powers, at=EARLY)

    boss, clerk = works("Bùi Văn Trên Thử", seat.parent, "grant"), works("Trần Văn Thử", seat, "process")
    session = {"capacity": f"member:{boss.pk}", "proof": {"methods": ["totp"]}}
    by = actor_for(boss.person, session, ON)
    new = works("Đỗ Thị Thiếu Mẫu", seat)
    commands.give(
        clerk.pk, [Asked("covid", "view", seat.pk, ("tam-hoan-hop-dong",), since=ON + timedelta(days=1))],
        reason="Công văn số 12 về bố trí cán bộ hỗ trợ", by=by, at=NOON,
    )  # fmt: skip
    former = Agency.objects.filter(parent=seat.parent).exclude(pk=seat.pk).order_by("pk")[0]
    works("Lê Thị Ví Dụ", former, "process", "view")
    works("Phạm Văn Mẫu", former, "grant")
    tree.rename(former, "Bảo hiểm xã hội khu vực Ví Dụ", Order(ON, "QĐ 7/QĐ-BHXH"), by=SYSTEM, at=NOON)
    tree.finish([former], [seat], Order(ON + timedelta(days=1), "QĐ 8/QĐ-BHXH"), by=by, at=NOON)
    province = works("Hoàng Văn Tỉnh Thử", at_identifier("H48"), "grant")
    works("Vũ Thị Huyện Mẫu", at_identifier("H48.534"), "view")
    commune = Agency.objects.filter(parent=at_identifier("H48.533")).order_by("pk")[0]
    client, above = signed_in(boss), signed_in(province)
    about = f"?loai=ho-so&ma={dossier.code}"
    found = {
        "find": client.get("/quan-tri/vi-sao/?tim=tran"),
        "explain-yes": client.get(f"/quan-tri/vi-sao/{clerk.pk}/{about}"),
        "explain-no": client.get(f"/quan-tri/vi-sao/{new.pk}/{about}"),
        "viewers": client.get(f"/quan-tri/vi-sao/ai-xem/?ma={dossier.code}"),
        "journal": client.get("/quan-tri/nhat-ky/"),
        "sheet": client.get(f"/quan-tri/can-bo/{clerk.pk}/phieu/"),
        "mine": client.get("/quan-tri/quyen-cua-toi/"),
        "units": above.get("/quan-tri/don-vi/?tim=duc"),
        "unit": client.get(f"/quan-tri/don-vi/{former.pk}/"),
        "unit-end": client.get(f"/quan-tri/don-vi/{seat.pk}/ket-thuc/"),
        "inherit": client.get(f"/quan-tri/don-vi/{former.pk}/ke-thua/{seat.pk}/"),
        "move": above.post(
            f"/quan-tri/don-vi/{commune.pk}/chuyen/", {"parent": "H48.534", "on": f"{ON:%d/%m/%Y}", "basis": "QĐ 9"}
        ),
    }
    assert {name: answer.status_code for name, answer in found.items() if answer.status_code != 200} == {}
    return {name: answer.content.decode() for name, answer in found.items()}


def test_every_page_on_phone_and_desk(pages):
    with stage() as at:
        for name, content in pages.items():
            for width in (390, 1280):
                page = at.show(content, width=width)
                if SHOTS.exists():
                    page.screenshot(path=SHOTS / f"{name}-{width}.png", full_page=True)
                assert at.too_wide() <= 0, (name, width)
            assert at.violations() == [], name
        page = at.show(pages["sheet"])
        paper = page.pdf(format="A4", prefer_css_page_size=True)
        if SHOTS.exists():
            (SHOTS / "sheet.pdf").write_bytes(paper)
        assert paper.count(b"/Type /Page\n") == 1
        assert at.complaints == []
