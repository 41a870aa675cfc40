"""Whom the store has forgotten, kept beside it, so that a restored backup forgets them again.

`zhaiju.db-erasures` is in no backup. Its first line is a key, each other one an instant and a hash
made with the key, which stands for a person to who has both the file and his number. A database
that several hosts share keeps the same in a table that no backup holds and no restore replaces, for
another host has another file.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from store.db.instants import to_column
from store.db.lock import folder_alone
from store.errors import ErasuresDamagedError, StoreUnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

    from store.db.port import RawConnection

_log = logging.getLogger(__name__)
_FORM = re.compile(rb"(?:[0-9a-f]{32}\n(?:\d{4}-\d\d-\d\d[^ \n]* [0-9a-f]{24}\n)*)?", re.ASCII)
KEPT = timedelta(days=400)
"""For how long an erasure is remembered; no backup that is older should be kept."""


def note(store: Path, user_id: int, now: datetime) -> None:
    """Remember that a person is erased, before it is done; StoreUnavailableError where it can't be.

    What is older than `KEPT` goes. A damaged file is put aside: nobody must remain for its sake.
    """
    path = _file(store)
    try:
        # The lock is on the folder, for the file is replaced whole.
        with folder_alone(path.parent):
            try:
                key, lines = _read(path)
            except ErasuresDamagedError:
                _log.error("the record of erasures is damaged, a new one is begun")
                path.replace(path.with_name(f"{path.name}-damaged"))
                key, lines = "", []
            key = key or secrets.token_hex(16)
            kept = [line for line in lines if line >= to_column(now - KEPT)]
            kept.append(f"{to_column(now)} {_person(key, user_id)}")
            new = path.with_name(f"{path.name}-new")
            with new.open("w", encoding="ascii") as file:
                os.fchmod(file.fileno(), 0o600)
                file.writelines(f"{line}\n" for line in (key, *kept))
                file.flush()
                os.fsync(file.fileno())
            new.replace(path)
    except OSError as error:
        raise StoreUnavailableError(path) from error


def note_shared(database: RawConnection, user_id: int, now: datetime) -> None:
    """Remember it in the database, too, in the transaction that erases him."""
    database.execute("DELETE FROM erasure WHERE made < ?", (to_column(now - KEPT),))
    row = database.execute("SELECT key FROM erasure LIMIT 1").fetchone()
    key = row["key"] if row else secrets.token_hex(16)
    database.execute(
        "INSERT INTO erasure (key, made, person) VALUES (?, ?, ?)",
        (key, to_column(now), _person(key, user_id)),
    )


def erased_since(
    store: Path, since: datetime, people: Iterable[int], database: RawConnection | None = None
) -> list[int]:
    """Give those of these people who were erased at an instant or later.

    `database` is one that has a record of its own. Raises ErasuresDamagedError where nobody can
    tell.
    """
    path = _file(store)
    try:
        key, lines = _read(path)
    except OSError as error:
        raise StoreUnavailableError(path) from error
    erased = {(key, line.partition(" ")[2]) for line in lines if line >= to_column(since)}
    if database is not None:
        asked = "SELECT key, person FROM erasure WHERE made >= ?"
        erased |= {tuple(row) for row in database.execute(asked, (to_column(since),))}
    keys = {key for key, _ in erased}
    return [
        user_id for user_id in people if any((key, _person(key, user_id)) in erased for key in keys)
    ]


def _file(store: Path) -> Path:
    store = store.resolve()
    return store.with_name(f"{store.name}-erasures")


def _read(path: Path) -> tuple[str, list[str]]:
    """Give the key, empty where there is none yet, and the lines."""
    try:
        written = path.read_bytes()
    except FileNotFoundError:
        return "", []
    if not _FORM.fullmatch(written):
        raise ErasuresDamagedError(path)
    key, *lines = written.decode("ascii").splitlines() or [""]
    return key, lines


def _person(key: str, user_id: int) -> str:
    return hashlib.blake2b(
        str(user_id).encode(), key=key.encode("ascii"), digest_size=12
    ).hexdigest()
