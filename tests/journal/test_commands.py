import unicodedata
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection

from motcua.journal import commands, queries, rules
from motcua.journal.models import Entry, Leaf, Seal
from motcua.kernel.actor import SYSTEM


def sql(text, *params):
    with connection.cursor() as cursor:
        cursor.execute(text, params)


@pytest.mark.django_db
def test_record_keeps_who_what_when(officer, at):
    commands.record("dossiers.accept", "dossier:12", by=officer, at=at, note="đủ giấy tờ", day=date(2020, 5, 15))
    entry = Entry.objects.get()
    assert entry.at == at
    assert (entry.action, entry.subject) == ("dossiers.accept", "dossier:12")
    assert (entry.person, entry.person_name, entry.capacity) == (7, "Trần Thị Mẫu", "officer")
    assert (entry.business, entry.business_name) == (None, "")
    assert (entry.membership, entry.agency, entry.agency_name) == (3, 12, "Ủy ban nhân dân xã Ví Dụ")
    assert entry.data == {"note": "đủ giấy tờ", "day": "2020-05-15"}
    assert not entry.viewing


@pytest.mark.django_db
def test_the_leaf_is_over_every_field(owner, at):
    commands.record("dossiers.submit", "dossier:12", by=owner, at=at, amount=1_800_000)
    entry = Entry.objects.get()
    content = {
        "action": "dossiers.submit",
        "agency": None,
        "agency_name": "",
        "at": "2020-05-12T01:30:00.000000Z",
        "business": 5,
        "business_name": "Công ty TNHH Ví Dụ",
        "capacity": "business",
        "data": {"amount": 1_800_000},
        "membership": None,
        "person": 8,
        "person_name": "Nguyễn Văn Thử",
        "subject": "dossier:12",
    }
    assert set(content) == set(rules.FIELDS)
    assert set(content) == {field.name for field in Entry._meta.fields} - {"id", "leaf"}
    assert bytes(entry.leaf) == rules.entry_leaf(entry.pk, rules.canonical(content))


@pytest.mark.django_db
def test_texts_are_composed_before_they_are_hashed(officer, at):
    commands.record("a", "s:1", by=officer, at=at, note=unicodedata.normalize("NFD", "Quảng Ngãi"))
    assert Entry.objects.get().data == {"note": "Quảng Ngãi"}
    assert queries.verify().ok


@pytest.mark.django_db
def test_one_statement_each(officer, at, django_assert_num_queries):
    with django_assert_num_queries(1):
        commands.record("a", "s:1", by=officer, at=at, n=1)
    with django_assert_num_queries(1):
        commands.record_many("a", [(f"s:{n}", {"n": n}) for n in range(50)], by=officer, at=at)
    with django_assert_num_queries(0):
        commands.record_many("a", [], by=officer, at=at)


@pytest.mark.django_db
def test_record_many_is_record_many_times(officer, at):
    acts = [(f"row:{n}", {"n": n, "note": "cấp", "none": None}) for n in range(30)]
    commands.record_many("copies.issue", acts, by=officer, at=at)
    entries = list(Entry.objects.order_by("id"))
    assert [(entry.subject, entry.data) for entry in entries] == acts
    assert {(e.action, e.person, e.agency_name, e.at) for e in entries} == {
        ("copies.issue", 7, "Ủy ban nhân dân xã Ví Dụ", at)
    }
    verdict = queries.verify()
    assert (verdict.ok, verdict.entries, verdict.faults) == (True, 30, [])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("subject", "data", "where"),
    [
        ("dossier:1", {"note": "gọi 0900000012"}, "data.note"),
        ("dossier:1", {"rows": [{"id": "001000000012"}]}, r"data.rows\[0\].id"),
        ("person:001000000012", {}, "subject"),
    ],
)
def test_personal_numbers_are_refused(officer, at, subject, data, where):
    with pytest.raises(ValueError, match=where):
        commands.record("a", subject, by=officer, at=at, **data)
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_personal_numbers_are_masked_in_production(officer, at, settings):
    settings.PRODUCTION = True
    commands.record("a", "dossier:1", by=officer, at=at, note="gọi 0900 000 012")
    assert Entry.objects.get().data == {"note": "gọi •••• 0012"}
    assert queries.verify().ok


