"""Kinds of characters that several modules ask for."""

from __future__ import annotations

HAN = "\u3400-\u9fff"
"""Han characters, as a range within the brackets of a regular expression."""
OPENERS, CLOSERS = "“‘「『（(《【", "”’」』）)》】"
"""Marks that open something, and those that close it and belong to its sentence."""
PARTNERS = dict(zip(OPENERS, CLOSERS, strict=True))
"""Each mark that opens something with the one that closes it."""


def is_han(text: str) -> bool:
    """Whether a text is of Han characters alone."""
    return all("\u3400" <= character <= "\u9fff" for character in text)


def count_han(text: str) -> int:
    """How many Han characters a text holds."""
    return sum("\u3400" <= character <= "\u9fff" for character in text)
