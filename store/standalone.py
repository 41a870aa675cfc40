"""Whether a passage can stand alone in a group that has read nothing of its speech. Pure."""

from __future__ import annotations

SHORTEST = 40
LONGEST = 160


def stands_alone(text: str) -> bool:
    """Whether nothing speaks against sending the passage on its own."""
    return not reasons_against(text)


def reasons_against(text: str) -> tuple[str, ...]:
    """Name what keeps a passage from standing alone; empty where nothing does."""
    return () if SHORTEST <= len(text) <= LONGEST and text.endswith("。") else ("length",)
