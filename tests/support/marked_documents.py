"""Office documents that bear a mark at a given place, made for the tests that read them."""

from __future__ import annotations

import io
import struct
import zipfile
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from tests.support.documents import rtf_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

TITLE = "在全港服务大会上的讲话"
BODY = (
    "海州港务局局长 甘立新\n（2022年3月5日）\n同志们：\n"
    "今天召开全港服务驱动大会，主要任务是总结成绩、分析形势，把服务做到船边，把责任一项一项落实到每一个人的头上，一抓到底。\n"
    "要把泊位当成自己的家来管，先靠泊、再返航，一艘一艘地算清楚，一天一天地记下来，谁也不许含糊过去，更不许推给别人去办。\n"
    "一、把泊位管好\n"
    "船东走了多远的路，我们就要备多热的茶；货主心里有多少急，我们手上就要有多少快，话不说满，事不做浅，这就是我们的规矩。\n"
    "开了胶的雨靴要换，断了线的缆绳要接，船东等得起，货主等不起，两头都要放在心上，一件一件地办好，办一件成一件才算数。\n"
    "散会以后各就各位，把今天说的话带回班组去，一条一条地讲给大家听，讲明白了再干，干明白了再讲，月底我们回头看一看结果。\n"
    "谢谢大家。\n"
)
SPEECH = f"{TITLE}\n{BODY}"
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'
)
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_V = 'xmlns:v="urn:schemas-microsoft-com:vml"'


def headed(mark: str) -> str:
    return f"{mark}\n{SPEECH}"


def footed(mark: str) -> str:
    return f"{SPEECH}{mark}\n"


def paragraphs(text: str) -> str:
    return "".join(
        f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in text.split("\n") if line
    )


def _docx(text: str = SPEECH, before: str = "", after: str = "", **parts: str) -> bytes:
    body = f"<w:document {_W} {_V}><w:body>{before}{paragraphs(text)}{after}</w:body></w:document>"
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as file:
        file.writestr("[Content_Types].xml", _TYPES)
        file.writestr("word/document.xml", body)
        for name, content in parts.items():
            file.writestr(f"{name.replace('_', '/')}.xml", content)
    return written.getvalue()


def table(rows: Sequence[Sequence[str]]) -> str:
    return "<w:tbl>{}</w:tbl>".format(
        "".join(
            "<w:tr>" + "".join(f"<w:tc>{paragraphs(cell)}</w:tc>" for cell in row) + "</w:tr>"
            for row in rows
        )
    )


def box(inner: str) -> str:
    box = f"<v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox>"
    return f"<w:p><w:r><w:pict><v:shape>{box}</v:shape></w:pict></w:r></w:p>"


def _part(tag: str, inner: str) -> str:
    return f"<w:{tag} {_W} {_V}>{inner}</w:{tag}>"


def art(mark: str) -> str:
    text = escape(" ".join(mark.split("\n")), {'"': "&quot;"})
    return (
        f'<w:p><w:r><w:pict><v:shape><v:textpath string="{text}"/></v:shape></w:pict></w:r></w:p>'
    )


def _core(name: str, mark: str) -> str:
    spaces = 'xmlns:cp="urn:c" xmlns:dc="urn:d"'
    return f"<cp:core {spaces}><{name}>{escape(flat(mark))}</{name}></cp:core>"


def _custom(mark: str) -> str:
    value = f"<v>{escape(flat(mark))}</v>"
    return f'<Properties><property name="密级">{value}</property></Properties>'


def _notes(kind: str, mark: str) -> str:
    return _part(f"{kind}s", f"<w:{kind}>{paragraphs(mark)}</w:{kind}>")


