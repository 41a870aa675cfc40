"""Documents of every format with structures within structures, each piece of text in them once.

A shape is a tree: a number is a piece of text, a list holds what stands within one structure more.
"""

from __future__ import annotations

import io
import itertools
import zipfile
from typing import TYPE_CHECKING, TypeAlias

from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, StreamObject

from tests.support.documents import doc_bytes, han_font, zip_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Shape: TypeAlias = "list[int | Shape]"
Pair: TypeAlias = tuple[str, str]

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def piece(number: int) -> str:
    """A piece of text that is found by its number, and that no reader takes for anything else."""
    return f"〔{number}〕这件事要一项一项地办好，谁也不许含糊。"


def chain(depth: int) -> Shape:
    """A structure within a structure, with a piece before and after each."""
    shape: Shape = [0]
    for number in range(1, depth):
        shape = [2 * number, shape, 2 * number + 1]
    return shape


def row(length: int) -> Shape:
    """Structures beside each other."""
    return [[number] for number in range(length)]


def numbers(shape: Shape) -> list[int]:
    """The pieces of a shape in order."""
    found: list[int] = []
    waiting: Shape = [shape]
    while waiting:
        one = waiting.pop()
        if isinstance(one, int):
            found.append(one)
        else:
            waiting.extend(reversed(one))
    return found


def _written(shape: Shape, write: Callable[[int], str], around: Sequence[Pair]) -> str:
    """Write a shape in marks; which pair is around a structure goes by turns."""
    turns: Iterator[Pair] = itertools.cycle(around)
    parts: list[str] = []
    waiting: list[int | str | Shape] = list(reversed(shape))
    while waiting:
        one = waiting.pop()
        if isinstance(one, int):
            parts.append(write(one))
        elif isinstance(one, str):
            parts.append(one)
        else:
            before, after = next(turns)
            parts.append(before)
            waiting.append(after)
            waiting.extend(reversed(one))
    return "".join(parts)


_WORD_TABLE = ("<w:tbl><w:tr><w:tc>", "<w:p/></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>")
_WORD = (
    _WORD_TABLE,
    ("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"),
    _WORD_TABLE,
    ("<w:p><w:r><w:pict><w:txbxContent>", "</w:txbxContent></w:pict></w:r></w:p>"),
    ("<w:tbl><w:tr><w:tc><w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl></w:tc></w:tr></w:tbl>"),
    ("<w:ins>", "</w:ins>"),
)


def _word_body(shape: Shape) -> str:
    return _written(shape, lambda n: f"<w:p><w:r><w:t>{piece(n)}</w:t></w:r></w:p>", _WORD)


def docx_nested(shape: Shape) -> bytes:
    """A Word file: tables, boxes, controls, insertions."""
    xml = f'<w:document xmlns:w="{W}"><w:body>{_word_body(shape)}</w:body></w:document>'
    return zip_bytes({"word/document.xml": xml.encode(), "[Content_Types].xml": b"<Types/>"})


def word_2003_nested(shape: Shape) -> bytes:
    """The XML of Word 2003: the same, and heads within heads."""
    many = len(numbers(shape))
    head = f"<w:sectPr>{'<w:hdr>' * many}{'</w:hdr>' * many}</w:sectPr>"
    return (
        '<?xml version="1.0"?><w:wordDocument '
        'xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml">'
        f"<w:body>{_word_body(shape)}{head}</w:body></w:wordDocument>"
    ).encode()


def flat_nested(shape: Shape) -> bytes:
    """A flat package: the same, and parts within parts."""
    many = len(numbers(shape))
    parts = "".join(
        f'<pkg:part pkg:name="/word/header{number}.xml"><pkg:xmlData><a>' for number in range(many)
    )
    ends = "</a></pkg:xmlData></pkg:part>" * many
    return (
        '<?xml version="1.0"?>'
        '<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">'
        '<pkg:part pkg:name="/word/document.xml"><pkg:xmlData>'
        f'<w:document xmlns:w="{W}"><w:body>{_word_body(shape)}</w:body></w:document>'
        f"</pkg:xmlData></pkg:part>{parts}{ends}</pkg:package>"
    ).encode()


_PAGE = (
    ("<table><tr><td>", "</td><td></td></tr></table>"),
    ("<div>", "</div>"),
    ("<table><caption>", "</caption><tr><td>x</td><td>y</td></tr></table>"),
    ("<ul><li>", "</li></ul>"),
    ("<table><tbody><tr><th><div>", "</div></th><td><!-- x --></td></tr></tbody></table>"),
    ("<blockquote><span>", "</span></blockquote>"),
    ("<pre>", "</pre>"),
)


def html_nested(shape: Shape) -> bytes:
    """A web page: tables, lists, quotations, captions."""
    body = _written(shape, lambda n: f"<b>{piece(n)}</b>", _PAGE)
    return f'<html><head><meta charset="utf-8"></head><body>{body}</body></html>'.encode()


def epub_nested(shape: Shape) -> bytes:
    """A book of one chapter, which is such a page; its contents stand as deep."""
    many = len(numbers(shape))
    point = "<navPoint><navLabel><text>讲话</text></navLabel><content src='a.html'/>"
    return zip_bytes(
        {
            "META-INF/container.xml": b"<container><rootfile full-path='a.opf'/></container>",
            "a.opf": b"<package><manifest><item id='a' href='a.html'/><item id='b' href='b.ncx'/>"
            b"</manifest><spine toc='b'><itemref idref='a'/></spine></package>",
            "a.html": html_nested(shape),
            "b.ncx": f"<ncx><navMap>{point * many}{'</navPoint>' * many}</navMap></ncx>".encode(),
        }
    )


