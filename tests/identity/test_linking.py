"""Linking an account at another provider: by its owner's own will, after a proof, to one account only."""

import pytest

from motcua.identity.commands import external
from motcua.identity.gateways import openid
from motcua.identity.models import ExternalAccount, Person
from motcua.identity.rules import external as rules
from motcua.journal.queries import history
from tests.identity.conftest import AT
from tests.identity.factors import acting
from tests.identity.provider import DONE, come_back, leave, refused
from tests.identity.test_assurance import told
from tests.identity.test_sign_in import sign_in, who

LINKS = "/tai-khoan/lien-ket/"


def test_nobody_is_linked_by_name_number_or_mail(post, mau, page):
    """The provider may say what it likes of the person: an account that nobody linked opens none."""
    post.claims = {
        "name": mau.name, "email": "mau@vidu.example", "email_verified": True, "phone_number": "+84900000001",
        "SoDinhDanh": "001100000001", "sub": str(mau.subject),
    }  # fmt: skip
    come_back(page, leave(page, post), post)
    text = page.post(DONE).content.decode()
    assert "chưa liên kết" in text
    assert f"/dang-nhap/?next={LINKS}" in text.replace("%2F", "/")
    assert who(page) is None
    assert ExternalAccount.objects.count() == 0


def test_a_person_links_and_unlinks(post, mau, page):
    sign_in(page)
    assert "Liên kết" in page.get(LINKS).content.decode()
    question = leave(page, post, LINKS, provider="buu-dien")
    assert come_back(page, question, post)["Location"] == DONE
    assert "Liên kết tài khoản" in page.get(DONE).content.decode()
    assert ExternalAccount.objects.count() == 0
    assert page.post(DONE)["Location"] == LINKS
    account = ExternalAccount.objects.get()
    assert (account.person, account.provider) == (mau, "buu-dien")
    assert b"nguoi-1" not in bytes(account.subject_index)
    assert told("linked") == [mau.pk]
    assert page.post(f"{LINKS}buu-dien/bo/")["Location"] == LINKS
    assert ExternalAccount.objects.count() == 0
    assert told("factor_removed") == [mau.pk]
    assert [e.action for e in history(f"person:{mau.pk}")][-2:] == ["identity.linked", "identity.unlinked"]
    assert page.post(f"{LINKS}buu-dien/bo/").status_code == 409


def test_only_who_began_a_link_ends_it(post, mau, thu, page):
    """Somebody else signs in in the same browser meanwhile: the link is not made for them."""
    sign_in(page)
    question = leave(page, post, LINKS, provider="buu-dien")
    come_back(page, question, post)
    kept = page.session["broker.back"]
    page.force_login(thu)
    session = page.session
    session["broker.back"] = kept
    session.save()
    assert refused(page.post(DONE))
    assert ExternalAccount.objects.count() == 0


def test_an_account_there_opens_one_account_here(linked, post, thu, page):
    with pytest.raises(rules.LinkedElsewhere):
        external.link(thu, "buu-dien", "nguoi-1", called="Bưu điện Mẫu", by=acting(thu), at=AT)
    with pytest.raises(rules.LinkedAlready):
        external.link(linked, "buu-dien", "nguoi-2", called="Bưu điện Mẫu", by=acting(linked), at=AT)
    assert ExternalAccount.objects.get().person == linked
    external.link(linked, "ngan-hang", "nguoi-1", called="Ngân hàng Mẫu", by=acting(linked), at=AT)


def test_the_same_subject_of_another_provider_is_another(linked, bank, page):
    start, back = "/dang-nhap/qua/ngan-hang/", "/dang-nhap/qua/ngan-hang/ve/"
    assert come_back(page, leave(page, bank, start), bank, path=back)["Location"] == DONE
    assert "chưa liên kết" in page.post(DONE).content.decode()


def test_a_closed_account_is_not_opened(linked, post, page):
    Person.objects.filter(pk=linked.pk).update(is_active=False)
    come_back(page, leave(page, post), post)
    page.post(DONE)
    assert who(page) is None


def test_secrets_are_not_printed(post):
    assert "s1" not in repr(openid.provider("buu-dien"))
