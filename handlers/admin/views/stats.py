"""How the bot is used, and backups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers.admin.views.holidays import what_helps
from handlers.views.dates import month_day, past
from handlers.views.lang import counted
from handlers.views.markup import View, esc

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from handlers.views.lang import Lang
    from store.delivery.model import DeliveryState
    from store.people.model import Use


@dataclass(frozen=True, slots=True)
class Service:
    """How the bot's own work goes: the chats with an excerpt and what became of this week's.

    `unannounced` is a year whose days off aren't known, `copied` when the last copy was made,
    in local time.
    """

    chats: int
    deliveries: Mapping[DeliveryState, int]
    unannounced: int | None
    copied: datetime | None


def render_stats(
    use: Use, missed: Sequence[tuple[str, int]], service: Service, now: datetime, lang: Lang
) -> View:
    """This week in two or three lines. `missed` are words that still aren't in the store."""
    # What was taken down had gone out.
    sent = sum(service.deliveries.get(state, 0) for state in ("sent", "withdrawn"))
    lost = sum(service.deliveries.get(state, 0) for state in ("missed", "failed", "unknown"))
    chats, unannounced = service.chats, service.unannounced
    if service.copied is None:
        copied = lang.say("；还没有备份", "; no backup yet")
    else:
        when = past(service.copied, now, lang)
        copied = lang.say(f"；备份 {when}", f"; backup {when}")
    lines = [
        lang.say(
            f"本周 {use.questions:,} 次 · {use.people:,} 人 · 收藏 {use.bookmarks:,}；"
            f"每日一摘 {chats:,} 个聊天，发出 {sent:,}，漏发 {lost:,}{copied}",
            f"This week: {counted(use.questions, 'question')} · {counted(use.people, 'person')} · "
            f"{counted(use.bookmarks, 'bookmark')}; daily excerpt in {counted(chats, 'chat')}, "
            f"{sent:,} sent, {lost:,} missed{copied}",
        )
    ]
    if missed:
        words = lang.say("、", ", ").join(f"{esc(word)} {times}" for word, times in missed)
        lines.append(lang.say(f"常问却没有：{words}", f"Often asked for and not there: {words}"))
    if unannounced is not None:
        lines.append(what_helps(unannounced, lang))
    return View("\n".join(lines))


def backup_name(day: date) -> str:
    """The file's name, of the day on which it was made."""
    return f"摘句备份-{day.isoformat()}.db"


def render_backup(size: int, lang: Lang) -> View:
    """The backup follows as a file; `size` is in bytes."""
    megabytes = f"{size / 1_000_000:,.1f}"
    return View(
        lang.say(
            f"备份好了，{megabytes} MB。里面有所有人的收藏和备注，请收好。"
            "恢复：在服务器上运行 python -m bot restore 文件。",
            f"The backup is ready, {megabytes} MB. It holds everybody's bookmarks and notes: "
            "keep it safe. To restore it, run python -m bot restore FILE on the server.",
        )
    )


def render_backup_caption(day: date, lang: Lang) -> View:
    """What the file is, and how it is used."""
    said = month_day(day, lang)
    return View(
        lang.say(
            f"{said}的备份。恢复：停下机器人，在服务器上运行 python -m bot restore 文件。",
            f"Backup of {said}. To restore it, stop the bot and run python -m bot restore FILE.",
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
