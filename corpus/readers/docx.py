"""Word documents (ECMA-376 Office Open XML, WordprocessingML), in document order.

Read from the XML itself: python-docx leaves out text boxes and the numbers that Word counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.errors import DocumentError
from corpus.readers.around import of_docx
from corpus.readers.display import with_levels
from corpus.readers.letters import Letters
from corpus.readers.numbering import Numbering, W, value
from corpus.readers.reading import Paragraph, in_paragraphs, table_rows
from corpus.readers.xml import local

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from collections.abc import Container as Collected
    from xml.etree.ElementTree import Element

    from corpus.readers.reading import Reading
    from corpus.readers.xml import Container

    Read = Callable[[bytes, str], Reading]

_MAIN = "word/document.xml"
_VAL = f"{W}val"
# What holds text that isn't there: deleted, said once more for older programs, a reading.
_UNSEEN = frozenset(
    (
        "del", "moveFrom", "Fallback", "instrText", "delText", "rPr", "pPr", "sdtPr", "rt",
        "rubyPr", "footnote", "endnote",
    )
)  # fmt: skip
_AROUND = frozenset(
    (
        "tbl", "tr", "tc", "txbxContent", "sdt", "sdtContent", "customXml", "smartTag", "ins",
        "moveTo", "sect", "sub-section",
    )
)  # fmt: skip
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
_NO = frozenset(("0", "false", "off"))
_DEEPEST_LEVEL = 6
_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_LIST_TEXT = "{http://schemas.microsoft.com/office/word/2003/auxHint}val"


def main_of(container: Container) -> str | None:
    """Return the main part of a Word document, None where a container is none."""
    for part in container.related("", "officeDocument").values():
        if container.mentions(part, (b"wordprocessingml",)):
            return part
    return _MAIN if _MAIN in container.parts else None


def read_docx(container: Container, main: str, read: Read | None = None) -> Reading:
    """Read body, tables and text boxes; footnotes and comments are left out and noted.

    `read` reads the documents that this one holds in its midst; without it they are left out.
    """
    body = _Body(container, main, read)
    paragraphs = with_levels(list(body.paragraphs()))
    reading = in_paragraphs(paragraphs, (*_notes(container, main), *body.notes()))
    return of_docx(container, main).added(reading)


class _Body:
    def __init__(self, container: Container, main: str, read: Read | None) -> None:
        self._container = container
        self._main = main
        self._read = read
        styles = container.beside(main, "styles")
        self._levels = _heading_levels(container, main, styles)
        self._letters = Letters(container, styles)
        numbers = container.beside(main, "numbering")
        self._numbering = Numbering.of(container, numbers, styles)
        self._gap = 0
        self._hidden = self._left_out = 0
        self._begun = False
        self._unended = ""

    def paragraphs(self) -> Iterator[Paragraph]:
        for element in self._container.children(self._main, f"{W}body"):
            for paragraph in self._walk(element, _frames(element)):
                self._begun = self._begun or bool(paragraph.text.strip())
                yield paragraph

    def notes(self) -> Iterator[str]:
        """Tell what of the body was left out."""
        if self._hidden:
            yield f"去隐藏文字 {self._hidden} 处"
        if self._left_out:
            yield f"未收内嵌文档 {self._left_out} 份"

    def _walk(self, root: Element, frames: Collected[Element]) -> Iterator[Paragraph]:
        """Give what stands in an element, in order; as deep as it may be, without recursion."""
        waiting = [root]
        after_boxes: set[Element] = set()
        while waiting:
            element = waiting.pop()
            inside: list[Element] = []
            match local(element.tag):
                case "p" if element in after_boxes:
                    yield self._paragraph(element)
                case "p" if not self._begun and (boxes := list(_boxes(element))):
                    # Nothing tells where on the page a box stands; at the head it is the title.
                    after_boxes.add(element)
                    inside = [*boxes, element]
                case "p":
                    yield self._paragraph(element)
                    inside = list(_boxes(element))
                case "tbl" if element not in frames:
                    yield from self._table(element)
                case "altChunk":
                    yield self._embedded(element)
                case "tr" if element.find(f"{W}trPr/{W}del") is not None:
                    pass
                case name if name in _AROUND:
                    inside = list(element)
            waiting.extend(reversed(inside))

    def _paragraph(self, element: Element) -> Paragraph:
        properties = element.find(f"{W}pPr")
        text, hidden = _text(element)
        self._hidden += hidden
        text, self._unended = self._unended + text, ""
        if properties is not None and properties.find(f"{W}rPr/{W}del") is not None:
            # Whoever deleted the mark at its end drew the next paragraph up to this one.
            self._unended = text
            return Paragraph("")
        if not text.strip():
            self._gap += 1
            return Paragraph("")
        level = self._level(properties)
        number = _written_number(properties) or self._numbering.number(properties)
        gap, self._gap = self._gap, 0
        written = number + text.lstrip() if number else text
        return Paragraph(written, level, gap, self._letters.size(element))

    def _embedded(self, element: Element) -> Paragraph:
        """Read a document that stands in the midst of this one, as what it is."""
        part = self._container.related(self._main, "aFChunk").get(element.get(_RELATED, ""))
        if part is not None and self._read is not None:
            try:
                name = part.rpartition("/")[2]
                return Paragraph(self._read(self._container.read(part), name).text, 0, 1)
            except DocumentError:
                pass
        self._left_out += 1
        return Paragraph("")

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
            if row.find(f"{W}trPr/{W}del") is None
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
        return [one.text for one in self._walk(cell, ()) if one.text]


def _frames(root: Element) -> set[Element]:
    """Return the tables that hold tables: they set the page, and only the innermost hold data."""
    frames: set[Element] = set()
    waiting: list[tuple[Element, Element | None, bool]] = [(root, None, False)]
    while waiting:
        element, table, in_cell = waiting.pop()
        name = local(element.tag)
        if table is not None and (name == "tbl" or (in_cell and name in ("tr", "tc"))):
            frames.add(table)
        if name == "tbl":
            table, in_cell = element, False
        in_cell = in_cell or name == "tc"
        waiting.extend((child, table, in_cell) for child in element)
    return frames


def _text(element: Element) -> tuple[str, int]:
    """Return the text of a paragraph without that of the boxes in it, and how much is hidden."""
    parts: list[str] = []
    hidden = 0
    for child in _inside(element):
        name = local(child.tag)
        if name == "r" and _is_hidden(child):
            hidden += 1
        elif name == "t":
            parts.append(child.text or "")
        elif name in _BREAKS:
            parts.append(_BREAKS[name])
        elif name == "sym":
            parts.append(_symbol(child))
    return "".join(parts), hidden


def _is_hidden(run: Element) -> bool:
    vanish = run.find(f"{W}rPr/{W}vanish")
    return vanish is not None and vanish.get(_VAL, "1") not in _NO


def _written_number(properties: Element | None) -> str:
    """Return the number of an item as Word 2003 has it written beside the item."""
    shown = None if properties is None else properties.find(f"{W}listPr/{_LIST_TEXT[:-3]}t")
    return "" if shown is None else shown.get(_LIST_TEXT, "")


def _inside(element: Element) -> Iterator[Element]:
    """Yield what is seen below an element, in order; of a text box only the box itself."""
    waiting = [element]
    while waiting:
        inner = waiting.pop()
        name = local(inner.tag)
        if name in _UNSEEN or inner.get(f"{W}type") == "Word.Comment":
            continue
        if inner is not element:
            yield inner
        if name != "txbxContent" and not (name == "r" and _is_hidden(inner)):
            waiting.extend(reversed(inner))


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
    return (inner for inner in _inside(element) if local(inner.tag) == "txbxContent")


def _heading_levels(container: Container, main: str, styles: str | None) -> dict[str, int]:
    """Return the level of each heading style: title 1, headings from 1, or 2 below a title."""
    if styles is None:
        return {}
    levels: dict[str, int] = {}
    based: dict[str, str] = {}
    titles: set[str] = set()
    for style in container.root(styles).iter(f"{W}style"):
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
    if titles & _used_styles(container, main):
        levels = {identity: min(level + 1, 6) for identity, level in levels.items()}
    return {**levels, **dict.fromkeys(titles, 1)}


def _used_styles(container: Container, main: str) -> set[str]:
    return {
        style.get(_VAL, "")
        for element in container.children(main, f"{W}body")
        for style in element.iter(f"{W}pStyle")
    }


def _notes(container: Container, main: str) -> Iterator[str]:
    for kind, element, name in (
        ("footnotes", "footnote", "脚注"),
        ("endnotes", "endnote", "尾注"),
        ("comments", "comment", "批注"),
    ):
        if part := container.beside(main, kind):
            notes = container.root(part).iter(f"{W}{element}")
            if count := sum(bool(_note_text(note)) for note in notes):
                yield f"去{name} {count} 条"


def _note_text(note: Element) -> str:
    return "".join(_text(paragraph)[0] for paragraph in note.iter(f"{W}p")).strip()
