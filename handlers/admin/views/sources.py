"""The stored documents: a list, one of them opened, and its removal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.admin.views.uploads import document_press, fix_button, speech_line
from handlers.telegram.acts import OnSource, OnUpload
from handlers.telegram.buttons import page_turns
from handlers.telegram.callback_data import Press, Verb, encode
from handlers.views.dates import month_day
from handlers.views.lang import counted
from handlers.views.markup import Button, View, bold, esc, rows, shorten

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from handlers.views.lang import Lang
    from store.documents.model import Source, SpeechSummary
    from store.people.model import Holding

PAGE = 5
LISTED = 5
"""Speeches of an opened document that are named."""


def render_sources(
    found: Sequence[Source],
    keys: Sequence[str],
    offset: int,
    wanted: tuple[str, str],
    zone: tzinfo,
    lang: Lang,
) -> View:
    """A page of documents. `keys` name those of the page, `wanted` is the filter and its key."""
    words, filter_key = wanted
    if not found:
        shown = esc(shorten(words, 30))
        return View(
            lang.say(f"资料里没有名字含“{shown}”的。", f"No document's name holds “{shown}”.")
            if words
            else lang.say(
                "资料库还是空的。把文件发给我就能收录。",
                "The library is still empty. Send me a document to add it.",
            )
        )
    pages = -(-len(found) // PAGE)
    head = lang.say(f"资料 {len(found):,} 份", counted(len(found), "document"))
    if words:
        head += lang.say(f" · 名字含“{esc(shorten(words, 30))}”", f" · “{esc(shorten(words, 30))}”")
    if pages > 1:
        head += f" · {offset // PAGE + 1}/{pages}"
    page = found[offset : offset + PAGE]
    lines = [head, *(_line(number, one, zone, lang) for number, one in enumerate(page, start=1))]
    numbers = [
        Button(str(number), source_press(OnSource.OPEN, key, filter_key, offset))
        for number, key in enumerate(keys, start=1)
    ]
    turns = page_turns(lang, _list(filter_key, offset), PAGE, len(found))
    return View("\n".join(lines), rows(numbers, turns))


def render_source(
    source: Source,
    speeches: Sequence[SpeechSummary],
    place: tuple[str, str, int],
    zone: tzinfo,
    lang: Lang,
) -> View:
    """One document opened. `place` is its key, the list's filter key and offset."""
    key, filter_key, offset = place
    lines = [f"{bold(shorten(source.source, 60))}\n{_counts(source, zone, lang)}"]
    lines += [f"{one.number} {speech_line(one, lang)}" for one in speeches[:LISTED]]
    if len(speeches) > LISTED:
        more = len(speeches) - LISTED
        lines.append(lang.say(f"… 还有 {more:,} 篇", f"… and {more:,} more"))
    remove = Button(
        lang.say("删除", "Remove"), source_press(OnSource.ASK_REMOVAL, key, filter_key, offset)
    )
    return View(
        "\n".join(lines),
        rows([fix_button(f"s{key}", lang), remove], [_back(filter_key, offset, lang)]),
    )


def render_ask_removal(
    source: Source, holding: Holding, place: tuple[str, str, int], lang: Lang
) -> View:
    """Ask before a document is removed, and say whose bookmarks hold passages of it."""
    key, filter_key, offset = place
    text = lang.say(
        f"删掉 {source.speeches:,} 篇、{source.passages:,} 段？",
        f"Remove {counted(source.speeches, 'speech')}, {counted(source.passages, 'passage')}?",
    )
    if holding.passages:
        text += lang.say(
            f"有 {holding.people:,} 人收藏过其中 {holding.passages:,} 段，他们的收藏会留着。",
            f" {counted(holding.people, 'person')} saved {holding.passages:,} of them; "
            "their bookmarks stay.",
        )
    yes = Button(lang.say("删除", "Remove"), source_press(OnSource.REMOVE, key, filter_key, offset))
    no = Button(lang.say("算了", "Keep"), source_press(OnSource.OPEN, key, filter_key, offset))
    return View(f"{bold(shorten(source.source, 60))}\n{text}", ((yes, no),))


def render_removed(source: str, speeches: int, batch_id: int, lang: Lang) -> View:
    """Removed; it can be brought back."""
    name = esc(shorten(source, 60))
    text = lang.say(
        f"删掉了 {name}，现在 {speeches:,} 篇。七天之内可以撤回。",
        f"Removed {name}; {counted(speeches, 'speech')} now. It can be brought back within a week.",
    )
    back = Button(lang.say("撤回", "Undo"), document_press(OnUpload.TAKE, batch_id))
    return View(text, ((back,),))


def render_restored(source: str, speeches: int, lang: Lang) -> View:
    """Brought back."""
    name = esc(shorten(source, 60))
    return View(
        lang.say(
            f"{name} 又收录了，现在 {speeches:,} 篇。",
            f"{name} is back; {counted(speeches, 'speech')} now.",
        )
    )


def source_press(act: OnSource, key: str, filter_key: str, offset: int) -> str:
    """Callback data of a button about a stored document."""
    return encode(Press(Verb.SOURCES, filter_key, offset, extra=act.on(key)))


def _back(filter_key: str, offset: int, lang: Lang) -> Button:
    return Button(lang.say("返回", "Back"), encode(_list(filter_key, offset)))


def _list(filter_key: str, offset: int) -> Press:
    return Press(Verb.SOURCES, filter_key, offset, extra=OnSource.LIST)


def _line(number: int, source: Source, zone: tzinfo, lang: Lang) -> str:
    added = month_day(source.added.astimezone(zone).date(), lang)
    count = lang.say(f"{source.speeches:,} 篇", counted(source.speeches, "speech"))
    return f"{number} {esc(shorten(source.source, 50))} · {count} · {added}"


def _counts(source: Source, zone: tzinfo, lang: Lang) -> str:
    added = month_day(source.added.astimezone(zone).date(), lang)
    return lang.say(
        f"{source.speeches:,} 篇 · {source.passages:,} 段 · {added}",
        f"{counted(source.speeches, 'speech')} · {counted(source.passages, 'passage')} · {added}",
    )
