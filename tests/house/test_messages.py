"""English is complete: every sentence of the pages has its English, with the same holes."""

import gettext
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from babel.messages.catalog import Message

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def tool():
    spec = spec_from_file_location("messages", ROOT / "tools" / "messages.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_catalogue_is_complete_and_has_nothing_else(tool):
    assert tool.faults() == []


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        ("Nộp hồ sơ", "passed to gettext in a template"),
        ("Đã lưu dòng {n}.", "passed to gettext in a program"),
        ("Hồ sơ này đã được {who} nhận lúc {when}.", "the docstring of a refusal"),
        ("Đang được giải quyết", "a label in a table of rules"),
        ("Nhập số không quá {bound}.", "the template of a problem"),
        ("Xin lỗi và hẹn lại ngày trả kết quả", "a line of the timeline"),
    ],
)
def test_each_kind_of_sentence_is_found(tool, sentence, why):
    assert sentence in tool.messages(), why


@pytest.mark.parametrize(
    ("vietnamese", "english", "wrong"),
    [
        ("Nộp hồ sơ", "Submit", []),
        ("Nộp hồ sơ", "", ["without English"]),
        ("Nộp hồ sơ", "  ", ["without English"]),
        ("Nộp hồ sơ", "Nộp hồ sơ", ["still Vietnamese"]),
        ("Excel", "Excel", []),
        ("Còn {n} người", "{n} people left", []),
        ("Còn {n} người", "people left", ["other holes than the Vietnamese"]),
        ("Còn {n} người", "{m} people left", ["other holes than the Vietnamese"]),
        ("%(n)s trên %(of)s", "%(n)s of %(of)s", []),
        ("%(n)s trên %(of)s", "%(n)s of %(n)s", ["other holes than the Vietnamese"]),
        ("đến 400 %%", "to 400 %", ["other holes than the Vietnamese"]),
        (" hoặc ", " or ", []),
        (" hoặc ", "or", ["other spaces at its ends"]),
    ],
)
def test_a_faulty_translation_is_noticed(tool, vietnamese, english, wrong):
    assert list(tool._wrong(Message(vietnamese, english))) == wrong


def test_an_unsure_translation_is_noticed(tool):
    assert list(tool._wrong(Message("Nộp hồ sơ", "Submit", flags={"fuzzy"}))) == ["marked as unsure"]


@pytest.fixture
def own_catalogue(tool, monkeypatch, tmp_path):
    """A catalogue of its own, up to date with the code."""
    source = tmp_path / "django.po"
    source.write_bytes(tool.CATALOGUE.read_bytes())
    monkeypatch.setattr(tool, "CATALOGUE", source)
    tool.extract()
    return source


def test_a_new_sentence_and_an_old_one_are_noticed(tool, monkeypatch, own_catalogue):
    needed = dict(tool.messages())
    needed.pop("Nộp hồ sơ")
    monkeypatch.setattr(tool, "messages", lambda: {**needed, "Câu mới": ["motcua/new.py"]})
    told = [fault for fault in tool.faults() if not fault.startswith("without English")]
    assert told == ["not in the catalogue: 'Câu mới' (motcua/new.py)", "no longer in the code: 'Nộp hồ sơ'"]


def test_extracting_again_changes_nothing(tool, own_catalogue):
    before = own_catalogue.read_bytes()
    tool.extract()
    assert own_catalogue.read_bytes() == before


def test_a_new_sentence_comes_in_without_english_and_an_old_one_goes(tool, monkeypatch, own_catalogue):
    needed = dict(tool.messages())
    needed.pop("Nộp hồ sơ")
    monkeypatch.setattr(tool, "messages", lambda: {**needed, "Câu mới": ["motcua/new.py"]})
    tool.extract()
    there = {message.id: message.string for message in tool.catalogue()}
    assert there["Câu mới"] == ""
    assert "Nộp hồ sơ" not in there


def test_what_is_compiled_says_it_in_english(tool, own_catalogue):
    tool.compile_all()
    with own_catalogue.with_suffix(".mo").open("rb") as file:
        english = gettext.GNUTranslations(file)
    assert english.gettext("Nộp hồ sơ") == "Submit dossier"
    assert english.gettext("Đã rút hồ sơ {code}.").format(code="H48-1") == "Dossier H48-1 has been withdrawn."
