"""How sure it is that a candidate is a slogan, by what all stored texts say of it.

Judged are where it stands and how often, not what it means; only what everybody knows is
listed. Nothing here depends on the order in which documents came.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from corpus.slogans.hints import VERBS, cross, is_call
from corpus.slogans.known import known
from corpus.slogans.numerals import NUMERALS

if TYPE_CHECKING:
    from corpus.slogans.known import Known
    from corpus.slogans.model import Kind


class Rank(IntEnum):
    """In the order of lists: beyond doubt, probable, a plain term of politics, none."""

    SURE = 0
    LIKELY = 1
    TERM = 2
    NONE = 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the stored texts say of a candidate.

    Of `occurrences` so many are `alone`, between punctuation on both sides, and so many `quoted`.
    `within` is the greatest share of them that lies inside one longer slogan, or a run that may be
    a mere list, `within_known` inside a slogan that everybody knows, `within_word` inside one that
    is no run. In so many speeches people are `called` upon to do it, or it names something. It is
    `told` where a text spells out its members.
    """

    kind: Kind
    occurrences: int
    speeches: int
    alone: int
    quoted: int
    within: float
    within_known: float
    within_word: float
    called: int
    told: bool


_FRAGMENT = 0.7
"""The share of occurrences inside one longer slogan that makes a form a part of that."""
_OFTEN_QUOTED = 0.2
_MOSTLY = 0.5
_OFTEN_ALONE = 0.6
_EVERY = frozenset("各每该")
_MOSTLY_VERBS = 0.8
"""Parts of three characters that begin with a verb: then the others do so, too."""
_NEARLY_ALWAYS = 0.85
_TWICE, _SPEECHES = 2, 3
_FOUR, _MANY = 4, 5
"""Speeches that four characters take to be a formula: two plain words stand alone in three."""
_METAPHOR = 3
"""Characters of a quoted word that is a formula only where it recurs over speeches."""
_SENTENCE = 7
"""Characters of what is no word that is merely stressed, where it is quoted again and again."""
_PLAN = re.compile(rf"[{''.join(NUMERALS)}]{{1,3}}五(?:规划|计划)?")
_COUNTED = re.compile(
    r"[一二两三四五六七八九十]+(?:项|类|种|条|件|次|名|位|年|级|届|省|市|县|人|方|国|大|张)."
)
_DIGITS = re.compile(r"[0-9.]+[个强后年日月天]?.{0,3}")
_HEADS = frozenset("以敢勇善不让把为守抓讲学争破当用靠向有想看走说同真")
"""What heads all parts of a run that is none by chance."""
_HEADS_OF_THREE = VERBS | _HEADS | frozenset("能会肯愿")
"""What heads parts of three characters that tell what one does, or can and wants to do."""
_FIELDS = re.compile(
    r".*(?:新闻|出版|影视|艺术|实力|路线|方略|理论|思想|建设|制度|体系|原则|方向|战略|领域|环节|岗位|行业|"
    r"地区|工作|任务|工程|项目|企业|市场|资源|技术|材料|能源|设备|产品|服务|政策|措施|标准|安全|环境|文化|教育|"
    r"卫生|体育|科技|交通|水利|农业|工业|商业|金融|保险|医疗|养老|机构|组织|团体|人士|同胞|侨胞|学校|医院|"
    r"部门|单位|机关|系统|平台|基地|园区|中心|代表|委员|朋友|同志|主义|经济|社会|政治|理论|观|馆|病|权|论|逻辑|们|罪|犯|品|物|"
    r"性|化|会|局|部|院|员|为指导|机制|问题|事业|规划|时段|关系|要求|创新|训练|锻炼|历练|条件|成果|生态)"
)
"""How fields of work, goods, bodies and people end: a run of them is a list."""


def rank(form: str, shown: str, seen: Evidence) -> Rank:
    """Say how sure it is that a bare form, mostly written as `shown`, is a slogan."""
    entry = known().get(form)
    if entry is not None:
        return _renowned(form, entry, seen)
    if seen.within >= _FRAGMENT or any(mark in shown for mark in "（）()"):
        return Rank.NONE
    if _PLAN.fullmatch(form):
        return Rank.TERM
    return _BY_KIND[seen.kind](form, shown, seen)


def _renowned(form: str, entry: Known, seen: Evidence) -> Rank:
    if entry.renown != "slogan" or entry.longer:
        return Rank.TERM
    # Figures and short words are used in their plain sense as well.
    short = len(form) <= _METAPHOR and not entry.members
    if entry.kind == "quoted" and seen.speeches < _TWICE:
        return Rank.NONE
    if (entry.kind == "quoted" or short) and seen.speeches < _SPEECHES:
        return Rank.LIKELY if seen.quoted else Rank.NONE
    part = (short or entry.kind == "numeric") and seen.within_word >= 1
    return Rank.LIKELY if part or seen.within_known >= _FRAGMENT else Rank.SURE


