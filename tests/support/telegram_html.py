"""Text and entities back as the HTML that they were sent as."""

from __future__ import annotations

import html

from localchat.text import Entity, in_order, units

_TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "tg-spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}


def to_html(text: str, entities: list[Entity]) -> str:
    """Write text and entities as Telegram's HTML; what Telegram found by itself stays plain."""
    marks: dict[int, list[str]] = {}
    for one in in_order(entities):
        tags = _tags(one)
        if tags:
            opening, closing = tags
            marks.setdefault(one["offset"], []).append(opening)
            marks.setdefault(one["offset"] + one["length"], []).insert(0, closing)
    written: list[str] = []
    place = 0
    for character in text:
        written.extend(_closing_first(marks.get(place, [])))
        written.append(html.escape(character, quote=False))
        place += units(character)
    written.extend(marks.get(place, []))
    return "".join(written)


def _closing_first(tags: list[str]) -> list[str]:
    return sorted(tags, key=lambda tag: not tag.startswith("</"))


def _tags(one: Entity) -> tuple[str, str] | None:
    kind = one["type"]
    if kind == "text_link":
        return f'<a href="{html.escape(one["url"])}">', "</a>"
    if kind == "text_mention":
        return f'<a href="tg://user?id={one["user"]["id"]}">', "</a>"
    if kind == "expandable_blockquote":
        return "<blockquote expandable>", "</blockquote>"
    if kind == "pre" and one.get("language"):
        language = html.escape(one["language"])
        return f'<pre><code class="language-{language}">', "</code></pre>"
    if kind in _TAGS:
        return f"<{_TAGS[kind]}>", f"</{_TAGS[kind]}>"
    return None
