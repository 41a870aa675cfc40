"""Folders of generated documents: good ones of all kinds, and all that goes wrong."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.support.documents import docx_bytes, html_text, ofd_bytes, rtf_bytes, zip_bytes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_WORDS = "泊位 船东 缆绳 潮水 货主 码头 窗口 航道 灯塔 雨靴 引航 闸口 调度 仓库 吊车 班组".split()  # noqa: SIM905
_DEEDS = "管好 问清 备足 理顺 查实 补上 记下 交代 盯住 办妥".split()  # noqa: SIM905
GOOD: tuple[tuple[str, Callable[[str], bytes]], ...] = (
    ("txt", lambda text: text.encode()),
    ("txt", lambda text: text.encode("gb18030")),
    ("txt", lambda text: text.encode("utf-16")),
    ("md", lambda text: text.encode()),
    ("docx", docx_bytes),
    ("html", lambda text: html_text(text).encode()),
    ("rtf", rtf_bytes),
    ("ofd", ofd_bytes),
    ("zip", lambda text: zip_bytes({"讲话.txt": text.encode()})),
    ("doc", docx_bytes),
)
BAD: tuple[tuple[str, bytes], ...] = (
    ("空.txt", b""),
    ("乱码.txt", bytes(range(256)) * 40),
    ("断了.docx", docx_bytes("今天讲一件事，讲完就散会。")[:3000]),
    ("断了.pdf", b"%PDF-1.7\n1 0 obj\n<<"),
    ("断了.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000)),
    ("炸弹.docx", zip_bytes({"word/document.xml": b"<a>" + b" " * (97 << 20)})),
    ("机密.txt", "机密★1年\n\n在会上的讲话\n\n今天讲一件事，讲完就散会，谁也不要往外说。".encode()),
    ("程序.txt", b"int main(void) { return puts(\"hello\") == EOF; }\n" * 40),
    ("图.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(200, 256)) * 9),
)  # fmt: skip
PASSED_OVER: tuple[tuple[str, bytes], ...] = (
    ("表.xlsx", b"PK\x03\x04"),
    ("照片.jpg", b"\xff\xd8\xff"),
    ("README.md", "不收".encode()),
    (".隐藏.txt", "不收".encode()),
)


@dataclass(frozen=True, slots=True)
class Expected:
    """What an ingest of a folder must count."""

    added: int
    failed: int
    skipped: int


def speech(number: int) -> str:
    """A speech like no other."""
    draw = random.Random(number)
    sentences = [
        f"第{number}号码头的{draw.choice(_WORDS)}要{draw.choice(_DEEDS)}，"
        f"{draw.choice(_WORDS)}也要{draw.choice(_DEEDS)}，{draw.choice(_WORDS)}更不能等。"
        for _ in range(12)
    ]
    body = "\n\n".join("".join(sentences[start : start + 3]) for start in range(0, 12, 3))
    date = f"（20{number % 24:02}年{number % 12 + 1}月{number % 28 + 1}日）"
    return f"在第{number}次港务大会上的讲话\n海州港务局局长 甘立新\n{date}\n\n同志们：\n\n{body}\n"


def fill(folder: Path, size: int) -> Expected:
    """Write so many good documents, and of each bad and each foreign one a few."""
    for number in range(size):
        suffix, make = GOOD[number % len(GOOD)]
        place = folder / f"{number % 7}科" / f"第{number}次讲话.{suffix}"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(make(speech(number)))
    copies = max(1, size // 300)
    for copy in range(copies):
        place = folder / f"杂{copy}"
        place.mkdir()
        for name, data in (*BAD, *PASSED_OVER):
            (place / name).write_bytes(data)
    return Expected(size, len(BAD) * copies, len(PASSED_OVER) * copies)
