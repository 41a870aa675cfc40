"""Passages for a file: how they are grouped, and what is asked and said about it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

from handlers.callback import Press, Verb, encode
from handlers.views.lang import counted
from handlers.views.markup import Button, Toast, View, esc, rows, shorten

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from handlers.views.lang import Lang

MOST_HITS = 200
"""Hits of a search that go into a file."""
_EXTRA = re.compile(r"(?P<shelf>[bh])(?P<grouping>[tdon])(?P<form>[qwm])(?P<listed>l?)")
_UNFIT = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\s]+')


class Grouping(Enum):
    """By what the passages are put into chapters."""

    TAG = "t"
    TIME = "d"
    UNIT = "o"
    NONE = "n"


class Form(Enum):
    """What a press asks for: the question again, or a file."""

    QUESTION = "q"
    WORD = "w"
    MARKDOWN = "m"


@dataclass(frozen=True, slots=True)
class Order:
    """Which passages, and how: `bookmarks` with a filter, or a search's hits, by a query's key.

    `listed` where the question took the place of a list, to which 返回 leads at `position`.
    """

    bookmarks: bool
    grouping: Grouping
    form: Form = Form.QUESTION
    key: str = ""
    listed: bool = False
    position: int = 0

    def button(self, label: str) -> Button:
        """The button that asks for this."""
        shelf = "b" if self.bookmarks else "h"
        extra = f"{shelf}{self.grouping.value}{self.form.value}{'l' * self.listed}"
        return Button(label, encode(Press(Verb.EXPORT, self.key, self.position, extra=extra)))

    @classmethod
    def of(cls, press: Press) -> Order | None:
        """The order in a button, None where it holds none."""
        match = _EXTRA.fullmatch(press.extra)
        if match is None:
            return None
        return cls(
            match["shelf"] == "b",
            Grouping(match["grouping"]),
            Form(match["form"]),
            press.query,
            bool(match["listed"]),
            press.offset,
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """One passage in a file. `when` is what it is grouped by in time, such as 2025年11月."""

    text: str
    citation: str
    organisation: str | None
    when: str
    note: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chapter:
    """Passages under one heading; no heading where they are not grouped."""

    title: str
    entries: tuple[Entry, ...]


def chapters(entries: Sequence[Entry], grouping: Grouping, lang: Lang) -> tuple[Chapter, ...]:
    """Group passages: the latest or largest group first, what belongs to none of them last.

    A passage with several tags stands under each of them.
    """
    groups: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        for name in _names(entry, grouping):
            groups[name].append(entry)
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


def render_nothing_to_export(lang: Lang) -> Toast:
    """What was to go into the file is no longer there."""
    return Toast(lang.say("这里已经没有可导出的了", "There is nothing left to export here"))


def file_title(order: Order, words: str, lang: Lang) -> str:
    """The heading of the file."""
    if order.bookmarks:
        name = lang.say("摘句收藏", "Bookmarks")
        return f"{name}{lang.say('：', ': ')}{shorten(words, 30)}" if words else name
    return lang.say(f"摘句：{shorten(words, 30)}", f"Passages: {shorten(words, 30)}")


def file_name(order: Order, words: str, day: date, ending: str, lang: Lang) -> str:
    """`摘句收藏-2025-11-20.docx`, with the words where there is a filter."""
    kind = lang.say("摘句收藏", "bookmarks") if order.bookmarks else lang.say("摘句", "passages")
    return "-".join(filter(None, (kind, fit_name(words), day.isoformat()))) + ending


def fit_name(text: str) -> str:
    """A text as part of a file name, on any system."""
    return _UNFIT.sub(" ", text).strip(" .#＃")[:40].strip()


def _names(entry: Entry, grouping: Grouping) -> tuple[str, ...]:
    match grouping:
        case Grouping.TAG:
            return entry.tags or ("",)
        case Grouping.TIME:
            return (entry.when,)
        case Grouping.UNIT:
            return (entry.organisation or "",)
        case Grouping.NONE:
            return ("",)


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
    return [Button(lang.say("返回", "Back"), encode(Press(verb, order.key, order.position)))]
