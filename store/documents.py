"""Documents as they come, change and go; each in one transaction, prepared before it opens."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from corpus.normal import NORMAL_FORM_VERSION, normalize
from store import corrections, staging
from store.errors import StaleIndexError
from store.holding import holding
from store.index import VARIANTS, storable
from store.instants import from_column, to_column
from store.model import IngestOutcome, Size, Source
from store.packing import stored_document
from store.preparing import border_pairs, prepare
from store.slogan_counts import drop_unfounded, forget_document, raise_version
from store.slogan_mining import SloganMiner
from store.texts import add_texts, count_borders, drop_unplaced, stored_texts

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from datetime import datetime

    from corpus.model import Document
    from store.database import Database
    from store.holding import Holding
    from store.preparing import Prepared, PreparedSpeech, Wording
    from store.texts import TextKey

_COUNTS = (
    "SELECT d.source, d.added,"
    " (SELECT count(*) FROM speech s WHERE s.document = d.key) AS speeches,"
    " (SELECT count(*) FROM speech s JOIN place p ON p.speech = s.key"
    "  WHERE s.document = d.key) AS passages FROM document d"
)


class Documents:
    """The stored documents."""

    def __init__(self, database: Database, miner: SloganMiner | None = None) -> None:
        self._database = database
        self._miner = miner or SloganMiner(database)

    async def ingest(self, document: Document, content_hash: str, now: datetime) -> IngestOutcome:
        """Add a document, or put it in the place of the one with the same source.

        The same content, under whatever name, is left as it is. `now` is recorded as the time of
        the addition; what was corrected in its speeches is corrected again. Raises
        StaleIndexError where the index must be rebuilt first. Once it is stored it is mined for
        slogans.
        """
        corrected = await self._database.ask(lambda raw: corrections.apply(raw, document))
        prepared = await asyncio.to_thread(prepare, corrected)
        async with staging.turn(self._database):
            outcome = await self._put(prepared, content_hash, now)
        if outcome.state != "unchanged":
            await self._miner.catch_up()
        return outcome

    async def _put(self, prepared: Prepared, content_hash: str, now: datetime) -> IngestOutcome:
        unchanged = await self.known(content_hash, prepared.source)
        if unchanged is not None:
            return unchanged
        await self._database.ask(_require_current_index)
        keys = None
        if len(prepared.texts) > staging.SMALL:
            await staging.stage(self._database, prepared.texts)
            keys = await self._database.ask(lambda raw: stored_texts(raw, prepared.texts))
        return await self._database.change(
            lambda raw: _ingest(raw, prepared, content_hash, to_column(now), keys)
        )

    async def known(self, content_hash: str, source: str) -> IngestOutcome | None:
        """Tell, before a document is parsed, that it would be left as it is."""
        return await self._database.ask(lambda raw: _unchanged(raw, content_hash, source))

    async def read(self, source: str) -> tuple[Document, str] | None:
        """Give a stored document as it can be taken in again, and the hash of its file."""
        return await self._database.ask(lambda raw: stored_document(raw, storable(source)))

    async def holding(self, source: str) -> Holding:
        """Count what people saved of a document."""
        return await holding(self._database, source)

    async def remove(self, source: str) -> bool:
        """Remove a document and all that stands nowhere else; False where there is none."""
        async with staging.turn(self._database):
            return await self._database.change(lambda raw: _remove(raw, storable(source)))

    async def sources(self) -> tuple[Source, ...]:
        """Give all documents, by name."""
        async with self._database.read() as connection:
            rows = await connection.fetch_all(f"{_COUNTS} ORDER BY d.source")
        return tuple(
            Source(row["source"], row["speeches"], row["passages"], from_column(row["added"]))
            for row in rows
        )

    async def size(self) -> Size:
        """Count documents, speeches, and the passages that have an id of their own."""
        return await self._database.ask(_size)


def _size(raw: sqlite3.Connection) -> Size:
    row = raw.execute(
        "SELECT (SELECT count(*) FROM document) AS documents,"
        " (SELECT count(*) FROM speech) AS speeches,"
        f" (SELECT count(*) FROM text WHERE slot < ?{staging.hidden(raw, 'slot')}) AS passages",
        (VARIANTS,),
    ).fetchone()
    return Size(row["documents"], row["speeches"], row["passages"])


def _ingest(
    raw: sqlite3.Connection,
    prepared: Prepared,
    content_hash: str,
    now: str,
    staged: dict[Wording, TextKey] | None,
) -> IngestOutcome:
    """Store a document whole; `staged` are its texts where they are stored already."""
    if (outcome := _unchanged(raw, content_hash, prepared.source)) is not None:
        return outcome
    _require_current_index(raw)
    document, loose = _make_room(raw, prepared, content_hash, now)
    keys = add_texts(raw, prepared.texts) if staged is None else staged
    count_borders(raw, prepared.borders)
    for speech in prepared.speeches:
        _insert_speech(raw, document, prepared.source, speech, keys)
    staging.show(raw)
    drop_unplaced(raw, loose or ())
    _raise_generation(raw)
    return IngestOutcome(
        "added" if loose is None else "updated",
        prepared.source,
        len(prepared.speeches),
        sum(len(speech.places) for speech in prepared.speeches),
    )


def _unchanged(raw: sqlite3.Connection, content_hash: str, source: str) -> IngestOutcome | None:
    row = raw.execute(f"{_COUNTS} WHERE d.content_hash = ? LIMIT 1", (content_hash,)).fetchone()
    if row is None:
        return None
    return IngestOutcome("unchanged", source, row["speeches"], row["passages"])


def _remove(raw: sqlite3.Connection, source: str) -> bool:
    row = raw.execute("SELECT key FROM document WHERE source = ?", (source,)).fetchone()
    if row is None:
        return False
    _require_current_index(raw)
    loose = _empty(raw, row["key"])
    raw.execute("DELETE FROM document WHERE key = ?", (row["key"],))
    drop_unplaced(raw, loose)
    if drop_unfounded(raw):
        raise_version(raw)
    _raise_generation(raw)
    return True


def _make_room(
    raw: sqlite3.Connection, prepared: Prepared, content_hash: str, now: str
) -> tuple[int, set[int] | None]:
    """Give the document's key, and the texts that an older version of it has let go of."""
    row = raw.execute("SELECT key FROM document WHERE source = ?", (prepared.source,)).fetchone()
    if row is None:
        cursor = raw.execute(
            "INSERT INTO document (source, content_hash, added, collection) VALUES (?, ?, ?, ?)",
            (prepared.source, content_hash, now, prepared.collection),
        )
        return cursor.lastrowid or 0, None
    raw.execute(
        "UPDATE document SET content_hash = ?, added = ?, collection = ? WHERE key = ?",
        (content_hash, now, prepared.collection, row["key"]),
    )
    return row["key"], _empty(raw, row["key"])


