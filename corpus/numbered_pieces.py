"""Pieces that are numbered as headings are, and that names tell apart.

一、把码头修好 above a name, again and again, is the title of a piece; 1.何立本（工会主席） above a
text in which somebody speaks of himself is its speaker.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from corpus import patterns
from corpus.chinese import Grammar
from corpus.dates import number_of
from corpus.fields import PLACED_NAME, squeeze
from corpus.kinds import Kind
from corpus.lines import heading_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.kinds import Token

_FEWEST_NAMES, _FEWEST_TITLES = 3, 2
# Lines that count on by one, and what they begin with.
_ROW = 3
_COUNT = re.compile(r"\d{1,2}|十[一二三四五六七八九]?|[一二三四五六七八九]")
_COUNTED = frozenset((Kind.HEADING, Kind.NUMBERED))
_WHO = frozenset((Kind.NAME, Kind.PERSON))
_NUMBERED_NAME = Grammar(rf"(?P<name>{PLACED_NAME})\s*(?:[（(][^（()）]{{1,30}}[）)])?")
_NAME = Grammar(PLACED_NAME)
_QUOTED = re.compile(r"[“「『][^“”「」『』]*[”」』]")
# Paragraphs in which somebody who speaks of himself says so.
_OPENING = 3
_OF_ONESELF = Grammar(r"本人|我(?![们国省市县区州镇乡村院校厂司局部军党方队班])")


def with_numbered_pieces(tokens: list[Token]) -> list[Token]:
    """Take numbered headings for names and titles of pieces, where those stand beside them all."""
    by_level: defaultdict[int, list[int]] = defaultdict(list)
    for index, token in enumerate(tokens):
        number = heading_number(token.text) if token.kind in _COUNTED else None
        if number and not token.line.level:
            by_level[number[0]].append(index)
    for found in by_level.values():
        _take_names(tokens, found)
        _take_titles(tokens, found)
        _take_headings(tokens, found)
    return tokens


def _take_names(tokens: list[Token], found: Sequence[int]) -> None:
    """Take the numbered names for who spoke, where the texts below them are their own."""
    names: dict[int, str] = {}
    for index in found:
        text = tokens[index].text
        at = (heading_number(text) or (0, 0))[1]
        if named := _NUMBERED_NAME.fullmatch(text, at):
            names[index] = squeeze(text[named.start("name") : named.end("name")])
    if len(names) < _FEWEST_NAMES or len(set(names.values())) < len(names):
        return
    texts = [tokens[a + 1 : b] for a, b in pairwise([*names, len(tokens)])]
    own = sum(map(_is_of_oneself, texts))
    if own * 3 < len(names) * 2:
        return
    for index, name in names.items():
        tokens[index] = replace(tokens[index], kind=Kind.NAME, speaker=name)


def _is_of_oneself(text: Sequence[Token]) -> bool:
    """Tell whether the first paragraphs speak of who speaks, not only in what they quote."""
    written = [token.text for token in text if token.kind is Kind.PROSE]
    opening = (_QUOTED.sub("", one) for one in written[:_OPENING])
    return any(_OF_ONESELF.search(one) for one in opening)


def _take_titles(tokens: list[Token], found: Sequence[int]) -> None:
    """Take numbered headings for titles where a name stands below each, another's every time."""
    titled = [
        i
        for i in found
        if i + 2 < len(tokens)
        and (tokens[i + 1].kind in _WHO or _NAME.fullmatch(tokens[i + 1].text))
        and tokens[i + 2].kind in (Kind.PROSE, Kind.SALUTATION)
    ]
    speakers = {tokens[i + 1].speaker or tokens[i + 1].text for i in titled}
    if len(speakers) < max(_FEWEST_TITLES, len(titled)) or len(titled) * 2 < len(found):
        return
    for index in titled:
        text = tokens[index].text
        title = text[(heading_number(text) or (0, 0))[1] :]
        tokens[index] = replace(tokens[index], kind=Kind.NUMBERED, title=title)


def _take_headings(tokens: list[Token], found: Sequence[int]) -> None:
    """Take what sounds like a title for a heading where text follows and headings count on with it.

    一、存在的问题 / 二、关于下一步工作的部署 / 三、几点要求
    """
    for at, index in enumerate(found):
        below = tokens[index + 1].kind if index + 1 < len(tokens) else None
        if tokens[index].kind is not Kind.NUMBERED or below is not Kind.PROSE:
            continue
        rows = (found[begin : begin + _ROW] for begin in range(max(at - _ROW + 1, 0), at + 1))
        if any(_counts_on(tokens, row, index) for row in rows):
            tokens[index] = replace(tokens[index], kind=Kind.HEADING)


def _counts_on(tokens: Sequence[Token], row: Sequence[int], index: int) -> bool:
    """Tell whether lines count on by one, of which the others are headings."""
    numbers = [_value(tokens[i].text) for i in row]
    others = all(tokens[i].kind is Kind.HEADING for i in row if i != index)
    return others and numbers == list(range(numbers[0], numbers[0] + _ROW)) and numbers[0] > 0


def _value(text: str) -> int:
    """Return the number that a line begins with, up to nineteen in Chinese; 0 if it is none."""
    found = _COUNT.match(text)
    return number_of(found[0]) if found else 0


def is_numbered(token: Token) -> bool:
    """Tell whether a line begins with the number of a list."""
    return patterns.LIST_NUMBER.match(token.text) is not None
