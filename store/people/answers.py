"""Whose question a message of ours answers: for pages, edits and 收起, even after a restart."""

from __future__ import annotations

from collections import OrderedDict
from datetime import timedelta
from typing import TYPE_CHECKING

from store.db.instants import to_column
from store.db.secret import keyed
from store.people.model import Answer

if TYPE_CHECKING:
    from datetime import datetime

    from store.clock import Clock
    from store.db.database import Database
    from store.db.writebehind import WriteBehind

KEPT = timedelta(days=30)
"""For how long it is known whose an answer is.

Telegram lets a question be edited for two days; but in a group its asker may turn the pages of his
answer for longer, and in private reply to a question of ours.
"""
KEPT_IN_MEMORY = 1024
"""Answers that are found before they are written: more than can wait for their turn at once."""
_COLUMNS = "chat_id, question_id, answer_id, asker_id, query"


class Answers:
    """The record of answers given."""

    def __init__(self, database: Database, behind: WriteBehind, clock: Clock) -> None:
        self._database = database
        self._behind = behind
        self._clock = clock
        self._recent: OrderedDict[tuple[int, int, int], tuple[datetime, Answer]] = OrderedDict()

    def name_of(self, words: str) -> str:
        """What stands for words in a record: the same for the same words, and they aren't in it."""
        return keyed(self._database.path, "zhaiju asked", words)

    def record(self, answer: Answer) -> None:
        """Remember an answer that was sent."""
        now = self._clock.now()
        # What one person sees has a number below 0 that may be another person's, too. A restart
        # forgets all but one of these; then the next answer is a new one.
        whose = answer.asker_id if answer.answer_id < 0 else 0
        self._recent[answer.chat_id, answer.answer_id, whose] = now, answer
        if len(self._recent) > KEPT_IN_MEMORY:
            self._recent.popitem(last=False)
        self._behind.put(
            f"INSERT INTO answer ({_COLUMNS}, made) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (chat_id, answer_id) DO UPDATE SET question_id = excluded.question_id,"
            " asker_id = excluded.asker_id, query = excluded.query, made = excluded.made",
            (
                answer.chat_id,
                answer.question_id,
                answer.answer_id,
                answer.asker_id,
                answer.query,
                to_column(now),
            ),
        )

    async def by_answer(
        self, chat_id: int, message_id: int, reader_id: int | None = None
    ) -> Answer | None:
        """The record of a message of ours, or only of what this person alone sees."""
        # Not read behind the write, which may wait for a document that is being taken in.
        if (recent := self._recent.get((chat_id, message_id, reader_id or 0))) is not None:
            return recent[1]
        found = await self._one("answer_id", chat_id, message_id)
        return found if found is None or reader_id in (None, found.asker_id) else None

    async def by_question(
        self, chat_id: int, message_id: int, asker_id: int | None = None
    ) -> Answer | None:
        """The record of the answer to somebody's message, or only to that of a person."""
        for _, recent in reversed(self._recent.values()):
            if (recent.chat_id, recent.question_id) == (chat_id, message_id) and (
                asker_id in (None, recent.asker_id)
            ):
                return recent
        found = await self._one("question_id", chat_id, message_id)
        return found if found is None or asker_id in (None, found.asker_id) else None

    async def has(self, chat_id: int, asker_id: int, query: str) -> bool:
        """Whether a message of ours answers this of this person."""
        if any(
            (one.chat_id, one.asker_id, one.query) == (chat_id, asker_id, query)
            for _, one in self._recent.values()
        ):
            return True
        row = await self._database.fetch_one(
            "SELECT 1 FROM answer WHERE asker_id = ? AND chat_id = ? AND query = ?",
            (asker_id, chat_id, query),
        )
        return row is not None

    def forget(self, user_id: int) -> None:
        """Forget what is remembered here of a person's questions; the store's rows stay."""
        for key, (_, recent) in list(self._recent.items()):
            if user_id in {recent.asker_id, recent.chat_id}:
                del self._recent[key]

    def end(self, before: datetime) -> None:
        """Forget what is remembered here of answers given before an instant."""
        for key, (made, _) in list(self._recent.items()):
            if made < before:
                del self._recent[key]

    async def _one(self, column: str, chat_id: int, message_id: int) -> Answer | None:
        row = await self._database.fetch_one(
            f"SELECT {_COLUMNS} FROM answer WHERE chat_id = ? AND {column} = ?"
            " ORDER BY made DESC LIMIT 1",
            (chat_id, message_id),
        )
        return None if row is None else Answer(*row)
