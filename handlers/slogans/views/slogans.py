"""Slogans in chat: a card, lists, and what is offered for one that is half remembered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers.passage.views.asked import shown
from handlers.passage.views.excerpt import hit_line
from handlers.passage.views.passage import LONGEST_LINK
from handlers.telegram.acts import Flag, wish
from handlers.telegram.buttons import button, page_turns
from handlers.telegram.callback_data import Press, Verb, encode
from handlers.views.citation import cite
from handlers.views.lang import Lang, counted
from handlers.views.markup import (
    Button,
    View,
    bold,
    esc,
    link,
    plain,
    quote,
    rows,
    shorten,
)
from handlers.views.offer import Entry
from handlers.views.paging import PRIVATE, measures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.slogans.model import Kind
    from store.slogans.model import Slogan, SloganCard, SloganPage

PRIVATE_ITEMS = 5
GROUP_ITEMS = 3
COMPANIONS_SHOWN = 3
LONGEST_SHOWN = 60
LONGEST_TITLE = 15
"""Characters of a slogan above its chart."""
OFFERED: tuple[Kind, ...] = ("numeric", "parallel", "formula")
"""Kinds to choose from; those in quotation marks alone are among all."""
_NAMES: dict[Kind, tuple[str, str]] = {
    "numeric": ("数字", "Numeric"),
    "parallel": ("排比", "Parallel"),
    "quoted": ("引号", "Quoted"),
    "formula": ("提法", "Formula"),
}


@dataclass(frozen=True, slots=True)
class Offered:
    """A slogan with its button's label and the key of the remembered words that this holds."""

    slogan: Slogan
    label: str
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
    watch: Button
    otherwise: str = ""


@dataclass(frozen=True, slots=True)
class ListFrame:
    """How a list is shown: `size` a page, the `keys` of its slogans.

    `held` are the words that these hold, as a button has them; `key` and `passages` are theirs.
    """

    lang: Lang
    size: int
    keys: tuple[str, ...]
    held: str = ""
    key: str = ""
    passages: int = 0


def render_card(card: SloganCard, frame: CardFrame) -> View:
    """All that is known of a slogan."""
    lang, slogan = frame.lang, card.slogan
    name = lang.say("固定提法", "Fixed term")
    if slogan.slogan:
        name = _kind_name(slogan.kind, lang) + lang.say("口号", " slogan")
    lines = [f"{bold(shorten(slogan.shown, LONGEST_SHOWN))} · {name}"]
    if members := members_line(card, lang, LONGEST_SHOWN * 2):
        lines.append(esc(members))
        if card.spelled_out_in is not None:
            where = cite(card.spelled_out_in)
            lines.append(esc(lang.say(f"见{where}", f"As in {where}")))
    lines.append(_counts(card, frame.passages, lang))
    tail = lang.say("常一起用：", "Often with:") if frame.companions else ""
    room = measures(group=frame.group).room
    lines += _telling(card, lang, room - len(plain("\n".join((*lines, tail)))))
    if tail:
        lines.append(tail)
    return View("\n".join(lines), _card_keyboard(card, frame))


def render_chart_title(card: SloganCard, lang: Lang) -> str:
    """What stands in the picture itself."""
    name = shorten(card.slogan.shown, LONGEST_TITLE)
    return lang.say(f"{name} · 每年几次", f"{name} · times a year")


def render_chart_caption(card: SloganCard, lang: Lang, *, gaps: bool) -> View:
    """What the picture shows and how much is left out; `gaps` where years have no speeches."""
    name = esc(shorten(card.slogan.shown, LONGEST_SHOWN))
    notes = []
    if card.undated:
        notes.append(
            lang.say(f"没有日期的 {card.undated:,} 次未计", f"{card.undated:,} undated left out")
        )
    if gaps:
        notes.append(lang.say("灰底的年份没有讲话", "grey: years without speeches"))
    said = lang.say("；", "; ").join(notes)
    left_out = lang.say(f"（{said}）", f" ({said})") if said else ""
    return View(lang.say(f"{name}，按年{left_out}", f"{name}, by year{left_out}"))


