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


def syllables(typed: str) -> tuple[str, ...]:
    """Cut ASCII letters into syllables, the longest first; empty where that doesn't come out.

    >>> syllables('lianggequeli')
    ('liang', 'ge', 'que', 'li')
    """
    known = _syllables()
    ways: list[tuple[str, ...] | None] = [None] * (len(typed) + 1)
    ways[len(typed)] = ()
    for start in range(len(typed) - 1, -1, -1):
        for length in range(6, 0, -1):
            rest = ways[start + length] if start + length <= len(typed) else None
            if rest is not None and typed[start : start + length] in known:
                ways[start] = (typed[start : start + length], *rest)
                break
    return ways[0] or ()


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
