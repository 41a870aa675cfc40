"""The open store, whole: everything that is kept, by what it is asked for."""

from __future__ import annotations

import contextlib
import os
import secrets
from typing import TYPE_CHECKING

from store.admission import Admission
from store.answers import Answers
from store.bookmarks import Bookmarks
from store.corrections import Corrections
from store.daily import Daily
from store.database import Database
from store.documents import Documents
from store.drafting import Drafting
from store.drafts import Drafts
from store.forgetting import Forgetting
from store.ledger import Ledger
from store.maintenance import Maintenance
from store.overview import Overviews
from store.passages import Passages
from store.pool import Pools
from store.queries import Queries
from store.reading import Reading
from store.search import Search
from store.slogan_mining import SloganMiner
from store.slogans import Slogans, SloganWords
from store.usage import Usage
from store.words import Words
from store.writebehind import WriteBehind

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from store.clock import Clock


class Store:
    """What handlers and commands ask; made by `Store.open`."""

    def __init__(self, database: Database, behind: WriteBehind, clock: Clock) -> None:
        pools = Pools(database)
        self.words = Words(database.path.parent, SloganWords(database))
        miner = SloganMiner(database)
        self.slogans = Slogans(database, miner)
        self.documents = Documents(database, miner)
        self.search = Search(database, self.words)
        self.passages = Passages(database)
        self.drafting = Drafting(database)
        self.maintenance = Maintenance(database)
        self.queries = Queries(database, behind, clock)
        self.answers = Answers(database, behind, clock)
        self.bookmarks = Bookmarks(database, clock)
        self.overviews = Overviews(database, self.search, self.slogans, self.bookmarks)
        self.reading = Reading(database, behind, clock)
        self.forgetting = Forgetting(database, behind, self.reading, self.answers)
        self.daily = Daily(database, pools)
        self.drafts = Drafts(database, clock)
        self.corrections = Corrections(database)
        self.usage = Usage(database, behind, clock)
        self.admission = Admission(database, clock)
        # A name that no other process ever has, not even a later one with the same number.
        self.ledger = Ledger(database, pools, f"{os.getpid()}-{secrets.token_hex(8)}")

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, path: Path, *, clock: Clock) -> AsyncIterator[Store]:
        """Open the store at `path`, made where missing; on leaving, write what waits and close.

        Raises StoreUnavailableError and its kin where the file is no store or can't be used.
        """
        async with Database.open(path) as database:
            behind = WriteBehind(database)
            behind.start()
            try:
                yield cls(database, behind, clock)
            finally:
                await behind.close()
