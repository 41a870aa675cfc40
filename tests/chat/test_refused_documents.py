"""What an administrator is told of a document that isn't taken in: alone, and beside others."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from tests.support.documents import zip_bytes
from tests.support.operators import TWO, operator, until

if TYPE_CHECKING:
    from tests.support.stage import Stage


def scan() -> bytes:
    """A PDF of one page that is nothing but a picture."""
    written = io.BytesIO()
    Image.new("L", (595, 842), 255).save(written, "PDF")
    return written.getvalue()


WORKBOOK = zip_bytes({"[Content_Types].xml": b"", "xl/workbook.xml": b""})
SECRET = f"机密★\n\n{TWO}".encode()
REFUSED = [
    (
        "通讯录.xlsx",
        WORKBOOK,
        "这是表格，不是讲话，未收。能收 Word、WPS、PDF、OFD、txt、网页。",
    ),
    ("扫描件.pdf", scan(), "这是扫描件，没有文字，先做文字识别（OCR）再发。"),
    ("某通知.txt", SECRET, "文件上有“机密”字样，未收，也没有留存。请马上在这里删掉它。"),
    ("x.txt", b"hello world", "几乎没有中文句子，不像讲话或文章，未收。"),
    ("空白.txt", b" \n", "文件里没有文字，未收；请看看是不是发错了。"),
    ("合集.zip", b"PK", "文件已损坏或不完整，未收；请换一份完好的再发。"),
    ("讲话.docx", b"PK", "文件已损坏或不完整，未收；请换一份完好的再发。"),
    ("名单.xyz", b"1", "不认识这种格式，未收。能收 Word、WPS、PDF、OFD、txt、网页。"),
]
"""Names, contents, and the whole answer."""


@pytest.mark.parametrize(("name", "content", "said"), REFUSED)
async def test_why_a_document_is_not_taken_in(
    admin_stage: Stage, name: str, content: bytes, said: str
) -> None:
    user, chat = operator()
    await admin_stage.telegram.send(user, chat, name, content)
    shown = await until(admin_stage, chat, said[:6])
    assert (shown.text, shown.labels) == (said, [])


async def test_what_telegram_does_not_hand_over(admin_stage: Stage) -> None:
    user, chat = operator()
    await admin_stage.telegram.send(user, chat, "大全.docx", b"1", size=40_000_000)
    shown = await until(admin_stage, chat, "20 MB")
    assert shown.text == (
        "Telegram 只让我收 20 MB 以内的文件；"
        "大文件和整个文件夹请在服务器上运行 python -m bot ingest。"
    )


async def test_refused_ones_have_a_line_each_beside_the_others(admin_stage: Stage) -> None:
    telegram = admin_stage.telegram
    user, chat = operator()
    await telegram.send(user, chat, "调度会讲话.txt", TWO.encode())
    for name, content, _ in REFUSED[:3]:
        await telegram.send(user, chat, name, content)
    shown = await until(admin_stage, chat, "某通知.txt")
    head, *lines = shown.text.splitlines()
    assert head.startswith("4 份 · 2 篇 · ")
    assert lines[0].startswith("调度会讲话.txt · 2 篇")
    assert lines[1:] == [
        "通讯录.xlsx · 表格，未收",
        "扫描件.pdf · 扫描件，未收",
        "某通知.txt · 有“机密”字样，未收，也没有留存，请马上在这里删掉它",
    ]
    assert "收录" in shown.labels
