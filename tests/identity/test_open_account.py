"""Whose account may be opened: names that pass for others, numbers of others, phones that changed hands."""

import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.identity import commands as accounts
from motcua.identity import queries, rules
from motcua.identity.commands import codes
from motcua.identity.commands import registration as commands
from motcua.identity.models import FormerPhone, IdNumber, Person
from motcua.identity.queries.codes import text_of
from motcua.identity.rules import registration
from motcua.journal.queries import history
from motcua.shell import vault
from tests.identity.acts import at_once, jobs
from tests.identity.conftest import AT, PASSWORD

NEW = {
    "name": "Hoàng Thị Mới",
    "id_number": "001100000021",
    "phone": "+84900000021",
    "birth_date": date(1985, 3, 14),
    "password": PASSWORD,
}
TODAY = date(2020, 5, 12)


# --- Names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Trần Thị Mẫu", "Trần Thị Mẫu"),
        (unicodedata.normalize("NFD", "Nguyễn Đỗ Trường Vỹ"), "Nguyễn Đỗ Trường Vỹ"),
        ("  TRẦN\u00a0 THỊ \t MẪU ", "TRẦN THỊ MẪU"),
        ("H’Mẫu Niê", "H'Mẫu Niê"),
        ("Y Thử-Jơ", "Y Thử-Jơ"),
        ("a" * 120, "a" * 120),
    ],
)
def test_names_are_composed_and_tidy(text, name):
    assert registration.full_name(text) == name


@pytest.mark.parametrize(
    ("text", "refusal", "data"),
    [
        ("Trаn Thi Mau", registration.StrangeLetter, {"place": 3, "sign": "а"}),
        ("Τran Thi Mau", registration.StrangeLetter, {"place": 1, "sign": "Τ"}),
        ("Ｔran Thi Mau", registration.StrangeLetter, {"place": 1, "sign": "Ｔ"}),
        ("Tran Thi Mau 2", registration.StrangeLetter, {"place": 14, "sign": "2"}),
        ("Tran Thi ①", registration.StrangeLetter, {"place": 10, "sign": "①"}),
        ("Mẫu 🙂", registration.StrangeLetter, {"place": 5, "sign": "🙂"}),
        ("Mẫu (Thử)", registration.StrangeLetter, {"place": 5, "sign": "("}),
        ("Ðỗ Mẫu", registration.StrangeLetter, {"place": 1, "sign": "Ð"}),
        ("ﬁ Mẫu", registration.StrangeLetter, {"place": 1, "sign": "ﬁ"}),
        ("<b>Mẫu", registration.StrangeLetter, {"place": 1, "sign": "<"}),
        ("Tr\u200ban Mau", registration.HiddenSign, {"place": 3}),
        ("Mẫu\u202e", registration.HiddenSign, {"place": 4}),
        ("Mẫu\x00", registration.HiddenSign, {"place": 4}),
        ("Mx\u0302u", registration.HiddenSign, {"place": 3}),
        ("' -", registration.NoName, {}),
        ("", rules.BadName, {"most": 120}),
        ("a" * 121, rules.BadName, {"most": 120}),
    ],
)
def test_look_alikes_are_refused(text, refusal, data):
    with pytest.raises(refusal) as refused:
        registration.full_name(text)
    assert type(refused.value) is refusal
    assert refused.value.data == data


@given(st.text(max_size=40))
def test_a_name_that_passes_looks_like_one(text):
    try:
        name = registration.full_name(text)
    except (rules.BadName, registration.StrangeLetter, registration.HiddenSign, registration.NoName):
        return
    assert registration.full_name(name) == name
    assert registration.full_name(unicodedata.normalize("NFD", name)) == name
    assert unicodedata.is_normalized("NFC", name)
    assert all("LATIN" in unicodedata.name(sign) for sign in name if sign not in " '-")


# --- Birth dates


@pytest.mark.parametrize(
    ("born", "refusal"),
    [
        (date(2020, 5, 12), registration.NotBornYet),
        (date(2021, 1, 1), registration.NotBornYet),
        (date(2006, 5, 13), registration.TooYoung),
        (date(2006, 5, 12), None),
        (date(1900, 5, 12), None),
        (date(1899, 5, 13), None),
        (date(1899, 5, 12), registration.TooOld),
    ],
)
def test_ages(born, refusal):
    if refusal is None:
        assert registration.birth_date(born, today=TODAY) == born
        return
    with pytest.raises(refusal):
        registration.birth_date(born, today=TODAY)


def test_born_on_the_29th_of_february():
    with pytest.raises(registration.TooYoung):
        registration.birth_date(date(2004, 2, 29), today=date(2018, 2, 28))
    assert registration.birth_date(date(2004, 2, 29), today=date(2018, 3, 1))


# --- Passwords

KNOWN = {key: NEW[key] for key in ("id_number", "phone", "birth_date", "name")}


