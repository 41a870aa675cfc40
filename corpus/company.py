"""What a line is by the lines around it: the kinds of `corpus.kinds`, corrected by their company.

A heading that a greeting follows, again and again, is a title; a line that quotes the title below
it is a note; what exclaims right behind a paragraph ends it.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

from corpus import patterns
from corpus.characters import HAN, count_han
from corpus.chinese import Grammar
from corpus.fields import (
    PLACED_NAME,
    byline,
    clean_title,
    is_position,
    says_title,
    squeeze,
)
from corpus.kinds import FIELDS, TITLES, Kind, Token, ends_title, token_of
from corpus.lines import has_body_marks, is_complete, key
from corpus.numbered_pieces import with_numbered_pieces
from corpus.page_furniture import keywords
from corpus.particulars import labelled
from corpus.title_speakers import speaker_of_title
from corpus.title_stacks import with_broken_titles, with_dotted_title, without_sites
from corpus.titles import tells_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corpus.lines import Line

_LONGEST_GREETED = 60
_FAR_APART = re.compile(r"\S+(?:[ \u3000]\S+)*")
_LONGEST_HEAD, _MOST_PARTS = 90, 4
_BORDER = re.compile(
    r"(?<=\S)[\s\u3000]+(?=\S)|(?<=[）)])(?=\S)"
    rf"|(?<=[{HAN}])(?=(?:同志们|各位|尊敬的|亲爱的|敬爱的|女士们|先生们|朋友们|同学们|老师们|代表们))"
)
_GREETING_MARKS = frozenset("：:！!")
_COUNTED = frozenset((Kind.HEADING, Kind.NUMBERED))
_WHO = frozenset((Kind.NAME, Kind.PERSON, Kind.DATE))
_ORIGINAL = re.compile(r"[（(【]?原(?:标题|標題|题|題)\s*[：:]")
_QUOTED = re.compile(r"[《“]([^《》“”]{4,60})[》”]")
# Lines below a note in which the title that it names may stand.
_NEAR = 5
# 何立本：在……, 何立本在……: a name, whatever its surname.
_SAYS_NAME = re.compile(rf"(?P<name>[{HAN}]{{2,4}})(?:[：:]|[在致就於于])\S")
_LONGEST_ITEM = 40
_BARE_LABEL = Grammar(
    r"(?:\S{0,2}(?:时间|日期|来源|作者)|发布(?:机构|单位|人)|(?:主讲|讲话|演讲|发言)[人者]|地点|(?:责任)?编辑"
    r"|(?:浏览|点击|阅读)(?:次数|量|数)?)\s*[:：]"
)
_DATUM = Grammar(
    rf"[{HAN}]{{2,8}}\s*[:：]\s*[^。！？!?]{{1,40}}|[{HAN}]{{1,6}}\s*[|｜丨/／]\s*[^。！？!?，]{{1,30}}"
)
_FOREIGN = re.compile(r"(?=.*[A-Za-z]{2}).{2,90}(?<![,;:])")
_PLACED = Grammar(PLACED_NAME)
_NOTED_NAME = Grammar(
    rf"(?P<name>{PLACED_NAME}|(?=[^（(]{{4}}[（(]){PLACED_NAME}[{HAN}])"
    r"\s*(?:[（(][^（()）]{1,16}[）)]|[A-Z][A-Za-z .’'-]+)"
)
_OF_UNIT = Grammar(
    rf"(?P<unit>[^，。；：]{{3,30}}?)(?:[ \u3000]+|(?<=[班级系院部队])\s*[-—–]{{1,2}}\s*)"
    rf"(?P<name>{PLACED_NAME}|(?!文件|编印|印发|汇编|供稿)[{HAN}](?:[ \u3000]*[{HAN}]){{1,2}})"
)
# What stands below a title in as few characters and is no name.
_BESIDE = Grammar(
    r"[前引导序]言|引子|题记|按语|正文|摘要|目录|背景|简介|附件|后记|结语|[全原]文|.[章节篇]"
)
_ABOVE_NAME = frozenset(
    (Kind.TITLE, Kind.NUMBERED, Kind.SUBTITLE, Kind.DATE, Kind.VENUE, Kind.META)
)
_BELOW_NAME = frozenset((Kind.DATE, Kind.VENUE, Kind.META, Kind.PROSE, Kind.SALUTATION, Kind.NOTE))
_LONGEST_LABEL = 12
_SHORT_LINE = re.compile(rf"[{HAN}]{{2,4}}")
# Lines below a name within which its bearer tells it.
_OPENING = 6
# Lines from the top within which a form may stand; one of so many of its rows is known.
_LONGEST_COVER, _LEAST_KNOWN = 30, 3
_BELOW_LABEL = frozenset((Kind.TITLE, Kind.PERSON, Kind.NAME, Kind.META))


def split_greeting(line: Line) -> list[Line]:
    """Part who spoke from whom he greets in the same line: 江城市市长　何立本　各位代表：."""
    greets = not _GREETING_MARKS.isdisjoint(line.text)
    greeted = greets and len(line.text) <= _LONGEST_GREETED and not line.level
    for border in _BORDER.finditer(line.text) if greeted else ():
        at = border.end()
        who = replace(line, text=line.text[:at].rstrip())
        greeting = replace(line, start=line.start + at, text=line.text[at:], gap=0)
        if patterns.SALUTATION.match(greeting.text) and token_of(who).kind in _WHO:
            return [who, greeting]
    return [line]


def split_head(line: Line) -> list[Line]:
    """Part a title from its data in one line: 在会上的讲话　　何立本　　2018年12月18日."""
    parts = [(found.start(), found[0]) for found in _FAR_APART.finditer(line.text)]
    if not 1 < len(parts) <= _MOST_PARTS or len(line.text) > _LONGEST_HEAD or line.level:
        return [line]
    title, *fields = (
        replace(line, start=line.start + at, text=text, gap=0 if at else line.gap)
        for at, text in parts
    )
    told = all(token_of(one).kind in FIELDS - {Kind.ORGANISATION} for one in fields)
    return [title, *fields] if told and ends_title(title.text) else [line]


def tokens_of(lines: Sequence[Line]) -> list[Token]:
    """Tell the kind of each line."""
    tokens = with_broken_titles(
        _with_form(without_sites(_with_listed(_with_wishes([token_of(line) for line in lines]))))
    )
    tokens = with_numbered_pieces(with_dotted_title(tokens))
    _take_pictured(tokens)
    for i in keywords(lines):
        tokens[i] = Token(tokens[i].line, Kind.PROSE)
    return _with_original(
        _without_quoting(
            _with_placed(_with_data(_with_values(_with_named(_with_labels(_with_greeted(tokens))))))
        )
    )


def _take_pictured(tokens: list[Token]) -> None:
    """Take for text what tells, behind a lead, that he speaks whom the title above names."""
    title = next((one.text for one in tokens if one.kind in TITLES), "")
    named = speaker_of_title(clean_title(title)) if title else None
    for i, (above, token) in enumerate(pairwise(tokens[:_LONGEST_COVER]), start=1):
        behind = token.kind is Kind.TITLE and above.kind in (Kind.NOTE, Kind.PROSE)
        if named and behind and not token.line.level and tells_of(token.text, named.speaker):
            tokens[i] = replace(token, kind=Kind.PROSE)


def _with_form(tokens: list[Token]) -> list[Token]:
    """Take the rows of a form above the text for data: | 姓名： | 何立本 |.

    Some of its labels are known; what else the form holds stands by its side.
    """
    cover = list(takewhile(lambda token: token.kind is not Kind.PROSE, tokens[:_LONGEST_COVER]))
    rows = [i for i, token in enumerate(cover) if token.kind is Kind.ROW]
    pairs = {i: _pairs(tokens[i].text) for i in rows}
    told = {i: [labelled(pair) for pair in pairs[i]] for i in rows}
    if not all(pairs.values()) or sum(any(told[i]) for i in rows) * _LEAST_KNOWN < len(rows):
        return tokens
    for i in rows:
        known = [one for one in told[i] if one]
        tokens[i] = Token(
            tokens[i].line,
            Kind.META,
            next((one.date for one in known if one.date), None),
            next((one.speaker for one in known if one.speaker), None),
            next((one.organisation for one in known if one.organisation), None),
            rest=tokens[i].text if any(map(str.isalnum, tokens[i].text)) else None,
        )
        if says := next(filter(says_title, pairs[i]), None):
            tokens[i] = Token(tokens[i].line, Kind.TITLE, title=clean_title(says))
    return tokens


def _pairs(row: str) -> list[str]:
    """Return the labels of a row with their values, none where it isn't made of such."""
    cells = ["".join(cell.split()) for cell in row.strip("|").split("|" if "|" in row else "\t")]
    labels, values = cells[::2], cells[1::2]
    if len(labels) != len(values) or any(len(one) > _LONGEST_LABEL for one in labels):
        return []
    return [f"{label.rstrip('：:')}：{value}" for label, value in zip(labels, values, strict=True)]


