"""Who somebody is. Numbers are found through their blind index and read only for those who may see them."""

from datetime import date

from django.db.models import QuerySet

from motcua.identity import rules
from motcua.identity.models import Affiliation, DemoPerson, Person
from motcua.kernel.errors import Missing
from motcua.shell.vault import blind, unseal


class NoSuchPerson(Missing):
    """Không tìm thấy tài khoản này."""


def by_number(text: str) -> Person | None:
    """The account with this ID number (9 or 12 digits, a former one too) or phone, however spaced. One statement."""
    try:
        login = rules.login(text)
    except rules.BadLogin:
        return None
    index = blind(login.number, purpose=login.kind)
    if login.kind == "id":
        return Person.objects.filter(id_numbers__index=index).first()
    return Person.objects.filter(phone_index=index).first()


def person(pk: int) -> Person:
    """Raises NoSuchPerson."""
    found = Person.objects.filter(pk=pk).first()
    if found is None:
        raise NoSuchPerson
    return found


def active_person(pk: int) -> Person | None:
    """For the session: None as soon as the account is closed. Each request asks: a plain statement."""
    return next(iter(Person.objects.raw("SELECT * FROM identity_person WHERE id = %s AND is_active", [pk])), None)


def id_number(person: Person) -> str:
    return unseal(person.id_number_sealed, purpose="person.id")


def phone(person: Person) -> str:
    """In E.164, '+84905123456'; '' when the person gave none."""
    return unseal(person.phone_sealed, purpose="person.phone") if person.phone_sealed else ""


def birth_date(person: Person) -> date | None:
    if not person.birth_date_sealed:
        return None
    return date.fromisoformat(unseal(person.birth_date_sealed, purpose="person.birth"))


def affiliations(person_id: int) -> list[Affiliation]:
    """The businesses for which the person may act now, with the role, by name."""
    return list(
        Affiliation.objects.filter(person_id=person_id, active=True)
        .select_related("business")
        .order_by("business__name_fold", "business_id")
    )


def locked_affiliations(business_id: int) -> QuerySet[Affiliation]:
    """All of a business's members, locked until the transaction ends: who represents it cannot change meanwhile."""
    return (
        Affiliation.objects.filter(business_id=business_id)
        .select_for_update(no_key=True, of=("self",))
        .order_by("pk")
        .select_related("person")
    )


def demo_people() -> list[DemoPerson]:
    """The cast of the demo, in the order of the story."""
    return list(DemoPerson.objects.filter(person__is_active=True).select_related("person").order_by("order", "pk"))


def demo_person(person_id: int) -> Person:
    """One of the cast. Raises NoSuchPerson for anybody else."""
    found = DemoPerson.objects.filter(person_id=person_id, person__is_active=True).select_related("person").first()
    if found is None:
        raise NoSuchPerson
    return found.person
