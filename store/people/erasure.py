"""Deleting all that is kept of one person, wherever it stands."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

from store.db import notes
from store.db.instants import to_column
from store.errors import StoreError
from store.people import answers
from store.people.bookmarks import KEPT_AFTER_REMOVAL
from store.people.erasure_log import note, note_shared
from store.people.usage import MISSES_KEPT, person_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from store.clock import Clock
    from store.db.database import Database
    from store.db.port import RawConnection
    from store.db.writebehind import WriteBehind
    from store.people.answers import Answers
    from store.people.reading import Reading

_DELETED = (
    ("bookmark_tag", "user_id"),
    ("bookmark", "user_id"),
    ("reading", "user_id"),
    ("answer", "asker_id"),
    # What he had sent to his own private chat, whose id is his.
    ("answer", "chat_id"),
    ("subscription", "chat_id"),
    ("delivery", "chat_id"),
    ("bar", "chat_id"),
    ("swap", "chat_id"),
    ("evening", "chat_id"),
    ("evening", "user_id"),
    ("batch_message", "chat_id"),
    ("watch", "user_id"),
    ("notice", "user_id"),
)
_EFFACED = (
    "UPDATE subscription SET set_by = NULL WHERE set_by = ?",
    (
        "UPDATE subscription SET shown_to = NULL, shown_since = NULL, shown_language = NULL"
        " WHERE shown_to = ?"
    ),
    (
        "UPDATE subscription SET source_kind = 'all', source_value = NULL"
        " WHERE source_kind = 'picked' AND substr(source_value || '#', 1,"
        " instr(source_value || '#', '#') - 1) = CAST(? AS TEXT)"
    ),
    "UPDATE allowed_group SET by_user = 0 WHERE by_user = ?",
    "DELETE FROM batch WHERE user_id = ?",
    (
        "DELETE FROM bookmark_tag WHERE (user_id, passage_id) IN"
        " (SELECT user_id, passage_id FROM bookmark WHERE kept_by = ?)"
    ),
    "UPDATE bookmark SET kept_by = NULL, note = '', last_press = NULL WHERE kept_by = ?",
)
"""Traces in what belongs to others: who set a group's excerpt, who sent a document, who put
a passage on a group's shelf and what he wrote beside it."""
_SCRUBBED = (
    "bookmark_tag", "bookmark", "reading", "answer", "subscription", "delivery", "bar", "swap",
    "evening", "batch_message", "draft", "batch", "allowed_group", "usage_person", "usage_week",
    "inbox", "watch", "notice",
)  # fmt: skip
"""The tables from which people are deleted."""
_EMPTIED = ("inbox",)
"""Those through which everything goes that anybody says."""
_ENDS = (
    ("answer", "made", answers.KEPT),
    ("bookmark", "removed_at", KEPT_AFTER_REMOVAL),
    ("miss", "last", MISSES_KEPT),
)
"""The tables of which rows are kept for a time, since when, and for how long."""
SETTLED = timedelta(seconds=30)
"""After which the updates that were under way when somebody was forgotten are done."""
SWEPT_EVERY = timedelta(hours=1)
ERASED = "erased"
"""In `meta`: the instant of the last erasure that is done here, as the record beside has it."""
_FORGOTTEN = "forgotten"
"""In `meta`: the second at which somebody was forgotten whose traces may still be in the file."""
_NUMBERS = ("user_id", "chat_id", "asker_id", "set_by", "shown_to", "by_user", "kept_by")
"""Columns that hold whose something is."""
_OF_CHATS = (
    "answer", "subscription", "delivery", "bar", "swap", "evening", "batch_message",
    "allowed_group", "inbox", "group_setting",
)  # fmt: skip


