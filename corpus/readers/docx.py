"""Word documents (ECMA-376 Office Open XML, WordprocessingML), in document order.

Read from the XML itself: python-docx leaves out text boxes and the numbers that Word counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.errors import DamagedError
from corpus.readers.numbering import Numbering, W, value
from corpus.readers.reading import Paragraph, Reading, flow, table_rows
from corpus.readers.xml import local

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from corpus.readers.xml import Container

MAIN = "word/document.xml"
_VAL = f"{W}val"
# What holds text that isn't there: deleted, or said once more for older programs.
_UNSEEN = frozenset(("del", "moveFrom", "Fallback", "instrText", "delText", "rPr", "pPr", "sdtPr"))
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
_DEEPEST_LEVEL = 6


def read_docx(container: Container) -> Reading:
    """Read body, tables and text boxes; footnotes and comments are left out and noted."""
    if MAIN not in container.parts:
        raise DamagedError(container.name)
    return Reading(
        flow(_Body(container).paragraphs()), tuple(_margins(container)), tuple(_notes(container))
    )


class _Body:
    def __init__(self, container: Container) -> None:
        self._container = container
        self._levels = _heading_levels(container)
        self._numbering = Numbering.of(container)
        self._gap = 0

    def paragraphs(self) -> Iterator[Paragraph]:
        for element in self._container.children(MAIN, f"{W}body"):
            yield from self._element(element)

    def _element(self, element: Element) -> Iterator[Paragraph]:
        match local(element.tag):
            case "p":
                yield from self._paragraph(element)
            case "tbl":
                yield from self._table(element)
            case "sdt" | "sdtContent" | "customXml" | "smartTag" | "ins" | "moveTo":
                for inner in element:
                    yield from self._element(inner)

    def _paragraph(self, element: Element) -> Iterator[Paragraph]:
        properties = element.find(f"{W}pPr")
        text = _text(element)
        if text.strip():
            level = self._level(properties)
            number = self._numbering.number(properties)
            yield Paragraph(number + text.lstrip() if number else text, level, self._gap)
            self._gap = 0
        else:
            self._gap += 1
        for box in _boxes(element):
            for inner in box:
                yield from self._element(inner)

    def _level(self, properties: Element | None) -> int:
        if properties is None:
            return 0
        outline = properties.find(f"{W}outlineLvl")
        if outline is not None and outline.get(_VAL, "9").isdecimal():
            level = int(outline.get(_VAL, "9")) + 1
            return level if level <= _DEEPEST_LEVEL else 0
        style = properties.find(f"{W}pStyle")
        return self._levels.get(style.get(_VAL, ""), 0) if style is not None else 0

    def _table(self, element: Element) -> Iterator[Paragraph]:
        rows = [
            ["\n".join(self._cell(cell)) for cell in row.iter(f"{W}tc")]
            for row in element.iter(f"{W}tr")
        ]
        cells = [cell for row in rows for cell in row if cell.strip()]
        gap, self._gap = self._gap, 0
        if len(cells) == 1 or (cells and all(len(row) == 1 for row in rows)):
            # A frame around a text, such as the red head of an official document.
            for line in "\n".join(cells).split("\n"):
                yield Paragraph(line, 0, gap)
                gap = 0
        elif written := table_rows(rows):
            yield Paragraph(written, 0, max(gap, 1))
            self._gap = 1

    def _cell(self, cell: Element) -> list[str]:
        return [paragraph.text for inner in cell for paragraph in self._element(inner)]


def _text(element: Element) -> str:
    """Return the text of a paragraph without that of the boxes anchored in it."""
    parts: list[str] = []
    _collect(element, parts)
    return "".join(parts)


def _collect(element: Element, parts: list[str]) -> None:
    for child in element:
        name = local(child.tag)
        if name == "t":
            parts.append(child.text or "")
        elif name in _BREAKS:
            parts.append(_BREAKS[name])
        elif name == "sym":
            parts.append(_symbol(child))
        elif name != "txbxContent" and name not in _UNSEEN:
            _collect(child, parts)


def _symbol(element: Element) -> str:
    code = element.get(f"{W}char", "")
    try:
        character = chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
    # A private-use character is a picture in a font of symbols.
    return "" if "\ue000" <= character <= "\uf8ff" else character


def _boxes(element: Element) -> Iterator[Element]:
    """Yield the outermost text boxes below an element."""
    for child in element:
        name = local(child.tag)
        if name == "txbxContent":
            yield child
        elif name not in _UNSEEN:
            yield from _boxes(child)


def _heading_levels(container: Container) -> dict[str, int]:
    """Return the level of each heading style: title 1, headings from 1, or 2 below a title."""
    if "word/styles.xml" not in container.parts:
        return {}
    levels: dict[str, int] = {}
    based: dict[str, str] = {}
    titles: set[str] = set()
    for style in container.root("word/styles.xml").iter(f"{W}style"):
        identity = style.get(f"{W}styleId", "")
        name = value(style, "name").lower()
        based[identity] = value(style, "basedOn")
        digit = name.removeprefix("heading ").removeprefix("标题 ")
        if digit != name and digit.isdecimal() and 1 <= int(digit) <= _DEEPEST_LEVEL:
            levels[identity] = int(digit)
        elif name in ("title", "标题"):
            titles.add(identity)
    for identity, parent in based.items():
        if identity not in levels and parent in levels:
            levels[identity] = levels[parent]
    if titles & _used_styles(container):
        levels = {identity: min(level + 1, 6) for identity, level in levels.items()}
    return {**levels, **dict.fromkeys(titles, 1)}


def _used_styles(container: Container) -> set[str]:
    return {
        style.get(_VAL, "")
        for element in container.children(MAIN, f"{W}body")
        for style in element.iter(f"{W}pStyle")
    }


def _margins(container: Container) -> Iterator[str]:
    for part in sorted(container.parts):
        if part.startswith(("word/header", "word/footer")) and part.endswith(".xml"):
            for paragraph in container.root(part).iter(f"{W}p"):
                if text := _text(paragraph).strip():
                    yield text


def _notes(container: Container) -> Iterator[str]:
    for part, element, name in (
        ("word/footnotes.xml", "footnote", "脚注"),
        ("word/endnotes.xml", "endnote", "尾注"),
        ("word/comments.xml", "comment", "批注"),
    ):
        if part in container.parts:
            notes = container.root(part).iter(f"{W}{element}")
            if count := sum(bool(_note_text(note)) for note in notes):
                yield f"去{name} {count} 条"


def _note_text(note: Element) -> str:
    return "".join(_text(paragraph) for paragraph in note.iter(f"{W}p")).strip()
