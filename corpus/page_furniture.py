"""Cleaning rules that look at whole lines: page numbers, running heads, glued list items."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from corpus import patterns
from corpus.characters import HAN
from corpus.chinese import Grammar
from corpus.fields import SURE_NAME
from corpus.kinds import FIELDS, TITLES, Kind, token_of
from corpus.lines import Line, hangs_open, has_body_marks, is_complete
from corpus.markings import marking_lines
from corpus.page_words import stands_above, stands_below
from corpus.posts import remarks
from corpus.references import bibliography, references
from corpus.site_words import is_of_site, site_above

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

KEYWORDS = "关键词"
"""What becomes of the words to find the next text of a file by."""
FURNITURE = "网页杂项"
"""What becomes of the words of a page around a text."""
REPEATED = "重复正文"
"""What becomes of the lines of a text that stands twice."""

_LONGEST_HEAD = 25
# Pages of a document after which a line that cuts one sentence in four pages is its running head.
_MANY = 6
_BARE_NUMBER = re.compile(r"(?!0\d\d)\d{1,4}")
# Numbers with which the pages of a part begin.
_FIRST_PAGES = 3
_ITEM = re.compile(rf"(?<=[{HAN}”）])\s*(?P<number>[二三四五六七八九十]{{1,2}})是")
_FIRST_ITEM = re.compile(r"(?P<number>[一二三四五六七八九十]{1,2})是")
_NUMBERS = ("", *"一二三四五六七八九十", *(f"十{unit}" for unit in "一二三四五六七八九"))


def page_numbers(lines: Sequence[Line]) -> set[int]:
    """Find the lines that are a page's number.

    A bare number counts only as one of a row that goes up page by page, each with a blank
    line at its side: a link that broke its line may leave a number alone as well. A row may
    begin anew with each part of a long document; 001 numbers pieces.
    """
    found = {i for i, line in enumerate(lines) if patterns.PAGE_LINE.fullmatch(line.text)}
    found.update(_named_beside(lines, found))
    bare = [
        i
        for i, line in enumerate(lines)
        if _BARE_NUMBER.fullmatch(line.text)
        and (line.gap or i + 1 == len(lines) or lines[i + 1].gap)
    ]
    numbers = [int(lines[i].text) for i in bare]
    anew = sum(after <= _FIRST_PAGES for after in numbers[1:])
    goes_up = all(
        0 < after - before <= 3 or (after <= _FIRST_PAGES and len(bare) > _MANY * (anew + 1))
        for before, after in pairwise(numbers)
    )
    if len(bare) > 1 and goes_up:
        found.update(bare)
    return found


def _named_beside(lines: Sequence[Line], pages: set[int]) -> set[int]:
    """Find what stands beside the numbers of pages: a book's name, or a line again and again."""
    numbers = pages | {i for i, line in enumerate(lines) if _BARE_NUMBER.fullmatch(line.text)}
    beside = Counter(lines[j].text for i in numbers for j in (i - 1, i + 1) if 0 < j < len(lines))
    counts = Counter(line.text for line in lines)
    heads = {
        text
        for text, count in beside.items()
        if 3 <= len(text) <= _LONGEST_HEAD
        and not is_complete(text)
        and not has_body_marks(text)
        and (patterns.COLLECTION.search(text) or (count > 2 and count * 3 >= counts[text]))
    }
    first = {lines[i].text: i for i in range(len(lines) - 1, -1, -1)}
    return {
        i
        for i, line in enumerate(lines)
        if line.text in heads
        and (
            patterns.COLLECTION.search(line.text)
            or first[line.text] != i
            or _has_title_below(lines, i)
        )
    }


def _has_title_below(lines: Sequence[Line], index: int) -> bool:
    """Tell whether the first line of a document has a title of its own below it."""
    below = lines[1].text if len(lines) > 1 else ""
    return index == 0 and patterns.STRONG_TITLE.fullmatch(below) is not None


def running_heads(lines: Sequence[Line]) -> set[int]:
    """Find the heads and feet of pages: one line again and again, in the midst of sentences."""
    counts = Counter(line.text for line in lines if 3 <= len(line.text) <= 40)
    repeated = {
        line.text
        for line in lines
        if counts[line.text] > 2 and not is_complete(line.text) and not _is_of_a_head(line)
    }
    cutting: Counter[str] = Counter()
    for before, line, after in zip(lines, lines[1:], lines[2:], strict=False):
        # The text of a link breaks lines as well, but stands without a blank line.
        prose = has_body_marks(before.text) or hangs_open(before.text)
        if line.text in repeated and prose and (line.gap or after.gap):
            cutting[line.text] += not is_complete(before.text) and has_body_marks(after.text)
    heads = {
        text
        for text in repeated
        if cutting[text] * (4 if counts[text] >= _MANY else 2) >= counts[text]
    }
    # At the very top it may be the title that the other pages repeat.
    return {
        i
        for i, line in enumerate(lines)
        if line.text in heads and (i or _has_title_below(lines, i))
    }


