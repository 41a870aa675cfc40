"""Whether the index tells what the texts say, looked at as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corpus.normal import normalize
from store.db.sql import as_list
from store.documents.reindex import stored_borders, stored_terms
from store.index.builder import build
from store.index.postings import Row, blocks_of, decode, decode_many, offsets_of
from store.index.segments import DocValues, is_stale, load, load_aside
from store.index.snapshot import distinct
from store.index.terms import BLOCK_BITS, CHARACTER_BITS, TERM_BITS
from store.index.writer import Entry, doc_values_of
from store.maintenance.consistency import (
    broken_relations,
    broken_segments,
    broken_slogans,
    notes_missing,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from store.db.port import RawConnection
    from store.index.postings import U64
    from store.index.segments import Segment

_ODD = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)
_ALONE = np.uint64(0xFFFF)
_SECOND = (1 << CHARACTER_BITS) - 1
_READ_AT_ONCE = 4_000
"""Texts, or posting lists, whose entries are summed up at once."""


def find_faults(raw: RawConnection, *, thorough: bool) -> Iterator[str]:
    """Name what is wrong, in Chinese, a phrase each: all that could break or change an answer."""
    (state,) = raw.execute("PRAGMA quick_check(1)").fetchone()
    if state != "ok":
        yield "数据库文件有损坏"
    if notes_missing(raw):
        yield "缺少索引的记录"
        return
    if is_stale(raw):
        yield "索引由另一个版本建立"
        return
    yield from broken_relations(raw)
    broken = list(broken_segments(raw))
    yield from broken
    if not broken:
        segments = load(raw, {})
        yield from _misplaced(raw, segments)
        if thorough:
            yield from _miswritten(raw, segments)


def _misplaced(raw: RawConnection, segments: Sequence[Segment]) -> Iterator[str]:
    """Compare what the index says of where texts stand with the places."""
    found = [_living(segment) for segment in segments]
    keys = np.concatenate([np.zeros(0, np.uint32), *(doc_values.keys for doc_values in found)])
    speeches = np.concatenate(
        [np.zeros(0, np.uint32), *(doc_values.speeches for doc_values in found)]
    )
    levels = np.concatenate([np.zeros(0, np.uint8), *(doc_values.ranks for doc_values in found)])
    indexed = dict(zip(keys.tolist(), speeches.tolist(), strict=True))
    occurrences = dict(raw.execute("SELECT text, speech FROM place WHERE NOT echo").fetchall())
    texts = dict(raw.execute("SELECT key, level FROM text").fetchall())
    if missing := len(occurrences.keys() - indexed.keys()):
        yield f"{missing} 段不在索引里"
    if ghosts := len(indexed.keys() - texts.keys()):
        yield f"索引里有 {ghosts} 段已经不存在"
    if doubled := len(keys) - len(indexed):
        yield f"索引里有 {doubled} 段重复"
    if strayed := sum(
        occurrences.get(key) != speech for key, speech in indexed.items() if key in texts
    ):
        yield f"索引里有 {strayed} 段的出处不对"
    standing = zip(keys.tolist(), levels.tolist(), strict=True)
    if moved := sum(texts.get(key, level) != level for key, level in standing):
        yield f"索引里有 {moved} 段的排序不对"


def _miswritten(raw: RawConnection, segments: Sequence[Segment]) -> Iterator[str]:
    """Compare what was worked out from the texts with the texts."""
    unreadable, miscounted = _lists_wrong(raw, segments)
    if unreadable:
        yield f"索引里有 {unreadable} 条读不出"
    else:
        if miscounted:
            yield f"索引里有 {miscounted} 条的数目不对"
        if wrong := _wrong_characters(raw, segments):
            yield f"索引里有 {wrong} 个字与原文对不上"
    for told, table, counted in (
        ("段落衔接", "SELECT pair, places FROM border", stored_borders(raw)),
        ("引号里的词", "SELECT term, passages FROM term", stored_terms(raw)),
    ):
        known = dict(raw.execute(table).fetchall())
        if known != counted:
            yield f"有 {len(set(known.items()) ^ set(counted.items()))} 处{told}的计数不对"
    yield from broken_slogans(raw)


def _living(segment: Segment) -> DocValues:
    doc_values, live = segment.doc_values, segment.live
    if live is None:
        return doc_values
    return DocValues(
        doc_values.keys[live],
        doc_values.speeches[live],
        doc_values.lengths[live],
        doc_values.ranks[live],
    )


def _lists_wrong(raw: RawConnection, segments: Sequence[Segment]) -> tuple[int, int]:
    """Count the posting lists that can't be read, and those that hold more or fewer texts."""
    unreadable = miscounted = 0
    for segment in segments:
        for rows in _stored(raw, segment):
            readable = [row for row in rows if _is_readable(row, segment)]
            unreadable += len(rows) - len(readable)
            miscounted += sum(row.texts != _texts_held(row, segment) for row in readable)
    return unreadable, miscounted


