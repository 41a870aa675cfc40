"""Whether the index tells what the texts say, looked at as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corpus.normal import NORMAL_FORM_VERSION, normalize
from store.building import build
from store.found import as_list
from store.index import CHARACTER_BITS, TERM_BITS
from store.indexing import Entry, contents_of
from store.postings import Row, cells_of, decode, decode_many, offsets_of
from store.segments import load, load_aside

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from store.postings import U64
    from store.segments import Segment

_ODD = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)
_ALONE = np.uint64(0xFFFF)
_SECOND = (1 << CHARACTER_BITS) - 1
_READ_AT_ONCE = 4_000
"""Texts, or posting lists, whose entries are summed up at once."""


def find_faults(raw: sqlite3.Connection, *, thorough: bool) -> Iterator[str]:
    """Name what is wrong, in Chinese, a phrase each."""
    (state,) = raw.execute("PRAGMA quick_check(1)").fetchone()
    if state != "ok":
        yield "数据库文件有损坏"
    row = raw.execute("SELECT value FROM meta WHERE name = 'normal_form'").fetchone()
    if row["value"] != NORMAL_FORM_VERSION:
        yield "索引由另一个版本建立"
        return
    segments = load(raw, {})
    indexed = _indexed(segments)
    homes = dict(raw.execute("SELECT text, speech FROM place WHERE NOT echo").fetchall())
    texts = {row["key"] for row in raw.execute("SELECT key FROM text")}
    if missing := len(homes.keys() - indexed.keys()):
        yield f"{missing} 段不在索引里"
    if ghosts := len(indexed.keys() - texts):
        yield f"索引里有 {ghosts} 段已经不存在"
    if strayed := sum(homes.get(key) != speech for key, speech in indexed.items() if key in texts):
        yield f"索引里有 {strayed} 段的出处不对"
    if raw.execute(
        "SELECT 1 FROM place p LEFT JOIN text t ON t.key = p.text AND t.passage = p.passage"
        " WHERE t.key IS NULL LIMIT 1"
    ).fetchone():
        yield "有的位置没有文字"
    if thorough and (wrong := _wrong_characters(raw, segments)):
        yield f"索引里有 {wrong} 个字与原文对不上"


def _indexed(segments: Sequence[Segment]) -> dict[int, int]:
    """Return keys and speeches of all living texts."""
    found: dict[int, int] = {}
    for segment in segments:
        keys, speeches = segment.contents.keys, segment.contents.speeches
        if segment.alive is not None:
            keys, speeches = keys[segment.alive], speeches[segment.alive]
        found.update(zip(keys.tolist(), speeches.tolist(), strict=True))
    return found


def _wrong_characters(raw: sqlite3.Connection, segments: Sequence[Segment]) -> int:
    """Count the characters whose entries are not those that the texts give."""
    sums = np.zeros(1 << CHARACTER_BITS, np.uint64)
    for segment in segments:
        for rows in _stored(raw, segment):
            np.add.at(sums, *_entries(rows, segment))
        for part, rows in _expected(raw, segment):
            np.subtract.at(sums, *_entries(rows, part))
    return int(np.count_nonzero(sums))


def _stored(raw: sqlite3.Connection, segment: Segment) -> Iterator[list[Row]]:
    """Yield what the index has of a segment."""
    base = segment.number << TERM_BITS
    rows = raw.execute(
        "SELECT key - ? AS term, texts, data FROM posting WHERE key >= ? AND key < ?",
        (base, base, base + (1 << TERM_BITS)),
    )
    while some := rows.fetchmany(_READ_AT_ONCE):
        yield [Row(*row) for row in some]


def _expected(raw: sqlite3.Connection, segment: Segment) -> Iterator[tuple[Segment, list[Row]]]:
    """Yield the same for some of its texts at a time, as those give it."""
    keys = segment.contents.keys
    living = keys if segment.alive is None else keys[segment.alive]
    for start in range(0, len(living), _READ_AT_ONCE):
        some = living[start : start + _READ_AT_ONCE]
        rows = raw.execute(
            "SELECT key, text FROM text WHERE key IN (SELECT value FROM json_each(?))",
            (as_list(some.tolist()),),
        )
        texts = {row["key"]: normalize(row["text"]) for row in rows}
        entries = [Entry(normal, 0) for normal in texts.values()]
        contents = contents_of(entries, list(texts), [0] * len(texts))
        yield load_aside(0, contents), build(list(texts.values()))


def _entries(rows: Sequence[Row], segment: Segment) -> tuple[NDArray[np.int64], U64]:
    """Return, for each entry of a living text, its first character and a number of its own."""
    terms, cells, offsets = _decoded(rows)
    inside = cells < segment.layout.cells
    texts = segment.text_of_cell[np.where(inside, cells, 0)]
    within = (cells - segment.layout.first[texts]).astype(np.uint64) << np.uint64(16) | offsets
    # What lies in no text must not go unnoticed.
    keys = np.where(inside, segment.contents.keys[texts], 0).astype(np.uint64)
    if segment.alive is None:
        return _hashes(terms, keys, within)
    kept = ~inside | segment.alive[texts]
    return _hashes(terms[kept], keys[kept], within[kept])


def _decoded(rows: Sequence[Row]) -> tuple[U64, NDArray[np.uint32], U64]:
    """Return terms, cells and offsets of entries, characters alone having offsets of their own."""
    pairs = [row for row in rows if row.term & _SECOND]
    numbers, positions = decode_many([row.data for row in pairs])
    terms = [np.array([row.term for row in pairs], np.uint64)[numbers]]
    cells, offsets = [cells_of(positions)], [offsets_of(positions).astype(np.uint64)]
    for row in rows:
        if not row.term & _SECOND:
            own = decode(row.data)[0]
            terms.append(np.full(len(own), row.term, np.uint64))
            cells.append(own)
            offsets.append(np.full(len(own), _ALONE))
    return np.concatenate(terms), np.concatenate(cells), np.concatenate(offsets)


def _hashes(terms: U64, keys: U64, places: U64) -> tuple[NDArray[np.int64], U64]:
    """Return for each entry its first character, and a number that few other entries share."""
    mixed = terms * _ODD
    mixed ^= mixed >> _SHIFT
    mixed = (mixed + keys) * _ODD
    mixed ^= mixed >> _SHIFT
    mixed = (mixed + places) * _ODD
    mixed ^= mixed >> _SHIFT
    return (terms >> np.uint64(CHARACTER_BITS)).astype(np.int64), mixed
