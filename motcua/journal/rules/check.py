"""The check of a whole journal in one pass: what was altered, deleted, inserted or put into another order."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from motcua.journal.rules.content import FIELDS, canonical, decoded, entry_leaf
from motcua.journal.rules.tree import Frontier

MOST_FAULTS = 20
_CHUNK = 4096


@dataclass(frozen=True)
class Sealing:
    """A seal as it was stored: the tree over the first `size` leaves; it added the entries `first` to `last`."""

    size: int
    root: bytes
    frontier: bytes
    first: int
    last: int


@dataclass(frozen=True)
class Verdict:
    """`unsealed` of all `entries` wait for the next seal; `faults` name the first things found, in Vietnamese."""

    ok: bool
    entries: int
    sealed: int
    unsealed: int
    faults: list[str]


def known_roots(texts: Iterable[str]) -> tuple[dict[int, bytes], set[bytes]]:
    """Roots as people write them down: 'SIZE:ROOT', or ROOT alone, in 64 hexadecimal digits.

    Returns those with a size, by size, and those without. ValueError names what is none, or contradicts another.
    """
    sized: dict[int, bytes] = {}
    bare: set[bytes] = set()
    for text in texts:
        found = re.fullmatch(r"(?:([1-9][0-9]{0,17}):)?([0-9A-Fa-f]{64})", text.strip())
        if found is None:
            raise ValueError(f"Not a root: {text}. Write its 64 hexadecimal digits, or SIZE:DIGITS.")
        size, root = found[1], bytes.fromhex(found[2])
        if size is None:
            bare.add(root)
        elif sized.setdefault(int(size), root) != root:
            raise ValueError(f"Two different roots of size {size}.")
    return sized, bare


class Check:
    """Fed with the leaves in their order, then with the entries that have none; then asked for its verdict.

    `seals` ascend by size; `known` are roots by size that were kept outside of the database, `bare` those of which
    nobody kept the size.
    """

    def __init__(self, seals: Iterator[Sealing], known: Mapping[int, bytes], bare: Collection[bytes] = ()) -> None:
        self._seals, self._known, self._bare = seals, dict(known), set(bare)
        self._tree, self._leaves = Frontier(), list[bytes]()
        self._next = self._highest = self._lowest = 0
        self._torn = False
        self._entries = self._sealed = self._unsealed = 0
        self._faults: list[str] = []
        self._misfits: list[tuple[int, bytes, bytes]] = []
        self._turn_to_next_seal()

    def leaf(self, position: int, entry: int, leaf: bytes, row: tuple[Any, ...] | None) -> None:
        """The leaf at `position`, and the entry it was made for: (*FIELDS, own leaf), None when that is gone."""
        if position != self._next:
            self._blame(f"Sổ niêm phong thiếu vị trí {self._next}–{position - 1}: mục ở đó đã bị xóa.")
        if row is None:
            self._blame(f"Mục {entry} đã bị xóa.")
        else:
            self._compare(entry, leaf, row)
        if self._seal is None:
            self._blame(f"Mục {entry} đã bị chèn vào sau niêm phong cuối cùng.")
        elif entry <= self._highest:
            self._blame(f"Mục {entry} đã bị đổi thứ tự: đứng sau mục {self._highest}.")
        self._highest = max(self._highest, entry)
        self._lowest = min(self._lowest or entry, entry)
        self._next = position + 1
        self._leaves.append(leaf)
        if len(self._leaves) == _CHUNK:
            self._grow()
        if self._seal and self._next >= self._seal.size:
            self._close(self._seal)

    def unsealed(self, entry: int, row: tuple[Any, ...], *, late: bool) -> None:
        """An entry without a leaf; `late` when its transaction is one of those that are sealed already."""
        self._entries += 1
        self._unsealed += 1
        if _own_leaf(entry, row) != row[-1]:
            self._blame(f"Mục {entry} (chưa niêm phong) đã bị sửa hoặc bị chèn: nội dung không khớp dấu băm.")
        elif late:
            self._blame(f"Mục {entry} đã bị chèn vào khoảng thời gian đã niêm phong.")

    def verdict(self) -> Verdict:
        while self._seal:
            self._blame(f"Niêm phong {self._seal.size} ghi nhiều mục hơn số còn lại: các mục cuối đã bị xóa.")
            self._turn_to_next_seal()
        for size in self._known:
            self._blame(f"Niêm phong {size} đã công bố nhưng không còn trong nhật ký.")
        for root in sorted(self._bare):
            self._blame(f"Gốc {root.hex()} đã công bố nhưng không niêm phong nào trong nhật ký có gốc này.")
        self._name_misfits()
        faults = self._faults[:MOST_FAULTS]
        return Verdict(not self._faults, self._entries, self._sealed, self._unsealed, faults)

    def _compare(self, entry: int, leaf: bytes, row: tuple[Any, ...]) -> None:
        self._entries += 1
        self._sealed += 1
        if row[-1] != leaf:
            self._misfits.append((entry, leaf, row[-1]))
            self._torn = True
        elif _own_leaf(entry, row) != leaf:
            self._blame(f"Mục {entry} đã bị sửa: nội dung không khớp dấu băm.")

    def _close(self, seal: Sealing) -> None:
        """The leaves up to the seal are in: do they give its root?"""
        self._grow()
        expected = self._known.pop(seal.size, seal.root)
        self._bare.discard(seal.root)
        if expected != seal.root or _stored(seal).root != seal.root or seal.first != self._lowest:
            self._blame(f"Niêm phong {seal.size} đã bị sửa.")
        elif (seal.last != self._highest or self._tree.root != seal.root) and not self._torn:
            within = f"mục {self._lowest}–{self._highest}"
            self._blame(f"Niêm phong {seal.size} không khớp: trong {within} có mục bị chèn, xóa hoặc sửa cả dấu băm.")
        if self._torn and _stored(seal).root == seal.root:
            self._tree = _stored(seal)
        self._turn_to_next_seal()

    def _turn_to_next_seal(self) -> None:
        self._seal = next(self._seals, None)
        self._highest = self._lowest = 0
        self._torn = False

    def _grow(self) -> None:
        self._tree = self._tree.extended(self._leaves)
        self._leaves.clear()

    def _name_misfits(self) -> None:
        """Entries whose leaf is not that of their place: exchanged with one another, or altered with their own hash."""
        home = {leaf: entry for entry, leaf, _ in self._misfits}
        for entry, _, own in self._misfits:
            if own in home:
                self._blame(f"Mục {entry} đã bị đổi chỗ với mục {home[own]}.")
            else:
                self._blame(f"Mục {entry} đã bị sửa cùng với dấu băm của nó.")

    def _blame(self, fault: str) -> None:
        self._torn = True
        if len(self._faults) < MOST_FAULTS:
            self._faults.append(fault)


def _own_leaf(entry: int, row: tuple[Any, ...]) -> bytes:
    fields = dict(zip(FIELDS, row, strict=False))
    fields["data"] = decoded(fields["data"])
    return entry_leaf(entry, canonical(fields))


def _stored(seal: Sealing) -> Frontier:
    """The tree as the seal kept it; an empty one of that size, which fits no root, when the bytes were spoilt."""
    try:
        return Frontier.unpacked(seal.size, seal.frontier)
    except ValueError:
        return Frontier(seal.size, (bytes(32),) * seal.size.bit_count())
