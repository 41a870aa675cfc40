"""What a speech calls upon people to do, or gives a name to.

It does neither with goods that stand in a list, nor with a word that is merely stressed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus.slogans.bare import bare_mapped
from corpus.slogans.leads import QUOTES, is_called

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.slogans.known_places import Finder

_BEFORE = 8
"""Characters before a form in which the words stand that call."""
_OPENING = tuple(QUOTES)
_NAMES = re.compile(
    rf"[{QUOTES}](?:工程|行动|计划|体系|战略|工作法|模式|机制|平台|规划|目标|改革|建设|试点|理念|精神|制度|政策|思想|"
    r"企业|经验|教育|方针|原则|方案|活动)"
)
"""What a word in quotation marks is the name of, rather than merely stressed."""
_COMMAS, _STOPS = ("，", ","), ("。", "；", "！", ";", "!")


def called(blocks: Sequence[str], finder: Finder) -> set[str]:
    """Return which forms one speech calls upon people to do, of those that are looked for."""
    found: set[str] = set()
    for text in blocks:
        plain, origins = bare_mapped(text)
        for first, end, form in finder.find(plain):
            if form not in found and _is_called(text, origins[first], origins[end - 1] + 1):
                found.add(form)
    return found


def _is_called(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - _BEFORE) : start].rstrip(QUOTES)
    behind = text[end : end + 2].lstrip(QUOTES)
    # What is no more than a list doesn't end a sentence as a clause of its own.
    closes = before[-1:] in _COMMAS and behind[:1] in _STOPS
    names = text[start - 1 : start] in _OPENING and _NAMES.match(text, end)
    return bool(closes or names or is_called(before, behind))
