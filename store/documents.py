"""Documents as they come, change and go; each in one transaction, prepared before it opens."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections import Counter
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from corpus.normal import NORMAL_FORM_VERSION, normalize
from store import corrections, staging
from store.errors import StaleIndexError
from store.holding import holding
from store.index import storable
from store.indexing import batches, contents_of, tidy, write_segment
from store.instants import from_column, to_column
from store.model import IngestOutcome, Size, Source
from store.packing import stored_document
from store.preparing import border_pairs, prepare
from store.segments import publish, raise_layout
from store.slogan_mining import SloganMiner
from store.tally import count_passages
from store.texts import add_texts, count_borders, find_texts, settle
from store.twins import Twins
from store.view import view_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from datetime import datetime

    from corpus.model import Document
    from store.database import Database
    from store.holding import Holding
    from store.preparing import Indexed, Prepared, PreparedSpeech, Wording
    from store.texts import TextKey

_COUNTS = (
    "SELECT d.source, d.added,"
    " (SELECT count(*) FROM speech s WHERE s.document = d.key) AS speeches,"
    " (SELECT count(*) FROM speech s JOIN place p ON p.speech = s.key"
    "  WHERE s.document = d.key) AS passages FROM document d"
)


@dataclass(frozen=True, slots=True)
class _New:
    """What a document brings: wordings known before, and others with the segments that hold them.

    `staged` are the keys of the others where they have been stored already.
    """

    known: dict[Wording, TextKey]
    fresh: list[tuple[Wording, Indexed]]
    staged: dict[Wording, TextKey]
    segments: dict[int, list[tuple[Wording, Indexed]]]


class Documents:
    """The stored documents."""

    def __init__(self, database: Database, miner: SloganMiner | None = None) -> None:
        self._database = database
        self._miner = miner or SloganMiner(database)
        self._twins = Twins(database)

    async def ingest(self, document: Document, content_hash: str, now: datetime) -> IngestOutcome:
        """Add a document, or put it in the place of the one with the same source.

        The same content, under whatever name, is left as it is. `now` is recorded as the time of
        the addition; what was corrected in its speeches is corrected again. Raises
        StaleIndexError where the index must be rebuilt first. Once it is stored its
        near-duplicates are looked for, and it is mined for slogans.
        """
        corrected = await self._database.ask(lambda raw: corrections.apply(raw, document))
        prepared = await asyncio.to_thread(prepare, corrected)
        async with staging.turn(self._database):
            outcome = await self._put(prepared, content_hash, now)
        if outcome.state == "unchanged":
            return outcome
        await self._twins.catch_up()
        await self._miner.catch_up()
        return replace(outcome, twins=await self._twins.count_speeches(prepared.source))

    async def _put(self, prepared: Prepared, content_hash: str, now: datetime) -> IngestOutcome:
        unchanged = await self.known(content_hash, prepared.source)
        if unchanged is not None:
            return unchanged
        await self._database.ask(_require_current_index)
        new = await self._write_aside(prepared)
        await self._forget_slogans(prepared.source)
        outcome = await self._database.change(
            lambda raw: _ingest(raw, prepared, new, content_hash, to_column(now))
        )
        await tidy(self._database)
        return outcome

    async def _write_aside(self, prepared: Prepared) -> _New:
        """Index what isn't stored yet, and store it where there is much of it."""
        ids = {wording.id for wording in prepared.texts}
        known = await self._database.ask(lambda raw: find_texts(raw, ids))
        fresh = [item for item in prepared.texts.items() if item[0] not in known]
        segments: dict[int, list[tuple[Wording, Indexed]]] = {}
        for batch in batches([indexed.entry for _, indexed in fresh]):
            items = [fresh[number] for number in batch]
            segment = await write_segment(self._database, [indexed.entry for _, indexed in items])
            segments[segment] = items
        staged: dict[Wording, TextKey] = {}
        if len(fresh) > staging.SMALL:
            staged = await staging.stage(self._database, fresh, known)
        return _New(known, fresh, staged, segments)

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
            await self._database.ask(_require_current_index)
            await self._forget_slogans(storable(source))
            return await self._database.change(lambda raw: _remove(raw, storable(source)))

    async def _forget_slogans(self, source: str) -> None:
        async with self._database.read() as connection:
            row = await connection.fetch_one("SELECT key FROM document WHERE source = ?", (source,))
        if row is not None:
            await self._miner.forget(row["key"])

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
        " (SELECT count(*) FROM speech) AS speeches"
    ).fetchone()
    return Size(row["documents"], row["speeches"], count_passages(view_of(raw)))


def _ingest(
    raw: sqlite3.Connection, prepared: Prepared, new: _New, content_hash: str, now: str
) -> IngestOutcome:
    _require_current_index(raw)
    document, homeless = _make_room(raw, prepared, content_hash, now)
    keys = new.known | (new.staged or add_texts(raw, new.fresh, new.known))
    count_borders(raw, prepared.borders)
    homes: dict[int, int] = {}
    at_home = {text.key for text in new.known.values()}
    for speech in prepared.speeches:
        _insert_speech(raw, (document, prepared.source), speech, keys, (homes, at_home))
    for segment, items in new.segments.items():
        own = [keys[wording].key for wording, _ in items]
        entries = [indexed.entry for _, indexed in items]
        publish(raw, segment, contents_of(entries, own, [homes[key] for key in own]))
    staging.show(raw)
    settle(raw, homeless or ())
    _raise_generation(raw)
    return IngestOutcome(
        "added" if homeless is None else "updated",
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
    homeless = _empty(raw, row["key"])
    raw.execute("DELETE FROM document WHERE key = ?", (row["key"],))
    settle(raw, homeless)
    _raise_generation(raw)
    return True


def _make_room(
    raw: sqlite3.Connection, prepared: Prepared, content_hash: str, now: str
) -> tuple[int, set[int] | None]:
    """Give the document's key, and the texts whose first place was in an older version of it."""
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
    """Delete a document's speeches, and give the texts that had their first place in them."""
    rows = raw.execute(
        "SELECT p.speech, p.block, p.text, p.echo, t.text AS wording FROM speech s"
        " JOIN place p ON p.speech = s.key JOIN text t ON t.key = p.text"
        " WHERE s.document = ? ORDER BY p.speech, p.number",
        (document,),
    ).fetchall()
    count_borders(raw, _negative(_stored_borders(rows)))
    raw.execute("DELETE FROM speech WHERE document = ?", (document,))
    return {row["text"] for row in rows if not row["echo"]}


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
    document: tuple[int, str],
    speech: PreparedSpeech,
    keys: dict[Wording, TextKey],
    homes: tuple[dict[int, int], set[int]],
) -> None:
    """Insert a speech of a document, given by key and source, and its places.

    `homes` are the speeches that texts have their first place in, to be added to, and the texts
    that have theirs in another document.
    """
    cursor = raw.execute(
        "INSERT INTO speech (id, document, number, title, title_form, collection, organisation,"
        " speaker, date, year, warnings) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            _free_id(raw, speech, document[1]),
            document[0],
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
    own, elsewhere = homes
    key = cursor.lastrowid or 0
    places = []
    for place in speech.places:
        text = keys[place.wording]
        echo = text.key in elsewhere or text.key in own
        if not echo:
            own[text.key] = key
        row = (place.number, text.key, text.passage, place.block, place.level, place.above)
        places.append((key, *row, echo))
    raw.executemany(
        "INSERT INTO place (speech, number, text, passage, block, level, above, echo)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        places,
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
    raise_layout(raw)
    raw.execute("UPDATE meta SET value = value + 1 WHERE name = 'generation'")