def _with_wishes(tokens: list[Token]) -> list[Token]:
    """Take for a paragraph what exclaims right behind one: 祝大家一路顺风！ ends a speech.

    What exclaims above data at the very top is a title: 江边论坛：船工，加油！
    """
    told = [token.kind in FIELDS for token in tokens[1:2]] == [True]
    if told and tokens[0].kind is Kind.PROSE and tokens[0].text[-1] in "！!？?":
        titled = len(tokens[0].text) <= _LONGEST_ITEM
        tokens[0] = replace(tokens[0], kind=Kind.TITLE) if titled else tokens[0]
    for i, (above, token) in enumerate(pairwise(tokens), start=1):
        exclaims = token.kind is Kind.TITLE and token.text[-1] in "！!" and not token.line.level
        if exclaims and tokens[i - 1].kind is Kind.PROSE and token.gap <= above.gap:
            tokens[i] = replace(token, kind=Kind.PROSE)
    return tokens


def _with_listed(tokens: list[Token]) -> list[Token]:
    """Take the numbered headings of the highest level for titles below the name of a series."""
    if not tokens or not patterns.names_collection(tokens[0].text):
        return tokens
    highest = min((token.line.level for token in tokens[1:] if token.line.level), default=0)
    listed = [i for i, token in enumerate(tokens) if i and token.line.level == highest > 0]
    if len(listed) > 1 and all(tokens[i].kind in _COUNTED for i in listed):
        for i in listed:
            tokens[i] = replace(tokens[i], kind=Kind.NUMBERED)
    return tokens


