from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from motcua.identity import commands, queries, rules
from motcua.identity.models import Affiliation, Business, Person
from motcua.journal.queries import history
from motcua.kernel.actor import SYSTEM, Actor
from tests.identity.conftest import AT, PASSWORD

TAX_CODE = "0100233488"


def actor(person: Person, **more) -> Actor:
    return Actor(person=person.pk, name=person.name, **more)


@pytest.fixture
def business(mau) -> Business:
    return commands.open_business("0100 233 488", "Công ty TNHH  Ví Dụ", representative=mau, at=AT)


def members(business) -> list[tuple[str, str, bool]]:
    rows = Affiliation.objects.filter(business=business).order_by("pk")
    return [(row.person.name, row.role, row.active) for row in rows]


@pytest.mark.usefixtures("dear_passwords")
def test_register_opens_an_account(mau):
    person = queries.person(mau.pk)
    assert (person.name, person.name_fold, person.assurance, person.joined_at) == (
        "Trần Thị Mẫu",
        "tran thi mau",
        1,
        AT,
    )
    assert queries.id_number(person) == "001100000001"
    assert queries.phone(person) == "+84900000001"
    assert queries.birth_date(person) == date(1990, 3, 27)
    assert person.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert [(e.action, e.person, dict(e.data)) for e in history(f"person:{mau.pk}")] == [
        ("identity.register", mau.pk, {})
    ]


def test_phone_and_birth_date_may_be_missing(thu):
    assert (queries.phone(thu), queries.birth_date(thu)) == ("", None)


def test_no_number_is_stored_in_clear(mau):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p::text || coalesce(encode(id_number_sealed, 'escape'), '') || "
            "encode(phone_sealed, 'escape') || encode(birth_date_sealed, 'escape') FROM identity_person p"
        )
        dump = cursor.fetchone()[0]
    # Not the bare year: four digits turn up in random bytes now and then.
    for clear in ("001100000001", "900000001", "1990-03-27", "27/03/1990"):
        assert clear not in dump
        assert clear.encode().hex() not in dump


