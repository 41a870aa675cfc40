"""Control actions that people do: say, send, edit, press, ask inline, choose."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from localchat import view
from localchat.control.action import find_bot, find_message
from localchat.errors import ControlError
from localchat.people import People

if TYPE_CHECKING:
    from localchat.state import CallbackQuery, Chat, InlineQuery, Json, Message, StoredFile
    from localchat.world import World

WAIT_LIMIT = 60.0
KINDS = ("document", "photo", "sticker", "voice", "video", "audio", "animation")


class Acts:
    """Carries out people's actions."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._people = People(world)

    async def say(  # noqa: PLR0913 - the named arguments of an action
        self,
        *,
        user_id: int,
        chat_id: int,
        text: str,
        reply_to: int | None = None,
        topic: int | None = None,
        anonymous: bool = False,
        entities: list[Json] | None = None,
        bot: str | None = None,
    ) -> Json:
        """Write text in a chat."""
        chat = self._chat(chat_id, bot)
        message = self._people.begin(
            self._world.user(user_id), chat, reply_to=reply_to, topic=topic, anonymous=anonymous
        )
        return view.seen(self._people.say(message, text, entities))

    async def send(  # noqa: PLR0913 - the named arguments of an action
        self,
        *,
        user_id: int,
        chat_id: int,
        kind: str = "document",
        name: str = "file.bin",
        mime: str = "application/octet-stream",
        content: str = "",
        size: int | None = None,
        caption: str = "",
        reply_to: int | None = None,
        topic: int | None = None,
        album: str | None = None,
        bot: str | None = None,
    ) -> Json:
        """Send a file; `content` is base64, `size` acts a bigger file than that.

        Files of the same `album` pass for one media group, as when several are sent at once.
        """
        if kind not in KINDS:
            raise ControlError(f"kind must be one of {', '.join(KINDS)}")
        chat = self._chat(chat_id, bot)
        message = self._people.begin(
            self._world.user(user_id), chat, reply_to=reply_to, topic=topic
        )
        if album:
            message.extra["media_group_id"] = album
        stored = self._store(name, mime, content, size)
        return view.seen(self._people.send(message, kind, stored, caption))

    async def forward(
        self,
        *,
        user_id: int,
        chat_id: int,
        from_chat_id: int,
        message_id: int,
        topic: int | None = None,
        bot: str | None = None,
    ) -> Json:
        """Forward a message that the person sees into a chat."""
        user = self._world.user(user_id)
        source = self._chat(from_chat_id, bot)
        member = source.members.get(user_id)
        if source.user is not user and (member is None or not member.present):
            raise ControlError(f"user {user_id} doesn't see chat {from_chat_id}")
        found = find_message(source, message_id)
        message = self._people.begin(user, self._chat(chat_id, bot), topic=topic)
        return view.seen(self._people.forward(message, found))

    async def location(
        self,
        *,
        user_id: int,
        chat_id: int,
        latitude: float,
        longitude: float,
        reply_to: int | None = None,
        topic: int | None = None,
        bot: str | None = None,
    ) -> Json:
        """Send a place."""
        place = {"latitude": latitude, "longitude": longitude}
        return self._sent(user_id, self._chat(chat_id, bot), reply_to, topic, location=place)

    async def contact(
        self,
        *,
        user_id: int,
        chat_id: int,
        phone_number: str,
        first_name: str,
        reply_to: int | None = None,
        topic: int | None = None,
        bot: str | None = None,
    ) -> Json:
        """Send somebody's number."""
        card = {"phone_number": phone_number, "first_name": first_name}
        return self._sent(user_id, self._chat(chat_id, bot), reply_to, topic, contact=card)

    def _sent(
        self, user_id: int, chat: Chat, reply_to: int | None, topic: int | None, **held: Json
    ) -> Json:
        user = self._world.user(user_id)
        message = self._people.begin(user, chat, reply_to=reply_to, topic=topic)
        message.extra |= held
        self._world.publish(message)
        return view.seen(message)

    def _store(self, name: str, mime: str, content: str, size: int | None) -> StoredFile:
        try:
            decoded = base64.b64decode(content, validate=True)
        except binascii.Error as error:
            raise ControlError("content is not base64") from error
        return self._world.files.add(name, mime, decoded, size)

    async def edit(
        self, *, user_id: int, chat_id: int, message_id: int, text: str, bot: str | None = None
    ) -> Json:
        """Change one's own message."""
        message = find_message(self._chat(chat_id, bot), message_id)
        if message.sender.id != user_id:
            raise ControlError("only one's own messages can be edited")
        return view.seen(self._people.edit(message, text))

    async def delete(self, *, chat_id: int, message_id: int, bot: str | None = None) -> Json:
        """Delete a message."""
        self._people.delete(find_message(self._chat(chat_id, bot), message_id))
        return {}

    async def press(
        self,
        *,
        user_id: int,
        chat_id: int,
        message_id: int,
        label: str | None = None,
        data: str | None = None,
        wait: float = 10.0,
        bot: str | None = None,
    ) -> Json:
        """Press a button named by its label (whole or a part only it has) or its data.

        `data` alone presses even a button that isn't there, as a forged client does. The result
        has `answer` (null when none came within `wait` seconds) and the message as it is then;
        for buttons that don't ask the bot it has `url`, `copy` or `switch`.
        """
        user = self._world.user(user_id)
        message = find_message(self._chat(chat_id, bot), message_id)
        if message.chat.private and message.chat.user is not user:
            raise ControlError("nobody else sees a private chat")
        button = _button(message, label, data)
        if "callback_data" not in button:
            return _without_bot(button) | {"answer": None, "message": view.seen(message)}
        before = self._world.journal.last
        query = self._people.press(user, message, button)
        await self._answered(query, before, wait)
        return {
            "query_id": query.id,
            "answer": query.answer,
            "message": view.seen(message),
            "deleted": message.deleted,
        }

    async def inline(
        self,
        *,
        user_id: int,
        query: str,
        offset: str = "",
        chat_id: int | None = None,
        wait: float = 10.0,
        bot: str | None = None,
    ) -> Json:
        """Ask in inline mode; the result has query_id, results, next_offset and button."""
        chat = self._chat(chat_id, bot) if chat_id is not None else None
        before = self._world.journal.last
        asked = self._people.ask(
            self._world.user(user_id), find_bot(self._world, bot), query, offset, chat
        )
        await self._answered(asked, before, wait)
        if asked.answer is None:
            raise ControlError("the bot did not answer the inline query")
        return {"query_id": asked.id, **asked.answer}

    async def choose(
        self,
        *,
        user_id: int,
        chat_id: int,
        query_id: str,
        result_id: str,
        topic: int | None = None,
        reply_to: int | None = None,
        bot: str | None = None,
    ) -> Json:
        """Send a result of an inline query into a chat."""
        query = self._world.inlines.get(query_id)
        if query is None or query.user.id != user_id:
            raise ControlError(f"no inline query {query_id} of this person")
        message = self._people.begin(
            query.user, self._chat(chat_id, bot), topic=topic, reply_to=reply_to
        )
        return view.seen(self._people.choose(query, result_id, message))

    async def _answered(self, query: CallbackQuery | InlineQuery, before: int, wait: float) -> None:
        if query.answer is None:
            await self._world.journal.wait(
                before, lambda event: event.get("query_id") == query.id, min(wait, WAIT_LIMIT)
            )

    def _chat(self, chat_id: int, bot: str | None) -> Chat:
        return self._world.chat(chat_id, find_bot(self._world, bot))


def _button(message: Message, label: str | None, data: str | None) -> Json:
    buttons = [button for row in message.keyboard for button in row]
    if data is not None:
        same = [one for one in buttons if one.get("callback_data") == data]
        return same[0] if same else {"text": "", "callback_data": data}
    for fits in (
        lambda text: text == label,
        lambda text: bool(label) and label in text,
    ):
        found = [one for one in buttons if fits(one["text"])]
        if len(found) == 1:
            return found[0]
        if found:
            break
    labels = " ".join(f"[{one['text']}]" for one in buttons)
    raise ControlError(f"{label!r} names not exactly one button of: {labels}")


def _without_bot(button: Json) -> Json:
    if "url" in button:
        return {"url": button["url"]}
    if "copy_text" in button:
        return {"copy": button["copy_text"]["text"]}
    kind = next((name for name in button if name.startswith("switch_inline_query")), None)
    if kind:
        held = button[kind]
        query = held if isinstance(held, str) else held.get("query", "")
        return {"switch": {"kind": kind, "query": query}}
    raise ControlError("this kind of button can't be pressed here")
