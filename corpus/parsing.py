"""One pass over one document: from its text to speeches, with an account of every character."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import PurePath
from typing import TYPE_CHECKING

from corpus import patterns
from corpus.blocks import Layout, is_row, layout_of, make_blocks, plain_blocks
from corpus.cleaner import Cleaned, Span, clean
from corpus.cleaning_rules import BELOW, reports
from corpus.company import split_greeting, split_head, tokens_of
from corpus.contents import NO_CONTENTS, find_contents
from corpus.dates import day_in
from corpus.deeds import dated_by_deed
from corpus.fields import Byline, byline, clean_title
from corpus.file_names import file_date, file_speaker, file_title
from corpus.full_names import author_of_site, with_full_names
from corpus.head import BODY, NO_HEAD, TITLE, Head
from corpus.kinds import TITLES
from corpus.leads import below_picture, with_lead
from corpus.lines import has_body_marks, is_complete, is_titleish, key, separators, split_lines
from corpus.metadata import NO_METADATA, Metadata
from corpus.model import TITLE_MADE, Block, Document, Speech
from corpus.page_furniture import (
    FURNITURE,
    KEYWORDS,
    LINE_RULES,
    REPEATED,
    below,
    keywords,
    repeated,
    split_glued_items,
)
from corpus.particulars import dated, labelled
from corpus.posts import is_log
from corpus.segmenter import Segment, segment
from corpus.speech_feet import (
    left_by,
    read_foot,
    with_day,
    with_parted_imprint,
    with_whole_signature,
)
from corpus.title_speakers import (
    announced,
    author_of_collection,
    signed_within,
    speaker_of_deed,
    speaker_of_title,
)
from corpus.title_stacks import without_remark
from corpus.titles import made_title, named_titles, pieces_of, stated_title, unnumbered

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corpus.contents import Contents
    from corpus.kinds import Token
    from corpus.lines import Line

NO_SPEECH = "不像讲话或文章"
"""Warning of a document that is a table, a list of phrases or the like."""

# The year of a paper by its number: 〔2019〕第14期.
_YEAR = re.compile(r"(?:^|[〔\[（(【])((?:19|20)\d\d)(?=$|[-〕\]）)】])")
# One character of so many stands in a Chinese sentence, at least, of a text with its translation.
_LEAST_CHINESE = 8
_FOREIGN_SENTENCE = re.compile(r"[A-Za-z]{2,}[,.;] +\S|(?:[A-Za-z’']+ ){4,}")
# Characters of the longest entry of a list of phrases.
_LONGEST_PHRASE = 60
# Blank lines that a drawn line counts for.
_DRAWN = 1


@dataclass(frozen=True, slots=True)
class Parsed:
    """A document and the account of its text: spans in order, between them white space only."""

    document: Document
    spans: tuple[Span, ...]


class Parsing:
    """One pass over one document; collects what became of each line."""

    def __init__(
        self, text: str, source: str, notes: Iterable[str] = (), metadata: Metadata = NO_METADATA
    ) -> None:
        self._cleaned: Cleaned = clean(text)
        self._spans: list[Span] = list(self._cleaned.removals)
        self._warnings: list[str] = [*notes, *reports(self._cleaned.fired)]
        self._file_title = file_title(PurePath(source).stem)
        self._file_date = file_date(PurePath(source).stem)
        self._source = source
        below = (text[one.start : one.end] for one in self._cleaned.removals if one.fate == BELOW)
        read = (labelled(line) or dated(line) for line in below)
        told = next((one.date for one in read if one and one.date), None)
        self._metadata = replace(metadata, date=metadata.date or told)

    def run(self) -> Parsed:
        """Take the text apart; to be called once."""
        lines, contents = self._lines()
        above, lines = lines[: contents.start], lines[contents.end :]
        if not _is_prose(lines) or is_log(lines):
            return self._parsed(None, [self._no_speech([*above, *lines])])
        layout = layout_of(lines, whole=self._metadata.whole)
        tokens = tokens_of(lines)
        segments = segment(tokens, contents, self._metadata.title, pieces_of([*above, *lines[:1]]))
        alone = len(segments) == 1
        if above and alone and segments[0].head.title is None:
            # The contents page of a single report: what stands above it is the report's title.
            above, tokens = [], tokens_of([*above, *lines])
            segments = segment(tokens, NO_CONTENTS, self._metadata.title)
        first = tokens[: segments[0].start]
        collection = self._collection(above, first, alone=alone)
        cover = [*tokens_of(above), *first]
        # Whom the cover names has spoken what no other name stands above.
        speaker = next((token.speaker for token in cover if token.speaker), None)
        speaker = speaker or self._author(collection, cover, segments)
        speaker = speaker or author_of_site(token.text for token in tokens)
        if alone:
            dated = next((token.date for token in cover if token.date), None)
            self._metadata = replace(self._metadata, date=dated or self._metadata.date)
        speeches = []
        for index, one in enumerate(segments):
            begin = one.lead if index else one.start
            speech = self._speech(tokens[begin : one.end], one, layout, alone=alone)
            speeches.append(dated_by_deed(replace(speech, speaker=speech.speaker or speaker)))
        if not alone:
            dated = self._dated_together(cover)
            speeches = [replace(one, date=one.date or dated) for one in speeches]
        titles = unnumbered([speech.title for speech in speeches])
        speeches = [
            replace(speech, title=title) for speech, title in zip(speeches, titles, strict=True)
        ]
        speeches = with_full_names(_beside_names(_listed_names(speeches, contents.entries)))
        if alone and key(collection or "") == key(speeches[0].title):
            collection = None
        collection = collection or self._metadata.collection
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
        rest, cut = split_glued_items(_without(rest, drawn, apart=_DRAWN))
        rest = list(chain.from_iterable(map(split_greeting, rest)))
        if cut:
            self._warnings.append(f"拆粘连项 {cut} 处")
        return [*head, *chain.from_iterable(map(split_head, rest))], contents

    def _collection(
        self, head: Sequence[Line], first: Sequence[Token], *, alone: bool
    ) -> str | None:
        """Return the title of all speeches; what else stands above the first is told of."""
        above = [*head, *(token.line for token in first)]
        named: Line | None = None
        if head:
            named = next(filter(is_titleish, head), head[0])
        elif not alone or any(patterns.COLLECTION.search(line.text) for line in above):
            named = next((token.line for token in first if token.kind in TITLES), None)
        for line in above:
            self._take(line.start, line.end, "汇编标题" if line is named else "题上信息")
            if line is not named:
                self._warnings.append(_beside("题上", line.text))
        return clean_title(named.text) if named else None

    def _author(
        self, collection: str | None, cover: Sequence[Token], segments: Sequence[Segment]
    ) -> str | None:
        """Return whose speeches a document says it holds, unless one of them is another's."""
        texts = [self._cleaned.text]
        named = (collection, self._metadata.collection, self._file_title)
        authors = (author_of_collection(name, texts) for name in named if name)
        spoken = map(_spoken_by, cover)
        author = next(filter(None, (*authors, self._metadata.speaker, *spoken)), None)
        told = {one.head.speaker for one in segments} - {None, author}
        return None if told else author

    def _dated_together(self, cover: Sequence[Token]) -> str | None:
        """Return when all pieces were spoken, by the note that sends them on."""
        noted = [token.text for token in cover if patterns.FORWARDING.search(token.text)]
        texts = (self._file_date or "", *(token.text for token in cover))
        years = (found[1] for text in texts if (found := _YEAR.search(text)))
        return day_in(noted[0], next(years, None)) if noted else None

    def _speech(
        self, tokens: Sequence[Token], found: Segment, layout: Layout, *, alone: bool
    ) -> Speech:
        remarks = [_beside("题下", remark) for remark in found.head.remarks]
        parts = len(tokens) - (found.end - found.start)
        for token in tokens[:parts]:
            self._take(token.line.start, token.line.end, "分部标题")
            remarks.append(_beside("题上", token.text))
        fates = [*found.head.fates, *[BODY] * len(tokens)]
        body = []
        for token, fate in zip(tokens[parts:], fates, strict=False):
            if fate == BODY:
                body.append(token)
            else:
                self._take(token.line.start, token.line.end, fate)
        searched = {len(body) - 2 + i for i in keywords([token.line for token in body[-2:]])}
        body = self._less(body, searched, KEYWORDS, remarks)
        again = repeated([token.line for token in body], of_piece=True)
        body = self._less(body, again, REPEATED, remarks)
        body = self._less(body, below([token.line for token in body]), FURNITURE, remarks)
        body = self._less(body, below_picture(body, found.head), "图片说明", remarks)
        body = with_day(with_whole_signature(with_parted_imprint(body)))
        foot, head = read_foot(body, found.head)
        for token in body[len(body) - foot :]:
            self._take(token.line.start, token.line.end, "落款")
            if rest := token.rest or left_by(token, head):
                remarks.append(_beside("文末", rest))
        lines = [token.line for token in body[: len(body) - foot]]
        blocks = tuple(make_blocks(lines, layout))
        for line in lines:
            self._take(line.start, line.end, BODY)
        signed = [token.rest for token in body[len(body) - foot :] if token.rest]
        noted = (*found.head.remarks, *signed)
        head = with_lead(head, [block.text for block in blocks], noted)
        return self._titled(blocks, head, tuple(remarks), alone=alone)

    def _less(
        self, body: list[Token], taken: set[int], name: str, remarks: list[str]
    ) -> list[Token]:
        """Take lines out of a piece and tell of it."""
        for index in sorted(taken):
            self._take(body[index].line.start, body[index].line.end, name)
        remarks += [f"去{name} {len(taken)} 行"] if taken else []
        return [token for index, token in enumerate(body) if index not in taken]

    def _titled(
        self, blocks: tuple[Block, ...], head: Head, remarks: tuple[str, ...] = (), *, alone: bool
    ) -> Speech:
        metadata = self._metadata if alone else NO_METADATA
        title = head.title or metadata.title or (self._file_title if alone else None)
        title, remark = without_remark(title or stated_title(blocks) or "")
        remarks = (*remarks, _beside("题上", remark)) if remark else remarks
        named = (speaker_of_title(title) if title else None) or Byline()
        return Speech(
            number=1,
            title=title or made_title(blocks) or PurePath(self._source).stem,
            blocks=blocks,
            organisation=head.organisation or metadata.organisation or named.organisation,
            speaker=head.speaker
            or named.speaker
            or metadata.speaker
            or signed_within(blocks[-1].text if blocks else "")
            or speaker_of_deed(title or "", (block.text for block in blocks))
            or (file_speaker(PurePath(self._source).stem, title) if title and alone else None),
            date=head.date or metadata.date or self._file_date,
            warnings=remarks if title else (TITLE_MADE, *remarks),
        )

    def _no_speech(self, lines: Sequence[Line]) -> Speech:
        """Take in as it stands, line by line, what has no paragraphs."""
        titled = len(lines) > 1 and is_titleish(lines[0]) and not is_row(lines[0])
        head = Head(title=lines[0].text, fates=(TITLE,)) if titled else NO_HEAD
        for line, fate in zip(lines, head.fates, strict=False):
            self._take(line.start, line.end, fate)
        for line in lines[len(head) :]:
            self._take(line.start, line.end, BODY)
        speech = self._titled(plain_blocks(lines[len(head) :]), head, alone=True)
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


