"""Lines of Chinese text set as a printer would: which line breaks are good, and what is squeezed.

Rules: GB/T 15834-2011 5.1 (which marks begin or end no line, which are not torn apart) and the
W3C's Requirements for Chinese Text Layout (squeezed marks, space between Han and Latin). Widths
are in em, the side of one Han character.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

OPENING = "“‘（《〈【「『〔［｛"
CLOSING = "”’）》〉】」』〕］｝，。、；：！？．"
NOT_FIRST = CLOSING + "·…～・,.;:!?)]}%‰℃°"
SQUEEZE = 0.5
"""Em of blank within a full-width mark, which is given up where two marks meet or a line ends."""
BETWEEN_SCRIPTS = 0.2
WORD_SPACE = 0.27
SPACE = 0.35
UNITS = "小年月日时分秒个条篇次人岁元万亿号天届"
MOST_STRETCH = 2.2
"""Em that may be spread over a line before any other way is better."""
_ATOM = re.compile(
    r"[ \t\u3000]+|—+|…+|\.{3,}"
    r"|[0-9A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff]+"
    r"(?:[.,:/'\-+&@_#][0-9A-Za-z\u00c0-\u024f]+)*[%‰℃°]?"
    r"|.",
    re.DOTALL,
)
_BAD = 1e6


@dataclass(frozen=True, slots=True)
class Atom:
    """What is never torn apart, with the blank at its sides that may be given up."""

    text: str
    width: float
    kind: str
    spaced: bool = False
    """Whether the text has white space before it."""

    @property
    def left(self) -> float:
        """Blank before an opening mark."""
        return SQUEEZE if self.kind == "open" and self.width > 0.9 else 0.0

    @property
    def right(self) -> float:
        """Blank behind a closing mark."""
        return SQUEEZE if self.kind == "close" and self.width > 0.9 else 0.0


@dataclass(frozen=True, slots=True)
class Placed:
    """A text and the em from the line's beginning at which it is drawn."""

    text: str
    x: float


Line = tuple[Placed, ...]


class Manner(Enum):
    """How lines are broken; the value is what an em left blank at a line's end costs."""

    FILLED = 1.0
    """Lines fill the measure, all but a paragraph's last."""
    SPOKEN = 0.25
    """Lines end where one pauses, where that looks as well."""
    LOOSE = 0.01
    """Lines end where one pauses, however long they are."""


def set_lines(
    text: str, measure: float, width_of: Callable[[str], float], manner: Manner
) -> list[Line]:
    """Break a text into lines of at most `measure` em; newlines begin a new line.

    `width_of` gives a text's width in em.
    """
    lines: list[Line] = []
    for paragraph in text.split("\n"):
        atoms = _atoms(paragraph, measure, width_of)
        if atoms:
            lines += _Paragraph(atoms, measure, manner).lines()
    return lines


def _atoms(text: str, measure: float, width_of: Callable[[str], float]) -> list[Atom]:
    atoms: list[Atom] = []
    spaced = False
    for match in _ATOM.finditer(text.strip()):
        piece = match[0]
        if piece.isspace():
            spaced = True
            continue
        kind = _kind(piece)
        pieces = [piece] if width_of(piece) <= measure or kind != "latin" else list(piece)
        if kind == "dash":
            # Two make one mark; a row of them, as in a form's blank, may be broken between marks.
            pieces = [piece[at : at + 2] for at in range(0, len(piece), 2)]
        for part in pieces:
            atoms.append(Atom(part, width_of(part), kind, spaced))
            spaced = False
    return atoms


def _kind(piece: str) -> str:
    if piece in OPENING:
        return "open"
    if piece in CLOSING:
        return "close"
    if piece[0] in "—⸺…":
        return "dash"
    if piece[0].isascii() or (piece[0].isalpha() and ord(piece[0]) < 0x500):
        return "latin" if piece[0].isalnum() else "mark"
    return "han"


