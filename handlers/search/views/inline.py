"""Inline mode: what can be chosen, and the message that the chosen passage becomes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.passage.views.excerpt import excerpt
from handlers.telegram import deeplink
from handlers.telegram.callback_data import Press, Verb, encode, written_cut
from handlers.views.citation import cite, cite_kept, cite_short
from handlers.views.markup import Button, View, esc, rows, shorten, units
from handlers.views.offer import Entry
from store.search.query import unquoted

if TYPE_CHECKING:
    from handlers.views.lang import Lang
    from handlers.views.markup import Keyboard
    from store.people.model import Bookmark
    from store.search.model import Hit, Span

TITLE_WIDTH = 40
"""Characters of a result's first line that a phone shows."""
ROOM = 3600
"""UTF-16 units of a passage that are sent; the rest of a message is for its citation."""
QUERY_SHOWN = 20
START = "start"
"""The payload of a link that opens the private chat at its beginning."""


def passage_entry(hit: Hit, more: deeplink.Link, username: str, lang: Lang) -> Entry:
    """A passage of the store; `more` is where 查更多 leads."""
    shown, _ = excerpt(hit.text, hit.highlights, TITLE_WIDTH)
    view = _message(hit.text, cite(hit.speech), _ways(hit.id, more, username, lang, hit.cut))
    return Entry(hit.id, shown, cite_short(hit.speech), view)


def bookmark_entry(bookmark: Bookmark, username: str, lang: Lang) -> Entry:
    """One of the asker's own bookmarks, also where its document is gone."""
    shown, _ = excerpt(bookmark.text, (), TITLE_WIDTH)
    more = deeplink.Link(deeplink.Kind.PASSAGE, passage=bookmark.passage_id)
    ways = _ways(bookmark.passage_id, more, username, lang)
    view = _message(bookmark.text, bookmark.citation, ways)
    return Entry(bookmark.passage_id, shown, cite_kept(bookmark), view)


def nothing_line(words: str, lang: Lang) -> str:
    """The line above no results."""
    shown = shorten(unquoted(words) or " ".join(words.split()), QUERY_SHOWN)
    return lang.say(f"没有“{shown}”，换个词试试", f"Nothing holds “{shown}”, try other words")


def instead_line(words: str, lang: Lang) -> str:
    """The line above passages that don't hold the words as they were typed."""
    shown = shorten(unquoted(words) or " ".join(words.split()), QUERY_SHOWN)
    return lang.say(f"没有“{shown}”这句原话，相近的有：", f"No “{shown}” word for word; near it:")


def empty_line(lang: Lang) -> str:
    """The line where nothing has been taken in yet."""
    return lang.say("资料库还是空的，请管理员先放讲话", "The library is still empty")


def stranger_line(lang: Lang) -> str:
    """The line for somebody whom the bot doesn't serve."""
    return lang.say("这个机器人只给本单位用", "This bot is for one organisation")


def _message(text: str, citation: str, ways: Keyboard) -> View:
    if units(text) > ROOM:
        text = shorten(text, ROOM // 2)
    return View(f"{esc(text)}\n——{esc(citation)}", ways)


def _ways(
    passage_id: str, more: deeplink.Link, username: str, lang: Lang, cut: Span | None = None
) -> Keyboard:
    full = deeplink.Link(deeplink.Kind.FULL, passage=passage_id, cut=cut)
    save = encode(Press(Verb.SAVE, passage=passage_id, extra=written_cut(cut)))
    buttons = [
        Button(lang.say("收藏", "Save"), save),
        Button(lang.say("全文", "Full text"), url=deeplink.url(username, full)),
        Button(lang.say("查更多", "More"), url=deeplink.url(username, more)),
    ]
    return rows(buttons)
