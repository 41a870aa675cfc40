"""What surrounds a document's text and may bear a marking, by format.

Readers give the text; here is what they leave out or take for a part of it: heads, feet and
watermarks, text boxes, notes, properties. All of it is read once and in its order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from striprtf.striprtf import rtf_to_text

from corpus.readers.numbering import W
from corpus.readers.xml import local

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from xml.etree.ElementTree import Element

    from lxml.html import HtmlElement

    from corpus.readers.reading import Reading
    from corpus.readers.xml import Container

_NAMED = frozenset(("title", "subject"))
"""Properties that name a document; of the others only a whole value can be a mark."""
_WORD_KINDS = ("header", "footer", "footnotes", "endnotes", "comments")
_WORD_PARTS = re.compile(rf"(?:.*/)?(?:{'|'.join(_WORD_KINDS)})\d*\.xml")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Around:
    """`margins` are short texts beside the body, `titles` what the file says it is called."""

    margins: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()

    def added(self, reading: Reading) -> Reading:
        """Return a reading that has this around it, too."""
        return replace(
            reading,
            margins=(*reading.margins, *self.margins),
            titles=(*reading.titles, *self.titles),
        )


def joined(arounds: Iterable[Around]) -> Around:
    """Return what surrounds the pieces of one text, one after another."""
    margins: list[str] = []
    titles: list[str] = []
    for one in arounds:
        margins += one.margins
        titles += one.titles
    return Around(tuple(margins), tuple(titles))


def of_properties(properties: dict[str, str]) -> Around:
    """Sort properties by name, in any case; one of another name is told with it: 密级：机密."""
    margins: list[str] = []
    titles: list[str] = []
    for name, text in properties.items():
        margins.append(f"{name}：{text}")
        if name.casefold() in _NAMED:
            titles.append(text[:_LONGEST])
        else:
            margins.append(text)
    return Around(tuple(margins), tuple(titles))


def of_docx(container: Container, main: str) -> Around:
    """Heads, feet, notes, watermarks, text boxes and properties of a Word document."""
    margins: list[str] = []
    parts = set(filter(_WORD_PARTS.fullmatch, container.parts))
    for kind in _WORD_KINDS:
        parts.update(container.related(main, kind).values())
    for part in sorted(parts):
        margins.extend(_word_texts(container.root(part), boxed=False))
    if container.mentions(main, (b"txbxContent", b"textpath")):
        for element in container.children(main, f"{W}body"):
            margins.extend(_word_texts(element, boxed=True))
    named = {}
    if "docProps/core.xml" in container.parts:
        named = {local(one.tag): one.text or "" for one in container.root("docProps/core.xml")}
    if "docProps/custom.xml" in container.parts:
        for one in container.root("docProps/custom.xml"):
            named[one.get("name") or local(one.tag)] = "".join(one.itertext())
    around = of_properties(named)
    return Around((*margins, *around.margins), around.titles)


def _word_texts(root: Element, *, boxed: bool) -> Iterator[str]:
    """Yield the paragraphs and the word art below an element, with `boxed` those in text boxes."""
    written: list[list[str]] = []
    boxes = 0
    waiting = [(root, False)]
    while waiting:
        element, ended = waiting.pop()
        name = local(element.tag)
        if name == "txbxContent":
            boxes += -1 if ended else 1
        elif name == "p" and ended:
            text = "".join(written.pop())
            if text.strip() and (boxes or not boxed):
                yield text
        elif name == "p":
            written.append([])
        elif name in _WRITTEN and written:
            written[-1].append(_WRITTEN[name] or element.text or "")
        elif name == "textpath":
            yield element.get("string", "")
        if not ended:
            if name in ("p", "txbxContent"):
                waiting.append((element, True))
            waiting.extend((child, False) for child in reversed(element))


_WRITTEN = {"t": "", "tab": "\t", "br": "\n", "cr": "\n"}


def of_ofd(container: Container, pages: Collection[str]) -> Around:
    """Templates, annotations, stamps and properties of an OFD file with these pages."""
    margins: list[str] = []
    for part in sorted(container.parts.difference(pages)):
        if part.endswith(".xml") and container.mentions(part, (b"TextCode",)):
            margins.extend(
                "".join(code.text or "" for code in element if local(code.tag) == "TextCode")
                for element in container.root(part).iter()
                if local(element.tag) == "TextObject"
            )
    named = {}
    for element in container.root("OFD.xml").iter():
        name = element.get("Name") if local(element.tag) == "CustomData" else local(element.tag)
        if name and (element.text or "").strip():
            named["keywords" if name == "Keyword" else name] = element.text or ""
    around = of_properties(named)
    return Around((*margins, *around.margins), around.titles)


_RTF_TOKEN = re.compile(rb"\\(?P<word>[a-z]+)-?\d*[ ]?|\\[^a-z]|(?P<brace>[{}])")
_RTF_WANTED = re.compile(
    rb"header[lrf]?|footer[lrf]?|footnote|annotation|shptxt|dptxbxtext|sv|title|subject|keywords"
    rb"|category|doccomm"
)
_PICTURE = re.compile(rb"[0-9a-fA-F\s]{400,}")
_MOST_RTF = 4 << 20
"""Bytes of groups that are read again for what they hold: groups may stand in groups."""


def of_rtf(data: bytes, encoding: str) -> Around:
    """Heads, feet, notes, text boxes, word art and properties of a rich text."""
    margins: list[str] = []
    titles: list[str] = []
    left = _MOST_RTF
    for word, group in _rtf_groups(_PICTURE.sub(b"", data)):
        left -= len(group)
        if left < 0:
            break
        try:
            text: str = rtf_to_text(  # type: ignore[no-untyped-call]
                f"{{\\rtf1\\ansi {group.decode('latin-1')}}}", encoding
            )
        except (ValueError, IndexError, LookupError, TypeError):
            continue
        (titles if word in (b"title", b"subject") else margins).append(text.strip())
    return Around((*margins, *titles), tuple(titles))


def _rtf_groups(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the destinations wanted, each with what its group holds after its word."""
    groups: list[tuple[bytes, int] | None] = []
    for token in _RTF_TOKEN.finditer(data):
        if token["brace"] == b"{":
            groups.append(None)
        elif token["brace"] == b"}" and groups:
            wanted = groups.pop()
            if wanted:
                yield wanted[0], data[wanted[1] : token.start()]
        elif groups and not groups[-1] and _RTF_WANTED.fullmatch(token["word"] or b""):
            groups[-1] = (token["word"], token.end())


