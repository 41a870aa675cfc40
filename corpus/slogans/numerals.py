"""Numbers in slogans: how many members a numeric abbreviation promises."""

from __future__ import annotations

import re

NUMERALS = {
    "一": 1, "二": 2, "两": 2, "双": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8,
    "九": 9, "十": 10,
}  # fmt: skip
_MOST_MEMBERS = 12
_NUMBER = re.compile(r"十[一二三四五六七八九]?|[一二两双三四五六七八九]")
_COUNTED = re.compile(
    r"(?P<number>十[一二三四五六七八九]?|[二两三四五六七八九])(?P<unit>个|大|项|条|种)?"
)
_ALL_IN_ONE = re.compile(r"一体|合一$")


def promised_members(bare: str) -> tuple[int, ...]:
    """Say how many members a numeric slogan may have, the likelier number first.

    四个意识 has four, 三会一课 four in all, 一线三问 three or four; most slogans have none. The one
    of 三位一体 and of 五个一 counts nothing.
    """
    numbers = [_value(match[0]) for match in _NUMBER.finditer(bare)]
    counted = _COUNTED.match(bare)
    if counted and (counted["unit"] or _ALL_IN_ONE.search(bare)):
        numbers = [numbers[0], *(number for number in numbers[1:] if number > 1)]
    if len(numbers) < 2:
        return tuple(number for number in numbers if number > 1 and _NUMBER.match(bare))
    if not len(numbers) < sum(numbers) <= _MOST_MEMBERS:
        return ()
    whole = sum(numbers)
    return (numbers[-1], whole) if numbers[0] == 1 and numbers[-1] > 1 else (whole,)


def counted_noun(bare: str) -> str:
    """Return what a slogan counts: 意识 of 四个意识; empty where it counts nothing."""
    match = _COUNTED.match(bare)
    return bare[match.end() :] if match else ""


def numeral(number: int) -> str:
    """Write a number up to nineteen as a text counts: 一, 二, 十一."""
    ones = "一二三四五六七八九"
    return ones[number - 1] if number < 10 else "十" + (ones[number - 11] if number > 10 else "")


def _value(number: str) -> int:
    if number.startswith("十"):
        return 10 + NUMERALS.get(number[1:], 0)
    return NUMERALS[number]
