"""What may be a formula, and is one where other speeches have it, too.

A run of two or three parts without a shared character, a couplet, a pair whose parts cross, four
characters among their like, a verb with its object, 以甲为乙: each is said by chance once, and by
chance no third speech says it.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from corpus.characters import HAN
from corpus.slogans.bare import bare
from corpus.slogans.leads import is_called_to_act, is_led_to
from corpus.slogans.numeric import is_saying
from corpus.slogans.parallel import stands_free

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ENOUGH = 3
"""Speeches that have it make a hint a slogan."""

_SENTENCE = re.compile(r"[^。！？!?；;：:（）()《》<>\n]+")
_QUOTES = re.compile(r"[“”\"「」‘’『』]")
_LIST, _CLAUSES = re.compile("、"), re.compile("[，,]")
_PART = re.compile(rf"[{HAN}]{{3,9}}")
_SHORTEST_CLAUSE = 4
_SHORTEST_PART = 3
_MOST_PARTS = 4
"""Parts of a run that is looked for inside of a longer one."""
_LONGEST = 28
_LONGEST_CROSSED = 9
_CROSSINGS = 2
"""Characters in the same places that two parts share, where what stands around them is cut off."""
_FOUR = 4
# Names of bodies, people, places and goods stand side by side, too.
_NAMED = re.compile(
    r".*(?:[局委办市县区省镇村院校部厅处科室所站队组员工人民族国州岛山河湖江路街桥港店厂车船机器品业类型年月日元报刊书法率"
    r"量费税款金粮油肉菜果们会史式馆性化感]|主义|建设|同志|朋友|企业|事业|关系|工作)"
)
_EMPTY = re.compile(
    r".*(?:我们|同志|大家|这|那|各位|他|你|全会|会议|指出|强调|认为|习近平|总书记|年来|以来|之后|以前|今天|今年|去年|"
    r"记者|什么|可以|应该|看到|知道|证明|表明|新华社|发布|时候|时间|不是|就是|为什么|说|一年|一些|一个|是否)"
    r".*|[的了着和与及等在是将被使由之并而且或也都还又很更最].*|.*[的了着和与及等在是]"
    r"|(?:[才方就便必](?:能|会|要|可)|不?要|[则所]|加以|予以).*|.*起来"
)
_SAYS_WHAT = re.compile("[正就既也都才]?是")
VERBS = frozenset(
    "学强抓促讲守树转提聚谋办解破立补防保稳扩调惠增明敢善爱懂会想干走改治管控优创争拼闯试育留引担扛"
    "履尽做筑夯固打亮拓畅降攻克除惩扬凝铸润护兴富拔定绘找求务存戒反倡塑展献帮扶盯跟督考评比赶超深练"
    "出下上建重见锻添堵扎祛送访问查开强戒听唱绷激疏融知"
)
"""What heads parts of three characters that are a verb and its object."""
_VERB_AND_OBJECT = re.compile(
    r"(?:[打下走扣兜守筑扎织压念端站把拧绷补啃画唱种写答当交聚管用挺扛挑绘稳系立][好住稳牢实紧足准]|扣好|挺起)"
    rf"[{HAN}]{{3,9}}"
)
_PLAIN_OBJECT = re.compile(
    r".*(?:工作|问题|任务|措施|制度|政策|条件|能力|基础|会议|活动|机制|安排|服务|要求|项目|建设|保障|关系|作用|结果)$"
)

_PRINCIPLE = re.compile(
    rf"以(?P<what>(?![及来后前上下内外])[{HAN}]{{1,6}}?)"
    r"为(?:中心|[本纲先重荣耻上要师鉴魂根]|导向|核心|主线|(?<=以.为)主)"
)
_PRINCIPLE_WITHIN = re.compile(
    rf"(?<![可所加予足得难用何])(?P<form>{_PRINCIPLE.pattern})(?=[^{HAN}]|$|[的和与])"
)


def hints(blocks: Sequence[str]) -> set[str]:
    """Return the bare forms of what one speech may have of such formulas."""
    found: set[str] = set()
    for text in blocks:
        for sentence in _SENTENCE.findall(_QUOTES.sub("", text)):
            clauses = [clause.strip() for clause in _CLAUSES.split(sentence)]
            found.update(_runs(clauses, shortest=_SHORTEST_CLAUSE, couplet=True))
            for clause in clauses:
                parts = [part.strip() for part in _LIST.split(clause)]
                found.update(_runs(parts, shortest=_SHORTEST_PART, couplet=False))
                found.update(_led_pairs(parts))
                found.update(_crossed(parts))
            found.update(_crossed(clauses))
            forms = (match["form"] for match in _PRINCIPLE_WITHIN.finditer(sentence))
            found.update(filter(is_call, forms))
            found.update(_alone(clauses))
    return set(map(bare, found))


def _runs(parts: Sequence[str], *, shortest: int, couplet: bool) -> Iterator[str]:
    """Yield what stands side by side and is equally long, whole or a few parts of it."""
    start = 0
    while start < len(parts):
        end = start + 1
        while end < len(parts) and len(parts[end]) == len(parts[start]):
            end += 1
        run = list(parts[start:end])
        if not couplet:
            run = _with_ends(run, parts[:start], parts[end:])
        if len(run) > 1 and len(run[0]) >= shortest and all(map(_PART.fullmatch, run)):
            yield from _windows(run, couplet=couplet)
        start = end


def _with_ends(run: list[str], before: Sequence[str], behind: Sequence[str]) -> list[str]:
    """Add what other words lead to before the first of equal parts, and what more follows on.

    Before two or more anything may lead to it: where that is cut wrong, it never stands free.
    """
    length = len(run[0])
    first, last = "".join(before[-1:]), "".join(behind[:1])
    more = len(last) > length and stands_free("", last[length:])
    if len(first) > length and (len(run) > 1 or is_led_to(first[:-length])):
        run = [first[-length:], *run]
    return [*run, last[:length]] if more else run


def _led_pairs(parts: Sequence[str]) -> Iterator[str]:
    """Yield two parts of a length that words lead to, and that more follows on: 弘扬…、…的作风."""
    for one, other in pairwise(parts):
        for length in range(_SHORTEST_CLAUSE, min(len(one), len(other), _LONGEST_CROSSED + 1)):
            pair = one[-length:], other[:length]
            free = is_led_to(one[:-length]) and stands_free("", other[length:])
            free = free and pair[0][-2:] != pair[1][-2:]
            if free and all(map(_PART.fullmatch, pair)) and _is_built(pair, couplet=False):
                yield "".join(pair)
                break


def _windows(run: Sequence[str], *, couplet: bool) -> Iterator[str]:
    for size in {*range(2, min(_MOST_PARTS, len(run)) + 1), len(run)}:
        for at in range(len(run) - size + 1):
            some = run[at : at + size]
            if size * len(some[0]) <= _LONGEST and _is_built(some, couplet=couplet):
                yield "".join(some)


def _is_built(parts: Sequence[str], *, couplet: bool) -> bool:
    if len(set(parts)) < len(parts) or any(map(_EMPTY.fullmatch, parts)):
        return False
    shared = sum(len(set(column)) == 1 for column in zip(*parts, strict=True))
    crossed = any(set(one) & set(other) for one, other in pairwise(parts))
    if couplet:
        return bool(shared) or crossed
    if len(parts) == 2 and len(parts[0]) == _SHORTEST_PART and not shared:
        return all(part[0] in VERBS for part in parts)
    return not all(map(_NAMED.fullmatch, parts))


def is_call(form: str) -> bool:
    """Say whether a form calls upon people by its build.

    It is a verb that reaches its end with its object (走好新的赶考之路), or 以甲为乙.
    """
    if principle := _PRINCIPLE.fullmatch(form):
        return not _EMPTY.fullmatch(principle["what"])
    return bool(_VERB_AND_OBJECT.fullmatch(form)) and not _PLAIN_OBJECT.fullmatch(form)


def cross(one: str, other: str) -> bool:
    """Say whether two parts of a length share characters inside: 大众创业 and 万众创新.

    Parts that only begin or end alike are easily two kinds of one thing.
    """
    same = [left == right for left, right in zip(one, other, strict=True)]
    if all(same) or sum(same) < _CROSSINGS:
        return False
    return any(same[same.index(False) : len(same) - same[::-1].index(False)])


def _crossed(parts: Sequence[str]) -> Iterator[str]:
    """Yield pairs of parts that cross, freed of what stands around them in their clauses."""
    for one, other in pairwise(parts):
        if len({*one[-_LONGEST_CROSSED:]} & {*other[:_LONGEST_CROSSED]}) < _CROSSINGS:
            continue
        for length in range(_SHORTEST_CLAUSE, min(len(one), len(other), _LONGEST_CROSSED) + 1):
            pair = one[-length:], other[:length]
            if cross(*pair) and stands_free(one[:-length], other[length:]):
                if all(map(_PART.fullmatch, pair)) and not any(map(_EMPTY.fullmatch, pair)):
                    yield "".join(pair)
                break


def _alone(clauses: Sequence[str]) -> Iterator[str]:
    """Yield what stands alone: four characters, or a verb and its object.

    Four stand beside four others, people are called upon to do them, or it is said what they are.
    """
    parts = [(clause, part) for clause in clauses for part in _LIST.split(clause)]
    after = dict(pairwise(clauses))
    for at, (clause, part) in enumerate(parts):
        whole, led = part == clause, is_called_to_act(part[:-_FOUR], part[-_FOUR:])
        # What ends a list is no more alone than the list.
        beside = [
            other
            for around, other in (*parts[max(at - 1, 0) : at], *parts[at + 1 : at + 2])
            if whole or around == clause
        ]
        fours = any(len(other) == _FOUR for other in beside)
        form = part[-_FOUR:] if led else part
        if _EMPTY.fullmatch(form) or is_saying(form):
            continue
        if len(form) == _FOUR and _PART.fullmatch(form):
            said = whole and (led or _SAYS_WHAT.match(after.get(clause, "")))
            if (fours or said) and (led or not _NAMED.fullmatch(form)):
                yield form
        elif is_call(form):
            yield form
