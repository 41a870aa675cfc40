"""Passages that hold a text with other punctuation than it was typed with.

The index knows pairs of neighbouring characters. Which pairs stand beside each other but for
punctuation is in an index of gaps, by block, that is kept when documents are mined for slogans.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from corpus.normal import normalize
from corpus.slogans.bare import bare
from store.db.sql import as_list
from store.index import terms as index
from store.index.reader import keys_holding, term_texts
from store.index.snapshot import snapshot_of
from store.search.matching import whatever_marks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.db.port import RawConnection
    from store.index.postings import U32
    from store.search.results import Results

BLOCK_SHIFT = 20
"""A block's number in the index of gaps is its speech's, shifted by so many bits, and its own."""
SHORTEST = 6
"""Characters without punctuation from which on it says something that others stand between them."""
_FEW_BLOCKS = 5_000
"""As many blocks are rather read than narrowed down further."""
_FEWER = 500
"""As many where somebody waits for the answer."""
_MOST_SPELLED = 500
"""Passages that are read to see how a text is spelled."""


def says_something(parts: Sequence[str]) -> bool:
    """Whether other punctuation than a query's makes it no other query."""
    return len(parts) == 1 and len(bare(parts[0])) >= SHORTEST


def keys_whatever_marks(raw: RawConnection, part: str) -> U32:
    """Give the keys of the texts that hold a part, whatever punctuation stands in either."""
    wanted = bare(part)
    rows = raw.execute(
        "SELECT DISTINCT t.key, t.text FROM json_each(?) j"
        " CROSS JOIN place p ON p.speech = j.value >> ? AND p.block = j.value & ?"
        " CROSS JOIN text t ON t.key = p.text",
        (
            as_list(gapped_blocks(raw, wanted, _FEWER)),
            BLOCK_SHIFT,
            (1 << BLOCK_SHIFT) - 1,
        ),
    )
    keys = {row["key"] for row in rows if wanted in bare(row["text"])}
    # What holds it without any punctuation is no gap's.
    keys.update(keys_holding(raw, wanted) if index.is_indexed(wanted) else ())
    if normalize(part) != wanted and index.is_indexed(part):
        keys.update(keys_holding(raw, part))
    return np.array(sorted(keys), np.uint32)


def usual_spelling(raw: RawConnection, found: Results) -> str:
    """Give the punctuation with which most of the passages found hold what was asked.

    Which of two stands first in a store is a matter of what came in first; this isn't.
    """
    rows = raw.execute(
        "SELECT text FROM text WHERE key IN (SELECT value FROM json_each(?))",
        (as_list(found.wordings[:_MOST_SPELLED].tolist()),),
    )
    spelled: Counter[str] = Counter(
        text[start:end]
        for text in (row["text"] for row in rows)
        for start, end in whatever_marks(text, found.needles)
    )
    return min(spelled, key=lambda form: (-spelled[form], form))


def gapped_blocks(raw: RawConnection, form: str, few: int = _FEW_BLOCKS) -> set[int]:
    """Return the blocks that may hold a bare form with punctuation in it."""
    pairs = sorted({form[at : at + 2] for at in range(len(form) - 1)})
    gaps = {pair: _with_gap(raw, pair) for pair in pairs}
    blocks = set().union(*gaps.values())
    for pair in sorted(pairs, key=lambda pair: _frequency(raw, pair)):
        if len(blocks) <= few:
            break
        blocks &= gaps[pair] | _holding(raw, pair)
    return blocks


def _with_gap(raw: RawConnection, pair: str) -> set[int]:
    quoted = '"' + pair.replace('"', '""') + '"'
    rows = raw.execute("SELECT rowid FROM slogan_gap WHERE slogan_gap MATCH ?", (quoted,))
    return {row["rowid"] for row in rows}


def _holding(raw: RawConnection, needle: str) -> set[int]:
    rows = raw.execute(
        "SELECT DISTINCT p.speech, p.block FROM text t"
        " CROSS JOIN place p ON p.passage = t.passage AND p.text = t.key"
        " WHERE t.key IN (SELECT value FROM json_each(?))",
        (as_list(keys_holding(raw, needle)),),
    )
    return {row["speech"] << BLOCK_SHIFT | row["block"] for row in rows}


def _frequency(raw: RawConnection, pair: str) -> int:
    term = index.pair(*pair)
    return sum(term_texts(raw, segment, [term])[0] for segment in snapshot_of(raw).segments)
