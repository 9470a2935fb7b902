"""The pages about who looked at one's data, on a phone and on a desk."""

from datetime import timedelta

import pytest

from motcua.transparency import commands, queries
from tests.browser import stage
from tests.dossiers.conftest import NOON
from tests.transparency.conftest import look, self_of, worker

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
HERE, DESK = "/tai-khoan/ai-da-xem/", "/ban-lam-viec/hoi-dap/"


@pytest.fixture
def pages(answering, dossier, sign_in) -> dict[str, str]:
    """The HTML of each page by name, with a question that waits and one that was answered."""
    worker(answering, 1)
    subject = self_of(answering, "citizen")
    looks = [look(answering, who, "person", subject, minutes=n) for n, who in enumerate(("thu", "bao", "huyen"))]
    asked = [
        commands.ask(queries.view(answering["citizen"], one), "Tôi không nhờ ai.", by=answering["citizen"], at=NOON)
        for one in looks[:2]
    ]
    commands.answer(asked[0].pk, "Bà đã đến quầy.", by=answering["quyen"], at=NOON + timedelta(minutes=5))
    look(answering, "thu", "rows", dossier.subject, rows=[1, 2], clear=True)
    look(answering, "huyen", "dossier", dossier.subject, clear=False)
    addresses = {
        "views": ("citizen", HERE),
        "business": ("firm", f"{HERE}?cua=doanh-nghiep"),
        "worker": ("worker1", HERE),
        "unsure": ("unsure", HERE),
        "answered": ("citizen", f"{HERE}{looks[0]}/"),
        "ask": ("citizen", f"{HERE}{looks[2]}/hoi/"),
        "inquiries": ("quyen", DESK),
        "inquiry": ("quyen", f"{DESK}{asked[1].pk}/"),
    }
    return {name: sign_in(who).get(address).content.decode() for name, (who, address) in addresses.items()}


def test_every_page_fits_and_is_for_everybody(pages):
    told = {}
    with stage() as at:
        for name, html in pages.items():
            for width in (390, 1280):
                at.show(html, width=width)
                told[name, width] = (at.violations(), max(0, at.too_wide()))
    assert {where: what for where, what in told.items() if what != ([], 0)} == {}
