"""The order of what was found by some of its words: what means the same as the question first.

`text_vector` holds what texts mean, of all or of some; the length of a vector says nothing.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import numpy as np

from corpus.meaning import SIZE, question_vector
from store.db.generations import generation_of
from store.db.sql import as_list
from store.search.families import families
from store.search.ranking import TWIN, later_kin

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from corpus.meaning import Vectors
    from store.db.database import Database
    from store.db.port import RawConnection

FIRST = 60
"""Passages that are put in order, the first ones."""
LONGEST = 100
"""Characters of a question; what is longer is a draft, and its vector takes too long."""
MOST_TEXTS = 200_000
"""Texts of a store whose vectors are made."""
TOGETHER = 64
"""Texts that are read together."""

_COSINE, _PLACE = 20.0, 0.05
"""What a cosine of 1 weighs, and each place further down."""
_FULL = 127


class Meaning:
    """Reads and keeps what texts mean, and orders passages by it once the model is loaded."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._loaded = False

    async def load(self) -> None:
        """Load the model in a thread of its own; until then nothing is ordered.

        For one who has seen another process use it. Raises whatever the model does.
        """
        if not self._loaded:
            await asyncio.to_thread(question_vector, "")
            self._loaded = True

    async def is_kept(self) -> bool:
        """Whether it is known of any text what it means."""
        return await self._database.fetch_one("SELECT 1 FROM text_vector LIMIT 1") is not None

    async def generation(self) -> int:
        """Give the number that rises when texts come in."""
        return await self._database.ask(generation_of)

    async def unread(self, below: int | None = None) -> dict[int, str]:
        """Give some texts of which it isn't known yet, the newest first, with keys `below` that.

        Give none where the store is too large.
        """
        return await self._database.ask(lambda raw: _unread(raw, below))

    async def keep(self, texts: Mapping[int, str], vectors: Vectors) -> None:
        """Store what texts mean, in their order; of those that aren't what they were, nothing."""
        rows = dict(zip(texts, map(_packed, vectors), strict=True))
        await self._database.change(lambda raw: _keep(raw, texts, rows), durable=False)

    def first_here(self, raw: RawConnection, keys: Sequence[int], question: str) -> tuple[int, ...]:
        """Give the first of these texts by what they mean; none where that isn't known.

        In the thread of the caller.
        """
        if not self._loaded or len(keys) < 2 or len(question) > LONGEST:
            return ()
        first = list(keys[:FIRST])
        rows = raw.execute(
            "SELECT text, numbers FROM text_vector WHERE text IN (SELECT value FROM json_each(?))",
            (as_list(first),),
        ).fetchall()
        known = {row["text"]: row["numbers"] for row in rows if len(row["numbers"]) == SIZE}
        if not known:
            return ()
        found = _cosines(known, question_vector(question))
        middle = float(np.median(list(found.values())))
        cosines = [found.get(key, middle) for key in first]
        return ordered(first, cosines, families(raw, first))


def ordered(
    keys: Sequence[int], cosines: Sequence[float], family: Mapping[int, int]
) -> tuple[int, ...]:
    """Return the keys by how near they are to the question and where they stood before.

    Each near-duplicate, one of the same `family`, of a text that stands before it stands lower.
    """
    worth = _COSINE * np.array(cosines) - _PLACE * np.arange(len(keys))
    order = np.argsort(-worth, kind="stable")
    for place in later_kin([family.get(keys[at]) for at in order.tolist()]):
        worth[order[place]] -= TWIN
    return tuple(keys[at] for at in np.argsort(-worth, kind="stable").tolist())


def _cosines(known: Mapping[int, bytes], asked: Vectors) -> dict[int, float]:
    rows = np.frombuffer(b"".join(known.values()), np.int8).reshape(-1, SIZE).astype(np.float32)
    cosines = rows @ asked / np.maximum(np.linalg.norm(rows, axis=1), 1)
    return dict(zip(known, cosines.tolist(), strict=True))


def _packed(vector: NDArray[np.float32]) -> bytes:
    full = _FULL / max(float(np.abs(vector).max()), 1e-9)
    numbers: bytes = np.rint(vector * full).astype(np.int8).tobytes()
    return numbers


def _unread(raw: RawConnection, below: int | None) -> dict[int, str]:
    if below is None:
        (texts,) = raw.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM text LIMIT {MOST_TEXTS + 1}) AS few"
        ).fetchone()
        if texts > MOST_TEXTS:
            return {}
        (last,) = raw.execute("SELECT coalesce(max(key), 0) FROM text").fetchone()
        below = last + 1
    rows = raw.execute(
        "SELECT key, text FROM text t WHERE key < ?"
        " AND NOT EXISTS (SELECT 1 FROM text_vector v WHERE v.text = t.key)"
        " ORDER BY key DESC LIMIT ?",
        (below, TOGETHER),
    )
    return {row["key"]: row["text"] for row in rows}


def _keep(raw: RawConnection, texts: Mapping[int, str], rows: Mapping[int, bytes]) -> None:
    # A text may have gone meanwhile, and another one have got its key.
    still = raw.execute(
        "SELECT key, text FROM text WHERE key IN (SELECT value FROM json_each(?))",
        (as_list(texts),),
    ).fetchall()
    raw.executemany(
        "INSERT INTO text_vector (text, numbers) VALUES (?, ?) ON CONFLICT (text) DO NOTHING",
        [(row["key"], rows[row["key"]]) for row in still if row["text"] == texts[row["key"]]],
    )
