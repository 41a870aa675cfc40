"""Passages by the date of the speech that they are shown in, instead of the best first."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from store.index.snapshot import snapshot_of

if TYPE_CHECKING:
    from store.db.port import RawConnection
    from store.index.postings import I64, U32
    from store.index.snapshot import Snapshot
    from store.search.query import Order
    from store.search.results import Allowed, Results


def by_date(raw: RawConnection, found: Results, order: Order) -> Results:
    """Put the newest or the oldest first, those of one day as they stood, the undated last."""
    if not found.total:
        return found
    dates = _dates(raw)[_speeches(raw, snapshot_of(raw), found.keys, found.allowed)]
    wanted = np.where(dates == 0, np.iinfo(np.int64).max, -dates if order == "newest" else dates)
    return replace(found, keys=found.keys[np.argsort(wanted, kind="stable")], ranked=())


def _dates(raw: RawConnection) -> I64:
    """Give by speech its date as a number such as 20230308, 0 where it has none."""
    rows = raw.execute("SELECT key, coalesce(date, '') AS date FROM speech").fetchall()
    dates = np.zeros(max((row["key"] for row in rows), default=0) + 1, np.int64)
    for row in rows:
        dates[row["key"]] = int(row["date"].replace("-", "").ljust(8, "0"))
    return dates


def _speeches(raw: RawConnection, snapshot: Snapshot, keys: U32, allowed: Allowed) -> I64:
    """Give by key the first speech that a text stands in, of those that are allowed."""
    known = np.concatenate([one.doc_values.keys for one in snapshot.segments])
    speeches = np.concatenate([one.doc_values.speeches for one in snapshot.segments])
    order = np.argsort(known)
    at = order[np.minimum(np.searchsorted(known, keys, sorter=order), len(order) - 1)]
    first: I64 = speeches[at].astype(np.int64)
    if allowed is None:
        return first
    for number in np.flatnonzero(~np.isin(first, list(allowed))).tolist():
        places = raw.execute(
            "SELECT p.speech FROM text t JOIN place p ON p.passage = t.passage AND p.text = t.key"
            " WHERE t.key = ? ORDER BY p.speech",
            (int(keys[number]),),
        )
        first[number] = next((row["speech"] for row in places if row["speech"] in allowed), 0)
    return first