def _listed_names(speeches: list[Speech], entries: Sequence[str]) -> list[Speech]:
    """Take who spoke from the contents page where it lists as many pieces as there are."""
    if len(entries) != len(speeches):
        return speeches
    told = ((speaker_of_title(clean_title(entry)) or Byline()).speaker for entry in entries)
    speeches = [
        replace(speech, speaker=speech.speaker or name)
        for speech, name in zip(speeches, told, strict=True)
    ]
    listed = set(map(key, entries))
    return [replace(speech, title=_as_listed(speech, listed)) for speech in speeches]


def _as_listed(speech: Speech, listed: set[str]) -> str:
    """Return a title without who speaks where the contents page lists it so: 何立本：把码头修好."""
    name, _, title = speech.title.replace(":", "：").partition("：")
    named = speech.speaker is not None and name.strip() == speech.speaker
    return title.strip() if named and key(title) in listed else speech.title


def _beside_names(speeches: list[Speech]) -> list[Speech]:
    """Take the names that stand beside the titles of pieces for those who spoke them."""
    for i, speech in enumerate(speeches):
        told = None if speech.speaker else speaker_of_title(speech.title)
        speeches[i] = replace(speech, speaker=told.speaker) if told else speech
    unnamed = [i for i, speech in enumerate(speeches) if speech.speaker is None]
    others = {speech.speaker for speech in speeches if speech.speaker}
    parts = named_titles([speeches[i].title for i in unnamed], others) if unnamed else []
    for i, (title, name) in zip(unnamed, parts, strict=False):
        speeches[i] = replace(speeches[i], title=title, speaker=name)
    return speeches


