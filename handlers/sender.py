"""The one place that sends: views become Telegram's types, and no answer is lost to its markup."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from telegram import (
    CopyTextButton,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
    SwitchInlineQueryChosenChat,
)
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from handlers.views.markup import TOAST_LIMIT, plain, shorten

if TYPE_CHECKING:
    from typing import Any

    from telegram import CallbackQuery, InlineQuery
    from telegram.ext import ExtBot

    from handlers.views.inline import Entry, Offer
    from handlers.views.markup import Button, Keyboard, Toast, View

_log = logging.getLogger(__name__)
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class Sender:
    """Sends views, edits messages into views, answers presses."""

    def __init__(self, bot: ExtBot[Any]) -> None:
        self._bot = bot

    async def reply(self, message: Message, view: View, *, quote: bool = False) -> Message | None:
        """Answer a message in its chat and topic, as a reply where `quote`.

        None where the chat can't be written to any more; that is nobody's error to see.
        """
        reply_to = (
            ReplyParameters(message.message_id, allow_sending_without_reply=True) if quote else None
        )
        thread = message.message_thread_id if message.is_topic_message else None
        return await self.send(message.chat_id, view, thread_id=thread, reply_to=reply_to)

    async def send(
        self,
        chat_id: int,
        view: View,
        *,
        thread_id: int | None = None,
        reply_to: ReplyParameters | None = None,
    ) -> Message | None:
        """Send a view to a chat; None where the chat can't be written to any more."""
        try:
            return await self.post(chat_id, view, thread_id=thread_id, reply_to=reply_to)
        except ChatMigrated as error:
            # Neither topics nor messages to reply to move along.
            return await self.send(error.new_chat_id, view)
        except (Forbidden, BadRequest) as error:
            if isinstance(error, BadRequest) and not _closed(error):
                raise
            _log.info("chat %s can't be written to: %s", chat_id, error)
            return None

    async def try_send(self, chat_id: int, view: View) -> Message | None:
        """Send a view to somebody who may never have written to the bot; None where it can't be."""
        try:
            return await self.send(chat_id, view)
        except BadRequest as error:
            _log.info("chat %s can't be written to: %s", chat_id, error)
            return None

    async def post(
        self,
        chat_id: int,
        view: View,
        *,
        thread_id: int | None = None,
        silent: bool = False,
        reply_to: ReplyParameters | None = None,
        order: object = None,
    ) -> Message:
        """Send a view to a chat; raises what the request raises. `order` is for the limiter."""
        arguments: dict[str, Any] = {
            "chat_id": chat_id,
            "message_thread_id": thread_id,
            "disable_notification": silent or None,
            "reply_parameters": reply_to,
            "reply_markup": _markup(view),
            "link_preview_options": _NO_PREVIEW,
            "rate_limit_args": order,
        }
        try:
            return await self._bot.send_message(
                text=view.text, parse_mode=ParseMode.HTML, **arguments
            )
        except BadRequest as error:
            if not _unparsable(error):
                raise
            _log.warning("sending without markup: %s", error)
            return await self._bot.send_message(text=plain(view.text), **arguments)

    async def send_picture(
        self,
        chat_id: int,
        picture: bytes,
        view: View,
        *,
        thread_id: int | None = None,
        reply_to: ReplyParameters | None = None,
    ) -> Message | None:
        """Send a picture with the view as its caption; None where the chat can't be written to."""
        try:
            return await self._bot.send_photo(
                chat_id,
                picture,
                caption=view.text,
                parse_mode=ParseMode.HTML,
                message_thread_id=thread_id,
                reply_parameters=reply_to,
                reply_markup=_markup(view),
            )
        except Forbidden as error:
            _log.info("chat %s can't be written to: %s", chat_id, error)
            return None

    async def send_file(
        self, chat_id: int, name: str, content: bytes, view: View
    ) -> Message | None:
        """Send a file with the view as its caption; None where the chat can't be written to."""
        try:
            return await self._bot.send_document(
                chat_id,
                content,
                filename=name,
                caption=view.text,
                parse_mode=ParseMode.HTML,
                reply_markup=_markup(view),
            )
        except Forbidden as error:
            _log.info("chat %s can't be written to: %s", chat_id, error)
            return None

    async def edit(self, chat_id: int, message_id: int, view: View) -> bool:
        """Turn a message of ours into the view; False where it is gone or can't be edited."""
        return await self._edit(view, {"chat_id": chat_id, "message_id": message_id})

    async def edit_pressed(self, query: CallbackQuery, view: View) -> bool:
        """Turn the message that holds the pressed button into the view."""
        if query.inline_message_id is not None:
            return await self._edit(view, {"inline_message_id": query.inline_message_id})
        if query.message is None:
            return False
        if isinstance(query.message, Message) and _shows(query.message, view):
            return True
        return await self.edit(query.message.chat.id, query.message.message_id, view)

    async def answer(self, query: CallbackQuery, toast: Toast | None = None) -> None:
        """Answer a press; a press answered too late is no error, for its effect has happened."""
        try:
            await self._bot.answer_callback_query(
                query.id,
                text=shorten(toast.text, TOAST_LIMIT) or None if toast else None,
                url=toast.url if toast else None,
                show_alert=toast.alert or None if toast else None,
            )
        except BadRequest as error:
            _log.info("a press could not be answered: %s", error)

    async def offer(self, query: InlineQuery, offer: Offer) -> None:
        """Answer an inline query; one that was overtaken by more typing is nobody's loss."""
        button = (
            InlineQueryResultsButton(offer.button, start_parameter=offer.payload)
            if offer.button
            else None
        )
        try:
            await self._bot.answer_inline_query(
                query.id,
                [_article(entry) for entry in offer.entries],
                cache_time=offer.seconds,
                is_personal=offer.personal,
                next_offset=offer.next_offset,
                button=button,
            )
        except BadRequest as error:
            _log.info("an inline query could not be answered: %s", error)

    async def show_typing(self, chat_id: int, thread_id: int | None) -> None:
        """Show for some seconds that an answer is being written; nothing depends on it."""
        try:
            await self._bot.send_chat_action(
                chat_id, ChatAction.TYPING, message_thread_id=thread_id
            )
        except TelegramError as error:
            _log.info("no typing action: %s", error)

    async def delete(self, chat_id: int, message_id: int) -> bool:
        """Delete a message; False where Telegram doesn't let us."""
        try:
            return await self._bot.delete_message(chat_id, message_id)
        except TelegramError as error:
            _log.info("message not deleted: %s", error)
            return False

    async def _edit(self, view: View, target: dict[str, Any]) -> bool:
        arguments: dict[str, Any] = {
            **target,
            "reply_markup": _markup(view),
            "link_preview_options": _NO_PREVIEW,
        }
        try:
            await self._bot.edit_message_text(
                text=view.text, parse_mode=ParseMode.HTML, **arguments
            )
        except BadRequest as error:
            # A second tap asks for what is already there.
            if "not modified" in str(error):
                return True
            if not _unparsable(error):
                _log.info("message not edited: %s", error)
                return False
            await self._bot.edit_message_text(text=plain(view.text), **arguments)
        except (Forbidden, ChatMigrated) as error:
            _log.info("message not edited: %s", error)
            return False
        return True


