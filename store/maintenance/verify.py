"""Whether the index tells what the texts say, looked at as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corpus.normal import normalize
from store.db.pages import in_pages
from store.db.sql import as_list
from store.documents.reindex import stored_borders, stored_terms
from store.index.builder import build
from store.index.postings import Row, blocks_of, decode, decode_many, offsets_of
from store.index.segments import DocValues, is_stale, load, load_aside
from store.index.snapshot import distinct
from store.index.terms import CHARACTER_BITS, TERM_BITS
from store.index.writer import Entry, doc_values_of
from store.maintenance.consistency import (
    broken_relations,
    broken_segments,
    broken_slogans,
    notes_missing,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from store.db.port import RawConnection
    from store.index.postings import U32, U64
    from store.index.segments import Segment

_ODD = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)
_ALONE = np.uint64(0xFFFF)
_NOWHERE = -1
_SECOND = (1 << CHARACTER_BITS) - 1
_TEXTS, _LISTS, _ENTRIES = 2_000, 256, 1 << 17
"""Texts and posting lists that are read at once, and entries that are summed up at once."""
_FIRST_PLACES = (
    "SELECT t.key, t.level, p.speech FROM text t LEFT JOIN place p"
    " ON p.passage = t.passage AND p.text = t.key AND NOT p.echo WHERE t.key > ? ORDER BY t.key"
)


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
    indexed, doubled = _indexed(segments)
    seen = np.zeros(len(indexed.keys), np.bool_)
    missing = strayed = moved = 0
    for page in in_pages(raw, _FIRST_PLACES, (0,), _TEXTS):
        texts = np.array([row["key"] for row in page], np.uint32)
        levels = np.array([row["level"] for row in page], np.int64)
        speeches = np.array([_NOWHERE if row["speech"] is None else row["speech"] for row in page])
        at = np.searchsorted(indexed.keys, texts)
        found = at < len(indexed.keys)
        found[found] = indexed.keys[at[found]] == texts[found]
        at = at[found]
        seen[at] = True
        missing += int(np.count_nonzero(speeches[~found] != _NOWHERE))
        strayed += int(np.count_nonzero(indexed.speeches[at] != speeches[found]))
        moved += int(np.count_nonzero(indexed.ranks[at] != levels[found]))
    for count, told in (
        (missing, "{} 段不在索引里"),
        (int(np.count_nonzero(~seen)), "索引里有 {} 段已经不存在"),
        (doubled, "索引里有 {} 段重复"),
        (strayed, "索引里有 {} 段的出处不对"),
        (moved, "索引里有 {} 段的排序不对"),
    ):
        if count:
            yield told.format(count)


def _indexed(segments: Sequence[Segment]) -> tuple[DocValues, int]:
    """Give the living texts of all segments by key, each once, and how many stand there twice."""
    found = [_living(segment) for segment in segments]
    speeches, lengths, ranks = (
        np.concatenate([np.zeros(0, np.uint32), *(getattr(part, name) for part in found)])
        for name in ("speeches", "lengths", "ranks")
    )
    every = np.concatenate([np.zeros(0, np.uint32), *(part.keys for part in found)])
    keys, first = np.unique(every, return_index=True)
    known = DocValues(keys, speeches[first], lengths[first], ranks[first])
    return known, len(every) - len(keys)


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
        wrong = sum(counted.pop(term, None) != number for term, number in raw.execute(table))
        if wrong := wrong + len(counted):
            yield f"有 {wrong} 处{told}的计数不对"
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
        for row in _stored(raw, segment):
            cells = _cells(row, segment)
            if cells is None:
                unreadable += 1
            else:
                miscounted += row.texts != len(distinct(segment.text_of_block[cells]))
    return unreadable, miscounted


def _cells(row: Row, segment: Segment) -> U32 | None:
    """Read a posting list; None where it is none, whose cells ascend and lie in the segment."""
    try:
        cells, offsets = decode(row.data)
    except (ValueError, IndexError, KeyError):
        return None
    placed = bool(row.term & _SECOND)
    if placed != (offsets is not None) or _stated(row) != len(cells) or not len(cells):
        return None
    if offsets is not None and len(offsets) != len(cells):
        return None
    further, next_cell = cells[1:] > cells[:-1], cells[1:] == cells[:-1]
    if offsets is not None:
        further |= next_cell & (offsets[1:] > offsets[:-1])
    return cells if int(cells[-1]) < segment.layout.blocks and bool(further.all()) else None


def _stated(row: Row) -> int:
    return int.from_bytes(row.data[4:8], "little")


def _wrong_characters(raw: RawConnection, segments: Sequence[Segment]) -> int:
    """Count the characters whose entries are not those that the texts give."""
    sums = np.zeros(1 << CHARACTER_BITS, np.uint64)
    for segment in segments:
        for entries in _entries(_stored(raw, segment), segment):
            np.add.at(sums, *entries)
        for part, rows in _expected(raw, segment):
            for entries in _entries(rows, part):
                np.subtract.at(sums, *entries)
    return int(np.count_nonzero(sums))


def _stored(raw: RawConnection, segment: Segment) -> Iterator[Row]:
    """Yield what the index has of a segment."""
    base = segment.number << TERM_BITS
    asked = (
        "SELECT key, texts, data FROM posting WHERE key > ?"
        f" AND key < {base + (1 << TERM_BITS)} ORDER BY key"
    )
    for page in in_pages(raw, asked, (base - 1,), _LISTS):
        yield from (Row(row["key"] - base, row["texts"], row["data"]) for row in page)


def _expected(raw: RawConnection, segment: Segment) -> Iterator[tuple[Segment, list[Row]]]:
    """Yield the same for some of its texts at a time, as those give it."""
    keys = segment.doc_values.keys
    live_texts = keys if segment.live is None else keys[segment.live]
    for start in range(0, len(live_texts), _TEXTS):
        some = live_texts[start : start + _TEXTS]
        rows = raw.execute(
            "SELECT key, text FROM text WHERE key IN (SELECT value FROM json_each(?))",
            (as_list(some.tolist()),),
        )
        texts = {row["key"]: normalize(row["text"]) for row in rows}
        entries = [Entry(normal, 0) for normal in texts.values()]
        doc_values = doc_values_of(entries, list(texts), [0] * len(texts))
        yield load_aside(0, doc_values), build(list(texts.values()))


def _entries(rows: Iterable[Row], segment: Segment) -> Iterator[tuple[NDArray[np.int64], U64]]:
    """Yield, for entries of living texts, their first characters and a number for each."""
    for portion in _portions(rows):
        for terms, cells, offsets in _decoded(portion):
            for start in range(0, len(cells), _ENTRIES):
                some = slice(start, start + _ENTRIES)
                yield _numbered(terms[some], cells[some], offsets[some], segment)


def _portions(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Cut posting lists into those that hold so many entries together, but for a longer one."""
    some: list[Row] = []
    entries = 0
    for row in rows:
        some.append(row)
        entries += _stated(row)
        if entries >= _ENTRIES:
            yield some
            some, entries = [], 0
    yield some