class _Paragraph:
    """One paragraph and the costs of breaking it here or there."""

    def __init__(self, atoms: Sequence[Atom], measure: float, manner: Manner) -> None:
        self._atoms = atoms
        self._measure = measure
        self._manner = manner
        gaps = [0.0, *(_gap(before, after) for before, after in pairwise(atoms))]
        self._gaps = gaps
        self._ends = [0.0, *accumulate(a.width + gap for a, gap in zip(atoms, gaps, strict=True))]
        self._shrinks = [0.0, *accumulate(map(_shrink, atoms, [*gaps[1:], 0.0]))]

    def lines(self) -> list[Line]:
        """The lines whose breaks together cost least."""
        best = [0.0]
        came = [0]
        for end in range(1, len(self._atoms) + 1):
            costs: list[tuple[float, int]] = []
            start = end - 1
            while start >= 0:
                natural = self._natural(start, end)
                costs.append((best[start] + self._cost(start, end, natural), start))
                if natural - self._shrinkable(start, end) > self._measure:
                    break
                start -= 1
            cost, start = min(costs)
            best.append(cost + self._break_cost(end))
            came.append(start)
        breaks = [len(self._atoms)]
        while breaks[-1]:
            breaks.append(came[breaks[-1]])
        breaks.reverse()
        return [self._place(a, b) for a, b in pairwise(breaks)]

    def _cost(self, start: int, end: int, natural: float) -> float:
        last = end == len(self._atoms)
        slack = self._measure - natural
        cost = 0.0
        if slack < 0:
            shrink = self._shrinkable(start, end)
            if -slack > shrink + 1e-6:
                # A single atom can't be made to fit; anything else can.
                return _BAD * (1 if end - start == 1 else 100)
            cost = (2 * slack / max(shrink, SQUEEZE / 2)) ** 2
        elif not last:
            cost = slack**2 * self._manner.value
            if self._manner is Manner.FILLED and slack > MOST_STRETCH:
                cost += 200
        return cost + (self._last_cost(start, end) if last else 0.0) + 0.05

    def _last_cost(self, start: int, end: int) -> float:
        letters = sum(
            len(atom.text) for atom in self._atoms[start:end] if atom.kind in {"han", "latin"}
        )
        if start == 0 or letters >= 4:
            return 0.0
        return {0: 5000.0, 1: 2000.0, 2: 12.0, 3: 4.0}[letters]

    def _break_cost(self, at: int) -> float:
        if at == len(self._atoms):
            return 0.0
        before, after = self._atoms[at - 1], self._atoms[at]
        if after.text[0] in NOT_FIRST or before.kind == "open":
            return _BAD
        glued = {before.kind, after.kind} <= {"latin", "mark"} and not after.spaced
        if glued:
            return _BAD / 10
        if _is_date(before, after) or _is_date(after, before):
            return 8.0
        if self._manner is Manner.FILLED:
            return 0.0
        if self._manner is Manner.LOOSE and before.kind == "close" and after.kind != "open":
            return 4.0
        return 0.0 if before.kind == "close" else 6.0

    def _natural(self, start: int, end: int) -> float:
        width = self._ends[end] - self._ends[start] - self._gaps[start]
        return width - self._atoms[start].left - self._atoms[end - 1].right

    def _shrinkable(self, start: int, end: int) -> float:
        """What the marks within a line can give up so that one more character fits."""
        return self._shrinks[end - 1] - self._shrinks[start]

    def _place(self, start: int, end: int) -> Line:
        slack = self._measure - self._natural(start, end)
        last = end == len(self._atoms)
        filled = self._manner is Manner.FILLED and not last and slack < MOST_STRETCH
        spread = slack if filled else min(slack, 0.0)
        gaps = self._stretched(start, end) if spread > 0 else self._squeezed(start, end)
        each = spread / len(gaps) if gaps else 0.0
        x = -self._atoms[start].left
        placed = []
        for index in range(start, end):
            if index > start:
                x += self._gaps[index] + (each if index in gaps else 0.0)
            placed.append(Placed(self._atoms[index].text, x))
            x += self._atoms[index].width
        return tuple(placed)

    def _stretched(self, start: int, end: int) -> set[int]:
        """The atoms before which a line is stretched: all but those a mark is tied to."""
        return {
            index
            for index in range(start + 1, end)
            if self._atoms[index].kind not in {"close", "mark"}
            and self._atoms[index - 1].kind not in {"open", "mark"}
        } or set(range(start + 1, end))

    def _squeezed(self, start: int, end: int) -> set[int]:
        return {
            index
            for index in range(start + 1, end)
            if _shrink(self._atoms[index - 1], self._gaps[index])
        }


def _gap(before: Atom, after: Atom) -> float:
    """What comes between an atom and the one before it."""
    if (before.right and (after.right or after.left)) or (before.left and after.left):
        return -SQUEEZE
    kinds = {before.kind, after.kind}
    if kinds == {"han", "latin"}:
        return BETWEEN_SCRIPTS
    if after.spaced and not kinds & {"open", "close"}:
        return SPACE if kinds == {"han"} else WORD_SPACE
    return 0.0


def _shrink(atom: Atom, gap_after: float) -> float:
    """What a mark can give up within a line."""
    return SQUEEZE / 2 if atom.right and gap_after >= 0 else 0.0


def _is_date(one: Atom, other: Atom) -> bool:
    """Whether a number and its unit, or a year and its month, would be torn apart."""
    return one.text.replace(".", "").isdigit() and other.text in UNITS