def _closed(error: BadRequest) -> bool:
    """Whether the chat takes no messages of ours: a matter of its rights, not of the message."""
    said = str(error).lower()
    return any(part in said for part in ("not enough rights", "write_forbidden", "topic_closed"))


def _shows(message: Message, view: View) -> bool:
    """Whether a message already is the view: Telegram refuses to change nothing."""
    return message.text == plain(view.text).strip() and message.reply_markup == _markup(view)


def _unparsable(error: BadRequest) -> bool:
    return "can't parse entities" in str(error)


def _markup(view: View) -> InlineKeyboardMarkup | ForceReply | None:
    if view.asks:
        return ForceReply(selective=True, input_field_placeholder=view.placeholder or None)
    return keyboard_markup(view.keyboard) if view.keyboard else None


def _article(entry: Entry) -> InlineQueryResultArticle:
    return InlineQueryResultArticle(
        entry.id,
        entry.title,
        InputTextMessageContent(
            entry.view.text, parse_mode=ParseMode.HTML, link_preview_options=_NO_PREVIEW
        ),
        reply_markup=keyboard_markup(entry.view.keyboard),
        description=entry.description,
    )


def keyboard_markup(keyboard: Keyboard) -> InlineKeyboardMarkup:
    """Telegram's form of a keyboard."""
    return InlineKeyboardMarkup([[_button(button) for button in row] for row in keyboard])


def _button(button: Button) -> InlineKeyboardButton:
    if button.copy is not None:
        return InlineKeyboardButton(button.label, copy_text=CopyTextButton(button.copy))
    if button.inline is not None:
        chosen = SwitchInlineQueryChosenChat(
            button.inline, allow_user_chats=True, allow_group_chats=True, allow_channel_chats=True
        )
        return InlineKeyboardButton(button.label, switch_inline_query_chosen_chat=chosen)
    return InlineKeyboardButton(button.label, url=button.url, callback_data=button.data)
