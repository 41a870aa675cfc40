"""A bot that does nothing but answer with what it was told: the least that an answer can take.

With ECHO=page it answers with a page of five passages and their buttons, always the same: the least
that an answer as large as ours can take.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram.ext import ApplicationBuilder, MessageHandler, filters

if TYPE_CHECKING:
    from telegram import Update

_PASSAGE = (
    "把作风做在前头，<b>服务</b>看得见，窗口开在码头上，船等不起，货也等不起，这一条谁都不能忘。"
)
_PAGE = "<b>“服务”</b> 1,234 段，出自 300 篇\n\n" + "\n\n".join(
    f"{number} {_PASSAGE}\n<i>第{number}次讲话 · 单位{number} · 2005年</i>"
    for number in range(1, 6)
)
_ROWS = (
    ("1", "2", "3", "4", "5"),
    ("按单位", "按年份", "导出"),
    ("+窗口 12", "+码头 9"),
    ("下一页",),
)
_BUTTONS = InlineKeyboardMarkup(
    [
        [InlineKeyboardButton(label, callback_data="1op.AAAAAAAA.0..") for label in row]
        for row in _ROWS
    ]
)


async def _echo(update: Update, _context: Any) -> None:  # noqa: ANN401 - PTB's context
    if isinstance(update.message, Message) and update.message.text:
        await update.message.reply_text(update.message.text)


async def _page(update: Update, _context: Any) -> None:  # noqa: ANN401 - PTB's context
    if isinstance(update.message, Message):
        await update.message.reply_html(_PAGE, reply_markup=_BUTTONS)


def main() -> None:
    """Serve until a signal comes."""
    root = os.environ["TELEGRAM_API_URL"]
    application = (
        ApplicationBuilder()
        .token(os.environ["TELEGRAM_BOT_TOKEN"])
        .base_url(f"{root}/bot")
        .base_file_url(f"{root}/file/bot")
        .build()
    )
    answer = _page if os.environ.get("ECHO") == "page" else _echo
    application.add_handler(MessageHandler(filters.TEXT, answer))
    application.run_polling()


if __name__ == "__main__":
    main()
