"""The one place that sends: views become Telegram's types, and no answer is lost to its markup.

A request that gets no answer may have arrived all the same. So a message is not sent again then,
and nobody is told that it failed; an edit, and the answer to a press, are made once more.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Literal

from telegram import (
    InlineKeyboardMarkup,
    InlineQueryResultsButton,
    Message,
    ReplyParameters,
)
from telegram.constants import ChatAction, ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    EndPointNotFound,
    Forbidden,
    NetworkError,
    TelegramError,
    TimedOut,
)

from handlers.telegram.incoming import hidden_number
from handlers.telegram.keyboards import NO_PREVIEW, article_of, button_of, markup_of
from handlers.views.markup import TOAST_LIMIT, plain, shorten

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import Any

    from telegram import CallbackQuery, InlineQuery
    from telegram.ext import ExtBot

    from handlers.views.markup import Button, Toast, View
    from handlers.views.offer import Offer

_log = logging.getLogger(__name__)
TakenBack = Literal["deleted", "gone", "kept", "unanswered"]


class Sender:
    """Sends views, edits messages into views, answers presses."""

    def __init__(self, bot: ExtBot[Any]) -> None:
        self._bot = bot

    async def reply(self, message: Message, view: View, *, quote: bool = False) -> Message | None:
        """Answer a message in its chat and topic, as a reply where `quote`.

        None where the chat can't be written to any more, or where nobody knows whether the answer
        arrived; both are nobody's error to see.
        """
        thread = message.message_thread_id if message.is_topic_message else None
        # What one person says unseen by the others can't be quoted to them.
        quote = quote and not hidden_number(message)
        reply_to = (
            ReplyParameters(message.message_id, allow_sending_without_reply=True) if quote else None
        )
        return await self.send(message.chat_id, view, thread_id=thread, reply_to=reply_to)

    async def send(
        self,
        chat_id: int,
        view: View,
        *,
        thread_id: int | None = None,
        reply_to: ReplyParameters | None = None,
    ) -> Message | None:
        """Send a view to a chat; None as for `reply`."""
        try:
            return await self.post(chat_id, view, thread_id=thread_id, reply_to=reply_to)
        except ChatMigrated as error:
            # Neither topics nor messages to reply to move along.
            return await self.send(error.new_chat_id, view)
        except TelegramError as error:
            if not _closed(error) and not _unanswered(error):
                raise
            _log.info("a message to chat %s: %s", chat_id, error)
            return None

    async def whisper(
        self, chat_id: int, user_id: int, view: View, *, thread_id: int | None = None
    ) -> int | None:
        """Send a view to a group so that one of its members alone sees it, and give its number.

        That is below 0; None where nobody knows whether it arrived. Raises WhisperRefusedError
        where Telegram doesn't let us, and where it would have shown it to everybody.
        """
        try:
            sent = await self.post(chat_id, view, thread_id=thread_id, receiver=user_id)
        except (BadRequest, Forbidden, ChatMigrated) as error:
            raise WhisperRefusedError from error
        except TelegramError as error:
            if not _unanswered(error):
                raise
            _log.info("a message to one person of chat %s: %s", chat_id, error)
            return None
        number = hidden_number(sent)
        if not number:
            # A server that doesn't know such messages takes them for any other.
            if await self.take_back(chat_id, sent.message_id) == "unanswered":
                await self.take_back(chat_id, sent.message_id)
            raise WhisperRefusedError
        return -number

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
        receiver: int | None = None,
    ) -> Message:
        """Send a view to a chat; raises what the request raises. `order` is for the limiter.

        With `receiver` that member of a group alone sees it.
        """
        alone = {"ephemeral_message_parameters": {"receiver_user_id": receiver}}
        arguments: dict[str, Any] = {
            "chat_id": chat_id,
            "message_thread_id": thread_id,
            "disable_notification": silent or None,
            "reply_parameters": reply_to,
            "reply_markup": markup_of(view),
            "link_preview_options": NO_PREVIEW,
            "rate_limit_args": order,
            "api_kwargs": None if receiver is None else alone,
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
        """Send a picture with the view as its caption; None as for `reply`."""
        return await self._attached(
            self._bot.send_photo,
            chat_id,
            view,
            photo=picture,
            message_thread_id=thread_id,
            reply_parameters=reply_to,
        )

    async def send_file(
        self, chat_id: int, name: str, content: bytes, view: View
    ) -> Message | None:
        """Send a file with the view as its caption; None as for `reply`."""
        send = self._bot.send_document
        return await self._attached(send, chat_id, view, document=content, filename=name)

    async def _attached(
        self,
        send: Callable[..., Awaitable[Message]],
        chat_id: int,
        view: View,
        **attached: Any,  # noqa: ANN401
    ) -> Message | None:
        try:
            return await send(
                chat_id=chat_id,
                caption=view.text,
                parse_mode=ParseMode.HTML,
                reply_markup=markup_of(view),
                **attached,
            )
        except TelegramError as error:
            if not isinstance(error, Forbidden) and not _unanswered(error):
                raise
            _log.info("a message to chat %s: %s", chat_id, error)
            return None

    async def edit(
        self, chat_id: int, message_id: int, view: View, *, receiver: int | None = None
    ) -> bool:
        """Turn a message of ours into the view; False where it is gone or can't be edited.

        One with a number below 0 is that of `receiver` alone.
        """
        return await self._edit(view, _target(chat_id, message_id, receiver))

    async def edit_pressed(self, query: CallbackQuery, view: View) -> bool:
        """Turn the message that holds the pressed button into the view."""
        if query.inline_message_id is not None:
            return await self._edit(view, {"inline_message_id": query.inline_message_id})
        if query.message is None:
            return False
        if isinstance(query.message, Message) and _shows(query.message, view):
            return True
        message_id = query.message.message_id or -hidden_number(query.message)
        chat_id = query.message.chat.id
        return await self.edit(chat_id, message_id, view, receiver=query.from_user.id)

    async def relabel(self, query: CallbackQuery, button: Button) -> None:
        """Put a button in the place of the pressed one; text and other buttons stay."""
        markup = query.message.reply_markup if isinstance(query.message, Message) else None
        if markup is None or query.message is None:
            return
        keyboard = InlineKeyboardMarkup(
            [
                [button_of(button) if one.callback_data == query.data else one for one in row]
                for row in markup.inline_keyboard
            ]
        )
        if keyboard == markup:
            return
        message_id = query.message.message_id or -hidden_number(query.message)
        target = _target(query.message.chat.id, message_id, query.from_user.id)
        try:
            await self._change("Markup", reply_markup=keyboard, **target)
        except TelegramError as error:
            _log.info("button not changed: %s", error)

    async def answer(self, query: CallbackQuery, toast: Toast | None = None) -> None:
        """Answer a press; a press answered too late is no error, for its effect has happened."""
        try:
            await _until_answered(
                self._bot.answer_callback_query,
                callback_query_id=query.id,
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
            await _until_answered(
                self._bot.answer_inline_query,
                inline_query_id=query.id,
                results=[article_of(entry) for entry in offer.entries],
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

    async def take_back(self, chat_id: int, message_id: int) -> TakenBack:
        """Delete a message of ours, and say whether it is gone.

        `gone` is one that wasn't there any more, `kept` one that Telegram doesn't let us delete,
        `unanswered` one of which nobody knows.
        """
        try:
            await self._bot.delete_message(chat_id, message_id)
        except (BadRequest, Forbidden) as error:
            _log.info("message not taken back: %s", error)
            return "gone" if "to delete not found" in str(error) else "kept"
        except TelegramError as error:
            _log.info("message not taken back: %s", error)
            return "unanswered"
        return "deleted"

    async def delete(self, chat_id: int, message_id: int) -> bool:
        """Delete a message; False where Telegram doesn't let us."""
        return await self.take_back(chat_id, message_id) == "deleted"

    async def _edit(self, view: View, target: dict[str, Any]) -> bool:
        arguments: dict[str, Any] = {
            **target,
            "reply_markup": markup_of(view),
            "link_preview_options": NO_PREVIEW,
        }
        try:
            await _until_answered(
                self._change, "Text", text=view.text, parse_mode=ParseMode.HTML, **arguments
            )
        except BadRequest as error:
            # A second tap asks for what is already there.
            if "not modified" in str(error):
                return True
            if not _unparsable(error):
                _log.info("message not edited: %s", error)
                return False
            await _until_answered(self._change, "Text", text=plain(view.text), **arguments)
        except (Forbidden, ChatMigrated, EndPointNotFound) as error:
            _log.info("message not edited: %s", error)
            return False
        return True

    async def _change(self, what: Literal["Text", "Markup"], **arguments: Any) -> None:  # noqa: ANN401
        """Change a message's text or keyboard, by the method for who sees it."""
        if "ephemeral_message_id" in arguments:
            method = {
                "Text": "editEphemeralMessageText",
                "Markup": "editEphemeralMessageReplyMarkup",
            }
            given = {name: value for name, value in arguments.items() if value is not None}
            await self._bot.do_api_request(method[what], api_kwargs=given)
        elif what == "Text":
            await self._bot.edit_message_text(**arguments)
        else:
            await self._bot.edit_message_reply_markup(**arguments)


