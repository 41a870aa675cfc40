"""Plain text and Markdown: what stands around the text, and signs that it was another format."""

from __future__ import annotations

import html
import re
import tomllib
from dataclasses import replace

from corpus.characters import HAN
from corpus.cleaner import clean
from corpus.lines import key
from corpus.readers.around import of_properties
from corpus.readers.reading import Reading
from corpus.readers.text import read_text
from corpus.readers.told import begins_below_title, metadata_of, without_filing

_MATTER = re.compile(r"\s*^(?P<fence>---|\+\+\+)[ \t]*\n(?P<matter>.*?)^(?P=fence)[ \t]*(?:\n|\Z)",
                     re.MULTILINE | re.DOTALL)  # fmt: skip
_LONGEST_MATTER = 8_000
_FIELD = re.compile(r"(?P<name>[^\s:#\-][^:]{0,30}):(?P<value>(?:\s.*)?)")
_ITEM = re.compile(r"[ \t]*-[ \t]+(?:name:[ \t]*)?[\"']?(?P<value>[^\"':]+?)[\"']?[ \t]*")
# What else front matter holds: an item, a value that goes on, a remark.
_UNDER = re.compile(r"\s*$|[ \t]+\S.*|-[ \t].*|#.*|[\]}],?")
_SEVERAL = re.compile(r"[、,，]\s*")
_COMMENT = re.compile(r"<!--.*?-->[ \t]*", re.DOTALL)
# A comment within a sentence parts nothing, and no line begins with what goes on with a label.
_WITHIN = re.compile(
    rf"(?<=[{HAN}”])\s*<!--(?:(?!-->)[\s\S]){{0,200}}-->\s*(?=[，。；：、”’）》」』])"
)
_GOES_ON = re.compile(rf"(?<=[{HAN}*])[ \t]*\n\s*(?=：[ \t]*[{HAN}“《])")
_PICTURE = re.compile(r"!\[[^\]\n]{0,200}\]\([^()\n]{0,1000}\)")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8});")
_BORDER = re.compile(
    r"(?:(?<![ \t])[ \t]+)?</?(?:p|div|br|h[1-6]|li|[uo]l|t[rdh]|table|tbody|thead|section|article"
    r"|center|figure|blockquote|hr)\b(?:\s[^<>]{0,2000})?/?>[ \t]*",
    re.IGNORECASE,
)
_INLINE = re.compile(
    r"</?(?:span|font|b|i|u|em|strong|a|img|o:p|sup|sub|small|big|figcaption|code)\b"
    r"(?:\s[^<>]{0,2000})?/?>",
    re.IGNORECASE,
)
# Spaces that began a paragraph, in the midst of a line: behind a mark, or again and again.
_INDENT = re.compile(r"(?<=\S)\u3000{2,}(?=\S)")
_INDENT_BEHIND = re.compile(r"(?<=[。！？：；”…」）])\u3000{2,}(?=\S)")
_LONG_LINE = 100
# A space that another encoding lacked, at a line's beginning and between words without a mark.
_LOST = re.compile(r"^\?{2,8}(?=[^\s?])", re.MULTILINE)
_LOST_BETWEEN = re.compile(rf"^[{HAN}\d（）()]{{2,20}}\?[{HAN}\d（）()]{{2,20}}$",
                           re.MULTILINE)  # fmt: skip
