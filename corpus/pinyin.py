"""How characters are read, without tones: what people type who know a phrase by its sound."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

_TABLE = "pinyin.txt"


def readings(character: str) -> tuple[str, ...]:
    """Return the readings of a simplified character, the commonest not always first.

    Any other character is read as itself.
    """
    return _readings().get(character, (character,))


def characters(syllable: str) -> str:
    """Return the characters that may be read like this, empty where it is no syllable."""
    return _characters().get(syllable, "")


def sounds_alike(one: str, other: str) -> bool:
    """Say whether two characters share a reading."""
    return one == other or not set(readings(one)).isdisjoint(readings(other))


def cuts(typed: str, most: int) -> list[tuple[str, ...]]:
    """Give the first ways to cut ASCII letters into syllables; those with longer ones come first.

    >>> cuts('xinan', 3)
    [('xin', 'an'), ('xin', 'a', 'n'), ('xi', 'nan')]
    """
    known = _syllables()
    ways: list[list[tuple[str, ...]]] = [[] for _ in range(len(typed) + 1)]
    ways[len(typed)] = [()]
    for start in range(len(typed) - 1, -1, -1):
        for end in range(min(start + 6, len(typed)), start, -1):
            if typed[start:end] in known:
                ways[start] += [(typed[start:end], *rest) for rest in ways[end]]
        del ways[start][most:]
    return ways[0]


@cache
def _readings() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for syllable, read_so in _lines():
        for character in read_so:
            found.setdefault(character, []).append(syllable)
    return {character: tuple(known) for character, known in found.items()}


@cache
def _syllables() -> frozenset[str]:
    return frozenset(_characters())


@cache
def _characters() -> dict[str, str]:
    return dict(_lines())


def _lines() -> list[tuple[str, str]]:
    text = files("corpus").joinpath(_TABLE).read_text("utf-8")
    lines = (line.split(" ") for line in text.splitlines() if not line.startswith("#"))
    return [(syllable, read_so) for syllable, read_so in lines]
