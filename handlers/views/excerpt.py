"""Cut the sentence around a hit out of a passage, at punctuation, with the hit kept in view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.views.markup import marked

if TYPE_CHECKING:
    from store.model import Span

SENTENCE_ENDS = "。！？!?…\n"
PAUSES = SENTENCE_ENDS + "；;，,、：:"
CLOSING = '”’」』）)》〉】"'


def excerpt(text: str, spans: tuple[Span, ...], width: int) -> tuple[str, tuple[Span, ...]]:
    """At most about `width` characters around the first hit, and the hits inside it.

    Cuts fall behind punctuation where there is some near; a cut is shown by an ellipsis.
    """
    flat = text.replace("\n", " ")
    if len(flat) <= width:
        return flat, spans
    first = spans[0] if spans else (0, 0)
    start = _start(flat, first, width)
    end = _end(flat, max(start + width, min(first[1], start + 2 * width)), first[1])
    head = "…" if start else ""
    tail = "" if end == len(flat) else "…"
    body = flat[start:end]
    if tail and body and body[-1] in SENTENCE_ENDS + CLOSING:
        tail = ""
    shift = len(head) - start
    inside = tuple(
        (max(a, start) + shift, min(b, end) + shift) for a, b in spans if a < end and b > start
    )
    return head + body.rstrip("，、；：" if tail else "") + tail, _clipped(
        inside, len(head) + len(body)
    )


def hit_line(text: str, spans: tuple[Span, ...], width: int) -> str:
    """The excerpt as HTML, hits in bold."""
    return marked(*excerpt(text, spans, width))


def _start(text: str, first: Span, width: int) -> int:
    if first[1] <= width:
        return 0
    room = max(width - (first[1] - first[0]), width // 3)
    earliest = max(0, first[0] - room)
    sentence = max(text.rfind(mark, 0, first[0]) for mark in SENTENCE_ENDS)
    if sentence >= earliest:
        return _past_closing(text, sentence + 1, first[0])
    for position in range(earliest, first[0]):
        if text[position] in PAUSES:
            return _past_closing(text, position + 1, first[0])
    return first[0] if first[1] - first[0] >= width else earliest


def _past_closing(text: str, position: int, limit: int) -> int:
    while position < limit and text[position] in CLOSING:
        position += 1
    return position


def _end(text: str, wanted: int, after: int) -> int:
    if wanted >= len(text):
        return len(text)
    for position in range(wanted - 1, max(after, wanted - 25) - 1, -1):
        if text[position] in PAUSES:
            return position + 1
    return max(wanted, after)


def _clipped(spans: tuple[Span, ...], length: int) -> tuple[Span, ...]:
    return tuple((a, min(b, length)) for a, b in spans if a < length)
