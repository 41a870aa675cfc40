"""The values that questions about slogans are answered with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from corpus.slogans.rank import Rank

if TYPE_CHECKING:
    from corpus.slogans.model import Kind
    from store.search.model import Hit, SpeechInfo


@dataclass(frozen=True, slots=True)
class Slogan:
    """A slogan as it is listed.

    `key` names it in this store for as long as it is known. `shown` is how it is written most,
    without the marks around it. `occurrences` counts its bare form in the bare texts of all
    blocks, `passages` ids, `speeches` speeches. A fixed term of politics that nobody would call one
    is no `slogan`.
    """

    key: int
    shown: str
    kind: Kind
    occurrences: int
    passages: int
    speeches: int
    rank: Rank

    @property
    def slogan(self) -> bool:
        """Whether a writer would call it one."""
        return self.rank <= Rank.LIKELY


@dataclass(frozen=True, slots=True)
class SloganPage:
    """One page of a list; `total` counts all that it could show."""

    total: int
    offset: int
    items: tuple[Slogan, ...]


@dataclass(frozen=True, slots=True)
class Companion:
    """A slogan that stands beside another, in `together` passages."""

    slogan: Slogan
    together: int


@dataclass(frozen=True, slots=True)
class SloganCard:
    """All that is known of a slogan.

    `by_year` counts occurrences of dated speeches, in order of years; `undated` the others.
    `variants` differ from the slogan by quotation marks, spaces and punctuation, the commonest
    first. `members` are those that a text spells out, else those that everybody knows, and
    `members_from` says which; empty and None where there are neither. `telling` is the passage that
    explains it best, one that holds the members where a text spells them out; where none `explains`
    it, one that stands for the others. `spelled_out_in` is the speech with the members where
    `telling` is of another.
    """

    slogan: Slogan
    variants: tuple[str, ...]
    members: tuple[str, ...]
    members_from: Literal["text", "known"] | None
    companions: tuple[Companion, ...]
    by_year: tuple[tuple[str, int], ...]
    undated: int
    telling: Hit | None
    explains: bool
    spelled_out_in: SpeechInfo | None
