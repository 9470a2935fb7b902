"""The demo's tree of administrators: from the Government Office down to those who set up the officers of the story."""

from collections.abc import Iterable
from datetime import datetime

from motcua.agencies.commands import Asked, activate, approve, give, national_administrator, place
from motcua.agencies.models import Agency
from motcua.agencies.rules.rights import COVID, OFFICE, SUBSYSTEMS, SYSTEM, AdminLevel
from motcua.identity.models import Person
from motcua.kernel.actor import Actor

PASSED = (SYSTEM, COVID, OFFICE)  # what provinces and branches administer in the demo
_REASON = "Theo danh sách đăng ký tài khoản (ví dụ)"
_SUBSYSTEM = {right: key for key in PASSED for right in SUBSYSTEMS[key].rights}


def national(person: Person, title: str, *, at: datetime) -> int:
    """A national administrator; returns the membership."""
    return national_administrator(person, title, at=at)[0].pk


def administrator(
    person: Person, agency: Agency, title: str, level: AdminLevel, *, by: Actor, second: Actor, at: datetime
) -> int:
    """An administrator of an agency and all below it, approved by a second person where that is needed."""
    pk = place(person, agency, title, by=by, at=at).pk
    activate(pk, by=by, at=at)
    passed = [Asked(key, right, agency.pk, level=level) for right, key in _SUBSYSTEM.items()]
    used = [Asked(SYSTEM, right, agency.pk) for right in SUBSYSTEMS[SYSTEM].rights]
    for grant in give(pk, [*passed, *used], reason=_REASON, by=by, at=at):
        if grant.approved_at is None:
            approve(grant.pk, by=second, at=at)
    return pk


def officer(person: Person, agency: Agency, title: str, powers: Iterable[str], *, by: Actor, at: datetime) -> int:
    """An officer with these rights to work, by their bare names, for all services."""
    pk = place(person, agency, title, by=by, at=at).pk
    activate(pk, by=by, at=at)
    give(pk, [Asked(_SUBSYSTEM[right], right, agency.pk) for right in powers], reason=_REASON, by=by, at=at)
    return pk
