"""Two people at the same moment: one wins, the other reads who did what."""

import pytest

from motcua.agencies.models import Agency
from motcua.authoring import commands
from motcua.authoring.models import ServiceDraft
from motcua.authoring.rules import LiveChanged, MovedOn, TextChanged
from motcua.catalogue import commands as catalogue
from motcua.catalogue.models import ServiceVersion
from tests.authoring.conftest import NOON
from tests.authoring.samples import ROOF, changed
from tests.authoring.test_drafts import LATER, TODAY, begun, submitted
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def publishing(authors, draft, who, against=0):
    return lambda: commands.publish(
        draft.pk, seen=draft.digest, against=against, valid_from=TODAY, by=authors[who], at=LATER
    )


def test_two_approvers(hard_authors):
    draft = submitted(hard_authors)
    found = at_once(publishing(hard_authors, draft, "duyet"), publishing(hard_authors, draft, "duyet2"))
    (version,) = [one for one in found if isinstance(one, ServiceVersion)]
    (loser,) = [one for one in found if one is not version]
    assert isinstance(loser, MovedOn)
    assert str(loser).startswith(f"{version.published_by} đã công bố bản này lúc 12:00, 12/05/2020")
    assert ServiceVersion.objects.count() == 1


def test_one_publishes_while_the_other_returns(hard_authors):
    draft = submitted(hard_authors)

    def returning():
        return commands.give_back(draft.pk, "Không.", seen=draft.digest, by=hard_authors["duyet2"], at=LATER)

    found = at_once(publishing(hard_authors, draft, "duyet"), returning)
    assert sum(isinstance(one, MovedOn) for one in found) == 1
    draft.refresh_from_db()
    assert (draft.state == "published") == (ServiceVersion.objects.count() == 1)


def test_edited_while_it_is_approved(hard_authors):
    draft = submitted(hard_authors)

    def rewriting():
        commands.take_back(draft.pk, by=hard_authors["soan"], at=LATER)
        again = commands.rewrite(draft.pk, ROOF + "# lén\n", seen=draft.digest, by=hard_authors["soan"], at=LATER)
        return commands.submit(draft.pk, seen=again.digest, by=hard_authors["soan"], at=LATER)

    found = at_once(publishing(hard_authors, draft, "duyet"), rewriting)
    draft.refresh_from_db()
    texts = [version.text for version in ServiceVersion.objects.all()]
    assert texts in ([], [ROOF])  # never what the approver did not read
    assert (draft.state == "published") == (texts == [ROOF])
    assert any(isinstance(one, (MovedOn, TextChanged)) for one in found)


def test_two_drafts_of_one_service(hard_authors):
    one, two = submitted(hard_authors), submitted(hard_authors, ROOF + "# hai\n")
    found = at_once(publishing(hard_authors, one, "duyet"), publishing(hard_authors, two, "duyet2"))
    (version,) = [each for each in found if isinstance(each, ServiceVersion)]
    (loser,) = [each for each in found if each is not version]
    assert isinstance(loser, LiveChanged)
    assert str(loser).startswith(f"{version.published_by} vừa công bố phiên bản 1 của dịch vụ này.")
    assert ServiceVersion.objects.count() == 1


def test_two_owners_take_one_new_address(hard_authors):
    other = changed('"3.000777.000.00.00.H48"', '"3.000777.000.00.00.H47"')
    acts = [
        lambda who=who, text=text: catalogue.publish(
            text, by=hard_authors[who], at=NOON, owner=Agency.objects.get(pk=hard_authors[who].agency)
        )
        for who, text in (("duyet", ROOF), ("ngoai", other))
    ]
    found = at_once(*acts)
    assert sum(isinstance(one, catalogue.SlugTaken) for one in found) == 1
    assert ServiceVersion.objects.count() == 1


def test_two_writers_of_one_text(hard_authors):
    draft = begun(hard_authors)
    acts = [
        lambda who=who: commands.rewrite(
            draft.pk, f"{ROOF}# {who}\n", seen=draft.digest, by=hard_authors[who], at=LATER
        )
        for who in ("soan", "soan2")
    ]
    found = at_once(*acts)
    assert sum(isinstance(one, TextChanged) for one in found) == 1
    (kept,) = [one for one in found if isinstance(one, ServiceDraft)]
    draft.refresh_from_db()
    assert draft.text == kept.text
