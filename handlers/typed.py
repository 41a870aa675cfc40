"""What isn't a question though it is typed in private: greetings, thanks, the names of buttons."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from corpus.normal import normalize
from handlers.account import start
from handlers.bookmarks import bookmarks
from handlers.daily import daily
from handlers.search import groups, search
from handlers.search import random as excerpt
from handlers.search.typed_words import without_signs
from handlers.telegram.buttons import button
from handlers.telegram.callback_data import Verb
from handlers.views.fixed import Fixed
from handlers.watches import watches

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from handlers.telegram.incoming import Asking
    from handlers.telegram.services import Services
    from handlers.views.lang import Lang
    from handlers.views.markup import Button, View


class _Surface(NamedTuple):
    """Who shows it, and the button that leads to it from an answer to its name."""

    show: Callable[[Services, Asking], Awaitable[View | None]]
    label: tuple[str, str] = ("", "")
    verb: Verb = Verb.ANOTHER
    extra: str = ""

    def way(self, lang: Lang) -> Button | None:
        """The button, None where there is none."""
        label = lang.say(*self.label)
        return button(label, self.verb, extra=self.extra) if label else None


HELLO = frozenset(("你好", "您好", "在吗", "早上好", "下午好", "晚上好", "hi", "hello"))
_SAVED = _Surface(bookmarks.on_saved, ("我的收藏", "My saved"), Verb.SAVED)
_WATCHED = _Surface(watches.on_watch, ("我的关注", "What I watch"), Verb.WATCH)
SURFACES: dict[str, _Surface] = {
    **dict.fromkeys(("收藏", "我的收藏"), _SAVED),
    **dict.fromkeys(("关注", "我的关注", "我关注的"), _WATCHED),
    "来一条": _Surface(excerpt.on_random, ("来一条", "Surprise me"), Verb.ANOTHER),
    "每日一摘": _Surface(daily.on_daily, ("每日一摘", "Daily"), Verb.DAILY_SETTING, "m:0"),
    "怎么用": _Surface(start.on_help),
}
"""What a button or the menu calls a thing."""
_MARKS = "。.!！?？~～，,"


async def on_text(services: Services, ask: Asking) -> View | None:
    """Greet back, show what was named, and take all else for a question.

    A name is searched where a passage holds just these words; what it names is one button then.
    """
    words = "" if ask.edited else normalize(ask.text).strip(_MARKS)
    surface = SURFACES.get(words)
    if words in HELLO:
        return await start.on_start(services, replace(ask, text=""))
    if words and groups.is_small_talk(words):
        return Fixed.WELCOME.view(ask.lang)
    if surface is not None and not await services.store.search.count(words):
        return await surface.show(services, replace(ask, text=""))
    if not without_signs(ask.text) and not await services.store.search.count(ask.text):
        return await start.on_not_text(services, ask)
    await search.answer_words(services, ask, ask.text, surface and surface.way(ask.lang))
    return None
