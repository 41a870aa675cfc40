"""What came from Telegram and isn't done yet, kept so that neither a stop nor a crash loses it.

An update is written before Telegram hears that it arrived, and its row, which may hold private
text, goes when it is done. The numbers of what was done last stay, because Telegram may hand an
update over again. A row tells which process works it, so that another one may take over.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from store.db.instants import to_column
from store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Collection
    from datetime import datetime

    from store.clock import Clock
    from store.db.database import Database
    from store.db.port import RawConnection

_log = logging.getLogger(__name__)
KEPT = timedelta(days=1)
"""How long an update may wait for a process that works it: as long as Telegram keeps one."""
MOST_ATTEMPTS = 2
"""An update that brought so many processes down is given up."""
REMEMBERED = 10_000
"""Updates done whose numbers are kept; more than Telegram ever hands over again."""
PAUSE_AFTER_FAILURE = 0.5
"""Seconds before a write that failed is tried again."""
CLOSING_SECONDS = 1.0
"""How long the last write may wait for another process, when this one is to end."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """An update as it came: `raw` is JSON in ASCII, `lane` what it keeps its order with.

    A `suspect` may have been what brought a process down.
    """

    update_id: int
    lane: str
    raw: str
    suspect: bool = False


@dataclass(frozen=True, slots=True)
class Leftovers:
    """What a process before left, in the order in which it came.

    `given_up` brought two processes down, or has waited for longer than a day; it is gone from the
    store.
    """

    waiting: tuple[Arrived, ...]
    given_up: tuple[Arrived, ...]


@dataclass(frozen=True, slots=True)
class _State:
    """What of an update is still to come: that it outlives the process, and then the power."""

    kept: asyncio.Future[None]
    safe: asyncio.Future[None]


class Inbox:
    """The updates that wait. What comes and what is done is written by one task, together."""

    def __init__(self, database: Database, clock: Clock, process: str) -> None:
        self._database = database
        self._clock = clock
        self._process = process
        self._waiting: set[int] = set()
        self._lately_done: dict[int, None] = {}
        self._arrived: dict[int, Arrived] = {}
        self._done: list[int] = []
        self._unsafe: dict[int, _State] = {}
        self._going: dict[int, asyncio.Future[None]] = {}
        self._unsynced: list[int] = []
        self._wake, self._written = asyncio.Event(), asyncio.Event()

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[Leftovers]:
        """Make what other processes left this one's, which must be the only one at work.

        Until the block ends, updates are taken in; then what isn't done is let go, for that is no
        crash.
        """
        left, done = await self._database.change(
            partial(_take_over, process=self._process, now=self._clock.now())
        )
        self._waiting.update(one.update_id for one in left.waiting)
        self._lately_done.update(dict.fromkeys(done))
        tasks = (
            asyncio.create_task(_again(self._wake, self._write), name="inbox"),
            asyncio.create_task(_again(self._written, self._make_safe), name="inbox to disk"),
        )
        try:
            yield left
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._close()

    async def _close(self) -> None:
        try:
            async with asyncio.timeout(CLOSING_SECONDS):
                await self._write()
                await self._database.execute(
                    "UPDATE inbox SET claimed_by = NULL WHERE claimed_by = ?", (self._process,)
                )
        except Exception as error:  # noqa: BLE001 - the program must end all the same
            _log.warning("the inbox was not closed: %s", error)

    def knows(self, update_id: int) -> bool:
        """Whether an update waits or was done lately."""
        return update_id in self._waiting or update_id in self._lately_done

    @property
    def waiting(self) -> int:
        """How many were taken in and aren't done."""
        return len(self._waiting)

    def put(self, arrived: Arrived) -> bool:
        """Have an update written soon; False where it came before and there is nothing to do."""
        number = arrived.update_id
        if self.knows(number):
            return False
        self._waiting.add(number)
        self._arrived[number] = arrived
        loop = asyncio.get_running_loop()
        self._unsafe[number] = _State(loop.create_future(), loop.create_future())
        self._wake.set()
        return True

    async def begin_again(self, update_id: int) -> None:
        """Note that a suspect is worked; if the process dies of it once more, it is given up."""
        await self._database.change(
            lambda raw: raw.execute(
                "UPDATE inbox SET attempts = attempts + 1 WHERE update_id = ?", (update_id,)
            ),
            durable=False,
        )

    def done(self, update_id: int) -> None:
        """Have an update taken out soon: it is done, or will never be."""
        self._waiting.discard(update_id)
        self._lately_done[update_id] = None
        if len(self._lately_done) > REMEMBERED:
            del self._lately_done[next(iter(self._lately_done))]
        self._done.append(update_id)
        self._going[update_id] = asyncio.get_running_loop().create_future()
        self._end(update_id)
        self._wake.set()

    async def gone(self, update_id: int, seconds: float) -> None:
        """Wait until an update that is done wouldn't be worked again, at most so long."""
        going = self._going.get(update_id)
        if going is not None:
            await asyncio.wait((going,), timeout=seconds)

    async def ours(self) -> None:
        """Wait until the store says that this process serves; at once where it is a file.

        Who is cut off from it, or was suspended, leaves what came to who takes over.
        """
        leased = self._database.engine.leased
        while leased is not None:
            with contextlib.suppress(StoreError):
                if await self._database.ask(leased.leads):
                    return
            await asyncio.sleep(PAUSE_AFTER_FAILURE)

    async def kept(self, update_id: int, seconds: float) -> None:
        """Wait until an update would outlive this process, at most so long."""
        state = self._unsafe.get(update_id)
        if state is not None:
            await asyncio.wait((state.kept,), timeout=seconds)

    async def safe(self, update_ids: Collection[int], seconds: float) -> bool:
        """Wait until updates are on the disk or done, at most so long; say whether they are."""
        states = [self._unsafe[one].safe for one in update_ids if one in self._unsafe]
        if not states:
            return True
        _, missing = await asyncio.wait(states, timeout=seconds)
        return not missing

    @property
    def unsafe(self) -> tuple[int, ...]:
        """Updates neither on the disk nor done: Telegram must not hear that they arrived."""
        return tuple(self._unsafe)

    async def _write(self) -> None:
        arrived, done = self._arrived, self._done
        if not arrived and not done:
            return
        self._arrived, self._done = {}, []
        over = set(done)
        rows = [
            (one.update_id, one.lane, one.raw, to_column(self._clock.now()), self._process)
            for one in arrived.values()
            if one.update_id not in over
        ]
        try:
            await self._database.change(partial(_write, rows=rows, done=done), durable=False)
        except BaseException:
            self._arrived, self._done = arrived | self._arrived, done + self._done
            raise
        for update_id in done:
            _settle(self._going.pop(update_id))
        for update_id in arrived:
            if (state := self._unsafe.get(update_id)) is not None:
                _settle(state.kept)
        self._unsynced += arrived
        self._written.set()

    async def _make_safe(self) -> None:
        """Beside the next writes: a slow disk must not keep what is done from being noted."""
        written, self._unsynced = self._unsynced, []
        if not written:
            return
        try:
            await self._database.sync()
        except BaseException:
            self._unsynced = written + self._unsynced
            raise
        for update_id in written:
            self._end(update_id)

    def _end(self, update_id: int) -> None:
        state = self._unsafe.pop(update_id, None)
        if state is not None:
            _settle(state.kept)
            _settle(state.safe)


