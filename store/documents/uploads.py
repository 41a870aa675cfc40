"""Documents that came by chat: what was read in them, and what was decided.

A batch is what came at once and is answered with one message. Its drafts are forgotten after
`KEPT`; the packed documents lie in files beside the database, so that no large row ever holds the
write lock.
"""

from __future__ import annotations

import asyncio
import shutil
from datetime import timedelta
from typing import TYPE_CHECKING

from store.db.instants import to_column
from store.documents.model import Batch, Incoming, Upload
from store.documents.packed import pack_summary, unpack_summary
from store.documents.shared_files import keep, sweep

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from store.clock import Clock
    from store.db.database import Database
    from store.db.port import RawConnection, Row
    from store.documents.model import BatchState, DocumentSummary

KEPT = timedelta(days=7)
GATHERED = timedelta(seconds=2)
"""How soon after the last one a document still belongs to the same batch."""
MOST_OF_A_BATCH = 100
MOST_ATTEMPTS = 2
"""How often work on a draft may end the process that does it, before it is given up."""


class Uploads:
    """The batches. `folder` holds their packed documents, of this store alone.

    Drafts are numbered by each store for itself, and each sweeps out what it doesn't know.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self.folder = drafts_of(database.path)

    def packed(self, draft_id: int) -> Path:
        """The file that holds a draft's document."""
        return self.folder / f"{draft_id}.packed"

    def replaced(self, draft_id: int) -> Path:
        """The file that holds what stood in the store before the draft was taken in."""
        return self.folder / f"{draft_id}.before"

    async def keep(self, draft_id: int) -> None:
        """Let other hosts of the store have what was packed of a draft."""
        await keep(self._database, self.packed(draft_id))

    async def gather(self, incoming: Incoming) -> tuple[int, bool]:
        """Add a document to the batch that it came with; the batch's id, and whether it is new."""
        now = self._clock.now()
        return await self._database.change(
            lambda raw: _gather(raw, incoming, to_column(now), to_column(now - GATHERED))
        )

    async def get(self, batch_id: int) -> Batch | None:
        """A batch, None where it is forgotten."""
        return await self._database.ask(lambda raw: _get(raw, batch_id))

    async def unfinished(self) -> tuple[int, ...]:
        """The batches that a stop of the program interrupted, administrators' own first."""
        rows = await self._database.fetch_all(
            "SELECT id FROM batch WHERE state IN ('reading', 'taking', 'undoing')"
            " OR (kind = 'offer' AND state = 'waiting' AND NOT EXISTS (SELECT 1"
            "  FROM batch_message m WHERE m.batch = batch.id AND m.chat_id <> batch.chat_id))"
            " ORDER BY kind = 'offer', id"
        )
        return tuple(row["id"] for row in rows)

    async def add_message(self, batch_id: int, chat_id: int, message_id: int) -> None:
        """Remember a message of ours about a batch."""
        await self._database.execute(
            "INSERT INTO batch_message (batch, chat_id, message_id) VALUES (?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            (batch_id, chat_id, message_id),
        )

    async def move(self, batch_id: int, state: BatchState, *, of: tuple[BatchState, ...]) -> bool:
        """Move a batch on from one of the states `of`; False where it is in another one.

        Of two presses at once only one succeeds.
        """
        marks = ", ".join("?" for _ in of)
        done = await self._database.execute(
            f"UPDATE batch SET state = ? WHERE id = ? AND state IN ({marks})",
            (state, batch_id, *of),
        )
        return done.rows > 0

    async def begin(self, draft_id: int) -> bool:
        """Count an attempt at a draft; False where as many as there may be were never `ended`.

        Then the next attempt is counted from nothing, for somebody must have asked for it.
        """
        done = await self._database.execute(
            "UPDATE draft SET attempts = attempts + 1 WHERE id = ? AND attempts < ?",
            (draft_id, MOST_ATTEMPTS),
        )
        if not done.rows:
            await self.ended(draft_id)
        return done.rows > 0

    async def ended(self, draft_id: int) -> None:
        """Record that the attempts at a draft left the process that made them alive."""
        await self._database.execute("UPDATE draft SET attempts = 0 WHERE id = ?", (draft_id,))

    async def read(self, draft_id: int, outline: DocumentSummary) -> None:
        """Record what was recognised in a draft."""
        await self._settle(draft_id, "read", pack_summary(outline), "")

    async def failed(self, draft_id: int, error: str) -> None:
        """Record why a draft can't be read, and keep nothing of it."""
        self.packed(draft_id).unlink(missing_ok=True)
        await self._settle(draft_id, "failed", None, error)

    async def taken(self, draft_id: int, *, replaced: bool) -> None:
        """Record that a draft stands in the store."""
        await self._database.execute(
            "UPDATE draft SET state = 'taken', replaced = ? WHERE id = ?", (replaced, draft_id)
        )

    async def untaken(self, draft_id: int) -> None:
        """Record that a draft was taken back out of the store."""
        await self._database.execute(
            "UPDATE draft SET state = 'read', replaced = 0 WHERE id = ?", (draft_id,)
        )

    async def known(self, outline: DocumentSummary, source: str) -> tuple[int, bool]:
        """How many of the speeches other documents hold word for word; whether the name is known.

        The whole content under any name counts as all of its speeches.
        """
        names = {one.identity for one in outline.speeches}

        def ask(raw: RawConnection) -> tuple[int, bool]:
            held = raw.execute("SELECT identity FROM speech")
            count = len(names & {row["identity"] for row in held})
            named = raw.execute("SELECT 1 FROM document WHERE source = ?", (source,)).fetchone()
            return count, named is not None

        return await self._database.ask(ask)

    async def forget_old(self) -> None:
        """Forget what nobody decided about in a week, and the files of what is gone."""
        before = to_column(self._clock.now() - KEPT)
        async with self._database.write() as connection:
            await connection.execute("DELETE FROM batch WHERE touched < ?", (before,))
            rows = await connection.fetch_all("SELECT id FROM draft")
        await sweep(self._database, (row["id"] for row in rows))
        kept = {str(row["id"]) for row in rows}
        await asyncio.to_thread(_sweep, self.folder, kept)
        await asyncio.to_thread(_sweep_shared, self.folder.parent, self._clock.now() - KEPT)

    async def _settle(self, draft_id: int, state: str, outline: str | None, error: str) -> None:
        await self._database.execute(
            "UPDATE draft SET state = ?, outline = ?, error = ? WHERE id = ?",
            (state, outline, error, draft_id),
        )


