"""Text and its entities: UTF-16 offsets, what Telegram finds by itself."""

from __future__ import annotations

import re
from typing import Any

Entity = dict[str, Any]

_FOUND = (
    (
        "url",
        re.compile(r"(?:https?://|(?<![\w@/.])t\.me/)[^\s<>\"，。；：！？、（）《》“”]+", re.ASCII),
    ),
    ("email", re.compile(r"(?<![\w.])[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)),
    (
        "bot_command",
        re.compile(r"(?<![\w/@#<>:])/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?(?![\w/])"),
    ),
    ("mention", re.compile(r"(?<![\w@/])@[a-zA-Z][a-zA-Z0-9_]{3,31}(?![a-zA-Z0-9_@])")),
    ("hashtag", re.compile(r"(?<![\w#@/&])#(?=\w*[^\W\d_])\w{1,256}")),
)
_OPAQUE = {"code", "pre", "text_link", "text_mention"}


def units(text: str) -> int:
    """Length of `text` in UTF-16 code units, the unit of all Bot API offsets and limits."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, offset: int, length: int) -> str:
    """Return the part of `text` that an entity covers; both numbers in UTF-16 code units."""
    encoded = text.encode("utf-16-le", "surrogatepass")
    return encoded[2 * offset : 2 * (offset + length)].decode("utf-16-le", "surrogatepass")


def find_entities(text: str, given: list[Entity]) -> list[Entity]:
    """Return `given` and what Telegram marks by itself: commands, mentions, links, hashtags."""
    taken = [
        (one["offset"], one["offset"] + one["length"]) for one in given if one["type"] in _OPAQUE
    ]
    found = list(given)
    for kind, pattern in _FOUND:
        for match in pattern.finditer(text):
            start = units(text[: match.start()])
            end = start + units(match[0])
            if any(start < right and left < end for left, right in taken):
                continue
            taken.append((start, end))
            found.append({"type": kind, "offset": start, "length": end - start})
    return in_order(found)


def in_order(entities: list[Entity]) -> list[Entity]:
    """Sort as Telegram does: by place, the longer first."""
    return sorted(entities, key=lambda one: (one["offset"], -one["length"]))


def trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Strip white space at both ends as Telegram does, moving and cutting entities."""
    stripped = text.strip()
    lead = units(text[: len(text) - len(text.lstrip())])
    size = units(stripped)
    kept = []
    for one in entities:
        start = max(one["offset"] - lead, 0)
        end = min(one["offset"] + one["length"] - lead, size)
        if end > start:
            kept.append({**one, "offset": start, "length": end - start})
    return stripped, in_order(kept)
