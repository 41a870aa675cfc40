"""Everything a handler uses, in one frozen object that bot/ builds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from handlers.sender import Sender
    from store.clock import Clock
    from store.drafts import Draft, Taken
    from store.packing import Outline
    from store.store import Store

T = TypeVar("T")


class Membership(Protocol):
    """Who is in a group and who runs it, asked of Telegram and remembered for seconds."""

    async def administers(self, chat_id: int, user_id: int, *, fresh: bool = False) -> bool:
        """Whether the user is an administrator of the chat; `fresh` asks again."""
        ...

    async def belongs(self, chat_id: int, user_id: int) -> bool:
        """Whether the user is a member of the chat."""
        ...

    async def count(self, chat_id: int) -> int | None:
        """How many people are in the chat, the bot left out; None where that isn't known."""
        ...

    async def title(self, chat_id: int) -> str:
        """What the group is called, empty where that isn't known."""
        ...

    async def leave(self, chat_id: int) -> None:
        """Leave a group."""
        ...


class Library(Protocol):
    """Where documents that came by chat are read, stored and taken back, beside the answers."""

    def submit(self, key: str, work: Callable[[], Awaitable[None]]) -> None:
        """Have work done beside the answers; once more after that where it is being done."""
        ...

    async def read(self, draft: Draft) -> Outline | str:
        """What was recognised in a draft's document, or why it can't be read."""
        ...

    async def take(self, draft: Draft) -> Taken:
        """Store a draft's document, and keep what it takes the place of."""
        ...

    async def undo(self, draft: Draft) -> None:
        """Take a stored draft out again, and bring back what it took the place of."""
        ...

    async def remove(self, draft: Draft) -> bool:
        """Take a document out of the store, so that the draft can bring it back."""
        ...


class OperatorMenu(Protocol):
    """The command menu of an operator's private chat."""

    async def show(self, operator: int) -> None:
        """Publish an operator's menu."""
        ...


class Workshop(Protocol):
    """Where what takes long is computed without making anybody's answer wait."""

    async def run(self, work: Callable[..., T], *values: object) -> T:
        """Call a module's function with values that can be pickled; raises what it raises."""
        ...


@dataclass(frozen=True, slots=True)
class Services:
    """The clock, the store and the ways out. `operators` are the ADMIN_USER_IDS."""

    clock: Clock
    store: Store
    sender: Sender
    membership: Membership
    workshop: Workshop
    library: Library
    menu: OperatorMenu
    username: str
    zone: str
    operators: frozenset[int]
    allowed: frozenset[int]
