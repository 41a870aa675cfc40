"""A client for tests: people who talk to the bot through the local chat's control interface."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, Self

import httpx

from tests.support.telegram_shown import (
    Button,
    Chat,
    InlineAnswer,
    Message,
    PressResult,
    User,
    message,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Button", "Chat", "InlineAnswer", "Message", "PressResult", "Telegram", "User"]

WAIT = 30.0


class ControlRefusedError(AssertionError):
    """The test asked the local chat for something impossible."""


class Telegram:
    """Talks to one local chat; use as `async with Telegram(server.control) as telegram:`.

    Every reply is handed out once: `reply` returns the oldest new message or edit of the bot in
    a chat that was not yet read, waiting up to 10 s for it.
    """

    def __init__(self, control: str, bot: str | None = None) -> None:
        self._control = control
        self._bot = {"bot": bot} if bot else {}
        self._read: dict[tuple[int, str], int] = {}
        self._client = httpx.AsyncClient(timeout=80, trust_env=False)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def control(self, action: str, /, **arguments: Any) -> dict[str, Any]:
        """Ask the control interface; see localchat/README.md for its actions."""
        given = {name: value for name, value in arguments.items() if value is not None}
        answer = await self._client.post(f"{self._control}/{action}", json=given)
        result: dict[str, Any] = answer.json()
        if answer.status_code != 200:
            raise ControlRefusedError(f"{action}: {result['error']}")
        return result

    async def user(self, name: str, language: str | None = "zh-hans", **details: Any) -> User:
        shown = await self.control("user", name=name, language_code=language, **details)
        return User(shown["id"], name, shown.get("username"))

    async def private(self, user: User, *, started: bool = False) -> Chat:
        await self.control("private", user_id=user.id, started=started, **self._bot)
        return Chat(user.id, "private", user.name)

    async def group(
        self,
        title: str,
        members: Iterable[User],
        admins: Iterable[User] = (),
        *,
        forum: bool = False,
        topics: Iterable[str] = (),
        basic: bool = False,
        bot_status: str | None = "member",
        greeted: bool = False,
    ) -> Chat:
        """A supergroup, or with `basic` a plain group; the first administrator owns it.

        `greeted` waits for what the bot says on being added, so that it is no answer to anything.
        """
        arguments: dict[str, Any] = {
            "title": title,
            "members": [user.id for user in members],
            "admins": [user.id for user in admins],
            "forum": forum,
            "topics": list(topics),
            "type": "group" if basic else "supergroup",
        }
        answer = await self._client.post(
            f"{self._control}/group", json={**arguments, "bot_status": bot_status}
        )
        shown: dict[str, Any] = answer.json()
        assert answer.status_code == 200, shown
        opened = {one["name"]: one["message_thread_id"] for one in shown["topics"]}
        chat = Chat(shown["id"], shown["type"], title, opened)
        if greeted:
            await self.reply(chat)
        return chat

    async def say(
        self,
        user: User,
        chat: Chat,
        text: str,
        reply_to: Message | None = None,
        topic: int | None = None,
        **more: Any,
    ) -> Message:
        shown = await self.control(
            "say",
            user_id=user.id,
            chat_id=chat.id,
            text=text,
            reply_to=reply_to.message_id if reply_to else None,
            topic=topic,
            **self._bot,
            **more,
        )
        return message(shown)

    async def send(
        self, user: User, chat: Chat, name: str, content: bytes, kind: str = "document", **more: Any
    ) -> Message:
        """Send a file; `size` acts a bigger one; also `mime`, `caption`, `reply_to`, `topic`."""
        encoded = base64.b64encode(content).decode()
        return message(
            await self.control(
                "send",
                user_id=user.id,
                chat_id=chat.id,
                kind=kind,
                name=name,
                content=encoded,
                **self._bot,
                **more,
            )
        )

    async def rewrite(self, user: User, said: Message, text: str) -> Message:
        """Have a person edit his own message."""
        shown = await self.control(
            "edit",
            user_id=user.id,
            chat_id=said.chat_id,
            message_id=said.message_id,
            text=text,
            **self._bot,
        )
        return message(shown)

    async def reply(self, chat: Chat) -> Message:
        """The bot's next new message in a chat."""
        return await self._next(chat, "message")

    async def edit(self, chat: Chat) -> Message:
        """The bot's next edit of one of its messages in a chat."""
        return await self._next(chat, "edit")

    async def _next(self, chat: Chat, kind: str) -> Message:
        key = (chat.id, kind)
        found = await self.control(
            "events",
            after=self._read.get(key, 0),
            types=[kind],
            chat_id=chat.id,
            by_bot=True,
            wait=WAIT,
            **self._bot,
        )
        assert found["events"], f"no {kind} of the bot in {chat.title} within {WAIT} s"
        self._read[key] = found["events"][0]["seq"]
        return message(found["events"][0]["message"])

    async def replies(self, chat: Chat) -> list[Message]:
        """The bot's new messages in a chat that were not read yet, without waiting."""
        key = (chat.id, "message")
        found = await self.control(
            "events",
            after=self._read.get(key, 0),
            types=["message"],
            chat_id=chat.id,
            by_bot=True,
            **self._bot,
        )
        if found["events"]:
            self._read[key] = found["events"][-1]["seq"]
        return [message(event["message"]) for event in found["events"]]

    async def ask(self, user: User, chat: Chat, text: str, **more: Any) -> Message:
        """Say something and return the bot's answer; what came before it unread is skipped."""
        await self.replies(chat)
        await self.say(user, chat, text, **more)
        return await self.reply(chat)

    async def press(
        self, user: User, pressed: Message, label: str | None = None, *, data: str | None = None
    ) -> PressResult:
        """Press a button by its label or data and wait for the bot's answer to it."""
        result = await self.control(
            "press",
            user_id=user.id,
            chat_id=pressed.chat_id,
            message_id=pressed.message_id,
            label=label,
            data=data,
            wait=WAIT,
            **self._bot,
        )
        answer = result.get("answer")
        return PressResult(
            answered=answer is not None,
            toast=(answer or {}).get("text", ""),
            alert=(answer or {}).get("show_alert", False),
            url=result.get("url") or (answer or {}).get("url"),
            copy=result.get("copy"),
            switch=result.get("switch"),
            message=message(result["message"]),
        )

    async def turn(self, user: User, pressed: Message, label: str) -> Message:
        """Press a button that edits its message; returns the message after the edit."""
        chat = Chat(pressed.chat_id, "", f"chat {pressed.chat_id}")
        last = await self.control("events", after=2**53, **self._bot)
        self._read[chat.id, "edit"] = last["seq"]
        result = await self.press(user, pressed, label)
        assert result.answered, f"the press on {label!r} was not answered"
        return await self.edit(chat)

    async def inline(
        self, user: User, query: str, offset: str = "", chat: Chat | None = None
    ) -> InlineAnswer:
        found = await self.control(
            "inline",
            user_id=user.id,
            query=query,
            offset=offset,
            chat_id=chat.id if chat else None,
            wait=WAIT,
            **self._bot,
        )
        return InlineAnswer(
            found["query_id"], found["results"], found["next_offset"], found["button"]
        )

    async def choose(
        self, user: User, chat: Chat, answer: InlineAnswer, result_id: str, **more: Any
    ) -> Message:
        """Send one of the results of an inline query into a chat."""
        return message(
            await self.control(
                "choose",
                user_id=user.id,
                chat_id=chat.id,
                query_id=answer.query_id,
                result_id=result_id,
                **self._bot,
                **more,
            )
        )

    async def silence(
        self, chat: Chat, probe: User, question: str = "/help", inside: User | None = None
    ) -> None:
        """Assert that the bot says nothing new in `chat`.

        `probe` is a person with no part in it: what he asks in private is answered later than
        anything said before, as long as the bot takes its updates in order. Where chats don't
        wait for each other, `inside` makes it sure: a member who asks the question in the chat
        itself first, where the bot keeps the order; only that one answer may come.
        """
        if inside:
            asked = await self.say(inside, chat, question)
            answer = await self.reply(chat)
            assert answer.reply_to in {None, asked.message_id}, f"expected silence: {answer.text!r}"
        private = await self.private(probe)
        await self.ask(probe, private, question)
        heard = await self.replies(chat)
        assert not heard, f"expected silence, heard {[one.text for one in heard]}"

    async def read(self, chat: Chat, topic: int | None = None) -> list[Message]:
        """All messages of a chat as they are now, oldest first, service messages included."""
        found = await self.control("messages", chat_id=chat.id, topic=topic, **self._bot)
        return [message(shown) for shown in found["messages"]]

    async def current(self, said: Message) -> Message:
        """A message as it is now."""
        found = await self.control("messages", chat_id=said.chat_id, limit=100_000, **self._bot)
        for shown in found["messages"]:
            if shown["message_id"] == said.message_id:
                return message(shown)
        raise AssertionError(f"message {said.message_id} was deleted")

    async def file(self, sent: Message) -> bytes:
        """The content of the file in a message."""
        answer = await self._client.get(f"{self._control}/file", params={"file_id": sent.file_id})
        assert answer.status_code == 200, answer.text
        return answer.content

    async def member(
        self, chat: Chat, user: User | None, status: str, by: User | None = None, **more: Any
    ) -> None:
        """Change someone's place in a group; no user means the bot."""
        await self.control(
            "member",
            chat_id=chat.id,
            user_id=user.id if user else None,
            status=status,
            by=by.id if by else None,
            **(self._bot if user is None else {}),
            **more,
        )

    async def fault(self, method: str, what: str, **details: Any) -> int:
        """Plan a fault (refuse, drop, hold, delay); returns its number."""
        planned = await self.control("fault", method=method, action=what, **details)
        number: int = planned["id"]
        return number

    async def clock(self, **change: Any) -> float:
        """Tell or move the clock (advance=seconds, set=ISO, until="08:30"); seconds since 1970."""
        now: float = (await self.control("clock", **change))["now"]
        return now

    async def requests(self, method: str | None = None, **more: Any) -> list[dict[str, Any]]:
        """The bot's requests so far."""
        found: list[dict[str, Any]] = (await self.control("requests", method=method, **more))[
            "requests"
        ]
        return found

    async def refusals(self) -> list[str]:
        """What the strict server refused, apart from planned faults: method and words."""
        return [
            f"{one['method']}: {one['description']}" for one in await self.requests(refused=True)
        ]