@pytest.mark.parametrize(
    "text",
    [
        "001100000021",
        "x 0011 0000 0021",
        "0900000021abc",
        "+84 900 000 021",
        "sinh 14/03/1985",
        "19850314 mai",
        "14.3.1985 abc",
        "hoang thi moi",
        "HoàngThịMới99",
        "xxhoangthimoixx",
    ],
)
def test_a_password_tells_nothing_of_its_owner(text):
    with pytest.raises(registration.PasswordTellsYou):
        registration.password(text, **KNOWN)


@pytest.mark.parametrize("text", [PASSWORD, "con mèo ngủ trưa", "hoang hôn mới 1985", "năm 2021 rồi nhé"])
def test_other_passwords_are_the_persons_choice(text):
    assert registration.password(text, **KNOWN) == text


def test_a_short_name_is_in_many_words():
    assert registration.password("an toàn lắm nhé", **{**KNOWN, "name": "Văn An"}) == "an toàn lắm nhé"
    with pytest.raises(registration.PasswordTellsYou):
        registration.password("vanan123", **{**KNOWN, "name": "Văn An"})


# --- The command


def test_an_account_opens_at_level_1(db):
    person = commands.open_account(**NEW, at=AT)
    assert (person.name, person.name_fold, person.assurance) == ("Hoàng Thị Mới", "hoang thi moi", 1)
    assert queries.id_number(person) == NEW["id_number"]
    assert queries.phone(person) == NEW["phone"]
    assert queries.birth_date(person) == NEW["birth_date"]
    assert IdNumber.objects.get().person == person
    assert [entry.action for entry in history(f"person:{person.pk}")] == ["identity.register"]


def test_the_number_of_somebody_is_refused_and_nothing_changes(mau):
    """Not even the phone is taken, which the registrant had proved."""
    with pytest.raises(accounts.IdNumberTaken):
        commands.open_account(**{**NEW, "id_number": "001100000001", "phone": "+84900000001"}, at=AT)
    mau.refresh_from_db()
    assert queries.phone(mau) == "+84900000001"
    assert Person.objects.count() == 1
    assert not FormerPhone.objects.exists()
    assert jobs("notices.tell_of") == []


def test_a_former_number_of_somebody_is_refused(mau):
    former = "100000031"
    IdNumber.objects.create(
        person=mau,
        sealed=vault.seal(former, purpose="person.id"),
        index=vault.blind(former, purpose="id"),
        since=AT - timedelta(days=3000),
        until=AT,
    )
    with pytest.raises(accounts.IdNumberTaken):
        commands.open_account(**{**NEW, "id_number": former}, at=AT)
    assert Person.objects.count() == 1


def test_a_phone_that_changed_hands_leaves_its_former_owner(mau):
    old = codes.ask_sign_in("0900000001", at=AT)
    person = commands.open_account(**{**NEW, "phone": "+84900000001"}, at=AT)
    mau.refresh_from_db()
    assert queries.phone(person) == "+84900000001"
    assert queries.phone(mau) == ""
    assert mau.phone_index is None
    former = FormerPhone.objects.get()
    assert (former.person, former.until, former.why) == (mau, AT, "taken")
    assert vault.unseal(former.sealed, purpose="person.phone") == "+84900000001"
    assert [entry.action for entry in history(f"person:{mau.pk}")] == ["identity.register", "identity.phone_taken"]
    assert jobs("notices.tell_of") == [{"person": mau.pk, "event": "phone_taken", "detail": ""}]
    with pytest.raises(codes.CodeExpired):
        codes.check(old.pk, text_of(old), at=AT, last_four="0001")
    assert queries.by_number("0900000001") == person


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"name": "Hoаng"}, registration.StrangeLetter),
        ({"birth_date": date(2015, 1, 1)}, registration.TooYoung),
        ({"password": "14031985"}, registration.PasswordTellsYou),
        ({"id_number": "1"}, rules.BadIdNumber),
    ],
)
def test_the_command_keeps_the_rules_too(db, more, refusal):
    with pytest.raises(refusal):
        commands.open_account(**{**NEW, **more}, at=AT)
    assert not Person.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_accounts_for_one_number_at_once():
    found = at_once(
        lambda: commands.open_account(**NEW, at=AT),
        lambda: commands.open_account(**{**NEW, "phone": "+84900000022"}, at=AT),
    )
    assert sorted(type(one).__name__ for one in found) == ["IdNumberTaken", "Person"]
    assert Person.objects.count() == IdNumber.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_phone_proved_by_two_at_once_has_one_owner():
    for n in range(3):
        phone = f"+8490000005{n}"
        found = at_once(
            lambda n=n, phone=phone: commands.open_account(
                **{**NEW, "id_number": f"0011000000{n}1", "phone": phone}, at=AT
            ),
            lambda n=n, phone=phone: commands.open_account(
                **{**NEW, "id_number": f"0011000000{n}2", "phone": phone}, at=AT
            ),
        )
        assert [type(one).__name__ for one in found] == ["Person", "Person"], found
        owners = Person.objects.filter(phone_index=vault.blind(phone, purpose="phone"))
        assert owners.count() == 1
        assert FormerPhone.objects.count() == n + 1
    assert Person.objects.filter(phone_index=None).count() == 3
