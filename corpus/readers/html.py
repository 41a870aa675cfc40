"""Web pages: all of a plain page's text, of one with menus around it the article."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree, html

from corpus.errors import DamagedError, EmptyDocumentError, TooDeepError
from corpus.readers.around import Around, joined, of_html
from corpus.readers.article import (
    AROUND,
    Block,
    Node,
    article_of,
    metadata_of_page,
)
from corpus.readers.reading import Paragraph, Reading, flow, table_rows
from corpus.readers.text import read_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
_HEAD = 4096
_CHARSETS = {"gb2312": "gb18030", "gbk": "gb18030"}
_BLOCKS = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
        "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2",
        "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section",
        "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    )
)  # fmt: skip
_UNREAD = frozenset(
    (
        "applet", "button", "embed", "frame", "head", "iframe", "input", "layer", "math",
        "noframes", "noscript", "object", "param", "rp", "rt", "script", "select", "style", "svg",
        "template", "textarea",
    )
)  # fmt: skip
_CELLS = frozenset(("td", "th"))
_SPACE = re.compile(r"[ \t\r\n\f]+")
_WRAP = re.compile(
    r"(?<=[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’…—])[ \t]*[\r\n]\s*"
    r"(?=[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’…—])"
)
# The parser compares each attribute of a tag with all of its others.
_LONGEST_TAG = 8_000
# Each alternative ends where the page does at the latest, so that none is tried in vain.
_ATTRIBUTES = r"""(?:[^>"'=]++|=\s*+(?:"[^"]*+"|'[^']*+')?|["'])*+"""
_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)"
    rf"|(?P<raw><(?P<name>script|style)\b)(?P<told>{_ATTRIBUTES})(?P<end>(?:>|\Z).*?(?=</(?P=name)|\Z))"
    rf"|(?P<tag><[a-z][^\s<>\"'/=]{{0,50}})(?P<attributes>{_ATTRIBUTES})(?:>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_LEVELS = {f"h{level}": level for level in range(1, 7)}


def read_html(data: bytes, name: str, charset: str | None = None) -> Reading:
    """Decode by BOM, by what the page says of itself, or by guess, and take the article."""
    text = _decode(data, name, charset)
    tree = _tree(text, name)
    survey, blocks = _blocks(tree)
    if not blocks:
        raise EmptyDocumentError(name)
    metadata = metadata_of_page(tree, text, blocks)
    plain = survey.is_plain and sum(block.is_link for block in blocks) * 10 < len(blocks)
    article = article_of(blocks, metadata, plain=plain)
    dropped = len(blocks) - len(article.paragraphs)
    notes = (f"去网页其他内容 {dropped} 段",) if dropped > 0 else ()
    reading = Reading(flow(article.paragraphs), notes=notes, metadata=article.metadata)
    return of_html(tree).added(reading)


def read_chapter(
    tree: HtmlElement, anchors: frozenset[str] = frozenset()
) -> Iterator[tuple[str, Paragraph]]:
    """Read a page of a book: its paragraphs, each with that anchor of some which stands in it."""
    _, blocks = _blocks(tree, anchors)
    for block in blocks:
        yield block.anchor, block.paragraph


def page_of(data: bytes, name: str, charset: str | None = None) -> HtmlElement:
    """Return the tree of a page; of an empty one, too."""
    text = _decode(data, name, charset)
    return _tree(text if text.strip() else "<html/>", name)


def of_left_out(tree: HtmlElement) -> Around:
    """Return what a page that is left out has of marks: any of its paragraphs may be one."""
    texts = tuple(paragraph.text for _, paragraph in read_chapter(tree))
    return joined((Around(texts), of_html(tree)))


def _short(found: re.Match[str]) -> str:
    if len(found["attributes"] or "") > _LONGEST_TAG:
        return f"{found['tag']}>"
    return f"{found['raw']}{found['end']}" if len(found["told"] or "") > _LONGEST_TAG else found[0]


def _tree(text: str, name: str) -> HtmlElement:
    parser = html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        tree: HtmlElement = html.document_fromstring(_TAG.sub(_short, text), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise DamagedError(name) from error
    if any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log):
        # The rest of the page is missing from the tree.
        raise TooDeepError(name)
    return tree


def _blocks(
    tree: HtmlElement, anchors: frozenset[str] = frozenset()
) -> tuple[_Survey, list[Block]]:
    body = tree.find("body")
    survey = _Survey(tree if body is None else body)
    return survey, list(_Walk(survey, anchors).blocks())


def _decode(data: bytes, name: str, charset: str | None) -> str:
    said = _META.search(data[:_HEAD])
    charset = said[1].decode("ascii") if said else charset
    if charset and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        charset = _CHARSETS.get(charset.lower(), charset)
        try:
            return _undeclared(data.decode(charset))
        except (UnicodeDecodeError, LookupError):
            # A page that was saved in another encoding still says the old one.
            pass
    return _undeclared(read_text(data, name).text)


def _undeclared(text: str) -> str:
    """Drop an XML declaration: lxml takes no text that says it were bytes."""
    return re.sub(r"^\ufeff?\s*<\?xml[^>]*\?>", "", text, count=1)


def _steps(root: HtmlElement) -> Iterator[tuple[str, HtmlElement, str]]:
    """Go through what is read of a page: each element as it begins, as it ends, and the rest.

    As deep as it may be, without recursion; what stands between elements is the tail of one.
    """
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        tag = element.tag.lower() if isinstance(element.tag, str) else ""
        if event == "start" and tag in _UNREAD:
            walker.skip_subtree()
        elif event == "start" or (tag and tag not in _UNREAD):
            yield event, element, tag
        if event != "start" and element is not root:
            yield "tail", element, ""


class _Survey:
    """What is to be known of a page before it is written: where its data stands, and its links.

    A table that holds paragraphs or tables, one row, or one cell a row, only sets the page.
    """

    def __init__(self, root: HtmlElement) -> None:
        self.root = root
        self.tables: set[HtmlElement] = set()
        self._around = False
        self._linked = self._length = 0
        self._look()

    @property
    def is_plain(self) -> bool:
        """Whether a page is nothing but a text: no menus and hardly a link."""
        return not self._around and self._linked * 20 < self._length

    def _look(self) -> None:
        links = 0
        tables: list[_Table] = []
        for event, element, tag in _steps(self.root):
            text = element.tail if event == "tail" else element.text if event == "start" else None
            if event == "start":
                self._around = self._around or tag in AROUND
                links += tag == "a"
                for table in tables[-1:]:
                    table.begin(tag)
                if tag == "table":
                    tables.append(_Table())
            elif event == "end":
                links -= tag == "a"
                if tag == "table" and tables.pop().holds_data:
                    self.tables.add(element)
                for table in tables[-1:]:
                    table.end(tag)
            length = len("".join((text or "").split()))
            self._length += length
            self._linked += length if links else 0


class _Table:
    """What is known of a table half-way through it."""

    def __init__(self) -> None:
        self._rows = self._cells = 0
        self._most = 0
        self._inside = False
        self._sets_page = False

    @property
    def holds_data(self) -> bool:
        return self._rows > 1 < self._most and not self._sets_page

    def begin(self, tag: str) -> None:
        cell = tag in _CELLS
        if tag in ("p", "table") or (self._inside and (cell or tag == "tr")):
            self._sets_page = True
        if tag == "tr":
            self._rows, self._cells = self._rows + 1, 0
        self._cells += cell
        self._most = max(self._most, self._cells)
        self._inside = self._inside or cell

    def end(self, tag: str) -> None:
        if tag in _CELLS:
            self._inside = False


class _Walk:
    """One walk over a page, gathering the text between the borders of blocks."""

    def __init__(self, survey: _Survey, anchors: frozenset[str]) -> None:
        self._survey = survey
        self._anchors = anchors
        self._anchor = ""
        self._parts: list[str] = []
        self._around: list[tuple[Node, int, bool]] = []
        self._node = Node()
        self._level = 0
        self._links = self._linked = 0
        self._kept_lines = False
        self._rows: list[list[str]] | None = None
        self._cell: list[str] | None = None

    def blocks(self) -> Iterator[Block]:
        for event, element, tag in _steps(self._survey.root):
            if event == "start":
                yield from self._begin(element, tag)
                self._add(element.text)
            elif event == "end":
                yield from self._end(element, tag)
            else:
                self._add(element.tail)
        yield from self._flush()

    def _begin(self, element: HtmlElement, tag: str) -> Iterator[Block]:
        self._links += tag == "a"
        if self._cell is not None:
            self._cell.append(" " if tag in _BLOCKS or tag == "br" else "")
        elif tag == "br":
            self._parts.append("\v")
        elif tag in _BLOCKS:
            yield from self._flush()
            self._around.append((self._node, self._level, self._kept_lines))
            self._node = Node.of(element, tag, self._node)
            self._level = _LEVELS.get(tag, self._level)
            self._kept_lines = self._kept_lines or tag == "pre"
            if element in self._survey.tables:
                self._rows = []
            elif self._rows is not None and tag == "tr":
                self._rows.append([])
            elif self._rows is not None and tag in _CELLS:
                self._cell = []
        if self._anchors:
            named = {element.get("id"), element.get("name")} & self._anchors
            self._anchor = next(iter(named), None) or self._anchor

    def _end(self, element: HtmlElement, tag: str) -> Iterator[Block]:
        self._links -= tag == "a"
        if self._cell is not None:
            if tag not in _CELLS:
                return
            written = " ".join("".join(self._cell).split())
            self._rows = self._rows or [[]]
            self._rows[-1].append(written)
            self._cell = None
        if tag not in _BLOCKS:
            return
        yield from self._flush()
        if element in self._survey.tables:
            if written := table_rows(self._rows or ()):
                yield self._block(written, 0, 1)
            self._rows = None
        self._node, self._level, self._kept_lines = self._around.pop()

    def _add(self, text: str | None) -> None:
        if not text:
            return
        self._linked += len(text) if self._links else 0
        if self._cell is not None:
            self._cell.append(text)
            return
        self._parts.append(text.replace("\n", "\v") if self._kept_lines else text)

    def _flush(self) -> Iterator[Block]:
        text = "".join(self._parts)
        self._parts.clear()
        lines = [
            _SPACE.sub(" ", _WRAP.sub("", line)).strip(" \xa0\u3000") for line in text.split("\v")
        ]
        group: list[str] = []
        for line in (*(line.replace("\xa0", " ").rstrip(" \u3000") for line in lines), ""):
            if line:
                group.append(line)
            elif group:
                written = "\n".join(group)
                # A heading of marks alone is drawn.
                if not self._level or any(map(str.isalnum, written)):
                    yield self._block(written, self._level)
                group = []

    def _block(self, text: str, level: int, gap: int = 0) -> Block:
        linked, anchor = self._linked, self._anchor
        self._linked, self._anchor = 0, ""
        return Block(Paragraph(text, level, gap), self._node, linked, anchor)
