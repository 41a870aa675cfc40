"""Paragraphs from lines that only have a place on a page, as PDF and OFD hold them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from corpus import patterns
from corpus.lines import heading_number, is_complete
from corpus.readers.reading import Paragraph

if TYPE_CHECKING:
    from collections.abc import Sequence

# Marks at a line's end may hang out or be squeezed, Latin words wrap as a whole: this many
# characters may be missing from a full line.
_RAGGED = 3.0
# A gap of so many usual distances of lines parts paragraphs.
_WIDE = 1.3
_INDENTED = 1.2
# A title is so much larger than the text, its lines so near, and its first of such a width.
_TITLE, _TITLE_STEP, _BROKEN = 1.15, 2.2, 0.6
# Characters of a line that is a column's; where all lines are shorter, each stands by itself.
_NARROWEST = 14
# Lines at the top and at the bottom of each page that may be its head and foot.
_EDGE = 2
_DIGITS = re.compile(r"\d+")
_PRINTED = re.compile(
    r"\d{1,4}[/-]\d{1,2}[/-]\d{1,4},? \d{1,2}:\d{2}(?: [AP]M)?\s.*"
    r"|(?:file|https?):/\S+(?:\s+\d+/\d+)?"
)
"""Head and foot that browsers print: date, time and title; address and page."""
_BARE_PAGE = re.compile(
    r"[-—–－―·•\s]*(?:第\s*)?\d{1,4}(?:\s*页)?[-—–－―·•\s]*|\d{1,4}\s*/\s*\d{1,4}"
)


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line of text: from `left` to `right`, `top` below the page's upper edge.

    All in one unit, as is the `size` of its font; `page` counts from 0.
    """

    text: str
    left: float
    right: float
    top: float
    size: float
    page: int


def without_margins(lines: Sequence[PlacedLine]) -> tuple[list[PlacedLine], list[str]]:
    """Part the heads and feet of pages from the text; return both.

    A line at a page's edge is one when browsers print such lines, when it is a page number, or
    when three pages have it, digits apart.
    """
    edges = _edges(lines)
    counts = Counter(_DIGITS.sub("0", lines[index].text) for index in edges)
    pages = len({line.page for line in lines})
    taken = {
        index
        for index in edges
        if _PRINTED.fullmatch(lines[index].text)
        or _BARE_PAGE.fullmatch(lines[index].text)
        or (
            counts[_DIGITS.sub("0", lines[index].text)] >= max(3, pages // 3)
            # A sentence goes on over the page; 密级： ends like one, and is none.
            and (not is_complete(lines[index].text) or lines[index].text.endswith(("：", ":")))
        )
    }
    kept = [line for index, line in enumerate(lines) if index not in taken]
    return kept, [lines[index].text for index in sorted(taken)]


def _edges(lines: Sequence[PlacedLine]) -> set[int]:
    by_page: dict[int, list[int]] = {}
    for index, line in enumerate(lines):
        by_page.setdefault(line.page, []).append(index)
    edges: set[int] = set()
    for indices in by_page.values():
        ordered = sorted(indices, key=lambda index: lines[index].top)
        edges.update(ordered[:_EDGE], ordered[-_EDGE:])
    return edges


def paragraphs(lines: Sequence[PlacedLine]) -> list[Paragraph]:
    """Join the lines of each paragraph: full lines of one size that no gap or indent parts."""
    if not lines:
        return []
    column = _Column(lines)
    groups = [[lines[0]]]
    distances = [0.0]
    for before, line in pairwise(lines):
        if column.goes_on(before, line):
            groups[-1].append(line)
            continue
        groups.append([line])
        distances.append(line.top - before.top if before.page == line.page else 0.0)
    # A space that stands between most paragraphs tells nothing about any of them.
    usual = _commonest([round(distance) for distance in distances[1:]])
    wide = max(usual, column.step) * _WIDE
    return [
        Paragraph(
            _joined(group),
            0,
            int(distance > wide * max(1.0, group[0].size / column.size)),
            group[0].size,
        )
        for group, distance in zip(groups, distances, strict=True)
    ]


class _Column:
    """The measures of a document's text: its margins, its distance of lines."""

    def __init__(self, lines: Sequence[PlacedLine]) -> None:
        self.size = _commonest([round(line.size, 1) for line in lines])
        body = [line for line in lines if abs(line.size - self.size) < 0.6]
        rights = sorted(line.right for line in body)
        self._right = rights[int(len(rights) * 0.9)] if rights else 0.0
        self._left = _commonest([round(line.left) for line in body])
        steps = [
            round(after.top - before.top, 1)
            for before, after in pairwise(body)
            if before.page == after.page and self._is_full(before) and after.top > before.top
        ]
        self.step = min(_commonest(steps), median(steps)) if steps else self.size * 1.5

    def goes_on(self, before: PlacedLine, line: PlacedLine) -> bool:
        """Tell whether a line goes on with the paragraph of the one before."""
        if self._is_title(before) and self._is_title(line) and self._is_broken(before, line):
            return True
        if abs(before.size - line.size) > 0.6 or not self._is_full(before):
            return False
        if "\t" in before.text or "\t" in line.text:
            # A row of a table, or an entry of a contents page with its number at the margin.
            return False
        if self._is_indented(line, before) or _begins_item(before, line):
            return False
        if before.page != line.page:
            # Nothing tells a new paragraph on a new page but what stands before it.
            return before.text.endswith("；") or not is_complete(before.text)
        return line.top - before.top <= self.step * _WIDE

    def _is_title(self, line: PlacedLine) -> bool:
        return line.size > _TITLE * self.size and not is_complete(line.text)

    def _is_broken(self, before: PlacedLine, line: PlacedLine) -> bool:
        """Tell whether a title goes on in its second line: the first has no room for more."""
        return (
            before.page == line.page
            and abs(before.size - line.size) < 0.6
            and 0 < line.top - before.top <= _TITLE_STEP * line.size
            and before.right - before.left >= _BROKEN * (self._right - self._left)
        )

    def _is_full(self, line: PlacedLine) -> bool:
        if self._right - self._left < _NARROWEST * self.size:
            return False
        return line.right >= self._right - _RAGGED * line.size

    def _is_indented(self, line: PlacedLine, before: PlacedLine) -> bool:
        """Tell a first line by its indent; the second line stands further left than the first."""
        return line.left > min(self._left, before.left) + _INDENTED * line.size


def _begins_item(before: PlacedLine, line: PlacedLine) -> bool:
    return is_complete(before.text) and (
        heading_number(line.text) is not None or patterns.ENUMERATOR.match(line.text) is not None
    )


def _commonest(values: Sequence[float]) -> float:
    return Counter(values).most_common(1)[0][0] if values else 0.0


def _joined(lines: Sequence[PlacedLine]) -> str:
    text = ""
    for line in lines:
        latin = text[-1:].isascii() and line.text[:1].isascii() and line.text[:1].isalpha()
        text += (" " if latin and text[-1:] != "-" else "") + line.text
    return text
