"""Web pages: all of a plain page's text, of one with menus around it the article.

trafilatura tells where the article begins and ends; its text is taken from the page itself, for
trafilatura leaves out short lines that are bylines, dates and headings.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import trafilatura
from lxml import etree, html
from lxml_html_clean import Cleaner

from corpus.errors import DamagedError, EmptyDocumentError
from corpus.readers.reading import Paragraph, Reading, flow, table_rows
from corpus.readers.text import read_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
_HEAD = 4096
_CHARSETS = {b"gb2312": "gb18030", b"gbk": "gb18030"}
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
        "button", "head", "iframe", "input", "math", "noscript", "object", "script", "select",
        "style", "svg", "template", "textarea",
    )
)  # fmt: skip
_AROUND = frozenset(("nav", "aside", "footer", "menu"))
_SPACE = re.compile(r"[ \t\r\n\f]+")
_WRAP = re.compile(
    r"(?<=[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’…—])[ \t]*[\r\n]\s*"
    r"(?=[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’…—])"
)
_LEVELS = {f"h{level}": level for level in range(1, 7)}
# A title stands close above the article.
_TITLE_REACH = 8
_LONGEST_FIELD = 40


def read_html(data: bytes, name: str) -> Reading:
    """Decode by BOM, by what the page says of itself, or by guess, and take the article."""
    text = _decode(data, name)
    try:
        tree = html.document_fromstring(text, parser=html.HTMLParser(huge_tree=False))
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise DamagedError(name) from error
    bare = _clean(tree)
    blocks = list(_Walk().blocks(bare))
    if not blocks:
        raise EmptyDocumentError(name)
    kept = blocks if _is_plain(bare) else _article(blocks, text)
    dropped = len(blocks) - len(kept)
    return Reading(flow(kept), notes=(f"去网页其他内容 {dropped} 段",) if dropped else ())


def _decode(data: bytes, name: str) -> str:
    said = _META.search(data[:_HEAD])
    if said and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        charset = _CHARSETS.get(said[1].lower(), said[1].decode("ascii"))
        try:
            return _undeclared(data.decode(charset))
        except (UnicodeDecodeError, LookupError):
            # A page that was saved in another encoding still says the old one.
            pass
    return _undeclared(read_text(data, name))


def _undeclared(text: str) -> str:
    """Drop an XML declaration: lxml takes no text that says it were bytes."""
    return re.sub(r"^\ufeff?\s*<\?xml[^>]*\?>", "", text, count=1)


def _clean(tree: HtmlElement) -> HtmlElement:
    body = tree.find("body")
    root = tree if body is None else body
    Cleaner(
        scripts=True, javascript=True, comments=True, style=True, inline_style=False,
        links=False, meta=False, page_structure=False, processing_instructions=True,
        embedded=True, frames=True, forms=False, annoying_tags=False, safe_attrs_only=False,
        remove_unknown_tags=False,
    )(root)  # fmt: skip
    return root


class _Walk:
    """One walk over a page, gathering the text between the borders of blocks."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._level = 0
        self._kept_lines = False

    def blocks(self, root: HtmlElement) -> Iterator[Paragraph]:
        yield from self._inside(root)
        yield from self._flush()

    def _inside(self, element: HtmlElement) -> Iterator[Paragraph]:
        self._add(element.text)
        for child in element:
            if isinstance(child.tag, str):
                yield from self._child(child)
            self._add(child.tail)

    def _child(self, child: HtmlElement) -> Iterator[Paragraph]:
        tag = child.tag.lower()
        if tag in _UNREAD:
            return
        if tag == "br":
            self._parts.append("\v")
        elif tag == "table" and not _is_layout(child):
            yield from self._flush()
            rows = [[_squeezed(cell) for cell in row if _is_cell(cell)] for row in child.iter("tr")]
            if written := table_rows(rows):
                yield Paragraph(written, 0, 1)
        elif tag in _BLOCKS:
            yield from self._block(child, tag)
        else:
            yield from self._inside(child)

    def _block(self, child: HtmlElement, tag: str) -> Iterator[Paragraph]:
        yield from self._flush()
        level, kept = self._level, self._kept_lines
        self._level = _LEVELS.get(tag, level)
        self._kept_lines = kept or tag == "pre"
        yield from self._inside(child)
        yield from self._flush()
        self._level, self._kept_lines = level, kept

    def _add(self, text: str | None) -> None:
        if not text:
            return
        self._parts.append(text.replace("\n", "\v") if self._kept_lines else text)

    def _flush(self) -> Iterator[Paragraph]:
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
                yield Paragraph("\n".join(group), self._level)
                group = []


def _is_cell(cell: HtmlElement) -> bool:
    return cell.tag in ("td", "th")


def _squeezed(element: HtmlElement) -> str:
    return " ".join("".join(element.itertext()).split())


def _is_layout(table: HtmlElement) -> bool:
    """Tell a table that only sets the page: it holds paragraphs or tables, or one cell a row."""
    if table.find(".//p") is not None or table.find(".//table") is not None:
        return True
    return all(sum(map(_is_cell, row)) < 2 for row in table.iter("tr"))


def _is_plain(root: HtmlElement) -> bool:
    """Tell whether a page is nothing but a text: no menus and hardly a link."""
    if any(isinstance(e.tag, str) and e.tag.lower() in _AROUND for e in root.iter()):
        return False
    linked = sum(len(_squeezed(link)) for link in root.iter("a"))
    return linked * 20 < len(_squeezed(root))


def _article(blocks: Sequence[Paragraph], page: str) -> Sequence[Paragraph]:
    """Cut a page's blocks to the article, its title and what stands between the two."""
    found = trafilatura.extract(
        page, include_comments=False, include_tables=True, favor_recall=True, no_fallback=False
    )
    lines = {_key(line) for line in (found or "").split("\n")} - {""}
    inside = [i for i, block in enumerate(blocks) if _is_inside(block.text, lines)]
    if not inside:
        return blocks
    first, last = inside[0], inside[-1]
    for index in range(first - 1, max(-1, first - _TITLE_REACH), -1):
        if blocks[index].level in (1, 2):
            first = index
            break
        if len(blocks[index].text) > _LONGEST_FIELD:
            break
    return blocks[first : last + 1]


def _is_inside(text: str, lines: set[str]) -> bool:
    return any(_key(line) in lines for line in text.split("\n") if len(line) > 1)


def _key(text: str) -> str:
    return "".join(filter(str.isalnum, text))
