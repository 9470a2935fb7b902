"""Businesses, and who may act for them."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from motcua.identity import queries, rules
from motcua.identity.models import Affiliation, Business, Person
from motcua.identity.rules.businesses import LEAST_LEVEL, MOST_NAME
from motcua.journal.commands import record
from motcua.kernel.actor import Actor, Capacity
from motcua.kernel.errors import Conflict, NotAllowed, Refusal
from motcua.kernel.text import fold
from motcua.shell.queue import defer


class TaxCodeTaken(Conflict):
    """Mã số thuế này đã có tài khoản doanh nghiệp. Hãy nhờ người đại diện của doanh nghiệp thêm bạn vào."""


class NotConfirmed(NotAllowed):
    """Phải xác minh danh tính trước khi đại diện cho doanh nghiệp. Hãy vào mục Tài khoản, chọn Xác minh danh tính."""


class OnlyRepresentative(NotAllowed):
    """Chỉ người đại diện theo pháp luật của {business} được thêm hoặc bớt người. Hãy liên hệ người đại diện."""


class NobodyByThat(Refusal):
    """Không tìm thấy tài khoản có đúng số giấy tờ và họ tên này. Hãy xem lại cả hai; người đó phải có tài khoản."""


class AlreadyAdmitted(Conflict):
    """{who} đã có quyền này tại {business}."""


class NotAdmitted(Conflict):
    """{who} hiện không có quyền tại {business}. Hãy tải lại trang để xem danh sách mới nhất."""


class RepresentativeStays(Conflict):
    """Muốn đổi người đại diện của {business}, hãy đăng ký với cơ quan đăng ký kinh doanh."""


@transaction.atomic
def open_business(
    tax_code: str, name: str, *, representative: Person, at: datetime, kind: str = Business.Kind.ENTERPRISE
) -> Business:
    """Open a business's account with its legal representative. Raises BadTaxCode, BadName, TaxCodeTaken.

    That the representative is a person of level 2 is for `found_business` to ask.
    """
    clean = rules.name(name, most=MOST_NAME)
    business = Business(tax_code=rules.tax_code(tax_code), name=clean, name_fold=fold(clean), kind=Business.Kind(kind))
    try:
        with transaction.atomic():
            business.save(force_insert=True)
    except IntegrityError:
        raise TaxCodeTaken from None
    role = Affiliation.Role.REPRESENTATIVE
    Affiliation.objects.create(person=representative, business=business, role=role)
    by = Actor(person=representative.pk, name=representative.name)
    record("identity.open_business", f"business:{business.pk}", by=by, at=at)
    return business


@transaction.atomic
def found_business(tax_code: str, name: str, kind: str, *, by: Actor, at: datetime) -> Business:
    """Open the account of the business whose legal representative `by` is. Raises NotConfirmed below level 2."""
    if by.assurance < LEAST_LEVEL:
        raise NotConfirmed
    return open_business(tax_code, name, representative=queries.person(by.person), at=at, kind=kind)


@transaction.atomic
def admit(person: Person, business: Business, role: str, *, by: Actor, at: datetime) -> Affiliation:
    """Let a person act for a business as filer or viewer; a member's role may change. They are told.

    Raises OnlyRepresentative, RepresentativeStays, AlreadyAdmitted.
    """
    members = {member.person_id: member for member in queries.locked_affiliations(business.pk)}
    _check_represents(by, business, members)
    member = members.get(person.pk) or Affiliation(person=person, business=business, active=False)
    kinds = (member.role, role)
    if Affiliation.Role.REPRESENTATIVE in kinds:
        raise RepresentativeStays(business=business.name)
    if member.active and member.role == role:
        raise AlreadyAdmitted(who=person.name, business=business.name)
    member.role, member.active = Affiliation.Role(role), True
    member.save()
    record("identity.admit", f"business:{business.pk}", by=by, at=at, person=person.pk, role=role)
    _tell(person, "admitted", business, by)
    return member


@transaction.atomic
def invite(id_number: str, name: str, business: Business, role: str, *, by: Actor, at: datetime) -> Affiliation:
    """Admit the person with this ID number, whose name must agree (accents and case aside).

    Raises what `admit` raises, and NobodyByThat: the same for a number of nobody, another name, a closed account.
    """
    _check_represents(by, business, {m.person_id: m for m in queries.locked_affiliations(business.pk)})
    person = queries.by_number(rules.id_number(id_number))
    if person is None or not person.is_active or person.name_fold != fold(name):
        raise NobodyByThat
    return admit(person, business, role, by=by, at=at)


@transaction.atomic
def retire(person: Person, business: Business, *, by: Actor, at: datetime) -> None:
    """End a person's right to act for a business. They are told.

    Raises OnlyRepresentative, RepresentativeStays, NotAdmitted.
    """
    members = {member.person_id: member for member in queries.locked_affiliations(business.pk)}
    _check_represents(by, business, members)
    member = members.get(person.pk)
    if member is None or not member.active:
        raise NotAdmitted(who=person.name, business=business.name)
    if member.role == Affiliation.Role.REPRESENTATIVE:
        raise RepresentativeStays(business=business.name)
    member.active = False
    member.save(update_fields=["active"])
    record("identity.retire", f"business:{business.pk}", by=by, at=at, person=person.pk)
    _tell(person, "retired", business, by)


def _check_represents(by: Actor, business: Business, members: Mapping[int, Affiliation]) -> None:
    if by.capacity is Capacity.SYSTEM:
        return
    own = members.get(by.person)
    if own is None or not own.active or own.role != Affiliation.Role.REPRESENTATIVE:
        raise OnlyRepresentative(business=business.name)


def _tell(person: Person, event: str, business: Business, by: Actor) -> None:
    """What the portal itself arranges when it is set up is news to nobody."""
    if by.capacity is not Capacity.SYSTEM:
        defer("notices.tell_of", person=person.pk, event=event, detail=business.name)
