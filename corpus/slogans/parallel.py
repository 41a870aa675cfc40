"""Parallel runs: 以学铸魂、以学增智、以学正风、以学促干, and lists that are none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus.characters import HAN
from corpus.slogans.bare import bare

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_CLAUSE = re.compile(r"[^。！？!?；;：:（）()《》<>“”\"「」‘’\n]+")
_SHORTEST, _LONGEST = 3, 10
_LONGEST_PAIR = 8
_MOST_PARTS = 24
"""Parts of a run; a longer list is no formula."""
_UNEVEN = 3
"""Characters by which quoted parts may differ in length and still be built alike."""
_HAN_ONLY = re.compile(rf"[{HAN}]+")
# What may stand between the beginning of a clause and the first part of a run.
_BEFORE = re.compile(
    r"(?:要|以|是|和|到|把|的|在|对|将|做到|实现|坚持|达到|进一步|切实|着力|不断|努力|必须|更加|始终|真正|"
    r"能够|应|一是|二是|三是|四是|五是|持续|全面|推进|推动|强化|加强|提高|增强|突出|聚焦|围绕|让|使|做好|作|中|按照|遵循|"
    r"坚定|树立|弘扬|坚守|严格|履行|落实|推行|建立|完善|开展|深化|注重|确保|主动|积极|扎实|着眼|争做|担当|构建)$"
)
_AFTER = re.compile(
    r"(?:的|等|上|中|是|和|与|为|作|并|能力|工作|要求|精神|原则|理念|思想|方针|目标|问题|活动|机制|格局|"
    r"教育|行动|制度|水平|建设|体系|本领|品质|作风|之|方面|结合|相|有机|统一|一体|大|新)"
)
# Verbs of one character that head three-character parts: 学思想、强党性、重实践、建新功.
_VERBS = frozenset(
    "学强党重建抓促讲守树转提聚谋办解破立严下补防保稳扩调惠增明敢善爱知识懂会听看想干走开带作改查治管控优"
    "创争争拼闯试用育留引选压传担扛履尽做筑夯固打亮拓通畅降去攻克清除惩扬正凝铸润护兴富拔揭定绘交见出实压"
    "找列求务守存戒反倡肃纠塑展显献送进入访问帮扶盯跟督考评比赶超深细勤廉减添敬畏唱奏观锻上摸筹增"
) - frozenset("党实")
# Last characters of names of bodies, people, places and goods: such lists are no runs.
_NAMED = frozenset(
    "局委办市县区省镇村院校部厅处科室所站队组员工人民族国州岛山河湖江路街桥港港校店厂车船机器品业类型"
    "年月日元厅报刊书法率量费税款金粮油肉菜果的了地"
)


def parallel_runs(text: str) -> Iterator[tuple[str, tuple[str, ...], bool]]:
    """Yield runs as (bare form, parts, sure); an unsure one counts only where it recurs."""
    for clause in _CLAUSE.findall(text):
        for separators in ("、", "，,"):
            outer = "，," if separators == "、" else ""
            for stretch in re.split(f"[{outer}]", clause) if outer else [clause]:
                yield from _runs(_segments(stretch, separators), clauses=separators != "、")


def _segments(stretch: str, separators: str) -> list[str]:
    """Cut a stretch; between commas, what is a list itself is no part of a run."""
    parts = re.split(f"[{separators}]", stretch)
    return [bare(part) if separators == "、" or "、" not in part else "" for part in parts]


def parts_run_parallel(parts: Sequence[str]) -> bool:
    """Say whether quoted parts are built alike: as long as each other, or sharing characters."""
    lengths = {len(part) for part in parts}
    if min(lengths) < _SHORTEST and not (min(lengths) == 2 and _affix(parts)):
        return False
    even = max(lengths) - min(lengths) <= _UNEVEN
    return even and all(_HAN_ONLY.fullmatch(part) for part in parts)


def _runs(parts: Sequence[str], *, clauses: bool) -> Iterator[tuple[str, tuple[str, ...], bool]]:
    ends = _even_ends(parts)
    start = 0
    while start + 1 < len(parts):
        if ends[start + 1] - start > _MOST_PARTS:
            start = ends[start + 1]
            continue
        run = _longest_from(parts, start, clauses=clauses)
        if run is None:
            start += 1
            continue
        end, found, sure = run
        yield "".join(found), tuple(found), sure
        start = end
    yield from _affixed(parts)


def _even_ends(parts: Sequence[str]) -> list[int]:
    """Return for each part where the parts that are as long as it, one after the other, end."""
    ends = list(range(1, len(parts) + 1))
    for at in range(len(parts) - 2, -1, -1):
        if len(parts[at]) == len(parts[at + 1]):
            ends[at] = ends[at + 1]
    return ends


def _longest_from(
    parts: Sequence[str], start: int, *, clauses: bool
) -> tuple[int, list[str], bool] | None:
    """Find the longest run of equally long parts from here; the outer ones may be trimmed."""
    length = len(parts[start + 1])
    if start + 2 >= len(parts):
        length = min(len(parts[start]), length)
    if not _SHORTEST <= length <= _LONGEST:
        return None
    first = parts[start]
    if len(first) < length:
        return None
    found = [first[-length:]]
    index = start + 1
    while index < len(parts) and len(parts[index]) == length:
        found.append(parts[index])
        index += 1
    last_trimmed = ""
    if index < len(parts) and len(parts[index]) > length:
        found.append(parts[index][:length])
        last_trimmed = parts[index][length:]
        index += 1
    clean = len(first) == length or bool(_BEFORE.search(first[:-length]))
    verdict = _judge(found, clean_start=clean, rest=last_trimmed)
    if verdict is None and last_trimmed and len(found) > 3:
        found, index, last_trimmed = found[:-1], index - 1, ""
        verdict = _judge(found, clean_start=clean, rest="")
    if verdict is None and not clean and len(found) > 3:
        verdict = _judge(found[1:], clean_start=True, rest=last_trimmed)
        found = found[1:]
    count = _surely(found) if clauses and clean and not verdict else 0
    if count:
        return start + count, found[:count], True
    return None if verdict is None else (index, found, verdict)


def _surely(parts: Sequence[str]) -> int:
    """Return how many of the parts surely are a run, as many as can be; three at least, or none.

    The next clause may be as long as the parts before it, and say something else.
    """
    counts = range(len(parts) - 1, 2, -1)
    return next((one for one in counts if _judge(parts[:one], clean_start=True, rest="")), 0)


def _judge(parts: Sequence[str], *, clean_start: bool, rest: str) -> bool | None:
    """None: no run; False: one if it recurs; True: one."""
    if len(set(parts)) < len(parts) or not all(_HAN_ONLY.fullmatch(part) for part in parts):
        return None
    shared = _shared(parts)
    length = len(parts[0])
    clean_end = not rest or bool(_AFTER.match(rest))
    # Parts of a verb and two characters show by themselves where they begin and end.
    verbal = length == 3 and all(part[0] in _VERBS for part in parts)
    clean_start = clean_start or verbal or 0 in shared
    clean_end = clean_end or verbal or length - 1 in shared
    if not (clean_start and clean_end):
        return None
    if shared == {length - 1} and parts[0][-1] in _NAMED:
        return None
    if len(parts) == 2:
        pair = verbal or len(shared) >= 2 or (shared and length > 4)
        return False if pair and not rest and length <= _LONGEST_PAIR else None
    if shared or verbal:
        return True
    return False if length > 3 else None


def _shared(parts: Sequence[str]) -> set[int]:
    return {index for index in range(len(parts[0])) if len({part[index] for part in parts}) == 1}


def _affix(parts: Sequence[str]) -> int:
    """Return how many characters all parts begin with or end with in common."""
    longest = 0
    for walk in (parts, [part[::-1] for part in parts]):
        count = 0
        for characters in zip(*walk, strict=False):
            if len(set(characters)) > 1:
                break
            count += 1
        longest = max(longest, count)
    return longest


def stands_free(before: str, after: str) -> bool:
    """Say whether a run may begin behind `before` and end ahead of `after` in a clause."""
    return bool((not before or _BEFORE.search(before)) and (not after or _AFTER.match(after)))


def _affixed(parts: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...], bool]]:
    """Yield runs of unequal parts that begin or end with the same two characters or more."""
    start = 0
    while start + 2 < len(parts):
        end = start + 1
        while end < len(parts) and _alike(parts[end - 1], parts[end]):
            end += 1
        found = list(parts[start:end])
        if len(found) >= 3 and len({len(part) for part in found}) > 1 and _affix(found) >= 2:
            yield "".join(found), tuple(found), False
        start = max(end - 1, start + 1)


def _alike(left: str, right: str) -> bool:
    fits = all(
        _SHORTEST <= len(part) <= _LONGEST and _HAN_ONLY.fullmatch(part) for part in (left, right)
    )
    return fits and (left[:2] == right[:2] or left[-2:] == right[-2:])
