"""The grammar of what people search for; nothing in it is ever an error.

    作风 窗口          both words, or the whole without its space
    "两个 词"          a phrase with its space
    "谢谢"             this word, where no passage has it with its quotation marks
    -试点              not this word
    既要…又要…更要      in this order within one passage; also 词*词
    单位:港 年:2023     speeches by 单位, 讲话人, 年, 标题, 文件; two of one field mean either
    org:港 year:2023    the same in English: org, by, year, title, file
    year: since 2020    the same with spaces behind the colon
    年:2018-2022        also 年:2018以来 and 年:九十年代
    用处:结尾           what stands at the end of a speech; also 开头, 金句, 比喻, 排比, 引用
    类型:小标题         headings alone
    排序:最新           newest first; also 最早
    标点:不管           whatever punctuation stands between the characters

What doesn't parse is searched as text: a field without a value, a minus alone, a query of
nothing but excluded words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from corpus.normal import DOUBLE_QUOTES as _QUOTES
from corpus.normal import normalize, simplify
from corpus.rhetoric import MARKS
from corpus.title_forms import title_form
from store.search.years import year_span

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

Field = Literal[
    "organisation", "speaker", "year", "title", "file", "kind", "place", "mark", "arrival"
]

_FIELDS: dict[str, Field] = {
    "单位": "organisation",
    "讲话人": "speaker",
    "年": "year",
    "标题": "title",
    "文件": "file",
    "类型": "kind",
    "用处": "mark",
}
_NAMES: dict[Field, str] = {
    **{field: name for name, field in _FIELDS.items()},
    "place": "用处",
    "arrival": "收录",
}
_ENGLISH: dict[str, Field] = {
    "org": "organisation",
    "by": "speaker",
    "year": "year",
    "title": "title",
    "file": "file",
}
_CALLED = _FIELDS | _ENGLISH
_ARRIVAL = re.compile(r"收录:(\d{8}T\d{12})-(\d{8}T\d{12})", re.ASCII)
_INSTANT = "%Y%m%dT%H%M%S%f"
HEADING = "heading"
_KINDS = {"小标题": HEADING}
Order = Literal["newest", "oldest"]
_SETTING = re.compile(r"(?P<name>排序|标点)[:：](?P<value>.+)")
_ORDERS: dict[str, Order] = {"最新": "newest", "最早": "oldest"}
_LOOSE = "不管"
NEWEST_WORD, OLDEST_WORD, LOOSE_WORD = "排序:最新", "排序:最早", f"标点:{_LOOSE}"
PLACES = ("开头", "结尾")
"""Where in a speech a passage may stand."""
_WORD = re.compile(
    rf"(?<!\S)(?P<minus>[-－]?)[{_QUOTES}](?P<phrase>[^{_QUOTES}]*\s[^{_QUOTES}]*)[{_QUOTES}](?!\S)"
    r"|(?P<word>\S+)"
)
_QUOTED = re.compile(rf"\s*[{_QUOTES}](?P<word>[^{_QUOTES}\s]+)[{_QUOTES}]\s*")
_PLAIN = re.compile(rf"[^\s\-－:：…⋯*＊.．{_QUOTES}]+")
_FIELD = re.compile(rf"(?P<name>{'|'.join(_CALLED)})[:：](?P<value>.+)", re.IGNORECASE)
_APART = re.compile(
    rf"(?<!\S)(?P<name>[^\s:：]+[:：])(?:\s*(?P<since>since))?\s+(?P<value>[^\s{_QUOTES}]+)(?!\S)",
    re.IGNORECASE,
)
"""A filter whose value stands apart from its name."""
_GAP = re.compile(r"[…⋯]+|[*＊]+|[.．]{3,}")


@dataclass(frozen=True, slots=True)
class Needle:
    """What a passage must hold: normal forms that follow each other, with gaps between them.

    `shown` is how it was typed.
    """

    parts: tuple[str, ...]
    shown: str


# One answer asks several times what the same words mean.
_REMEMBERED = 512


@dataclass(frozen=True, slots=True)
class Filter:
    """What the speech must be: `value` is a normal form that the field holds, or years.

    `kind`, `place` and `mark` are filters on passages: `value` is then HEADING, one of PLACES, or
    one of MARKS.
    """

    field: Field
    value: str


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query; without needles and filters it asks for nothing.

    `whole` is the normal form of several words written as one, empty where that says nothing
    new. `literal` is the normal form of the query as it was typed, where the grammar read it
    as something else: a store that holds it means that a sentence was pasted. `order` is another
    than the best first; where it is `loose`, punctuation may stand anywhere in the words or not.
    """

    text: str
    needles: tuple[Needle, ...] = ()
    excluded: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    whole: str = ""
    literal: str = ""
    order: Order | None = None
    loose: bool = False

    @property
    def of_passages(self) -> bool:
        """Whether only some kinds of passages are asked for."""
        return any(condition.field in {"kind", "place", "mark"} for condition in self.filters)