def _numbered(
    terms: U64, cells: U32, offsets: U64, segment: Segment
) -> tuple[NDArray[np.int64], U64]:
    inside = cells < segment.layout.blocks
    texts = segment.text_of_block[np.where(inside, cells, 0)]
    within = (cells - segment.layout.first[texts]).astype(np.uint64) << np.uint64(16) | offsets
    # What lies in no text must not go unnoticed.
    keys = np.where(inside, segment.doc_values.keys[texts], 0).astype(np.uint64)
    if segment.live is None:
        return _hashes(terms, keys, within)
    kept = ~inside | segment.live[texts]
    return _hashes(terms[kept], keys[kept], within[kept])


def _decoded(rows: Sequence[Row]) -> Iterator[tuple[U64, U32, U64]]:
    """Yield terms, cells and offsets of entries, characters alone having offsets of their own."""
    if pairs := [row for row in rows if row.term & _SECOND]:
        numbers, positions = decode_many([row.data for row in pairs])
        terms = np.array([row.term for row in pairs], np.uint64)[numbers]
        yield terms, blocks_of(positions), offsets_of(positions).astype(np.uint64)
    if alone := [(row.term, decode(row.data)[0]) for row in rows if not row.term & _SECOND]:
        cells = np.concatenate([own for _, own in alone])
        terms = np.repeat(
            np.array([term for term, _ in alone], np.uint64), [len(own) for _, own in alone]
        )
        yield terms, cells, np.broadcast_to(_ALONE, len(cells))


def _hashes(terms: U64, keys: U64, places: U64) -> tuple[NDArray[np.int64], U64]:
    """Return for each entry its first character, and a number that few other entries share."""
    mixed = terms * _ODD
    mixed ^= mixed >> _SHIFT
    mixed = (mixed + keys) * _ODD
    mixed ^= mixed >> _SHIFT
    mixed = (mixed + places) * _ODD
    mixed ^= mixed >> _SHIFT
    return (terms >> np.uint64(CHARACTER_BITS)).astype(np.int64), mixed