class WhisperRefusedError(Exception):
    """Telegram doesn't let us send what one person of a group is to see."""


def _target(chat_id: int, message_id: int, receiver: int | None) -> dict[str, Any]:
    """What names a message of ours to Telegram."""
    if message_id > 0:
        return {"chat_id": chat_id, "message_id": message_id}
    return {
        "chat_id": chat_id,
        "receiver_user_id": receiver,
        "ephemeral_message_id": -message_id,
    }


async def _until_answered(
    request: Callable[..., Awaitable[object]],
    *more: Any,  # noqa: ANN401
    **arguments: Any,  # noqa: ANN401
) -> None:
    """Make a request that may be made twice; once more where nobody knows whether it arrived."""
    for _ in range(2):
        try:
            await request(*more, **arguments)
        except TelegramError as error:
            if not _unanswered(error):
                raise
            _log.info("no answer: %s", error)
        else:
            return


def _unanswered(error: TelegramError) -> bool:
    """Whether the request left and no answer came, or only a part of one."""
    if type(error) is NetworkError:
        # What Telegram answers with an error of its own server's has no cause, or a text of its.
        return error.__cause__ is not None and not isinstance(error.__cause__, TelegramError)
    return isinstance(error, TimedOut) or "Invalid server response" in str(error)


def _closed(error: TelegramError) -> bool:
    """Whether the chat takes no messages of ours: a matter of its rights, not of the message."""
    if isinstance(error, Forbidden):
        return True
    if not isinstance(error, BadRequest):
        return False
    said = str(error).lower()
    return any(part in said for part in ("not enough rights", "write_forbidden", "topic_closed"))


def _shows(message: Message, view: View) -> bool:
    """Whether a message already is the view: Telegram refuses to change nothing."""
    return message.text == plain(view.text).strip() and message.reply_markup == markup_of(view)


def _unparsable(error: BadRequest) -> bool:
    return "can't parse entities" in str(error)
