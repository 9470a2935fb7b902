"""The picture of a flow, its ways, and the differences between two versions."""

import re
from xml.etree import ElementTree as ET

import pytest

from motcua.calendar.rules import Term
from motcua.catalogue import rules
from motcua.catalogue.rules import ways
from tests.catalogue.samples import REAL, SAMPLE, SAMPLE2, planted, whole

SERVICE = whole(SAMPLE2)
SVG = "{http://www.w3.org/2000/svg}"


def drawn(service, language="vi"):
    return ET.fromstring(rules.draw(service, language))


def boxes(picture):
    found = []
    for rect in picture.iter(f"{SVG}rect"):
        x, y, width, height = (float(rect.get(key)) for key in ("x", "y", "width", "height"))
        found.append((x, y, x + width, y + height))
    return found


def test_every_way_with_its_longest_term():
    assert rules.paths(SERVICE) == (
        rules.Way(("check", "appraise", "decide"), "granted", (Term(5, "wd"), Term(16, "h"))),
        rules.Way(("check", "appraise", "decide"), "refused", (Term(5, "wd"), Term(16, "h"))),
        rules.Way(("check",), "refused", (Term(3, "wd"),)),
    )


def test_a_way_back_is_walked_once():
    back = planted(
        "refuse: {title: Đề nghị không hỗ trợ, to: decide, reason: true}",
        "refuse: {title: Trả về xã, to: check, reason: true}",
        SAMPLE2,
    )
    assert [way.steps for way in rules.paths(whole(back))] == [("check", "appraise", "decide")] * 2 + [("check",)]


def test_a_flow_with_endless_ways_is_cut(monkeypatch):
    monkeypatch.setattr(ways, "MOST_WAYS", 2)
    assert len(rules.paths(SERVICE)) == 2


def test_the_picture_names_everybody_and_every_term():
    said = " ".join(" ".join(drawn(SERVICE).itertext()).split())
    for text in (
        "Nộp hồ sơ", "Ủy ban nhân dân cấp xã kiểm tra", "Thời hạn: 3 ngày làm việc", "Trễ 1 ngày làm việc",
        "Niêm yết công khai", "Lãnh đạo xã ký", "Thu trước khi chuyển: Phí khảo sát", "Ngân hàng cho ý kiến",
        "Theo nơi: Xưởng thứ hai",
        "8 giờ làm việc, không bắt buộc", "Chuyển huyện (khi đủ điều kiện)", "rồi làm tiếp bước này",
        "khi người nộp không bổ sung", "Thời hạn: 16 giờ làm việc", "Kết thúc: Đã duyệt",
    ):  # fmt: skip
        assert text in said
    assert "Term: 3 working days" in " ".join(drawn(SERVICE, "en").itertext())


@pytest.mark.parametrize("text", [SAMPLE, SAMPLE2, REAL], ids=["small", "every key", "real"])
def test_no_box_lies_on_another_and_all_lie_in_the_picture(text):
    picture = drawn(whole(text))
    found = boxes(picture)
    assert len(found) > 1
    width, height = float(picture.get("width")), float(picture.get("height"))
    for n, (left, top, right, bottom) in enumerate(found):
        assert 0 <= left < right <= width
        assert 0 <= top < bottom <= height
        for x1, y1, x2, y2 in found[n + 1 :]:
            assert right <= x1 or x2 <= left or bottom <= y1 or y2 <= top
    for line in picture.iter(f"{SVG}text"):
        assert any(
            x1 <= float(line.get("x")) <= x2 and y1 <= float(line.get("y")) <= y2 for x1, y1, x2, y2 in found
        ) or (line.text == "Nộp hồ sơ")


def test_each_step_has_an_arrow_from_whatever_leads_to_it():
    ways_in = [path.get("d") for path in drawn(SERVICE).iter(f"{SVG}path") if path.get("class") == "mc-flow-way"]
    assert len(ways_in) == 4  # appraise, decide and two ends
    assert sorted(path.count("M") - 2 for path in ways_in) == [1, 1, 2, 3]  # one beginning for each action
    assert len({re.search(r"H([\d.]+)M[\d.]+ [\d.]+V", path)[1] for path in ways_in}) == 4  # a lane of its own


