"""How the bot is used, and backups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.views.dates import month_day
from handlers.views.lang import counted
from handlers.views.markup import View, esc

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from handlers.views.lang import Lang
    from store.model import DeliveryState
    from store.usage import Use


def render_stats(
    use: Use,
    missed: Sequence[tuple[str, int]],
    chats: int,
    deliveries: Mapping[DeliveryState, int],
    lang: Lang,
) -> View:
    """This week in two or three lines. `missed` are words that still aren't in the store."""
    sent = deliveries.get("sent", 0)
    lost = sum(deliveries.get(state, 0) for state in ("missed", "failed", "unknown"))
    lines = [
        lang.say(
            f"本周 {use.questions:,} 次 · {use.people:,} 人 · 收藏 {use.bookmarks:,}；"
            f"每日一摘 {chats:,} 个聊天，发出 {sent:,}，漏发 {lost:,}",
            f"This week: {counted(use.questions, 'question')} · {counted(use.people, 'person')} · "
            f"{counted(use.bookmarks, 'bookmark')}; daily excerpt in {counted(chats, 'chat')}, "
            f"{sent:,} sent, {lost:,} missed",
        )
    ]
    if missed:
        words = lang.say("、", ", ").join(f"{esc(word)} {times}" for word, times in missed)
        lines.append(lang.say(f"常问却没有：{words}", f"Often asked for and not there: {words}"))
    return View("\n".join(lines))


def render_chart_caption(lang: Lang) -> View:
    """What the picture shows."""
    return View(lang.say("最近 30 天每天查了多少次", "Questions a day over the last 30 days"))


def render_backing_up(lang: Lang) -> View:
    """A backup is being made."""
    return View(lang.say("正在备份…", "Making a backup…"))


def render_backup(size: int, lang: Lang) -> View:
    """The backup follows as a file; `size` is in bytes."""
    megabytes = f"{size / 1_000_000:,.1f}"
    return View(
        lang.say(
            f"备份好了，{megabytes} MB。里面有所有人的收藏和备注，请收好。",
            f"The backup is ready, {megabytes} MB. It holds everybody's bookmarks and notes: "
            "keep it safe.",
        )
    )


def render_backup_caption(day: date, lang: Lang) -> View:
    """What the file is, and how it is used."""
    said = month_day(day, lang)
    return View(
        lang.say(
            f"{said}的备份：停下机器人，用它换掉 DATABASE_PATH 那个文件就能恢复。",
            f"Backup of {said}: stop the bot and put it in the place of DATABASE_PATH.",
        )
    )


def render_backup_place(size: int, place: Path, lang: Lang) -> View:
    """The backup is too large to be sent: where it lies on the server."""
    megabytes = f"{size / 1_000_000:,.0f}"
    path = esc(str(place))
    return View(
        lang.say(
            f"备份好了，{megabytes} MB，超过了能发的大小，在服务器上：<code>{path}</code>",
            f"The backup is ready; its {megabytes} MB are too many to send. "
            f"On the server: <code>{path}</code>",
        )
    )


def render_backup_failed(reason: str) -> View:
    """Why there is no backup, in one sentence."""
    return View(esc(reason))
