"""A speech to read: its pages, its headings, and the lists from which one is chosen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corpus.normal import normalize
from handlers.passage.views.asked import condition, shown
from handlers.passage.views.passage import not_meant
from handlers.telegram.buttons import button, page_turns
from handlers.telegram.callback_data import Press, Verb, encode
from handlers.telegram.spot import Origin, Spot
from handlers.views.citation import cite_origin
from handlers.views.lang import counted
from handlers.views.markup import (
    COPY_LIMIT,
    Button,
    View,
    bold,
    esc,
    italic,
    marked,
    rows,
    shorten,
    units,
)
from handlers.views.paging import GROUP, PRIVATE, page_of
from store.search.query import parse_query

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.reading.views.pages import Page
    from handlers.views.lang import Lang
    from store.documents.model import Paragraph
    from store.people.model import Stop
    from store.search.model import SpeechInfo, SpeechPage, SpeechText

LONGEST_TITLE = 80
LISTED_TITLE = 34
"""Characters of a title in a list."""
LONGEST_HEADING = 60
OUTLINE_ROOM = 3000
"""Characters of headings that are shown; all of them can be copied."""
RECENT_SHOWN = 5
_MATCHED = {
    "title": ("标题、单位或讲话人含", "Title, organisation or speaker holds"),
    "date": ("标题、单位、讲话人或日期含", "Title, organisation, speaker or date holds"),
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
    for listed, (level, heading) in enumerate(headings):
        line = "　" * (level - 1) + shorten(heading, LONGEST_HEADING)
        room -= len(line)
        if room < 0:
            left = len(headings) - listed
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


def render_speeches(
    page: SpeechPage,
    wanted: str,
    key: str,
    lang: Lang,
    mention: tuple[int, str] | None = None,
    every: tuple[int, str] | None = None,
) -> View:
    """A page of the list of speeches.

    `mention` says how many passages hold the name they were asked for by, and which query finds
    these; `every`, of those that have just come in, how many there are in all, and their list.
    """
    if not page.total:
        return _no_speech(wanted, lang, mention)
    lines = [_list_heading(page, wanted, lang)]
    names = [one.value for one in parse_query(wanted).filters] if page.by == "filter" else None
    lines.extend(
        _entry(number, speech) if names is None else _entry_of(number, speech, names)
        for number, speech in enumerate(page.items, start=1)
    )
    numbers = [
        Button(
            str(number),
            encode(Spot(speech.id, Origin.LIST, key, page.offset + number - 1).press(Verb.FULL)),
        )
        for number, speech in enumerate(page.items, start=1)
    ]
    turns = page_turns(lang, Press(Verb.SPEECHES, key, page.offset), PRIVATE.page, page.total)
    if mention is not None:
        count, elsewhere = mention
        label = lang.say(f"正文提到 {count:,}", f"Mentioned {count:,}")
        turns.append(button(label, Verb.TURN, elsewhere))
    if every is not None:
        count, whole = every
        turns.append(button(lang.say(f"全部 {count:,}", f"All {count:,}"), Verb.SPEECHES, whole))
    return View("\n".join(lines), rows(numbers, turns))


@dataclass(frozen=True, slots=True)
class GroupFrame:
    """How a name's speeches are listed in a group: `urls` open them in private, `all_url` all."""

    lang: Lang
    key: str
    all_url: str
    urls: tuple[str, ...]
    hidden: bool


def render_names_in_group(page: SpeechPage, wanted: str, frame: GroupFrame) -> View:
    """A page of what a name said, as a group sees it: a speech is read in private."""
    lang, names = frame.lang, [one.value for one in parse_query(wanted).filters]
    lines = [_list_heading(page, wanted, lang, GROUP.page)]
    lines.extend(
        _entry_of(number, speech, names) for number, speech in enumerate(page.items, start=1)
    )
    numbers = [Button(str(number), url=url) for number, url in enumerate(frame.urls, start=1)]
    turns = page_turns(lang, Press(Verb.SPEECHES, frame.key, page.offset), GROUP.page, page.total)
    last = [Button(lang.say("全部", "All"), url=frame.all_url)]
    if not frame.hidden:
        last.append(button(lang.say("收起", "Close"), Verb.CLOSE))
    return View("\n".join(lines), rows(numbers, [*turns, *last]))


