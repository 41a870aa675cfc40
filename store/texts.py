"""The rows of `text` and their entries in the index, which change together or not at all."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.normal import normalize
from store.index import BAND_SHIFT, VARIANTS, bigrams
from store.preparing import Wording, quoted_terms, texts_in_order

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from store.preparing import Indexed


@dataclass(frozen=True, slots=True)
class TextKey:
    """A row of `text` and the passage that it is a wording of."""

    key: int
    passage: int


def add_texts(raw: sqlite3.Connection, texts: dict[Wording, Indexed]) -> dict[Wording, TextKey]:
    """Store the wordings that aren't stored yet, and say which rows all of them have."""
    found, passages = _find(raw, {wording.id for wording in texts})
    slots = _Slots(raw)
    (last,) = raw.execute("SELECT coalesce(max(key), 0) FROM text").fetchone()
    rows: list[tuple[int, str, int, str, str, int]] = []
    entries: list[tuple[int, str]] = []
    terms: Counter[str] = Counter()
    for wording, indexed in texts_in_order(texts):
        if wording in found:
            continue
        last += 1
        passage = passages.setdefault(wording.id, last)
        slot = slots.take(indexed.band, variant=passage != last)
        found[wording] = TextKey(last, passage)
        rows.append((last, wording.id, passage, wording.kind, wording.text, slot))
        entries.append((slot, indexed.bigrams))
        terms.update(indexed.terms)
    raw.executemany(
        "INSERT INTO text (key, id, passage, kind, text, slot) VALUES (?, ?, ?, ?, ?, ?)", rows
    )
    write_entries(raw, entries)
    count_terms(raw, terms)
    return found


def stored_texts(raw: sqlite3.Connection, texts: Iterable[Wording]) -> dict[Wording, TextKey]:
    """Say which rows these wordings have, those that are stored."""
    return _find(raw, {wording.id for wording in texts})[0]


def drop_unplaced(raw: sqlite3.Connection, keys: Iterable[int]) -> None:
    """Delete those of the texts that stand nowhere any more."""
    rows = raw.execute(
        "SELECT key, passage, text, slot FROM text WHERE key IN (SELECT value FROM json_each(?))"
        " AND NOT EXISTS (SELECT 1 FROM place"
        " WHERE place.passage = text.passage AND place.text = text.key) ORDER BY slot",
        (json.dumps(list(keys)),),
    ).fetchall()
    _erase_entries(raw, ((row["slot"], row["text"]) for row in rows))
    raw.executemany("DELETE FROM text WHERE key = ?", ((row["key"],) for row in rows))
    terms: Counter[str] = Counter()
    for row in rows:
        terms.subtract(quoted_terms(row["text"]))
    count_terms(raw, terms)
    _promote(raw, sorted({row["passage"] for row in rows if row["slot"] < VARIANTS}))


def write_entries(raw: sqlite3.Connection, entries: Iterable[tuple[int, str]]) -> None:
    """Insert (slot, bigrams) into the index; ascending slots build twice as fast as others."""
    raw.executemany("INSERT INTO passage_index (rowid, bigrams) VALUES (?, ?)", sorted(entries))


def count_terms(raw: sqlite3.Connection, terms: Counter[str]) -> None:
    """Add to, or take from, the numbers of texts that quote the terms."""
    raw.executemany(
        "INSERT INTO term (term, passages) VALUES (?, ?)"
        " ON CONFLICT (term) DO UPDATE SET passages = passages + excluded.passages",
        terms.items(),
    )
    gone = [(term,) for term, change in terms.items() if change < 0]
    raw.executemany("DELETE FROM term WHERE term = ? AND passages <= 0", gone)


def count_borders(raw: sqlite3.Connection, pairs: Counter[str]) -> None:
    """Add to, or take from, the numbers of places with these characters around a border."""
    raw.executemany(
        "INSERT INTO border (pair, places) VALUES (?, ?)"
        " ON CONFLICT (pair) DO UPDATE SET places = places + excluded.places",
        pairs.items(),
    )
    gone = [(pair,) for pair, change in pairs.items() if change < 0]
    raw.executemany("DELETE FROM border WHERE pair = ? AND places <= 0", gone)


class _Slots:
    """Hands out the next free slot of each band."""

    def __init__(self, raw: sqlite3.Connection) -> None:
        self._raw = raw
        self._next: dict[int, int] = {}

    def take(self, band: int, *, variant: bool) -> int:
        first = (band << BAND_SHIFT) + (VARIANTS if variant else 0)
        if first not in self._next:
            (last,) = self._raw.execute(
                "SELECT max(slot) FROM text WHERE slot >= ? AND slot < ?",
                (first, first + (1 << BAND_SHIFT)),
            ).fetchone()
            self._next[first] = first if last is None else last + 1
        slot = self._next[first]
        self._next[first] += 1
        return slot


def _find(raw: sqlite3.Connection, ids: set[str]) -> tuple[dict[Wording, TextKey], dict[str, int]]:
    rows = raw.execute(
        "SELECT key, id, passage, kind, text FROM text"
        " WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    ).fetchall()
    found = {
        Wording(row["id"], row["kind"], row["text"]): TextKey(row["key"], row["passage"])
        for row in rows
    }
    return found, {row["id"]: row["passage"] for row in rows}


def _erase_entries(raw: sqlite3.Connection, entries: Iterable[tuple[int, str]]) -> None:
    # FTS5 forgets a row only when it is told exactly what was inserted for it; with anything
    # else a ghost stays that answers searches.
    raw.executemany(
        "INSERT INTO passage_index (passage_index, rowid, bigrams) VALUES ('delete', ?, ?)",
        ((slot, bigrams(normalize(text))) for slot, text in entries),
    )


def _promote(raw: sqlite3.Connection, passages: list[int]) -> None:
    """Move the best wording that is left of each passage out of the variants."""
    rows = raw.execute(
        "SELECT key, text, passage, min(slot) AS slot FROM text"
        " WHERE passage IN (SELECT value FROM json_each(?)) GROUP BY passage ORDER BY min(slot)",
        (json.dumps(passages),),
    ).fetchall()
    slots = _Slots(raw)
    moves: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    for row in rows:
        slot = slots.take((row["slot"] - VARIANTS) >> BAND_SHIFT, variant=False)
        moves[row["key"]].append((slot, bigrams(normalize(row["text"]))))
    _erase_entries(raw, ((row["slot"], row["text"]) for row in rows))
    for key, [(slot, _)] in moves.items():
        raw.execute("UPDATE text SET slot = ? WHERE key = ?", (slot, key))
    write_entries(raw, (entry for entries in moves.values() for entry in entries))
