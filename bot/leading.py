"""Of several processes on one database, which serves: it stands by until the other one is gone."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.health import listening
from bot.tasks import ended
from store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.health import Health
    from bot.metrics import Metrics
    from bot.settings import Settings
    from store.db.engines import Place
    from store.db.lease import Lease
    from store.store import Store


@contextlib.asynccontextmanager
async def leading(
    store: Store, health: Health, metrics: Metrics, settings: Settings
) -> AsyncIterator[asyncio.Task[None] | None]:
    """Stand by until no other process serves; gives what ends with an error once another one does.

    None where the store is a file, which one process has. Who stands by tells that it is well.
    """
    lease = store.lease
    if lease is None:
        yield None
        return
    async with contextlib.AsyncExitStack() as stack:
        if settings.health_listen is not None:
            await stack.enter_async_context(listening(settings.health_listen, health, metrics))
        await lease.take()
        stack.push_async_callback(_left, lease)
        keeping = asyncio.create_task(lease.keep(), name="keeping the lease")
        stack.push_async_callback(ended, keeping)
        yield keeping


def bound(place: Place, lease: Lease | None) -> Place:
    """The store as another process of ours changes it: only while this one leads."""
    return replace(place, lease=lease.number if lease else None)


async def _left(lease: Lease) -> None:
    with contextlib.suppress(StoreError):
        await lease.leave()


def first_of(*tasks: asyncio.Future[None] | None) -> asyncio.Future[None]:
    """What ends with the error of the first of several that does; None is none of them."""

    async def first() -> None:
        going = [one for one in tasks if one is not None]
        done, _ = await asyncio.wait(going, return_when=asyncio.FIRST_COMPLETED)
        for one in done:
            one.result()

    return asyncio.ensure_future(first())
