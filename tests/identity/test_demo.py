import pytest
from django.contrib.auth import SESSION_KEY

from motcua.identity import commands
from motcua.identity.models import Person
from motcua.journal.queries import history


@pytest.fixture
def demo(settings, mau, thu):
    settings.DEMO = True
    commands.cast(mau, "Nộp hồ sơ cho Công ty TNHH Ví Dụ", 1)


def test_the_page_exists_in_the_demo_alone(client, mau, settings):
    settings.DEMO = False
    commands.cast(mau, "Nộp hồ sơ", 1)
    assert client.get("/thu-nghiem/").status_code == 404
    assert client.post("/thu-nghiem/", {"person": mau.pk}).status_code == 404
    assert SESSION_KEY not in client.session


def test_one_click_signs_in(client, demo, mau):
    Person.objects.filter(pk=mau.pk).update(capacity="business:7")
    text = client.get("/thu-nghiem/").content.decode()
    assert "Nộp hồ sơ cho Công ty TNHH Ví Dụ" in text
    assert "Nguyễn Văn Thử" not in text
    response = client.post("/thu-nghiem/", {"person": mau.pk})
    assert (response.status_code, response["Location"]) == (302, "/")
    assert (client.session[SESSION_KEY], client.session["capacity"]) == (str(mau.pk), "business:7")
    assert [e.action for e in history(f"person:{mau.pk}")][-1] == "identity.sign_in"


def test_changing_parts_leaves_nothing_of_the_last_one(client, demo, mau, thu):
    commands.cast(thu, "Duyệt hồ sơ", 2)
    client.post("/thu-nghiem/", {"person": mau.pk})
    session = client.session
    session["capacity"] = "member:3"
    session.save()
    client.post("/thu-nghiem/", {"person": thu.pk})
    assert client.session[SESSION_KEY] == str(thu.pk)
    assert "capacity" not in client.session


@pytest.mark.parametrize("person", ["", "0", "-1", "x", "9" * 30, "not in the cast", "closed"])
def test_nobody_else_is_signed_in(client, demo, mau, thu, person):
    if person == "not in the cast":
        person = thu.pk
    if person == "closed":
        Person.objects.filter(pk=mau.pk).update(is_active=False)
        person = mau.pk
    assert client.post("/thu-nghiem/", {"person": person}).status_code == 404
    assert SESSION_KEY not in client.session


def test_a_click_needs_its_token(strict, demo, mau):
    assert strict.post("/thu-nghiem/", {"person": mau.pk}).status_code == 403
    assert SESSION_KEY not in strict.session


def test_the_cast_costs_one_statement(client, demo, mau, thu, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get("/thu-nghiem/")
    commands.cast(thu, "Duyệt hồ sơ", 2)
    with django_assert_num_queries(1):
        assert client.get("/thu-nghiem/").content.decode().count('name="person"') == 2
