"""What speaks against an excerpt, by the rules of standing and by what it is worth together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.excerpt_rules import reasons_to_lean
from corpus.excerpt_worth import least_worth, worth_of

if TYPE_CHECKING:
    from collections.abc import Iterator


def stands_alone(text: str) -> bool:
    """Whether nothing speaks against sending the text."""
    return next(reasons_against(text), None) is None


def reasons_against(text: str) -> Iterator[str]:
    """Name what keeps a text from being sent; `dull` is what isn't worth reading."""
    yield from reasons_to_lean(text)
    if worth_of(text) < least_worth():
        yield "dull"
