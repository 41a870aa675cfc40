"""What a passage is good for beside what it says: a quotable line, an image, a run, a quotation.

The rules look at the text alone. Whoever changes them adds a step to the store's history
that works the marks of stored passages out anew.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from corpus.characters import HAN

if TYPE_CHECKING:
    from collections.abc import Sequence

MARKS = ("金句", "比喻", "排比", "引用")
"""The marks, each a bit of what `marks_of` gives, the first the lowest."""

_HAN = f"[{HAN}]"
_CLAUSES = re.compile(r"[，。；！？：、,;!?:]+")
_LONGEST_QUOTABLE = 130
_TURNS = re.compile(
    "不是.{2,14}[，、]?而是|只有.{2,14}[，、]?才|没有.{2,12}[，、]?就没有|越是.{1,12}[，、]?越"
    "|与其.{2,12}[，、]?不如|宁可.{2,12}[，、]?也不|既要.{1,12}[，、]?(?:又|也|更)要"
)
_IMAGES = (
    "基石|灯塔|航标|钥匙|阶梯|桥梁|引擎|压舱石|总开关|土壤|种子|旗帜|镜子|磨刀石|牛鼻子|助推器|稳定器"
    "|生命线|精神之钙|温床|毒瘤|良药|苦口药|指南针|方向盘|发动机|定盘星|主心骨|定海神针|试金石|拦路虎"
    "|绊脚石|先手棋|金招牌|传家宝|防火墙|粘合剂|晴雨表|主力军|排头兵|火车头|播种机|弄潮儿|铺路石"
)
_LIKE = re.compile(
    "好比|犹如|如同|宛如|恰似|仿佛|好似|比作|打个比方"
    rf"|(?<![好不偶图肖录头影画雕])像{_HAN}{{1,14}}(?:一样|那样|一般|似的)|如{_HAN}{{1,6}}般"
    rf"|(?:是|成为|当好|做)[^，。；]{{0,12}}(?:{_IMAGES})(?=[，。；、！”’]|$)|缺钙|软骨病|温水煮青蛙"
)
_SOURCE = (
    "古人|先贤|诗云|诗曰|子曰|孔子|孟子|老子|荀子|庄子|王阳明|苏轼|杜甫|李白|常言|俗话|老话|谚语|古语"
    "|古训|名言|诗句|诗词|诗人|有诗|有道是|有言|有云|所谓|写道|箴言|格言|正如.{1,8}所(?:说|言)"
)
_SAYS = re.compile("古人(?:说|云|讲|言)|诗云|子曰|俗话说|常言道|老话说|有道是")
_QUOTED = re.compile(
    rf"(?:{_SOURCE}).{{0,12}}[“‘「《][^”’」》]{{4,}}|“[^”]{{0,30}}”{_HAN}{{0,4}}(?:诗|古训)"
)
_COUPLET = re.compile(
    rf"[“‘「](?:{_HAN}{{5}}，{_HAN}{{5}}|{_HAN}{{7}}，{_HAN}{{7}}|{_HAN}{{4}}，{_HAN}{{4}})[。！？；]?[”’」]"
)
_PAIR_LENGTHS = range(4, 15)
_FIRST_TWO, _LAST_TWO = slice(2), slice(-2, None)
_LEADING = frozenset("把用以有让靠敢能既更多少")
"""Characters that lead the members of a run though nothing else is alike in them."""
_AS_LONG = 2
"""Characters by which members may differ in length that are alike in less."""
_STEPS = (1, 2, 3)
"""Clauses from one member of a run to the next."""


def marks_of(text: str) -> int:
    """Return the marks of a passage as bits."""
    clauses = [clause.strip() for clause in _CLAUSES.split(text) if clause.strip()]
    marks = (
        _is_quotable(text, clauses),
        _LIKE.search(text) is not None,
        _is_run(clauses),
        any(rule.search(text) for rule in (_COUPLET, _QUOTED, _SAYS)),
    )
    return sum(1 << at for at, held in enumerate(marks) if held)


def mark_bit(mark: str) -> int:
    """Return the bit of one of MARKS."""
    return 1 << MARKS.index(mark)


def _is_quotable(text: str, clauses: Sequence[str]) -> bool:
    if len(text) > _LONGEST_QUOTABLE or re.search(r"\d", text) or not text.rstrip().endswith("。"):
        return False
    return _TURNS.search(text) is not None or any(
        _is_pair(one, other) for one, other in pairwise(clauses)
    )


def _is_pair(one: str, other: str) -> bool:
    """Whether two clauses are built alike: as long, and alike in a character at the same place."""
    if len(one) != len(other) or len(one) not in _PAIR_LENGTHS or one == other:
        return False
    return sum(a == b for a, b in zip(one, other, strict=True)) >= 1


def _is_run(clauses: Sequence[str]) -> bool:
    """Whether three members follow each other that begin or end alike."""
    return any(
        _alike(clauses[at], clauses[at + step], clauses[at + 2 * step])
        for step in _STEPS
        for at in range(len(clauses) - 2 * step)
    )


def _alike(*members: str) -> bool:
    if min(map(len, members)) < 4 or len(set(members)) < len(members):
        return False
    begins, ends = ({member[part] for member in members} for part in (_FIRST_TWO, _LAST_TWO))
    as_long = max(map(len, members)) - min(map(len, members)) <= _AS_LONG
    led = {member[0] for member in members} <= _LEADING and len({one[0] for one in members}) == 1
    return len(begins) == 1 or (as_long and (led or len(ends) == 1))
