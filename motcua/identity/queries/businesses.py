"""Businesses and their members, for those who belong to them."""

from dataclasses import dataclass

from motcua.identity.models import Affiliation, Business
from motcua.identity.queries.people import id_number
from motcua.kernel.actor import Actor
from motcua.kernel.errors import Missing


class NoSuchBusiness(Missing):
    """Không tìm thấy doanh nghiệp này trong số doanh nghiệp của bạn. Hãy xem lại ở mục Tài khoản."""


class NoSuchMember(Missing):
    """Người này hiện không có quyền tại doanh nghiệp. Hãy tải lại danh sách."""


@dataclass(frozen=True)
class Member:
    """`number`: the whole ID number, for the page to mask."""

    person: int
    name: str
    role: str
    role_name: str
    number: str

    @property
    def represents(self) -> bool:
        return self.role == Affiliation.Role.REPRESENTATIVE


def own_affiliation(actor: Actor, business_id: int) -> Affiliation:
    """What this person holds at this business now. Raises NoSuchBusiness for anybody else."""
    found = (
        Affiliation.objects.filter(person_id=actor.person, business_id=business_id, active=True)
        .select_related("business", "person")
        .first()
    )
    if found is None:
        raise NoSuchBusiness
    return found


def members(business: Business) -> list[Member]:
    """Who may act for it now: the representative first, then by name. One statement."""
    rows = Affiliation.objects.filter(business=business, active=True).select_related("person")
    shown = [_member(row) for row in rows.order_by("person__name_fold", "pk")]
    return sorted(shown, key=lambda member: not member.represents)


def member(business: Business, person_id: int) -> Affiliation:
    """Raises NoSuchMember."""
    found = (
        Affiliation.objects.filter(business=business, person_id=person_id, active=True).select_related("person").first()
    )
    if found is None:
        raise NoSuchMember
    return found


def _member(row: Affiliation) -> Member:
    return Member(row.person_id, row.person.name, row.role, row.get_role_display(), id_number(row.person))
