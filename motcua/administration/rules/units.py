"""Which agency a list means by what it writes: an identifier, a whole name, or a name with a room before it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from motcua.agencies.rules.delegation import top
from motcua.agencies.rules.rights import STATE, inside
from motcua.kernel.codes import canonical_identifier
from motcua.kernel.text import fold

_OTHER = re.compile(r"[^a-z0-9]+")
_PARTS = re.compile(r"\s*[,;/]\s*|\s+[-–—]\s+")
_LONG = {
    "ubnd": "uy ban nhan dan",
    "bhxh": "bao hiem xa hoi",
    "nhcsxh": "ngan hang chinh sach xa hoi",
    "vpcp": "van phong chinh phu",
    "ldtbxh": "lao dong thuong binh va xa hoi",
    "tttt": "thong tin va truyen thong",
    "khdt": "ke hoach va dau tu",
    "gddt": "giao duc va dao tao",
    "gtvt": "giao thong van tai",
    "tnmt": "tai nguyen va moi truong",
    "vp": "van phong",
    "tp": "thanh pho",
    "tx": "thi xa",
}
_COMMITTEE = "uy ban nhan dan"
_KIND = re.compile(r"^(?:tinh|thanh pho|huyen|quan|thi xa|xa|phuong|thi tran)\s+(?=\D)")
_OF_COMMITTEE = re.compile(r"\buy ban nhan dan\b.*$")
_ITS_OWN = re.compile(r"^uy ban nhan dan(?: (?:tinh|thanh pho|huyen|quan|thi xa|xa|phuong|thi tran))?$")


@dataclass(frozen=True, slots=True)
class Unit:
    """An agency as lists are matched with it. `closes`: the first day on which it no longer exists.

    `reach`: how far a right of somebody who works there may go (`agencies.queries.seat_of`).
    """

    pk: int
    identifier: str
    name: str
    path: str
    reach: str
    opens: date
    closes: date | None = None

    def exists(self, on: date) -> bool:
        return self.opens <= on and (self.closes is None or self.closes > on)


def key(text: str) -> str:
    """A name for comparing: 'UBND TP. Quảng Ngãi' → 'uy ban nhan dan thanh pho quang ngai'."""
    return " ".join(_LONG.get(word, word) for word in _OTHER.sub(" ", fold(text)).split())


def core(said: str) -> str:
    """What is left of a key without what kind of body it is: 'uy ban nhan dan tinh an giang' → 'an giang'."""
    return _KIND.sub("", said.removeprefix(_COMMITTEE).strip())


@dataclass
class Book:
    """The agencies to choose from, found without asking again. Those that have closed are found only by themselves."""

    on: date
    by_identifier: dict[str, Unit] = field(default_factory=dict)
    by_pk: dict[int, Unit] = field(default_factory=dict)
    by_key: dict[str, list[Unit]] = field(default_factory=dict)
    by_core: dict[str, list[Unit]] = field(default_factory=dict)

    @classmethod
    def of(cls, units: Iterable[Unit], on: date) -> "Book":
        book = cls(on)
        for unit in units:
            book._add(unit)
        return book

    def body(self, text: str) -> list[Unit]:
        """What a heading names: 'TP. Hà Nội', 'Tỉnh An Giang', 'Bộ Y tế'. Top bodies before all others."""
        found = self.find(text)
        highest = [unit for unit in found if top(unit.path)]
        return highest or found

    def find(self, text: str, within: str = STATE) -> list[Unit]:
        """The agencies that a cell may mean, in the subtree `within`; several when the name does not tell."""
        if named := self._coded(text):
            return [named]
        for part in _readings(text):
            if found := self._best(self._named(part, within), within):
                return found
        return []

    def _add(self, unit: Unit) -> None:
        self.by_pk[unit.pk] = unit
        self.by_identifier[unit.identifier] = unit
        said = key(unit.name)
        self.by_key.setdefault(said, []).append(unit)
        if said.startswith(_COMMITTEE):
            self.by_core.setdefault(core(said), []).append(unit)
            self.by_key.setdefault(said.removeprefix(_COMMITTEE).strip(), []).append(unit)

    def _coded(self, text: str) -> Unit | None:
        try:
            return self.by_identifier.get(canonical_identifier(text))
        except ValueError:
            return None

    def _named(self, said: str, within: str) -> list[Unit]:
        if _ITS_OWN.match(said):
            return [unit for unit in self.by_pk.values() if unit.path == within]
        found = self.by_key.get(said) or self._shortened(said, within) or self.by_core.get(said, [])
        return [unit for unit in found if inside(unit.path, within)]

    def _shortened(self, said: str, within: str) -> list[Unit]:
        """'Sở Nội vụ' in Quảng Ngãi's list is 'Sở Nội vụ tỉnh Quảng Ngãi'."""
        over = self.by_pk.get(int(within.strip("/").rpartition("/")[2] or 0))
        place = key(over.name).removeprefix(_COMMITTEE).strip() if over else ""
        return self.by_key.get(f"{said} {place}", []) if place else []

    def _best(self, found: list[Unit], within: str) -> list[Unit]:
        """Those that exist, else those that did; of one name, the body itself before what lies below it."""
        found = [unit for unit in found if unit.exists(self.on)] or found
        return [unit for unit in found if unit.path == within] or found


def _readings(text: str) -> list[str]:
    """The whole, then its parts from the last: before the body stands the room; then the committee in it."""
    parts = [key(part) for part in _PARTS.split(text)]
    whole = key(text)
    committee = _OF_COMMITTEE.search(whole)
    found = [whole, *reversed(parts), committee[0] if committee else ""]
    return [said for said in dict.fromkeys(found) if said]