# What follows the last drawn line and is nothing but a link, a picture, a word about them.
_TAIL = re.compile(
    r"\n(?:[ \t]*\n)*[ \t]*(?:-[ \t]*){3,}\n(?P<tail>(?:(?!\n[ \t]*---)[\s\S]){0,1500})\Z"
)
_LINKED = re.compile(r"!?\[[^\]\n]{0,200}\]\([^\n]{0,1000}\)|https?://\S+")
_LINKS = re.compile(r"(?:\n[ \t]*(?:[-*][ \t]+)?\[[^\]\n]{1,200}\]\([^()\s]{1,1000}\)[ \t]*)+\s*\Z")
_LONGEST_TAIL = 300
# reStructuredText: targets and directives with what is indented below them, links.
_DIRECTIVE = re.compile(
    r"^\.\. (?:_[^\n:]{1,200}:|[a-z-]{3,20}::)[^\n]*(?:\n[ \t]+\S[^\n]*)*\n?", re.MULTILINE
)
_LINK_OF_RST = re.compile(r"`(?P<words>[^`<>]{1,200}?)\s*<[^<>\s]{1,1000}>`__?")
# A title with a line drawn below it, as wide as it is at least.
_UNDERLINED = re.compile(r"(?P<before>(?:\A|\n[ \t]*)\n*)(?P<title>[^\n]{2,80})\n={3,}[ \t]*\n")
_HEADING = re.compile(r"^#{1,5}(?=[ \t]+\S)", re.MULTILINE)
# What a site's generator is told within a text: {:toc}, {% raw %}, {{< video … >}}, [TOC].
_TOLD = re.compile(
    r"^(?:[*-][ \t]+\S{1,10}\n)?[ \t]*"
    r"(?:\{:[^{}\n]{0,80}\}|\{%[^{}\n]{0,200}%\}|\{\{[<%][^{}\n]{0,1000}[>%]\}\}"
    r"|@?\[{1,2}toc\]{1,2})[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)


def read_plain(data: bytes, name: str) -> Reading:
    """Read a text that says nothing of its format but in itself."""
    decoded = read_text(data, name)
    text, properties = _without_matter(decoded.text)
    notes = list(decoded.notes)
    text, tails = _without_tails(text)
    if tails:
        notes.append(f"去文末链接 {tails} 处")
    text, tags = _without_tags(_without_directives(text))
    if tags:
        notes.append(f"去网页标记 {tags} 处")
    text, metadata = _set_apart(_without_losses(text)), metadata_of(properties)
    if metadata.title:
        filed = (value for values in properties.values() for value in _SEVERAL.split(values))
        filed = (value for value in filed if value != metadata.title)
        metadata = replace(metadata, title=without_filing(metadata.title, filed))
    if metadata.title:
        text = _below_title(text, metadata.title)
    text = _GOES_ON.sub("", text)
    reading = Reading(text, notes=tuple(notes), metadata=metadata)
    return of_properties(properties).added(reading)


def _below_title(text: str, title: str) -> str:
    """Set the title that front matter gives above a text, whose headings are of lower levels."""
    first, _, _ = text.lstrip().partition("\n")
    if key(first) == key(title):
        return text
    levels = [len(one[0]) for one in _HEADING.finditer(text)]
    if begins_below_title(clean(first).text) or (levels and first.startswith("#")):
        lowered = _HEADING.sub(r"#\g<0>", text) if min(levels, default=2) < 2 else text
        return f"# {title}\n\n{lowered}"
    return text


def _without_matter(text: str) -> tuple[str, dict[str, str]]:
    """Part the front matter from a text: YAML, as far as it is names and values, or TOML."""
    found = _MATTER.match(text, 0, _LONGEST_MATTER)
    if found is None:
        return text, {}
    properties = _toml(found["matter"]) if found["fence"] == "+++" else _yaml(found["matter"])
    return (text[found.end() :], properties) if properties else (text, {})


def _yaml(matter: str) -> dict[str, str]:
    properties: dict[str, str] = {}
    name = ""
    for line in matter.split("\n"):
        if field := _FIELD.fullmatch(line):
            name = field["name"].strip()
            value = field["value"].strip()
            listed = value[:1] == "[" and value[-1:] == "]"
            properties[name] = value.strip("\"'[]" if listed else "\"'")
        elif (item := _ITEM.fullmatch(line)) and name:
            properties[name] = "、".join(filter(None, (properties[name], item["value"])))
        elif not _UNDER.fullmatch(line):
            return {}
    return properties if any(properties.values()) else {}


def _toml(matter: str) -> dict[str, str]:
    try:
        told = tomllib.loads(matter)
    except tomllib.TOMLDecodeError:
        return {}
    return {name: _written(value) for name, value in told.items()}


def _written(value: object) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


def _without_tails(text: str) -> tuple[str, int]:
    """Cut off what a site put below a text in Markdown: links behind it or below a drawn line."""
    count = 0
    while True:
        tail = _TAIL.search(text, max(0, len(text) - 2_000))
        if tail is None or not _is_about_links(tail["tail"]):
            tail = _LINKS.search(text, max(0, len(text) - 2_000))
        if tail is None or not text[: tail.start()].strip():
            return text, count
        text, count = text[: tail.start()] + "\n", count + 1


def _is_about_links(tail: str) -> bool:
    words = _LINKED.sub("", tail)
    return words != tail and len(words) <= _LONGEST_TAIL


def _without_tags(text: str) -> tuple[str, int]:
    """Take a web page's tags and entities out of a text that somebody copied with them."""
    # Behind the last end of a comment none is looked for: each would be looked for to the end.
    commented, end, behind = _WITHIN.sub("", text).rpartition("-->")
    commented, comments = _COMMENT.subn("", commented + end)
    text = commented + behind
    text, borders = _BORDER.subn("\n", text)
    text, inline = _INLINE.subn("", text)
    text, entities = _ENTITY.subn(lambda found: html.unescape(found[0]), text)
    text = _TOLD.sub("", _PICTURE.sub("", text))
    return text.replace("\xa0", " ") if entities else text, comments + borders + inline + entities


def _without_directives(text: str) -> str:
    """Write the headings of reStructuredText as those of Markdown, and its links as their words."""
    if _DIRECTIVE.search(text):
        text = _LINK_OF_RST.sub(r"\g<words>", _DIRECTIVE.sub("", text)).replace("\\ ", "")
    return _UNDERLINED.sub(r"\g<before># \g<title>\n", text)


def _without_losses(text: str) -> str:
    """Write spaces for the question marks to which a program turned those it didn't know."""
    lost = _LOST.findall(text)
    if len(lost) > 1:
        text = _LOST.sub("　　", text)
    if lost or "？" in text:
        text = _LOST_BETWEEN.sub(lambda line: line[0].replace("?", "　"), text)
    return text


def _set_apart(text: str) -> str:
    """Begin a line with each paragraph where the line ends got lost and their indents did not."""
    if "　　" not in text:
        return text
    return "\n".join(map(_parted, text.split("\n")))


def _parted(line: str) -> str:
    behind = _INDENT_BEHIND.findall(line)
    if len(line) < _LONG_LINE or not behind:
        return line
    return (_INDENT if len(behind) > 2 else _INDENT_BEHIND).sub("\n　　", line)
