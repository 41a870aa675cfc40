"""The answer to a search: a list of numbered passages, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers.passage.views.asked import asked, condition, shown, within
from handlers.passage.views.excerpt import hit_line
from handlers.passage.views.passage import not_meant
from handlers.search.views.facets import (
    MOST_BELOW,
    Refinements,
    apart_buttons,
    beside_buttons,
    heading_button,
    last_word_button,
    loose_button,
    order_button,
    other_button,
    refinement_buttons,
    removal_buttons,
)
from handlers.telegram.buttons import button, page_turns
from handlers.telegram.callback_data import Press, Verb
from handlers.telegram.export_order import Grouping, Order
from handlers.views.citation import cite_short
from handlers.views.lang import counted
from handlers.views.markup import Button, Keyboard, View, esc, italic, rows
from handlers.views.paging import MOST_A_ROW, Measures, fitted, measures, page_of
from store.search.query import parse_query, plainly

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.views.lang import Lang
    from store.search.model import SearchPage

MOST_WORDS_NAMED = 5


NO_REFINEMENTS = Refinements()


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a list is shown: in whose language, under which query key, in a group or not.

    `note` is what must be said before anything else, or, where it is `instead`, in the place of the
    count; `slogan` is the line on the slogan that the words are, or should be; both as HTML.
    """

    lang: Lang
    key: str
    group: bool = False
    all_url: str | None = None
    refined: Refinements = NO_REFINEMENTS
    note: str = ""
    slogan: str = ""
    instead: bool = False
    watch: Button | None = None
    hidden: bool = False

    @property
    def measures(self) -> Measures:
        """How long the list is."""
        return measures(group=self.group)


def render_list(page: SearchPage, setting: Setting) -> View:
    """A page of hits with the buttons that open them and turn the page."""
    heads = [line for line in (_heading(page, setting), setting.slogan) if line]

    def entry(at: int, width: int, source: int) -> str:
        hit = page.hits[at]
        line = hit_line(hit.text, hit.highlights, width)
        return f"{at + 1} {line}\n{italic(cite_short(hit.speech, source))}"

    text = fitted(heads, len(page.hits), entry, setting.measures)
    return View(text, _keyboard(page, setting))


def render_nothing(
    query: str,
    lang: Lang,
    watch: Button | None,
    removals: Sequence[tuple[str, str]] = (),
    *,
    group: bool = False,
) -> View:
    """Nothing holds the words and nothing is near; `removals` are filters that are to blame."""
    nothing = lang.say(f"没有“{shown(query)}”。", f"Nothing holds “{shown(query)}”.")
    if group:
        return View(nothing, ((watch,),) if watch else ())
    text = lang.say(f"库里{nothing}", nothing)
    lost = removal_buttons(removals[:MOST_A_ROW], lang)
    return View(text, rows(lost, [*([watch] if watch else []), *_elsewhere(lang)]))


def _elsewhere(lang: Lang) -> list[Button]:
    """Where to go on to from words that stand nowhere."""
    return [
        button(lang.say("看常用口号", "Slogans"), Verb.SLOGANS),
        button(lang.say("来一条", "Surprise me"), Verb.ANOTHER),
    ]


def render_address(lang: Lang, *, group: bool = False) -> View:
    """An address alone, whose page nobody here can see; in a `group` only a command is heard."""
    if group:
        return View(
            lang.say(
                "网址里的内容我看不到，把要查的句子写在 /s 后面。",
                "I can't see what is behind an address. Put the sentence itself behind /s.",
            )
        )
    return View(
        lang.say(
            "网址里的内容我看不到，把要查的句子粘过来。",
            "I can't see what is behind an address. Paste the sentence itself.",
        )
    )


def render_english(words: str, lang: Lang) -> View:
    """Words in Latin letters that stand nowhere."""
    return View(
        lang.say(
            f"库里没有“{shown(words)}”，资料都是中文的。",
            "The library is in Chinese. Send a Chinese word, or pinyin such as kaoqian fuwu.",
        ),
        rows(_elsewhere(lang)),
    )


