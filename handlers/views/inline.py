"""Inline mode: what can be chosen, and the message that the chosen passage becomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers import deeplink
from handlers.callback import Press, Verb, encode
from handlers.views.excerpt import excerpt
from handlers.views.markup import Button, View, esc, rows, shorten, units
from store.citation import cite, cite_kept, cite_short
from store.query import unquoted

if TYPE_CHECKING:
    from handlers.views.lang import Lang
    from handlers.views.markup import Keyboard
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


def passage_entry(hit: Hit, more: deeplink.Link, username: str, lang: Lang) -> Entry:
    """A passage of the store; `more` is where 查更多 leads."""
    shown, _ = excerpt(hit.text, hit.highlights, TITLE_WIDTH)
    view = _message(hit.text, cite(hit.speech), _ways(hit.id, more, username, lang))
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


def _ways(passage_id: str, more: deeplink.Link, username: str, lang: Lang) -> Keyboard:
    full = deeplink.Link(deeplink.Kind.FULL, passage=passage_id)
    save = encode(Press(Verb.SAVE, passage=passage_id))
    buttons = [
        Button(lang.say("收藏", "Save"), save),
        Button(lang.say("全文", "Full text"), url=deeplink.url(username, full)),
        Button(lang.say("查更多", "More"), url=deeplink.url(username, more)),
    ]
    return rows(buttons)
