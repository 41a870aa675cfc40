"""Cleaning rules that look at whole lines: page numbers, running heads, glued list items."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from corpus import patterns
from corpus.lines import hangs_open, has_body_marks, is_complete
from corpus.markings import marking_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

from corpus.lines import Line

_BARE_NUMBER = re.compile(r"\d{1,4}")
_ITEM = re.compile(r"(?<=[\u4e00-\u9fff”）])\s*(?P<number>[二三四五六七八九十]{1,2})是")
_FIRST_ITEM = re.compile(r"(?P<number>[一二三四五六七八九十]{1,2})是")
_NUMBERS = ("", *"一二三四五六七八九十", *(f"十{unit}" for unit in "一二三四五六七八九"))


def page_numbers(lines: Sequence[Line]) -> set[int]:
    """Find the lines that are a page's number.

    A bare number counts only as one of a row that goes up page by page, each with a blank
    line at its side: a link that broke its line may leave a number alone as well.
    """
    found = {i for i, line in enumerate(lines) if patterns.PAGE_LINE.fullmatch(line.text)}
    bare = [
        i
        for i, line in enumerate(lines)
        if _BARE_NUMBER.fullmatch(line.text)
        and (line.gap or i + 1 == len(lines) or lines[i + 1].gap)
    ]
    steps = [int(lines[b].text) - int(lines[a].text) for a, b in pairwise(bare)]
    if steps and all(0 < step <= 3 for step in steps):
        found.update(bare)
    return found


def running_heads(lines: Sequence[Line]) -> set[int]:
    """Find the heads and feet of pages: one line again and again, in the midst of sentences."""
    counts = Counter(line.text for line in lines if 3 <= len(line.text) <= 40)
    repeated = {text for text, count in counts.items() if count > 2 and not is_complete(text)}
    cutting: Counter[str] = Counter()
    for before, line, after in zip(lines, lines[1:], lines[2:], strict=False):
        # The text of a link breaks lines as well, but stands without a blank line.
        prose = has_body_marks(before.text) or hangs_open(before.text)
        if line.text in repeated and prose and (line.gap or after.gap):
            cutting[line.text] += not is_complete(before.text)
    heads = {text for text in repeated if cutting[text] * 2 >= counts[text]}
    # At the very top it may be the title that the other pages repeat.
    return {i for i, line in enumerate(lines) if i and line.text in heads}


def separators(lines: Sequence[Line]) -> set[int]:
    """Find lines that are drawn, not written."""
    return {i for i, line in enumerate(lines) if patterns.SEPARATOR.fullmatch(line.text)}


LINE_RULES: tuple[tuple[str, Callable[[Sequence[Line]], set[int]]], ...] = (
    ("密级标志", marking_lines),
    ("页码", page_numbers),
    ("页眉页脚", running_heads),
)
"""Name of each rule and what finds its lines, in order."""


def split_glued_items(lines: Sequence[Line]) -> tuple[list[Line], int]:
    """Give every item of 一是……二是…… a line of its own where the line end got lost.

    Only in lines that begin with an item, and only before the number that follows it when no
    mark stands between: 三是打造队伍四是推动发展. Returns the lines and how many were cut.
    """
    result: list[Line] = []
    for line in lines:
        result.extend(_items(line))
    return result, len(result) - len(lines)


def _items(line: Line) -> list[Line]:
    first = _FIRST_ITEM.match(line.text)
    if not first or "。" in line.text or first["number"] not in _NUMBERS:
        return [line]
    expected = _NUMBERS.index(first["number"]) + 1
    cuts = [0]
    for match in _ITEM.finditer(line.text, first.end()):
        if expected < len(_NUMBERS) and match["number"] == _NUMBERS[expected]:
            cuts.append(match.start("number"))
            expected += 1
    return [
        replace(
            line,
            start=line.start + a,
            text=line.text[a:b].rstrip(),
            gap=line.gap if a == 0 else 0,
        )
        for a, b in pairwise([*cuts, len(line.text)])
    ]