@pytest.mark.parametrize("typed", ["001100000001", "001.100.000.001", "0900000001", "+84 900 000 001"])
def test_a_person_is_found_by_each_number(mau, thu, typed, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert queries.by_number(typed) == mau


@pytest.mark.parametrize("typed", ["", "001100000009", "0900000009", "x", "900000001"])
def test_nobody_is_found_by_another_number(mau, typed):
    assert queries.by_number(typed) is None


@pytest.mark.parametrize(
    ("numbers", "refusal"),
    [
        (("001100000001", "0900000009"), commands.IdNumberTaken),
        (("001100000009", "+84900000001"), commands.PhoneTaken),
        (("00110000000", "0900000009"), rules.BadIdNumber),
        (("001100000009", "12"), rules.BadPhone),
    ],
)
def test_a_second_account_is_refused(mau, numbers, refusal):
    with pytest.raises(refusal):
        commands.register("Lê Thị Khác", *numbers, None, PASSWORD, at=AT)
    assert list(Person.objects.values_list("pk", flat=True)) == [mau.pk]


@pytest.mark.parametrize("name", ["", " \u200b ", "x" * 121])
def test_a_name_is_needed(db, name):
    with pytest.raises(rules.BadName):
        commands.register(name, "001100000009", "", None, PASSWORD, at=AT)
    assert not Person.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_gets_the_number():
    start, outcomes = Barrier(2), []

    def register(name):
        start.wait()
        try:
            commands.register(name, "001100000009", "", None, PASSWORD, at=AT)
            outcomes.append("opened")
        except commands.IdNumberTaken:
            outcomes.append("taken")
        finally:
            connection.close()

    threads = [Thread(target=register, args=[name]) for name in ("Một", "Hai")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["opened", "taken"]
    assert Person.objects.count() == 1


def test_open_business_gives_it_a_representative(business, mau):
    assert (business.tax_code, business.name, business.name_fold) == (
        TAX_CODE,
        "Công ty TNHH Ví Dụ",
        "cong ty tnhh vi du",
    )
    assert members(business) == [("Trần Thị Mẫu", "representative", True)]
    assert [e.action for e in history(f"business:{business.pk}")] == ["identity.open_business"]


@pytest.mark.parametrize(("code", "refusal"), [("0100233488", commands.TaxCodeTaken), ("0100233480", rules.BadTaxCode)])
def test_a_taken_or_wrong_tax_code_is_refused(business, thu, code, refusal):
    with pytest.raises(refusal):
        commands.open_business(code, "Công ty Khác", representative=thu, at=AT)
    assert Business.objects.count() == Affiliation.objects.count() == 1


def test_the_representative_admits_changes_and_retires(business, mau, thu):
    by = actor(mau, business=business.pk)
    commands.admit(thu, business, "viewer", by=by, at=AT)
    commands.admit(thu, business, "filer", by=by, at=AT)
    assert members(business)[1:] == [("Nguyễn Văn Thử", "filer", True)]
    commands.retire(thu, business, by=by, at=AT)
    assert members(business)[1:] == [("Nguyễn Văn Thử", "filer", False)]
    assert queries.affiliations(thu.pk) == []
    commands.admit(thu, business, "filer", by=SYSTEM, at=AT)
    assert [one.business for one in queries.affiliations(thu.pk)] == [business]
    journal = [
        (e.action, e.person, e.data.get("role"), e.data.get("person")) for e in history(f"business:{business.pk}")
    ]
    assert journal[1:] == [
        ("identity.admit", mau.pk, "viewer", thu.pk),
        ("identity.admit", mau.pk, "filer", thu.pk),
        ("identity.retire", mau.pk, None, thu.pk),
        ("identity.admit", 0, "filer", thu.pk),
    ]


def test_only_the_representative_admits_and_retires(business, mau, thu):
    commands.admit(thu, business, "filer", by=actor(mau), at=AT)
    other = commands.register("Lê Thị Khác", "001100000009", "", None, PASSWORD, at=AT)
    before = members(business)
    for stranger in (thu, other):
        with pytest.raises(commands.OnlyRepresentative, match="Công ty TNHH Ví Dụ"):
            commands.admit(other, business, "viewer", by=actor(stranger, business=business.pk), at=AT)
        with pytest.raises(commands.OnlyRepresentative):
            commands.retire(thu, business, by=actor(stranger, business=business.pk), at=AT)
    assert members(business) == before


def test_what_the_representative_may_not_do(business, mau, thu):
    by = actor(mau)
    commands.admit(thu, business, "filer", by=by, at=AT)
    before = members(business)
    for act, refusal in [
        (lambda: commands.admit(thu, business, "filer", by=by, at=AT), commands.AlreadyAdmitted),
        (lambda: commands.admit(thu, business, "representative", by=by, at=AT), commands.RepresentativeStays),
        (lambda: commands.admit(mau, business, "viewer", by=by, at=AT), commands.RepresentativeStays),
        (lambda: commands.retire(mau, business, by=by, at=AT), commands.RepresentativeStays),
    ]:
        with pytest.raises(refusal):
            act()
    assert members(business) == before
    commands.retire(thu, business, by=by, at=AT)
    with pytest.raises(commands.NotAdmitted, match="Nguyễn Văn Thử"):
        commands.retire(thu, business, by=by, at=AT)


def test_affiliations_cost_one_statement(mau, django_assert_num_queries):
    for code in (TAX_CODE, "0100233488-001", "0100233488-002"):
        commands.open_business(code, f"Công ty {code[-1]}", representative=mau, at=AT)
    with django_assert_num_queries(1):
        assert [one.business.name for one in queries.affiliations(mau.pk)] == ["Công ty 1", "Công ty 2", "Công ty 8"]


def test_cast_can_be_repeated(mau, thu):
    commands.cast(thu, "Nộp hồ sơ", 2)
    commands.cast(mau, "Xem", 1)
    commands.cast(thu, "Duyệt hồ sơ", 3)
    assert [(one.person, one.part) for one in queries.demo_people()] == [(mau, "Xem"), (thu, "Duyệt hồ sơ")]


@given(st.text(max_size=30))
def test_a_search_by_any_text_needs_no_database(text):
    try:
        rules.login(text)
    except rules.BadLogin:
        assert queries.by_number(text) is None
