"""The counter's pages, clicked through."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from motcua.counter.models import Scan
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import own_draft
from motcua.files.models import StoredFile
from motcua.identity.models import OneTimeCode
from motcua.identity.queries import codes
from motcua.journal.models import Entry
from tests.dossiers.conftest import NOON
from tests.files.sheets import blank, blurred, jpeg, printed


def text(answer):
    return answer.content.decode()


def begun(clerk, counter):
    answer = clerk.post(f"/quay/nguoi/{counter.person.subject}/bat-dau/ho-tro-ho-vi-du/")
    assert answer.status_code == 302
    draft = Dossier.objects.get()
    assert answer["Location"] == f"/quay/ho-so/{draft.ref}/"
    return draft


def upload(clerk, draft, *images, key="photo"):
    files = [SimpleUploadedFile(f"{n}.jpg", jpeg(image)) for n, image in enumerate(images)]
    return clerk.post(f"/quay/ho-so/{draft.ref}/giay-to/{key}/", {"pages": files})


def test_from_the_number_to_the_receipts(clerk, counter):
    draft = begun(clerk, counter)
    page = text(clerk.get(f"/quay/ho-so/{draft.ref}/"))
    assert "Chưa gửi mã được" in page
    assert clerk.get(f"/ho-so/{draft.ref}/").status_code == 200
    counter.fill(draft)
    page = text(clerk.get(f"/quay/ho-so/{draft.ref}/"))
    assert "Gửi mã đến điện thoại" in page
    assert "20.000" in page

    page = text(clerk.get(f"/quay/ho-so/{draft.ref}/giay-to/photo/"))
    assert re.search(r'<input[^>]+type="file"[^>]*>', page)[0].count("multiple") == 1
    answer = upload(clerk, draft, printed())
    scan = Scan.objects.get()
    assert answer["Location"] == f"/quay/ho-so/{draft.ref}/ban-quet/{scan.pk}/"
    page = text(clerk.get(answer["Location"]))
    assert "Không thấy trang nào mờ" in page
    pdf = clerk.get(f"{answer['Location']}tep.pdf")
    assert b"".join(pdf.streaming_content).startswith(b"%PDF")
    assert pdf["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in pdf["Content-Security-Policy"]
    assert clerk.post(answer["Location"], {"original_seen": "on"})["Location"] == f"/quay/ho-so/{draft.ref}/"
    paper = draft.papers.get()
    assert (paper.key, paper.name) == ("photo", "Ảnh cửa hàng (đã đối chiếu bản chính).pdf")

    assert clerk.post(f"/quay/ho-so/{draft.ref}/gui-ma/")["Location"] == f"/quay/ho-so/{draft.ref}/ma/"
    page = text(clerk.get(f"/quay/ho-so/{draft.ref}/ma/"))
    for part in ("Mai Thị Dân Mẫu", "Hỗ trợ hộ ví dụ mua máy", f"Số {draft.pk}", "20.000", "100.000", "•••• "):
        assert part in page
    wrong = clerk.post(f"/quay/ho-so/{draft.ref}/ma/", {"code": "000000"})
    assert wrong.status_code == 422
    typed = codes.text_of(OneTimeCode.objects.latest("pk"))
    assert typed not in page
    answer = clerk.post(f"/quay/ho-so/{draft.ref}/ma/", {"code": f"{typed[:3]} {typed[3:]}"})
    assert answer["Location"] == f"/quay/da-nop/{draft.ref}/"
    assert clerk.post(f"/quay/ho-so/{draft.ref}/ma/", {"code": typed})["Location"] == f"/quay/da-nop/{draft.ref}/"

    page = text(clerk.get(f"/quay/da-nop/{draft.ref}/"))
    assert f"<strong>{Dossier.objects.get().code}</strong>" in page
    assert "Giấy tiếp nhận hồ sơ" in page
    assert "Nộp thay Mai Thị Dân Mẫu" in page
    assert clerk.get(f"/quay/da-nop/{draft.ref}/thu/filing/").status_code == 200
    answer = clerk.post(f"/quay/da-nop/{draft.ref}/thu/filing/", {"paper_number": ""})
    assert answer["Location"] == f"/quay/da-nop/{draft.ref}/"
    page = text(clerk.get(f"/quay/da-nop/{draft.ref}/"))
    assert "0001/BLTT" in page
    assert "Biên lai thu tiền" in page
    again = clerk.post(f"/quay/da-nop/{draft.ref}/thu/filing/", {"paper_number": ""})
    assert again.status_code == 409
    assert clerk.get(f"/ho-so/{draft.ref}/").status_code == 404
    assert clerk.get(f"/quay/ho-so/{draft.ref}/").status_code == 404
    home = text(clerk.get("/quay/"))
    assert Dossier.objects.get().code in home


def test_the_receipts_are_printed(clerk, counter):
    from motcua.documents.queries import documents_of

    dossier = counter.filed()
    clerk.post(f"/quay/da-nop/{dossier.ref}/thu/filing/", {})
    for one in documents_of(dossier.subject):
        answer = clerk.get(f"/quay/da-nop/{dossier.ref}/van-ban/{one.pk}.pdf")
        if one.kind in ("receipt", "cash"):
            assert answer.content.startswith(b"%PDF")
        else:
            assert answer.status_code == 404


def test_pages_that_cannot_be_read_are_named_before_they_are_accepted(clerk, counter):
    draft = begun(clerk, counter)
    counter.fill(draft)
    where = upload(clerk, draft, printed(), blurred(printed(), 4), blank())["Location"]
    page = text(clerk.get(where))
    assert "Trang 2 bị mờ" in page
    assert "Trang 3 trống" in page
    assert "Trang 1" not in page
    assert "Lý do vẫn nhận (không bắt buộc)" not in page
    refused = clerk.post(where, {})
    assert refused.status_code == 422
    assert "Ghi lý do" in text(refused)
    assert not draft.papers.exists()
    assert clerk.post(where, {"reason": "Số 051099000123 bị mờ"}).status_code == 422
    assert clerk.post(where, {"reason": "Bản chính cũng mờ như vậy"}).status_code == 302
    assert draft.papers.get().name == "Ảnh cửa hàng.pdf"
    noted = Entry.objects.get(action="counter.accepted").data
    assert noted["problems"] == {"2": ["blurred"], "3": ["empty"]}
    assert noted["reason"] == "Bản chính cũng mờ như vậy"
    assert clerk.get(where).status_code == 409


def test_scanned_anew(clerk, counter):
    draft = begun(clerk, counter)
    counter.fill(draft)
    where = upload(clerk, draft, blank())["Location"]
    assert clerk.post(where, {"bo": "1"})["Location"] == f"/quay/ho-so/{draft.ref}/giay-to/photo/"
    assert not Scan.objects.exists()
    assert not draft.papers.exists()


@pytest.mark.parametrize("files", [[], [b"MZ" + bytes(99)], [b""]])
def test_what_is_no_scan(clerk, counter, files):
    draft = begun(clerk, counter)
    counter.fill(draft)
    sent = [SimpleUploadedFile("a.jpg", content) for content in files]
    answer = clerk.post(f"/quay/ho-so/{draft.ref}/giay-to/photo/", {"pages": sent} if sent else {})
    assert answer.status_code == 422
    assert not Scan.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_paper_that_is_not_asked_for(clerk, counter):
    draft = begun(clerk, counter)
    assert clerk.get(f"/quay/ho-so/{draft.ref}/giay-to/khong-co/").status_code == 404
    assert upload(clerk, draft, Image.new("RGB", (9, 9)), key="khong-co").status_code == 404


def test_a_scan_of_another_s_draft(clerk, counter, sign_in):
    draft = begun(clerk, counter)
    counter.fill(draft)
    where = upload(clerk, draft, printed())["Location"]
    colleague = sign_in("colleague")
    for address in (where, f"{where}tep.pdf", f"/quay/ho-so/{draft.ref}/"):
        assert colleague.get(address).status_code == 404
    assert colleague.post(where, {}).status_code == 404
    mine = counter.draft("colleague")
    assert colleague.get(where.replace(draft.ref, mine.ref)).status_code == 404
    assert not draft.papers.exists()


def test_a_scan_that_waits_or_is_held(clerk, counter, settings):
    settings.CLAMAV = "127.0.0.1:1"
    draft = begun(clerk, counter)
    counter.fill(draft)
    where = upload(clerk, draft, printed())["Location"]
    assert "đang chờ quét mã độc" in text(clerk.get(where))
    assert clerk.get(f"{where}tep.pdf").status_code == 423
    clerk.post(where, {})
    assert "đang chờ quét mã độc" in text(clerk.get(f"/quay/ho-so/{draft.ref}/"))
    StoredFile.objects.update(scan="held")
    assert "bị giữ lại vì nghi có mã độc" in text(clerk.get(f"/quay/ho-so/{draft.ref}/"))


def test_who_was_not_found_by_number_stays_unknown(sign_in, counter):
    clerk = sign_in("clerk")
    for address in ("", "phieu/"):
        assert clerk.get(f"/quay/nguoi/{counter.person.subject}/{address}").status_code == 409
    assert clerk.post(f"/quay/nguoi/{counter.person.subject}/bat-dau/ho-tro-ho-vi-du/").status_code == 409
    assert not Dossier.objects.exists()
    assert clerk.post("/quay/", {"id_number": "051099999999"}).status_code == 422
    assert "Mở tài khoản cho người dân" in text(clerk.post("/quay/", {"id_number": "051099999999"}))
    assert clerk.post("/quay/", {"id_number": "12"}).status_code == 422


def test_the_person_s_page_and_slip_tell_no_secret(clerk, counter, world):
    from tests.dossiers import household

    own = household.filled(world)
    page = text(clerk.get(f"/quay/nguoi/{counter.person.subject}/"))
    slip = text(clerk.get(f"/quay/nguoi/{counter.person.subject}/phieu/"))
    for shown in (page, slip):
        assert "Mai Thị Dân Mẫu" in shown
        assert counter.number() not in shown
        assert f"•••• {counter.number()[-4:]}" in shown
        assert own.ref not in shown
    assert "Hỗ trợ hộ ví dụ mua máy" in page
    assert "Hỗ trợ hộ ví dụ mua máy" in text(clerk.get(f"/quay/nguoi/{counter.person.subject}/?tim=may"))
    assert "Không có dịch vụ nào" in text(clerk.get(f"/quay/nguoi/{counter.person.subject}/?tim=zzz"))
    assert "Người in" in slip


def test_an_officer_without_the_right(sign_in, counter):
    draft = counter.draft()
    client = sign_in("nobody")
    for address in ("/quay/", f"/quay/ho-so/{draft.ref}/", f"/quay/da-nop/{draft.ref}/"):
        assert client.get(address).status_code == 403
    assert sign_in("citizen").get("/quay/").status_code == 403


def test_lists_ask_the_database_a_few_times(clerk, counter, django_assert_max_num_queries):
    for _ in range(3):
        counter.draft()
    for _ in range(2):
        counter.filed()
    clerk.get("/quay/")
    with django_assert_max_num_queries(20) as few:
        clerk.get("/quay/")
    before = len(few)
    for _ in range(3):
        own_draft(counter["clerk"], counter.draft().ref)
    with django_assert_max_num_queries(before):
        clerk.get("/quay/")
    assert NOON
