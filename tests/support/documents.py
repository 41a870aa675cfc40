"""Documents of every format, made of plain text for the tests that read them."""

from __future__ import annotations

import html
import io
import shutil
import struct
import subprocess
import zipfile
from typing import TYPE_CHECKING

import docx
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

if TYPE_CHECKING:
    from pathlib import Path

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SOFFICE = shutil.which("soffice")
SPEECH = (
    "在全港服务大会上的讲话\n海州港务局局长 甘立新\n（2022年3月5日）\n\n同志们：\n\n"
    "今天召开全港服务驱动大会，主要任务是总结成绩、分析形势，把“潮头服务”做到船边。长风破浪，金石为开，"
    "见人见事见精神，方能行稳致远。我们要认真落实《靠泊办法》，用心用力用情，把责任一项一项落实到人。\n\n"
    "一、把泊位管好\n\n"
    "要把泊位当成自己的家来管，先靠泊、再返航，一艘一艘地算清楚，一天一天地记下来，谁也不许含糊过去。"
    "开了胶的雨靴要换，断了线的缆绳要接，船东等得起，货主等不起，两头都要放在心上。\n\n"
    "二、把船东当亲人\n\n"
    "船东走了多远的路，我们就要备多热的茶；货主心里有多少急，我们手上就要有多少快。话不说满，事不做浅。\n\n"
    "谢谢大家。\n"
)


def lines_of(text: str) -> list[str]:
    """The lines of a text that hold something."""
    return [line.strip() for line in text.split("\n") if line.strip()]


def docx_bytes(text: str, *, blank_lines: bool = False) -> bytes:
    """A Word file with a paragraph for each line."""
    document = docx.Document()
    for line in text.split("\n") if blank_lines else lines_of(text):
        document.add_paragraph(line.strip())
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def html_text(text: str, *, charset: str = "utf-8") -> str:
    """A web page with a paragraph for each line, wrapped in the source as editors wrap."""
    paragraphs = "\n".join(f"<p>{wrapped(html.escape(line))}</p>" for line in lines_of(text))
    return (
        f'<!DOCTYPE html>\n<html><head><meta charset="{charset}"><title>页</title></head>\n'
        f"<body>\n{paragraphs}\n</body></html>\n"
    )


def wrapped(line: str, width: int = 30) -> str:
    """A line cut at a width."""
    return "\n".join(line[start : start + width] for start in range(0, len(line), width))


def print_pdf(page: Path, pdf: Path) -> None:
    """Print a web page with Chromium, head and foot included."""
    assert CHROMIUM is not None
    subprocess.run(  # noqa: S603 - names of our own
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu",
         f"--user-data-dir={pdf.parent / 'chromium'}", f"--print-to-pdf={pdf}", page.as_uri()],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip


