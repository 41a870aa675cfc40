"""Ways from a long list to a shorter one, and the values to choose from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers.callback import Press, Verb, encode
from handlers.views.asked import asked
from handlers.views.markup import Button, Keyboard, View, rows, shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.views.lang import Lang
    from store.query import Field

NARROWED: dict[str, Field] = {"o": "organisation", "y": "year"}
"""What `extra` of a press on 按单位 or 按年份 stands for."""
MOST_WAYS = 3
"""Buttons in the row, beside 导出."""
VALUES_A_ROW = 3
VALUES = 2 * VALUES_A_ROW
LONGEST_LABEL = 12

_NAMES: dict[Field, tuple[str, str]] = {
    "organisation": ("单位", "unit"),
    "speaker": ("讲话人", "speaker"),
    "year": ("年份", "year"),
    "title": ("标题", "title"),
    "file": ("文件", "file"),
    "kind": ("小标题", "headings"),
}


@dataclass(frozen=True, slots=True)
class Ways:
    """Where a list can lead, each with the key of the query that a press asks.

    `headings` counts the hits that are headings; `beside` are words that stand beside the query,
    with their counts; `fields` are those by which it can be narrowed; `removals` are its filters;
    `last` is the last of several words, which can be taken off again.
    """

    headings: tuple[int, str] | None = None
    beside: tuple[tuple[str, int, str], ...] = ()
    fields: tuple[Field, ...] = ()
    removals: tuple[tuple[Field, str], ...] = ()
    last: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Values:
    """A page of the values of a field, from `offset` of `total`.

    `shown` are the values, how many passages each leaves, and the keys of these queries.
    """

    field: Field
    offset: int
    total: int
    shown: tuple[tuple[str, int, str], ...]


def heading_button(ways: Ways, lang: Lang) -> list[Button]:
    """小标题, where some hits are headings and others aren't."""
    if ways.headings is None:
        return []
    count, key = ways.headings
    label = lang.say(f"小标题 {count:,}", f"Headings {count:,}")
    return [Button(label, encode(Press(Verb.TURN, key)))]


def last_word_button(ways: Ways, lang: Lang) -> list[Button]:
    """The way back from another word."""
    if ways.last is None:
        return []
    word, key = ways.last
    label = lang.say("去掉", "Drop ") + shorten(word, LONGEST_LABEL)
    return [Button(label, encode(Press(Verb.TURN, key)))]


def beside_buttons(ways: Ways) -> list[Button]:
    """The words that stand beside the query most, where there are too many hits."""
    return [
        Button(f"+{word} {count:,}", encode(Press(Verb.TURN, narrower)))
        for word, count, narrower in ways.beside
    ]


def way_buttons(ways: Ways, key: str, lang: Lang) -> list[Button]:
    """What the query can be narrowed by, and the filters that it can lose."""
    by_field = {
        field: Button(
            lang.say("按", "By ") + _name(field, lang),
            encode(Press(Verb.NARROW, key, extra=extra)),
        )
        for extra, field in NARROWED.items()
        if field in ways.fields
    }
    fields = [field for field, _ in ways.removals]
    by_field.update(zip(fields, removal_buttons(ways.removals, lang), strict=True))
    # 去掉单位 stands where 按单位 stood, whatever else the search is narrowed by.
    places = [*NARROWED.values(), *(field for field in fields if field not in NARROWED.values())]
    return [by_field[field] for field in places if field in by_field][:MOST_WAYS]


def removal_buttons(removals: Sequence[tuple[Field, str]], lang: Lang) -> list[Button]:
    """去掉年份 and the like: the search without one of its filters."""
    return [
        Button(lang.say("去掉", "Any ") + _name(field, lang), encode(Press(Verb.TURN, wider)))
        for field, wider in removals
    ]


def render_values(query: str, key: str, values: Values, lang: Lang) -> View:
    """The values of a field, most frequent first, each a button to the narrower search."""
    name = _name(values.field, lang)
    text = asked(query, lang) + lang.say(f"按{name}：", f"by {name}:")
    buttons = [
        Button(f"{shorten(value, LONGEST_LABEL)} {passages:,}", encode(Press(Verb.TURN, narrower)))
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


def words_apart(words: Sequence[tuple[str, int, str]], lang: Lang) -> Keyboard:
    """Words that don't stand together, each a button to where it stands alone."""
    buttons = [
        Button(label, encode(Press(Verb.TURN, key)))
        for label, (_, _, key) in zip(labels_apart(words, lang), words, strict=True)
    ]
    return rows(*(buttons[start : start + 2] for start in range(0, len(buttons), 2)))


def labels_apart(words: Sequence[tuple[str, int, str]], lang: Lang) -> list[str]:
    """Words that don't stand together, each with how often it stands alone."""
    return [
        lang.say(
            f"{shorten(word, LONGEST_LABEL)} {count:,} 处",
            f"{shorten(word, LONGEST_LABEL)}: {count:,}",
        )
        for word, count, _ in words
    ]


def _turns(key: str, values: Values, lang: Lang) -> list[Button]:
    extra = next(extra for extra, field in NARROWED.items() if field == values.field)
    turns = []
    if values.offset:
        before = Press(Verb.NARROW, key, max(0, values.offset - VALUES), extra=extra)
        turns.append(Button(lang.say("上一页", "Prev"), encode(before)))
    turns.append(Button(lang.say("返回", "Back"), encode(Press(Verb.TURN, key))))
    if values.offset + VALUES < values.total:
        after = Press(Verb.NARROW, key, values.offset + VALUES, extra=extra)
        turns.append(Button(lang.say("下一页", "Next"), encode(after)))
    return turns


def _name(field: Field, lang: Lang) -> str:
    return lang.say(*_NAMES[field])
