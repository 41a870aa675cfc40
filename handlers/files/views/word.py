"""A manuscript as a Word file, set as offices set theirs (GB/T 9704-2012: page, type, spacing).

Title 方正小标宋 二号, headings 黑体, 楷体 and 仿宋 三号, text 仿宋_GB2312 三号, lines 28 pt apart,
first lines two characters in. Fonts are named, not embedded: offices have them.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from handlers.files.views.manuscript import of_chapters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.document import Document as WordDocument
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.styles.style import ParagraphStyle

    from handlers.files.views.export import Chapter
    from handlers.files.views.manuscript import Manuscript, Piece
    from handlers.views.lang import Lang
    from store.search.model import Span

TITLE_FONT, HEADING_FONT, TEXT_FONT, NOTE_FONT, FOOTER_FONT = (
    "方正小标宋简体", "黑体", "仿宋_GB2312", "楷体_GB2312", "宋体",
)  # fmt: skip
LATIN_FONT = "Times New Roman"
SECOND, THIRD, FOURTH = Pt(22), Pt(16), Pt(14)
"""二号, 三号 and 四号."""
_LEADING = Pt(28)
_QUOTED, _CITATION, _NOTE, _BYLINE = (
    "Zhaiju Quoted", "Zhaiju Citation", "Zhaiju Note", "Zhaiju Byline",
)  # fmt: skip
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 can't hold."""


def word_of_chapters(title: str, byline: str, chapters: Sequence[Chapter], lang: Lang) -> bytes:
    """The file of passages by chapter."""
    return build_word(of_chapters(title, byline, chapters, lang))


def build_word(manuscript: Manuscript) -> bytes:
    """The file as .docx."""
    document = Document()
    _set_page(document)
    styles = _set_styles(document)
    _set_footer(document)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = _legal(manuscript.title), "", ""
    body = document.element.body
    last = body.sectPr
    # Paragraphs are made by hand: python-docx looks a style up anew for each, which takes minutes
    # for thousands.
    last.addprevious(_paragraph(manuscript.title, styles["title"]))
    for piece in manuscript.pieces:
        last.addprevious(_paragraph(piece.text, styles[_style_of(piece)], piece.marked))
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _style_of(piece: Piece) -> str:
    return f"heading {min(max(piece.level, 1), 3)}" if piece.kind == "heading" else piece.kind


def _set_page(document: WordDocument) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(25)


def _set_styles(document: WordDocument) -> dict[str, str]:
    """Set the styles and give their ids by what they are for."""
    defaults = document.styles.element
    for fonts in defaults.xpath("w:docDefaults//w:rFonts"):
        fonts.getparent().remove(fonts)
    for language in defaults.xpath("w:docDefaults//w:lang"):
        language.set(qn("w:eastAsia"), "zh-CN")
    names = {
        "text": "Normal",
        "title": "Title",
        "heading 1": "Heading 1",
        "heading 2": "Heading 2",
        "heading 3": "Heading 3",
        "quoted": _QUOTED,
        "citation": _CITATION,
        "note": _NOTE,
        "byline": _BYLINE,
    }
    for name in (_QUOTED, _CITATION, _NOTE, _BYLINE):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
    styles: dict[str, ParagraphStyle] = {use: document.styles[name] for use, name in names.items()}
    _set_style(styles["text"], TEXT_FONT)
    _set_style(styles["title"], TITLE_FONT, size=SECOND, indent=False, centred=True)
    styles["title"].paragraph_format.space_after = Pt(14)
    _set_style(styles["heading 1"], HEADING_FONT)
    _set_style(styles["heading 2"], NOTE_FONT)
    _set_style(styles["heading 3"], TEXT_FONT, bold=True)
    for level in (1, 2, 3):
        styles[f"heading {level}"].paragraph_format.keep_with_next = True
    _set_style(styles["quoted"], TEXT_FONT)
    styles["quoted"].paragraph_format.space_before = Pt(14)
    styles["quoted"].paragraph_format.keep_with_next = True
    _set_style(styles["citation"], TEXT_FONT)
    _set_style(styles["note"], NOTE_FONT)
    _set_style(styles["byline"], NOTE_FONT, indent=False, centred=True)
    styles["byline"].paragraph_format.space_after = _LEADING
    return {use: style.style_id for use, style in styles.items()}