@lru_cache(maxsize=_REMEMBERED)
def parse_query(text: str) -> Query:
    """Read `text` as the grammar says, and as plain text where the grammar says nothing.

    The query's own text has the values of filters beside their names.
    """
    text = _APART.sub(_joined, text)
    if (word := unquoted(text)) and (normal := normalize(word)):
        return Query(text, (Needle((normal,), word),), literal=normalize(text))
    if _PLAIN.fullmatch(text) and (normal := normalize(text)):
        return Query(text, (Needle((normal,), text),))
    reading = _Reading()
    for match in _words(text):
        if match["word"]:
            reading.word(match["word"])
        else:
            reading.phrase(match["phrase"], excluded=bool(match["minus"]))
    return reading.query(text)


def unquoted(text: str) -> str:
    """Return the word that the query is, in quotation marks; empty where it is something else."""
    match = _QUOTED.fullmatch(text)
    return match["word"] if match else ""


def as_text(text: str) -> Query:
    """Read `text` as one piece of plain text, whatever it looks like."""
    normal = normalize(text)
    return Query(text, (Needle((normal,), text.strip()),) if normal else ())


def filter_word(field: Field, value: str) -> str:
    """Return the word of a query that filters by this value, for `kind` by HEADING."""
    if field == "kind":
        value = next(name for name, kind in _KINDS.items() if kind == value)
    return f"{_NAMES[field]}:{''.join(value.split())}"


def arrived_between(after: datetime, until: datetime) -> str:
    """Return the word of a query that asks for speeches that came in after an instant, until one.

    No one types it: the buttons of what one follows hold it.
    """
    first, last = (one.astimezone(UTC).strftime(_INSTANT) for one in (after, until))
    return filter_word("arrival", f"{first}-{last}")


def arrival_span(value: str) -> tuple[datetime, datetime]:
    """Return the two instants of a filter by arrival."""
    first, last = (datetime.strptime(one, _INSTANT).replace(tzinfo=UTC) for one in value.split("-"))
    return first, last


def is_name(text: str) -> bool:
    """Whether a query asks for all that a speaker or an organisation said, maybe in some years."""
    query = parse_query(text)
    fields = {condition.field for condition in query.filters}
    named = fields & {"speaker", "organisation"}
    allowed = {"speaker", "organisation", "year", "arrival"}
    return bool(named) and fields <= allowed and not query.needles


def without(text: str, field: Field) -> str:
    """Return the query without its filters by this field."""
    kept = [
        match[0]
        for match in _words(text)
        if (condition := _filter(match["word"] or "")) is None or condition.field != field
    ]
    return " ".join(kept)


def beside_filters(text: str) -> str:
    """Return the words beside filters, an order and the like; the text where there are none.

    What looks like a filter and is none is left out as well.
    """
    words = list(_words(text))
    kept = [match[0] for match in words if not _is_written(match["word"] or "")]
    return text if len(kept) == len(words) else " ".join(kept)


def _is_written(word: str) -> bool:
    """Whether a word is written as the grammar has it, with a colon that is no pause."""
    return _field(word) is not None or _setting(word) is not None


def plainly(text: str) -> str:
    """Return the query without the words that say in which order, and with which punctuation."""
    return _without_settings(text, (*_ORDERS, _LOOSE))


def without_order(text: str) -> str:
    """Return the query as one for the best first."""
    return _without_settings(text, _ORDERS)


def _without_settings(text: str, settings: Collection[str]) -> str:
    if parse_query(text).order is None and not parse_query(text).loose:
        return text
    words = (match[0] for match in _words(text))
    return " ".join(word for word in words if _setting(word) not in settings)


