"""Near-duplicate passages and speeches: found once, when they come in, and known from then on.

Each text has a sketch of a few numbers; texts that share two of them are compared, and those that
are alike get the number of one family. Found in short transactions after a document is stored, so
that what a killed process left undone is done with the next document.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from corpus.normal import normalize
from store.documents.minhash import MINHASH_SIZE, NEAR_DUPLICATE_JACCARD, jaccard, minhashes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from store.db.database import Database
    from store.db.port import RawConnection

SHORTEST = 20
"""Characters of the normal form from which on a passage can have twins."""
NEAR_DUPLICATE_SHARE = 0.6
"""Share of a speech's passages that stand elsewhere, too, from which it is a near-duplicate."""

_PORTION = 500
_PAUSE = 0.015
_COMMON = 2
_COMPARED = 8
# A sketch that more texts share tells nothing: a form that is filled in again and again.
_CROWD = 64
_KEEP = "INSERT INTO twin_sketch (value, text) VALUES (?, ?) ON CONFLICT DO NOTHING"
_FORGET = "DELETE FROM twin_sketch WHERE value = ? AND text = ?"
_SHARING = " UNION ALL ".join(
    f"SELECT text FROM (SELECT text FROM twin_sketch WHERE value = ? AND text < ? LIMIT {_CROWD}) s"
    for _ in range(MINHASH_SIZE)
)


class NearDuplicates:
    """Looks for the near-duplicates of what has come in."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._turn = asyncio.Lock()

    async def catch_up(self) -> None:
        """Look at every text that hasn't been looked at."""
        async with self._turn:
            while texts := await self._database.ask(_next):
                rows = await asyncio.to_thread(_sketched, texts)
                await self._database.change(partial(_keep_sketches, rows=rows))
                pairs = await self._database.ask(partial(_pairs, texts=texts, rows=rows))
                await self._database.change(partial(_join_families, pairs=pairs, last=texts[-1][0]))
                if len(texts) == _PORTION:
                    # Or who waits for the lock may never meet it free.
                    await asyncio.sleep(_PAUSE)

    async def count_speeches(self, source: str) -> int:
        """Count the speeches of a document that stand elsewhere, too, nearly word for word."""
        return await self._database.ask(partial(_count_speeches, source=source))


def forget_sketches(raw: RawConnection, texts: Iterable[tuple[int, str]]) -> None:
    """Delete the sketches of texts that go, each given by its key and as it stands."""
    rows = _sketched([(key, normalize(text)) for key, text in texts])
    raw.executemany(_FORGET, ((value, key) for key, values in rows.items() for value in values))


def _next(raw: RawConnection) -> list[tuple[int, str]]:
    """Read the next texts: key and normal form, an empty one for what can have no twin."""
    rows = raw.execute(
        "SELECT key, kind, text FROM text"
        " WHERE key > (SELECT value FROM meta WHERE name = 'twinned') ORDER BY key LIMIT ?",
        (_PORTION,),
    )
    return [(row["key"], normalize(row["text"]) if row["kind"] == "text" else "") for row in rows]


def _sketched(texts: Sequence[tuple[int, str]]) -> dict[int, list[int]]:
    """Return the numbers of each sketch, the place of a number within it in its upper bits."""
    fitting = [(key, normal) for key, normal in texts if len(normal) >= SHORTEST]
    rows: NDArray[np.uint32] = minhashes([normal for _, normal in fitting])
    return {
        key: [(place << 32) | int(value) for place, value in enumerate(row)]
        for (key, _), row in zip(fitting, rows, strict=True)
    }


def _keep_sketches(raw: RawConnection, rows: dict[int, list[int]]) -> None:
    raw.executemany(_KEEP, ((value, key) for key, values in rows.items() for value in values))


def _pairs(
    raw: RawConnection, texts: Sequence[tuple[int, str]], rows: dict[int, list[int]]
) -> list[tuple[int, int]]:
    """Find for each text one before it that is most like it; in no write transaction."""
    normals = dict(texts)
    found = ((key, _twin(raw, key, normals[key], values)) for key, values in rows.items())
    return [(key, twin) for key, twin in found if twin is not None]


def _join_families(raw: RawConnection, pairs: Iterable[tuple[int, int]], last: int) -> None:
    for key, twin in pairs:
        _join(raw, key, twin)
    raw.execute("UPDATE meta SET value = ? WHERE name = 'twinned'", (last,))


def _twin(raw: RawConnection, key: int, normal: str, values: Sequence[int]) -> int | None:
    """Find the text before this one that is most like it, None where none is like it enough."""
    found = raw.execute(_SHARING, [part for value in values for part in (value, key)])
    shared = Counter(row["text"] for row in found)
    best, twin = NEAR_DUPLICATE_JACCARD, None
    for other, common in shared.most_common(_COMPARED):
        if common < _COMMON:
            break
        # Stores of before have sketches that outlived their texts, whose keys are others' now.
        row = raw.execute("SELECT text FROM text WHERE key = ?", (other,)).fetchone()
        alike = jaccard(normal, normalize(row["text"])) if row else 0.0
        if alike >= best:
            best, twin = alike, other
    return twin


def _join(raw: RawConnection, key: int, twin: int) -> None:
    row = raw.execute("SELECT family FROM twin WHERE text = ?", (twin,)).fetchone()
    family = row["family"] if row else twin
    raw.executemany(
        "INSERT INTO twin (text, family) VALUES (?, ?)"
        " ON CONFLICT (text) DO UPDATE SET family = excluded.family",
        ((twin, family), (key, family)),
    )


def _count_speeches(raw: RawConnection, source: str) -> int:
    rows = raw.execute(
        "SELECT count(*) AS places, count(*) FILTER (WHERE"
        "  EXISTS (SELECT 1 FROM place o WHERE o.passage = p.passage AND o.speech != p.speech)"
        "  OR EXISTS (SELECT 1 FROM twin a JOIN twin b ON b.family = a.family"
        "   JOIN text u ON u.key = b.text"
        "   JOIN place o ON o.passage = u.passage AND o.text = u.key AND o.speech != p.speech"
        "   WHERE a.text = p.text)) AS known"
        " FROM document d JOIN speech s ON s.document = d.key JOIN place p ON p.speech = s.key"
        " JOIN text t ON t.key = p.text WHERE d.source = ? AND t.kind = 'text'"
        "  AND length(t.text) >= ? GROUP BY s.key",
        (source, SHORTEST),
    )
    return sum(row["known"] >= NEAR_DUPLICATE_SHARE * row["places"] for row in rows)
