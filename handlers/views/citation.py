"""How a speech is named beside a quotation; no two stored speeches are named alike."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.title_forms import INNER_MARKS, is_no_name, repeats_organisation
from handlers.views.paging import SOURCE_WIDTH

if TYPE_CHECKING:
    from store.people.model import Bookmark
    from store.search.model import SpeechInfo

_NUMBERED = re.compile(r"》（(?P<place>第\d+篇)，《")
_MASKED = re.compile(r"[xXｘＸ×*＊□■○●◯]|某")
"""What stands for characters of a name that aren't told."""
_OCCASION = re.compile(r"^在(.+?)(?:上|时|中)?的(讲话|发言|致辞|报告|党课)$")


def cite(speech: SpeechInfo) -> str:
    """Return the full citation, as 《title》（organisation speaker，date）.

    Where another stored speech has title, organisation, speaker and date in common with it, it is
    told apart by its number and its container; a title that only repeats the organisation by the
    container.
    """
    title = speech.title.translate(INNER_MARKS)
    if speech.shared_title:
        return f"《{title}》（第{speech.number}篇，《{speech.container}》）"
    if repeats_organisation(speech.title, speech.organisation):
        return f"{title}（《{speech.container}》）"
    who = " ".join(filter(None, (speech.organisation, speech.speaker)))
    inside = "，".join(filter(None, (who, chinese_date(speech.date))))
    return f"《{title}》（{inside}）" if inside else f"《{title}》"


def cite_on_card(speech: SpeechInfo) -> str:
    """Return what stands on a picture: no name that is masked, no title that was made."""
    named = replace(speech, organisation=_open(speech.organisation), speaker=_open(speech.speaker))
    if not speech.title_made:
        return cite(named)
    container = "" if is_no_name(speech.container) else f"《{speech.container}》"
    who = " ".join(filter(None, (named.organisation, named.speaker)))
    return container + "，".join(filter(None, (who, chinese_date(speech.date))))


def _open(name: str | None) -> str | None:
    return None if name and _MASKED.search(name) else name


def cite_short(speech: SpeechInfo, room: int = SOURCE_WIDTH) -> str:
    """Return one line of at most `room` characters: who and when, then as much title as fits.

    What the title says isn't said before it. Speeches that are cited alike but for their number
    have it at the end.
    """
    return _short(speech, f"第{speech.number}篇" if speech.shared_title else "", room)


def cite_kept(bookmark: Bookmark, room: int = SOURCE_WIDTH) -> str:
    """Return the same line for a bookmark, whose document may be gone."""
    numbered = _NUMBERED.search(bookmark.citation)
    return _short(bookmark, numbered["place"] if numbered else "", room)


def cite_origin(speech: SpeechInfo) -> str:
    """Return one line for a list of titles, as long as a source: what the title leaves open.

    That is who and when, and where that is shared, too, the container and number.
    """
    about = _untold(speech, speech.title, speech.date or "")
    if not speech.shared_title:
        container = "" if is_no_name(speech.container) else speech.container
        return _cut(" ".join(about) or container, SOURCE_WIDTH)
    tail = f" 第{speech.number}篇"
    place = f"《{speech.container}》"
    # The date and the container tell more than who speaks: one title often has one speaker.
    for head in (" ".join(about), speech.date or ""):
        line = f"{head} · {place}" if head else place
        if len(line) + len(tail) <= SOURCE_WIDTH:
            return line + tail
    return _cut(place, SOURCE_WIDTH - len(tail)) + tail


def chinese_date(date: str | None) -> str | None:
    """Write an ISO date, whole or cut to month or year, as in 2023年3月8日.

    >>> chinese_date("2023-03")
    '2023年3月'
    """
    if not date:
        return None
    return "".join(
        f"{int(part)}{unit}" for part, unit in zip(date.split("-"), "年月日", strict=False)
    )


def _short(speech: SpeechInfo | Bookmark, place: str, room: int) -> str:
    tail = f" {place}" if place else ""
    title = _without_occasion(speech.title)
    date = (speech.date or "")[:7]
    every, about = _untold(speech, "", date), _untold(speech, title, date)
    line = _headed(about, title, room - len(tail))
    if any(part not in about for part in _untold(speech, line, date)):
        # The end of the title, which would have said it, is cut off.
        line = _headed(every, title, room - len(tail))
    return line + tail


def _untold(speech: SpeechInfo | Bookmark, title: str, date: str) -> list[str]:
    """Who and when, what of it `title` says left out: `date` where it holds the year."""
    told = [one for one in (speech.organisation, speech.speaker) if one and one not in title]
    return told + ([date] if date and date[:4] not in title else [])


def _headed(about: list[str], title: str, room: int) -> str:
    """As much of who and when as leaves room for the title: the organisation goes first."""
    for head in (about, about[1:], about[:-1], about[-1:]):
        lead = f"{' '.join(head)} · " if head else ""
        if head and len(lead) + min(len(title), room // 3) <= room:
            return lead + _cut(title, room - len(lead))
    return _cut(title, room)


def _without_occasion(title: str) -> str:
    match = _OCCASION.match(title)
    return match[1] + match[2] if match else title


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else text[: max(room - 1, 0)] + "…"
