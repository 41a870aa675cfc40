"""What is the matter with the service: for its operators once, and for who asks meanwhile."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING, Literal

from handlers.views.dates import month_day
from handlers.views.lang import Lang
from handlers.views.markup import Toast, View, esc
from store.errors import StoreError, StoreFullError, StoreTrouble

if TYPE_CHECKING:
    from datetime import datetime

Alert = StoreTrouble | Literal["index_faulty", "conflict", "webhook", "copy_failed"]
"""Every kind of trouble that operators are told of."""

_ALERTS: dict[Alert, str] = {
    "disk_full": "服务器磁盘满了，收藏和每日一摘都存不下；腾出空间后自己恢复。",
    "store_busy": "另一个程序一直占着数据库，收藏和每日一摘都存不下；它结束后自己恢复。",
    "store_unwritable": (
        "写不进数据库，收藏和每日一摘都存不下；请检查磁盘、配额和写的权限，好了自己恢复。"
    ),
    "store_damaged": (
        "数据库文件坏了，还能查，但收藏和每日一摘都不再存了。"
        "请停下机器人，用最近的备份恢复：python -m bot restore 文件。"
    ),
    "index_faulty": (
        "索引和原文对不上，查到的可能不全；原文和收藏都在。"
        "在服务器上运行 python -m bot check --rebuild 重建。"
    ),
    "copy_failed": "昨晚的备份没做成：{}",
    "webhook": (
        "另一个程序改掉了这个令牌的 webhook，有的消息到不了我这里，已经改了回来；"
        "请只留一个机器人在运行，或在 @BotFather 换一个令牌。停掉另一个后自己恢复。"
    ),
    "conflict": (
        "另一个程序在用同一个令牌收消息，有的消息到不了我这里；请只留一个机器人在运行，"
        "或在 @BotFather 换一个令牌。停掉另一个后自己恢复。"
    ),
}

_Words = tuple[str, str]
_ASKER: dict[StoreTrouble, _Words] = {
    "disk_full": (
        "没有存下：服务器磁盘满了，请告诉管理员，过一会儿再试。",
        "Not kept: the server's disk is full. Please tell the administrator and try later.",
    ),
    "store_busy": (
        "没有存下：资料库正忙，请过一会儿再试。",
        "Not kept: the library is busy, please try again in a while.",
    ),
    "store_unwritable": (
        "没有存下：服务器写不进磁盘，请告诉管理员，过一会儿再试。",
        "Not kept: the server can't write to its disk. Please tell the administrator.",
    ),
    "store_damaged": (
        "没有存下：资料库的文件坏了，暂时只能查，请告诉管理员。",
        "Not kept: the library's file is damaged. Please tell the administrator.",
    ),
}
_UNEXPECTED: dict[Literal["message", "press"], _Words] = {
    "message": ("刚才出了点问题，请再发一次。", "Something went wrong, please send it again."),
    "press": ("刚才出了点问题，请再按一次", "Something went wrong, press again"),
}


def alert_text(kind: Alert, detail: str = "") -> str:
    """What is the matter, in a sentence for operators; `detail` says more of this case."""
    said = _ALERTS[kind]
    if "{}" in said:
        return said.format(detail)
    return f"{said}\n{detail}" if detail else said


def last_copy_said(reason: Exception, newest: datetime | None) -> str:
    """Why a night's copy failed, and of when the last one is, in local time."""
    why = f"{reason}" if isinstance(reason, StoreError) else "磁盘读写出错。"
    if isinstance(reason, StoreFullError) or getattr(reason, "errno", None) == errno.ENOSPC:
        why = "磁盘满了。"
    if newest is None:
        return f"{why}还没有别的备份。"
    return f"{why}上一份是 {month_day(newest.date(), Lang.ZH)}的。"


def render_alert(kind: Alert, detail: str = "") -> View:
    """The message to an operator."""
    return View(esc(alert_text(kind, detail)))


def render_apology(lang: Lang, trouble: StoreTrouble | None) -> View:
    """Why a message could not be done, and what to do."""
    return View(lang.say(*(_ASKER[trouble] if trouble else _UNEXPECTED["message"])))


def apology_toast(lang: Lang, trouble: StoreTrouble | None) -> Toast:
    """Why a press could not be done; what is not kept is said so that nobody misses it."""
    words = lang.say(*(_ASKER[trouble] if trouble else _UNEXPECTED["press"]))
    return Toast(words, alert=trouble is not None)
