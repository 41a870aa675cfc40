"""Names of passages that stay the same for ever."""

from __future__ import annotations

import base64
import hashlib

from corpus.normal import normalize


def passage_id(text: str) -> str:
    """Return 12 characters of A-Za-z0-9_- that name the text.

    Made from the letters, digits and Han characters of N(text) alone, so that spaces and
    punctuation don't make another passage; a text without any is named by all of N(text).
    """
    normal = normalize(text)
    letters = "".join(filter(str.isalnum, normal))
    digest = hashlib.blake2b((letters or normal).encode("utf-8", "surrogatepass")).digest()
    return base64.urlsafe_b64encode(digest[:9]).decode("ascii")
