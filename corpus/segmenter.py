"""Where each speech of a document begins.

The grammar is a table of openings: each tells, for the lines of a document, which of them begin
a speech. Lines that several of them name, or only one, begin one alike; a run of titles without
a body between is one beginning. What this module doesn't do: read the lines under a title
(`corpus.header`) or make paragraphs (`corpus.blocks`).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from corpus import patterns
from corpus.fields import byline, clean_title, date_line, has_serial, is_organisation
from corpus.lines import has_body_marks, heading_number, is_complete, is_titleish, key

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from corpus.contents import Contents
    from corpus.lines import Line

# Blank lines that set two texts apart, where one or two set paragraphs apart.
_WIDE_GAP = 3
_SHORTEST_BODY = 40


@dataclass(frozen=True, slots=True)
class Segment:
    """Lines start to end of one speech; `titled` tells that the first one is its title.

    The lines lead to start are a part's title or another line before the title that is none.
    """

    lead: int
    start: int
    end: int
    titled: bool


@dataclass(frozen=True, slots=True)
class _Opening:
    """A way in which speeches begin. `least` is how often it must be found to be believed."""

    name: str
    find: Callable[[Sequence[Line], Contents], list[int]]
    least: int = 1


def segment(lines: Sequence[Line], contents: Contents) -> list[Segment]:
    """Cut the lines behind the contents page into speeches: the segments cover all of them."""
    if not lines:
        return []
    starts: set[int] = set()
    titles: set[int] = set()
    for opening in OPENINGS:
        found = opening.find(lines, contents)
        if len(found) >= opening.least:
            starts.update(found)
            if opening is not _SALUTATIONS:
                titles.update(found)
    if not starts or _has_body(lines[: min(starts)]):
        starts.add(0)
        titles.update({0} if _titles_document(lines) else ())
    return _segments(lines, sorted(starts), titles)


def _segments(lines: Sequence[Line], starts: Sequence[int], titles: set[int]) -> list[Segment]:
    segments: list[Segment] = []
    lead = 0
    for start, end in pairwise([*starts, len(lines)]):
        last = end == len(lines)
        if not last and not _has_body(lines[start:end]):
            continue
        segments.append(Segment(lead, start, end, start in titles))
        lead = end
    return segments


def _titles_document(lines: Sequence[Line]) -> bool:
    first = lines[0]
    return len(lines) > 1 and (first.level == 1 or is_titleish(first))


def _has_body(lines: Sequence[Line]) -> bool:
    return any(
        len(line.text) >= _SHORTEST_BODY
        or (has_body_marks(line.text) and is_complete(line.text))
        or patterns.SALUTATION.fullmatch(line.text)
        or heading_number(line.text)
        for line in lines
    )


def _opens(lines: Sequence[Line], index: int) -> bool:
    """Tell whether a text may begin here: set apart, and what stands before is complete."""
    if index == 0:
        return True
    line, before = lines[index], lines[index - 1]
    if line.level:
        return True
    apart = line.gap > 0 or patterns.CLOSING.search(before.text) is not None
    return apart and (is_complete(before.text) or not has_body_marks(before.text))


def _by_contents(lines: Sequence[Line], contents: Contents) -> list[int]:
    if not contents.keys:
        return []
    return [
        index
        for index, line in enumerate(lines)
        if is_titleish(line)
        and _opens(lines, index)
        and _is_entry(lines, index, contents)
        and not (index and is_organisation(line.text) and is_titleish(lines[index - 1]))
    ]


def _is_entry(lines: Sequence[Line], index: int, contents: Contents) -> bool:
    if contents.names(lines[index].text):
        return True
    following = lines[index + 1 : index + 2]
    return any(
        not line.gap and is_titleish(line) and contents.names(lines[index].text + line.text)
        for line in following
    )


def _by_byline(lines: Sequence[Line], _: Contents) -> list[int]:
    """Title, then byline or date in brackets, then body, as articles are set."""
    return [
        index
        for index, line in enumerate(lines[:-1])
        if is_titleish(line)
        and line.gap + (index == 0) > 0
        and _opens(lines, index)
        and byline(line.text) is None
        and _has_byline_below(lines, index)
    ]


def _has_byline_below(lines: Sequence[Line], index: int) -> bool:
    following = lines[index + 1]
    if following.gap > 1 or following.level:
        return False
    if date_line(following.text):
        return True
    if byline(following.text) is not None and is_titleish(following):
        return True
    # A title of two lines.
    return (
        not following.gap
        and is_titleish(following)
        and index + 2 < len(lines)
        and not lines[index + 2].gap
        and (date_line(lines[index + 2].text) or byline(lines[index + 2].text)) is not None
    )


def _by_markdown(lines: Sequence[Line], _: Contents) -> list[int]:
    """The highest level of Markdown headings of which two or more stand above a body.

    Headings with a number such as 一、 belong to a speech; so do those of a lower level.
    """
    for level in range(1, 4):
        found = [
            index
            for index, line in enumerate(lines)
            if line.level == level and heading_number(line.text) is None
        ]
        bodies = [i for i, end in pairwise([*found, len(lines)]) if _has_body(lines[i + 1 : end])]
        if len(bodies) > 1 and (level == 1 or _are_titles(lines, bodies)):
            return bodies
        if bodies and level == 1 and not _is_collection(lines[bodies[0]].text):
            return bodies
    return []


def _are_titles(lines: Sequence[Line], indices: Sequence[int]) -> bool:
    named = sum(_is_strong(lines[index].text) for index in indices)
    return named * 2 >= len(indices)


def _by_number(lines: Sequence[Line], _: Contents) -> list[int]:
    """第一篇, 篇二：, 【3】; and 1. or 一、 where it numbers strong titles in order."""
    sure = [
        index
        for index, line in enumerate(lines)
        if patterns.NUMBERED_TITLE.match(line.text)
        and len(line.text) <= 80
        and patterns.UNTITLED.search(line.text) is None
        and _opens(lines, index)
    ]
    listed = [
        index
        for index, line in enumerate(lines)
        if (number := patterns.LIST_NUMBER.match(line.text))
        and _is_strong(line.text[number.end() :])
        and len(line.text) <= 70
        and (index == 0 or is_complete(lines[index - 1].text))
    ]
    return sure if len(sure) > 1 else listed if len(listed) > 1 else []


def _by_name(lines: Sequence[Line], _: Contents) -> list[int]:
    return [
        index
        for index, line in enumerate(lines)
        if is_titleish(line)
        and _is_strong(line.text)
        and _opens(lines, index)
        and (index == 0 or line.gap or line.level)
    ]


def _by_repetition(lines: Sequence[Line], _: Contents) -> list[int]:
    """One title again and again, or one that only a serial number at its end tells apart."""
    candidates = {
        index: key(clean_title(line.text))
        for index, line in enumerate(lines)
        if is_titleish(line)
        and (line.gap or index == 0)
        and _opens(lines, index)
        and (index == 0 or has_body_marks(lines[index - 1].text) or _is_closed(lines[:index]))
        and (has_serial(line.text) or len(line.text) >= 8)
    }
    counts = Counter(candidates.values())
    return [index for index, title in candidates.items() if counts[title] > 1]


def _is_closed(lines: Sequence[Line]) -> bool:
    """Tell whether a text ends here: with closing words, or signed and dated."""
    return patterns.CLOSING.search(lines[-1].text) is not None or _is_signed(lines)


def _by_organisation(lines: Sequence[Line], _: Contents) -> list[int]:
    """The name of an organisation alone as a title: 某某市委, then its speech."""
    return [
        index
        for index, line in enumerate(lines)
        if is_organisation(line.text)
        and (line.gap or index == 0)
        and _opens(lines, index)
        and (index == 0 or is_complete(lines[index - 1].text))
        and index + 1 < len(lines)
        and lines[index + 1].gap
    ]


def _by_salutation(lines: Sequence[Line], _: Contents) -> list[int]:
    """同志们： with no title, behind the closing words of the speech before or a rare wide gap."""
    wide = sum(line.gap >= _WIDE_GAP for line in lines)
    found: list[int] = []
    for index, (before, line) in enumerate(pairwise(lines), start=1):
        if not _is_opening_salutation(line.text):
            continue
        rare = line.gap >= _WIDE_GAP and wide <= len(lines) // 8
        if _is_closed(lines[:index]) or (rare and is_complete(before.text)):
            found.append(index)
    return found


def _is_signed(lines: Sequence[Line]) -> bool:
    """Tell whether a text ends here with its date, below its body or its organisation."""
    return date_line(lines[-1].text) is not None and any(
        is_complete(line.text) for line in lines[-3:-1]
    )


def _is_opening_salutation(text: str) -> bool:
    """Tell 同志们： that opens a speech from 同志们！ that goes on with it."""
    return text[-1] in "：:" and patterns.SALUTATION.fullmatch(text) is not None


def _is_strong(text: str) -> bool:
    return patterns.STRONG_TITLE.fullmatch(clean_title(text)) is not None


def _is_collection(text: str) -> bool:
    return patterns.COLLECTION.search(text) is not None


_SALUTATIONS = _Opening("称呼", _by_salutation)

OPENINGS: tuple[_Opening, ...] = (
    _Opening("目录", _by_contents),
    _Opening("署名", _by_byline),
    _Opening("标题标记", _by_markdown),
    _Opening("编号", _by_number, 2),
    _Opening("题名", _by_name),
    _Opening("同题", _by_repetition, 2),
    _Opening("单位", _by_organisation, 2),
    _SALUTATIONS,
)
"""The ways in which speeches begin, surest first."""