def _no_speech(wanted: str, lang: Lang, mention: tuple[int, str] | None) -> View:
    """No speech is called so; `mention` leads to the passages that hold the words."""
    shown = esc(shorten(wanted, 30))
    said = lang.say(
        f"没有标题、单位或讲话人含“{shown}”的讲话，日期和文件名里也没有。",
        f"No title, organisation or speaker holds “{shown}”, nor a date or file name.",
    )
    ways = [button(lang.say("全部讲话", "All speeches"), Verb.SPEECHES)]
    if mention is not None:
        count, key = mention
        label = lang.say(f"正文提到 {count:,}", f"Mentioned {count:,}")
        ways.insert(0, button(label, Verb.TURN, key))
    return View(said, rows(ways))


def render_guessed(
    view: View, page: SpeechPage, wanted: str, asked: tuple[str, str], lang: Lang
) -> View:
    """The list of the name that was meant; `asked` is what was typed instead, and its key."""
    typed, key = asked
    named = " · ".join(condition(one, lang) for one in parse_query(wanted).filters)
    head = lang.say(
        f"没有“{shown(typed)}”。下面是{named}的 {page.total:,} 篇：",
        f"Nothing holds “{shown(typed)}”. Here is {named}, {counted(page.total, 'speech')}:",
    )
    _, _, rest = view.text.partition("\n")
    return replace(view, text=f"{head}\n{rest}", keyboard=(*view.keyboard, (not_meant(key, lang),)))


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
                button(lang.say(f"最近 {RECENT_SHOWN} 篇", f"Last {RECENT_SHOWN}"), Verb.RECENT),
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


def _paragraph(paragraph: Paragraph) -> str:
    if paragraph.kind == "heading":
        return bold(paragraph.text)
    return marked(paragraph.text, paragraph.marked)


def _headings(text: SpeechText) -> list[tuple[int, str]]:
    return [(one.level, one.text.strip()) for one in text.written if one.level is not None]


def _list_heading(page: SpeechPage, wanted: str, lang: Lang, size: int = PRIVATE.page) -> str:
    count = f"{page.total:,}"
    if page.by == "filter":
        line = _of_names(page, wanted, lang)
    elif wanted:
        shown = esc(shorten(wanted, 30))
        zh, en = _MATCHED[page.by]
        line = lang.say(f"{zh}“{shown}” {count} 篇", f"{en} “{shown}”: {count}")
    else:
        line = lang.say(f"全部讲话 {count} 篇", f"All speeches: {count}")
    return line + page_of(page.offset, size, page.total)


def _of_names(page: SpeechPage, wanted: str, lang: Lang) -> str:
    """`贺望潮 · 8 篇 · 2021—2024`."""
    named = " · ".join(condition(one, lang) for one in parse_query(wanted).filters)
    line = f"{named} · " + lang.say(f"{page.total:,} 篇", counted(page.total, "speech"))
    if page.years is None:
        return line
    first, last = page.years
    return f"{line} · {first}" if first == last else f"{line} · {first}{lang.say('—', '–')}{last}"


def _entry(number: int, speech: SpeechInfo) -> str:
    return f"{number} {esc(shorten(speech.title, LISTED_TITLE))}\n{italic(cite_origin(speech))}"


def _entry_of(number: int, speech: SpeechInfo, names: Sequence[str]) -> str:
    """A speech in the list of a name, which isn't said again."""
    title = esc(shorten(speech.title, LISTED_TITLE))
    if speech.shared_title:
        return f"{number}《{title}》\n{italic(cite_origin(speech))}"
    told = [part for part in (speech.organisation, speech.speaker) if part]
    rest = [part for part in told if normalize(part) not in names and part not in title]
    if speech.date and speech.date not in title:
        rest.append(speech.date)
    return " ".join((f"{number}《{title}》", *map(esc, rest)))


def _to(spot: Spot, verb: Verb, label: str, page: int | None = None) -> Button:
    return Button(label, encode(replace(spot, page=page or spot.page).press(verb)))
