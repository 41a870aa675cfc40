"""The open store, whole: everything that is kept, by what it is asked for."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import socket
from typing import TYPE_CHECKING

from store.daily.calendar import Calendar
from store.daily.candidates import Pools
from store.daily.evenings import Evenings
from store.daily.excerpts import Excerpts
from store.daily.planner import Planner
from store.daily.subscriptions import Subscriptions
from store.db.lease import Lease
from store.db.writebehind import WriteBehind
from store.delivery.inbox import Inbox
from store.delivery.outbox import Outbox
from store.documents.corrections import Corrections
from store.documents.documents import Documents
from store.documents.judging import Judging
from store.documents.passages import Passages
from store.documents.rereading import Rereading
from store.documents.uploads import Uploads
from store.index.snapshot import open_indexed
from store.maintenance.maintenance import Maintenance
from store.overview import Overviews
from store.people.admission import Admission
from store.people.answers import Answers
from store.people.bookmarks import Bookmarks
from store.people.erasure import Erasure
from store.people.groups import Groups
from store.people.reading import Reading
from store.people.saved_queries import SavedQueries
from store.people.shelf import Shelf
from store.people.usage import Usage
from store.people.watches import Watches
from store.proofreading.drafts import Drafts
from store.search.search import Search
from store.search.tokenizer import Words
from store.slogans.miner import Miner
from store.slogans.slogans import Slogans

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping
    from datetime import date
    from pathlib import Path

    from store.clock import Clock
    from store.db.database import Database
    from store.db.engines import Place
    from store.errors import StoreError


class Store:
    """What handlers and commands ask; made by `Store.open`."""

    def __init__(
        self,
        database: Database,
        behind: WriteBehind,
        clock: Clock,
        days: Mapping[date, bool] | None = None,
    ) -> None:
        self._database = database
        pools = Pools(database, clock)
        miner = Miner(database)
        self.slogans = Slogans(database, miner)
        self.words = Words(database.path.parent, self.slogans.words_since)
        self.documents = Documents(database, miner)
        self.search = Search(database, self.words, clock)
        self.passages = Passages(database)
        self.excerpts = Excerpts(pools, self.passages)
        self.judging = Judging(database)
        self.rereading = Rereading(database)
        self.drafts = Drafts(database, self.words.known_here)
        self.maintenance = Maintenance(database)
        self.saved_queries = SavedQueries(database, behind, clock)
        self.answers = Answers(database, behind, clock)
        self.bookmarks = Bookmarks(database, clock)
        self.groups = Groups(database)
        self.shelf = Shelf(database, self.bookmarks)
        self.overviews = Overviews(database, self.search, self.slogans, self.bookmarks)
        self.reading = Reading(database, behind, clock)
        self.uploads = Uploads(database, clock)
        self.erasure = Erasure(
            database, behind, self.reading, self.answers, self.uploads.forget_old, clock
        )
        self.calendar = Calendar(database, days or {})
        self.subscriptions = Subscriptions(database, pools, self.calendar)
        self.corrections = Corrections(database)
        self.usage = Usage(database, behind, clock)
        self.admission = Admission(database, clock)
        # A name that no other process ever has, not even a later one with the same number.
        process = f"{os.getpid()}-{secrets.token_hex(8)}"
        leased = database.engine.leased
        host = re.sub(r"[^\w.-]", "-", socket.gethostname(), flags=re.ASCII)[:64]
        self.lease = Lease(leased, f"{host}/{process}") if leased else None
        self.outbox = Outbox(database, process)
        self.planner = Planner(database, pools, self.outbox, self.calendar)
        self.evenings = Evenings(database, pools, self.calendar, process)
        self.inbox = Inbox(database, clock, process)
        self.watches = Watches(database, self.search, self.calendar.read, clock, process)

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls, place: Path | Place, *, clock: Clock, days: Mapping[date, bool] | None = None
    ) -> AsyncIterator[Store]:
        """Open a store, made where missing; on leaving, write what waits and close.

        `days` are those of which the operator says whether they are worked.

        Raises StoreUnavailableError and its kin where the file is no store or can't be used.
        """
        async with open_indexed(place) as database:
            behind = WriteBehind(database)
            behind.start()
            try:
                yield cls(database, behind, clock, days)
            finally:
                await behind.close()

    def on_error(self, callback: Callable[[StoreError], None]) -> None:
        """Have `callback` called with each failure of the store from now on."""
        self._database.on_error = callback
