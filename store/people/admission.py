"""Groups that an administrator let the bot into, and those that wait for his word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.db.instants import from_column, to_column

if TYPE_CHECKING:
    from datetime import datetime

    from store.clock import Clock
    from store.db.database import Database


class Admission:
    """The allowed groups, kept in memory after the first question, for every update asks."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._allowed: set[int] | None = None

    async def groups(self) -> frozenset[int]:
        """All groups that were allowed in chat."""
        if self._allowed is None:
            rows = await self._database.fetch_all("SELECT chat_id FROM allowed_group WHERE allowed")
            self._allowed = {row["chat_id"] for row in rows}
        return frozenset(self._allowed)

    async def allow(self, chat_id: int, title: str, user_id: int) -> None:
        """Let the bot serve a group."""
        await self.groups()
        await self._put(chat_id, title, user_id, allowed=True)
        if self._allowed is not None:
            self._allowed.add(chat_id)

    async def wait(self, chat_id: int, title: str, user_id: int) -> None:
        """Note that the administrators were asked about a group."""
        await self._put(chat_id, title, user_id, allowed=False)

    async def waiting_since(self, chat_id: int) -> datetime | None:
        """When the administrators were asked about a group; None where they weren't."""
        row = await self._database.fetch_one(
            "SELECT made FROM allowed_group WHERE chat_id = ? AND NOT allowed", (chat_id,)
        )
        return None if row is None else from_column(row["made"])

    async def title(self, chat_id: int) -> str | None:
        """The title of a group that is allowed or waits, None for any other."""
        row = await self._database.fetch_one(
            "SELECT title FROM allowed_group WHERE chat_id = ?", (chat_id,)
        )
        return None if row is None else row["title"]

    async def forget(self, chat_id: int) -> None:
        """Allow a group no longer, and wait for nothing."""
        await self._database.execute("DELETE FROM allowed_group WHERE chat_id = ?", (chat_id,))
        if self._allowed is not None:
            self._allowed.discard(chat_id)

    async def _put(self, chat_id: int, title: str, user_id: int, *, allowed: bool) -> None:
        await self._database.execute(
            "INSERT INTO allowed_group (chat_id, title, by_user, made, allowed)"
            " VALUES (?, ?, ?, ?, ?) ON CONFLICT (chat_id) DO UPDATE SET title = excluded.title,"
            " by_user = excluded.by_user, made = excluded.made, allowed = excluded.allowed",
            (chat_id, title, user_id, to_column(self._clock.now()), allowed),
        )
