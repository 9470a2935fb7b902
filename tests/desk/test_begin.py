"""Lists that an office draws up itself, begun from the desk."""

from datetime import timedelta

from lxml import html

from motcua.catalogue import commands as catalogue
from motcua.desk.queries import to_begin
from motcua.kernel.actor import SYSTEM
from tests.desk import asking
from tests.desk.conftest import NOON
from tests.desk.test_dossier import text_of


class TestLists:
    def test_services_for_officers_whom_their_right_reaches(self, world, desk, monkeypatch):
        client = desk("thu")
        assert "Lập danh sách" in text_of(client.get("/ban-lam-viec/"))
        before = html.fromstring(client.get("/ban-lam-viec/lap-danh-sach/").content).xpath("//main//form/@action")
        assert f"/ho-so/moi/{asking.SLUG}/" not in before
        service = asking.text().replace("audience: [business]", "audience: [officer]", 1)
        assert "[officer]" in service
        catalogue.publish(service, by=SYSTEM, at=NOON - timedelta(days=2))
        shown = client.get("/ban-lam-viec/lap-danh-sach/")
        actions = html.fromstring(shown.content).xpath("//main//form/@action")
        assert sorted(actions) == sorted([*before, f"/ho-so/moi/{asking.SLUG}/"])
        assert "Lập danh sách" not in text_of(desk("xem").get("/ban-lam-viec/"))
        for who in ("xem", "quyen"):
            response = desk(who).get("/ban-lam-viec/lap-danh-sach/")
            if response.status_code == 200:
                assert "Chưa có dịch vụ nào để cơ quan bạn tự lập danh sách." in text_of(response)
        world.limited("hep", "social_insurance", "district", "process", services=["tam-hoan-hop-dong"])
        assert to_begin(world.actors["hep"], at=NOON) == []
