import pytest
from django.utils import translation

from motcua.identity import commands
from motcua.identity.models import Person
from tests.identity.conftest import AT


def test_the_account_page_shows_masked_numbers(client, mau):
    commands.open_business("0100233488", "Công ty TNHH Ví Dụ", representative=mau, at=AT)
    client.force_login(mau)
    text = client.get("/tai-khoan/").content.decode()
    assert text.count("<h1") == 1
    for shown in (
        "Trần Thị Mẫu",
        "•••• 0001",
        "Công ty TNHH Ví Dụ",
        "Mã số thuế 0100233488",
        "Người đại diện theo pháp luật",
    ):
        assert shown in text
    for hidden in ("001100000001", "+84900000001", "0900000001", "27/03/1990"):
        assert hidden not in text


@pytest.mark.parametrize("path", ["/tai-khoan/", "/tai-khoan/ngon-ngu/"])
def test_visitors_sign_in_first(client, db, path):
    assert client.get(path)["Location"] == f"/dang-nhap/?next={path}"
    assert client.post(path)["Location"] == f"/dang-nhap/?next={path}"


def test_the_language_is_remembered(client, mau):
    client.force_login(mau)
    response = client.post("/tai-khoan/ngon-ngu/", {"language": "en"})
    assert (response.status_code, response["Location"]) == (302, "/tai-khoan/")
    assert client.cookies["django_language"].value == "en"
    assert Person.objects.get(pk=mau.pk).language == "en"
    assert 'lang="en"' in client.get("/tai-khoan/").content.decode()
    translation.activate("vi")


@pytest.mark.parametrize("language", ["", "fr", "../vi"])
def test_another_language_is_refused(client, mau, language):
    client.force_login(mau)
    response = client.post("/tai-khoan/ngon-ngu/", {"language": language})
    assert response.status_code == 200
    assert "<title>Lỗi: Tài khoản" in response.content.decode()
    assert "django_language" not in client.cookies
    assert Person.objects.get(pk=mau.pk).language == "vi"
