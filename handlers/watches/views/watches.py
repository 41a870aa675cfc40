"""What one follows: what is said when one begins to, and the list of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.passage.views.asked import asked, shown
from handlers.passage.views.watch import render_unwatch
from handlers.telegram.acts import Flag
from handlers.telegram.buttons import button, page_turns
from handlers.telegram.callback_data import Press, Verb
from handlers.views.dates import month_day
from handlers.views.lang import counted
from handlers.views.markup import Toast, View, esc, rows
from handlers.views.paging import PRIVATE, page_of
from store.people.model import MOST_WATCHED
from store.search.query import parse_query

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.views.lang import Lang
    from handlers.views.markup import Button
    from store.people.model import Watch, WatchTotals


def called(words: str, totals: WatchTotals, lang: Lang) -> str:
    """What is followed, as HTML: a name as it is, words in quotation marks."""
    if totals.name:
        return esc(totals.name)
    if parse_query(words).filters:
        return asked(words, lang).rstrip(" ：:")
    return f"“{shown(words)}”"


def how_many(totals: WatchTotals, lang: Lang) -> str:
    """`3 处`, or of a name `8 篇`."""
    if totals.name:
        return lang.say(f"{totals.speeches:,} 篇", counted(totals.speeches, "speech"))
    return lang.say(f"{totals.passages:,} 处", counted(totals.passages, "passage"))


def render_watching(words: str, totals: WatchTotals, key: str, lang: Lang) -> View:
    """Words are followed from now on."""
    name = called(words, totals, lang)
    if not totals.total:
        text = lang.say(
            f"关注了{name}，现在库里没有。有了工作日早上告诉你。",
            f"Watching {name}: nothing yet. I'll tell you the next working morning after it comes.",
        )
    else:
        new = lang.say("有新讲话" if totals.name else "有新的", "")
        text = lang.say(
            f"关注了{name}，现在 {how_many(totals, lang)}。{new}工作日早上告诉你。",
            f"Watching {name}: {how_many(totals, lang)} now. "
            "I'll tell you the next working morning after more come.",
        )
    return View(text, ((render_unwatch(key, lang),),))


def render_other_meant(words: str, lang: Lang) -> str:
    """That others are followed than were typed, before what is said of them, as HTML."""
    return lang.say(f"没有“{shown(words)}”。", f"Nothing holds “{shown(words)}”. ")


def render_watches(
    page: Sequence[Watch], keys: Sequence[str], offset: int, total: int, lang: Lang
) -> View:
    """A page of what one follows; `keys` are those of the words."""
    if not total:
        return View(
            lang.say(
                "还没有关注的词。发 /watch 夜间引航，库里有了就告诉你。",
                "You watch nothing yet. Send /watch 夜间引航 and I'll tell you when it comes.",
            )
        )
    head = lang.say(f"我关注的 {total:,} 个", f"Watching {total:,}")
    head += page_of(offset, PRIVATE.page, total)
    lines = [f"{number} {_entry(one, lang)}" for number, one in enumerate(page, start=1)]
    numbers = [
        button(str(number), Verb.WATCH, key, extra=Flag.OPEN)
        for number, key in enumerate(keys, start=1)
    ]
    turns = page_turns(lang, Press(Verb.WATCH, offset=offset), PRIVATE.page, total)
    return View("\n".join((head, *lines)), rows(numbers, turns))


def render_full(lang: Lang) -> View:
    """So many are followed that one must go first."""
    return View(
        lang.say(
            f"已经关注了 {MOST_WATCHED} 个，先去掉一个。",
            f"You watch {MOST_WATCHED} already; end one of them first.",
        ),
        ((render_watched(lang),),),
    )


def render_watched(lang: Lang) -> Button:
    """The way to the list."""
    return button(lang.say("看我关注的", "What I watch"), Verb.WATCH)


def render_full_toast(lang: Lang) -> Toast:
    """The same, as the answer to a press."""
    return Toast(
        lang.say(
            f"已经关注了 {MOST_WATCHED} 个，先发 /watch 去掉一个",
            f"You watch {MOST_WATCHED} already; send /watch and end one of them",
        )
    )


def render_watching_toast(lang: Lang, *, on: bool) -> Toast:
    """What a press on 关注 did."""
    if not on:
        return Toast(lang.say("不关注了", "No longer watched"))
    return Toast(
        lang.say(
            "收录了提到它的讲话，工作日早上告诉你",
            "I'll tell you the next working morning after a speech with it comes in",
        )
    )


def _entry(one: Watch, lang: Lang) -> str:
    name = esc(one.totals.name) if one.totals.name else shown(one.words)
    if not one.totals.total:
        return f"{name} · {lang.say('还没有', 'nothing yet')}"
    line = f"{name} · {how_many(one.totals, lang)}"
    if one.news is None:
        return line
    day = month_day(one.news, lang)
    return line + lang.say(f"，{day}有过新的", f", news on {day}")
