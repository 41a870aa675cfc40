"""How well a passage stands on its own: the order in which equal hits are offered."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus.characters import CLOSERS
from corpus.rhetoric import mark_bit, marks_of

if TYPE_CHECKING:
    from corpus.model import PassageKind

BEST, WORST = 0, 7
"""The bands there are, 0 for what a writer would paste and 7 for what says nothing alone."""

_NEXT_BEST = 1
_HEADING = 5
_FRAGMENT = 6
_MASK = re.compile(r"[xX×ＸｘＸ]{2,}|\*{2,}|＊{2,}|○{2,}|某某|_{2,}|[xX×]+(?=[年月日市县区省])")
_ENDS = re.compile(rf"[。！？!?][{CLOSERS}\"]*$")
_DANGLING = re.compile(
    r"(?:[一二三四五六七八九十]是|其[一二三四五中次]|第[一二三四五六七八九十]|首先|再次|最后|另外|此外|同时|"
    r"因此|所以|但是|但|然而|而且|并且|对此|为此|这|那|它|他|她|此|上述|以上|如下|例如|比如|[（(]?\d)"
)
_BOUND = re.compile(r"今年|去年|明年|今天|这次|本次|此次|会上|刚才|各位|同志们|大家好|谢谢|下面")
_NO_LETTER = re.compile(r"[\W_]")


def static_rank(text: str, kind: PassageKind) -> int:
    """Return the band, from 0 (best) to 7, that `text` belongs to whatever is asked for.

    Best is a whole thought of 40 to 160 characters that ends in a full stop, masks nothing, leans
    neither on what stands before it nor on the day it was said, and bears the mark 金句; after it
    come such thoughts without the mark.
    """
    body = text.strip()
    letters = len(body) - len(_NO_LETTER.findall(body))
    if letters * 2 < len(body) or _MASK.search(body):
        return WORST
    if kind == "heading":
        return _HEADING if letters > 3 else _FRAGMENT
    if not _ENDS.search(body):
        return _FRAGMENT
    length_penalty = _penalty(len(body))
    leaning = bool(_DANGLING.match(body)) + bool(_BOUND.search(body))
    band = min(length_penalty + leaning, _HEADING - 1)
    return band if band > BEST or marks_of(body) & mark_bit("金句") else _NEXT_BEST


def _penalty(length: int) -> int:
    if 40 <= length <= 160:
        return 0
    return 1 if 20 <= length <= 240 else 2
