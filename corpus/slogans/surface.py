"""How a slogan is written where it stands, and how well its passage explains it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from itertools import takewhile
from typing import TYPE_CHECKING

from corpus.characters import HAN
from corpus.slogans.bare import bare, bare_mapped
from corpus.slogans.known import known, known_finder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_OPENING, _CLOSING = "“‘「『\"'《", "”’」』\"'》"
# 就是对的 and 就是这样 say no more than that it is so.
_EXPLAINS = re.compile(
    rf"[”\"’」』]?(?:[{HAN}]{{0,4}}[，,]?(?:就是(?=[^。；;！？]{{6}})|是指|指的是|的核心|的本质|的内涵|的实质|的要义|，即|包括"
    r"|是(?=[^。；;！？、]+、))|[（(：:](?=.))"
)
# The other way round, something is its 体现.
_SHOWN_BY = re.compile(
    rf"[”\"’」』]?[{HAN}]{{0,4}}的(?:[{HAN}]{{2}})?(?:体现|要求|本质|核心|内涵|要义|表现|写照)"
)
_IS = re.compile(rf"[{HAN}]{{4}}[”\"’」』]?[，,]?是[“\"‘「『]?$")
_LISTED = re.compile(r"[^。；;！？]{0,60}、[^。；;！？]{2,40}")
_ANY_QUOTE = re.compile(r"[“”‘’「」『』\"'＂]")
_QUOTE = re.compile(r"[“\"「『]")
_MANY_QUOTES = 6
_AROUND = 240
"""Characters on both sides in which quotation marks are counted: a passage that isn't one sentence
without end is no longer, and one that is is not looked through for each slogan in it."""
_SHORT_FORM = 6
"""Characters of a short slogan as it is written, with what may stand between them."""
_NUMERALS = "一二三四五六七八九十百千万亿〇零两第"
_LONGER = 24
"""Characters on both sides in which a longer slogan is looked for."""
_SHORT, _LONG = 40, 200
_REMEMBERED = 4096
_TELLING_APART = 2
_LIST_MARK = "、"
_BESIDE = 8
"""Characters on each side that tell of which list it is one, or what is its 体现."""
EXPLAINS = 7
"""From here on a passage says what the slogan means or consists of: no good place alone does."""


def written(text: str, start: int, end: int) -> str:
    """Return the slogan at `text[start:end]` as it is written, with quotation marks around it."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if before and after and before in _OPENING and after in _CLOSING:
        return text[start - 1 : end + 1]
    return text[start:end]


def is_quoted(form: str) -> bool:
    """Say whether a written form has quotation marks around it."""
    return form[0] in _OPENING[:-1]


def most_written(forms: Mapping[str, int]) -> str:
    """Return how a slogan is written most, without the marks around it; the shorter of two."""
    shown: Counter[str] = Counter()
    for form, times in forms.items():
        shown[unquoted(form)] += times
    return min(shown, key=lambda form: (-shown[form], len(form), form))


def unquoted(form: str) -> str:
    """Return a written form without quotation marks and without punctuation at its two ends."""
    form = _ANY_QUOTE.sub("", form)
    start, end = 0, len(form)
    while start < end and unicodedata.category(form[start]).startswith("P"):
        start += 1
    while end > start and unicodedata.category(form[end - 1]).startswith("P"):
        end -= 1
    return form[start:end]


def stands_clear(passage: str, start: int, end: int) -> bool:
    """Say whether the slogan is meant at [start, end), not its characters by chance.

    They are by chance where a short one has punctuation between them, as in 第三，通过; where a
    number goes on before them, as in 三十五; and after 非.
    """
    form, before = passage[start:end], passage[start - 1 : start]
    if len(form) <= _SHORT_FORM and not all(map(str.isalnum, form.strip(_OPENING + _CLOSING))):
        return False
    return before != "非" and not (form[0] in _NUMERALS and before and before in _NUMERALS)


def stands_alone(text: str, start: int, end: int) -> bool:
    """Say whether nothing but punctuation, marks or a border is beside [start, end)."""
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    return not (before.isalnum() or after.isalnum())


def _in_longer(passage: str, start: int, end: int) -> bool:
    """Say whether what is at [start, end) begins a longer slogan that everybody knows."""
    at = max(start - _LONGER, 0)
    plain, origins = bare_mapped(passage[at : end + _LONGER])
    return any(
        at + origins[first] <= start and end <= at + origins[last - 1]
        for first, last, _ in known_finder().find(plain)
    )


def telling(passage: str, start: int, end: int) -> int:
    """Say, from 0 to 15, how well a passage explains the slogan at [start, end)."""
    if not stands_clear(passage, start, end):
        return 0
    score = 0
    explained = _EXPLAINS.match(passage, end) or (
        _IS.search(passage, max(start - _BESIDE, 0), start) and _SHOWN_BY.match(passage, end)
    )
    if _holds_members(passage, start, end) or (explained and not _in_longer(passage, start, end)):
        score += EXPLAINS
        score += 2 if _LISTED.match(passage, end) else 0
    score += 2 if start <= 4 else 0
    score += 2 if _SHORT <= len(passage) <= _LONG else 0
    around = _QUOTE.findall(passage, max(start - _AROUND, 0), end + _AROUND)
    score += 1 if len(around) < _MANY_QUOTES else 0
    score += 0 if _is_listed(passage, start, end) else 1
    return score


def _holds_members(passage: str, start: int, end: int) -> bool:
    """Say whether a passage names all that everybody knows the slogan to stand for.

    What they share is mostly said once: 义务教育、基本医疗、住房安全有保障.
    """
    members = _known_members(passage[start:end])
    return bool(members) and all(member in passage for member in members)


@lru_cache(_REMEMBERED)
def _known_members(form: str) -> tuple[str, ...]:
    """Return the members of a form by what tells them apart, where that is no mere character."""
    entry = known().get(bare(form))
    members = entry.members if entry is not None else ()
    before, after = _same(members), _same([member[::-1] for member in members])
    apart = tuple(member[before : len(member) - after] for member in members)
    return apart if all(len(part) >= _TELLING_APART for part in apart) else members


def _same(parts: Sequence[str]) -> int:
    """Return with how many equal characters all begin."""
    columns = zip(*parts, strict=False)
    return sum(1 for _ in takewhile(lambda column: len(set(column)) == 1, columns))


def _is_listed(passage: str, start: int, end: int) -> bool:
    """Say whether the slogan at [start, end) is one of a list: there it is only named."""
    before = passage[max(start - _BESIDE, 0) : start]
    return _LIST_MARK in before and _LIST_MARK in passage[end : end + _BESIDE]
