"""Numbers in slogans: how many members a numeric abbreviation promises."""

from __future__ import annotations

import re

NUMERALS = {
    "一": 1, "二": 2, "两": 2, "双": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8,
    "九": 9, "十": 10,
}  # fmt: skip
_NUMBER = re.compile(r"十[一二三四五六七八九]?|[一二两双三四五六七八九]")
_COUNTED = re.compile(
    r"(?P<number>十[一二三四五六七八九]?|[二两三四五六七八九])(?:个|大|项|条|种)?"
)


def promised_members(bare: str) -> int:
    """Say how many members a numeric slogan promises: 四个意识 four, 三会一课 four; 0 for none."""
    numbers = [_value(match[0]) for match in _NUMBER.finditer(bare)]
    if not numbers:
        return 0
    if len(numbers) == 1:
        return numbers[0] if numbers[0] > 1 and _NUMBER.match(bare) else 0
    return sum(numbers) if len(numbers) < sum(numbers) <= 12 else 0


def counted_noun(bare: str) -> str:
    """Return what a slogan counts: 意识 of 四个意识; empty where it counts nothing."""
    match = _COUNTED.match(bare)
    return bare[match.end() :] if match else ""


def _value(number: str) -> int:
    if number.startswith("十"):
        return 10 + NUMERALS.get(number[1:], 0)
    return NUMERALS[number]
