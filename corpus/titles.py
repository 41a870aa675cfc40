"""Titles that no line gives as such: made from the first sentence; and what a title counts."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from corpus import patterns
from corpus.chinese import Grammar
from corpus.fields import PLACED_NAME, POSITION, is_name, squeeze
from corpus.lines import has_body_marks, key
from corpus.sentences import sentence_borders

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corpus.lines import Line
    from corpus.model import Block

LONGEST_MADE = 30
"""Characters of the longest title that is made."""

# A clause that is shorter says too little: 同志们，今天，
_SHORTEST_CLAUSE = 5
# Sentences of a paragraph that may only greet: 大家好！
_MOST_GREETED = 2
_CLAUSE = re.compile(r"[，。；：！？!?…、,;:]")
# Paragraphs in which a speaker gives his title, and how he does.
_OPENING = 5
_STATED = Grammar(
    r"(?:我|本人|今天|今日)[^，。！？：]{0,20}?(?:演讲|讲话|发言|报告|讲座|宣讲|分享|交流|汇报|授课|致辞|党课)"
    r"的?(?:题目|主题|标题|课题)\s*(?:就?是|为|叫做?|名为)\s*[:：]?\s*"
    r"(?:[《“\"「『](?P<marked>[^《》“”\"「」『』]{2,40})[》”\"」』]|(?P<bare>[^，。；：！？《》“”\"]{3,24})(?=[。！]|$))"
)
# Titles in a row that are counted before their numbers are taken off; all of them may be fewer.
_LEAST_COUNTED = 3
_COUNTED = re.compile(
    r"(?:(?P<number>\d{1,3})[\s．.、]+|(?P<han>[一二三四五六七八九十])、)(?=\D\D)"
)
# 把码头修好（何立本）, 把码头修好——何立本, 何立本《把码头修好》, 何立本_把码头修好
_BESIDE_NAMES = tuple(
    map(
        Grammar,
        (
            rf"(?P<title>.{{2,}}?)\s*[（(](?P<name>{PLACED_NAME})[）)]",
            rf"(?P<title>.{{2,}}?)\s*(?:[-—–_/|｜丨]+|\s[·•]\s|\s)\s*(?P<name>{PLACED_NAME})",
            rf"(?P<name>{PLACED_NAME})\s*(?P<title>《.+》)",
            rf"(?P<name>{PLACED_NAME})\s*[-—–_/|｜丨]+\s*(?P<title>.{{2,}})",
        ),
    )
)
_MASK = re.compile(r"[xX×*＊某]{2,}|[□■◇◆●○]+")
_NUMBER = re.compile(r"(\d{1,3}|[一二三四五六七八九十百]{1,4})\s*[篇讲则]")
# Characters in a row that two titles of one text have in common.
_LEAST_SHARED = 6
_HAN_NUMBERS = {character: i for i, character in enumerate("一二三四五六七八九十", start=1)}


# 省长何立本作政府工作报告, 省长何立本在会上发言, 省长何立本发言
_TELLS_OF = Grammar(
    r"[^，。：]{2,24}(?:作|做|发表|致)[^，。：]{0,20}(?:报告|讲话|致辞|演讲|发言)。?"
    r"|[^，。：]{2,36}(?<!的)(?:讲话|致辞|演讲|发言)(?:中|现场)?。?"
)

# 校长何立本在讲话, 何立本同志讲话现场
_PICTURED = Grammar(
    rf"(?:同志|先生|女士|{POSITION})?(?:正?在)?(?:讲话|发言|致[辞词]|演讲|演说|授课|作报告|主持)(?:中|时|现场)?"
)


def tells_of(text: str, speaker: str | None) -> bool:
    """Tell whether a line says that somebody speaks, as one does below his picture."""
    if not speaker or speaker not in text:
        return False
    behind = text.rpartition(speaker)[2]
    return (_TELLS_OF.fullmatch(text) or _PICTURED.fullmatch(behind)) is not None


def stated_title(blocks: Sequence[Block]) -> str | None:
    """Return the title that a speaker gives his speech at its beginning.

    大家好！我今天演讲的题目是《把码头修好》。
    """
    for block in blocks[:_OPENING]:
        if found := _STATED.search(block.text):
            begins, ends = found.span("marked" if found["marked"] is not None else "bare")
            return block.text[begins:ends].strip()
    return None


def states_title(text: str) -> bool:
    """Tell whether a speaker says in a line what he calls his speech."""
    return _STATED.search(text) is not None


def made_title(blocks: Sequence[Block]) -> str:
    """Return the first clause of the first sentence that says something, without masks."""
    for block in blocks:
        if patterns.SALUTATION.fullmatch(block.text):
            continue
        ends = [border.offset for border in sentence_borders(block.text)][:_MOST_GREETED]
        parts = pairwise([0, *ends, len(block.text)])
        clauses = [_clauses(_MASK.sub("", block.text[start:end]).strip()) for start, end in parts]
        told = next((one for one in chain(*clauses) if len(one) >= _SHORTEST_CLAUSE), None)
        if title := (told or "".join(clauses[0][:1]))[:LONGEST_MADE].strip():
            return title
    return ""


def _clauses(sentence: str) -> list[str]:
    return [clause.strip() for clause in _CLAUSE.split(sentence)]


def unnumbered(titles: Sequence[str]) -> list[str]:
    """Return titles without the numbers that count them: 01 先靠泊, 02 再返航.

    Only where they go up by one, at least four in a row, or from the first title to the last.
    """
    found = [_COUNTED.match(title) for title in titles]
    numbers = [int(match["number"] or _HAN_NUMBERS[match["han"]]) for match in found if match]
    in_a_row = sum(after == before + 1 for before, after in pairwise(numbers))
    every = len(titles) > 1 and numbers == list(range(1, len(titles) + 1))
    # Of some the number may have gone before.
    places = [i for i, match in enumerate(found, start=1) if match]
    every = every or (numbers == places and len(places) > 1 and len(places) * 2 >= len(titles))
    if not every and (in_a_row < _LEAST_COUNTED or in_a_row * 4 < len(numbers) * 3):
        return list(titles)
    return [
        title[match.end() :] if match else title for title, match in zip(titles, found, strict=True)
    ]


def named_titles(titles: Sequence[str], others: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Part titles from the names that stand beside them, in all of them in the same way.

    `others` are those who spoke the pieces that have a name of their own.

    >>> named_titles(["把码头修好（何立本）", "江风万里（桑田）"])
    [('把码头修好', '何立本'), ('江风万里', '桑田')]
    """
    for form in _BESIDE_NAMES:
        found = [form.fullmatch(title) for title in titles]
        parts = [
            (title[one.start("title") : one.end("title")].strip(), squeeze(one["name"]))
            for title, one in zip(titles, found, strict=True)
            if one
        ]
        names = {name for _, name in parts}.union(others)
        if len(parts) == len(titles) and len(names) > 1 and any(map(is_name, names)):
            return parts
    return []


