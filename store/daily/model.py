"""What a chat never wants to see again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

MuteKind = Literal["passage", "speech", "speaker", "document"]


@dataclass(frozen=True, slots=True)
class Mute:
    """What a chat never wants to see again: a passage or speech by id, a speaker, a source."""

    kind: MuteKind
    value: str
