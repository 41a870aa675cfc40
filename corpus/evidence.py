"""What speaks for and against a line's beginning a speech, and how much it weighs.

One table for every format (`corpus.weights`); `corpus.segmenter` chooses one consistent reading of
the whole document by them.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from corpus import patterns
from corpus.dates import spoken_on
from corpus.fields import byline, clean_title, has_serial, is_position, says_title
from corpus.kinds import FIELDS, TITLES, Kind, ends_title, is_strong
from corpus.lines import hangs_open, has_body_marks, is_complete, key, width, wrap_width
from corpus.recurring import Recurring
from corpus.title_speakers import speaker_of_title, title_beside_name
from corpus.weights import Candidate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.contents import Contents
    from corpus.head import Head
    from corpus.kinds import Token

_BELOW: tuple[tuple[Kind, str], ...] = (
    (Kind.DATE, "date below"),
    (Kind.VENUE, "date below"),
    (Kind.PERSON, "person below"),
    (Kind.NAME, "name below"),
    (Kind.ORGANISATION, "organisation below"),
    (Kind.SUBTITLE, "subtitle below"),
    (Kind.META, "block of data below"),
)
# Columns that a wrapped line may end before the width of the text.
_FULL = 4
_SHORTEST_SIGNED = 3  # lines: text, name, date
_DASH = re.compile(r"[—–－―─]+")
_MARKED = frozenset("（(【[“\"'〔「『")
# In which column a title stands: 【求学记】把码头修好
_COLUMN = re.compile(r"[【\[〔][^【】\[\]〔〕\d]{2,12}[】\]〕](?=\S{4})")


class Surroundings:
    """What a document as a whole says about its lines."""

    def __init__(
        self, tokens: Sequence[Token], contents: Contents, hinted: str | None = None
    ) -> None:
        self.tokens = tokens
        self.contents = contents
        self._hinted = key(hinted) if hinted else ""

    @cached_property
    def usual(self) -> int:
        """How many blank lines usually stand between two paragraphs."""
        gaps = Counter(
            token.gap
            for before, token in zip(self.tokens, self.tokens[1:], strict=False)
            if token.kind is Kind.PROSE and before.kind is Kind.PROSE
        )
        return gaps.most_common(1)[0][0] if gaps else 0

    @cached_property
    def recurring(self) -> Recurring:
        """The shapes of lines that come again and again."""
        return Recurring(self.tokens, self.usual)

    def is_rare(self, gap: int) -> bool:
        """Tell whether so many blank lines or more stand above few lines only."""
        return 6 * sum(n for blank, n in self._gaps.items() if blank >= gap) <= len(self.tokens)

    @cached_property
    def _gaps(self) -> Counter[int]:
        return Counter(token.gap for token in self.tokens)

    @cached_property
    def level(self) -> int:
        """The level of the Markdown headings that begin speeches; 0 when none do."""
        series = int(patterns.names_collection(self.tokens[0].text)) if self.tokens else 0
        for level in range(1, 4):
            titles = ((i, one) for i, one in enumerate(self.tokens) if one.line.level == level)
            found = [i for i, token in titles if token.kind is not Kind.HEADING]
            with_body = [i for i in found if self._has_body_below(i)]
            # A text that begins with a heading has none above those of its level.
            first = level == 1 or found[:1] in ([0], [series])
            if first and len(found) > 1 and len(with_body) > 1:
                return level if self._are_alike(found) else 0
            if len(with_body) > 1 and self._are_heads(with_body):
                return level
            named = found == [0] and (series or self.numbered or self.recurring.names)
            if first and with_body and not named and not self._has_heads_below():
                return level
        return 0

    def _has_heads_below(self) -> bool:
        lines = [(i, token.line.level) for i, token in enumerate(self.tokens)]
        below = ([i for i, level in lines if level == lower] for lower in (2, 3))
        return any(len(found) > 1 and self._are_heads(found) for found in below)

    def _has_body_below(self, index: int) -> bool:
        level = self.tokens[index].line.level
        return any(one.line.level != level for one in self.tokens[index + 1 : index + 2])

    def _are_alike(self, indices: Sequence[int]) -> bool:
        """Tell headings of pieces from those within the one that the first heads with its data."""
        told = [
            any(one.kind in FIELDS for one in self.tokens[i + 1 : i + 3])
            or (i > indices[0] and self._are_heads([i]))
            for i in indices
        ]
        return not told[0] or any(told[1:])

    def _are_heads(self, indices: Sequence[int]) -> bool:
        below = FIELDS - {Kind.NAME} | {Kind.SALUTATION}
        named = sum(
            is_strong(self.tokens[i].text)
            or self.tokens[i].kind is Kind.NUMBERED
            or self.contents.names(self.tokens[i].text)
            or any(token.kind in below for token in self.tokens[i + 1 : i + 2])
            or [one.kind for one in self.tokens[i + 1 : i + 3]] == [Kind.NAME, Kind.DATE]
            for i in indices
        )
        # A name below one of them may be text; below each it is who spoke.
        signed = len(indices) > 1 and all(
            [one.kind for one in self.tokens[i + 1 : i + 2]] == [Kind.NAME] for i in indices
        )
        return named * 2 >= len(indices) or signed

    @cached_property
    def titles(self) -> Counter[str]:
        """How often each line that looks like a title stands in the document."""
        return Counter(
            key(clean_title(token.text)) for token in self.tokens if token.kind in TITLES
        )

    @cached_property
    def numbered(self) -> frozenset[int]:
        """The lines numbered as pieces, where more than one are."""
        titled = [i for i, one in enumerate(self.tokens) if one.kind is Kind.NUMBERED]
        alone = [i for i, one in enumerate(self.tokens) if one.kind is Kind.NUMBER]
        numbers = [int(one) for i in alone if (one := self.tokens[i].text).isdecimal()]
        # Those of pages begin anew, or leave some out.
        if any(after != before + 1 for before, after in pairwise(numbers)):
            alone = []
        found = [*titled, *alone]
        return frozenset(found) if len(found) > 1 else frozenset()

    @cached_property
    def organisations(self) -> frozenset[int]:
        """The names of organisations that stand alone between texts, where more than one do."""
        found = [
            i
            for i, token in enumerate(self.tokens[:-1])
            if token.kind is Kind.ORGANISATION
            and (i == 0 or (token.gap > 0 and is_complete(self.tokens[i - 1].text)))
            and self.tokens[i + 1].gap
            and self.tokens[i + 1].kind not in FIELDS
        ]
        return frozenset(found) if len(found) > 1 else frozenset()

    def weigh(self, index: int, head: Head, run: int) -> Candidate:
        """Gather the evidence for a line's beginning a speech; `run` is where its lines begin."""
        evidence = [
            *self._of_the_line(index, head),
            *self._below(index, head),
            *self._above(index, head, run),
            *self._against(index, head, run),
            *self._like_text(index, head),
        ]
        return Candidate(index, head, tuple(dict.fromkeys(evidence)))

    def _of_the_line(self, index: int, head: Head) -> list[str]:
        token = self.tokens[index]
        title = head.title or ""
        told, found = (token.text, title, head.organisation or ""), []
        if any(self.contents.names(text) for text in told if text):
            found.append("named by the contents page")
        if index in self._beside_names:
            found.append("beside a name, again and again")
        if says_title(token.text):
            found.append("says that it is the title")
        if index in self.numbered:
            found.append("numbered like its neighbours")
        elif token.kind is Kind.NUMBERED:
            found.append("numbered")
        if self.level and token.line.level == self.level:
            found.append("heading of the level that opens")
        spoken = ends_title(title) and speaker_of_title(title) is not None
        found += ["names who speaks"] * spoken
        if spoken or is_strong(token.text) or _names_an_occasion(title):
            found.append("title of a speech by its words")
        elif ends_title(title):
            found.append("ends as a title does")
        return [*found, *self._of_the_document(index, title)]

    def _of_the_document(self, index: int, title: str) -> list[str]:
        """What a line has in common with others of the document, or with what the format says."""
        token = self.tokens[index]
        found = list(self.recurring.evidence(index))
        if title and spoken_on(title):
            found.append("dated within its line")
        if index in self.organisations:
            found.append("an organisation's name alone, again and again")
        if self._runs(index):
            found.append("comes again as a running head does")
        elif self._comes_again(token):
            found.append("the same title again")
        if self._hinted and self._hinted in (key(token.text), key(title)):
            found.append("the title that the format gives")
        return found

    def _below(self, index: int, head: Head) -> list[str]:
        found = [name for kind, name in _BELOW if kind in head.kinds[1:]]
        data = self.tokens[index + 1 : index + len(head)]
        told = [one for one in data if one.kind in (Kind.META, Kind.DATE, Kind.VENUE)]
        found += ["date below"] * any(one.date for one in told)
        found += ["person below"] * any(one.speaker for one in told)
        unit = byline(head.title or "")
        if any(one.kind is Kind.DATE and one.date for one in told) and not unit:
            found.append("dated, and no unit that signs")
        if head.speaker and self._named[head.speaker] > 1:
            found.append("the same person again")
        end = index + len(head)
        if Kind.SALUTATION in head.kinds:
            called = self.tokens[end].text if end < len(self.tokens) else ""
            found.append(f"{'' if called[-1:] in '：:' else 'exclaimed '}salutation below")
        return found

    @cached_property
    def _beside_names(self) -> frozenset[int]:
        """The titles that names stand beside in their lines, where more than one do."""
        found = [
            i
            for i, token in enumerate(self.tokens[:-1])
            if token.kind in TITLES
            and self.tokens[i + 1].kind in (Kind.PROSE, Kind.SALUTATION)
            and title_beside_name(clean_title(token.text)) is not None
        ]
        return frozenset(found) if len(found) > 1 else frozenset()

    @cached_property
    def _named(self) -> Counter[str]:
        """How often each person stands in a line of his own."""
        return Counter(token.speaker for token in self.tokens if token.speaker)

    def _runs(self, index: int) -> bool:
        """Tell whether a title stands more often in the text than on the contents page.

        Then its first place is its own, and the others are heads of pages.
        """
        title = key(clean_title(self.tokens[index].text))
        listed = self.contents.lines.count(title)
        if not listed or self.titles[title] <= listed + 1:
            return False
        return self._first_of[title] != index

    @cached_property
    def _first_of(self) -> dict[str, int]:
        """The first line of each title."""
        first: dict[str, int] = {}
        for index, token in enumerate(self.tokens):
            if token.kind in TITLES:
                first.setdefault(key(clean_title(token.text)), index)
        return first

    def _comes_again(self, token: Token) -> bool:
        if token.kind not in TITLES or not (len(token.text) >= 8 or has_serial(token.text)):
            return False
        return self.titles[key(clean_title(token.text))] > 1

    def _above(self, index: int, head: Head, run: int) -> list[str]:
        if run == 0:
            return ["first of the document"]
        token, before = self.tokens[index], self.tokens[index - 1]
        found = []
        if before.kind is Kind.SALUTATION and not FIELDS & set(head.kinds):
            found.append("somebody is greeted right above")
        if self._is_signed(index):
            found.append("signed and dated above")
        elif self._is_closed(index):
            found.append("closing words above")
        if token.gap > self.usual:
            found.append("set apart more than usual")
        if token.gap > self.usual + 1:
            found.append("set apart far more than usual")
        written = before.kind not in (Kind.NOTE, Kind.META)
        torn = written and (has_body_marks(before.text) or hangs_open(before.text))
        whole = is_complete(before.text) or not torn or index > run or token.line.level
        if not (whole or self._is_closed(index)):
            found.append("the line above is not complete")
        data = FIELDS & set(head.kinds[1:]) and is_complete(before.text)
        if not token.gap and not token.line.level and not before.line.level and not data:
            found.append(
                "not set apart where others are" if self._parted else "no blank line anywhere"
            )
        return found

    @cached_property
    def _heading_gaps(self) -> frozenset[int]:
        """How many blank lines stand above numbered headings, more than once."""
        gaps = Counter(token.gap for token in self.tokens if token.kind is Kind.HEADING)
        return frozenset(gap for gap, count in gaps.items() if count > 1)

    @cached_property
    def _runs_on(self) -> bool:
        """Tell whether sentences of the text go on in the next line, again and again."""
        torn = sum(
            not below.gap and token.kind is below.kind is Kind.PROSE and not is_complete(token.text)
            for token, below in pairwise(self.tokens)
        )
        return torn > 1

    @cached_property
    def _wrap(self) -> int | None:
        return wrap_width([token.line for token in self.tokens])

    @cached_property
    def _parted(self) -> bool:
        return any(token.gap for token in self.tokens[1:])

    def _is_signed(self, index: int) -> bool:
        """Tell whether name and date, in this order or in one line, end a text above."""
        dated, signed = self.tokens[index - 1], self.tokens[max(0, index - 2)]
        if dated.kind is not Kind.DATE or index < _SHORTEST_SIGNED:
            return False
        named = signed.kind in (Kind.NAME, Kind.PERSON)
        ended = self.tokens[index - 2 - named]
        return (named or dated.speaker is not None) and is_complete(ended.text)

    def _is_closed(self, index: int) -> bool:
        """Tell whether a text ends above: with closing words, or signed and dated."""
        before = self.tokens[index - 1]
        signed = before.kind is Kind.DATE and any(
            is_complete(token.text) for token in self.tokens[max(0, index - 3) : index - 1]
        )
        return signed or patterns.CLOSING.search(before.text) is not None

    def _against(self, index: int, head: Head, run: int) -> list[str]:
        token = self.tokens[index]
        found = []
        if self.level and token.line.level > self.level:
            found.append("heading of a lower level")
        if self.level and not token.line.level:
            found.append("no heading where others are")
        titled = (one for one in self.tokens[index : index + len(head)] if one.kind in TITLES)
        # A signature is nearer to what it signs than to the title that follows.
        named = index in self.recurring.names
        near = run and not named and token.gap <= next(titled, token).gap
        signs = token.kind is not Kind.ORGANISATION or head.kinds[1:2] == (Kind.DATE,)
        if token.kind in FIELDS and near and signs:
            found.append("begins with a field: the signature above")
        below_title = index > run and self.tokens[index - 1].kind in TITLES
        if below_title and head.kinds[1:2] == (Kind.NAME,) and is_position(token.text):
            found.append("a position with its name below")
        if head.title and len(head.title) < 4 and not token.line.level:
            found.append("very short")
        if token.text[-1] in "？?！!" and token.kind is not Kind.SALUTATION:
            found.append("asks or exclaims")
        marked = token.text[0] in _MARKED and not _COLUMN.match(token.text)
        if marked and token.kind in TITLES and not token.line.level:
            found.append("in brackets or quotation marks")
        return found

    def _like_text(self, index: int, head: Head) -> list[str]:
        """What tells that a line without fields below is a heading or a piece of a paragraph."""
        token = self.tokens[index]
        if FIELDS & set(head.kinds[1:]) or token.line.level:
            return []
        found = []
        if token.gap > self.usual and token.gap in self._heading_gaps:
            found.append("set apart as the headings within a text are")
        below = self.tokens[index + len(head)] if index + len(head) < len(self.tokens) else None
        if below is None or below.gap:
            return found
        if self.usual and below.kind is Kind.PROSE and self._runs_on:
            found.append("the text goes on right below where paragraphs are set apart")
        reaches = token.line.indent + width(token.text)
        if self._wrap and reaches > self._wrap - _FULL:
            found.append("as wide as the wrapped lines of the text")
        return found


def _names_an_occasion(title: str) -> bool:
    """Tell whether a title says where it was spoken, by itself or behind a dash."""
    return is_strong(title) or is_strong(_DASH.split(title)[-1])
