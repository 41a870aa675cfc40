"""Whose question a message of ours answers: for pages, edits and 收起, even after a restart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.instants import to_column
from store.model import Answer

if TYPE_CHECKING:
    from store.clock import Clock
    from store.database import Database
    from store.writebehind import WriteBehind

_COLUMNS = "chat_id, question_id, answer_id, asker_id, query"


class Answers:
    """The record of answers given."""

    def __init__(self, database: Database, behind: WriteBehind, clock: Clock) -> None:
        self._database = database
        self._behind = behind
        self._clock = clock

    def record(self, answer: Answer) -> None:
        """Remember an answer that was sent."""
        self._behind.put(
            f"INSERT OR REPLACE INTO answer ({_COLUMNS}, made) VALUES (?, ?, ?, ?, ?, ?)",
            (
                answer.chat_id,
                answer.question_id,
                answer.answer_id,
                answer.asker_id,
                answer.query,
                to_column(self._clock.now()),
            ),
        )

    async def by_answer(self, chat_id: int, message_id: int) -> Answer | None:
        """The record of a message of ours."""
        return await self._one("answer_id", chat_id, message_id)

    async def by_question(self, chat_id: int, message_id: int) -> Answer | None:
        """The record of the answer to somebody's message."""
        return await self._one("question_id", chat_id, message_id)

    async def _one(self, column: str, chat_id: int, message_id: int) -> Answer | None:
        await self._behind.flush()
        async with self._database.read() as connection:
            row = await connection.fetch_one(
                f"SELECT {_COLUMNS} FROM answer WHERE chat_id = ? AND {column} = ?",
                (chat_id, message_id),
            )
        return None if row is None else Answer(*row)
