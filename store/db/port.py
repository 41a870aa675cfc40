"""What a room sees of the database: a connection that executes and fetches, rows read by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager, AbstractContextManager
    from pathlib import Path

    from store.db.whole import WholeStore

Parameters = Sequence[Any] | Mapping[str, Any]
"""Values for the `?` or for the `:name` of a statement."""


class Row(Protocol):
    """One row: a column by its name or its place, or all in order."""

    def __getitem__(self, key: Any, /) -> Any: ...  # noqa: ANN401 - a column has any type

    def __iter__(self) -> Iterator[Any]: ...

    def __len__(self) -> int: ...

    def keys(self) -> Iterable[str]:
        """The names of the columns."""
        ...


class Cursor(Protocol):
    """What a statement gave."""

    @property
    def rowcount(self) -> int:
        """How many rows it changed."""
        ...

    def fetchone(self) -> Any:  # noqa: ANN401 - a Row, or None after the last one
        """The next row."""
        ...

    def fetchmany(self, size: int = ...) -> list[Any]:
        """The next rows, so many at most."""
        ...

    def fetchall(self) -> list[Any]:
        """All rows that are left."""
        ...

    def __iter__(self) -> Iterator[Any]: ...


class RawConnection(Protocol):
    """A connection in its own thread, within a transaction."""

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        ...

    def execute(self, sql: str, parameters: Parameters = ..., /) -> Cursor:
        """Run one statement."""
        ...

    def executemany(self, sql: str, parameters: Iterable[Parameters], /) -> Cursor:
        """Run one statement for each of several sets of values."""
        ...


class Kept:
    """What all connections of a store share, and what each keeps for itself."""

    shared: object = None
    scratch: object = None
    writes: bool = False


class StoreConnection(RawConnection, Protocol):
    """A connection of an engine's; it inherits from `Kept`, too."""

    shared: object
    writes: bool

    def close(self) -> None:
        """End it."""
        ...


class Leased(Protocol):
    """What several processes share, of which one at a time serves."""

    number: int | None
    """The lease under which this process changes anything; None where it never had one."""

    def take_lease(self, holder: str, seconds: float) -> bool:
        """Take it where it has run out; False where another one holds it."""
        ...

    def renew_lease(self, seconds: float) -> bool:
        """Make it last so long from now; False where another one has taken it."""
        ...

    def leave_lease(self) -> None:
        """Have it run out now."""
        ...

    def leads(self, raw: RawConnection) -> bool:
        """Whether the store obeys this process: nobody has taken the lease since it did."""
        ...

    def abandon(self) -> None:
        """End all connections, also those that wait for an answer, and make no more."""
        ...


class Engine(Protocol):
    """What keeps a store. Each method is called in the thread of its connection."""

    errors: type[Exception]
    """What the driver raises."""
    path: Path
    """The store's file, or the place of what is kept on this machine beside the store."""
    file: Path | None
    """The store's file, where it is one."""
    name: object
    """What errors call the store."""
    leased: Leased | None
    """Itself, where processes on several hosts may share the store."""

    def translated(self, error: Exception) -> Exception:
        """Give the StoreError that a driver's error stands for, or the error where it is ours."""
        ...

    def may_pass(self, error: Exception) -> bool:
        """Whether a statement that failed may succeed later, for it isn't wrong in itself."""
        ...

    def connect(self, stopped: Callable[[], bool], *, writes: bool) -> StoreConnection:
        """Connect; what runs ends with an error once it is `stopped`."""
        ...

    def interrupt(self, raw: RawConnection) -> None:
        """Have what runs on a connection end with an error; called in another thread."""
        ...

    def turn(self, patience: float) -> AbstractAsyncContextManager[None]:
        """Hold the right to change the documents; StoreBusyError after `patience` seconds."""
        ...

    def migrate(self, raw: RawConnection) -> None:
        """Bring the schema up to date."""
        ...

    def begin_reading(self, raw: RawConnection) -> None:
        """Begin a transaction that sees one state of the store."""
        ...

    def begin_writing(self, raw: RawConnection, *, durable: bool) -> None:
        """Begin a transaction that may write; StoreBusyError at once where another one does.

        Raises NotLeadingError where this process had the lease and another one has it now, and
        StoreReplacedError where the store is `replaced`.
        """
        ...

    def replaced(self) -> bool:
        """Whether another file bears the store's name than the one that was opened, or none."""
        ...

    def leave(self, raw: RawConnection) -> None:
        """Leave nothing of ours beside a file that took the store's place.

        A store whose name nobody has taken gets it back. Called before connections are closed.
        """
        ...

    def alone(self, then: str) -> AbstractContextManager[RawConnection]:
        """Give a connection while all others are kept away; StoreInUseError where one is there.

        `then` is what is to be done with the store, in Chinese, for that error.
        """
        ...

    def wipe(self, tables: tuple[str, ...]) -> bool:
        """Leave nothing deleted in these tables; False where others are in the way."""
        ...

    def empty_log(self) -> bool:
        """Leave nothing in the log of what was changed; False where others read it."""
        ...

    def size(self) -> int:
        """Bytes that the store takes where it is kept."""
        ...

    def whole(self, raw: RawConnection) -> WholeStore:
        """All that it holds, over one of its connections; for moving it."""
        ...

    def sync(self) -> None:
        """Have all that was committed on the disk; StoreUnwritableError where that fails."""
        ...
