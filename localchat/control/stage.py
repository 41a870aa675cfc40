"""Control actions that set the stage: people, chats, members, topics, bots' settings."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from localchat import view
from localchat.control.action import find_bot
from localchat.errors import ControlError
from localchat.people import People
from localchat.sample import fill_sample
from localchat.state import Chat, Json, Member, Suggestion, User

if TYPE_CHECKING:
    from localchat.world import World

STATUSES = ("creator", "administrator", "member", "restricted", "left", "kicked")


class Stage:
    """Sets people and chats up."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._people = People(world)

    async def sample(self) -> Json:
        """Add the page's people and chats unless there are people already."""
        fill_sample(self._world)
        return {}

    async def user(
        self,
        *,
        name: str,
        username: str | None = None,
        language_code: str | None = "zh-hans",
        last_name: str | None = None,
        id: int | None = None,  # noqa: A002
    ) -> Json:
        """Add a person."""
        return view.user(
            self._world.add_user(
                name, id=id, username=username, language_code=language_code, last_name=last_name
            )
        )

    async def private(self, *, user_id: int, started: bool = False, bot: str | None = None) -> Json:
        """Show a person's private chat with the bot; `started`: he has written before."""
        chat = self._world.private_chat(self._world.user(user_id), find_bot(self._world, bot))
        chat.started = chat.started or started
        return view.chat(chat)

    async def group(
        self,
        *,
        title: str,
        members: list[int],
        admins: list[int] | None = None,
        type: str = "supergroup",  # noqa: A002
        forum: bool = False,
        topics: list[str] | None = None,
        bot_status: str | None = "member",
    ) -> Json:
        """Make a group; the first administrator owns it. `bot_status` null: without bots.

        The bots learn of it by my_chat_member and a service message, as when they are added.
        """
        if type not in {"group", "supergroup"}:
            raise ControlError("type must be group or supergroup")
        managing = admins or []
        if not [*managing, *members]:
            raise ControlError("a group needs at least one person")
        chat = self._world.add_group(type, title, forum=forum)
        for place, user_id in enumerate(dict.fromkeys([*managing, *members])):
            status = "member" if user_id not in managing else "administrator"
            chat.members[user_id] = Member(
                self._world.user(user_id), "creator" if place == 0 and managing else status
            )
        owner = next(iter(chat.members.values())).user
        for name in topics or []:
            self._world.add_topic(chat, name, owner)
        self._world.journal.write("chat", chat_id=chat.id, bot_id=None)
        if bot_status:
            for bot in self._world.bots.values():
                self._world.change_member(chat, Member(bot.user, bot_status), owner)
        return self._shown(chat)

    async def member(  # noqa: PLR0913 - the named arguments of an action
        self,
        *,
        chat_id: int,
        status: str,
        user_id: int | None = None,
        by: int | None = None,
        rights: dict[str, bool] | None = None,
        is_member: bool = True,
        until: int = 0,
        bot: str | None = None,
    ) -> Json:
        """Add, promote, restrict or remove someone, without `user_id` the bot.

        `is_member` false: the restrictions hold for somebody who isn't in the group.
        """
        if status not in STATUSES:
            raise ControlError(f"status must be one of {', '.join(STATUSES)}")
        if not is_member and status != "restricted":
            raise ControlError("only a restricted place tells apart who is in the group")
        chat = self._group(chat_id)
        user = self._world.user(user_id) if user_id else find_bot(self._world, bot).user
        actor = self._world.user(by) if by else self._owner(chat)
        place = Member(user, status, rights or {}, joined=is_member, until=until)
        return view.member(self._world.change_member(chat, place, actor))

    async def topic(
        self,
        *,
        chat_id: int,
        name: str | None = None,
        topic: int | None = None,
        closed: bool | None = None,
        deleted: bool | None = None,
    ) -> Json:
        """Open a topic (`name`), or close, reopen or delete one (`topic`, 0: the general one)."""
        chat = self._group(chat_id)
        if topic == 0:
            chat.general_closed = bool(closed)
            return {"message_thread_id": 0, "name": "General"}
        if topic is None:
            if not chat.forum or not name:
                raise ControlError("topics have a name and stand in forums only")
            found = self._world.add_topic(chat, name, self._owner(chat))
        elif topic in chat.topics:
            found = chat.topics[topic]
        else:
            raise ControlError(f"no topic {topic}")
        found.closed = found.closed if closed is None else closed
        found.deleted = found.deleted if deleted is None else deleted
        self._world.journal.write("chat", chat_id=chat.id, bot_id=None)
        return {"message_thread_id": found.id, "name": found.name}

    async def permissions(self, *, chat_id: int, **rights: bool) -> Json:
        """Change what plain members, and so the bot, may do in a group."""
        chat = self._group(chat_id)
        unknown = sorted(set(rights) - set(chat.permissions))
        if unknown:
            raise ControlError(f"no permission {unknown[0]}")
        chat.permissions.update(rights)
        return dict(chat.permissions)

    async def migrate(self, *, chat_id: int, announce: bool = True) -> Json:
        """Turn a group into a supergroup; `announce` false: the bot misses the message."""
        return self._shown(self._world.migrate(self._group(chat_id), announce=announce))

    async def block(self, *, user_id: int, blocked: bool = True, bot: str | None = None) -> Json:
        """Have a person stop the bot, or let it write again."""
        chat = self._world.private_chat(self._world.user(user_id), find_bot(self._world, bot))
        self._people.block(chat, blocked=blocked)
        return {}

    async def deactivate(self, *, user_id: int, bot: str | None = None) -> Json:
        """Have a person's account deleted."""
        chat = self._world.private_chat(self._world.user(user_id), find_bot(self._world, bot))
        chat.deactivated = True
        return {}

    async def privacy(self, *, enabled: bool, bot: str | None = None) -> Json:
        """Switch a bot's privacy mode."""
        find_bot(self._world, bot).sees_all = not enabled
        return {}

    async def settings(
        self,
        *,
        query_seconds: float | None = None,
        flood_limits: bool | None = None,
        feedback: bool | None = None,
        suggestions: list[str | dict[str, str]] | None = None,
        zone: str | None = None,
    ) -> Json:
        """Change what is given; shows all settings."""
        changes: dict[str, object] = {
            "query_seconds": query_seconds,
            "flood_limits": flood_limits,
            "feedback": feedback,
            "zone": zone,
            "suggestions": None if suggestions is None else tuple(map(_suggestion, suggestions)),
        }
        given = {name: value for name, value in changes.items() if value is not None}
        self._world.settings = replace(self._world.settings, **given)  # type: ignore[arg-type]
        return asdict(self._world.settings)

    def _group(self, chat_id: int) -> Chat:
        chat = self._world.chat(chat_id)
        if chat.private:
            raise ControlError("only groups have members and topics")
        return chat

    def _owner(self, chat: Chat) -> User:
        return next(one.user for one in chat.members.values() if not one.user.is_bot)

    def _shown(self, chat: Chat) -> Json:
        return view.chat(chat) | {
            "topics": [
                {"message_thread_id": one.id, "name": one.name} for one in chat.topics.values()
            ]
        }


def _suggestion(given: str | dict[str, str]) -> Suggestion:
    if isinstance(given, str):
        return Suggestion(given)
    try:
        return Suggestion(**given)
    except TypeError as error:
        raise ControlError("a suggestion has text, zh and en") from error
