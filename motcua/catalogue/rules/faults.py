"""What is wrong in a service file and where; and YAML text → nodes that remember their line."""

import re
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import Node

MAX_CHARACTERS = 200_000
MAX_DEPTH = 100  # of brackets; the parser needs seconds for thousands
_BRACKET = re.compile(r"[\[\]{}]")
_SYNTAX = (
    ("'\\t'", "Có dấu tab ở đầu dòng hoặc trước một giá trị.", "Thay mỗi tab bằng dấu cách."),
    ("mapping values are not allowed", "Có dấu hai chấm ở chỗ không được phép.", "Đặt cả câu trong dấu nháy kép."),
    ("quoted scalar", "Một dấu nháy được mở mà không đóng.", "Thêm dấu nháy đóng ở cuối câu."),
    ("flow sequence", "Danh sách trong ngoặc vuông thiếu dấu phẩy hoặc dấu “]”.", "Thêm dấu phẩy hoặc đóng ngoặc."),
    ("flow mapping", "Khối trong ngoặc nhọn thiếu dấu phẩy hoặc dấu “}”.", "Thêm dấu phẩy hoặc đóng ngoặc nhọn."),
)
_OPENED = ("quoted scalar", "flow sequence", "flow mapping")  # the parser stops far below: point at the opening mark


@dataclass(frozen=True, order=True)
class Fault:
    """What is wrong where (line and column from 1), and how to mend it. `pointer` is the path of keys to that place."""

    line: int
    column: int
    message: str
    cure: str
    pointer: str = ""


class Faults:
    """The faults found so far, and where each pointer of the file stands."""

    def __init__(self) -> None:
        self.found: list[Fault] = []
        self.places: dict[str, tuple[int, int]] = {"": (1, 1)}

    def note(self, pointer: str, node: Node) -> None:
        self.places[pointer] = (node.start_mark.line + 1, node.start_mark.column + 1)

    def place(self, pointer: str) -> tuple[int, int]:
        """Where a pointer stands; where its nearest known parent stands when the file does not have it."""
        while pointer not in self.places:
            pointer = pointer.rpartition(".")[0]
        return self.places[pointer]

    def add(self, pointer: str, message: str, cure: str) -> None:
        self.found.append(Fault(*self.place(pointer), message, cure, pointer))

    def touched(self) -> set[str]:
        """The top keys under which something is wrong."""
        return {fault.pointer.split(".")[0] for fault in self.found}


def compose(text: str, faults: Faults) -> Node | None:
    """The root node, or None with a fault where the syntax breaks."""
    if len(text) > MAX_CHARACTERS:
        faults.add("", "Tệp quá lớn.", f"Một tệp dịch vụ có tối đa {MAX_CHARACTERS} ký tự.")
        return None
    if _depth(text) > MAX_DEPTH:
        faults.add("", "Tệp lồng quá nhiều lớp ngoặc.", "Đóng các ngoặc còn mở, hoặc viết thành khối thụt dòng.")
        return None
    try:
        root: Node | None = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        faults.found.append(_syntax_fault(error))
        return None
    except (YAMLError, ValueError, RecursionError):
        faults.add("", "Không đọc được tệp này như YAML.", "Lưu tệp dạng UTF-8, bớt lớp lồng nhau và ký tự lạ.")
        return None
    if root is None:
        faults.add("", "Tệp trống.", "Bắt đầu từ một tệp dịch vụ có sẵn trong thư mục services.")
    return root


def _depth(text: str) -> int:
    depth = deepest = 0
    for bracket in _BRACKET.findall(text):
        depth = depth + 1 if bracket in "[{" else max(depth - 1, 0)
        deepest = max(deepest, depth)
    return deepest


def _syntax_fault(error: MarkedYAMLError) -> Fault:
    mark = error.problem_mark or error.context_mark
    english = " ".join(str(part) for part in (error.context, error.problem) if part)
    for sign, message, cure in _SYNTAX:
        if sign in english:
            opened = error.context_mark if sign in _OPENED else None
            return Fault(*_place(opened or mark), message, cure)
    message = f"Dòng này không đúng cú pháp YAML ({error.problem})."
    return Fault(*_place(mark), message, "Kiểm tra thụt lề bằng dấu cách, dấu hai chấm, dấu nháy và dấu ngoặc.")


def _place(mark: Any) -> tuple[int, int]:
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)
