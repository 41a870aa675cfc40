"""An opened passage: the text with its hits, its citation, and what can be done with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from handlers.telegram.acts import Flag, wish
from handlers.telegram.buttons import button
from handlers.telegram.callback_data import Press, Verb, encode, written_cut
from handlers.telegram.spot import Origin, Spot
from handlers.views.citation import cite
from handlers.views.markup import (
    COPY_LIMIT,
    MESSAGE_LIMIT,
    Button,
    Keyboard,
    View,
    esc,
    link,
    marked,
    plain,
    quote,
    rows,
    shorten,
    units,
)
from handlers.views.offer import share_query
from handlers.views.paging import GROUP

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.views.lang import Lang
    from store.documents.model import Paragraph
    from store.people.model import Bookmark
    from store.search.model import Hit, Span

CONTEXT_WIDTH = 900
"""Characters of a context view."""
ROOM = 3600
"""UTF-16 units of a passage that are shown; the rest of a message is citation and headings."""


@dataclass(frozen=True, slots=True)
class Frame:
    """How a passage was reached: `position` of `total` hits of the query, or on its own."""

    lang: Lang
    key: str = ""
    position: int = 0
    total: int = 0
    saved: bool | None = None
    """None where the label must not tell one person's state to others."""
    context: bool = False
    headline: str = ""
    shelf: str = ""
    """The name of the list of bookmarks that it was reached from, as HTML; empty for a search."""
    slogans: str = ""
    """The line that names the slogans in the passage, as HTML."""
    note: str = ""
    """The note and tags of the bookmark that it was opened as, as HTML."""
    group: bool = False
    within: str = ""
    """What narrows the search whose only hit it is, as HTML."""
    watch: Button | None = None
    """The button that follows the words whose only hit it is."""
    removals: tuple[Button, ...] = ()
    """Ways to the search without what narrows it."""
    guessed: bool = False
    """The only hit of what was searched instead of the query."""
    cut: Span | None = None
    """The run of the passage that is shown, None where all of it is."""
    hidden: bool = False
    """Seen by its asker alone, in a group."""
    take_off: Button | None = None
    """The button that takes it off the group's shelf that it was reached from."""
    removed: bool = False
    """No longer in the list that it was opened from: the next one has moved into its place."""


def render_passage(hit: Hit, frame: Frame) -> View:
    """The passage in a quote, its place above and its citation below."""
    lines = [line for line in (frame.headline, _place(hit, frame)) if line]
    lines.append(quote(_body(hit)))
    lines.append(esc(cite(hit.speech)))
    said = filter(None, (*lines, frame.note, frame.slogans))
    return View("\n".join(said), _keyboard(hit, frame))


def render_context(hit: Hit, paragraphs: tuple[Paragraph, ...], frame: Frame) -> View:
    """The paragraph and its neighbours with the passage in bold, about 900 characters.

    In a group as much as a message there has room for: neighbours, or a part of the paragraph.
    """
    lines = [line for line in (frame.headline, _place(hit, frame)) if line]
    citation = esc(cite(hit.speech))
    if frame.group:
        room = GROUP.room - sum(len(plain(line)) + 1 for line in (*lines, citation))
        near = _fitting(paragraphs, room) if paragraphs else []
        if sum(len(one.text) + 1 for one in near) > room:
            near = [around(one, room) for one in near if one.marked][:1]
        lines.append(quote("\n".join(map(_paragraph, near)) or _body(hit)))
        return View("\n".join((*lines, citation)), _keyboard(hit, frame))
    shown = [_paragraph(paragraph) for paragraph in _fitting(paragraphs, CONTEXT_WIDTH)]
    lines.append(quote("\n".join(shown)))
    said = filter(None, (*lines, citation, frame.note, frame.slogans))
    return View("\n".join(said), _keyboard(hit, frame))