def _is_of_a_head(line: Line) -> bool:
    """Tell whether a line is a date, a name or a subtitle, as below a title with a comma."""
    token = token_of(line)
    if token.kind is Kind.META:
        return bool(token.date or token.speaker or token.organisation)
    return token.kind in FIELDS - {Kind.ORGANISATION} | {Kind.SUBTITLE}


# The words by which a database finds a text: 关键词： / 码头 改造 江城 …
_KEYWORDS = Grammar(r"(?:关键[词字]|主题词)\s*[:：]")
_WORDS = re.compile(rf"(?:[{HAN}A-Za-z\d]{{1,12}}[\s\u3000;；]+){{5,}}[{HAN}A-Za-z\d]{{0,12}}…*")
_ENDED = Grammar(
    r"[-—–·•\s]*(?:END|The\s*End|全文完)[-—–·•\s]*|recommend(?:ed)?|栏目导航|猜你喜欢|大家都在看"
    r"|[【\[]?(?:往期|推荐|延伸|精彩|热门|相关|相同|更多|最新|编辑|为[您你]|你可能)(?:精彩|主题|感兴趣的)?"
    r"(?:推荐|回顾|精彩|文章|内容|阅读|链接|新闻|报道|资讯|专题|资料|视频|话题|信息){1,2}[】\]]?\s*[:：]?",
    re.IGNORECASE,
)
# 3 条评论, 1 則留言:, 网友评论（12）
_COMMENTED = Grammar(
    r"(?:共|已有|全部)?\s*\d{1,5}\s*[则条个篇]?\s*(?:留言|评论|回复|回应|跟帖|comments?|responses?)\s*[:：]?"
    r"|(?:网友|全部|最新|精彩|热门|精选|读者)(?:评论|留言|跟帖)\s*(?:[（(]\s*\d+\s*[）)])?\s*[:：]?",
    re.IGNORECASE,
)
_LONGEST_TAIL, _LONGEST_LINK = 30, 60
_CREDIT = re.compile(rf"[{HAN}/·]{{2,14}}\s*[:：|｜丨]\s*[^。！？；]{{1,300}}")
_FEWEST_CREDITS, _LONGEST_BUTTON = 4, 24
# Lines without a credit between two that have one.
_BETWEEN = 3
# Lines of signatures and data between those of a page.
_MOST_SIGNED = 8
_STEP = re.compile(r"[>›»]+")
_LONGEST_CRUMB = 16
# Lines from the top within which a page's own words stand above its text.
_TOP = 40


def furniture(lines: Sequence[Line]) -> set[int]:
    """Find what a page has around its text: its words above it, buttons and counters below."""
    found = below(lines)
    found.update(_behind_the_end(lines))
    found.update(_comments(lines))
    found.update(_credits(lines))
    found.update(keywords(lines[:_TOP]))
    for index, line in enumerate(lines[:_TOP]):
        text = line.text
        words = stands_above(text) or is_of_site(lines, index)
        if words or _is_count(lines, index):
            found.add(index)
            found.update(_crumbs(lines, index))
            found.update(site_above(lines, index))
        elif is_complete(line.text) and has_body_marks(line.text):
            break
    return found


def below(lines: Sequence[Line]) -> set[int]:
    """Find what a page has below a text, also between those who signed it and below."""
    found = bibliography(lines)
    passed = 0
    for index in range(len(lines) - 1 - len(found), 0, -1):
        text = lines[index].text
        if stands_below(text) and not hangs_open(lines[index - 1].text):
            found.add(index)
        elif passed < _MOST_SIGNED and token_of(lines[index]).kind in FIELDS:
            passed += 1
        else:
            break
    return found


def _behind_the_end(lines: Sequence[Line]) -> set[int]:
    """Find what a page has behind the word that its text has ended: other texts, buttons."""
    last = range(max(1, len(lines) - _LONGEST_TAIL), len(lines))
    end = next((i for i in last if _ENDED.fullmatch(lines[i].text)), len(lines))
    behind = lines[end:]
    if any(len(line.text) > _LONGEST_LINK or "。" in line.text for line in behind):
        return set()
    return set(range(end, len(lines)))


