"""What a line beside a title tells."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """What a line tells; `more` says that it holds something beside these fields.

    `labelled` tells a line of labels from one that a date or a name makes one of particulars,
    `issued` that the date is that of a page or paper, rather than the speech's own.
    """

    date: str | None = None
    speaker: str | None = None
    organisation: str | None = None
    more: bool = False
    labelled: bool = False
    issued: bool = False

    def beside(self, other: Told) -> Told:
        """Add what another part tells, where this one leaves it open."""
        return Told(
            self.date or other.date,
            self.speaker or other.speaker,
            self.organisation or other.organisation,
            self.more or other.more,
            self.labelled or other.labelled,
            self.issued if self.date else other.issued,
        )
