"""Kinds of passages: headings, a speech's beginning and end, and what they are good for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corpus.rhetoric import MARKS, mark_bit
from store.search.query import HEADING

if TYPE_CHECKING:
    from store.db.port import RawConnection
    from store.index.postings import Flags
    from store.index.snapshot import Snapshot

AT_AN_END = 3
"""Passages of a speech's text that are its opening, or its ending; of a short one fewer."""

_SHARE = 5
"""A fifth of a speech at most is its opening, though one passage at least."""

_PLACE = """
SELECT text FROM (
  SELECT text, row_number() OVER (PARTITION BY speech ORDER BY number {order}) AS at,
    count(*) OVER (PARTITION BY speech) AS many FROM place WHERE level IS NULL) p
WHERE at <= max(1, min({most}, many / {share}))
"""


def flags_of(raw: RawConnection, snapshot: Snapshot, kind: str) -> list[Flags]:
    """Mark the texts of each segment that are of a kind: HEADING, one of PLACES or of MARKS.

    Worked out when it is first asked for; a snapshot is made anew when the documents change.
    """
    if kind == HEADING:
        return [segment.doc_values.ranks % 2 == 1 for segment in snapshot.segments]
    if kind in MARKS and kind not in snapshot.kinds:
        sql = "SELECT key FROM text WHERE marks AND marks & ?"
        rows = raw.execute(sql, (mark_bit(kind),))
        snapshot.kinds[kind] = _marked(snapshot, [row["key"] for row in rows])
    elif kind not in snapshot.kinds:
        order = "ASC" if kind == "开头" else "DESC"
        sql = _PLACE.format(order=order, most=AT_AN_END, share=_SHARE)
        snapshot.kinds[kind] = _marked(snapshot, [row["text"] for row in raw.execute(sql)])
    return snapshot.kinds[kind]


def _marked(snapshot: Snapshot, keys: list[int]) -> list[Flags]:
    limit = max((int(one.doc_values.keys.max(initial=0)) for one in snapshot.segments), default=0)
    held = np.zeros(max([limit, *keys]) + 1, np.bool_)
    held[keys] = True
    return [held[segment.doc_values.keys] for segment in snapshot.segments]
