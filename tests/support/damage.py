"""Stores whose files are damaged as disks, cables and careless hands do it."""

import random
import re

PAGE = 4096
KINDS = ("zeroed", "flipped", "swapped", "cut", "no text", "header")
_HAN = re.compile(b"(?:[\xe4-\xe9][\x80-\xbf][\x80-\xbf]){8,}")


def damaged(whole: bytes, kind: str, number: int) -> bytes:
    """Give the bytes of a store damaged in one way, at a place that `number` chooses."""
    chance = random.Random(f"{kind} {number}")
    count = len(whole) // PAGE
    page = chance.randrange(1, count)
    if kind == "cut":
        return whole[: chance.randrange(PAGE, len(whole))]
    found = bytearray(whole)
    if kind == "zeroed":
        found[page * PAGE : (page + 1) * PAGE] = bytes(PAGE)
    elif kind == "flipped":
        for _ in range(32):
            found[page * PAGE + chance.randrange(PAGE)] ^= chance.randrange(1, 256)
    elif kind == "swapped":
        other = chance.choice([one for one in range(1, count) if one != page])
        first, second = (slice(one * PAGE, (one + 1) * PAGE) for one in (page, other))
        found[first], found[second] = whole[second], whole[first]
    elif kind == "no text":
        at = chance.choice([match.start() for match in _HAN.finditer(whole)])
        found[at + 1] = 0xFF
    else:
        for _ in range(4):
            found[chance.randrange(100)] ^= chance.randrange(1, 256)
    return bytes(found)
