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
from corpus.fields import clean_title, squeeze
from corpus.kinds import FIELDS, TITLES, Kind, Token, token_of
from corpus.lines import has_body_marks, key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.lines import Line

_LONGEST_GREETED = 60
_BORDER = re.compile(r"(?<=\S)[\s\u3000]+(?=\S)|(?<=[）)])(?=\S)")
_GREETING_MARKS = frozenset("：:！!")
_COUNTED = frozenset((Kind.HEADING, Kind.NUMBERED))
_WHO = frozenset((Kind.NAME, Kind.PERSON, Kind.DATE))
_ORIGINAL = re.compile(r"[（(【]?原(?:标题|標題|题|題)\s*[：:]")
_QUOTED = re.compile(r"[《“]([^《》“”]{4,60})[》”]")
# Lines below a note in which the title that it names may stand.
_NEAR = 5
# 何立本：在……, 何立本在……: a name, whatever its surname.
_SAYS_NAME = re.compile(r"(?P<name>[\u4e00-\u9fff]{2,4})(?:[：:]|[在致就於于])\S")
_LONGEST_ITEM = 40
_LONGEST_LABEL = 12
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


def tokens_of(lines: Sequence[Line]) -> list[Token]:
    """Tell the kind of each line."""
    tokens = _with_listed(_with_wishes([token_of(line) for line in lines]))
    return _with_original(_without_quoting(_with_named(_with_labels(_with_greeted(tokens)))))


def _with_wishes(tokens: list[Token]) -> list[Token]:
    """Take for a paragraph what exclaims right behind one: 祝大家一路顺风！ ends a speech."""
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
    return below.kind is Kind.SALUTATION and below.text[-1] in "：:"
