"""What a numeric slogan counts, where the text spells it out, as 政治意识、大局意识 of 四个意识."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus.characters import HAN
from corpus.slogans.leads import QUOTES
from corpus.slogans.member_parts import Counting, all_named
from corpus.slogans.members_before import members_before
from corpus.slogans.members_behind import members_behind
from corpus.slogans.numerals import counted_noun, promised_members

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_BEFORE, _BEHIND = 200, 1_000
"""Characters on both sides in which members are looked for."""
_ASIDE = re.compile(rf"(?<=[{HAN}])（[^（）\n]{{1,12}}）(?=[{HAN}]+[、，；])")


def spelled_out(slogan: str, text: str, start: int, end: int) -> tuple[str, ...]:
    """Return the members that stand beside the slogan at `text[start:end]`, none where they don't.

    There must be as many of them as the slogan's number promises.
    """
    promised, noun = promised_members(slogan), counted_noun(slogan)
    if not promised:
        return ()
    before = _ASIDE.sub("", text[max(0, start - _BEFORE) : start])
    behind = text[end : end + _BEHIND]
    told = (members_behind(Counting(slogan, count, noun), behind) for count in promised)
    members = next(filter(None, told), ())
    members = members or members_before(Counting(slogan, promised[0], noun), before)
    if _begins_longer(text, start, end) and not (noun and all(noun in one for one in members)):
        return ()
    return members


def members_by_noun(slogan: str, runs: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """Return the run that a slogan counts: as many parts as it promises, all named as it does."""
    counts, noun = promised_members(slogan), counted_noun(slogan)
    if len(noun) < 2:
        return ()
    for run in runs:
        if len(run) in counts and all_named(run, noun):
            return tuple(run)
    return ()


def same_members(one: Sequence[str], other: Sequence[str]) -> bool:
    """Say whether two lists name the same members in other words.

    At least half of those of the first have two characters in a row that the second has, other
    than what they all have.
    """
    pairs = {member[at : at + 2] for member in other for at in range(len(member) - 1)}
    telling = [pair for pair in pairs if not all(pair in member for member in one)]
    shared = sum(any(pair in member for pair in telling) for member in one)
    return shared * 2 >= len(one)


def most_told(told: Mapping[tuple[str, ...], int]) -> tuple[str, ...]:
    """Return the members told most often, the shorter wording where two are."""
    if not told:
        return ()
    return min(told, key=lambda members: (-told[members], sum(map(len, members)), members))


def _begins_longer(text: str, start: int, end: int) -> bool:
    """Say whether more than the slogan stands in quotation marks there: 三保 of “三保障”."""
    before, behind = text[start - 1 : start], text[end : end + 1]
    return before in tuple(QUOTES) and behind not in tuple(QUOTES)
