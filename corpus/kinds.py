"""What each line of a document is by itself: the words of the grammar of heads.

A table of kinds, surest first. A line of a kind that tells something (a date, a byline, a block of
data) says what; only where it stands decides whether that is told of a speech.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

from corpus import particulars, patterns
from corpus.characters import HAN
from corpus.chinese import Grammar
from corpus.dates import date_line, find_date, is_day, unbracketed, without_date
from corpus.fields import (
    SURE_NAME,
    byline,
    clean_title,
    is_name,
    is_organisation,
    says_title,
    squeeze,
)
from corpus.lines import hangs_open, heading_number, is_titleish
from corpus.spacing import closed_up
from corpus.title_speakers import announced, speaker_of_title
from corpus.titles import states_title

if TYPE_CHECKING:
    from collections.abc import Callable

    from corpus.lines import Line
    from corpus.telling import Told

# Characters of the longest line that may stand in a head.
_LONGEST = 90
_LONGEST_FIELD = 60


class Kind(Enum):
    """What a line is by its look alone."""

    PROSE = "a paragraph, or a piece of one"
    ROW = "a row of a table"
    HEADING = "a heading with its number: 一、"
    SALUTATION = "同志们："
    NUMBER = "a number of a piece alone on its line: 001, 第一篇"
    NUMBERED = "a title behind the number of its piece: 篇一：…"
    TITLE = "the shape of a title"
    SUBTITLE = "——在全区大会上的讲话"
    DATE = "a date, with or without place, weekday and hour"
    VENUE = "a date and what took place: 2023年1月14日在…会议上"
    PERSON = "a position and a name"
    NAME = "a name alone"
    ORGANISATION = "the name of an organisation alone"
    META = "label and value: 时间：…"
    NOTE = "a remark in brackets"


FIELDS = frozenset((Kind.DATE, Kind.VENUE, Kind.PERSON, Kind.NAME, Kind.ORGANISATION, Kind.META))
TITLES = frozenset((Kind.TITLE, Kind.NUMBERED))


@dataclass(frozen=True, slots=True)
class Token:
    """A line and its kind, with what it tells.

    `rest` is what the line holds beside its date and names, for people to see; `issued` tells
    that the date is that of a page or paper; `title` is what a form gives for it.
    """

    line: Line
    kind: Kind
    date: str | None = None
    speaker: str | None = None
    organisation: str | None = None
    rest: str | None = None
    issued: bool = False
    title: str | None = None

    @property
    def text(self) -> str:
        """The text of the line."""
        return self.line.text

    @property
    def gap(self) -> int:
        """The blank lines before it."""
        return self.line.gap


# 【编者按：……】, 编者按：……
_EDITORIAL = Grammar(
    r"(?:[（(【\[〔]\s*)?(?:编者?按语?|按语|编者注|译者按|本[报刊网]按|小编按|编者的话|导读|核心提示)\s*[:：】\]]?\s*\S.*"
)
# A lead or an abstract is of the text, wherever it stands.
_ABSTRACT = Grammar(
    r"[（(【\[〔]?\s*(?:(?:内容|新闻)?[摘提]要|核心提示|阅读提示|导[读语])\s*[:：】\]]\s*\S.*"
)
# Characters of a note by an editor; what is longer may be the text itself.
_LONGEST_EDITORIAL = 1_000


def token_of(line: Line) -> Token:
    """Tell the kind of a line; the letters of a heading may be set apart."""
    if (closed := closed_up(line.text)) != line.text:
        token = _token_of(replace(line, text=closed))
        if token.kind is not Kind.PROSE:
            return token
    return _token_of(line)


def _token_of(line: Line) -> Token:
    if len(line.text) <= _LONGEST_EDITORIAL and _EDITORIAL.fullmatch(line.text) and not line.level:
        return Token(line, Kind.META, rest=line.text)
    if not line.level and _ABSTRACT.fullmatch(line.text):
        return Token(line, Kind.NOTE)
    if len(line.text) > _LONGEST and not line.level:
        distributed = _DISTRIBUTED.match(line.text) is not None and "。" not in line.text[:-1]
        kind = Kind.META if distributed else Kind.PROSE
        return Token(line, kind, rest=line.text if distributed else None)
    for reader in _KINDS:
        if token := reader(line):
            return token
    return Token(line, Kind.PROSE)


_VENUE = Grammar(
    r"(?:[-—–－]{1,4}\s*)?[（(]?.{0,6}?(?P<date>(?:19|20|１９|２０)[\d０-９]{2}\s*年|[一二][〇○零0O九]\S{2}年|(?:中华)?民国\S{1,4}年).{0,16}?"
    r"(?:在|于|出席|参加|主持).{2,60}?(?:上|时|中|会议?|期间|会见|仪式|活动|座谈|考察|调研)?[）)]?"
)
_OCCASION = Grammar(r"(?:上|时|中|会议?|期间|会见|仪式|活动|座谈|考察|调研)[）)]?$")
_REPORTED = Grammar(
    r".{4,70}(?:上|[，,])(?P<who>[^，,。；]{2,30}?)(?:作|做|发表|致)(?:了|的)?[^，。；]{0,12}(?:报告|讲话|致辞|演讲|发言|开幕词|闭幕词)。?"
)
_PAPER = Grammar(
    r"[（(]?共?印\s*\d+\s*份[）)]?|.{2,24}(?:会议?|学习|内部|参阅|交流|大会|培训)(?:材料|文件|资料)(?:之[一二三四五六七八九十]{1,3})?|"
    # Number of the copy, degree of urgency, class of secrecy before the number of the paper
    # (GB/T 9704-2012, 7.2).
    r"\d{5,8}|特急|加急|特提|平急|[★☆]\s*\S{0,6}|(?P<who>.{2,30})文件|(?:[绝机秘]密\S{0,6}\s+)?\S{1,12}[〔\[［（(【]\s*\d{4}\s*[〕\]］）)】]\s*第?\s*\d{1,5}\s*[号期](?:\s*签发人?\s*[:：]\s*\S{2,12})?|.{2,30}[\s\d年月日〇一二三四五六七八九十]{6,14}印发"
)
# To whom a paper goes, however many they are.
_DISTRIBUTED = Grammar(
    r"(?:(?:主送|抄送|抄报|报送|分送|印送)(?=\s*[:：])|[报送发](?=\s*[:：]\s*(?:.*[，、]|.{2,20}[委室厅局部府协会]$)))"
    r"\s*[:：]\s*\S"
)
# A letterhead is spaced out: 总 裁 办 电 子 邮 件.
_LETTERHEAD = Grammar(
    r"(?:\S{1,4}[ \u3000]+){2,}\S{0,3}"
    r"(?:文\s*件|邮\s*件|简\s*报|内\s*参|通\s*讯|参\s*考|专\s*报|情\s*况)"
)
DASHES = "—–－―─- \u3000"
"""What a subtitle begins with, and the spaces around it."""
_SUBTITLE = re.compile(r"[—–－―─-]{1,4}\s*\S")
# ——在码头改造会上的讲话 何立本: the spaces within a name of two characters set it apart, too.
_NAME_BEHIND = Grammar(
    rf"(?P<title>.{{4,}}{patterns.TITLE_NOUN}稿?)"
    rf"(?:[ \u3000]+(?:{SURE_NAME})|(?=[{HAN}][ \u3000]+[{HAN}]$)(?:{SURE_NAME}))"
)
# ----- 把码头修好 -----
_DRAWN = re.compile(
    r"(?P<mark>[-=*＊_~～—–◆★☆※])(?P=mark){2,}\s*(?P<title>[^\s。；]{2,40})\s*(?P=mark){3,}"
)
_SERIAL = re.compile(r"0\d{1,2}|0\d\d|\d{3}")
# With a sentence in quotation marks: an epigraph.
_NOTE = re.compile(r"[（(【\[〔].*[）)】\]〕]|[*＊※].*|[“「『].*[。！？…][”」』]")
# Somebody asks or exclaims: 主席：你的补充提问是否未获答复？
_UTTERED = re.compile(r"[^：:]{1,14}[：:].*[？?！!…]")
_COUPLET = re.compile(r"\S{4,}[ \u3000]+\S{4,}")
_FURTHER = re.compile(r"[\s\u3000，,|｜/／;；]+")
_ENDS_TITLE = Grammar(
    patterns.TITLE_NOUN + r"(?:提纲|稿|摘要|摘编|要点|节选|选编|全文|实录|纪要)?(?:[（(].*[）)])?$"
)


def _row(line: Line) -> Token | None:
    if line.text[0] != "|" and ("\t" not in line.text or _person(line)):
        return None
    return Token(line, Kind.ROW)


def _numbered(line: Line) -> Token | None:
    text = line.text
    number = patterns.NUMBERED_TITLE.match(text)
    if number and patterns.UNTITLED.search(text) is None:
        rest = text[number.end() :].strip()
        return Token(line, Kind.NUMBERED if rest else Kind.NUMBER)
    if drawn := _DRAWN.fullmatch(text):
        return Token(line, Kind.NUMBERED, title=drawn["title"])
    return Token(line, Kind.NUMBER) if _SERIAL.fullmatch(text) else None


def _heading(line: Line) -> Token | None:
    number = heading_number(line.text)
    if not number:
        return None
    listed = patterns.LIST_NUMBER.match(line.text)
    if listed and is_strong(line.text[listed.end() :]) and len(line.text) <= _LONGEST:
        return Token(line, Kind.NUMBERED)
    return Token(line, Kind.HEADING)


def _entitled(line: Line) -> Token | None:
    return Token(line, Kind.TITLE) if says_title(line.text) else None


def _salutation(line: Line) -> Token | None:
    found = line.text[-1] in "：:！!" and patterns.SALUTATION.fullmatch(line.text)
    return Token(line, Kind.SALUTATION) if found and not ends_title(line.text[:-1]) else None


def _meta(line: Line) -> Token | None:
    told = particulars.labelled(line.text)
    return _telling(line, Kind.META, told) if told else None


def _telling(line: Line, kind: Kind, told: Told) -> Token:
    rest = line.text if told.more else None
    return Token(line, kind, told.date, told.speaker, told.organisation, rest, told.issued)


def _paper(line: Line) -> Token | None:
    """What stands around an official paper: whose it is, its number, its imprint."""
    if _LETTERHEAD.fullmatch(line.text):
        return Token(line, Kind.META, rest=line.text)
    if _DISTRIBUTED.match(line.text) and "。" not in line.text[:-1]:
        return Token(line, Kind.META, rest=line.text)
    found = _PAPER.fullmatch(line.text) if len(line.text) <= _LONGEST_FIELD else None
    if not found:
        return None
    who = line.text[found.start("who") : found.end("who")] if found["who"] else None
    if who and not is_organisation(who):
        return None
    return Token(line, Kind.META, organisation=who, rest=line.text)


def _date(line: Line) -> Token | None:
    if date := date_line(line.text):
        return Token(line, Kind.DATE, date)
    if is_day(line.text):
        return Token(line, Kind.DATE, rest=line.text)
    told = particulars.dated(line.text)
    return _telling(line, Kind.DATE, told) if told else None


def _venue(line: Line) -> Token | None:
    """Date and occasion, alone or in a sentence that tells who spoke."""
    text = line.text
    found = find_date(text)
    if not found:
        return None
    told = _REPORTED.fullmatch(text)
    who = byline(text[told.start("who") : told.end("who")]) if told else None
    if who and who.speaker:
        return Token(line, Kind.VENUE, found.iso, who.speaker, who.organisation, rest=text)
    marked = _SUBTITLE.match(text) is not None or _NOTE.fullmatch(text) is not None
    clean = unbracketed(text.lstrip("-—–－―─ "))
    if "。" in text or not (marked or _VENUE.fullmatch(text)) or is_strong(text):
        return None
    if marked and not found.full and not _VENUE.fullmatch(text):
        return None
    if not marked and (_ENDS_TITLE.search(text) or find_date(clean[:24]) is None):
        return None
    if not (marked or found.full or _OCCASION.search(text)):
        return None
    said = announced(clean) or speaker_of_title(without_date(clean))
    token = Token(line, Kind.VENUE, found.iso, said.speaker if said else None, rest=text)
    for part in _FURTHER.split(clean):
        if who := byline(part) or (byline(f"（{part}）") if is_name(part) else None):
            token = replace(
                token,
                speaker=token.speaker or who.speaker,
                organisation=token.organisation or who.organisation,
            )
    return token


def _subtitle(line: Line) -> Token | None:
    found = (
        _SUBTITLE.match(line.text) and "。" not in line.text and line.text[-1] not in "；;，,：:"
    )
    if not found:
        return None
    # 在……会议上的讲话 / ——港务集团董事长 何立本
    who = _person(replace(line, text=line.text.lstrip(DASHES)))
    if who and who.kind in (Kind.PERSON, Kind.NAME):
        return replace(who, line=line)
    if named := _NAME_BEHIND.fullmatch(line.text):
        title, name = line.text[: named.end("title")], line.text[named.end("title") :]
        return Token(line, Kind.SUBTITLE, speaker=squeeze(name), title=title)
    return Token(line, Kind.SUBTITLE)


def _person(line: Line) -> Token | None:
    found = byline(line.text) if len(line.text) <= _LONGEST_FIELD else None
    if found and found.speaker:
        return Token(line, Kind.PERSON, None, found.speaker, found.organisation)
    if is_name(line.text) and len(line.text.replace("·", "")) > 1:
        return Token(line, Kind.NAME, speaker=squeeze(line.text))
    if is_organisation(unbracketed(line.text)) and not _COUPLET.fullmatch(line.text):
        return Token(line, Kind.ORGANISATION, organisation=unbracketed(line.text))
    return None


def _note(line: Line) -> Token | None:
    return Token(line, Kind.NOTE) if _NOTE.fullmatch(line.text) else None


def _title(line: Line) -> Token | None:
    text = line.text
    if line.level:
        titled = is_titleish(line) or _is_headline(text)
    else:
        said = _UTTERED.fullmatch(text) or patterns.CLOSING.search(text)
        # Most lines are no titles: what few of them say is looked for last.
        titled = not said and is_titleish(line) and not states_title(text)
    return Token(line, Kind.TITLE) if titled else None


def _is_headline(text: str) -> bool:
    """Tell whether a line that is marked as a heading can be a title: it holds some text."""
    return any(map(str.isalnum, text)) and not hangs_open(text)


def is_strong(text: str) -> bool:
    """Tell whether a text is the title of a speech wherever it stands: 在……会议上的讲话."""
    return patterns.STRONG_TITLE.fullmatch(clean_title(text)) is not None


def ends_title(text: str) -> bool:
    """Tell whether a text ends as titles of speeches do: 讲话, 致辞, 报告."""
    return _ENDS_TITLE.search(text) is not None


_KINDS: tuple[Callable[[Line], Token | None], ...] = (
    _row,
    _numbered,
    _heading,
    _salutation,
    _entitled,
    _meta,
    _paper,
    _date,
    _venue,
    _subtitle,
    _person,
    _note,
    _title,
)
"""The kinds, surest first; what is none of them is prose."""
