"""Control actions that look, wait, move the clock and plan faults."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from localchat import view
from localchat.control.action import Action, find_bot
from localchat.errors import ControlError

if TYPE_CHECKING:
    from collections.abc import Callable

    from localchat.api import BotApi
    from localchat.faults import FaultPlan
    from localchat.journal import Event
    from localchat.state import Chat, Json
    from localchat.world import Bot, World

WAIT_LIMIT = 60.0


class Reads:
    """Shows what happened and steers time and faults."""

    def __init__(self, world: World, faults: FaultPlan, api: BotApi) -> None:
        self._world = world
        self._faults = faults
        self._api = api

    def looks(self) -> dict[str, Action]:
        """List the actions that change nothing, whatever their arguments.

        `messages` is none: a private chat comes to be when it is first looked into.
        """
        return {
            "state": self.state,
            "events": self.events,
            "requests": self.requests,
            "clock": self._now,
            "faults": self.faults,
        }

    async def reset(self) -> Json:
        """Forget people, chats, faults and settings; the clock returns to real time."""
        self._faults.clear()
        self._api.flood.clear()
        self._world.reset()
        return {"seq": self._world.journal.last}

    async def state(self) -> Json:
        """Show everything but the messages."""
        world = self._world
        chats = [*world.private.values(), *world.groups.values()]
        return {
            "seq": world.journal.last,
            "now": world.clock.now().timestamp(),
            "bots": [self._bot(bot) for bot in world.bots.values()],
            "users": [view.user(one) for one in world.users.values()],
            "chats": [self._chat(one) for one in chats if not one.migrated_to],
            "settings": asdict(world.settings),
        }

    def _bot(self, bot: Bot) -> Json:
        return view.user(bot.user) | {
            "commands": [
                {"scope": scope, "language": language, "commands": commands}
                for (scope, language), commands in bot.commands.items()
            ],
            "texts": {
                f"{name} {language}".strip(): text for (name, language), text in bot.texts.items()
            },
            "pending": len(bot.inbox),
        }

    def _chat(self, chat: Chat) -> Json:
        return view.chat(chat) | {
            "bot_id": chat.bot_id,
            "started": chat.started,
            "blocked": chat.blocked,
            "pinned": chat.pinned,
            "members": [view.member(one) for one in chat.members.values()],
            "topics": [
                {
                    "message_thread_id": one.id,
                    "name": one.name,
                    "closed": one.closed,
                    "deleted": one.deleted,
                }
                for one in chat.topics.values()
            ],
        }

    async def events(
        self,
        *,
        after: int = 0,
        types: list[str] | None = None,
        chat_id: int | None = None,
        by_bot: bool | None = None,
        wait: float = 0.0,
        bot: str | None = None,
    ) -> Json:
        """List events later than number `after`, waiting up to `wait` seconds for the first.

        `types` are message, edit, delete, answer, inline, action, member, chat, request, …
        """
        bot_id = find_bot(self._world, bot).user.id

        def wanted(event: Event) -> bool:
            return (
                (types is None or event["type"] in types)
                and (by_bot is None or event.get("by_bot") == by_bot)
                and event.get("bot_id") in {None, bot_id}
            )

        found = await self._wait(after, wanted, wait, chat_id)
        return {"seq": self._world.journal.last, "events": found}

    async def messages(
        self, *, chat_id: int, topic: int | None = None, limit: int = 200, bot: str | None = None
    ) -> Json:
        """List a chat's last messages as they are now, oldest first."""
        chat = self._world.chat(chat_id, find_bot(self._world, bot))
        found = [
            view.seen(one)
            for one in chat.messages.values()
            if not one.deleted and (topic is None or one.topic == topic)
        ]
        return {"seq": self._world.journal.last, "messages": found[-limit:]}

    async def requests(
        self,
        *,
        after: int = 0,
        method: str | None = None,
        refused: bool = False,
        wait: float = 0.0,
    ) -> Json:
        """List the bots' requests; `refused`: only those refused without a planned fault."""

        def wanted(event: Event) -> bool:
            return (
                event["type"] == "request"
                and (method is None or event["method"] == method)
                and (not refused or not (event["ok"] or event["planned"]))
            )

        found = await self._wait(after, wanted, wait)
        return {"seq": self._world.journal.last, "requests": found}

    async def _wait(
        self,
        after: int,
        wanted: Callable[[Event], bool],
        wait: float,
        chat_id: int | None = None,
    ) -> list[Event]:
        return await self._world.journal.wait(after, wanted, min(wait, WAIT_LIMIT), chat_id)

    async def clock(
        self,
        *,
        advance: float | None = None,
        set: str | None = None,  # noqa: A002
        until: str | None = None,
        weekday: bool = False,
        zone: str = "Asia/Shanghai",
        jumps: int | None = None,
        wait: float = 0.0,
    ) -> Json:
        """Tell the time, or move it: by seconds, to an ISO moment, to the next HH:MM in a zone.

        With `weekday` Saturdays and Sundays are passed over on the way to HH:MM.
        With `jumps` and `wait` it answers at the next jump.
        """
        clock = self._world.clock
        try:
            if advance is not None:
                clock.advance(advance)
            if set is not None:
                moment = datetime.fromisoformat(set)
                clock.set(moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone)))
            if until is not None:
                clock.until(time.fromisoformat(until), ZoneInfo(zone), weekday=weekday)
        except (ValueError, ZoneInfoNotFoundError) as error:
            raise ControlError(f"no such time: {error}") from error
        return await self._now(jumps=jumps, wait=wait)

    async def _now(self, *, jumps: int | None = None, wait: float = 0.0) -> Json:
        """Tell the time.

        With `jumps` (the number the last answer gave) and `wait` the answer comes as soon as
        the clock has jumped since.
        """
        clock = self._world.clock
        if jumps is not None and jumps == clock.jumps:
            last = self._world.journal.last
            await self._wait(last, lambda event: event["type"] == "clock", wait)
        return {"now": clock.now().timestamp(), "jumps": clock.jumps}

    async def fault(self, *, method: str, action: str, **details: Any) -> Json:  # noqa: ANN401
        """Plan a fault, see faults.Fault."""
        allowed = {
            "when", "chat_id", "times", "skip", "code", "description", "parameters", "seconds",
            "raw",
        }  # fmt: skip
        unknown = sorted(details.keys() - allowed)
        if unknown:
            raise ControlError(f"a fault has no {unknown[0]}")
        return {"id": self._faults.add(method, action, **details).id}

    async def faults(self) -> Json:
        """List the faults planned with the requests each has hit."""
        return {"faults": self._faults.shown()}

    async def release(self, *, id: int | None = None) -> Json:  # noqa: A002
        """Remove one fault or all, letting go what they hold."""
        if id is None:
            self._faults.clear()
        else:
            self._faults.release(id)
        return {}
