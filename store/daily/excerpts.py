"""A good excerpt at any time, by the rules of those that come in the morning."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from store.daily.candidates import Pools
    from store.documents.passages import Passages
    from store.search.model import Hit

_DRAWN = 8
"""Excerpts drawn by lot of which the best is given."""


class Excerpts:
    """The excerpts that nobody waits for."""

    def __init__(self, pools: Pools, passages: Passages) -> None:
        self._pools = pools
        self._passages = passages

    async def random(self, seed: int) -> Hit | None:
        """Give one of those that a chat gets that has asked for nothing, None in an empty store.

        Where nothing stands alone it is one of the passages that stand best. The same seed gives
        the same as long as the store stays as it is, and the day.
        """
        await self._pools.refresh()
        pool = self._pools.everything
        if not len(pool):
            return await self._passages.random(seed)
        pool = pool.first or pool
        chance = random.Random(seed)  # noqa: S311 - a lucky dip
        drawn = (pool.at(chance.randrange(len(pool))) for _ in range(_DRAWN))
        chosen = max(drawn, key=lambda candidate: candidate.worth)
        return await self._passages.get(chosen.id, cut=chosen.cut)
