"""Somebody with full power over the database changes the past: the check finds it, by name."""

import pytest
from django.db import connection
from typer.testing import CliRunner

from motcua.journal import commands, queries, rules
from motcua.journal.models import Entry, Seal
from motcua.ops.cli import app

pytestmark = pytest.mark.django_db(transaction=True)
FORGED = "\\x" + "ab" * 32


@pytest.fixture
def ids(officer, at, seal):
    """Two seals of ten and six entries, then two entries that are not sealed."""
    commands.record_many("dossiers.submit", [(f"dossier:{n}", {"n": n}) for n in range(10)], by=officer, at=at)
    seal()
    commands.record_many("dossiers.submit", [(f"dossier:{n}", {"n": n}) for n in range(10, 16)], by=officer, at=at)
    seal()
    commands.record_many("dossiers.submit", [(f"dossier:{n}", {"n": n}) for n in range(16, 18)], by=officer, at=at)
    assert queries.verify() == rules.Verdict(ok=True, entries=18, sealed=16, unsealed=2, faults=[])
    return list(Entry.objects.order_by("id").values_list("id", flat=True))


def tamper(*statements):
    """As a superuser who switched the triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for text, *params in statements:
            cursor.execute(text, params)
        cursor.execute("SET session_replication_role = origin")


def own_leaf(entry):
    content = {name: getattr(entry, name) for name in rules.FIELDS}
    return rules.entry_leaf(entry.pk, rules.canonical(content | {"at": rules.moment(entry.at)}))


@pytest.mark.parametrize(
    "change",
    [
        "at = at + interval '1 microsecond'",
        "action = 'dossiers.withdraw'",
        "subject = 'dossier:99'",
        "person = 9",
        "person_name = 'Nguyễn Văn Thử'",
        "person_name = normalize(person_name, NFD)",
        "capacity = 'citizen'",
        "business = 1",
        "business_name = 'Công ty TNHH Ví Dụ'",
        "membership = NULL",
        "agency = 13",
        "agency_name = ''",
        "data = '{}'",
        "data = data || '{\"x\": null}'",
    ],
)
@pytest.mark.parametrize("n", [4, 17])
def test_altered(ids, change, n):
    tamper((f"UPDATE journal_entry SET {change} WHERE id = %s", ids[n]))
    verdict = queries.verify()
    assert not verdict.ok
    assert len(verdict.faults) == 1
    assert verdict.faults[0].startswith(f"Mục {ids[n]} ")
    assert "đã bị sửa" in verdict.faults[0]


def test_altered_with_its_own_hash(ids):
    tamper(("UPDATE journal_entry SET person = 9 WHERE id = %s", ids[4]))
    forged = own_leaf(Entry.objects.get(pk=ids[4]))
    tamper(("UPDATE journal_entry SET leaf = %s WHERE id = %s", forged, ids[4]))
    assert queries.verify().faults == [f"Mục {ids[4]} đã bị sửa cùng với dấu băm của nó."]


def test_altered_with_both_hashes(ids):
    tamper(("UPDATE journal_entry SET person = 9 WHERE id = %s", ids[4]))
    forged = own_leaf(Entry.objects.get(pk=ids[4]))
    tamper(
        ("UPDATE journal_entry SET leaf = %s WHERE id = %s", forged, ids[4]),
        ("UPDATE journal_leaf SET leaf = %s WHERE entry = %s", forged, ids[4]),
    )
    assert queries.verify().faults == [
        f"Niêm phong 10 không khớp: trong mục {ids[0]}–{ids[9]} có mục bị chèn, xóa hoặc sửa cả dấu băm."
    ]


def test_deleted(ids):
    tamper(("DELETE FROM journal_entry WHERE id = %s", ids[12]))
    verdict = queries.verify()
    assert (verdict.ok, verdict.entries) == (False, 17)
    assert verdict.faults == [f"Mục {ids[12]} đã bị xóa."]


def test_deleted_with_its_place(ids):
    tamper(
        ("DELETE FROM journal_entry WHERE id = %s", ids[3]),
        ("DELETE FROM journal_leaf WHERE entry = %s", ids[3]),
    )
    assert queries.verify().faults == ["Sổ niêm phong thiếu vị trí 3–3: mục ở đó đã bị xóa."]


def test_deleted_with_its_place_and_the_gap_closed(ids):
    tamper(
        ("DELETE FROM journal_entry WHERE id = %s", ids[3]),
        ("DELETE FROM journal_leaf WHERE entry = %s", ids[3]),
        ("UPDATE journal_leaf SET position = -position WHERE position > 3",),
        ("UPDATE journal_leaf SET position = -position - 1 WHERE position < 0",),
    )
    found = queries.verify().faults[0]
    assert found == f"Niêm phong 10 không khớp: trong mục {ids[0]}–{ids[10]} có mục bị chèn, xóa hoặc sửa cả dấu băm."


def test_the_last_ones_deleted(ids):
    tamper(
        ("DELETE FROM journal_entry WHERE id >= %s", ids[14]),
        ("DELETE FROM journal_leaf WHERE entry >= %s", ids[14]),
    )
    assert queries.verify().faults == ["Niêm phong 16 ghi nhiều mục hơn số còn lại: các mục cuối đã bị xóa."]


def test_inserted_among_sealed_ones(ids):
    """With an old transaction number it hides from the sealer, so that it never gets a place."""
    columns = ", ".join((*rules.FIELDS, "leaf", "xid"))
    copy = f"INSERT INTO journal_entry (id, {columns}) SELECT 1000000, {columns} FROM journal_entry WHERE id = %s"
    tamper((copy, ids[2]))
    assert "Mục 1000000 (chưa niêm phong) đã bị sửa hoặc bị chèn" in queries.verify().faults[0]
    tamper(("UPDATE journal_entry SET leaf = %s WHERE id = 1000000", own_leaf(Entry.objects.get(pk=1000000))))
    assert queries.verify().faults == ["Mục 1000000 đã bị chèn vào khoảng thời gian đã niêm phong."]


def test_inserted_with_a_place(ids):
    tamper(
        ("INSERT INTO journal_leaf VALUES (16, %s, (SELECT leaf FROM journal_entry WHERE id = %s))", ids[16], ids[16]),
    )
    assert queries.verify().faults == [f"Mục {ids[16]} đã bị chèn vào sau niêm phong cuối cùng."]


def test_two_entries_exchanged(ids):
    swap = "UPDATE journal_entry SET id = %s WHERE id = %s"
    tamper((swap, -1, ids[2]), (swap, ids[2], ids[5]), (swap, ids[5], -1))
    assert queries.verify().faults == [
        f"Mục {ids[2]} đã bị đổi chỗ với mục {ids[5]}.",
        f"Mục {ids[5]} đã bị đổi chỗ với mục {ids[2]}.",
    ]


def test_two_places_exchanged(ids):
    swap = "UPDATE journal_leaf SET position = %s WHERE position = %s"
    tamper((swap, -1, 2), (swap, 2, 5), (swap, 5, -1))
    assert queries.verify().faults[0] == f"Mục {ids[3]} đã bị đổi thứ tự: đứng sau mục {ids[5]}."


@pytest.mark.parametrize("change", ["root = %s", "frontier = %s", "first_entry = length(%s)"])
def test_a_seal_altered(ids, change):
    tamper((f"UPDATE journal_seal SET {change} WHERE size = 10", bytes.fromhex("ab" * 32)))
    assert queries.verify().faults == ["Niêm phong 10 đã bị sửa."]


def test_faults_after_the_first_are_found_too(ids):
    tamper(
        ("UPDATE journal_entry SET person = 9 WHERE id = %s", ids[1]),
        ("DELETE FROM journal_entry WHERE id = %s", ids[11]),
    )
    assert queries.verify().faults == [
        f"Mục {ids[1]} đã bị sửa: nội dung không khớp dấu băm.",
        f"Mục {ids[11]} đã bị xóa.",
    ]


def test_rewritten_from_end_to_end(ids, officer, at, seal):
    """Entries, leaves and seals all forged anew: only a root that was kept elsewhere can tell."""
    kept = {seal.size: bytes(seal.root) for seal in Seal.objects.all()}
    assert queries.verify(kept).ok
    tamper(
        ("TRUNCATE journal_entry, journal_leaf, journal_seal",),
    )
    commands.record_many("dossiers.submit", [(f"dossier:{n}", {"n": -n}) for n in range(10)], by=officer, at=at)
    seal()
    assert queries.verify().ok
    assert queries.verify(kept).faults == [
        "Niêm phong 10 đã bị sửa.",
        "Niêm phong 16 đã công bố nhưng không còn trong nhật ký.",
    ]


def test_a_root_whose_size_nobody_wrote_down(ids, officer, at, seal):
    kept = [bytes(seal.root) for seal in Seal.objects.order_by("size")]
    assert queries.verify(bare=kept).ok
    foreign = bytes(32)
    assert queries.verify(bare=[kept[0], foreign]).faults == [
        f"Gốc {foreign.hex()} đã công bố nhưng không niêm phong nào trong nhật ký có gốc này."
    ]
    tamper(("TRUNCATE journal_entry, journal_leaf, journal_seal",))
    commands.record_many("dossiers.submit", [(f"dossier:{n}", {"n": -n}) for n in range(10)], by=officer, at=at)
    seal()
    assert queries.verify().ok
    assert len(queries.verify(bare=kept).faults) == 2


def test_a_stored_root_that_was_forged_to_the_known_one_does_not_help(ids):
    """Who leaves the published root in place must still have the entries for it."""
    kept = [bytes(Seal.objects.get(size=16).root)]
    tamper(("UPDATE journal_entry SET person = 9 WHERE id = %s", ids[12]))
    assert queries.verify(bare=kept).faults == [f"Mục {ids[12]} đã bị sửa: nội dung không khớp dấu băm."]


ROOT = "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        ([], ({}, set())),
        ([ROOT], ({}, {bytes.fromhex(ROOT)})),
        ([f" 16:{ROOT.upper()} ", f"16:{ROOT}"], ({16: bytes.fromhex(ROOT)}, set())),
    ],
)
def test_roots_as_people_write_them_down(texts, found):
    assert rules.known_roots(texts) == found


@pytest.mark.parametrize(
    "texts",
    [[""], ["16:"], [ROOT[1:]], [f"{ROOT}0"], [f"0:{ROOT}"], [f"-1:{ROOT}"], [f"x:{ROOT}"], [f":{ROOT}"],
     ["g" * 64], [f"1:{ROOT}", f"1:{'0' * 64}"]],
)  # fmt: skip
def test_what_is_no_root(texts):
    with pytest.raises(ValueError, match="root"):
        rules.known_roots(texts)


def command(*roots: str):
    return CliRunner().invoke(app, ["journal", "verify", *(part for root in roots for part in ("--root", root))])


def test_the_command_prints_the_newest_root_and_holds_the_journal_to_it(ids, officer, at, seal):
    first, last = (f"{seal.size}:{bytes(seal.root).hex()}" for seal in Seal.objects.order_by("size"))
    said = command()
    assert (said.exit_code, said.stdout.splitlines()) == (
        0, ["18 entries, 16 sealed, 2 not sealed yet", f"Newest root: {last}", "The journal is whole."],
    )  # fmt: skip
    assert command(first, last, last.partition(":")[2]).exit_code == 0
    said = command(f"10:{last.partition(':')[2]}")
    assert (said.exit_code, said.stderr) == (1, "Niêm phong 10 đã bị sửa.\n")
    assert "The journal has been tampered with." in said.stdout
    assert "Newest root" not in said.stdout
    tamper(("TRUNCATE journal_entry, journal_leaf, journal_seal",))
    commands.record("dossiers.submit", "dossier:1", by=officer, at=at)
    seal()
    assert command().exit_code == 0
    said = command(first, last.partition(":")[2])
    assert said.exit_code == 1
    assert said.stderr.splitlines() == [
        "Niêm phong 10 đã công bố nhưng không còn trong nhật ký.",
        f"Gốc {last.partition(':')[2]} đã công bố nhưng không niêm phong nào trong nhật ký có gốc này.",
    ]


@pytest.mark.parametrize("root", ["x", "10:", "10:abc"])
def test_the_command_refuses_what_is_no_root(ids, root):
    said = command(root)
    assert (said.exit_code, said.stdout) == (2, "")
    assert "Not a root" in said.stderr


def test_many_faults_are_counted_out_to_twenty(officer, at, seal):
    commands.record_many("a", [(f"s:{n}", {}) for n in range(30)], by=officer, at=at)
    seal()
    tamper(("UPDATE journal_entry SET person = 9",))
    verdict = queries.verify()
    assert (verdict.ok, len(verdict.faults)) == (False, 20)
