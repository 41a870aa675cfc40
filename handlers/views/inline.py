"""Inline mode: what can be chosen, and the message that the chosen passage becomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers import deeplink
from handlers.callback import Press, Verb, encode
from handlers.views.excerpt import excerpt
from handlers.views.markup import Button, View, esc, rows, shorten, units
from store.citation import cite, cite_short

if TYPE_CHECKING:
    from handlers.views.lang import Lang
    from store.model import Bookmark, Hit

TITLE_WIDTH = 40
"""Characters of a result's first line that a phone shows."""
ROOM = 3600
"""UTF-16 units of a passage that are sent; the rest of a message is for its citation."""
QUERY_SHOWN = 20
START = "start"
"""The payload of a link that opens the private chat at its beginning."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One result to choose: `id` is at most 64 bytes, `view` the message it becomes."""

    id: str
    title: str
    description: str
    view: View


@dataclass(frozen=True, slots=True)
class Offer:
    """The answer to an inline query.

    `personal` keeps Telegram from showing it to others, `seconds` is how long it is remembered.
    `button` and `payload` are a line above the results that leads into the private chat.
    """

    entries: tuple[Entry, ...]
    next_offset: str = ""
    personal: bool = False
    seconds: int = 0
    button: str = ""
    payload: str = ""


def share_query(passage_id: str) -> str:
    """The inline query that offers exactly this passage."""
    return f"={passage_id}"


def passage_entry(hit: Hit, more: deeplink.Link, username: str) -> Entry:
    """A passage of the store; `more` is where 查更多 leads."""
    shown, _ = excerpt(hit.text, hit.highlights, TITLE_WIDTH)
    view = _message(hit.id, hit.text, cite(hit.speech), more, username)
    return Entry(hit.id, shown, cite_short(hit.speech), view)


def bookmark_entry(bookmark: Bookmark, username: str) -> Entry:
    """One of the asker's own bookmarks, also where its document is gone."""
    shown, _ = excerpt(bookmark.text, (), TITLE_WIDTH)
    more = deeplink.Link(deeplink.Kind.PASSAGE, passage=bookmark.passage_id)
    view = _message(bookmark.passage_id, bookmark.text, bookmark.citation, more, username)
    return Entry(bookmark.passage_id, shown, shorten(bookmark.citation, TITLE_WIDTH), view)


def nothing_line(words: str, lang: Lang) -> str:
    """The line above no results."""
    shown = shorten(" ".join(words.split()), QUERY_SHOWN)
    return lang.say(f"没有“{shown}”，换个词试试", f"Nothing holds “{shown}”, try other words")


def instead_line(words: str, lang: Lang) -> str:
    """The line above passages that don't hold the words as they were typed."""
    shown = shorten(" ".join(words.split()), QUERY_SHOWN)
    return lang.say(f"没有“{shown}”这句原话，相近的有：", f"No “{shown}” word for word; near it:")


def stranger_line(lang: Lang) -> str:
    """The line for somebody whom the bot doesn't serve."""
    return lang.say("这个机器人只给本单位用", "This bot is for one organisation")


def _message(passage_id: str, text: str, citation: str, more: deeplink.Link, username: str) -> View:
    if units(text) > ROOM:
        text = shorten(text, ROOM // 2)
    full = deeplink.Link(deeplink.Kind.FULL, passage=passage_id)
    # A whole chat reads it, and Telegram hands one answer to many: Chinese, as in groups.
    buttons = [
        Button("收藏", encode(Press(Verb.SAVE, passage=passage_id))),
        Button("全文", url=deeplink.url(username, full)),
        Button("查更多", url=deeplink.url(username, more)),
    ]
    return View(f"{esc(text)}\n——{esc(citation)}", rows(buttons))
