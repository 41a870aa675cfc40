"""Documents as they come, change and go; each in one transaction, prepared before it opens."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections import Counter
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Literal

from store.db.generations import raise_generation
from store.db.instants import from_column, to_column
from store.documents import arrivals, corrections, staging
from store.documents.model import IngestOutcome, Size, Source
from store.documents.near_duplicates import NearDuplicates
from store.documents.packed import stored_document
from store.documents.passage_rows import add_texts, count_borders, find_texts, settle
from store.documents.placement import PLACE_COLUMNS, Fresh, place
from store.documents.preparing import borders_of, prepare
from store.errors import StaleIndexError
from store.index.segments import is_stale, publish, raise_layout
from store.index.snapshot import snapshot_of
from store.index.terms import storable
from store.index.writer import batches, tidy, write_segment
from store.people.bookmarks import holding
from store.search.collapse import count_passages
from store.slogans.miner import Miner

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from corpus.model import Document
    from store.db.database import Database
    from store.db.port import RawConnection
    from store.documents.placement import Placed
    from store.documents.preparing import Indexed, Prepared, PreparedSpeech, Wording
    from store.people.model import Holding

    _Coming = tuple[Prepared, str]

_COUNTS = (
    "SELECT d.source, d.added,"
    " (SELECT count(*) FROM speech s WHERE s.document = d.key) AS speeches,"
    " (SELECT count(*) FROM speech s JOIN place p ON p.speech = s.key"
    "  WHERE s.document = d.key) AS passages FROM document d"
)


class Documents:
    """The stored documents."""

    def __init__(self, database: Database, miner: Miner | None = None) -> None:
        self._database = database
        self._miner = miner or Miner(database)
        self._twins = NearDuplicates(database)

    async def ingest(self, document: Document, content_hash: str, now: datetime) -> IngestOutcome:
        """Add a document, or put it in the place of the one with the same source.

        The same content, under whatever name, is left as it is. `now` is recorded as the time of
        the addition; what was corrected in its speeches is corrected again. Raises
        StaleIndexError where the index must be rebuilt first. Once it is stored its
        near-duplicates are looked for, and it is mined for slogans.
        """
        (outcome,) = await self.ingest_all([(document, content_hash)], now)
        return outcome

    async def ingest_all(
        self, documents: Sequence[tuple[Document, str]], now: datetime
    ) -> tuple[IngestOutcome, ...]:
        """Do what `ingest` does for several, of different sources and contents, in one transaction.

        That is far faster for small ones: their texts share one segment of the index.
        """
        coming: list[_Coming] = []
        for document, content_hash in documents:
            coming.append((await asyncio.to_thread(prepare, document), content_hash))
        async with staging.turn(self._database):
            outcomes = await self._put(coming, now)
        if all(outcome.state == "unchanged" for outcome in outcomes):
            return outcomes
        await self._twins.catch_up()
        await self._miner.catch_up(again=False)
        return tuple([await self._with_near_duplicates(outcome) for outcome in outcomes])

    async def _with_near_duplicates(self, outcome: IngestOutcome) -> IngestOutcome:
        if outcome.state == "unchanged":
            return outcome
        return replace(outcome, twins=await self._twins.count_speeches(outcome.source))

    async def _put(self, coming: Sequence[_Coming], now: datetime) -> tuple[IngestOutcome, ...]:
        known = [await self.known(content, prepared.source) for prepared, content in coming]
        new = [one for one, outcome in zip(coming, known, strict=True) if outcome is None]
        stored: Iterator[IngestOutcome] = iter(())
        if new:
            await self._database.ask(_require_current_index)
            stored = iter(await self._store(new, to_column(now)))
            await tidy(self._database)
        return tuple(outcome or next(stored) for outcome in known)

    async def _store(self, coming: Sequence[_Coming], now: str) -> tuple[IngestOutcome, ...]:
        """Index what isn't stored yet, store it aside where there is much of it, and show it."""
        documents = [prepared for prepared, _ in coming]
        texts = {key: text for prepared in documents for key, text in prepared.texts.items()}
        brought = await self._write_aside(texts)
        placed = None
        if len(brought.fresh) > staging.SMALL:
            added = await staging.stage(self._database, brought.fresh, brought.known)
            first = await self._database.ask(_next_speech)
            placed = await asyncio.to_thread(place, documents, brought, added, first)
        for prepared in documents:
            await self._forget_slogans(prepared.source)
        return await self._database.change(
            partial(_ingest, coming=coming, brought=brought, placed=placed, now=now)
        )

    async def _write_aside(self, texts: dict[Wording, Indexed]) -> Fresh:
        ids = {wording.id for wording in texts}
        known = await self._database.ask(lambda raw: find_texts(raw, ids))
        fresh = [item for item in texts.items() if item[0] not in known]
        segments: dict[int, list[tuple[Wording, Indexed]]] = {}
        for batch in batches([indexed.entry for _, indexed in fresh]):
            items = [fresh[number] for number in batch]
            segment = await write_segment(self._database, [indexed.entry for _, indexed in items])
            segments[segment] = items
        return Fresh(known, fresh, segments)

    async def known(self, content_hash: str, source: str) -> IngestOutcome | None:
        """Tell, before a document is parsed, that it would be left as it is."""
        return await self._database.ask(lambda raw: _unchanged(raw, content_hash, source))

    async def read(self, source: str) -> tuple[Document, str] | None:
        """Give a stored document as it can be taken in again, and the hash of its file."""
        return await self._database.ask(lambda raw: stored_document(raw, storable(source)))

    async def holding(self, source: str) -> Holding:
        """Count what people saved of a document."""
        return await holding(self._database, source)

    async def remove(self, source: str, now: datetime | None = None) -> bool:
        """Remove a document and all that stands nowhere else; False where there is none.

        With `now`, the instant of the removal, what nobody has been told of yet is new if it comes
        back.
        """
        async with staging.turn(self._database):
            await self._database.ask(_require_current_index)
            await self._forget_slogans(storable(source))
            removed = await self._database.change(lambda raw: _remove(raw, storable(source), now))
            await tidy(self._database)
        return removed

    async def _forget_slogans(self, source: str) -> None:
        row = await self._database.fetch_one("SELECT key FROM document WHERE source = ?", (source,))
        if row is not None:
            await self._miner.forget(row["key"])

    async def sources(self) -> tuple[Source, ...]:
        """Give all documents, by name."""
        rows = await self._database.fetch_all(f"{_COUNTS} ORDER BY d.source")
        return tuple(
            Source(row["source"], row["speeches"], row["passages"], from_column(row["added"]))
            for row in rows
        )

    async def years(self) -> frozenset[str]:
        """The years of which there are speeches."""
        return await self._database.ask(
            lambda raw: frozenset(
                row["year"]
                for row in raw.execute("SELECT DISTINCT year FROM speech WHERE year IS NOT NULL")
            )
        )

    async def size(self) -> Size:
        """Count documents, speeches, and the passages that have an id of their own."""
        return await self._database.ask(_size)