DOCX: dict[str, Callable[[str], bytes]] = {
    "first lines": lambda mark: _docx(headed(mark)),
    "last lines": lambda mark: _docx(footed(mark)),
    "table at the head": lambda mark: _docx(before=table([[mark, "海州港务局"]])),
    "frame at the head": lambda mark: _docx(before=table([[mark]])),
    "page head": lambda mark: _docx(word_header1=_part("hdr", paragraphs(mark))),
    "table in the page head": lambda mark: _docx(
        word_header1=_part("hdr", table([[mark, "海州港务局"]]))
    ),
    "box in the page head": lambda mark: _docx(word_header2=_part("hdr", box(paragraphs(mark)))),
    "page foot": lambda mark: _docx(word_footer1=_part("ftr", paragraphs(mark))),
    "watermark": lambda mark: _docx(word_header1=_part("hdr", art(mark))),
    "word art": lambda mark: _docx(after=art(mark) + paragraphs(BODY)),
    "text box": lambda mark: _docx(after=box(paragraphs(mark)) + paragraphs(BODY)),
    "footnote": lambda mark: _docx(word_footnotes=_notes("footnote", mark)),
    "comment": lambda mark: _docx(word_comments=_notes("comment", mark)),
    "title": lambda mark: _docx(docProps_core=_core("dc:title", mark)),
    "subject": lambda mark: _docx(docProps_core=_core("dc:subject", mark)),
    "keywords": lambda mark: _docx(docProps_core=_core("cp:keywords", mark)),
    "category": lambda mark: _docx(docProps_core=_core("cp:category", mark)),
    "property 密级": lambda mark: _docx(docProps_custom=_custom(mark)),
}


