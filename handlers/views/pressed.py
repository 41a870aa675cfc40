"""What a press says that isn't done, or can't be done any more."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from handlers.views.markup import Toast, View

if TYPE_CHECKING:
    from handlers.views.lang import Lang


class Why(Enum):
    """Why a press does nothing, or nothing more, in Chinese and English."""

    PASSAGE_GONE = ("这一段已经不在库里了", "This passage is no longer in the library")
    TOO_OLD = ("这条太旧了，请再发一次", "This is too old, please send it again")
    STALE = ("这个按钮已经过时了，请再发一次", "This button is out of date")
    STRANGER = ("这个机器人只给本单位用", "This bot is for one organisation")
    SPEECH_GONE = ("这一篇已经不在了", "That speech is gone")
    DOCUMENT_GONE = ("这份资料已经不在库里了", "This document is gone already")
    SENT = ("这一条已经发了", "This one has gone out")
    SENT_TODAY = (
        "今天的已经发了，从明天起不再用它",
        "Today's has gone out; it won't be used again",
    )
    SENT_SEE_LATEST = (
        "已经发出去了，要撤下到“最近发送”",
        "It has gone out; take it off under Last ones",
    )
    SENT_MUTED = ("以后不再用它", "It won't be used again")
    SPEECH_MUTED = ("以后不用这篇", "That speech won't be used again")
    SPEAKER_MUTED = ("以后不用这位的", "That speaker won't be used again")
    TIME_OVER = ("过了时间，不能发了", "Its time is over")
    NOT_PLANNED = ("这一天不发，设置改过了", "Nothing goes out then; the settings have changed")
    SKIPPED = ("这一天已经不发了", "That day is skipped already")
    NOT_SENT = ("这一天的没发出去", "That one wasn't sent")
    OPERATORS_ADD = ("只有管理员能加资料", "Only administrators add documents")
    OPERATORS_CHANGE = ("只有管理员能改", "Only administrators can change it")
    OPERATORS_SEE = ("只有管理员能看", "Only administrators can see it")
    OPERATORS_DECIDE = ("只有管理员能决定", "Only administrators decide that")
    DAILY_ADMINISTRATORS = ("只有群管理员能改每日一摘", "Only group administrators can change it")
    SHOWN = ("发到群里了", "Shown to the group")
    SHOWN_BEFORE = ("刚才已经发过了", "It has been shown already")
    NOT_SHOWN = ("没有发出去，群里现在不让我发言", "Not shown: I may not write in the group now")
    NO_ADMINISTRATOR = (
        "你已经不是这个群的管理员",
        "You are no administrator of this group any more",
    )
    CLOSE_ADMINISTRATORS = (
        "只有提问的人和群管理员能收起",
        "Only the asker and administrators can close it",
    )
    KEPT_IN_CHAT = (
        "过了两天删不掉，请在群里手动删；以后不再用它",
        "After two days I can't delete it; please do. It won't be used again",
    )
    UNANSWERED = (
        "Telegram 没有回应，再按一次；以后不再用它",
        "No answer from Telegram; press again",
    )
    NOTHING_TO_EXPORT = ("这里已经没有可导出的了", "There is nothing left to export here")
    TOO_LONG = (
        "这段太长，截成图看不清，用“复制”吧",
        "Too long for a readable picture; use Copy instead",
    )
    NO_FONT = (
        "现在出不了图，请管理员装中文字体",
        "No pictures now; please ask the administrator to install a Chinese font",
    )
    NO_HEADINGS = ("这篇没有小标题", "This speech has no headings")
    NOT_STORED = ("这篇已经下架了", "This speech is no longer in the library")
    SLOGAN_GONE = ("这个口号已经不在库里了", "This slogan is no longer in the library")
    NO_YEARS = ("这些讲话都没有日期，画不出来", "None of these speeches is dated")


def refused(why: Why, lang: Lang) -> Toast:
    """The line that says why a press does nothing, or nothing more."""
    return Toast(lang.say(*why.value))


def gone(lang: Lang) -> Toast:
    """What the button was about is no longer in the store."""
    return refused(Why.PASSAGE_GONE, lang)


def old(lang: Lang) -> Toast:
    """The button's query isn't known any more, or the message can't be changed."""
    return refused(Why.TOO_OLD, lang)


def as_message(toast: Toast) -> View:
    """The same line as a message, where there is no press to answer."""
    return View(f"{toast.text}。")