def pieces_of(lines: Sequence[Line]) -> int | None:
    """Return how many speeches the cover says there are: 讲话汇编（10篇）."""
    for line in lines[:6]:
        found = _NUMBER.search(line.text)
        if found and not has_body_marks(line.text) and patterns.COLLECTION.search(line.text):
            number = found[1]
            return int(number) if number.isdecimal() else _HAN_NUMBERS.get(number)
    return None


def shares_words(one: str, other: str) -> bool:
    """Tell whether two titles are much the same: half of the shorter in a row.

    >>> shares_words("何书记在码头改造大会上的讲话", "在码头改造大会上的讲话提纲")
    True
    """
    first, second = key(one), key(other)
    shared = SequenceMatcher(None, first, second, autojunk=False).find_longest_match().size
    return shared >= _LEAST_SHARED and shared * 2 >= min(len(first), len(second))


def spaced_title(parts: Sequence[str]) -> str:
    """Join the lines of a title: with a space between the two halves of a couplet only."""
    whole = "".join(parts)
    couplet = len(parts) == 2 and abs(len(parts[0]) - len(parts[1])) <= 1
    # Who spoke may stand before it: 县长何立本在全县 / 工作会议上的讲话.
    strong = patterns.STRONG_TITLE.fullmatch(whole[max(whole.find("在"), 0) :])
    return " ".join(parts) if couplet and not strong else whole
