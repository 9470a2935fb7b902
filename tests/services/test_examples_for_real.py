"""What the files' examples promise, done with the portal's own commands: same steps, same due times, same money."""

import re

import pytest

from motcua.documents.models import Document
from motcua.documents.queries import data
from motcua.documents.rules import money_words
from motcua.dossiers.commands import submit
from motcua.dossiers.models import Dossier
from motcua.journal.models import Entry
from motcua.kernel.errors import Refusal
from motcua.kernel.money import dong
from tests.services.conftest import turns
from tests.services.files import NAMES, examples, service

CASES = [(name, example) for name in NAMES for example in examples(name)]
RUN = [pytest.param(name, example, id=f"{name}: {example.name}") for name, example in CASES if example.does]
KEPT = [pytest.param(name, example, id=f"{name}: {example.name}") for name, example in CASES if not example.does]


@pytest.mark.parametrize(("name", "example"), RUN)
def test_an_example_comes_out_as_the_file_says(world, name, example):
    dossier = world.filed(service(name).slug, example)
    expect = example.expect
    if "due" in expect:
        assert f"{dossier.case.due_at.astimezone(example.at.tzinfo):%Y-%m-%d %H:%M}" == expect["due"]
    if "asked" in expect:
        assert dossier.amount == expect["asked"]
    for act in example.does:
        world.does(dossier, act)
    done = Dossier.objects.get(pk=dossier.pk)
    assert ("refused" if done.status == "refused" else "granted") == expect["outcome"]
    assert done.amount_granted == expect["amount"]
    steps = turns(done)
    if "steps" in expect:
        assert [step for step, _ in steps] == expect["steps"]
    if "dues" in expect:
        zone = example.at.tzinfo
        assert [f"{due.astimezone(zone):%Y-%m-%d %H:%M}" for _, due in steps] == expect["dues"]


@pytest.mark.parametrize(("name", "example"), [case for case in RUN if case.values[1].expect["amount"]])
def test_the_decision_names_what_was_granted(world, name, example):
    done = world.walked(service(name).slug, example)
    decision = Document.objects.get(subject=done.subject, kind="decision")
    said = " ".join(data(decision)["articles"])
    assert dong(done.amount_granted).removesuffix(" đ") in said
    assert money_words(done.amount_granted).lower() in said.lower()
    assert not re.search(r"\{\w+\}", said)


@pytest.mark.parametrize(("name", "example"), KEPT)
def test_what_may_not_be_filed_is_refused(world, name, example):
    draft = world.draft(service(name).slug, example)
    before = Entry.objects.count()
    with pytest.raises(Refusal):
        submit(draft.pk, by=world.applicant(service(name)), at=example.at)
    assert Dossier.objects.get(pk=draft.pk).status == "draft"
    assert Entry.objects.count() == before
