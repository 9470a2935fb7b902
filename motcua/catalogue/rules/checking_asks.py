"""What an action asks of the officer: findings, which later conditions and the result may read."""

from collections.abc import Collection, Mapping
from typing import Any

from motcua.catalogue.rules.checking_kinds import check_key, check_kind
from motcua.catalogue.rules.checking_names import Names
from motcua.catalogue.rules.faults import Faults
from motcua.catalogue.rules.nodes import near
from motcua.catalogue.rules.service import Service, asked_question
from motcua.catalogue.rules.words import ASKED_KINDS

_ASK_KEYS = ("key", "label", "kind", "choices", "required", "hint", "least", "most")
_CHOICE_KEYS = ("key", "label", "hint")
_YES_NO = "Viết true hoặc false."


def check_asks(
    at: str, action: Mapping[str, Any], service: Service, seen: dict[str, tuple[str, Mapping[str, Any]]], faults: Faults
) -> None:
    """What one action asks of the officer; `seen`: key → (pointer, item) of what others ask."""
    asks = action.get("asks")
    if asks is None:
        return
    if not isinstance(asks, list) or not asks or not all(isinstance(item, Mapping) for item in asks):
        cure = "Viết như: [{key: so_tien, label: Số tiền đề nghị, kind: money}]."
        faults.add(f"{at}.asks", "“asks” phải là một danh sách câu hỏi cho cán bộ.", cure)
        return
    questions = {question.key for question in service.questions()}
    for n, item in enumerate(asks):
        here = f"{at}.asks.{n}"
        if not _ask_form(here, item, faults):
            continue
        key = item["key"]
        if key in questions:
            faults.add(f"{here}.key", f"“{key}” đã là khóa của một câu hỏi cho người nộp.", "Đặt một khóa khác.")
        elif key in seen and seen[key][1] != item:
            line = faults.place(f"{seen[key][0]}.key")[0]
            message = f"“{key}” đã được hỏi khác đi ở dòng {line}."
            faults.add(f"{here}.key", message, "Đặt một khóa khác, hoặc hỏi giống hệt.")
        seen.setdefault(key, (here, item))
        check_key(here, key, {}, faults)
        check_kind(here, asked_question(item), Names(), faults)


def _ask_form(at: str, item: Mapping[str, Any], faults: Faults) -> bool:
    """Does an item say what it must, so that it can be read as a question?"""
    before = len(faults.found)
    check_known(at, item, _ASK_KEYS, faults)
    for key in ("key", "label", "kind"):
        if not isinstance(item.get(key), str) or not item[key].strip():
            faults.add(f"{at}.{key}", f"Thiếu “{key}” viết bằng chữ.", f"Thêm “{key}: …”.")
    kind = item.get("kind")
    if isinstance(kind, str) and kind.strip() and kind not in ASKED_KINDS:
        faults.add(f"{at}.kind", f"Cán bộ không trả lời được kiểu “{kind}”.", near(kind, ASKED_KINDS))
    if not isinstance(item.get("required", True), bool):
        faults.add(f"{at}.required", "“required” phải là true hoặc false.", _YES_NO)
    if not isinstance(item.get("hint", ""), str):
        faults.add(f"{at}.hint", "“hint” phải là chữ.", "Đặt giá trị trong dấu nháy kép.")
    for key in ("least", "most"):
        if type(item.get(key, 0)) is not int:
            faults.add(f"{at}.{key}", f"“{key}” phải là số nguyên.", "Viết số liền nhau: 1800000.")
    _ask_choices(at, item, faults)
    return len(faults.found) == before


def _ask_choices(at: str, item: Mapping[str, Any], faults: Faults) -> None:
    choices = item.get("choices")
    if choices is None:
        if item.get("kind") == "choice":
            faults.add(at, "Thiếu khóa “choices”.", "Thêm choices: [{key: a, label: A}].")
        return
    if not isinstance(choices, list) or not choices:
        faults.add(f"{at}.choices", "“choices” phải là một danh sách.", "Viết như: [{key: tot, label: Tốt}].")
        return
    for n, choice in enumerate(choices):
        here = f"{at}.choices.{n}"
        if not isinstance(choice, Mapping) or not all(isinstance(choice.get(k), str) for k in ("key", "label")):
            faults.add(here, "Mỗi lựa chọn cần key và label.", "Viết như: {key: tot, label: Tốt}.")
        else:
            check_known(here, choice, _CHOICE_KEYS, faults)


def check_known(at: str, block: Mapping[str, Any], keys: Collection[str], faults: Faults) -> None:
    """No other keys than these."""
    for key in block:
        if key not in keys:
            faults.add(f"{at}.{key}", f"Không có khóa “{key}” ở đây.", near(str(key), keys))
