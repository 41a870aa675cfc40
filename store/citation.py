"""How a speech is named beside a quotation; no two stored speeches are named alike."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus.normal import normalize

if TYPE_CHECKING:
    from store.model import Bookmark, SpeechInfo

SHORT = 34
"""Characters of the line below a hit in a list, at most."""

# Chinese punctuation writes book title marks within a title as single ones (GB/T 15834-2011).
_INNER_MARKS = str.maketrans("《》", "〈〉")
_NUMBERED = re.compile(r"》（(?P<place>第\d+篇)，《")
_OCCASION = re.compile(r"^在(.+?)(?:上|时|中)?的(讲话|发言|致辞|报告|党课)$")


def title_form(title: str) -> str:
    """Return what tells titles apart: those with equal forms are one title to a reader."""
    return normalize(title.translate(_INNER_MARKS))


def repeats_organisation(title: str, organisation: str | None) -> bool:
    """Tell whether a title is but the organisation's name, to a reader."""
    return bool(organisation) and title_form(organisation or "") == title_form(title)


def cite(speech: SpeechInfo) -> str:
    """Return the full citation, as 《title》（organisation speaker，date）.

    A title that other stored speeches share is told apart by its number and its container, and
    one that only repeats the organisation by the container.
    """
    title = speech.title.translate(_INNER_MARKS)
    if speech.shared_title:
        return f"《{title}》（第{speech.number}篇，《{speech.container}》）"
    if repeats_organisation(speech.title, speech.organisation):
        return f"{title}（《{speech.container}》）"
    who = " ".join(filter(None, (speech.organisation, speech.speaker)))
    inside = "，".join(filter(None, (who, chinese_date(speech.date))))
    return f"《{title}》（{inside}）" if inside else f"《{title}》"


def cite_short(speech: SpeechInfo) -> str:
    """Return one line of at most 34 characters: who and when, then the title as far as it fits.

    Speeches with one title are told apart by their number at the end.
    """
    return _short(speech, f"第{speech.number}篇" if speech.shared_title else "")


def cite_kept(bookmark: Bookmark) -> str:
    """Return the same line for a bookmark, whose document may be gone."""
    numbered = _NUMBERED.search(bookmark.citation)
    return _short(bookmark, numbered["place"] if numbered else "")


def cite_origin(speech: SpeechInfo) -> str:
    """Return one line of at most 34 characters for a list of titles: what the title leaves open.

    That is who and when, and for a title that other speeches share its container and number.
    """
    who = " ".join(filter(None, (speech.organisation, speech.speaker)))
    about = [part for part in (who, speech.date) if part]
    if not speech.shared_title:
        return _cut(" ".join(about), SHORT) or _cut(speech.container, SHORT)
    tail = f" 第{speech.number}篇"
    place = f"《{speech.container}》"
    # The date and the container tell more than who speaks: one title often has one speaker.
    for head in (" ".join(about), speech.date or ""):
        line = f"{head} · {place}" if head else place
        if len(line) + len(tail) <= SHORT:
            return line + tail
    return _cut(place, SHORT - len(tail)) + tail


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


def _short(speech: SpeechInfo | Bookmark, place: str) -> str:
    same = bool(speech.organisation) and speech.organisation == speech.title
    who = " ".join(filter(None, (None if same else speech.organisation, speech.speaker)))
    tail = f" {place}" if place else ""
    month = (speech.date or "")[:7]
    room = SHORT - len(tail)
    title = _without_occasion(speech.title)
    for head in (f"{who} {month}".strip(), who, month, ""):
        lead = f"{head} · " if head else ""
        if len(lead) + min(len(title), 10) <= room:
            return lead + _cut(title, room - len(lead)) + tail
    return _cut(title, room) + tail


def _without_occasion(title: str) -> str:
    match = _OCCASION.match(title)
    return match[1] + match[2] if match else title


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else text[: max(room - 1, 0)] + "…"
