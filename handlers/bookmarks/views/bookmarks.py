"""One person's bookmarks as a list, and the question for a note."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from handlers.passage.views.excerpt import hit_line
from handlers.passage.views.note import LONGEST_NOTE_SHOWN, beside_tags
from handlers.telegram.acts import Flag
from handlers.telegram.buttons import button, page_turns
from handlers.telegram.callback_data import Press, Verb
from handlers.telegram.export_order import Grouping, Order
from handlers.views.citation import cite_kept
from handlers.views.markup import Button, Toast, View, esc, italic, rows, shorten
from handlers.views.paging import PRIVATE, fitted, page_of
from store.people.model import LONGEST_NOTE, LONGEST_TAG, MOST_TAGS

if TYPE_CHECKING:
    from handlers.views.lang import Lang
    from store.people.model import Bookmark, BookmarkPage, Note, SaveChange

LONGEST_NOTE_LISTED = 12
MOST_TAGS_OFFERED = 3
TAGS_A_ROW = 4
TAGS_A_PAGE = 2 * TAGS_A_ROW

TagKeys = Sequence[tuple[str, int, str]]
"""Tags as buttons have them, with how many bear each, and the key of the query for these."""


def render_saved(page: BookmarkPage, wanted: str, key: str, lang: Lang, tags: TagKeys = ()) -> View:
    """A page of bookmarks, listed as a search is; below it `tags`, the most used first."""
    if not page.total:
        back = [button(lang.say("全部收藏", "All saved"), Verb.SAVED)] if wanted else []
        return View(_none(wanted, lang), rows(back))
    text = fitted(
        [_heading(page, wanted, lang)],
        len(page.items),
        lambda at, width, source: listed(
            at + 1, page.items[at], width, cite_kept(page.items[at], source, page.items)
        ),
        PRIVATE,
    )
    first = page.offset - 1
    numbers = [
        button(str(at), Verb.SAVED_OPEN, key, first + at, item.passage_id, Flag.BOOKMARK)
        for at, item in enumerate(page.items, start=1)
    ]
    turns = page_turns(lang, Press(Verb.SAVED, key, page.offset), PRIVATE.page, page.total)
    order = Order(bookmarks=True, grouping=Grouping.TAG, key=key, listed=True, position=page.offset)
    export = (
        lang.say(f"导出这 {page.total:,} 条", f"Export these {page.total:,}")
        if wanted
        else lang.say("导出", "Export")
    )
    return View(
        text,
        rows(numbers, [*turns, order.button(export)], _ways(page, wanted, tags, lang)),
    )


def render_tags(tags: TagKeys, offset: int, total: int, lang: Lang) -> View:
    """A page of a person's tags, each a button to its bookmarks."""
    text = lang.say(f"我的标签 {total:,} 个", f"My tags: {total:,}")
    text += page_of(offset, TAGS_A_PAGE, total)
    buttons = [_tag(tag, count, key) for tag, count, key in tags]
    turns = page_turns(lang, Press(Verb.TAGS, offset=offset), TAGS_A_PAGE, total)
    back = button(lang.say("返回", "Back"), Verb.SAVED)
    return View(text, rows(buttons[:TAGS_A_ROW], buttons[TAGS_A_ROW:], [*turns, back]))


def shelf_name(wanted: str, lang: Lang) -> str:
    """What the list of all bookmarks is called, or that of those with a word or tag, as HTML."""
    shown = esc(shorten(wanted.lstrip("#＃"), 30))
    if wanted.startswith(("#", "＃")):
        return lang.say(f"标签“{shown}”", f"Tag “{shown}”")
    if wanted:
        return lang.say(f"收藏里“{shown}”", f"“{shown}” saved")
    return lang.say("我的收藏", "My bookmarks")


def shelf_headline(wanted: str, total: int, lang: Lang) -> str:
    """The list's name and how many it holds, as HTML."""
    return shelf_name(wanted, lang) + lang.say(f" {total:,} 条", f": {total:,}")


def render_saved_toast(change: SaveChange, lang: Lang, *, private: bool) -> Toast:
    """What a press on 收藏 did."""
    if not change.saved:
        return Toast(
            lang.say("已取消，备注先留着；再按一次恢复", "Removed; press again to bring it back")
        )
    if change.note:
        return Toast(lang.say("已恢复，备注也在", "Back again, with its note"))
    if private:
        return Toast(lang.say(f"已收藏，共 {change.total:,} 条", f"Saved, {change.total:,} in all"))
    return Toast(
        lang.say("已收藏，私聊我发 /saved 查看", "Saved; send me /saved in private to see it")
    )


