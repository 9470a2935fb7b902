"""The same person twice in one list."""

from collections.abc import Mapping, Sequence

from motcua.administration.rules.rosters.people import TITLES
from motcua.administration.rules.rosters.shapes import Kind, Line, Remark
from motcua.kernel.text import fold


def checked(
    kind: Kind, lines: Sequence[Line], titles: Mapping[str, str]
) -> tuple[list[Line], list[Remark], list[Remark]]:
    """(the lines that stay, faults of those that do not, notes). Proposals count as taken: it may be one person.

    Twice is: the same ID number, or the same name without a number under the same body and unit; with subsystems,
    in the same one.
    """
    look = _Look(titles)
    kept: list[Line] = []
    faults: list[Remark] = []
    for line in lines:
        fault = look.fault(line.accepted(), kind)
        if fault is None:
            kept.append(line)
        else:
            faults.append(fault)
    return kept, faults, look.notes


class _Look:
    def __init__(self, titles: Mapping[str, str]) -> None:
        self.titles = titles
        self.notes: list[Remark] = []
        self._joined: dict[tuple[str, ...], int] = {}
        self._left: dict[tuple[str, ...], int] = {}
        self._names: dict[tuple[str, ...], tuple[int, bool]] = {}
        self._phones: dict[str, tuple[int, str]] = {}

    def fault(self, line: Line, kind: Kind) -> Remark | None:
        joins = (line.subsystem, line.id_number) if line.id_number else None
        leaves = (line.subsystem, line.leaving_id) if kind == "change" else None
        code, role, before = self._repeated(line, joins, leaves)
        if code:
            return self._say(line.n, role, code, before)
        if joins:
            self._joined[joins] = line.n
        if leaves:
            self._left[leaves] = line.n
        self._note(line)
        return None

    def _repeated(
        self, line: Line, joins: tuple[str, ...] | None, leaves: tuple[str, ...] | None
    ) -> tuple[str, str, int]:
        if leaves and leaves in self._left:
            return "twice_leaving", "leaving_id", self._left[leaves]
        if joins and joins in self._joined:
            return "twice", "id_number", self._joined[joins]
        if joins and joins in self._left:
            return "leaves_and_joins", "id_number", self._left[joins]
        if leaves and leaves in self._joined:
            return "leaves_and_joins", "leaving_id", self._joined[leaves]
        if line.name and not line.id_number:
            same = self._joined.get(_unnumbered(line))
            if same:
                return "twice", "name", same
            self._joined[_unnumbered(line)] = line.n
        return "", "", 0

    def _note(self, line: Line) -> None:
        """Perhaps one person: the same name where a number is missing, or one phone for two numbers."""
        if line.name:
            key = (line.body, fold(line.name))
            before = self._names.setdefault(key, (line.n, bool(line.id_number)))
            if before[0] != line.n and not (before[1] and line.id_number):
                self.notes.append(self._say(line.n, "name", "same_name", before[0]))
        if line.phone:
            first = self._phones.setdefault(line.phone, (line.n, line.id_number))
            if first[0] != line.n and first[1] != line.id_number:
                self.notes.append(self._say(line.n, "phone", "same_phone", first[0]))

    def _say(self, n: int, role: str, code: str, before: int) -> Remark:
        return Remark(n, self.titles.get(role) or TITLES.get(role, ""), code, {"line": before})


def _unnumbered(line: Line) -> tuple[str, ...]:
    return ("", line.subsystem, line.body, fold(line.unit), fold(line.name), line.phone)
