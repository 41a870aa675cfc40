"""Which groups the bot serves where ALLOWED_CHAT_IDS is set, and who decides about the others.

A group is allowed by an administrator adding the bot to it. Of any other group the administrators
are told; the bot says nothing there, and leaves when they say so or haven't decided in time.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from telegram.constants import ChatType

from handlers.admin.membership_updates import greet
from handlers.admin.views.admission import (
    render_admitted,
    render_foreign,
    render_left,
    render_not_there,
)
from handlers.telegram.acts import OnGroup
from handlers.telegram.membership import is_in
from handlers.views.lang import Lang
from handlers.views.pressed import Why, old, refused

if TYPE_CHECKING:
    from telegram import Chat, ChatMemberUpdated, User

    from handlers.telegram.callback_data import Press
    from handlers.telegram.incoming import Pressing
    from handlers.telegram.services import Services
    from handlers.views.markup import Outcome

DECIDED_WITHIN = timedelta(hours=1)
"""How long the bot waits, silent, in a group that the administrators haven't decided about."""
_GROUPS = frozenset({ChatType.GROUP, ChatType.SUPERGROUP})
_CHAT = re.compile(r"-[0-9]{1,15}")


async def allowed_groups(services: Services) -> frozenset[int]:
    """All groups whose members are served: those of the settings and those allowed in chat."""
    configured = frozenset(chat for chat in services.allowed if chat < 0)
    return configured | await services.store.admission.groups()


async def admit(services: Services, change: ChatMemberUpdated) -> bool:
    """Judge a change of the bot's own place in a chat; whether it is to be answered at all."""
    chat, who = change.chat, change.from_user
    if not services.allowed or chat.type not in _GROUPS:
        return True
    known = await allowed_groups(services)
    if not is_in(change.new_chat_member):
        if chat.id not in services.allowed:
            await services.store.admission.forget(chat.id)
        return chat.id in known
    if chat.id in known:
        return True
    if who.id in services.operators and not is_in(change.old_chat_member):
        await _allow(services, chat, who)
        return True
    if await services.store.admission.waiting_since(chat.id) is None:
        await _tell(services, chat, who)
    return False


async def follow(services: Services, old_id: int, new_id: int, title: str) -> None:
    """Serve a group that became a supergroup under its new id, too."""
    if services.allowed and old_id in await allowed_groups(services):
        await services.store.admission.allow(new_id, title, 0)


async def on_foreign_group(services: Services, chat: Chat, user: User | None) -> None:
    """Something was said in a group that isn't allowed: ask about it once, leave it in time."""
    since = await services.store.admission.waiting_since(chat.id)
    if since is None:
        await _tell(services, chat, user)
    elif services.clock.now() - since >= DECIDED_WITHIN:
        await _leave(services, chat.id)


async def press_admit(services: Services, press: Pressing, wanted: Press) -> Outcome:
    """Allow or leave a group that an administrator was asked about."""
    if press.user.id not in services.operators:
        return refused(Why.OPERATORS_DECIDE, press.lang)
    act, chat = OnGroup.of(wanted)
    if act is None or not _CHAT.fullmatch(chat):
        return old(press.lang)
    chat_id = int(chat)
    title = await services.store.admission.title(chat_id)
    if act is OnGroup.LEAVE:
        await _leave(services, chat_id)
        return render_left(title or str(chat_id), press.lang)
    name = title or str(chat_id)
    # Every administrator was asked, and each may answer.
    decided = chat_id in await allowed_groups(services)
    await services.store.admission.allow(chat_id, name, press.user.id)
    members = await services.membership.count(chat_id)
    if members is None:
        return render_not_there(name, press.lang)
    if not decided:
        await greet(services, chat_id)
    return render_admitted(name, members, press.lang)


async def _allow(services: Services, chat: Chat, operator: User) -> None:
    title = chat.title or str(chat.id)
    await services.store.admission.allow(chat.id, title, operator.id)
    members = await services.membership.count(chat.id)
    view = render_admitted(title, members, Lang.of(operator.language_code))
    await services.sender.try_send(operator.id, view)


async def _tell(services: Services, chat: Chat, who: User | None) -> None:
    """Tell the administrators; where none can be told, nobody could ever decide."""
    title = chat.title or str(chat.id)
    await services.store.admission.wait(chat.id, title, who.id if who else 0)
    told = [
        await services.sender.try_send(operator, render_foreign(title, chat.id, Lang.ZH))
        for operator in sorted(services.operators)
    ]
    if not any(told):
        await _leave(services, chat.id)


async def _leave(services: Services, chat_id: int) -> None:
    await services.store.admission.forget(chat_id)
    await services.membership.leave(chat_id)
