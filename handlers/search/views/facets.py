"""Ways from a long list to a shorter one, and the values to choose from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from handlers.passage.views.asked import USES, asked
from handlers.telegram.buttons import button
from handlers.telegram.callback_data import Press, Verb, encode
from handlers.views.markup import Button, View, esc, rows, shorten
from handlers.views.paging import LONGEST_ALONE, LONGEST_LABEL, MOST_A_ROW, MOST_ROWS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.views.lang import Lang
    from handlers.views.markup import Keyboard
    from store.search.model import OtherReading
    from store.search.query import Field

NARROWED: dict[str, Field] = {"o": "organisation", "y": "year", "u": "mark"}
"""What `extra` of a press on 按单位, 按年份 or 按用处 stands for."""
MOST_BELOW = 3
"""Buttons in the row, beside 导出."""
VALUES_A_ROW = 3
VALUES = 2 * VALUES_A_ROW
VALUES_LISTED = 5
"""Values that are listed by numbers, where their names are too long for buttons."""

_NAMES: dict[str, tuple[str, str]] = {
    "organisation": ("单位", "unit"),
    "speaker": ("讲话人", "speaker"),
    "year": ("年份", "year"),
    "title": ("标题", "title"),
    "file": ("文件", "file"),
    "kind": ("小标题", "headings"),
    "mark": ("用处", "use"),
    **{use: (use, english.lower()) for use, (_, english) in USES.items()},
}


@dataclass(frozen=True, slots=True)
class Refinements:
    """Where a list can lead, each with the key of the query that a press asks.

    `headings` counts the hits that are headings; `beside` are words that stand beside the query,
    with their counts; `fields` are those by which it can be narrowed; `removals` are its filters,
    `every` its hits without that by what has just come in; `last` is the last of several words,
    which can be taken off again. `apart` are words that don't stand together, with how often each
    stands alone. `order` is the query in the other order, newest or best first; `loose` counts the
    hits whatever their punctuation; `other` is what the words may have been meant as, as a button
    names it.
    """

    headings: tuple[int, str] | None = None
    beside: tuple[tuple[str, int, str], ...] = ()
    fields: tuple[Field, ...] = ()
    removals: tuple[tuple[str, str], ...] = ()
    every: int | None = None
    last: tuple[str, str] | None = None
    apart: tuple[tuple[str, int, str], ...] = ()
    order: tuple[Literal["newest", "best"], str] | None = None
    loose: tuple[int, str] | None = None
    other: tuple[OtherReading, str, str] | None = None


@dataclass(frozen=True, slots=True)
class Values:
    """A page of the values of a field, from `offset` of `total`.

    `shown` are the values, how many passages each leaves, and the keys of these queries; `oldest`
    is that of the whole search, oldest first. `listed` where names are too long for buttons;
    `passages` counts all that the search finds.
    """

    field: Field
    offset: int
    total: int
    shown: tuple[tuple[str, int, str], ...]
    oldest: str | None = None
    listed: bool = False
    passages: int = 0

    @property
    def size(self) -> int:
        """Values a page holds."""
        return VALUES_LISTED if self.listed else VALUES


def order_button(refined: Refinements, lang: Lang) -> list[Button]:
    """最新在前, or back to 最准在前."""
    if refined.order is None:
        return []
    order, key = refined.order
    label = lang.say("最新在前", "Newest") if order == "newest" else lang.say("最准在前", "Best")
    return [button(label, Verb.TURN, key)]


def loose_button(refined: Refinements, lang: Lang) -> list[Button]:
    """不管标点, where the words stand with other punctuation, too."""
    if refined.loose is None:
        return []
    count, key = refined.loose
    return [button(lang.say(f"不管标点 {count:,}", f"Any marks {count:,}"), Verb.TURN, key)]


def other_button(refined: Refinements, lang: Lang) -> list[Button]:
    """2022 年的 12, or of a name alone 他的 8 篇: what the words may have been meant as."""
    if refined.other is None:
        return []
    other, named, key = refined.other
    if other.alone:
        whose = lang.say("他", "By him") if other.understood.field == "speaker" else ""
        whose = whose or lang.say("它", "By it")
        label = lang.say(f"{whose}的 {other.total:,} 篇", f"{whose}: {other.total:,}")
        return [button(label, Verb.SPEECHES, key)]
    label = lang.say(f"{named}的 {other.total:,}", f"{named}: {other.total:,}")
    return [button(label, Verb.TURN, key)]


def heading_button(refined: Refinements, lang: Lang) -> list[Button]:
    """小标题, where some hits are headings and others aren't."""
    if refined.headings is None:
        return []
    count, key = refined.headings
    label = lang.say(f"小标题 {count:,}", f"Headings {count:,}")
    return [button(label, Verb.TURN, key)]


