"""What search is measured against: other ways to find the same passages, each as good as it gets.

Every peer gets the normal forms of the passages and counts what holds all words, then gives the
first ten: the best ones where it ranks. All but jieba's tokens find exactly what a scan finds.
Asked for some, it gives those that hold any part of the words, as a search engine does.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import time
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Protocol

import tantivy

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

TOKENIZER = "unicode61 remove_diacritics 0 categories 'L* N* P* S* Co Cn M* Cf'"
_TOP = 10


class Peer(Protocol):
    """Another way to search."""

    name: str

    def build(self, texts: Sequence[str], /) -> float:
        """Take in the passages, numbered from 1, and say how many seconds that took."""
        ...

    def size(self) -> int:
        """Bytes on the disk."""
        ...

    def find(self, words: Sequence[str]) -> tuple[int, list[int]]:
        """Count the passages that hold all words, and give ten."""
        ...

    def close(self) -> None:
        """Leave nothing behind."""
        ...


class Sqlite:
    """A peer in one SQLite file."""

    name = ""
    columns = ""

    def __init__(self, folder: Path) -> None:
        self.path = folder / f"{type(self).__name__}.db"
        self.path.unlink(missing_ok=True)
        self._raw = sqlite3.connect(self.path, isolation_level=None)
        self._raw.execute("PRAGMA journal_mode = OFF")
        self._raw.execute("PRAGMA synchronous = OFF")

    def build(self, texts: Iterable[str]) -> float:
        """Take in the passages, numbered from 1, and say how many seconds that took."""
        began = time.perf_counter()
        self._raw.execute(self.columns)
        self._raw.execute("BEGIN")
        self._raw.executemany(
            "INSERT INTO t (rowid, x) VALUES (?, ?)",
            ((number, self.prepared(text)) for number, text in enumerate(texts, start=1)),
        )
        self._raw.execute("COMMIT")
        return time.perf_counter() - began

    def size(self) -> int:
        """Bytes on the disk."""
        return self.path.stat().st_size

    def close(self) -> None:
        """Delete the file."""
        self._raw.close()
        self.path.unlink()

    def prepared(self, text: str) -> str:
        """Return what is stored of a passage."""
        return text

    def find(self, words: Sequence[str]) -> tuple[int, list[int]]:
        """Count the passages that hold all words, and give ten."""
        raise NotImplementedError

    def parts(self, word: str) -> list[str]:
        """Return the terms that a word consists of."""
        return [word]

    def some(self, words: Sequence[str]) -> list[int]:
        """Give the ten best passages that hold any of the terms of the words."""
        terms = dict.fromkeys(part for word in words for part in self.parts(word))
        return self._match(" OR ".join(map(_quoted, terms)))[1] if terms else []

    def _match(self, expression: str, order: str = "ORDER BY rank") -> tuple[int, list[int]]:
        sql = "FROM t WHERE t MATCH ?"
        (count,) = self._raw.execute(f"SELECT count(*) {sql}", (expression,)).fetchone()
        rows = self._raw.execute(f"SELECT rowid {sql} {order} LIMIT {_TOP}", (expression,))
        return count, [row[0] for row in rows]


class Like(Sqlite):
    """A plain table, read from end to end."""

    name = "LIKE"
    columns = "CREATE TABLE t (x TEXT NOT NULL)"

    def find(self, words: Sequence[str]) -> tuple[int, list[int]]:
        """Count the passages that hold all words, and give ten."""
        held = " AND ".join("instr(x, ?)" for _ in words)
        rows = self._raw.execute(f"SELECT rowid FROM t WHERE {held}", list(words)).fetchall()
        return len(rows), [row[0] for row in rows[:_TOP]]


class Bigrams(Sqlite):
    """FTS5 over pairs of characters, contentless, ordered by rank."""

    name = "FTS5 bigrams, ORDER BY rank"
    columns = f"CREATE VIRTUAL TABLE t USING fts5(x, content = '', tokenize = \"{TOKENIZER}\")"

    def prepared(self, text: str) -> str:
        """Return what is stored of a passage."""
        return bigrams(text)

    def find(self, words: Sequence[str]) -> tuple[int, list[int]]:
        """Count the passages that hold all words, and give ten."""
        return self._match(" AND ".join(map(self._phrase, words)))

    def parts(self, word: str) -> list[str]:
        """Return the terms that a word consists of."""
        return bigrams(word, "").split()

    @staticmethod
    def _phrase(word: str) -> str:
        quoted = _quoted(bigrams(word, "") or word)
        return quoted if len(word) > 1 else f"{quoted} *"


class InOrder(Bigrams):
    """The same in the order of the rows: where they stand by what is asked of none, without rank.

    It is what our own index does within FTS5: passages are numbered by how well they stand alone.
    """

    name = "FTS5 bigrams, rowid order"

    def _match(self, expression: str, order: str = "ORDER BY rowid") -> tuple[int, list[int]]:
        return super()._match(expression, order)


class Trigrams(Like):
    """FTS5's own trigrams; what is shorter is found by reading everything."""

    name = "FTS5 trigram"
    columns = "CREATE VIRTUAL TABLE t USING fts5(x, tokenize = 'trigram')"

    def find(self, words: Sequence[str]) -> tuple[int, list[int]]:
        """Count the passages that hold all words, and give ten."""
        if min(map(len, words)) > 2:
            return self._match(" AND ".join(map(_quoted, words)))
        return super().find(words)

    def parts(self, word: str) -> list[str]:
        """Return the terms that a word consists of."""
        return [word[start : start + 3] for start in range(len(word) - 2)]


