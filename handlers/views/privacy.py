"""What is kept of a person, and the question before it is deleted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from handlers.callback import Press, Verb, encode
from handlers.views.export import Form, Grouping, Order
from handlers.views.lang import counted
from handlers.views.markup import Button, View, rows

if TYPE_CHECKING:
    from handlers.views.lang import Lang

EVERYTHING = Order(bookmarks=True, grouping=Grouping.TAG)


def render_privacy(lang: Lang) -> View:
    """What is kept and what isn't, with the ways to have it and to delete it."""
    text = lang.say(
        "我记：你的编号、收藏、备注、标签、读到哪里，哪条回答是给你的。"
        "没找到的词只记次数，不记是谁问的；群里别人说的话不看也不记。\n"
        "带绝密、机密、秘密★、内部资料、不得外传标志的文件不收也不留。",
        "I keep: your number, bookmarks, notes, tags, where you stopped reading, and which answer "
        "is yours. Words not found are counted, not who asked; what others say in groups I "
        "neither read nor keep.\n"
        "Documents marked 绝密, 机密, 秘密★, 内部资料 or 不得外传 are neither added nor kept.",
    )
    delete = Button(lang.say("全部删除", "Delete all"), encode(Press(Verb.FORGET)))
    return View(text, rows([EVERYTHING.button(lang.say("导出", "Export")), delete]))


def render_forget_question(bookmarks: int, lang: Lang, *, daily: bool) -> View:
    """What will be gone; `daily` where an excerpt comes into the private chat."""
    excerpt = lang.say("，私聊的每日一摘也会停", " Your daily excerpt stops, too.") if daily else ""
    text = lang.say(
        f"会删掉你的 {bookmarks:,} 条收藏、备注、标签和阅读进度{excerpt}，删了找不回。",
        f"This deletes your {counted(bookmarks, 'bookmark')}, notes, tags and places, "
        f"for good.{excerpt}",
    )
    sure = Button(lang.say("确认删除", "Delete"), encode(Press(Verb.FORGET, extra="y")))
    never = Button(lang.say("算了", "Never mind"), encode(Press(Verb.FORGET, extra="n")))
    # The file comes by itself, so that the question stays to be answered.
    export = replace(EVERYTHING, form=Form.WORD).button(lang.say("先导出", "Export first"))
    first = [export] if bookmarks else []
    return View(text, rows([*first, sure, never]))


def render_forgotten(lang: Lang) -> View:
    """It is done."""
    return View(
        lang.say("已删除。你在这里没有留下任何数据。", "Deleted. Nothing of yours is left here.")
    )


def render_kept(lang: Lang) -> View:
    """Nothing was deleted."""
    return View(lang.say("好，什么都没删。", "Fine, nothing was deleted."))
