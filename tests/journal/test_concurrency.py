from collections import Counter
from functools import partial
from threading import Barrier, Event, Thread

import pytest
from django.db import connection, transaction

from motcua.journal import commands, queries
from motcua.journal.models import Entry, Leaf

pytestmark = pytest.mark.django_db(transaction=True)


def in_thread(work):
    faults = []

    def run():
        try:
            work()
        except BaseException as fault:  # noqa: BLE001 - handed to the test
            faults.append(fault)
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()

    def finish():
        thread.join(30)
        assert not thread.is_alive()
        assert faults == []

    return finish


def test_an_entry_that_commits_late_is_sealed_later(officer, at, seal):
    written, may_commit = Event(), Event()

    def slow():
        with transaction.atomic():
            commands.record("slow", "s:1", by=officer, at=at)
            written.set()
            may_commit.wait(20)

    finish = in_thread(slow)
    assert written.wait(20)
    commands.record("quick", "s:2", by=officer, at=at)
    assert commands.seal(at=at) == 0, "an older transaction is still open"
    may_commit.set()
    finish()
    assert seal() == 2
    assert [e.action for e in Entry.objects.order_by("id")] == ["slow", "quick"]
    assert queries.verify().ok


def test_one_sealer_at_a_time(officer, at, seal):
    commands.record("a", "s:1", by=officer, at=at)
    inside, leave = Event(), Event()

    def other_sealer():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(commands._LOCK)
            inside.set()
            leave.wait(20)

    finish = in_thread(other_sealer)
    assert inside.wait(20)
    assert commands.seal(at=at) == 0
    leave.set()
    finish()
    assert seal() == 1
    assert queries.verify().ok


def test_writers_and_sealers_lose_nothing(officer, at, seal):
    writers, each = 4, 40
    start, done = Barrier(writers + 2), Event()

    def writer(name):
        start.wait(20)
        for n in range(each):
            with transaction.atomic():
                commands.record("a", f"{name}:{n}", by=officer, at=at)
                commands.record_many("b", [(f"{name}:{n}", {"k": k}) for k in range(3)], by=officer, at=at)
                transaction.set_rollback(n % 10 == 9)

    def sealer():
        start.wait(20)
        while not done.is_set():
            commands.seal(at=at)

    def checker():
        start.wait(20)
        while not done.is_set():
            assert queries.verify().faults == []

    working = [in_thread(partial(writer, f"w{n}")) for n in range(writers)]
    watching = [in_thread(sealer), in_thread(checker)]
    for finish in working:
        finish()
    done.set()
    for finish in watching:
        finish()
    seal()
    expected = writers * (each - each // 10) * 4
    assert Entry.objects.count() == expected
    assert Counter(Leaf.objects.values_list("entry", flat=True)) == Counter(Entry.objects.values_list("id", flat=True))
    verdict = queries.verify()
    assert (verdict.ok, verdict.entries, verdict.unsealed) == (True, expected, 0)