def render_most_used(page: SloganPage, kind: Kind | None, frame: ListFrame) -> View:
    """A page of the most used slogans, with the kinds to choose from."""
    lang = frame.lang
    name = _kind_name(kind, lang) if kind else lang.say("常用", "Most used")
    heading = lang.say(f"{name}口号 {page.total:,} 个", f"{name} slogans: {page.total:,}")
    letter = kind[0] if kind else ""
    turns = page_turns(
        lang, Press(Verb.SLOGANS, offset=page.offset, extra=letter), frame.size, page.total
    )
    kinds = [_kind_button("", lang.say("全部", "All"), letter)]
    kinds += [_kind_button(one[0], _kind_name(one, lang), letter) for one in OFFERED]
    text = "\n".join((heading + _place(page, frame.size), *_items(page, lang)))
    return View(text, rows(_numbers(frame), turns, kinds))


def render_holding(page: SloganPage, words: str, frame: ListFrame) -> View:
    """A page of the slogans that hold words which are none themselves."""
    lang, asked = frame.lang, shown(words)
    heading = lang.say(
        f"含“{asked}”的口号 {page.total:,} 个", f"Slogans that hold “{asked}”: {page.total:,}"
    )
    if len(words) > 1:
        heading = lang.say(
            f"“{asked}”不是口号。含它的口号 {page.total:,} 个：",
            f"“{asked}” is no slogan. Slogans that hold it, {page.total:,}:",
        )
    turns = page_turns(lang, Press(Verb.SLOGANS, frame.key, page.offset), frame.size, page.total)
    text = "\n".join((heading + _place(page, frame.size), *_items(page, lang)))
    passages = _passages(frame.held, frame.key, frame.passages, lang)
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


def render_no_slogan(words: str, label: str, key: str, passages: int, lang: Lang) -> View:
    """The words are no slogan and like none; they may stand in passages all the same.

    `label` are the words as a button has them.
    """
    asked = shown(words)
    text = lang.say(f"没有口号“{asked}”。", f"There is no slogan “{asked}”.")
    most = button(lang.say("看常用口号", "Most used"), Verb.SLOGANS)
    return View(text, rows(_passages(label, key, passages, lang), [most]))


def slogan_line(address: str, companion: str, lang: Lang) -> str:
    """The line above a search's passages that leads to the card, as HTML."""
    also = link(lang.say("也是口号", "Also a slogan"), address)
    if not companion:
        return also
    beside = esc(shorten(companion, LONGEST_LINK))
    return also + lang.say(f"，多与“{beside}”连用", f", often with “{beside}”")


def meant_line(slogan: str, address: str, lang: Lang, *, inside: bool) -> str:
    """The line above passages that are near: which slogan may be meant, or stands `inside`."""
    named = shorten(slogan, LONGEST_SHOWN)
    if inside:
        return link(lang.say(f"“{named}”是口号", f"“{named}” is a slogan"), address)
    return link(lang.say(f"是不是口号“{named}”", f"The slogan “{named}”?"), address)


def with_guess(view: View, meant: Sequence[Offered], lang: Lang) -> View:
    """That nothing holds the words, with the slogans that they may be."""
    text = f"{view.text}{lang.say('是不是口号：', ' Did you mean the slogan:')}"
    return View(text, rows([_offer(one) for one in meant[:2]], *view.keyboard))


def slogan_entry(card: SloganCard, address: str, lang: Lang) -> Entry:
    """A slogan to choose in inline mode; what is sent is Chinese, for a whole chat reads it."""
    slogan = card.slogan
    title = shorten(slogan.shown, LONGEST_SHOWN)
    description = lang.say(
        f"口号 · {slogan.passages:,} 处 · {slogan.speeches:,} 篇",
        f"Slogan · {counted(slogan.passages, 'passage')} · {counted(slogan.speeches, 'speech')}",
    )
    lines = [bold(slogan.shown)]
    if members := members_line(card, Lang.ZH, LONGEST_SHOWN * 2):
        lines[0] += f"：{esc(members)}"
    if card.telling is not None:
        lines.append(hit_line(card.telling.text, card.telling.highlights, PRIVATE.room))
        lines.append(f"——{esc(cite(card.telling.speech))}")
    more = Button("查更多", url=address)
    return Entry(f"slogan{slogan.key}", title, description, View("\n".join(lines), ((more,),)))