def test_whatever_a_title_says_the_picture_stays_a_picture():
    text = planted("title: Chuyển huyện", 'title: "</text><script>alert(1)</script>&\\x07\\"\' onload=x"', SAMPLE2)
    picture = drawn(whole(text))
    assert "</text><script>alert(1)</script>&\"' onload=x" in " ".join(" ".join(picture.itertext()).split())
    assert {element.tag for element in picture.iter()} == {
        f"{SVG}{tag}" for tag in ("svg", "title", "defs", "marker", "path", "text", "g", "rect", "circle")
    }
    assert not any(key in ("style", "onload") for element in picture.iter() for key in element.keys())  # noqa: SIM118


def test_nothing_is_different_from_itself():
    assert rules.differences(SERVICE, whole(SAMPLE2)) == ()


DIFFERENT = {
    "a question": (
        "most: 900000000}\n          - {key: lacking",
        "most: 100}\n          - {key: lacking",
        "questions.own",
        "Câu hỏi “Vốn của tổ”",
        "Vốn của tổ · số tiền · từ 0 · đến 900000000",
        "Vốn của tổ · số tiền · từ 0 · đến 100",
    ),
    "a term": (
        "level: district\n      term: 2wd",
        "level: district\n      term: 5d",
        "flow.steps.appraise.term",
        "Bước “Ủy ban nhân dân cấp huyện thẩm định”: thời hạn",
        "2 ngày làm việc",
        "5 ngày",
    ),
    "a paper": (
        "form: original, accepts",
        "required: false, form: original, accepts",
        "papers.request_form",
        "Giấy tờ “Đơn theo Mẫu số 07”",
        "Đơn theo Mẫu số 07 · bắt buộc · bản chính · pdf, jpg · tối đa 5 tệp, 10 MB mỗi tệp",
        "Đơn theo Mẫu số 07 · không bắt buộc · bản chính · pdf, jpg · tối đa 5 tệp, 10 MB mỗi tệp",
    ),
    "a fee": (
        "amount: 20000, unit",
        "amount: 30000, unit",
        "fees.filing",
        "Phí “Lệ phí nộp đơn”",
        "Lệ phí nộp đơn · 20.000 đ/hồ sơ · 2/2020/QĐ-VD · khi nộp hồ sơ",
        "Lệ phí nộp đơn · 30.000 đ/hồ sơ · 2/2020/QĐ-VD · khi nộp hồ sơ",
    ),
    "where an action leads": (
        'refuse: {title: Không hỗ trợ, to: "end:refused", reason: true}',
        "refuse: {title: Không hỗ trợ, to: appraise, reason: true}",
        "flow.steps.decide.actions.refuse",
        "Bước “Ủy ban nhân dân cấp tỉnh quyết định”: việc “Không hỗ trợ”",
        "Không hỗ trợ · kết thúc “refused” · phải nêu lý do",
        "Không hỗ trợ · đến “Ủy ban nhân dân cấp huyện thẩm định” · phải nêu lý do",
    ),
    "something new": (
        "eligibility: [Tổ có từ hai người.]",
        "eligibility: [Tổ có từ hai người., Tổ ở nông thôn.]",
        "eligibility.Tổ ở nông thôn.",
        "Điều kiện được hưởng",
        "",
        "Tổ ở nông thôn.",
    ),
    "something gone": (
        "ahead: {order: Công văn 9/VD-HCC, by: Văn phòng ví dụ, of: 2020-04-20, until: 2020-05-31}\n",
        "",
        "ahead",
        "Nhận hồ sơ trước khi công bố",
        "Công văn 9/VD-HCC, Văn phòng ví dụ, 20/04/2020, đến 31/05/2020",
        "",
    ),
}


@pytest.mark.parametrize("case", DIFFERENT.values(), ids=DIFFERENT)
def test_one_change_is_one_difference_in_plain_words(case):
    old, new, *change = case
    assert rules.differences(SERVICE, whole(planted(old, new, SAMPLE2))) == (rules.Change(*change),)


def test_a_question_that_moves_is_no_other_question():
    lines = [line for line in SAMPLE2.splitlines(keepends=True) if "{key: ready," not in line]
    moved = planted("{key: started, label: Ngày lập tổ", "{key: started, label: Ngày lập tổ", "".join(lines))
    first = next(line for line in lines if "{key: started," in line)
    own = next(line for line in lines if "{key: own," in line)
    moved = moved.replace(first, "").replace(own, first + own)
    assert rules.differences(SERVICE, whole(moved)) == ()


def test_before_a_first_version_everything_is_new():
    found = rules.differences(None, SERVICE)
    assert all(change.before == "" and change.after for change in found)
    assert found[0] == rules.Change("name", "Tên dịch vụ", "", "Hỗ trợ mua máy ví dụ cho tổ sản xuất")
