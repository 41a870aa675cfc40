"""Slogans in chat: a card, lists, and what is offered for one that is half remembered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers.callback import Press, Verb, encode
from handlers.views.asked import shown
from handlers.views.excerpt import hit_line
from handlers.views.inline import Entry
from handlers.views.lang import counted
from handlers.views.markup import (
    Button,
    Toast,
    View,
    bold,
    esc,
    link,
    plain,
    quote,
    rows,
    shorten,
)
from handlers.views.results import GROUP_ROOM, PRIVATE_ROOM, page_turns
from store.citation import cite

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.slogans.model import Kind
    from handlers.views.lang import Lang
    from store.slogan_model import Slogan, SloganCard, SloganPage

PRIVATE_ITEMS = 5
GROUP_ITEMS = 3
MOST_INSIDE = 4
"""Slogans that are named below a passage."""
COMPANIONS_SHOWN = 3
LONGEST_SHOWN = 60
LONGEST_LABEL = 10
"""Characters of a slogan on a button; runs are longer."""
LONGEST_LINK = 16
_NAMES: dict[Kind, tuple[str, str]] = {
    "numeric": ("数字", "Numeric"),
    "parallel": ("排比", "Parallel"),
    "quoted": ("引号", "Quoted"),
    "formula": ("提法", "Formula"),
}


@dataclass(frozen=True, slots=True)
class Offered:
    """A slogan with the key of the remembered words that its button holds."""

    slogan: Slogan
    key: str


@dataclass(frozen=True, slots=True)
class CardFrame:
    """For whom a card is shown.

    `saved` is None where the label must not tell one person's state; `passages` is what the
    search finds that 看 leads to. `otherwise` is the key of the slogan's words with other
    punctuation, empty where none are written so.
    """

    lang: Lang
    key: str
    group: bool
    saved: bool | None
    passages: int
    companions: tuple[Offered, ...]
    otherwise: str = ""


@dataclass(frozen=True, slots=True)
class ListFrame:
    """How a list is shown: `size` a page; `key` and `passages` of the words that are held."""

    lang: Lang
    size: int
    offered: tuple[Offered, ...]
    key: str = ""
    passages: int = 0


def render_card(card: SloganCard, frame: CardFrame) -> View:
    """All that is known of a slogan."""
    lang, slogan = frame.lang, card.slogan
    name = _kind_name(slogan.kind, lang) + lang.say("口号", " slogan")
    lines = [f"{bold(shorten(slogan.shown, LONGEST_SHOWN))} · {name}"]
    if card.members and slogan.kind == "numeric":
        lines.append(esc(shorten("、".join(card.members), LONGEST_SHOWN * 2)))
    lines.append(_counts(card, frame.passages, lang))
    tail = lang.say("常一起用：", "Often with:") if frame.companions else ""
    room = GROUP_ROOM if frame.group else PRIVATE_ROOM
    lines += _telling(card, lang, room - len(plain("\n".join((*lines, tail)))))
    if tail:
        lines.append(tail)
    return View("\n".join(lines), _card_keyboard(card, frame))


def render_chart_caption(card: SloganCard, lang: Lang) -> View:
    """What the picture shows, and how much of it is left out."""
    name = esc(shorten(card.slogan.shown, LONGEST_SHOWN))
    left_out = ""
    if card.undated:
        left_out = lang.say(
            f"（没有日期的 {card.undated:,} 次未计）", f" ({card.undated:,} undated left out)"
        )
    return View(lang.say(f"{name}，按年{left_out}", f"{name}, by year{left_out}"))


def render_most_used(page: SloganPage, kind: Kind | None, frame: ListFrame) -> View:
    """A page of the most used slogans, with the kinds to choose from."""
    lang = frame.lang
    name = _kind_name(kind, lang) if kind else lang.say("常用", "Most used")
    heading = lang.say(f"{name}口号 {page.total:,} 个", f"{name} slogans: {page.total:,}")
    letter = kind[0] if kind else ""
    turns = page_turns(
        lang,
        lambda offset: encode(Press(Verb.SLOGANS, offset=offset, extra=letter)),
        offset=page.offset,
        size=frame.size,
        total=page.total,
    )
    kinds = [_kind_button("", lang.say("全部", "All"), letter)]
    kinds += [_kind_button(one[0], _kind_name(one, lang), letter) for one in _NAMES]
    text = "\n".join((heading + _place(page, frame.size), *_items(page, lang)))
    return View(text, rows(_numbers(frame), turns, kinds))


def render_holding(page: SloganPage, words: str, frame: ListFrame) -> View:
    """A page of the slogans that hold words which are none themselves."""
    lang, asked = frame.lang, shown(words)
    heading = lang.say(
        f"含“{asked}”的口号 {page.total:,} 个", f"Slogans that hold “{asked}”: {page.total:,}"
    )
    if len(words) > 1:
        heading = lang.say(f"“{asked}”不是口号。", f"“{asked}” is no slogan. ") + heading
    turns = page_turns(
        lang,
        lambda offset: encode(Press(Verb.SLOGANS, frame.key, offset)),
        offset=page.offset,
        size=frame.size,
        total=page.total,
    )
    text = "\n".join((heading + _place(page, frame.size), *_items(page, lang)))
    passages = _passages(words, frame.key, frame.passages, lang)
    return View(text, rows(_numbers(frame), turns, passages))


def render_guess(words: str, meant: Sequence[Offered], lang: Lang) -> View:
    """Slogans that may be meant by words that are none, surest first."""
    asked = shown(words)
    if words.isascii():
        text = lang.say(f"{asked} 可能是：", f"{asked} may be:")
    else:
        text = lang.say(
            f"没有口号“{asked}”。是不是：", f"There is no slogan “{asked}”. Did you mean:"
        )
    buttons = [_offer(one) for one in meant]
    return View(text, rows(buttons[:2], buttons[2:]))


def render_no_slogan(words: str, key: str, passages: int, lang: Lang) -> View:
    """The words are no slogan and like none; they may stand in passages all the same."""
    asked = shown(words)
    text = lang.say(f"没有口号“{asked}”。", f"There is no slogan “{asked}”.")
    most = Button(lang.say("看常用口号", "Most used"), encode(Press(Verb.SLOGANS)))
    return View(text, rows(_passages(words, key, passages, lang), [most]))


def render_no_slogans(lang: Lang) -> View:
    """The library holds speeches, but no slogans."""
    return View(lang.say("库里的讲话还没有口号。", "The speeches here hold no slogans yet."))


def render_gone(lang: Lang) -> Toast:
    """No document holds the slogan any more."""
    return Toast(lang.say("这个口号已经不在库里了", "This slogan is no longer in the library"))


def render_no_years(lang: Lang) -> Toast:
    """None of the speeches is dated."""
    return Toast(lang.say("这些讲话都没有日期，画不出来", "None of these speeches is dated"))


def slogan_line(address: str, companion: str, lang: Lang) -> str:
    """The line above a search's passages that leads to the card, as HTML."""
    also = link(lang.say("也是口号", "Also a slogan"), address)
    if not companion:
        return also
    beside = esc(shorten(companion, LONGEST_LINK))
    return also + lang.say(f"，多与“{beside}”连用", f", often with “{beside}”")


