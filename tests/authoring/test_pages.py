"""The pages: upload, faults at their lines, trying, comparing, deciding; what was typed stays."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from motcua.authoring import commands, queries
from motcua.authoring.models import ServiceDraft
from motcua.catalogue.models import ServiceVersion
from motcua.dossiers.models import Dossier
from motcua.territory.queries import unit_by_code
from tests.authoring.conftest import NOON, picture
from tests.authoring.samples import ROOF, SLUG, changed
from tests.authoring.test_drafts import BROKEN, begun, publish, submitted

pytestmark = pytest.mark.django_db
HOME = "/quan-tri/dich-vu/"


def upload(text: str | bytes, name: str = "mai-nha.yaml") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode(), "text/yaml")


def at(draft: ServiceDraft, part: str = "") -> str:
    return f"{HOME}{draft.pk}/{part}"


def said(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_upload_shows_each_fault_at_its_line_and_mending_it_makes_it_whole(sign_in):
    soan = sign_in("soan")
    response = soan.post(f"{HOME}moi/", {"file": upload(BROKEN), "text": ""}, follow=True)
    draft = ServiceDraft.objects.get()
    assert response.redirect_chain == [(at(draft, "sua/"), 302)]
    line = BROKEN.splitlines().index(
        "          - {key: truthful, label: Tôi khai đúng sự thật, kind: agre}"
    ) + 1  # fmt: skip
    page = response.content.decode()
    assert f'<a class="govuk-link" href="#dong-{line}" data-line="{line}"' in page
    assert f'<a id="dong-{line}" href="#loi"' in page
    assert "Có phải bạn muốn viết “agree”?" in page
    assert page.count('<a id="dong-') == 1
    assert "Đã lưu. Tệp còn 1 lỗi cần sửa." in page
    response = soan.post(at(draft, "sua/"), {"text": ROOF.replace("\n", "\r\n"), "seen": draft.digest}, follow=True)
    draft.refresh_from_db()
    assert (draft.text, draft.faults) == (ROOF, 0)
    assert response.redirect_chain == [(at(draft), 302)]
    assert "Trình công bố" in said(response)


def test_a_text_may_be_pasted(sign_in):
    sign_in("soan").post(f"{HOME}moi/", {"text": ROOF})
    draft = ServiceDraft.objects.get()
    assert (draft.text, draft.file_name) == (ROOF, "")


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"text": " \n"}, "Chọn một tệp hoặc dán nội dung vào ô này."),
        ({"file": upload("é".encode("latin-1")), "text": "giữ tôi"}, "không phải chữ ở mã UTF-8"),
        ({"file": upload(b"a\x00b")}, "Tệp có ký tự không phải chữ"),
        ({"file": upload(b"")}, "trống. Hãy chọn lại tệp"),
        ({"file": upload(b"#" * 800_001)}, "MB"),
        ({"text": "giữ tôi\n" + "#" * 200_000}, "nhiều nhất là 200000"),
    ],
)
def test_what_cannot_be_kept_is_told_and_what_was_typed_stays(sign_in, sent, told):
    response = sign_in("soan").post(f"{HOME}moi/", sent)
    assert (response.status_code, ServiceDraft.objects.count()) == (422, 0)
    assert told in said(response)
    assert ("giữ tôi" in response.content.decode()) == ("giữ tôi" in sent.get("text", ""))


def test_a_file_of_200_kb_is_read_and_shown_in_a_moment(sign_in):
    filler = "".join(f"# dòng ghi chú số {n} của một tệp rất dài\n" for n in range(4000))
    text = (ROOF + filler)[:199_000]
    response = sign_in("soan").post(f"{HOME}moi/", {"file": upload(text)}, follow=True)
    assert (response.status_code, ServiceDraft.objects.get().faults) == (200, 0)
    draft = ServiceDraft.objects.get()
    response = sign_in("soan").get(at(draft, "sua/"))
    assert f'rows="{draft.text.count(chr(10)) + 1}"' in response.content.decode()


def test_a_stale_text_is_told_and_what_was_typed_stays(authors, sign_in):
    draft = begun(authors)
    commands.rewrite(draft.pk, ROOF + "# khác\n", seen=draft.digest, by=authors["soan2"], at=NOON)
    before = picture()
    response = sign_in("soan").post(at(draft, "sua/"), {"text": ROOF + "# của tôi\n", "seen": draft.digest})
    assert response.status_code == 409
    assert "Phan Văn Soạn Thử đã lưu một nội dung khác lúc 11:00, 12/05/2020" in said(response)
    assert "# của tôi" in response.content.decode()
    assert picture() == before


def test_script_in_names_and_texts_is_escaped(authors, sign_in):
    evil = "<script>alert(1)</script>"
    text = changed("short_name: Sửa mái nhà ví dụ", f'short_name: "{evil}"')
    text = changed("label: Thôn,", f'label: "{evil}",', text)
    text = changed("title: Trình tỉnh", f'title: "{evil}"', text)
    text = changed("Ảnh mái nhà, accepts", f'"{evil}", accepts', text)
    draft = begun(authors, text)
    commands.submit(draft.pk, seen=draft.digest, by=authors["soan"], at=NOON)
    duyet = sign_in("duyet")
    for part in ("", "quy-trinh/", "so-sanh/", "thu/", "thu/kiem-tra/", "thu/who/name/"):
        response = duyet.get(at(draft, part))
        assert response.status_code == 200, part
        assert evil not in response.content.decode(), part
    assert evil not in duyet.get(HOME).content.decode()
    download = duyet.get(at(draft, "tep.yaml"))
    assert (download["Content-Type"], download["X-Content-Type-Options"]) == ("text/plain; charset=utf-8", "nosniff")
    assert download["Content-Disposition"] == f'attachment; filename="{SLUG}.yaml"'


def test_a_faulty_line_with_script_is_escaped(authors, sign_in):
    draft = begun(authors, "slug: <script>alert(1)</script>\n</textarea><script>alert(2)</script>\n")
    page = sign_in("soan").get(at(draft, "sua/")).content.decode()
    assert "<script>alert" not in page
    assert "&lt;/textarea&gt;" in page


def test_an_uploads_name_is_escaped_and_cut(authors, sign_in):
    sign_in("soan").post(f"{HOME}moi/", {"file": upload("slug: 1\n", "<img onerror=x>" + "a" * 200 + ".yaml")})
    draft = ServiceDraft.objects.get()
    assert len(draft.file_name) <= 120
    assert "<img onerror" not in sign_in("soan").get(HOME).content.decode()


def walk(client, draft, section, page, **answers):
    return client.post(at(draft, f"thu/{section}/{page}/"), answers)


def test_walking_the_applicants_pages_makes_no_dossier(authors, sign_in):
    draft = begun(authors)
    soan = sign_in("soan")
    home = unit_by_code("district", "533", NOON.date())
    first = soan.get(at(draft, "thu/"))
    assert "CHẠY THỬ" in said(first)
    assert "không cần dữ liệu của người thật nào" in said(first)
    page = soan.get(at(draft, "thu/who/name/"))
    assert "CHẠY THỬ" in said(page)
    assert 'value="Nguyễn Văn Thử"' in page.content.decode()  # what would be prefilled, invented
    bad = walk(soan, draft, "who", "name", full_name="", home=home.pk, street="Thôn Bịa")
    assert (bad.status_code, "Lỗi:" in said(bad)) == (422, True)
    good = walk(soan, draft, "who", "name", full_name="Nguyễn Văn Thử", home=home.pk, street="Thôn Bịa")
    assert good["Location"] == at(draft, "thu/")
    more = walk(soan, draft, "house", "house", built_on="3/2/2001", roof="other", area="80")
    assert more["Location"] == at(draft, "thu/house/house/")  # the condition brought up another question
    assert "Loại mái khác là gì?" in said(soan.get(at(draft, "thu/house/house/")))
    house = {"built_on_day": 3, "built_on_month": 2, "built_on_year": 2001, "area": "80"}
    done = walk(soan, draft, "house", "house", **house, roof="other", roof_other="Lá")
    assert done["Location"] == at(draft, "thu/house/damage/")
    rows = {"damage-rows": 2, "damage-0-part": "Nóc", "damage-0-cost": "3.000.000", "damage-1-part": "Hiên",
            "damage-1-cost": "2.000.000"}  # fmt: skip
    added = walk(soan, draft, "house", "damage", **rows, own="1.000.000", poor="no", why="Bão.", _them="damage")
    assert added.status_code == 200
    assert "damage-2-part" in added.content.decode()
    done = walk(soan, draft, "house", "damage", **rows, own="1.000.000", poor="no", why="Bão.")
    assert done["Location"] == at(draft, "thu/")
    walk(soan, draft, "promise", "promise", truthful="on")
    check = said(soan.get(at(draft, "thu/kiem-tra/")))
    for words in ("CHẠY THỬ", "Phí khảo sát 60.000 đ", "4.000.000 đ", "Ảnh mái nhà", "Huyện Mộ Đức", "Đã cam kết"):
        assert words in check, words
    assert Dossier.objects.count() == ServiceVersion.objects.count() == 0
    other = said(sign_in("duyet").get(at(draft, "thu/kiem-tra/")))
    assert "Nóc" not in other  # each walks by themself
    assert soan.post(at(draft, "thu/xoa/"))["Location"] == at(draft, "thu/")
    assert queries.trial_answers(draft, authors["soan"].person) == {}


def test_a_trial_needs_a_whole_file_and_a_page_that_is_there(authors, sign_in):
    soan = sign_in("soan")
    assert soan.get(at(begun(authors, BROKEN), "thu/")).status_code == 404
    assert soan.get(at(begun(authors), "thu/who/khong-co/")).status_code == 404
    assert soan.get(at(begun(authors), "thu/khong-co/name/")).status_code == 404


def test_from_handing_in_to_published_in_the_browser(authors, sign_in):
    draft = begun(authors)
    soan, duyet = sign_in("soan"), sign_in("duyet")
    assert "cong-bo" not in duyet.get(at(draft, "so-sanh/")).content.decode()
    response = soan.post(at(draft, "trinh/"), {"seen": draft.digest}, follow=True)
    assert "Đã trình." in said(response)
    compared = duyet.get(at(draft, "so-sanh/"))
    assert "Dịch vụ mới" in said(compared)
    assert 'name="valid_from_year" type="text" value="2020"' in compared.content.decode()
    assert "cong-bo" not in soan.get(at(draft, "so-sanh/")).content.decode()
    told = {"seen": draft.digest, "against": "0", "valid_from": "12/5/2020"}
    response = duyet.post(at(draft, "cong-bo/"), told, follow=True)
    assert "Đã công bố “Sửa mái nhà ví dụ”, có hiệu lực từ ngày 12/05/2020." in said(response)
    late = sign_in("duyet2").post(at(draft, "cong-bo/"), told)
    assert late.status_code == 409
    assert "Đinh Văn Duyệt Mẫu đã công bố bản này lúc 11:00, 12/05/2020" in said(late)
    listed = said(soan.get(HOME))
    assert "từ ngày 12/05/2020" in listed
    version = ServiceVersion.objects.get()
    assert "Soạn phiên bản sau" in said(soan.get(f"{HOME}phien-ban/{version.pk}/"))
    follow = soan.post(f"{HOME}phien-ban/{version.pk}/", follow=True)
    assert "Đã tạo bản soạn mới từ phiên bản 1." in said(follow)


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"valid_from": ""}, "Nhập ngày có hiệu lực"),
        ({"valid_from": "11/5/2020"}, "Ngày hiệu lực 11/05/2020 đã qua."),
        ({"valid_from": "31/2/2020"}, "có thật"),
    ],
)
def test_a_bad_date_is_told_beside_its_field(authors, sign_in, sent, told):
    draft = submitted(authors)
    before = picture()
    response = sign_in("duyet").post(at(draft, "cong-bo/"), {"seen": draft.digest, "against": "0", **sent})
    assert response.status_code == 422
    assert told in said(response)
    assert picture() == before


def test_returned_in_the_browser(authors, sign_in):
    draft = submitted(authors)
    duyet = sign_in("duyet")
    empty = duyet.post(at(draft, "tra-lai/"), {"seen": draft.digest, "reason": ""})
    assert empty.status_code == 422
    duyet.post(at(draft, "tra-lai/"), {"seen": draft.digest, "reason": "Hạn quá dài."})
    page = said(sign_in("soan").get(at(draft)))
    assert "Lý do trả lại Hạn quá dài." in page
    assert "Sửa nội dung tệp" in page


def test_a_hand_in_it_reads_that_somebody_else_decides(authors, sign_in):
    draft = submitted(authors, who="kiem")
    page = said(sign_in("kiem").get(at(draft, "so-sanh/")))
    assert "một người khác có quyền công bố phải quyết định" in page
    response = sign_in("kiem").post(
        at(draft, "cong-bo/"), {"seen": draft.digest, "against": "0", "valid_from": "12/5/2020"}
    )
    assert (response.status_code, ServiceVersion.objects.count()) == (403, 0)


def test_the_navigation_leads_there_for_authors_and_approvers_only(sign_in):
    for key, there in (("soan", True), ("duyet", True), ("huyen", False)):
        page = sign_in(key).get("/tai-khoan/").content.decode()
        assert (f'href="{HOME}"' in page) == there, key
    assert sign_in("huyen").get(HOME).status_code == 403
    assert reverse("authoring:drafts") == HOME


def test_a_new_version_is_compared_with_the_live_one(authors, sign_in):
    first = publish(authors, submitted(authors))
    draft = submitted(authors, changed("      term: 3wd", "      term: 4wd"))
    page = said(sign_in("duyet").get(at(draft, "so-sanh/")))
    assert "So với phiên bản 1, có hiệu lực từ ngày 12/05/2020, do Đinh Văn Duyệt Mẫu công bố." in page
    assert re.search(r"3 ?wd|3 ngày làm việc", page)
    assert re.search(r"4 ?wd|4 ngày làm việc", page)
    sent = {"seen": draft.digest, "against": str(first.pk), "valid_from": "1/6/2020"}
    sign_in("duyet").post(at(draft, "cong-bo/"), sent)
    assert [v.number for v in ServiceVersion.objects.order_by("number")] == [1, 2]


def test_the_flow_is_drawn_with_every_path_and_the_examples_results(authors, sign_in):
    draft = begun(authors)
    response = sign_in("soan").get(at(draft, "quy-trinh/"))
    page = response.content.decode()
    assert "<svg" in page.split("mc-flow")[1]
    told = said(response)
    for words in ("Ủy ban nhân dân cấp huyện khảo sát", "3 ngày làm việc", "được duyệt", "bị từ chối", "Hai chỗ hư"):
        assert words in told, words


def test_another_day_shows_what_lies_ahead(authors, sign_in, monkeypatch):
    """The list tells what is to come and what is over."""
    publish(authors, submitted(authors), valid_from=(NOON + timedelta(days=30)).date())
    assert "từ ngày 11/06/2020" in said(sign_in("duyet").get(HOME))
