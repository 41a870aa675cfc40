"""What is kept of a person, and the question before it is deleted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from handlers.telegram.acts import OnOwnData
from handlers.telegram.buttons import button
from handlers.telegram.callback_data import Verb
from handlers.telegram.export_order import Form, Grouping, Order
from handlers.views.lang import counted
from handlers.views.markup import View, rows

if TYPE_CHECKING:
    from handlers.views.lang import Lang

EVERYTHING = Order(bookmarks=True, grouping=Grouping.TAG)


def render_privacy(nights: int, lang: Lang) -> View:
    """What is kept and what isn't, with the ways to have it and to delete it.

    `nights` is how long copies of the store live on, 0 where none are made.
    """
    copies = lang.say(f"备份留 {nights} 天。", f" Copies live for {counted(nights, 'day')}.")
    text = lang.say(
        "我记：你的编号、收藏、备注、标签、关注的词、放进群摘抄的句子、读到哪里，"
        "每日一摘怎么设、发过什么，让我进了哪些群；还没答完的话；"
        "哪条回答是给你的，记 30 天；你发来的文件，收录前最多留 7 天；"
        "本周来问过，只记一个代码，下周就换。"
        "没找到的词只记次数，不记是谁问的；群里别人说的话不记。"
        "全部删除后，群摘抄里的句子留着，名字和备注去掉；"
        "另留一个代码 400 天，好让恢复的备份也忘掉你。"
        f"{copies if nights else ''}\n"
        "带绝密、机密、秘密★、内部资料、不得外传标志的文件不收也不留。",
        "I keep: your number, bookmarks, notes, tags, words you watch, what you put on a "
        "group's shelf, where you stopped reading, daily excerpts as set and sent, groups you "
        "let me into; what isn't answered yet; "
        "for 30 days which answer is yours; for at most 7 days a file you sent, until added; "
        "this week, as a code, that you asked. "
        "Words not found are counted, not who asked; what others say in groups isn't kept. "
        "After Delete all, sentences stay on groups' shelves without your name and notes; "
        "a code stays 400 days, to forget you in a restored backup, too."
        f"{copies if nights else ''}\n"
        "Documents marked 绝密, 机密, 秘密★, 内部资料 or 不得外传 are neither added nor kept.",
    )
    delete = button(lang.say("全部删除", "Delete all"), Verb.FORGET)
    return View(text, rows([EVERYTHING.button(lang.say("导出", "Export")), delete]))


def render_forget_question(
    bookmarks: int, watched: int, shared: int, lang: Lang, *, daily: bool
) -> View:
    """What will be gone; `daily` where an excerpt comes into the private chat.

    `shared` are his entries on groups' shelves, which stay.
    """
    excerpt = lang.say("，私聊的每日一摘也会停", " Your daily excerpt stops, too.") if daily else ""
    followed = f"、{watched} 个关注" if watched else ""
    words = f", {counted(watched, 'watched word')}" if watched else ""
    text = lang.say(
        f"会删掉你的 {bookmarks:,} 条收藏、备注、标签{followed}和阅读进度{excerpt}，删了找不回。",
        f"This deletes your {counted(bookmarks, 'bookmark')}, notes, tags{words} and places, "
        f"for good.{excerpt}",
    )
    if shared:
        text += lang.say(
            f"你放进群摘抄的 {shared:,} 条会留下，名字和备注去掉。",
            f" Your {shared:,} on groups' shelves stay, without your name and notes.",
        )
    sure = button(lang.say("确认删除", "Delete"), Verb.FORGET, extra=OnOwnData.DELETE)
    never = button(lang.say("算了", "Never mind"), Verb.FORGET, extra=OnOwnData.LEAVE)
    # The file comes by itself, so that the question stays to be answered.
    export = replace(EVERYTHING, form=Form.WORD).button(lang.say("先导出", "Export first"))
    first = [export] if bookmarks else []
    return View(text, rows([*first, sure, never]))


def render_forgotten(nights: int, lang: Lang) -> View:
    """It is done; copies of the store forget in so many nights."""
    copies = lang.say(
        f"，{nights} 天后备份里也没有了", f", and in {counted(nights, 'day')} none in the copies"
    )
    said = copies if nights else ""
    return View(
        lang.say(
            f"已删除。你在这里没有留下任何数据{said}。",
            f"Deleted. Nothing of yours is left here{said}.",
        )
    )
