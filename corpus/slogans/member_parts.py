"""Lists cut into the members of a numeric slogan, and what tells a member from other words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.characters import HAN
from corpus.slogans.bare import bare
from corpus.slogans.leads import QUOTES

if TYPE_CHECKING:
    from collections.abc import Sequence

SPELT_AS = "即|就是|是指|指的是|包括|分别是|也就是|分别为|是"
"""Words that lead from a slogan to its members."""
LIST_MARK = re.compile(r"、")
CLAUSE_MARK = re.compile(r"[，,]")
LAST_TWO = re.compile(rf"(?<=[{HAN}]{{2}})(?:以及|和|与)(?=[{HAN}]{{2}})")
SEPARATORS = re.compile(rf"[、，,]|{LAST_TWO.pattern}")
_AHEAD = re.compile(rf"^(?:指的是|指|如|{SPELT_AS})?[：:]?")
_ETC = re.compile(r"(?<![平同均相高中初优不])等")
_NUMBER = re.compile("^(?:十[一二]?|[一二三四五六七八九])是(?=.)")
LONGEST_MEMBER = 16
_TOLD_BY = 2
"""Characters of what is counted that are enough to tell it: 1亿 of 三个1亿人."""
LONGEST_NAMED = 24
"""Characters of a member that says the very word that is counted."""


@dataclass(frozen=True, slots=True)
class Counting:
    """A numeric slogan, how many members it promises, and the word for what it counts.

    `noun` is 意识 for 四个意识, and empty where nothing is counted: 三会一课.
    """

    slogan: str
    count: int
    noun: str

    def names(self, step: str) -> bool:
        """Say whether a clause is counted by a word of the slogan's: 定 of 五定."""
        said = self.noun[:_TOLD_BY] if len(self.noun) > 1 else ""
        return bool(said and said in step) or step[:1] in self._heads()

    def holds(self, member: str) -> bool:
        """Say whether a member has a character of what is counted: 票 or 审 of 一票三审."""
        return not self._heads().isdisjoint(member)

    def _heads(self) -> set[str]:
        return set(self.slogan) - set("一二两双三四五六七八九十个大项条种")


def all_named(members: Sequence[str], noun: str) -> bool:
    """Say whether all members begin, or all end, with what is counted."""
    return any(
        all(named(member, noun) and member != noun for member in members)
        for named in (str.startswith, str.endswith)
    )


def share_an_end(members: Sequence[str]) -> bool:
    """Say whether members all begin or all end with the same character."""
    return any(len({end(member) for member in members}) == 1 for end in (_head, _tail))


def _head(member: str) -> str:
    return member[:1]


def _tail(member: str) -> str:
    return member[-1:]


def list_members(counting: Counting, listed: str) -> tuple[str, ...]:
    """Cut a list into its members, empty where they aren't as many as promised."""
    whole = _AHEAD.sub("", listed)
    for cut in (LIST_MARK.split(whole), SEPARATORS.split(whole), _equal_names(counting, whole)):
        parts = [part.strip(QUOTES + " ") for part in cut]
        if len(parts) == counting.count and all(parts) and not any(map(_is_two, cut[:-1])):
            last = CLAUSE_MARK.split(_ETC.split(parts[-1])[0])[0].strip(QUOTES)
            return checked((*parts[:-1], _without_more(parts[:-1], last)), counting.noun)
    return ()


def _is_two(part: str) -> bool:
    """Say whether a part of a list is a list itself, with commas outside of quotation marks."""
    return part[:1] not in tuple(QUOTES) and bool(CLAUSE_MARK.search(part))


def clauses_in(listed: str, marks: str) -> list[str]:
    """Cut a list of clauses at the marks."""
    whole = _AHEAD.sub("", listed)
    steps = re.split(f"[{marks}]", whole)
    return [_NUMBER.sub("", step.strip(QUOTES + " ")) for step in steps]


def without_cue(part: str) -> str:
    """Return a list without the word that says that it is one: 即, 就是."""
    return _AHEAD.sub("", part)


def until_etc(said: str) -> tuple[str, str]:
    """Return what stands before the 等 that ends a list, and that with all behind it."""
    found = _ETC.search(said)
    return (said[: found.start()], said[found.start() :]) if found else (said, "")


def checked(
    members: tuple[str, ...], noun: str = "", *, shortest: int = 2, longest: int = LONGEST_MEMBER
) -> tuple[str, ...]:
    """Return the members, or none where one is too short or long to be one, or stands twice."""
    if len(set(members)) < len(members) or not all(members):
        return ()
    said = noun[:_TOLD_BY]
    named = (said and all(said in member for member in members)) or share_an_end(members)
    longest = LONGEST_NAMED if named else longest
    return members if all(shortest <= len(bare(one)) <= longest for one in members) else ()


def _without_more(others: Sequence[str], last: str) -> str:
    """Return the last member without the sentence that goes on: 清经济 of 清经济的运动.

    It goes on where members begin alike, and 的 makes the last longer than all others.
    """
    head, of, _ = last.partition("的")
    alike = len({member[:1] for member in (*others, last)}) == 1 and "的" not in "".join(others)
    goes_on = of and alike and len(last) > max(map(len, others), default=0)
    return head if goes_on and len(head) > 1 else last


def _equal_names(counting: Counting, listed: str) -> list[str]:
    """Cut a list of equal names that nothing parts: 淮河海河辽河、太湖巢湖滇池 of 三河三湖.

    At least half of them end with what the slogan counts.
    """
    parts = LIST_MARK.split(listed)
    size, rest = divmod(sum(map(len, parts)), counting.count)
    if rest or size < 2 or any(len(part) % size for part in parts):
        return []
    names = [part[at : at + size] for part in parts for at in range(0, len(part), size)]
    ended = sum(name[-1] in counting.slogan for name in names)
    return names if ended * 2 >= counting.count else []
