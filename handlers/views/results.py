"""The answer to a search: a list of numbered passages, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers.callback import Press, Verb, encode
from handlers.views.asked import asked, shown
from handlers.views.excerpt import hit_line
from handlers.views.export import Grouping, Order
from handlers.views.lang import counted
from handlers.views.markup import Button, Keyboard, View, esc, plain, rows
from handlers.views.narrowing import (
    Ways,
    beside_buttons,
    heading_button,
    labels_apart,
    last_word_button,
    removal_buttons,
    way_buttons,
    words_apart,
)
from store.citation import cite_short

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from handlers.views.lang import Lang
    from store.model import Hit, SearchPage
    from store.query import Field

PRIVATE_PAGE = 5
GROUP_PAGE = 3
PRIVATE_WIDTH = 64
"""Characters of a list line in private; ux-script.md asks for 45 to 70."""
GROUP_WIDTH = 40
PRIVATE_ROOM = 700
GROUP_ROOM = 320
MOST_WORDS_NAMED = 5
MOST_A_ROW = 4
"""Buttons of a row, see ux-script.md."""


NO_WAYS = Ways()


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a list is shown: in whose language, under which query key, in a group or not.

    `note` is what must be said before anything else, `slogan` the line on the slogan that the words
    are, or should be, both as HTML.
    """

    lang: Lang
    key: str
    group: bool = False
    all_url: str | None = None
    ways: Ways = NO_WAYS
    note: str = ""
    slogan: str = ""

    @property
    def size(self) -> int:
        """Passages a page holds."""
        return GROUP_PAGE if self.group else PRIVATE_PAGE

    @property
    def room(self) -> int:
        """Characters of an answer."""
        return GROUP_ROOM if self.group else PRIVATE_ROOM

    @property
    def width(self) -> int:
        """Characters of a line."""
        return GROUP_WIDTH if self.group else PRIVATE_WIDTH


