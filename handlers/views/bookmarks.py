"""One person's bookmarks as a list, and the question for a note."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from handlers.callback import Press, Verb, encode
from handlers.views.excerpt import excerpt
from handlers.views.export import Grouping, Order
from handlers.views.markup import Button, Toast, View, esc, rows, shorten
from handlers.views.results import PRIVATE_PAGE, PRIVATE_WIDTH, page_turns
from store.bookmarks import LONGEST_NOTE, LONGEST_TAG, MOST_TAGS
from store.citation import cite_kept

if TYPE_CHECKING:
    from handlers.views.lang import Lang
    from store.model import Bookmark, BookmarkPage, SaveChange

NOTE_QUESTION_ZH = "写一句备注，#词 会成为标签："
NOTE_QUESTION_EN = "Write a note; #words become tags:"


MOST_TAGS_OFFERED = 3
TAGS_A_ROW = 4
TAGS_A_PAGE = 2 * TAGS_A_ROW
LONGEST_TAG_SHOWN = 6

TagKeys = Sequence[tuple[str, int, str]]
"""Tags with how many bookmarks bear each, and the key of the query that lists these."""


def render_saved(page: BookmarkPage, wanted: str, key: str, lang: Lang, tags: TagKeys = ()) -> View:
    """A page of bookmarks, listed as a search is; below it `tags`, the most used first."""
    if not page.total:
        return View(_none(wanted, lang))
    lines = [_heading(page, wanted, lang)]
    lines.extend(_entry(number, item) for number, item in enumerate(page.items, start=1))
    numbers = [
        Button(
            str(number),
            encode(Press(Verb.SAVED_OPEN, key, page.offset + number - 1, item.passage_id, "s")),
        )
        for number, item in enumerate(page.items, start=1)
    ]
    turns = page_turns(
        lang,
        lambda offset: encode(Press(Verb.SAVED, key, offset)),
        offset=page.offset,
        size=PRIVATE_PAGE,
        total=page.total,
    )
    order = Order(bookmarks=True, grouping=Grouping.TAG, key=key, listed=True, position=page.offset)
    export = (
        lang.say(f"导出这 {page.total:,} 条", f"Export these {page.total:,}")
        if wanted
        else lang.say("导出", "Export")
    )
    return View(
        "\n".join(lines),
        rows(numbers, [*turns, order.button(export)], _ways(page, wanted, tags, lang)),
    )


def render_tags(tags: TagKeys, offset: int, total: int, lang: Lang) -> View:
    """A page of a person's tags, each a button to its bookmarks."""
    text = lang.say(f"我的标签 {total:,} 个", f"My tags: {total:,}")
    if total > TAGS_A_PAGE:
        text += f" · {offset // TAGS_A_PAGE + 1}/{-(-total // TAGS_A_PAGE):,}"
    buttons = [_tag(tag, count, key) for tag, count, key in tags]
    turns = page_turns(
        lang,
        lambda at: encode(Press(Verb.TAGS, offset=at)),
        offset=offset,
        size=TAGS_A_PAGE,
        total=total,
    )
    back = Button(lang.say("返回", "Back"), encode(Press(Verb.SAVED)))
    return View(text, rows(buttons[:TAGS_A_ROW], buttons[TAGS_A_ROW:], [*turns, back]))


def shelf_headline(wanted: str, total: int, lang: Lang) -> str:
    """Whose and how many, of all bookmarks or of those with a word or tag, as HTML."""
    shown = esc(shorten(wanted.lstrip("#＃"), 30))
    if wanted.startswith(("#", "＃")):
        return lang.say(f"标签“{shown}” {total:,} 条", f"Tag “{shown}”: {total:,}")
    if wanted:
        return lang.say(f"收藏里“{shown}” {total:,} 条", f"“{shown}” saved: {total:,}")
    return lang.say(f"我的收藏 {total:,} 条", f"My bookmarks: {total:,}")


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


def render_note_question(lang: Lang) -> View:
    """Ask for a note; only the reply to this question is one."""
    return View(lang.say(NOTE_QUESTION_ZH, NOTE_QUESTION_EN), asks=True)


def render_noted(bookmark: Bookmark, lang: Lang, *, cut: bool) -> View:
    """The note as it was understood; `cut` where not all of it was kept."""
    note = esc(bookmark.note) if bookmark.note else lang.say("没有备注", "no note")
    said = lang.say(f"记下了：{note}", f"Noted: {note}")
    if bookmark.tags:
        tags = esc(lang.say("、", ", ").join(bookmark.tags))
        said += lang.say(f"　标签 {tags}", f" · tags {tags}")
    if cut:
        said += lang.say(
            f"\n太长了，没有全留下：备注最多 {LONGEST_NOTE} 字，"
            f"标签最多 {MOST_TAGS} 个、每个 {LONGEST_TAG} 字。",
            f"\nToo long to be kept whole: a note has at most {LONGEST_NOTE} characters "
            f"and {MOST_TAGS} tags of {LONGEST_TAG}.",
        )
    return View(said)


def render_note_lost(lang: Lang) -> View:
    """The bookmark that the note was for isn't there."""
    return View(
        lang.say(
            "这一条已经不在收藏里了，先收藏再写备注。",
            "That one isn't saved any more; save it, then add a note.",
        )
    )


def _heading(page: BookmarkPage, wanted: str, lang: Lang) -> str:
    line = shelf_headline(wanted, page.total, lang)
    pages = -(-page.total // PRIVATE_PAGE)
    return line if pages < 2 else f"{line} · {page.offset // PRIVATE_PAGE + 1}/{pages:,}"


def _ways(page: BookmarkPage, wanted: str, tags: TagKeys, lang: Lang) -> list[Button]:
    """From all bookmarks to those of a tag, and back."""
    if wanted:
        return [Button(lang.say("全部收藏", "All saved"), encode(Press(Verb.SAVED)))]
    buttons = [_tag(tag, count, key) for tag, count, key in tags[:MOST_TAGS_OFFERED]]
    if len(page.tags) > MOST_TAGS_OFFERED:
        buttons.append(Button(lang.say("全部标签", "All tags"), encode(Press(Verb.TAGS))))
    return buttons


def _tag(tag: str, count: int, key: str) -> Button:
    return Button(f"{shorten(tag, LONGEST_TAG_SHOWN)} {count:,}", encode(Press(Verb.SAVED, key)))


def _entry(number: int, item: Bookmark) -> str:
    text, _ = excerpt(item.text, (), PRIVATE_WIDTH)
    note = f"　｜{esc(shorten(item.note, 20))}" if item.note else ""
    return f"{number} {esc(text)}{note}\n   {esc(cite_kept(item))}"


def _none(wanted: str, lang: Lang) -> str:
    if wanted:
        shown = esc(shorten(wanted, 30))
        return lang.say(f"收藏里没有“{shown}”。", f"Nothing saved holds “{shown}”.")
    return lang.say(
        "还没有收藏。看到好句子按“收藏”，这里就有了。",
        "Nothing saved yet. Press Save under a good sentence and it will be here.",
    )
