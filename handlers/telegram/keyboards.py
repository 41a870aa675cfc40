"""Views' keyboards and results of inline mode in Telegram's form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram import (
    CopyTextButton,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    LinkPreviewOptions,
    SwitchInlineQueryChosenChat,
)
from telegram.constants import ParseMode

if TYPE_CHECKING:
    from handlers.views.markup import Button, Keyboard, View
    from handlers.views.offer import Entry

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


def markup_of(view: View) -> InlineKeyboardMarkup | ForceReply | None:
    """What hangs below a view."""
    if view.asks:
        return ForceReply(selective=True, input_field_placeholder=view.placeholder or None)
    return keyboard_markup(view.keyboard) if view.keyboard else None


def article_of(entry: Entry) -> InlineQueryResultArticle:
    """What is offered to be chosen."""
    return InlineQueryResultArticle(
        entry.id,
        entry.title,
        InputTextMessageContent(
            entry.view.text, parse_mode=ParseMode.HTML, link_preview_options=NO_PREVIEW
        ),
        reply_markup=keyboard_markup(entry.view.keyboard),
        description=entry.description,
    )


def keyboard_markup(keyboard: Keyboard) -> InlineKeyboardMarkup:
    """Telegram's form of a keyboard."""
    return InlineKeyboardMarkup([[button_of(button) for button in row] for row in keyboard])


def button_of(button: Button) -> InlineKeyboardButton:
    """One button."""
    if button.copy is not None:
        return InlineKeyboardButton(button.label, copy_text=CopyTextButton(button.copy))
    if button.inline is not None:
        chosen = SwitchInlineQueryChosenChat(
            button.inline, allow_user_chats=True, allow_group_chats=True, allow_channel_chats=True
        )
        return InlineKeyboardButton(button.label, switch_inline_query_chosen_chat=chosen)
    return InlineKeyboardButton(button.label, url=button.url, callback_data=button.data)