def render_orphan(bookmark: Bookmark, frame: Frame) -> View:
    """A bookmark whose document is gone: the snapshot, which can still be copied and removed."""
    lang = frame.lang
    said = lang.say("原文已下架，你的收藏还在。", "The document is gone, your bookmark stays.")
    if frame.take_off is not None:
        said = lang.say("原文已下架，摘抄还在。", "The document is gone, the passage stays here.")
    marks = (bookmark.excerpt,) if bookmark.excerpt else ()
    lines = (said, quote(_shown(bookmark.text, marks)), esc(bookmark.citation), frame.note)
    text = "\n".join(filter(None, lines))
    whole = f"{bookmark.text}\n——{bookmark.citation}"
    first = [
        _toggle(bookmark.passage_id, frame),
        _copy(lang.say("复制", "Copy"), whole, _press(Verb.COPY, bookmark.passage_id, frame)),
        _copy(
            lang.say("原句", "Text only"),
            bookmark.text,
            _press(Verb.PLAIN, bookmark.passage_id, frame),
        ),
        _share(bookmark.passage_id, frame),
    ]
    second = [_card(bookmark.passage_id, frame), *_note(bookmark.passage_id, frame)]
    if frame.take_off is not None:
        second = [frame.take_off]
    return View(text, rows(first, second, _neighbours(frame, lang)))


def render_shown(hit: Hit, name: str, url: str, lang: Lang) -> View:
    """What one person found, for his group; `url` leads on in private."""
    found = lang.say(f"{esc(shorten(name, 20))}找到的：", f"Found by {esc(shorten(name, 20))}:")
    whole = with_citation(hit)
    copy = [Button(lang.say("复制", "Copy"), copy=whole)] if units(whole) <= COPY_LIMIT else []
    more = Button(lang.say("查更多", "More"), url=url)
    save = save_button(hit.id, hit.cut, lang, None)
    text = "\n".join((found, quote(esc(hit.text)), esc(cite(hit.speech))))
    return View(text, rows([save, *copy, more]))