class Jieba(Sqlite):
    """FTS5 over jieba's words: what is cut otherwise in the text than in the question is missed."""

    name = "FTS5 over jieba tokens"
    columns = f"CREATE VIRTUAL TABLE t USING fts5(x, content = '', tokenize = \"{TOKENIZER}\")"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        import jieba  # noqa: PLC0415 - loads a dictionary

        self._cut = jieba.lcut
        self._cut("")

    def prepared(self, text: str) -> str:
        """Return what is stored of a passage."""
        return " ".join(self._cut(text))

    def find(self, words: Sequence[str]) -> tuple[int, list[int]]:
        """Count the passages that hold all words, and give ten."""
        return self._match(" AND ".join(_quoted(self.prepared(word)) for word in words))

    def parts(self, word: str) -> list[str]:
        """Return the terms that a word consists of."""
        return list(self._cut(word))


class Tantivy:
    """Tantivy over pairs of characters."""

    name = "tantivy bigrams"

    def __init__(self, folder: Path) -> None:
        self.path = folder / "tantivy"
        shutil.rmtree(self.path, ignore_errors=True)
        self.path.mkdir()
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("x", tokenizer_name="space", index_option="position")
        builder.add_unsigned_field("n", stored=True)
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema, path=str(self.path))
        analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        self._index.register_tokenizer("space", analyzer)
        self._searcher: Any = None

    def build(self, texts: Iterable[str]) -> float:
        """Take in the passages, numbered from 1, and say how many seconds that took."""
        began = time.perf_counter()
        writer = self._index.writer(heap_size=200_000_000, num_threads=1)
        for number, text in enumerate(texts, start=1):
            writer.add_document(tantivy.Document(x=bigrams(text), n=number))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()
        return time.perf_counter() - began

    def size(self) -> int:
        """Bytes on the disk."""
        return sum(file.stat().st_size for file in self.path.iterdir())

    def close(self) -> None:
        """Delete the files."""
        with contextlib.suppress(OSError):
            shutil.rmtree(self.path)

    def find(self, words: Sequence[str]) -> tuple[int, list[int]]:
        """Count the passages that hold all words, and give the best ten."""
        must = [(tantivy.Occur.Must, self._phrase(word)) for word in words]
        query = must[0][1] if len(must) == 1 else tantivy.Query.boolean_query(must)
        found = self._searcher.search(query, _TOP, count=True)
        return found.count, [self._searcher.doc(place)["n"][0] for _, place in found.hits]

    def some(self, words: Sequence[str]) -> list[int]:
        """Give the ten best passages that hold any of the pairs of the words."""
        pairs = dict.fromkeys(pair for word in words for pair in bigrams(word, "").split())
        terms = [
            (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "x", pair))
            for pair in pairs
        ]
        found = self._searcher.search(tantivy.Query.boolean_query(terms), _TOP)
        return [self._searcher.doc(place)["n"][0] for _, place in found.hits]

    def _phrase(self, word: str) -> Any:  # noqa: ANN401 - tantivy has no types
        pairs: list[str | tuple[int, str]] = ["".join(two) for two in pairwise(word)]
        if len(pairs) > 1:
            return tantivy.Query.phrase_query(self._schema, "x", pairs)
        if pairs:
            return tantivy.Query.term_query(self._schema, "x", word)
        return tantivy.Query.regex_query(self._schema, "x", f"{_escaped(word)}.")


def bigrams(text: str, end: str = "\U0010fffd") -> str:
    """The pairs of neighbouring characters, the last one with a mark of the end."""
    return " ".join("".join(two) for two in pairwise(text + end))


def _quoted(term: str) -> str:
    return '"' + term.replace('"', '""') + '"'


def _escaped(character: str) -> str:
    return character if character.isalnum() else f"\\{character}"


PEERS = (Tantivy, Bigrams, InOrder, Trigrams, Jieba, Like)
