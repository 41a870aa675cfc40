"""What is said in a group beside commands: mentions with words, and replies to our answers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from telegram import MessageEntity

from handlers.asking import asking
from handlers.opened import old, show
from handlers.search import EDITED_MARK, answer_words
from handlers.views.markup import Toast
from handlers.views.results import render_closed
from handlers.views.welcome import QUESTIONS

if TYPE_CHECKING:
    from telegram import Message, Update

    from handlers.asking import Pressing
    from handlers.callback import Press
    from handlers.context import Context
    from handlers.services import Services

SMALL_TALK = frozenset(
    [
        "谢谢",
        "谢谢你",
        "谢谢啦",
        "多谢",
        "感谢",
        "收到",
        "好的",
        "好",
        "好嘞",
        "好吧",
        "嗯",
        "嗯嗯",
        "哦",
        "是的",
        "对",
        "不错",
        "很好",
        "真好",
        "这句好",
        "谢谢大家",
        "谢谢各位",
        "辛苦了",
        "辛苦",
        "已收到",
        "没问题",
        "赞",
        "明白",
        "知道了",
        "了解",
        "行",
        "可以",
        "ok",
        "okay",
        "thanks",
        "thx",
        "你好",
        "您好",
        "早",
        "早上好",
        "在吗",
        "哈哈",
        "哈哈哈",
        "厉害",
        "牛",
        "666",
    ]
)
"""Words that ask for nothing; in quotation marks they are a question after all."""
_BETWEEN = re.compile(r"[\s，,、。.！!～~；;…👍🙏😄😊🌹]+")
_PARTICLES = "啊呀啦哈了哦呢"


async def on_group_text(update: Update, context: Context) -> None:
    """Answer a mention with words and a reply to an answer of ours; leave the rest in peace."""
    ask = asking(update)
    if ask is None or not ask.message.text:
        return
    services = context.services
    words = await _asked_words(services, ask.message)
    if words and not is_small_talk(words):
        await answer_words(services, ask, words)


def is_small_talk(words: str) -> bool:
    """Whether the words are thanks or chat and no question, one after another."""
    pieces = (piece.lower() for piece in _BETWEEN.split(words) if piece)
    return all(piece in SMALL_TALK or piece.rstrip(_PARTICLES) in SMALL_TALK for piece in pieces)


async def press_close(services: Services, press: Pressing, _wanted: Press) -> Toast | None:
    """Take an answer out of the group, for its asker and for administrators."""
    if not press.group or press.chat_id is None or press.message_id is None:
        return old(press.lang)
    answer = await services.store.answers.by_answer(press.chat_id, press.message_id)
    if answer is None:
        return old(press.lang)
    if answer.asker_id != press.user.id and not await services.membership.administers(
        press.chat_id, press.user.id, fresh=True
    ):
        return Toast(
            press.lang.say(
                "只有提问的人和群管理员能收起", "Only the asker and administrators can close it"
            )
        )
    if await services.sender.delete(press.chat_id, press.message_id):
        return None
    # Telegram lets nobody delete what is older than two days.
    return await show(services, press, render_closed(press.lang))


def without_mention(message: Message, username: str) -> str | None:
    """The words beside a mention of the bot, None where it isn't mentioned."""
    text = message.text or ""
    for entity, mention in message.parse_entities([MessageEntity.MENTION]).items():
        if mention.lower() == f"@{username.lower()}":
            units = text.encode("utf-16-le")
            before = units[: entity.offset * 2].decode("utf-16-le")
            after = units[(entity.offset + entity.length) * 2 :].decode("utf-16-le")
            return " ".join(f"{before} {after}".split())
    return None


async def _asked_words(services: Services, message: Message) -> str | None:
    mentioned = without_mention(message, services.username)
    if mentioned is not None:
        return mentioned
    replied = message.reply_to_message
    if replied is None or replied.from_user is None:
        return None
    if (replied.from_user.username or "").lower() != services.username.lower():
        return None
    if (replied.text or "").strip() in QUESTIONS:
        return message.text
    answer = await services.store.answers.by_answer(message.chat_id, replied.message_id)
    if answer is None or not answer.query or answer.query.startswith(EDITED_MARK):
        return None
    return message.text
