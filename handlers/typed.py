"""What isn't a question though it is typed in private: greetings, thanks, the names of buttons."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.normal import normalize
from handlers.account import start
from handlers.bookmarks import bookmarks
from handlers.daily import daily
from handlers.search import groups, search
from handlers.search import random as excerpt
from handlers.views.fixed import Fixed
from handlers.watches import watches

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from handlers.telegram.incoming import Asking
    from handlers.telegram.services import Services
    from handlers.views.markup import View

    Surface = Callable[[Services, Asking], Awaitable[View | None]]

HELLO = frozenset(("你好", "您好", "在吗", "早上好", "下午好", "晚上好", "hi", "hello"))
SURFACES: dict[str, Surface] = {
    **dict.fromkeys(("收藏", "我的收藏"), bookmarks.on_saved),
    **dict.fromkeys(("关注", "我的关注", "我关注的"), watches.on_watch),
    "来一条": excerpt.on_random,
    "每日一摘": daily.on_daily,
    "怎么用": start.on_help,
}
"""What a button or the menu calls a thing, and who shows it."""
_MARKS = "。.!！?？~～，,"


async def on_text(services: Services, ask: Asking) -> View | None:
    """Greet back, show what was named, and take all else for a question.

    A name is searched where a passage holds just these words.
    """
    words = "" if ask.edited else normalize(ask.text).strip(_MARKS)
    surface = SURFACES.get(words)
    if words in HELLO:
        return await start.on_start(services, replace(ask, text=""))
    if words and groups.is_small_talk(words):
        return Fixed.WELCOME.view(ask.lang)
    if surface is not None and not await services.store.search.count(words):
        return await surface(services, replace(ask, text=""))
    await search.answer_words(services, ask, ask.text)
    return None
