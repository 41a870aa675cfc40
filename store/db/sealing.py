"""Names and words under hashes, so that what lies in the file tells nothing to who reads it."""

from __future__ import annotations

import hashlib


def row_name(key: str) -> str:
    """Under what the words of a key lie; it doesn't open them."""
    return hashlib.blake2b(key.encode(), digest_size=12, person=b"zhaiju query").hexdigest()


def sealed(key: str, data: bytes) -> bytes:
    """Words sealed with their key, or sealed words opened with it.

    A key is made from its words, so no two texts are ever sealed with the same one.
    """
    stream = hashlib.shake_256(b"zhaiju query " + key.encode()).digest(len(data))
    return bytes(one ^ other for one, other in zip(data, stream, strict=True))


def miss_key(word: str) -> str:
    """What stands for words that weren't found until they are asked for often."""
    return hashlib.blake2b(word.encode(), digest_size=12, person=b"zhaiju miss").hexdigest()
