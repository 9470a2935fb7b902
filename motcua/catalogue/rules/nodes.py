"""A reader over YAML nodes that gathers faults instead of stopping at the first."""

import re
from collections.abc import Collection, Iterator
from datetime import date
from difflib import get_close_matches
from typing import Any

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from motcua.catalogue.rules.faults import Faults

_INTEGER = re.compile(r"[+-]?[0-9]{1,15}")
KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_TAG = "tag:yaml.org,2002:"
_KINDS = {"map": "một khối “khóa: giá trị”", "seq": "một danh sách, mỗi mục bắt đầu bằng “- ”"}
_PLAIN_NUMBER = "Viết số liền nhau, không dấu chấm, không dấu nháy: 1800000."
_ANCHOR = "Không dùng neo (&, *) trong tệp dịch vụ."


def _tag(node: Node) -> str:
    return str(node.tag).removeprefix(_TAG)


def near(word: str, known: Collection[str]) -> str:
    """The cure for a word that is not among the known ones: the one that was meant, or all of them."""
    close = get_close_matches(word, known, n=1, cutoff=0.6)
    return f"Có phải bạn muốn viết “{close[0]}”?" if close else f"Dùng một trong: {', '.join(dict.fromkeys(known))}."


class Block:
    """A mapping of the file. Ask for its keys by kind, then call `done`: keys that nobody asked for are faults."""

    def __init__(self, node: Node | None, pointer: str, faults: Faults) -> None:
        self.pointer = pointer
        self.faults = faults
        self.nodes: dict[str, Node] = {}
        self.broken = not isinstance(node, MappingNode)  # one fault is enough: its keys are not missed
        self._asked: list[str] = []
        self._refused: set[str] = set()  # told already
        if node is not None and pointer not in faults.places:
            faults.note(pointer, node)
        if isinstance(node, MappingNode):
            self._gather(node)
        elif node is not None:
            faults.add(pointer, f"Ở đây cần {_KINDS['map']}.", "Viết mỗi khóa trên một dòng, thụt vào hai dấu cách.")

    def _gather(self, node: MappingNode) -> None:
        for key_node, value in node.value:
            key = str(key_node.value) if isinstance(key_node, ScalarNode) else ""
            pointer = self.at(key)
            if key in self.nodes:
                first = self.faults.place(pointer)[0]
                self.faults.note(pointer, key_node)
                self.faults.add(pointer, f"Khóa “{key}” đã có ở dòng {first}.", "Xóa một trong hai, hoặc đổi tên khóa.")
            elif value.anchor or key_node.anchor:
                self._refused.add(key)
                self.faults.note(pointer, key_node)
                self.faults.add(pointer, _ANCHOR, "Chép lại giá trị.")
            elif not key:
                self.faults.add(self.pointer, "Khóa phải là chữ.", "Viết khóa bằng chữ trước dấu hai chấm.")
            else:
                self.nodes[key] = value
                self.faults.note(pointer, key_node)

    def at(self, key: str) -> str:
        return f"{self.pointer}.{key}" if self.pointer else key

    def __contains__(self, key: str) -> bool:
        return key in self.nodes

    def __iter__(self) -> Iterator[str]:
        return iter(self.nodes)

    def fault(self, key: str, message: str, cure: str) -> None:
        self.faults.add(self.at(key), message, cure)

    def take(self, key: str, *, required: bool) -> Node | None:
        """The node under a key; a fault when it must be there and is not."""
        self._asked.append(key)
        node = self.nodes.get(key)
        if node is not None and _tag(node) == "null":
            node = None
            self.fault(key, f"Khóa “{key}” chưa có giá trị.", "Viết giá trị sau dấu hai chấm, hoặc xóa dòng này.")
        elif node is None and required and not self.broken and key not in self._refused:
            self.faults.add(self.pointer, f"Thiếu khóa “{key}”.", f"Thêm dòng “{key}: …” vào khối này.")
        return node

    def _scalar(self, key: str, tags: Collection[str], what: str, *, required: bool) -> str | None:
        node = self.take(key, required=required)
        if node is None:
            return None
        if isinstance(node, ScalarNode) and _tag(node) in tags:
            return str(node.value)
        self.fault(key, f"“{key}” phải là {what}.", _cure_for(node, what))
        return None

    def text(self, key: str, default: str | None = None) -> str:
        """A text, folded lines joined; required unless there is a default."""
        value = self._scalar(key, {"str"}, "chữ", required=default is None)
        if value is not None and not value.strip():
            self.fault(key, f"“{key}” đang để trống.", "Viết nội dung, hoặc xóa dòng này.")
        return (value if value is not None else default or "").strip()

    def number(self, key: str, default: int | None = None, *, least: int = 0) -> int:
        """A whole number; required unless there is a default."""
        value = self._scalar(key, {"int"}, "số nguyên", required=default is None)
        if value is None:
            return default or 0
        if not _INTEGER.fullmatch(value):
            self.fault(key, f"“{key}” phải là số nguyên.", _PLAIN_NUMBER)
            return least
        if int(value) < least:
            self.fault(key, f"“{key}” phải từ {least} trở lên.", f"Viết một số từ {least}.")
        return int(value)

    def optional_number(self, key: str) -> int | None:
        """A whole number of either sign, or None where there is none."""
        if key in self:
            return self.number(key, 0, least=-(10**15))
        self._asked.append(key)
        return None

    def yes(self, key: str, default: bool) -> bool:  # noqa: FBT001 - reads as the key's default
        value = self._scalar(key, {"bool"}, "true hoặc false", required=False)
        return default if value is None else value.lower() == "true"

    def day(self, key: str, *, required: bool = True) -> date | None:
        """A date written 2020-04-24."""
        value = self._scalar(key, {"timestamp", "str"}, "một ngày", required=required)
        if value is None:
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fault(key, f"“{value}” không phải là ngày.", "Viết năm-tháng-ngày, ví dụ 2020-04-24.")
            return None

    def one_of(self, key: str, known: Collection[str], default: str | None = None) -> str:
        """One of the known words."""
        value = self.text(key, default)
        if value and value not in known:
            cure = near(value, known)
            self.fault(key, f"“{key}” không có giá trị “{value}”.", cure)
        return value

    def _items(self, key: str, *, required: bool) -> list[tuple[str, Node]]:
        node = self.take(key, required=required)
        if node is None:
            return []
        if not isinstance(node, SequenceNode):
            self.fault(key, f"“{key}” phải là {_KINDS['seq']}.", "Viết mỗi mục trên một dòng, bắt đầu bằng “- ”.")
            return []
        items = [(f"{self.at(key)}.{index}", item) for index, item in enumerate(node.value)]
        for pointer, item in items:
            self.faults.note(pointer, item)
            if item.anchor:
                self.faults.add(pointer, _ANCHOR, "Chép lại giá trị.")
        if required and not items:
            self.fault(key, f"“{key}” cần ít nhất một mục.", "Thêm một mục bắt đầu bằng “- ”.")
        return [(pointer, item) for pointer, item in items if not item.anchor]

    def texts(self, key: str, *, required: bool = True, known: Collection[str] = ()) -> tuple[str, ...]:
        """A list of texts, each one of the known words where there are such."""
        texts = []
        for pointer, item in self._items(key, required=required):
            if not isinstance(item, ScalarNode) or _tag(item) != "str":
                self.faults.add(pointer, f"Mỗi mục của “{key}” phải là chữ.", "Đặt mục này trong dấu nháy kép.")
            elif known and item.value not in known:
                cure = near(item.value, known)
                self.faults.add(pointer, f"“{key}” không có giá trị “{item.value}”.", cure)
            else:
                texts.append(str(item.value).strip())
        return tuple(texts)

    def numbers(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers; may be absent."""
        numbers = []
        for pointer, item in self._items(key, required=False):
            if isinstance(item, ScalarNode) and _tag(item) == "int" and _INTEGER.fullmatch(item.value):
                numbers.append(int(item.value))
            else:
                self.faults.add(pointer, f"Mỗi mục của “{key}” phải là số nguyên.", "Viết số không có dấu nháy.")
        return tuple(numbers)

    def block(self, key: str, *, required: bool = True) -> "Block":
        return Block(self.take(key, required=required), self.at(key), self.faults)

    def blocks(self, key: str, *, required: bool = True) -> list["Block"]:
        return [Block(item, pointer, self.faults) for pointer, item in self._items(key, required=required)]

    def plain(self, key: str, *, required: bool = True) -> Any:
        """What is under a key as JSON: another room knows its grammar."""
        node = self.take(key, required=required)
        return None if node is None else plain(node, self.at(key), self.faults)

    def done(self) -> None:
        """Every key has been asked for: the others are unknown."""
        for key in self.nodes:
            if key not in self._asked:
                self.fault(key, f"Không có khóa “{key}” ở đây.", self._cure_unknown(key))

    def _cure_unknown(self, key: str) -> str:
        if _tag(self.nodes[key]) == "null" and not KEY.fullmatch(key):
            return "Nếu đây là phần sau dấu phẩy của một câu, hãy đặt cả câu trong dấu nháy kép."
        return near(key, self._asked)


def _cure_for(node: Node, what: str) -> str:
    if what == "chữ" and isinstance(node, ScalarNode):
        return f'Đặt giá trị trong dấu nháy kép: "{node.value}".'
    if what == "số nguyên" and isinstance(node, ScalarNode):
        return _PLAIN_NUMBER
    return f"Viết {what} ngay sau dấu hai chấm."


def plain(node: Node, pointer: str, faults: Faults) -> Any:
    """A node as JSON: texts, whole numbers, true and false, lists and objects; each place is remembered."""
    if isinstance(node, MappingNode):
        block = Block(node, pointer, faults)
        return {key: plain(value, block.at(key), faults) for key, value in block.nodes.items()}
    if isinstance(node, SequenceNode):
        items = []
        for index, item in enumerate(node.value):
            faults.note(f"{pointer}.{index}", item)
            if item.anchor:
                faults.add(f"{pointer}.{index}", _ANCHOR, "Chép lại giá trị.")
            else:
                items.append(plain(item, f"{pointer}.{index}", faults))
        return items
    return scalar(node)


def scalar(node: Node) -> Any:
    """A scalar as JSON; a date or a fraction stays the text that was written."""
    value = str(node.value)
    match _tag(node):
        case "int" if _INTEGER.fullmatch(value):
            return int(value)
        case "bool":
            return value.lower() == "true"
        case "null":
            return None
        case _:
            return value
