"""How long each reader takes for documents of 0.1 to 10 MB, and what is made to take long.

Seconds of processor time of this process; the sizes are those of the text in
UTF-8. What grows in proportion keeps its time for each MB.
"""

from __future__ import annotations

import contextlib
import tempfile
import time
from functools import partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from bench.speeches import make_text
from corpus.errors import DocumentError
from corpus.reader import read_parts
from tests.support.documents import (
    doc_bytes,
    html_text,
    lines_of,
    ofd_bytes,
    pdf_bytes,
    rtf_bytes,
    zip_bytes,
)
from tests.support.nested import NESTED, Shape, W, row

if TYPE_CHECKING:
    from collections.abc import Callable

SIZES, QUICK = (0.1, 0.5, 1.0, 5.0, 10.0), (0.1, 0.5)
"""Megabytes."""
MOST_GROWTH = 2.0
"""Times as long as in a document of 0.5 MB that a megabyte may take in the largest."""
_PIECE = 80
"""Bytes of a piece of nested text, about."""


def _docx(text: str) -> bytes:
    body = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in lines_of(text))
    xml = f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    return zip_bytes({"word/document.xml": xml.encode(), "[Content_Types].xml": b"<Types/>"})


def _article(text: str) -> bytes:
    return html_text(text).replace("<body>", "<body><nav>回首页</nav>").encode()


_FORMATS: dict[str, Callable[[str], bytes]] = {
    "txt": str.encode,
    "md": str.encode,
    "docx": _docx,
    "html": lambda text: html_text(text).encode(),
    "html with menu": _article,
    "rtf": rtf_bytes,
    "doc": lambda text: doc_bytes(text.replace("\n", "\r")),
    # More than 3,000 pages would be refused.
    "ofd": lambda text: ofd_bytes(text, lines_per_page=80),
    "pdf": pdf_bytes,
}


def _attributes(size: int) -> bytes:
    attributes = " ".join(f"a{number}=1" for number in range(size // 10))
    return f"<html><body><nav>回</nav><p {attributes}>码头的事要办好。</p></body></html>".encode()


def _broken_attributes(size: int) -> bytes:
    return _attributes(size).replace(b">\xe7\xa0\x81", b" < '>\xe7\xa0\x81")


def _links(size: int) -> bytes:
    return b"{\\rtf1 " + b'{\\field{\\*\\fldinst{HYPERLINK "x"}}' * (size // 34) + b" a}"


def _fonts(size: int) -> bytes:
    return b"{\\rtf1 {\\fonttbl " + b"\\f1\\fcharset1 " * (size // 14) + b"} a}"


def _fields(size: int) -> bytes:
    deep = size // 4
    return doc_bytes("\x13\x14" * deep + "码头的事要办好。" + "\x15" * deep)


def _structures(write: Callable[[Shape], bytes], size: int) -> bytes:
    return write(row(size // _PIECE))


_HOSTILE: dict[str, Callable[[int], bytes]] = {
    **{
        f"{form} in structures": partial(_structures, NESTED[form])
        for form in ("docx", "html", "rtf", "doc", "ofd")
    },
    "html attributes": _attributes,
    "html broken attributes": _broken_attributes,
    "html comments": lambda size: b"<p>" + b"<!-- -->" * (size // 8) + "码头。".encode(),
    "md comments": lambda size: b"<!--" * (size // 4) + "码头。".encode(),
    "md spaces": lambda size: b" " * size + "码头。".encode(),
    "rtf links": _links,
    "rtf fonts": _fonts,
    "doc fields": _fields,
}


async def run(quick: bool) -> str:
    """Measure every format and what is made to take long."""
    sizes = QUICK if quick else SIZES
    lines = [
        "".join([f"{'':<24}", *(f"{size:>7g} MB" for size in sizes), "   a MB, beside 0.5 MB"])
    ]
    texts = {size: make_text(int(size * 1_000_000)) for size in sizes}
    with tempfile.TemporaryDirectory() as folder:
        for name, write in _FORMATS.items():
            times = [_read(Path(folder), name, write(text)) for text in texts.values()]
            lines.append(_line(name, sizes, times))
        for name, make in _HOSTILE.items():
            times = [_read(Path(folder), name, make(int(size * 1_000_000))) for size in sizes]
            lines.append(_line(name, sizes, times))
    return "\n".join(lines)


def _read(folder: Path, name: str, data: bytes) -> float:
    file = folder / f"a.{name.split(maxsplit=1)[0]}"
    file.write_bytes(data)
    start = time.process_time()
    # Refused within its time is as good as read.
    with contextlib.suppress(DocumentError):
        read_parts(file)
    return time.process_time() - start


def _line(name: str, sizes: tuple[float, ...], times: list[float]) -> str:
    shown = "".join(f"{seconds:>8.2f} s" for seconds in times)
    growth = (times[-1] / sizes[-1]) / max(times[1] / sizes[1], 1e-3)
    verdict = "" if growth <= MOST_GROWTH else "   GROWS FASTER"
    return f"{name:<24}{shown}{growth:>9.1f}{verdict}"
