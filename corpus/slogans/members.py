"""What a numeric slogan counts, where the text spells it out, as 政治意识、大局意识 of 四个意识."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus.slogans.bare import bare
from corpus.slogans.numerals import counted_noun, promised_members

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_QUOTES = '“”"‘’「」『』'
_LEAD = re.compile(
    rf"[{_QUOTES}]?[一-鿿]{{0,6}}"
    rf"(?:(?P<mark>[（(：:])|[，,—]{{0,2}}(?:即|就是|是指|指的是|包括|分别是|也就是|分别为|是)[：:]?)"
    rf"[{_QUOTES}]?"
)
_LIST = re.compile(r"[^（）()。；;！？\n]+")
_SEPARATORS = re.compile(r"[、，,]|(?<=[一-鿿]{2})(?:以及|和|与)(?=[一-鿿]{2})")
_LIST_MARK = re.compile(r"、")
_AFTER_LAST = re.compile(r"[，,等]")
_LONGEST_MEMBER = 12
_AHEAD = re.compile("^(?:即|就是|也就是|包括|是指|如)")
_BEFORE = re.compile(
    rf"(?P<list>[^。；;！？：:（）()\n{_QUOTES}]+?)[{_QUOTES}]?(?:等|这|的|，)?[{_QUOTES}]?$"
)


def spelled_out(slogan: str, text: str, start: int, end: int) -> tuple[str, ...]:
    """Return the members that stand beside the slogan at `text[start:end]`, none where they don't.

    There must be as many of them as the slogan's number promises.
    """
    for count in promised_members(slogan):
        noun = counted_noun(slogan)
        if members := _after(text, end, count) or _before(text, start, count, noun):
            return members
    return ()


def members_by_noun(slogan: str, runs: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """Return the run that a slogan counts: as many parts as it promises, all named as it does."""
    counts, noun = promised_members(slogan), counted_noun(slogan)
    if len(noun) < 2:
        return ()
    for run in runs:
        if len(run) in counts and _all_named(run, noun):
            return tuple(run)
    return ()


def most_told(told: Mapping[tuple[str, ...], int]) -> tuple[str, ...]:
    """Return the members told most often, the shorter wording where two are."""
    if not told:
        return ()
    return min(told, key=lambda members: (-told[members], sum(map(len, members)), members))


def _after(text: str, end: int, count: int) -> tuple[str, ...]:
    lead = _LEAD.match(text, end)
    found = _LIST.match(text, lead.end()) if lead else None
    if lead is None or found is None:
        return ()
    members = _parts(found[0], count)
    return members if lead["mark"] or _alike(members) else ()


def _alike(members: Sequence[str]) -> bool:
    """Say whether members begin or end with the same character, or are equally long."""
    return any(
        len({key(member) for member in members}) == 1
        for key in (len, lambda member: member[0], lambda member: member[-1])
    )


def _before(text: str, start: int, count: int, noun: str) -> tuple[str, ...]:
    found = _BEFORE.search(text, max(0, start - 160), start)
    if found is None:
        return ()
    parts = [part for part in _SEPARATORS.split(found["list"]) if part][-count:]
    if len(parts) < count:
        return ()
    length = len(parts[1])
    first = parts[0][-length:] if len({len(part) for part in parts[1:]}) == 1 else parts[0]
    members = (_AHEAD.sub("", first), *parts[1:])
    # Two or three clauses are easily built alike without being what is counted.
    if noun:
        named = _all_named(members, noun) and len(noun) + count > 3
    else:
        even = len({*map(len, members)}) == 1 and count > 3
        named = even and any(len({member[place] for member in members}) == 1 for place in (0, -1))
    return _checked(members) if named else ()


def _all_named(members: Sequence[str], noun: str) -> bool:
    """Say whether all members begin, or all end, with what is counted."""
    return any(
        all(named(member, noun) and member != noun for member in members)
        for named in (str.startswith, str.endswith)
    )


def _parts(listed: str, count: int) -> tuple[str, ...]:
    for cut in (_LIST_MARK.split(listed), _SEPARATORS.split(listed)):
        parts = [part.strip(_QUOTES + " ") for part in cut]
        if len(parts) == count:
            last = _AFTER_LAST.split(parts[-1])[0].strip(_QUOTES)
            return _checked((_AHEAD.sub("", parts[0]), *parts[1:-1], last))
    return ()


def _checked(members: tuple[str, ...]) -> tuple[str, ...]:
    fits = len(set(members)) == len(members) and all(
        2 <= len(bare(member)) <= _LONGEST_MEMBER for member in members
    )
    return members if fits else ()
