"""`python -m tests.browser.seed FIRST COUNT`: the employer of the story files dossiers; prints each address and code.

With the portal's own commands, for journeys whose subject is what comes after the filing. The people of the lists are
those from number FIRST on, three to a dossier.
"""

import sys
from datetime import timedelta
from typing import Any

import django

PEOPLE = 3
ANSWERS: dict[str, Any] = {
    "company_name": "Công ty TNHH Ví Dụ", "tax_code": "0000000000", "business_line": "May mặc",
    "company_type": "limited", "street": "Số 1, đường Ví Dụ", "company_phone": "0900000099", "company_email": "",
    "contact_name": "Trần Thị Mẫu", "contact_phone": "0900000098", "no_funds": "yes", "revenue": 0, "wage_reserve": 0,
    "profit_left": 0, "other_funds": 0, "insured_workers": 62, "union": "no", "truthful": True, "single_claim": True,
}  # fmt: skip


def main(first: int, count: int) -> None:
    from motcua.agencies.queries import actor_for
    from motcua.identity.models import Person
    from motcua.identity.queries import affiliations
    from motcua.shell.clock import now
    from motcua.territory.queries import unit_by_code
    from tests.browser.employer import EMPLOYER

    at = now()
    owner = Person.objects.get(name=EMPLOYER)
    firm = actor_for(owner, {"capacity": f"business:{affiliations(owner.pk)[0].business_id}"}, at.date())
    place = unit_by_code("district", "533", at.date()).pk
    for n in range(count):
        dossier = filed(firm, place, first + n * PEOPLE, at + timedelta(seconds=n))
        sys.stdout.write(f"/ho-so/{dossier.ref}/ {dossier.code}\n")


def filed(firm: Any, place: int, first: int, at: Any, slug: str = "tam-hoan-hop-dong") -> Any:
    """A dossier of a service, handed in by the firm for a place, with the people from number `first` on."""
    from motcua.catalogue.queries import live_service, service_of
    from motcua.dossiers import commands
    from motcua.files.commands import keep
    from tests.browser.employer import few
    from tests.browser.watch import sample_pdf

    version = live_service(slug, at.date())
    draft = commands.begin(version, by=firm, at=at)
    told = ANSWERS | {"head_office": place}
    for section in service_of(version).sections:
        for page in section.pages:
            given = {q.key: told[q.key] for q in page.questions if q.key in told}
            commands.save_answers(draft.pk, f"{section.key}/{page.key}", given, by=firm, at=at)
    commands.upload_list(draft.pk, "danh-sach.xlsx", few(first, PEOPLE), by=firm, at=at)
    kept = keep("thoa-thuan-mau.pdf", sample_pdf().read_bytes(), by=firm, at=at, allowed=("pdf",))
    commands.add_paper(draft.pk, "agreements", kept, name="thoa-thuan-mau.pdf", by=firm, at=at)
    return commands.submit(draft.pk, by=firm, at=at)


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]), int(sys.argv[2]))