def inside_line(links: Sequence[tuple[str, str]], lang: Lang) -> str:
    """The slogans that stand in a passage, each a link to its card, as HTML."""
    named = " · ".join(link(shorten(name, LONGEST_LINK), address) for name, address in links)
    return lang.say("口号：", "Slogans: ") + named if links else ""


def slogan_entry(card: SloganCard, address: str, lang: Lang) -> Entry:
    """A slogan to choose in inline mode; what is sent is Chinese, for a whole chat reads it."""
    slogan = card.slogan
    title = shorten(slogan.shown, LONGEST_SHOWN)
    description = lang.say(
        f"口号 · {slogan.passages:,} 处 · {slogan.speeches:,} 篇",
        f"Slogan · {counted(slogan.passages, 'passage')} · {counted(slogan.speeches, 'speech')}",
    )
    lines = [bold(slogan.shown)]
    if card.members and slogan.kind == "numeric":
        lines[0] += f"：{esc('、'.join(card.members))}"
    if card.telling is not None:
        lines.append(hit_line(card.telling.text, card.telling.highlights, PRIVATE_ROOM))
        lines.append(f"——{esc(cite(card.telling.speech))}")
    more = Button("查更多", url=address)
    return Entry(f"slogan{slogan.key}", title, description, View("\n".join(lines), ((more,),)))


