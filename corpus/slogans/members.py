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
_LONG_LIST = re.compile(r"[^（）()。！？\n]+")
_LAST_TWO = re.compile(r"(?<=[一-鿿]{2})(?:以及|和|与)(?=[一-鿿]{2})")
_SEPARATORS = re.compile(rf"[、，,]|{_LAST_TWO.pattern}")
_LIST_MARK = re.compile(r"、")
_AFTER_LAST = re.compile(r"[，,等]")
_LONGEST_MEMBER = 16
_LONGEST_NAMED = 24
"""Characters of a member that says the very word that is counted."""
_FEW = 3
"""Parts of a list that count as what is counted though they share no word with it."""
_MUCH = 2
"""Times as long as every other part: that is no name, but more of the sentence."""
_CLAUSES = re.compile("[，,]")
_STEPS = re.compile("[，,；;]")
_HEAD = re.compile("[^一二两双三四五六七八九十个大项条种]")
_DOES = re.compile(
    "^.*?(?:了|实施|开展|推进|推动|做好|坚持和完善|坚持|根据|在|强化|树立|落实|聚焦|围绕|突出|做到|打造|建设|提升|增强|弘扬|发扬|抓好|抓实)(?=..)"
)
_AHEAD = re.compile("^(?:即|就是|也就是|包括|是指|如)[：:]?")
_BEFORE = re.compile(
    rf"(?P<list>(?:“[^。”\n]+”|[^。；;！？：:（）()\n{_QUOTES}])+?)[{_QUOTES}]?(?:等|这|的|，)?[{_QUOTES}]?$"
)


def spelled_out(slogan: str, text: str, start: int, end: int) -> tuple[str, ...]:
    """Return the members that stand beside the slogan at `text[start:end]`, none where they don't.

    There must be as many of them as the slogan's number promises.
    """
    for count in promised_members(slogan):
        noun = counted_noun(slogan)
        members = (
            _after(slogan, text, end, count)
            or _headed_after(slogan, text, end, count)
            or _before(text, start, count, noun)
        )
        if members:
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


def _after(slogan: str, text: str, end: int, count: int) -> tuple[str, ...]:
    lead = _LEAD.match(text, end)
    found = _LIST.match(text, lead.end()) if lead else None
    if lead is None or found is None:
        return ()
    members = _parts(slogan, found[0], count)
    return members if lead["mark"] or _alike(members) else ()


def _headed_after(slogan: str, text: str, end: int, count: int) -> tuple[str, ...]:
    """Return the clauses that the slogan counts by a word of theirs: 定 of 五定, 高于 of 三个高于.

    More may be said behind them, as long as it doesn't go on with that word.
    """
    lead = _LEAD.match(text, end)
    found = _LONG_LIST.match(text, lead.end()) if lead else None
    if found is None:
        return ()
    steps = [step.strip(_QUOTES + " ") for step in _STEPS.split(_AHEAD.sub("", found[0]))]
    members, more = tuple(steps[:count]), steps[count:]
    noun = counted_noun(slogan)
    heads = {character for character in slogan if _HEAD.fullmatch(character)}

    def counted(step: str) -> bool:
        return step[:1] in heads or (len(noun) > 1 and noun in step)

    fits = len(members) == count > 1 and all(map(counted, members))
    fits = fits and not any(map(counted, more))
    return _checked(members, _LONGEST_NAMED) if fits else ()


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
    if members := _whole_list(found["list"], text[found.end("list") : start], count, noun):
        return members
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


def _parts(slogan: str, listed: str, count: int) -> tuple[str, ...]:
    whole = _AHEAD.sub("", listed)
    named = _names(slogan, whole, count)
    for cut in (_LIST_MARK.split(whole), _SEPARATORS.split(whole), named):
        parts = [part.strip(_QUOTES + " ") for part in cut]
        if len(parts) == count:
            last = _AFTER_LAST.split(parts[-1])[0].strip(_QUOTES)
            return _checked((*parts[:-1], last))
    return ()


def _names(slogan: str, listed: str, count: int) -> list[str]:
    """Cut a list of equal names that nothing parts: 淮河海河辽河、太湖巢湖滇池 of 三河三湖.

    At least half of them end with what the slogan counts.
    """
    parts = _LIST_MARK.split(listed)
    size, rest = divmod(sum(map(len, parts)), count)
    if rest or size < 2 or any(len(part) % size for part in parts):
        return []
    names = [part[at : at + size] for part in parts for at in range(0, len(part), size)]
    return names if sum(name[-1] in slogan for name in names) * 2 >= count else []


def _whole_list(said: str, between: str, count: int, noun: str) -> tuple[str, ...]:
    """Return a list that stands right before the slogan and is as long as that promises."""
    parts = _LIST_MARK.split(_CLAUSES.split(said)[-1])
    if len(parts) == count - 1 and (len(noun) > 1 or between.startswith("的")):
        parts = [*parts[:-1], *_LAST_TWO.split(parts[-1])]
    if len(parts) != count or count < _FEW or "，" in between:
        return ()
    lengths = {len(part) for part in parts[1:]}
    quoted = any(mark in parts[0] for mark in _QUOTES)
    even = len(lengths) == 1 and not quoted
    first = parts[0][-lengths.pop() :] if even else _DOES.sub("", parts[0])
    first = _AHEAD.sub("", first)
    if len(first) >= _MUCH * max(map(len, parts[1:])):
        return ()
    return _checked((first, *parts[1:]))


def _checked(members: tuple[str, ...], longest: int = _LONGEST_MEMBER) -> tuple[str, ...]:
    fits = len(set(members)) == len(members) and all(
        2 <= len(bare(member)) <= longest for member in members
    )
    return members if fits else ()