def _is_readable(row: Row, segment: Segment) -> bool:
    """Whether a posting list is one, whose cells ascend and lie in the segment."""
    try:
        cells, offsets = decode(row.data)
    except (ValueError, IndexError, KeyError):
        return False
    placed = bool(row.term & _SECOND)
    if placed != (offsets is not None) or not len(cells):
        return False
    stated = int.from_bytes(row.data[4:8], "little")
    positions = cells.astype(np.int64) << BLOCK_BITS
    if offsets is not None:
        if len(offsets) != len(cells):
            return False
        positions |= offsets
    inside = int(positions[-1]) < segment.layout.blocks << BLOCK_BITS
    return stated == len(cells) and inside and bool((np.diff(positions) > 0).all())


def _texts_held(row: Row, segment: Segment) -> int:
    return len(distinct(segment.text_of_block[decode(row.data)[0]]))


def _wrong_characters(raw: RawConnection, segments: Sequence[Segment]) -> int:
    """Count the characters whose entries are not those that the texts give."""
    sums = np.zeros(1 << CHARACTER_BITS, np.uint64)
    for segment in segments:
        for rows in _stored(raw, segment):
            np.add.at(sums, *_entries(rows, segment))
        for part, rows in _expected(raw, segment):
            np.subtract.at(sums, *_entries(rows, part))
    return int(np.count_nonzero(sums))


def _stored(raw: RawConnection, segment: Segment) -> Iterator[list[Row]]:
    """Yield what the index has of a segment."""
    base = segment.number << TERM_BITS
    rows = raw.execute(
        "SELECT key - ? AS term, texts, data FROM posting WHERE key >= ? AND key < ?",
        (base, base, base + (1 << TERM_BITS)),
    )
    while some := rows.fetchmany(_READ_AT_ONCE):
        yield [Row(*row) for row in some]


def _expected(raw: RawConnection, segment: Segment) -> Iterator[tuple[Segment, list[Row]]]:
    """Yield the same for some of its texts at a time, as those give it."""
    keys = segment.doc_values.keys
    live_texts = keys if segment.live is None else keys[segment.live]
    for start in range(0, len(live_texts), _READ_AT_ONCE):
        some = live_texts[start : start + _READ_AT_ONCE]
        rows = raw.execute(
            "SELECT key, text FROM text WHERE key IN (SELECT value FROM json_each(?))",
            (as_list(some.tolist()),),
        )
        texts = {row["key"]: normalize(row["text"]) for row in rows}
        entries = [Entry(normal, 0) for normal in texts.values()]
        doc_values = doc_values_of(entries, list(texts), [0] * len(texts))
        yield load_aside(0, doc_values), build(list(texts.values()))


def _entries(rows: Sequence[Row], segment: Segment) -> tuple[NDArray[np.int64], U64]:
    """Return, for each entry of a living text, its first character and a number of its own."""
    terms, cells, offsets = _decoded(rows)
    inside = cells < segment.layout.blocks
    texts = segment.text_of_block[np.where(inside, cells, 0)]
    within = (cells - segment.layout.first[texts]).astype(np.uint64) << np.uint64(16) | offsets
    # What lies in no text must not go unnoticed.
    keys = np.where(inside, segment.doc_values.keys[texts], 0).astype(np.uint64)
    if segment.live is None:
        return _hashes(terms, keys, within)
    kept = ~inside | segment.live[texts]
    return _hashes(terms[kept], keys[kept], within[kept])


def _decoded(rows: Sequence[Row]) -> tuple[U64, NDArray[np.uint32], U64]:
    """Return terms, cells and offsets of entries, characters alone having offsets of their own."""
    pairs = [row for row in rows if row.term & _SECOND]
    numbers, positions = decode_many([row.data for row in pairs])
    terms = [np.array([row.term for row in pairs], np.uint64)[numbers]]
    cells, offsets = [blocks_of(positions)], [offsets_of(positions).astype(np.uint64)]
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
