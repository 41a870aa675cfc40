"""What has come in of what one follows: one message for a morning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.passage.views.excerpt import hit_line
from handlers.passage.views.passage import save_button
from handlers.passage.views.watch import render_unwatch
from handlers.telegram.buttons import button
from handlers.telegram.callback_data import Verb
from handlers.views.citation import cite
from handlers.views.lang import counted
from handlers.views.markup import Button, View, esc, quote, rows, shorten
from handlers.views.paging import PRIVATE
from handlers.watches.views.watches import called, how_many

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.views.lang import Lang
    from store.people.model import News

MOST_NAMED = 10
"""Words that one message names; what else has news is marked in the list of /watch."""
_A_ROW = 5
_LONGEST_TITLE = 20


def render_news(
    news: Sequence[News], keys: Sequence[tuple[str, str]], lang: Lang, *, saved: bool
) -> View:
    """News of one word with its best passage, or of several as a list.

    `keys` are those of the query that finds just what is new, and of the words. `saved` is whether
    the passage is a bookmark already.
    """
    if len(news) > 1:
        return _several(news, keys, lang)
    (one,), ((new, words),) = news, keys
    lines = [_headline(one, lang)]
    buttons = [_see(one, new, lang, f"{one.totals.total:,}")]
    if one.best is not None:
        lines.append(quote(hit_line(one.best.text, one.best.highlights, PRIVATE.room // 2)))
        buttons.append(save_button(one.best.id, None, lang, saved))
    lines.append(esc(cite(one.speech)))
    return View("\n".join(lines), rows([*buttons, render_unwatch(words, lang)]))


def _several(news: Sequence[News], keys: Sequence[tuple[str, str]], lang: Lang) -> View:
    named = news[:MOST_NAMED]
    lines = [
        lang.say(f"你关注的 {len(news)} 个有新增", f"News of {len(news)} that you watch"),
        *(f"{number} {_line(one, lang)}" for number, one in enumerate(named, start=1)),
    ]
    if len(news) > MOST_NAMED:
        left = len(news) - MOST_NAMED
        lines.append(lang.say(f"还有 {left} 个，发 /watch 看", f"and {left} more: /watch"))
    numbers = [
        _see(one, new, lang, str(number), bare=True)
        for number, (one, (new, _)) in enumerate(zip(named, keys, strict=False), start=1)
    ]
    return View("\n".join(lines), rows(numbers[:_A_ROW], numbers[_A_ROW:]))


def _headline(one: News, lang: Lang) -> str:
    name, count = called(one.words, one.totals, lang), _count(one, lang)
    whose = "" if one.totals.name else "Your word "
    return lang.say(f"你关注的{name}新增 {count}", f"{whose}{name}: {count}")


def _line(one: News, lang: Lang) -> str:
    name = called(one.words, one.totals, lang).strip("“”")
    title = f"《{esc(shorten(one.speech.title, _LONGEST_TITLE))}》" if one.totals.name else ""
    return f"{name} {_count(one, lang)}{title}"


def _count(one: News, lang: Lang) -> str:
    totals = one.totals
    if totals.name:
        return lang.say(how_many(totals, lang), f"{counted(totals.speeches, 'new speech')}")
    return lang.say(
        f"{totals.passages:,} 处 · {totals.speeches:,} 篇",
        f"{counted(totals.passages, 'new passage')} in {counted(totals.speeches, 'speech')}",
    )


def _see(one: News, key: str, lang: Lang, label: str, *, bare: bool = False) -> Button:
    verb = Verb.SPEECHES if one.totals.name else Verb.TURN
    return button(label if bare else lang.say(f"看新的 {label}", f"See new {label}"), verb, key)
