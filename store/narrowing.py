"""What a search can be narrowed by: organisations and years, headings, words that stand beside."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.normal import normalize
from store.found import as_list
from store.query import Filter, filter_word, parse_query

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from store.found import Found
    from store.query import Field, Query

MOST_NARROWED = 20_000
"""A search that finds more is not taken apart; another word narrows it better."""
READ_FOR_NEIGHBOURS = 100
"""Passages, the best ones, whose words are looked at."""
COUNTED = 6
"""Words beside the query that are counted, of which the most frequent are shown."""
_SHORTEST, _LONGEST = 2, 6
# Words that stand beside everything, so that a search is no narrower in meaning with them.
_EVERYWHERE = frozenset(
    (
        "就是", "没有", "不是", "还是", "也是", "都是", "只有", "已经", "一定", "必须", "不能",
        "不要", "不会", "可能", "这样", "那样", "怎样", "非常", "特别", "十分", "更加", "同时",
        "其中", "之后", "之前", "以后", "以前", "时候", "今天", "今年", "去年", "明年", "现在",
        "目前", "大家", "自己", "别人", "同志", "同志们", "各位", "通过", "进行", "为了", "由于",
        "按照", "根据", "不断", "进一步", "真正", "首先", "其次", "最后", "第一", "第二", "第三",
        "方面", "有些", "有的", "所有", "什么", "怎么", "如果", "因为", "所以", "但是", "而且",
        "并且", "以及", "或者", "我们", "你们", "他们", "它们", "这个", "那个", "这些", "那些",
        "一个", "一些", "起来", "下去", "出来", "上来", "下来", "进来", "出去", "一样", "一下",
        "一点", "一直", "一起", "一次", "多少", "几个", "时间",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Facet:
    """A value to narrow by, and how many passages are left then."""

    value: str
    passages: int


@dataclass(frozen=True, slots=True)
class Narrowing:
    """The values in a search's passages, most frequent first, and how many are headings."""

    organisations: tuple[Facet, ...] = ()
    years: tuple[Facet, ...] = ()
    headings: int = 0


def narrow(raw: sqlite3.Connection, found: Found) -> Narrowing:
    """Take a search apart; empty where it found more than MOST_NARROWED."""
    if not 0 < found.total <= MOST_NARROWED:
        return Narrowing()
    organisations: defaultdict[str, set[int]] = defaultdict(set)
    years: defaultdict[str, set[int]] = defaultdict(set)
    headings: set[int] = set()
    for row in _placed(raw, found):
        if found.allowed is not None and row["speech"] not in found.allowed:
            continue
        if row["organisation"]:
            organisations[row["organisation"]].add(row["passage"])
        if row["year"]:
            years[row["year"]].add(row["passage"])
        if row["kind"] == "heading":
            headings.add(row["passage"])
    return Narrowing(
        _facets(_holding(organisations), "organisation"), _facets(years, "year"), len(headings)
    )


def beside(query: Query, texts: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return the words of most of the texts, each given as its words, that say something new.

    A word that all of them hold narrows nothing.
    """
    needles = [part for needle in query.needles for part in needle.parts]
    counts: Counter[str] = Counter()
    for words in texts:
        counts.update(
            word
            for word in dict.fromkeys(map(normalize, words))
            if _is_telling(word) and not any(word in part or part in word for part in needles)
        )
    some = [word for word, count in counts.most_common() if count < len(texts)]
    return tuple(some[:COUNTED])


def best_texts(raw: sqlite3.Connection, found: Found) -> list[str]:
    """Read the texts of the first passages of a search."""
    keys = found.page(0, READ_FOR_NEIGHBOURS)
    rows = raw.execute(
        "SELECT text FROM text WHERE key IN (SELECT value FROM json_each(?))", (as_list(keys),)
    )
    return [row["text"] for row in rows]


def _placed(raw: sqlite3.Connection, found: Found) -> Iterable[sqlite3.Row]:
    """Yield each place of each wording that matches, with what its speech can be told by."""
    return raw.execute(
        "SELECT p.passage, p.speech, t.kind, s.organisation, s.year FROM text t"
        " CROSS JOIN place p ON p.passage = t.passage AND p.text = t.key"
        " CROSS JOIN speech s ON s.key = p.speech"
        " WHERE t.key IN (SELECT value FROM json_each(?))",
        (as_list(found.wordings.tolist()),),
    )


def _holding(values: dict[str, set[int]]) -> dict[str, set[int]]:
    """Count for each value what a filter by it lets through: a field that holds it is enough."""
    forms = {value: normalize(value) for value in values}
    return {
        value: set().union(*(values[other] for other in values if forms[value] in forms[other]))
        for value in values
    }


def _facets(values: dict[str, set[int]], field: Field) -> tuple[Facet, ...]:
    facets = [
        Facet(value, len(passages))
        for value, passages in values.items()
        if _is_usable(field, value)
    ]
    return tuple(sorted(facets, key=lambda facet: (-facet.passages, facet.value)))


def _is_usable(field: Field, value: str) -> bool:
    wanted = value if field == "year" else normalize(value)
    return parse_query(filter_word(field, value)).filters == (Filter(field, wanted),)


def _is_telling(word: str) -> bool:
    han = all("\u4e00" <= character <= "\u9fff" for character in word)
    return han and _SHORTEST <= len(word) <= _LONGEST and word not in _EVERYWHERE
