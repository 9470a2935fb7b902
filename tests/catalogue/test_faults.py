"""Every broken service file is told where it is broken and how to mend it, and nothing else."""

from copy import deepcopy
from datetime import date
from io import StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from motcua.catalogue import rules
from tests.catalogue import faults_expressions, faults_questions2, faults_steps2, faults_sums2
from tests.catalogue.faults_table import PLANTED
from tests.catalogue.samples import CLAIM, REAL, SAMPLE, SAMPLE2, planted, whole

TABLES = (
    (SAMPLE, PLANTED),
    (SAMPLE2, faults_expressions.PLANTED),
    (SAMPLE2, faults_questions2.PLANTED),
    (SAMPLE2, faults_steps2.PLANTED),
    (SAMPLE2, faults_sums2.PLANTED),
    (CLAIM, faults_sums2.CLAIMS),
)
CASES = [pytest.param(text, case, id=name) for text, table in TABLES for name, case in table.items()]


@pytest.mark.parametrize(("sample", "case"), CASES)
def test_planted_fault(sample, case):
    old, new, line, word, message, cure = case
    text = planted(old, new, sample)
    parsed = rules.parse(text)
    assert parsed.service is None
    (fault,) = parsed.faults
    assert (fault.line, fault.message) == (line, message)
    assert [*text.split("\n"), ""][line - 1][fault.column - 1 :].startswith(word)
    assert cure in fault.cure


def test_the_samples_themselves_have_no_fault():
    assert [rules.parse(text).faults for text in (SAMPLE, SAMPLE2, CLAIM)] == [(), (), ()]


def test_the_second_format_has_at_least_forty_plantings_of_its_own():
    assert sum(len(table) for text, table in TABLES if text is not SAMPLE) >= 40


def test_several_faults_at_once_in_the_order_of_the_file():
    text = planted("slug: vi-du", "slug: Vi Du")
    text = planted("kind: money", "kind: tien", text)
    text = planted("role: committee\n", "role: uy_ban\n", text)
    text = planted("years: 5", "years: năm", text)
    assert [(f.line, f.pointer) for f in rules.parse(text).faults] == [
        (2, "slug"),
        (31, "sections.0.pages.0.questions.3.kind"),
        (61, "flow.steps.check.role"),
        (74, "retention.years"),
    ]


WHICH = "Viết 1 (số điện thoại đã xác nhận), 2 (danh tính đã xác minh) hoặc 3 (thêm khóa đăng nhập)."


def test_report_is_one_line_for_each_fault_and_a_count():
    text = planted("assurance: 2", "assurance: 7", planted("slug: vi-du", "slug: Vi"))
    assert rules.report(text, "vi.yaml").splitlines() == [
        "vi.yaml:2:1: “slug” chỉ gồm chữ thường không dấu, số và gạch nối. — Viết như: tam-hoan-hop-dong.",
        f"vi.yaml:10:1: Mức xác minh danh tính phải là 1, 2 hoặc 3. — {WHICH}",
        "vi.yaml: 2 lỗi.",
    ]
    assert rules.report(SAMPLE, "vi.yaml").splitlines() == [
        "vi.yaml: chưa xác nhận procedure.code: Mã ví dụ.",
        "vi.yaml: không có lỗi. 6 câu hỏi, 2 giấy tờ, 1 bước.",
    ]
    assert rules.findings(planted("assurance: 2", "assurance: 7")) == [
        {
            "line": 10,
            "column": 1,
            "message": "Mức xác minh danh tính phải là 1, 2 hoặc 3.",
            "cure": WHICH,
            "pointer": "assurance",
        }
    ]


NO_SERVICE = {
    "nothing": "",
    "a comment": "   \n# chỉ có ghi chú\n",
    "a list": "- a\n- b\n",
    "a word": "chữ",
    "two documents": "a: b\n---\nc: d\n",
    "itself": "&a\nslug: *a\n",
    "a list in itself": "x: &a [*a]\n",
    "a flow in itself": "flow: {steps: [&a [*a]]}\n",
    "a Python object": "a: !!python/object/apply:os.system [ls]\n",
    "deep lists": "[" * 3000,
    "deep blocks": "{a: " * 3000,
    "a null character": "a: \x00",
    "another YAML": "%YAML 9.9\n---\na: b",
    "a list as key": "? [a, b]\n: c\n",
    "a huge number": "format: 99999999999999999999999\n",
    "a huge file": "x" * 200_001,
}


