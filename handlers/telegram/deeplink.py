"""`/start` payloads: links that open the presser's own chat at the right place.

A payload is at most 64 of A-Za-z0-9_- (Bot API, deep linking), so the fields are fixed in width
where the alphabet leaves no separator: one letter for the kind, then the fields.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from handlers.telegram.callback_data import CUT, read_cut, written_cut

if TYPE_CHECKING:
    from store.search.model import Span

_SEARCH = re.compile(r"s([A-Za-z0-9_-]{8})((?:[1-9][0-9]{0,6})?)")
_SLOGAN = re.compile(r"l((?:[A-Za-z0-9_-]{8})?)")
_WATCH = re.compile(r"w([A-Za-z0-9_-]{8})")
_SPEECH = re.compile(r"d([A-Za-z0-9_-]{12})")
_PASSAGE = re.compile(r"([pxfk])([A-Za-z0-9_-]{12})((?:" + CUT + r")?)")
# A chat's id has at most 52 significant bits.
_PAGE = re.compile(r"g([a-z]{1,12})((?:-?[1-9][0-9]{0,15})?)")


class Kind(Enum):
    """What a link opens."""

    SEARCH = "s"
    PASSAGE = "p"
    CONTEXT = "x"
    FULL = "f"
    SPEECH = "d"
    CARD = "k"
    SURFACE = "g"
    SLOGAN = "l"
    WATCH = "w"


@dataclass(frozen=True, slots=True)
class Link:
    """A decoded payload: a search at an offset, a passage, a speech, or a surface such as `saved`.

    `cut` is the run of the passage that is meant, None where all of it is.
    A slogan is named by the key of the remembered words, without which their list is meant; so are
    words that are to be followed.
    """

    kind: Kind
    query: str = ""
    offset: int = 0
    passage: str = ""
    speech: str = ""
    cut: Span | None = None
    surface: str = ""
    chat: int = 0


def url(username: str, link: Link) -> str:
    """The t.me address of a link."""
    return f"https://t.me/{username}?start={payload(link)}"


def payload(link: Link) -> str:
    """The payload of a link; ValueError where it would not come back the same."""
    match link.kind:
        case Kind.SEARCH:
            text = f"s{link.query}{link.offset or ''}"
        case Kind.SLOGAN:
            text = f"l{link.query}"
        case Kind.SPEECH:
            text = f"d{link.speech}"
        case Kind.WATCH:
            text = f"w{link.query}"
        case Kind.SURFACE:
            text = f"g{link.surface}{link.chat or ''}"
        case _:
            text = f"{link.kind.value}{link.passage}{written_cut(link.cut)}"
    if parse(text) != link:
        raise ValueError(f"not a link that can be made: {link}")
    return text


def parse(text: str) -> Link | None:
    """The link that a payload stands for, None for anything else."""
    if match := _SEARCH.fullmatch(text):
        return Link(Kind.SEARCH, query=match[1], offset=int(match[2] or 0))
    if match := _SLOGAN.fullmatch(text):
        return Link(Kind.SLOGAN, query=match[1])
    if match := _SPEECH.fullmatch(text):
        return Link(Kind.SPEECH, speech=match[1])
    if match := _WATCH.fullmatch(text):
        return Link(Kind.WATCH, query=match[1])
    if match := _PASSAGE.fullmatch(text):
        return Link(Kind(match[1]), passage=match[2], cut=read_cut(match[3]))
    if match := _PAGE.fullmatch(text):
        return Link(Kind.SURFACE, surface=match[1], chat=int(match[2] or 0))
    return None
