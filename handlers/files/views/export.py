"""Passages for a file: how they are grouped, and what is asked and said about it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from handlers.telegram.buttons import button
from handlers.telegram.callback_data import Verb
from handlers.telegram.export_order import Form, Grouping, Order
from handlers.views.citation import chinese_date
from handlers.views.lang import counted
from handlers.views.markup import Button, View, esc, rows, shorten

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from handlers.views.lang import Lang
    from store.search.model import Span

CAPTION_ROOM = 500
"""Characters of a citation in a caption, which holds 1024 UTF-16 units."""
MOST_HITS = 200
"""Hits of a search that go into a file."""
_UNFIT = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\s]+')


@dataclass(frozen=True, slots=True)
class Entry:
    """One passage in a file. `when` is what it is grouped by in time, such as 2025年11月.

    `marked` is the run of it that stands out.
    """

    text: str
    citation: str
    organisation: str | None
    when: str
    note: str = ""
    tags: tuple[str, ...] = ()
    marked: Span | None = None


@dataclass(frozen=True, slots=True)
class Chapter:
    """Passages under one heading; no heading where they are not grouped."""

    title: str
    entries: tuple[Entry, ...]


def chapters(entries: Sequence[Entry], grouping: Grouping, lang: Lang) -> tuple[Chapter, ...]:
    """Group passages: the latest or largest group first, what belongs to none of them last.

    A passage with several tags stands under the first of them.
    """
    groups: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[_name(entry, grouping)].append(entry)
    sizes = Counter({name: len(group) for name, group in groups.items()})
    names = [name for name, _ in sizes.most_common()]
    if grouping is Grouping.TIME:
        names = sorted(groups, key=_instant, reverse=True)
    names.sort(key=lambda name: not name)
    return tuple(Chapter(name or _nameless(grouping, lang), tuple(groups[name])) for name in names)


def render_question(order: Order, total: int, words: str, lang: Lang) -> View:
    """Tell how many there are, and ask in which form and grouped by what."""
    count = f"{total:,}"
    shown = esc(shorten(words, 30))
    if not order.bookmarks:
        text = lang.say(f"“{shown}” {count} 处", f"“{shown}”: {count}")
        if total > MOST_HITS:
            text += lang.say(
                f"，导出前 {MOST_HITS} 处", f", the first {MOST_HITS} go into the file"
            )
    elif words:
        text = lang.say(f"“{shown}” {count} 条", f"“{shown}”: {count}")
    elif order.chat:
        text = lang.say(f"本群摘抄 {count} 条", f"Group shelf: {count}")
    else:
        text = lang.say(f"{count} 条", counted(total, "bookmark"))
    text += lang.say("，哪种格式？", ". In which form?")
    forms = [
        replace(order, form=Form.WORD).button("Word"),
        replace(order, form=Form.MARKDOWN).button("Markdown"),
    ]
    first = Grouping.TAG if order.bookmarks else Grouping.NONE
    groupings = [_choice(order, one, lang) for one in (first, Grouping.TIME, Grouping.UNIT)]
    return View(text, rows(forms, groupings, _back(order, lang)))


def render_file_caption(
    made: Sequence[Chapter], total: int, grouping: Grouping, lang: Lang
) -> View:
    """What is in the file."""
    by = {
        Grouping.TAG: lang.say("按标签", "by tag"),
        Grouping.TIME: lang.say("按时间", "by time"),
        Grouping.UNIT: lang.say("按单位", "by organisation"),
    }.get(grouping)
    count = lang.say(f"{total:,} 条", counted(total, "passage"))
    if by is None or len(made) < 2:
        return View(count)
    return View(lang.say(f"{count}，{by}分 {len(made)} 组", f"{count}, {len(made)} groups {by}"))


def render_caption(citation: str, query: str, lang: Lang) -> View:
    """A card's citation, and the button that passes it on by an inline query; none without one."""
    text = esc(shorten(citation, CAPTION_ROOM))
    if not query:
        return View(text)
    label = lang.say("发给别人", "Send to…")
    return View(text, ((Button(label, inline=query),),))


def file_title(order: Order, words: str, lang: Lang) -> str:
    """The heading of the file."""
    if order.bookmarks:
        name = lang.say("本群摘抄" if order.chat else "摘句收藏", "Bookmarks")
        return f"{name}{lang.say('：', ': ')}{shorten(words, 30)}" if words else name
    return lang.say(f"摘句：{shorten(words, 30)}", f"Passages: {shorten(words, 30)}")


def file_byline(owner: str, day: date, lang: Lang) -> str:
    """Whose file it is and of which day, below its heading."""
    when = lang.say(chinese_date(day.isoformat()) or "", day.isoformat())
    return lang.say("，", ", ").join(filter(None, (owner, when)))


def file_name(order: Order, words: str, day: date, ending: str, lang: Lang) -> str:
    """`摘句收藏-2025-11-20.docx`, with the words where there is a filter."""
    kind = lang.say("摘句收藏", "bookmarks") if order.bookmarks else lang.say("摘句", "passages")
    if order.chat:
        kind = lang.say("本群摘抄", "shelf")
    return "-".join(filter(None, (kind, fit_name(words), day.isoformat()))) + ending


def fit_name(text: str) -> str:
    """A text as part of a file name, on any system."""
    return _UNFIT.sub(" ", text).strip(" .#＃")[:40].strip()


def _name(entry: Entry, grouping: Grouping) -> str:
    match grouping:
        case Grouping.TAG:
            return entry.tags[0] if entry.tags else ""
        case Grouping.TIME:
            return entry.when
        case Grouping.UNIT:
            return entry.organisation or ""
        case Grouping.NONE:
            return ""


def _instant(when: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", when)]


def _nameless(grouping: Grouping, lang: Lang) -> str:
    match grouping:
        case Grouping.TAG:
            return lang.say("未加标签", "Without tags")
        case Grouping.TIME:
            return lang.say("没有日期", "Without a date")
        case Grouping.UNIT:
            return lang.say("没有单位", "Without an organisation")
        case Grouping.NONE:
            return ""


def _choice(order: Order, grouping: Grouping, lang: Lang) -> Button:
    label = {
        Grouping.TAG: lang.say("按标签", "By tag"),
        Grouping.TIME: lang.say("按时间", "By time"),
        Grouping.UNIT: lang.say("按单位", "By unit"),
        Grouping.NONE: lang.say("不分组", "One list"),
    }[grouping]
    tick = " ✓" if grouping is order.grouping else ""
    return replace(order, grouping=grouping, form=Form.QUESTION).button(label + tick)


def _back(order: Order, lang: Lang) -> list[Button]:
    if not order.listed:
        return []
    verb = Verb.SAVED if order.bookmarks else Verb.TURN
    return [button(lang.say("返回", "Back"), verb, order.key, order.position)]
