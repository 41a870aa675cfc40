"""Formulas in quotation marks: “后半篇文章”, and the names that aren't formulas."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus.characters import HAN, count_han
from corpus.slogans.bare import bare
from corpus.slogans.numeric import is_numeric, is_saying
from corpus.slogans.parallel import parts_run_parallel

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.slogans.model import Kind

# A straight mark opens or closes by its place alone, so every pair of them must be walked over.
_QUOTED = re.compile(r"“([^“”\n]*)”|\"([^\"\n]*)\"|「([^「」\n]*)」|‘([^‘’\n]*)’")
_SENTENCE = re.compile(r"[。！？!?；;：:《》（(]")
# What a number in quotation marks counts belongs to its name: “163”工程.
_HEAD = re.compile(r"工程|行动|计划|体系|战略|工作法|模式|机制|平台|规划|目标|格局|产业")
_LONGEST, _LONGEST_NUMERIC = 16, 12
_LONGEST_RUN = 26
_SEPARATOR = re.compile(r"[、，,·]")
_MASK = re.compile(rf"[xX×Ｘ＊*○_]{{2,}}|某某|[xX×]+(?=[{HAN}])")
_NAME = re.compile(
    r"(?:学院|大学|学校|中心|公司|集团|报告会|委员会|办公室|研讨会|论坛|节|庆典|基金|园区|博物馆|"
    r"意见|通知|方案|办法|条例|规定|决定|决议|纲要|公报|制度|报|奖|大赛|系列讲座)$"
)
_SPOKEN = re.compile(
    r"(?<![自在有])我(?!为|将)|[你他她它咱吗呢吧啊嘛]|^[的了着过]|[了着过的地得]$|^(?:属|关于|对于|因为|所以|如果)"
)
_PROVERB = re.compile(
    r"旁观者清|当局者迷|兼听则明|偏信则暗|术业专攻|管中窥豹|下不为例|与己无关|补缺拾遗"
)
# Words that are stressed or set apart, not formulas.
_STRESSED = re.compile(r".{1,3}(?:式|型|性|化|主义)|最.{1,2}")
_FILE = re.compile(r"\.(?:docx?|wps|pdf|ofd|txt|xlsx?|pptx?)$", re.IGNORECASE)
_NUMBER_ONLY = re.compile(r"[0-9]+")


def quoted_formulas(text: str) -> Iterator[tuple[str, Kind]]:
    """Yield the bare form and the kind of each formula that stands in quotation marks."""
    for match in _QUOTED.finditer(text):
        content = next(group for group in match.groups() if group is not None)
        head = _HEAD.match(text, match.end())
        form = bare(content)
        if _NUMBER_ONLY.fullmatch(form):
            if head and len(form) > 1 and "." not in content and "·" not in content:
                yield form + bare(head[0]), "numeric"
            continue
        kind = _kind(content, form)
        if kind is not None:
            yield form, kind


def _kind(content: str, form: str) -> Kind | None:
    if _MASK.search(content) or _SENTENCE.search(content) or not (count_han(form) or "+" in form):
        return None
    parts = [bare(part) for part in _SEPARATOR.split(content)]
    parallel = len(parts) > 1 and parts_run_parallel(parts)
    if is_numeric(form) and len(form) <= _LONGEST_NUMERIC:
        return "numeric"
    if parallel and len(form) <= _LONGEST_RUN:
        return "parallel"
    if len(form) < 3 or len(form) > _LONGEST or max(map(len, parts)) == 1:
        return None
    if any(
        (
            is_saying(form),
            _FILE.search(content),
            _NAME.search(form),
            _SPOKEN.search(form),
            _STRESSED.fullmatch(form),
            _PROVERB.fullmatch(form),
        )
    ):
        return None
    return "quoted"
