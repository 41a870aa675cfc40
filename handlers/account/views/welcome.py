"""The first words: /start, /help, an empty store, a stranger, what isn't text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.telegram.buttons import button
from handlers.telegram.callback_data import Verb
from handlers.views.fixed import Fixed
from handlers.views.greeting import group_help
from handlers.views.lang import counted
from handlers.views.markup import Button, View, esc, rows, shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.views.lang import Lang

STARTGROUP = "daily"
"""What the bot is told in a group to which it was added by its link."""


def render_start(
    lang: Lang, speeches: int, suggestions: tuple[tuple[str, str], ...], username: str
) -> View:
    """Who we are and what to press first. `suggestions` are words with their query keys."""
    text = lang.say(
        f"我是摘句，帮你在 {speeches:,} 篇讲话里找原句。\n直接发词就行，半句也可以。试试：",
        f"I find the exact sentence in {counted(speeches, 'speech')}.\n"
        "Send a word or half a sentence. Try:",
    )
    buttons = [button(word, Verb.SEARCH, key) for word, key in suggestions]
    buttons.append(button(lang.say("来一条", "Surprise me"), Verb.ANOTHER))
    join = Button(
        lang.say("加到工作群，每天早上一条", "Add me to a group"),
        url=f"https://t.me/{username}?startgroup={STARTGROUP}",
    )
    return View(text, rows(buttons, [join]))


def render_stranger(lang: Lang, user_id: int) -> View:
    """The bot serves others; the number is what its administrator needs."""
    text = lang.say(
        f"这个机器人只给本单位用。把你的编号发给管理员就能开通：<code>{user_id}</code>",
        f"This bot is for one organisation. Give its administrator your number: "
        f"<code>{user_id}</code>",
    )
    return View(text, ((Button(lang.say("复制编号", "Copy"), copy=str(user_id)),),))


def render_help(lang: Lang, *, group: bool, operator: bool, username: str) -> View:
    """What can be said here."""
    if group:
        return View(group_help(lang, username))
    text = lang.say(
        "直接发词，我找原句；半句、几个词（空格分开）、既要…又要… 都行。\n"
        '-词 不含　"词 组" 原样　单位: 讲话人: 年: 标题: 缩小范围\n\n'
        "/slogan 口号 看它的来历　/random 来一条\n"
        "/saved 我的收藏　/export 导出　/watch 词 有了告诉我\n"
        "/speeches 词 找一篇　/read 接着读\n"
        "/daily 08:30 每天发一条　/daily off 停\n"
        "/privacy 我记了你什么　/forgetme 全部删除",
        "Send Chinese words, or pinyin, and I find the sentences that hold them.\n"
        '-word leaves out · "two words" as they stand · year:since2020 org:港 by: title: '
        "narrow down\n\n"
        "/slogan words what is known of a slogan · /random a good excerpt\n"
        "/saved my bookmarks · /export them · /watch words tells you when they come\n"
        "/speeches words find a speech · /read go on reading\n"
        "/daily 08:30 one every day · /daily off stop\n"
        "/privacy what I keep of you · /forgetme delete it\n\n"
        "Buttons: Save keeps it, Note adds your words · Copy takes the source along, Text only "
        "doesn't · Context: what stands around it · Full text: the whole speech · "
        "Card: a picture · Share: into another chat",
    )
    if operator:
        text += lang.say(
            "\n\n管理员：把文件发给我就能收录；/sources 资料　/stats 使用　/backup 备份",
            "\n\nAdministrator: send me documents to add them; /sources /stats /backup",
        )
    return View(text)


def render_not_text(lang: Lang, suggestions: Sequence[str]) -> View:
    """A sticker, a voice, a photo: only words can be looked for."""
    example = suggestions[0] if suggestions else "靠前服务"
    return View(
        lang.say(
            f"我只看得懂文字。发一个词试试，比如“{esc(example)}”。",
            f"I only read text. Send a word, for example “{esc(example)}”.",
        )
    )


def render_unknown_command(lang: Lang, command: str) -> View:
    """No such command."""
    shown = esc(shorten(command, 20))
    return View(
        lang.say(
            f"没有 {shown} 这个命令，发 /help 看看能做什么。",
            f"There is no {shown}; send /help to see what there is.",
        )
    )


def render_private_only(lang: Lang, command: str, url: str) -> View:
    """A command that belongs into one's private chat was said in a group."""
    return View(
        lang.say(*_PRIVATE_LINES.get(command, _PRIVATE_LINE)),
        ((Button(lang.say("到私聊打开", "Open in private"), url=url),),),
    )


def render_stale_link(lang: Lang, *, passage: bool) -> View:
    """A link leads to a passage that is gone, or to words that are no longer remembered."""
    if passage:
        another = button(lang.say("来一条", "Surprise me"), Verb.ANOTHER)
        said = Fixed.PASSAGE_GONE.view(lang).text
        return View(said, ((another,),))
    return View(
        lang.say(
            "这个链接太旧了，请把要查的词再发一次。",
            "This link is too old; please send the words again.",
        )
    )


_PRIVATE_LINE = ("这个只给你自己看：", "This is for your eyes only:")
_BOOKMARKS = ("收藏只给你自己看：", "Your bookmarks are for your eyes only:")
_YOUR_DATA = ("你的数据只跟你自己说：", "What I keep of you is between us:")
_PRIVATE_LINES = {
    "start": (
        "在群里发 /s 词就能查；收藏、全文和设置在私聊里：",
        "Here /s words finds sentences; bookmarks and settings are in private:",
    ),
    "saved": _BOOKMARKS,
    "export": _BOOKMARKS,
    "watch": ("关注只给你自己看：", "What you watch is for your eyes only:"),
    "read": ("接着读，到私聊里：", "Go on reading in private:"),
    "speeches": ("找讲话，到私聊里：", "Look for speeches in private:"),
    "privacy": _YOUR_DATA,
    "forgetme": _YOUR_DATA,
    "ingest": ("资料由管理员在私聊里发给我：", "Administrators send me documents in private:"),
    "sources": ("资料由管理员在私聊里管理：", "Administrators see to the documents in private:"),
    "stats": ("使用情况管理员在私聊里看：", "Administrators see the use in private:"),
    "backup": ("备份只在私聊里发给管理员：", "Administrators get backups in private:"),
}
