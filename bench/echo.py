"""A bot that does nothing but answer with what it was told: the least that an answer can take."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from telegram import Message
from telegram.ext import ApplicationBuilder, MessageHandler, filters

if TYPE_CHECKING:
    from telegram import Update


async def _echo(update: Update, _context: Any) -> None:  # noqa: ANN401 - PTB's context
    if isinstance(update.message, Message) and update.message.text:
        await update.message.reply_text(update.message.text)


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
    application.add_handler(MessageHandler(filters.TEXT, _echo))
    application.run_polling()


if __name__ == "__main__":
    main()
