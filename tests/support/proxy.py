"""A way to a server on this machine that can be cut."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_HOST = "127.0.0.1"


class Proxy:
    """Carries bytes to a port and back, until it is cut or goes silent."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._carries = asyncio.Event()
        self._carries.set()
        self._server: asyncio.Server | None = None
        self._ways: set[asyncio.StreamWriter] = set()
        self._carrying: set[asyncio.Task[None]] = set()
        self.port = 0

    async def open(self) -> None:
        """Carry, or carry again, on the same port."""
        self._carries.set()
        if self._server is None:
            self._server = await asyncio.start_server(self._carry, _HOST, self.port)
            self.port = self._server.sockets[0].getsockname()[1]

    def cut(self) -> None:
        """End all connections, and refuse new ones."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in self._ways:
            writer.transport.abort()

    def be_silent(self) -> None:
        """Keep connections and take new ones, but carry nothing: neither end learns of anything."""
        self._carries.clear()

    async def close(self) -> None:
        self.cut()
        for task in self._carrying:
            task.cancel()
        await asyncio.gather(*self._carrying, return_exceptions=True)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._carrying.add(task)
        task.add_done_callback(self._carrying.discard)
        self._ways.add(writer)
        try:
            await self._carries.wait()
            there, back = await asyncio.open_connection(_HOST, self._target)
            self._ways.add(back)
            try:
                await asyncio.gather(self._pump(reader, back), self._pump(there, writer))
            finally:
                self._ways.discard(back)
                back.transport.abort()
        except (OSError, asyncio.CancelledError):
            # Whoever waits for it in asyncio knows nothing of a task that was cancelled.
            pass
        finally:
            self._ways.discard(writer)
            writer.transport.abort()

    async def _pump(self, origin: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        while data := await origin.read(1 << 16):
            await self._carries.wait()
            target.write(data)
            await target.drain()
        # That somebody has left isn't carried either.
        await self._carries.wait()
        target.close()


@contextlib.asynccontextmanager
async def way_to(target: int) -> AsyncIterator[Proxy]:
    """A proxy of one's own to a port of this machine."""
    proxy = Proxy(target)
    await proxy.open()
    try:
        yield proxy
    finally:
        await proxy.close()