def _numeric(form: str, _shown: str, seen: Evidence) -> Rank:
    counted = _COUNTED.match(form) or _DIGITS.fullmatch(form)
    share = _OFTEN_QUOTED if len(form) > 2 else _MOSTLY
    quoted = seen.quoted >= max(1, seen.occurrences * share)
    if counted and not seen.told and not _quoted_again(seen):
        return Rank.NONE
    if seen.told and seen.speeches >= (2 if quoted else _SPEECHES):
        return Rank.SURE
    if _quoted_again(seen) and seen.speeches >= _SPEECHES:
        return Rank.SURE
    if seen.told or (quoted and not _merely_counts(form, seen)):
        return Rank.LIKELY
    often = seen.speeches >= _SPEECHES and seen.alone and len(form) > 2
    return Rank.LIKELY if often else Rank.NONE


def _merely_counts(form: str, seen: Evidence) -> bool:
    one = form[0] == "一" and not any(numeral in form[1:] for numeral in NUMERALS)
    return seen.speeches < 2 and (one or len(form) < _METAPHOR)


def _parallel(_form: str, shown: str, seen: Evidence) -> Rank:
    parts = split_parts(shown)
    if len(set(parts)) < len(parts) or _are_fields(parts):
        return Rank.NONE
    lengths = set(map(len, parts))
    even = len(lengths) == 1 or (len(parts) > 2 and max(lengths) - min(lengths) == 1)
    if _is_built(parts) or (len(parts) > 1 and even and _quoted_again(seen)):
        return Rank.LIKELY
    crossed = len(parts) == 2 and even and cross(*parts)
    if crossed and seen.speeches >= _SPEECHES:
        return Rank.LIKELY
    free = seen.alone or seen.called or seen.quoted
    if seen.speeches < _TWICE or not (free or len(parts) > 2):
        return Rank.NONE
    # Goods, bodies and people stand side by side in a list, but nobody is called upon to do them.
    fine = "、" not in shown or _are_alike(parts) or any(map(_is_known, parts)) or seen.quoted
    return Rank.LIKELY if fine or seen.called >= min(_TWICE, seen.speeches - 1) else Rank.NONE


def _are_alike(parts: tuple[str, ...]) -> bool:
    """Say whether parts share characters, not only a noun of two at the end: 案件; nor 各."""
    same = [len(set(column)) == 1 for column in zip(*parts, strict=False)]
    if same[0]:
        return parts[0][0] not in _EVERY
    if len(set(map(len, parts))) > 1:
        return len({part[-1] for part in parts}) == 1 < len({part[-2:] for part in parts})
    return any(same) and not all(same[-2:])


def _is_known(part: str) -> bool:
    entry = known().get(part)
    return entry is not None and entry.renown == "slogan"


def _are_fields(parts: tuple[str, ...]) -> bool:
    """Say whether parts are a list of fields, not headed like 为人民服务、为社会主义服务."""
    headed = len({part[0] for part in parts}) == 1 and parts[0][0] in _HEADS
    return len(parts) > 1 and not headed and all(map(_FIELDS.fullmatch, parts))


def _quoted_again(seen: Evidence) -> bool:
    return seen.quoted >= max(2, seen.occurrences * _MOSTLY)


def _is_built(parts: tuple[str, ...]) -> bool:
    """Say whether a run shows by its parts alone that it is one."""
    if len(parts) < 3 or len(set(map(len, parts))) > 1 or not 3 <= len(parts[0]) <= 6:
        return False
    if len({part[0] for part in parts}) == 1:
        return parts[0][0] in _HEADS and not parts[0].startswith("不同")
    return (
        len(parts[0]) == 3
        and sum(part[0] in _HEADS_OF_THREE for part in parts) >= len(parts) * _MOSTLY_VERBS
    )


def _quoted(form: str, shown: str, seen: Evidence) -> Rank:
    if len(form) >= _SENTENCE and _quoted_again(seen):
        return Rank.LIKELY
    short = len(form) <= _METAPHOR
    enough = _SPEECHES if short else _TWICE
    if seen.quoted >= max(enough, seen.occurrences * _OFTEN_QUOTED) and seen.speeches >= enough:
        # A word may be quoted by many and called for by none.
        return Rank.NONE if short and seen.called < _TWICE else Rank.LIKELY
    return _formula(form, shown, seen)


def _formula(form: str, _shown: str, seen: Evidence) -> Rank:
    if seen.speeches < _SPEECHES:
        return Rank.NONE
    if is_call(form):
        return Rank.LIKELY if seen.alone else Rank.NONE
    often = _MANY if len(form) == _FOUR else _SPEECHES
    mostly = (
        seen.alone >= seen.occurrences * _OFTEN_ALONE
        or seen.alone + seen.called >= seen.occurrences * _NEARLY_ALWAYS
    )
    if mostly and seen.speeches >= often and not _FIELDS.fullmatch(form):
        return Rank.LIKELY
    return Rank.TERM if seen.alone else Rank.NONE


_BY_KIND = {"numeric": _numeric, "parallel": _parallel, "quoted": _quoted, "formula": _formula}

_BETWEEN = re.compile(r"[、，,；;：。 　“”\"]+")


def split_parts(shown: str) -> tuple[str, ...]:
    """Return the parts that punctuation makes of a slogan as it is written."""
    return tuple(filter(None, _BETWEEN.split(shown)))
