"""Documents mined for slogans after they were stored, each in a transaction of its own.

What the store knows is what its documents say, in whatever order they came: a slogan is known
while one of them gives evidence for it, and is counted in all of them.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from corpus.slogans.finding import Finder
from corpus.slogans.mine import mine
from corpus.slogans.model import KINDS
from store.slogan_blocks import document_blocks, sightings, write_gaps
from store.slogan_counts import add_sightings, drop_unfounded, raise_version, refresh
from store.slogan_lookup import find_stored
from store.staging import turn

if TYPE_CHECKING:
    import sqlite3

    from corpus.slogans.model import Candidate
    from store.database import Database
    from store.slogan_blocks import Sighting, StoredBlock


@dataclass(frozen=True, slots=True)
class _Known:
    """The slogans at one state of their list."""

    version: int
    keys: dict[str, int]
    finder: Finder


@dataclass(frozen=True, slots=True)
class _Unmined:
    """A document that is to be mined; another content of it has another hash."""

    document: int
    content_hash: str
    blocks: tuple[StoredBlock, ...]


@dataclass(frozen=True, slots=True)
class _Mined:
    """What a document says, and where the slogans stand that it holds or is the first to tell.

    `version` and `generation` are the states of the slogans and of the store that this fits.
    """

    unmined: _Unmined
    version: int
    generation: int
    candidates: tuple[Candidate, ...]
    found: tuple[Sighting, ...]


class SloganMiner:
    """Mines the documents that haven't been, one after the other."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._turn = asyncio.Lock()
        self._known = _Known(-1, {}, Finder(()))

    async def catch_up(self) -> None:
        """Mine every document that isn't mined yet.

        Only the writing holds the write lock; what is to be written is looked up before.
        """
        while await self._database.ask(_next_key) is not None:
            async with self._turn, turn(self._database):
                await self._mine_next()

    async def _mine_next(self) -> None:
        unmined = await self._database.ask(_next)
        if unmined is None:
            return
        known = await self._database.ask(self._recall)
        mined = await asyncio.to_thread(_mine, unmined, known)
        looked_up = await self._database.ask(partial(_look_up, mined=mined, known=known))
        await self._database.change(partial(self._store, mined=looked_up))

    def _recall(self, raw: sqlite3.Connection) -> _Known:
        version = _meta(raw, "slogan_version")
        if version != self._known.version:
            rows = raw.execute("SELECT key, bare FROM slogan")
            keys = {row["bare"]: row["key"] for row in rows}
            self._known = _Known(version, keys, Finder(keys))
        return self._known

    def _store(self, raw: sqlite3.Connection, mined: _Mined) -> None:
        """Write what was mined, unless the store has gone on; the next look finds it again."""
        state = (_meta(raw, "slogan_version"), _meta(raw, "generation"))
        if state != (mined.version, mined.generation) or not _still(raw, mined.unmined):
            return
        keys = self._known.keys
        added = _add_slogans(raw, mined, keys)
        everywhere = keys | added
        write_gaps(raw, mined.unmined.blocks)
        changed = add_sightings(raw, mined.found, everywhere)
        _add_evidence(raw, mined, everywhere)
        refresh(raw, changed | {everywhere[one.bare] for one in mined.candidates})
        dropped = drop_unfounded(raw)
        raw.execute("UPDATE meta SET value = value + 1 WHERE name = 'generation'")
        if added or dropped:
            raise_version(raw)


def _next_key(raw: sqlite3.Connection) -> sqlite3.Row | None:
    row: sqlite3.Row | None = raw.execute(
        "SELECT key, content_hash FROM document WHERE NOT EXISTS"
        " (SELECT 1 FROM slogan_document m WHERE m.document = document.key) ORDER BY key LIMIT 1"
    ).fetchone()
    return row


def _next(raw: sqlite3.Connection) -> _Unmined | None:
    row = _next_key(raw)
    if row is None:
        return None
    blocks = tuple(document_blocks(raw, row["key"]))
    return _Unmined(row["key"], row["content_hash"], blocks)


def _still(raw: sqlite3.Connection, unmined: _Unmined) -> bool:
    row = raw.execute(
        "SELECT 1 FROM document d WHERE d.key = ? AND d.content_hash = ? AND NOT EXISTS"
        " (SELECT 1 FROM slogan_document m WHERE m.document = d.key)",
        (unmined.document, unmined.content_hash),
    ).fetchone()
    return row is not None


def _mine(unmined: _Unmined, known: _Known) -> _Mined:
    candidates = mine(["".join(block.texts) for block in unmined.blocks])
    new = [one.bare for one in candidates if one.bare not in known.keys]
    found = sightings(unmined.blocks, known.finder) + sightings(unmined.blocks, Finder(new))
    standing = {one.slogan for one in found}
    kept = tuple(one for one in candidates if one.bare in standing)
    return _Mined(unmined, known.version, -1, kept, tuple(found))


def _look_up(raw: sqlite3.Connection, mined: _Mined, known: _Known) -> _Mined:
    """Add where the new slogans stand in all that was stored before."""
    new = [one.bare for one in mined.candidates if one.bare not in known.keys]
    found = (*mined.found, *find_stored(raw, new))
    return replace(mined, generation=_meta(raw, "generation"), found=found)


def _add_slogans(raw: sqlite3.Connection, mined: _Mined, keys: dict[str, int]) -> dict[str, int]:
    added = {}
    for one in mined.candidates:
        if one.bare not in keys:
            cursor = raw.execute(
                "INSERT INTO slogan (bare, shown, kind) VALUES (?, ?, ?)",
                (one.bare, one.bare, KINDS.index(one.kind)),
            )
            added[one.bare] = cursor.lastrowid or 0
    return added


def _add_evidence(raw: sqlite3.Connection, mined: _Mined, keys: dict[str, int]) -> None:
    document = mined.unmined.document
    raw.executemany(
        "INSERT INTO slogan_source (slogan, document, kind, members) VALUES (?, ?, ?, ?)",
        (
            (
                keys[one.bare],
                document,
                KINDS.index(one.kind),
                json.dumps(one.members, ensure_ascii=False) if one.members else None,
            )
            for one in mined.candidates
        ),
    )
    raw.execute("INSERT INTO slogan_document (document) VALUES (?)", (document,))


def _meta(raw: sqlite3.Connection, name: str) -> int:
    row = raw.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return int(row["value"])