def convert(source: Path, suffix: str) -> Path:
    """Convert a file with LibreOffice."""
    assert SOFFICE is not None
    folder = source.parent / f"as-{suffix}"
    subprocess.run(  # noqa: S603 - names of our own
        [SOFFICE, f"-env:UserInstallation=file://{source.parent / 'office'}", "--headless",
         "--convert-to", suffix, "--outdir", str(folder), str(source)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return folder / f"{source.stem}.{suffix}"


def rtf_bytes(text: str) -> bytes:
    """A rich text as Chinese Windows programs write it, in escaped GBK."""
    body = "".join(
        "".join(f"\\'{byte:02x}" for byte in line.encode("gbk")) + "\\par\n"
        for line in lines_of(text)
    )
    return b"{\\rtf1\\ansi\\ansicpg936\\deff0{\\fonttbl{\\f0 SimSun;}}\n" + body.encode() + b"}"


def ofd_bytes(text: str, *, width: int = 26, lines_per_page: int = 20) -> bytes:
    """An OFD file: lines set one below another, first lines indented, in millimetres."""
    placed = []
    for line in lines_of(text):
        prose = len(line) > width
        cuts = (
            [line[: width - 2], *wrapped(line[width - 2 :], width).split("\n")] if prose else [line]
        )
        placed += [
            (20 + 10 * (line[-1] in "。：" and not i), cut) for i, cut in enumerate(cuts) if cut
        ]
    pages = [placed[i : i + lines_per_page] for i in range(0, len(placed), lines_per_page)]
    written = io.BytesIO()
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    with zipfile.ZipFile(written, "w") as file:
        file.writestr("OFD.xml", f"<ofd:OFD {space}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml"
                      "</ofd:DocRoot></ofd:DocBody></ofd:OFD>")  # fmt: skip
        listed = "".join(
            f'<ofd:Page ID="{i + 1}" BaseLoc="Pages/Page_{i}/Content.xml"/>'
            for i in range(len(pages))
        )
        file.writestr(
            "Doc_0/Document.xml",
            f"<ofd:Document {space}><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        )
        for number, page in enumerate(pages):
            objects = "".join(
                f'<ofd:TextObject ID="{i}" Boundary="{left} {20 + 8 * i} 150 8" Size="5">'
                f'<ofd:TextCode X="0" Y="5">{html.escape(line)}</ofd:TextCode></ofd:TextObject>'
                for i, (left, line) in enumerate(page)
            )
            file.writestr(
                f"Doc_0/Pages/Page_{number}/Content.xml",
                f"<ofd:Page {space}><ofd:Content>{objects}</ofd:Content></ofd:Page>",
            )
    return written.getvalue()


def doc_bytes(text: str) -> bytes:
    """A Word 97 file that holds a text with the marks of Word in it, in one piece."""
    written = text.encode("utf-16-le")
    word = bytearray(0x800)
    struct.pack_into("<HH", word, 0, 0xA5EC, 0xC1)
    struct.pack_into("<H", word, 0x0A, 0x200)
    struct.pack_into("<I", word, 0x4C, len(text))
    pieces = struct.pack("<IIHIH", 0, len(text), 0, len(word), 0)
    table = b"\x02" + struct.pack("<I", len(pieces)) + pieces
    struct.pack_into("<II", word, 0x1A2, 0, len(table))
    return ole_bytes({"WordDocument": bytes(word) + written, "1Table": table})


def ole_bytes(streams: dict[str, bytes]) -> bytes:
    """A compound file ([MS-CFB]) of version 3, up to 15 MB."""
    size, end, free = 512, 0xFFFFFFFE, 0xFFFFFFFF
    # A stream of fewer than 4,096 bytes would stand in another place.
    padded = {name: data.ljust(4096, b"\0") for name, data in streams.items()}
    padded = {name: data + bytes(-len(data) % size) for name, data in padded.items()}
    lengths = [1, *(len(data) // size for data in padded.values())]
    tables = -(-(sum(lengths) + 1) // 127)
    # The first sector lists those tables for which the head has no room.
    chains = [0xFFFFFFFC] + [0xFFFFFFFD] * tables
    starts = []
    for length in lengths:
        starts.append(len(chains))
        chains += [*range(len(chains) + 1, len(chains) + length), end]
    chains += [free] * (tables * 128 - len(chains))
    listed = [*range(1, tables + 1), *[free] * (236 - tables)]
    head = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII109I", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 62, 3, 0xFFFE, 9, 6,
        0, tables, starts[0], 0, 4096, end, 0, 0, 1, *listed[:109],
    )  # fmt: skip
    # Names stand in order of their length, each to the left of the next.
    names = sorted(padded, key=len)
    entries = [_entry("Root Entry", 5, free, len(names), end, 0)]
    for number, name in enumerate(names):
        start = starts[1 + list(padded).index(name)]
        entries.append(_entry(name, 2, number or free, free, start, len(padded[name])))
    return b"".join(
        [
            head,
            struct.pack("<128I", *listed[109:], end),
            struct.pack(f"<{len(chains)}I", *chains),
            b"".join(entries).ljust(size, b"\0"),
            *padded.values(),
        ]
    )


def _entry(name: str, kind: int, left: int, child: int, start: int, size: int) -> bytes:
    written = name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII36xIQ", written, len(written) + 2, kind, 1, left, 0xFFFFFFFF, child, start, size
    )


def han_font() -> DictionaryObject:
    """A PDF's font for Han characters in UTF-16 that stands in no file (ISO 32000-1, 9.7)."""
    within = DictionaryObject(
        {NameObject("/Type"): NameObject("/Font"),
         NameObject("/Subtype"): NameObject("/CIDFontType0"),
         NameObject("/BaseFont"): NameObject("/SimSun"),
         NameObject("/CIDSystemInfo"): DictionaryObject(
             {NameObject("/Registry"): TextStringObject("Adobe"),
              NameObject("/Ordering"): TextStringObject("GB1"),
              NameObject("/Supplement"): NumberObject(4)})}
    )  # fmt: skip
    return DictionaryObject(
        {NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type0"),
         NameObject("/BaseFont"): NameObject("/SimSun"),
         NameObject("/Encoding"): NameObject("/UniGB-UTF16-H"),
         NameObject("/DescendantFonts"): ArrayObject([within])}
    )  # fmt: skip


def pdf_bytes(text: str, *, width: int = 36, lines_per_page: int = 40) -> bytes:
    """A PDF with lines set one below another in a font that stands in no file."""
    rows = [cut for line in lines_of(text) for cut in wrapped(line, width).split("\n")]
    writer = PdfWriter()
    fonts = DictionaryObject({NameObject("/F1"): writer._add_object(han_font())})
    resources = writer._add_object(DictionaryObject({NameObject("/Font"): fonts}))
    for start in range(0, len(rows), lines_per_page):
        page = writer.add_blank_page(595, 842)
        drawn = "".join(
            f"BT /F1 12 Tf 60 {800 - 18 * i} Td <{row.encode('utf-16-be').hex()}> Tj ET\n"
            for i, row in enumerate(rows[start : start + lines_per_page])
        )
        stream = StreamObject()
        stream.set_data(drawn.encode())
        page[NameObject("/Contents")] = writer._add_object(stream)
        page[NameObject("/Resources")] = resources
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def zip_bytes(files: dict[str, bytes]) -> bytes:
    """An archive of files."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in files.items():
            file.writestr(name, data)
    return written.getvalue()
