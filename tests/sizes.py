"""How much the big tests do: reduced in `make test`, whole in `make soak`; printed either way."""

from __future__ import annotations

import os

SOAK = os.environ.get("ZHAIJU_SOAK") == "1"


def size(name: str, reduced: int, whole: int) -> int:
    """The size to run now."""
    chosen = whole if SOAK else reduced
    print(f"{name}: {chosen:,} of {whole:,}")
    return chosen