def _with_labels(tokens: list[Token]) -> list[Token]:
    """Take one line with a colon, again and again, for the title of pieces: 国旗下讲话：.

    Each time a title or who spoke stands below it.
    """
    found = [i for i, token in enumerate(tokens[:-1]) if _is_label(token)]
    heads = [i for i in found if tokens[i + 1].kind in _BELOW_LABEL]
    said = [i for i in heads if ends_title(tokens[i].text.rstrip("：: "))]
    counts = Counter(key(tokens[i].text) for i in heads)
    again = Counter(key(tokens[i].text) for i in found)
    for i in heads:
        name = key(tokens[i].text)
        alike = counts[name] > 1 and counts[name] == again[name]
        if alike or (i in said and len(said) > 1 and again[name] == 1):
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
    above = list(takewhile(lambda token: token.kind in FIELDS, tokens))
    titled = any(token.kind in TITLES for token in tokens[len(above) : len(above) + 1])
    for i, token in enumerate([] if titled else above):
        if clean_title(token.text) != token.text and _ORIGINAL.match(token.text):
            tokens[i] = replace(token, kind=Kind.TITLE)
    return tokens


def _without_quoting(tokens: list[Token]) -> list[Token]:
    """Take a line that names the title right below it within marks for a note on it."""
    for i, token in enumerate(tokens):
        named = _QUOTED.findall(token.text) if token.kind is Kind.TITLE else []
        quoted = set(map(key, named)) - {key(token.text)} if named else set()
        below = tokens[i + 1 : i + _NEAR] if quoted else []
        if any(one.kind in TITLES and key(clean_title(one.text)) in quoted for one in below):
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


def _with_values(tokens: list[Token]) -> list[Token]:
    """Read the value of a label that stands alone in its line in the line below it: 时间：."""
    for i, (token, below) in enumerate(pairwise(tokens)):
        if not _BARE_LABEL.fullmatch(token.text) or below.line.level:
            continue
        told = labelled(token.text + below.text) if len(below.text) <= _LONGEST_ITEM else None
        if told and below.kind not in (Kind.SALUTATION, Kind.HEADING):
            more = below.text if told.more else None
            tokens[i + 1] = Token(
                below.line, Kind.META, told.date, told.speaker, told.organisation, more, told.issued
            )
    return tokens


def _with_data(tokens: list[Token]) -> list[Token]:
    """Take what stands between a title and its data for data, too.

    That is a label with its value among others, and the title in another language.
    """
    for i, (above, token, below) in enumerate(_threes(tokens), start=1):
        if token.line.level or token.kind not in (Kind.TITLE, Kind.PROSE):
            continue
        beside = above.kind is Kind.META or (above.kind in TITLES and below.kind is Kind.META)
        told = above.kind in TITLES and below.kind in FIELDS | TITLES | {Kind.SUBTITLE}
        if (beside and _is_datum(token.text)) or (told and _is_foreign(token.text)):
            tokens[i] = replace(token, kind=Kind.META, rest=token.text)
    return tokens


