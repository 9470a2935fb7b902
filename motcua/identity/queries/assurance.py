"""What is asked of the population register, and what it said."""

import hmac
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from motcua.identity.models import Person, RegisterCheck
from motcua.identity.queries.people import birth_date, id_number
from motcua.identity.rules.assurance import CONFIRMED
from motcua.kernel.errors import Missing
from motcua.shell.vault import blind

OPEN = (RegisterCheck.Result.WAITING, RegisterCheck.Result.UNREACHABLE)


class NoSuchCheck(Missing):
    """Không tìm thấy lần đối chiếu này. Hãy bắt đầu lại."""


@dataclass(frozen=True)
class Question:
    """What the register is asked. `mark` stands for the three values: an answer counts only while they are the same."""

    id_number: str
    name: str
    birth_date: date
    mark: bytes

    def __repr__(self) -> str:
        return "Question()"


def question(check_id: int) -> Question | None:
    """None when there is nothing left to ask: answered, or confirmed at a counter meanwhile."""
    check = RegisterCheck.objects.select_related("person").filter(pk=check_id, result__in=OPEN).first()
    if check is None or check.person.assurance >= CONFIRMED:
        return None
    born = birth_date(check.person)
    if born is None:
        return None
    return Question(id_number(check.person), check.person.name, born, mark(check.person))


def mark(person: Person, number: str = "") -> bytes:
    """Equal for equal number (the person's own, unless another is given), name and birth date."""
    born = birth_date(person)
    told = f"{number or id_number(person)}\n{person.name}\n{born.isoformat() if born else ''}"
    return blind(told, purpose="register.mark")


def same(person: Person, earlier: bytes, number: str = "") -> bool:
    return hmac.compare_digest(mark(person, number), earlier)


def own_check(person_id: int, check_id: int) -> RegisterCheck:
    """One of the person's own. Raises NoSuchCheck."""
    found = RegisterCheck.objects.filter(pk=check_id, person_id=person_id).first()
    if found is None:
        raise NoSuchCheck
    return found


def last_check(person_id: int) -> RegisterCheck | None:
    return RegisterCheck.objects.filter(person_id=person_id).order_by("-asked_at", "-pk").first()


def recent_checks(person_id: int, at: datetime) -> list[RegisterCheck]:
    """Those of the last 24 hours, oldest first."""
    since = at - timedelta(days=1)
    return list(RegisterCheck.objects.filter(person_id=person_id, asked_at__gt=since).order_by("asked_at", "pk"))


def locked_check(check_id: int) -> RegisterCheck | None:
    """The person first, then the check, as every writer of both does."""
    person_id = RegisterCheck.objects.filter(pk=check_id).values_list("person_id", flat=True).first()
    if person_id is None:
        return None
    locked_person(person_id)
    checks = RegisterCheck.objects.select_related("person").select_for_update(no_key=True, of=("self",))
    return checks.filter(pk=check_id).first()


def locked_person(person_id: int) -> Person:
    """Locked until the transaction ends: whoever changes an account waits for whoever changes it now."""
    return Person.objects.select_for_update(no_key=True).get(pk=person_id)
