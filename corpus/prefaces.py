"""What stands between the title of a page and the text that it hands on: a note, a preface.

An editor's or a translator's own words are no part of the speech, which begins at its own head
below them; people see them among the warnings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus import patterns
from corpus.chinese import Grammar
from corpus.fields import clean_title
from corpus.kinds import FIELDS, TITLES, Kind
from corpus.lines import has_body_marks, key
from corpus.titles import shares_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.head import Head
    from corpus.kinds import Token

# Paragraphs of a note that sends on a text, and their characters; of one that says that the text
# follows.
_LONGEST_NOTE, _MOST_OF_NOTE = 3, 500
_LONGEST_PREFACE, _MOST_OF_PREFACE = 12, 2_000
# A text is longer than the preface to it, by so much.
_TIMES_LONGER = 2
# Characters of what is a text of its own, at least, where no sentence is whole.
_LEAST_TEXT = 40
_TRANSLATED = Grammar(r"译者?\s*[:：]|\S\s*译$")
_NAMING = frozenset((Kind.PERSON, Kind.NAME))
_TELLING = frozenset((Kind.DATE, Kind.VENUE, Kind.PERSON, Kind.NAME, Kind.META, Kind.SALUTATION))
_APART = FIELDS | TITLES | {Kind.SALUTATION, Kind.NOTE, Kind.NUMBER}


def sends_on(tokens: Sequence[Token], *, surely: bool = False) -> bool:
    """Tell whether lines are a note on what stands below them, by an editor or an office.

    `surely` asks for the words that the text follows.
    """
    written = [token for token in tokens if token.kind not in _APART]
    if not written:
        return False
    length = sum(len(token.text) for token in written)
    last = written[-1].text
    read = len(written) <= _LONGEST_PREFACE and length <= _MOST_OF_PREFACE
    if read and patterns.FOLLOWS.search(last) is not None:
        return True
    short = len(written) <= _LONGEST_NOTE and length <= _MOST_OF_NOTE
    return short and not surely and patterns.FORWARDING.search(last) is not None


def is_preface(first: Head, own: Head, between: Sequence[Token], below: Sequence[Token]) -> bool:
    """Tell whether what stands between two heads is a preface to the text below the second.

    They have much the same title, or the second a translator. The first names nobody and no day;
    the second does, and far more text stands below it.
    """
    if _tells(first) or not _tells(own) or not (first.title and own.title):
        return False
    same = key(clean_title(first.title)) in key(own.title) or shares_words(first.title, own.title)
    translated = any(_TRANSLATED.search(remark) for remark in own.remarks)
    return (same or translated) and _length(between) * _TIMES_LONGER < _length(below)


def names(head: Head) -> bool:
    """Tell whether a head has a line that says who spoke."""
    return not _NAMING.isdisjoint(head.kinds)


def is_paper(head: Head) -> bool:
    """Tell whether a head is that of an official paper, which stands by itself."""
    return patterns.PAPER.fullmatch(head.title or "") is not None


def _tells(head: Head) -> bool:
    """Tell whether a head has lines that say who spoke, when, or to whom."""
    return not _TELLING.isdisjoint(head.kinds)


def is_text(tokens: Sequence[Token]) -> bool:
    """Tell whether lines are a text of their own, rather than what stands above one."""
    written = [token.text for token in tokens if token.kind is Kind.PROSE]
    whole = any(has_body_marks(text) and len(text) > _LEAST_TEXT // 2 for text in written)
    return whole or sum(map(len, written)) >= _LEAST_TEXT


def _length(tokens: Sequence[Token]) -> int:
    return sum(len(token.text) for token in tokens)
