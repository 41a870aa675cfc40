"""Members that stand behind a numeric slogan: in a list, in clauses, or in numbered sentences."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus.characters import HAN
from corpus.patterns import BARE_ENUMERATOR
from corpus.slogans.leads import QUOTES, as_headed, is_led
from corpus.slogans.member_parts import (
    CLAUSE_MARK,
    LAST_TWO,
    LONGEST_NAMED,
    SPELT_AS,
    all_named,
    checked,
    clauses_in,
    list_members,
    share_an_end,
)
from corpus.slogans.numerals import numeral

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.slogans.member_parts import Counting

_LEAD = re.compile(
    rf"[{QUOTES}]?[{HAN}]{{0,6}}"
    rf"(?:(?P<mark>[（(：:]|——)|[，,—]{{0,2}}(?:{SPELT_AS})[：:]?)"
    rf"[{QUOTES}]?"
)
_GOES_ON = re.compile(rf"[{QUOTES}]?(?P<gloss>[{HAN}]{{0,12}})[，,：:]")
_LIST = re.compile(r"[^（）()。；;！？—\n]+")
_SENTENCE = re.compile(r"[^（）()。！？—\n]+")
_CLAUSE_END = r"，,；;。：:！？\n"
_STEP = rf"(?:^|(?<=[{_CLAUSE_END}])){{}}[是要]?[、，,]?(?P<said>[^{_CLAUSE_END}]*)"
_NUMBERED = re.compile(
    rf"[{QUOTES}]?[{HAN}]{{0,8}}[，,]?(?:{SPELT_AS})?(?P<mark>[：:。，,—]{{1,2}})"
)
_TWO, _FEW = 2, 3


def members_behind(counting: Counting, behind: str) -> tuple[str, ...]:
    """Return the members that `behind` spells out, which begins right behind the slogan."""
    numbered = _numbered(counting, behind)
    return (
        numbered
        or _listed(counting, behind)
        or _clauses(counting, behind)
        or _named_at_once(counting, behind)
    )


def _listed(counting: Counting, behind: str) -> tuple[str, ...]:
    """Return what is led to by a mark or a word: （…）, ：…, 即…, 就是…."""
    lead = _LEAD.match(behind)
    sentence = _SENTENCE.match(behind, lead.end()) if lead else None
    found = _LIST.match(behind, lead.end()) if lead else None
    if lead is None or sentence is None or found is None or BARE_ENUMERATOR.match(found[0]):
        return ()
    if members := _grouped(counting, sentence[0]):
        return members
    members = list_members(counting, found[0])
    alike = share_an_end(members) or len({*map(len, members)}) == 1
    if members and (lead["mark"] or alike or all(map(counting.holds, members))):
        return members
    return _counted(counting, sentence[0])


def _grouped(counting: Counting, sentence: str) -> tuple[str, ...]:
    """Return the first clause of each group that semicolons part, where all say what is counted."""
    groups = tuple(CLAUSE_MARK.split(group)[0] for group in clauses_in(sentence, "；;"))
    said = all(counting.names(group) or counting.noun in group for group in groups)
    fits = said and counting.noun and len(groups) == counting.count > 1
    return checked(groups, counting.noun) if fits else ()


def _counted(counting: Counting, sentence: str) -> tuple[str, ...]:
    """Return the clauses that are counted by a word of theirs.

    One may introduce them, and more may be said behind them, as long as it doesn't go on with
    that word.
    """
    for marks in ("，,；;", "，,；;、"):
        steps = clauses_in(sentence, marks)
        if marks.endswith("、") and len(steps) == counting.count - 1:
            steps = [*steps[:-1], *LAST_TWO.split(steps[-1], 1)]
        for start in (0, 1):
            members = tuple(steps[start : start + counting.count])
            more = steps[:start] + steps[start + counting.count :]
            fits = len(members) == counting.count > 1 and all(map(counting.names, members))
            if fits and not any(map(counting.names, more)):
                first = as_headed(members[0], members[1:]) or members[0]
                return checked((first, *members[1:]), counting.noun)
    return ()


def _clauses(counting: Counting, behind: str) -> tuple[str, ...]:
    """Return the clauses that the sentence goes on with, where they are what is counted."""
    lead = _GOES_ON.match(behind)
    sentence = _SENTENCE.match(behind, lead.end()) if lead else None
    if lead is None or sentence is None:
        return ()
    members = _grouped(counting, sentence[0])
    if not members and len(counting.noun) > 1:
        members = _counted(counting, sentence[0])
    if members:
        return members
    steps = tuple(clauses_in(sentence[0], "，,；;"))
    framed = len(steps) == counting.count >= _FEW and not lead["gloss"] and _share_a_frame(steps)
    return checked(steps) if framed else ()


def _named_at_once(counting: Counting, behind: str) -> tuple[str, ...]:
    """Return a list right behind the quoted slogan, all of it named as what is counted."""
    found = _LIST.match(behind, 1)
    if behind[:1] not in tuple(QUOTES) or found is None or len(counting.noun) < _TWO:
        return ()
    parts = CLAUSE_MARK.split(found[0])[0].split("、")
    last, named, _ = parts[-1].partition(counting.noun)
    members = (*parts[:-1], last + named)
    fits = len(members) == counting.count >= _FEW and all_named(members, counting.noun)
    return checked(members, counting.noun) if fits else ()


def _share_a_frame(steps: Sequence[str]) -> bool:
    """Say whether clauses say the same of several things: 在…面前学会….

    What people are called upon to do, one after the other, is no frame.
    """
    first = steps[0]
    pairs = {first[at : at + 2] for at in range(1, len(first) - 1)}
    same = any(all(pair in step for step in steps) for pair in pairs)
    return same and len({step[:1] for step in steps}) == 1 and not any(map(is_led, steps))


def _numbered(counting: Counting, behind: str) -> tuple[str, ...]:
    """Return the beginnings of numbered sentences: 一是…, 二是…."""
    lead = _NUMBERED.match(behind)
    if lead is None:
        return ()
    for number in ("第{}", "（{}）", "{}是", "{}要", "{}、", "{}"):
        members = _in_order(behind[lead.end() :], number, counting.count)
        told = lead["mark"][-1] in "：:—" or all(counting.noun in member for member in members)
        alike = len(counting.noun) != 1 or all(counting.noun in member for member in members)
        if members and told and alike:
            return checked(members, longest=LONGEST_NAMED)
    return ()


def _in_order(text: str, number: str, count: int) -> tuple[str, ...]:
    """Return the clauses that begin with the first numbers; none where they are fewer or more."""
    members: list[str] = []
    at = 0
    for each in range(1, count + 2):
        step = _STEP.format(re.escape(number.format(numeral(each))))
        found = re.compile(step).search(text, at)
        if found is None:
            break
        members.append(found["said"])
        at = found.end()
    return tuple(members) if len(members) == count else ()
