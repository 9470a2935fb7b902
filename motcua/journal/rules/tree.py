"""The Merkle tree of RFC 6962 section 2.1 (RFC 9162 has the same): roots, inclusion and consistency proofs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256


def leaf_hash(content: bytes) -> bytes:
    return sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True)
class Frontier:
    """A tree of `size` leaves by its perfect subtrees, largest first: one hash for each 1 in the binary size."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if len(self.peaks) != self.size.bit_count() or any(len(peak) != 32 for peak in self.peaks):  # noqa: PLR2004
            raise ValueError(f"A tree of {self.size} leaves has {self.size.bit_count()} peaks of 32 bytes")

    def extended(self, leaves: Iterable[bytes]) -> "Frontier":
        """The tree after `leaves` (hashes) are appended: each 1 that carries in the binary size joins two peaks."""
        size, peaks = self.size, list(self.peaks)
        for leaf in leaves:
            node, rest = leaf, size
            while rest & 1:
                node = node_hash(peaks.pop(), node)
                rest >>= 1
            peaks.append(node)
            size += 1
        return Frontier(size, tuple(peaks))

    @property
    def root(self) -> bytes:
        if not self.peaks:
            return sha256(b"").digest()
        node = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            node = node_hash(peak, node)
        return node

    def packed(self) -> bytes:
        return b"".join(self.peaks)

    @classmethod
    def unpacked(cls, size: int, packed: bytes) -> "Frontier":
        """Raises ValueError when the bytes do not fit the size."""
        return cls(size, tuple(packed[n : n + 32] for n in range(0, len(packed), 32)))


def root(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes."""
    return Frontier().extended(leaves).root


def split(size: int) -> int:
    """The largest power of two smaller than `size`."""
    return 1 << (size - 1).bit_length() - 1


def inclusion_proof(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """The hashes that show leaf `index` to be in the tree, lowest first."""
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if index < k:
        return [*inclusion_proof(index, leaves[:k]), root(leaves[k:])]
    return [*inclusion_proof(index - k, leaves[k:]), root(leaves[:k])]


def includes(size: int, top: bytes, index: int, leaf: bytes, proof: Sequence[bytes]) -> bool:
    """Is `leaf` number `index` of the tree of `size` leaves whose root is `top`?"""
    if not 0 <= index < size:
        return False
    node, n, last = leaf, index, size - 1
    for step in proof:
        if last == 0:
            return False
        if n & 1 or n == last:
            node = node_hash(step, node)
            while not n & 1 and n:
                n, last = n >> 1, last >> 1
        else:
            node = node_hash(node, step)
        n, last = n >> 1, last >> 1
    return last == 0 and node == top


def consistency_proof(old: int, leaves: Sequence[bytes]) -> list[bytes]:
    """The hashes that show the tree of the first `old` leaves to be a beginning of the whole."""
    if not 0 < old <= len(leaves):
        raise IndexError(old)
    return _subproof(old, leaves, whole=True)


def _subproof(old: int, leaves: Sequence[bytes], *, whole: bool) -> list[bytes]:
    if old == len(leaves):
        return [] if whole else [root(leaves)]
    k = split(len(leaves))
    if old <= k:
        return [*_subproof(old, leaves[:k], whole=whole), root(leaves[k:])]
    return [*_subproof(old - k, leaves[k:], whole=False), root(leaves[:k])]


def extends(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Does the tree of `new` leaves begin with the tree of `old` leaves, unchanged?"""
    if not 0 < old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    path = list(proof)
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    if not path:
        return False
    n, last = old - 1, new - 1
    while n & 1:
        n, last = n >> 1, last >> 1
    before = after = path[0]
    for step in path[1:]:
        if last == 0:
            return False
        if n & 1 or n == last:
            before, after = node_hash(step, before), node_hash(step, after)
            while not n & 1 and n:
                n, last = n >> 1, last >> 1
        else:
            after = node_hash(after, step)
        n, last = n >> 1, last >> 1
    return last == 0 and before == old_root and after == new_root