def render_copies(text: str) -> list[View]:
    """Messages made to be copied with one tap: one, or as many as a very long text needs."""
    pieces = []
    while units(text) > MESSAGE_LIMIT:
        # Half as many characters as units always fit.
        cut = text.rfind("\n", 1, MESSAGE_LIMIT // 2) + 1 or MESSAGE_LIMIT // 2
        pieces.append(text[:cut].rstrip("\n"))
        text = text[cut:]
    return [View(f"<code>{esc(piece)}</code>") for piece in (*pieces, text)]


def with_citation(hit: Hit) -> str:
    """The passage as it goes into a draft: text, then citation."""
    return f"{hit.text}\n——{cite(hit.speech)}"


def _body(hit: Hit) -> str:
    return _shown(hit.text, hit.highlights)


def _shown(text: str, spans: Sequence[Span]) -> str:
    if units(text) > ROOM:
        text = shorten(text, ROOM // 2)
    return marked(text, tuple((a, min(b, len(text))) for a, b in spans if a < len(text)))


def _place(hit: Hit, frame: Frame) -> str:
    parts = []
    if frame.total == 1 and not frame.headline:
        parts.append(frame.within + frame.lang.say("只有 1 处", "Only 1 passage"))
    elif frame.total > 1:
        position, total = f"{frame.position + 1:,}", f"{frame.total:,}"
        place = frame.lang.say(f"第 {position} 条，共 {total} 条", f"{position} of {total}")
        parts.append(f"{frame.shelf} {position}/{total}" if frame.shelf else place)
    if hit.heading:
        parts.append(esc(shorten(hit.heading[-1], 40)))
    return " · ".join(parts)


def _fitting(paragraphs: tuple[Paragraph, ...], room: int) -> list[Paragraph]:
    """The marked paragraphs and as many around them as there is room for."""
    inside = [index for index, paragraph in enumerate(paragraphs) if paragraph.marked]
    low, high = (inside[0], inside[-1] + 1) if inside else (0, 1)
    room -= sum(len(paragraph.text) + 1 for paragraph in paragraphs[low:high])
    while room > 0:
        before = paragraphs[low - 1] if low else None
        after = paragraphs[high] if high < len(paragraphs) else None
        if after is not None and len(after.text) < room:
            room -= len(after.text) + 1
            high += 1
        elif before is not None and len(before.text) < room:
            room -= len(before.text) + 1
            low -= 1
        else:
            break
    return list(paragraphs[low:high])


def around(paragraph: Paragraph, room: int) -> Paragraph:
    """As much of a paragraph around its passage as there is room for, at least the passage."""
    text, (start, end) = paragraph.text, paragraph.marked[0]
    if len(text) <= room:
        return paragraph
    spare = max(0, room - (end - start) - 2)
    begin = max(0, start - spare // 2)
    finish = min(len(text), end + spare - (start - begin))
    begin = max(0, begin - (spare - (start - begin) - (finish - end)))
    before, after = "…" * (begin > 0), "…" * (finish < len(text))
    moved = len(before) - begin
    return replace(
        paragraph,
        text=before + text[begin:finish] + after,
        marked=((start + moved, end + moved),),
    )


def _paragraph(paragraph: Paragraph) -> str:
    text, spans = paragraph.text, paragraph.marked
    if units(text) > ROOM:
        start = max(0, (spans[0][0] if spans else 0) - CONTEXT_WIDTH // 2)
        text = text[start : start + ROOM // 2]
        spans = tuple(
            (max(0, a - start), min(b - start, len(text)))
            for a, b in spans
            if a - start < len(text) and b > start
        )
    if paragraph.kind == "heading":
        return f"<b>{esc(text)}</b>" if not spans else marked(text, spans)
    return marked(text, spans)


def _keyboard(hit: Hit, frame: Frame) -> Keyboard:
    return rows(
        [_toggle(hit.id, frame), *_copies(hit, frame), _share(hit.id, frame)],
        [
            _context(hit.id, frame),
            _full(hit, frame),
            _card(hit.id, frame),
            *_note(hit.id, frame),
            *_last_of_second(hit.id, frame),
        ],
        _neighbours(frame, frame.lang),
    )


def _toggle(passage_id: str, frame: Frame) -> Button:
    lang = frame.lang
    label = lang.say("已收藏", "Saved") if frame.saved else lang.say("收藏", "Save")
    return Button(label, _press(Verb.SAVE, passage_id, frame, wish(frame.saved)))


def save_button(passage_id: str, cut: Span | None, lang: Lang, saved: bool | None) -> Button:
    """收藏 under a message whose text stays; `saved` is None where many read it."""
    label = lang.say("已收藏", "Saved") if saved else lang.say("收藏", "Save")
    wanted = wish(saved) and wish(saved) + Flag.LABEL
    return button(label, Verb.SAVE, passage=passage_id, extra=wanted + written_cut(cut))


def _copies(hit: Hit, frame: Frame) -> list[Button]:
    lang = frame.lang
    return [
        _copy(lang.say("复制", "Copy"), with_citation(hit), _press(Verb.COPY, hit.id, frame)),
        _copy(lang.say("原句", "Text only"), hit.text, _press(Verb.PLAIN, hit.id, frame)),
    ]


def _copy(label: str, text: str, data: str) -> Button:
    return Button(label, copy=text) if units(text) <= COPY_LIMIT else Button(label, data)


def _share(passage_id: str, frame: Frame) -> Button:
    return Button(frame.lang.say("分享", "Share"), inline=share_query(passage_id, frame.cut))


def _last_of_second(passage_id: str, frame: Frame) -> list[Button]:
    """撤下 of the group's shelf, or 发到群里 where one person alone sees it."""
    if frame.take_off is not None:
        return [frame.take_off]
    if not frame.hidden:
        return []
    label = frame.lang.say("发到群里", "Show all")
    return [button(label, Verb.SHOW, passage=passage_id, extra=written_cut(frame.cut))]


def _note(passage_id: str, frame: Frame) -> list[Button]:
    # In a group nothing is asked by reply.
    if not frame.saved or frame.hidden:
        return []
    return [Button(frame.lang.say("备注", "Note"), _press(Verb.NOTE, passage_id, frame))]


def _full(hit: Hit, frame: Frame) -> Button:
    origin = Origin.SHELF if frame.shelf else Origin.PASSAGE
    spot = Spot(hit.speech.id, origin, frame.key, frame.position, hit.id, cut=frame.cut)
    return Button(frame.lang.say("全文", "Full text"), encode(spot.press(Verb.FULL)))


def _card(passage_id: str, frame: Frame) -> Button:
    cut = written_cut(frame.cut)
    return button(frame.lang.say("卡片", "Card"), Verb.CARD, passage=passage_id, extra=cut)


def _context(passage_id: str, frame: Frame) -> Button:
    if frame.context:
        label = frame.lang.say("收起上下文", "Hide context")
        return Button(label, _press(Verb.CONTEXT, passage_id, frame, Flag.NO))
    return Button(frame.lang.say("上下文", "Context"), _press(Verb.CONTEXT, passage_id, frame))


def _neighbours(frame: Frame, lang: Lang) -> list[Button]:
    if frame.take_off is not None:
        return [button(lang.say("返回", "Back"), Verb.SHELF, frame.key, frame.position)]
    if not (frame.key or frame.shelf):
        return []
    if frame.total == 1 and not frame.shelf:
        # What was opened at once has no list behind it; in a group it can still be taken away.
        guessed = [not_meant(frame.key, lang)] if frame.guessed else [*frame.removals]
        guessed += [frame.watch] if frame.watch is not None else []
        closing = button(lang.say("收起", "Close"), Verb.CLOSE)
        return [*guessed, closing] if frame.group and not frame.hidden else guessed
    opening = Verb.SAVED_OPEN if frame.shelf else Verb.OPEN
    buttons = []
    if frame.position > 0 and frame.total > 1:
        before = Press(opening, frame.key, frame.position - 1)
        buttons.append(Button(lang.say("‹ 上一条", "‹ Prev"), encode(before)))
    buttons.append(Button(lang.say("返回", "Back"), encode(_list(frame))))
    if frame.position + 1 < frame.total:
        after = Press(opening, frame.key, frame.position + (not frame.removed))
        buttons.append(Button(lang.say("下一条 ›", "Next ›"), encode(after)))
    return buttons


def _list(frame: Frame) -> Press:
    if not frame.shelf:
        return Press(Verb.TURN, frame.key, frame.position)
    # A single bookmark is the whole of its filtered list: behind it are all of them.
    return Press(Verb.SAVED, frame.key if frame.total > 1 else "", frame.position)


def _press(verb: Verb, passage_id: str, frame: Frame, extra: str = "") -> str:
    flags = extra + Flag.CONTEXT * (frame.context and verb is Verb.SAVE)
    flags += Flag.BOOKMARK * bool(frame.shelf) + Flag.ENTRY * (frame.take_off is not None)
    flags += written_cut(frame.cut)
    return encode(Press(verb, frame.key, frame.position, passage_id, flags))


def not_meant(key: str, lang: Lang) -> Button:
    """不是这个, below what was searched instead of the query with this key."""
    return button(lang.say("不是这个", "Not this"), Verb.NOT_MEANT, key)


MOST_INSIDE = 4
"""Slogans that are named below a passage."""


LONGEST_LINK = 16


def inside_line(links: Sequence[tuple[str, str]], lang: Lang) -> str:
    """The slogans that stand in a passage, each a link to its card, as HTML."""
    named = " · ".join(link(shorten(name, LONGEST_LINK), address) for name, address in links)
    return lang.say("口号：", "Slogans: ") + named if links else ""
