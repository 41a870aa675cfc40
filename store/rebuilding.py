"""The index made anew from the texts, beside the old one, which goes on answering meanwhile."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from corpus.normal import NORMAL_FORM_VERSION, normalize
from store.building import MOST_CHARACTERS
from store.indexing import (
    batches,
    contents_of,
    index_at_once,
    merge_aside,
    tidy,
    write_segment,
)
from store.preparing import Wording, border_pairs, index_text
from store.segments import load_aside, publish, retire
from store.slogan_counts import forget_everything
from store.texts import count_borders, count_terms

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

    from store.database import Database
    from store.indexing import Entry
    from store.preparing import Indexed
    from store.segments import Contents

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class _Text:
    """A text with its key, the speech of its first place, and the level it was at."""

    key: int
    speech: int
    level: int
    wording: Wording


async def rebuild(database: Database, progress: Progress) -> None:
    """Index all texts anew. Only for who holds the turn; `progress` gets steps done and in all."""
    await database.change(_mend_homes)
    total = await database.ask(_count)
    terms: Counter[str] = Counter()
    moved: list[tuple[int, int]] = []
    parts: list[tuple[int, Contents]] = []
    done = 0
    upcoming = asyncio.create_task(_take(database, 0))
    while True:
        texts, indexed = await upcoming
        if not texts:
            break
        # Judged while these are written, which takes little of Python.
        upcoming = asyncio.create_task(_take(database, texts[-1].key))
        terms.update(term for item in indexed for term in item.terms)
        moved += [
            (item.entry.level, text.key)
            for text, item in zip(texts, indexed, strict=True)
            if text.level != item.entry.level
        ]
        parts += await _write(database, texts, indexed)
        done += len(texts)
        progress(done, 2 * total)
    number, contents = await _whole(
        database, parts, lambda done, steps: progress(total + total * done // steps, 2 * total)
    )
    borders = await database.ask(_borders)
    await database.change(lambda raw: _finish(raw, number, contents, (terms, borders, moved)))
    await tidy(database)
    progress(2 * total, 2 * total)


def index_all(raw: sqlite3.Connection) -> None:
    """Index all texts in the transaction of `raw`, for a store that had another kind of index."""
    after = 0
    while texts := _read(raw, after):
        entries = [item.entry for item in _index(texts)]
        for batch in batches(entries):
            own = [entries[at] for at in batch]
            index_at_once(raw, own, _contents(texts, own, batch))
        levels = [(entry.level, text.key) for entry, text in zip(entries, texts, strict=True)]
        raw.executemany("UPDATE text SET level = ? WHERE key = ?", levels)
        after = texts[-1].key


async def _take(database: Database, after: int) -> tuple[list[_Text], list[Indexed]]:
    texts = await database.ask(partial(_read, after=after))
    return texts, await asyncio.to_thread(_index, texts)


async def _write(
    database: Database, texts: Sequence[_Text], indexed: Sequence[Indexed]
) -> list[tuple[int, Contents]]:
    entries = [item.entry for item in indexed]
    written = []
    for batch in batches(entries):
        own = [entries[at] for at in batch]
        contents = _contents(texts, own, batch)
        written.append((await write_segment(database, own), contents))
    return written


def _contents(texts: Sequence[_Text], own: Sequence[Entry], batch: Sequence[int]) -> Contents:
    keys, speeches = [texts[at].key for at in batch], [texts[at].speech for at in batch]
    return contents_of(own, keys, speeches)


async def _whole(
    database: Database, parts: Sequence[tuple[int, Contents]], progress: Progress
) -> tuple[int | None, Contents | None]:
    if len(parts) < 2:
        return parts[0] if parts else (None, None)
    segments = [load_aside(number, contents) for number, contents in parts]
    return await merge_aside(database, segments, progress)


def _finish(
    raw: sqlite3.Connection,
    number: int | None,
    contents: Contents | None,
    rest: tuple[Counter[str], Counter[str], list[tuple[int, int]]],
) -> None:
    terms, borders, moved = rest
    retired = [row["number"] for row in raw.execute("SELECT number FROM segment")]
    retire(raw, [other for other in retired if other != number])
    if number is not None and contents is not None:
        publish(raw, number, contents)
    forget_everything(raw)
    raw.execute("DELETE FROM term")
    raw.execute("DELETE FROM border")
    count_terms(raw, terms)
    count_borders(raw, borders)
    raw.executemany("UPDATE text SET level = ? WHERE key = ?", moved)
    raw.execute("UPDATE meta SET value = ? WHERE name = 'normal_form'", (NORMAL_FORM_VERSION,))
    raw.execute("UPDATE meta SET value = value + 1 WHERE name IN ('generation', 'layout')")


def _mend_homes(raw: sqlite3.Connection) -> None:
    """Give every text that has not one first place one."""
    raw.execute(
        "UPDATE place SET echo = (speech, number) != (SELECT p.speech, p.number FROM place p"
        "  WHERE p.passage = place.passage AND p.text = place.text"
        "  ORDER BY p.speech, p.number LIMIT 1)"
        " WHERE text IN (SELECT text FROM place GROUP BY text HAVING sum(NOT echo) != 1)"
    )


def _count(raw: sqlite3.Connection) -> int:
    (count,) = raw.execute("SELECT count(*) FROM place WHERE NOT echo").fetchone()
    return int(count)


def _read(raw: sqlite3.Connection, after: int) -> list[_Text]:
    """Read the texts with the next keys, about as many as one batch takes."""
    texts: list[_Text] = []
    size = 0
    for row in raw.execute(
        "SELECT t.key, t.id, t.kind, t.text, t.level, p.speech FROM text t JOIN place p"
        " ON p.passage = t.passage AND p.text = t.key AND NOT p.echo WHERE t.key > ?"
        " ORDER BY t.key",
        (after,),
    ):
        wording = Wording(row["id"], row["kind"], row["text"])
        texts.append(_Text(row["key"], row["speech"], row["level"], wording))
        size += len(row["text"]) + 1
        if size > MOST_CHARACTERS * 0.9:
            break
    return texts


def _index(texts: Sequence[_Text]) -> list[Indexed]:
    return [index_text(text.wording, normalize(text.wording.text)) for text in texts]


def _borders(raw: sqlite3.Connection) -> Counter[str]:
    rows = raw.execute(
        "SELECT p.speech, p.block, t.text FROM place p JOIN text t ON t.key = p.text"
        " ORDER BY p.speech, p.number"
    )
    return Counter(border_pairs(_numbered_blocks(rows)))


def _numbered_blocks(rows: Iterable[sqlite3.Row]) -> Iterator[tuple[int, str]]:
    """Number the blocks of all speeches in a row, so that no two speeches share one."""
    number, last = 0, None
    for row in rows:
        block = (row["speech"], row["block"])
        number += block != last
        last = block
        yield number, normalize(row["text"])
