"""How much each piece of evidence weighs for or against a line's beginning a speech.

A line begins a speech when its weights together reach `ENOUGH`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corpus.head import Head

ENOUGH = 4.0

WEIGHTS: dict[str, float] = {
    # The line itself
    "named by the contents page": 6,
    "says that it is the title": 5,
    "beside a name, again and again": 5,
    "numbered like its neighbours": 5,
    "numbered": 1,
    "heading of the level that opens": 4,
    "title of a speech by its words": 4,
    "names who speaks": 1,
    "ends as a title does": 1,
    "an organisation's name alone, again and again": 4,
    "the same title again": 4,
    "the title that the format gives": 3,
    "the same lines above a text, again and again": 4,
    "a name alone above a text, again and again": 5,
    "a name, a colon and a title, again and again": 5,
    "dated within its line": 3,
    # What stands below
    "date below": 3,
    "dated, and no unit that signs": 1,
    "person below": 3,
    "name below": 2,
    "the same person again": 1,
    "organisation below": 1.5,
    "subtitle below": 1.5,
    "block of data below": 2,
    "salutation below": 3,
    "exclaimed salutation below": 1.5,
    # What stands above
    "first of the document": 5,
    "closing words above": 2,
    "signed and dated above": 3,
    "set apart more than usual": 1.5,
    "set apart far more than usual": 1,
    # The document as a whole
    "shape of the other heads": 2,
    "set apart as the other heads are": 2.5,
    # Against
    "the line above is not complete": -6,
    "somebody is greeted right above": -6,
    "not set apart where others are": -2,
    "no blank line anywhere": -1,
    "heading of a lower level": -4,
    "no heading where others are": -3,
    "not on the contents page": -2,
    "begins with a field: the signature above": -3,
    "a title's line left above": -2,
    "within a title that begins above": -6,
    "its number left above": -4,
    "a position with its name below": -5,
    "a title's line left below": -1,
    "very short": -1,
    "asks or exclaims": -1,
    "in brackets or quotation marks": -3,
    "comes again as a running head does": -8,
    "as wide as the wrapped lines of the text": -5,
    "the text goes on right below where paragraphs are set apart": -4,
    "set apart as the headings within a text are": -1.5,
}
"""Each piece of evidence and its weight; what is negative speaks against."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that may begin a speech: its index, its head and the evidence for and against."""

    index: int
    head: Head
    evidence: tuple[str, ...]

    @property
    def weight(self) -> float:
        """All the evidence together."""
        return sum(WEIGHTS[name] for name in self.evidence)
