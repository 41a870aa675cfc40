"""The rows of `text`, and which of them the index holds, which change together or not at all."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corpus.normal import normalize
from corpus.rhetoric import marks_of
from store.db.sql import as_list, as_texts
from store.documents.near_duplicates import forget_sketches
from store.documents.preparing import Wording, quoted_terms
from store.index.segments import load, tombstone
from store.index.writer import Entry, batches, doc_values_of, index_at_once

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corpus.excerpt import Excerpt
    from store.db.port import RawConnection, Row
    from store.documents.preparing import Indexed


@dataclass(frozen=True, slots=True)
class TextKey:
    """A row of `text` and the passage that it is a wording of."""

    key: int
    passage: int


def find_texts(raw: RawConnection, ids: Iterable[str]) -> dict[Wording, TextKey]:
    """Find all stored wordings of the passages with these ids."""
    rows = raw.execute(
        "SELECT key, id, passage, kind, text FROM text"
        " WHERE id IN (SELECT value FROM json_each(?))",
        (as_texts(set(ids)),),
    )
    return {
        Wording(row["id"], row["kind"], row["text"]): TextKey(row["key"], row["passage"])
        for row in rows
    }


def add_texts(
    raw: RawConnection, texts: Sequence[tuple[Wording, Indexed]], known: dict[Wording, TextKey]
) -> dict[Wording, TextKey]:
    """Store wordings that aren't stored yet, with ascending keys; `known` are those that are."""
    passages = {wording.id: key.passage for wording, key in known.items()}
    (last,) = raw.execute("SELECT coalesce(max(key), 0) FROM text").fetchone()
    added: dict[Wording, TextKey] = {}
    terms: Counter[str] = Counter()
    for key, (wording, indexed) in enumerate(texts, start=last + 1):
        added[wording] = TextKey(key, passages.setdefault(wording.id, key))
        terms.update(indexed.terms)
    raw.executemany(
        "INSERT INTO text (key, id, passage, kind, text, level, marks)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (added[wording].key, wording.id, added[wording].passage, wording.kind, wording.text,
             indexed.entry.rank, marks_of(wording.text))
            for wording, indexed in texts
        ),
    )  # fmt: skip
    keep_excerpts(raw, ((added[wording].key, indexed.excerpt) for wording, indexed in texts))
    count_terms(raw, terms)
    return added


def keep_excerpts(raw: RawConnection, judged: Iterable[tuple[int, Excerpt | None]]) -> None:
    """Store what is sent of texts, each by its key; of those with None nothing is."""
    raw.executemany(
        "INSERT INTO excerpt (text, start, stop, points) VALUES (?, ?, ?, ?)",
        ((key, *excerpt) for key, excerpt in judged if excerpt is not None),
    )


def settle(raw: RawConnection, keys: Iterable[int]) -> None:
    """Look after texts that have lost their first place.

    One that stands elsewhere is indexed anew with its next place as the first; one that stands
    nowhere any more is deleted.
    """
    lost = sorted(set(keys))
    if not lost:
        return
    _delete_lost(raw, lost)
    wanted = as_list(lost)
    occurrences = raw.execute(
        "SELECT p.text, p.speech, p.number, t.text AS wording, t.level FROM text t"
        " JOIN place p ON p.passage = t.passage AND p.text = t.key"
        " WHERE t.key IN (SELECT value FROM json_each(?)) ORDER BY p.speech DESC, p.number DESC",
        (wanted,),
    ).fetchall()
    # The last row of a text wins, which is its earliest place.
    homed = {row["text"]: row for row in occurrences}
    raw.executemany(
        "UPDATE place SET echo = FALSE WHERE speech = ? AND number = ?",
        ((row["speech"], row["number"]) for row in homed.values()),
    )
    _index(raw, list(homed.values()))
    delete_texts(raw, as_list(set(lost) - homed.keys()))


def count_terms(raw: RawConnection, terms: Counter[str]) -> None:
    """Add to, or take from, the numbers of texts that quote the terms."""
    raw.executemany(
        "INSERT INTO term (term, passages) VALUES (?, ?)"
        " ON CONFLICT (term) DO UPDATE SET passages = term.passages + excluded.passages",
        terms.items(),
    )
    gone = [(term,) for term, change in terms.items() if change < 0]
    raw.executemany("DELETE FROM term WHERE term = ? AND passages <= 0", gone)


def count_borders(raw: RawConnection, pairs: Counter[str]) -> None:
    """Add to, or take from, the numbers of places with these characters around a border."""
    raw.executemany(
        "INSERT INTO border (pair, places) VALUES (?, ?)"
        " ON CONFLICT (pair) DO UPDATE SET places = border.places + excluded.places",
        pairs.items(),
    )
    gone = [(pair,) for pair, change in pairs.items() if change < 0]
    raw.executemany("DELETE FROM border WHERE pair = ? AND places <= 0", gone)


def _delete_lost(raw: RawConnection, keys: Sequence[int]) -> None:
    wanted = np.array(keys, np.uint32)
    for segment in load(raw, {}):
        held = np.isin(segment.doc_values.keys, wanted)
        if segment.live is not None:
            held &= segment.live
        if held.any():
            tombstone(raw, segment, np.flatnonzero(held))


def _index(raw: RawConnection, rows: Sequence[Row]) -> None:
    entries = [Entry(normalize(row["wording"]), row["level"]) for row in rows]
    for batch in batches(entries):
        chosen = [entries[number] for number in batch]
        keys = [rows[number]["text"] for number in batch]
        speeches = [rows[number]["speech"] for number in batch]
        index_at_once(raw, chosen, doc_values_of(chosen, keys, speeches))


def delete_texts(raw: RawConnection, keys: str) -> None:
    """Delete texts, given by a JSON list of keys, that no place and no living entry refers to."""
    rows = raw.execute(
        "SELECT key, text FROM text WHERE key IN (SELECT value FROM json_each(?))", (keys,)
    ).fetchall()
    terms: Counter[str] = Counter()
    for row in rows:
        terms.subtract(quoted_terms(row["text"]))
    forget_sketches(raw, ((row["key"], row["text"]) for row in rows))
    raw.execute("DELETE FROM text WHERE key IN (SELECT value FROM json_each(?))", (keys,))
    count_terms(raw, terms)
