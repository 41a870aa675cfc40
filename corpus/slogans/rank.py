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
    `within` is the greatest share of them that lies inside one longer slogan, `within_known` inside
    one that everybody knows. It is `told` where a text spells out its members.
    """

    kind: Kind
    occurrences: int
    speeches: int
    alone: int
    quoted: int
    within: float
    within_known: float
    told: bool


_FRAGMENT = 0.7
"""The share of occurrences inside one longer slogan that makes a form a part of that."""
_OFTEN_QUOTED = 0.2
_MOSTLY = 0.5
_OFTEN_ALONE = 0.6
_SPEECHES = 3
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
    plain = entry.kind == "quoted" or (len(form) <= _METAPHOR and not entry.members)
    if plain and seen.speeches < _SPEECHES and not seen.quoted:
        return Rank.NONE
    return Rank.SURE if seen.within_known < _FRAGMENT else Rank.LIKELY


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
    if seen.speeches > 1 and (seen.alone or seen.quoted or len(parts) > 2):
        return Rank.LIKELY
    crossed = len(parts) == 2 and even and cross(*parts)
    return Rank.LIKELY if crossed and seen.speeches >= _SPEECHES else Rank.NONE


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
    return len(parts[0]) == 3 and all(part[0] in VERBS for part in parts)


def _quoted(form: str, shown: str, seen: Evidence) -> Rank:
    if len(form) >= _SENTENCE and _quoted_again(seen):
        return Rank.LIKELY
    enough = _SPEECHES if len(form) <= _METAPHOR else 2
    if seen.quoted >= max(enough, seen.occurrences * _OFTEN_QUOTED) and seen.speeches >= enough:
        return Rank.LIKELY
    return _formula(form, shown, seen)


def _formula(form: str, _shown: str, seen: Evidence) -> Rank:
    if seen.speeches < _SPEECHES:
        return Rank.NONE
    if is_call(form):
        return Rank.LIKELY if seen.alone else Rank.NONE
    often = _MANY if len(form) == _FOUR else _SPEECHES
    mostly = seen.alone >= seen.occurrences * _OFTEN_ALONE
    if mostly and seen.speeches >= often and not _FIELDS.fullmatch(form):
        return Rank.LIKELY
    return Rank.TERM if seen.alone else Rank.NONE


_BY_KIND = {"numeric": _numeric, "parallel": _parallel, "quoted": _quoted, "formula": _formula}

_BETWEEN = re.compile(r"[、，,；;：。 　“”\"]+")


def split_parts(shown: str) -> tuple[str, ...]:
    """Return the parts that punctuation makes of a slogan as it is written."""
    return tuple(filter(None, _BETWEEN.split(shown)))
