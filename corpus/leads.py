"""What a lead, a note or a speech's own first words tell of it: who speaks, and when."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.chinese import Grammar
from corpus.dates import begins_with_date, find_date
from corpus.deeds import days_told
from corpus.fields import Byline, introduced
from corpus.kinds import Kind
from corpus.title_speakers import announced
from corpus.titles import tells_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.head import Head
    from corpus.kinds import Token

# Paragraphs in which speakers introduce themselves, and those in which an editor announces them.
_INTRODUCTION, _ANNOUNCEMENT = 4, 2
# Paragraphs from the top within which a picture of a lead stands.
_LEAD = 8
# Characters of a remark behind the last paragraph.
_LONGEST_REMARK = 120
# Paragraphs at the end among which the notes stand, and what the one on the title begins with.
_NOTES = 12
_ON_TEXT = Grammar(
    r"(?:[\[［【〔(（]\s*(?:1|[①*＊※]|注释?)\s*[\]］】〕)）]|[①*＊※]|注释?)[\s:：.．、]*"
    r"(?:[本此该][文篇]|这[是篇]|(?:原[载刊]|写于|作于|\d{4}年))"
)
_MADE = Grammar(
    r"讲话|讲演|演[讲说]|讲课|所讲|[讲写作][的于]|写成|所[写作]|[写著]作|记录|发言|谈话|报告|致辞|刊[于载登]|[原登]载|载于|发表"
)


def with_lead(head: Head, texts: Sequence[str], remarks: Sequence[str]) -> Head:
    """Add who speaks, and when, as notes, the first paragraphs or one behind the last say."""
    if head.date is None and texts:
        head = replace(head, date=begins_with_date(texts[0]))
    head = _with_announced(head, texts, remarks)
    return replace(head, date=head.date or _noted_day(texts))


def _noted_day(texts: Sequence[str]) -> str | None:
    """Return when a text was spoken or written by the note on its title: [1] 本文系1942年12月…….

    A year alone is a day here: nothing else says more.
    """
    notes = (text for text in texts[1:][-_NOTES:] if len(text) <= _LONGEST_REMARK)
    noted = next((text for text in notes if _ON_TEXT.match(text)), "")
    told = find_date(noted)
    return told.iso if told and _MADE.search(noted) else None


def _with_announced(head: Head, texts: Sequence[str], remarks: Sequence[str]) -> Head:
    last = [text for text in texts[-1:] if len(text) <= _LONGEST_REMARK]
    for text in (*remarks, *texts[:_ANNOUNCEMENT], *last):
        if head.speaker in (None, (told := announced(text) or Byline()).speaker) and told.speaker:
            when = find_date(text)
            return replace(
                head,
                speaker=told.speaker,
                organisation=head.organisation or told.organisation,
                date=head.date
                or next(days_told([text], told.speaker), None)
                or (when.iso if when and when.full else None),
            )
    return replace(head, speaker=head.speaker or introduced(texts[:_INTRODUCTION]))


def below_picture(body: Sequence[Token], head: Head) -> set[int]:
    """Find the line below a picture, behind a lead: who speaks in it is he whom the lead names."""
    above = ["".join(head.remarks), *(token.text for token in body)]
    return {
        i
        for i in range(min(_LEAD, len(body) - 2))
        if tells_of(body[i].text, head.speaker)
        and (head.speaker or "") in above[i]
        and body[i].kind is not Kind.SALUTATION
    }
