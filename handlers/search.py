"""Words said to the bot: private text, /s and /search, and their later edits."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from handlers.asking import Asking, asking, words_after_command
from handlers.finding import Viewer, list_view
from handlers.stats import count_question
from handlers.views.welcome import render_ask_words, render_edited_command
from store.model import Answer

if TYPE_CHECKING:
    from telegram import Update

    from handlers.context import Context
    from handlers.services import Services
    from handlers.views.markup import View


EDITED_MARK = "edited "
"""Before a command: what an answer record holds when the message says that it isn't carried out."""
LONGEST_COMMAND = 32
"""Characters of a command, as Telegram has it."""


async def on_text(update: Update, context: Context) -> None:
    """Any text in private is a question."""
    ask = asking(update)
    if ask is not None and ask.message.text:
        await answer_words(context.services, ask, ask.message.text)


async def on_command(update: Update, context: Context) -> None:
    """Answer `/s 词`; without words, ask for them."""
    ask = asking(update)
    if ask is None or not ask.message.text:
        return
    if words := words_after_command(ask.message.text):
        await answer_words(context.services, ask, words)
    elif update.edited_message is None:
        await context.services.sender.reply(ask.message, render_ask_words(ask.lang), quote=True)


async def on_edited_command(update: Update, context: Context) -> None:
    """Put a line where the answer stood to what has been edited into a command."""
    ask = asking(update)
    if ask is None or not ask.message.text:
        return
    services = context.services
    command = ask.message.text.split()[0][:LONGEST_COMMAND]
    view = render_edited_command(ask.lang, command)
    earlier = await services.store.answers.by_question(ask.chat_id, ask.message.message_id)
    if earlier is not None and earlier.query == EDITED_MARK + command:
        return
    if earlier is not None and await services.sender.edit(ask.chat_id, earlier.answer_id, view):
        services.store.answers.record(replace(earlier, query=EDITED_MARK + command))
        return
    # In a group it may be somebody else's command.
    if not ask.group:
        await services.sender.reply(ask.message, view)


async def answer_words(services: Services, ask: Asking, words: str) -> None:
    """Search, then answer; a question that was edited gets its old answer changed instead."""
    viewer = Viewer(ask.user.id, ask.lang, ask.group)
    view = await list_view(services, words, 0, viewer)
    await deliver_answer(services, ask, words, view)
    await count_question(services, ask.user.id, words)


async def deliver_answer(services: Services, ask: Asking, words: str, view: View) -> None:
    """Send the answer and remember whose it is, or turn the earlier answer into it."""
    key = services.store.queries.remember(words)
    edited = ask.message.edit_date is not None
    earlier = (
        await services.store.answers.by_question(ask.chat_id, ask.message.message_id)
        if edited
        else None
    )
    if earlier is not None and earlier.query == key:
        # The same question again: its answer stands already, on whatever page it was left.
        return
    if earlier is not None and await services.sender.edit(ask.chat_id, earlier.answer_id, view):
        answer_id = earlier.answer_id
    else:
        sent = await services.sender.reply(ask.message, view, quote=ask.group)
        if sent is None:
            return
        answer_id = sent.message_id
    services.store.answers.record(
        Answer(
            ask.chat_id,
            ask.message.message_id,
            answer_id,
            ask.user.id,
            key,
        )
    )