def _spoken_by(token: Token) -> str | None:
    """Return who spoke by the title or the note that stands above a text."""
    told = None if token.kind in TITLES else announced(token.text)
    said = token.text.rstrip("：:。")
    called = byline(said) if token.text[-1] in "：:" else None
    told = told or speaker_of_title(said) or called
    return told.speaker if told else None


def _beside(place: str, text: str) -> str:
    """Tell of a line that is in no field and no block."""
    return f"{place}另有：{text}"


def _without(lines: Sequence[Line], taken: set[int], *, apart: int = 0) -> list[Line]:
    """Drop lines; the blank lines around them stay as the gap of the next one.

    What was drawn sets it apart by so many more.
    """
    kept: list[Line] = []
    gap = 0
    for index, line in enumerate(lines):
        if index in taken:
            gap = max(gap, line.gap + apart, 1)
        else:
            kept.append(replace(line, gap=max(gap, line.gap)) if gap else line)
            gap = 0
    return kept


def _is_prose(lines: Sequence[Line]) -> bool:
    """Tell whether a document has paragraphs: lines of whole sentences make up a third of it.

    Beside sentences in Chinese those in another language count, too.
    """
    total = sum(len(line.text) for line in lines)
    written = [line.text for line in lines if "\t" not in line.text]
    chinese = sum(len(text) for text in written if has_body_marks(text))
    foreign = sum(
        len(text)
        for text in written
        if not has_body_marks(text) and _FOREIGN_SENTENCE.search(text) is not None
    )
    beside = foreign if chinese * _LEAST_CHINESE >= total else 0
    return (chinese + beside) * 3 >= total > 0 and not _is_list(lines)


def _is_list(lines: Sequence[Line]) -> bool:
    """Tell whether a document is a list of phrases: a dozen short lines, each whole by itself."""
    if len(lines) < 12 or max(len(line.text) for line in lines) > _LONGEST_PHRASE:
        return False
    numbered = sum(patterns.ENUMERATOR.match(line.text) is not None for line in lines)
    torn = sum(has_body_marks(line.text) and not is_complete(line.text) for line in lines)
    greeted = any(patterns.SALUTATION.fullmatch(line.text) for line in lines)
    return not greeted and torn * 5 < len(lines) and numbered * 3 >= len(lines) * 2
