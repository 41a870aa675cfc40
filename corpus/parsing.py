"""One pass over one document: from its text to speeches, with an account of every character."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from corpus import patterns
from corpus.blocks import Layout, is_row, layout_of, make_blocks, plain_blocks
from corpus.cleaner import Cleaned, Span, clean
from corpus.contents import find_contents
from corpus.fields import clean_title, date_line, file_title, is_organisation, parse_date
from corpus.header import Header, read_header
from corpus.linerules import LINE_RULES, separators, split_glued_items
from corpus.lines import has_body_marks, is_complete, is_titleish, key, split_lines
from corpus.model import Document, Speech
from corpus.rules import reports
from corpus.segmenter import Segment, segment
from corpus.sentences import sentence_borders

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corpus.contents import Contents
    from corpus.lines import Line
from corpus.model import Block

TITLE_MADE = "title made"
"""Warning of a speech whose title is its first sentence."""
NO_SPEECH = "不像讲话或文章"
"""Warning of a document that is a table, a list of phrases or the like."""

_BODY = "正文"
# Characters of the longest entry of a list of phrases.
_LONGEST_PHRASE = 60


@dataclass(frozen=True, slots=True)
class Parsed:
    """A document and the account of its text: spans in order, between them white space only."""

    document: Document
    spans: tuple[Span, ...]


class Parsing:
    """One pass over one document; collects what became of each line."""

    def __init__(self, text: str, source: str, notes: Iterable[str] = ()) -> None:
        self._cleaned: Cleaned = clean(text)
        self._spans: list[Span] = list(self._cleaned.removals)
        self._warnings: list[str] = [*notes, *reports(self._cleaned.fired)]
        self._file_title = file_title(PurePath(source).stem)
        self._source = source

    def run(self) -> Parsed:
        """Take the text apart; to be called once."""
        lines, contents = self._lines()
        head: Sequence[Line] = lines[: contents.start]
        lines = lines[contents.end :]
        layout = layout_of(lines)
        if not _is_prose(lines):
            return self._parsed(None, [self._no_speech([*head, *lines])])
        if not head:
            head, lines = self._split_head(lines, contents)
        segments = segment(lines, contents)
        alone = len(segments) == 1
        if head and alone and not segments[0].titled:
            # The contents page of a single report: what stands above it is the report's title.
            head, lines = [], [*head, *lines]
            segments = [Segment(0, 0, len(lines), titled=True)]
        if not head and not alone and _names_collection(lines[: segments[0].start], contents):
            head, segments[0] = lines[:1], replace(segments[0], lead=1)
        collection = self._collection(head)
        speeches = [
            self._speech(lines[found.lead : found.end], found, contents, layout, alone=alone)
            for found in segments
        ]
        if alone and key(collection or "") == key(speeches[0].title):
            collection = None
        return self._parsed(collection or (None if alone else self._file_title), speeches)

    def _lines(self) -> tuple[list[Line], Contents]:
        lines, marks = split_lines(self._cleaned.text)
        for start, end in marks:
            self._take(start, end, "标记")
        contents = find_contents(lines)
        for line in lines[contents.start : contents.end]:
            self._take(line.start, line.end, "目录")
        if contents.end:
            self._warnings.append("去目录 1 处")
        head, rest = lines[: contents.end], lines[contents.end :]
        for name, find in LINE_RULES:
            taken = find(rest)
            for index in sorted(taken):
                self._take(rest[index].start, rest[index].end, name)
            if taken:
                self._warnings.append(f"去{name} {len(taken)} 行")
            rest = _without(rest, taken)
        drawn = separators(rest)
        for index in drawn:
            self._take(rest[index].start, rest[index].end, "分隔线")
        rest, cut = split_glued_items(_without(rest, drawn))
        if cut:
            self._warnings.append(f"拆粘连项 {cut} 处")
        return [*head, *rest], contents

    def _split_head(
        self, lines: list[Line], contents: Contents
    ) -> tuple[Sequence[Line], list[Line]]:
        """Part a compilation's own title from its speeches where no contents page does."""
        first = lines[0]
        if patterns.COLLECTION.search(first.text) and not has_body_marks(first.text):
            rest = lines[1:]
            if len(segment(rest, contents)) > 1:
                return lines[:1], rest
        return [], lines

    def _collection(self, head: Sequence[Line]) -> str | None:
        for line in head:
            self._take(line.start, line.end, "汇编标题")
        return clean_title(head[0].text) if head else None

    def _speech(
        self,
        lines: Sequence[Line],
        found: Segment,
        contents: Contents,
        layout: Layout,
        *,
        alone: bool,
    ) -> Speech:
        lead = found.start - found.lead
        for line in lines[:lead]:
            self._take(line.start, line.end, "分部标题")
        own = lines[lead:]
        header = read_header(own, contents, titled=found.titled)
        for line, fate in zip(own, header.fates, strict=False):
            self._take(line.start, line.end, fate)
        body, header = self._sign_off(own[len(header) :], header)
        for line in body:
            self._take(line.start, line.end, _BODY)
        return self._titled(tuple(make_blocks(body, layout)), header, alone=alone)

    def _sign_off(self, body: Sequence[Line], header: Header) -> tuple[Sequence[Line], Header]:
        """Read organisation and date from below the body, where they close a text."""
        if len(body) > 2 and header.date is None and (date := date_line(body[-1].text)):
            self._take(body[-1].start, body[-1].end, "日期")
            body, header = body[:-1], replace(header, date=date)
            if is_organisation(body[-1].text):
                self._take(body[-1].start, body[-1].end, "署名")
                organisation = header.organisation or body[-1].text
                body, header = body[:-1], replace(header, organisation=organisation)
        return body, header

    def _titled(self, blocks: tuple[Block, ...], header: Header, *, alone: bool) -> Speech:
        title = header.title or (self._file_title if alone else None)
        warnings = () if title else (TITLE_MADE,)
        return Speech(
            number=1,
            title=title or _first_sentence(blocks) or PurePath(self._source).stem,
            blocks=blocks,
            organisation=header.organisation,
            speaker=header.speaker,
            date=header.date or (_year(self._file_title) if self._file_title else None),
            warnings=warnings,
        )

    def _no_speech(self, lines: Sequence[Line]) -> Speech:
        """Take in as it stands, line by line, what has no paragraphs."""
        titled = len(lines) > 1 and is_titleish(lines[0]) and not is_row(lines[0])
        header = Header(title=lines[0].text, fates=("标题",)) if titled else Header()
        for line, fate in zip(lines, header.fates, strict=False):
            self._take(line.start, line.end, fate)
        for line in lines[len(header) :]:
            self._take(line.start, line.end, _BODY)
        speech = self._titled(plain_blocks(lines[len(header) :]), header, alone=True)
        return replace(speech, warnings=(*speech.warnings, NO_SPEECH))

    def _parsed(self, collection: str | None, speeches: Sequence[Speech]) -> Parsed:
        warnings = tuple(self._warnings)
        told = tuple(
            replace(
                speech,
                number=number,
                collection=collection,
                warnings=(*speech.warnings, *(warnings if number == 1 else ())),
            )
            for number, speech in enumerate(speeches, start=1)
        )
        spans = tuple(sorted(self._spans, key=lambda span: span.start))
        return Parsed(Document(self._source, told, collection, warnings), spans)

    def _take(self, start: int, end: int, fate: str) -> None:
        pieces = self._cleaned.source_ranges(start, end)
        self._spans.extend(Span(*piece, fate) for piece in pieces)


