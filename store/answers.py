"""Whose question a message of ours answers: for pages, edits and 收起, even after a restart."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from store.instants import to_column
from store.model import Answer

if TYPE_CHECKING:
    from store.clock import Clock
    from store.database import Database
    from store.writebehind import WriteBehind

KEPT_IN_MEMORY = 1024
"""Answers that are found before they are written: more than can wait for their turn at once."""
_COLUMNS = "chat_id, question_id, answer_id, asker_id, query"


class Answers:
    """The record of answers given."""

    def __init__(self, database: Database, behind: WriteBehind, clock: Clock) -> None:
        self._database = database
        self._behind = behind
        self._clock = clock
        self._recent: OrderedDict[tuple[int, int], Answer] = OrderedDict()

    def record(self, answer: Answer) -> None:
        """Remember an answer that was sent."""
        self._recent[answer.chat_id, answer.answer_id] = answer
        if len(self._recent) > KEPT_IN_MEMORY:
            self._recent.popitem(last=False)
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
        # Not read behind the write, which may wait for a document that is being taken in.
        if (recent := self._recent.get((chat_id, message_id))) is not None:
            return recent
        return await self._one("answer_id", chat_id, message_id)

    async def by_question(self, chat_id: int, message_id: int) -> Answer | None:
        """The record of the answer to somebody's message."""
        for recent in reversed(self._recent.values()):
            if (recent.chat_id, recent.question_id) == (chat_id, message_id):
                return recent
        return await self._one("question_id", chat_id, message_id)

    def forget(self, user_id: int) -> None:
        """Forget what is remembered here of a person's questions; the store's rows stay."""
        for key, recent in list(self._recent.items()):
            if user_id in {recent.asker_id, recent.chat_id}:
                del self._recent[key]

    async def _one(self, column: str, chat_id: int, message_id: int) -> Answer | None:
        async with self._database.read() as connection:
            row = await connection.fetch_one(
                f"SELECT {_COLUMNS} FROM answer WHERE chat_id = ? AND {column} = ?",
                (chat_id, message_id),
            )
        return None if row is None else Answer(*row)