def drafts_of(store: Path) -> Path:
    """The folder of a store's packed documents."""
    return store.absolute().parent / "drafts" / store.name


def _sweep_shared(folder: Path, before: datetime) -> None:
    """Take away what stores kept together, before each had a folder, once it is old enough."""
    for left in folder.iterdir() if folder.is_dir() else ():
        if left.is_file() and left.stat().st_mtime < before.timestamp():
            left.unlink(missing_ok=True)


def _sweep(folder: Path, kept: set[str]) -> None:
    for left in folder.iterdir() if folder.is_dir() else ():
        if left.name.split(".")[0] in kept:
            continue
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)


def _gather(raw: RawConnection, incoming: Incoming, now: str, since: str) -> tuple[int, bool]:
    row = raw.execute(
        "SELECT id FROM batch WHERE chat_id = ? AND kind = ?"
        " AND (state = 'offered' OR (kind = 'own' AND state IN ('reading', 'waiting')))"
        " AND ((group_key = ? AND group_key <> '') OR state = 'reading' OR touched >= ?)"
        " AND (SELECT count(*) FROM draft WHERE batch = batch.id) < ? ORDER BY id DESC LIMIT 1",
        (incoming.chat_id, incoming.kind, incoming.group_key, since, MOST_OF_A_BATCH),
    ).fetchone()
    state = "offered" if incoming.kind == "offer" else "reading"
    if row is None:
        batch = raw.execute(
            "INSERT INTO batch (kind, state, chat_id, user_id, user_name, lang, group_key, touched)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            (
                incoming.kind,
                state,
                incoming.chat_id,
                incoming.user_id,
                incoming.user_name,
                incoming.lang,
                incoming.group_key,
                now,
            ),
        ).fetchone()["id"]
    else:
        batch = row["id"]
        raw.execute("UPDATE batch SET state = ?, touched = ? WHERE id = ?", (state, now, batch))
    raw.execute(
        "INSERT INTO draft (batch, source, file_id, size) VALUES (?, ?, ?, ?)",
        (batch, incoming.source, incoming.file_id, incoming.size),
    )
    return int(batch), row is None


def _get(raw: RawConnection, batch_id: int) -> Batch | None:
    row = raw.execute("SELECT * FROM batch WHERE id = ?", (batch_id,)).fetchone()
    if row is None:
        return None
    drafts = raw.execute("SELECT * FROM draft WHERE batch = ? ORDER BY id", (batch_id,))
    messages = raw.execute(
        "SELECT chat_id, message_id FROM batch_message WHERE batch = ? ORDER BY rowid", (batch_id,)
    )
    return Batch(
        id=batch_id,
        kind=row["kind"],
        state=row["state"],
        user_id=row["user_id"],
        user_name=row["user_name"],
        lang=row["lang"],
        drafts=tuple(_draft(one) for one in drafts.fetchall()),
        messages=tuple((one["chat_id"], one["message_id"]) for one in messages.fetchall()),
    )


def _draft(row: Row) -> Upload:
    return Upload(
        id=row["id"],
        source=row["source"],
        file_id=row["file_id"],
        size=row["size"],
        state=row["state"],
        outline=unpack_summary(row["outline"]) if row["outline"] else None,
        error=row["error"],
        replaced=bool(row["replaced"]),
    )