def address_note(lang: Lang) -> str:
    """That an address beside the words isn't searched."""
    return lang.say("网址不查。", "Addresses aren't searched. ")


def misread_note(words: Sequence[str], lang: Lang) -> str:
    """That only the rest is searched, where `words` look like filters and are none, as HTML."""
    named = "".join(f"“{shown(word)}”" for word in words)
    return lang.say(f"没看懂{named}，只查", f"{named} was not understood. Only ")


def unsaid_note(page: SearchPage, query: str, lang: Lang) -> str:
    """That a question was taken apart, where it was typed as one and stands nowhere, as HTML."""
    typed = {needle.shown for needle in parse_query(query).needles}
    if {needle.shown for needle in parse_query(page.reading).needles} < typed:
        return ""
    return lang.say("没有这句原话。", "It stands nowhere word for word. ")


def let_go_note(page: SearchPage, elsewhere: SearchPage, lang: Lang) -> str:
    """That what was understood holds none of the words, which stand elsewhere, as HTML.

    Where they stand nowhere together, those are named that the passages shown hold.
    """
    source = " · ".join(condition(one, lang) for one in page.let_go)
    exact, total = elsewhere.match == "exact", elsewhere.total
    typed = [needle.shown for needle in parse_query(page.reading).needles]
    words = _named(typed if exact else elsewhere.words, lang)
    fields = {one.field for one in page.let_go}
    nearest = lang.say("最接近的：", "Nearest:")
    if fields & {"place", "mark"}:
        missing = lang.say(f"{words}没有{source}的。", f"{words}: no {source}. ")
        every = lang.say(f"下面是全部 {total:,} 处：", f"All {counted(total, 'passage')}:")
        return missing + (every if exact else nearest)
    missing = lang.say(
        f"{source}的 {page.within:,} 篇里没有{words}。",
        f"{counted(page.within, 'speech')} of {source}: no {words}. ",
    )
    others = lang.say("别处有", "Elsewhere")
    if fields == {"speaker"}:
        others = lang.say("别人讲过", "Others")
    said = lang.say(f"{others} {total:,} 处：", f"{others}: {counted(total, 'passage')}:")
    return missing + (said if exact else nearest)


def headline(page: SearchPage, lang: Lang, place: str = "") -> str:
    """`“词” 37 处 · 12 篇`, or that the words themselves stand nowhere, as HTML.

    `place` follows the count: which page of how many this is.
    """
    query = shown(plainly(page.query))
    count = lang.say(
        f"{page.total:,} 处 · {page.speeches:,} 篇{place}",
        f"{counted(page.total, 'passage')} · {counted(page.speeches, 'speech')}{place}",
    )
    if page.match == "exact":
        other = lang.say(
            f" · 标点不同的还有 {page.other_punctuation:,} 处",
            f" · {page.other_punctuation:,} more with other punctuation",
        )
        return asked(page.query, lang) + count + (other if page.other_punctuation else "")
    if page.match == "similar":
        missing = lang.say(f"没有“{query}”。", f"“{query}” stands nowhere word for word. ")
        meant = "、".join(page.suggestions)
        if parse_query(meant).filters:
            return missing + lang.say("下面是", "Here is ") + asked(meant, lang) + count
        return missing + lang.say(
            f"下面是“{esc(meant)}”的 {count}：", f"Here is “{esc(meant)}”, {count}:"
        )
    return within(page.query, lang) + _nearest(page, lang, place)


