"""Which act is the use of which right: each that a room records is known, and nothing else is."""

import ast
import re
from datetime import timedelta
from itertools import chain
from pathlib import Path

from motcua.administration.commands.noting import note_use
from motcua.administration.rules.using import NO_RIGHT, USES, rights_used
from motcua.agencies.commands import units
from motcua.agencies.commands.units import Order
from motcua.agencies.models import Grant
from motcua.agencies.rules.rights import SUBSYSTEMS
from tests.administration.roster_world import AT, DISTRICT, PROVINCE, _tree, agency, office, world

__all__ = ["_tree", "office", "world"]
ROOMS = Path(__file__).parents[2] / "motcua"
JOURNAL = {"record", "record_many", "seen"}
ACTION = re.compile(r"[a-z]+\.[a-z_]+")


def _called(call):
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def _told_by(path):
    """What a file may record: what it names in a call of the journal; anywhere, when a call names what it was told.

    A name that only begins there ends with a full stop or a line below.
    """
    tree = ast.parse(path.read_text("utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    names = {
        one.asname or one.name: one.name
        for node in imports
        if node.module in {"motcua.journal.commands", "motcua.journal"}
        for one in node.names
    }
    if not names:
        return set()
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    written = [call for call in calls if names.get(_called(call), _called(call)) in JOURNAL]
    seen = [call for call in written if names.get(_called(call), _called(call)) == "seen"]
    deferred = {id(node) for call in calls if _called(call) == "defer" for node in ast.walk(call)}
    found = {f"seen:{text}" for call in seen for _, text in _texts(call.args[0])}
    found |= {call.args[0].values[0].value for call in written if isinstance(call.args[0], ast.JoinedStr)}
    by_helper = any(isinstance(call.args[0], ast.Name) for call in written)
    apart = _texts(tree) if by_helper else [text for call in written for text in _texts(call.args[0])]
    return found | {text for key, text in apart if key not in deferred and ACTION.fullmatch(text)}


def _texts(tree):
    nodes = ast.walk(tree)
    return [(id(node), node.value) for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def _told():
    files = [
        path for path in sorted(ROOMS.rglob("*.py")) if "bench" not in path.parts and path.parent.name != "journal"
    ]
    return set(chain.from_iterable(_told_by(path) for path in files))


def test_each_act_that_is_recorded_is_the_use_of_a_right_or_needs_none():
    told = _told()
    assert {"unit.moved", "unit.inherited", "membership.activated", "seen:journal_export", "seen:person"} <= told
    begun = {"identity.", "openid.client_"}
    assert {one for one in told if one.endswith((".", "_"))} == begun
    assert {one for one in told - begun if not rights_used(one)} == NO_RIGHT
    assert {start for start in USES if not any(one.startswith(start) for one in told)} == set()


def test_only_rights_that_there_are():
    rights = {right for subsystem in SUBSYSTEMS.values() for right in subsystem.rights}
    assert {right for some in USES.values() for right in some} <= rights


def test_who_orders_a_change_used_the_right_to(world):
    seat = world.seat(world.person("Đơn Vị Tỉnh Mẫu"), PROVINCE, "system/units")
    by = world.acts("units", seat)
    units.rename(agency(DISTRICT), "Tên Mới Thử", Order(AT.date() + timedelta(days=5), "QĐ 1"), by=by, at=AT)
    assert note_use(at=AT) > 0
    assert Grant.objects.get(membership=seat).used_on == AT.date()


def test_who_reads_the_journal_used_the_right_to(world, office):
    assert office("district").get("/quan-tri/nhat-ky/").status_code == 200
    assert note_use(at=AT) > 0
    own = Grant.objects.filter(membership=world.actors["district"].membership, level=None)
    assert own.get(right="journal").used_on == AT.date()
    assert own.get(right="users").used_on is None