async def _again(wake: asyncio.Event, work: Callable[[], Awaitable[None]]) -> None:
    """Do the work each time it is wanted; after a failure a little later, for others come, too."""
    failed = False
    while True:
        await wake.wait()
        wake.clear()
        try:
            await work()
            failed = False
        except Exception as error:  # noqa: BLE001 - whatever it was, others come after it
            if not failed:
                _log.warning("the inbox is written later: %s", error)
            failed = True
            await asyncio.sleep(PAUSE_AFTER_FAILURE)
            wake.set()


def _settle(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)


def _write(raw: RawConnection, rows: Collection[tuple[object, ...]], done: Collection[int]) -> None:
    raw.executemany(
        "INSERT INTO inbox (update_id, lane, raw, received, claimed_by)"
        " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        rows,
    )
    _remove(raw, done)


def _remove(raw: RawConnection, done: Collection[int]) -> None:
    if not done:
        return
    numbers = [(number,) for number in done]
    raw.executemany("DELETE FROM inbox WHERE update_id = ?", numbers)
    raw.executemany("INSERT INTO inbox_done (update_id) VALUES (?)", numbers)
    raw.execute(
        "DELETE FROM inbox_done WHERE number <= (SELECT max(number) FROM inbox_done) - ?",
        (REMEMBERED,),
    )


def _take_over(
    raw: RawConnection, process: str, now: datetime
) -> tuple[Leftovers, tuple[int, ...]]:
    oldest = to_column(now - KEPT)
    lanes: set[str] = set()
    waiting: list[Arrived] = []
    given_up: list[Arrived] = []
    claims: list[tuple[str, int, int]] = []
    for row in raw.execute(
        "SELECT update_id, lane, raw, received, claimed_by, attempts FROM inbox ORDER BY update_id"
    ).fetchall():
        # Of each lane only the first can have been at work.
        died = row["lane"] not in lanes and row["claimed_by"] is not None
        lanes.add(row["lane"])
        attempts = max(row["attempts"], int(died))
        one = Arrived(row["update_id"], row["lane"], row["raw"], suspect=attempts > 0)
        if attempts >= MOST_ATTEMPTS or row["received"] < oldest:
            given_up.append(one)
        else:
            waiting.append(one)
            claims.append((process, attempts, one.update_id))
    raw.executemany("UPDATE inbox SET claimed_by = ?, attempts = ? WHERE update_id = ?", claims)
    _remove(raw, [one.update_id for one in given_up])
    done = raw.execute("SELECT update_id FROM inbox_done ORDER BY number").fetchall()
    return Leftovers(tuple(waiting), tuple(given_up)), tuple(number for (number,) in done)
