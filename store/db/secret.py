"""A secret kept beside the store and in no copy of it: what is hashed with it tells a copy nothing.

Who has the store alone can't try which words of a list stand behind such a hash.
"""

from __future__ import annotations

import functools
import hashlib
import logging
import os
import secrets
from typing import TYPE_CHECKING

from store.db.lock import folder_alone

if TYPE_CHECKING:
    from pathlib import Path

_log = logging.getLogger(__name__)
_BYTES = 32


def keyed(store: Path, kind: str, words: str) -> str:
    """24 hexadecimal digits that stand for words, with this store alone and in one kind of use."""
    key = _secret(store.resolve())
    return hashlib.blake2b(
        words.encode(), key=key, digest_size=12, person=kind.encode()
    ).hexdigest()


@functools.cache
def _secret(store: Path) -> bytes:
    """The secret of a store, made where there is none; a process's own where none can be kept."""
    path = store.with_name(f"{store.name}-secret")
    new = path.with_name(f"{path.name}-new")
    try:
        with folder_alone(path.parent):
            if path.exists() and len(kept := path.read_bytes()) == _BYTES:
                return kept
            made = secrets.token_bytes(_BYTES)
            new.unlink(missing_ok=True)
            handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(made)
            new.replace(path)
            return made
    except OSError as error:
        _log.warning("the secret beside the store can't be kept: %s", error)
        return secrets.token_bytes(_BYTES)
