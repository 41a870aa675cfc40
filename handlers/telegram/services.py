"""Everything a handler uses, in one frozen object that bot/ builds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from handlers.telegram.membership import Membership
    from handlers.telegram.menu import Menu
    from handlers.telegram.sender import Sender
    from store.clock import Clock
    from store.documents.model import DocumentSummary, Taken, Upload
    from store.store import Store

T = TypeVar("T")


class GivenUpError(Exception):
    """Work on a document was given up: it ended the processes that did it, or was never done."""


class Library(Protocol):
    """Where documents that came by chat are read, stored and taken back, beside the answers."""

    def submit(self, key: str, work: Callable[[], Awaitable[None]]) -> None:
        """Have work done beside the answers; once more after that where it is being done."""
        ...

    async def read(
        self,
        draft: Upload,
        *,
        apart: bool = False,
        tell: Callable[[int, int], Awaitable[None]] = ...,
    ) -> DocumentSummary | str:
        """What was recognised in a draft's document, or why it can't be read.

        `apart` are documents that must not keep others waiting. Of a scan `tell` is given the
        number of each page and how many there are.
        """
        ...

    async def take(self, draft: Upload) -> Taken:
        """Store a draft's document, and keep what it takes the place of.

        Raises FileNotFoundError where the packed document is gone, StoreError, GivenUpError.
        """
        ...

    async def undo(self, draft: Upload) -> None:
        """Take a stored draft out again, and bring back what it took the place of.

        Raises StoreError and GivenUpError.
        """
        ...

    async def remove(self, draft: Upload) -> bool:
        """Take a document out of the store, so that the draft can bring it back.

        Raises StoreError and GivenUpError.
        """
        ...


class Workshop(Protocol):
    """Where what takes long is computed without making anybody's answer wait."""

    async def run(self, work: Callable[..., T], *values: object) -> T:
        """Call a module's function with values that can be pickled; raises what it raises."""
        ...


@dataclass(frozen=True, slots=True)
class Services:
    """The clock, the store and the ways out. `operators` are the ADMIN_USER_IDS.

    `nights_kept` is for how many nights copies of the store live on.
    """

    clock: Clock
    store: Store
    sender: Sender
    membership: Membership
    workshop: Workshop
    library: Library
    menu: Menu
    username: str
    zone: str
    operators: frozenset[int]
    allowed: frozenset[int]
    nights_kept: int
