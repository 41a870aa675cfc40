"""Phrases that a collector strewed into somebody else's sentences."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

Range = tuple[int, int]

# What such a phrase tells: where the text comes from or where to get more of it. No names.
_PROVENANCE = re.compile(
    r"公众号|公號|微信|小程序|文库|网盘|星球|QQ群|店铺|淘宝|www\.|https?:|\.com|\.cn"
    r"|(?:整理|收集|搜集|编辑|出品|首发|原创|制作|分享|下载|转载)(?=[，,、。；\s）)])"
)
_BORDER = re.compile(r"[，。、；：？！,;:!?“”‘’（）()《》【】\[\]…\s]")
_LONGEST = 30
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class _Phrase:
    text: str
    starts: tuple[int, ...]


def watermarks(text: str) -> list[Range]:
    """Find phrases of provenance by their own repetition in mid-sentence.

    One counts when it stands at least twice inside sentences and is foreign to the text: its
    pairs of characters are found nowhere else in it. A comma that follows it each time goes
    with it.
    """
    ranges: list[Range] = []
    for phrase in _repeated(text):
        if not _is_foreign(text, phrase) or not _in_sentences(text, phrase):
            continue
        ends = [start + len(phrase.text) for start in phrase.starts]
        tail = 1 if all(text[end : end + 1] in ("，", ",", "、") for end in ends) else 0
        ranges.extend((start, end + tail) for start, end in zip(phrase.starts, ends, strict=True))
    return _disjoint(ranges)


def _repeated(text: str) -> list[_Phrase]:
    places: dict[str, set[int]] = defaultdict(set)
    for hit in _PROVENANCE.finditer(text):
        start, end = _clause(text, hit)
        places[text[start:end]].add(start)
    grouped = _glued(text) if places else []
    phrases = [_Phrase(clause, tuple(sorted(starts))) for clause, starts in places.items()]
    whole = [phrase for phrase in phrases if _fits(phrase)]
    return whole or [phrase for phrase in grouped if _fits(phrase)]


def _fits(phrase: _Phrase) -> bool:
    return len(phrase.starts) > 1 and _SHORTEST <= len(phrase.text) <= _LONGEST


def _clause(text: str, hit: re.Match[str]) -> Range:
    start = hit.start()
    while start > 0 and hit.start() - start < _LONGEST and not _BORDER.match(text[start - 1]):
        start -= 1
    border = _BORDER.search(text, hit.end(), hit.end() + _LONGEST)
    return start, border.start() if border else hit.end()


def _glued(text: str) -> list[_Phrase]:
    """Find what is common to all places of one word when it has no marks around it."""
    places: dict[str, list[Range]] = defaultdict(list)
    for hit in _PROVENANCE.finditer(text):
        places[hit[0]].append(hit.span())
    phrases = []
    for spans in places.values():
        left = _common(text, [start - 1 for start, _ in spans], -1)
        right = _common(text, [end for _, end in spans], 1)
        starts = tuple(start - left for start, _ in spans)
        length = spans[0][1] - spans[0][0] + left + right
        phrases.append(_Phrase(text[starts[0] : starts[0] + length], starts))
    return phrases


def _common(text: str, positions: list[int], step: int) -> int:
    length = 0
    while length < _LONGEST and len(positions) > 1:
        characters = {text[p : p + 1] if p >= 0 else "" for p in positions}
        character = characters.pop()
        if characters or not character or _BORDER.match(character):
            break
        positions = [p + step for p in positions]
        length += 1
    return length


def _is_foreign(text: str, phrase: _Phrase) -> bool:
    own = len(phrase.starts)
    pairs = {phrase.text[i : i + 2] for i in range(len(phrase.text) - 1)}
    foreign = sum(text.count(pair) <= own * phrase.text.count(pair) for pair in pairs)
    return foreign * 4 >= len(pairs) * 3


def _in_sentences(text: str, phrase: _Phrase) -> bool:
    """Tell whether two places at least are in mid-sentence, not lines of their own."""
    inside = 0
    for start in phrase.starts:
        before = text[max(0, start - 2) : start].strip(" \u3000（(【[")[-1:]
        after = text[start + len(phrase.text) :].lstrip(" \u3000，,、）)】]")[:1]
        inside += before not in ("", "\n", "。", "！", "？") and after not in ("", "\n", "。")
    return inside > 1


def _disjoint(ranges: list[Range]) -> list[Range]:
    kept: list[Range] = []
    for found in sorted(set(ranges)):
        if not kept or found[0] >= kept[-1][1]:
            kept.append(found)
    return kept
