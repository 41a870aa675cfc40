"""Titles set in short lines, one below the other, of which only the last says what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.kinds import FIELDS, TITLES, Kind, ends_title

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.kinds import Token

# Lines of such a title, and characters of one.
_FEWEST, _MOST, _LONGEST = 3, 7, 30
# Characters of the line that says what it is: 开幕词.
_LONGEST_NOUN = 8
_BELOW = (FIELDS - {Kind.ORGANISATION}) | {Kind.SALUTATION, Kind.SUBTITLE, Kind.NOTE}


def stacked(tokens: Sequence[Token]) -> int:
    """Return how many lines are one title: 江城市总工会 / 第八次代表大会 / 开幕词, 0 for none."""
    count = 0
    for index, token in enumerate(tokens[:_MOST]):
        if token.kind not in TITLES | {Kind.ORGANISATION} or len(token.text) > _LONGEST:
            break
        if token.line.level != tokens[0].line.level or (index > 1 and token.gap > tokens[1].gap):
            break
        if ends_title(token.text):
            count = index + 1 if len(token.text) <= _LONGEST_NOUN else 0
            break
    told = count < len(tokens) and tokens[count].kind in _BELOW
    return count if told and count >= _FEWEST else 0
