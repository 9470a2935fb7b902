"""`python -m tests.browser.delegation_seed`: a second service, dossiers of both at two districts, two newcomers.

Prints one word a line: two codes that the newcomer is to see, one of the other service, one of another district, then
each newcomer's ID number.
"""

import sys
from datetime import date, timedelta
from typing import Any

import django

SECOND = "Dịch vụ thử nghiệm thứ hai"
NEWCOMERS = ("Lý Thị Mới Mẫu", "Lương Văn Phím Thử")
_NUMBERS = ("051090077701", "051090077702")
_FIRST_PERSON = 700_000


def main() -> None:
    from motcua.identity import commands as identity
    from motcua.ops.demo_data import PLACES
    from motcua.shell.clock import now

    at = now()
    second = _second_service(at)
    here, there = PLACES[0][1], PLACES[1][1]
    wanted = [("tam-hoan-hop-dong", here), ("tam-hoan-hop-dong", here), (second, here), ("tam-hoan-hop-dong", there)]
    for n, (slug, district) in enumerate(wanted):
        sys.stdout.write(f"{_at_the_committee(slug, district, _FIRST_PERSON + 10 * n, at + timedelta(seconds=n))}\n")
    for n, (name, number) in enumerate(zip(NEWCOMERS, _NUMBERS, strict=True)):
        person = identity.register(name, number, f"09000077{n:02d}", date(1990, 1, 2), "mot-cua-2020", at=at)
        identity.cast(person, "Cán bộ mới của huyện", 900 + n)
        sys.stdout.write(f"{number}\n")


def _second_service(at: Any) -> str:
    from motcua.catalogue.commands import publish
    from motcua.kernel.actor import SYSTEM
    from tests.browser.portals import ROOT

    text = (ROOT / "services" / "tam-hoan-hop-dong.yaml").read_text(encoding="utf-8")
    text = text.replace("slug: tam-hoan-hop-dong", "slug: dich-vu-thu-hai")
    text = text.replace("Hỗ trợ người lao động tạm hoãn hợp đồng, nghỉ không lương", SECOND)
    return publish(text, by=SYSTEM, at=at).slug


def _at_the_committee(slug: str, district: str, first: int, at: Any) -> str:
    """The code of a dossier that the insurance branch has confirmed and the district's committee has now."""
    from motcua.agencies.models import Membership
    from motcua.agencies.queries import actor_for, officers_of, resolve
    from motcua.dossiers import commands
    from motcua.dossiers.queries import RowFilter
    from motcua.identity.models import Person
    from motcua.identity.queries import affiliations
    from motcua.territory.queries import unit_by_code
    from motcua.workflow.queries import open_turn
    from tests.browser.employer import EMPLOYER
    from tests.browser.seed import filed

    unit = unit_by_code("district", district, at.date()).pk
    owner = Person.objects.get(name=EMPLOYER)
    firm = actor_for(owner, {"capacity": f"business:{affiliations(owner.pk)[0].business_id}"}, at.date())
    dossier = filed(firm, unit, first, at, slug)
    branch = resolve("social_insurance", "district", unit, at.date())
    person = Person.objects.get(pk=officers_of(branch.pk, at.date(), "process")[0][0])
    seat = Membership.objects.get(person=person, agency=branch)
    by = actor_for(person, {"proof": {"methods": ["totp"]}, "capacity": f"member:{seat.pk}"}, at.date())
    commands.confirm_rows(dossier.pk, "confirmed", wanted=RowFilter(), by=by, at=at)
    turn = open_turn(dossier.case_id)
    commands.act(dossier.pk, "pass", turn=turn.n, note="", wanted=(), by=by, at=at)
    return str(dossier.code)


if __name__ == "__main__":
    django.setup()
    main()
