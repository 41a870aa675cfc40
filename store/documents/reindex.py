"""The index made anew from the texts, beside the old one, which goes on answering meanwhile."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from corpus.normal import normalize
from store.db.generations import raise_generation
from store.db.pages import in_pages
from store.documents.passage_rows import count_borders, count_terms
from store.documents.preparing import Wording, borders_of, index_text, quoted_terms
from store.index.builder import MOST_CHARACTERS
from store.index.segments import (
    load_aside,
    make_current,
    publish,
    raise_layout,
    retire_others,
)
from store.index.writer import (
    batches,
    doc_values_of,
    merge_aside,
    tidy,
    write_segment,
)
from store.slogans.counts import forget_everything

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.db.database import Database
    from store.db.port import RawConnection
    from store.documents.preparing import Indexed
    from store.index.segments import DocValues
    from store.index.writer import Entry

Progress = Callable[[int, int], None]

_AFRESH = 1 << 40
"""Higher than any number of changes, so that nothing remembered of the store counts."""
NOTES = {
    "generation": _AFRESH, "layout": _AFRESH, "slogan_version": _AFRESH,
    "judged": 0, "rules": 0, "twinned": 0,
}  # fmt: skip
"""The numbers that questions and changes read, and what they begin again with once lost."""


@dataclass(frozen=True, slots=True)
class _Text:
    """A text with its key, the speech of its first place, and the level it was at."""

    key: int
    speech: int
    level: int
    wording: Wording


async def rebuild(database: Database, progress: Progress) -> None:
    """Index all texts anew. Only for who holds the turn; `progress` gets steps done and in all."""
    await database.change(_mend_notes)
    await database.change(_mend_first_occurrences)
    total = await database.ask(_count)
    terms: Counter[str] = Counter()
    moved: list[tuple[int, int]] = []
    parts: list[tuple[int, DocValues]] = []
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
            (item.entry.rank, text.key)
            for text, item in zip(texts, indexed, strict=True)
            if text.level != item.entry.rank
        ]
        parts += await _write(database, texts, indexed)
        done += len(texts)
        progress(done, 2 * total)
    number, doc_values = await _whole(
        database, parts, lambda done, steps: progress(total + total * done // steps, 2 * total)
    )
    borders = await database.ask(stored_borders)
    await database.change(lambda raw: _finish(raw, number, doc_values, (terms, borders, moved)))
    await tidy(database)
    progress(2 * total, 2 * total)


def _mend_notes(raw: RawConnection) -> None:
    raw.executemany(
        "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE"
        " SET value = excluded.value WHERE typeof(meta.value) <> 'integer' OR meta.value < 0",
        NOTES.items(),
    )


async def _take(database: Database, after: int) -> tuple[list[_Text], list[Indexed]]:
    texts = await database.ask(partial(_read, after=after))
    return texts, await asyncio.to_thread(_index, texts)


async def _write(
    database: Database, texts: Sequence[_Text], indexed: Sequence[Indexed]
) -> list[tuple[int, DocValues]]:
    entries = [item.entry for item in indexed]
    written = []
    for batch in batches(entries):
        own = [entries[at] for at in batch]
        doc_values = _contents(texts, own, batch)
        written.append((await write_segment(database, own), doc_values))
    return written


def _contents(texts: Sequence[_Text], own: Sequence[Entry], batch: Sequence[int]) -> DocValues:
    keys, speeches = [texts[at].key for at in batch], [texts[at].speech for at in batch]
    return doc_values_of(own, keys, speeches)


async def _whole(
    database: Database, parts: Sequence[tuple[int, DocValues]], progress: Progress
) -> tuple[int | None, DocValues | None]:
    if len(parts) < 2:
        return parts[0] if parts else (None, None)
    segments = [load_aside(number, doc_values) for number, doc_values in parts]
    return await merge_aside(database, segments, progress)


def _finish(
    raw: RawConnection,
    number: int | None,
    doc_values: DocValues | None,
    rest: tuple[Counter[str], Counter[str], list[tuple[int, int]]],
) -> None:
    terms, borders, moved = rest
    retire_others(raw, number)
    if number is not None and doc_values is not None:
        publish(raw, number, doc_values)
    forget_everything(raw)
    raw.execute("DELETE FROM term")
    raw.execute("DELETE FROM border")
    count_terms(raw, terms)
    count_borders(raw, borders)
    raw.executemany("UPDATE text SET level = ? WHERE key = ?", moved)
    make_current(raw)
    raise_layout(raw)
    raise_generation(raw)


def _mend_first_occurrences(raw: RawConnection) -> None:
    """Give every text that has not one first place one; what stands nowhere goes."""
    raw.execute(
        "DELETE FROM text WHERE NOT EXISTS"
        " (SELECT 1 FROM place p WHERE p.passage = text.passage AND p.text = text.key)"
    )
    raw.execute(
        "UPDATE place SET echo = (speech, number) != (SELECT p.speech, p.number FROM place p"
        "  WHERE p.passage = place.passage AND p.text = place.text"
        "  ORDER BY p.speech, p.number LIMIT 1)"
        " WHERE text IN (SELECT text FROM place GROUP BY text"
        "  HAVING count(*) FILTER (WHERE NOT echo) != 1)"
    )


def _count(raw: RawConnection) -> int:
    (count,) = raw.execute("SELECT count(*) FROM place WHERE NOT echo").fetchone()
    return int(count)


def _read(raw: RawConnection, after: int) -> list[_Text]:
    """Read the texts with the next keys, about as many as one batch takes."""
    texts: list[_Text] = []
    size = 0
    for page in in_pages(
        raw,
        "SELECT t.key, t.id, t.kind, t.text, t.level, p.speech FROM text t JOIN place p"
        " ON p.passage = t.passage AND p.text = t.key AND NOT p.echo WHERE t.key > ?"
        " ORDER BY t.key",
        (after,),
    ):
        for row in page:
            wording = Wording(row["id"], row["kind"], row["text"])
            texts.append(_Text(row["key"], row["speech"], row["level"], wording))
            size += len(row["text"]) + 1
            if size > MOST_CHARACTERS * 0.9:
                return texts
    return texts


def _index(texts: Sequence[_Text]) -> list[Indexed]:
    return [index_text(text.wording, normalize(text.wording.text)) for text in texts]


def stored_terms(raw: RawConnection) -> Counter[str]:
    """Count the texts that quote each term, from the texts."""
    terms: Counter[str] = Counter()
    for page in in_pages(
        raw,
        "SELECT key, text FROM text WHERE key > ? AND instr(text, '“') + instr(text, '\"')"
        " + instr(text, '「') + instr(text, '『') > 0 ORDER BY key",
        (0,),
    ):
        terms.update(term for row in page for term in quoted_terms(row["text"]))
    return terms


def stored_borders(raw: RawConnection) -> Counter[str]:
    """Count the pairs of characters around the borders within blocks, from the texts."""
    pages = in_pages(
        raw,
        "SELECT p.speech, p.number, p.block, t.text AS wording FROM place p"
        " JOIN text t ON t.key = p.text WHERE (p.speech, p.number) > (?, ?)"
        " ORDER BY p.speech, p.number",
        (0, 0),
    )
    return borders_of(chain.from_iterable(pages))
