"""A real bot and real requests against the local chat: the paths every other test builds on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    Update,
)
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from localchat import LocalTelegram
from tests.support.telegram import Telegram

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

pytestmark = pytest.mark.usefixtures("bot")
Context = ContextTypes.DEFAULT_TYPE
KEYBOARD = InlineKeyboardMarkup(
    [
        [
            InlineKeyboardButton("Again", callback_data="again"),
            InlineKeyboardButton("Other", callback_data="other"),
        ]
    ]
)


async def _echo(update: Update, _: Context) -> None:
    assert update.message
    text = f"<b>{update.message.text}</b>!"
    await update.message.reply_html(text, reply_markup=KEYBOARD, do_quote=True)


async def _help(update: Update, _: Context) -> None:
    assert update.message
    await update.message.reply_text("help")


async def _press(update: Update, _: Context) -> None:
    query = update.callback_query
    assert query
    await query.answer(f"pressed {query.data}", show_alert=query.data == "other")
    await query.edit_message_text(f"now {query.data}")


async def _inline(update: Update, _: Context) -> None:
    assert update.inline_query
    text = update.inline_query.query
    found = InlineQueryResultArticle(
        "1",
        f"title {text}",
        InputTextMessageContent(f"sent {text}"),
        reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("Keep", callback_data="keep")]]),
    )
    await update.inline_query.answer([found], next_offset="2")


@pytest.fixture
async def server() -> AsyncIterator[LocalTelegram]:
    async with LocalTelegram() as running:
        yield running


@pytest.fixture
async def telegram(server: LocalTelegram) -> AsyncIterator[Telegram]:
    async with Telegram(server.control) as client:
        yield client


@pytest.fixture
async def bot(server: LocalTelegram) -> AsyncIterator[Bot]:
    application = (
        Application.builder()
        .token(server.token)
        .base_url(f"{server.url}/bot")
        .base_file_url(f"{server.url}/file/bot")
        .build()
    )
    application.add_handler(CommandHandler("help", _help))
    application.add_handler(MessageHandler(filters.TEXT & ~filters.VIA_BOT, _echo))
    application.add_handler(CallbackQueryHandler(_press))
    application.add_handler(InlineQueryHandler(_inline))
    async with application:
        await application.start()
        assert application.updater
        await application.updater.start_polling(allowed_updates=Update.ALL_TYPES)
        yield application.bot
        await application.updater.stop()
        await application.stop()


async def test_polling_bot_answers_in_html_and_in_reply(telegram: Telegram) -> None:
    user = await telegram.user("甲")
    chat = await telegram.private(user)
    said = await telegram.say(user, chat, "窗口 一")
    answer = await telegram.reply(chat)
    assert answer.text == "窗口 一!"
    assert answer.html == "<b>窗口 一</b>!"
    assert answer.reply_to == said.message_id
    assert answer.labels == ["Again", "Other"]
    assert await telegram.refusals() == []


async def test_a_press_gets_its_toast_and_the_message_changes_in_place(telegram: Telegram) -> None:
    user = await telegram.user("甲")
    chat = await telegram.private(user)
    answer = await telegram.ask(user, chat, "one")
    result = await telegram.press(user, answer, "Other")
    assert (result.toast, result.alert) == ("pressed other", True)
    edited = await telegram.edit(chat)
    assert (edited.message_id, edited.text, edited.labels) == (answer.message_id, "now other", [])


async def test_inline_result_is_sent_and_its_button_edits_it(telegram: Telegram) -> None:
    user, other = await telegram.user("甲"), await telegram.user("乙")
    group = await telegram.group("组", [user, other], [user])
    found = await telegram.inline(user, "港", chat=group)
    assert (found.results[0]["title"], found.next_offset) == ("title 港", "2")
    sent = await telegram.choose(user, group, found, "1")
    assert (sent.text, sent.raw["via_bot"]["id"]) == ("sent 港", 42)
    result = await telegram.press(other, sent, "Keep")
    assert result.toast == "pressed keep"
    changed = await telegram.current(sent)
    assert changed.text in {"sent 港", "now keep"}


async def test_privacy_mode_keeps_talk_from_the_bot(telegram: Telegram) -> None:
    user, probe = await telegram.user("甲"), await telegram.user("丙")
    group = await telegram.group("组", [user], [user])
    await telegram.say(user, group, "small talk")
    await telegram.silence(group, probe)
    answer = await telegram.ask(user, group, "@local_bot hello")
    assert answer.text == "@local_bot hello!"
    again = await telegram.ask(user, group, "in reply", reply_to=answer)
    assert again.text == "in reply!"
    await telegram.say(user, group, "/help@other_bot")
    await telegram.silence(group, probe)
    await telegram.member(group, None, "administrator")
    assert (await telegram.ask(user, group, "small talk")).text == "small talk!"
