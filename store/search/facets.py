"""What a search can be narrowed by: organisations and years, headings, words that stand beside."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from corpus.characters import is_han
from corpus.normal import normalize
from store.db.sql import as_list
from store.index.snapshot import snapshot_of
from store.search.model import Facet, Facets
from store.search.query import Filter, filter_word, parse_query

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.db.port import RawConnection
    from store.index.docvalues import Occurrences
    from store.index.postings import I64
    from store.search.query import Field, Query
    from store.search.results import Results

MOST_NARROWED = 20_000
"""A search that finds more is not taken apart; another word narrows it better."""
READ_FOR_NEIGHBOURS = 20
"""Passages, the best ones, whose words are looked at."""
REACH = 20
"""Characters before and after a hit in which a word stands beside it; its clause is read whole."""
COUNTED = 5
"""Words beside the query that are counted, of which the most frequent are shown."""
_SHORTEST, _LONGEST = 2, 6
_CLAUSE = re.compile("[^，。；：！？、,;:!?]+[，。；：！？、,;:!?]*")
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
class Narrowable:
    """The fields of which the passages found have two values or more; how many are headings."""

    fields: tuple[Field, ...] = ()
    headings: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """What the speeches can be told by: their keys, ascending, and for each field its values.

    A value is given by its number in the field's list, -1 where a speech has none.
    """

    keys: I64
    organisations: tuple[list[str], I64]
    years: tuple[list[str], I64]


def read_facts(raw: RawConnection) -> Facts:
    """Read what all speeches can be told by."""
    rows = raw.execute("SELECT key, organisation, year FROM speech ORDER BY key").fetchall()
    return Facts(
        np.array([row["key"] for row in rows], np.int64),
        _numbered([row["organisation"] for row in rows]),
        _numbered([row["year"] for row in rows]),
    )


def facets_of(raw: RawConnection, found: Results, facts: Facts) -> Facets:
    """Take a search apart; empty where it found more than MOST_NARROWED."""
    if not 0 < found.total <= MOST_NARROWED:
        return Facets()
    occurrences = snapshot_of(raw).occurrences
    passages, speeches = occurrences.places(found.wordings)
    if found.allowed is not None:
        inside = np.isin(speeches, list(found.allowed))
        passages, speeches = passages[inside], speeches[inside]
    at = np.searchsorted(facts.keys, speeches)
    organisations = _gather(passages, at, *facts.organisations)
    years = _gather(passages, at, *facts.years)
    return Facets(
        _facets(_holding(organisations), "organisation"),
        _facets({value: len(held) for value, held in years.items()}, "year"),
    )


def narrowable(raw: RawConnection, found: Results, facts: Facts) -> Narrowable:
    """Say what a search can be narrowed by, uncounted; nothing where `facets_of` gives none."""
    if not 0 < found.total <= MOST_NARROWED:
        return Narrowable()
    occurrences = snapshot_of(raw).occurrences
    speeches = occurrences.speeches_of(found.wordings)
    if found.allowed is not None:
        speeches = speeches[np.isin(speeches, list(found.allowed))]
    at = np.searchsorted(facts.keys, speeches)
    told: dict[Field, tuple[list[str], I64]] = {
        "organisation": facts.organisations,
        "year": facts.years,
    }
    return Narrowable(
        tuple(field for field, (names, codes) in told.items() if _differ(field, names, codes[at])),
        _count_headings(occurrences, found),
    )


def beside(query: Query, texts: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return the words of most of the texts that say something new.

    Each text is given as its words in normal form. A word that all of them hold narrows nothing.
    """
    needles = [part for needle in query.needles for part in needle.parts]
    counts: Counter[str] = Counter()
    for words in texts:
        counts.update(dict.fromkeys(words).keys())
    telling = (
        word
        for word, count in counts.most_common()
        if count < len(texts)
        and _is_telling(word)
        and not any(word in part or part in word for part in needles)
    )
    return tuple(islice(telling, COUNTED))


def best_clauses(raw: RawConnection, query: Query, found: Results) -> list[str]:
    """Read what stands around the hits in the first passages of a search: whole clauses."""
    keys = found.page(0, READ_FOR_NEIGHBOURS)
    rows = raw.execute(
        "SELECT text FROM text WHERE key IN (SELECT value FROM json_each(?))", (as_list(keys),)
    )
    needles = [part for needle in query.needles for part in needle.parts]
    return [_around(normalize(row["text"]), needles) for row in rows]


def _around(normal: str, needles: Sequence[str]) -> str:
    """Return the clauses that lie within REACH characters of where the first needle stands."""
    hit = max(0, min((normal.find(needle) for needle in needles), default=0))
    return "".join(
        match[0]
        for match in _CLAUSE.finditer(normal)
        if match.end() > hit - REACH and match.start() < hit + REACH
    )


def _count_headings(occurrences: Occurrences, found: Results) -> int:
    headings = found.wordings[occurrences.headings[found.wordings]]
    return len(np.unique(occurrences.passages(headings.astype(np.int64)))) if len(headings) else 0


def _differ(field: Field, names: list[str], codes: I64) -> bool:
    """Whether there are two values or more that one can narrow by."""
    held = np.zeros(len(names) + 1, np.bool_)
    held[codes] = True  # no value is the last place, which doesn't count
    usable = (code for code in np.flatnonzero(held[:-1]).tolist() if _is_usable(field, names[code]))
    return next(usable, None) is not None and next(usable, None) is not None


def _numbered(values: Sequence[str | None]) -> tuple[list[str], I64]:
    names = sorted({value for value in values if value})
    number = {name: place for place, name in enumerate(names)}
    return names, np.array([number.get(value or "", -1) for value in values], np.int64)


def _gather(passages: I64, at: I64, names: list[str], codes: I64) -> dict[str, I64]:
    """Return the passages, ascending, by the value that their speech, given by number, has."""
    own = codes[at]
    order = np.lexsort((passages, own))
    own, passages = own[order], passages[order]
    some = np.unique(own[own >= 0])
    starts, ends = np.searchsorted(own, some), np.searchsorted(own, some, "right")
    return {
        names[code]: (held := passages[start:end])[np.diff(held, prepend=-1) > 0]
        for code, start, end in zip(some.tolist(), starts.tolist(), ends.tolist(), strict=True)
    }


def _holding(values: dict[str, I64]) -> dict[str, int]:
    """Count for each value what a filter by it lets through: a field that holds it is enough."""
    forms = {value: normalize(value) for value in values}
    every = "\n".join(forms.values())
    counts = {}
    for value, held in values.items():
        if every.count(forms[value]) > 1:
            others = [values[other] for other in values if forms[value] in forms[other]]
            held = np.unique(np.concatenate(others))  # noqa: PLW2901 - what the value holds
        counts[value] = len(held)
    return counts


def _facets(values: dict[str, int], field: Field) -> tuple[Facet, ...]:
    facets = [
        Facet(value, passages) for value, passages in values.items() if _is_usable(field, value)
    ]
    return tuple(sorted(facets, key=lambda facet: (-facet.passages, facet.value)))


@lru_cache(maxsize=4096)
def _is_usable(field: Field, value: str) -> bool:
    wanted = value if field == "year" else normalize(value)
    return parse_query(filter_word(field, value)).filters == (Filter(field, wanted),)


def _is_telling(word: str) -> bool:
    if not _SHORTEST <= len(word) <= _LONGEST or word in _EVERYWHERE:
        return False
    return is_han(word)