def _is_datum(text: str) -> bool:
    """Tell a label with its value from a title with a colon in it."""
    if not _DATUM.fullmatch(text) or says_title(text) or ends_title(text):
        return False
    return speaker_of_title(text) is None


def _is_foreign(text: str) -> bool:
    return _FOREIGN.fullmatch(text) is not None and not count_han(text)


def _threes(tokens: Sequence[Token]) -> Iterator[tuple[Token, Token, Token]]:
    """Yield each line with those around it, as they are by then."""
    for i in range(1, len(tokens) - 1):
        yield tokens[i - 1], tokens[i], tokens[i + 1]


def _with_placed(tokens: list[Token]) -> list[Token]:
    """Take a short line for a name by its place: below a title, or where a text is signed."""
    for i, token in enumerate(tokens):
        if _stands_above_name(tokens, i):
            tokens[i] = replace(token, kind=Kind.TITLE, speaker=None)
        if token.kind is not Kind.TITLE or token.line.level or i == 0:
            continue
        organisation, speaker = _who(token.text)
        if speaker is None and _tells_own_name(tokens, i):
            speaker = token.text
        if speaker is None:
            continue
        before = tokens[i - 1]
        below = tokens[i + 1] if i + 1 < len(tokens) else None
        dated = below is not None and below.kind is Kind.DATE
        headed = before.kind in _ABOVE_NAME and (below is None or below.kind in _BELOW_NAME)
        ends = is_complete(before.text) or (before.kind in TITLES and is_position(before.text))
        if headed or (dated and ends):
            kind = Kind.PERSON if organisation else Kind.NAME
            tokens[i] = replace(token, kind=kind, speaker=speaker, organisation=organisation)
    return tokens


def _tells_own_name(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether who speaks below a short line calls himself by it: 我是高二的张杨含笑."""
    name = tokens[index].text
    if _SHORT_LINE.fullmatch(name) is None:
        return False
    own = re.compile(rf"我(?:的名字)?(?:是|叫)[^。！？]{{0,24}}{name}")
    return any(own.search(one.text) for one in tokens[index + 1 : index + _OPENING])


def _stands_above_name(tokens: Sequence[Token], index: int) -> bool:
    """Tell a title that looks like a name, above the one who spoke and the text: 谈耐心."""
    above, below = tokens[index - 1 : index], [one.kind for one in tokens[index + 1 : index + 3]]
    headed = any(one.kind in _ABOVE_NAME | {Kind.NAME, Kind.PERSON} for one in above)
    spoken = below[:1] in ([Kind.NAME], [Kind.PERSON])
    text = below[1:] in ([Kind.PROSE], [Kind.SALUTATION])
    return tokens[index].kind is Kind.NAME and spoken and text and not headed


def _who(text: str) -> tuple[str | None, str | None]:
    """Return unit and name of a line that may be a name: 桑田, 桑田（学生）, 港务局　桑田."""
    named = _PLACED.fullmatch(text)
    if named and not _BESIDE.fullmatch(text):
        return None, squeeze(text)
    noted = _NOTED_NAME.fullmatch(text)
    return (None, text[: noted.end("name")]) if noted else _of_unit(text)


def _of_unit(text: str) -> tuple[str | None, str | None]:
    """Return unit and name that stand in one line, set apart: 港务局党支部　笪 青."""
    found = _OF_UNIT.fullmatch(text)
    unit = text[found.start("unit") : found.end("unit")] if found else ""
    name = squeeze(text[found.start("name") : found.end("name")]) if found else ""
    # The halves of a couplet are as long as each other.
    if len(unit) <= len(name) or (who := byline(unit)) is None or who.speaker:
        return None, None
    return who.organisation, name


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
        and not set("。；").intersection(token.text)
    ]
    if len(greeted) > 1:
        for i in greeted:
            tokens[i] = replace(tokens[i], kind=Kind.NUMBERED)
    return tokens


def _belongs_below(token: Token, below: Token) -> bool:
    """Tell whether a line has what pieces have below a heading: a greeting, or who spoke."""
    if below.kind in (Kind.NAME, Kind.PERSON):
        return token.kind is Kind.HEADING or patterns.ENUMERATOR.match(token.text) is not None
    if below.kind is Kind.META and token.kind is Kind.HEADING:
        return bool(below.speaker or below.date)
    return below.kind is Kind.SALUTATION and below.text[-1] in "：:"
