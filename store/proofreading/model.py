"""A draft compared with the stored texts."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from corpus.slogans.bare import bare

if TYPE_CHECKING:
    from collections.abc import Iterable

    from store.search.model import Hit


@dataclass(frozen=True, slots=True)
class DraftPiece:
    """A piece of a comparison: in both texts, only in the draft (extra), only in the passage."""

    kind: Literal["same", "extra", "lacking"]
    text: str


@dataclass(frozen=True, slots=True)
class MissingMember:
    """A slogan that a draft has some members of, and the members that it lacks."""

    slogan: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DraftPart:
    """A stretch of a draft, `start` to `stop`, that stands in a passage word for word or nearly.

    `speeches` counts those that hold it word for word.
    """

    start: int
    stop: int
    pieces: tuple[DraftPiece, ...]
    hit: Hit
    speeches: int = 1

    @property
    def differing(self) -> int:
        """How many characters differ; none where it stands there word for word."""
        return differing(self.pieces)

    @property
    def stored(self) -> str:
        """The stretch as it stands in the passage."""
        return "".join(piece.text for piece in self.pieces if piece.kind != "extra")


@dataclass(frozen=True, slots=True)
class DraftCheck:
    """A draft compared: what of it stands in the store, and the slogans that it has parts of.

    `parts` are in the order of the draft, `own` is true where more than they stands in it. Where
    one place has most of it, `hits` are the passages about as near as that one, `pieces` say how
    the draft differs there, and `left` counts the sentences that follow in the paragraph.
    `missing` are all there is where it is near to nothing. `sentences` counts those of the draft.
    """

    parts: tuple[DraftPart, ...] = ()
    missing: tuple[MissingMember, ...] = ()
    sentences: int = 1
    own: bool = False
    hits: tuple[Hit, ...] = ()
    pieces: tuple[DraftPiece, ...] = ()
    left: int = 0

    @property
    def differences(self) -> int:
        """How many places differ: a piece put in the place of another is one."""
        return sum(1 for same, _ in _runs(self.pieces) if not same)

    @property
    def is_shortened(self) -> bool:
        """Whether the draft is a part of the passage and nothing else."""
        kinds = {piece.kind for piece in self.pieces}
        return kinds == {"same", "lacking"}

    @property
    def left_out(self) -> int:
        """How many characters of the passage the draft lacks."""
        return sum(len(bare(piece.text)) for piece in self.pieces if piece.kind == "lacking")


def differing(pieces: Iterable[DraftPiece]) -> int:
    """Count the characters that differ; what stands in the place of others counts once."""
    count = 0
    for same, run in _runs(pieces):
        sizes = {piece.kind: len(bare(piece.text)) for piece in run}
        count += 0 if same else max(sizes.values())
    return count


def _runs(pieces: Iterable[DraftPiece]) -> Iterable[tuple[bool, list[DraftPiece]]]:
    for same, run in groupby(pieces, lambda piece: piece.kind == "same"):
        yield same, list(run)
