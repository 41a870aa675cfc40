"""A store as a whole, as it is moved to another engine: what each engine keeps in its own way.

That is the numbers that are given out, and the index of gaps. `raw` is a connection to the store.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from store.db.port import RawConnection


class WholeStore(Protocol):
    """All that a store holds."""

    raw: RawConnection

    def empty(self, tables: Sequence[str]) -> None:
        """Delete all rows of all tables, of which none comes before one that refers to it."""
        ...

    def given(self, table: str, column: str) -> int:
        """The last number that was given out in a table that gives none twice; 0 is none."""
        ...

    def go_on_from(self, table: str, column: str, number: int, *, never_again: bool) -> None:
        """Have the next number be the one after this, or a higher one that isn't given out yet.

        Where a table may give a number again, the engine may find the next one by itself.
        """
        ...

    def gaps(self) -> Iterable[tuple[int, str]]:
        """The rows of the index of gaps, each once for each of its words."""
        ...


class WholeFile:
    """A file of SQLite's."""

    def __init__(self, raw: RawConnection) -> None:
        self.raw = raw

    def empty(self, tables: Sequence[str]) -> None:
        """Delete all rows, table by table."""
        for name in tables:
            self.raw.execute(f"DELETE FROM {name}")

    def given(self, table: str, column: str) -> int:
        """What SQLite notes of a table that gives no number twice."""
        del column
        asked = "SELECT seq FROM sqlite_sequence WHERE name = ?"
        row = self.raw.execute(asked, (table,)).fetchone()
        return int(row[0]) if row else 0

    def go_on_from(self, table: str, column: str, number: int, *, never_again: bool) -> None:
        """Note it; of the other tables SQLite looks for the highest one itself."""
        del column
        if never_again and number:
            self.raw.execute("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
            self.raw.execute(
                "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, number)
            )

    def gaps(self) -> Iterable[tuple[int, str]]:
        """What FTS5 tells of its own index."""
        self.raw.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.gap_words"
            " USING fts5vocab(main, slogan_gap, instance)"
        )
        return self.raw.execute("SELECT doc, term FROM temp.gap_words")


class WholeSchema:
    """A schema of PostgreSQL's."""

    def __init__(self, raw: RawConnection) -> None:
        self.raw = raw

    def empty(self, tables: Sequence[str]) -> None:
        """Delete all rows at once."""
        # Row by row it would work through triggers and leave as much room unused as they took.
        self.raw.execute(f"TRUNCATE {', '.join(tables)}")

    def given(self, table: str, column: str) -> int:
        """Where the sequence of a column stands."""
        row = self.raw.execute(
            "SELECT coalesce(last_value, 0) FROM pg_sequences WHERE schemaname = current_schema()"
            " AND sequencename = ?",
            (f"{table}_{column}_seq",),
        ).fetchone()
        return int(row[0]) if row else 0

    def go_on_from(self, table: str, column: str, number: int, *, never_again: bool) -> None:
        """Set the sequence, unless it stands higher.

        A number that it has given out since is the name of a file on some host, and what is set
        here outlives a transaction that is taken back.
        """
        del never_again
        number = max(number, self.given(table, column))
        if number:
            sequence = f"pg_get_serial_sequence('{table}', '{column}')"
            self.raw.execute(f"SELECT setval({sequence}, {number})")

    def gaps(self) -> Iterable[tuple[int, str]]:
        """The words as they are kept."""
        return self.raw.execute("SELECT rowid, unnest(pairs) FROM slogan_gap")
