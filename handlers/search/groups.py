"""What is said in a group beside commands: mentions with words, and replies to our answers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from telegram import MessageEntity

from handlers.search.search import EDITED_MARK, answer_words
from handlers.search.shown import SHOWN_MARK
from handlers.telegram.answering import lead_into_private
from handlers.telegram.incoming import hidden_number
from handlers.views.asking import QUESTIONS
from handlers.views.fixed import Fixed
from handlers.views.pressed import Why, old, refused

if TYPE_CHECKING:
    from telegram import Message

    from handlers.telegram.callback_data import Press
    from handlers.telegram.incoming import Asking, Pressing
    from handlers.telegram.services import Services
    from handlers.views.markup import Outcome

SMALL_TALK = frozenset(
    (
        "谢谢", "谢谢你", "谢谢啦", "多谢", "感谢", "收到", "好的", "好", "好嘞", "好吧", "嗯",
        "嗯嗯", "哦", "是的", "对", "不错", "很好", "真好", "这句好", "谢谢大家", "谢谢各位",
        "辛苦了", "辛苦", "已收到", "没问题", "赞", "明白", "知道了", "了解", "行", "可以", "ok",
        "okay", "thanks", "thx", "你好", "您好", "早", "早上好", "在吗", "哈哈", "哈哈哈", "厉害",
        "牛", "666",
    )
)  # fmt: skip
"""Words that ask for nothing; in quotation marks they are a question after all."""
_BETWEEN = re.compile(r"[\s，,、。.！!～~；;…👍🙏😄😊🌹]+")
_PARTICLES = "啊呀啦哈了哦呢"


async def on_group_text(services: Services, ask: Asking) -> None:
    """Answer a mention with words and a reply to an answer of ours; leave the rest in peace."""
    words = await _asked_words(services, ask)
    if not words or is_small_talk(words):
        return
    if not ask.hidden or hidden_number(ask.message):
        await answer_words(services, ask, words)
    elif not ask.edited:
        # Everybody has seen the question, and nobody but the asker may see its answer.
        await lead_into_private(services, ask, words)


def is_small_talk(words: str) -> bool:
    """Whether the words are thanks or chat and no question, one after another."""
    pieces = (piece.lower() for piece in _BETWEEN.split(words) if piece)
    return all(piece in SMALL_TALK or piece.rstrip(_PARTICLES) in SMALL_TALK for piece in pieces)


async def press_close(services: Services, press: Pressing, _wanted: Press) -> Outcome:
    """Take an answer out of the group, for its asker and for administrators."""
    if not press.group or press.chat_id is None or press.message_id is None:
        return old(press.lang)
    if press.hidden:
        # It goes by itself, and is nobody else's; its number may be another's, too.
        return Fixed.CLOSED.view(press.lang)
    answer = await services.store.answers.by_answer(press.chat_id, press.message_id)
    if answer is None:
        return old(press.lang)
    if answer.asker_id != press.user.id and not await services.membership.administers(
        press.chat_id, press.user.id, fresh=True
    ):
        return refused(Why.CLOSE_ADMINISTRATORS, press.lang)
    if await services.sender.delete(press.chat_id, press.message_id):
        return None
    # Telegram lets nobody delete what is older than two days.
    return Fixed.CLOSED.view(press.lang)


def without_mention(message: Message, username: str) -> str | None:
    """The words beside a mention of the bot, None where it isn't mentioned."""
    text = message.text or message.caption or ""
    parse = message.parse_entities if message.text else message.parse_caption_entities
    for entity, mention in parse([MessageEntity.MENTION]).items() if text else ():
        if mention.lower() == f"@{username.lower()}":
            units = text.encode("utf-16-le")
            before = units[: entity.offset * 2].decode("utf-16-le")
            after = units[(entity.offset + entity.length) * 2 :].decode("utf-16-le")
            return " ".join(f"{before} {after}".split())
    return None


async def _asked_words(services: Services, ask: Asking) -> str | None:
    message = ask.message
    mentioned = without_mention(message, services.username)
    if mentioned is not None:
        return mentioned
    replied = message.reply_to_message
    if replied is None or replied.from_user is None:
        return None
    if (replied.from_user.username or "").lower() != services.username.lower():
        return None
    if (replied.text or "").strip() in (*QUESTIONS, *Fixed.WORDS_BEHIND.value):
        return ask.text
    hidden = hidden_number(replied)
    number, reader = (-hidden, ask.user.id) if hidden else (replied.message_id, None)
    answer = await services.store.answers.by_answer(ask.chat_id, number, reader)
    if answer is None or not answer.query or answer.query.startswith((EDITED_MARK, SHOWN_MARK)):
        return None
    return ask.text
