"""Years, speakers, organisations, titles and places that were typed as if they were words.

Nothing but the store itself says what a name is. A word that fits two speakers or two bodies is no
name, and a title is one only where the rest of the question stands in the speeches called so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corpus.normal import normalize
from corpus.pinyin import sounds_alike
from store.search.query import Filter, filter_word, parse_query
from store.search.results import is_short_for, titles_called
from store.search.years import holds_year, spoken_years

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from store.db.port import RawConnection
    from store.search.query import Field, Query
    from store.search.tokenizer import Token

_PLACES = {
    "开头": "开头", "开场": "开头", "开场白": "开头", "开篇": "开头", "结尾": "结尾",
    "收尾": "结尾", "结束语": "结尾", "结语": "结尾",
}  # fmt: skip
_MARKS = {
    **dict.fromkeys(("金句", "警句", "名言", "名言警句"), "金句"),
    **dict.fromkeys(("比喻", "比喻句", "打比方"), "比喻"),
    **dict.fromkeys(("排比", "排比句"), "排比"),
    **dict.fromkeys(("引用", "典故", "引经据典", "古语", "诗句"), "引用"),
    **dict.fromkeys(("古诗", "诗词", "古诗词", "引用古诗", "引用诗词", "引用古诗词"), "引用"),
}
_ENDS = "|".join(sorted(_PLACES, key=len, reverse=True))
_PLACE = re.compile(rf"(?:会议|讲话|发言|报告|文章|致辞)?的?({_ENDS})(?:部分)?")
_RANK = re.compile(
    "(?:同志|先生|女士|主席|总理|总书记|书记|校长|院长|局长|市长|省长|县长|区长|镇长|部长|主任|厅长|处长"
    "|科长|秘书长|委员长|总裁|董事长|老师|教授)"
)
_SPEECH_WORDS = frozenset(
    ("讲话", "讲稿", "报告", "文章", "发言", "致辞", "稿子", "材料", "文件", "总结讲话", "会议")
)
"""What a title or a place was said of, which says nothing more beside it."""
_SHORTEST_NAME = 2
_MEETING = re.compile(
    ".{2,}(?:会|会议|典礼|仪式|论坛|报告|讲话|献词|贺词|致辞|开幕式|开班式|党课|座谈)"
)
"""What a title within a run of text may be; typed as a word of its own it may be any."""
_MOST_FITTING = 4
"""Names that a word may fit; one that fits more is a word that names are made of."""
_FEW = 3
"""Speeches that a title may name even where they are most of all."""
_LONGEST_ROW = 8
"""Words in a row that may be a name or a title."""


@dataclass(frozen=True, slots=True)
class Names:
    """What the store's speeches can be called: speakers and organisations, title forms, years."""

    speakers: tuple[str, ...]
    organisations: tuple[str, ...]
    titles: Mapping[int, str]
    years: frozenset[str]

    def speaker(self, word: str) -> str | None:
        """Give the one speaker that a word, with or without his rank, names."""
        bare = _RANK.sub("", word) if _RANK.search(word) else word
        if len(bare) < _SHORTEST_NAME:
            return None
        return _only(bare, self.speakers)

    def organisation(self, word: str) -> str | None:
        """Give the value to filter by where a word names one organisation."""
        return _only(word, self.organisations) if len(word) > _SHORTEST_NAME else None

    def sounding(self, word: str) -> Filter | None:
        """Give the one name that a word may be a slip for: one character that sounds alike."""
        known = [
            Filter(field, value)
            for field, values in self._by_field()
            for value in values
            if len(value) == len(word) and _is_slip(word, value)
        ]
        return known[0] if len(known) == 1 else None

    def fitting(self, word: str) -> tuple[Filter, ...]:
        """Give the names that a word may stand for, where it holds or is short for several."""
        for field, values in self._by_field():
            if word in values or len(word) < _SHORTEST_NAME + (field == "organisation"):
                continue
            held = [value for value in values if word in value]
            short = [value for value in values if is_short_for(word, value)]
            known = held or (short if len(word) > _SHORTEST_NAME else [])
            if 1 < len(known) <= _MOST_FITTING:
                return tuple(Filter(field, value) for value in known)
        return ()

    def _by_field(self) -> tuple[tuple[Field, tuple[str, ...]], ...]:
        return (("speaker", self.speakers), ("organisation", self.organisations))

    def is_title(self, word: str) -> bool:
        """Whether speeches, but not most of them, are called so."""
        called = len(titles_called(word, self.titles))
        return 0 < called <= max(len(self.titles) // 2, _FEW)


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as it may have been meant: what is understood, each as it was typed, and the rest.

    `kept` are the filters that were typed as such.
    """

    understood: tuple[tuple[Filter, str], ...] = ()
    words: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()

    @property
    def filters(self) -> tuple[Filter, ...]:
        """What was understood."""
        return tuple(one for one, _ in self.understood)

    @property
    def text(self) -> str:
        """The reading, written as a query."""
        typed = [filter_word(one.field, one.value) for one in self.filters]
        return " ".join([*self.kept, *typed, *self.words])

    def holds(self, name: str) -> bool:
        """Whether something was understood as this field."""
        return any(one.field == name for one in self.filters)

    def with_words_of(self, query: Query) -> Reading:
        """Take for words, in their order, all of a query that isn't understood."""
        taken = {typed for _, typed in self.understood}
        words = tuple(one.shown for one in query.needles if one.shown not in taken)
        return replace(self, words=words)

    def without(self, *fields: str) -> Reading:
        """Take what was understood as one of these fields for words again."""
        back = tuple(typed for one, typed in self.understood if one.field in fields)
        left = tuple(pair for pair in self.understood if pair[0].field not in fields)
        return replace(self, understood=left, words=(*back, *self.words))


def read_names(raw: RawConnection) -> Names:
    """Read what speeches are called."""
    rows = raw.execute("SELECT key, organisation, speaker, year, title_form FROM speech").fetchall()
    return Names(
        tuple(sorted({normalize(row["speaker"]) for row in rows if row["speaker"]})),
        tuple(sorted({normalize(row["organisation"]) for row in rows if row["organisation"]})),
        {row["key"]: row["title_form"] for row in rows},
        frozenset(row["year"] for row in rows if row["year"]),
    )


def misspelt(query: Query, names: Names, count: Callable[[str], int]) -> str:
    """Write a query with the names that its words which stand nowhere are slips for; or empty."""
    written = []
    for needle in query.needles:
        alone = needle.parts[0] if len(needle.parts) == 1 else ""
        meant = names.sounding(alone) if alone and not count(alone) else None
        written.append(needle.shown if meant is None else filter_word(meant.field, meant.value))
    if written == [needle.shown for needle in query.needles]:
        return ""
    kept = [word for word in query.text.split() if parse_query(word).filters]
    return " ".join((*kept, *written))


def understand(
    query: Query, cuts: Mapping[str, Sequence[Token]], names: Names, today: date
) -> Reading:
    """Read the words of a query; nothing is understood where `understood` is empty.

    `cuts` are the words of what was typed as one and stands nowhere.
    """
    if any(len(needle.parts) > 1 for needle in query.needles) or '"' in query.text:
        return Reading()
    understood: dict[Filter, str] = {}
    words: list[str] = []
    for needle in query.needles:
        found = _of_word(needle.parts[0], names, today)
        if found is not None:
            understood[found] = needle.shown
        elif needle.shown in cuts:
            for meant, typed in _of_run(cuts[needle.shown], names, today):
                if meant is None:
                    words.append(typed)
                else:
                    understood[meant] = typed
        else:
            words.append(needle.shown)
    taken = {one.field for one in query.filters}
    chosen = tuple(pair for pair in understood.items() if pair[0].field not in taken)
    if any(one.field in {"title", "place", "mark"} for one, _ in chosen):
        words = [word for word in words if word not in _SPEECH_WORDS]
    kept = tuple(word for word in query.text.split() if parse_query(word).filters)
    reading = Reading(chosen, tuple(words), kept)
    titles = sum(one.field == "title" for one in reading.filters)
    # With nothing left to look for in them but a place, titles are what is asked about.
    asked = titles > 1 and not words and not reading.holds("place")
    return reading.without("title") if asked else reading


def ways(reading: Reading) -> Iterator[tuple[Reading, bool]]:
    """Yield a reading, then those that take less for a name; whether all words must be held then.

    What is a title may as well be a word: it is one first where all of the words stand together.
    """
    untitled = reading.without("title")
    found = [(untitled, True), (reading, reading.holds("title")), (untitled, False)]
    fields = dict.fromkeys(one.field for one in reversed(reading.filters))
    fewer = [way for name in fields for way in (reading.without(name), untitled.without(name))]
    found += [
        (way, whole) for whole in (True, False) for way in fewer if whole or not way.holds("title")
    ]
    seen = dict.fromkeys(found)
    yield from ((way, whole) for way, whole in seen if way.understood)


def _of_word(word: str, names: Names, today: date) -> Filter | None:
    """Understand one word, or words in a row."""
    years = spoken_years(word, today)
    if years is not None:
        known = any(holds_year(years, year) for year in names.years)
        return Filter("year", years) if known else None
    if match := _PLACE.fullmatch(word):
        return Filter("place", _PLACES[match[1]])
    if word in _MARKS:
        return Filter("mark", _MARKS[word])
    if len(word) < _SHORTEST_NAME:
        return None
    if speaker := names.speaker(word):
        return Filter("speaker", speaker)
    if organisation := names.organisation(word):
        return Filter("organisation", organisation)
    return Filter("title", word) if names.is_title(word) else None


def _of_run(
    tokens: Sequence[Token], names: Names, today: date
) -> Iterator[tuple[Filter | None, str]]:
    """Yield what the longest rows of words in a run of text mean, and, as None, what is between."""
    at, run = 0, ""
    while at < len(tokens):
        found, typed, length = _longest(tokens[at:], names, today)
        if found is None and tokens[at].kind != "empty":
            run += tokens[at].shown
        elif run:
            yield None, run
            run = ""
        if found is not None:
            yield found, typed
        at += length
    if run:
        yield None, run


def _longest(tokens: Sequence[Token], names: Names, today: date) -> tuple[Filter | None, str, int]:
    """Understand the longest row of words at the beginning that means something."""
    for length in range(min(_LONGEST_ROW, len(tokens)), 0, -1):
        row = tokens[:length]
        text = "".join(token.normal for token in row)
        asks = row[0].kind == "empty" or row[-1].kind == "empty"
        if (asks and text not in _MARKS) or not _is_row(row):
            continue
        for meant in dict.fromkeys((text, text.removesuffix("上"))):
            found = _of_word(meant, names, today)
            if found is not None and (found.field != "title" or _MEETING.fullmatch(meant)):
                return found, "".join(token.shown for token in row), length
    return None, "", 1


def _is_row(row: Sequence[Token]) -> bool:
    end = row[0].start
    for token in row:
        if token.start != end:
            return False
        end += len(token.normal)
    return True


def _is_slip(word: str, name: str) -> bool:
    differing = [pair for pair in zip(word, name, strict=True) if pair[0] != pair[1]]
    return len(differing) == 1 and sounds_alike(*differing[0])


def _only(word: str, values: Sequence[str]) -> str | None:
    """Return the word where one value alone holds it, or is it."""
    if word in values:
        return word
    return word if sum(word in value for value in values) == 1 else None
