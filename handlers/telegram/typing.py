"""Shows that an answer is on its way, where it takes longer than a moment."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from telegram import Message, Update

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from handlers.telegram.context import Context
    from handlers.telegram.sender import Sender

MOMENT = 0.7
"""Seconds after which somebody begins to wonder whether he was heard."""
SHOWN = 4.5
"""Seconds until the action is shown again; Telegram takes it away after 5."""

Callback = Callable[[Any, "Context"], Coroutine[Any, Any, Any]]


def patient(callback: Callback) -> Callback:
    """The handler, with the typing action in its chat while it takes longer than a moment."""

    async def handle(update: Update, context: Context) -> None:
        message = update.effective_message
        if not isinstance(message, Message):
            await callback(update, context)
            return
        thread = message.message_thread_id if message.is_topic_message else None
        async with typing(context.services.sender, message.chat_id, thread):
            await callback(update, context)

    return handle


@contextlib.asynccontextmanager
async def typing(sender: Sender, chat_id: int, thread_id: int | None) -> AsyncIterator[None]:
    """While entered for longer than a moment, show in the chat that something is written."""
    done = asyncio.Event()
    showing: list[asyncio.Task[None]] = []

    def show() -> None:
        showing.append(asyncio.create_task(_show(sender, chat_id, thread_id, done)))

    # Most answers need no task of their own.
    waiting = asyncio.get_running_loop().call_later(MOMENT, show)
    try:
        yield
    finally:
        waiting.cancel()
        # Ended rather than cancelled: a request cut off half-way costs its connection.
        done.set()
        await asyncio.gather(*showing)


async def _show(sender: Sender, chat_id: int, thread_id: int | None, done: asyncio.Event) -> None:
    while not done.is_set():
        await sender.show_typing(chat_id, thread_id)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SHOWN):
                await done.wait()