def _set_style(
    style: ParagraphStyle,
    font: str,
    *,
    size: Pt = THIRD,
    bold: bool = False,
    indent: bool = True,
    centred: bool = False,
) -> None:
    _set_font(style.element.get_or_add_rPr(), font)
    style.font.size, style.font.bold, style.font.italic = size, bold, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    layout = style.paragraph_format
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, _LEADING
    layout.space_before = layout.space_after = Pt(0)
    layout.widow_control = False
    layout.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.JUSTIFY
    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)
    _set_indent(properties, indent=indent, size=size)


def _set_indent(properties: BaseOxmlElement, *, indent: bool, size: Pt) -> None:
    element = properties.get_or_add_ind()
    # In hundredths of a character, which Word prefers, and in twentieths of a point for others.
    element.set(qn("w:firstLineChars"), "200" if indent else "0")
    element.set(qn("w:firstLine"), str(int(size.pt * 2 * 20)) if indent else "0")


def _set_font(properties: BaseOxmlElement, font: str) -> None:
    for old in properties.findall(qn("w:rFonts")):
        properties.remove(old)
    fonts = OxmlElement("w:rFonts")
    for name in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{name}"), LATIN_FONT)
    fonts.set(qn("w:eastAsia"), font)
    properties.insert(0, fonts)


def _set_footer(document: WordDocument) -> None:
    """— 1 — at the foot of each page."""
    footer = document.sections[0].footer
    paragraph = footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _set_indent(paragraph.paragraph_format.element.get_or_add_pPr(), indent=False, size=FOURTH)
    for text, field in (("— ", False), ("PAGE", True), (" —", False)):
        run = paragraph.add_run("" if field else text)
        _set_font(run._element.get_or_add_rPr(), FOOTER_FONT)  # noqa: SLF001 - its only way in
        run.font.size = FOURTH
        if field:
            for part in _field(text):
                run._element.append(part)  # noqa: SLF001


def _field(code: str) -> list[BaseOxmlElement]:
    parts = []
    for kind in ("begin", "", "end"):
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.text = code
        parts.append(part)
    return parts


def _paragraph(text: str, style: str, marked: Span | None = None) -> BaseOxmlElement:
    paragraph = OxmlElement("w:p")
    properties = OxmlElement("w:pPr")
    name = OxmlElement("w:pStyle")
    name.set(qn("w:val"), style)
    properties.append(name)
    paragraph.append(properties)
    start, stop = marked or (0, 0)
    for part, bold in ((text[:start], False), (text[start:stop], True), (text[stop:], False)):
        if part:
            paragraph.append(_run(part, bold=bold))
    return paragraph


def _run(text: str, *, bold: bool) -> BaseOxmlElement:
    run = OxmlElement("w:r")
    properties = _run_properties()
    if bold:
        properties.insert(0, OxmlElement("w:b"))
    run.append(properties)
    for number, line in enumerate(_legal(text).split("\n")):
        if number:
            run.append(OxmlElement("w:br"))
        written = OxmlElement("w:t")
        written.text = line.replace("\t", "　")
        written.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        run.append(written)
    return run


def _run_properties() -> BaseOxmlElement:
    # Quotation marks, dashes and ellipses belong to both scripts; here they are Chinese.
    properties = OxmlElement("w:rPr")
    fonts = OxmlElement("w:rFonts")
    fonts.set(qn("w:hint"), "eastAsia")
    properties.append(fonts)
    return properties


def _legal(text: str) -> str:
    return _FORBIDDEN.sub("", text)
