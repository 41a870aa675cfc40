"""What a lead, a note or a speech's own first words tell of it: who speaks, and when."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.chinese import Grammar
from corpus.dates import begins_with_date, day_in, find_date
from corpus.fields import Byline, introduced
from corpus.kinds import Kind
from corpus.title_speakers import announced
from corpus.titles import tells_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corpus.head import Head
    from corpus.kinds import Token

# Paragraphs in which speakers introduce themselves, and those in which an editor announces them.
_INTRODUCTION, _ANNOUNCEMENT = 4, 2
# Paragraphs of a lead in which it tells when somebody spoke.
_LEAD = 8
# Characters of a remark behind the last paragraph.
_LONGEST_REMARK = 120
_SENTENCE = re.compile(r"[^。！？!?；]+")
# That somebody spoke, and that he did so there and then.
_SPOKE = Grammar(
    r"(?:演讲|讲话|演说|发言|致[辞词]|讲座|报告|讲课|授课|访谈|采访|专访|对话|座谈|谈话)"
)
_THERE = Grammar(r"在|于|出席|应邀|发表|[作做](?:了|题为|主|专|大|.{0,6}报告)|举[行办]|接受")
_YEAR = re.compile(r"(?:19|20)\d\d(?=年)")
# Characters of a date that is known to the day.
_DAY = 10


def with_lead(head: Head, texts: Sequence[str], remarks: Sequence[str]) -> Head:
    """Add who speaks, and when, as notes, the first paragraphs or one behind the last say."""
    if head.date is None and texts:
        head = replace(head, date=begins_with_date(texts[0]))
    return _with_announced(head, texts, remarks)


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
                or _day_of(text, told.speaker)
                or (when.iso if when and when.full else None),
            )
    return replace(head, speaker=head.speaker or introduced(texts[:_INTRODUCTION]))


def _day_of(text: str, speaker: str) -> str | None:
    """Return the day on which a paragraph tells that somebody spoke, of the year it gives."""
    year = next(iter(_YEAR.findall(text)), None)
    days = (day_in(sentence, year) for sentence in _sentences(text, speaker))
    return next((day for day in days if day and len(day) == _DAY), None)


def _sentences(text: str, speaker: str) -> Iterator[str]:
    """Yield the sentences that say that somebody spoke somewhere, in which he isn't speaking."""
    for sentence in _SENTENCE.findall(text):
        told = speaker in sentence and "我" not in sentence
        if told and _SPOKE.search(sentence) and _THERE.search(sentence):
            yield sentence


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
