"""Lines that make up a title, and those above one that only say where it stands."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

from corpus.chinese import Grammar
from corpus.fields import squeeze
from corpus.kinds import FIELDS, TITLES, Kind, Token, ends_title, is_strong, token_of
from corpus.lines import hangs_open, has_body_marks, key
from corpus.page_words import is_of_page
from corpus.patterns import NUMERAL
from corpus.title_speakers import speaker_of_title
from corpus.titles import tells_of

if TYPE_CHECKING:
    from collections.abc import Sequence

# Lines of such a title, and characters of one.
_FEWEST, _MOST, _LONGEST = 3, 7, 30
# Characters of the line that says what it is: 开幕词.
_LONGEST_NOUN = 8
# What a bracket below a title adds to it: which kind of piece it is, and which part.
_OF_TITLE = Grammar(
    r"[（(【\[〔]\s*(?:代?(?:自|总|后|原|新|再版|重版|译者?|编者)?[序跋](?:言|文)?|代?(?:[前引导绪]言|导论|后记|结语|卷首语|发刊[词辞]|编后记?|总结)"
    rf"|[上中下续](?:篇|集)?|(?:续|连载)(?:之?[{NUMERAL}\d]{{1,2}})?|[之其][{NUMERAL}\d]{{1,3}}|[{NUMERAL}\d]{{1,3}}[则篇首章题讲])\s*[）)】\]〕]"
)
_DOT = re.compile("[·•・‧]")
# The section of a paper or a site, made of the few words that such names are made of.
_SECTION = Grammar(
    r"(?=.{2,8}$)(?:[校院局厅省市县区]?领导|校长|院长|书记|首长|校友|名家|专家|学者|人物|重要|最新|本站|学校|校园|学院|党建|时政|国内|国际|教育|科研|媒体|综合|特别|热点|主题"
    r"|讲话|致[辞词]|演讲|发言|论坛|言论|文[稿章库集萃]|选登|专[栏题访]|访谈|理论|要闻|新闻|动态|视[点角]|时评|评论|观点|聚焦|关注|园地|天地"
    r"|资[料讯]|工作|快讯|通知|公告|信息|学习|频道|头条|推荐|报道|特稿|来稿|之窗|稿|材料){1,3}"
)
_SITE = re.compile(r"\S{2,12}(?:网站?|在线|之窗|频道|日报|晚报|时报|公众号)")
# Lines of a site above a title.
_MOST_SITE = 3
_REMARKED = Grammar(
    r"(?P<title>.{4,}?)\s*[（(][^（()）]{0,20}(?:整理|校[对订]|审[阅定核]|速记|录音|转写|未经|供参考)[^（()）]{0,20}[）)]"
)
_DATA = Grammar(r"[^，。！？]{1,16}(?:[:：|｜丨>›»]|\s[-–—])\s*")
# Characters of a title that breaks within marks.
_LONGEST_TITLE = 90
_BELOW = (FIELDS - {Kind.ORGANISATION}) | {Kind.SALUTATION, Kind.SUBTITLE, Kind.NOTE}


def stacked(tokens: Sequence[Token]) -> int:
    """Return how many lines are one title: 江城市总工会 / 第八次代表大会 / 开幕词, 0 for none."""
    count = 0
    for index, token in enumerate(tokens[:_MOST]):
        if token.kind not in TITLES | {Kind.ORGANISATION} or len(token.text) > _LONGEST:
            break
        if token.line.level != tokens[0].line.level or (index > 1 and token.gap > tokens[1].gap):
            break
        if ends_title(token.text):
            count = index + 1 if len(token.text) <= _LONGEST_NOUN else 0
            break
    told = count < len(tokens) and tokens[count].kind in _BELOW
    return count if told and count >= _FEWEST else 0


def adds_to_title(token: Token) -> bool:
    """Tell whether a bracket alone in its line is of the title above it: （代序）, （上）."""
    return token.kind is Kind.NOTE and _OF_TITLE.fullmatch(token.text) is not None


def only_files(title: str, below: Token, behind: Token | None) -> bool:
    """Tell whether a title only says under what a page files the one below it.

    That is a section (理论 / 把码头修好), or the subject of a speech, which its title names
    (船工培训 / 何立本在船工培训启动会上的讲话).
    """
    if below.kind not in TITLES or len(below.text) <= len(squeeze(title)):
        return False
    speech = is_strong(below.text) or speaker_of_title(below.text) is not None
    headed = speech or (behind is not None and behind.kind in _BELOW)
    return (speech and key(title) in key(below.text)) or (
        headed and _SECTION.fullmatch(squeeze(title)) is not None
    )


def with_broken_titles(tokens: list[Token]) -> list[Token]:
    """Take the two lines of a title that breaks within marks: 关于《码头改造 / 意见》的说明.

    They stand above all text, or apart from it and end as titles of speeches do.
    """
    top = True
    for i, (token, below) in enumerate(pairwise(tokens)):
        text = token.text + below.text
        broken = hangs_open(token.text) and len(text) <= _LONGEST_TITLE and not token.line.level
        near = below.gap <= 1 and below.kind in (Kind.TITLE, Kind.PROSE) and not below.line.level
        if broken and near and (top or (token.gap and ends_title(text))):
            whole = token_of(replace(token.line, text=text))
            if whole.kind is Kind.TITLE and not has_body_marks(text):
                tokens[i : i + 2] = (replace(one, kind=Kind.TITLE) for one in (token, below))
        top = top and tokens[i].kind is not Kind.PROSE
    return tokens


def with_dotted_title(tokens: list[Token]) -> list[Token]:
    """Take a first line of parts as names have them for a title where another name stands below.

    道德自觉·道德自信·道德自强, whose parts begin alike as those of no name do, is one by itself.
    """
    if not tokens or tokens[0].kind is not Kind.NAME or not _DOT.search(tokens[0].text):
        return tokens
    head = list(takewhile(lambda token: token.kind in FIELDS | TITLES, tokens[1:]))
    named = any(token.speaker for token in head)
    alike = len({part[:1] for part in _DOT.split(tokens[0].text)}) == 1
    if (named or alike) and not any(token.kind in TITLES for token in head):
        tokens[0] = Token(tokens[0].line, Kind.TITLE)
    return tokens


def without_sites(tokens: list[Token]) -> list[Token]:
    """Take the name of a site above a title for data where the page names it once more."""
    for i, (token, below) in enumerate(pairwise(tokens[: _MOST_SITE + 1])):
        if token.kind not in TITLES | {Kind.ORGANISATION}:
            break
        named = _SITE.fullmatch(token.text) and below.kind in TITLES | FIELDS
        if named and any(token.text in one.text for one in tokens[i + 1 :] if one.kind in FIELDS):
            tokens[i] = replace(token, kind=Kind.META, rest=token.text)
    return tokens


def tells_of_text(text: str, title: Sequence[str], speakers: Sequence[str]) -> bool:
    """Tell whether a line below a title is its page's: who did what, who speaks in a picture."""
    told = speaker_of_title(title[0]) if title else None
    names = (*speakers, told.speaker if told else None)
    return (bool(title) and is_of_page(text)) or any(tells_of(text, name) for name in names)


def without_remark(title: str) -> tuple[str, str | None]:
    """Part a title from what a bracket at its end says of how the text came to be.

    >>> without_remark("江边座谈会（录音整理，未经本人审阅）")
    ('江边座谈会', '（录音整理，未经本人审阅）')
    """
    found = _REMARKED.fullmatch(title)
    if not found:
        return title, None
    at = found.end("title")
    return title[:at].rstrip(), title[at:].strip()


def repeats_behind_data(text: str, title: str) -> bool:
    """Tell whether a line gives a title once more behind a page's data: 10-28 | 移动端:…."""
    before, again, behind = text.rpartition(title)
    return bool(again) and not behind.strip() and _DATA.fullmatch(before) is not None


def may_be_title(token: Token) -> bool:
    """Tell whether a line may begin a title: also an organisation, or a name marked as heading."""
    return (
        token.kind in TITLES
        or token.kind is Kind.ORGANISATION
        or (token.line.level > 0 and token.kind is Kind.NAME)
    )