def _comments(lines: Sequence[Line]) -> set[int]:
    """Find what readers wrote below a text, from the line on that says so: less than the text."""
    whole = sum(len(line.text) for line in lines)
    above = 0
    for index, line in enumerate(lines):
        if above * 2 > whole and _COMMENTED.fullmatch(line.text):
            # A heading that counts nothing may be the text's own: remarks are short.
            long = sum(len(below.text) > _LONGEST_LINK for below in lines[index:])
            if any(map(str.isdigit, line.text)) or long * 4 < len(lines) - index:
                return set(range(index, len(lines)))
        above += len(line.text)
    return set()


def _credits(lines: Sequence[Line]) -> set[int]:
    """Find whom a page thanks at its end: 特别支持：海州港 / 指定用车：…, with buttons between."""
    credited, begin = 0, len(lines)
    for index in range(len(lines) - 1, 0, -1):
        text = lines[index].text
        token = token_of(lines[index])
        if _CREDIT.fullmatch(text) and not (token.speaker or token.date):
            credited, begin = credited + 1, index
        elif len(text) > _LONGEST_BUTTON or is_complete(text) or index < begin - _BETWEEN:
            break
    return set(range(begin, len(lines))) if credited >= _FEWEST_CREDITS else set()


def _crumbs(lines: Sequence[Line], index: int) -> Iterator[int]:
    """Yield what stands beside the sign of the way to a page, where each has its own line."""
    if _STEP.fullmatch(lines[index].text):
        for beside in (index - 1, index + 1):
            if 0 <= beside < len(lines) and len(lines[beside].text) <= _LONGEST_CRUMB:
                yield beside


def keywords(lines: Sequence[Line]) -> set[int]:
    """Find the words to find a text by, as they stand above each page of a file of several."""
    found = {
        index
        for index, (line, below) in enumerate(pairwise(lines))
        if _KEYWORDS.fullmatch(line.text) and _WORDS.fullmatch(below.text)
    }
    return found | {index + 1 for index in found}


def _is_count(lines: Sequence[Line], index: int) -> bool:
    """Tell whether a line counts what stands above it."""
    counts = _BARE_NUMBER.fullmatch(lines[index].text) is not None
    return counts and index > 0 and token_of(lines[index - 1]).kind in (Kind.META, Kind.DATE)


# What stands below a picture: who took it, at the end of the line.
_CAPTION = Grammar(
    rf"(?:.{{0,70}}?(?:[。，,（(／/\s]|记者|^))?(?:{SURE_NAME})\s?(?:摄影?|供图|制图)[）)。]?"
    r"|.{0,60}[（(]?(?:资料图片?|网络图片|图片来源\s*[:：].{1,16}|图源\s*[:：]?.{1,16})[）)]?"
)
# 图为会议现场, [图片], 图1 会议现场
_OF_PICTURE = Grammar(
    r"图[一二三四五六七八九十\d]{0,2}为[^，。；]{2,60}。?|图\s?\d{1,2}\s*[:：.、\s]\s*[^，。；！？]{2,40}"
    r"|[【\[（(]\s*(?:图片?|视频|音频|广告|图略|配图|插图)\s*\d{0,2}\s*[】\]）)]|[\w-]{1,40}\.(?:png|jpe?g|gif|webp|bmp)"
    r"|[^。，]{0,6}视频加载中[.…]{0,6}|点击(?:图片)?查看(?:大图|原图|原文)|广告|继续滑动看下一个",
    re.IGNORECASE,
)
# ▲何立本在会上讲话, below a picture.
_MARKED = re.compile(r"[▲△↑]\s*[^▲△。；]{2,60}。?")
_MOST_MARKED = 12
_LONGEST_CAPTION = 80
_OF_PICTURES = frozenset("摄攝图圖")
# A sentence and who reports it, above a text: 何立本作报告。海州日报记者 苏宁
_REPORTED = Grammar(
    rf".{{4,60}}[。！]\s*(?:[^。，；：]{{0,16}}记者\s*(?:{SURE_NAME})(?:[、\s]*(?:{SURE_NAME}))*"
    r"|[^。，；：\s]{2,6}(?:社|日报|晚报|时报))"
)


