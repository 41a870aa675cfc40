"""Whom the store has forgotten, kept beside it, so that a restored backup forgets them again.

`zhaiju.db-erasures` is in no backup. It holds a key, and below it for each erasure an instant and a
hash made with the key, which stands for a person to who has both the file and his number; more keys
follow where stores have been brought together. Each instant is later than all before it, whatever
the clock does: it tells which erasures a copy lacks. A database that several hosts share keeps the
same in a table that no backup holds and no restore replaces, for another host has another file.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import secrets
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from store.db.errors import refused
from store.db.instants import from_column, to_column
from store.db.lock import folder_alone
from store.errors import ErasuresDamagedError, StoreUnavailableError, StoreUnwritableError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from store.db.port import RawConnection

_log = logging.getLogger(__name__)
_FORM = re.compile(rb"(?:[0-9a-f]{32}\n(?:\d{4}-\d\d-\d\d[^ \n]* [0-9a-f]{24}\n)*)*", re.ASCII)
_EPOCH = datetime.fromtimestamp(0, UTC)
KEPT = timedelta(days=400)
"""For how long an erasure is remembered; no backup that is older should be kept."""


def note(store: Path, user_id: int, now: datetime) -> int:
    """Remember that a person is erased, before it is done; gives its instant in microseconds.

    What is older than `KEPT` goes. A damaged file is put aside: nobody must remain for its sake.
    Raises StoreFullError or StoreUnwritableError where it can't be written down.
    """
    path = _file(store)
    try:
        # The lock is on the folder, for the file is replaced whole.
        with folder_alone(path.parent):
            try:
                record = _read(path)
            except ErasuresDamagedError:
                _log.error("the record of erasures is damaged, a new one is begun")
                path.replace(path.with_name(f"{path.name}-damaged"))
                record = {}
            last = max((line for lines in record.values() for line in lines), default="")
            key = next(reversed(record), secrets.token_hex(16))
            before = to_column(now - KEPT)
            record = {
                one: [line for line in lines if line >= before] for one, lines in record.items()
            }
            at = _after(last.partition(" ")[0], _number(now))
            record.setdefault(key, []).append(f"{_column(at)} {_person(key, user_id)}")
            _write(path, record)
            return at
    except OSError as error:
        raise refused(error, path, StoreUnwritableError) from error


def note_shared(database: RawConnection, user_id: int, noted: int, now: datetime) -> int:
    """Remember it in the database, too, in the transaction that erases him; gives its instant."""
    database.execute("DELETE FROM erasure WHERE made < ?", (to_column(now - KEPT),))
    asked = "SELECT key, made FROM erasure ORDER BY made DESC LIMIT 1"
    row = database.execute(asked).fetchone()
    key = row["key"] if row else secrets.token_hex(16)
    at = _after(row["made"] if row else "", noted)
    database.execute(
        "INSERT INTO erasure (key, made, person) VALUES (?, ?, ?)",
        (key, _column(at), _person(key, user_id)),
    )
    return at


def erased_since(
    store: Path,
    since: datetime,
    known: int | None,
    people: Iterable[int],
    database: RawConnection | None = None,
) -> tuple[list[int], int]:
    """Give those of these people who were erased since a copy was made, and the last erasure.

    `known` is the last erasure that the copy knows; where it says nothing of it, those count that
    were at the instant `since` or later. `database` is one that has a record of its own. Raises
    ErasuresDamagedError where nobody can tell.
    """
    path = _file(store)
    try:
        record = _read(path)
    except OSError as error:
        raise StoreUnavailableError(path) from error
    noted = [(key, *line.split(" ")) for key, lines in record.items() for line in lines]
    if database is not None:
        rows = database.execute("SELECT key, made, person FROM erasure").fetchall()
        noted += [tuple(row) for row in rows]
    first = to_column(since) if known is None else _column(known + 1)
    erased = {(key, person) for key, made, person in noted if made >= first}
    keys = {key for key, _ in erased}
    again = [one for one in people if any((key, _person(key, one)) in erased for key in keys)]
    last = max((made for _, made, _ in noted), default=None)
    return again, 0 if last is None else _number(from_column(last))


def is_empty(store: Path) -> bool:
    """Whether it is certain that nobody was ever erased."""
    try:
        return not any(_read(_file(store)).values())
    except (ErasuresDamagedError, OSError):
        return False


def bring_erasures(origin: Path, target: Path, more: Iterable[tuple[str, str, str]] = ()) -> None:
    """Have the record beside another store hold what the one beside this store does, too.

    `more` are keys, instants and hashes that a database has. Raises ErasuresDamagedError, or a
    StoreError for what the disk refuses.
    """
    old, new = _file(origin), _file(target)
    try:
        with folder_alone(new.parent):
            brought, before = _read(old), _read(new)
            for key, made, person in more:
                brought.setdefault(key, []).append(f"{made} {person}")
            for key, lines in before.items():
                brought[key] = sorted({*brought.get(key, ()), *lines})
            if brought != before:
                _write(new, brought)
    except OSError as error:
        raise refused(error, new, StoreUnwritableError) from error


def _file(store: Path) -> Path:
    store = store.resolve()
    return store.with_name(f"{store.name}-erasures")


def _read(path: Path) -> dict[str, list[str]]:
    """Give the lines below each key; empty where there is none yet."""
    try:
        written = path.read_bytes()
    except FileNotFoundError:
        return {}
    if not _FORM.fullmatch(written):
        raise ErasuresDamagedError(path)
    record: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in written.decode("ascii").splitlines():
        if " " in line:
            lines.append(line)
        else:
            lines = record.setdefault(line, [])
    return record


def _write(path: Path, record: dict[str, list[str]]) -> None:
    new = path.with_name(f"{path.name}-new")
    try:
        with new.open("w", encoding="ascii") as file:
            os.fchmod(file.fileno(), 0o600)
            file.writelines(f"{line}\n" for key, lines in record.items() for line in (key, *lines))
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def _after(last: str, wanted: int) -> int:
    """The instant that is wanted, or the next one after the last."""
    return max(wanted, _number(from_column(last)) + 1) if last else wanted


def _number(instant: datetime) -> int:
    return (instant - _EPOCH) // timedelta.resolution


def _column(number: int) -> str:
    return to_column(_EPOCH + timedelta(microseconds=number))


def _person(key: str, user_id: int) -> str:
    return hashlib.blake2b(
        str(user_id).encode(), key=key.encode("ascii"), digest_size=12
    ).hexdigest()
