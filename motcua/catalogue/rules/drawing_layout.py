"""Where the boxes and lines of a drawn flow stand: steps below each other, opinions to their left, ways to the right.

Each step is a card that ends with a line for each action. From such a line an arrow goes right, into the lane of where
it leads; a lane runs up or down beside all cards and enters the card, or the end, from the right. So nothing overlaps,
whatever the flow.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from textwrap import wrap

CARD, OPINION = 400, 250  # widths
LINE = 20
PAD = 14
GAP = 36  # between cards
LANE = 18
_CHARACTER = 7.1  # of ordinary text, on average; bold is wider
_BOLD = 8.2


@dataclass(frozen=True)
class Said:
    """One line of text. `role`: title, plain, quiet or action."""

    text: str
    role: str
    y: float


@dataclass
class Box:
    """A card, an opinion or an end: its place, its lines, and which line of it each action ends at."""

    key: str
    kind: str
    x: float
    y: float
    width: float
    height: float
    lines: list[Said] = field(default_factory=list)
    ports: list[tuple[str, float]] = field(default_factory=list)  # (where the action leads, y)
    rule: float = 0  # y of the line above the actions


@dataclass(frozen=True)
class Lane:
    """The vertical line of all that leads to `key`: from `top` to `bottom` at `x`, entering at `entry`."""

    key: str
    x: float
    top: float
    bottom: float
    entry: float
    ports: tuple[float, ...]


@dataclass
class Layout:
    boxes: list[Box]
    lanes: list[Lane]
    opinions: list[tuple[Box, Box]]  # (opinion, its step)
    width: float
    height: float
    right: float  # of the cards


def lines_of(text: str, width: float, *, bold: bool = False) -> list[str]:
    """A text in lines that fit; a word that is too long by itself is cut."""
    return wrap(text, max(8, int((width - 2 * PAD) / (_BOLD if bold else _CHARACTER)))) or [""]


def card(key: str, kind: str, head: Iterable[tuple[str, str]], actions: Iterable[tuple[str, str]]) -> Box:
    """A box with its texts (text, role) and its actions (text, where they lead), not yet placed."""
    width = OPINION if kind == "opinion" else CARD
    box = Box(key, kind, 0, 0, width, 0)
    y = float(PAD)
    for text, role in head:
        for line in lines_of(text, width, bold=role == "title"):
            y += LINE
            box.lines.append(Said(line, role, y - 6))
    shown = list(actions)
    if shown:
        y += 8
        box.rule = y
        y += 4
    for text, to in shown:
        first = y + LINE
        for line in lines_of(text, width - 12):
            y += LINE
            box.lines.append(Said(line, "action", y - 4))
        if to:
            box.ports.append((to, first - 9))
        y += 4
    box.height = y + PAD - (4 if shown else 0)
    return box


def placed(cards: Iterable[Box], ends: Iterable[Box], opinions: Mapping[str, list[Box]]) -> Layout:
    """All boxes at their places, and a lane for each that an action leads to."""
    left = OPINION + GAP + PAD if any(opinions.values()) else PAD
    boxes: list[Box] = []
    asked: list[tuple[Box, Box]] = []
    y = PAD + 30.0  # below the starting mark
    for box in (*cards, *ends):
        box.x, box.y = left, y
        beside = y
        for opinion in opinions.get(box.key, []) if box.kind == "step" else []:
            opinion.x, opinion.y = PAD, beside
            beside += opinion.height + 12
            asked.append((opinion, box))
        y = max(y + box.height, beside - 12) + (GAP if box.kind == "step" else 14)
        boxes.append(box)
    right = left + CARD
    lanes = _lanes(boxes, right)
    width = right + LANE * (len(lanes) + 1) + PAD
    return Layout([*boxes, *(opinion for opinion, _ in asked)], lanes, asked, width, y, right)


def _lanes(boxes: list[Box], right: float) -> list[Lane]:
    """Short lanes next to the cards, long ones outside: fewer crossings."""
    found = []
    for box in boxes:
        ports = tuple(other.y + y for other in boxes for to, y in other.ports if to == box.key)
        if ports:
            entry = box.y + min(box.height / 2, 24)
            found.append((box.key, min(*ports, entry), max(*ports, entry), entry, ports))
    found.sort(key=lambda lane: lane[2] - lane[1])
    return [
        Lane(key, right + LANE * (n + 1), top, bottom, entry, ports)
        for n, (key, top, bottom, entry, ports) in enumerate(found)
    ]