class Erasure:
    """Deletes a person's data; what was saved by the many stays as counts without names."""

    def __init__(
        self,
        database: Database,
        behind: WriteBehind,
        reading: Reading,
        answers_: Answers,
        forget_old_drafts: Callable[[], Awaitable[None]],
        clock: Clock,
    ) -> None:
        self._clock = clock
        self._forget_old_drafts = forget_old_drafts
        self._swept: datetime | None = None
        self._log_is_full = False
        self._turn = asyncio.Lock()
        self._answers = answers_
        self._database = database
        self._behind = behind
        self._reading = reading

    async def forget(self, user_id: int) -> None:
        """Delete everything of this person's; done twice, it does nothing more.

        It is remembered beside the store, so that a restored backup forgets him again.
        """
        # One after another, or a copy would be taken to know of one that isn't done yet.
        async with self._turn:
            try:
                now = self._clock.now()
                noted = await asyncio.to_thread(note, self._database.path, user_id, now)
            except StoreError as error:
                self._database.on_error(error)
                raise
            await self._forget(user_id, noted)
        await self._forget_old_drafts()

    async def _forget(self, user_id: int, noted: int) -> None:
        self._answers.forget(user_id)
        await self._reading.forget(user_id)
        await self._behind.flush()
        now = self._clock.now()

        def work(raw: RawConnection) -> None:
            forget(raw, user_id)
            shared = self._database.engine.leased is not None
            note_erased(raw, note_shared(raw, user_id, noted, now) if shared else noted)
            notes.note(raw, _FORGOTTEN, int(now.timestamp()))

        await self._database.change(work)

    async def sweep(self) -> None:
        """End what is kept for a time only, and wipe out what is left of who was forgotten.

        To be called often; it works once in `SWEPT_EVERY`, and soon after somebody was forgotten.
        What others who read the log keep in it is left for the next time.
        """
        now = self._clock.now()
        row = await self._database.fetch_one("SELECT value FROM meta WHERE name = ?", (_FORGOTTEN,))
        # Also where the clock has gone back since.
        since = None if row is None else abs(now.timestamp() - row["value"])
        forgotten = since is not None and since >= SETTLED.total_seconds()
        if not forgotten and self._swept is not None and abs(now - self._swept) < SWEPT_EVERY:
            await self._empty_log()
            return
        self._answers.end(now - answers.KEPT)
        # What waits to be written may have ended meanwhile, too.
        await self._behind.flush()
        await self._database.change(lambda raw: _end(raw, now))
        await self._forget_old_drafts()
        tables = _SCRUBBED if forgotten else _EMPTIED
        if await asyncio.to_thread(self._database.engine.wipe, tables) and row and forgotten:
            await self._database.execute(
                "DELETE FROM meta WHERE name = ? AND value = ?", (_FORGOTTEN, row["value"])
            )
        self._swept = now
        self._log_is_full = True
        await self._empty_log()

    async def _empty_log(self) -> None:
        if self._log_is_full:
            self._log_is_full = not await asyncio.to_thread(self._database.engine.empty_log)

    async def forget_chats(self) -> None:
        """Delete what hangs on chats and their messages, because all of them are gone.

        That is so at each start of the local chat, which gives the same numbers out again.
        """

        def work(raw: RawConnection) -> None:
            for table in _OF_CHATS:
                raw.execute(f"DELETE FROM {table}")
            for table in ("bookmark_tag", "bookmark"):
                raw.execute(f"DELETE FROM {table} WHERE user_id < 0")

        await self._database.change(work)


def note_erased(raw: RawConnection, newest: int) -> None:
    """Note the last erasure that is done here, so that a copy knows which it lacks."""
    notes.note(raw, ERASED, newest)


def people(raw: RawConnection) -> set[int]:
    """Give the numbers of all people, and of chats, that stand anywhere in the store."""
    columns = raw.execute(
        "SELECT s.name, c.name FROM sqlite_schema s JOIN pragma_table_info(s.name) c"
        f" WHERE s.type = 'table' AND c.name IN ({', '.join('?' * len(_NUMBERS))})",
        _NUMBERS,
    ).fetchall()
    return {
        int(number)
        for table, column in columns
        for (number,) in raw.execute(f"SELECT DISTINCT {column} FROM {table}")
        if number
    }


def forget(raw: RawConnection, user_id: int) -> None:
    """Delete everything of a person's, in the transaction of `raw`."""
    for table, column in _DELETED:
        raw.execute(f"DELETE FROM {table} WHERE {column} = ?", (user_id,))
    for statement in _EFFACED:
        raw.execute(statement, (user_id,))
    for row in raw.execute("SELECT week, salt FROM usage_week").fetchall():
        raw.execute(
            "DELETE FROM usage_person WHERE week = ? AND person = ?",
            (row["week"], person_of(row["salt"], user_id)),
        )


def _end(raw: RawConnection, now: datetime) -> None:
    """Delete what has been kept for as long as it is kept."""
    for table, column, kept in _ENDS:
        raw.execute(f"DELETE FROM {table} WHERE {column} < ?", (to_column(now - kept),))
