"""Pages (PDF, OFD, HTML) and plain texts that bear a mark at a given place, made for tests."""

from __future__ import annotations

import html
import io
import zipfile
from typing import TYPE_CHECKING

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    StreamObject,
    TextStringObject,
)

from tests.support.documents import html_text, lines_of, ofd_bytes, wrapped
from tests.support.marked_documents import BODY, SPEECH, TITLE, flat, footed, headed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pypdf import PageObject

Made = dict[str, "Callable[[str], bytes]"]
_PAGE_LINES = 6


def _show(text: str, left: float, up: float, matrix: str = "1 0 0 1") -> str:
    return f"BT /F1 12 Tf {matrix} {left} {up} Tm <{text.encode('utf-16-be').hex()}> Tj ET\n"


def _named(**entries: object) -> DictionaryObject:
    made = DictionaryObject()
    for name, value in entries.items():
        plain = NameObject(f"/{value}") if isinstance(value, str) else value
        made[NameObject(f"/{name}")] = plain
    return made


def _resources() -> DictionaryObject:
    system = _named(Supplement=FloatObject(2))
    system[NameObject("/Registry")] = TextStringObject("Adobe")
    system[NameObject("/Ordering")] = TextStringObject("GB1")
    inner = _named(
        Type="Font", Subtype="CIDFontType0", BaseFont="STSong", CIDSystemInfo=system,
        DW=FloatObject(1000),
    )  # fmt: skip
    font = _named(
        Type="Font", Subtype="Type0", BaseFont="STSong", Encoding="UniGB-UCS2-H",
        DescendantFonts=ArrayObject([inner]),
    )  # fmt: skip
    return _named(Font=_named(F1=font))


def _pages(text: str) -> list[list[str]]:
    lines = [cut for line in lines_of(text) for cut in wrapped(line).split("\n")]
    return [lines[i : i + _PAGE_LINES] for i in range(0, len(lines), _PAGE_LINES)]


def _stream(content: str, **entries: object) -> StreamObject:
    made = StreamObject()
    made.update(_named(**entries))
    made.set_data(content.encode())
    return made


def pdf(
    text: str = SPEECH,
    *,
    every: str = "",
    first: str = "",
    notes: Iterable[tuple[str, str, str]] = (),
    **told: str,
) -> bytes:
    """A PDF; `every` is drawn on each page and `first` on the first, as operators."""
    writer = PdfWriter()
    pages = _pages(text)
    for number, lines in enumerate(pages):
        page = writer.add_blank_page(595, 842)
        drawn = "".join(_show(line, 72, 740 - 24 * i) for i, line in enumerate(lines))
        extra = every + (first if number == 0 else "")
        page[NameObject("/Contents")] = writer._add_object(_stream(extra + drawn))
        page[NameObject("/Resources")] = _resources()
        if number == 0:
            _annotate(writer, page, notes)
    writer.add_metadata({f"/{name}": value for name, value in told.items()})
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def _annotate(writer: PdfWriter, page: PageObject, notes: Iterable[tuple[str, str, str]]) -> None:
    made = ArrayObject()
    for kind, said, drawn in notes:
        note = _named(
            Type="Annot", Subtype=kind, Rect=ArrayObject(map(FloatObject, (9, 9, 99, 99)))
        )
        if said:
            note[NameObject("/Contents")] = TextStringObject(said)
        if drawn:
            form = _stream(
                _show(drawn, 5, 5), Type="XObject", Subtype="Form", Resources=_resources()
            )
            form[NameObject("/BBox")] = ArrayObject(map(FloatObject, (0, 0, 290, 90)))
            note[NameObject("/AP")] = _named(N=writer._add_object(form))
        made.append(writer._add_object(note))
    if made:
        page[NameObject("/Annots")] = made


def _askew(mark: str) -> str:
    return "".join(
        _show(line, 200 + 20 * i, 300 + 20 * i, "0.7 0.7 -0.7 0.7")
        for i, line in enumerate(mark.split("\n"))
    )


def _down(mark: str, up: float) -> str:
    return "".join(_show(line, 72, up - 14 * i) for i, line in enumerate(mark.split("\n")))


PDF: Made = {
    "first lines": lambda mark: pdf(headed(mark)),
    "last lines": lambda mark: pdf(footed(mark)),
    "page head": lambda mark: pdf(every=_down(mark, 820)),
    "page head beside a name": lambda mark: pdf(
        every=_show(flat(mark), 400, 820) + _show("港务局", 72, 820)
    ),
    "page foot": lambda mark: pdf(every=_down(mark, 60)),
    "head of the first page": lambda mark: pdf(first=_down(mark, 820)),
    "askew": lambda mark: pdf(every=_askew(mark)),
    "askew on the first page": lambda mark: pdf(first=_askew(mark)),
    "upright": lambda mark: pdf(every=_show(flat(mark), 20, 300, "0 1 -1 0")),
    "stamp": lambda mark: pdf(notes=[("Stamp", flat(mark), "")]),
    "drawn stamp": lambda mark: pdf(notes=[("Stamp", "", flat(mark))]),
    "text annotation": lambda mark: pdf(notes=[("FreeText", mark, "")]),
    "title": lambda mark: pdf(Title=flat(mark)),
    "subject": lambda mark: pdf(Subject=flat(mark)),
    "keywords": lambda mark: pdf(Keywords=flat(mark)),
}

_SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def _objects(mark: str, up: float = 5) -> str:
    return "".join(
        f'<ofd:TextObject ID="9{i}" Boundary="20 {up + 6 * i} 150 8" Size="5">'
        f'<ofd:TextCode X="0" Y="5">{html.escape(line)}</ofd:TextCode></ofd:TextObject>'
        for i, line in enumerate(mark.split("\n"))
    )


def _ofd(
    text: str = SPEECH, *, head: str = "", foot: str = "", told: str = "", **parts: str
) -> bytes:
    source = zipfile.ZipFile(io.BytesIO(ofd_bytes(text, lines_per_page=_PAGE_LINES)))
    written = io.BytesIO()
    with source, zipfile.ZipFile(written, "w") as file:
        for name in source.namelist():
            content = source.read(name).decode()
            content = content.replace("<ofd:Content>", f"<ofd:Content>{head}")
            content = content.replace("</ofd:Content>", f"{foot}</ofd:Content>")
            content = content.replace(
                "<ofd:DocRoot>", f"<ofd:DocInfo>{told}</ofd:DocInfo><ofd:DocRoot>"
            )
            file.writestr(name, content)
        for name, objects in parts.items():
            place = f"Doc_0/{name}/Page_0/Content.xml"
            file.writestr(place, f"<ofd:Page {_SPACE}>{objects}</ofd:Page>")
    return written.getvalue()


def _told(name: str, mark: str) -> str:
    return f"<ofd:{name}>{html.escape(flat(mark))}</ofd:{name}>"


OFD: Made = {
    "first lines": lambda mark: _ofd(headed(mark)),
    "last lines": lambda mark: _ofd(footed(mark)),
    "page head": lambda mark: _ofd(head=_objects(mark)),
    "page foot": lambda mark: _ofd(foot=_objects(mark, 270)),
    "template": lambda mark: _ofd(Tpls=_objects(mark)),
    "watermark": lambda mark: _ofd(
        Annots=f"<ofd:Annot Type='Watermark'>{_objects(mark)}</ofd:Annot>"
    ),
    "title": lambda mark: _ofd(told=_told("Title", mark)),
    "subject": lambda mark: _ofd(told=_told("Subject", mark)),
    "keywords": lambda mark: _ofd(told=f"<ofd:Keywords>{_told('Keyword', mark)}</ofd:Keywords>"),
}


def _page(before: str = "", after: str = "", head: str = "") -> bytes:
    page = html_text(SPEECH).replace("<body>", f"<body>{before}", 1)
    page = page.replace("</body>", f"{after}</body>").replace("</head>", f"{head}</head>", 1)
    return page.encode()


def _lines(mark: str) -> str:
    return "<br>".join(html.escape(line) for line in mark.split("\n"))


HTML: Made = {
    "first lines": lambda mark: _page(f"<p>{_lines(mark)}</p>"),
    "last lines": lambda mark: _page(after=f"<p>{_lines(mark)}</p>"),
    "table at the head": lambda mark: _page(
        f"<table><tr><td>{flat(mark)}</td><td>海州港务局</td></tr></table>"
    ),
    "page head": lambda mark: _page(
        f"<header><div>{_lines(mark)}</div></header><nav><a href=/>首页</a></nav>"
    ),
    "page foot": lambda mark: _page(after=f"<footer><div>{_lines(mark)}</div></footer>"),
    "watermark": lambda mark: _page(
        after=f'<div class="watermark">{_lines(mark)}</div>' + "<p>散会，大家再见。</p>" * 5
    ),
    "drawn watermark": lambda mark: _page(
        after=f"<svg><text>{html.escape(flat(mark))}</text></svg>"
    ),
    "title": lambda mark: _page().replace(
        "<title>页".encode(), f"<title>{html.escape(flat(mark))}".encode()
    ),
    "keywords": lambda mark: _page(
        head=f'<meta name="keywords" content="{html.escape(flat(mark))}">'
    ),
    "description": lambda mark: _page(
        head=f'<meta name="description" content="{html.escape(flat(mark))}">'
    ),
}


def _matter(mark: str) -> str:
    return f"---\ntitle: {TITLE}\n密级: {flat(mark)}\n---\n\n# {TITLE}\n\n{BODY}"


MD: Made = {
    "first lines": lambda mark: headed(mark).encode(),
    "last lines": lambda mark: footed(mark).encode(),
    "bold": lambda mark: headed("\n".join(f"**{line}**" for line in mark.split("\n"))).encode(),
    "quoted": lambda mark: headed("\n".join(f"> {line}" for line in mark.split("\n"))).encode(),
    "table at the head": lambda mark: headed(
        f"| {flat(mark)} | 海州港务局 |\n|---|---|\n"
    ).encode(),
    "front matter": lambda mark: _matter(mark).encode(),
}
TXT: Made = {
    "first lines": lambda mark: headed(mark).encode(),
    "first lines in GBK": lambda mark: headed(mark).encode("gb18030"),
    "last lines": lambda mark: footed(mark).encode(),
    "head of each page": lambda mark: "".join(
        f"{mark}\n{line}\n" for line in lines_of(SPEECH) for _ in range(2)
    ).encode(),
    "beside a name": lambda mark: headed(f"海州港务局文件    {flat(mark)}").encode(),
}
