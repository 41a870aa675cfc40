"""What people do in the simulated Telegram: write, press, ask inline, send files, block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localchat import view
from localchat.content import read_caption, read_inline_text
from localchat.errors import ControlError
from localchat.scopes import hides
from localchat.state import (
    CallbackQuery,
    Chat,
    InlineQuery,
    Json,
    Media,
    Message,
    StoredFile,
    User,
)
from localchat.text import find_entities, units

if TYPE_CHECKING:
    from localchat.world import Bot, World

REPLY_SECONDS = 15
"""How long what only one person sees can be replied to."""
QUERY_LIMIT = 256
"""Characters of an inline query; the clients send no more."""
_HELD = ("location", "contact")
"""What of a message's further fields is its content."""


class People:
    """Acts for the people of a world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def begin(
        self,
        user: User,
        chat: Chat,
        *,
        reply_to: int | None = None,
        topic: int | None = None,
        anonymous: bool = False,
    ) -> Message:
        """Make a person's next message; raises ControlError where he can't write.

        Writing to a bot starts it and takes back a block. An anonymous administrator writes in
        the group's name.
        """
        world = self._world
        if chat.private:
            if user is not chat.user:
                raise ControlError("only its own person writes in a private chat")
            self.block(chat, blocked=False)
            chat.started = True
        elif user.id not in chat.members or not chat.members[user.id].present:
            raise ControlError(f"user {user.id} is not in chat {chat.id}")
        if topic is not None and (topic not in chat.topics or chat.topics[topic].deleted):
            raise ControlError(f"no topic {topic}")
        if reply_to is not None and reply_to not in chat.messages:
            raise ControlError(f"no message {reply_to} to reply to")
        replied = chat.messages[reply_to] if reply_to is not None else None
        if replied is not None and replied.owner not in (None, user):
            raise ControlError("nobody else sees this message")
        message = world.new_message(chat, user)
        message.topic = topic
        if topic is None and replied is not None:
            message.topic = replied.topic
        message.reply_to = reply_to
        message.sender_chat = anonymous
        if replied is not None and replied.owner is user:
            if world.clock.timestamp() - replied.date > REPLY_SECONDS:
                raise ControlError("what only one person sees is answered within 15 seconds")
            world.hide(message, world.bot_of(replied).user)
        return message

    def say(self, message: Message, text: str, entities: list[Json] | None = None) -> Message:
        """Fill a message with text, as the clients do: commands, mentions and links marked."""
        if not text.strip():
            raise ControlError("text is empty")
        if units(text) > 4096:
            raise ControlError("text is longer than 4096: the clients cut it into several messages")
        message.text = text
        message.entities = find_entities(text, entities or [])
        self._command(message)
        self._world.publish(message)
        return message

    def _command(self, message: Message) -> None:
        """Note a command, which may be answered for one person, and hide it where that is wanted.

        Who writes in the group's name can't hide what he writes.
        """
        chat, world = message.chat, self._world
        if chat.private or not message.text.startswith("/"):
            return
        chat.commanded[message.sender.id] = world.clock.now().timestamp()
        named, _, at = message.text.split()[0][1:].partition("@")
        for bot in world.bots.values():
            meant = not at or at.lower() == bot.username.lower()
            if meant and not message.sender_chat and hides(bot, chat, message.sender, named):
                if message.receiver is None:
                    world.hide(message, bot.user)
                return

    def send(self, message: Message, kind: str, file: StoredFile, caption: str = "") -> Message:
        """Fill a message with a file."""
        message.media = Media(kind, file)
        message.text = caption
        message.entities = find_entities(caption, [])
        self._world.publish(message)
        return message

    def forward(self, message: Message, source: Message) -> Message:
        """Fill a message with another one's content, and tell whose it was."""
        if source.owner not in (None, message.sender):
            raise ControlError("nobody else sees this message")
        message.text, message.entities, message.media = source.text, source.entities, source.media
        message.extra = {name: source.extra[name] for name in _HELD if name in source.extra}
        told = {"type": "user", "date": source.date, "sender_user": view.user(source.sender)}
        message.extra["forward_origin"] = source.extra.get("forward_origin", told)
        self._world.publish(message)
        return message

    def edit(self, message: Message, text: str) -> Message:
        """Change what a person wrote; the bots that saw it get an edited_message."""
        message.text = text
        message.entities = find_entities(text, [])
        message.edited = self._world.clock.timestamp()
        self._world.announce("edit", message)
        self._world.deliver("edited_message", message)
        return message

    def delete(self, message: Message) -> None:
        """Delete a message; bots are not told."""
        message.deleted = True
        self._world.announce("delete", message)

    def block(self, chat: Chat, *, blocked: bool) -> None:
        """Stop a bot, or let it write again; the bot gets a my_chat_member update."""
        if chat.blocked == blocked or not chat.user or chat.bot_id is None:
            return
        chat.blocked = blocked
        bot = self._world.bot_by_id(chat.bot_id)
        places = ("member", "kicked") if blocked else ("kicked", "member")
        shown = [_place(bot.user, status) for status in places]
        change = {
            "chat": view.chat(chat),
            "from": view.user(chat.user),
            "date": self._world.clock.timestamp(),
            "old_chat_member": shown[0],
            "new_chat_member": shown[1],
        }
        bot.inbox.put("my_chat_member", change)
        self._world.journal.write("member", chat_id=chat.id, bot_id=chat.bot_id, change=change)

    def press(self, user: User, message: Message, button: Json) -> CallbackQuery:
        """Press a button that carries callback_data; ControlError where one doesn't see it."""
        if message.owner not in (None, user):
            raise ControlError("nobody else sees this message")
        owner = message.via or message.sender
        bot = self._world.bot_by_id(owner.id)
        query = CallbackQuery(
            f"{user.id}{self._world.number():06d}",
            bot.user.id,
            user,
            self._world.clock.now().timestamp(),
        )
        self._world.callbacks[query.id] = query
        payload: Json = {
            "id": query.id,
            "from": view.user(user),
            "chat_instance": str(7 * message.chat.id),
            "data": button["callback_data"],
        }
        if message.inline_id:
            payload["inline_message_id"] = message.inline_id
        else:
            payload["message"] = view.message(message)
        bot.inbox.put("callback_query", payload)
        return query

    def ask(self, user: User, bot: Bot, query: str, offset: str, chat: Chat | None) -> InlineQuery:
        """Ask in inline mode; an answer that is still cached answers at once."""
        world, query = self._world, query[:QUERY_LIMIT]
        now = world.clock.now().timestamp()
        asked = InlineQuery(f"{user.id}{world.number():06d}", bot.user.id, user, query, offset, now)
        world.inlines[asked.id] = asked
        for owner in (user.id, None):
            until, answer = world.inline_cache.get((bot.user.id, owner, query, offset), (0.0, {}))
            if until > now:
                asked.answer = answer
                return asked
        payload = {"id": asked.id, "from": view.user(user), "query": query, "offset": offset}
        if chat:
            own = chat.private and chat.bot_id == bot.user.id
            payload["chat_type"] = "sender" if own else chat.type
        bot.inbox.put("inline_query", payload)
        return asked

    def choose(self, query: InlineQuery, result_id: str, message: Message) -> Message:
        """Send one of an inline query's results into a chat as the person's own message."""
        world = self._world
        results: list[Json] = (query.answer or {}).get("results", [])
        chosen = next((one for one in results if one["id"] == result_id), None)
        if chosen is None:
            raise ControlError(f"no result {result_id}")
        bot = world.bot_by_id(query.bot_id)
        message.via = bot.user
        self._fill(message, chosen)
        if message.keyboard:
            message.inline_id = f"AAAA{world.number():08d}"
            world.inline_messages[message.inline_id] = message
        if world.settings.feedback:
            told: Json = {
                "result_id": result_id,
                "from": view.user(query.user),
                "query": query.query,
            }
            if message.inline_id:
                told["inline_message_id"] = message.inline_id
            bot.inbox.put("chosen_inline_result", told)
        world.publish(message)
        return message

    def _fill(self, message: Message, result: Json) -> None:
        message.markup = result.get("reply_markup")
        content: dict[str, Any] | None = result.get("input_message_content")
        if content is not None:
            if "message_text" not in content:
                raise ControlError("only text can be sent through inline mode here")
            message.text, message.entities = read_inline_text(content)
            return
        file_id = result.get(f"{result['type']}_file_id")
        if not file_id:
            raise ControlError(f"a result of type {result['type']} can't be sent here")
        message.media = Media(result["type"], self._world.files.find(file_id))
        message.text, message.entities = read_caption(result)


def _place(user: User, status: str) -> Json:
    shown: Json = {"status": status, "user": view.user(user)}
    return shown | ({"until_date": 0} if status == "kicked" else {})