def members_line(card: SloganCard, lang: Lang, longest: int) -> str:
    """What a slogan counts, and that it is only usual where no text spells it out; else empty."""
    if not card.members or card.slogan.kind != "numeric":
        return ""
    listed = shorten("、".join(card.members), longest)
    if card.members_from == "text":
        return listed
    return lang.say(
        f"通常指：{listed}（库里没有写明）", f"Usually: {listed} (not spelled out here)"
    )


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
    said = lang.say("有代表性的一段：", "A typical passage:")
    if card.explains:
        said = lang.say("讲得最明白的一段：", "Explained best:")
    citation = esc(cite(hit.speech))
    width = max(room - len(said) - len(plain(citation)) - 4, 40)
    return [said, quote(hit_line(hit.text, hit.highlights, width)), citation]


def _card_keyboard(card: SloganCard, frame: CardFrame) -> tuple[tuple[Button, ...], ...]:
    lang = frame.lang
    first = []
    if frame.passages:
        label = lang.say(f"看 {frame.passages:,} 处", f"See {frame.passages:,}")
        first.append(button(label, Verb.TURN, frame.key))
    if card.telling is not None:
        label = lang.say("已收藏", "Saved") if frame.saved else lang.say("收藏", "Save")
        wanted = wish(frame.saved) + Flag.CARD
        save = Press(Verb.SAVE, frame.key, passage=card.telling.id, extra=wanted)
        first.append(Button(label, encode(save)))
    if card.by_year:
        chart = Press(Verb.SLOGAN_CHART, frame.key)
        first.append(Button(lang.say("用量图", "Chart"), encode(chart)))
    first.append(frame.watch)
    last = [button(lang.say("常用口号", "Most used"), Verb.SLOGANS)]
    if frame.otherwise:
        other = Press(Verb.TURN, frame.otherwise)
        last.insert(0, Button(lang.say("别的标点", "Variant"), encode(other)))
    together = {one.slogan.key: one.together for one in card.companions}
    companions = [
        _beside(one, together[one.slogan.key], lang) for one in frame.companions[:COMPANIONS_SHOWN]
    ]
    return rows(first, companions, last)


def _items(page: SloganPage, lang: Lang) -> list[str]:
    return [
        f"{number} {esc(shorten(slogan.shown, LONGEST_SHOWN))} "
        + lang.say(
            f"{slogan.passages:,} 处 · {slogan.speeches:,} 篇",
            f"{counted(slogan.passages, 'passage')} · {counted(slogan.speeches, 'speech')}",
        )
        for number, slogan in enumerate(page.items, start=1)
    ]


def _place(page: SloganPage, size: int) -> str:
    pages = -(-page.total // size)
    return f" · {page.offset // size + 1:,}/{pages:,}" if pages > 1 else ""


def _numbers(frame: ListFrame) -> list[Button]:
    return [button(str(number), Verb.SLOGAN, key) for number, key in enumerate(frame.keys, start=1)]


def _offer(one: Offered) -> Button:
    return button(f"{one.label} {one.slogan.passages:,}", Verb.SLOGAN, one.key)


def _beside(one: Offered, together: int, lang: Lang) -> Button:
    """A companion with the number it has everywhere, or with that of passages that hold both."""
    if together == one.slogan.passages:
        return _offer(one)
    label = lang.say(f"{one.label} 同段 {together:,}", f"{one.label} · {together:,} shared")
    return button(label, Verb.SLOGAN, one.key)


def _passages(asked: str, key: str, passages: int, lang: Lang) -> list[Button]:
    if not passages:
        return []
    label = lang.say(f"“{asked}”{passages:,} 处", f"“{asked}”: {passages:,}")
    return [button(label, Verb.TURN, key)]


def _kind_button(letter: str, label: str, chosen: str) -> Button:
    return button(label + " ✓" * (letter == chosen), Verb.SLOGANS, extra=letter)


def _kind_name(kind: Kind, lang: Lang) -> str:
    return lang.say(*_NAMES[kind])
