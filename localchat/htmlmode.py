"""parse_mode HTML, read as strictly as Telegram reads it, with Telegram's words for mistakes.

Rules: https://core.telegram.org/bots/api#html-style; the wording and byte offsets follow
parse_html in td/telegram/MessageEntity.cpp of TDLib.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from localchat.errors import bad_request
from localchat.text import Entity, cut, in_order, units

_KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:(lt|gt|amp|quot)|#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6}));?")
_MARK = re.compile("[&<]")
_START = re.compile(r"<([^\s>]*)")
_END = re.compile(r"</([^\s>]*)\s*(>?)")
_ATTRIBUTE = re.compile(
    r"\s*([^\s=>/\"']*)\s*(?:=\s*(?:\"([^\"]*)\"|'([^']*)'|([A-Za-z0-9.\-]+)(?=[\s>])))?"
)
_LINK = re.compile(
    r"(?:https?|tg|ton|mailto|tel):\S+|[\w-]+(?:\.[\w-]+)+(?:[/?#]\S*)?", re.IGNORECASE
)
_USER_LINK = re.compile(r"tg://user\?id=(\d+)")


@dataclass(slots=True)
class _Open:
    tag: str
    offset: int
    argument: str


@dataclass(slots=True)
class _Parser:
    source: str
    place: int = 0
    text: list[str] = field(default_factory=list)
    size: int = 0
    open: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def run(self) -> tuple[str, list[Entity]]:
        while self.place < len(self.source):
            character = self.source[self.place]
            if character == "&":
                self._reference()
            elif character == "<" and self.source.startswith("</", self.place):
                self._end_tag()
            elif character == "<":
                self._start_tag()
            else:
                plain = self._plain_to()
                self._write(self.source[self.place : plain])
                self.place = plain
        if self.open:
            raise _wrong(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        return "".join(self.text), in_order(self.entities)

    def _plain_to(self) -> int:
        """Return where the next tag or reference may begin."""
        match = _MARK.search(self.source, self.place)
        return match.start() if match else len(self.source)

    def _write(self, text: str) -> None:
        self.text.append(text)
        self.size += units(text)

    def _bytes(self, place: int) -> int:
        return len(self.source[:place].encode())

    def _reference(self) -> None:
        match = _REFERENCE.match(self.source, self.place)
        self._write(_decoded(match) if match else "&")
        self.place = match.end() if match else self.place + 1

    def _start_tag(self) -> None:
        begin = self.place
        match = _START.match(self.source, begin)
        tag = match[1].lower() if match else ""
        self.place = begin + 1 + len(tag)
        if self.place >= len(self.source):
            raise _wrong(f"Unclosed start tag at byte offset {self._bytes(begin)}")
        if tag not in _KINDS:
            raise _wrong(f'Unsupported start tag "{tag}" at byte offset {self._bytes(begin)}')
        argument = self._attributes(tag, begin)
        if tag == "span" and argument != "tg-spoiler":
            raise _wrong(
                f'Tag "span" must have class "tg-spoiler" at byte offset {self._bytes(begin)}'
            )
        self.open.append(_Open(tag, self.size, argument))

    def _attributes(self, tag: str, begin: int) -> str:
        argument = ""
        while True:
            self._skip_space()
            if self.place >= len(self.source):
                raise _wrong(f"Unclosed start tag at byte offset {self._bytes(begin)}")
            if self.source[self.place] == ">":
                self.place += 1
                return argument
            argument = self._attribute(tag, begin) or argument

    def _attribute(self, tag: str, begin: int) -> str:
        match = _ATTRIBUTE.match(self.source, self.place)
        if not match or not match[1]:
            raise _wrong(
                f'Empty attribute name in the tag "{tag}" at byte offset {self._bytes(begin)}'
            )
        self.place = match.end()
        if self.source[self.place : self.place + 1] == "=":
            raise _wrong(
                f"Unexpected end of name token at byte offset {self._bytes(self.place + 1)}"
            )
        given = next((one for one in match.groups()[1:] if one is not None), "")
        value = _REFERENCE.sub(_decoded, given)
        return _argument(tag, match[1].lower(), value)

    def _skip_space(self) -> None:
        while self.place < len(self.source) and self.source[self.place].isspace():
            self.place += 1

    def _end_tag(self) -> None:
        begin = self.place
        match = _END.match(self.source, begin)
        if not self.open:
            raise _wrong(f"Unexpected end tag at byte offset {self._bytes(begin)}")
        if not match or not match[2]:
            raise _wrong(f"Unclosed end tag at byte offset {self._bytes(begin)}")
        name, last = match[1].lower(), self.open.pop()
        if name and name != last.tag:
            raise _wrong(
                f'Unmatched end tag at byte offset {self._bytes(begin)}, expected "</{last.tag}>", '
                f'found "</{name}>"'
            )
        self.place = match.end()
        self._close(last)

    def _close(self, last: _Open) -> None:
        entity: Entity = {
            "type": _KINDS[last.tag],
            "offset": last.offset,
            "length": self.size - last.offset,
        }
        if not entity["length"]:
            return
        if last.tag == "a":
            self._close_link(entity, last.argument)
            return
        if last.tag == "blockquote" and last.argument:
            entity["type"] = "expandable_blockquote"
        if last.tag == "tg-emoji":
            entity["custom_emoji_id"] = last.argument
        if last.tag == "code" and last.argument and self._inside("pre", last.offset):
            self.open[-1].argument = last.argument
            return
        if last.tag == "pre" and last.argument:
            entity["language"] = last.argument
        self.entities.append(entity)

    def _inside(self, tag: str, offset: int) -> bool:
        return bool(self.open) and self.open[-1].tag == tag and self.open[-1].offset == offset

    def _close_link(self, entity: Entity, argument: str) -> None:
        said = cut("".join(self.text), entity["offset"], entity["length"])
        url = argument or said
        user = _USER_LINK.fullmatch(url)
        if user:
            named = {"id": int(user[1]), "is_bot": False, "first_name": said}
            entity.update(type="text_mention", user=named)
        elif _LINK.fullmatch(url):
            entity["url"] = url if ":" in url.split("/")[0] else f"http://{url}"
        else:
            return
        self.entities.append(entity)


def parse(source: str) -> tuple[str, list[Entity]]:
    """Turn HTML into plain text and entities with offsets in UTF-16 code units.

    A link that is no URL loses its link and keeps its text, as in Telegram. Raises ApiError 400
    "can't parse entities: …" with the byte offset of the mistake.
    """
    return _Parser(source).run()


def _argument(tag: str, name: str, value: str) -> str:
    if (tag, name) in {("a", "href"), ("span", "class"), ("tg-emoji", "emoji-id")}:
        return value
    if (tag, name) == ("code", "class"):
        return value.removeprefix("language-") if value.startswith("language-") else ""
    return "1" if (tag, name) == ("blockquote", "expandable") else ""


def _decoded(match: re.Match[str]) -> str:
    if match[1]:
        return _NAMED[match[1]]
    code = int(match[2]) if match[2] else int(match[3], 16)
    if not 0 < code <= 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return match[0]
    return chr(code)


def _wrong(text: str) -> Exception:
    return bad_request(f"can't parse entities: {text}")
