"""How much the big tests do, and what they draw: printed, so that a run can be had again."""

from __future__ import annotations

import os
import random

SOAK = os.environ.get("ZHAIJU_SOAK") == "1"
"""Whole sizes (`make soak`) instead of those of `make test`."""
ROUND = int(os.environ.get("ZHAIJU_ROUND", "0"))
"""The round of `make endure`, which draws otherwise in each; 0 in every other run."""
CONVERSATIONS = int(os.environ.get("ZHAIJU_CONVERSATIONS", "24"))
"""One conversation of so many is had once more on PostgreSQL; `make soak` has them all."""


def size(name: str, reduced: int, whole: int) -> int:
    """The size to run now."""
    chosen = whole if SOAK else reduced
    print(f"{name}: {chosen:,} of {whole:,}")
    return chosen


def chance_of(seed: int) -> random.Random:
    """Draws that are the same in each run, but for the rounds of `make endure`."""
    return random.Random(f"{seed} {ROUND}" if ROUND else seed)
