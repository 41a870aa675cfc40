"""The ordered table of cleaning rules: pure functions from a text to what is to be taken out."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.characters import HAN, count_han
from corpus.spacing import stray_spaces
from corpus.watermark import watermarks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Rule:
    """A named kind of thing that is no part of a text.

    `find` returns ranges in order that don't overlap. `unit` is the measure word for people;
    a rule that only tidies is not `told` of.
    """

    name: str
    find: Callable[[str], Iterable[Range]]
    unit: str = "处"
    told: bool = True

    def report(self, count: int) -> str:
        """Say how often the rule fired: 去水印 7 处."""
        return f"去{self.name} {count} {self.unit}"


_ZERO_WIDTH = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+")
_PAID = re.compile(r"##\s*[A-Za-z]{2,16}(?:begin|end|start|stop)\s*##", re.IGNORECASE)
# What pandoc escapes when it writes Markdown (pandoc manual, "Backslash escapes").
_ESCAPE = re.compile(r"""\\(?=[\\<>"'*_#\[\]~$|`^{}])""")
# Of single marks only those around a whole line: others are signs of their own.
_EMPHASIS = re.compile(
    r"(\*\*|__)(?=\S)(?P<inner>[^\n]{1,200}?)(?<=\S)\1"
    r"|^[ \t\u3000>]*(?P<mark>[*_])(?=[^\s*_])(?P<line>[^\n*_]{1,200})(?<=\S)(?P=mark)[ \t]*$",
    re.MULTILINE,
)
_HEADING_LINE = re.compile(r"^#{1,6}[ \t].*$", re.MULTILINE)
_SINGLE = re.compile(r"(?<![*\\])\*(?=[^\s*])[^*\n]{1,80}(?<=[^\s*])\*(?!\*)")
# Bold and italics in a wiki's text, left over also as single marks, and the words that the
# editor's buttons put in for people to write over (MediaWiki, Help:Formatting).
_WIKI_PAIR = re.compile(r"('{2,5})(?=[^'\s])(?P<inner>[^'\n]{1,200})\1")
_WIKI_REST = re.compile(
    r"'+\s*(?:粗体文字|斜体文字|粗體文字|斜體文字)(?:[ \t]*'+)?|^[ \t]*'+[ \t]*$", re.MULTILINE
)
_LINK_TOKEN = re.compile(r"!?\[|\]\([^()\n]*\)|\]")
_FOOTNOTE = re.compile(
    rf"(?<=[{HAN}。，；！？”』）》])(?:"
    r"[\[［]\^?\d{1,3}[\]］](?![(（])|〔\d{1,3}〕(?!第?\d*号)"
    # Square and cubic metres are no footnotes.
    r"|(?<!米)(?<!里)[¹²³⁰⁴-⁹]{1,3}|[（(]注[:：]?\d{1,3}[)）])"
)
# Where an agency sent a speech from and a paper printed it, behind its last sentence:
# ……（海州社江城11月29日电）《 海州日报 》（ 2018年11月30日 02 版）
_DATELINE = re.compile(
    rf"(?<=[。！？!?…”])(?:[ \t\u3000]*[（(]据?[{HAN}]{{1,4}}[社网][^（）()\n]{{2,24}}"
    r"\d{1,2}月\d{1,2}日[^（）()\n]{0,6}电[^（）()\n]{0,16}[）)]"
    r"|[ \t\u3000]*《[^《》\n]{2,14}》[ \t]*[（(][^（）()\n]{0,20}\d{1,3}[ \t]*版[ \t]*[）)])+"
    r"(?=[ \t\u3000]*$)",
    re.MULTILINE,
)

_LICENCE_START = re.compile(
    r"^[ \t\u3000]*(?:本(?:作品|文|页面?)|这部作品|此(?:作品|页面))", re.MULTILINE
)
_LICENCE_WORDS = re.compile(
    r"公有领域|公有領域|Public domain|知识共享|知識共享|署名[-—－]?相同方式|CC[ -]BY"
    r"|维基文库|維基文庫",
    re.IGNORECASE,
)
# A notice is short; what stands further from the end than this is part of the text.
_LICENCE_REACH = 2500
_BOILERPLATE = re.compile(
    r"""^[ \t\u3000]*(?:
      [（(\[【]?\s*(?:责任编辑|责编|编辑|校对|审核|来源|文章来源|作者单位|稿件来源)\s*[:：].{0,30}
    | (?:上一篇|下一篇|相关(?:文章|阅读|链接)|热门文章|延伸阅读)\s*[:：].{0,60}
    | (?:版权所有|转载请注明|未经授权|免责声明|本文来自|本文来源|声明[:：]).{0,80}
    | (?:扫一扫|扫码|长按|点击|关注).{0,20}(?:关注|二维码|公众号|下载|阅读原文|分享).{0,30}
    | [\s|｜]*(?:【?打印(?:本页)?】?|关闭窗口|【关闭】|分享到|返回顶部|字号|阅读原文).{0,12}
    )[ \t]*$""",
    re.VERBOSE,
)


def _matches(pattern: re.Pattern[str]) -> Callable[[str], Iterable[Range]]:
    return lambda text: (match.span() for match in pattern.finditer(text))


def emphasis_marks(text: str) -> list[Range]:
    """Find the pairs of ** and __ in a text, of * and _ around a line: Markdown's emphasis."""
    marks: list[Range] = []
    for match in _EMPHASIS.finditer(text):
        if match["line"]:
            start, end = match.span("line")
            marks += [(start - 1, start), (end, end + 1)]
            continue
        start, end = match.span("inner")
        # __ within a Latin word is a name, not emphasis (CommonMark 0.31, 6.2).
        if match[1] == "__" and not count_han(match["inner"]):
            continue
        marks += [(match.start(), start), (end, match.end())]
    known = {at for mark in marks for at in range(*mark)}
    for heading in _HEADING_LINE.finditer(text):
        for match in _SINGLE.finditer(text, *heading.span()):
            pair = [(match.start(), match.start() + 1), (match.end() - 1, match.end())]
            marks += [] if known.intersection(start for start, _ in pair) else pair
    return sorted(marks)


def wiki_marks(text: str) -> list[Range]:
    """Find the apostrophes that make Chinese text bold or italic in a wiki, and their rest."""
    found = [match.span() for match in _WIKI_REST.finditer(text)]
    for match in _WIKI_PAIR.finditer(text):
        start, end = match.span("inner")
        if count_han(match["inner"]):
            found += [(match.start(), start), (end, match.end())]
    marks: list[Range] = []
    for start, end in sorted(found, key=lambda mark: (mark[0], -mark[1])):
        if not marks or start >= marks[-1][1]:
            marks.append((start, end))
    return marks


def link_marks(text: str) -> list[Range]:
    """Find the marks around the text of Markdown links, nested and wrapped ones as well."""
    opened: list[Range] = []
    marks: list[Range] = []
    for match in _LINK_TOKEN.finditer(text):
        if match[0].endswith("["):
            opened.append(match.span())
        elif opened:
            opening = opened.pop()
            if match[0] != "]":
                marks += [opening, match.span()]
    return sorted(marks)


def licence_note(text: str) -> list[Range]:
    """Find a licence note at the very end: from its first words to the end of the text."""
    reach = max(0, len(text) - _LICENCE_REACH)
    for match in _LICENCE_START.finditer(text, reach):
        if _LICENCE_WORDS.search(text, match.start()):
            return [(match.start(), len(text))]
    return []


def boilerplate(text: str) -> list[Range]:
    """Find the lines of a web page that stand below its text."""
    end = len(text.rstrip())
    lines: list[Range] = []
    while end > 0:
        start = text.rfind("\n", 0, end) + 1
        if not _BOILERPLATE.match(text[start:end]):
            break
        lines.append((start, end))
        end = len(text[:start].rstrip())
    return lines[::-1] if end else []


BELOW = "网页尾注"
"""What a web page has below its text; a line of it may tell the date."""
TEXT_RULES: tuple[Rule, ...] = (
    Rule("零宽字符", _matches(_ZERO_WIDTH)),
    Rule("付费标记", _matches(_PAID)),
    Rule("许可声明", licence_note),
    Rule(BELOW, boilerplate, "行"),
    Rule("转义符", _matches(_ESCAPE)),
    Rule("链接标记", link_marks, told=False),
    Rule("强调标记", emphasis_marks, told=False),
    Rule("维基标记", wiki_marks),
    Rule("注释标记", _matches(_FOOTNOTE)),
    Rule("电讯落款", _matches(_DATELINE)),
    Rule("水印", watermarks),
    Rule("多余空格", stray_spaces),
)
"""In this order: a rule may rely on what those above it have taken out."""


def reports(fired: Iterable[tuple[Rule, int]]) -> tuple[str, ...]:
    """Say which rules fired and how often, one phrase a rule."""
    counts: Counter[Rule] = Counter()
    for rule, count in fired:
        counts[rule] += count
    return tuple(rule.report(count) for rule, count in counts.items() if rule.told)
