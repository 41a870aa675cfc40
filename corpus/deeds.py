"""When a speech was held, as an editor tells who names its speaker in a sentence of his own."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from corpus.chinese import Grammar
from corpus.dates import day_in, find_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corpus.model import Speech

# Paragraphs from the top in which an editor tells it.
_OPENING = 6
_SENTENCE = re.compile(r"[^。！？!?；\n]+")
_SPOKE = Grammar(
    r"(?:发表|作|做|致|举行|举办|接受|出席|应邀|进行|带来|题为)[^。]{0,40}(?:演讲|讲话|讲演|演说|致[辞词]|发言|报告|授课|讲课|访谈|专访|采访|对话|座谈|谈话|讲座)"
    r"|[在于][^，。的]{1,20}(?:演讲|讲话|讲演|演说|致[辞词]|发言|授课|讲课|谈话)"
)
# A year that the paragraph gives for all its days.
_GIVEN = re.compile(r"(?:19|20)\d\d(?=年)")
# He who speaks of himself doesn't call himself by his name.
_HIMSELF = re.compile(r"我(?!国|省|市|县|区|校|院|党|军|司|部|局|会)")
# A page comes out so much later at the most.
_LATEST = timedelta(days=60)
_RANGE = frozenset("至到～~")
# Characters of a date that is known to the day, and of a year.
_DAY, _YEAR = 10, 4
# Of a longer name only these tell: what he is may stand behind them.
_TOLD_BY = 3


def dated_by_deed(speech: Speech) -> Speech:
    """Date a speech by the sentence that tells of it, where no date or only a page's is known.

    That of a page is a little later.
    """
    known = speech.date or ""
    texts = (*speech.warnings, *(block.text for block in speech.blocks[:_OPENING]))
    for told in days_told(texts, speech.speaker or "", known[:_YEAR] or None):
        page = date.fromisoformat(known) if len(known) == _DAY else None
        earlier = page and timedelta() < page - date.fromisoformat(told) <= _LATEST
        if earlier or not known:
            return replace(speech, date=told)
    return speech


def days_told(texts: Iterable[str], speaker: str, year: str | None = None) -> Iterator[str]:
    """Yield the days of the sentences that tell that he spoke, of the year known or given."""
    names = [name[:_TOLD_BY] for name in speaker.split("、") if len(name) > 1]
    for text in texts if names else ():
        known = year or next(iter(_GIVEN.findall(text)), None)
        for sentence in _SENTENCE.findall(text):
            named = any(name in sentence for name in names)
            if not named or not _SPOKE.search(sentence) or _HIMSELF.search(sentence):
                continue
            day = None if _has_several(sentence) else day_in(sentence, known)
            if day and len(day) == _DAY:
                yield day


def _has_several(sentence: str) -> bool:
    """Tell whether a sentence tells of more days than one, or of a time from one to another."""
    first = find_date(sentence)
    if first is None:
        return False
    written = sentence[len(first.before) : len(sentence) - len(first.behind)]
    return find_date(first.behind) is not None or not _RANGE.isdisjoint(written)
