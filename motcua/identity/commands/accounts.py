"""Accounts, businesses and who may act for them."""

from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from motcua.identity import queries, rules
from motcua.identity.models import Affiliation, Business, DemoPerson, IdNumber, Person
from motcua.journal.commands import record
from motcua.kernel.actor import Actor, Capacity
from motcua.kernel.errors import Conflict, NotAllowed
from motcua.kernel.text import fold
from motcua.shell.vault import blind, seal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class IdNumberTaken(Conflict):
    """Số giấy tờ này đã có tài khoản. Hãy đăng nhập, hoặc đến bộ phận một cửa để lấy lại tài khoản của bạn."""


class PhoneTaken(Conflict):
    """Số điện thoại này đã gắn với tài khoản khác. Hãy dùng số khác, hoặc đến bộ phận một cửa để được giúp."""


class TaxCodeTaken(Conflict):
    """Mã số thuế này đã có tài khoản doanh nghiệp. Hãy nhờ người đại diện của doanh nghiệp thêm bạn vào."""


class OnlyRepresentative(NotAllowed):
    """Chỉ người đại diện theo pháp luật của {business} được thêm hoặc bớt người. Hãy liên hệ người đại diện."""


class AlreadyAdmitted(Conflict):
    """{who} đã có quyền này tại {business}."""


class NotAdmitted(Conflict):
    """{who} hiện không có quyền tại {business}. Hãy tải lại trang để xem danh sách mới nhất."""


class RepresentativeStays(Conflict):
    """Muốn đổi người đại diện của {business}, hãy đăng ký với cơ quan đăng ký kinh doanh."""


@transaction.atomic
def register(  # noqa: PLR0917 - six things make an account
    name: str, id_number: str, phone: str, birth_date: date | None, password: str, email: str = "", *, at: datetime
) -> Person:
    """Open an account at LoA 1; `phone` may be ''. Raises BadName, BadIdNumber, BadPhone, IdNumberTaken, PhoneTaken."""
    clean = rules.name(name, most=120)
    person = Person(
        name=clean,
        name_fold=fold(clean),
        birth_date_sealed=seal(birth_date.isoformat(), purpose="person.birth") if birth_date else None,
        email=email,
        password=make_password(password),
        joined_at=at,
    )
    _put_id_number(person, rules.id_number(id_number))
    if phone:
        _put_phone(person, rules.phone(phone))
    with _unique({"id_number_index": IdNumberTaken, "index": IdNumberTaken, "phone_index": PhoneTaken}):
        person.save(force_insert=True)
        IdNumber.objects.create(person=person, sealed=person.id_number_sealed, index=person.id_number_index, since=at)
    record("identity.register", _of(person), by=_self(person), at=at)
    return person


@transaction.atomic
def open_business(tax_code: str, name: str, *, representative: Person, at: datetime) -> Business:
    """Open a business's account with its legal representative. Raises BadTaxCode, BadName, TaxCodeTaken."""
    clean = rules.name(name, most=250)
    business = Business(tax_code=rules.tax_code(tax_code), name=clean, name_fold=fold(clean))
    with _unique({"tax_code": TaxCodeTaken}):
        business.save(force_insert=True)
    role = Affiliation.Role.REPRESENTATIVE
    Affiliation.objects.create(person=representative, business=business, role=role)
    record("identity.open_business", f"business:{business.pk}", by=_self(representative), at=at)
    return business


@transaction.atomic
def admit(person: Person, business: Business, role: str, *, by: Actor, at: datetime) -> Affiliation:
    """Let a person act for a business as filer or viewer; a member's role may change.

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
    return member


@transaction.atomic
def retire(person: Person, business: Business, *, by: Actor, at: datetime) -> None:
    """End a person's right to act for a business. Raises OnlyRepresentative, RepresentativeStays, NotAdmitted."""
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


@transaction.atomic
def sign_in(person: Person, *, at: datetime) -> None:
    """Note that the person has just proved who they are."""
    Person.objects.filter(pk=person.pk).update(last_login=at)
    record("identity.sign_in", _of(person), by=_self(person), at=at)


@transaction.atomic
def sign_out(*, by: Actor, at: datetime) -> None:
    """Note that the person ended their session."""
    record("identity.sign_out", f"person:{by.person}", by=by, at=at)


@transaction.atomic
def renew_hash(person: Person, password: str) -> None:
    """Store the right password, just given, under today's hash parameters. Not an act of the person: not journalled."""
    person.password = make_password(password)
    person.save(update_fields=["password"])


@transaction.atomic
def choose_capacity(capacity: str, *, by: Actor, at: datetime) -> None:
    """Remember in which capacity ('citizen', 'business:7', 'member:3') the person works, for their next session too.

    The caller has checked that it is theirs; whoever reads it checks again.
    """
    Person.objects.filter(pk=by.person).update(capacity=capacity)
    record("identity.choose_capacity", f"person:{by.person}", by=by, at=at, capacity=capacity)


@transaction.atomic
def choose_language(language: str, *, by: Actor, at: datetime) -> None:
    """Remember in which language ('vi', 'en') the person reads the portal."""
    Person.objects.filter(pk=by.person).update(language=language)
    record("identity.choose_language", f"person:{by.person}", by=by, at=at, language=language)


@transaction.atomic
def cast(person: Person, part: str, order: int) -> DemoPerson:
    """Give a person a part in the demo's story; again with another part: they change it."""
    defaults = {"part": part, "order": order}
    return DemoPerson.objects.update_or_create(person=person, defaults=defaults)[0]


def _check_represents(by: Actor, business: Business, members: "Mapping[int, Affiliation]") -> None:
    if by.capacity is Capacity.SYSTEM:
        return
    own = members.get(by.person)
    if own is None or not own.active or own.role != Affiliation.Role.REPRESENTATIVE:
        raise OnlyRepresentative(business=business.name)


def _put_id_number(person: Person, number: str) -> None:
    person.id_number_sealed = seal(number, purpose="person.id")
    person.id_number_index = blind(number, purpose="id")


def _put_phone(person: Person, number: str) -> None:
    person.phone_sealed = seal(number, purpose="person.phone")
    person.phone_index = blind(number, purpose="phone")


@contextmanager
def _unique(refusals: "Mapping[str, type[Conflict]]") -> "Iterator[None]":
    """A unique column's violation is its refusal: two at once cannot slip past, as they could past a look first."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        text = str(error)
        for column, refusal in refusals.items():
            if f"({column})=" in text:
                raise refusal from None
        raise


def _self(person: Person) -> Actor:
    return Actor(person=person.pk, name=person.name)


def _of(person: Person) -> str:
    return f"person:{person.pk}"