_SIGNS = tuple(sign.encode("utf-16-le") for sign in ("密", "外传", "部资"))
_MOST_SIGNS = 1_000
_REACH = 20


def of_word_stream(table: bytes) -> tuple[str, ...]:
    """Return the short texts in a Word 97 table stream that could name a class.

    Word art keeps its text there, among a file's drawings, as UTF-16 with a zero behind it.
    """
    found = []
    for place in islice(_signs(table), _MOST_SIGNS):
        start = max(place % 2, place - 2 * _REACH)
        before = table[start:place].decode("utf-16-le", "replace")
        after = table[place : place + 2 * _REACH].decode("utf-16-le", "replace")
        found.append(_CONTROL.split(before)[-1] + _CONTROL.split(after)[0])
    return tuple(found)


def _signs(table: bytes) -> Iterator[int]:
    for sign in _SIGNS:
        place = table.find(sign)
        while place >= 0:
            yield place
            place = table.find(sign, place + 1)


_CONTROL = re.compile("[\x00-\x1f\ue000-\uf8ff\ufff0-\uffff]")
_HTML_AROUND = frozenset(("header", "footer"))
_HTML_MARK = re.compile(r"water-?mark|shuiyin|水印|stamp|miji|密级", re.IGNORECASE)
_MOST_PLACES = 200
_MOST_PARTS = 20


def of_html(tree: HtmlElement) -> Around:
    """Title, description, heads, feet and watermarks of a web page."""
    named: dict[str, str] = {}
    margins: list[str] = []
    places = 0
    for element in tree.iter():
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag == "title":
            named.setdefault("title", element.text or "")
        elif tag == "meta" and element.get("name") and element.get("content"):
            named[element.get("name")] = element.get("content")
        elif tag == "text" and element.text:
            margins.append(element.text)
        elif tag and (
            tag in _HTML_AROUND
            or _HTML_MARK.search(f"{element.get('class', '')} {element.get('id', '')}"[:_LONGEST])
        ):
            places += 1
            if places <= _MOST_PLACES:
                parts = (text for text in element.itertext() if text.strip())
                margins.extend(text for text, _ in zip(parts, range(_MOST_PARTS), strict=False))
    around = of_properties(named)
    return Around((*margins, *around.margins), around.titles)