@pytest.mark.parametrize("text", NO_SERVICE.values(), ids=NO_SERVICE.keys())
def test_what_is_no_service_file_at_all_is_a_fault_not_a_crash(text):
    parsed = rules.parse(text)
    assert parsed.service is None
    assert parsed.faults
    assert all(f.line >= 1 and f.message and f.cure for f in parsed.faults)


def test_a_half_translation_is_a_fault_at_the_text_that_lacks_it():
    english = '\nen:\n  "Hỗ trợ ví dụ": "Sample"\n  "Câu cũ": "Old"\n'
    found = {(f.line, f.message) for f in rules.parse(SAMPLE + english).faults}
    assert (3, "Chưa có bản tiếng Anh của nội dung này.") in found
    assert (82, "Nội dung này không còn trong tệp.") in found
    assert (4, "Chưa có bản tiếng Anh của nội dung này.") not in found


def test_a_translation_keeps_the_holes():
    text = planted(
        'đã được tiếp nhận. Hẹn trả kết quả: {due}.": "Dossier {code} has',
        'đã được tiếp nhận. Hẹn trả kết quả: {due}.": "It has',
        REAL,
    )
    (fault,) = rules.parse(text).faults
    assert fault.message == "Bản tiếng Anh thiếu hoặc thừa chỗ điền {…}."
    assert REAL.splitlines()[fault.line - 1].lstrip().startswith('"Hồ sơ {code} đã được tiếp nhận.')


def test_the_sample_is_whole():
    service = whole(SAMPLE)
    assert service.valid_to == date(2020, 12, 31)
    assert [q.key for q in service.questions()] == ["home", "kind", "kind_other", "income", "poor", "stopped"]


def _paths(node, path=()):
    if isinstance(node, dict):
        for key, value in node.items():
            yield (*path, key)
            yield from _paths(value, (*path, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield (*path, index)
            yield from _paths(value, (*path, index))


def _dump(tree):
    out = StringIO()
    YAML(typ="safe", pure=True).dump(tree, out)
    return out.getvalue()


LOADED = [YAML(typ="safe", pure=True).load(text) for text in (SAMPLE, SAMPLE2, CLAIM)]
ALL_PATHS = [(n, path) for n, tree in enumerate(LOADED) for path in sorted(_paths(tree), key=str)]


def _at(tree, path):
    for key in path:
        tree = tree[key]
    return tree


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(range(len(LOADED))), st.data())
def test_whatever_is_deleted_the_answer_is_a_service_or_faults(which, data):
    tree = deepcopy(LOADED[which])
    for path in data.draw(st.lists(st.sampled_from(sorted(_paths(tree), key=str)), min_size=1, max_size=3)):
        try:
            del _at(tree, path[:-1])[path[-1]]
        except (KeyError, IndexError, TypeError):
            continue
    parsed = rules.parse(_dump(tree))
    assert (parsed.service is None) == bool(parsed.faults)


JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=8), st.floats(), st.dates(),
    st.lists(st.text(max_size=3), max_size=2), st.dictionaries(st.text(max_size=4), st.integers(), max_size=2),
)  # fmt: skip


@settings(max_examples=250, deadline=None)
@given(st.lists(st.sampled_from(ALL_PATHS), min_size=1, max_size=2), st.lists(JUNK, min_size=2, max_size=2))
def test_whatever_is_put_anywhere_the_answer_is_a_service_or_faults(places, junk):
    tree = deepcopy(LOADED[places[0][0]])
    for (_, path), thing in zip(places, junk, strict=False):
        try:
            _at(tree, path[:-1])[path[-1]] = thing
        except (KeyError, IndexError, TypeError):
            continue
    parsed = rules.parse(_dump(tree))
    assert (parsed.service is None) == bool(parsed.faults)
    if parsed.service is not None:
        rules.simulate(parsed.service)
        rules.draw(parsed.service)
        rules.paths(parsed.service)
        rules.differences(None, parsed.service)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab:- \n\t[]{}&*!|>'\"#%?,0"), max_size=60))
def test_any_text_at_all_gives_faults(text):
    parsed = rules.parse(text)
    assert parsed.service is None
    assert parsed.faults
