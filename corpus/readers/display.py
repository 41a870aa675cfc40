"""Headings that only the size of their letters tells, as levels.

Many a document has no heading styles: its titles are set large, centred or not. Sizes are those of
one document, in any one unit; what is larger than the text is a heading, the larger the higher.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from corpus import patterns
from corpus.lines import heading_number, is_complete

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.readers.reading import Paragraph

# A title is set at least so much larger than the text, and isn't longer.
_LARGER = 1.2
_LONGEST = 70
_LEVELS = 3
# A single large line is the title that it would be anyway.
_FEWEST = 2


def with_levels(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Give large lines a level where no style gives any; what is small below large ones gets none.

    Lines of one size that follow each other are one heading. A document with a single one is left
    as it is.
    """
    shown = [index for index, one in enumerate(paragraphs) if one.text.strip()]
    if any(paragraphs[index].level for index in shown):
        return list(paragraphs)
    usual = _usual([paragraphs[index] for index in shown])
    runs = [
        (size, list(run))
        for size, run in groupby(shown, lambda index: _display(paragraphs[index], usual))
    ]
    above = [0.0, *(size for size, _ in runs)]
    headings = [one for one, larger in zip(runs, above, strict=False) if one[0] > larger]
    # The first title stands right below the name of the collection, larger than itself.
    known = {size for size, _ in headings}
    headings = [one for one in runs if one[0] in known]
    if len(headings) < _FEWEST:
        return list(paragraphs)
    sizes = sorted({size for size, _ in headings}, reverse=True)[:_LEVELS]
    levels = {
        index: sizes.index(size) + 1 for size, run in headings if size in sizes for index in run
    }
    return [replace(one, level=levels.get(index, 0)) for index, one in enumerate(paragraphs)]


def _usual(paragraphs: Sequence[Paragraph]) -> float:
    """Return the size in which most of the text is set."""
    counts: Counter[float] = Counter()
    for one in paragraphs:
        counts[one.size] += len(one.text)
    return counts.most_common(1)[0][0] if counts else 0.0


def _display(paragraph: Paragraph, usual: float) -> float:
    """Return the size of a line that is set as a heading, 0 for other text."""
    text = paragraph.text.strip()
    large = usual > 0 and paragraph.size >= _LARGER * usual
    numbered = heading_number(text) is not None or patterns.ENUMERATOR.match(text) is not None
    if not large or numbered or len(text) > _LONGEST or is_complete(text):
        return 0.0
    return round(paragraph.size * 2) / 2
