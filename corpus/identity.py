"""Names of passages that stay the same for ever."""

from __future__ import annotations

import base64
import hashlib
import re

from corpus.normal import normalize

# What str.isalnum says no to: for texts, \w is that and the underscore.
_OTHERS = re.compile(r"[\W_]+")


def passage_id(text: str) -> str:
    """Return 12 characters of A-Za-z0-9_- that name the text.

    Made from the letters, digits and Han characters of N(text) alone, so that spaces and
    punctuation don't make another passage; a text without any is named by all of N(text).
    """
    normal = normalize(text)
    letters = _OTHERS.sub("", normal)
    digest = hashlib.blake2b((letters or normal).encode("utf-8", "surrogatepass")).digest()
    return base64.urlsafe_b64encode(digest[:9]).decode("ascii")
