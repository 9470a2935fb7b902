"""The register of support: a month of one support to a person, once, in whole lists."""

from datetime import date, datetime
from threading import Barrier, Thread

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.entitlements.commands import AlreadyEntitled, entitle
from motcua.entitlements.models import Entitlement
from motcua.entitlements.queries import granted_to
from motcua.journal.models import Entry
from motcua.kernel.actor import Actor, Capacity
from motcua.shell.clock import VIETNAM
from motcua.shell.vault import blind

AT = datetime(2020, 5, 22, 9, 0, tzinfo=VIETNAM)
BY = Actor(7, "Đinh Văn Tỉnh Mẫu", Capacity.OFFICER, agency=1, agency_name="Ủy ban nhân dân tỉnh Ví Dụ")
POLICY = "tam-hoan-hop-dong"


def who(n: int) -> bytes:
    return blind(f"0990000{n:05}", purpose="id")


def grant(lines, subject="dossier:1", policy=POLICY):
    return entitle(policy, lines, subject=subject, by=BY, at=AT)


def months(subject="dossier:1"):
    found = Entitlement.objects.filter(subject=subject).order_by("line", "month")
    return [(one.line, one.month.isoformat()) for one in found]


@pytest.mark.parametrize(
    ("since", "count", "expected"),
    [
        (date(2020, 4, 1), 3, ["2020-04-01", "2020-05-01", "2020-06-01"]),
        (date(2020, 4, 15), 2, ["2020-04-01", "2020-05-01"]),  # 15/4 to 14/6
        (date(2020, 4, 30), 1, ["2020-04-01"]),
        (date(2020, 5, 31), 1, ["2020-05-01"]),
        (date(2020, 12, 31), 2, ["2020-12-01", "2021-01-01"]),
    ],
)
def test_the_months_counted_from_the_first_day(db, since, count, expected):
    assert grant([(1, who(1), since, count)]) == count
    assert [month for _, month in months()] == expected
    assert granted_to("dossier:1") == count


def test_a_whole_list_is_one_entry_in_the_journal(db):
    assert grant([(n, who(n), date(2020, 4, 1), 3) for n in range(1, 101)]) == 300
    (entry,) = Entry.objects.filter(action="entitlements.granted")
    assert (entry.subject, entry.data) == ("dossier:1", {"policy": POLICY, "people": 100, "months": 300})


def test_the_same_month_from_another_subject_is_refused_whole(db):
    grant([(1, who(1), date(2020, 5, 1), 1), (2, who(2), date(2020, 4, 1), 1)])
    before = months()
    with pytest.raises(AlreadyEntitled) as refused:
        grant(
            [(7, who(3), date(2020, 4, 1), 3), (8, who(1), date(2020, 4, 1), 3), (9, who(2), date(2020, 5, 1), 1)],
            subject="dossier:2",
        )
    assert refused.value.data["lines"] == "8"
    assert months() == before
    assert months("dossier:2") == []
    assert Entry.objects.filter(subject="dossier:2").count() == 0


def test_other_months_and_other_supports_are_free(db):
    grant([(1, who(1), date(2020, 4, 1), 1)])
    assert grant([(1, who(1), date(2020, 5, 1), 2)], subject="dossier:2") == 2
    assert grant([(1, who(1), date(2020, 4, 1), 3)], subject="dossier:3", policy="vay-von") == 3


def test_twice_in_one_list(db):
    with pytest.raises(AlreadyEntitled):
        grant([(1, who(1), date(2020, 4, 1), 1), (2, who(1), date(2020, 4, 15), 1)])
    assert not Entitlement.objects.exists()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
@given(st.dates(date(2020, 1, 1), date(2021, 12, 31)), st.integers(1, 6))
def test_as_many_months_in_a_row_as_asked_for(db, since, count):
    Entitlement.objects.all().delete()
    grant([(1, who(1), since, count)])
    expected = [((since.year * 12 + since.month - 1 + n) // 12, (since.month - 1 + n) % 12 + 1) for n in range(count)]
    assert [(int(m[:4]), int(m[5:7])) for _, m in months()] == expected


@pytest.mark.django_db(transaction=True)
def test_lists_of_one_moment_neither_cross_nor_wait_for_each_other():
    """Two long lists in opposite order share people: one wins whole, the other is refused whole, no deadlock."""
    for n in range(4):
        lines = [(line, who(1000 * n + line), date(2020, 4, 1), 3) for line in range(1, 201)]
        found: dict[str, object] = {}
        barrier = Barrier(2)

        def run(subject, rows, found=found, barrier=barrier):
            try:
                barrier.wait(10)
                found[subject] = grant(rows, subject=subject)
            except Exception as fault:  # noqa: BLE001 - shown by the assertions
                found[subject] = fault
            finally:
                connection.close()

        names = [f"dossier:{10 * n}", f"dossier:{10 * n + 1}"]
        threads = [
            Thread(target=run, args=(name, rows)) for name, rows in zip(names, (lines, lines[::-1]), strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        assert sorted(type(found[name]).__name__ for name in names) == ["AlreadyEntitled", "int"]
        assert sorted(granted_to(name) for name in names) == [0, 600]
