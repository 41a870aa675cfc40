"""What a view returns: HTML text and a keyboard, without a Telegram type in sight.

HTML is escaped here and nowhere else. Telegram's limits: https://core.telegram.org/bots/api
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from store.search.model import Span

MESSAGE_LIMIT = 4096
"""UTF-16 units of a message's text after its entities are parsed."""
COPY_LIMIT = 256
"""UTF-16 units a copy button can hold."""
TOAST_LIMIT = 200
"""Characters a toast can hold."""
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Button:
    """One inline button; exactly one of the targets is set.

    `data` is callback data, `url` a link, `copy` text for the clipboard, `inline` a query that
    opens inline mode in a chat the user picks.
    """

    label: str
    data: str | None = None
    url: str | None = None
    copy: str | None = None
    inline: str | None = None


Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class View:
    """A message ready to send: HTML and keyboard, or a question that asks for a reply."""

    text: str
    keyboard: Keyboard = ()
    asks: bool = False
    placeholder: str = ""


@dataclass(frozen=True, slots=True)
class Toast:
    """The answer to a press: a short line, or a link that opens the presser's own chat."""

    text: str = ""
    url: str | None = None
    alert: bool = False


Outcome = View | Toast | None
"""What comes of a press: another view in place of the message, a line or a link, or nothing."""


def esc(text: str) -> str:
    """Escape what HTML mode would read as markup."""
    return html.escape(text, quote=False)


def attribute(text: str) -> str:
    """Escape for a quoted attribute, as in a link's address."""
    return html.escape(text, quote=True)


def bold(text: str) -> str:
    """Bold, escaped."""
    return f"<b>{esc(text)}</b>"


def italic(text: str) -> str:
    """Italic, escaped."""
    return f"<i>{esc(text)}</i>"


def link(label: str, url: str) -> str:
    """A text link, escaped."""
    return f'<a href="{attribute(url)}">{esc(label)}</a>'


def quote(markup: str) -> str:
    """A block quote around ready markup."""
    return f"<blockquote>{markup}</blockquote>"


def marked(text: str, spans: Iterable[Span]) -> str:
    """The text escaped, with the spans (sorted, not overlapping) in bold."""
    parts: list[str] = []
    position = 0
    for start, end in spans:
        parts.append(esc(text[position:start]))
        parts.append(bold(text[start:end]))
        position = end
    parts.append(esc(text[position:]))
    return "".join(parts)


def plain(markup: str) -> str:
    """A view's text without its markup: what is read, and sent where the markup is refused."""
    return html.unescape(_TAG.sub("", markup))


def units(text: str) -> int:
    """UTF-16 units, in which Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def shorten(text: str, limit: int) -> str:
    """Cut to at most `limit` characters, with an ellipsis where something is missing."""
    return text if len(text) <= limit else text[: limit - 1].rstrip("，、；：") + "…"


def rows(*candidates: Sequence[Button]) -> Keyboard:
    """The rows that hold a button."""
    return tuple(tuple(row) for row in candidates if row)