def _size(raw: RawConnection) -> Size:
    row = raw.execute(
        "SELECT (SELECT count(*) FROM document) AS documents,"
        " (SELECT count(*) FROM speech) AS speeches"
    ).fetchone()
    return Size(row["documents"], row["speeches"], count_passages(snapshot_of(raw)))


def _ingest(
    raw: RawConnection,
    coming: Sequence[_Coming],
    brought: Fresh,
    placed: Placed | None,
    now: str,
) -> tuple[IngestOutcome, ...]:
    """Store documents; `placed` is None where their texts haven't been stored yet."""
    _require_current_index(raw)
    if placed is None:
        added = add_texts(raw, brought.fresh, brought.known)
        documents = [prepared for prepared, _ in coming]
        placed = place(documents, brought, added, _next_speech(raw))
    homeless: set[int] = set()
    outcomes = []
    for (prepared, content_hash), speeches in zip(coming, placed.speeches, strict=True):
        earlier = arrivals.earlier(raw, prepared.source)
        document, lost = _make_room(raw, prepared, content_hash, now)
        homeless |= lost or set()
        count_borders(raw, prepared.borders)
        corrected = corrections.apply(raw, prepared).speeches
        for (key, _), speech in zip(speeches, corrected, strict=True):
            _insert_speech(raw, key, (document, prepared.source), speech)
        arrivals.note(raw, document, earlier, now)
        outcomes.append(_outcome(prepared, updated=lost is not None))
    raw.executemany(
        f"INSERT INTO place ({PLACE_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", placed.places
    )
    for segment, doc_values in placed.doc_values:
        publish(raw, segment, doc_values)
    staging.show(raw)
    settle(raw, homeless)
    raise_layout(raw)
    raise_generation(raw)
    return tuple(outcomes)


