"""The top of every chain: administrators of the whole state, whom only the portal itself can make."""

from datetime import datetime

from django.db import transaction

from motcua.agencies import rules
from motcua.agencies.commands.grants import Asked, give
from motcua.agencies.commands.locks import day
from motcua.agencies.commands.memberships import activate, place
from motcua.agencies.models import Agency, Grant, Membership, Role
from motcua.agencies.queries import existing, held_of
from motcua.agencies.rules.rights import SUBSYSTEMS, SYSTEM, AdminLevel, bundle
from motcua.identity.models import Person
from motcua.kernel.actor import SYSTEM as PORTAL
from motcua.kernel.errors import Missing


class NoGovernmentOffice(Missing):
    """Chưa có Văn phòng Chính phủ trong cây cơ quan. Hãy nạp danh mục cơ quan trước."""


@transaction.atomic
def national_administrator(person: Person, title: str = "", *, at: datetime) -> tuple[Membership, tuple[Grant, ...]]:
    """A person of the Government Office who may pass on every right anywhere, and uses those of an administrator.

    What they hold already stays: a second time gives nothing. Returns the place and what is new. Two are needed, since
    one approves what the other gives to whole ministries and provinces. Raises NoGovernmentOffice.
    """
    today = day(at)
    office = existing(today).filter(role=Role.GOVERNMENT_OFFICE).order_by("pk").first()
    if office is None:
        raise NoGovernmentOffice
    found = _placed(person, office, title, at=at)
    held = {(one.subsystem, one.right, one.level) for one in held_of(found.pk, today)}
    bundles = [one for key in SUBSYSTEMS for one in bundle(key, AdminLevel.NATIONAL)]
    wanted = dict.fromkeys([*bundles, (SYSTEM, "units", None)])
    asked = [Asked(key, right, None, level=level) for key, right, level in wanted if (key, right, level) not in held]
    return found, give(found.pk, asked, reason="", by=PORTAL, at=at)


def _placed(person: Person, office: Agency, title: str, *, at: datetime) -> Membership:
    found = Membership.objects.filter(person=person, agency=office).first()
    if found is None or not rules.in_force(found.since, found.until, day(at)):
        found = place(person, office, title, by=PORTAL, at=at)
    return activate(found.pk, by=PORTAL, at=at)
