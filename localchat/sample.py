"""The people and chats that the page starts with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localchat.state import Member

if TYPE_CHECKING:
    from localchat.state import Chat, User
    from localchat.world import World

ADMIN_ID = 510_000_001
MEMBER_ID = 510_000_002
ENGLISH_ID = 510_000_003
"""Ids of the three people; the first is the administrator of the groups."""


def fill_sample(world: World) -> None:
    """Add three people, a team's group and a forum with the bots in it, unless people are there."""
    if world.users:
        return
    member = world.add_user("小王", id=MEMBER_ID, username="xiao_wang", language_code="zh-hans")
    admin = world.add_user("李主任", id=ADMIN_ID, username="li_zhuren", language_code="zh-hans")
    guest = world.add_user("Grace", id=ENGLISH_ID, username="grace_lin", language_code="en")
    for user in (member, admin, guest):
        world.private_chat(user, world.first_bot)
    group = world.add_group("supergroup", "办公室")
    forum = world.add_group("supergroup", "材料组", forum=True)
    for chat in (group, forum):
        _seat(chat, admin, member, guest)
    for name in ("每日一摘", "讨论"):
        world.add_topic(forum, name, admin)
    for chat in (group, forum):
        for bot in world.bots.values():
            world.change_member(chat, Member(bot.user), admin)


def _seat(chat: Chat, admin: User, *others: User) -> None:
    chat.members[admin.id] = Member(admin, "creator")
    for member in others:
        chat.members[member.id] = Member(member)
