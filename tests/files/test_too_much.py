"""A request that brings too much is refused before it is read."""

import io

import pytest

from motcua.files.rules.sizes import MEGABYTE


class Unread(io.BytesIO):
    def read(self, *args):
        raise AssertionError("the body was read")

    readline = readinto = read


@pytest.mark.django_db
def test_more_than_the_portal_takes_at_once(page, settings):
    settings.UPLOAD_MOST_MB = 3
    sent = {"CONTENT_LENGTH": str(4 * MEGABYTE + 1), "wsgi.input": Unread()}
    answer = page.generic("POST", "/dang-nhap/", content_type="multipart/form-data; boundary=x", **sent)
    assert answer.status_code == 413
    assert "nặng hơn 3 MB" in answer.content.decode()
    assert answer["Connection"] == "close"


@pytest.mark.django_db
@pytest.mark.parametrize("length", ["0", "", "abc", str(100)])
def test_other_requests_pass(page, settings, length):
    settings.UPLOAD_MOST_MB = 1
    assert page.generic("GET", "/dang-nhap/", CONTENT_LENGTH=length).status_code == 200
