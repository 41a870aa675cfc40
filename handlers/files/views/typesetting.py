"""Lines of Chinese text: as much in each as fits, and no mark where it doesn't belong.

Rules: GB/T 15834-2011 5.1 (which marks begin or end no line, which are not torn apart) and the
W3C's Requirements for Chinese Text Layout (squeezed marks, space between Han and Latin). Widths
are in em, the side of one Han character.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

OPENING = "“‘（《〈【「『〔［｛"
CLOSING = "”’）》〉】」』〕］｝，。、；：！？．"
NOT_FIRST = CLOSING + "·…～・,.;:!?)]}%‰℃°"
"""Marks that begin no line: more than those that close a sentence (`corpus.characters.CLOSERS`)."""
SQUEEZE = 0.5
"""Em of blank within a full-width mark, which is given up where two marks meet or a line ends."""
BETWEEN_SCRIPTS = 0.2
WORD_SPACE = 0.27
SPACE = 0.35
UNITS = "小年月日时分秒个条篇次人岁元万亿号天届"
MOST_STRETCH = 3.5
"""Em that may be spread over a line to fill it."""
_ATOM = re.compile(
    r"[ \t\u3000]+|—+|…+|\.{3,}"
    r"|[0-9A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff]+"
    r"(?:[.,:/'\-+&@_#][0-9A-Za-z\u00c0-\u024f]+)*[%‰℃°]?"
    r"|.",
    re.DOTALL,
)


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


def set_lines(
    text: str, measure: float, width_of: Callable[[str], float], pause: float | None = None
) -> list[Line]:
    """Break a text into lines of at most `measure` em; newlines begin a new line.

    `width_of` gives a text's width in em. A line ends where one pauses if it holds `pause` of the
    measure by then; without it lines fill the measure, all but a paragraph's last.
    """
    lines: list[Line] = []
    for paragraph in text.split("\n"):
        atoms = _atoms(paragraph, measure, width_of)
        while atoms:
            end = _end(atoms, measure, pause)
            fill = pause is None and end < len(atoms)
            lines.append(_place(atoms[:end], measure if fill else 0.0))
            atoms = atoms[end:]
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


def _end(atoms: Sequence[Atom], measure: float, pause: float | None) -> int:
    """Return how many of the atoms make the next line: all that fit, less what may not end it."""
    ends = [end - atom.right for end, atom in zip(accumulate(_steps(atoms)), atoms, strict=True)]
    fitting = max(sum(end <= measure + 1e-6 for end in ends), 1)
    if fitting == len(atoms):
        return fitting
    breaks = [at for at in range(1, fitting + 1) if _may_break(atoms[at - 1], atoms[at])]
    while len(breaks) > 1 and _is_crumb(atoms[breaks[-1] :]):
        breaks.pop()
    if pause is not None and breaks:
        pauses = [
            at for at in breaks if atoms[at - 1].kind == "close" and ends[at - 1] >= pause * measure
        ]
        breaks = pauses or breaks
    return breaks[-1] if breaks else fitting


def _may_break(before: Atom, after: Atom) -> bool:
    if after.text[0] in NOT_FIRST or before.kind == "open":
        return False
    if {before.kind, after.kind} <= {"latin", "mark"} and not after.spaced:
        return False
    return not (_is_date(before, after) or _is_date(after, before))


def _is_crumb(atoms: Sequence[Atom]) -> bool:
    """Whether so little would look lost as a paragraph's last line."""
    letters = sum(len(atom.text) for atom in atoms if atom.kind in {"han", "latin"})
    return len(atoms) < 5 and letters < 2


def _steps(atoms: Sequence[Atom]) -> list[float]:
    """How much farther each atom of a line ends than the one before it."""
    gaps = [-atoms[0].left, *(_gap(before, after) for before, after in pairwise(atoms))]
    return [gap + atom.width for gap, atom in zip(gaps, atoms, strict=True)]


def _place(atoms: Sequence[Atom], measure: float) -> Line:
    """Set a line, wide enough to fill the measure if little is missing."""
    ends = list(accumulate(_steps(atoms)))
    slack = measure - (ends[-1] - atoms[-1].right)
    open_ = [index for index in range(1, len(atoms)) if _stretches(atoms[index - 1], atoms[index])]
    open_ = open_ or list(range(1, len(atoms)))
    each = slack / len(open_) if open_ and 0 < slack < MOST_STRETCH else 0.0
    return tuple(
        Placed(atom.text, end - atom.width + each * sum(index <= at for index in open_))
        for at, (atom, end) in enumerate(zip(atoms, ends, strict=True))
    )


def _stretches(before: Atom, after: Atom) -> bool:
    """Whether a line is stretched here: everywhere but where a mark is tied to something."""
    return after.kind not in {"close", "mark"} and before.kind not in {"open", "mark"}


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


def _is_date(one: Atom, other: Atom) -> bool:
    """Whether a number and its unit, or a year and its month, would be torn apart."""
    return one.text.replace(".", "").isdigit() and other.text in UNITS
