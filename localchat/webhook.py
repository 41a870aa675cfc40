"""Posts updates to the webhooks that bots have set."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest

if TYPE_CHECKING:
    from localchat.journal import Event
    from localchat.world import Bot, World

RETRY_SECONDS = 0.5


class WebhookPoster:
    """Runs one task for every bot that has a webhook."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._client = AsyncHTTPClient(force_instance=True)
        world.journal.listen(self._changed)

    def _changed(self, event: Event) -> None:
        if event["type"] != "webhook":
            return
        bot = self._world.bot_by_id(event["bot_id"])
        running = self._tasks.pop(bot.user.id, None)
        if running:
            running.cancel()
        if bot.webhook:
            self._tasks[bot.user.id] = asyncio.create_task(self._post_all(bot))

    async def close(self) -> None:
        """Stop posting."""
        self._world.journal.unlisten(self._changed)
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        self._client.close()

    async def _post_all(self, bot: Bot) -> None:
        while True:
            update = await bot.inbox.first()
            failure = await self._post(bot, update)
            if failure is None:
                bot.inbox.taken(update["update_id"])
                continue
            bot.webhook["error"] = failure
            bot.webhook["error_date"] = self._world.clock.timestamp()
            await asyncio.sleep(RETRY_SECONDS)

    async def _post(self, bot: Bot, update: dict[str, object]) -> str | None:
        headers = {"Content-Type": "application/json"}
        if bot.webhook["secret"]:
            headers["X-Telegram-Bot-Api-Secret-Token"] = bot.webhook["secret"]
        request = HTTPRequest(
            bot.webhook["url"],
            method="POST",
            headers=headers,
            body=json.dumps(update, ensure_ascii=False),
            request_timeout=60,
        )
        try:
            await self._client.fetch(request)
        except HTTPClientError as error:
            return f"Wrong response from the webhook: {error.code} {error.message}"
        except OSError as error:
            return f"Connection failed: {error}"
        return None
