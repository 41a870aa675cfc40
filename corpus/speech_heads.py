"""The head of a speech: a grammar over the kinds of its lines.

    head     = { number } [ fields ] title { part }
    title    = line { line }            lines that a title is broken over
    part     = subtitle | field | note | the title once more
    field    = date | venue | person | name | organisation | block of data

Parts come in any order, as near to each other as lines of the document usually are. A note stays
part of the body. What a line tells beside its fields is kept as a remark.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus import patterns
from corpus.chinese import Grammar
from corpus.dates import finer, is_of_page, spoken_on, without_date
from corpus.fields import Byline, byline, clean_title, is_organisation
from corpus.head import BODY, FATES, TITLE, Head
from corpus.kinds import DASHES, FIELDS, TITLES, Kind, ends_title, is_strong
from corpus.lines import hangs_open, has_body_marks, key
from corpus.particulars import is_like_a_place
from corpus.title_speakers import speaker_of_title, title_beside_name
from corpus.title_stacks import (
    adds_to_title,
    may_be_title,
    only_files,
    repeats_behind_data,
    stacked,
    tells_of_text,
)
from corpus.titles import spaced_title

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.contents import Contents
    from corpus.kinds import Token

_LONGEST_HEAD = 14
_MOST_TITLE_LINES = 4
# A shorter line between title and date is who spoke, whatever it ends with.
_SHORTEST_LINE = 8
_LONGEST_TITLE = 120
_REPORTER = Grammar(r"记者|通讯员|实习生|编辑|主持人?\s*[:：]")
_NAMES = re.compile("[、·•]")
_AUTHOR = Grammar(
    r"(?:作者|撰文|图/文|文/图|^文|^by)\s*[】\]]?\s*[/／:：|｜丨]|^原创", re.IGNORECASE
)
# A remark on how the text came to be.
_ON_THE_TEXT = Grammar(
    r"审阅|审定|记录稿|录音|速记|仅供|供参考|学习参考|节选|节录|摘要|摘编|删节|删改|整理稿|文字稿|讲话稿|征求意见|讨论稿|送审稿|定稿|草案|稿\s*[）)】\]〕]$"
)
_MINUTED = Grammar(r"(?:参会|参加|出席|列席|与会|缺席|到会|记录)[^:：]{0,4}[:：]")
# Blank lines within a head where fewer are usual.
_WIDEST_GAP = 6


def read_head(
    tokens: Sequence[Token], start: int, contents: Contents, usual: int, *, named: bool = False
) -> Head:
    """Read the head that begins at a line; `usual` is how many blank lines part paragraphs.

    `named` tells that names alone head the speeches of the document.
    """
    reading = _Reading(tokens, start, contents, usual)
    if named:
        reading.name()
    reading.run()
    return reading.head()


class _Reading:
    def __init__(self, tokens: Sequence[Token], start: int, contents: Contents, usual: int) -> None:
        self._tokens = tokens[start : start + _LONGEST_HEAD + 1]
        self._contents = contents
        self._usual = max(usual, 1)
        self._fates: list[str] = []
        self._kinds: list[Kind] = []
        self._title: list[str] = []
        self._subtitles: list[str] = []
        self._organisation: str | None = None
        self._speakers: list[str] = []
        self._authors: list[str] = []
        self._reporters: list[str] = []
        self._date: str | None = None
        self._issued: str | None = None
        self._spoken: str | None = None
        self._remarks: list[str] = []

    def run(self) -> None:
        while (token := self._next()) and token.kind is Kind.NUMBER:
            self._take(token, "编号")
        for token in self._tokens[len(self._fates) :][: stacked(self._tokens[len(self._fates) :])]:
            self._take_title(token)
        while (token := self._next()) and token.kind in FIELDS and self._leads_to_title(token):
            self._field(token)
        if token and not self._title and may_be_title(token):
            self._take_title(token)
        while (token := self._next()) and self._part(token):
            pass
        if token and token.kind is Kind.SALUTATION:
            self._kinds.append(Kind.SALUTATION)

    def name(self) -> None:
        self._field(self._tokens[0])

    def head(self) -> Head:
        title = clean_title(spaced_title(self._title)) if self._title else None
        organisation = self._organisation
        # What goes on behind a comma or a dash is told by a unit, and is none.
        if (
            organisation is None
            and title
            and is_organisation(title)
            and not set(title) & set("、-— \u3000")
        ):
            organisation = title
        # The line below may say who spoke: 把码头修好 / 何立本在……会议上的讲话
        lines = [title, *self._title[-1:], *self._subtitles]
        told = next((who for line in lines if line and (who := speaker_of_title(line))), Byline())
        persons = self._persons()
        places = [one for one in self._speakers if one not in persons]
        # Who wrote a text about a speech has not given it.
        speaker = "、".join(persons) or told.speaker or "、".join(self._authors) or None
        if title and not speaker and (both := title_beside_name(title)):
            title, speaker = both
        if title:
            title += "".join(self._subtitles)
        # A reporter has spoken where nobody else did, or who opened a meeting that has no minutes.
        minuted = any(_MINUTED.search(remark) for remark in self._remarks)
        places += self._reporters if speaker or minuted else []
        places += [one for one in self._authors if speaker and one not in speaker]
        speaker = speaker or ("、".join(self._reporters) if not minuted else None) or None
        date = next(filter(None, map(spoken_on, (title or "", *self._subtitles))), None)
        date = self._spoken or self._date or date
        return Head(
            title,
            organisation or told.organisation,
            speaker,
            date or self._issued,
            tuple(self._fates),
            tuple(self._kinds),
            (*self._remarks, *places),
        )

    def _persons(self) -> list[str]:
        """Return who spoke: two characters that may be a town's are one where somebody else did."""
        persons = [one for one in self._speakers if not is_like_a_place(one)]
        return persons or self._speakers

    def _next(self, ahead: int = 0) -> Token | None:
        index = len(self._fates) + ahead
        return self._tokens[index] if index < len(self._tokens) else None

    def _take(self, token: Token, fate: str) -> None:
        self._fates.append(fate)
        self._kinds.append(token.kind)

    def _take_title(self, token: Token) -> None:
        self._title.append((token.title or token.text).rstrip("：: "))
        self._fates.append(TITLE)
        self._kinds.append(Kind.TITLE if token.kind is not Kind.NUMBERED else token.kind)

    def _leads_to_title(self, first: Token) -> bool:
        """Tell whether fields stand above a title: nothing but fields comes before it."""
        if first.kind is Kind.ORGANISATION and self._contents.names(first.text):
            return False
        for ahead in range(1, 5):
            token = self._next(ahead)
            if token is None or token.gap > max(self._usual, _WIDEST_GAP):
                return False
            if token.kind in TITLES:
                return True
            if token.kind not in FIELDS:
                return False
        return False

    def _part(self, token: Token) -> bool:
        # Whatever stands between, what a label begins is no text.
        far = token.gap > max(self._usual, _WIDEST_GAP) and token.kind is not Kind.META
        if len(self._fates) >= _LONGEST_HEAD or far:
            return False
        if self._repeats_title(token):
            self._take(token, TITLE)
            return True
        if token.kind is Kind.SUBTITLE or self._is_dated_subtitle(token):
            return self._subtitle(token)
        if token.kind is Kind.NOTE:
            return self._note(token)
        if self._split_byline(token):
            return True
        if token.kind in FIELDS and (self._title or token.kind is not Kind.ORGANISATION):
            return self._may_follow(token) and self._field(token)
        if self._next(1) and tells_of_text(token.text, self._title, self._speakers):
            self._remarks.append(token.text)
            self._take(token, FATES[Kind.META])
            return True
        apart = self._fates[-1:] != [TITLE]
        if self._title and apart and self._occasion(token):
            return True
        if self._is_filed(token) or self._continues_title(token):
            self._named_again(token)
            self._take_title(token)
            return True
        return self._unit(token)

    def _named_again(self, token: Token) -> None:
        """Let go of how a list calls a speech whose own title follows: 第一篇：动员会讲话稿."""
        alone = self._kinds == [Kind.NUMBERED]
        listed = alone and ends_title(clean_title(self._title[0])) and ends_title(token.text)
        label = alone and self._tokens[0].text[-1] in "：:"
        if listed or label or self._is_filed(token):
            self._remarks += self._title
            self._title = []

    def _is_filed(self, token: Token) -> bool:
        alone = len(self._title) == 1 and not self._subtitles
        return alone and only_files(self._title[0], token, self._next(1))

    def _occasion(self, token: Token) -> bool:
        """Take what was said where and when, below who spoke: 2023年1月14日在……上的讲话."""
        date = spoken_on(token.text) if token.kind in TITLES else None
        following = self._next(1)
        told = following is not None and following.kind in (Kind.DATE, Kind.VENUE)
        named = self._kinds[-1] in (Kind.NAME, Kind.PERSON) and not ends_title(self._title[-1])
        if not (date or (told and named and ends_title(token.text) and not token.line.level)):
            return False
        self._date = self._date or date
        self._remarks.append(token.text)
        self._take(token, FATES[Kind.VENUE])
        return True

    def _may_follow(self, token: Token) -> bool:
        """Tell whether a field belongs to this head, rather than to the text behind it."""
        if token.kind is Kind.NAME and not self._title and not self._fates:
            return False
        if token.kind is Kind.ORGANISATION and self._organisation:
            return key(self._organisation) == key(token.text)
        return True

    def _told(self, token: Token) -> None:
        paged = token.issued or (token.kind is Kind.DATE and is_of_page(token.text))
        if paged:
            self._issued = self._issued or token.date
        elif token.kind is Kind.VENUE:
            self._spoken = self._spoken or token.date
        else:
            self._date = finer(self._date, token.date)
        names = self._authors if paged or _AUTHOR.search(token.text) else self._speakers
        names = self._reporters if _REPORTER.search(token.text) else names
        if token.speaker and not any(token.speaker in _NAMES.split(name) for name in names):
            names.append(token.speaker)
        self._organisation = self._organisation or token.organisation

    def _field(self, token: Token) -> bool:
        self._told(token)
        if rest := token.rest or self._left(token):
            self._remarks.append(rest)
        self._take(token, FATES[token.kind])
        return True

    def _left(self, token: Token) -> str | None:
        """Return a line that says something else than one before it, which counts."""
        kept = self._issued if token.issued else self._spoken or self._date
        differs = (token.date or kept) != kept
        who = token.organisation or self._organisation
        return token.text if differs or who != self._organisation else None

    def _repeats_title(self, token: Token) -> bool:
        if self._fates[-1:] == [TITLE] and not self._subtitles and adds_to_title(token):
            self._title[-1] += token.text
            return True
        if not self._title or token.kind not in TITLES | {Kind.SUBTITLE}:
            return False
        if repeats_behind_data(token.text, self._title[-1]):
            self._remarks.append(token.text)
            return True
        written = key(clean_title(token.text))
        whole = key(clean_title("".join(self._title)))
        return bool(written) and written in (whole, whole + key("".join(self._subtitles)))

    def _subtitle(self, token: Token) -> bool:
        if not self._title or len(token.text) > _LONGEST_TITLE or len(self._subtitles) > 1:
            return False
        subtitle = token.title or without_date(token.text)
        if key(subtitle) not in map(key, self._subtitles):
            self._subtitles.append(subtitle)
        self._told(token)
        self._take(token, TITLE)
        return True

    def _is_dated_subtitle(self, token: Token) -> bool:
        """Tell ——在……上的讲话（2018年12月18日） from where and when: ——2018年12月18日在……上."""
        dashed = token.kind is Kind.VENUE and token.text[0] in DASHES
        return dashed and ends_title(without_date(token.text))

    def _note(self, token: Token) -> bool:
        if _ON_THE_TEXT.search(token.text):
            self._remarks.append(token.text)
            self._take(token, FATES[Kind.META])
            return True
        following, behind = self._next(1), self._next(2)
        told = following is not None and following.kind in FIELDS | {Kind.SUBTITLE}
        # A position that its name follows.
        if not told and (behind is None or behind.kind is not Kind.NAME):
            return False
        self._take(token, BODY)
        return True

    def _split_byline(self, token: Token) -> bool:
        """Take a position in one line and the name in the next."""
        following = self._next(1)
        if (
            following is None
            or following.kind is not Kind.NAME
            or token.kind in (Kind.NAME, Kind.PERSON, Kind.DATE, Kind.META)
        ):
            return False
        found = byline(f"{token.text} {following.text}")
        if found is None or not found.speaker or is_organisation(token.text):
            return False
        self._organisation = self._organisation or found.organisation
        self._speakers.append(found.speaker)
        self._take(token, FATES[Kind.PERSON])
        self._take(following, FATES[Kind.PERSON])
        return True

    def _unit(self, token: Token) -> bool:
        """Take a line as the name of a unit that nothing but its place tells."""
        following = self._next(1)
        if (
            not self._title
            or self._organisation
            or token.kind is not Kind.TITLE
            or token.line.level
            or len(token.text) > 30
            or ends_title(token.text)
            or following is None
            or following.kind is not Kind.DATE
            or not (token.gap == 0 or token.gap <= self._usual)
        ):
            return False
        self._organisation = token.text
        self._take(token, FATES[Kind.ORGANISATION])
        return True

    def _continues_title(self, token: Token) -> bool:
        before = self._title[-1] if self._title else ""
        written = len("".join(self._title))
        if (
            not before
            or self._subtitles
            or self._fates[-1] != TITLE
            or not self._is_of_level(token)
            or len(self._title) >= _MOST_TITLE_LINES
            or written + len(token.text) > _LONGEST_TITLE
            or token.gap > self._usual
        ):
            return False
        # A character alone is left over of a title, unless it numbers the first part.
        left = len(token.text) == 1 and token.text.isalpha() and token.text != "一"
        if hangs_open(before) or (left and not token.gap):
            return True
        if token.kind not in TITLES or token.kind is Kind.NUMBERED:
            return False
        if self._contents.names("".join([*self._title, token.text])):
            return True
        named = patterns.names_collection(before) or patterns.PART.fullmatch(before)
        if named or self._contents.names("".join(self._title)):
            return False
        if any(mark in token.text for mark in "：:"):
            return False
        if is_strong(before):
            following = self._next(1)
            return following is not None and following.kind in FIELDS | {Kind.SUBTITLE}
        if ends_title(token.text) and not ends_title(before):
            return True
        return self._is_followed_as_title(token)

    def _is_of_level(self, token: Token) -> bool:
        """Tell whether a heading is none, of the title's level, or the one below with fields."""
        level, following = self._tokens[len(self._fates) - 1].line.level, self._next(1)
        told = following is not None and following.kind in FIELDS
        return token.line.level in (0, level) or (0 < level == token.line.level - 1 and told)

    def _is_followed_as_title(self, token: Token) -> bool:
        """Tell whether what comes behind a line says that it is still the title."""
        following = self._next(1)
        if following is None or has_body_marks(token.text[-1]):
            return False
        found = byline(token.text)
        unit = found is not None and found.organisation is not None
        if following.kind is Kind.DATE and (unit or len(token.text) < _SHORTEST_LINE):
            return False
        if following.kind in FIELDS | {Kind.SUBTITLE, Kind.SALUTATION}:
            return True
        return token.gap == 0 and not token.line.level and following.gap > 0 and not unit
