"""What groups' administrators have chosen, and which groups there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.people.model import GroupSettings

if TYPE_CHECKING:
    from store.db.database import Database
    from store.people.model import Audience, Keepers

_KNOWN = " UNION ".join(
    f"SELECT {column} AS chat_id FROM {table} WHERE {column} < 0"
    for table, column in (
        ("group_setting", "chat_id"),
        ("subscription", "chat_id"),
        ("allowed_group", "chat_id"),
        ("answer", "chat_id"),
    )
)
"""Wherever something is kept of a group."""


class Groups:
    """The groups that the bot is in, or was."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def note(self, chat_id: int) -> None:
        """Note that the bot has come into a group."""
        await self._database.execute(
            "INSERT INTO group_setting (chat_id) VALUES (?) ON CONFLICT (chat_id) DO NOTHING",
            (chat_id,),
        )

    async def known(self) -> tuple[int, ...]:
        """Give the groups of which anything is known."""
        rows = await self._database.fetch_all(f"{_KNOWN} ORDER BY chat_id")
        return tuple(row["chat_id"] for row in rows)

    async def hidden(self) -> tuple[int, ...]:
        """Give the groups whose answers only the asker sees."""
        rows = await self._database.fetch_all(
            "SELECT chat_id FROM group_setting WHERE answers = 'asker' ORDER BY chat_id"
        )
        return tuple(row["chat_id"] for row in rows)

    async def settings(self, chat_id: int) -> GroupSettings:
        """Give what a group's administrators have chosen."""
        row = await self._database.fetch_one(
            "SELECT answers, shelf FROM group_setting WHERE chat_id = ?", (chat_id,)
        )
        return GroupSettings() if row is None else GroupSettings(row["answers"], row["shelf"])

    async def show_answers_to(self, chat_id: int, answers: Audience) -> None:
        """Choose who sees the answers to commands."""
        await self._set(chat_id, "answers", answers)

    async def let_keep(self, chat_id: int, keepers: Keepers) -> None:
        """Choose who may fill the shelf."""
        await self._set(chat_id, "shelf", keepers)

    async def _set(self, chat_id: int, column: str, value: str) -> None:
        await self._database.execute(
            f"INSERT INTO group_setting (chat_id, {column}) VALUES (?, ?)"
            f" ON CONFLICT (chat_id) DO UPDATE SET {column} = excluded.{column}",
            (chat_id, value),
        )
