"""The store's health: whether the index tells what the texts say, a new index, a backup."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sqlite3
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.normal import NORMAL_FORM_VERSION, normalize
from store import index
from store.errors import BackupRefusedError, StoreUnavailableError, translated
from store.migrations import APPLICATION_ID
from store.preparing import Wording, border_pairs, index_text
from store.slogan_counts import forget_everything
from store.staging import turn
from store.texts import count_borders, count_terms, write_entries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from store.database import Database

    Progress = Callable[[int, int], None]

_BATCH = 2_000
"""Texts whose bigrams are held in memory at once."""

_HEADER = b"SQLite format 3\x00"
_APPLICATION_OFFSET = 68
"""Where a database's header holds its application id (https://sqlite.org/fileformat.html)."""


class Maintenance:
    """Checks, rebuilds and copies the store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def check(self, *, thorough: bool = True) -> tuple[str, ...]:
        """Name what is wrong, in Chinese, a phrase each; empty where all is well.

        The thorough check compares every bigram of the index with the texts, which alone finds
        the ghost of a text that was not deleted as it was inserted; it takes some seconds for
        each hundred thousand passages.
        """
        return await self._database.ask(lambda raw: tuple(_faults(raw, thorough=thorough)))

    async def rebuild(self, progress: Progress) -> None:
        """Make the index anew from the texts, with today's rules, in one transaction.

        `progress(done, total)` counts texts and is called in another thread.
        """
        async with turn(self._database):
            await self._database.change(lambda raw: _rebuild(raw, progress))

    @property
    def folder(self) -> Path:
        """Where backups lie that nobody gave another place: beside the store."""
        return self._database.path.parent.absolute() / "backup"

    async def backup(self, path: Path) -> None:
        """Write a consistent copy of the store to `path`, in place of an older copy only.

        The copy appears whole or not at all, while everything else goes on. Raises
        BackupRefusedError where `path` is any other file or the store itself.
        """
        await asyncio.to_thread(_back_up, self._database.path, path)


def _faults(raw: sqlite3.Connection, *, thorough: bool) -> Iterator[str]:
    (state,) = raw.execute("PRAGMA quick_check(1)").fetchone()
    if state != "ok":
        yield "数据库文件有损坏"
    row = raw.execute("SELECT value FROM meta WHERE name = 'normal_form'").fetchone()
    if row["value"] != NORMAL_FORM_VERSION:
        yield "索引由另一个版本建立"
        return
    rows = raw.execute(
        "SELECT rowid FROM passage_index WHERE passage_index MATCH ?", (index.everything(),)
    )
    indexed = {row["rowid"] for row in rows}
    stored = {row["slot"] for row in raw.execute("SELECT slot FROM text")}
    if missing := len(stored - indexed):
        yield f"{missing} 段不在索引里"
    if ghosts := len(indexed - stored):
        yield f"索引里有 {ghosts} 段已经不存在"
    if raw.execute(
        "SELECT 1 FROM place p LEFT JOIN text t ON t.key = p.text AND t.passage = p.passage"
        " WHERE t.key IS NULL LIMIT 1"
    ).fetchone():
        yield "有的位置没有文字"
    if thorough and (wrong := _wrong_bigrams(raw)):
        yield f"索引里有 {wrong} 个词与原文对不上"


def _wrong_bigrams(raw: sqlite3.Connection) -> int:
    """Count the bigrams that stand in the index more or less often than in the texts."""
    texts: Counter[str] = Counter()
    for row in raw.execute("SELECT text FROM text"):
        texts.update(index.bigrams(normalize(row["text"])).split(" "))
    wrong = 0
    for row in raw.execute("SELECT term, cnt FROM passage_bigram"):
        wrong += texts.pop(row["term"], 0) != row["cnt"]
    return wrong + len(texts)


def _rebuild(raw: sqlite3.Connection, progress: Progress) -> None:
    raw.execute("INSERT INTO passage_index (passage_index) VALUES ('delete-all')")
    raw.execute("DELETE FROM term")
    raw.execute("DELETE FROM border")
    _assign_slots(raw)
    _index_texts(raw, progress)
    count_borders(raw, _borders(raw))
    forget_everything(raw)
    raw.execute("UPDATE meta SET value = ? WHERE name = 'normal_form'", (NORMAL_FORM_VERSION,))
    raw.execute("UPDATE meta SET value = value + 1 WHERE name = 'generation'")


def _assign_slots(raw: sqlite3.Connection) -> None:
    """Put every text in the band that its standing asks for now, older texts first."""
    bands: list[tuple[int, int, int]] = []
    for row in raw.execute("SELECT key, id, kind, text, slot FROM text ORDER BY key"):
        wording = Wording(row["id"], row["kind"], row["text"])
        base = index.VARIANTS if row["slot"] >= index.VARIANTS else 0
        bands.append((base, index_text(wording, "").band, row["key"]))
    slots: Counter[int] = Counter()
    moves = []
    for base, band, key in sorted(bands):
        first = base + (band << index.BAND_SHIFT)
        moves.append((first + slots[first], key))
        slots[first] += 1
    raw.execute("UPDATE text SET slot = -key")
    raw.executemany("UPDATE text SET slot = ? WHERE key = ?", moves)


def _index_texts(raw: sqlite3.Connection, progress: Progress) -> None:
    (total,) = raw.execute("SELECT count(*) FROM text").fetchone()
    rows = raw.execute("SELECT id, kind, text, slot FROM text ORDER BY slot")
    terms: Counter[str] = Counter()
    done = 0
    while batch := rows.fetchmany(_BATCH):
        entries = []
        for row in batch:
            wording = Wording(row["id"], row["kind"], row["text"])
            indexed = index_text(wording, normalize(row["text"]))
            entries.append((row["slot"], indexed.bigrams))
            terms.update(indexed.terms)
        write_entries(raw, entries)
        done += len(batch)
        progress(done, total)
    count_terms(raw, terms)


def _borders(raw: sqlite3.Connection) -> Counter[str]:
    rows = raw.execute(
        "SELECT p.speech, p.block, t.text FROM place p JOIN text t ON t.key = p.text"
        " ORDER BY p.speech, p.number"
    )
    return Counter(border_pairs(_numbered_blocks(rows)))


def _numbered_blocks(rows: Iterable[sqlite3.Row]) -> Iterator[tuple[int, str]]:
    """Number the blocks of all speeches in a row, so that no two speeches share one."""
    number, last = 0, None
    for row in rows:
        block = (row["speech"], row["block"])
        number += block != last
        last = block
        yield number, normalize(row["text"])


def _back_up(store: Path, path: Path) -> None:
    if path.exists() and (path.samefile(store) or not _is_store(path)):
        raise BackupRefusedError(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".backup-") as folder:
            copy = Path(folder) / "copy"
            _copy(store, copy)
            _flush(copy)
            copy.replace(path)
        _flush(path.parent)
    except OSError as error:
        raise StoreUnavailableError(path) from error


def _copy(store: Path, copy: Path) -> None:
    try:
        with contextlib.closing(sqlite3.connect(store, isolation_level=None)) as raw:
            raw.execute("VACUUM INTO ?", (str(copy),))
    except sqlite3.Error as error:
        raise translated(error, copy) from error


def _is_store(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        header = file.read(_APPLICATION_OFFSET + 4)
    application = header[_APPLICATION_OFFSET:]
    return header.startswith(_HEADER) and application == APPLICATION_ID.to_bytes(4, "big")


def _flush(path: Path) -> None:
    # VACUUM INTO doesn't sync what it writes; a rename before the bytes could lose both copies.
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
