"""Cut the stretch with most of the hits out of a passage, at punctuation, no hit in two."""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache
from typing import TYPE_CHECKING

from corpus.characters import CLOSERS
from corpus.normal import normalize
from handlers.views.markup import marked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.search.model import Span

SENTENCE_ENDS = "。！？!?…\n"
PAUSES = SENTENCE_ENDS + "；;，,、：:"
CLOSING = CLOSERS + '〉"'
_MOST_HITS = 60
"""Hits around which the best stretch is looked for; a sentence without end may have thousands."""


@lru_cache(maxsize=128)
def excerpt(text: str, spans: tuple[Span, ...], width: int) -> tuple[str, tuple[Span, ...]]:
    """At most `width` characters of a text, and the hits inside them.

    The stretch holds as many different hits as any of its length does. It begins and ends at
    punctuation where it can; a cut within a sentence is shown by an ellipsis. A hit is only cut
    where it is longer than the stretch.
    """
    flat = text.replace("\n", " ")
    if len(flat) <= width:
        return flat, spans
    start, end = _stretch(text, spans, width)
    head = "…" if _cut_before(text, start) else ""
    body = flat[start:end]
    tail = "…" if _cut_behind(text, end) else ""
    if tail and not any(b == end for _, b in spans):
        body = body.rstrip("，、；：")
    shift, limit = len(head) - start, len(head) + len(body)
    inside = tuple(
        (max(a, start) + shift, min(b + shift, limit))
        for a, b in spans
        if a + shift < limit and b > start
    )
    return head + body + tail, inside


def hit_line(text: str, spans: tuple[Span, ...], width: int) -> str:
    """The excerpt as HTML, hits in bold."""
    return marked(*excerpt(text, spans, width))


def _stretch(text: str, spans: Sequence[Span], width: int) -> Span:
    """The best stretch that fits: most different hits, then the fewest and best cuts."""
    breaks = {0, len(text), *_breaks(text)}
    whole = [span for span in spans if span[1] - span[0] <= width - 2]
    words = [normalize(text[start:end]) for start, end in whole]
    inside = {position for start, end in whole for position in range(start + 1, end)}
    starts = set(breaks)
    for first, last in whole[:_MOST_HITS] or spans[:1]:
        # Where a clause is longer than the line, the hit has as much before it as behind it.
        middle = first - max(0, width - last + first) // 2
        starts.update((max(0, middle), max(0, last - width + 2), first))
    best = (0, min(len(text), width - 1))
    best_worth: tuple[int, ...] = ()
    farthest = max((start for start, _ in (whole or spans)[:_MOST_HITS]), default=0)
    for start in sorted(one for one in starts - inside - {len(text)} if one <= farthest):
        room = width - _cut_before(text, start)
        last = start + room - 1
        while last in inside:
            last -= 1
        for end in range(start + 1, min(start + room, len(text)) + 1):
            if end in inside or (end != last and end not in breaks):
                continue
            if end - start > room - _cut_behind(text, end):
                continue
            held = set(words[bisect_left(whole, (start, 0)) : bisect_left(whole, (end, 0))])
            worth = (
                len(held) if whole else sum(start <= span[0] < end for span in spans[:1]),
                start in breaks,
                end in breaks,
                not _cut_before(text, start),
                end - start,
                -start,
            )
            if worth > best_worth:
                best, best_worth = (start, end), worth
    return best


def _breaks(text: str) -> set[int]:
    """Where a clause ends and the next one begins."""
    return {
        _past_closing(text, position + 1)
        for position, character in enumerate(text)
        if character in PAUSES and text[position + 1 : position + 2] not in PAUSES
    }


def _past_closing(text: str, position: int) -> int:
    while position < len(text) and text[position] in CLOSING:
        position += 1
    return position


def _ends_sentence(text: str) -> bool:
    return text.rstrip(CLOSING + " ")[-1:] in SENTENCE_ENDS


def _cut_before(text: str, start: int) -> bool:
    return start > 0 and not _ends_sentence(text[:start])


def _cut_behind(text: str, end: int) -> bool:
    return end < len(text) and not _ends_sentence(text[:end])
