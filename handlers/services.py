"""Everything a handler uses, in one frozen object that bot/ builds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from handlers.sender import Sender
    from store.clock import Clock
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
    username: str
    zone: str
    operators: frozenset[int]
    allowed: frozenset[int]
