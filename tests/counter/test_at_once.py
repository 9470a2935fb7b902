"""Two at once: one code hands in one dossier, one fee is taken once, one scan is accepted once."""

import pytest

from motcua.counter import commands
from motcua.counter.models import Scan
from motcua.documents.models import Document
from motcua.dossiers.models import Charge, Dossier, Paper
from motcua.files.commands import keep
from motcua.journal.models import Entry
from tests.counter.conftest import Counter, manned
from tests.dossiers.conftest import NOON, PDF
from tests.races import at_once


@pytest.fixture
def counter(hard_world) -> Counter:
    return manned(hard_world)


def kinds(found):
    return sorted(type(one).__name__ for one in found)


def test_two_clicks_with_one_code(counter):
    draft = counter.draft()
    typed = counter.asked(draft)
    by = counter["clerk"]
    found = at_once(*[lambda: commands.confirm(draft, typed, by=by, at=NOON)] * 2)
    assert sum(isinstance(one, Dossier) for one in found) == 1
    assert kinds(found)[0] in ("CodeSpent", "Dossier")
    assert Entry.objects.filter(action="dossier.submitted").count() == 1
    assert Document.objects.filter(kind="receipt").count() == 1


def test_five_guesses_are_five_guesses(counter):
    draft = counter.draft()
    typed = counter.asked(draft)
    by = counter["clerk"]
    wrong = [f"{(int(typed) + n) % 1_000_000:06}" for n in range(1, 8)]
    at_once(*[lambda guess=guess: commands.confirm(draft, guess, by=by, at=NOON) for guess in wrong])
    last = at_once(lambda: commands.confirm(draft, typed, by=by, at=NOON))
    assert kinds(last) == ["CodeSpent"]
    assert Dossier.objects.get().status == "draft"


def test_one_fee_twice(counter):
    dossier = counter.filed()
    by = counter["clerk"]
    found = at_once(*[lambda: commands.take_fee(dossier, "filing", by=by, at=NOON)] * 2)
    assert kinds(found) == ["Document", "PaidAlready"]
    assert Document.objects.filter(kind="cash").count() == 1
    assert Charge.objects.get(key="filing").receipt_no == "0001/BLTT"


def test_one_scan_twice(counter):
    draft = counter.draft()
    by = counter["clerk"]
    kept = keep("a.pdf", PDF, by=by, at=NOON, allowed=("pdf",))
    scan = Scan.objects.create(dossier=draft, key="photo", file=kept, pages=[[1, []]], clerk_id=by.person, at=NOON)
    found = at_once(*[lambda: commands.accept_scan(draft, scan.pk, original_seen=False, by=by, at=NOON)] * 2)
    assert kinds(found) == ["Paper", "ScanSettled"]
    assert Paper.objects.count() == 1