def without_last(text: str) -> tuple[str, str] | None:
    """Return the last of several words, and the query without it; None for any other query."""
    query = parse_query(text)
    if len(query.needles) < 2:
        return None
    words = [match[0] for match in _words(text)]
    if words[-1] != query.needles[-1].shown:
        return None
    return words[-1], " ".join(words[:-1])


def misread(text: str) -> tuple[str, ...]:
    """Return the words that look like filters and are none, as `年:去年`: they count as text."""
    words = (match["word"] or "" for match in _words(text))
    return tuple(word for word in words if _field(word) and _filter(word) is None)


class _Reading:
    """The words of one query as they are read."""

    def __init__(self) -> None:
        self._needles: dict[tuple[str, ...], Needle] = {}
        self._excluded: dict[str, None] = {}
        self._filters: dict[Filter, None] = {}
        self._order: Order | None = None
        self._loose = False
        self._whole = ""
        self._phrases = False
        self._marked = False

    def phrase(self, words: str, *, excluded: bool) -> None:
        normal = normalize(words)
        if not normal:
            return
        self._phrases = True
        if excluded:
            self._marked = True
            self._excluded[normal] = None
        else:
            self._needles[(normal,)] = Needle((normal,), words.strip())

    def word(self, word: str) -> None:
        if word[0] in "-－" and (normal := normalize(word[1:])):
            self._marked = True
            self._excluded[normal] = None
        elif (condition := _filter(word)) is not None:
            self._marked = True
            self._filters[condition] = None
        elif (setting := _setting(word)) is not None:
            self._marked = True
            self._loose = self._loose or setting == _LOOSE
            self._order = _ORDERS.get(setting, self._order)
        elif len(parts := _parts(word)) > 1:
            self._marked = True
            self._needles[parts] = Needle(parts, word)
        elif normal := normalize(word):
            self._whole += normal
            self._needles[(normal,)] = Needle((normal,), word)

    def query(self, text: str) -> Query:
        if not self._needles and not self._filters:
            return _plain(text)
        plain = not self._phrases and all(len(parts) == 1 for parts in self._needles)
        return Query(
            text,
            tuple(self._needles.values()),
            tuple(self._excluded),
            tuple(self._filters),
            self._whole if plain and (self._whole,) not in self._needles else "",
            normalize(text) if self._marked and not self._phrases else "",
            self._order,
            self._loose,
        )


def _words(text: str) -> Iterator[re.Match[str]]:
    return _WORD.finditer(_APART.sub(_joined, text))


def _joined(apart: re.Match[str]) -> str:
    """A filter in one word; what is none stays as it was typed."""
    word = "".join(filter(None, apart.groups()))
    return apart[0] if _filter(word) is None else word


def _plain(text: str) -> Query:
    needles = {
        normal: Needle((normal,), word) for word in text.split() if (normal := normalize(word))
    }
    whole = normalize(text)
    return Query(text, tuple(needles.values()), whole="" if whole in needles else whole)


def _field(word: str) -> tuple[Field, str] | None:
    """Split a word into its field, also where its name is in traditional characters, and value."""
    match = _FIELD.fullmatch(simplify(word))
    return (_CALLED[match["name"].lower()], word[match.start("value") :]) if match else None


def _filter(word: str) -> Filter | None:
    if arrival := _ARRIVAL.fullmatch(word):
        return Filter("arrival", f"{arrival[1]}-{arrival[2]}")
    split = _field(word)
    if split is None:
        return None
    field, value = split
    if field == "year":
        years = year_span(value)
        return Filter(field, years) if years else None
    if field == "mark":
        return _use(simplify(value))
    if field == "kind":
        kind = _KINDS.get(simplify(value))
        return Filter(field, kind) if kind else None
    wanted = title_form(value) if field == "title" else normalize(value)
    return Filter(field, wanted) if wanted else None


def _setting(word: str) -> str | None:
    """What a word such as 排序:最新 asks for; None where it is another word."""
    match = _SETTING.fullmatch(simplify(word))
    known = match and (
        match["value"] == _LOOSE if match["name"] == "标点" else match["value"] in _ORDERS
    )
    return match["value"] if match and known else None


def _use(value: str) -> Filter | None:
    if value in PLACES:
        return Filter("place", value)
    return Filter("mark", value) if value in MARKS else None


def _parts(word: str) -> tuple[str, ...]:
    return tuple(normal for part in _GAP.split(word) if (normal := normalize(part)))