def mht_nested(shape: Shape) -> bytes:
    """A web archive: such a page in parts within parts, each with a frame beside it."""
    many = len(numbers(shape))
    kind = "Content-Type: text/html; charset=utf-8\n\n"
    before = "".join(
        f'Content-Type: multipart/related; boundary="b{number}b"\n\n--b{number}b\n'
        f"{kind}<html></html>\n--b{number}b\n"
        for number in range(many)
    )
    after = "".join(f"\n--b{number}b--" for number in reversed(range(many)))
    return f"MIME-Version: 1.0\n{before}{kind}".encode() + html_nested(shape) + after.encode()


_RICH = (
    ("{\\pard\\intbl\\itap2 ", "\\nestcell{\\*\\nesttableprops\\trowd\\nestrow}}"),
    ("{\\b ", "}"),
    ('{\\field{\\*\\fldinst{HYPERLINK "x"}}{\\fldrslt ', "}}"),
    ("\\trowd\\intbl ", "\\cell\\row\\pard "),
)


def rtf_nested(shape: Shape) -> bytes:
    """A rich text: groups, cells, fields."""

    def write(number: int) -> str:
        return "".join(f"\\'{byte:02x}" for byte in piece(number).encode("gbk")) + "\\par\n"

    body = _written(shape, write, _RICH)
    return f"{{\\rtf1\\ansi\\ansicpg936{{\\fonttbl{{\\f0 SimSun;}}}}{body}}}".encode()


_OLD_WORD = (
    ("\x13 INDEX \x14", "\x15"),
    ("\x07", "\x07\x07\r"),
    ("\x13 IF \x13 PAGE \x14\x15 \x14", "\x15\r"),
)


def doc_nested(shape: Shape) -> bytes:
    """A Word 97 file: cells, fields."""
    return doc_bytes(_written(shape, lambda n: f"{piece(n)}\r", _OLD_WORD))


def ofd_nested(shape: Shape) -> bytes:
    """An OFD file of one page: blocks within blocks, an object within an object."""
    places = itertools.count(1)

    def write(number: int) -> str:
        return (
            f'<ofd:TextObject Boundary="20 {9 * next(places)} 150 8" Size="5">'
            f'<ofd:TextCode X="0" Y="5">{piece(number)}</ofd:TextCode></ofd:TextObject>'
        )

    around = (("<ofd:PageBlock>", "</ofd:PageBlock>"), ("<ofd:TextObject>", "</ofd:TextObject>"))
    page = "Doc_0/Page.xml"
    return zip_bytes(
        {
            "OFD.xml": f"<ofd:OFD {_OFD}><ofd:DocBody><ofd:DocRoot>Doc_0/D.xml</ofd:DocRoot>"
            "</ofd:DocBody></ofd:OFD>".encode().replace(b"\n", b""),
            # The same page is listed twice.
            "Doc_0/D.xml": f'<ofd:D {_OFD}><ofd:Page BaseLoc="Page.xml"/>'
            f'<ofd:Page BaseLoc="/{page}"/></ofd:D>'.encode(),
            page: f"<ofd:Page {_OFD}>{_written(shape, write, around)}</ofd:Page>".encode(),
        }
    )


def pdf_nested(shape: Shape) -> bytes:
    """A PDF of one page: forms that draw forms, each twice."""
    writer = PdfWriter()
    fonts = DictionaryObject({NameObject("/F1"): writer._add_object(han_font())})
    height = itertools.count(800, -16)

    def draw(inner: Shape) -> tuple[bytes, DictionaryObject]:
        forms = DictionaryObject()
        drawn = []
        for number, one in enumerate(inner):
            if isinstance(one, int):
                text = piece(one).encode("utf-16-be").hex()
                drawn.append(f"BT /F1 12 Tf 40 {next(height)} Td <{text}> Tj ET")
                continue
            form = StreamObject()
            content, resources = draw(one)
            form.set_data(content)
            form[NameObject("/Subtype")] = NameObject("/Form")
            form[NameObject("/BBox")] = ArrayObject(map(NumberObject, (0, -9999, 999, 9999)))
            form[NameObject("/Resources")] = resources
            forms[NameObject(f"/X{number}")] = writer._add_object(form)
            drawn.append(f"/X{number} Do /X{number} Do")
        resources = DictionaryObject({NameObject("/Font"): fonts, NameObject("/XObject"): forms})
        return "\n".join(drawn).encode(), resources

    page = writer.add_blank_page(595, 842)
    content, page[NameObject("/Resources")] = draw(shape)
    stream = StreamObject()
    stream.set_data(content)
    page[NameObject("/Contents")] = writer._add_object(stream)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def md_nested(shape: Shape) -> bytes:
    """A Markdown text: quotations within quotations."""
    return _written(shape, lambda n: f"> {piece(n)}\n", ((">\n", "\n"), ("- \n", "\n"))).encode()


def zip_nested(shape: Shape) -> bytes:
    """An archive with a document for each piece, in folders within folders."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as file:
        for place, number in enumerate(numbers(shape)):
            file.writestr(f"{'内/' * (place % 7)}{place}.txt", piece(number))
    return written.getvalue()


NESTED: dict[str, Callable[[Shape], bytes]] = {
    "docx": docx_nested,
    "html": html_nested,
    "rtf": rtf_nested,
    "doc": doc_nested,
    "ofd": ofd_nested,
    "pdf": pdf_nested,
    "md": md_nested,
    "txt": md_nested,
    "zip": zip_nested,
    "epub": epub_nested,
    "mht": mht_nested,
    "2003.doc": word_2003_nested,
    "flat.doc": flat_nested,
}
"""By the end of the file's name, what writes a shape."""
