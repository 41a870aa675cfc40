"""A speech to read: its pages, its headings, and the lists from which one is chosen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from handlers.callback import Press, Verb, encode
from handlers.spot import Origin, Spot
from handlers.views.markup import (
    COPY_LIMIT,
    Button,
    Toast,
    View,
    bold,
    esc,
    marked,
    rows,
    shorten,
    units,
)
from handlers.views.results import PRIVATE_PAGE, page_turns
from store.citation import cite_origin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.views.lang import Lang
    from handlers.views.pagination import Page
    from store.model import Paragraph, SpeechInfo, SpeechPage, SpeechText, Stop

LONGEST_TITLE = 80
LONGEST_HEADING = 60
OUTLINE_ROOM = 3000
"""Characters of headings that are shown; all of them can be copied."""
RECENT_SHOWN = 5
_MATCHED = {
    "title": ("标题或单位含", "Title or organisation holds"),
    "date": ("标题、单位或日期含", "Title, organisation or date holds"),
    "file": ("文件名含", "File name holds"),
}


def render_page(speech: SpeechInfo, pages: Sequence[Page], spot: Spot, lang: Lang) -> View:
    """One page of a speech. `spot.page` is the page's number."""
    number = spot.page or 1
    head = f"《{esc(shorten(speech.title, LONGEST_TITLE))}》"
    if len(pages) > 1:
        head += f" {number:,}/{len(pages):,}"
    body = [_paragraph(paragraph) for paragraph in pages[number - 1].paragraphs]
    turns = []
    if number > 1:
        turns.append(_to(spot, Verb.FULL, lang.say("上一页", "Prev"), page=number - 1))
    turns.append(_to(spot, Verb.OUTLINE, lang.say("提纲", "Outline")))
    if number < len(pages):
        turns.append(_to(spot, Verb.FULL, lang.say("下一页", "Next"), page=number + 1))
    word = _to(spot, Verb.WORD, lang.say("发 Word", "Word"))
    back = Button(lang.say("返回", "Back"), encode(spot.back()))
    return View("\n\n".join((head, *body)), rows(turns, [word, back]))


def render_outline(text: SpeechText, spot: Spot, lang: Lang) -> View:
    """The headings of a speech, those of lower levels further in."""
    lines = [f"《{esc(shorten(text.speech.title, LONGEST_TITLE))}》"]
    room = OUTLINE_ROOM
    headings = _headings(text)
    for shown, (level, heading) in enumerate(headings):
        line = "　" * (level - 1) + shorten(heading, LONGEST_HEADING)
        room -= len(line)
        if room < 0:
            left = len(headings) - shown
            lines.append(lang.say(f"…还有 {left:,} 个", f"…and {left:,} more"))
            break
        lines.append(esc(line))
    copied = outline_text(text)
    label = lang.say("复制提纲", "Copy")
    copy = (
        Button(label, copy=copied)
        if units(copied) <= COPY_LIMIT
        else _to(spot, Verb.OUTLINE_COPY, label)
    )
    back = _to(spot, Verb.FULL, lang.say("返回", "Back"))
    return View("\n".join(lines), rows([copy, back]))


def outline_text(text: SpeechText) -> str:
    """All headings as they are copied; empty where the speech has none."""
    return "\n".join("　" * (level - 1) + heading for level, heading in _headings(text))


def render_no_headings(lang: Lang) -> Toast:
    """The speech has no headings."""
    return Toast(lang.say("这篇没有小标题", "This speech has no headings"))


def render_speech_gone(lang: Lang) -> Toast:
    """The speech left the store."""
    return Toast(lang.say("这篇已经下架了", "This speech is no longer in the library"))


def render_speeches(page: SpeechPage, wanted: str, key: str, lang: Lang) -> View:
    """A page of the list of speeches."""
    if not page.total:
        shown = esc(shorten(wanted, 30))
        return View(
            lang.say(
                f"没有标题或单位含“{shown}”的讲话，日期和文件名里也没有。",
                f"No title or organisation holds “{shown}”, nor a date or file name.",
            )
        )
    lines = [_list_heading(page, wanted, lang)]
    lines.extend(_entry(number, speech) for number, speech in enumerate(page.items, start=1))
    numbers = [
        Button(
            str(number),
            encode(Spot(speech.id, Origin.LIST, key, page.offset + number - 1).press(Verb.FULL)),
        )
        for number, speech in enumerate(page.items, start=1)
    ]
    turns = page_turns(
        lang,
        lambda offset: encode(Press(Verb.SPEECHES, key, offset)),
        offset=page.offset,
        size=PRIVATE_PAGE,
        total=page.total,
    )
    return View("\n".join(lines), rows(numbers, turns))


def render_last(stop: Stop, page: int, pages: int, lang: Lang) -> View:
    """Where one stopped last."""
    title = esc(shorten(stop.speech.title, LONGEST_TITLE))
    place = f"{page:,}/{pages:,}" if pages > 1 else ""
    spot = Spot(stop.speech.id, Origin.RECENT)
    return View(
        lang.say(
            f"上次读到《{title}》{place}。", f"You stopped in 《{title}》 {place}".rstrip() + "."
        ),
        rows(
            [
                _to(spot, Verb.FULL, lang.say("接着读", "Go on")),
                Button(
                    lang.say(f"最近 {RECENT_SHOWN} 篇", f"Last {RECENT_SHOWN}"),
                    encode(Press(Verb.RECENT)),
                ),
            ]
        ),
    )


def render_recent(stops: Sequence[Stop], lang: Lang) -> View:
    """What was read last, the latest first."""
    lines = [lang.say(f"最近读的 {len(stops)} 篇", f"Read last: {len(stops)}")]
    lines.extend(_entry(number, stop.speech) for number, stop in enumerate(stops, start=1))
    numbers = [
        _to(Spot(stop.speech.id, Origin.RECENT), Verb.FULL, str(number))
        for number, stop in enumerate(stops, start=1)
    ]
    return View("\n".join(lines), rows(numbers))


def render_nothing_read(lang: Lang) -> View:
    """Nothing was read yet, or it is gone."""
    return View(
        lang.say(
            "还没有读过哪一篇。在一段下面按“全文”，或发 /speeches 挑一篇。",
            "Nothing read yet. Press Full text under a passage, or choose with /speeches.",
        )
    )


def _paragraph(paragraph: Paragraph) -> str:
    if paragraph.kind == "heading":
        return bold(paragraph.text)
    return marked(paragraph.text, paragraph.marked)


def _headings(text: SpeechText) -> list[tuple[int, str]]:
    return [(one.level, one.text.strip()) for one in text.written if one.level is not None]


def _list_heading(page: SpeechPage, wanted: str, lang: Lang) -> str:
    count = f"{page.total:,}"
    if wanted:
        shown = esc(shorten(wanted, 30))
        zh, en = _MATCHED[page.by]
        line = lang.say(f"{zh}“{shown}” {count} 篇", f"{en} “{shown}”: {count}")
    else:
        line = lang.say(f"全部讲话 {count} 篇", f"All speeches: {count}")
    pages = -(-page.total // PRIVATE_PAGE)
    return line if pages < 2 else f"{line} · {page.offset // PRIVATE_PAGE + 1}/{pages:,}"


def _entry(number: int, speech: SpeechInfo) -> str:
    title = esc(shorten(speech.title, LONGEST_TITLE))
    return f"{number} {title}\n   {esc(cite_origin(speech))}"


def _to(spot: Spot, verb: Verb, label: str, page: int | None = None) -> Button:
    return Button(label, encode(replace(spot, page=page or spot.page).press(verb)))