def captions(lines: Sequence[Line]) -> set[int]:
    """Find the lines below pictures, which say who took them or who reports."""
    short = [(i, line) for i, line in enumerate(lines) if len(line.text) <= _LONGEST_CAPTION]
    taken = {
        i
        for i, line in short
        if not _OF_PICTURES.isdisjoint(line.text) and _CAPTION.fullmatch(line.text)
    }
    taken |= {i for i, line in short if _OF_PICTURE.fullmatch(line.text) and not line.level}
    marked = {i for i, line in short if _MARKED.fullmatch(line.text) and not line.level}
    # A mark that begins line after line counts them.
    taken |= {i for i in marked if not {i - 1, i + 1} & marked and len(marked) <= _MOST_MARKED}
    return taken | {i for i, line in short if i < _TOP and _REPORTED.fullmatch(line.text)}


# So many long lines of a text again, and so long, are no chance.
_LEAST_AGAIN, _LONG_LINE = 10, 40
_LEAST_OF_PIECE = 4
_FEWEST_AGAIN, _LONGEST_AGAIN = 3, 8
_OF_HEADS = FIELDS | TITLES | {Kind.SALUTATION}


def repeated(lines: Sequence[Line], *, of_piece: bool = False) -> set[int]:
    """Find the lines of a text that stands in its file twice, as a page and its paper have it.

    Of a piece by itself fewer lines will do, where all its long ones come again.
    """
    places: dict[str, list[int]] = {}
    for index, line in enumerate(lines):
        places.setdefault("".join(line.text.split()), []).append(index)
    longs = [found for text, found in places.items() if len(text) >= _LONG_LINE]
    again = [found for found in longs if len(found) > 1]
    if cut_off := _begun_again(lines):
        return cut_off
    most = len(again) >= _LEAST_AGAIN and len(again) * 5 >= len(longs) * 4
    all_again = of_piece and _LEAST_OF_PIECE <= len(again) == len(longs)
    if not (most or all_again):
        return set()
    second = min(found[1] for found in again)
    first_ends = max(found[0] for found in again)
    if second <= first_ends:
        return set()
    return {found[-1] for found in places.values() if len(found) > 1 and found[-1] > first_ends}


def _begun_again(lines: Sequence[Line]) -> set[int]:
    """Find a title and its data at the end that stand at the top: a copy that breaks off there."""
    texts = ["".join(line.text.split()) for line in lines]
    kinds: list[Kind] = []
    for start in range(len(lines) - 1, 0, -1):
        kind = token_of(lines[start]).kind
        if kind not in _OF_HEADS or len(kinds) > _LONGEST_AGAIN:
            break
        kinds.append(kind)
        size = len(kinds)
        again = any(texts[i : i + size] == texts[start:] for i in range(min(_TOP, start - size)))
        if size >= _FEWEST_AGAIN and kind in TITLES and again and FIELDS.intersection(kinds):
            return set(range(start, len(texts)))
    return set()


LINE_RULES: tuple[tuple[str, Callable[[Sequence[Line]], set[int]]], ...] = (
    ("密级标志", marking_lines),
    ("跟帖", remarks),
    (FURNITURE, furniture),
    ("图片说明", captions),
    ("参考文献", references),
    (REPEATED, repeated),
    ("页码", page_numbers),
    ("页眉页脚", running_heads),
)
"""Name of each rule and what finds its lines, in order."""


def split_glued_items(lines: Sequence[Line]) -> tuple[list[Line], int]:
    """Give every item of 一是……二是…… a line of its own where the line end got lost.

    Only in lines that begin with an item, and only before the number that follows it when no
    mark stands between: 三是打造队伍四是推动发展. Returns the lines and how many were cut.
    """
    result: list[Line] = []
    for line in lines:
        result.extend(_items(line))
    return result, len(result) - len(lines)


def _items(line: Line) -> list[Line]:
    first = _FIRST_ITEM.match(line.text)
    if not first or "。" in line.text or first["number"] not in _NUMBERS:
        return [line]
    expected = _NUMBERS.index(first["number"]) + 1
    cuts = [0]
    for match in _ITEM.finditer(line.text, first.end()):
        if expected < len(_NUMBERS) and match["number"] == _NUMBERS[expected]:
            cuts.append(match.start("number"))
            expected += 1
    return [
        replace(
            line,
            start=line.start + a,
            text=line.text[a:b].rstrip(),
            gap=line.gap if a == 0 else 0,
        )
        for a, b in pairwise([*cuts, len(line.text)])
    ]
