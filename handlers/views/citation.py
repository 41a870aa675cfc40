"""How a speech is named beside a quotation; no two stored speeches are named alike."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from corpus.characters import HAN
from corpus.title_forms import INNER_MARKS, is_no_name, repeats_organisation
from handlers.views.paging import SOURCE_WIDTH

if TYPE_CHECKING:
    from collections.abc import Iterable

    from store.people.model import Bookmark
    from store.search.model import SpeechInfo

_NUMBERED = re.compile(r"(?:》（|，)(?P<place>(?:同题)?第\d+篇)(?:，《(?P<container>.*)》)?）$")
_ZERO = "〇零一二三四五六七八九十"
_MASKED = re.compile(
    r"[□■●]|[*＊]{2,}|某(?![些种个时天日])|(?<!\d)×+(?!\d)"
    rf"|(?<![{_ZERO}○◯])[○◯]+(?![{_ZERO}○◯])"
    r"|(?<![A-Za-z])(?:[xXｘＸ]{2,}(?![A-Za-z])|[xXｘＸ](?=[年月日市县区省]))"
)
"""What stands for characters that aren't told: no multiplication, no zero, no letter of a word."""
_MASKED_NAME = re.compile(rf"{_MASKED.pattern}|[*＊某×○◯]|(?<=[{HAN}])[xXｘＸ](?![A-Za-z])")
"""The same in a person's name, of which one character may not be told."""
_OCCASION = re.compile(r"^在(.+?)(?:上|时|中)?的(讲话|发言|致辞|报告|党课)$")


def cite(speech: SpeechInfo) -> str:
    """Return the full citation, as 《title》（organisation speaker，date）.

    Where another stored speech has title, organisation, speaker and date in common with it, it is
    told apart by its number and its container; a title that only repeats the organisation by the
    container. A container whose name says nothing is not named: then the number stands beside
    who and when, or where another has that, too, its rank.
    """
    title, container = speech.title.translate(INNER_MARKS), _named_container(speech)
    if speech.shared_title and container:
        return f"《{title}》（第{speech.number}篇，{container}）"
    place = _place(speech)
    if not place and repeats_organisation(speech.title, speech.organisation):
        inside = container or _about(None, speech.speaker, speech.date)
        return f"{title}（{inside}）" if inside else title
    about = _about(speech.organisation, speech.speaker, speech.date)
    inside = "，".join(filter(None, (about, place)))
    return f"《{title}》（{inside}）" if inside else f"《{title}》"


def cite_on_card(speech: SpeechInfo) -> str:
    """Return what stands on a picture: nothing that is masked, no title that was made."""
    named = replace(
        speech,
        organisation=_open(speech.organisation),
        speaker=_open(speech.speaker, _MASKED_NAME),
        container=_open(speech.container) or "",
    )
    if not speech.title_made and _open(speech.title):
        return cite(named)
    return _named_container(named) + _about(named.organisation, named.speaker, named.date)


def cite_kept_on_card(bookmark: Bookmark) -> str:
    """Return the same for a bookmark whose document is gone."""
    organisation, speaker = _open(bookmark.organisation), _open(bookmark.speaker, _MASKED_NAME)
    about = _about(organisation, speaker, bookmark.date)
    if not _open(bookmark.title):
        return about
    if (organisation, speaker) == (bookmark.organisation, bookmark.speaker) and _open(
        bookmark.citation
    ):
        return bookmark.citation
    title = f"《{bookmark.title.translate(INNER_MARKS)}》"
    return f"{title}（{about}）" if about else title


def _about(organisation: str | None, speaker: str | None, date: str | None) -> str:
    who = " ".join(filter(None, (organisation, speaker)))
    return "，".join(filter(None, (who, chinese_date(date))))


def _open(name: str | None, masked: re.Pattern[str] = _MASKED) -> str | None:
    return None if name and masked.search(name) else name


def _named_container(speech: SpeechInfo) -> str:
    """The compilation or file in title marks, empty where its name says nothing."""
    name = speech.container.rpartition("/")[2]
    if is_no_name(name) or is_no_name(PurePosixPath(name).stem):
        return ""
    return f"《{speech.container}》"


def _place(speech: SpeechInfo) -> str:
    """What tells a speech apart that title, organisation, speaker and date don't name."""
    if not speech.shared_title:
        return ""
    return f"同题第{speech.rank}篇" if speech.rank else f"第{speech.number}篇"


def cite_short(speech: SpeechInfo, room: int = SOURCE_WIDTH) -> str:
    """Return one line of at most `room` characters: who and when, then as much title as fits.

    What the title says isn't said before it. Speeches that are named alike have at the end what
    tells them apart.
    """
    return _short(speech, _place(speech), room)


def cite_kept(bookmark: Bookmark, room: int = SOURCE_WIDTH, beside: Iterable[Bookmark] = ()) -> str:
    """Return the same line for a bookmark, whose document may be gone.

    Where that of another speech `beside` it is the same, the container tells them apart.
    """
    line, numbered = _kept(bookmark, room), _NUMBERED.search(bookmark.citation)
    others = [one for one in beside if one.citation != bookmark.citation]
    container = numbered and numbered["container"]
    if not numbered or not container or all(_kept(one, room) != line for one in others):
        return line
    tail = f"《{_middle(container, max(room // 2 - 6, 3))}》{numbered['place']}"
    return _short(bookmark, tail, room) if len(tail) < room - 1 else line


def _kept(bookmark: Bookmark, room: int) -> str:
    numbered = _NUMBERED.search(bookmark.citation)
    return _short(bookmark, numbered["place"] if numbered else "", room)


def _middle(name: str, room: int) -> str:
    """A name cut in its middle: files of one kind differ at an end."""
    if len(name) <= room:
        return name
    after = room // 2
    return f"{name[: room - 1 - after]}…{name[-after:]}"


def cite_origin(speech: SpeechInfo) -> str:
    """Return one line for a list of titles, as long as a source: what the title leaves open.

    That is who and when, and where that is shared, too, the container and number.
    """
    about = _untold(speech, speech.title, speech.date or "")
    container = _named_container(speech)
    if not speech.shared_title:
        return _cut(" ".join(about) or (container and speech.container), SOURCE_WIDTH)
    # The date and the container tell more than who speaks: one title often has one speaker.
    for head in (" ".join(about), speech.date, None) if container else ():
        line = " · ".join(filter(None, (head, f"{container} 第{speech.number}篇")))
        if len(line) <= SOURCE_WIDTH:
            return line
    tail = f" · {_place(speech)}" if about else _place(speech)
    return _cut(" ".join(about), SOURCE_WIDTH - len(tail)) + tail


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