def _counts(card: SloganCard, as_shown: int, lang: Lang) -> str:
    """Count places and speeches; where the search finds fewer, say why."""
    slogan = card.slogan
    apart = ""
    if (other := slogan.passages - as_shown) > 0:
        apart = lang.say(f"（{other:,} 处标点不同）", f" ({other:,} with other punctuation)")
    line = lang.say(
        f"{slogan.passages:,} 处{apart} · {slogan.speeches:,} 篇",
        f"Passages: {slogan.passages:,}{apart} · speeches: {slogan.speeches:,}",
    )
    if not card.by_year:
        return line
    first, last = card.by_year[0][0], card.by_year[-1][0]
    if first == last:
        return f"{line} · {first}"
    year, times = max(card.by_year, key=lambda item: (item[1], item[0]))
    return line + lang.say(
        f" · {first}—{last}，{year} 年最多（{times:,} 次）",
        f" · {first}–{last}, most in {year} ({counted(times, 'time')})",
    )


def _telling(card: SloganCard, lang: Lang, room: int) -> list[str]:
    hit = card.telling
    if hit is None:
        return []
    said = lang.say("最说明白的一段：", "Explained best:")
    citation = esc(cite(hit.speech))
    width = max(room - len(said) - len(plain(citation)) - 4, 40)
    return [said, quote(hit_line(hit.text, hit.highlights, width)), citation]


def _card_keyboard(card: SloganCard, frame: CardFrame) -> tuple[tuple[Button, ...], ...]:
    lang = frame.lang
    first = []
    if frame.passages:
        label = lang.say(f"看 {frame.passages:,} 处", f"See {frame.passages:,}")
        first.append(Button(label, encode(Press(Verb.TURN, frame.key))))
    if card.telling is not None:
        label = lang.say("已收藏", "Saved") if frame.saved else lang.say("收藏", "Save")
        wanted = "" if frame.saved is None else "01"[not frame.saved]
        save = Press(Verb.SAVE, frame.key, passage=card.telling.id, extra=f"{wanted}l")
        first.append(Button(label, encode(save)))
    if card.by_year:
        chart = Press(Verb.SLOGAN_CHART, frame.key)
        first.append(Button(lang.say("用量图", "Chart"), encode(chart)))
    if frame.otherwise:
        other = Press(Verb.TURN, frame.otherwise)
        first.append(Button(lang.say("别的标点", "Variant"), encode(other)))
    together = {one.slogan.key: one.together for one in card.companions}
    companions = [
        _offer(one, together[one.slogan.key]) for one in frame.companions[:COMPANIONS_SHOWN]
    ]
    most = Button(lang.say("常用口号", "Most used"), encode(Press(Verb.SLOGANS)))
    return rows(first, companions, [most])


def _items(page: SloganPage, lang: Lang) -> list[str]:
    return [
        f"{number} {esc(shorten(slogan.shown, LONGEST_SHOWN))} "
        + lang.say(
            f"{slogan.occurrences:,} 次 · {slogan.speeches:,} 篇",
            f"{slogan.occurrences:,} times · speeches: {slogan.speeches:,}",
        )
        for number, slogan in enumerate(page.items, start=1)
    ]


def _place(page: SloganPage, size: int) -> str:
    pages = -(-page.total // size)
    return f" · {page.offset // size + 1:,}/{pages:,}" if pages > 1 else ""


def _numbers(frame: ListFrame) -> list[Button]:
    return [
        Button(str(number), encode(Press(Verb.SLOGAN, one.key)))
        for number, one in enumerate(frame.offered, start=1)
    ]


def _offer(one: Offered, count: int | None = None) -> Button:
    number = one.slogan.passages if count is None else count
    label = f"{shorten(one.slogan.shown, LONGEST_LABEL)} {number:,}"
    return Button(label, encode(Press(Verb.SLOGAN, one.key)))


def _passages(words: str, key: str, passages: int, lang: Lang) -> list[Button]:
    if not passages:
        return []
    asked = shorten(words, LONGEST_LABEL)
    label = lang.say(f"“{asked}”{passages:,} 处", f"“{asked}”: {passages:,}")
    return [Button(label, encode(Press(Verb.TURN, key)))]


def _kind_button(letter: str, label: str, chosen: str) -> Button:
    mark = "✓" if letter == chosen else ""
    return Button(label + mark, encode(Press(Verb.SLOGANS, extra=letter)))


def _kind_name(kind: Kind, lang: Lang) -> str:
    return lang.say(*_NAMES[kind])