def _nearest(page: SearchPage, lang: Lang, place: str) -> str:
    """What of the question stands nowhere, and by which of its words the passages were found.

    Only words that the passages below hold are named.
    """
    typed = [needle.shown for needle in parse_query(page.query).needles]
    nearest = lang.say(
        f"最接近的{f' {page.total:,} 处{place}' if place else ''}：",
        f"Nearest{f', {page.total:,}{place}' if place else ''}:",
    )
    if len(typed) > 1 and list(page.words) == typed:
        named = _named(page.words, lang)
        return lang.say(f"没有一段同时有{named}。", f"No passage has {named} together. ") + nearest
    if page.absent:
        absent = _named(page.absent, lang)
        missing = lang.say(f"没有{absent}。", f"Nothing holds {absent}. ")
    elif len(typed) > 1:
        missing = lang.say("没有一段同时有这些词。", "No passage has all of these words. ")
    else:
        missing = lang.say("没有这句原话。", "It stands nowhere word for word. ")
    if not page.words:
        return missing + nearest
    named = _named(page.words, lang)
    return missing + lang.say(
        f"按{named}，{nearest}", f"Nearest by {named}{nearest.removeprefix('Nearest')}"
    )


def _named(words: Sequence[str], lang: Lang) -> str:
    shown_words = lang.say("", " ").join(f"“{shown(word)}”" for word in words[:MOST_WORDS_NAMED])
    more = lang.say("等", " and others") if len(words) > MOST_WORDS_NAMED else ""
    return shown_words + more


def _heading(page: SearchPage, setting: Setting) -> str:
    if setting.instead and not page.offset:
        return setting.note
    if setting.refined.beside and not page.offset:
        return (
            setting.note
            + headline(page, setting.lang)
            + setting.lang.say(
                f"。先看最像金句的 {len(page.hits)} 条，再加个词会更准：",
                ". The best of them first; another word narrows it down:",
            )
        )
    place = page_of(page.offset, setting.measures.page, page.total)
    return setting.note + headline(page, setting.lang, place)


def _keyboard(page: SearchPage, setting: Setting) -> Keyboard:
    numbers = [
        button(str(number), Verb.OPEN, setting.key, page.offset + number - 1, hit.id)
        for number, hit in enumerate(page.hits, start=1)
    ]
    turns = page_turns(
        setting.lang, Press(Verb.TURN, setting.key, page.offset), setting.measures.page, page.total
    )
    guessed = [not_meant(setting.key, setting.lang)] if page.match == "similar" else []
    watch = [] if setting.watch is None else [setting.watch]
    if not setting.group:
        order = Order(
            bookmarks=False,
            grouping=Grouping.NONE,
            key=setting.key,
            listed=True,
            position=page.offset,
        )
        export = order.button(setting.lang.say("导出", "Export"))
        refined = refinement_buttons(setting.refined, setting.key, setting.lang)
        second = [
            *turns,
            *order_button(setting.refined, setting.lang),
            *heading_button(setting.refined, setting.lang),
            *last_word_button(setting.refined, setting.lang),
        ][: MOST_A_ROW - len(watch)] + watch
        loose = loose_button(setting.refined, setting.lang)
        refined = [*other_button(setting.refined, setting.lang), *loose, *refined][:MOST_BELOW]
        if setting.refined.beside:
            # Words take the place of the refinements, which go where the next page leaves room.
            second += refined[: MOST_A_ROW - len(second)]
            refined = beside_buttons(setting.refined)
        elif setting.refined.apart:
            second += refined[: MOST_A_ROW - len(second)]
            return rows(numbers, second, apart_buttons(setting.refined)[: MOST_A_ROW - 1])
        return rows(numbers, second, [*refined[: MOST_BELOW - len(guessed)], export, *guessed])
    closing = [button(setting.lang.say("收起", "Close"), Verb.CLOSE)] if not setting.hidden else []
    if setting.all_url:
        closing.insert(0, Button(setting.lang.say("全部", "All"), url=setting.all_url))
    last = [*guessed, *watch, *closing]
    if len(turns) + len(last) <= MOST_A_ROW:
        return rows(numbers, [*turns, *last])
    return rows(numbers, turns, last)