def render_note_question(bookmark: Bookmark, lang: Lang) -> View:
    """Ask for a note, and show the one that stands; only the reply to this question is one."""
    now = " ".join(filter(None, (bookmark.note, *(f"#{tag}" for tag in bookmark.tags))))
    if not now:
        question = lang.say("写一句备注，#词 会成为标签：", "Write a note; #words become tags:")
        return View(question, asks=True)
    shown = esc(shorten(now, LONGEST_NOTE_SHOWN))
    return View(
        lang.say(
            f"现在的备注：{shown}。写新的就换掉，写“无”去掉：",
            f"Note now: {shown}. Write a new one, or “-” to remove it:",
        ),
        asks=True,
    )


def render_noted(bookmark: Bookmark, note: Note, lang: Lang) -> View:
    """What the bookmark's note and tags are now, as `note` was understood."""
    kept = esc(shorten(bookmark.note, LONGEST_NOTE_SHOWN))
    if note.drops_words and not note.tags:
        if note.drops_tags:
            return View(lang.say("备注和标签都去掉了。", "Note and tags removed."))
        if not bookmark.tags:
            return View(lang.say("备注去掉了。", "Note removed."))
        named = esc(lang.say("、", ", ").join(bookmark.tags))
        rest = lang.say(f"，标签还在：{named}。", f"; tags stay: {named}.")
        return View(lang.say("备注去掉了", "Note removed") + rest)
    if note.drops_tags and not note.words:
        rest = lang.say(f"备注：{kept}", f" Note: {kept}") if kept else ""
        return View(lang.say("标签去掉了。", "Tags removed.") + rest)
    said = lang.say("记下了：", "Noted: ") + beside_tags(kept, bookmark.tags, lang)
    if note.cut:
        said += lang.say(
            f"\n太长了，没有全留下：备注最多 {LONGEST_NOTE} 字，"
            f"标签最多 {MOST_TAGS} 个、每个 {LONGEST_TAG} 字。",
            f"\nToo long to be kept whole: a note has at most {LONGEST_NOTE} characters "
            f"and {MOST_TAGS} tags of {LONGEST_TAG}.",
        )
    return View(said)


def _heading(page: BookmarkPage, wanted: str, lang: Lang) -> str:
    line = shelf_headline(wanted, page.total, lang)
    if wanted and not wanted.startswith(("#", "＃")):
        line += lang.say("（正文、备注和标签都找）", " (in text, notes and tags)")
    return line + page_of(page.offset, PRIVATE.page, page.total)


def _ways(page: BookmarkPage, wanted: str, tags: TagKeys, lang: Lang) -> list[Button]:
    """From all bookmarks to those of a tag, and back."""
    if wanted:
        return [button(lang.say("全部收藏", "All saved"), Verb.SAVED)]
    buttons = [_tag(tag, count, key) for tag, count, key in tags[:MOST_TAGS_OFFERED]]
    if len(page.tags) > MOST_TAGS_OFFERED:
        buttons.append(button(lang.say("全部标签", "All tags"), Verb.TAGS))
    return buttons


def _tag(tag: str, count: int, key: str) -> Button:
    return button(f"{tag} {count:,}", Verb.SAVED, key)


def listed(number: int, item: Bookmark, width: int, source: str) -> str:
    """An entry of a list of what was kept: its best line with the note, and its source, as HTML."""
    note = f"｜{shorten(item.note, LONGEST_NOTE_LISTED)}" if item.note else ""
    text = item.text
    if item.excerpt and not item.highlights:
        start, stop = item.excerpt
        text = text[start:stop]
    line = hit_line(text, item.highlights, width - len(note))
    return f"{number} {line}{esc(note)}\n{italic(source)}"


def _none(wanted: str, lang: Lang) -> str:
    if wanted:
        shown = esc(shorten(wanted, 30))
        return lang.say(f"收藏里没有“{shown}”。", f"Nothing saved holds “{shown}”.")
    return lang.say(
        "还没有收藏。看到好句子按“收藏”，这里就有了。",
        "Nothing saved yet. Press Save under a good sentence and it will be here.",
    )
