"""A connection of psycopg's as the rooms know one: SQLite's statements, values, rows and errors."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import errors, pq
from psycopg.adapt import Dumper, Loader
from psycopg.types.string import StrDumperUnknown

from store.db import dialect
from store.db.port import Kept
from store.db.sql import Kind, Listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from psycopg.abc import Buffer

    from store.db.port import Parameters

READING = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
"""Begins a transaction that sees one state of the store."""
_NOTE = re.compile(r"SELECT value FROM meta WHERE name = ")
"""What a search asks again and again, and what such a transaction answers always the same."""
_BULK = 64
"""Rows from which on they go by COPY."""
_PLAIN_INSERT = re.compile(r"INSERT INTO (\w+) \(([\w, ]+)\) VALUES \(\?(?:, \?)*\)")


class _Untyped(Dumper):
    """Numbers and truths as SQLite has them: of the type of the column they meet."""

    format = pq.Format.TEXT

    def dump(self, obj: int) -> Buffer:
        return str(int(obj)).encode()


class _Text(StrDumperUnknown):
    """Texts without the one character that PostgreSQL can't keep."""

    def dump(self, obj: str) -> Buffer | None:
        return super().dump(obj.replace("\0", "\N{REPLACEMENT CHARACTER}") if "\0" in obj else obj)


class _Truth(Loader):
    """A truth as SQLite gives it."""

    format = pq.Format.BINARY

    def load(self, data: Buffer) -> int:
        return bytes(data)[0]


class _Rows:
    """What a statement gave; all of it is here already."""

    def __init__(self, rows: list[Any], rowcount: int) -> None:
        self._rows = iter(rows)
        self.rowcount = rowcount

    def fetchone(self) -> Any:  # noqa: ANN401 - a Row, or None after the last one
        return next(self._rows, None)

    def fetchmany(self, size: int = 1) -> list[Any]:
        return [row for _, row in zip(range(size), self._rows, strict=False)]

    def fetchall(self) -> list[Any]:
        return list(self._rows)

    def __iter__(self) -> Iterator[Any]:
        return self._rows


class PostgresConnection(Kept):
    """A connection that understands what SQLite does, and that comes back after a break."""

    def __init__(
        self, connect: Callable[[], psycopg.Connection[Any]], stopped: Callable[[], bool]
    ) -> None:
        self._connect = connect
        self._stopped = stopped
        self._known: dict[tuple[object, ...], list[Any]] | None = None
        self.driver = connect()

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open; none is on a connection that is broken."""
        return self.driver.info.transaction_status not in (
            pq.TransactionStatus.IDLE,
            pq.TransactionStatus.UNKNOWN,
        )

    def begin(self, command: str) -> None:
        """Begin a transaction, on a new connection where the last one is broken."""
        try:
            self.driver.execute(command.encode())
        except psycopg.OperationalError:
            # Nothing is lost with it: what went before has ended.
            self.driver.close()
            self.driver = self._connect()
            self.driver.execute(command.encode())
        self._known = {} if command == READING else None

    def execute(self, sql: str, parameters: Parameters = (), /) -> _Rows:
        """Run one statement, written for SQLite."""
        if self._stopped():
            raise errors.QueryCanceled("stopped")
        if sql in {"COMMIT", "ROLLBACK"}:
            return self._end(sql)
        if sql.startswith(("CREATE ", "ALTER ")):
            self.run(dialect.definition(sql))
            return _Rows([], -1)
        note = (sql, *parameters) if self._known is not None and _NOTE.match(sql) else None
        if note is not None and self._known is not None and note in self._known:
            return _Rows(self._known[note], -1)
        kinds = tuple(value.kind for value in parameters if value.__class__ is Listed)
        if kinds:
            parameters = [_array(value) for value in parameters]
        cursor = self.driver.execute(dialect.question(sql, kinds), parameters, binary=True)
        rows = cursor.fetchall() if cursor.description else []
        if note is not None and self._known is not None:
            self._known[note] = rows
        return _Rows(rows, cursor.rowcount)

    def executemany(self, sql: str, parameters: Iterable[Parameters], /) -> _Rows:
        """Run one statement for each of several sets of values; many rows go in one stream."""
        rows = list(parameters)
        plain = _PLAIN_INSERT.fullmatch(sql) if len(rows) >= _BULK else None
        with self.driver.cursor() as cursor:
            if plain and plain[1] != "slogan_gap":
                with cursor.copy(f"COPY {plain[1]} ({plain[2]}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(list(row))
            elif rows:
                cursor.executemany(dialect.question(sql), rows)
            return _Rows([], cursor.rowcount)

    def run(self, script: str) -> None:
        """Run what makes something, several statements perhaps."""
        self.driver.execute(script.encode(), None)

    def close(self) -> None:
        """End it."""
        self.driver.close()

    def _end(self, command: str) -> _Rows:
        failed = self.driver.info.transaction_status == pq.TransactionStatus.INERROR
        if failed and command == "COMMIT":
            # It would be taken back without a word.
            raise errors.InFailedSqlTransaction("a statement of this transaction has failed")
        self.driver.execute(command.encode())
        return _Rows([], -1)


def adapt(driver: psycopg.Connection[Any]) -> None:
    """Have values come and go as they do with SQLite."""
    for kind in (int, bool):
        driver.adapters.register_dumper(kind, _Untyped)
    driver.adapters.register_dumper(str, _Text)
    driver.adapters.register_loader("bool", _Truth)


def _array(value: object) -> object:
    if isinstance(value, Listed) and value.kind is Kind.NUMBERS:
        return "{" + value[1:-1] + "}"
    return str(value) if isinstance(value, Listed) else value


def row_maker(cursor: psycopg.Cursor[Any]) -> Callable[[Iterable[Any]], Any]:
    """Make rows whose columns are read by name, too."""
    return _row_type(tuple(column.name for column in cursor.description or ()))


@lru_cache(1024)
def _row_type(names: tuple[str, ...]) -> type[tuple[Any, ...]]:
    places: dict[object, int] = {}
    for place, name in enumerate(names):
        places.setdefault(name, place)

    class Row(tuple[Any, ...]):
        """A row whose columns are read by name, too; of two with the same name the first."""

        __slots__ = ()

        def __getitem__(self, key: Any) -> Any:  # noqa: ANN401 - a column has any type
            return tuple.__getitem__(self, places[key] if key.__class__ is str else key)

        def keys(self) -> tuple[str, ...]:
            return names

    return Row
