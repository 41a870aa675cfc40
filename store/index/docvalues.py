"""Where texts stand, by their keys, in memory: for counting places without reading them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.index.postings import I64, U32, Flags
    from store.index.segments import Segment
    from store.index.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Occurrences:
    """`speeches` and `headings` say, by key, where a text first stands and whether it is one.

    `later` are further places and `wordings` the passages of texts that aren't alone in theirs:
    key and speech, and key and passage, in rows that ascend by key.
    """

    speeches: U32
    headings: Flags
    later: I64
    wordings: I64

    @classmethod
    def of(cls, snapshot: Snapshot) -> Occurrences:
        """Gather what the segments of a view say."""
        limit = max(
            (int(part.doc_values.keys.max(initial=0)) for part in snapshot.segments), default=0
        )
        speeches = np.zeros(limit + 1, np.uint32)
        headings = np.zeros(limit + 1, np.bool_)
        for segment in snapshot.segments:
            live = slice(None) if segment.live is None else segment.live
            keys = segment.doc_values.keys[live]
            speeches[keys] = segment.doc_values.speeches[live]
            headings[keys] = segment.doc_values.ranks[live] % 2 == 1
        return cls(
            speeches,
            headings,
            _by_key(snapshot.segments, [(one.texts, one.speeches) for one in snapshot.later]),
            _by_key(snapshot.segments, [(one.texts, one.passages) for one in snapshot.wordings]),
        )

    def places(self, keys: U32) -> tuple[I64, I64]:
        """Return each place of the texts with these keys: the text's passage and the speech."""
        more = self._further_occurrences(keys)
        own = np.concatenate((keys.astype(np.int64), more[:, 0]))
        return self.passages(own), np.concatenate((self.speeches[keys], more[:, 1]))

    def speeches_of(self, keys: U32) -> U32:
        """Return the speeches in which texts with these keys stand, each once."""
        more = self._further_occurrences(keys)[:, 1]
        return np.unique(np.concatenate((self.speeches[keys], more.astype(np.uint32))))

    def _further_occurrences(self, keys: U32) -> I64:
        held = np.zeros(len(self.speeches), np.bool_)
        held[keys] = True
        return self.later[held[self.later[:, 0]]]

    def passages(self, keys: I64) -> I64:
        """Return the passages that texts are wordings of."""
        own, passages = self.wordings.T
        if not len(own):
            return keys
        at = np.minimum(np.searchsorted(own, keys), len(own) - 1)
        return np.where(own[at] == keys, passages[at], keys)


def _by_key(segments: Sequence[Segment], pairs: Sequence[tuple[I64, I64]]) -> I64:
    rows = [
        np.stack((segment.doc_values.keys[texts].astype(np.int64), values), axis=1)
        for segment, (texts, values) in zip(segments, pairs, strict=True)
    ]
    together = np.concatenate(rows) if rows else np.zeros((0, 2), np.int64)
    return together[np.argsort(together[:, 0], kind="stable")]
