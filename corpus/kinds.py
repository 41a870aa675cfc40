"""What each line of a document is by itself: the words of the grammar of heads.

A table of kinds, surest first. A line of a kind that tells something (a date, a byline, a block of
data) says what; only where it stands decides whether that is told of a speech.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from enum import Enum
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

from corpus import particulars, patterns
from corpus.chinese import Grammar
from corpus.dates import date_line, find_date, unbracketed
from corpus.fields import byline, clean_title, is_name, is_organisation, says_title, squeeze
from corpus.lines import hangs_open, has_body_marks, heading_number, is_titleish, key
from corpus.title_speakers import announced

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from corpus.lines import Line
    from corpus.particulars import Told

# Characters of the longest line that may stand in a head.
_LONGEST = 90
_LONGEST_FIELD = 60
_LONGEST_ITEM = 40
_LONGEST_LABEL = 12


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
_BELOW_LABEL = frozenset((Kind.TITLE, Kind.PERSON, Kind.NAME, Kind.META))


@dataclass(frozen=True, slots=True)
class Token:
    """A line and its kind, with what it tells.

    `rest` is what the line holds beside its date and names, for people to see; `issued` tells
    that the date is that of a page or paper.
    """

    line: Line
    kind: Kind
    date: str | None = None
    speaker: str | None = None
    organisation: str | None = None
    rest: str | None = None
    issued: bool = False

    @property
    def text(self) -> str:
        """The text of the line."""
        return self.line.text

    @property
    def gap(self) -> int:
        """The blank lines before it."""
        return self.line.gap


def split_greeting(line: Line) -> list[Line]:
    """Part who spoke from whom he greets in the same line: 江城市市长　何立本　各位代表：."""
    greeted = len(line.text) <= _LONGEST_FIELD and not line.level
    for border in _BORDER.finditer(line.text) if greeted else ():
        at = border.end()
        who = replace(line, text=line.text[:at].rstrip())
        greeting = replace(line, start=line.start + at, text=line.text[at:], gap=0)
        if patterns.SALUTATION.match(greeting.text) and token_of(who).kind in _WHO:
            return [who, greeting]
    return [line]


def tokens_of(lines: Sequence[Line]) -> list[Token]:
    """Tell the kind of each line."""
    tokens = [token_of(line) for line in lines]
    return _with_original(_without_quoting(_with_named(_with_labels(_with_greeted(tokens)))))


def _with_labels(tokens: list[Token]) -> list[Token]:
    """Take one line with a colon, again and again, for the title of pieces: 国旗下讲话：.

    Each time a title or who spoke stands below it.
    """
    found = [i for i, token in enumerate(tokens[:-1]) if _is_label(token)]
    heads = [i for i in found if tokens[i + 1].kind in _BELOW_LABEL]
    counts = Counter(key(tokens[i].text) for i in heads)
    again = Counter(key(tokens[i].text) for i in found)
    for i in heads:
        name = key(tokens[i].text)
        if counts[name] > 1 and counts[name] == again[name]:
            tokens[i] = replace(tokens[i], kind=Kind.NUMBERED)
    return tokens


def _is_label(token: Token) -> bool:
    return (
        token.kind is Kind.PROSE
        and len(token.text) <= _LONGEST_LABEL
        and token.text[-1] in "：:"
        and not has_body_marks(token.text)
    )


def _with_original(tokens: list[Token]) -> list[Token]:
    """Take 原标题：… for the title where nothing else above the text is one."""
    above = takewhile(lambda token: token.kind in FIELDS, tokens)
    for i, token in enumerate(list(above)):
        if clean_title(token.text) != token.text and _ORIGINAL.match(token.text):
            tokens[i] = replace(token, kind=Kind.TITLE)
    return tokens


def _without_quoting(tokens: list[Token]) -> list[Token]:
    """Take a line that names the title right below it within marks for a note on it."""
    for i, token in enumerate(tokens):
        quoted = {key(one) for one in _QUOTED.findall(token.text)} - {key(token.text)}
        if token.kind is Kind.TITLE and quoted.intersection(
            key(clean_title(one.text)) for one in tokens[i + 1 : i + _NEAR] if one.kind in TITLES
        ):
            tokens[i] = replace(token, kind=Kind.META, rest=token.text)
    return tokens


def _with_named(tokens: list[Token]) -> list[Token]:
    """Take a short line for a name where a title says that whoever is called so speaks."""
    titles = (one.text for one in tokens if one.kind is Kind.TITLE)
    said = {found["name"] for title in titles if (found := _SAYS_NAME.match(title))}
    for i, token in enumerate(tokens):
        if token.kind is Kind.TITLE and squeeze(token.text) in said:
            tokens[i] = replace(token, kind=Kind.NAME, speaker=squeeze(token.text))
    return tokens


def _with_greeted(tokens: list[Token]) -> list[Token]:
    """Take headings and items for titles of pieces where what pieces have follows, again and again.

    That is a salutation, or the name of who spoke.
    """
    greeted = [
        i
        for i, (token, below) in enumerate(pairwise(tokens))
        if token.kind in (Kind.HEADING, Kind.PROSE)
        and len(token.text) <= _LONGEST_ITEM
        and token.text[-1].isalnum()
        and _belongs_below(token, below)
        and not has_body_marks(token.text)
    ]
    if len(greeted) > 1:
        for i in greeted:
            tokens[i] = replace(tokens[i], kind=Kind.NUMBERED)
    return tokens


def _belongs_below(token: Token, below: Token) -> bool:
    """Tell whether a line has what pieces have below a heading: a greeting, or who spoke."""
    if below.kind in (Kind.NAME, Kind.PERSON):
        return token.kind is Kind.HEADING or patterns.ENUMERATOR.match(token.text) is not None
    return below.kind is Kind.SALUTATION and below.text[-1] in "：:"


def token_of(line: Line) -> Token:
    """Tell the kind of a line."""
    if len(line.text) > _LONGEST and not line.level:
        return Token(line, Kind.PROSE)
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
    # Number of the copy, degree of urgency, class of secrecy before the number of the paper
    # (GB/T 9704-2012, 7.2).
    r"\d{5,8}|特急|加急|特提|平急|[★☆]\s*\S{0,6}|(?P<who>.{2,30})文件|(?:[绝机秘]密\S{0,6}\s+)?\S{1,12}[〔\[［（(【]\s*\d{4}\s*[〕\]］）)】]\s*第?\s*\d{1,5}\s*号(?:\s*签发人?\s*[:：]\s*\S{2,12})?|.{2,30}[\s\d年月日〇一二三四五六七八九十]{6,14}印发"
)
# A letterhead is spaced out: 总 裁 办 电 子 邮 件.
_LETTERHEAD = Grammar(
    r"(?:\S{1,4}[ \u3000]+){2,}\S{0,3}"
    r"(?:文\s*件|邮\s*件|简\s*报|内\s*参|通\s*讯|参\s*考|专\s*报|情\s*况)"
)
DASHES = "—–－―─- \u3000"
"""What a subtitle begins with, and the spaces around it."""
_SUBTITLE = re.compile(r"[—–－―─-]{1,4}\s*\S")
_SERIAL = re.compile(r"0\d{1,2}|0\d\d|\d{3}")
# With a sentence in quotation marks: an epigraph.
_NOTE = re.compile(r"[（(【\[〔].*[）)】\]〕]|[*＊※].*|[“「『].*[。！？…][”」』]")
# Somebody asks or exclaims: 主席：你的补充提问是否未获答复？
_UTTERED = re.compile(r"[^：:]{1,14}[：:].*[？?！!…]")
_BORDER = re.compile(r"(?<=\S)[\s\u3000]+(?=\S)|(?<=[）)])(?=\S)")
_WHO = frozenset((Kind.NAME, Kind.PERSON, Kind.DATE))
_COUPLET = re.compile(r"\S{4,}[ \u3000]+\S{4,}")
_ORIGINAL = re.compile(r"[（(【]?原(?:标题|標題|题|題)\s*[：:]")
_QUOTED = re.compile(r"[《“]([^《》“”]{4,60})[》”]")
# Lines below a note in which the title that it names may stand.
_NEAR = 5
# 何立本：在……, 何立本在……: a name, whatever its surname.
_SAYS_NAME = re.compile(r"(?P<name>[\u4e00-\u9fff]{2,4})(?:[：:]|[在致就於于])\S")
_FURTHER = re.compile(r"[\s\u3000，,|｜/／;；]+")
_ENDS_TITLE = Grammar(patterns.TITLE_NOUN + r"(?:[（(].*[）)])?$")


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
    return Token(line, Kind.SALUTATION) if found else None


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
    said = announced(clean)
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
    if not line.level and (_UTTERED.fullmatch(line.text) or patterns.CLOSING.search(line.text)):
        return None
    if is_titleish(line) or (line.level and _is_headline(line.text)):
        return Token(line, Kind.TITLE)
    return None


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
