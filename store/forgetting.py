"""Deleting all that is kept of one person, wherever it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.usage import person_of

if TYPE_CHECKING:
    import sqlite3

    from store.answers import Answers
    from store.database import Database
    from store.reading import Reading
    from store.writebehind import WriteBehind

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
    ("batch_message", "chat_id"),
)
_EFFACED = (
    "UPDATE subscription SET set_by = NULL WHERE set_by = ?",
    (
        "UPDATE subscription SET source_kind = 'all', source_value = NULL"
        " WHERE source_kind = 'picked' AND source_value = ?"
    ),
    "UPDATE allowed_group SET by_user = 0 WHERE by_user = ?",
    "DELETE FROM batch WHERE kind = 'offer' AND user_id = ?",
)
"""Traces in what belongs to others: who set a group's excerpt, who proposed a document."""
_OF_CHATS = (
    "answer", "subscription", "delivery", "bar", "swap", "batch_message", "allowed_group"
)  # fmt: skip


class Forgetting:
    """Deletes a person's data; what was saved by the many stays as counts without names."""

    def __init__(
        self, database: Database, behind: WriteBehind, reading: Reading, answers: Answers
    ) -> None:
        self._answers = answers
        self._database = database
        self._behind = behind
        self._reading = reading

    async def forget(self, user_id: int) -> None:
        """Delete everything of this person's; done twice, it does nothing more."""
        self._answers.forget(user_id)
        await self._reading.forget(user_id)
        await self._behind.flush()
        await self._database.change(lambda raw: _forget(raw, user_id))

    async def forget_chats(self) -> None:
        """Delete what hangs on chats and their messages, because all of them are gone.

        That is so at each start of the local chat, which gives the same numbers out again.
        """

        def work(raw: sqlite3.Connection) -> None:
            for table in _OF_CHATS:
                raw.execute(f"DELETE FROM {table}")

        await self._database.change(work)


def _forget(raw: sqlite3.Connection, user_id: int) -> None:
    for table, column in _DELETED:
        raw.execute(f"DELETE FROM {table} WHERE {column} = ?", (user_id,))
    for statement in _EFFACED:
        raw.execute(statement, (user_id,))
    for row in raw.execute("SELECT week, salt FROM usage_week").fetchall():
        raw.execute(
            "DELETE FROM usage_person WHERE week = ? AND person = ?",
            (row["week"], person_of(row["salt"], user_id)),
        )
