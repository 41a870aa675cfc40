"""Members that stand right before a numeric slogan: 甲、乙、丙“三个…”."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus.characters import HAN
from corpus.slogans.leads import QUOTES, first_member, leads_on
from corpus.slogans.member_parts import (
    CLAUSE_MARK,
    LAST_TWO,
    LIST_MARK,
    SEPARATORS,
    SPELT_AS,
    all_named,
    checked,
    share_an_end,
    until_etc,
    without_cue,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.slogans.member_parts import Counting

_FEW = 3
"""Parts of a list that count as what is counted though they share no word with it."""
_MUCH = 2
"""Times as long as every other part: that is no name, but more of the sentence."""
_OF_ONE = 2
"""Characters of a slogan that counts by one: 三位."""
_LONGEST_ETC = 6
"""Characters that may stand between 等 and the slogan: 等方面的."""
_REACHED = "实现|做到|达到|落实|确保"
_BETWEEN = re.compile(
    rf"(?P<list>(?:“[^。”\n]+”|[^。；;！？：:\n{QUOTES}])+?)"
    rf"(?P<between>[{QUOTES}]?(?:[，,]?(?:{SPELT_AS}|简称|合称|统称|称为)(?:所谓)?(?:的|为)?|的[{HAN}]{{0,4}}|，?这|，(?:{_REACHED})?|[（(])?"
    rf"[{QUOTES}]?)$"
)


def members_before(counting: Counting, before: str) -> tuple[str, ...]:
    """Return the members that `before` spells out, which ends right before the slogan."""
    found = _BETWEEN.search(before)
    if found is None:
        return ()
    said, etc = until_etc(found["list"])
    if len(etc) > _LONGEST_ETC or LIST_MARK.search(etc) or CLAUSE_MARK.search(etc):
        said, etc = found["list"], ""
    between = etc + found["between"]
    return _whole_list(counting, said, between) or _named_list(counting, said)


def _whole_list(counting: Counting, said: str, between: str) -> tuple[str, ...]:
    """Return a list that stands right before the slogan and is as long as that promises."""
    parts = LIST_MARK.split(CLAUSE_MARK.split(said)[-1])
    joined = len(counting.noun) > 1 or between.startswith("的") or "所谓" in between
    if len(parts) == counting.count - 1 and joined:
        parts = [*parts[:-1], *LAST_TWO.split(parts[-1])]
    loose = between.strip(QUOTES) in {"，", ","}
    if len(parts) != counting.count or counting.count < _FEW or loose or leads_on(parts[-1]):
        return ()
    first = first_member(without_cue(parts[0]), parts[1:])
    if (
        between.strip(QUOTES)[1:] in _REACHED.split("|")
        and len({*map(len, (first, *parts[1:]))}) > 1
    ):
        return ()
    if len(first) >= _MUCH * max(map(len, parts[1:])) and "”" not in first:
        return ()
    members = (first, *parts[1:])
    if not all(members) or (
        len(counting.slogan) == _OF_ONE and not _is_of(counting, members, between)
    ):
        return ()
    return checked(members, counting.noun, shortest=1)


def _is_of(counting: Counting, members: Sequence[str], between: str) -> bool:
    """Say whether members are of what one character counts: 船位, 车位 of “三位”.

    It stands in most of them, or they are alike, and there are quotation marks around.
    """
    within = sum(counting.noun in member for member in members)
    even = len(members) > _FEW and len({*map(len, members)}) == 1
    alike = within * 2 >= len(members) or even or share_an_end(members[1:])
    return alike and any(mark in between for mark in QUOTES)


def _named_list(counting: Counting, said: str) -> tuple[str, ...]:
    """Return the last parts of a list where all of them are named as what is counted."""
    parts = [part for part in SEPARATORS.split(said) if part][-counting.count :]
    if len(parts) < counting.count:
        return ()
    members = (first_member(without_cue(parts[0]), parts[1:]), *parts[1:])
    # Two or three clauses are easily built alike without being what is counted.
    if counting.noun:
        named = all_named(members, counting.noun) and len(counting.noun) + counting.count > _FEW
    else:
        even = len({*map(len, members)}) == 1 and counting.count > _FEW
        named = even and share_an_end(members)
    return checked(members, counting.noun) if named else ()