def _outcome(prepared: Prepared, *, updated: bool) -> IngestOutcome:
    passages = sum(len(speech.places) for speech in prepared.speeches)
    state: Literal["added", "updated"] = "updated" if updated else "added"
    return IngestOutcome(state, prepared.source, len(prepared.speeches), passages)


def _next_speech(raw: RawConnection) -> int:
    (last,) = raw.execute("SELECT coalesce(max(key), 0) FROM speech").fetchone()
    return int(last) + 1


def _unchanged(raw: RawConnection, content_hash: str, source: str) -> IngestOutcome | None:
    row = raw.execute(f"{_COUNTS} WHERE d.content_hash = ? LIMIT 1", (content_hash,)).fetchone()
    if row is None:
        return None
    return IngestOutcome("unchanged", source, row["speeches"], row["passages"])


def _remove(raw: RawConnection, source: str, now: datetime | None) -> bool:
    row = raw.execute("SELECT key FROM document WHERE source = ?", (source,)).fetchone()
    if row is None:
        return False
    _require_current_index(raw)
    if now is not None:
        arrivals.forget_fresh(raw, row["key"], now)
    homeless = _empty(raw, row["key"])
    raw.execute("DELETE FROM document WHERE key = ?", (row["key"],))
    settle(raw, homeless)
    raise_layout(raw)
    raise_generation(raw)
    return True


def _make_room(
    raw: RawConnection, prepared: Prepared, content_hash: str, now: str
) -> tuple[int, set[int] | None]:
    """Give the document's key, and the texts whose first place was in an older version of it."""
    row = raw.execute("SELECT key FROM document WHERE source = ?", (prepared.source,)).fetchone()
    if row is None:
        made = raw.execute(
            "INSERT INTO document (source, content_hash, added, collection) VALUES (?, ?, ?, ?)"
            " RETURNING key",
            (prepared.source, content_hash, now, prepared.collection),
        ).fetchone()
        return made["key"], None
    raw.execute(
        "UPDATE document SET content_hash = ?, added = ?, collection = ? WHERE key = ?",
        (content_hash, now, prepared.collection, row["key"]),
    )
    return row["key"], _empty(raw, row["key"])


def _empty(raw: RawConnection, document: int) -> set[int]:
    """Delete a document's speeches, and give the texts that had their first place in them."""
    rows = raw.execute(
        "SELECT p.speech, p.block, p.text, p.echo, t.text AS wording FROM speech s"
        " JOIN place p ON p.speech = s.key JOIN text t ON t.key = p.text"
        " WHERE s.document = ? ORDER BY p.speech, p.number",
        (document,),
    ).fetchall()
    borders = borders_of(rows)
    count_borders(raw, Counter({pair: -count for pair, count in borders.items()}))
    raw.execute("DELETE FROM speech WHERE document = ?", (document,))
    return {row["text"] for row in rows if not row["echo"]}


def _insert_speech(
    raw: RawConnection, key: int, document: tuple[int, str], speech: PreparedSpeech
) -> None:
    """Insert a speech of a document, given by key and source."""
    raw.execute(
        "INSERT INTO speech (key, id, identity, document, number, title, title_form, collection,"
        " organisation, speaker, date, year, warnings)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            key,
            _free_id(raw, speech, document[1]),
            speech.identity,
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


def _free_id(raw: RawConnection, speech: PreparedSpeech, source: str) -> str:
    """Give the id of the speech's words, or of words and place where they stand elsewhere, too."""
    taken = raw.execute("SELECT 1 FROM speech WHERE id = ?", (speech.identity,)).fetchone()
    if taken is None:
        return speech.identity
    place = f"{speech.identity}\n{speech.number}\n{storable(source)}"
    return base64.urlsafe_b64encode(
        hashlib.blake2b(place.encode(), digest_size=9).digest()
    ).decode()


def _require_current_index(raw: RawConnection) -> None:
    if is_stale(raw):
        raise StaleIndexError