def last_word_button(refined: Refinements, lang: Lang) -> list[Button]:
    """The way back from another word."""
    if refined.last is None:
        return []
    word, key = refined.last
    fits = len(word) <= LONGEST_LABEL - len("去掉")
    label = lang.say(f"去掉{word}" if fits else "去掉末词", f"Drop {shorten(word, LONGEST_ALONE)}")
    return [button(label, Verb.TURN, key)]


def beside_buttons(refined: Refinements) -> list[Button]:
    """The words that stand beside the query most, where there are too many hits."""
    return [
        button(f"+{word} {count:,}", Verb.TURN, narrower)
        for word, count, narrower in refined.beside
    ]


def refinement_buttons(refined: Refinements, key: str, lang: Lang) -> list[Button]:
    """What the query can be narrowed by, and the filters that it can lose."""
    by_field: dict[str, Button] = {
        field: button(lang.say("按", "By ") + _name(field, lang), Verb.NARROW, key, extra=extra)
        for extra, field in NARROWED.items()
        if field in refined.fields
    }
    fields = [field for field, _ in refined.removals]
    by_field.update(
        zip(fields, removal_buttons(refined.removals, lang, refined.every), strict=True)
    )
    # 去掉单位 stands where 按单位 stood; what else takes something back goes before these.
    places = [*(field for field in fields if field not in NARROWED.values()), *NARROWED.values()]
    shown = [field for field in places if field in by_field]
    # Where there are too many, ways to fewer are left out first.
    too_many = max(0, len(shown) - MOST_BELOW)
    left_out = [field for field in reversed(shown) if field not in fields][:too_many]
    return [by_field[field] for field in shown if field not in left_out][:MOST_BELOW]


def with_refinement(keyboard: Keyboard, way: Button) -> Keyboard:
    """One more way, in the first row below the numbers that has room for it, or in one of its own.

    Where all rows are full it takes the place of the first way to fewer.
    """
    numbers, *below = keyboard
    for at, row in enumerate(below):
        if len(row) < MOST_A_ROW:
            below[at] = (*row, way)
            return (numbers, *below)
    if len(keyboard) < MOST_ROWS:
        return (*keyboard, (way,))
    return (numbers, *below[:-1], (way, *below[-1][1:]))


def removal_buttons(
    removals: Sequence[tuple[str, str]], lang: Lang, every: int | None = None
) -> list[Button]:
    """去掉年份 and the like: the search without one of its filters; `every` are its hits then."""
    return [button(_removal(field, every, lang), Verb.TURN, wider) for field, wider in removals]


def _removal(field: str, every: int | None, lang: Lang) -> str:
    if field == "arrival":
        return lang.say("全部", "All") + ("" if every is None else f" {every:,}")
    return lang.say("去掉", "Any ") + _name(field, lang)


def render_values(query: str, key: str, values: Values, lang: Lang) -> View:
    """The values of a field, most frequent first, each a button to the narrower search."""
    name = _name(values.field, lang)
    text = asked(query, lang) + (
        lang.say(f"{values.passages:,} 处，要哪一种？", f"{values.passages:,}, of which kind?")
        if values.field == "mark"
        else lang.say(f"按{name}：", f"by {name}:")
    )
    if values.listed:
        lines = [
            f"{number} {esc(value)} {passages:,}"
            for number, (value, passages, _) in enumerate(values.shown, start=1)
        ]
        numbers = [
            button(str(number), Verb.TURN, narrower)
            for number, (_, _, narrower) in enumerate(values.shown, start=1)
        ]
        return View("\n".join((text, *lines)), rows(numbers, _turns(key, values, lang)))
    buttons = [
        button(f"{value} {passages:,}", Verb.TURN, narrower)
        for value, passages, narrower in values.shown
    ]
    return View(
        text,
        rows(
            buttons[:VALUES_A_ROW],
            buttons[VALUES_A_ROW:],
            _turns(key, values, lang),
        ),
    )


def apart_buttons(refined: Refinements) -> list[Button]:
    """Words that don't stand together, each a button to where it stands alone."""
    return [button(f"{word} {count:,}", Verb.TURN, key) for word, count, key in refined.apart]


def _turns(key: str, values: Values, lang: Lang) -> list[Button]:
    extra = next(extra for extra, field in NARROWED.items() if field == values.field)
    turns = []
    if values.offset:
        before = Press(Verb.NARROW, key, max(0, values.offset - values.size), extra=extra)
        turns.append(Button(lang.say("上一页", "Prev"), encode(before)))
    if values.oldest is not None:
        turns.append(button(lang.say("最早在前", "Oldest"), Verb.TURN, values.oldest))
    turns.append(button(lang.say("返回", "Back"), Verb.TURN, key))
    if values.offset + values.size < values.total:
        after = Press(Verb.NARROW, key, values.offset + values.size, extra=extra)
        turns.append(Button(lang.say("下一页", "Next"), encode(after)))
    return turns


def _name(field: str, lang: Lang) -> str:
    return lang.say(*_NAMES[field])