def _ole(streams: dict[str, bytes]) -> bytes:
    """A compound file ([MS-CFB]) whose streams are all of 4,096 bytes or more."""
    free, end = 0xFFFFFFFF, 0xFFFFFFFE
    sectors: list[bytes] = []
    fat: list[int] = []
    entries = [("Root Entry", 5, end, 0)]
    for name, data in streams.items():
        padded = data + bytes(max(4096 - len(data), -len(data) % 512))
        first = len(sectors)
        sectors += [padded[i : i + 512] for i in range(0, len(padded), 512)]
        fat += [*range(first + 1, len(sectors)), end]
        entries.append((name, 2, first, len(padded)))
    directory = b""
    for index, (name, kind, first, size) in enumerate(entries):
        raw = name.encode("utf-16-le")
        following = index + 1 if 0 < index < len(entries) - 1 else free
        child = 1 if index == 0 and len(entries) > 1 else free
        directory += raw.ljust(64, b"\0") + struct.pack(
            "<HBBIII", len(raw) + 2, kind, 1, free, following, child
        )
        directory += bytes(36) + struct.pack("<IQ", first, size)
    directory += bytes(-len(directory) % 512)
    start = len(sectors)
    sectors += [directory[i : i + 512] for i in range(0, len(directory), 512)]
    fat += [*range(start + 1, len(sectors)), end]
    tables = -(-(len(fat) + 1) // 127)
    where = [len(sectors) + i for i in range(tables)]
    fat += [0xFFFFFFFD] * tables
    packed = struct.pack(f"<{len(fat)}I", *fat)
    packed += b"\xff" * (512 * tables - len(packed))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack(
        "<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, tables, start, 0, 4096, end, 0, end, 0
    )
    head += struct.pack("<109I", *where, *[free] * (109 - tables))
    return head + b"".join(sectors) + packed


def _property_stream(number: int, text: str) -> bytes:
    raw = text.encode("gbk") + b"\0"
    raw += bytes(-len(raw) % 4)
    values = struct.pack("<IHH", 2, 936, 0) + struct.pack("<II", 30, len(raw)) + raw
    section = struct.pack("<IIIIII", 24 + len(values), 2, 1, 24, number, 32) + values
    return struct.pack("<HHI16sI16sI", 0xFFFE, 0, 0, bytes(16), 1, bytes(16), 48) + section


def _doc(
    text: str = SPEECH,
    *,
    table: bytes = b"",
    properties: tuple[int, str] | None = None,
    **parts: str,
) -> bytes:
    names = ("notes", "heads", "macros", "remarks", "ends", "boxes", "head_boxes")
    texts = [text.replace("\n", "\r")] + [
        parts[name].replace("\n", "\r") + "\r" if name in parts else "" for name in names
    ]
    raw = "".join(texts).encode("utf-16-le")
    count = len(raw) // 2
    pieces = struct.pack("<II", 0, count) + struct.pack("<HIH", 0, 2048, 0)
    clx = b"\x02" + struct.pack("<I", len(pieces)) + pieces
    head = bytearray(2048)
    struct.pack_into("<HH", head, 0, 0xA5EC, 0xC1)
    struct.pack_into("<H", head, 0x0A, 0x0200)
    struct.pack_into("<8I", head, 0x4C, *map(len, texts))
    struct.pack_into("<II", head, 0x1A2, 0, len(clx))
    streams = {"WordDocument": bytes(head) + raw, "1Table": clx + b"\0" * 9 + table}
    if properties:
        number, told = properties
        stream = "\x05DocumentSummaryInformation" if number == 100 else "\x05SummaryInformation"
        streams[stream] = _property_stream(2 if number == 100 else number, told)
    return _ole(streams)


def flat(mark: str) -> str:
    return " ".join(mark.split("\n"))


def _gbk(mark: str) -> str:
    """A mark as code page 936 has it, which lacks some stars."""
    return "".join(c if c.encode("gbk", "ignore") else "★" for c in flat(mark).replace("☑", "√"))


DOC: dict[str, Callable[[str], bytes]] = {
    "first lines": lambda mark: _doc(headed(mark)),
    "last lines": lambda mark: _doc(footed(mark)),
    "page head": lambda mark: _doc(heads=mark),
    "table in the page head": lambda mark: _doc(heads=f"{flat(mark)}\x07海州港务局\x07\x07"),
    "box in the page head": lambda mark: _doc(head_boxes=mark),
    "text box": lambda mark: _doc(boxes=mark),
    "footnote": lambda mark: _doc(notes=mark),
    "comment": lambda mark: _doc(remarks=mark),
    "watermark": lambda mark: _doc(
        table=flat(mark).encode("utf-16-le") + b"\0\0" + "宋体".encode("utf-16-le")
    ),
    "title": lambda mark: _doc(properties=(2, _gbk(mark))),
    "subject": lambda mark: _doc(properties=(3, _gbk(mark))),
    "keywords": lambda mark: _doc(properties=(5, _gbk(mark))),
    "category": lambda mark: _doc(properties=(100, _gbk(mark))),
}


def _escaped(text: str) -> str:
    return "".join(
        character
        if character.isascii()
        else f"\\u{ord(character) - (0x10000 if ord(character) > 0x7FFF else 0)}?"
        for character in text
    ).replace("\n", "\\par ")


def _rtf(group: str = "", text: str = SPEECH) -> bytes:
    start = b"{\\rtf1\\ansi\\ansicpg936\\deff0{\\fonttbl{\\f0 SimSun;}}\n"
    return start + group.encode() + rtf_bytes(text)[len(start) :]


def _shape(inner: str) -> str:
    return f"{{\\shp{{\\*\\shpinst{{\\sp{{\\sn x}}{{\\sv 1}}}}{inner}}}}}"


def _art_text(mark: str) -> str:
    return f"{{\\sp{{\\sn gtextUNICODE}}{{\\sv {_escaped(mark)}}}}}"


RTF: dict[str, Callable[[str], bytes]] = {
    "first lines": lambda mark: _rtf(f"\\pard {_escaped(mark)}\\par\n"),
    "last lines": lambda mark: rtf_bytes(SPEECH)[:-1] + f"{_escaped(mark)}\\par\n}}".encode(),
    "page head": lambda mark: _rtf(f"{{\\header\\pard {_escaped(mark)}\\par}}"),
    "first page head": lambda mark: _rtf(f"{{\\headerf\\pard {_escaped(mark)}\\par}}"),
    "page foot": lambda mark: _rtf(f"{{\\footer\\pard {_escaped(mark)}\\par}}"),
    "text box": lambda mark: _rtf(_shape(f"{{\\shptxt \\pard {_escaped(mark)}\\par}}")),
    "watermark": lambda mark: _rtf(
        f"{{\\header\\pard{_shape(_art_text(flat(mark)))}\\par}}",
    ),
    "footnote": lambda mark: _rtf(f"{{\\footnote\\pard {_escaped(mark)}}}"),
    "comment": lambda mark: _rtf(f"{{\\*\\annotation\\pard {_escaped(mark)}}}"),
    "title": lambda mark: _rtf(f"{{\\info{{\\title {_escaped(flat(mark))}}}}}"),
    "keywords": lambda mark: _rtf(f"{{\\info{{\\keywords {_escaped(flat(mark))}}}}}"),
}