@pytest.mark.django_db
def test_reads(officer, owner, at):
    later = at + timedelta(minutes=1)
    commands.record("dossiers.submit", "dossier:12", by=owner, at=at)
    commands.seen("papers", "dossier:12", by=officer, at=at, paper=3)
    commands.record("dossiers.accept", "dossier:12", by=officer, at=later)
    commands.seen("list", "dossier:12", by=SYSTEM, at=later)
    commands.record("dossiers.submit", "dossier:13", by=owner, at=later)

    def actions(entries):
        return [(entry.action, entry.person) for entry in entries]

    assert actions(queries.history("dossier:12")) == [
        ("dossiers.submit", 8), ("seen:papers", 7), ("dossiers.accept", 7), ("seen:list", 0),
    ]  # fmt: skip
    assert [entry.viewing for entry in queries.history("dossier:12")] == [False, True, False, True]
    assert actions(queries.acts_on("dossier:12")) == [("dossiers.submit", 8), ("dossiers.accept", 7)]
    assert actions(queries.views_of("dossier:12")) == [("seen:list", 0), ("seen:papers", 7)]
    assert actions(queries.views_of("dossier:12", person=7)) == [("seen:papers", 7)]
    newest = queries.by_person(7, limit=1)
    assert actions(newest) == [("dossiers.accept", 7)]
    assert actions(queries.by_person(7, before=newest[-1].pk)) == [("seen:papers", 7)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", ["journal_entry", "journal_leaf", "journal_seal"])
@pytest.mark.parametrize("change", ["UPDATE {} SET leaf = leaf", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_database_refuses_changes(officer, at, table, change, seal):
    commands.record("a", "s:1", by=officer, at=at)
    seal()
    if table == "journal_seal":
        change = change.replace("leaf", "root")
    sql(f"ALTER TABLE {table} ENABLE TRIGGER {table}_no_truncate")
    try:
        with pytest.raises(
            DatabaseError, match=f"The journal is append-only: {change.split()[0]} on {table} is refused"
        ):
            sql(change.format(table))
    finally:
        sql(f"ALTER TABLE {table} DISABLE TRIGGER {table}_no_truncate")
    assert (Entry.objects.count(), Leaf.objects.count(), Seal.objects.count()) == (1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_seal(officer, at, seal):
    assert seal() == 0
    assert not Seal.objects.exists()
    commands.record_many("a", [(f"s:{n}", {}) for n in range(5)], by=officer, at=at)
    assert seal() == 5
    assert seal() == 0
    commands.record("a", "s:5", by=officer, at=at)
    assert seal(at=at + timedelta(minutes=1)) == 1
    ids = list(Entry.objects.order_by("id").values_list("id", flat=True))
    leaves = [bytes(leaf) for leaf in Entry.objects.order_by("id").values_list("leaf", flat=True)]
    assert list(Leaf.objects.order_by("position").values_list("position", "entry")) == list(enumerate(ids))
    first, second = Seal.objects.order_by("size")
    assert (first.size, bytes(first.root), first.sealed_at) == (5, rules.root(leaves[:5]), at)
    assert (first.first_entry, first.last_entry) == (ids[0], ids[4])
    assert (second.size, bytes(second.root)) == (6, rules.root(leaves))
    assert (second.first_entry, second.last_entry) == (ids[5], ids[5])
    verdict = queries.verify()
    assert verdict == rules.Verdict(ok=True, entries=6, sealed=6, unsealed=0, faults=[])


@pytest.mark.django_db(transaction=True)
def test_anybody_can_check_one_entry(officer, at, seal):
    commands.record_many("a", [(f"s:{n}", {}) for n in range(11)], by=officer, at=at)
    entry = queries.history("s:6")[0]
    assert queries.inclusion(entry.pk) is None
    seal()
    seal, index, proof = queries.inclusion(entry.pk)
    assert rules.includes(seal.size, bytes(seal.root), index, bytes(entry.leaf), proof)
    assert not rules.includes(seal.size, bytes(seal.root), index, rules.leaf_hash(b"another"), proof)


@pytest.mark.django_db(transaction=True)
def test_a_restored_copy_goes_on(officer, at, seal):
    """Another cluster numbers transactions anew: old entries may carry numbers that it has yet to reach."""
    commands.record_many("a", [(f"s:{n}", {}) for n in range(3)], by=officer, at=at)
    seal()
    commands.record("late", "s:9", by=officer, at=at)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE journal_entry SET xid = (xid::text::bigint + 1000000000)::text::xid8")
        cursor.execute("UPDATE journal_seal SET below = below + 1000000000, cluster = 1")
        cursor.execute("SET session_replication_role = origin")
    commands.record("new", "s:10", by=officer, at=at)
    assert queries.verify().ok
    assert seal() == 2
    commands.record("new", "s:11", by=officer, at=at)
    assert seal() == 1
    assert queries.verify() == rules.Verdict(ok=True, entries=6, sealed=6, unsealed=0, faults=[])


def test_the_job_runs_each_minute():
    from procrastinate.contrib.django import app

    app.perform_import_paths()
    task = app.tasks["journal.seal"]
    assert task.func.__module__ == "motcua.journal.jobs"
    crons = {entry.task.name: entry.cron for entry in app.periodic_registry.periodic_tasks.values()}
    assert crons["journal.seal"] == "* * * * *"