def _names_collection(lead: Sequence[Line], contents: Contents) -> bool:
    """Tell whether the first line before the first of several speeches is a title of them all."""
    return bool(lead) and is_titleish(lead[0]) and not contents.names(lead[0].text)


def _without(lines: Sequence[Line], taken: set[int]) -> list[Line]:
    """Drop lines; the blank lines around them stay as the gap of the next one."""
    kept: list[Line] = []
    gap = 0
    for index, line in enumerate(lines):
        if index in taken:
            gap = max(gap, line.gap, 1)
        else:
            kept.append(replace(line, gap=max(gap, line.gap)) if gap else line)
            gap = 0
    return kept


def _is_prose(lines: Sequence[Line]) -> bool:
    """Tell whether a document has paragraphs: lines of whole sentences make up a third of it."""
    total = sum(len(line.text) for line in lines)
    prose = sum(
        len(line.text) for line in lines if has_body_marks(line.text) and "\t" not in line.text
    )
    return prose * 3 >= total > 0 and not _is_list(lines)


def _is_list(lines: Sequence[Line]) -> bool:
    """Tell whether a document is a list of phrases: a dozen short lines, each whole by itself."""
    if len(lines) < 12 or max(len(line.text) for line in lines) > _LONGEST_PHRASE:
        return False
    numbered = sum(patterns.ENUMERATOR.match(line.text) is not None for line in lines)
    torn = sum(has_body_marks(line.text) and not is_complete(line.text) for line in lines)
    greeted = any(patterns.SALUTATION.fullmatch(line.text) for line in lines)
    return not greeted and torn * 5 < len(lines) and numbered * 3 >= len(lines) * 2


def _first_sentence(blocks: Sequence[Block]) -> str:
    for block in blocks:
        if not patterns.SALUTATION.fullmatch(block.text):
            borders = sentence_borders(block.text)
            sentence = block.text[: borders[0].offset] if borders else block.text
            return sentence.strip().rstrip("。：；，")
    return blocks[0].text if blocks else ""


def _year(title: str) -> str | None:
    date = parse_date(title)
    return date[:4] if date else None