def _empty(raw: sqlite3.Connection, document: int) -> set[int]:
    """Delete a document's speeches and their places, and give the texts that stood there."""
    forget_document(raw, document)
    rows = raw.execute(
        "SELECT p.speech, p.block, p.text, t.text AS wording FROM speech s"
        " JOIN place p ON p.speech = s.key JOIN text t ON t.key = p.text"
        " WHERE s.document = ? ORDER BY p.speech, p.number",
        (document,),
    ).fetchall()
    count_borders(raw, _negative(_stored_borders(rows)))
    raw.execute("DELETE FROM speech WHERE document = ?", (document,))
    return {row["text"] for row in rows}


def _stored_borders(rows: Iterable[sqlite3.Row]) -> Counter[str]:
    borders: Counter[str] = Counter()
    for _, places in groupby(rows, key=lambda row: row["speech"]):
        borders.update(
            border_pairs((place["block"], normalize(place["wording"])) for place in places)
        )
    return borders


def _negative(counts: Counter[str]) -> Counter[str]:
    return Counter({name: -count for name, count in counts.items()})


def _insert_speech(
    raw: sqlite3.Connection,
    document: int,
    source: str,
    speech: PreparedSpeech,
    keys: dict[Wording, TextKey],
) -> None:
    cursor = raw.execute(
        "INSERT INTO speech (id, document, number, title, title_form, collection, organisation,"
        " speaker, date, year, warnings) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            _free_id(raw, speech, source),
            document,
            speech.number,
            speech.title,
            speech.title_form,
            speech.collection,
            speech.organisation,
            speech.speaker,
            speech.date,
            speech.date[:4] if speech.date else None,
            speech.warnings,
        ),
    )
    raw.executemany(
        "INSERT INTO place (speech, number, text, passage, block, level, above)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (
                cursor.lastrowid,
                place.number,
                keys[place.wording].key,
                keys[place.wording].passage,
                place.block,
                place.level,
                place.above,
            )
            for place in speech.places
        ),
    )


def _free_id(raw: sqlite3.Connection, speech: PreparedSpeech, source: str) -> str:
    """Give the id of the speech's words, or of words and place where they stand elsewhere, too."""
    taken = raw.execute("SELECT 1 FROM speech WHERE id = ?", (speech.id,)).fetchone()
    if taken is None:
        return speech.id
    place = f"{speech.id}\n{speech.number}\n{storable(source)}"
    return base64.urlsafe_b64encode(
        hashlib.blake2b(place.encode(), digest_size=9).digest()
    ).decode()


def _require_current_index(raw: sqlite3.Connection) -> None:
    row = raw.execute("SELECT value FROM meta WHERE name = 'normal_form'").fetchone()
    if row["value"] != NORMAL_FORM_VERSION:
        raise StaleIndexError


def _raise_generation(raw: sqlite3.Connection) -> None:
    raw.execute("UPDATE meta SET value = value + 1 WHERE name = 'generation'")
