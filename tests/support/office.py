"""A group at work: its administrator and two colleagues, each with a chat of his own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.support.stage import Stage


class Office:
    """A group of `admin`, `first` and `second`; their own chats are `his`, `hers` and `theirs`."""

    first_name = "甲"

    def __init__(self, ready: Stage) -> None:
        self.stage, self.telegram = ready, ready.telegram

    async def open(self) -> None:
        self.admin, self.his = await self.stage.person("群管理")
        self.first, self.hers = await self.stage.person(self.first_name)
        self.second, self.theirs = await self.stage.person("乙")
        members = [self.admin, self.first, self.second]
        self.group = await self.stage.group("澄湾港办公室", members, [self.admin])
