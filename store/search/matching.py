"""Whether and where a text holds what is asked for, decided on normal forms alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.normal import normalize_mapped
from corpus.slogans.bare import bare, bare_mapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from store.search.model import Span
    from store.search.query import Needle


def holds_needle(normal: str, needle: Needle) -> bool:
    """Say whether the parts stand in `normal`, in order and without sharing a character."""
    end = 0
    for part in needle.parts:
        found = normal.find(part, end)
        if found < 0:
            return False
        end = found + len(part)
    return True


def occurrences(normal: str, needle: Needle) -> Iterator[Span]:
    """Yield the spans of the parts, for every time that they stand there in order."""
    if len(needle.parts) == 1:
        part = needle.parts[0]
        found = normal.find(part)
        while found >= 0:
            yield found, found + len(part)
            found = normal.find(part, found + 1)
        return
    end = 0
    while True:
        spans: list[Span] = []
        for part in needle.parts:
            found = normal.find(part, end)
            if found < 0:
                return
            end = found + len(part)
            spans.append((found, end))
        yield from spans


def highlights(text: str, needles: Iterable[Needle], tails: Iterable[int] = ()) -> tuple[Span, ...]:
    """Return the spans of `text` that hold the needles: sorted, none overlapping another.

    `tails` are numbers of characters, in the normal form, to mark at the end of the text: what
    runs over into the next passage.
    """
    normal, origins = normalize_mapped(text)
    spans = {span for needle in needles for span in occurrences(normal, needle)}
    spans.update((len(normal) - tail, len(normal)) for tail in tails if tail)
    return merged((origins[start], origins[end - 1] + 1) for start, end in spans)


def whatever_marks(text: str, needles: Iterable[Needle]) -> tuple[Span, ...]:
    """Return the spans that hold the needles with this punctuation or other."""
    form, origins = bare_mapped(text)
    spans = {
        span
        for needle in needles
        for span in occurrences(form, replace(needle, parts=tuple(map(bare, needle.parts))))
    }
    return merged((origins[start], origins[end - 1] + 1) for start, end in spans)


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Sort spans and join those that overlap."""
    result: list[Span] = []
    for start, end in sorted(spans):
        if result and start < result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return tuple(result)
