"""Lists of the works that a text names, behind it or behind a piece: 参考文献."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from corpus.chinese import Grammar
from corpus.page_words import stands_below

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.lines import Line

_CITED, _ELSE = "参考(?:文献|资料|书目)", "引用文献|references?|bibliography"
_HEADING = Grammar(
    rf"[【\[（(]?\s*(?:(?:主要)?{_CITED}|{_ELSE})\s*[】\]）)]?\s*[:：]?", re.IGNORECASE
)
_LAST_HEADING = Grammar(rf"[【\[]?(?:主要)?(?:{_CITED}|{_ELSE})[】\]]?\s*[:：]?", re.IGNORECASE)
# GB/T 7714: the number of a reference, or the class of what it refers to.
_SURELY = re.compile(r"[\[［【〔]\s*\d{1,3}\s*[\]］】〕]|.{2,200}[\[［][A-Z](?:/OL)?[\]］]")
# What is one where nothing but such lines ends the document.
_ENTRY = re.compile(
    r"(?:[\[［【〔(（]\s*\d{1,3}\s*[\]］】〕)）]|\d{1,3}\s*[.．、]|[①-⑳])\s*\S.*"
    r"|.*(?:\[[A-Z](?:/OL)?\]|https?://|《[^《》]+》.*(?:出版社|第\s*\d+\s*[期版页]|\d{4})).*"
)
# Lines of a bibliography, and characters of one.
_MOST_ENTRIES, _LONGEST_ENTRY = 80, 300


def references(lines: Sequence[Line]) -> set[int]:
    """Find the lists of references behind texts, each from its heading to its last entry."""
    found: set[int] = set()
    for begin in (i for i, line in enumerate(lines) if i and _HEADING.fullmatch(line.text)):
        surely = takewhile(lambda line: _SURELY.match(line.text), lines[begin + 1 :])
        if count := len(list(surely)):
            found.update(range(begin, begin + 1 + count))
    return found


def bibliography(lines: Sequence[Line]) -> set[int]:
    """Find the works that a text names at its end, below a word that says so."""
    for index in range(len(lines) - 1, max(0, len(lines) - _MOST_ENTRIES), -1):
        text = lines[index].text
        if index + 1 < len(lines) and _LAST_HEADING.fullmatch(text):
            return set(range(index, len(lines)))
        if len(text) > _LONGEST_ENTRY or not (_ENTRY.fullmatch(text) or stands_below(text)):
            break
    return set()
