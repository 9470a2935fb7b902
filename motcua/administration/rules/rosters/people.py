"""One row of a roster becomes a Line, with the rows above it for 'như trên', merged cells and headings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from motcua.administration.rules.rosters import subsystems
from motcua.administration.rules.rosters.cells import (
    Read,
    as_text,
    is_ditto,
    read_day,
    read_id,
    read_mark,
    read_name,
    read_phone,
    read_text,
)
from motcua.administration.rules.rosters.header import Header
from motcua.administration.rules.rosters.shapes import Line, Proposal, Remark
from motcua.files.rules.tables import Cell

_TEXTS = ("unit", "title", "services", "note")
KNOWN = "; ".join(names[0] for names in subsystems.NAMES.values())


@dataclass(frozen=True)
class ReadLine:
    """`body` is the province that this row is the first to name."""

    line: Line
    faults: list[Remark]
    notes: list[Remark]
    body: str = ""


class People:
    """Reads the rows in order; remembers what stands above."""

    def __init__(self, header: Header) -> None:
        self.header = header
        self.at = header.positions
        self._above: dict[str, tuple[str, int]] = {}
        self._body = ""

    def heading(self, n: int, text: str) -> str:
        """A row that only names a province or unit: the lines below stand under it. Returns its tidy name."""
        self._body = read_text(text).value
        if "body" in self.at:
            self._above["body"] = (self._body, n)
        return self._body

    def read(self, n: int, row: Sequence[Cell]) -> ReadLine:
        return _Reading(self, n, row).done()

    def title(self, role: str) -> str:
        return self.header.titles.get(role) or TITLES.get(role, "")

    def body(self) -> str:
        return self._body

    def enter(self, body: str) -> str:
        """`body` when it is another one than above, else ""."""
        new = body if body != self._body else ""
        self._body = body
        return new

    def above(self, role: str) -> tuple[str, int]:
        return self._above.get(role, ("", 0))

    def remember(self, role: str, value: str, n: int) -> None:
        self._above[role] = (value, n)


TITLES: Mapping[str, str] = {
    "name": "Họ và tên",
    "id_number": "Số CMND/CCCD",
    "leaving_name": "Họ và tên người không còn tham gia",
    "leaving_id": "Số CMND/CCCD người không còn tham gia",
    "phone": "Điện thoại",
    "unit": "Cơ quan, đơn vị",
    "subsystem": "Phân hệ",
    "granted": "Cấp quyền quản trị",
}


class _Reading:
    """One row."""

    def __init__(self, people: People, n: int, row: Sequence[Cell]) -> None:
        self.people = people
        self.n = n
        self.row = row
        self.faults: list[Remark] = []
        self.notes: list[Remark] = []
        self.proposals: list[Proposal] = []

    def done(self) -> ReadLine:
        kind = self.people.header.kind
        body, new = self._body()
        subsystem = self._subsystem() if kind in ("add", "change") else ""
        texts = {role: self._text(role) for role in _TEXTS}
        joining = self._person("name", "id_number", required=kind != "change")
        phone = self._take("phone", read_phone(self._cell("phone")))
        leaving = self._leaving(joining) if kind == "change" else ("", "")
        line = Line(
            n=self.n,
            body=body,
            subsystem=subsystem,
            name=joining[0],
            id_number=joining[1],
            phone=phone,
            granted=self._granted(),
            leaving_name=leaving[0],
            leaving_id=leaving[1],
            until=self._until(),
            proposals=tuple(self.proposals),
            **texts,
        )
        self._numbers(line)
        return ReadLine(line, self.faults, self.notes, new)

    def _cell(self, role: str) -> Cell:
        at = self.people.at.get(role)
        return "" if at is None else self.row[at]

    def _say(self, role: str, code: str, data: Mapping[str, object] | None = None, *, fault: bool) -> None:
        remark = Remark(self.n, self.people.title(role), code, data or {})
        (self.faults if fault else self.notes).append(remark)

    def _take(self, role: str, read: Read) -> str:
        if read.fault:
            self._say(role, *read.fault, fault=True)
        for note in read.notes:
            self._say(role, *note, fault=False)
        if read.proposed:
            self.proposals.append(Proposal(role, read.value, read.proposed))
        return read.value

    def _body(self) -> tuple[str, str]:
        if "body" not in self.people.at:
            return self.people.body(), ""
        said = self._text("body")
        if not said:
            return self.people.body(), ""
        return said, self.people.enter(said)

    def _text(self, role: str) -> str:
        """A cell of words; 'như trên' stands for what the line above says."""
        text = as_text(self._cell(role))
        if text and is_ditto(text):
            value, line = self.people.above(role)
            if value:
                self._say(role, "ditto", {"value": value, "line": line}, fault=False)
            else:
                self._say(role, "no_above", fault=True)
        else:
            value = self._take(role, read_text(text))
        self.people.remember(role, value, self.n)
        return value

    def _subsystem(self) -> str:
        text = as_text(self._cell("subsystem"))
        value, line = self.people.above("subsystem")
        if not text or is_ditto(text):
            if value:
                code = "ditto" if text else "carried"
                self._say("subsystem", code, {"value": subsystems.title(value), "line": line}, fault=False)
            else:
                self._say("subsystem", "no_above" if text else "no_subsystem", {"known": KNOWN}, fault=True)
            return value
        found = subsystems.found(self._take("subsystem", read_text(text)))
        key = found[0] if len(found) == 1 else ""
        if not found:
            self._say("subsystem", "unknown_subsystem", {"said": text[:80], "known": KNOWN}, fault=True)
        elif not key:
            self._say("subsystem", "two_subsystems", fault=True)
        self.people.remember("subsystem", key, self.n)
        return key

    def _person(self, name: str, number: str, *, required: bool) -> tuple[str, str]:
        said = self._take(name, read_name(self._cell(name)))
        figures = self._take(number, read_id(self._cell(number)))
        if not said and (required or figures) and not any(fault.code.startswith("name_") for fault in self.faults):
            self._say(name, "no_name", fault=True)
        return said, figures

    def _leaving(self, joining: tuple[str, str]) -> tuple[str, str]:
        leaving = self._person("leaving_name", "leaving_id", required=False)
        if not any(leaving):
            self._say("leaving_name", "no_leaving", fault=True)
        elif not leaving[1]:
            self._say("leaving_id", "needs_id", fault=True)
        if not any(joining) and any(leaving):
            self._say("name", "no_replacement", fault=False)
        if leaving[1] and leaving[1] == joining[1]:
            self._say("id_number", "same_person", fault=True)
        return leaving

    def _granted(self) -> bool:
        return self._take("granted", read_mark(as_text(self._cell("granted")))) == "x"

    def _until(self) -> date | None:
        day, fault = read_day(self._cell("until"))
        if fault:
            self._say("until", *fault, fault=True)
        return day

    def _numbers(self, line: Line) -> None:
        """An account is found by its ID number, else by the phone; appendix 1 of letter 000 has neither."""
        if line.id_number or self.faults or (self.people.header.kind == "change" and not line.name):
            return
        if line.phone:
            self._say("id_number", "by_phone", fault=False)
        elif self.people.header.kind != "focal":
            self._say("id_number", "needs_id", fault=True)
        elif "id_number" in self.people.at:
            self._say("id_number", "no_id", fault=False)