def render_list(page: SearchPage, setting: Setting) -> View:
    """A page of hits with the buttons that open them and turn the page."""
    text = ""
    # Long hits make long lines; all of them are cut alike rather than the last one left out.
    for width in (setting.width, setting.width * 2 // 3, setting.width // 2, setting.width // 3):
        lines = [line for line in (_heading(page, setting), setting.slogan) if line]
        lines += [
            _entry(number, hit, setting, width) for number, hit in enumerate(page.hits, start=1)
        ]
        text = "\n".join(lines)
        if len(plain(text)) <= setting.room:
            break
    return View(text, _keyboard(page, setting))


def render_nothing(
    query: str, lang: Lang, removals: Sequence[tuple[Field, str]] = (), *, group: bool = False
) -> View:
    """Nothing holds the words and nothing is near; `removals` are filters that are to blame."""
    nothing = lang.say(f"没有“{shown(query)}”。", f"Nothing holds “{shown(query)}”.")
    if group:
        return View(nothing)
    text = lang.say(f"库里{nothing}", nothing)
    another = Button(lang.say("来一条", "Surprise me"), encode(Press(Verb.ANOTHER)))
    return View(text, rows(removal_buttons(removals[:MOST_A_ROW], lang), [another]))


def render_apart(
    query: str, words: Sequence[tuple[str, int, str]], lang: Lang, *, group: bool = False
) -> View:
    """Words that stand somewhere, with how often, but nowhere together: in a group in one line."""
    missing = lang.say(f"没有“{shown(query)}”", f"Nothing holds “{shown(query)}”")
    if len(words) == 1:
        text = missing + lang.say("，只有其中一个词", ", only one of its words")
    else:
        these = "两个" if len(words) == 2 else "几个"
        text = missing + lang.say(
            f"，没有一段同时有这{these}词", "; no passage has these words together"
        )
    if not group:
        return View(text + lang.say("。", "."), words_apart(words, lang))
    counts = lang.say("、", ", ").join(labels_apart(words, lang))
    return View(text + lang.say(f"：{esc(counts)}。", f": {esc(counts)}."))


def misread_note(query: str, words: Sequence[str], lang: Lang) -> str:
    """That nothing holds the query, whose `words` look like filters and are none, as HTML."""
    named = "".join(f"“{shown(word)}”" for word in words)
    return lang.say(
        f"没有“{shown(query)}”。没看懂{named}，已当普通文字查。",
        f"Nothing holds “{shown(query)}”. {named} was not understood and taken for text. ",
    )


def render_closed(lang: Lang) -> View:
    """What is left of an answer that was closed and can't be deleted."""
    return View(lang.say("已收起。", "Closed."))


def headline(page: SearchPage, lang: Lang, place: str = "") -> str:
    """`“词” 37 处 · 12 篇`, or that the words themselves stand nowhere, as HTML.

    `place` follows the count: which page of how many this is.
    """
    query = shown(page.query)
    count = lang.say(
        f"{page.total:,} 处 · {page.speeches:,} 篇{place}",
        f"{counted(page.total, 'passage')} · {counted(page.speeches, 'speech')}{place}",
    )
    if page.match == "exact":
        return asked(page.query, lang) + count
    missing = lang.say(f"没有“{query}”这句原话。", f"“{query}” stands nowhere word for word. ")
    if page.match == "similar":
        meant = esc("、".join(page.suggestions))
        return missing + lang.say(f"下面是“{meant}”的 {count}：", f"Here is “{meant}”, {count}:")
    words = "".join(f"“{shown(word)}”" for word in page.words[:MOST_WORDS_NAMED])
    if len(page.words) > MOST_WORDS_NAMED:
        words += lang.say("等", " and others")
    return missing + lang.say(f"按{words}找到 {count}：", f"By {words}: {count}:")


def _heading(page: SearchPage, setting: Setting) -> str:
    if setting.ways.beside and not page.offset:
        return (
            setting.note
            + headline(page, setting.lang)
            + setting.lang.say(
                f"。先看最像金句的 {len(page.hits)} 条，再加个词会更准：",
                ". The best of them first; another word narrows it down:",
            )
        )
    pages = -(-page.total // setting.size)
    place = f" · {page.offset // setting.size + 1}/{pages:,}" if pages > 1 else ""
    return setting.note + headline(page, setting.lang, place)


def _entry(number: int, hit: Hit, setting: Setting, width: int) -> str:
    line = f"{number} {hit_line(hit.text, hit.highlights, width)}"
    source = esc(cite_short(hit.speech))
    return f"{line}　{source}" if setting.group else f"{line}\n   {source}"


def not_meant(key: str, lang: Lang) -> Button:
    """不是这个, below what was searched instead of the query with this key."""
    return Button(lang.say("不是这个", "Not this"), encode(Press(Verb.NOT_MEANT, key)))


def _keyboard(page: SearchPage, setting: Setting) -> Keyboard:
    numbers = [
        Button(
            str(number),
            encode(Press(Verb.OPEN, setting.key, page.offset + number - 1, hit.id)),
        )
        for number, hit in enumerate(page.hits, start=1)
    ]
    turns = page_turns(
        setting.lang,
        lambda offset: encode(Press(Verb.TURN, setting.key, offset)),
        offset=page.offset,
        size=setting.size,
        total=page.total,
    )
    guessed = [not_meant(setting.key, setting.lang)] if page.match == "similar" else []
    if not setting.group:
        order = Order(
            bookmarks=False,
            grouping=Grouping.NONE,
            key=setting.key,
            listed=True,
            position=page.offset,
        )
        export = order.button(setting.lang.say("导出", "Export"))
        ways = way_buttons(setting.ways, setting.key, setting.lang)
        second = [
            *turns,
            *heading_button(setting.ways, setting.lang),
            *last_word_button(setting.ways, setting.lang),
        ]
        if setting.ways.beside:
            # Words take the place of the ways, which go where the next page leaves room.
            second += ways[: MOST_A_ROW - len(second)]
            ways = beside_buttons(setting.ways)
        return rows(numbers, second, [*ways, export], guessed)
    closing = [Button(setting.lang.say("收起", "Close"), encode(Press(Verb.CLOSE)))]
    if setting.all_url:
        closing.insert(0, Button(setting.lang.say("全部", "All"), url=setting.all_url))
    return rows(numbers, turns, [*guessed, *closing])


def page_turns(
    lang: Lang, data: Callable[[int], str], *, offset: int, size: int, total: int
) -> list[Button]:
    """上一页 and 下一页, where there is such a page."""
    turns = []
    if offset > 0:
        turns.append(Button(lang.say("上一页", "Prev"), data(max(0, offset - size))))
    if offset + size < total:
        turns.append(Button(lang.say("下一页", "Next"), data(offset + size)))
    return turns
